"""Titles and offices before a person's name: "Lt. Gen. Stephen Townsend", "Iraqi Prime Minister Haider al-Abadi"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extract.rules.drafts import Kinds
from kg.extract.rules.namespans import Name, NameBoard
from kg.extract.rules.parse import Parse

if TYPE_CHECKING:
    from kg.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Title:
    """Tokens before a name: the whole phrase from `first` (with country, "former"), the title itself from `title_first` to `end`."""

    first: int
    title_first: int
    end: int
    honorific: bool = False
    field: int = -1
    """Where the field of an office begins, "for the Middle East"; its names stay mentions. -1: none."""
    office: bool = True
    """False for a mere description: "journalist Jamal Khashoggi"."""


def find_title(board: NameBoard, name: Name, lexicon: Lexicon, kinds: Kinds) -> Title | None:
    """The title that stands right before a person's name, with what belongs to it; None if there is none."""
    p, j, title_first, office, field = board.parse, name.first - 1, -1, False, -1
    sentence = p.sentence_of[name.first]
    while j >= 0 and (p.sentence_of[j] == sentence or p.words[j] == "."):
        if p.words[j] == "." and j > 0 and p.ends[j - 1] == p.starts[j] and _title_at(p, lexicon, j - 1) >= 0:
            j -= 1  # the dot of "Col." as a token of its own
            continue
        if title_first < 0 and p.lower[j] in board.words.honorifics and p.words[j][0].isupper():
            return Title(j, j, name.first, honorific=True)
        found = _title_at(p, lexicon, j)
        if found >= 0 and (p.words[found][0].isupper() or p.pos[j] in {"NOUN", "PROPN"}):
            title_first, j, office = found, found - 1, True
            continue
        if title_first < 0 and j == name.first - 1 and _describes(board, j, lexicon, kinds):
            title_first, j = j, j - 1
            continue
        if title_first < 0 and j == name.first - 1:
            found = _portfolio(board, lexicon, j)
            if found >= 0:
                title_first, j, office, field = found, found - 1, True, name.first - 1
                continue
        if title_first < 0 or not _belongs(board, j):
            break
        j -= 1
    if title_first < 0:
        return None
    first = j + 1
    while first < title_first and (p.lower[first] in {"the", "a", "an", ",", "and"} or p.pos[first] in {"SPACE", "PART", "PUNCT"}):
        first += 1
    return Title(first, title_first, name.first, field=field, office=office)


def cut_titles(board: NameBoard, lexicon: Lexicon) -> None:
    """Take titles off the front of statistical names: "Secretary Ash Carter" PERSON, "State John Kerry" ORG."""
    p = board.parse
    for name in board.names():
        if name.label not in {"PERSON", "ORG", "GPE"}:
            continue
        if (
            name.label == "ORG"
            and name.end - name.first > 1
            and p.words[name.end - 1][0].isupper()
            and p.words[name.end : name.end + 1] == ["."]
        ) and _title_at(p, lexicon, name.end - 1) >= 0:
            board.resize(name, name.first, name.end - 1)  # "U.S. Army Col."
            continue
        if name.label == "ORG" and name.end - name.first > 2 and _portfolio_start(p, lexicon, name.first) >= 0:
            end = name.end  # "Minister for the | Middle East | Tobias Ellwood"
            board.resize(name, name.first, end - 2)
            name.label = "LOC"
            board.add(Name(end - 2, end, "PERSON"))
            continue
        for k in range(name.end - 2, name.first - 1, -1):
            if not any(w in lexicon.titles for w in (p.lower[k], p.lower[k].rstrip("."), f"{p.lower[k]}.")):
                continue
            found = _title_at(p, lexicon, k)
            # of an organisation's words only a title of several words is sure to be one ("General Motors", "Major League")
            if found < 0 or (name.label != "PERSON" and k == found):
                continue
            if all(p.pos[i] == "PROPN" or p.words[i] == "-" for i in range(k + 1, name.end)):
                board.resize(name, k + 1, name.end)
                name.label = "PERSON"
            break


def _title_at(p: Parse, lexicon: Lexicon, last: int) -> int:
    """The first token of a title that ends at `last`, else -1. "Gen." and "Gen" are the same title, and so are "Col." and "Col"."""
    found = lexicon.titles.match(p.lower, last)
    if found is None and p.lower[last].endswith("."):
        bare = p.lower[last][:-1]
        found = (last, last + 1, "") if any(w == (bare,) for w, _ in lexicon.titles.entries(bare)) else None
    elif (
        found is None
        and p.words[last][0].isupper()
        and any(w == (f"{p.lower[last]}.",) for w, _ in lexicon.titles.entries(f"{p.lower[last]}."))
    ):
        return last
    return found[0] if found is not None else -1


def _portfolio(board: NameBoard, lexicon: Lexicon, j: int) -> int:
    """The first token of a title with its field, which ends at `j`: "Minister for the Middle East", "President of Iran"; else -1."""
    p, field = board.parse, board.owner[j]
    if field is None or field.label == "PERSON" or field.first < 2:
        return -1
    return _portfolio_start(p, lexicon, field.first)


def _portfolio_start(p: Parse, lexicon: Lexicon, first: int) -> int:
    """The first token of a title that "for" or "of" joins to a name beginning at `first`; else -1."""
    k = first - 1
    if k > 0 and p.lower[k] == "the":
        k -= 1
    return _title_at(p, lexicon, k - 1) if k > 0 and p.lower[k] in {"for", "of"} else -1


def _describes(board: NameBoard, j: int, lexicon: Lexicon, kinds: Kinds) -> bool:
    """Whether a common noun before a name says what the person is: "journalist", "defector"."""
    p = board.parse
    if p.tags[j] != "NN" or board.owner[j] is not None or p.deps[j] not in {"compound", "nmod"}:
        return False
    noun = lexicon.entity_nouns.match(p.lower, j)
    return noun is not None and (noun[2] in kinds.person or noun[2] in kinds.group)


def _belongs(board: NameBoard, j: int) -> bool:
    """Whether a token before a title belongs to the phrase: a country, an organisation, "former", "deputy"."""
    p = board.parse
    if p.words[j] == "-":
        return j > 0 and p.ends[j - 1] == p.starts[j] and p.ends[j] == p.starts[j + 1]  # "right-wing president"
    if p.pos[j] not in {"PROPN", "NOUN", "ADJ"}:
        return False
    return board.owner[j] is not None or p.words[j][0].isupper() or p.deps[j] in {"compound", "amod", "nmod"}
