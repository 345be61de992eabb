"""What a statement takes for granted: a source that demands or denies does not demand or deny that.

"They demanded the release of protesters detained in May": the release is demanded, the detention has happened.
"""

from __future__ import annotations

from kg.extract.rules.factuality.words import FactualityWords
from kg.extract.rules.parse import Parse

CLIMB = 10


def is_presupposed(parse: Parse, trigger: int, cue: int, words: FactualityWords) -> bool:
    """Whether the event of `trigger` is taken for granted in what the `cue` (a verb or noun of saying) governs.

    So it is in a relative clause or participle that tells of the past, after a preposition or conjunction like "after"
    and "amid", as the object of a verb like "end" or "condemn", and when a definite noun names it ("the attacks"),
    unless that noun is itself what the cue governs ("demanded the release").
    """
    node = trigger
    if not parse.left[cue] <= trigger <= parse.right[cue]:
        return False
    for _ in range(CLIMB):
        head = parse.heads[node]
        if node in (cue, head):
            return False
        if _takes_for_granted(parse, node, head, words):
            return True
        # "the release of" hangs on the cue itself, or on the preposition that the cue asks for
        governed = head == cue or (parse.heads[head] == cue and parse.pos[head] == "ADP")
        if node == trigger and not governed and _points(parse, node, words) and parse.lemmas[head] not in words.light_verbs:
            return True
        node = head
    return False


def _takes_for_granted(parse: Parse, node: int, head: int, words: FactualityWords) -> bool:
    dep, lists = parse.deps[node], words.lists
    if dep in ("relcl", "acl") and parse.tags[node] in ("VBN", "VBD"):
        modal = any(parse.tags[c] == "MD" or parse.lower[c] == "to" for c in parse.children[node] if parse.deps[c] == "aux")
        return not modal
    if dep == "pobj" and parse.lower[head] in lists["given"]:
        return True
    if dep == "advcl" and any(parse.lower[c] in lists["given"] for c in parse.children[node] if parse.deps[c] == "mark"):
        return True
    return dep in ("dobj", "nsubjpass") and parse.lemmas[head] in lists["presupposing"]


def _points(parse: Parse, node: int, words: FactualityWords) -> bool:
    return any(
        parse.deps[c] == "poss" or (parse.deps[c] == "det" and parse.lower[c] in words.lists["pointing"]) for c in parse.children[node]
    )
