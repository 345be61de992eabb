"""A Wikidata item as Dateline needs it, out of Wikibase's JSON (the API's and the dumps': mediawiki.org/wiki/Wikibase/DataModel/JSON)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

LANGUAGES = ("en", "mul", "en-gb", "en-us", "en-ca")
"""Where names are taken from, best first: "mul" holds a name that is the same in all languages."""
INSTANCE_OF, SUBCLASS_OF, COUNTRY, WITHIN, COORDINATES, GEONAMES, POPULATION = "P31", "P279", "P17", "P131", "P625", "P1566", "P1082"
PROPERTIES = (INSTANCE_OF, SUBCLASS_OF, COUNTRY, WITHIN, GEONAMES, POPULATION)
"""The properties whose values an item keeps; coordinates are kept apart."""
_EARTH = "http://www.wikidata.org/entity/Q2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item. `values` are the best-ranked ones of each kept property (as `wdt:` has them): item ids, numbers and strings as text."""

    id: str
    label: str | None = None
    description: str | None = None
    aliases: tuple[str, ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    latitude: float | None = None
    longitude: float | None = None
    sitelinks: int = 0
    """Pages about it in all Wikimedia projects: a measure of how well known it is."""
    title: str | None = None
    """Its page in the English Wikipedia."""

    @property
    def classes(self) -> tuple[str, ...]:
        """What it is an instance of (P31)."""
        return self.values.get(INSTANCE_OF, ())

    def to_json(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Item:
        """Out of what `to_json` gave."""
        values = {name: tuple(found) for name, found in data["values"].items()}
        return cls(**{**data, "aliases": tuple(data["aliases"]), "values": values})


def read_item(record: Mapping[str, Any]) -> Item:
    """An item out of its JSON record.

    Raises:
        ValueError: the record is not of that form.
    """
    try:
        claims = _mapping(record.get("claims"))
        latitude, longitude = _point(claims)
        links = _mapping(record.get("sitelinks"))
        return Item(
            id=record["id"],
            label=_first(_mapping(record.get("labels"))),
            description=_first(_mapping(record.get("descriptions"))),
            aliases=_aliases(record),
            values={name: found for name in PROPERTIES if (found := tuple(map(_text, _best(claims, name))))},
            latitude=latitude,
            longitude=longitude,
            sitelinks=len(links),
            title=links["enwiki"]["title"] if "enwiki" in links else None,
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no item as Wikibase writes it ({type(error).__name__}: {error})") from error


def _mapping(value: Any) -> Mapping[str, Any]:
    """A JSON object; an empty one comes as an empty list."""
    return value or {}


def _first(texts: Mapping[str, Any]) -> str | None:
    return next((texts[language]["value"] for language in LANGUAGES if language in texts), None)


def _aliases(record: Mapping[str, Any]) -> tuple[str, ...]:
    """All names beside the label, each once."""
    labels, aliases = _mapping(record.get("labels")), _mapping(record.get("aliases"))
    found = [alias["value"] for language in LANGUAGES for alias in aliases.get(language, ())]
    found += [labels[language]["value"] for language in LANGUAGES if language in labels]
    label = _first(labels)
    return tuple(name for name in dict.fromkeys(found) if name != label)


def _best(claims: Mapping[str, Any], name: str) -> list[Any]:
    """The values of the statements with the best rank; deprecated ones and "unknown" are none."""
    statements = [s for s in claims.get(name, ()) if s.get("rank") != "deprecated" and s["mainsnak"].get("snaktype") == "value"]
    preferred = [s for s in statements if s.get("rank") == "preferred"]
    return [s["mainsnak"]["datavalue"]["value"] for s in preferred or statements]


def _text(value: Any) -> str:
    """An item's id, a number without its sign, or a string."""
    if isinstance(value, dict):
        return str(value["id"] if "id" in value else str(value.get("amount", value.get("time", ""))).removeprefix("+"))
    return str(value)


def _point(claims: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """Degrees north and east, of what lies on Earth."""
    for value in _best(claims, COORDINATES):
        if value.get("globe") == _EARTH:
            return float(value["latitude"]), float(value["longitude"])
    return None, None
