"""Who does what a verb tells: its own subject, the one it shares with the clause above, and the one that the parser hung elsewhere."""

from __future__ import annotations

from kg.extract.rules.grammar import english
from kg.extract.rules.parse import Parse
from kg.extract.rules.speechwords import speaking
from kg.extract.rules.syntax import (
    ANY_SUBJECT,
    FINITE,
    MAX_CLIMB,
    PREDICATES,
    SUBJECTS,
    VERBAL,
    antecedent,
    conjuncts,
    free_relative,
    has_subject,
)


def main_verb_above(p: Parse, v: int) -> int | None:
    """The verb that a conjunct really joins where the parser hung it in the clause below: "denied that it had fired and accused".

    A finite verb of speech without a subject goes on with the finite verb of its own tense, not with a participle that has auxiliaries;
    nor does any with what a quotation ends (`insisted that "no means no" and left`).
    """
    h = p.heads[v]
    if p.deps[v] != "conj" or p.deps[h] != "ccomp":
        return None
    above = p.heads[h]
    quoted = _follows_quotation(p, h, v)
    if (p.lemmas[v] not in speaking() and not quoted) or p.tags[v] not in {"VBD", "VBZ"} or p.tags[above] != p.tags[v] or has_subject(p, v):
        return None
    if quoted:
        return above if h > above else None
    auxiliaries = any(p.deps[c] in {"aux", "auxpass"} for c in p.children[h])
    return above if auxiliaries and p.tags[h] in {"VBN", "VB", "VBG"} and h > above else None


def _follows_quotation(p: Parse, h: int, v: int) -> bool:
    """Whether the conjunction before `v` comes after the mark that ends a quotation."""
    cc = next((c for c in p.children[h] if p.deps[c] == "cc" and h < c < v), 0)
    return cc > 0 and p.words[cc - 1] in {"”", "''", '"'}


def missed_subject(p: Parse, v: int) -> list[int]:
    """The subject that the parser took for a preposition's object: "..., and between 15 and 20 guards have been killed"."""
    if p.deps[v] != "conj":
        return []
    auxiliaries = [c for c in p.children[v] if p.deps[c] in {"aux", "auxpass"}]
    if not auxiliaries:
        return []
    before = min(auxiliaries) - 1
    prep = p.heads[before]
    joined = p.heads[v] < prep < before and p.deps[before] == "pobj" and p.deps[prep - 1] == "cc"
    return [before] if joined and p.pos[before] in {"NOUN", "PROPN"} else []


def surface_subject(p: Parse, v: int, depth: int = 0) -> list[int]:
    """Heads of the grammatical subject of a verb, its own or the one it shares with the clause above."""
    own = [c for c in p.children[v] if p.deps[c] in ANY_SUBJECT]
    if len(own) == 1 and p.deps[own[0]] != "csubj":
        return conjuncts(p, antecedent(p, v, own[0]))
    if own:
        meant = {c: free_relative(p, c) if p.deps[c] == "csubj" else None for c in own}
        return [x for c, noun in meant.items() for x in conjuncts(p, antecedent(p, v, c) if noun is None else noun)]
    if slipped := subject_before(p, v):
        return slipped
    dep, h = p.deps[v], p.heads[v]
    if h == v or depth >= MAX_CLIMB:
        return []
    if missed := missed_subject(p, v):
        return missed
    if dep == "relcl":
        return [h]
    if dep == "acl":
        if p.tags[v] in {"VBG", "VBN"}:
            return conjuncts(p, h) if p.deps[h] != "conj" else [h]
        return noun_owner(p, h, depth + 1)
    if dep == "ccomp" and (v < h or _is_finite(p, v)):
        return _subject_misplaced(p, v)
    if dep == "conj" and (above := main_verb_above(p, v)) is not None:
        return surface_subject(p, above, depth + 1)
    if dep in {"xcomp", "ccomp", "advcl", "conj", "dep", "oprd", "acomp"} and p.pos[h] in PREDICATES:
        if dep == "xcomp" and p.lemmas[h] in english().object_control:
            objects = [x for c in p.children[h] if p.deps[c] in {"dobj", "dative"} for x in conjuncts(p, c)]
            if objects:
                return objects
        return surface_subject(p, h, depth + 1)
    # "in occupied Karabakh" has no gerund; "after being hit" has one
    if dep == "pcomp" and (p.tags[v] != "VBN" or any(p.deps[c] in {"aux", "auxpass"} for c in p.children[v])):
        return _subject_of_gerund(p, h, depth)
    return []


def subject_before(p: Parse, v: int) -> list[int]:
    """The subject right before a verb, where the parser gave it to another word or hung the verb elsewhere.

    "a committee linked to the marchers said": two verbs with nothing to join them are a participle and its noun's verb;
    "targeted crowds massing at the gate": the noun is no part of a compound with a participle, nor is it the doer's own deed;
    "sent the minister fleeing": who is sent flees, also where the parser hung the participle on a verb above.
    """
    if v == 0:
        return []
    if p.tags[v] == "VBG":
        return _subject_of_participle(p, v, p.left[v] - 1)
    if p.tags[v] not in FINITE or has_subject(p, v):
        return []
    w = v - 1
    for _ in range(MAX_CLIMB):
        w = p.heads[w]
        if w < v and p.pos[w] == "VERB" and p.right[w] == v - 1:
            slipped = p.tags[w] in {"VBD", "VBN"} and p.deps[w] in {"conj", "ccomp", "advcl", "ROOT"}
            return [x for c in p.children[w] if slipped and p.deps[c] in SUBJECTS and c == w - 1 for x in conjuncts(p, c)]
    return []


def _subject_of_participle(p: Parse, v: int, before: int) -> list[int]:
    bare = [c for c in p.children[v] if p.deps[c] == "compound" and c == v - 1 and p.tags[c] == "NNS"]
    if bare or before < 1:
        return bare
    objects = (c for n in range(before, max(before - MAX_CLIMB, -1), -1) for c in (n, p.heads[n]) if p.right[c] == before)
    o = next((c for c in objects if p.deps[c] == "dobj"), None)
    if o is None:
        return []
    governor = p.heads[o]
    sent = p.lemmas[governor] in english().participle_control and p.deps[v] in {"advcl", "ccomp", "conj", "dep"}
    small = p.deps[v] == "xcomp" and p.heads[v] == governor and p.lemmas[governor] not in english().participle_own
    return conjuncts(p, o) if sent or small else []


def _is_finite(p: Parse, v: int) -> bool:
    """Whether a verb has tense, and so a subject of its own."""
    auxiliaries = (p.tags[c] for c in p.children[v] if p.deps[c] in {"aux", "auxpass"})
    return p.tags[v] in FINITE or any(t in FINITE or t == "MD" for t in auxiliaries)


def _subject_misplaced(p: Parse, v: int) -> list[int]:
    """The subject of a finite clause that the parser hung elsewhere: "officials say forces loyal to him have taken the camp"."""
    for c in p.children[p.heads[v]]:
        if p.heads[v] < c < v and p.deps[c] == "dobj":
            return conjuncts(p, c)
        if p.heads[v] < c < v and p.deps[c] == "ccomp" and p.pos[c] == "ADJ":
            return [x for g in p.children[c] if p.deps[g] == "nsubj" for x in conjuncts(p, g)]
    if p.deps[p.heads[v]] == "relcl":  # "the rebels, who the UN says are armed by Rwanda"
        return [p.heads[p.heads[v]]]
    return []


def _subject_of_gerund(p: Parse, prep: int, depth: int) -> list[int]:
    """The subject of a gerund after a preposition: "accused Russia of attacking", "the man suspected of planting"."""
    governor = p.heads[prep]
    if p.pos[governor] in VERBAL:
        objects = [x for c in p.children[governor] if p.deps[c] in {"dobj", "nsubjpass"} for x in conjuncts(p, c)]
        if objects and p.lower[prep] in {"of", "for", "with", "from"}:
            return objects
        return surface_subject(p, governor, depth + 1)
    if p.pos[governor] in {"NOUN", "PROPN"}:
        return noun_owner(p, governor, depth + 1)
    if p.pos[governor] == "ADJ" and p.heads[governor] != governor:
        return surface_subject(p, p.heads[governor], depth + 1)
    return []


def noun_owner(p: Parse, n: int, depth: int = 0) -> list[int]:
    """Who has a noun: its possessor, or the subject of the verb that it is the object of ("Russia announced plans to ...")."""
    owners = [x for c in p.children[n] if p.deps[c] == "poss" for x in conjuncts(p, c)]
    if owners or depth >= MAX_CLIMB:
        return owners
    h = p.heads[n]
    if p.deps[n] == "dobj" and p.pos[h] in VERBAL:
        return surface_subject(p, h, depth + 1)
    return []
