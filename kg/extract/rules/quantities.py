"""Numbers that count or measure something: value, bound, unit, and the noun that is counted.

"over 40 aircraft" is 40 MoreThan, counting the token "aircraft"; "$2 billion" is 2e9 USD; "10 to 15 men" is two
quantities, 10 AtLeast and 15 AtMost. Left out: dates, times and ages (they are read as times), ordinals, names with a
number in them (34th Brigade, Flight 17), clock times, lists.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.extract.rules.nounphrases import is_designation
from kg.extract.rules.numbers import NumberWords, number_words, read_number
from kg.extract.rules.parse import Parse
from kg.model import Time

DASHES = frozenset({"-", "–", "—"})
COUNTING_DEPS = frozenset({"nummod", "amod", "det", "quantmod", "nmod", "compound", "predet", "advmod", "npadvmod"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ"})
LONGEST_BOUND = 4
"""Words of the longest bound phrase ("by no less than")."""
ADJECTIVES_BETWEEN = 4
"""Tokens looked over between a number and its noun where the parse does not join them ("four or more suspected militants")."""


@dataclass(frozen=True, slots=True)
class BoundWords:
    """Phrases that bound a number: before it ("at least") and after it ("or more"), in lower case, split into words."""

    before: Mapping[tuple[str, ...], str]
    after: Mapping[tuple[str, ...], str]

    @classmethod
    def of(cls, bounds: Mapping[str, str]) -> BoundWords:
        """From phrase → bound; a phrase that begins with "or" or "+" stands after its number."""
        split = {tuple(phrase.lower().split()): bound for phrase, bound in bounds.items()}
        after = {words: bound for words, bound in split.items() if words[0] in ("or", "plus")} | {("+",): "AtLeast"}
        return cls({words: bound for words, bound in split.items() if words not in after}, after)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and what it counts.

    `first` to `end` are the tokens of the number with its bound; `head` is the noun counted, or the number's own last
    token where it stands alone ("killed three"); `node` is the token that holds its place in the sentence: the noun, or
    the number of "dozens of soldiers". `vague`: no number is said ("several", "dozens");
    `implicit`: none at all ("a soldier"); `upper`: the upper end of a range, whose lower end is a quantity of its own.
    """

    first: int
    end: int
    value: float
    bound: str
    unit: str | None
    head: int
    node: int
    vague: bool = False
    implicit: bool = False
    upper: bool = False

    def text_span(self, parse: Parse) -> tuple[int, int]:
        """Tokens of the number and the noun it counts, for quoting."""
        return min(self.first, self.head), max(self.end, self.head + 1)


def find_numbers(parse: Parse, times: Sequence[Time] = (), *, bounds: BoundWords, words: NumberWords | None = None) -> list[Quantity]:
    """All quantities in order, shares ("a third of the fleet") in percent.

    `times` are the time expressions of the text: a number in one of them counts nothing.
    """
    finder = _Finder(parse, bounds, words or number_words(), _tokens_of(parse, times))
    return list(finder.find())


def _tokens_of(parse: Parse, times: Sequence[Time]) -> set[int]:
    """The tokens that the time expressions cover."""
    covered: set[int] = set()
    i = 0
    for time in times:
        first = bisect_right(parse.ends, time.start, i)
        i = bisect_left(parse.starts, time.end, first)
        covered.update(range(first, i))
    return covered


class _Finder:
    """Walks over the tokens of one text."""

    def __init__(self, parse: Parse, bounds: BoundWords, words: NumberWords, covered: set[int]) -> None:
        self.parse = parse
        self.bounds = bounds
        self.words = words
        self.covered = covered
        self.lower = parse.lower

    def find(self) -> Iterator[Quantity]:
        parse, floor = self.parse, 0
        cardinals = [i for i, tag in enumerate(parse.tags) if tag == "CD"]
        articles = [i - 1 for i in parse.with_word(self.words.after_article) if i and self.lower[i - 1] == "a"]
        for i in sorted({*parse.numerals, *cardinals, *articles, *parse.with_word(self.words.starters)}):
            if i < floor or i in self.covered:
                continue
            for quantity in self._at(i):
                floor = max(floor, quantity.end)
                yield quantity

    def _at(self, i: int) -> Iterator[Quantity]:
        share = self._fraction(i)
        number = share or self._vague(i) or self._none(i)
        if number is None:
            read = read_number(self.lower, i, self.words)
            if read is None or self._names_something(i):
                return
            number = (read[0], read[1], False)
        if self.lower[max(0, i - 2) : i] == ["all", "but"]:
            return  # "all but six were shot down"
        value, end, vague = number
        upper = self._upper(end) if not vague else None
        last = (upper[1] if upper else end) - 1
        if vague and self.lower[last] == "of":
            last -= 1
        unit, head, node, end_of_unit = self._measured(i, last)
        if share:
            unit, value = "percent", round(value * 100, 2)
            node = i if self.lower[i + 1] == "in" else node  # "one in five houses was": the parser's subject is the one
        bound, first = self._bound(i, vague=vague)
        after = self._bound_after(last + 1)
        if after:
            bound, last = after[0], after[1] - 1
        end_of_number = max(last + 1, end_of_unit)
        if upper:
            first -= first > 0 and self.lower[first - 1] in ("between", "from")
            yield Quantity(first, end_of_number, value, "AtLeast", unit, head, node)
            yield Quantity(first, end_of_number, upper[0], "AtMost", unit, head, node, upper=True)
        else:
            yield Quantity(first, end_of_number, value, bound, unit, head, node, vague)

    # -- the number
    def _vague(self, i: int) -> tuple[float, int, bool] | None:
        phrases = self.words.vague.get(self.lower[i])
        if phrases is None or self.lower[i - 1 : i] in (["how"], ["so"], ["too"]) or self.lower[i - 1 : i + 2 : 2] == ["as", "as"]:
            return None  # "how many died", "as many as 300"
        for phrase, value in phrases:
            end = i + len(phrase)
            if tuple(self.lower[i:end]) == phrase:
                return float(value), end, True
        return None

    def _none(self, i: int) -> tuple[float, int, bool] | None:
        """ "no civilians", "none", "no one": zero."""
        word = self.lower[i]
        if word not in self.words.none:
            return None
        if word == "no" and (self.parse.deps[i] != "det" or self.lower[i + 1 : i + 2] in (["longer"], ["doubt"], ["-"])):
            return None
        return 0.0, i + 1, False

    def _fraction(self, i: int) -> tuple[float, int, bool] | None:
        """ "half of the fleet", "a third of", "two thirds", "three-quarters": the share, a number below one."""
        word, at = self.lower[i], self.lower
        if at[i + 1 : i + 2] == ["in"] and (word == "one" or word in self.words.simple):
            part, whole = (self.words.simple.get(w, 0) for w in (word, *at[i + 2 : i + 3], "")[:2])
            return (part / whole, i + 3, False) if 0 < part < whole else None
        if word == "half":
            if "dozen" in at[i + 1 : i + 3]:
                return None
            return (0.5, i + 1, False) if at[i + 1 : i + 2] != ["-"] and at[i - 1 : i] not in (["first"], ["second"]) else None
        j = i + 2 if at[i + 1 : i + 2] == ["-"] else i + 1
        if j >= len(at) or at[j] not in self.words.fractions:
            return None
        if word in ("a", "one") and not at[j].endswith("s") and at[j + 1 : j + 2] == ["of"]:
            return self.words.fractions[at[j]], j + 1, False
        count = self.words.simple.get(word)
        if count and count > 1 and at[j].endswith("s"):
            return count * self.words.fractions[at[j]], j + 1, False
        return None

    def _upper(self, end: int) -> tuple[float, int] | None:
        """The upper end of "10 to 15", "10-15", "between 10 and 15"; None when no range begins here."""
        at = self.lower
        if end + 1 >= len(at) or end >= len(self.parse) or not (at[end] in DASHES or at[end] in ("to", "and")):
            return None
        if at[end] == "and" and "between" not in at[max(0, end - 4) : end]:
            return None
        if self.parse.tags[end + 1] != "CD":
            return None
        return read_number(at, end + 1, self.words)

    def _names_something(self, i: int) -> bool:
        """Whether the number is part of a name or of a label, an age, or an item of a list."""
        parse, at = self.parse, self.lower
        before = at[i - 1] if i else ""
        if before in self.words.naming or (at[i + 1 : i + 2] == ["-"] and self._is_measure(i + 2)):
            return True
        if is_designation(parse, i):
            return True
        if (
            i
            and parse.heads[i] < i
            and parse.tags[i - 1] in ("NNP", "NNPS")
            and parse.deps[i] in ("nummod", "npadvmod", "appos", "dep", "nmod")
        ):
            return parse.heads[i] == i - 1 or parse.heads[i - 1] == i
        if before in DASHES and i > 1 and (parse.tags[i - 2] in ("NNP", "CD") and at[i - 2] not in self.words.simple):
            return True
        head = parse.heads[i]
        if at[i].isdigit() and len(at[i]) == 4 and "1900" <= at[i] <= "2099" and parse.deps[i] == "nummod" and parse.tags[head] == "NN":
            return True  # "the 2017 attack": a year
        if before == "," and at[i + 1 : i + 2] == [","] and i > 1 and parse.tags[i - 2] == "NNP":
            return True  # "John Smith, 45, said"
        return at[i + 1 : i + 2] == [")"] and before == "(" and at[i][:1].isdigit()

    def _is_measure(self, i: int) -> bool:
        """Whether the word after a number and hyphen makes a measure of it: "nine-storey building", "a six-man patrol"."""
        return (
            i < len(self.parse)
            and self.lower[i].isalpha()
            and self.lower[i] not in self.words.simple
            and self.lower[i] not in self.words.scales
        )

    # -- what it measures
    def _measured(self, first: int, last: int) -> tuple[str | None, int, int, int]:
        """Unit, noun counted, the token that holds the quantity's place, and the end of the unit's words."""
        words, at = self.words, self.lower
        before = at[first - 1] if first else ""
        after = at[last + 1] if last + 1 < len(at) else ""
        if before in words.symbols:
            return words.symbols[before], last, self._top(last), last + 1
        if after in words.currencies and not (after in words.measurement_units and at[last + 2 : last + 3] in (["("], ["of"])):
            return words.currencies[after], last + 1, last + 1, last + 2
        for width in (2, 1):
            unit = words.measurement_units.get(" ".join(at[last + 1 : last + 1 + width]))
            if unit and last + width < len(at):
                j = last + 1 + width
                counted = self._of(last + width) if at[j : j + 1] == ["of"] else None
                return unit, counted if counted is not None else last + width, last + width, j
        return None, *self._head(last), last + 1

    def _top(self, i: int) -> int:
        """The last word of the number, which its other words hang on."""
        parse = self.parse
        while parse.deps[i] in ("compound", "quantmod", "nmod") and parse.tags[parse.heads[i]] == "CD" and parse.heads[i] != i:
            i = parse.heads[i]
        return i

    def _head(self, last: int) -> tuple[int, int]:
        """The noun that the number modifies, twice; through "of" ("dozens of soldiers") noun and number; else the number, twice."""
        parse = self.parse
        i = self._top(last)
        counted = self._of(i)
        if counted is not None:
            return counted, i
        head = i
        while parse.deps[head] in COUNTING_DEPS and parse.heads[head] > head:
            # "several suspected Islamic Movement insurgents": the parser hangs the number on a modifier of the noun
            head = parse.heads[head]
        if head != i and parse.pos[head] in NOMINAL:
            return head, head
        for j in range(last + 1, min(last + 1 + ADJECTIVES_BETWEEN, len(parse))):
            if parse.pos[j] == "NOUN" and parse.tags[j] != "NN" and parse.deps[j] != "compound":
                return j, j
            if parse.pos[j] not in ("ADJ", "NOUN", "PROPN"):
                break
        return last, i

    def _of(self, i: int) -> int | None:
        """The object of an "of" that hangs on the token."""
        for c in self.parse.children[i]:
            if self.lower[c] == "of" and c > i:
                return next((o for o in self.parse.children[c] if self.parse.deps[o] == "pobj"), None)
        return None

    # -- its bound
    def _bound(self, i: int, *, vague: bool) -> tuple[str, int]:
        """The bound before the number and its first token. A vague number is a lower bound by itself."""
        first = i - 1 if i and self.lower[i - 1] in self.words.symbols else i
        floor = self.parse.sentences[self.parse.sentence_of[i]][0]
        if first > floor and self.lower[first - 1] in ("the", "a", "an") and first - 1 > floor:
            inner = self._phrase_before(first - 1, floor)
            if inner:
                return inner
        return self._phrase_before(first, floor) or ("AtLeast" if vague else "Exactly", first)

    def _phrase_before(self, first: int, floor: int) -> tuple[str, int] | None:
        for width in range(min(LONGEST_BOUND, first - floor), 0, -1):
            bound = self.bounds.before.get(tuple(self.lower[first - width : first]))
            if bound:
                return bound, first - width
        return None

    def _bound_after(self, end: int) -> tuple[str, int] | None:
        for width in (3, 2, 1):
            bound = self.bounds.after.get(tuple(self.lower[end : end + width]))
            if bound:
                return bound, end + width
        return None
