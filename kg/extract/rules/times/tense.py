"""Which way a time expression looks: the tense of the verb that governs it."""

from __future__ import annotations

from kg.extract.rules.parse import Parse
from kg.extract.rules.times.words import TimeWords

FUTURE_AUXILIARIES = frozenset({"will", "shall", "'ll", "’ll", "wo"})
CLIMB = 8
"""How far up the parse the governing verb is looked for: expressions hang at most so deep in real sentences."""


def tense_at(parse: Parse, i: int, words: TimeWords) -> int:
    """-1 past, +1 future, 0 present or unknown, at token `i`.

    The first finite verb above the token decides; infinitives and participles look ahead where their head does
    ("scheduled for Tuesday", "plan to meet on Monday"), and follow their head's tense otherwise.
    """
    heads, tags, lower = parse.heads, parse.tags, parse.lower
    participle = False
    if lower[heads[i]] == "set" and parse.deps[i] == "npadvmod":
        return -1  # "the terms were set Tuesday", and not "set for Tuesday"
    for _ in range(CLIMB):
        tag = tags[i]
        if lower[i] in words.future_adjectives and tag[0] in "VJR" and not _is_deed(parse, i):
            return 1
        if tag[0] == "V":
            tense = _verb_tense(parse, i, words)
            if tense is not None:
                return tense
            if tag == "VBN" and parse.deps[i] == "acl" and parse.lemmas[i] in words.lists["announcing"]:
                return -1
            participle = participle or tag == "VBN"
        if heads[i] == i:
            break
        i = heads[i]
    return -1 if participle else 0


def _is_deed(parse: Parse, i: int) -> bool:
    """Whether a past form says what was done: "set off fires before dawn on Saturday", and not "set for Saturday"."""
    return parse.tags[i] == "VBD" and any(parse.deps[c] in ("dobj", "prt") for c in parse.children[i])


def _verb_tense(parse: Parse, i: int, words: TimeWords) -> int | None:
    """The tense of a verb by its own form and its auxiliaries; None where the verb above must tell."""
    tag, infinitive = parse.tags[i], False
    for child in parse.children[i]:
        if parse.deps[child][:3] != "aux":
            continue
        word = parse.lower[child]
        if word in FUTURE_AUXILIARIES or (word == "would" and tag == "VB"):
            return 1  # "said he would return on Sunday"
        if parse.tags[child] == "VBD":
            return 1 if parse.lemmas[i] in words.future_heads and tag == "VBG" else -1
        if word in ("has", "have", "'ve", "had", "’ve"):
            return -1
        if word in ("is", "are", "am", "'s", "'re", "’s", "’re"):
            return 0
        infinitive = infinitive or word == "to"
    if tag == "VBD":
        return -1
    if tag in ("VBP", "VBZ"):
        # "the ceasefire takes effect on Saturday": a timetable is told in the present
        return 1 if parse.lemmas[i] in words.lists["timetable"] else 0
    if infinitive:
        head = parse.heads[i]
        if parse.pos[head] in ("NOUN", "PROPN"):
            return 1
        if parse.lemmas[head] == "be" and head < i:  # "a commission is to verify it by March"
            return -1 if parse.tags[head] == "VBD" else 1
        return 1 if parse.lemmas[head] in words.future_heads or parse.lower[head] in words.future_adjectives else None
    return None
