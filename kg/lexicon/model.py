"""What the rules look words up in. All words are lemmas in lower case unless they are names."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

PartOfSpeech = Literal["verb", "noun", "adjective", "phrase"]
Words = tuple[str, ...]
COMPLEMENT = "complement's "
"""With what the positions begin that lie within what an event speaks of: ``complement's agent``."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A grammatical position of a frame and the role that its filler gets. An empty `range` takes any filler."""

    grammar: str
    role: str
    range: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Frame:
    """Slots by grammatical position; those with a range come first, for they are the more specific ones."""

    name: str
    slots: Mapping[str, tuple[Slot, ...]]
    roles: frozenset[str] = field(init=False)
    """All roles that some position gives."""
    ranged: frozenset[str] = field(init=False)
    """The roles that some position gives to fillers of certain classes."""
    complements: tuple[str, ...] = field(init=False)
    """The positions within what the event speaks of."""

    def __post_init__(self) -> None:
        """Gather the roles and the positions that few frames have, so that nobody has to look for them event by event."""
        all_slots = [slot for slots in self.slots.values() for slot in slots]
        object.__setattr__(self, "roles", frozenset(slot.role for slot in all_slots))
        object.__setattr__(self, "ranged", frozenset(slot.role for slot in all_slots if slot.range))
        object.__setattr__(self, "complements", tuple(g for g in self.slots if g.startswith(COMPLEMENT)))


@dataclass(frozen=True, slots=True)
class Condition:
    """What must (or must not) stand in a grammatical position: any word of `words`, or a mention of a class in `range`."""

    grammar: str
    words: frozenset[str] = frozenset()
    range: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words that evoke a class of events. `requires` must all hold, none of `excludes` may."""

    kind: str
    pos: PartOfSpeech
    words: Words
    frame: Frame
    requires: tuple[Condition, ...] = ()
    excludes: tuple[Condition, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Noun:
    """A common noun (its last word is the head) and the class of entities that it denotes."""

    words: Words
    kind: str


@dataclass(frozen=True, slots=True)
class Refinement:
    """An event of one of the kinds in `of` is of the finer `kind` if each of `roles` is filled from its classes.

    With `amid`, only where an event of one of those classes is told in the same sentence or the one before or after.
    """

    kind: str
    of: frozenset[str]
    roles: tuple[tuple[str, frozenset[str]], ...]
    amid: frozenset[str] = frozenset()


Entry = tuple[Words, str]
"""A sequence of words and what it means."""


def _longest_first(entry: Entry) -> int:
    return -len(entry[0])


class WordIndex(dict[str, tuple[Entry, ...]]):
    """Word sequences with what they mean, looked up at a position of a text; the longest wins.

    Keyed on one word of the sequence (the first, or the last for nouns), so that a miss costs one dictionary look-up. Of the sequences
    with one key only those are tried whose word beside it stands there too.
    """

    __slots__ = ("_beside", "_last", "keywords")

    def __init__(self, entries: Sequence[Entry], *, keyed_on_last: bool = False) -> None:
        key, beside = (-1, -2) if keyed_on_last else (0, 1)
        table: dict[str, list[Entry]] = {}
        for entry in entries:
            table.setdefault(entry[0][key], []).append(entry)
        super().__init__({k: tuple(sorted(set(v), key=lambda e: (-len(e[0]), e))) for k, v in table.items()})
        self._last = keyed_on_last
        self.keywords = frozenset(self)
        self._beside: dict[str, dict[str | None, tuple[Entry, ...]]] = {}
        for k, found in self.items():
            near: dict[str | None, list[Entry]] = {}
            for entry in found:
                near.setdefault(entry[0][beside] if len(entry[0]) > 1 else None, []).append(entry)
            self._beside[k] = {w: tuple(v) for w, v in near.items()}

    def words(self) -> frozenset[str]:
        """All words of all sequences."""
        return frozenset(w for entries in self.values() for words, _ in entries for w in words)

    def entries(self, word: str) -> tuple[Entry, ...]:
        """All sequences keyed on the word, longest first."""
        return self.get(word, ())

    def ending(self, before: Collection[str], word: str) -> Sequence[Entry]:
        """The sequences that end with the word and have one of `before` before it, and the word alone, longest first."""
        table = self._beside.get(word)
        if table is None:
            return ()
        alone = table.get(None, ())
        if table.keys().isdisjoint(before):
            return alone
        near = [table[w] for w in dict.fromkeys(before) if w in table]
        return (*near[0], *alone) if len(near) == 1 else (*sorted((e for entries in near for e in entries), key=_longest_first), *alone)

    def match(self, lower: Sequence[str], at: int, lemma: str | None = None) -> tuple[int, int, str] | None:
        """The longest sequence at token `at` (where it begins, or ends if keyed on the last word): (first, end, meaning).

        The keyed word may also be matched by its `lemma`; the others are matched as written, in lower case.
        """
        word = lower[at]
        table = self._beside.get(word)
        other = self._beside.get(lemma) if lemma is not None and lemma != word else None
        if table is None:
            table, other = other, None
            if table is None:
                return None
        near = at - 1 if self._last else at + 1
        beside = lower[near] if 0 <= near < len(lower) else None
        if beside is not None:
            found = table.get(beside, ())
            if other is not None and beside in other:
                # the longest first, whichever form it was found by: "suicide bombers" before "bombers"
                found = tuple(sorted((*found, *other[beside]), key=_longest_first))
            for words, meaning in found:
                n = len(words)
                first = at - n + 1 if self._last else at
                rest, text = (words[:-1], lower[max(first, 0) : at]) if self._last else (words[1:], lower[at + 1 : at + n])
                if tuple(text) == rest:
                    return first, first + n, meaning
        alone = table.get(None) or (other.get(None) if other is not None else None)
        return (at, at + 1, alone[0][1]) if alone else None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything that the ontology says about words.

    * `verbs`, `adjectives`, `phrases`: triggers by their first word; `nouns`: triggers by their last word (the head).
    * `entity_nouns`: common nouns of entity classes by head; `titles`: titles of positions by their last word;
      `name_heads`: words that tell a name's class ("Brigade"), in lower case; `names`: names of kinds of things
      ("Kalashnikov") as written; `name_patterns`: regular expressions of designations ("Su-\\d+"), fully matched.
    * `blocked`: figures of speech in which no event is to be found, by their first word.
    * `words[individual][part]`: the words of stances, certainties, measures, bounds, ... by part of speech
      (verb, noun, adjective, adverb, modal, phrase), e.g. ``words["Denies"]["verb"]``.
    * `word_lists`: the same for individuals of a class, e.g. ``word_lists["LightVerb"]["verb"]``.
    """

    frames: Mapping[str, Frame]
    verbs: Mapping[str, tuple[Trigger, ...]]
    nouns: Mapping[str, tuple[Trigger, ...]]
    adjectives: Mapping[str, tuple[Trigger, ...]]
    phrases: Mapping[str, tuple[Trigger, ...]]
    refinements: tuple[Refinement, ...]
    entity_nouns: WordIndex
    titles: WordIndex
    name_heads: WordIndex
    names: WordIndex
    name_patterns: tuple[tuple[re.Pattern[str], str], ...]
    blocked: WordIndex
    words: Mapping[str, Mapping[str, frozenset[str]]]
    word_lists: Mapping[str, Mapping[str, frozenset[str]]]
    refusals: Mapping[str, str] = field(default_factory=dict)
    """Classes of event, and the class of refusing such an event: who says that he will not yield refuses to."""
    anaphors: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Nouns that point back to an event ("the operation"), and the classes of events that each may mean."""
    numbers: Mapping[str, float] = field(default_factory=dict)
    """Vague quantities ("several") and the least number each stands for."""

    def word_list(self, kind: str, part: str) -> frozenset[str]:
        """The words of all individuals of a class of word lists, e.g. ``word_list("LightVerb", "verb")``."""
        return self.word_lists.get(kind, {}).get(part, frozenset())

    def meanings(self, individuals: Sequence[str], part: str) -> dict[str, str]:
        """Word (or phrase) → individual, over several individuals of one vocabulary; an earlier individual wins."""
        table: dict[str, str] = {}
        for individual in individuals:
            for word in sorted(self.words.get(individual, {}).get(part, ())):
                table.setdefault(word, individual)
        return table
