"""Clauses that the parser runs together, parted: a participle and its noun's verb, the halves of a headline, the parts of a telegram."""

from __future__ import annotations

from kg.extract.rules.cueorder import FINITE_TAGS
from kg.extract.rules.parse import Parse
from kg.extract.rules.speechwords import speaking
from kg.extract.rules.syntax import SUBJECTS

PAST = frozenset({"VBD", "VBN"})
PARTED = frozenset({"advcl", "acl", "ROOT", "nsubj"})
"""Labels of the words at which clauses are parted."""
PASSIVE_PARTS = frozenset({"nsubjpass", "csubjpass", "auxpass", "agent"})
RUN_ON = frozenset({"npadvmod", "dobj", "appos", "dep"})
"""What the parser makes of the number that begins the next part of a telegram."""


def part(p: Parse) -> None:
    """Part them all, in place, by the label of the word at which they should part."""
    for v, dep in enumerate(p.deps):  # the labels as they are then: what is parted may be parted again
        if dep not in PARTED or v < 2:
            continue
        if dep == "advcl":
            _part_adverbial(p, v)
        elif dep == "acl" and p.tags[v] == "VBN" and p.heads[v] == v - 1:
            _part_conjunct(p, v)
        elif dep == "ROOT" and p.tags[v] in PAST:
            _part_last(p, v)
            _give_subject(p, v)
        elif dep == "nsubj" and p.pos[v] == "PROPN" and p.deps[v - 1] == "pobj" and p.pos[v - 1] == "NOUN" and p.left[v] == v:
            _join_name(p, v)


def _give_subject(p: Parse, v: int) -> None:
    """Give the verb the noun right before it that the parser hung on a place: "In Khost, Khost province, a patrol detained two"."""
    w = v - 1
    if p.deps[w] not in {"appos", "conj"} or p.pos[w] != "NOUN" or p.tags[v] != "VBD" or any(p.deps[c] in SUBJECTS for c in p.children[v]):
        return
    first = p.left[w]
    if p.pos[first] in {"DET", "NUM"} and p.words[first - 1] == "," and not any(p.deps[c] in PASSIVE_PARTS for c in p.children[v]):
        p.hang(w, v, "nsubj")


def _join_name(p: Parse, name: int) -> None:
    """Let a verb have one subject: "A tribunal in the Kenyan capital Nairobi ordered"."""
    if any(p.deps[c] == "nsubj" and p.right[c] == name - 1 for c in p.children[p.heads[name]]):
        p.hang(name, name - 1, "appos")


def _part_adverbial(p: Parse, v: int) -> None:
    """Take the first verb for a participle in "after rockets fired from there wounded two": the rockets did both.

    In "18 killed as militants storm hotel" the parser takes the verb for a noun, though it has subject and object.
    """
    if p.pos[v] == "NOUN" and {"nsubj", "dobj"} <= {p.deps[c] for c in p.children[v]}:
        p.retag(v, "VERB", "VBP")
    if p.tags[v] != "VBD" or any(p.deps[c] in SUBJECTS or _introduces(p, c) for c in p.children[v]):
        return
    first = next((c for c in p.children[p.heads[v]] if c < v and p.deps[c] == "advcl" and p.right[c] == v - 1), None)
    subject = next((c for c in p.children[first] if p.deps[c] == "nsubj"), None) if first is not None else None
    if first is None or subject is None or p.tags[first] not in PAST or p.right[subject] != first - 1:
        return
    for c in [c for c in p.children[first] if _introduces(p, c) or c == subject]:
        p.hang(c, v, p.deps[c])
    p.retag(first, "VERB", "VBN")
    p.hang(first, subject, "acl")


def _introduces(p: Parse, c: int) -> bool:
    return p.deps[c] == "mark" or p.tags[c] == "WRB"


def _part_conjunct(p: Parse, v: int) -> None:
    """Make a clause of "three injured" in "Two killed, three injured in blast" and "Two were killed and three others injured"."""
    sufferer = v - 1
    verb = p.heads[sufferer]
    counted = p.pos[sufferer] == "NUM" and p.words[v - 2] == "," and p.deps[sufferer] in RUN_ON
    told = counted and p.tags[verb] in PAST and verb < sufferer
    joined = p.deps[sufferer] == "conj" and p.tags[verb] == "VBN" and any(p.deps[c] == "nsubjpass" for c in p.children[verb])
    if told or joined:
        p.hang(v, verb, "conj")
        p.hang(sufferer, v, "nsubjpass")


def _part_last(p: Parse, v: int) -> None:
    """Part the last clause of a headline from what stands before its comma: "Army foils plot, 11 officers held".

    The parser takes the first part for what is held, or for another subject ("Two wounded in blast, attacker shot").
    """
    subjects = [c for c in p.children[v] if p.deps[c] == "nsubj" and c < v]
    if not subjects or p.right[subjects[-1]] != v - 1 or any(p.deps[c] in {"aux", "dobj", "mark"} for c in p.children[v]):
        return
    last = subjects[-1]
    counted = any(p.deps[c] == "nummod" for c in p.children[last])
    if p.lemmas[v] in speaking() and not (counted and p.lemmas[v] == "hold"):  # "Two die in raid, activists said"
        return
    comma = p.left[last] - 1
    if comma < 1 or p.words[comma] not in {",", ";"} or any(p.deps[c] in {"det", "poss"} for c in p.children[last]):
        return
    told = next((c for c in p.children[v] if p.deps[c] == "ccomp" and p.right[c] in {comma - 1, comma}), None)
    if counted and told is not None and p.tags[told] in FINITE_TAGS:
        p.hang(told, told, "ROOT")
        p.hang(v, told, "conj")
    elif len(subjects) > 1 and p.right[subjects[0]] == comma - 1:
        participle = next((c for c in p.children[subjects[0]] if p.deps[c] == "acl" and p.tags[c] == "VBN"), None)
        if participle is None:
            return
        p.hang(participle, v, "parataxis")
        p.hang(subjects[0], participle, "nsubjpass")
    else:
        return
    p.hang(last, v, "nsubjpass")
    p.retag(v, "VERB", "VBN")
