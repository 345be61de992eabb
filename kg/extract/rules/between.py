"""How events hang together: cause, response, part and sequence, where the text says so in its syntax.

Conjunctions and causal verbs are the explicit signals of the TimeML and CausalTimeBank schemes; order in the text alone says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from kg.extract.rules.events import OPERATION_NOUNS, EventInText
from kg.extract.rules.grammar import english
from kg.extract.rules.parse import Parse
from kg.extract.rules.subjects import surface_subject
from kg.lexicon import Lexicon
from kg.model import Relation

LARGE = ("MilitaryOperation", "ArmedClash", "CivilUnrest", "Siege", "Negotiation", "MilitaryExercise")
"""What lasts long enough for other events to be parts of it."""
SENTENCES_BACK = 2
"""Sentences before a bare "in response" in which what it answers is looked for."""


class EventLinker:
    """Finds relations between the events of one text."""

    def __init__(self, lexicon: Lexicon, large: frozenset[str]) -> None:
        self.causal = lexicon.word_list("CausalVerb", "verb")
        self.large = large

    def relations(self, p: Parse, events: Sequence[EventInText], ids: Sequence[str], named: Set[str]) -> list[Relation]:
        """Relations, each once; the words that show it are those of the later event's trigger.

        `named` are the entities with a name in the world: the same model of drone may be used in many attacks.
        """
        by_token = {t: n for n, e in enumerate(events) for t in e.tokens}
        found: dict[tuple[str, int, int], Relation] = {}
        for n, e in enumerate(events):
            for kind, other in self._of(p, e, n, events, by_token):
                if other != n and ("cause", n, other) not in found and (kind, other, n) not in found:
                    start, end = p.starts[e.draft.token], p.ends[e.draft.token]
                    relation = Relation(type=kind, subject=ids[n], object=ids[other], start=start, end=end)
                    found.setdefault((kind, n, other), relation)
        at = {id(e): n for n, e in enumerate(events)}
        for n, e in enumerate(events):
            whole = at.get(id(e.whole)) if e.whole is not None else None
            if whole is not None:
                start, end = p.starts[e.draft.token], p.ends[e.draft.token]
                found.setdefault(("partOf", n, whole), Relation(type="partOf", subject=ids[n], object=ids[whole], start=start, end=end))
        whole_of = {n: other for kind, n, other in found if kind == "partOf"}
        for n, other in self._with_the_same_weapons(events, whole_of, named):
            start, end = p.starts[events[n].draft.token], p.ends[events[n].draft.token]
            found.setdefault(("partOf", n, other), Relation(type="partOf", subject=ids[n], object=ids[other], start=start, end=end))
        return list(found.values())

    def _is_large(self, e: EventInText) -> bool:
        return e.kind in self.large or bool(e.lemmas & OPERATION_NOUNS)

    def _with_the_same_weapons(self, events: Sequence[EventInText], whole_of: dict[int, int], named: Set[str]) -> Iterator[tuple[int, int]]:
        """Deeds with the very weapons of an operation told before: "an offensive with 117 drones ... The drones were released"."""
        used: dict[str, int] = {}
        for n in sorted(range(len(events)), key=lambda n: events[n].draft.token):
            e = events[n]
            weapons = e.entities("instrument") - named
            if not weapons:
                continue
            whole = whole_of.get(n, n if self._is_large(e) else -1)
            before = next((used[w] for w in weapons if w in used), None)
            if before is not None and n not in whole_of and before != n and e.realized and not self._is_large(e):
                yield n, before
                whole = before
            if whole >= 0:
                used |= {w: whole for w in weapons if w not in used}

    def _of(self, p: Parse, e: EventInText, n: int, events: Sequence[EventInText], by_token: dict[int, int]) -> Iterator[tuple[str, int]]:
        for grammar, fillers in e.draft.slots.items():
            for f in fillers:
                if f in by_token:
                    if grammar in english().after:
                        yield "follows", by_token[f]
                    elif grammar in english().during and events[by_token[f]].kind in self.large:
                        yield "partOf", by_token[f]
                elif p.lemmas[f] in english().replies and grammar == "in":
                    yield from self._answered(p, e, f, events, by_token)
        yield from self._clauses(p, e, by_token)

    def _clauses(self, p: Parse, e: EventInText, by_token: dict[int, int]) -> Iterator[tuple[str, int]]:
        token = e.draft.token
        # "the operation marked an attack, with 117 drones deployed across three zones"
        noun = p.heads[token]
        joined = noun if p.deps[token] == "pcomp" else p.heads[noun] if p.deps[token] == "acl" and p.deps[noun] == "pobj" else -1
        if joined >= 0 and p.lower[joined] == "with":
            above = p.heads[joined]
            near = [above, *(c for c in p.children[above] if p.deps[c] in {"dobj", "attr", "nsubj"})]
            yield from (("partOf", by_token[t]) for t in near if t in by_token)
        for c in p.children[token]:
            if c not in by_token or p.deps[c] != "advcl":
                continue
            marks = {p.lower[g] for g in p.children[c]}
            if not english().after.isdisjoint(marks):
                yield "follows", by_token[c]
            elif not english().because.isdisjoint(marks):
                yield "cause", by_token[c]
        # "the attack prompted him to resign", "shelling that triggered an exodus"
        h = p.heads[token]
        if p.deps[token] in {"xcomp", "ccomp", "dobj"} and p.lemmas[h] in self.causal:
            for s in surface_subject(p, h):
                if s in by_token:
                    yield "cause", by_token[s]

    def _answered(
        self, p: Parse, e: EventInText, reply: int, events: Sequence[EventInText], by_token: dict[int, int]
    ) -> Iterator[tuple[str, int]]:
        """What a response answers: what it names ("in response to the strike"), else the last deed of somebody else."""
        named = [g for c in p.children[reply] if p.deps[c] == "prep" for g in p.children[c] if g in by_token]
        if named:
            yield "inResponseTo", by_token[named[0]]
            return
        if any(p.deps[c] == "prep" for c in p.children[reply]):
            return
        agents = e.entities("agent")
        for n, other in sorted(enumerate(events), key=lambda pair: -pair[1].draft.token):
            back = e.draft.sentence - other.last_sentence
            if 0 < back <= SENTENCES_BACK and other.realized and other.entities("agent") and not other.entities("agent") & agents:
                yield "inResponseTo", n
                return
