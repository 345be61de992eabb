"""Sources of headlines and live blogs, which stand without a verb: "Army chief: no talks before a truce", "Two die in Gaza - ministry"."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.rules.content import Attribution
from kg.extract.rules.parse import Parse
from kg.extract.rules.sources import TypeAt

LONGEST = 8
"""Words of a source before a colon: "UPDATE Israeli ambulance service spokesman"."""
SHORTEST = 4
"""Words of what is said: what is shorter is a heading."""
DASHES = frozenset({"-", "–", "—", "--"})
COLON_AND_DASHES = DASHES | {":"}
FIRST_PERSON = frozenset({"i", "we", "our", "my", "us"})
OPENING = frozenset({'"', "“", "‘", "'", "``"})
CLOSING = frozenset({'"', "”", "’", "'", "''"})
TELLING = frozenset({"VERB", "AUX"})


def headline_attributions(p: Parse, type_at: TypeAt, speakers: frozenset[str]) -> Iterator[Attribution]:
    """The attributions of all lines that begin with a source and a colon, or end with a dash and a source.

    A country, place or armed group before a colon is what the line is about ("Iraq: bomb kills 12"), and a person's name may be:
    it speaks where the rest is quoted or says "we". `speakers` are the classes of all others.
    """
    seen: set[int] = set()
    if not p.with_word(COLON_AND_DASHES):
        return
    for first, end in sorted({*_lines(p), *p.sentences}):
        head = p.words[first + 1 : min(end, first + LONGEST + 1)]
        colon = first + 1 + head.index(":") if ":" in head else None
        if colon is not None and colon not in seen and not any(p.words[i].isspace() and "\n" in p.words[i] for i in range(first, colon)):
            source = _source(p, first, colon, type_at, speakers)
            seen.add(colon)
            stop = min(end, p.sentences[p.sentence_of[min(colon + 1, len(p) - 1)]][1])
            if source is not None and _tells(p, colon + 1, stop) and (not _is_bare_name(p, source) or _is_spoken(p, colon + 1, stop)):
                yield Attribution((colon, colon + 1), "States", source, ((colon + 1, _end_of_quote(p, colon + 1, stop)),))
        if DASHES.isdisjoint(p.words[max(first, end - LONGEST) + 1 : end - 1]):
            continue
        dash = next((i for i in range(end - 2, max(first, end - LONGEST), -1) if p.words[i] in DASHES), None)
        if dash is None or dash in seen or p.ends[dash - 1] == p.starts[dash] or not _tells(p, first, dash):
            continue
        seen.add(dash)
        source = _source(p, dash + 1, end, type_at, speakers)
        signs = type_at(source) == "MediaOutlet" and p.pos[source] == "PROPN" if source is not None else True
        if source is not None and not signs and not _is_bare_name(p, source):  # "… - BBC News" signs the page
            yield Attribution((dash, dash + 1), "States", source, ((first, dash),))


def _lines(p: Parse) -> Iterator[tuple[int, int]]:
    """The lines with a colon or dash that may hold a source: in wrapped text, also lines within a sentence, which no source begins."""
    first = 0
    for i in (*p.line_ends, len(p)):
        if i - first > SHORTEST:
            yield first, i
        first = i + 1


def _source(p: Parse, first: int, end: int, type_at: TypeAt, speakers: frozenset[str]) -> int | None:
    """The head of a phrase that is nothing but a source."""
    words = range(first, end)
    if not words or any(
        (p.pos[i] in TELLING and not p.words[i].isupper() and p.words[i - 1] != "-") or p.words[i] in {",", ".", ";", "(", '"', "“"}
        for i in words
    ):
        return None
    heads = [i for i in words if p.pos[i] in {"NOUN", "PROPN"} and (p.heads[i] not in words or p.heads[i] == i)]
    head = heads[-1] if heads else end - 1  # "IAEA chief": what is written in capitals goes for a verb
    return head if (type_at(head) or "") in speakers else None


def _is_bare_name(p: Parse, source: int) -> bool:
    """Whether the source is a name and tells no office; a body's name has a common noun for its head, or is an acronym."""
    return p.pos[source] == "PROPN" and p.words[source].istitle() and not any(p.pos[c] == "NOUN" for c in p.children[source])


def _tells(p: Parse, first: int, end: int) -> bool:
    words = sum(p.words[i][0].isalnum() for i in range(first, end))
    return words >= SHORTEST and (any(p.pos[i] in TELLING for i in range(first, end)) or p.lower[first] == "no")


def _end_of_quote(p: Parse, first: int, end: int) -> int:
    """Where what is said ends: with its quotation mark, if it begins with one."""
    if p.words[first] not in OPENING:
        return end
    return next((i + 1 for i in range(first + 1, end) if p.words[i] in CLOSING), end)


def _is_spoken(p: Parse, first: int, end: int) -> bool:
    return p.words[first] in OPENING or any(p.lower[i] in FIRST_PERSON for i in range(first, end))
