"""A polite client of Wikidata: SPARQL, items by id or page title, and search, by the rules of its operators.

One request at a time, with a contact in the User-Agent, `maxlag`, `Retry-After`, growing waits and a cache on disk.

    with Wikidata(WikidataSettings.from_environment()) as wikidata:
        for hit in wikidata.search("Sumy"):
            print(hit.id, hit.label, hit.description)
"""

from kg.wikidata.client import Hit, Wikidata
from kg.wikidata.items import Item
from kg.wikidata.patience import Clock
from kg.wikidata.settings import WikidataSettings

__all__ = ["Clock", "Hit", "Item", "Wikidata", "WikidataSettings"]
