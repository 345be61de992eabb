"""Antecedents of pronouns: recency, grammatical subjects and agreement; none where two candidates are as good.

A simple form of the salience of Lappin & Leass 1994.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.extract.rules.candidates import speaking_capital
from kg.extract.rules.content import Range, inside
from kg.extract.rules.corefwords import CorefWords
from kg.extract.rules.drafts import MentionDraft
from kg.extract.rules.grammar import english
from kg.extract.rules.quotations import MARKS
from kg.extract.rules.speechwords import speaking, speaking_on
from kg.extract.rules.subjects import surface_subject

if TYPE_CHECKING:
    from kg.extract.rules.clusters import Cluster
    from kg.extract.rules.coreference import Grouper

SENTENCES_BACK = 2
FEW = 400
"""Mentions that are looked through for the one person of a text: an interview of some pages."""
SPOKE_BACK = 5
"""Sentences back to one who spoke, for a pronoun that speaks on: "…, he added" after a paragraph of what else is known."""
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
CLAUSES = frozenset({"ccomp", "xcomp", "acl"})
RELATIVE_DEEP = 4
"""Steps from a pronoun up to the verb of its clause: "is not related to her"."""
KNOWN = 0.3
"""What a name, a pronoun or what stands for a named thing in the same sentence counts."""
SPEAKER = 0.7
"""What having spoken counts for one who speaks on: more than `MARGIN`."""
MARGIN = 0.6
"""The best candidate must lead by this much: half of what being a subject counts, so that two subjects of one sentence tie."""


def resolve_pronoun(g: Grouper, i: int) -> Cluster | None:
    """The entity a pronoun stands for, or None when that is not clear."""
    p, m = g.p, g.mentions[i]
    if m.type == "Entity" and p.lower[m.head] == "it" and _is_empty(g, m.head):
        return None
    if m.type == "Entity":
        speaks, country = speaking_capital(g, m.head)
        if speaks:
            return country
    said = g.said_by.get(m.head, ())
    sentence = p.sentence_of[min([m.head, *(first for first, _ in said)])]  # a long quotation before "he said" is no distance
    speaks = m.head in g.said_by or (p.deps[m.head] in SUBJECTS and p.lemmas[p.heads[m.head]] in speaking())
    goes_on = speaks and p.lemmas[p.heads[m.head]] in speaking_on()
    by_police = _is_done_by_police(g, m.head)
    it = m.type == "Entity" and p.lower[m.head] == "it"
    scores: dict[int, float] = {}
    found: dict[int, Cluster] = {}
    where: dict[int, int] = {}
    doer = _doer(g, m.head)
    barred: set[int] = set()  # "he said that the mayor hit him": whoever did it, by whatever word, did it to another
    for k in range(i - 1, -1, -1):
        other, c, head = g.mentions[k], g.of[k], g.mentions[k].head
        back = max(0, sentence - p.sentence_of[head])
        if back > SENTENCES_BACK and (scores or not speaks or back > SPOKE_BACK):
            break
        if c is None:
            continue
        if head in doer:
            barred.add(id(c))
        if it and (back > 1 or (back and other.form == "pronoun")):
            continue  # "it" reaches no further than the sentence before, and not through another pronoun
        if id(c) in barred or (by_police and c.type in g.kinds.police) or not _agrees(g, m, other, c):
            continue
        spoke = p.deps[head] in SUBJECTS and p.lemmas[p.heads[head]] in speaking()
        if not spoke and (goes_on or back > SENTENCES_BACK):
            continue
        if said and inside(head, said) and not (m.type == "Entity" and _tells_of_itself(g, m.head, head)):
            continue  # "X will pay," he said: who speaks of X is another
        if _same_clause(g, m, other) or (speaks and c.type in g.kinds.asset):
            continue
        s = _salience(g, m, other, back)
        if speaks and spoke:
            s += SPEAKER
        if other.form == "nominal" and c.named and back == 0:
            s += KNOWN
        if s > scores.get(id(c), -9.0):
            scores[id(c)], found[id(c)], where[id(c)] = s, c, head
    if not scores:
        return _only_person(g, i, said) if speaks and not goes_on and m.type == "Person" else None
    order = sorted(scores, key=lambda k: (-scores[k], min(found[k].mentions)))
    close = [k for k in order[1:] if scores[order[0]] - scores[k] < MARGIN]
    if m.type == "Group" and not close and found[order[0]].type in g.kinds.organization:
        # "police arrested four men; they had planned attacks": a body is they only where no people are
        close = [k for k in order[1:] if found[k].plural and found[k].type in g.kinds.group and scores[order[0]] - scores[k] < 3 * MARGIN]
    if close and not (m.type == "Group" and all(_coordinated(g, where[order[0]], where[k]) for k in close)):
        return None
    best = found[order[0]]
    # "it" without a subject to stand for is mostly an event or a proposition
    return best if speaks or scores[order[0]] >= (0.0 if m.type == "Entity" else -1.0) else None


def _doer(g: Grouper, pronoun: int) -> Sequence[int]:
    """Who does what befalls somebody told by a pronoun: "attacked the mayor and called him a liar" was not done by the mayor."""
    p = g.p
    return surface_subject(p, p.heads[pronoun]) if p.deps[pronoun] in {"dobj", "dative"} and p.tags[pronoun] == "PRP" else ()


def _taken_up(g: Grouper, pronoun: int, other: int) -> bool:
    """Whether two deeds have one object: "hijacked buses and set them alight"; not "froze their assets and barred them"."""
    p, verb = g.p, g.p.heads[pronoun]
    if p.deps[other] != "dobj" or p.tags[pronoun] != "PRP" or any(p.tags[c] == "PRP$" for c in p.children[other]):
        return False
    if p.deps[verb] in CLAUSES:  # "set them alight": the parser takes it for a clause of what they are
        verb = p.heads[verb]
    return verb != pronoun and p.deps[verb] == "conj" and p.heads[verb] == p.heads[other]


def _is_done_by_police(g: Grouper, pronoun: int) -> bool:
    """Whether it is the police's own deed, or befalls those they hold: "Police arrested four men. They were taken to court"."""
    p, verb = g.p, g.p.lemmas[g.p.heads[pronoun]]
    if p.deps[pronoun] == "poss":
        return verb in english().police_deeds
    return p.deps[pronoun] == "nsubjpass" and verb in CorefWords.load().done_by_police


def _only_person(g: Grouper, i: int, said: Sequence[Range]) -> Cluster | None:
    """The one person whom the text has named so far: whom else does "he said" stand for, in an interview?"""
    persons: list[Cluster] = []
    for k in range(max(0, i - FEW), i):
        c = g.of[k]
        if c is None or c in persons or c.plural or c.type not in g.kinds.person or inside(g.mentions[k].head, said):
            continue
        persons.append(c)
    named = [c for c in persons if c.named]
    return named[0] if len(named) == 1 and _agrees(g, g.mentions[i], g.mentions[named[0].mentions[0]], named[0]) else None


def _tells_of_itself(g: Grouper, it: int, subject: int) -> bool:
    """Whether "it" says of the subject's own deed what is said: "The army destroyed three launchers, it said."."""
    p = g.p
    cue, verb = p.heads[it], p.heads[subject]
    beside = verb != cue and (p.heads[verb] == cue or p.heads[cue] == verb) and p.deps[subject] in SUBJECTS
    return beside and subject < cue and not any(w in MARKS for w in p.words[subject:cue])


def _is_empty(g: Grouper, i: int) -> bool:
    """Whether "it" is likely to stand for no thing: an object, or the subject of "is", "seems", "made it clear"."""
    p = g.p
    h = p.heads[i]
    return p.deps[i] not in SUBJECTS or p.lemmas[h] in CorefWords.load().empty_it or p.pos[h] not in {"VERB", "AUX"}


def _coordinated(g: Grouper, a: int, b: int) -> bool:
    """Whether two tokens stand in one list: "gunmen and bombers attacked ...; they killed ..." means both, the first stands for them."""
    return _first_conjunct(g, a) == _first_conjunct(g, b)


def _first_conjunct(g: Grouper, i: int) -> int:
    p = g.p
    while p.deps[i] == "conj" and p.heads[i] < i:
        i = p.heads[i]
    return i


def _agrees(g: Grouper, m: MentionDraft, other: MentionDraft, c: Cluster) -> bool:
    kinds, word = g.kinds, g.p.lower[m.head]
    if other.form == "adjective" and m.type == "Person":
        return False
    if m.type == "Person":
        gender = "f" if word in g.words.female else "m"
        return c.type in kinds.person and not c.plural and c.gender in ("", gender)
    if m.type == "Group":
        if c.plural and c.type in kinds.asset:
            return _taken_up(g, m.head, other.head)
        return (c.plural and c.type not in kinds.place) or c.type in kinds.group or c.type in kinds.organization
    if c.type in kinds.group:
        return g.p.tags[other.core] == "NN" and c.count is None  # "the group ... its"
    return not c.plural and (c.type in kinds.organization or c.type in kinds.country or (c.type in kinds.asset and not c.plural))


def _same_clause(g: Grouper, m: MentionDraft, other: MentionDraft) -> bool:
    """Whether both depend on one verb: then a personal pronoun is another ("he thanked Carter"); a possessive may be the same."""
    p = g.p
    if p.tags[m.head] == "PRP$" or p.lower[m.head].endswith(("self", "selves")):
        return other.end > m.head >= other.first
    if _told_by_relative(g, m.head) == other.head:
        return True  # "her deputy, who is not related to her"
    return (p.heads[m.head] == p.heads[other.head] != m.head) or other.first <= m.head < other.end


def _told_by_relative(g: Grouper, token: int) -> int | None:
    """What the relative clause is about whose verb, alone or with a preposition or adjective between, a token hangs on."""
    p, h = g.p, g.p.heads[token]
    for _ in range(RELATIVE_DEEP):
        if p.deps[h] == "relcl":
            subject = any(p.lower[c] in {"who", "which", "that"} and p.deps[c] in SUBJECTS for c in p.children[h])
            return p.heads[h] if subject else None
        if p.deps[h] not in {"prep", "acomp", "dative", "agent"} or p.heads[h] == h:
            return None
        h = p.heads[h]
    return None


def _salience(g: Grouper, m: MentionDraft, other: MentionDraft, back: int) -> float:
    p = g.p
    score, h = -0.9 * back, _first_conjunct(g, other.head)
    if p.deps[h] in SUBJECTS:
        score += 1.2
    elif p.deps[h] in {"poss", "compound", "amod", "nmod", "npadvmod"} or other.form == "adjective":
        score -= 1.0
    elif p.deps[h] == "pobj":
        score -= 0.3
    if other.form == "pronoun":
        score += 0.3
    if other.form in {"name", "pronoun"}:
        score += KNOWN
    if m.type == "Group" and other.plural:
        score += 0.6
    if _taken_up(g, m.head, other.head):
        score += KNOWN
    return score
