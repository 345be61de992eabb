"""What the words of a clause, and the word that governs it, say of the event in it."""

from __future__ import annotations

from kg.extract.rules.factuality.marks import SUBJECTS, Marks
from kg.extract.rules.quotations import ALL_MARKS

REPORTED = frozenset({"ccomp", "parataxis", "relcl", "acl", "conj"})
"""Positions in which "would" is a future seen from the past ("said that they would")."""
NEGATING = frozenset({"neg", "advmod", "preconj"})
TELLING = NEGATING | SUBJECTS | {"aux", "auxpass", "npadvmod", "acomp", "mark", "advcl"}
"""Labels of the words of a clause that may tell how real it is."""
STRIVING_PREPOSITIONS = frozenset({"on", "at", "to", "towards", "toward", "for"})
SUBJECTS_AND_AUXILIARIES = SUBJECTS | {"aux", "auxpass"}
PERFECT = frozenset({"has", "have", "had", "having", "'ve", "’ve"})


def note_verb(marks: Marks, node: int) -> None:
    """Negation, modals, adverbs and conditions that hang on a verb."""
    parse, lists = marks.parse, marks.words.lists
    marks.is_seen(node)
    for c in parse.children[node]:
        dep = parse.deps[c]
        if dep not in TELLING:
            continue
        word = parse.lower[c]
        if dep in NEGATING and _is_negation(marks, c):
            marks.negate()
        elif dep in ("aux", "auxpass"):
            _auxiliary(marks, node, word)
        elif dep in ("advmod", "npadvmod"):
            marks.adverb(word)
            if c == node - 1 and word in lists["nearly"]:
                marks.suppose()  # "almost shot a journalist"
        elif dep == "acomp":
            marks.adverb(word)
            for g in parse.children[c]:
                marks.adverb(parse.lower[g])
        elif dep == "mark" and word in lists["conditional_marks"]:
            marks.suppose()
        elif dep == "advcl" and _is_condition(marks, c) and _looks_ahead(marks, node):
            marks.suppose()  # "will attack if …"
        elif (
            dep in SUBJECTS
            and c not in marks.nobody
            and (word in lists["no"] or any(parse.lower[g] == "no" for g in parse.children[c] if parse.deps[g] == "det"))
        ):
            marks.negate()


def note_object(marks: Marks, node: int) -> None:
    """An object that is nobody: "killed no civilians", "hurt nobody"."""
    parse, no = marks.parse, marks.words.lists["no"]
    for c in parse.children[node]:
        if parse.deps[c] != "dobj" or c in marks.nobody:
            continue
        if parse.lower[c] in no or any(parse.lower[g] == "no" for g in parse.children[c] if parse.deps[g] == "det"):
            marks.negate()


def _is_negation(marks: Marks, c: int) -> bool:
    """ "not", "never", "no longer", and the "neither" of "neither confirmed nor denied"."""
    dep, word = marks.parse.deps[c], marks.parse.lower[c]
    adverb = dep == "advmod" and (marks.words.has("Negated", "adverb", word) or (word == "longer" and marks.parse.lower[c - 1] == "no"))
    return dep == "neg" or adverb or (dep == "preconj" and word == "neither")


def _is_condition(marks: Marks, clause: int) -> bool:
    """Whether a clause with a subject says on what condition: "if …", "unless …"; not "even if", "as if"."""
    parse = marks.parse
    ifs = [c for c in parse.children[clause] if parse.deps[c] == "mark" and parse.lower[c] in marks.words.lists["conditions"]]
    return (
        bool(ifs)
        and parse.lower[max(ifs[0] - 1, 0)] not in ("even", "as")
        and any(parse.deps[c] in SUBJECTS for c in parse.children[clause])
    )


def _looks_ahead(marks: Marks, node: int) -> bool:
    """Whether a modal or "to be going to" sets the verb in time to come."""
    parse = marks.parse
    return any(parse.tags[c] == "MD" for c in parse.children[node] if parse.deps[c] == "aux")


def _auxiliary(marks: Marks, node: int, word: str) -> None:
    parse, words, lists = marks.parse, marks.words, marks.words.lists
    if words.has("Future", "modal", word):
        marks.ahead()
    elif words.has("Possible", "modal", word):
        # a negated "could" tells what was not possible, hence did not happen
        if word not in ("could", "can") or not marks.is_negated(node):
            marks.weaken("Possible")
    elif word in lists["would"]:
        marks.ahead()
        unreal = any(parse.lower[c] == "have" for c in parse.children[node] if parse.deps[c] in ("aux", "auxpass"))
        if unreal or not (parse.deps[node] in REPORTED and parse.heads[node] != node):
            marks.suppose()
    elif word in lists["supposing_modals"]:
        marks.ahead()
        marks.suppose()
    elif word in PERFECT and parse.tags[node] in ("VBN", "VBD"):
        marks.past = not marks.future


def note_root(marks: Marks, node: int) -> None:
    """A headline's "Talks to resume", and an order ("Leave the town")."""
    parse = marks.parse
    if "to" in [parse.lower[c] for c in parse.children[node] if parse.deps[c] == "aux"]:
        marks.ahead()
    elif parse.tags[node] == "VB" and not any(parse.deps[c] in SUBJECTS_AND_AUXILIARIES for c in parse.children[node]):
        marks.suppose()


def from_clause(marks: Marks, node: int, head: int) -> bool:
    """Note what the governor says of the clause at `node`; True if the governor's own words count as well."""
    dep = marks.parse.deps[node]
    if dep == "conj":
        return _conjunct(marks, node, head)
    if dep in ("ccomp", "parataxis"):
        return _complement(marks, node, head, finite=True)
    if dep == "xcomp":
        return _complement(marks, node, head, finite=False)
    if dep == "advcl":
        return _adverbial(marks, node, head)
    if dep in ("acl", "relcl"):
        _of_noun(marks, node, head)
        return False
    if dep == "pcomp":
        _after_preposition(marks, head)
        return False
    # a gerund or participle in the place of a noun ("the shelling was stopped") is not followed further
    return False


def _conjunct(marks: Marks, node: int, head: int) -> bool:
    """A conjunct without auxiliaries and subject of its own shares those of the first."""
    parse = marks.parse
    own = [parse.lower[c] for c in parse.children[node] if parse.deps[c] in SUBJECTS or parse.deps[c] in ("aux", "auxpass")]
    if own and own != ["to"]:
        return False
    if any(parse.lower[c] == "nor" for c in parse.children[head] if parse.deps[c] == "cc" and c < node):
        return True  # "neither confirmed nor denied"
    return parse.tags[node] == parse.tags[head] or (parse.tags[node] == "VB" and parse.tags[head] == "VB")


def _complement(marks: Marks, node: int, head: int, *, finite: bool) -> bool:
    """ "failed to", "plans to", "fears that", "is believed to have", "is likely to", "was forced to"."""
    parse, words, lists = marks.parse, marks.words, marks.words.lists
    lemma, word = parse.lemmas[head], parse.lower[head]
    if lemma == "be":
        if marks.is_perfect_infinitive(node):
            marks.unfulfilled()
            return False
        if finite:
            _truth(marks, head)
    if finite and node < head and ";" in parse.words[node:head]:
        return False  # "Israel invaded Lebanon; now it threatens to": two sentences
    if lemma in lists["imagining"] or (lemma in lists["imagining_orders"] and _is_order(marks, head)):
        marks.suppose()
        return False
    if lemma in lists["saying"] and _is_order(marks, node) and parse.words[max(node - 1, 0)] in ALL_MARKS:
        marks.suppose()  # "told us, 'Shoot anyone who runs'"
        return False
    infinitive = marks.is_infinitive(node)
    if infinitive and node < head and any(parse.deps[c] in SUBJECTS for c in parse.children[node]):
        marks.ahead()  # a headline's "UK to send jets, minister says"
        return False
    if parse.pos[head] == "ADJ" or (infinitive and parse.tags[head] == "VBN" and words.has("Future", "adjective", word)):
        marks.predicate(word, infinitive=infinitive)
        return True
    if words.verb("Negated", parse, head) and (not finite or lemma == "deny"):
        if lemma in lists["ceasing"] and parse.tags[node] == "VBG" and parse.tags[head] in ("VBD", "VBN"):
            return False  # "stopped shelling the city": it had been shelled
        marks.negate()
        return not finite
    if words.verb("Possible", parse, head):
        marks.weaken("Possible")
    if words.verb("Probable", parse, head):
        marks.weaken("Probable")
        if marks.is_negated(head):
            marks.negate()
        return False
    if infinitive and lemma == "be":
        marks.ahead()
        return False
    if infinitive and lemma in ("have", "need") and parse.tags[head] != "VBD":
        marks.ahead()
        marks.suppose()
        return True
    if words.verb("Future", parse, head) or (infinitive and lemma in lists["wishing"]):
        marks.looked_ahead(head, finite=finite)
        return marks.is_negated(head) and not finite
    if finite or lemma in lists["reporting"]:
        return False
    if infinitive and lemma not in lists["implicative"] and lemma not in words.light_verbs:
        # a purpose, which the parser takes for a complement: "crossed the border to attack a base"
        marks.ahead()
        marks.suppose()
        return False
    return True


def _truth(marks: Marks, head: int) -> None:
    """ "it is not true that", "it is false that": what is said of a whole clause."""
    parse, lists = marks.parse, marks.words.lists
    judged = next((parse.lower[c] for c in parse.children[head] if parse.deps[c] == "acomp"), "")
    if judged in lists["false"] or (judged in lists["true"] and marks.is_negated(head)):
        marks.negate()


def _is_order(marks: Marks, node: int) -> bool:
    """A bare verb with neither subject nor auxiliary: "Imagine that", "Shoot anyone"."""
    parse = marks.parse
    return parse.tags[node] in ("VB", "VBP") and not any(parse.deps[c] in SUBJECTS_AND_AUXILIARIES for c in parse.children[node])


def _adverbial(marks: Marks, node: int, head: int) -> bool:
    """Conditions, purposes, and clauses of time that look ahead with their main clause."""
    parse = marks.parse
    if marks.is_infinitive(node):
        if parse.pos[head] == "ADJ":
            marks.predicate(parse.lower[head], infinitive=True)
        elif parse.lemmas[head] in marks.words.lists["implicative"]:
            return True
        else:
            marks.ahead()
            marks.suppose()
        return False
    linked = [c for c in parse.children[node] if parse.deps[c] in ("mark", "advmod")]
    if linked and parse.tags[node] in ("VBZ", "VBP", "VBD"):
        # "will cheer when it arrives", "would be replaced before it began"
        modals = {parse.lower[c] for c in parse.children[head] if parse.deps[c] == "aux"}
        if any(marks.words.has("Future", "modal", m) or (m in marks.words.lists["would"] and m != "'d") for m in modals):
            marks.ahead()
        return False
    # "killing two", "leaving the town": as real as the main clause
    return parse.tags[node] in ("VBG", "VBN") and not any(
        parse.deps[c] == "mark" or parse.deps[c] in SUBJECTS for c in parse.children[node]
    )


def _of_noun(marks: Marks, node: int, head: int) -> None:
    """ "a plan to attack", "the first to attack", "an offer to withdraw"."""
    parse, lists = marks.parse, marks.words.lists
    if parse.lemmas[head] in lists["fiction"] and parse.deps[node] == "relcl":
        marks.suppose()  # "a scenario in which rebels attack"
        return
    if any(parse.lower[c] == "any" and parse.deps[c] == "det" for c in parse.children[head]):
        marks.any = True  # "not aware of any shots being fired"
    if not marks.is_infinitive(node) or marks.is_verb(head):
        return
    if parse.lower[head] in lists["done_by"] or any(parse.lower[c] in lists["done_by"] for c in parse.children[head]):
        return
    lemma = parse.lemmas[head]
    marks.governing_noun(lemma)
    if lemma in lists["open_infinitives"]:
        marks.suppose()
    if not marks.words.has("Negated", "noun", lemma):
        marks.ahead()


def _after_preposition(marks: Marks, head: int) -> None:
    """ "without attacking", "prevented from attacking", "a risk of attacking", "aimed at attacking"."""
    parse, words = marks.parse, marks.words
    preposition, above = parse.lower[head], parse.heads[head]
    if preposition in words.lists["negative_prepositions"]:
        marks.negate()
    elif preposition == "of" and {parse.lemmas[above], parse.lemmas[parse.heads[above]]} & words.lists["acquitting"]:
        marks.negate()  # "cleared the officer of killing"
    elif parse.pos[above] in ("NOUN", "PROPN"):
        marks.governing_noun(parse.lemmas[above])
    elif preposition == "from" and words.verb("Negated", parse, above):
        marks.negate()
    elif preposition in STRIVING_PREPOSITIONS and parse.lemmas[above] in words.lists["striving"]:
        marks.ahead()
        marks.suppose()
    elif preposition in ("at", "on", "for", "about", "against", "to") and words.verb("Future", parse, above):
        marks.looked_ahead(above)
    elif parse.lemmas[above] == "accuse" or words.verb("Possible", parse, above):
        marks.weaken("Probable")
