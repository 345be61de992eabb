"""Questions: what is asked is open, but for what a question takes for granted ("Why did the army shell the town?")."""

from __future__ import annotations

from kg.extract.rules.parse import Parse
from kg.extract.rules.quotations import ALL_MARKS

QUESTION_WORDS = frozenset({"WRB", "WP", "WP$"})
PAST_AUXILIARIES = frozenset({"did", "was", "were", "had"})
CLIMB = 4
"""Governors from a trigger to the verb of its question, at most."""


def is_asked(parse: Parse, trigger: int) -> bool:
    """Whether the sentence of the trigger ends with a question mark, whatever marks and line ends the parser left behind it."""
    first, end = parse.sentences[parse.sentence_of[trigger]]
    last = end - 1
    while last > first and (parse.words[last].isspace() or parse.words[last] in ALL_MARKS):
        last -= 1
    return parse.words[last][-1] == "?"


def takes_for_granted_in_question(parse: Parse, trigger: int) -> bool:
    """Whether the question asks who, when, where, why or how, of the past: then only that is open, and not the deed."""
    node = trigger
    for _ in range(CLIMB):
        if parse.pos[node] in ("VERB", "AUX") or parse.heads[node] == node:
            break
        node = parse.heads[node]
    words = [c for c in parse.children[node] if parse.deps[c] != "punct"]
    asked = any(parse.tags[g] in QUESTION_WORDS for c in words if c < node for g in (c, *parse.children[c]) if g <= c)
    auxiliaries = [parse.lower[c] for c in words if parse.deps[c] in ("aux", "auxpass")]
    past = bool(PAST_AUXILIARIES & set(auxiliaries)) if auxiliaries else parse.tags[node] == "VBD"
    return asked and past
