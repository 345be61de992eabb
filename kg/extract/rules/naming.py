"""What somebody calls a thing: "called it an act of sabotage", "described the bill as an attack on the poor"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.extract.rules.content import Attribution, Range
from kg.extract.rules.parse import Parse
from kg.extract.rules.quotations import Quotation
from kg.extract.rules.sources import Sources, TypeAt, is_passive_cue
from kg.extract.rules.speechwords import SpeechWords
from kg.extract.rules.subjects import surface_subject
from kg.extract.rules.syntax import prepositional_objects
from kg.extract.rules.withholding import withheld_from

NAMING_BEGINS = frozenset({"as", "a", "an", "the"})
LONGEST_OBJECT = 12
"""Words between a verb of naming and the quotation that names, at most."""


def named_by(
    p: Parse, v: int, quotations: Sequence[Quotation], words: SpeechWords, sources: Sources, type_at: TypeAt
) -> Iterator[Attribution]:
    """ "called it an act of sabotage by the rebels": the name is his who gives it, and what it tells."""
    subject = next(iter(surface_subject(p, v)), None)
    if subject is None or is_passive_cue(p, v) or not sources.can_think(p, subject, type_at):
        return
    names = [c for c in p.children[v] if p.deps[c] == "oprd" and p.pos[c] in {"NOUN", "PROPN", "ADJ"} and c > v]
    objects = [c for c in p.children[v] if p.deps[c] == "dobj"]
    quoted = _quotation(p, v, objects, quotations)
    if quoted is not None:
        if withheld_from(p, v, words) is None:
            yield Attribution((v, v + 1), "States", sources.speaker(p, subject), (quoted,), naming=True)
        return
    names += [x for c in p.children[v] if p.deps[c] == "prep" and p.lower[c] == "as" for x in prepositional_objects(p, c)]
    judged = (g for c in p.children[v] if p.deps[c] == "prep" and p.lower[c] == "as" for g in p.children[c])
    names += [g for g in judged if p.deps[g] in {"amod", "acomp", "pcomp"} and p.pos[g] == "ADJ"]  # "described it as unsubstantiated"
    ranges: tuple[Range, ...] = tuple((p.left[n], p.right[n] + 1) for n in names[:1])
    if (
        ranges
        and objects
        and withheld_from(p, v, words) is None
        and not any(q.first <= b and a <= q.end for q in quotations for a, b in ranges)
    ):
        yield Attribution((v, v + 1), "States", sources.speaker(p, subject), ranges, naming=True)


def _quotation(p: Parse, v: int, objects: Sequence[int], quotations: Sequence[Quotation]) -> Range | None:
    """The quotation that says what a thing is called: "called the remark “the purest form of contempt”"."""
    for q in quotations:
        last = q.first - 1
        if v < last <= v + LONGEST_OBJECT and any(last == c or (v < c < last and p.lower[last] in NAMING_BEGINS) for c in objects):
            return q.first, q.end
    return None
