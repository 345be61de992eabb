"""Whom an act concerns where its object is no actor: "rejected Iran's offer" turns on Iran, "vowed to free the hostages" on them.

Frames ask for such fillers by where they are found: ``complement's agent``, ``complement's target`` and ``complement's recipient``
are participants of the event that is said, promised or asked; ``complement's party`` are the actors and places nearest in the words of
what is said, promised or asked, event or not; ``object's owner`` is for `kg.extract.rules.owners`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from kg.extract.rules.frames import MOVING, EventDraft, Fill
from kg.extract.rules.parse import Parse
from kg.extract.rules.subjects import surface_subject
from kg.extract.rules.syntax import VERBAL, conjuncts, prepositional_objects
from kg.extract.rules.triggers import TypeAt
from kg.lexicon import COMPLEMENT, Slot

CONCERNED = frozenset({"target", "victim", "recipient", "topic"})
"""Roles of those whom an act concerns."""
COMPLEMENT_ROLES = {"agent": ("agent",), "target": ("target", "victim"), "recipient": ("recipient",)}
"""What a frame may ask of the event that is said, promised or demanded."""
CONTENT_POSITIONS = ("clause", "object", "for", "of", "to", "on", "with", "from", "against", "into", "over", "about", "regarding")
"""Positions in which speech acts have the event that they speak of."""
MOVED = frozenset({"object", "of", "compound"})
"""Positions in which frames of motion have those who are moved."""
JUDGING = frozenset({"JudicialFrame"})
"""Frames of acts that are about whom they befall, and not about what he did to others."""
PARTY = "party"
DOER = "doer"
LENT = COMPLEMENT + DOER
"""How the one who claims a deed comes to be its doer."""
WITHIN_CONTENT = frozenset(
    "dobj dative prep pobj pcomp xcomp ccomp nsubj nsubjpass csubj attr agent poss compound nmod amod conj prt".split()
)
"""Dependencies by which words belong to what is said: relative clauses, appositions and asides do not."""
MAX_PARTIES = 3
"""Parties taken from a content: the nearest ones; the further down, the less what is said is about them."""
MAX_NESTED = 3
"""Verbs and nouns between a speech act and the event it speaks of: "is ready to start talks on sending troops"."""


def add_concerned(p: Parse, drafts: Sequence[EventDraft], type_at: TypeAt, actors: Set[str]) -> None:
    """Fill the roles that frames give to participants of what is said, promised or demanded; the innermost events first."""
    asking = [d for d in drafts if d.frame.complements]
    if not asking:
        return
    by_token = {d.token: d for d in drafts}
    undone = {t for d in drafts for t in d.fillers("victim") if p.pos[t] != "PROPN"}
    for d in sorted(asking, key=lambda d: -_depth(p, d.token)):
        for grammar in d.frame.complements:
            slots = d.frame.slots[grammar]
            asked = grammar.removeprefix(COMPLEMENT)
            if asked == PARTY:
                continue
            if asked == DOER:
                _lend_doer(p, d, by_token, slots, type_at)
                continue
            roles = COMPLEMENT_ROLES.get(asked, ())
            for slot in slots:
                if any(type_at(f.token) in actors for f in _unmoved(d) if f.role == slot.role):
                    continue
                if slot.role == "topic" and d.frame.name in JUDGING and any(type_at(t) in actors for t in d.fillers("target")):
                    continue  # "sentenced for the torture of detainees": it is he who was sentenced
                found = _of_complement(p, d, by_token, roles)
                known = {f.token for f in d.fills}
                d.fills += [Fill(slot.role, t, grammar) for t in found if t not in known and type_at(t) in (slot.range or actors)]
        _add_parties(p, d, type_at, actors, undone)


def _lend_doer(p: Parse, d: EventDraft, by_token: dict[int, EventDraft], slots: Sequence[Slot], type_at: TypeAt) -> None:
    """Who claims a deed has done it, as far as he says: "the IRA accepted responsibility for the bombings"; not who "has not"."""
    if any(p.deps[c] == "neg" for c in p.children[d.token]):
        return
    for inner in _complements(p, d, by_token):
        if inner.frame.slots and not inner.fillers("agent"):
            doers = [t for slot in slots for t in d.fillers(slot.role) if type_at(t) in slot.range]
            inner.fills += [Fill("agent", t, LENT) for t in doers]
        return


def _add_parties(p: Parse, d: EventDraft, type_at: TypeAt, actors: Set[str], undone: Set[int]) -> None:
    """Where nobody else is told of beside the agent: the nearest actors and places in the content, those with a name before others.

    The place of the act itself is no party, nor are the victims of a deed (`undone`): talks "over the murder of a man" are not on him.
    """
    for slot in d.frame.slots.get(COMPLEMENT + PARTY, ()):
        wanted = slot.range or actors
        # where aid is given, it is given to those who are there
        known = {f.token for f in d.fills}.union(d.tokens, () if slot.role == "recipient" else d.places, undone)
        if any(type_at(f.token) in wanted for f in d.fills if f.role in CONCERNED):
            continue
        found = [t for t in _content(p, d) if t not in known and p.pos[t] != "PRON" and type_at(t) in wanted]  # "his" is mostly the doer
        named = [t for t in found if p.pos[t] != "NOUN"]
        d.fills += [Fill(slot.role, t, COMPLEMENT + PARTY) for t in (named or found)[:MAX_PARTIES]]


def _content(p: Parse, d: EventDraft) -> Iterator[int]:
    """The tokens of what is said, promised or asked, those nearest to the trigger first."""
    level = [t for t in d.tokens if t != d.token]
    level += [f for g in CONTENT_POSITIONS for f in d.slots.get(g, ())]
    level += [c for c in p.children[d.token] if p.deps[c] == "advcl" and any(p.tags[g] == "TO" for g in p.children[c])]
    seen = {d.token, *level}
    while level:
        yield from level
        level = [c for t in level for c in p.children[t] if c not in seen and p.deps[c] in WITHIN_CONTENT]
        seen.update(level)
    for c in p.children[d.token]:  # "will not lift the embargo until Cuba reforms": on whom it is made to depend
        if p.deps[c] == "advcl" and any(p.lower[g] in {"until", "unless"} for g in p.children[c]):
            yield from (s for s in surface_subject(p, c) if s not in d.fillers("agent"))


def _unmoved(d: EventDraft) -> list[Fill]:
    """What fills its roles but those who are moved: who is "willing to withdraw troops from Iraq" promises it of Iraq, and not of them."""
    if d.frame.name not in MOVING:
        return d.fills
    return [f for f in d.fills if f.role != "target" or f.grammar not in MOVED]


def _depth(p: Parse, i: int) -> int:
    heads, depth = p.heads, 0
    while heads[i] != i:
        i, depth = heads[i], depth + 1
    return depth


def _of_complement(p: Parse, d: EventDraft, by_token: dict[int, EventDraft], roles: Sequence[str]) -> list[int]:
    """Fillers of the roles in the nearest event that the draft speaks of and that has them."""
    for inner in _complements(p, d, by_token):
        found = [f.token for f in _unmoved(inner) if f.role in roles]
        if found:
            return found
    if "recipient" in roles:  # "is willing to send resources to Colombia": whoever is to be given something
        return [r for c in _clause_verbs(p, d) if any(p.deps[g] == "dobj" for g in p.children[c]) for r in _given_to(p, c)]
    if "agent" in roles:  # "demanded that the minister appear": whoever is to do something, event or not
        own = d.fillers("agent")
        return [s for c in _clause_verbs(p, d) for s in surface_subject(p, c) if s not in own]
    return []


def _clause_verbs(p: Parse, d: EventDraft) -> list[int]:
    return [c for c in d.slots.get("clause", ()) if p.pos[c] in VERBAL]


def _given_to(p: Parse, v: int) -> Iterator[int]:
    """Indirect objects of a verb, and what "to" names beside it or its object."""
    objects = [c for c in p.children[v] if p.deps[c] == "dobj"]
    for c in (c for i in (v, *objects) for c in p.children[i]):
        if p.deps[c] == "dative" and p.pos[c] != "ADP":
            yield from conjuncts(p, c)
        elif p.deps[c] in {"prep", "dative"} and p.lower[c] == "to":
            yield from prepositional_objects(p, c)


def _complements(p: Parse, d: EventDraft, by_token: dict[int, EventDraft]) -> Iterator[EventDraft]:
    """The events that a speech act speaks of, nearest first: those in its words, its clause, its objects, and what these govern."""
    level = [t for t in d.tokens if t != d.token]
    level += [f for g in CONTENT_POSITIONS for f in d.slots.get(g, ())]
    seen = {d.token}
    for _ in range(MAX_NESTED):
        deeper: list[int] = []
        for token in level:
            if token in seen:
                continue
            seen.add(token)
            inner = by_token.get(token)
            if inner is not None:
                yield inner
            elif p.pos[token] in VERBAL:
                deeper += [c for c in p.children[token] if p.deps[c] in {"xcomp", "dobj", "ccomp", "conj"}]
        level = deeper
