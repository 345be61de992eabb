"""What a source lists: "The ministry reported three incidents:", and each item below in a line of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.extract.rules.boundaries import BULLET, BULLETS
from kg.extract.rules.content import Attribution, Range
from kg.extract.rules.parse import Parse
from kg.extract.rules.sources import Sources, TypeAt
from kg.extract.rules.speechwords import SpeechWords
from kg.extract.rules.subjects import surface_subject


def listed_attributions(
    p: Parse, found: Sequence[Attribution], words: SpeechWords, sources: Sources, type_at: TypeAt
) -> Iterator[Attribution]:
    """An attribution for each list whose lead names who says it; where one of `found` has that lead's cue, it gets the items."""
    for colon, items in _lists(p):
        first = p.sentences[p.sentence_of[colon]][0]
        leading = [a for a in found if first <= a.cue[0] < colon and a.source is not None and not a.refused]
        if leading:
            a = max(leading, key=lambda a: a.cue[0])
            a.ranges, a.statement = (*a.ranges, *items), True
            continue
        for v in range(first, colon):
            if p.pos[v] == "VERB" and (p.lemmas[v] in words.verbs or words.has("listing", p.lemmas[v])):
                source = next(iter(surface_subject(p, v)), None)
                if source is not None and sources.can_think(p, source, type_at):
                    yield Attribution((v, v + 1), "States", sources.speaker(p, source), tuple(items))
                    break


def _lists(p: Parse) -> Iterator[tuple[int, list[Range]]]:
    """Each colon at the end of a line, with the lines below it that begin with a bullet."""
    breaks = p.line_ends
    for k, i in enumerate(breaks):
        if i == 0 or p.words[i - 1] != ":":
            continue
        items = []
        for j in range(k, len(breaks)):
            first, end = breaks[j] + 1, breaks[j + 1] if j + 1 < len(breaks) else len(p)
            if first >= end or not (p.words[first] in BULLETS or BULLET.match(p.text, p.starts[first])):
                break
            items.append((first, end))
        if items:
            yield i - 1, items
