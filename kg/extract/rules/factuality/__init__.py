"""Whether an event is said to have happened: polarity, certainty, time, and what is only supposed.

The trigger's own words decide first (negation, modals, "alleged"), then each word that governs it, upward: "failed to
attack", "plans for an attack", "if they attack", "in order to attack". A noun takes part in the factuality of the verb
that governs it when that verb brings the event about ("will hold talks") or when the noun tells of something new ("could
trigger a war"); a noun that points at something known ("condemned the attack") is as real as before.

Values follow FactBank (Saurí and Pustejovsky 2009) as GRaSP names them. "Certain" and "Future" is what is planned;
what is wished, feared, asked for or conditional is `hypothetical`, and its certainty no more than "Possible".
"""

from __future__ import annotations

from kg.extract.rules.factuality.clauses import from_clause, note_object, note_root, note_verb
from kg.extract.rules.factuality.fiction import is_told_in_story
from kg.extract.rules.factuality.marks import Factuality, Marks
from kg.extract.rules.factuality.nouns import from_noun, note_noun
from kg.extract.rules.factuality.presupposed import is_presupposed
from kg.extract.rules.factuality.questions import is_asked, takes_for_granted_in_question
from kg.extract.rules.factuality.words import FactualityWords
from kg.extract.rules.parse import Parse

__all__ = ["Factuality", "FactualityWords", "factuality", "is_presupposed"]

CLIMB = 8
"""Governing words above a trigger that are looked at: deeper parses are mostly wrong ones."""


def factuality(parse: Parse, trigger: int, words: FactualityWords) -> Factuality:
    """The factuality of the event that the token evokes, in the words of its own sentence.

    Attribution is not part of it: what a source denies or demands is told by the claim's stance.
    """
    marks = Marks(parse, words)
    _climb(marks, trigger)
    if is_asked(parse, trigger) and not takes_for_granted_in_question(parse, trigger):
        marks.suppose()
    if is_told_in_story(parse, trigger, words.lists["works"], words.lists["showing"]):
        marks.suppose()
    return marks.verdict(generic=_is_habit(marks, trigger))


def _climb(marks: Marks, trigger: int) -> None:
    """Note the trigger's own words, then what each governor says, and its own words as long as they count."""
    parse, node = marks.parse, trigger
    if marks.is_verb(node):
        note_verb(marks, node)
        note_object(marks, node)
        if parse.lemmas[node] in marks.words.lists["foretelling"]:
            marks.ahead()
    else:
        note_noun(marks, node)
    for _ in range(CLIMB):
        head = parse.heads[node]
        if head == node:
            note_root(marks, node)
            return
        step = from_clause if marks.is_verb(node) else from_noun
        if not step(marks, node, head):
            return
        if marks.is_verb(head) and not marks.is_seen(head):
            note_verb(marks, head)
        node = head


def _is_habit(marks: Marks, trigger: int) -> bool:
    """A habit, told in the present: "rebels often attack convoys"."""
    parse, node, habits = marks.parse, trigger, marks.words.lists["habits"]
    if habits.isdisjoint(parse.vocabulary):
        return False
    while parse.heads[node] != node and not marks.is_verb(node):
        node = parse.heads[node]
    if parse.tags[node] not in ("VBP", "VBZ", "VB"):
        return False
    return any(parse.lower[c] in habits for c in parse.children[node])
