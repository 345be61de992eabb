"""Deaths, injuries and destruction that another event caused are part of that event, not events beside it.

"A strike on the port killed three" reports one event with three deaths. An effect joins its cause where the syntax
joins them; an effect that names no cause joins the one violent event of the sentence before, if there is just one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kg.extract.rules.frames import EventDraft, Fill
from kg.extract.rules.grammar import english
from kg.extract.rules.parse import Parse
from kg.extract.rules.subjects import surface_subject
from kg.extract.rules.syntax import VERBAL, stands_apart
from kg.ontology import Ontology

CAUSAL = ("subject", "by", "in", "during", "after", "from", "following", "amid", "through", "of", "when")
"""Positions in which an effect names its cause: "killed in an attack", "the attack killed", "deaths from shelling"."""

TOPICAL = frozenset({"over", "about", "against"})
"""Prepositions of what somebody speaks or protests about, which his protest did not bring about."""


@dataclass(frozen=True, slots=True)
class CausalKinds:
    """Which classes are effects, and which may cause them."""

    casualties: frozenset[str]
    killings: frozenset[str]
    damages: frozenset[str]
    effects: frozenset[str]
    causes: frozenset[str]
    suicidal: frozenset[str]
    takings: frozenset[str]
    """Deeds to people, which ruin nothing: "abducted two nuns and burnt the chapel" are two deeds."""
    burnings: frozenset[str]
    """Ruin that is a deed of its own."""
    deeds: frozenset[str]
    """Causes that are no effects themselves; nobody is hurt by the finding of weapons."""
    harms: frozenset[str]
    """Casualties and damages."""
    deaths: frozenset[str]
    """Casualties and killings."""

    @classmethod
    def of(cls, ontology: Ontology) -> CausalKinds:
        """Read the class tree."""
        below = ontology.descendants
        casualties, killings = below("Casualty"), below("Killing")
        damages = below("PropertyDestruction")
        effects = casualties | killings | damages
        causes = (below("ConflictEvent") | below("Incident") | below("CivilUnrest") | below("Coup")) - below("Coercion")
        takings = below("Abduction") | below("Arrest") | below("Capture")
        burnings = below("ArsonAttack") | below("Looting")
        deeds, harms, deaths = causes - effects - below("WeaponsSeizure"), casualties | damages, casualties | killings
        return cls(casualties, killings, damages, effects, causes, below("SuicideAttack"), takings, burnings, deeds, harms, deaths)


def merge_effects(p: Parse, drafts: list[EventDraft], kinds: CausalKinds, is_realized: Callable[[int], bool]) -> list[EventDraft]:
    """Join effects to their causes; what is left keeps its order. What happened is no effect of what did not (`is_realized`)."""
    drafts = _join_subjects(p, _join_instruments(p, drafts, kinds), kinds)
    by_token = {t: d for d in drafts for m in d.mentions for t in m}
    into: dict[int, EventDraft] = {}
    for effect in drafts:
        if effect.kind not in kinds.effects:
            deed = by_token.get(p.heads[effect.token])
            if deed is not None and _comes_of(p, effect, deed, kinds):
                absorb(deed, effect, "effect of")
                into[effect.token] = deed
            continue
        happened = is_realized(effect.token)
        candidates = (into.get(c.token, c) for c in _candidates(p, effect, by_token))
        # "a suspected strike flattened the house": whose it was is suspected, not that it was
        candidates = (c for c in candidates if not happened or any(is_realized(t) for t in (c.token, *(m.token for m in c.merged))))
        cause = next((c for c in candidates if c is not effect and _may_cause(p, c, effect, kinds)), None)
        if cause is None and effect.kind in kinds.harms and not _is_deed(effect, kinds):
            near = (d for d in drafts if 0 <= effect.sentence - d.sentence <= 1 and d.token not in into)
            others = [d for d in near if not _own_doing(p, d, effect, kinds)]
            others = [d for d in others if is_realized(d.token) or not happened]
            cause = _cause_in_context(effect, others, kinds) if not _in_clause_apart(p, effect.token) else None
        if cause is not None:
            absorb(cause, effect, "effect of")
            into[effect.token] = cause
    return [d for d in drafts if d.token not in into]


def join_identical(p: Parse, drafts: list[EventDraft], verbs: frozenset[str]) -> list[EventDraft]:
    """In "the operation marked the largest attack" subject and object are one event, and the object tells more of it."""
    by_token = {d.token: d for d in drafts if d.is_noun}
    gone: set[int] = set()
    for d in drafts:
        h = p.heads[d.token]
        if not d.is_noun or p.deps[d.token] not in {"attr", "dobj"} or p.lemmas[h] not in verbs:
            continue
        subject = next((by_token[s] for s in surface_subject(p, h) if s in by_token), None)
        if subject is not None and subject is not d and subject.token not in gone:
            absorb(d, subject, "is the same as")
            d.points_back = True
            gone.add(subject.token)
    return [d for d in drafts if d.token not in gone]


def join_objects(drafts: list[EventDraft], ontology: Ontology) -> list[EventDraft]:
    """In "reached an agreement with the rebels" verb and noun tell of one event of the finer of their classes."""
    nouns = {d.token: d for d in drafts if d.is_noun}
    gone: set[int] = set()
    for d in drafts:
        if d.is_noun:
            continue
        within = [t for t in d.tokens if t != d.token]
        for noun in (nouns[t] for t in (*within, *d.slots.get("object", ())) if t in nouns and t not in gone):
            if ontology.isa(noun.kind, d.kind) or ontology.isa(d.kind, noun.kind):
                absorb(d, noun, "named by its object")
                d.kind = noun.kind if ontology.isa(noun.kind, d.kind) else d.kind
                gone.add(noun.token)
    return [d for d in drafts if d.token not in gone]


def _join_subjects(p: Parse, drafts: list[EventDraft], kinds: CausalKinds) -> list[EventDraft]:
    """In "the strike hit a school" noun and verb tell of one event: the noun names it, the verb says whom it befell."""
    # "Shelling by the rebels struck a clinic": at the beginning the noun goes for a participle
    nouns = {d.token: d for d in drafts if (d.is_noun or p.deps[d.token] == "csubj") and d.kind in kinds.causes}
    gone: set[int] = set()
    for d in drafts:
        if d.is_noun or d.kind not in kinds.causes:
            continue
        clauses = (c for c in p.children[d.token] if p.deps[c] == "csubj")
        named = next((nouns[f] for f in (*d.slots.get("subject", ()), *clauses) if f in nouns), None)
        if named is not None and named.sentence == d.sentence:
            absorb(named, d, "said by the verb")
            gone.add(d.token)
    return [d for d in drafts if d.token not in gone]


def _join_instruments(p: Parse, drafts: list[EventDraft], kinds: CausalKinds) -> list[EventDraft]:
    """In "a car bomb exploded" the noun is the instrument of the event that the verb evokes, and tells its kind."""
    by_token = {t: d for d in drafts for t in d.tokens}
    gone: set[int] = set()
    for d in drafts:
        for f in d.fills:
            inner = by_token.get(f.token)
            if f.role == "instrument" and inner is not None and inner is not d and inner.is_noun and inner.kind in kinds.causes:
                d.finer = inner.kind
                d.rule += f" | its instrument: {inner.rule}"
                gone.add(inner.token)
        for inner in _means(p, d, by_token) if not d.is_noun and d.kind in kinds.causes and d.fillers("target") else ():
            if inner.is_noun and inner.kind in kinds.causes and not (inner.fillers("agent") or inner.fillers("target")):
                d.finer = d.finer or inner.kind
                absorb(d, inner, "its means")
                gone.add(inner.token)
    return [d for d in drafts if d.token not in gone]


def _means(p: Parse, d: EventDraft, by_token: dict[int, EventDraft]) -> Iterator[EventDraft]:
    """Deeds with which a deed was done, which the parser may hang on what it befell: "attacked a patrol with small-arms fire"."""
    below = (c for o in d.slots.get("object", ()) for c in p.children[o] if p.lower[c] in english().means)
    for f in (*d.slots.get("with", ()), *(g for c in below for g in p.children[c] if p.deps[g] == "pobj")):
        if f in by_token:
            yield by_token[f]


def _own_doing(p: Parse, cause: EventDraft, effect: EventDraft, kinds: CausalKinds) -> bool:
    """Whether the victims of the effect are who did the other deed: "killed after firing at the patrol", "when they attacked it"."""
    if cause.kind in kinds.suicidal:
        return False
    doers = cause.fillers("agent")
    below = p.left[effect.token] <= cause.token <= p.right[effect.token]
    return bool(set(effect.fillers("victim")) & set(doers)) or (below and any(p.lower[t] in {"they", "he", "she"} for t in doers))


def _is_deed(effect: EventDraft, kinds: CausalKinds) -> bool:
    """Whether ruin is told as a deed of its own: "burnt the chapel", "the looting of shops"; "the house burnt down" is what came of one."""
    return effect.kind in kinds.burnings and bool(effect.fillers("target")) and (effect.is_noun or bool(effect.fillers("agent")))


def _may_cause(p: Parse, cause: EventDraft, effect: EventDraft, kinds: CausalKinds) -> bool:
    if _own_doing(p, cause, effect, kinds) or (effect.kind in kinds.damages and cause.kind in kinds.takings):
        return False
    if _is_deed(effect, kinds):
        return False
    if cause.kind in kinds.deeds:
        return True
    # a killing and a wounding told together are one event
    return (
        cause.kind in kinds.deaths and effect.kind in kinds.casualties and cause.sentence == effect.sentence and cause.token < effect.token
    )


def _comes_of(p: Parse, effect: EventDraft, deed: EventDraft, kinds: CausalKinds) -> bool:
    """Whether a killing of fighters is what came of the attack told before it: "ambushed a patrol and killed four soldiers"."""
    together = p.deps[effect.token] in {"conj", "advcl"} and deed.token < effect.token and not stands_apart(p, effect.token)
    killed = effect.base in kinds.deaths and (effect.kind == deed.kind or p.tags[effect.token] == "VBG")
    return together and killed and deed.base not in kinds.effects and set(effect.fillers("agent")) <= set(deed.fillers("agent"))


def _candidates(p: Parse, effect: EventDraft, by_token: dict[int, EventDraft]) -> Iterator[EventDraft]:
    for grammar in CAUSAL:
        for filler in effect.slots.get(grammar, ()):
            if filler in by_token:
                yield by_token[filler]
            if grammar == "subject":  # "rockets fired from there wounded two"
                yield from (by_token[c] for c in p.children[filler] if p.deps[c] == "acl" and c in by_token)
    i = effect.token
    for v in (i, *_coordinated(p, i)):  # "two were killed and four wounded when a mine went off"
        for c in p.children[v]:
            if p.deps[c] == "advcl" and c in by_token and any(p.lower[g] in {"when", "as", "after", "while"} for g in p.children[c]):
                yield by_token[c]
            elif v != i and p.deps[c] == "prep" and p.lower[c] in CAUSAL:
                yield from (by_token[g] for g in p.children[c] if g in by_token)
    for _ in range(3):
        h = p.heads[i]
        if (
            stands_apart(p, i)
            or _compared_with(p, i)
            or (p.deps[i] == "prep" and p.lower[i] in TOPICAL)
            or h == i
            or _comes_before(p, i)
            or p.deps[i] not in {"advcl", "acl", "relcl", "conj", "xcomp", "prep", "pcomp", "pobj", "dobj", "nsubj", "ccomp", "dep"}
        ):
            return
        if p.deps[i] == "ccomp" and p.lemmas[h] in {"say", "tell", "add", "report"}:
            return
        if h in by_token:
            yield by_token[h]
        elif p.deps[i] == "relcl" and _in_which(p, i):
            # "an attack on a mosque on 6 December in which 61 were killed": the parser hangs the clause on what stands next to it
            first = p.sentences[p.sentence_of[i]][0]
            yield from (by_token[t] for t in range(p.left[i] - 1, first - 1, -1) if t in by_token and by_token[t].token == t)
        for c in p.children[h]:
            if c != i and c < effect.token and p.deps[c] in {"dobj", "nsubj", "nsubjpass"} and c in by_token:
                yield by_token[c]
        i = h


def _compared_with(p: Parse, v: int) -> bool:
    """Whether a relative clause tells of an earlier event by its day: "the deadliest clash since April, when gunmen killed 26"."""
    above = p.heads[p.heads[v]]
    return p.deps[v] == "relcl" and p.deps[above] == "prep" and p.lower[above] in english().since


def _comes_before(p: Parse, v: int) -> bool:
    """Whether a clause tells what came first, which the main clause did not bring about: "struck back after rockets wounded two"."""
    return p.deps[v] == "advcl" and any(p.deps[c] == "mark" and p.lower[c] in english().given for c in p.children[v])


def _in_which(p: Parse, v: int) -> bool:
    """Whether a relative clause tells what came to be in something: "in which", "during which", "when"."""
    inside = (c for c in p.children[v] if p.lower[c] in {"in", "during"})
    return any(p.lower[c] == "when" for c in p.children[v]) or any(p.lower[g] == "which" for c in inside for g in p.children[c])


def _in_clause_apart(p: Parse, i: int) -> bool:
    """Whether the token, or the verb that governs it, is in a clause that tells of something else."""
    if any(p.lower[c] == "since" for c in p.children[i]):  # "one of 50 killed since January": a sum of many deeds
        return True
    return (
        stands_apart(p, i)
        or _compared_with(p, i)
        or _in_which(p, i)
        or _comes_before(p, i)
        or (p.deps[i] in {"dobj", "nsubjpass"} and stands_apart(p, p.heads[i]))
    )


def _coordinated(p: Parse, v: int) -> Iterator[int]:
    """The verbs coordinated with a verb to its right."""
    for c in p.children[v]:
        if p.deps[c] == "conj" and p.pos[c] in VERBAL:
            yield c
            yield from _coordinated(p, c)


def _cause_in_context(effect: EventDraft, drafts: list[EventDraft], kinds: CausalKinds) -> EventDraft | None:
    """The one violent event of this sentence or the one before, for an effect that says neither who nor where."""
    if effect.fillers("agent") or effect.places:
        same = [d for d in drafts if d.sentence == effect.sentence and d is not effect and d.kind in kinds.deeds]
        return same[0] if len(same) == 1 and not effect.fillers("agent") else None
    for back in (0, 1):
        near = [d for d in drafts if d.sentence == effect.sentence - back and d is not effect and d.kind in kinds.deeds]
        if near:
            return near[-1] if len(near) == 1 else None
    return None


def absorb(event: EventDraft, other: EventDraft, why: str) -> None:
    """Add what `other` says to `event`: its fillers where the roles are not filled by the same tokens, its places and mentions."""
    known = {f.token for f in event.fills}
    agents = event.fillers("agent")
    for f in other.fills:
        if f.token in known or f.token in event.tokens or (f.role == "agent" and agents):
            continue
        event.fills.append(Fill(f.role, f.token, f.grammar))
    if not event.places:
        event.places = list(other.places)
    event.mentions += other.mentions
    event.merged += [other, *other.merged]
    event.rule += f" | {why}: {other.rule}"
