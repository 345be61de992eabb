"""Where the clauses of what is said begin and end beside their cue, and which clause is said at all."""

from __future__ import annotations

from kg.extract.rules.parse import Parse
from kg.extract.rules.subjects import main_verb_above
from kg.extract.rules.syntax import ANY_SUBJECT

CLAUSES = frozenset({"ccomp", "xcomp", "oprd", "pcomp"})
"""How a clause that is said hangs on its cue."""
HOSTS = frozenset({"prep", "advcl"})
"""What may have the clause on it, or be it, where the parser does not hang it on the cue."""
OWN_WORDS = ANY_SUBJECT | {"aux", "auxpass", "neg", "advmod"}
"""What of a cue stands before it: its source and its auxiliaries."""


def cue_begins(p: Parse, v: int, clause: int) -> int:
    """Where the words of the cue and its source begin, after a clause that comes first."""
    return min([v, *(p.left[c] for c in p.children[v] if p.right[clause] < p.left[c] and c < v and p.deps[c] in OWN_WORDS)])


def sets_in_time(p: Parse, first: int) -> bool:
    """Whether what begins here tells how long before or after: ", a day after …", "hours before …"."""
    while first < len(p) and p.words[first] in {",", "—", "–"}:
        first += 1
    at = next((k for k in range(first + 1, min(first + 4, len(p))) if p.lower[k] in {"after", "before"}), None)
    return at is not None and p.pos[at - 1] == "NOUN" and all(p.pos[k] in {"DET", "NUM", "ADJ", "ADV", "NOUN"} for k in range(first, at))


def own_end(p: Parse, clause: int) -> int:
    """Where a clause ends before what its governor goes on with: "denied that it had fired | and accused the army"."""
    joined = next((c for c in p.children[clause] if main_verb_above(p, c) is not None), None)
    if joined is None:
        return len(p)
    between = [c for c in p.children[clause] if p.deps[c] == "cc" and clause < c < joined]
    return between[0] if between else p.left[joined]


def is_past_clause(p: Parse, clause: int) -> bool:
    """Whether a clause is in the past or perfect: no modal, no "to"."""
    auxiliaries = [p.lower[c] for c in p.children[clause] if p.deps[c] in {"aux", "auxpass"}]
    if any(p.tags[c] in {"MD", "TO"} for c in p.children[clause] if p.deps[c] == "aux"):
        return False
    return p.tags[clause] == "VBD" or bool({"had", "has", "have", "was", "were", "did"} & set(auxiliaries))


def cut_off(p: Parse, end: int, sentence: int) -> bool:
    """Whether a parser took the cue after a quoted question for a sentence of its own: '"Who fired?" the judge asked.'."""
    return p.sentences[sentence][0] == end < len(p) and p.words[end - 2] in {"?", "!"} and p.words[end][0].islower()


def clause_end(p: Parse, clause: int) -> int:
    """Where a clause ends, without the "and" of what comes after it."""
    end = p.right[clause] + 1
    while end - 1 > clause and (p.deps[end - 1] == "cc" or p.words[end - 1] == ","):
        end -= 1
    return end


def is_inverted_condition(p: Parse, clause: int) -> bool:
    """ "should Huawei be given a role": a condition, and nothing that is said."""
    first = p.left[clause]
    subject = next((p.left[c] for c in p.children[clause] if p.deps[c] in ANY_SUBJECT), -1)
    return p.lower[first] in {"should", "were", "had"} and p.deps[first] in {"aux", "auxpass"} and first < subject


def clauses_on_documents(p: Parse, v: int) -> list[int]:
    """The clause of "warned in a letter that refusing would be contempt", which the parser hangs on the letter."""
    if not any(p.deps[c] in HOSTS and c > v for c in p.children[v]):
        return []
    own = next((c for c in p.children[v] if p.deps[c] in CLAUSES and c > v and not is_inverted_condition(p, c)), len(p))
    nouns = (n for c in p.children[v] if v < c < own and p.deps[c] == "prep" for n in p.children[c] if p.deps[n] == "pobj")
    clauses = [c for n in nouns for c in p.children[n] if p.deps[c] in {"acl", "relcl", "ccomp"} and c < own]
    # "responded on Twitter that he had known", which it takes for an adverbial clause
    clauses += [c for c in p.children[v] if v < c < own and p.deps[c] == "advcl" and p.lower[p.left[c] - 1] not in {"so", "now"}]
    # "that" of a relative clause is its subject or object and no mark
    return [c for c in clauses if any(p.lower[g] == "that" and p.deps[g] == "mark" and g == p.left[c] for g in p.children[c])][:1]
