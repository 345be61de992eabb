"""From a trigger and the positions around it to an event with roles and its finest class; its places are found by `placing`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.extract.rules.grammar import english
from kg.extract.rules.owners import OWNER, owners
from kg.extract.rules.parse import Parse
from kg.extract.rules.placing import PlaceFinder
from kg.extract.rules.slots import Slots
from kg.extract.rules.subjects import surface_subject
from kg.extract.rules.syntax import VERBAL, conjuncts, coordinated_names, prepositional_objects
from kg.extract.rules.triggers import TriggerHit, TypeAt, content_head
from kg.lexicon import NO_FRAME, Frame, Lexicon, Refinement, Slot

if TYPE_CHECKING:
    from kg.ontology import Ontology

ADDRESSED = frozenset({"target", "recipient"})
UNTYPED = {"NOUN": "Entity", "PROPN": "Entity", "NUM": "Group"}
"""What a noun is that no noun list knows; a bare number stands for people ("killed three")."""
PEOPLE = ("ers", "ors", "ists", "men", "women", "ants", "ians", "ites", "bers", "ees")
"""Endings of nouns for people by what they do or are."""
ACTING = frozenset({"agent", "victim"})
"""Roles that only actors fill, whatever the frame says."""
MOVING = frozenset({"MotionFrame", "DeploymentFrame"})
"""Frames in which people are the target as those who are moved."""
STATE_ORGANS = ("ArmedForce", "MilitaryUnit", "SecurityService", "Soldiers", "PoliceOfficers", "SecurityForces", "Peacekeepers")
"""Classes of those who act for the state whose they are: "American troops", and not "Syrian fighters"."""
PLURALS = frozenset({"NNS", "NNPS"})
MODIFIERS = frozenset({"possessive", "adjective", "compound"})


@dataclass(slots=True)
class Fill:
    """A role and the head token of what fills it."""

    role: str
    token: int
    grammar: str


@dataclass(slots=True)
class EventDraft:
    """An event as one trigger evokes it, before events are merged. Tokens are indices into the parse."""

    token: int
    tokens: tuple[int, ...]
    kind: str
    fills: list[Fill]
    places: list[int]
    sentence: int
    is_noun: bool
    confidence: float
    rule: str
    slots: Slots = field(default_factory=dict)
    frame: Frame = NO_FRAME
    points_back: bool = False
    """Whether it was joined with a noun that points back ("the operation was an attack"), and so means an event told of before."""
    finer: str = ""
    """A kind that its instrument tells ("a car bomb exploded"): taken where it is below `kind`."""
    mentions: list[tuple[int, ...]] = field(default_factory=list)
    merged: list[EventDraft] = field(default_factory=list)
    base: str = ""
    """The class that its trigger evokes, before any refinement."""

    def fillers(self, role: str) -> list[int]:
        """Head tokens of what fills a role."""
        return [f.token for f in self.fills if f.role == role]

    def all_tokens(self) -> list[int]:
        """Heads of all its triggers, its own first."""
        return [self.token, *(m.token for m in self.merged)]


def _specific(p: Parse, token: int) -> bool:
    """Whether the token names something: not "no group", by whom nothing was done."""
    words, own = english(), p.children[token]
    if p.lower[token] in words.nobody:
        return False
    if p.lower[token] in words.adverbial and p.deps[token] == "pobj" and not any(p.deps[c] in {"det", "poss"} for c in own):
        return False  # "attacked civilians on purpose"
    return not own or all(p.lower[c] != "no" for c in own)


def untyped(p: Parse, token: int) -> str | None:
    """What a noun or number is that no mention rule knows: people, where they are counted or suspected ("suspected cultists")."""
    if p.lemmas[token] in english().many and not any(p.lower[c] == "of" for c in p.children[token]):
        return "Group"  # "forced thousands to flee"
    suspected = p.tags[token] == "NNS" and p.lower[token].endswith(PEOPLE)
    if suspected and any(p.deps[c] == "amod" and p.lower[c] in english().of_people for c in p.children[token]):
        return "Group"
    return UNTYPED.get(p.pos[token])


class FrameFiller:
    """Fills frames: which position gives which role is the lexicon's."""

    def __init__(self, lexicon: Lexicon, ontology: Ontology) -> None:
        below = ontology.descendants
        self.nouns = lexicon.nouns
        self.entity_nouns = lexicon.entity_nouns
        self.context = frozenset().union(*(r.amid for r in lexicon.refinements))
        self.refining: dict[str, list[tuple[frozenset[str], Refinement]]] = {}
        """By the kind that is refined, with the roles that each refinement asks for."""
        for refinement in lexicon.refinements:
            for kind in refinement.of:
                self.refining.setdefault(kind, []).append((frozenset(role for role, _ in refinement.roles), refinement))
        self.places = PlaceFinder(lexicon, ontology)
        self.transparent = lexicon.word_list("TransparentNoun", "noun")
        self.documents = lexicon.word_list("SpeakingDocument", "noun")
        self.place_types = below("Place")
        self.grounds = self.place_types | below("Road") | below("Railway")
        self.assets = below("MilitaryAsset")
        self.local = self.place_types - below("Country")
        self.regions = below("Region") | below("Settlement")
        self.governed = below("Settlement") | below("Region")
        self.owner_types = below("Country") | below("Organization")
        self.actor_types = below("Actor") | below("Position")
        self.people = below("Group") | below("Person") | below("ArmedGroup")
        self.state_organs = frozenset().union(*(below(c) for c in STATE_ORGANS))

    def draft(self, p: Parse, hit: TriggerHit, type_at: TypeAt, no_fillers: Set[int] = frozenset()) -> EventDraft:
        """The event that a trigger evokes. `no_fillers` are tokens that fill no role: times, and triggers of other events."""
        fills = list(self._fills(p, hit, type_at, no_fillers))
        if not any(f.role == "agent" for f in fills) and "agent" in hit.trigger.frame.roles:
            fills += self._owners(p, hit, fills, type_at)
        kind = self._refine(p, hit.trigger.kind, fills, type_at)
        rule = f"{hit.trigger.pos} {' '.join(hit.trigger.words)!r} as {hit.trigger.kind} by {hit.trigger.frame.name}"
        if kind != hit.trigger.kind:
            rule += f", refined to {kind}"
        draft = EventDraft(
            token=hit.token,
            tokens=hit.tokens,
            kind=kind,
            fills=fills,
            places=[],
            sentence=p.sentence_of[hit.token],
            is_noun=p.pos[hit.token] in {"NOUN", "PROPN"},
            confidence=hit.trigger.confidence,
            rule=rule + "; " + ", ".join(f"{f.role}←{f.grammar}:{p.words[f.token]}" for f in fills),
            slots=hit.slots,
            frame=hit.trigger.frame,
            mentions=[hit.tokens],
            base=hit.trigger.kind,
        )
        draft.places = self.places.find(p, hit, draft, type_at)
        return draft

    # -- roles
    def _fills(self, p: Parse, hit: TriggerHit, type_at: TypeAt, no_fillers: Set[int]) -> Iterator[Fill]:
        used: dict[int, str] = {}
        sides: set[tuple[str, str]] = set()
        for grammar, token in self._positions(p, hit, type_at):
            if token in used or token in no_fillers or not _specific(p, token):
                continue
            slot = self._slot(p, hit, grammar, token, type_at)
            if slot is not None and grammar in MODIFIERS and slot.role == "agent" and self._is_others(p, hit, token, type_at):
                continue
            if slot is not None and slot.role == "victim" and grammar == "subject" and self._is_caused(p, hit):
                continue
            if slot is not None and grammar == "on" and ("object", "target") in sides and type_at(token) in self.grounds:
                continue  # "ambushed a convoy on the road to X": the road is where, and no second target
            # a "car bomb" hits no car, but a "troop withdrawal" moves troops and who "hands over suspects" does so to them
            named = token in hit.tokens and grammar != "object" and not self._moves(hit)
            if slot is not None and named and slot.role not in {"agent", "instrument"}:
                continue
            # in "Ukraine held Russian-led talks" the clause has said who acts
            if slot is not None and not (slot.role == "agent" and grammar in MODIFIERS and ("subject", "agent") in sides):
                role = self._other_side(hit, slot, type_at) if (grammar, slot.role) in sides else slot.role
                sides.add((grammar, role))
                used[token] = role
                yield Fill(role, token, grammar)
                if p.tags[token] not in PLURALS:
                    continue  # one names no two sides and has no members
                for side, where in self._sides(p, hit, slot, token, type_at):
                    used[where] = side
                    yield Fill(side, where, grammar)
                for member in self._members(p, hit, grammar, token):
                    if member not in used and member not in no_fillers and type_at(member) in (slot.range or self.actor_types):
                        used[member] = role
                        yield Fill(role, member, grammar)
        for slot, token in self._concerned(p, hit, type_at, no_fillers):
            kind = type_at(token)
            if token not in used and slot.role not in used.values() and (kind in slot.range or self._governs(slot, kind)):
                yield Fill(slot.role, token, slot.grammar)

    @staticmethod
    def _is_caused(p: Parse, hit: TriggerHit) -> bool:
        """Whether a noun of harm is what somebody brought about: "the IRA caused the deaths"."""
        return hit.trigger.pos == "noun" and p.deps[hit.token] == "dobj" and p.lemmas[p.heads[hit.token]] in english().causing

    @staticmethod
    def _members(p: Parse, hit: TriggerHit, grammar: str, token: int) -> list[int]:
        """Those of a plural who are named: "arrested ten men, including two officers", "leftists were arrested, including Eva Forest"."""
        if grammar not in {"subject", "object"}:
            return []
        found = [o for c in p.children[token] if p.lower[c] in english().naming_members for o in prepositional_objects(p, c)]
        before = max((f for g in ("subject", "object") for f in hit.slots.get(g, ()) if f < hit.token), default=-1)
        if token == before or grammar == "object":
            found += [m for m in hit.slots.get("including", ()) if m > token]
        return found

    def _sides(self, p: Parse, hit: TriggerHit, slot: Slot, token: int, type_at: TypeAt) -> Iterator[tuple[str, int]]:
        """The two sides that one plural names, of what sides do to each other: "Indian and Pakistani troops exchanged fire"."""
        twin = self._twins(hit, slot)
        if not twin:
            return
        near = [x for c in p.children[token] if p.deps[c] in {"amod", "compound", "nmod", "poss"} for x in conjuncts(p, c)]
        near += [x for c in p.children[token] if p.lower[c] == "of" for x in prepositional_objects(p, c)]
        named = [x for x in near if type_at(x) in self.owner_types]
        if len(named) > 1:
            yield from ((slot.role if n == 0 else twin[0], x) for n, x in enumerate(named))

    def _speakers(self, p: Parse, document: int, type_at: TypeAt) -> list[int]:
        """Who speaks through a document: "released a statement criticising the army", "a UN report accuses the rebels"."""
        found = owners(p, document, type_at, self.actor_types)
        above = p.heads[document]
        if not found and p.deps[document] == "dobj" and p.pos[above] in VERBAL:
            found = [s for s in surface_subject(p, above) if type_at(s) in self.actor_types]
        return found

    def _positions(self, p: Parse, hit: TriggerHit, type_at: TypeAt) -> Iterator[tuple[str, int]]:
        """Grammar and head of all that stands around the trigger, and of the modifiers that are part of it ("drone strike")."""
        named = hit.slots.get("predicate", ())
        for grammar, fillers in hit.slots.items():
            for filler in fillers:
                if grammar == "object" and filler in named and len(fillers) > 1:  # "called him a liar": who is meant is he
                    continue
                inner = content_head(p, filler, self.transparent)
                if p.lemmas[filler] == "member" and grammar == "object" and self._befalls_people(hit):
                    inner = filler  # "killing seven members of the guard": the guard is not dead
                if inner not in hit.tokens:
                    for n in self._parts(p, inner, type_at):
                        yield grammar, n
                if grammar == "subject" and p.lemmas[inner] in self.documents:
                    yield from ((grammar, s) for s in self._speakers(p, inner, type_at))
                if grammar == "subject" and type_at(inner) in self.local:  # "In Herat, Herat province, a patrol ...": the parser's slip
                    yield from ((grammar, c) for c in p.children[inner] if p.deps[c] == "appos" and type_at(c) in self.actor_types)
                if grammar == "object" and p.children[inner]:  # "bombed the camp with drones": the parser hangs the weapon on the camp
                    weapons = (o for c in p.children[inner] if p.lower[c] in english().means for o in prepositional_objects(p, c))
                    yield from (("with", o) for o in weapons if type_at(o) in self.assets)
                    aims = (c for c in p.children[inner] if p.lower[c] in english().aims) if type_at(inner) in self.assets else ()
                    yield from ((p.lower[c], o) for c in aims for o in prepositional_objects(p, c))  # "fires missiles at a base"
        for token in hit.tokens:
            if token != hit.token and p.deps[token] in {"compound", "nmod", "amod", "conj"} and type_at(token) is not None:
                yield "compound", token
                continue
            taken = p.deps[token] in {"dobj", "nsubjpass"} and p.pos[token] != "PRON"
            if taken and (self._moves(hit) or type_at(token) in self.people):  # "pulled troops out", one trigger
                yield "object", token

    def _is_others(self, p: Parse, hit: TriggerHit, owner: int, type_at: TypeAt) -> bool:
        """Whether what stands before a deed says whose people did it, or who helped: "a Syrian rebel attack", "a UN-brokered truce".

        The state does not act through rebels, as it does through its army: "a Russian army offensive".
        """
        if p.lower[owner - 1] == "ethnic":
            return True
        participle = p.words[owner + 1] == "-" and p.tags[owner + 2] in {"VBN", "VBD"} if owner + 2 < len(p) else False
        if participle and p.lower[owner + 2] not in english().leading:
            return True
        between = (c for c in p.children[hit.token] if owner < c < hit.token and p.deps[c] in {"compound", "nmod", "amod"})
        nouns = ((c, self.entity_nouns.match(p.lower, c, p.lemmas[c])) for c in between)
        kinds = {type_at(c) or (noun[2] if noun is not None else None) for c, noun in nouns} & self.people
        return bool(kinds and not kinds & self.state_organs)

    @staticmethod
    def _moves(hit: TriggerHit) -> bool:
        """Whether the frame tells of forces that go somewhere, or are made to."""
        return hit.trigger.frame.name in MOVING

    @staticmethod
    def _befalls_people(hit: TriggerHit) -> bool:
        """Whether what the object suffers is suffered by single people: they are killed, wounded, taken or arrested."""
        return hit.trigger.frame.name == "ArrestFrame" or any(s.role == "victim" for s in hit.trigger.frame.slots.get("object", ()))

    def _parts(self, p: Parse, noun: int, type_at: TypeAt) -> list[int]:
        """The noun, or what it stands for together: "the Donetsk and Luhansk regions", "the towns of Bamba and Gao"."""
        return (coordinated_names(p, noun) if type_at(noun) in self.regions else []) or [noun]

    def _slot(self, p: Parse, hit: TriggerHit, grammar: str, token: int, type_at: TypeAt) -> Slot | None:
        """The slot of the frame that the token fills from its position."""
        kind = type_at(token) or untyped(p, token)
        # "sent experts to Iran": what is sent is no recipient where another is named
        sent = grammar == "object" and self._is_sent(p, hit, token, type_at)
        if p.pos[token] == "NUM" and any(p.tags[c] == "$" for c in p.children[token]):
            kind = "Money"
        for slot in hit.trigger.frame.slots.get(grammar, ()):
            # "accused Moscow": a town stands for the government in it where somebody is spoken to or dealt with
            if grammar != "subject" and self._governs(slot, kind):
                return slot
            fits = not (sent and slot.role == "recipient") and (slot.role not in ACTING or kind in self.actor_types)
            if fits and (not slot.range or (kind is not None and kind in slot.range)):
                return slot
        return None

    def _is_sent(self, p: Parse, hit: TriggerHit, token: int, type_at: TypeAt) -> bool:
        """Whether the object is what somebody else gets, or goes somewhere: "sent experts to Iran", "sent a team of experts into Libya"."""
        if "recipient" not in hit.trigger.frame.roles:  # else nobody asks
            return False
        to = [f for g in ("to", "into", "indirectObject") for f in hit.slots.get(g, ())]
        to += [o for c in p.children[token] if p.lower[c] in english().directional for o in prepositional_objects(p, c)]
        return any(type_at(f) in self.actor_types or type_at(f) in self.place_types for f in to)

    def _governs(self, slot: Slot, kind: str | None) -> bool:
        return kind in self.governed and slot.role in ADDRESSED and "Country" in slot.range

    def _other_side(self, hit: TriggerHit, slot: Slot, type_at: TypeAt) -> str:
        """The role of the second and later sides in what sides do to each other: "Kosovo and Serbia agreed", "talks between A and B".

        Such frames have two roles of the same range in one position. Where another position has the other side
        ("Russia and Iran met with Turkey"), these are all on one side.
        """
        slots = hit.trigger.frame.slots
        twins = self._twins(hit, slot)
        for grammar, fillers in hit.slots.items():
            there = slots.get(grammar, ())
            if slot.role not in {s.role for s in there} and any(s.role in twins and type_at(f) in s.range for s in there for f in fillers):
                return slot.role
        return twins[0] if twins else slot.role

    @staticmethod
    def _twins(hit: TriggerHit, slot: Slot) -> list[str]:
        """The roles that share a position and a range with a slot: those of the other side."""
        return [s.role for s in hit.trigger.frame.slots[slot.grammar] if s.range == slot.range and s.role != slot.role]

    def _concerned(self, p: Parse, hit: TriggerHit, type_at: TypeAt, no_fillers: Set[int]) -> Iterator[tuple[Slot, int]]:
        """Actors that the object belongs to or is meant for, where it is none itself: "suspended aid to Mali", "rejected Iran's offer"."""
        slots = hit.trigger.frame.slots
        if "object" + OWNER not in slots and hit.trigger.frame.ranged.isdisjoint(ADDRESSED):
            return  # no position takes them
        heads = [content_head(p, f, self.transparent) for f in hit.slots.get("object", ())]
        # "reiterated Iran's support": whose an act of the class is, does it
        if len(hit.tokens) > 1:
            own = {t.words for w in hit.tokens for t in self.nouns.get(p.lemmas[w], ()) if t.kind == hit.trigger.kind}
            heads += [t for t in hit.tokens if t != hit.token and p.pos[t] == "NOUN" and (p.lemmas[t],) not in own]
        for head in heads:
            if not p.children[head] or type_at(head) in self.actor_types:
                continue
            event = head in no_fillers
            for slot in slots.get("object" + OWNER, ()):
                yield from ((slot, o) for o in owners(p, head, type_at, self.actor_types, names_event=event))
            # "lifted restrictions imposed on the minister"
            imposed = [g for c in p.children[head] if p.deps[c] == "acl" and p.tags[c] == "VBN" for g in p.children[c]]
            for c in imposed if event else (*p.children[head], *imposed):
                for slot in slots.get(p.lower[c], ()) if p.deps[c] == "prep" else ():
                    if slot.role in ADDRESSED and slot.range and (c in imposed or slot.range <= self.actor_types):
                        yield from ((slot, o) for o in prepositional_objects(p, c))

    def _owners(self, p: Parse, hit: TriggerHit, fills: list[Fill], type_at: TypeAt) -> Iterator[Fill]:
        """In "Russian drones struck" it is Russia that struck: whose the weapon is acts, where nobody else is said to.

        So does a state whose troops are moved, though not the one that other fighters come from.
        """
        for f in fills:
            if f.role == "instrument" or (f.role == "target" and type_at(f.token) in self.state_organs and self._moves(hit)):
                near = [c for c in p.children[f.token] if p.deps[c] in {"amod", "poss", "compound"}]
                if type_at(f.token) in self.assets:  # "forces from Panama" may be moved by others
                    near += [o for c in p.children[f.token] if p.lower[c] in {"of", "from"} for o in prepositional_objects(p, c)]
                owner = next((c for c in near if type_at(c) in self.owner_types), None)
                if owner is not None:
                    yield Fill("agent", owner, f"{f.grammar}'s owner")
                    return

    def refine_in_context(self, p: Parse, drafts: Sequence[EventDraft], type_at: TypeAt, happened: Callable[[int], bool]) -> None:
        """Give drafts the finest class that all they have gathered tells, and what is told beside them to have happened."""
        beside = [d for d in drafts if d.kind in self.context and happened(d.token)]
        for d in drafts:
            told = {o.kind for o in beside if o is not d and abs(o.sentence - d.sentence) <= 1}
            kind = self._refine(p, d.kind, d.fills, type_at, told)
            if kind != d.kind:
                d.rule += f", refined to {kind}"
                d.kind = kind

    def _refine(self, p: Parse, kind: str, fills: list[Fill], type_at: TypeAt, told: Set[str] = frozenset()) -> str:
        filled: set[str] | None = None
        for _ in range(3):  # Attack → Bombing → SuicideAttack at the most
            refining = self.refining.get(kind)
            if refining is None:
                return kind
            filled = {f.role for f in fills} if filled is None else filled
            for needs, r in refining:
                if needs <= filled and self._refines(p, r, kind, fills, type_at, told):
                    kind = r.kind
                    break
            else:
                return kind
        return kind

    def _refines(self, p: Parse, r: Refinement, kind: str, fills: list[Fill], type_at: TypeAt, told: Set[str]) -> bool:
        if kind == r.kind or (r.amid and not r.amid & told):
            return False
        return all(any(f.role == role and self._is_of(p, f.token, classes, type_at) for f in fills) for role, classes in r.roles)

    def _is_of(self, p: Parse, token: int, classes: Set[str], type_at: TypeAt) -> bool:
        """Whether a filler is of one of the classes, or is no actor and belongs to one: "a convoy of peacekeepers"."""
        if not classes:
            return True
        kind = type_at(token)
        if kind in classes:
            return True
        return kind not in self.actor_types and any(type_at(o) in classes for o in owners(p, token, type_at, self.actor_types))
