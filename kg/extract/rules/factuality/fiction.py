"""Stories: what a film, novel or game tells in the present tense has not happened ("In the film, rebels kill a village chief").

The past tense is left alone: a documentary, or an article about one, tells so what has happened.
"""

from __future__ import annotations

from collections.abc import Set

from kg.extract.rules.parse import Parse
from kg.extract.rules.speechwords import speaking

PRESENT = frozenset({"VBZ", "VBP"})
SHARING = frozenset({"conj", "xcomp", "advcl", "acl"})
"""Positions in which a verb without tense has that of its governor."""
CLIMB = 8
"""Governors looked at, as for factuality itself."""


def is_told_in_story(parse: Parse, trigger: int, works: Set[str], showing: Set[str]) -> bool:
    """Whether the sentence says that the event, told in the present, is of a story.

    `works` are the nouns of such, `showing` the verbs by which one tells of the world (`ontology/factuality.toml`).
    """
    first, end = parse.sentences[parse.sentence_of[trigger]]
    if works.isdisjoint(parse.lemmas[first:end]):
        return False
    verbs = [trigger]
    for _ in range(CLIMB):
        if parse.heads[verbs[-1]] == verbs[-1]:
            break
        verbs.append(parse.heads[verbs[-1]])
    tensed = trigger
    while parse.tags[tensed] not in PRESENT and parse.deps[tensed] in SHARING and parse.heads[tensed] != tensed:
        tensed = parse.heads[tensed]
    if parse.tags[tensed] not in PRESENT:
        return False
    return any(_tells(parse, w, verbs, showing) for w in range(first, end) if parse.lemmas[w] in works)


def _tells(parse: Parse, work: int, verbs: list[int], showing: Set[str]) -> bool:
    """Whether the work of fiction is where the event takes place, or what the clause above it is about."""
    if not any(parse.deps[c] in ("det", "poss") for c in parse.children[work]) or any(parse.lower[c] == "of" for c in parse.children[work]):
        return False  # "in play", "in a series of raids"
    head = parse.heads[work]
    if parse.deps[work] == "pobj" and parse.lower[head] == "in":
        return parse.heads[head] in verbs
    above = parse.deps[work] == "nsubj" and head in verbs[1:] and parse.tags[head] in PRESENT
    return above and parse.lemmas[head] not in speaking() and parse.lemmas[head] not in showing
