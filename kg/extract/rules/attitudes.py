"""What somebody holds that no verb of speech tells: "is confident that", "in her view"."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.rules.content import Attribution, without
from kg.extract.rules.parse import Parse
from kg.extract.rules.sources import Sources, TypeAt
from kg.extract.rules.speechwords import SpeechWords
from kg.extract.rules.syntax import PASSIVE_SUBJECTS, SUBJECTS, surface_subject

COPULAR = frozenset({"acomp", "attr", "oprd", "ROOT", "conj", "ccomp", "advcl", "relcl", "acl", "amod"})
"""How an adjective of an attitude hangs where somebody has the attitude."""


CONDITIONS = frozenset({"if", "unless", "until", "whether"})


def attitudes(p: Parse, words: SpeechWords, sources: Sources, type_at: TypeAt) -> Iterator[Attribution]:
    """Attributions by adjectives with a clause, and by phrases with whose view it is."""
    for i, word in enumerate(p.lower):
        if words.has("attitude", word) and p.pos[i] in {"ADJ", "VERB"} and p.deps[i] in COPULAR:
            yield from _adjective(p, i, sources, type_at)
        elif words.has("view", word) and p.deps[i] == "pobj":
            yield from _view(p, i, sources, type_at)


def _adjective(p: Parse, i: int, sources: Sources, type_at: TypeAt) -> Iterator[Attribution]:
    """ "is confident that the truce will hold", "officials, worried that it may fail, …"."""
    holder = next(iter(surface_subject(p, i)), None)
    verb = p.heads[i]
    if holder is None and p.deps[i] in {"acomp", "oprd"}:
        holder = next(iter(surface_subject(p, verb)), None)
    hosts = (i, verb) if p.deps[i] in {"acomp", "oprd"} else (i,)
    clause = next((c for h in hosts for c in p.children[h] if c > i and p.deps[c] == "ccomp" and _has_subject(p, c)), None)
    if holder is None or clause is None or not sources.can_think(p, holder, type_at):
        return
    if any(p.deps[c] == "neg" for h in hosts for c in p.children[h]):
        return  # "is not sure that": nothing is held
    if any(p.deps[c] == "mark" and p.lower[c] in CONDITIONS for h in hosts for c in p.children[h]):
        return  # "until he is satisfied that"
    yield Attribution((i, i + 1), "States", sources.speaker(p, holder), ((p.left[clause], p.right[clause] + 1),))


def _has_subject(p: Parse, clause: int) -> bool:
    return any(p.deps[c] in SUBJECTS | PASSIVE_SUBJECTS | {"expl"} for c in p.children[clause])


def _view(p: Parse, n: int, sources: Sources, type_at: TypeAt) -> Iterator[Attribution]:
    """ "in her view, the vote was rigged": the clause around the phrase is what is held."""
    prep = p.heads[n]
    whose = next((c for c in p.children[n] if p.deps[c] == "poss"), None)
    clause = p.heads[prep]
    if whose is None or p.lower[prep] not in {"in", "to", "by", "from"} or p.pos[clause] not in {"VERB", "AUX"}:
        return
    ranges = without([(p.left[clause], p.right[clause] + 1)], (p.left[prep], p.right[prep] + 1))
    alone = prep == p.left[clause] and p.words[p.right[prep] + 1 : p.right[prep] + 2] == [","]
    aside = prep > 0 and p.words[prep - 1] == ","
    if ranges and (alone or aside) and (sources.can_think(p, whose, type_at) or p.tags[whose] == "PRP$"):
        yield Attribution((prep, n + 1), "States", whose, ranges)
