"""Who hands on what another said: "X quoted Y as saying", "X, which cited Y, said"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.extract.rules.content import Attribution
from kg.extract.rules.parse import Parse
from kg.extract.rules.sources import Sources, TypeAt, is_passive_cue
from kg.extract.rules.speechwords import SpeechWords
from kg.extract.rules.subjects import surface_subject
from kg.extract.rules.withholding import withheld_from

ASSERTING = frozenset({"States", "Confirms", "Alleges", "Estimates"})


def quoting(p: Parse, v: int, sources: Sources, type_at: TypeAt) -> Iterator[Attribution]:
    """ "X quoted Y as saying that …": X hands on what Y says (whose attribution the verb of saying makes)."""
    saying = [c for g in p.children[v] if p.deps[g] == "prep" and p.lower[g] == "as" for c in p.children[g] if p.deps[c] == "pcomp"]
    source = next(iter(surface_subject(p, v)), None)
    if not saying or source is None or is_passive_cue(p, v) or not sources.can_say(p, source, type_at):
        return
    yield Attribution((v, v + 1), "States", sources.speaker(p, source), ((p.left[saying[0]], p.right[saying[0]] + 1),))


def cited(p: Parse, v: int, words: SpeechWords, sources: Sources, type_at: TypeAt, found: Sequence[Attribution]) -> Iterator[Attribution]:
    """ "Al Jazeera, which cited doctors, said …": what the source says, those whom it cites said before."""
    citing = next(iter(surface_subject(p, v)), None)
    first = next((c for c in p.children[v] if p.deps[c] == "dobj"), None)
    if citing is None or first is None or withheld_from(p, v, words) is not None or not sources.can_think(p, first, type_at):
        return
    at = p.sentence_of[v]
    for a in found:
        if a.source == citing and p.sentence_of[a.cue[0]] == at and a.cue[0] != v and not a.refused and a.stance in ASSERTING:
            yield Attribution((v, v + 1), "States", sources.speaker(p, first), a.ranges, relays=a.cue[0])
            return
