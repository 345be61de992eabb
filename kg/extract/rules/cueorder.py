"""Cues that the order of the words tells, where parsers go astray: at the end of a sentence, and before their source."""

from __future__ import annotations

from kg.extract.rules.content import Range
from kg.extract.rules.parse import Parse

FINITE_TAGS = frozenset({"VBD", "VBZ", "VBP"})
PAST_OR_FINITE = FINITE_TAGS | {"VBN"}
FINITE = FINITE_TAGS | {"MD"}
CLAUSAL_POS = frozenset({"VERB", "AUX", "SCONJ"})
SHORTEST_BEFORE = 4
"""Words that stand before an inverted cue at least, its comma included."""
LONGEST_SOURCE = 16
"""Words that the source of a closing cue, and what follows the cue, may have."""
FAR_COMMA = 6
"""Words between an inserted cue and the comma that ends it, at most: "said on Monday,"."""


def closing_cue(p: Parse, v: int) -> tuple[int, Range] | None:
    """The source and content of a cue at the end of its sentence, by the words' order: "…, activists and a monitor said Friday.".

    The most usual place of a cue in news, and one where parsers go astray after long sentences.
    """
    start, stop = p.sentences[p.sentence_of[v]]
    comma = next((i for i in range(v - 1, max(start, v - LONGEST_SOURCE) - 1, -1) if p.words[i] == ","), None)
    if comma is None or comma - start < 3 or stop - v > LONGEST_SOURCE or p.tags[v] not in PAST_OR_FINITE:
        return None
    first = v - 1 if p.pos[v - 1] == "AUX" else v
    if any(p.deps[c] == "nsubjpass" for c in p.children[v]):  # "…, 11 officers held"
        return None
    if any(p.pos[i] in CLAUSAL_POS for i in range(v + 1, stop)) or ":" in p.words[v:stop] or FINITE & set(p.tags[comma + 1 : first]):
        return None
    if p.tags[start] == "VBN" and p.deps[start] == "advcl" and p.heads[start] == v:  # "Asked if he regretted it, the senator said no"
        return None
    if not FINITE & set(p.tags[start:comma]):  # "Responding to the report, the minister said"
        return None
    named = range(comma + 1, v)
    # "the UK-based observatory": the country is no source
    nouns = (i for i in named if p.pos[i] in {"NOUN", "PROPN", "PRON"} and p.deps[i] != "npadvmod")
    source = next((i for i in nouns if p.heads[i] not in named or p.pos[p.heads[i]] == "VERB"), None)
    return (source, (start, comma)) if source is not None else None


def inverted_cue(p: Parse, v: int) -> tuple[int, Range] | None:
    """The source after a cue behind a comma, where the parser gives the verb a subject on both sides: "Two die in raid, says army"."""
    if v == 0 or p.words[v - 1] != "," or p.tags[v] not in FINITE_TAGS:
        return None
    sides = [[c for c in p.children[v] if p.deps[c] == "nsubj" and (c > v) == after] for after in (False, True)]
    start = p.sentences[p.sentence_of[v]][0]
    if not all(sides) or v - start < SHORTEST_BEFORE or p.left[sides[1][0]] != v + 1:
        return None
    return sides[1][0], (start, v - 1)


def inserted_cue(p: Parse, v: int) -> tuple[int, list[Range]] | None:
    """The source and content of a cue between commas: "If Russia had a hand in it, the senator said, there would be a price."."""
    source = next((c for c in p.children[v] if p.deps[c] == "nsubj" and c < v), None)
    if source is None or p.tags[v] not in FINITE_TAGS or p.pos[source] not in {"NOUN", "PROPN", "PRON"}:
        return None
    start, stop = p.sentences[p.sentence_of[v]]
    first = next((i for i in range(source - 1, max(start, source - LONGEST_SOURCE) - 1, -1) if p.words[i] == ","), None)
    after = next((i for i in range(v + 1, min(v + FAR_COMMA, stop)) if p.words[i] == ","), None)
    if first is None or after is None or any(p.pos[i] in CLAUSAL_POS for r in (range(first + 1, v), range(v + 1, after)) for i in r):
        return None
    colon = next((i + 1 for i in range(first - 1, start, -1) if p.words[i] in {":", ";"}), start)
    goes_on = any(p.tags[i] in FINITE for i in range(after + 1, stop))
    return (source, [(colon, first), (after + 1, stop)]) if goes_on and first - colon > 1 else None
