"""Lines in CAPITALS and Headlines in Title Case, written as sentences are: a parser reads every capital as (part of) a name.

A word keeps its capital where the text's own sentences write it so, where the gazetteer knows the name, and where nothing is
known of it; it loses it where it is a word of the lexicon or of the parser's word list, which after a name may be a part of
it ("Gordon Brown"). The length of the text stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.gazetteer import Gazetteer
    from kg.lexicon import Lexicon

WORD = re.compile(r"[^\W\d_]+(?:[-’'.][^\W\d_]+)*\.?")
CAPITALS = re.compile(r"[^\W\d_a-z][-’'.]?[^\W\d_a-z]")
"""Two capitals (or letters without case) together: without them nothing is shouted."""
LETTERS = 3
"""Words of more letters tell how a line is written; "of", "in" and "the" are small in headlines, "UN" is in capitals everywhere."""
FEWEST = 3
"""Such words that a line must have at least: shorter lines are datelines, signatures, names."""
SHOUTED, TITLED = 0.75, 0.85
"""The part of a line's words that is in capitals, or begins with one."""
LONGEST = 220
"""Characters of a headline at most; longer lines in title case are lists of names. Of shouting there is no end."""
KNOWN_WORDS = 2
"""Words of the lexicon that a headline in title case has at least; a list of names has none."""
LONGEST_ACRONYM = 4
"""Letters of a known one-word name that stays in capitals where all is in capitals: it may be "NATO" as well as "Oman"."""
BEGINS_AFTER = frozenset(".!?:")
ENDINGS = (("ies", "y"), ("es", ""), ("s", ""), ("ied", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"))
DOUBLED = re.compile(r"(.)\1(?:ed|ing)$")


@dataclass(frozen=True, slots=True)
class Words:
    """What is known of words: by the lexicon, by the parser (`verbs`, and `common`: all it lists), and names by the gazetteer."""

    gazetteer: Gazetteer
    lexical: frozenset[str]
    small: frozenset[str]
    titles: frozenset[str]
    events: frozenset[str]
    verbs: Set[str] = field(default_factory=frozenset)
    common: tuple[Set[str], ...] = ()

    @classmethod
    def of(cls, lexicon: Lexicon, gazetteer: Gazetteer, small: Iterable[str], index: Mapping[str, Set[str]]) -> Words:
        """Collect them; `small` are function words, `index` the parser's lemmas by part of speech."""
        nouns = lexicon.entity_nouns.words() | lexicon.titles.words()
        triggers = (*lexicon.verbs, *lexicon.nouns, *lexicon.adjectives)
        return cls(
            gazetteer, frozenset({*nouns, *triggers}), frozenset(small), lexicon.titles.words(), frozenset(lexicon.verbs),
            index.get("verb", frozenset()), tuple(index.values()),
        )  # fmt: skip

    def is_lexical(self, word: str) -> bool:
        """Whether the lexicon has the word or the word that it is a form of."""
        return any(w in self.lexical for w in lemmas(word))

    def is_verb_form(self, word: str) -> bool:
        """Whether it is an inflected verb: "vows", "denied"; bare forms may be anything."""
        return any(w in self.verbs for w in lemmas(word)[1:])

    def is_verb(self, word: str) -> bool:
        """Whether it is a verb that tells of an event: "storm"."""
        return word in self.events

    def is_common(self, word: str) -> bool:
        """Whether the parser's word list has it."""
        return any(w in table for w in lemmas(word) for table in self.common)


def lemmas(word: str) -> list[str]:
    """A word and what it may be a regular form of."""
    found = [word]
    for ending, instead in ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            found.append(word[: -len(ending)] + instead)
    if DOUBLED.search(word):
        found.append(re.sub(r"(?:ed|ing)$", "", word)[:-1])
    return found


def mend_case(text: str, words: Words) -> str:
    """The text with its shouted lines and title-case headlines in the case of sentences."""
    lines = text.split("\n")
    styles = [style_of(line) for line in lines]
    if not any(styles):
        return text
    own = _usage(line for line, style in zip(lines, styles, strict=True) if not style)
    return "\n".join(_Line(line, style, own, words).mended() if style else line for line, style in zip(lines, styles, strict=True))


def style_of(line: str) -> str:
    """How a line is written: "shouted", "titled" or "" for as usual."""
    plain = len(line) > LONGEST or line.rstrip()[-1:] in {".", ",", ";"}  # no headline
    if plain and not CAPITALS.search(line):
        return ""
    found = WORD.findall(line)
    long = [w for w in found if len(w) > LETTERS]
    if len(long) < FEWEST:
        return ""
    if sum(map(str.isupper, long)) >= SHOUTED * len(long):
        return "shouted"
    if plain:
        return ""
    return "titled" if len(found) > FEWEST + 1 and sum(w[0].isupper() for w in long) >= TITLED * len(long) else ""


def _usage(lines: Iterable[str]) -> dict[str, str]:
    """How the sentences of the text write each word, in lower case: as it most often stands there, not at a beginning."""
    found: dict[str, str] = {}
    for line in lines:
        for match in WORD.finditer(line):
            word = match.group()
            if not word[0].isupper() or not _begins(line, match.start()):
                found.setdefault(word.lower(), word)
    return found


def _begins(line: str, at: int) -> bool:
    """Whether a word begins its line or a sentence."""
    while at and line[at - 1].isspace():
        at -= 1
    if at and line[at - 1] in {".", "!", "?", ":", "“", '"'}:
        return True
    while at and line[at - 1] in " \t\"'“‘([":
        at -= 1
    return not at


class _Line:
    """A line that is written anew."""

    def __init__(self, line: str, style: str, own: Mapping[str, str], words: Words) -> None:
        self.line, self.shouted, self.own, self.words = line, style == "shouted", own, words
        self.found = list(WORD.finditer(line))
        self.tokens = [m.group().rstrip(".") for m in self.found]

    def mended(self) -> str:
        if not self.shouted and not self._is_sentence():
            return self.line
        names = self._known_names()
        pieces, at, named = [], 0, False
        for k, match in enumerate(self.found):
            word = match.group()
            new, named = self._written(k, word, names, after_name=named)
            before = self.line[: match.start()].rstrip()
            if not before or before[-1] in BEGINS_AFTER:
                new = new[0].upper() + new[1:]
            pieces += [self.line[at : match.start()], new if len(new) == len(word) else word]
            at = match.end()
        return "".join([*pieces, self.line[at:]])

    def _is_sentence(self) -> bool:
        """Whether a line in title case tells something, as headlines do: it has a verb, and is no list and no item of one."""
        low = [t.lower() for t in self.tokens]
        listed = not (self.line.lstrip() or " ")[0].isalnum() or self.line.count(",") > 1
        known = sum(map(self.words.is_lexical, low)) >= KNOWN_WORDS
        return not listed and known and any(self.words.is_verb_form(w) or self.words.is_verb(w) for w in low[1:])

    def _written(self, k: int, word: str, names: Mapping[int, str], *, after_name: bool) -> tuple[str, bool]:
        """One word as a sentence has it, and whether it is (part of) a name."""
        low, words = word.lower(), self.words
        bare = low.rstrip(".")
        usual = self.own.get(bare)
        if not word[0].isupper():
            return word, False
        if usual is not None:
            return usual + word[len(usual) :], usual[0].isupper()
        if k in names:
            return names[k] + word[len(names[k]) :], True
        if bare in words.titles and k + 1 < len(self.tokens) and self._is_unknown(k + 1):
            return (word if not self.shouted else word.capitalize()), False  # "Prime Minister Okoro"
        if bare in words.small or words.is_lexical(bare) or words.is_verb_form(bare) or (words.is_common(bare) and not after_name):
            return low, False
        if not self.shouted:
            return word, True
        return word.title() if "'" not in word and "’" not in word else word.capitalize(), True

    def _is_unknown(self, k: int) -> bool:
        """Whether nothing is known of a capitalised word: then it is a name."""
        low, words = self.tokens[k].lower(), self.words
        known = low in words.small or words.is_lexical(low) or words.is_verb_form(low) or words.is_common(low)
        return self.tokens[k][0].isupper() and not known

    def _known_names(self) -> dict[int, str]:
        """Words that the gazetteer knows as (part of) a name, in its writing; acronyms stay in capitals."""
        found: dict[int, str] = {}
        written = [t.title() if self.shouted else t for t in self.tokens]
        short = [t if len(t) < LETTERS else "-" for t in self.tokens]  # "UN" and "UK" before the towns of Un and Uk
        for tokens in (short, written, self.tokens) if self.shouted else (self.tokens,):
            k = 0
            while k < len(tokens):
                end = self._name_end(tokens, k)
                if end > k and all(j not in found for j in range(k, end)):
                    acronym = self.shouted and end == k + 1 and len(tokens[k]) <= LONGEST_ACRONYM
                    found.update({j: self.tokens[j] if acronym else tokens[j] for j in range(k, end)})
                k = max(end, k + 1)
        return found

    def _name_end(self, tokens: list[str], k: int) -> int:
        """Where a known name ends that begins with a token; `k` if none does."""
        low = tokens[k].lower()
        if not tokens[k][0].isupper() or (low in self.words.small and low != "us"):
            return k
        match = self.words.gazetteer.longest_match(tokens, k)
        if match is not None and match[1]:
            senses = match[1]
            if match[0] > k + 1 or (tokens[k].isupper() and len(low) < LETTERS) or not (senses[0].weak or self._is_word(low, tokens[k])):
                return match[0]
        return k + 1 if self.words.gazetteer.demonym(tokens[k]) is not None and len(low) > LETTERS else k

    def _is_word(self, low: str, written: str) -> bool:
        """Whether a one-word name is sooner a word: "March", "As", "Battle"; "US" in capitals is the country."""
        if written.isupper() and not self.shouted:
            return False
        return self.words.is_lexical(low)
