"""What a measure counts at a noun: people or things, several with a number or one person without."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from kg.extract.rules.measures import OF_PEOPLE, FigureWords, Measured
from kg.extract.rules.numbers import number_words
from kg.extract.rules.parse import Parse
from kg.extract.rules.quantities import Quantity

OF_THINGS = frozenset({"Launched", "Damaged", "Destroyed"})
"""Measures that count no people: who was shot or hit was not launched or damaged."""
ONE = frozenset({"a", "an", "another", "the", "this", "that", "one", "his", "her", "its", "their", "our"})
ONE_PRONOUNS = frozenset({"he", "she", "him", "her", "himself", "herself"})
DOER = ("er", "or", "ist", "man", "woman")
"""Endings of nouns for people by what they do, where no word list knows the noun ("a suspected bomb maker")."""
PREMODIFIERS = frozenset({"compound", "amod", "det", "poss", "punct", "nmod", "case", "npadvmod", "nummod"})


class Counted:
    """Counts what stands at the nouns of a text. `by_node` are the quantities by the nouns at which they are met."""

    def __init__(
        self, parse: Parse, words: FigureWords, is_person: Callable[[int], bool | None], by_node: Mapping[int, list[Quantity]]
    ) -> None:
        self.parse = parse
        self.words = words
        self.is_person = is_person
        self.by_node = by_node

    def at(self, head: int, measured: str, trigger: int) -> Iterator[Measured]:
        """The quantities at a noun that the measure can count, each as measured; of one person without a number, one."""
        quantities = self._fitting(head, measured)
        if not quantities and measured in OF_PEOPLE and self._is_one_person(head, measured):
            quantities = [Quantity(self._start(head), head + 1, 1.0, "Exactly", None, head, head, implicit=True)]
        for quantity in quantities:
            of = quantity.head if self.parse.pos[quantity.head] in ("NOUN", "PROPN", "ADJ") and quantity.value else None
            yield Measured(measured, quantity, trigger, of)

    def _fitting(self, head: int, measured: str) -> list[Quantity]:
        """The quantities at a noun, if the measure can count such things."""
        found = self.by_node.get(head, [])
        if measured in OF_PEOPLE:
            # of "between three and six" the lower end is what is sure; the quote tells the rest
            return [q for q in found if q.unit in (None, "percent") and self._may_be_people(q, measured) and not q.upper]
        if measured == "FinancialLoss":
            return [q for q in found if is_money(q)]
        return [q for q in found if not is_money(q) and self._may_be_things(q, measured)]

    def _may_be_things(self, quantity: Quantity, measured: str) -> bool:
        """Whether the counted noun is nothing that counts people itself ("recovered 260 bodies"), and no people where things are meant."""
        noun = quantity.head
        if self.words.nouns.get(self.parse.lemmas[noun]) in OF_PEOPLE:
            return False
        if measured not in OF_THINGS or self.parse.pos[noun] == "NUM":
            return True
        person = self.is_person(noun)
        if self.parse.lower[noun] in number_words().people and self.parse.pos[noun] != "PROPN":
            return measured != "Launched" and self.parse.lemmas[noun] not in ("person", "people")  # "damaged 35 others"
        return person is False if measured == "Launched" else not person

    def _may_be_people(self, quantity: Quantity, measured: str) -> bool:
        """Whether people may be counted: also those called by their nation or force, where there are many ("killed six VDP")."""
        alone = quantity.head == quantity.end - 1
        named = self.parse.tags[quantity.head] in ("NNP", "NNPS") and quantity.value > 1 and measured in ("Deaths", "Injuries")
        return alone or named or self.parse.lower[quantity.head] in number_words().people or self.is_person(quantity.head) is not False

    def _is_one_person(self, head: int, measured: str) -> bool:
        """Whether the noun stands for one person without a number: "a soldier", "the leader", "Alaudin", "him".

        A name of unknown kind counts where only the living can be meant, and so does what is joined to a person
        ("Rostum and his associate").
        """
        parse = self.parse
        if parse.lower[head] in ONE_PRONOUNS:
            return True
        if parse.tags[head] not in ("NN", "NNP") and not (parse.tags[head] == "NNPS" and self._is_named_person(head)):
            return False
        known = self.is_person(head)
        if parse.lemmas[head] in number_words().collectives:
            return False
        if known is None:
            joined = parse.deps[head] == "conj" and self.is_person(parse.heads[head]) is True
            doer = parse.tags[head] == "NN" and parse.lemmas[head].endswith(DOER)
            known = joined or doer or (parse.tags[head] == "NNP" and measured in ("Deaths", "Injuries"))
        determiners = [parse.lower[c] for c in parse.children[head] if parse.deps[c] == "det"]
        if "the" in determiners and parse.lower[head] in self.words.adjectives:
            return False  # "buried the dead": nobody says how many
        return known and all(d in ONE for d in determiners)

    def _is_named_person(self, head: int) -> bool:
        """Whether a name that a tagger takes for a plural ("Haji Hares") is that of a person."""
        return any(label == "PERSON" and first <= head < end for first, end, label in self.parse.names)

    def _start(self, head: int) -> int:
        """The first token of the noun phrase, its determiner included."""
        parse, first = self.parse, head
        while first > parse.left[head] and parse.deps[first - 1] in PREMODIFIERS:
            first -= 1
        return first


def is_money(quantity: Quantity) -> bool:
    """Whether the unit is a currency, by its ISO 4217 code."""
    return quantity.unit is not None and len(quantity.unit) == 3 and quantity.unit.isupper()
