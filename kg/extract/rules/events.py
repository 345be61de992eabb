"""Events whose participants are entities, and which of their mentions are one event.

Two mentions in an article are one event when their classes are compatible and nothing that they say conflicts, and when
either the later one points back ("the strikes", "the attack") or they share a participant.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from kg.extract.rules.concerned import LENT
from kg.extract.rules.frames import EventDraft
from kg.extract.rules.retelling import adds, announces, is_bare, retells
from kg.extract.rules.triggers import ANAPHOR
from kg.model import Argument, Figure, Time
from kg.ontology import Ontology

CUSTODY = ("Arrest", "Capture")
"""Classes by either of which soldiers' and policemen's taking of people may be called."""
ONE_PER_EVENT = frozenset({"agent", "target", "victim"})
"""Roles in which different named entities tell two events apart."""
EXPLOSIVE = ("Bombing", "SuicideAttack", "GrenadeAttack", "MissileStrike")
"""Attacks that may be called a blast."""
OPERATION_NOUNS = frozenset({"operation", "offensive", "campaign"})
"""Nouns of what is made of many strikes."""
HARM = ("ConflictEvent", "Explosion", "Collapse", "Fire")
"""Classes by which one and the same harm to a thing may be told."""
RETELLING = 2
"""Sentences after a headline or bare mention in which news tells the same in full."""
BELOW_HEADLINE = 8
"""Sentences below a headline, a dateline and the lines of a release among them, that still tell its story."""
REACH = 12
"""Sentences that a definite noun points back over; further back, news names its event anew."""


@dataclass(slots=True)
class EventInText:
    """An event with entities in its roles. `definite` marks a noun that points back, `fresh` one that is new in the text ("an attack")."""

    draft: EventDraft
    kind: str
    arguments: list[Argument]
    places: list[Argument]
    definite: bool
    plural: bool
    realized: bool
    fresh: bool = False
    denied: bool = False
    """Whether a source says that it has not happened."""
    none: bool = False
    """Whether it is a noun with "no" or "any"."""
    time: Time | None = None
    duration: str | None = None
    figures: list[Figure] = field(default_factory=list)
    mentions: list[tuple[int, ...]] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)
    rule: str = ""
    lemma: str = ""
    lemmas: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    """Its own kind and those of the effects that were told with it."""
    summary: bool = False
    """Whether it sums up what happened "since" a day: none of the deeds told beside it is the sum."""
    headline: bool = False
    """Whether it is told in the present at the head of the text: "Force captures leader"."""
    roundup: bool = False
    """Whether it sums up several deeds, which the text may tell one by one."""
    whole: EventInText | None = None
    """The roundup that it is a part of."""
    things: frozenset[str] = frozenset()
    """Lemmas of what it befell."""
    modifiers: frozenset[str] = frozenset()
    """Lemmas before a noun that tell what the event befell: "bridge" of "the bridge explosions"."""
    last_sentence: int = 0

    def entities(self, role: str) -> set[str]:
        """Entities in a role."""
        return {a.entity for a in self.arguments if a.role == role} if self.arguments else set()

    def participants(self) -> set[str]:
        """All entities in roles."""
        return {a.entity for a in self.arguments}


LEADING, RECENT = 20, 150
"""Events that a text may come back to: those it begins with, and the last ones. No article has so many; a book's time stays linear."""


def _in_reach(kept: list[EventInText]) -> list[EventInText]:
    """The events that a later mention may tell of again."""
    return kept if len(kept) <= LEADING + RECENT else kept[:LEADING] + kept[-RECENT:]


class EventMerger:
    """Merges the mentions of one event.

    Args:
        named: ids of entities with a name in the world: only these tell events apart for certain.
        within: entity → the places it lies in, so that "in Mosul" and "in Iraq" do not conflict.
        types: entity → its class.
        anaphors: nouns that point back, and the classes that each may mean.
        vague: nouns that sum up harm ("the damage"): they tell no finer class of what happened.
        agreeing: which pairs of classes may be one event, as far as it has been asked before, in other texts as well.
    """

    def __init__(
        self,
        ontology: Ontology,
        named: frozenset[str],
        within: dict[str, set[str]],
        types: Mapping[str, str],
        anaphors: Mapping[str, frozenset[str]],
        vague: Container[str] = (),
        agreeing: dict[tuple[str, str], bool] | None = None,
    ) -> None:
        self.ontology = ontology
        self.agreeing = {} if agreeing is None else agreeing
        self.types = types
        self.anaphors = anaphors
        self.vague = vague
        self.named = named
        self.within = within
        self.generic = frozenset({"Attack", "MilitaryOperation", "Incident", "ConflictEvent", "ArmedClash"})

    def merge(self, events: list[EventInText]) -> list[EventInText]:
        """The distinct events, in text order; a later mention adds what it says to the first."""
        kept: list[EventInText] = []
        for event in events:
            if event.kind == ANAPHOR:
                earlier = self._pointed_at(kept, event)
            else:
                alike = [e for e in reversed(_in_reach(kept)) if self._same(e, event)]
                # the numbers told again are the surest sign, then who takes part
                counted = (e for e in alike if event.figures and self._count_the_same(e, event))
                sharing = (e for e in alike if e.participants() & event.participants())
                earlier = next(counted, None) or next(sharing, self._main_of(alike, event))
            if earlier is None:
                if event.kind != ANAPHOR:
                    kept.append(event)
            else:
                self._join(earlier, event)
        return kept

    def _main_of(self, alike: list[EventInText], later: EventInText) -> EventInText | None:
        """The nearest; "the attack" after "raided the village, burning huts" is what the sentence is about, and not what came with it."""
        if not alike or not (later.definite and later.draft.is_noun and later.kind in self.generic):
            return alike[0] if alike else None
        return min((e for e in alike if e.draft.sentence == alike[0].draft.sentence), key=lambda e: e.draft.token)

    # -- the rule
    def _same(self, first: EventInText, later: EventInText) -> bool:
        if first.summary != later.summary:
            return False
        if first.realized != later.realized:
            return (first.denied or later.denied) and self._disputed(first, later)
        counted = bool(first.figures and later.figures) and self._count_the_same(first, later)
        called = later.definite and bool(first.things and later.modifiers) and self._called_by_its_thing(first, later)
        if not (counted or called or self._kinds_agree(first.kind, later.kind)):
            for kind in first.kinds:
                if kind != first.kind and self._kinds_agree(kind, later.kind):
                    break
            else:
                return False
        if self._conflict(first, later, counted=counted):
            return False
        if counted or called:
            return True
        if self._says_who_else(first, later):
            return False
        if later.definite and later.draft.is_noun:
            near = later.draft.sentence - first.last_sentence <= REACH or bool(first.participants() & later.participants())
            return near and self._numbers_agree(first, later)
        if self._retold(first, later):
            return True
        if first.kind != later.kind and not (first.draft.is_noun or later.draft.is_noun):
            return False
        shared = first.participants() & later.participants()
        same_place = {a.entity for a in first.places} & {a.entity for a in later.places}
        strong = {e for role in ("target", "victim") for e in first.entities(role) & later.entities(role)}
        return bool(strong) or bool(shared and same_place) or len(shared) > 1

    def _disputed(self, first: EventInText, later: EventInText) -> bool:
        """Whether one voice denies what another tells: "rebels said the army shelled the market", "the army denied the shelling"."""
        denied, told = (first, later) if first.denied else (later, first)
        if not denied.denied or not told.realized or denied.lemma in self.vague or self.ontology.isa(denied.kind, "Casualty", "SpeechAct"):
            return False
        if not self._kinds_agree(first.kind, later.kind) or self._conflict(first, later, counted=False):
            return False
        doers = denied.entities("agent"), told.entities("agent")
        if all(doers) and not doers[0] & doers[1]:
            return False
        near = later.draft.sentence - first.last_sentence <= RETELLING
        if later is denied and later.draft.is_noun and near:  # "denied the shelling", "denied that there was any explosion"
            return later.definite or (later.none and later.participants() <= first.participants())
        if later.fresh and near and not later.participants() and not later.places and later.time is None:
            return True  # "said that a strike had taken place"
        harmed = any(first.entities(role) & later.entities(role) for role in ("target", "victim"))
        placed = {a.entity for a in first.places} & {a.entity for a in later.places}
        return later.draft.sentence - first.last_sentence <= REACH and bool(harmed or (placed and doers[0] & doers[1]))

    def _count_the_same(self, first: EventInText, later: EventInText) -> bool:
        """Whether the later event's dead or captured are those of the first, told again."""
        announced = first.headline and 0 < later.draft.sentence <= BELOW_HEADLINE and announces(first.figures, later.figures)
        if first.draft.sentence == later.draft.sentence or not (announced or retells(first.figures, later.figures)):
            return False  # one sentence tells nothing twice
        if first.roundup != later.roundup:
            return False  # the sum of several deeds, and one of them
        if self._by_one(first) != self._by_one(later) and first.entities("agent") and later.entities("agent"):
            return False  # what a mob did and what one woman did
        if self._kinds_agree(first.kind, later.kind):
            return True
        kinds = (first.kind, later.kind)
        if all(self.ontology.isa(k, "JudicialEvent", "Abduction", "Capture") for k in kinds):
            return True
        if not all(self.ontology.isa(k, "ConflictEvent", "Incident", "Casualty") for k in kinds):
            return False
        return is_bare(first.lemma) or is_bare(later.lemma) or any(self.ontology.isa(k, "Casualty", "MilitaryOperation") for k in kinds)

    def _called_by_its_thing(self, first: EventInText, later: EventInText) -> bool:
        """Whether the later noun calls the event by what it befell: two bridges were destroyed; "the bridge collapses"."""
        if not (later.definite and later.draft.is_noun and later.modifiers & first.things):
            return False
        harm = all(self.ontology.isa(e.kind, *HARM) for e in (first, later))
        return harm and later.draft.sentence - first.last_sentence <= REACH and self._numbers_agree(first, later)

    def _by_one(self, e: EventInText) -> bool:
        """Whether a single person did it."""
        agents = e.entities("agent")
        return bool(agents) and all(self.ontology.isa(self.types.get(a, "Entity"), "Person") for a in agents)

    def _retold(self, first: EventInText, later: EventInText) -> bool:
        """Whether the later sentence tells in full what a headline or a bare mention announced."""
        if not (self.ontology.isa(first.kind, later.kind) or self.ontology.isa(later.kind, first.kind)):
            return False
        if later.draft.sentence - first.draft.sentence > RETELLING:
            return False
        if not first.arguments and not first.places and first.time is None:
            return first.draft.sentence < later.draft.sentence and not (later.fresh and first.draft.sentence > 0)
        shared = first.participants() & later.participants() or {a.entity for a in first.places} & {a.entity for a in later.places}
        return first.draft.sentence == 0 and later.draft.sentence > 0 and bool(shared)

    @staticmethod
    def _says_who_else(first: EventInText, later: EventInText) -> bool:
        """Whether the later mention says who or where, as the first does not, and nothing that they share.

        Who claims "the attack" claims the one that was told: he is no doer of another.
        """
        claimed = later.definite and all(f.grammar == LENT for f in later.draft.fills if f.role == "agent")
        new_agent = later.entities("agent") and not first.entities("agent") and not claimed
        new_place = later.places and not first.places and not first.realized  # of what has not happened there may be many
        if not new_agent and not new_place:
            return False
        shared = {a.entity for a in (*first.arguments, *first.places)} & {a.entity for a in (*later.arguments, *later.places)}
        return not shared

    def _is_operation(self, e: EventInText) -> bool:
        return self.ontology.isa(e.kind, "MilitaryOperation") or bool(e.lemmas & OPERATION_NOUNS)

    def _numbers_agree(self, first: EventInText, later: EventInText) -> bool:
        """Whether a plural may point back: to a plural, to something counted, or to an operation made of many strikes."""
        return not later.plural or first.plural or bool(first.figures) or self._is_operation(first)

    def _pointed_at(self, kept: list[EventInText], anaphor: EventInText) -> EventInText | None:
        """The event that "the operation" means: the one so called before, else the nearest that may be called so."""
        lemma = anaphor.lemma
        if anaphor.plural:
            return None  # "the incidents": several, and no telling which
        near = [e for e in reversed(kept) if anaphor.draft.sentence - e.last_sentence <= REACH and e.kind in self.anaphors.get(lemma, ())]
        return next((e for e in near if lemma in e.lemmas), near[0] if near else None)

    def _kinds_agree(self, a: str, b: str) -> bool:
        found = self.agreeing.get((a, b))
        if found is None:
            found = self.agreeing[a, b] = self._may_be_one(a, b)
        return found

    def _may_be_one(self, a: str, b: str) -> bool:
        """Whether events of two classes may be one event."""
        if self.ontology.isa(a, b) or self.ontology.isa(b, a):
            return a != "Event" and b != "Event"
        if all(self.ontology.isa(k, *CUSTODY) for k in (a, b)):  # "captured a commander ... he was detained after a search"
            return True
        return self._may_be_called(a, b) or self._may_be_called(b, a)

    def _may_be_called(self, kind: str, name: str) -> bool:
        """Whether an event of the kind may be called by the name of a generic class: a shelling is an attack, a derailment is none."""
        if name == "Incident":
            return self.ontology.isa(kind, "ConflictEvent", "Incident")
        if name == "Explosion":
            return self.ontology.isa(kind, *EXPLOSIVE)
        return name in self.generic and self.ontology.isa(kind, "ConflictEvent", "Explosion")

    def _conflict(self, a: EventInText, b: EventInText, *, counted: bool) -> bool:
        for role in ONE_PER_EVENT if a.arguments and b.arguments else ():
            x, y = a.entities(role) & self.named, b.entities(role) & self.named
            if x and y and not x & y and not self._related(x, y):
                return True
        if self._trade_places(a, b):
            return True
        for role in (
            () if not a.arguments or not b.arguments or self._is_operation(a) else ("target", "victim")
        ):  # an operation has targets of many kinds
            if not a.entities(role) & b.entities(role) and self._unlike(
                a.entities(role), b.entities(role), counted=counted, headline=a.headline
            ):
                return True
        x, y = {p.entity for p in a.places}, {p.entity for p in b.places}
        # a headline names the nearest place that readers know: "killed in Kupwara gunfight", then "in the Handwara area"
        headline = counted and a.draft.sentence == 0 < b.draft.sentence <= BELOW_HEADLINE
        same_sort = bool(x & self.named) == bool(y & self.named)  # "the enemy position" may be in the district named before
        if x and y and same_sort and not x & y and not self._related(x, y) and not headline:
            return True
        if _apart(a.time, b.time) or adds(b.figures, {f.measure for f in a.figures}):
            return True
        for f in a.figures if not counted else ():  # of those counted, "the first" is one
            for g in b.figures:
                if f.measure == g.measure and f.of == g.of and f.value != g.value and f.bound == g.bound == "Exactly":
                    return True
        return False

    def _trade_places(self, a: EventInText, b: EventInText) -> bool:
        """Whether who does the one suffers the other: "fired at the patrol" and "were killed by the patrol" are two deeds."""
        if not a.arguments or not b.arguments:
            return False
        suffering = [e.entities("victim") | (e.entities("target") if self.ontology.isa(e.kind, "Attack") else set()) for e in (a, b)]
        if any(e.entities("agent") & s or e.kind == "ArmedClash" for e, s in zip((a, b), suffering, strict=True)):
            return False
        return bool(a.entities("agent") & suffering[1] or b.entities("agent") & suffering[0])

    def _unlike(self, x: set[str], y: set[str], *, counted: bool, headline: bool) -> bool:
        """Whether two sets of things are of such classes that none of one can be any of the other. Those `counted` have members."""
        if not x or not y:
            return False
        kinds = [(self.types.get(i, "Entity"), self.types.get(j, "Entity")) for i in x for j in y]
        isa = self.ontology.isa
        member = any((isa(i, "Group") and j == "Person") or (headline and i == "Person" and isa(j, "Group")) for i, j in kinds)
        if counted and member:  # "the first robber" is one of "three robbers"
            return False
        return not any(isa(i, j) or isa(j, i) for i, j in kinds)

    def _related(self, x: set[str], y: set[str]) -> bool:
        return any(i in self.within.get(j, ()) or j in self.within.get(i, ()) for i in x for j in y)

    def _tells_more(self, kind: str, later: str) -> bool:
        """Whether the later class is the finer one, or the first only a general name for it."""
        if self.ontology.isa(later, kind) or (kind == "Explosion" and self.ontology.isa(later, *EXPLOSIVE)):
            return True
        if self.ontology.isa(kind, "Casualty") and not self.ontology.isa(later, "Casualty"):  # "13 injured", then "the explosion"
            return self.ontology.isa(later, "ConflictEvent", "Incident")
        if kind == "ArmedClash" and later == "Attack":  # "the attack" in which they clashed
            return False
        return kind in self.generic and not self.ontology.isa(kind, later)

    def _join(self, first: EventInText, later: EventInText) -> None:
        if later.kind == ANAPHOR:
            pass
        elif self._tells_more(first.kind, later.kind) and not (later.draft.is_noun and later.lemma in self.vague):
            first.kind = later.kind
        if self._called_by_its_thing(first, later):  # "the bridge explosions": the bridges are known
            later.arguments = [a for a in later.arguments if a.role not in {"target", "victim"}]
        known = {(a.role, a.entity) for a in first.arguments}
        first.arguments += [a for a in later.arguments if (a.role, a.entity) not in known]
        places = {a.entity for a in first.places}
        headline = first.draft.sentence == 0 < later.draft.sentence
        finer = any(self.within.get(a.entity, set()) & places for a in later.places)
        new = {a.entity for a in later.places} & self.named
        if not places or finer or (headline and new and not new & places):
            first.places = [*later.places, *first.places] if places else list(later.places)
        first.time = first.time or later.time
        first.duration = first.duration or later.duration
        first.figures += [g for g in later.figures if all((g.measure, g.of, g.value) != (f.measure, f.of, f.value) for f in first.figures)]
        first.mentions += later.mentions
        first.lemmas |= later.lemmas
        first.things |= later.things
        first.kinds |= later.kinds
        first.last_sentence = max(first.last_sentence, later.last_sentence)
        first.tokens += later.tokens
        first.plural = first.plural or later.plural
        first.realized = first.realized or later.realized
        first.rule += f" | same event: {later.rule}"


def _apart(a: Time | None, b: Time | None) -> bool:
    """Whether two times share no day."""
    if a is None or b is None or a.first is None or a.last is None or b.first is None or b.last is None:
        return False
    return a.last < b.first or b.last < a.first
