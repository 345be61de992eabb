"""Find the mentions of a text: names, typed nominals, adjectives of countries, and pronouns that may refer.

Nested mentions are kept where a human annotator would keep both: "Iraqi" in "Iraqi Security Forces", "Mosul" in "the city of
Mosul", the name in "Prime Minister Haider al-Abadi".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kg.extract.rules.bodies import event_names
from kg.extract.rules.drafts import Kinds, MentionDraft
from kg.extract.rules.names import find_names
from kg.extract.rules.nominals import find_nominals, singular
from kg.extract.rules.parse import Parse
from kg.extract.rules.syntax import coordinated_names

if TYPE_CHECKING:
    from kg.gazetteer import Gazetteer
    from kg.lexicon import Lexicon
    from kg.ontology import Ontology

__all__ = ["MentionDraft", "find_mentions"]

STATE = frozenset({"state"})


def find_mentions(parse: Parse, lexicon: Lexicon, gazetteer: Gazetteer, ontology: Ontology) -> list[MentionDraft]:
    """All mentions in the order of the text, an outer one before those within it; no two have the same span.

    Pronouns are candidates: coreference leaves out those that it cannot resolve.
    """
    kinds = Kinds.of(ontology)
    names = find_names(parse, lexicon, gazetteer, kinds)
    taken = [False] * len(parse)
    for d in names:
        taken[d.first : d.end] = [True] * (d.end - d.first)
    for first, end in event_names(parse):
        taken[first:end] = [True] * (end - first)
    drafts = {(d.first, d.end): d for d in find_nominals(parse, lexicon, kinds, taken)}
    drafts.update({(d.first, d.end): d for d in names})
    _part_regions(parse, drafts, gazetteer, kinds)
    _take_models(parse, drafts, kinds)
    _name_states(parse, drafts, gazetteer, kinds)
    return [drafts[k] for k in sorted(drafts, key=lambda k: (k[0], -k[1]))]


def _part_regions(parse: Parse, drafts: dict[tuple[int, int], MentionDraft], gazetteer: Gazetteer, kinds: Kinds) -> None:
    """Make of "the Bryansk and Kursk regions" the two regions that it names, each by its own name, and of "the villages of A and B" two."""
    plurals = [
        (s, d) for s, d in drafts.items() if d.plural and d.form == "nominal" and (d.type in kinds.region or d.type in kinds.settlement)
    ]
    if not plurals:
        return
    by_head = {d.head: d for d in drafts.values() if d.form == "name"}
    for span, d in plurals:
        if parse.lower[d.core + 1 : d.core + 2] == ["of"]:
            _part_list(parse, drafts, span, by_head, gazetteer, kinds)
            continue
        names = [by_head[i] for i in coordinated_names(parse, d.core) if i in by_head]
        if len(names) < 2 or any(n.type not in kinds.place for n in names):
            continue
        del drafts[span]
        for n in names:
            whole = f"{parse.readable(n.first, n.end)} {singular(parse.lower[d.core])}"
            entry = next((e for e in gazetteer.lookup(whole) if e.type in kinds.region), None)
            if n.type not in kinds.region:
                n.type, n.entry, n.label = d.type, entry, whole


def _part_list(
    parse: Parse,
    drafts: dict[tuple[int, int], MentionDraft],
    span: tuple[int, int],
    by_head: Mapping[int, MentionDraft],
    gazetteer: Gazetteer,
    kinds: Kinds,
) -> None:
    """Make of "the villages of Gassol, Bali and Mutum" three villages, whatever else bears these names."""
    d = drafts[span]
    alike = kinds.region if d.type in kinds.region else kinds.settlement
    names = [by_head[i] for i in coordinated_names(parse, d.core) if i in by_head]
    names = [n for n in names if n.type in alike or n.entry is None or n.type not in kinds.country | kinds.region]
    if len(names) < 2:
        return
    del drafts[span]
    for n in names:
        if n.type not in alike:  # of towns that share a name with an island the name alone does not tell which
            named = gazetteer.lookup(parse.readable(n.first, n.end)) if alike is kinds.region else ()
            n.entry = next((e for e in named if e.type in alike), None)
        if n.entry is None or n.type not in alike:
            n.type = n.entry.type if n.entry is not None else d.type


def _take_models(parse: Parse, drafts: dict[tuple[int, int], MentionDraft], kinds: Kinds) -> None:
    """ "F-16 fighters" are aircraft and no people, as the model before the noun tells; a model that goes for a sign belongs to the noun."""
    models = {d.end: d for d in drafts.values() if d.form == "name" and d.type in kinds.military}
    if not models:
        return
    for span, d in list(drafts.items()):
        if d.form != "nominal":
            continue
        model = models.get(d.core)
        if model is not None and (d.type in kinds.group or d.type in kinds.person) and model.first >= d.first:
            d.type = model.type
        sign = models.get(d.first)
        if (
            sign is not None
            and parse.deps[sign.head] == "punct"
            and d.type in kinds.asset
            and parse.starts[d.first] == parse.ends[sign.head] + 1
        ):
            del drafts[span]
            d.first = sign.first
            drafts[d.first, d.end] = d


def _name_states(parse: Parse, drafts: dict[tuple[int, int], MentionDraft], gazetteer: Gazetteer, kinds: Kinds) -> None:
    """ "the state of Kaduna" is a region, and so is Kaduna there; "the state of Israel" is the country."""
    if not parse.with_word(STATE):
        return
    names = {(d.first, d.end): d for d in drafts.values() if d.form == "name" and (d.type in kinds.place or d.type in kinds.country)}
    for d in drafts.values():
        if (
            d.form != "nominal"
            or d.plural
            or parse.lower[d.core] != "state"
            or d.type in kinds.place
            or parse.lower[d.core + 1 : d.core + 2] != ["of"]
        ):
            continue
        name = names.get((d.core + 2, d.end))
        if name is None:
            continue
        if name.type in kinds.country:
            d.type = name.type
            continue
        if name.type not in kinds.region:
            written = parse.readable(name.first, name.end)
            senses = (*gazetteer.lookup(written), *gazetteer.lookup(f"{written} state"))
            name.entry = next((e for e in senses if e.type in kinds.region), None)
            name.type = name.entry.type if name.entry is not None else "AdministrativeRegion"
        d.type = name.type
