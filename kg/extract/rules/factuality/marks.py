"""What is noted of an event on the way up the parse, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.extract.rules.factuality.words import FactualityWords
from kg.extract.rules.parse import Parse

CERTAINTIES = ("Certain", "Probable", "Possible")
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})


@dataclass(frozen=True, slots=True)
class Factuality:
    """How real an event is said to be: individuals of the ontology, and two marks beside them."""

    polarity: str = "Affirmed"
    certainty: str = "Certain"
    temporality: str = "NonFuture"
    hypothetical: bool = False
    generic: bool = False


@dataclass(slots=True)
class Marks:
    """Gathers what the words around one trigger say.

    `past`: a perfect has placed the event in the past, and nothing above makes it future.
    """

    parse: Parse
    words: FactualityWords
    negated: bool = False
    certainty: int = 0
    future: bool = False
    hypothetical: bool = False
    past: bool = False
    any: bool = False
    """Whether the noun has an "any": what is neither denied nor granted."""
    nobody: set[int] = field(default_factory=set)
    """Nouns with a "no" of their own, which negates once, whatever they are subjects of."""
    _seen: set[int] = field(default_factory=set)

    def verdict(self, *, generic: bool) -> Factuality:
        """All that was noted, as one value."""
        certainty = 2 if self.hypothetical or (self.any and not self.negated) else self.certainty
        return Factuality(
            "Negated" if self.negated else "Affirmed",
            CERTAINTIES[certainty],
            "Future" if self.future else "NonFuture",
            self.hypothetical,
            generic,
        )

    def negate(self) -> None:
        """A negation; two of them make an affirmation ("did not fail to")."""
        self.negated = not self.negated

    def weaken(self, certainty: str) -> None:
        """The event is no more certain than this."""
        self.certainty = max(self.certainty, CERTAINTIES.index(certainty))

    def suppose(self) -> None:
        """The event is only wished, asked for, feared or conditional."""
        self.hypothetical = True

    def ahead(self) -> None:
        """The event lies in the future."""
        self.future = self.future or not self.past

    def unfulfilled(self) -> None:
        """What "was to have" happened was planned, and no more is said of it."""
        self.suppose()
        self.ahead()

    def looked_ahead(self, node: int, *, finite: bool = False) -> None:
        """The event is what the verb at `node` plans or wishes."""
        lemma = self.parse.lemmas[node]
        wishing = lemma in self.words.lists["wishing"]
        if self.past or (finite and not wishing):
            return
        self.ahead()
        if wishing:
            self.suppose()

    def adverb(self, word: str) -> None:
        """An adverb of certainty."""
        if self.words.has("Possible", "adverb", word):
            self.weaken("Possible")
        elif self.words.has("Probable", "adverb", word):
            self.weaken("Probable")

    def predicate(self, word: str, *, infinitive: bool) -> None:
        """An adjective said of the event or its clause: "likely to attack", "an attack is possible", "due on Monday"."""
        words = self.words
        if words.has("Possible", "adjective", word):
            self.weaken("Possible")
        elif words.has("Probable", "adjective", word):
            self.weaken("Probable")
            if word == "unlikely":
                self.negate()
        if (infinitive and word not in words.lists["able"]) or words.has("Future", "adjective", word):
            self.ahead()

    def governing_noun(self, lemma: str) -> None:
        """What a noun says of what it governs: "fear of", "absence of", "plan to", "talks on"."""
        words, lists = self.words, self.words.lists
        if words.has("Negated", "noun", lemma):
            self.negate()
        if words.has("Possible", "noun", lemma):
            self.weaken("Possible")
            self.suppose()
        if words.has("Probable", "noun", lemma):
            self.weaken("Probable")
        if words.has("Future", "noun", lemma):
            self.ahead()
            if lemma not in lists["planning_nouns"]:
                self.suppose()
        elif lemma in lists["open_topics"]:
            self.ahead()
            self.suppose()

    # -- grammar
    def is_verb(self, node: int) -> bool:
        """Whether the token is a verb, by either tag; a gerund that the tagger takes for a noun is a noun."""
        return self.parse.pos[node] in ("VERB", "AUX") or (self.parse.tags[node][0] == "V" and self.parse.pos[node] != "NOUN")

    def is_seen(self, node: int) -> bool:
        """Whether a verb's own words have been noted; from now on they have."""
        seen = node in self._seen
        self._seen.add(node)
        return seen

    def is_perfect_infinitive(self, node: int) -> bool:
        """Whether the clause is "to have attacked"."""
        words = [self.parse.lower[c] for c in self.parse.children[node] if self.parse.deps[c] in ("aux", "auxpass")]
        return "to" in words and "have" in words

    def is_infinitive(self, node: int) -> bool:
        """Whether the clause is a bare "to attack"; a perfect infinitive ("to have attacked") is set in the past."""
        parse = self.parse
        to = any(parse.lower[c] == "to" and parse.deps[c] == "aux" for c in parse.children[node])
        if to and any(parse.lower[c] == "have" for c in parse.children[node] if parse.deps[c] in ("aux", "auxpass")):
            self.past = True
            return False
        return to

    def is_negated(self, node: int) -> bool:
        """Whether a "not" hangs on the verb."""
        return any(self.parse.deps[c] == "neg" for c in self.parse.children[node])

    def points(self, node: int) -> bool:
        """Whether the noun points at an event already told of ("the attack", "Sunday's attack")."""
        parse, pointing = self.parse, self.words.lists["pointing"]
        return any(parse.deps[c] == "poss" or (parse.deps[c] == "det" and parse.lower[c] in pointing) for c in parse.children[node])
