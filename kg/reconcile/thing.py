"""What a name can be matched with: an entity of the graph, an entry of the gazetteer, or, most often, both in one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg.gazetteer import Entry, Gazetteer
from kg.link.making import sense
from kg.link.score import prominence
from kg.naming import slug

UNKNOWN = 0.5
"""Prominence of what the gazetteer does not know: neither famous nor obscure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A thing of the world under the name that the graph has, or would have, for it: the end of its IRI (``kharkiv``)."""

    id: str
    label: str
    type: str
    """The most specific class, by its local name."""
    names: tuple[str, ...] = ()
    """Other names."""
    wikidata: str | None = None
    geonames: int | None = None
    lat: float | None = None
    lon: float | None = None
    country: str | None = None
    """The id of the country that it lies in, is, or belongs to."""
    country_name: str | None = None
    region: str | None = None
    """The id of its first-level region."""
    region_name: str | None = None
    population: int = 0
    prominence: float = UNKNOWN
    in_graph: bool = False
    """Whether the graph speaks of it."""

    @property
    def description(self) -> str:
        """Where it is, in few words: what tells it from its namesakes."""
        places = [name for name in (self.region_name, self.country_name) if name and name != self.label]
        people = f"{self.population:,} people" if self.population else ""
        return ", ".join(part for part in (*places, people) if part)


def entry_id(entry: Entry, gazetteer: Gazetteer) -> str:
    """The id of the entity that an article's mention of this entry would make (`kg.naming`)."""
    told = sense(entry, gazetteer)
    return f"{slug(entry.label)}-{slug(told)}" if told else slug(entry.label)


def from_entry(entry: Entry, gazetteer: Gazetteer) -> Thing:
    """An entry as a thing; not known to be in the graph."""
    country = gazetteer.entry(f"rigour:{entry.country.lower()}") if entry.country else None
    region = next((place for place in gazetteer.parents(entry) if place.type == "Region"), None)
    return Thing(
        id=entry_id(entry, gazetteer),
        label=entry.label,
        type=entry.type,
        names=tuple(name for name in entry.names if name != entry.label),
        wikidata=entry.wikidata if entry.match == "exact" else None,
        geonames=entry.geonames,
        lat=entry.lat,
        lon=entry.lon,
        country=entry_id(country, gazetteer) if country else None,
        country_name=country.label if country else None,
        region=entry_id(region, gazetteer) if region else None,
        region_name=region.label if region else None,
        population=entry.population,
        prominence=prominence(entry),
    )


def merged(own: Thing, known: Thing) -> Thing:
    """The graph's thing with what the gazetteer knows of it besides; where the two differ, the graph's word counts."""
    return replace(
        known,
        id=own.id,
        label=own.label,
        type=own.type,
        names=tuple(dict.fromkeys((*own.names, *known.names))),
        wikidata=own.wikidata or known.wikidata,
        geonames=own.geonames or known.geonames,
        lat=known.lat if own.lat is None else own.lat,
        lon=known.lon if own.lon is None else own.lon,
        country=own.country or known.country,
        country_name=own.country_name or known.country_name,
        in_graph=True,
    )
