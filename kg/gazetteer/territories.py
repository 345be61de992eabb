"""Countries and first-level regions from `rigour`, with their Wikidata ids.

Only code, name, id and parent are taken: rigour's other names hold demonyms ("russian"), jokes ("Best Korea"), ordinary
words ("Island", "Online") and forms in hundreds of languages. The names that English texts use are in `ontology/gazetteer.ttl`.
"""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterator, Mapping

from rigour.territories import get_territories
from rigour.territories.territory import Territory

from kg.gazetteer.entry import Entry, Name, Record

_BRACKETS = re.compile(r"\s*\(.*?\)")
_NO_PLACE = frozenset({"aq", "ip", "zz"})  # Antarctica, "Cyberspace", "Global"
_ORGANISATIONS = frozenset({"eu", "un"})
_NOT_INDEPENDENT = frozenset({"vi", "pk-km"})


def read_territories(geonames: Mapping[str, int]) -> Iterator[Record]:
    """Every present-day territory and the historical countries (of which the Soviet republics are left out).

    `geonames` holds the GeoNames ids that are known, by rigour's code.
    """
    for territory in get_territories():
        if territory.code not in _NO_PLACE and not territory.code.startswith("su-"):
            yield _record(territory, geonames.get(territory.code))


def country_codes() -> dict[str, str]:
    """ISO 3166-1 alpha-2 codes of the present countries, in capitals, by Wikidata id."""
    codes = {t.qid: t.code.upper() for t in get_territories() if t.qid and len(t.code) == 2 and not t.is_historical}
    return {qid: code for qid, code in codes.items() if code.lower() not in _ORGANISATIONS | _NO_PLACE}


def _record(territory: Territory, geonames: int | None) -> Record:
    label = _BRACKETS.sub("", territory.name).strip()
    full = _BRACKETS.sub("", territory.full_name).strip()
    names = tuple(Name(n) for n in dict.fromkeys((label, full, *_spoken(label))))
    entry = Entry(
        key=f"rigour:{territory.code}",
        label=label,
        type=_type(territory),
        names=tuple(n.text for n in names),
        wikidata=territory.qid,
        geonames=geonames,
        country=_country(territory),
        source="rigour",
        parent=f"rigour:{territory.parent.code}" if territory.parent else None,
        evidence=f"rigour {importlib.metadata.version('rigour')} territories {territory.code}",
    )
    return Record(entry=entry, names=names, territory=territory.code)


def _spoken(label: str) -> list[str]:
    """How English texts call a Russian or Ukrainian region: "Kursk region" for Kursk Oblast, "Krasnodar region" for Krasnodar Krai."""
    stem, _, kind = label.rpartition(" ")
    return [f"{stem} {word}" for word in ("region", "province")] if stem and kind in {"Oblast", "Krai"} else []


def _type(territory: Territory) -> str:
    if territory.code in _ORGANISATIONS:
        return "InternationalOrganization"
    if territory.parent is None and territory.code not in _NOT_INDEPENDENT:
        return "Country"
    return "Country" if territory.is_country and not territory.is_historical else "Region"


def _country(territory: Territory) -> str | None:
    top = territory
    while top.parent is not None:
        top = top.parent
    return top.code.upper() if len(top.code) == 2 and top.code not in _ORGANISATIONS else None
