"""Grammatical positions of a predicate: who stands where, with passives, relatives, control and coordination undone.

The positions are those that frames name: ``subject`` and ``object`` are the deep ones (a passive's subject is the
object, its by-phrase the subject), ``indirectObject``, ``possessive``, ``compound``, ``adjective``, ``clause``, or a preposition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.extract.rules.grammar import english
from kg.extract.rules.parse import Parse
from kg.extract.rules.speechwords import speaking
from kg.extract.rules.subjects import subject_before, surface_subject
from kg.extract.rules.syntax import (
    ANY_SUBJECT,
    MAX_CLIMB,
    RELATIVE_TAGS,
    VERBAL,
    antecedent,
    begins_clause,
    conjuncts,
    free_relative,
    has_subject,
    is_passive,
    misread_participle,
    prepositional_objects,
)

Slots = dict[str, list[int]]
"""Heads of the fillers, by position."""
AIMING = frozenset({"at", "against", "on"})
"""Prepositions of whom a deed is aimed at."""


def _add(slots: Slots, grammar: str, fillers: Iterable[int]) -> None:
    found = slots.setdefault(grammar, [])
    for f in fillers:
        if f not in found:
            found.append(f)


def add_prepositions(p: Parse, i: int, slots: Slots) -> None:
    """The prepositional phrases of a verb or noun, each under its preposition in lower case."""
    for c in p.children[i]:
        dep = p.deps[c]
        if dep == "prep":
            _add(slots, p.lower[c], prepositional_objects(p, c))
            for g in p.children[c]:
                if p.deps[g] == "pcomp" and p.pos[g] in VERBAL:
                    _add(slots, "clause", [g])
        elif p.lower[c] in english().participle_prepositions and dep in {"acl", "advcl", "conj"}:
            _add(slots, p.lower[c], (x for g in p.children[c] if p.deps[g] == "dobj" for x in conjuncts(p, g)))
        elif dep == "prt":
            for g in p.children[c]:  # "took part in": the parser may hang the phrase on the particle
                if p.deps[g] == "prep":
                    _add(slots, p.lower[g], prepositional_objects(p, g))


def verb_slots(p: Parse, v: int, *, passive: bool | None = None) -> Slots:
    """Fillers of a verb's positions, by grammar.

    `passive` overrules what the syntax shows, for headlines ("Two killed in blast").
    """
    slots: Slots = {}
    passive = is_passive(p, v) if passive is None else passive
    _add(slots, "object" if passive else "subject", surface_subject(p, v))
    if p.deps[v] == "acl" and p.tags[v] == "VBG":
        slots.pop("object", None)
        _add(slots, "subject", surface_subject(p, v))
    for c in p.children[v]:
        dep = p.deps[c]
        if dep in {"dobj", "attr", "oprd"} and not begins_clause(p, c):
            _add(slots, "object", conjuncts(p, antecedent(p, v, c)))
            if p.lemmas[v] in english().aiming:  # "used water cannon against marchers": the phrase may hang on the weapon
                for g in (g for o in conjuncts(p, c) for g in p.children[o]):
                    if p.deps[g] == "prep" and p.lower[g] in {"against", "at"}:
                        _add(slots, p.lower[g], prepositional_objects(p, g))
            if dep == "oprd":
                _add(slots, "predicate", [c])
        elif dep == "agent":
            by = prepositional_objects(p, c)
            _add(slots, "subject", by)
            _add(slots, "passive's agent", by)
        elif dep == "dative":
            _add(slots, "indirectObject", prepositional_objects(p, c) if p.pos[c] == "ADP" else conjuncts(p, c))
            if p.lower[c] in english().directional:  # "sent troops to Libya"
                _add(slots, p.lower[c], prepositional_objects(p, c))
        elif dep in {"ccomp", "xcomp"} and (meant := free_relative(p, c)) is not None and p.lemmas[v] not in speaking():
            _add(slots, "object", conjuncts(p, meant))
            for inner in (p.heads[meant], meant):  # "fired what seemed to be rockets at the port": the phrase hangs inside
                if inner != v:
                    add_prepositions(p, inner, slots)
        elif dep in {"ccomp", "xcomp"}:
            _add(slots, "clause", [c])
            _add(slots, "object", _raised_object(p, v, c))
            _add(slots, "modal", _modals(p, c))
        elif dep == "advmod":
            _add(slots, "adverb", [c])
        elif misread_participle(p, c):
            _add(slots, "object", [c])
    if p.deps[v] == "relcl":
        _gap_of_relative(p, v, slots, passive)
    add_prepositions(p, v, slots)
    if p.deps[v] == "conj":
        _share_object(p, v, slots)
    else:
        _share_object_forward(p, v, slots)
    return {g: f for g, f in slots.items() if f}


def _modals(p: Parse, clause: int) -> list[int]:
    """The modal verbs of a clause about what is to be, not about what must have been."""
    auxiliaries = [c for c in p.children[clause] if p.deps[c] in {"aux", "auxpass"}]
    return [] if any(p.lemmas[c] == "have" for c in auxiliaries) else [c for c in auxiliaries if p.tags[c] == "MD"]


def _raised_object(p: Parse, v: int, clause: int) -> Iterator[int]:
    """The subject of an infinitive or adjective that is the verb's object too: "allowed planes to land", "found him guilty"."""
    # "ordered troops to leave", "let the hostages go"
    bare = p.tags[clause] == "VB" and not any(p.deps[c] in {"mark", "aux"} for c in p.children[clause])
    infinitive = p.lemmas[v] in english().object_control and (bare or any(p.tags[c] == "TO" for c in p.children[clause]))
    if p.tags[clause] == "VBG" and p.lemmas[v] not in speaking():  # "targeted crowds massing at the gate"
        yield from (c for c in subject_before(p, clause) if c in p.children[clause])
    small = p.pos[clause] == "ADJ" and not any(p.deps[c] in {"cop", "aux", "mark"} for c in p.children[clause])
    # "found a body believed to be his": the parser takes the participle for a verb of its own
    reduced = p.lemmas[clause] in english().reduced and not any(p.deps[c] in {"aux", "mark"} for c in p.children[clause])
    reduced = reduced and any(p.deps[c] == "xcomp" for c in p.children[clause]) and p.lemmas[v] not in english().reduced
    if infinitive or small or reduced:
        for c in p.children[clause]:
            if p.deps[c] in {"nsubj", "nsubjpass"}:
                yield from conjuncts(p, c)


def _gap_of_relative(p: Parse, v: int, slots: Slots, passive: bool) -> None:
    """In "strikes Russia launched on Kyiv" the head noun is the object, for the clause has a subject of its own."""
    subjects = [c for c in p.children[v] if p.deps[c] in ANY_SUBJECT]
    if subjects and all(p.tags[c] not in RELATIVE_TAGS for c in subjects) and not slots.get("object") and not passive:
        relative_adverb = any(p.lower[c] in {"where", "when", "why"} for c in p.children[v])
        # "on the day the army attacked": when it did, and not what
        if not relative_adverb and p.lemmas[p.heads[v]] not in english().no_objects:
            _add(slots, "object", [p.heads[v]])


def _share_object_forward(p: Parse, v: int, slots: Slots) -> None:
    """In "attacked and burned the village", "raped, beat and assaulted civilians" the object of the last verb belongs to all."""
    if slots.get("object"):
        return
    last, joined = v, False
    for _ in range(MAX_CLIMB):
        series = (c for c in p.children[last] if p.deps[c] == "conj" and p.pos[c] == "VERB" and not has_subject(p, c))
        following = next((c for c in series if all(p.deps[k] in {"cc", "punct"} for k in range(last + 1, c))), None)
        if following is None:
            break
        joined = joined or any(p.deps[k] == "cc" for k in range(last + 1, following))
        last = following
    if joined:
        _add(slots, "object", (x for g in p.children[last] if p.deps[g] == "dobj" for x in conjuncts(p, g)))
    if last != v:
        _add(slots, "object", (c for c in p.children[last] if misread_participle(p, c)))


def _share_object(p: Parse, v: int, slots: Slots) -> None:
    """In "shot them dead and burned" nothing is shared; a passive conjunct shares its subject through `surface_subject`."""
    h = p.heads[v]
    if not slots.get("subject") and not slots.get("object") and p.pos[h] in VERBAL:
        agents = [x for c in p.children[h] if p.deps[c] == "agent" for x in prepositional_objects(p, c)]
        if agents:
            _add(slots, "subject", agents)


def noun_slots(p: Parse, n: int) -> Slots:
    """Fillers of the positions around a noun: possessor, compound, adjective, prepositions ("by" is the subject)."""
    slots: Slots = {}
    for c in p.children[n]:
        dep = p.deps[c]
        if dep == "poss":
            _add(slots, "possessive", conjuncts(p, c))
        elif dep in {"compound", "nmod"}:
            _add(slots, "compound", [c, *(g for g in p.children[c] if p.deps[g] in {"compound", "conj", "nmod"})])
        elif dep == "amod":
            # "Saudi-led" says who acts, "Russian-backed" and "UN-brokered" who helped others to
            leading = p.tags[c] not in {"VBN", "VBD"} or p.lower[c] in english().leading
            _add(slots, "adjective", [c, *(g for g in p.children[c] if p.deps[g] == "conj" or (leading and p.deps[g] == "npadvmod"))])
        elif dep == "agent":
            _add(slots, "subject", prepositional_objects(p, c))
        elif dep == "acl" and p.tags[c] != "VBN":
            _add(slots, "clause", [c])
        elif dep == "acl" and p.lower[c] in english().aimed:  # "bombings targeted at the military"
            _add(slots, "against", (x for g in p.children[c] if p.lower[g] in AIMING for x in prepositional_objects(p, g)))
        elif dep == "relcl":
            _add(slots, "relative", [c])
    add_prepositions(p, n, slots)
    if "by" in slots:
        _add(slots, "subject", slots.pop("by"))
    # "missile and drone attacks": modifiers of the first conjunct belong to the last as well, and the other way round
    if p.deps[n] == "conj" and p.pos[p.heads[n]] == "NOUN":
        first = noun_modifiers(p, p.heads[n])
        for grammar, fillers in first.items():
            if grammar not in slots:
                _add(slots, grammar, fillers)
    return {g: f for g, f in slots.items() if f}


def noun_modifiers(p: Parse, n: int) -> Slots:
    """Possessor and adjectives of a noun, which its conjuncts share."""
    slots: Slots = {}
    for c in p.children[n]:
        if p.deps[c] == "poss":
            _add(slots, "possessive", conjuncts(p, c))
        elif p.deps[c] == "amod":
            _add(slots, "adjective", [c])
    return slots
