"""What stands around a word in the tree: conjuncts, objects of prepositions, free relatives, passives, and the parser's slips.

Labels are those of ClearNLP, as in spaCy's English models.
"""

from __future__ import annotations

from kg.extract.rules.grammar import english
from kg.extract.rules.parse import Parse

SUBJECTS = frozenset({"nsubj", "csubj", "expl"})
PASSIVE_SUBJECTS = frozenset({"nsubjpass", "csubjpass"})
ANY_SUBJECT = SUBJECTS | PASSIVE_SUBJECTS
RELATIVE_TAGS = frozenset({"WDT", "WP", "WP$"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "X"})
VERBAL = frozenset({"VERB", "AUX"})
PREDICATES = VERBAL | {"ADJ"}
FINITE = frozenset({"VBD", "VBZ", "VBP"})
"""Tags of verbs with tense."""
FINITE_PARTS = frozenset({"nsubj", "csubj", "expl", "aux", "dobj", "ccomp", "attr"})
"""What a bare participle never has when it is passive."""
MAX_CLIMB = 5
"""Clauses to climb in search of a shared subject: deeper chains are parser noise."""


def conjuncts(p: Parse, i: int) -> list[int]:
    """The token and all that is coordinated with it to its right."""
    found = [i]
    for c in p.children[i]:
        if p.deps[c] == "conj" and p.pos[c] in NOMINAL:
            found += conjuncts(p, c)
    return found


def coordinated_names(p: Parse, i: int) -> list[int]:
    """The names that share a plural noun: of "the Bryansk and Kursk regions", "the villages of Gassol, Bali and Mutum"; else none."""
    if p.tags[i] not in {"NNS", "NNPS"}:
        return []
    first = next((c for c in p.children[i] if p.deps[c] in {"nmod", "compound", "amod"} and p.pos[c] == "PROPN"), None)
    names = [c for c in conjuncts(p, first) if c < i] if first is not None else listed_after(p, i)
    return names if len(names) > 1 else []


def listed_after(p: Parse, i: int) -> list[int]:
    """The names that "of" joins to a noun right before it."""
    of = i + 1
    if of + 1 >= len(p) or p.lower[of] != "of" or p.heads[of] != i:
        return []
    return [o for o in prepositional_objects(p, of) if p.pos[o] == "PROPN"]


def prepositional_objects(p: Parse, prep: int) -> list[int]:
    """Heads of what a preposition governs, through a second preposition ("from inside Gaza")."""
    found: list[int] = []
    for c in p.children[prep]:
        dep = p.deps[c]
        if dep in {"pobj", "pcomp"} and p.pos[c] in NOMINAL:
            found += conjuncts(p, c)
        elif dep == "pcomp" and (meant := free_relative(p, c)) is not None:
            found += conjuncts(p, meant)
        elif dep == "prep":
            found += prepositional_objects(p, c)
    return found


def free_relative(p: Parse, clause: int) -> int | None:
    """The noun that a clause with "what" stands for: "what appeared to be two missiles", "what it described as a base"; else None."""
    first = p.left[clause]
    if p.tags[first] != "WP" or p.lower[first] not in {"what", "whatever"}:
        return None
    v: int | None = clause
    for _ in range(MAX_CLIMB):  # "what they said they believed was a drone"
        if v is None:
            return None
        named = [c for c in p.children[v] if p.deps[c] in {"attr", "oprd"} and p.pos[c] in {"NOUN", "PROPN"} and c > v]
        if p.lemmas[v] in english().naming:
            named += [o for c in p.children[v] if p.lower[c] == "as" for o in p.children[c] if p.deps[o] == "pobj"]
        if named:
            return named[0]
        v = next((c for c in p.children[v] if p.deps[c] in {"ccomp", "xcomp"} and c > first), None)
    return None


def is_passive(p: Parse, v: int) -> bool:
    """Whether the verb is passive: by its auxiliary, its subject's label, or as a bare participle after a noun."""
    for c in p.children[v]:
        if p.deps[c] in {"auxpass", "nsubjpass", "csubjpass", "agent"}:
            return True
    if p.tags[v] != "VBN":
        return False
    if p.deps[v] == "acl":  # "A coalition bombed the port": the only verb of a sentence, with an object, is no participle
        if any(p.deps[c] == "nsubj" for c in p.children[v]):  # "reports that ISIL has killed dozens": a clause of its own
            return False
        return p.deps[p.heads[v]] != "ROOT" or not any(p.deps[c] == "dobj" for c in p.children[v])
    if p.deps[v] == "advcl":  # "went on trial, accused of murder"
        apart = p.left[v] == p.sentences[p.sentence_of[v]][0] or p.words[p.left[v] - 1] == ","
        return apart and not any(p.deps[c] in FINITE_PARTS for c in p.children[v])
    # "was shot and killed": the auxiliary stands with the first conjunct
    h = p.heads[v]
    finite = any(p.deps[c] in {"aux", "dobj"} for c in p.children[v])  # "were killed and others wounded" shares its auxiliary
    return p.deps[v] == "conj" and p.pos[h] in VERBAL and h != v and not finite and is_passive(p, h)


def has_subject(p: Parse, v: int) -> bool:
    return any(p.deps[c] in ANY_SUBJECT for c in p.children[v])


def antecedent(p: Parse, v: int, pronoun: int) -> int:
    """The noun that a relative pronoun stands for; the pronoun itself where there is none."""
    if p.tags[pronoun] in RELATIVE_TAGS:
        i = v
        for _ in range(MAX_CLIMB):
            if p.deps[i] == "relcl":
                return p.heads[i]
            if p.deps[i] not in {"conj", "ccomp", "xcomp"}:
                break
            i = p.heads[i]
    return pronoun


def begins_clause(p: Parse, noun: int) -> bool:
    """Whether the noun is the subject of a clause that the parser did not see: "three wounded when devices detonated"."""
    own = p.children[noun]
    return bool(own) and any(p.tags[c] == "WRB" and p.lower[c] in {"when", "as", "while", "where"} for c in own)


def misread_participle(p: Parse, noun: int) -> int:
    """The verb that the parser took for a property of its object: "injured" in "police attacked and injured students"; else 0."""
    verb = p.heads[noun]
    if p.deps[noun] != "conj" or p.pos[noun] not in {"NOUN", "PROPN"} or p.pos[verb] not in VERBAL or p.tags[verb] != "VBD":
        return 0
    first = p.left[noun]
    participle = p.tags[first] in {"VBN", "VBD"} or (p.tags[first] == "JJ" and p.lower[first].endswith("ed"))
    participle = participle and p.deps[first] == "amod" and p.heads[first] == noun
    return first if participle and p.deps[first - 1] == "cc" and p.heads[first - 1] == verb else 0


def stands_apart(p: Parse, v: int) -> bool:
    """Whether a clause tells of something else: "seized the town, while a bomb killed five", "..., and a landslide killed two"."""
    own = [c for c in p.children[v] if p.deps[c] == "nsubj" and p.pos[c] != "PRON"]
    if not own:
        return False
    if all(p.tags[c] == "CD" for c in own) and p.tags[v] in ("VBN", "VBG") and not any(p.deps[c][:3] == "aux" for c in p.children[v]):
        return False  # "left 3 dead, 2 missing and 17 wounded"
    return p.deps[v] == "conj" or (p.deps[v] == "advcl" and any(p.lower[c] in {"while", "whereas"} for c in p.children[v]))
