"""A parsed text as the scanners of time expressions read it, and what they find."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.extract.rules.parse import Parse
from kg.extract.rules.times.meanings import Meaning
from kg.extract.rules.times.words import TimeWords

DAYS = {f"{n}": n for n in range(1, 32)} | {f"0{n}": n for n in range(1, 10)} | {"8)": 8}
"""Days of the month; "8)" is one word to the tokeniser, which takes it for a smiley."""
ORDINAL_DAYS = {f"{n}{'th' if 10 < n < 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}": n for n in range(1, 32)}
DASHES = frozenset({"-", "–", "—"})


@dataclass(frozen=True, slots=True)
class Expression:
    """A time expression of the tokens `first` to before `end`, with what it means."""

    first: int
    end: int
    meaning: Meaning


@dataclass(slots=True)
class View:
    """The text and how far it has been read: no expression begins before `floor`."""

    parse: Parse
    words: TimeWords
    floor: int = 0
    lower: list[str] = field(init=False)
    _names: set[int] | None = None

    def __post_init__(self) -> None:
        self.lower = self.parse.lower

    def at(self, i: int) -> str:
        """The word at `i` in lower case; empty outside the text."""
        return self.lower[i] if 0 <= i < len(self.lower) else ""

    def before(self, i: int) -> str:
        """The word before token `i`, empty where another expression ends there."""
        return self.lower[i - 1] if i > self.floor else ""

    def named(self, i: int) -> bool:
        """Whether the token is part of a person's name, or of a longer name of something other than a date."""
        if self._names is None:
            self._names = {
                i
                for first, end, label in self.parse.names
                if label == "PERSON" or (end - first > 1 and label in ("ORG", "WORK_OF_ART", "FAC", "PRODUCT", "LAW"))
                for i in range(first, end)
            }
        return i in self._names

    def day_number(self, i: int) -> int | None:
        """A day of the month written at `i` ("16", "16th"), unless it counts something ("16 people")."""
        word = self.at(i)
        ordinal = ORDINAL_DAYS.get(word)
        if ordinal:
            return ordinal
        day = DAYS.get(word)
        if day is None:
            return None
        head = self.parse.heads[i]
        dated = self.at(i + 1) in self.words.months and self.at(i + 2)[:1].isdigit()  # "On 14 May 2023 gunmen", the parser counts gunmen
        counts = not dated and self.parse.deps[i] == "nummod" and head > i and self.parse.tags[head] == "NNS"
        return None if counts or self.at(i + 1) in ("%", "percent") else day

    def year(self, i: int) -> int | None:
        """A year written at `i` in four digits, or two after an apostrophe (with the apostrophe at `i`)."""
        word = self.at(i)
        if len(word) == 4 and word.isdigit() and 1000 <= int(word) <= 2100:
            return int(word)
        return None

    def is_reckoned(self, i: int) -> bool:
        """Whether the sentence of the token is of business: of sales, prices or growth."""
        first, end = self.parse.sentences[self.parse.sentence_of[i]]
        return not self.words.lists["reckoned"].isdisjoint(self.lower[first:end])

    def span(self, first: int, end: int) -> str:
        """The text of the tokens."""
        return self.parse.span_text(first, end)
