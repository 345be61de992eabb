"""What the numbers of a text measure: deaths, injuries, captures, launches, losses, and by which word.

The word that measures (a verb, noun or adjective of the lexicon: "kill", "fatality", "dead") is the `trigger` of the
figure: the event that it evokes, or whose effect it is, carries the figure. The counted noun stands where the word's
meaning asks for it: object of "kill", subject of "were killed" and of "die", head of "killed in the raid".
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import replace

from kg.extract.rules.counted import Counted, is_money
from kg.extract.rules.grammar import english
from kg.extract.rules.measures import OF_PEOPLE, FigureWords, Measured
from kg.extract.rules.numbers import number_words
from kg.extract.rules.parse import Parse
from kg.extract.rules.quantities import Quantity
from kg.extract.rules.subjects import missed_subject, surface_subject

PASSIVE = frozenset({"nsubjpass", "csubjpass"})
OBJECTS = frozenset({"dobj", "obj", "oprd", "attr"})
BEFALLEN = OBJECTS | PASSIVE
ALONG = frozenset({"along", "together"})
PARTICLES = frozenset({"prt", "advmod", "prep"})
RELATIVE = frozenset({"who", "which", "that", "whom"})
FORMER = frozenset({"earlier", "previous", "initial", "former", "prior"})
TOLL_REACH = 9
"""Tokens between "death toll" and its number ("the death toll from the strikes has risen to 12")."""
COUNT_REACH = 2
"""Steps up the parse from a counted noun to the event it takes part in."""


def measure(
    parse: Parse,
    quantities: Sequence[Quantity],
    words: FigureWords,
    *,
    is_person: Callable[[int], bool | None],
    triggers: Container[int] = (),
) -> list[Measured]:
    """All figures of a text, in the order of their triggers.

    Args:
        is_person: whether a noun's token denotes people; None where that is not known. A single person without a
            number ("killed a soldier", "arrested Alaudin") counts one.
        triggers: tokens that evoke events: a number that nothing measures is a ``Count`` of the event it takes part in.

    "Killed a leader and two guards" gives 1, 2 and their sum (whose `of` is None).
    """
    reader = _Reader(parse, quantities, words, is_person, triggers)
    found = list(reader.measured())
    by_verb = {id(m.quantity) for m in found if m.trigger != m.quantity.head}
    # "killed three hostages" does not tell that they were taken
    found = [m for m in found if m.measure != "Captured" or m.trigger != m.quantity.head or id(m.quantity) not in by_verb]
    taken = {id(m.quantity) for m in found}
    for quantity in quantities:
        counts = quantity.value > 0 and quantity.head != quantity.end - 1 and not quantity.upper and not quantity.implicit
        if id(quantity) not in taken and counts and not is_money(quantity):
            trigger = _taking_part_in(parse, quantity.node, triggers)
            if trigger is not None:
                found.append(Measured("Count", quantity, trigger, quantity.head))
    return sorted(found, key=lambda m: (m.trigger, m.quantity.first, m.of is None))


def _taking_part_in(parse: Parse, node: int, triggers: Container[int]) -> int | None:
    """The event trigger that the noun hangs on, through at most a preposition."""
    for _ in range(COUNT_REACH):
        if node in triggers:
            return node
        while parse.deps[node] == "conj" and parse.pos[node] in ("NOUN", "PROPN", "NUM") and parse.heads[node] not in triggers:
            node = parse.heads[node]  # "with 112 drones and three missiles"
        node = parse.heads[node]
    return node if node in triggers else None


class _Reader:
    """Finds the words that measure, and what they count."""

    def __init__(
        self,
        parse: Parse,
        quantities: Sequence[Quantity],
        words: FigureWords,
        is_person: Callable[[int], bool | None],
        triggers: Container[int],
    ) -> None:
        self.parse = parse
        self.triggers = triggers
        self.words = words
        self.quantities = quantities
        self.bare = {q.end: q.node for q in reversed(quantities) if q.head == q.end - 1}
        """The numbers that count no noun, by the token after them."""
        self.by_node: dict[int, list[Quantity]] = {}
        for quantity in quantities:
            self.by_node.setdefault(quantity.node, []).append(quantity)
        places = set(self.by_node)
        for quantity in quantities:
            if quantity.head not in places:
                # "dozens of soldiers" is met at its noun, but "one of 50 soldiers" counts one
                self.by_node.setdefault(quantity.head, []).append(quantity)
            of = parse.heads[quantity.node]
            company = parse.heads[of]
            if parse.lower[of] == "of" and parse.lemmas[company] in number_words().companies and company not in places:
                self.by_node.setdefault(company, []).append(quantity)
        self.counted = Counted(parse, words, is_person, self.by_node)

    def measured(self) -> Iterator[Measured]:
        parse, words, totals = self.parse, self.words, number_words().totals
        for i in parse.with_lemma(words.lemmas):
            lemma = parse.lemmas[i]
            if lemma in totals and parse.pos[i] == "NOUN" and (total := self._total(i)) is not None:
                yield total
            elif lemma in words.verbs and parse.tags[i][0] in "VJ":
                yield from self._verb(i)
            elif lemma in words.adjectives and parse.pos[i] in ("ADJ", "VERB", "NOUN", "ADV"):
                yield from self._adjective(i, words.adjectives[lemma])
            elif parse.pos[i] == "NOUN" and (lemma in words.nouns or lemma == "toll"):
                yield from self._noun(i, words.nouns.get(lemma, "Deaths"))

    # -- verbs
    def _verb(self, i: int) -> Iterator[Measured]:
        measures = self._measures_of_verb(i)
        parts: list[Measured] = []
        for head in self._affected(i) if measures else ():
            parts += next((found for m in measures if (found := list(self.counted.at(head, m, i)))), [])
        if parts and self._is_alternative(i):
            yield from (replace(m, measure="Affected") for m in parts)
            return
        yield from parts
        parts = [m for m in parts if not self._is_among(m.quantity)]
        if not parts and "FinancialLoss" in measures:
            yield from self._money(i)
        for measured in OF_PEOPLE if len(parts) > 1 else ():
            whole = _sum([m for m in parts if m.measure == measured])
            if whole:
                yield whole

    def _is_alternative(self, i: int) -> bool:
        """Whether it is one of two harms of which either may have come to each: "killed or wounded 80 soldiers"."""
        parse = self.parse
        first = parse.heads[i] if parse.deps[i] == "conj" else i
        if not any(parse.deps[c] == "cc" and parse.lower[c] == "or" for c in parse.children[first]):
            return False
        joined = [first, *(c for c in parse.children[first] if parse.deps[c] == "conj")]
        return sum(parse.lemmas[j] in self.words.verbs or parse.lemmas[j] in self.words.adjectives for j in joined) > 1

    def _is_among(self, quantity: Quantity) -> bool:
        """Whether the number is of some of those just counted: "killed 11, among them four children"."""
        lower = self.parse.lower
        if lower[quantity.end : quantity.end + 2] in (["of", "them"], ["of", "whom"]):
            return True  # "wounded four, two of them critically"
        before = lower[max(0, quantity.first - 2) : quantity.first]
        return before[-1:] == ["including"] or (
            len(before) == 2 and before[0] in ("among", "amongst", "of") and before[1] in ("them", "whom")
        )

    def _measures_of_verb(self, i: int) -> tuple[str, ...]:
        """The measures of a verb with its particle ("shoot down"), the longest first."""
        parse = self.parse
        for rest, measures in self.words.verbs[parse.lemmas[i]]:
            if not rest or tuple(parse.lower[i + 1 : i + 1 + len(rest)]) == rest:
                return measures
            if len(rest) == 1 and any(parse.lower[c] == rest[0] and parse.deps[c] in PARTICLES for c in parse.children[i]):
                return measures
        return ()

    def _affected(self, i: int) -> list[int]:
        """Heads of the noun phrases that the verb's action befalls, with what is coordinated to them."""
        parse = self.parse
        bare = self._bare_number_before(i)
        if bare is not None:
            return [bare]
        objects = [c for c in parse.children[i] if parse.deps[c] in OBJECTS]
        if not objects:  # "shot down 17 of 22 drones": the parser takes the number for an adverbial
            objects = [
                c for c in parse.children[i] if c > i and parse.deps[c] == "npadvmod" and parse.tags[c] == "CD" and c in self.by_node
            ]
        passive = [c for c in parse.children[i] if parse.deps[c] in PASSIVE]
        auxiliaries = [c for c in parse.children[i] if parse.deps[c] == "auxpass"]
        if not passive and auxiliaries:
            # "also killed were 12 insurgents"
            passive = [a for c in auxiliaries for a in parse.children[c] if parse.deps[a] == "attr"]
        if passive:
            found = passive
        elif objects and not auxiliaries:
            found = [c for c in objects if parse.lower[c] not in RELATIVE]
        elif parse.deps[i] == "acl" and parse.tags[i] == "VBN":
            found = [parse.heads[i]]
        elif parse.tags[i] == "VBN" and parse.lemmas[parse.heads[i]] == "be" and parse.heads[i] > i:
            # "killed in the strike were 12 insurgents"
            found = [c for c in parse.children[parse.heads[i]] if parse.deps[c] in ("attr", "nsubj") and c > parse.heads[i]]
        else:
            found = self._bounded_objects(i) or self._subjects(i)
        if parse.deps[i] == "relcl":
            found = [parse.heads[i] if parse.lower[c] in RELATIVE else c for c in found]
        if objects and not passive:  # "killed 13 soldiers and at least 79 Afghans": the parser may coordinate the second with the verb
            found += [
                c
                for c in parse.children[i]
                if parse.deps[c] == "conj" and parse.pos[c] in ("NOUN", "PROPN", "NUM") and c > i and c in self.by_node
            ]
        return [j for c in found for j in _conjuncts(parse, c)] + _along_with(parse, i)

    def _bare_number_before(self, i: int) -> int | None:
        """The number of "and 28 injured", "30 wounded": a participle right after a number that counts no noun."""
        if self.parse.tags[i] not in ("VBN", "VBD", "JJ"):
            return None
        return self.bare.get(i)

    def _bounded_objects(self, i: int) -> list[int]:
        """The object of "killed between three and six men", "killed over 40", where the parser takes the bound for a preposition."""
        parse = self.parse
        found = [
            o
            for c in parse.children[i]
            if parse.deps[c] == "prep" and c == i + 1
            for o in parse.children[c]
            if any(q.first <= c or parse.lower[c] == "between" for q in self.by_node.get(o, ()))
        ]
        return found[:1]

    def _subjects(self, i: int) -> list[int]:
        """The subject of "die", of a headline's "12 killed in raid", or of a verb that shares it ("were killed or wounded")."""
        parse = self.parse
        own = [c for c in parse.children[i] if parse.deps[c] in ("nsubj", "nsubjpass")]
        if own:
            return own
        if missed := missed_subject(parse, i):
            return missed
        if parse.deps[i] == "conj" and parse.tags[i] in ("VBN", "VBD"):
            passive = any(parse.deps[c] == "auxpass" for c in parse.children[i])
            return [c for c in parse.children[parse.heads[i]] if parse.deps[c] in PASSIVE or (passive and parse.deps[c] == "nsubj")]
        return []

    # -- nouns and adjectives
    def _noun(self, i: int, measured: str) -> Iterator[Measured]:
        """ "12 deaths", "the deaths of 12 people", "a death toll of 12", "losses exceeding $2 billion"."""
        parse = self.parse
        if parse.lemmas[i] == "toll":
            if any(parse.lower[c] in FORMER for c in parse.children[i]):
                return  # "up from an earlier toll of nine"
            number = self._number_after(i)
            if number is not None and number.unit is None:
                yield Measured("Deaths", number, i, number.head if number.head != number.node else None)
            return
        if measured == "FinancialLoss":
            yield from self._money(i)
            return
        above = parse.heads[i]
        whole = parse.deps[i] == "pobj" and parse.lower[above] == "of" and parse.tags[parse.heads[above]] == "CD"
        for quantity in self.by_node.get(i, ()):
            if not quantity.implicit and not (whole and quantity.node == i):  # "34 of the 50 hostages"
                yield Measured(measured, quantity, i, None)
        if parse.deps[i] == "dobj" and parse.lemmas[above] in english().suffering and i not in self.by_node:
            for s in surface_subject(parse, above):  # "two civilians sustained injuries"
                yield from self.counted.at(s, measured, i)
        for c in parse.children[i]:
            if parse.lower[c] == "of":
                for o in parse.children[c]:
                    for j in _conjuncts(parse, o):
                        yield from self.counted.at(j, measured, i)

    def _number_after(self, i: int) -> Quantity | None:
        """The number that a word is followed by; the later of "rose from 12 to 17"."""
        parse = self.parse
        end = min(i + TOLL_REACH, parse.sentences[parse.sentence_of[i]][1] - 1)
        near = [q for q in self.quantities if i < q.first <= end]
        risen = len(near) > 1 and near[1].upper and "from" in parse.lower[near[0].first - 1 : near[0].first + 1]
        return replace(near[1], bound="Exactly") if risen else next(iter(near), None)

    def _total(self, i: int) -> Measured | None:
        """The number that a total is brought or comes to: "bringing the toll to 14", "the number of people killed has risen to 17"."""
        parse, words = self.parse, number_words()
        verb = parse.heads[i]
        raised = parse.deps[i] == "dobj" and parse.lemmas[verb] in words.raising
        if not raised and not (parse.deps[i] == "nsubj" and parse.lemmas[verb] in words.rising and parse.lemmas[i] != "toll"):
            return None
        number = self._number_after(min(i, verb) if raised else max(parse.right[i], verb))
        measure = self._measure_below(i) or ("Deaths" if parse.lemmas[i] == "toll" else None)
        if number is None or number.unit is not None or measure is None or number.head in range(parse.left[i], parse.right[i] + 1):
            return None
        told = any(o in self.triggers for c in parse.children[i] if parse.deps[c] == "prep" for o in parse.children[c])
        return Measured(measure, number, i, None, cumulative=raised and not told)

    def _measure_below(self, i: int) -> str | None:
        """What the words below a total measure: "the number of soldiers killed", "the number of wounded"."""
        for j in range(self.parse.left[i], self.parse.right[i] + 1):
            lemma = self.parse.lemmas[j]
            if measure := self.words.adjectives.get(lemma) or self.words.nouns.get(lemma):
                return measure if measure in OF_PEOPLE or measure == "Affected" else None
            for rest, measures in self.words.verbs.get(lemma, ()):
                if not rest and (measures[0] in OF_PEOPLE or measures[0] == "Affected"):
                    return measures[0]
        return None

    def _money(self, i: int) -> Iterator[Measured]:
        """Money beside a word of loss, in the same clause: below it, or below the verb that governs it."""
        parse = self.parse
        top = i
        for _ in range(2):
            if parse.pos[top] in ("VERB", "AUX") or parse.heads[top] == top:
                break
            top = parse.heads[top]
        for quantity in self.quantities:
            inside = parse.left[top] <= quantity.node <= parse.right[top]
            if inside and is_money(quantity) and abs(quantity.node - i) <= TOLL_REACH:
                yield Measured("FinancialLoss", quantity, i, None)

    def _adjective(self, i: int, measured: str) -> Iterator[Measured]:
        """ "12 dead", "left 12 people dead", "two are missing"."""
        parse = self.parse
        heads = [c for c in parse.children[i] if parse.deps[c] in ("nsubj", "nummod", "nsubjpass")]
        head = parse.heads[i]
        bare = self._bare_number_before(i)
        if bare is not None:
            heads = [bare]
        elif any(q.head == i and q.first < i for q in self.by_node.get(i, ())):
            heads = [i]  # "left 50,000 homeless", "stands at 45 dead"
        elif parse.deps[i] == "pobj" and parse.lower[head] == "among":
            heads = [c for c in parse.children[parse.heads[head]] if parse.deps[c] in ("nsubj", "attr")]
        if not heads and parse.deps[i] in ("oprd", "acomp", "attr", "ccomp", "xcomp", "advcl"):
            heads = [c for c in parse.children[head] if parse.deps[c] in ("dobj", "nsubj", "nsubjpass")][-1:]
            if measured in OF_PEOPLE:  # "left 14 rebels and three soldiers dead"
                heads = [j for h in heads for j in _conjuncts(parse, h)]
        if not heads and parse.deps[i] in ("amod", "acl", "dobj", "pobj", "appos", "conj", "ROOT"):
            heads = [i, head]
        if not heads or not any(self.by_node.get(h) for h in heads):
            heads = [q.node for q in self.quantities if q.text_span(parse)[1] == i]
        found = {id(m.quantity): m for h in heads for m in self.counted.at(h, measured, i)}
        yield from found.values()
        whole = _sum([*found.values()]) if measured in OF_PEOPLE else None
        if whole is not None and not any(m.quantity.implicit for m in found.values()):
            yield whole


def _conjuncts(parse: Parse, i: int) -> Iterator[int]:
    """The noun and all that is coordinated with it."""
    yield i
    for c in parse.children[i]:
        if parse.deps[c] == "conj" and c > i and parse.pos[c] in ("NOUN", "PROPN", "NUM", "PRON", "ADJ"):
            yield from _conjuncts(parse, c)


def _along_with(parse: Parse, i: int) -> list[int]:
    """What is "along with" or "together with" the things that befall: it stands below the verb, or below its object."""
    if ALONG.isdisjoint(parse.vocabulary):
        return []
    around = [*parse.children[i], *(g for c in parse.children[i] if parse.deps[c] in BEFALLEN for g in parse.children[c])]
    return [
        j
        for c in around
        if parse.lower[c] in ALONG
        for w in parse.children[c]
        if parse.lower[w] == "with"
        for o in parse.children[w]
        if parse.deps[o] == "pobj"
        for j in _conjuncts(parse, o)
    ]


def _sum(parts: Sequence[Measured]) -> Measured | None:
    """The sum of two or more exact or least numbers of one measure under one trigger."""
    if len(parts) < 2 or any(m.quantity.bound in ("AtMost", "LessThan") or m.quantity.unit for m in parts):
        return None
    bounds = {m.quantity.bound for m in parts}
    bound = next((b for b in ("About", "MoreThan", "AtLeast") if b in bounds), "Exactly")
    quantities = [m.quantity for m in parts]
    whole = replace(
        quantities[0],
        first=min(q.first for q in quantities),
        end=max(max(q.end, q.head + 1) for q in quantities),
        value=sum(q.value for q in quantities),
        bound=bound,
        vague=any(q.vague for q in quantities),
    )
    return Measured(parts[0].measure, whole, parts[0].trigger, None)
