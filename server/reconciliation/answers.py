"""What the service answers, as values for JSON."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.ontology import Ontology
from kg.reconcile import Candidate, Catalogue, Thing, reconcile
from kg.vocab import DL
from server.reconciliation.requests import BATCH, Extension, Query
from server.settings import Settings

DEFAULT_TYPES = ("Entity", "Settlement", "Region", "Country", "Person", "Organization", "ArmedGroup", "MilitaryAsset", "Facility")
PREVIEW = (430, 300)
"""Pixels, wide and high."""
SUGGESTED = 20

Values = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Property:
    """A property that can be fetched and, if `constrains`, be given with a query."""

    id: str
    name: str
    description: str
    values: Callable[[Thing], Values]
    type: str | None = None
    """The class of its values, where they are entities."""
    constrains: bool = True


def _text(value: object) -> Values:
    return [] if value in (None, "") else [{"str": str(value)}]


def _entity(id_: str | None, name: str | None) -> Values:
    return [{"id": id_, "name": name or id_}] if id_ else []


PROPERTIES = {
    known.id: known
    for known in (
        Property("label", "label", "the name that the graph gives it", lambda t: _text(t.label)),
        Property("altLabel", "other names", "other names and spellings", lambda t: [{"str": name} for name in t.names]),
        Property("type", "type", "its most specific class", lambda t: _text(t.type)),
        Property(
            "country",
            "country",
            "where it lies or belongs; a name, a code (UA) or an id",
            lambda t: _entity(t.country, t.country_name),
            "Country",
        ),
        Property("region", "region", "its first-level region", lambda t: _entity(t.region, t.region_name), "Region"),
        Property(
            "coordinates",
            "coordinates",
            "latitude and longitude, with a comma between",
            lambda t: _text(f"{t.lat},{t.lon}" if t.lat is not None and t.lon is not None else None),
        ),
        Property("latitude", "latitude", "degrees north", lambda t: [{"float": t.lat}] if t.lat is not None else [], constrains=False),
        Property("longitude", "longitude", "degrees east", lambda t: [{"float": t.lon}] if t.lon is not None else [], constrains=False),
        Property(
            "population", "population", "people who live there", lambda t: [{"int": t.population}] if t.population else [], constrains=False
        ),
        Property("wikidata", "Wikidata", "its Wikidata item", lambda t: _text(t.wikidata)),
        Property("geonames", "GeoNames", "its GeoNames id", lambda t: _text(t.geonames)),
    )
}
EVENTS = Property("events", "events", "in how many events of this graph it has a role", lambda _: [], constrains=False)
"""Counted in the graph, for all that are asked for at once."""


def manifest(settings: Settings, root: str, ontology: Ontology) -> dict[str, Any]:
    """The service manifest (section 3.1). `root` is the server's address, without a slash at its end."""

    def suggest(what: str) -> dict[str, str]:
        return {"service_url": root, "service_path": f"/reconcile/suggest/{what}"}

    flyout = {"flyout_service_url": root, "flyout_service_path": "/reconcile/flyout?id=${id}"}
    return {
        "versions": ["0.1", "0.2"],
        "name": f"{settings.title}: entities and gazetteer",
        "identifierSpace": f"{settings.base}entity/",
        "schemaSpace": DL.iri,
        "documentation": f"{root}/",
        "logo": f"{root}/static/icon.svg",
        "serviceVersion": importlib.metadata.version("dateline"),
        "defaultTypes": [_type(ontology, name) for name in DEFAULT_TYPES if name in ontology],
        "view": {"url": f"{root}/reconcile/view/{{{{id}}}}"},
        "preview": {"url": f"{root}/reconcile/preview/{{{{id}}}}", "width": PREVIEW[0], "height": PREVIEW[1]},
        "suggest": {"entity": suggest("entity") | flyout, "type": suggest("type"), "property": suggest("property")},
        "extend": {"propose_properties": {"service_url": root, "service_path": "/reconcile/properties"}, "property_settings": []},
        "batchSize": BATCH,
    }


def results(catalogue: Catalogue, batch: Mapping[str, Query]) -> dict[str, Any]:
    """A result batch (section 4.2)."""
    return {key: {"result": [_candidate(catalogue.ontology, one) for one in _candidates(catalogue, query)]} for key, query in batch.items()}


def _candidates(catalogue: Catalogue, query: Query) -> list[Candidate]:
    return reconcile(catalogue, query.text, types=query.types, strict=query.strict, constraints=query.constraints, limit=query.limit)


def _candidate(ontology: Ontology, candidate: Candidate) -> dict[str, Any]:
    thing = candidate.thing
    told = [thing.description, f"found by {candidate.how}"]
    return {
        "id": thing.id,
        "name": thing.label,
        "description": "; ".join(part for part in told if part),
        "type": types_of(ontology, thing),
        "score": candidate.score,
        "match": candidate.match,
        "features": [{"id": name, "value": value} for name, value in candidate.parts.items()],
    }


def types_of(ontology: Ontology, thing: Thing) -> list[dict[str, str]]:
    """The class of a thing and those above it, the most specific first."""
    above = [name for name in ontology.ancestors(thing.type) if name in ontology] if thing.type in ontology else []
    return [_type(ontology, name) for name in dict.fromkeys((thing.type, *above))]


def _type(ontology: Ontology, name: str) -> dict[str, str]:
    return {"id": name, "name": ontology.label(name) if name in ontology else name}


def extension(catalogue: Catalogue, wanted: Extension, events: Callable[[Sequence[str]], Mapping[str, int]]) -> dict[str, Any]:
    """Property values (section 7.4); nothing for what is not known. `events` counts the events of entities."""
    counts = events(wanted.ids) if EVENTS.id in wanted.properties else {}
    rows: dict[str, dict[str, Values]] = {}
    for id_ in wanted.ids:
        thing = catalogue.get(id_)
        rows[id_] = {name: _values(name, thing, counts) if thing else [] for name in wanted.properties}
    return {"meta": [_meta(catalogue.ontology, name) for name in wanted.properties], "rows": rows}


def _values(name: str, thing: Thing, counts: Mapping[str, int]) -> Values:
    if name == EVENTS.id:
        return [{"int": counts.get(thing.id, 0)}]
    return PROPERTIES[name].values(thing) if name in PROPERTIES else []


def _meta(ontology: Ontology, name: str) -> dict[str, Any]:
    known = _property(name)
    meta: dict[str, Any] = {"id": name, "name": known.name if known else name}
    return meta | ({"type": _type(ontology, known.type)} if known and known.type else {})


def _property(name: str) -> Property | None:
    return EVENTS if name == EVENTS.id else PROPERTIES.get(name)


def proposals(ontology: Ontology, type_: str, limit: int | None) -> dict[str, Any]:
    """Properties that things of a type may have (section 7.2)."""
    known = [known for known in (*PROPERTIES.values(), EVENTS) if _is_fitting(ontology, known, type_)]
    body: dict[str, Any] = {"type": type_, "properties": [{"id": one.id, "name": one.name} for one in known[:limit]]}
    return body | ({"limit": limit} if limit is not None else {})


def _is_fitting(ontology: Ontology, known: Property, type_: str) -> bool:
    if known.id in ("region", "coordinates", "latitude", "longitude", "population", "geonames") and type_ in ontology:
        return ontology.isa(type_, "Place") or ontology.isa("Place", type_) or ontology.isa(type_, "Country")
    return True


def suggested_entities(catalogue: Catalogue, prefix: str, skip: int) -> list[dict[str, Any]]:
    """Entities with a name that begins so, or with this very id (section 6)."""
    exact = [candidate.thing for candidate in reconcile(catalogue, prefix, limit=3)] if prefix else []
    things = {thing.id: thing for thing in (*exact, *catalogue.beginning(prefix, skip + SUGGESTED))}
    return [
        {"id": thing.id, "name": thing.label, "description": thing.description, "notable": types_of(catalogue.ontology, thing)[:1]}
        for thing in list(things.values())[skip : skip + SUGGESTED]
    ]


def suggested_types(ontology: Ontology, prefix: str, skip: int) -> list[dict[str, Any]]:
    """Classes of entities with a label or name that begins so, or has a word that does."""
    found = [_type(ontology, name) for name in sorted(ontology.descendants("Entity")) if _begins(prefix, name, ontology.label(name))]
    found.sort(key=lambda one: (not one["name"].lower().startswith(prefix.lower()), one["name"]))
    broader = [
        one | {"broader": [_type(ontology, parent) for parent in ontology.parents(one["id"]) if parent in ontology]} for one in found
    ]
    return broader[skip : skip + SUGGESTED]


def suggested_properties(prefix: str, skip: int) -> list[dict[str, Any]]:
    """Properties that can be given with a query."""
    known = [one for one in PROPERTIES.values() if one.constrains and _begins(prefix, one.id, one.name)]
    return [{"id": one.id, "name": one.name, "description": one.description} for one in known[skip : skip + SUGGESTED]]


def _begins(prefix: str, *names: str) -> bool:
    folded = prefix.strip().lower()
    return any(word.startswith(folded) for name in names for word in (name.lower(), *name.lower().split()))
