"""Mentions by common nouns: "railway bridges", "Ukrainian security officials", "the regional governor", and pronouns.

The span is a human annotator's: determiner, adjectives, compounds and possessor of the head and an of-phrase, no relative
clause. A bare number before the noun is a figure, not part of the mention (in re3d it is left out three times in four).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.rules.drafts import Kinds, MentionDraft
from kg.extract.rules.numbers import number_words, read_number
from kg.extract.rules.parse import Parse

if TYPE_CHECKING:
    from kg.lexicon import Lexicon

PRONOUNS = {
    "he": "Person", "him": "Person", "his": "Person", "himself": "Person", "she": "Person", "her": "Person", "herself": "Person",
    "they": "Group", "them": "Group", "their": "Group", "themselves": "Group", "it": "Entity", "its": "Entity", "itself": "Entity",
}  # fmt: skip
VAGUE = frozenset("many much several multiple most some each every more fewer numerous countless various any no another".split())
"""Words of quantity that a mention does not begin with."""
PERSON_LEVEL = frozenset("one each none any".split())
LEFT_DEPS = frozenset("det amod compound nmod nummod poss quantmod case predet npadvmod advmod punct appos neg prep pobj conj cc".split())
COUNTING = frozenset({"NUM", "ADP", "ADV", "ADJ", "SYM", "PUNCT", "SCONJ", "NOUN"})
COLLECTIVE = frozenset(
    "family crowd crew population staff team public couple delegation squad cell gang mob audience household clan band convoy group"
    " personnel people police military community opposition electorate workforce media press leadership enemy".split()
)
"""Nouns of a group that are singular in form: one family is still a group."""
PREDICATIVE = frozenset("become appoint name elect make nominate call designate swear".split())


def find_nominals(parse: Parse, lexicon: Lexicon, kinds: Kinds, taken: list[bool]) -> list[MentionDraft]:
    """Nominal mentions and pronouns; `taken` marks the tokens of names, which head no nominal."""
    drafts: list[MentionDraft] = []
    nouns, titles, pos, lower, lemmas = lexicon.entity_nouns, lexicon.titles, parse.pos, parse.lower, parse.lemmas
    for i, tag in enumerate(pos):
        if tag == "PRON":
            if lower[i] in PRONOUNS and parse.deps[i] != "expl":
                drafts.append(_pronoun(parse, i))
        elif tag in {"NOUN", "PROPN", "ADJ", "VERB"} and not taken[i]:
            lemma = lemmas[i] if tag == "NOUN" else singular(lower[i])
            if lemma not in nouns and lower[i] not in nouns and lemma not in titles:
                continue
            if tag in {"ADJ", "VERB"} and not _nominal_use(parse, i):
                continue
            draft = _nominal(parse, i, lemma, lexicon, kinds, taken)
            if draft is not None:
                drafts.append(draft)
    return drafts


def singular(word: str) -> str:
    """The singular of a regular plural, for capitalised nouns, which the tagger takes for names."""
    if word.endswith("men"):
        return word[:-2] + "an"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def _nominal_use(p: Parse, i: int) -> bool:
    """Whether an adjective or participle heads a noun phrase ("the wounded", a mistagged "militants")."""
    return p.deps[i] in {"nsubj", "nsubjpass", "dobj", "pobj"} and any(p.deps[c] in {"det", "poss", "nummod"} for c in p.children[i])


def _pronoun(p: Parse, i: int) -> MentionDraft:
    kind = PRONOUNS[p.lower[i]]
    return MentionDraft(first=i, end=i + 1, head=i, type=kind, form="pronoun", plural=kind == "Group")


def _match(p: Parse, i: int, lemma: str, lexicon: Lexicon) -> tuple[int, str, bool] | None:
    """First token and class of the longest noun of the lexicon that ends at `i`, and whether it is a title; hyphens are skipped."""
    noun = lexicon.entity_nouns.match(p.lower, i, lemma)
    title = lexicon.titles.match(p.lower, i, lemma)
    if title is not None and (noun is None or title[0] < noun[0]):
        return title[0], "Position", True
    if noun is None:
        return None
    return noun[0], noun[2], title is not None and title[0] == noun[0]


def _nominal(p: Parse, i: int, lemma: str, lexicon: Lexicon, kinds: Kinds, taken: list[bool]) -> MentionDraft | None:
    """The nominal headed by token `i`, if it is one of its own and no mere modifier."""
    found = _match(p, i, lemma, lexicon)
    if found is None:
        return None
    noun_first, kind, is_title = found
    if lemma == "place" and p.deps[i] == "dobj" and p.lemmas[p.heads[i]] == "take":
        return None
    plural = p.tags[i] in {"NNS", "NNPS"} or (p.pos[i] in {"ADJ", "VERB"})
    if p.deps[i] in {"compound", "nmod", "amod", "npadvmod"} and i + 1 < len(p) and p.heads[i] > i:
        return _modifier(p, i, noun_first, kind, lexicon, kinds, taken)
    if _counts_others(p, i, lexicon):
        return None
    first = _left_edge(p, i, noun_first)
    determiner = p.lower[first] if p.pos[first] in {"DET", "PRON"} else ""
    first = _without_broken_name(p, first, noun_first, taken)
    first, count = _count(p, first, noun_first, i)
    end = _right_edge(p, i, kind in kinds.place, taken, lexicon)
    title = None
    if is_title or kind in kinds.position:
        kind, title = ("Group", None) if plural else ("Position" if _is_office(p, i, determiner) else "Person", (noun_first, i + 1))
    elif kind in kinds.group:
        plural = plural or lemma in COLLECTIVE
        kind = kind if plural else "Person"
    elif kind in kinds.person and plural:
        kind = "Group"
    draft = MentionDraft(
        first=first, end=end, head=i, type=kind, form="nominal", plural=plural, count=count, title=title, determiner=determiner
    )
    _take_quantifier(p, draft, lexicon)
    return draft


def _modifier(p: Parse, i: int, first: int, kind: str, lexicon: Lexicon, kinds: Kinds, taken: list[bool]) -> MentionDraft | None:
    """A noun before the noun of an event ("drone strike"); before other nouns only a capitalised organisation ("Coalition aircraft")."""
    head = p.heads[i]
    while p.deps[head] in {"compound", "nmod"} and p.heads[head] > head:
        head = p.heads[head]
    capital = p.words[i][0].isupper() and kind in kinds.organization
    if kind in kinds.position or not (capital or (p.lemmas[head] in lexicon.nouns and not taken[head])):
        return None
    return MentionDraft(first=first, end=i + 1, head=i, type=kind, form="nominal", plural=False)


def _left_edge(p: Parse, i: int, noun_first: int) -> int:
    """The first token of the noun phrase's front: what depends on the head and stands unbroken before it."""
    first, limit = noun_first, max(p.left[i], p.sentences[p.sentence_of[i]][0], i - 12)
    j = noun_first - 1
    while j >= limit and p.pos[j] != "SPACE":
        if p.deps[j] in {"relcl", "acl", "advcl", "ccomp", "parataxis", "cc", "preconj", "nsubj", "aux", "mark"} and p.heads[j] == i:
            break
        if p.pos[j] == "AUX" or (p.pos[j] == "PRON" and p.tags[j] != "PRP$"):
            break
        first = j
        j -= 1
    for k in range(noun_first - 1, first, -1):
        if p.pos[k] == "CCONJ" and p.pos[k - 1] in {"NOUN", "PROPN"} and p.tags[k - 1] in {"NNS", "NNP", "NNPS"}:
            first = k + 1  # "Coalition or partner forces"
            break
    while first < noun_first and (
        p.pos[first] in {"PUNCT", "CCONJ", "ADP", "SCONJ", "SPACE", "PART", "SYM"} or p.deps[first] in {"advmod", "predet", "preconj", "cc"}
    ):
        first += 1
    return first


def _count(p: Parse, first: int, noun_first: int, head: int) -> tuple[int, float | None]:
    """The phrase without the number that it begins with, and the number; "the two bridges" keeps it inside."""
    count, j = (2.0 if p.lower[first] == "both" else None), first
    for c in p.children[head]:
        if p.deps[c] == "nummod" and first <= c < noun_first:
            start = p.left[c]
            while p.lower[start] in {"about", "than", "least"} and start < c:
                start += 1
            found = next((n for n in (read_number(p.lower, k, number_words()) for k in range(start, c + 1)) if n is not None), None)
            count = found[0] if found is not None else count
            if p.pos[first] not in {"DET", "PRON"} and all(p.pos[k] in COUNTING for k in range(first, c)):
                j = c + 1
    while j < noun_first and (p.lower[j] in VAGUE or (p.pos[j] in {"PUNCT", "SYM"})):
        j += 1
    if j < noun_first and p.tags[j] == "VBG" and p.pos[j] == "VERB":
        j += 1  # "clearing areas": what is done to them
    return j, count


def _without_broken_name(p: Parse, first: int, noun_first: int, taken: list[bool]) -> int:
    """A phrase that would begin within a name begins with the name instead."""
    while first > 0 and taken[first] and taken[first - 1] and p.pos[first - 1] not in {"PUNCT", "SPACE"}:
        first -= 1
    return first


def _right_edge(p: Parse, i: int, place: bool, taken: list[bool], lexicon: Lexicon) -> int:
    """The end of the phrase: the head, or an of-phrase whose object is a name or (after what is no place) a noun of the lexicon."""
    end = i + 1
    if end + 1 >= len(p) or p.lower[end] != "of" or p.heads[end] != i:
        return end
    for c in p.children[end]:
        if p.deps[c] == "pobj" and (taken[c] or (not place and p.lemmas[c] in lexicon.entity_nouns)) and p.left[c] == end + 1:
            last = c
            while last + 1 < len(p) and taken[c] and taken[last + 1] and p.heads[last + 1] in {c, last}:
                last += 1
            return last + 1
    return end


def _take_quantifier(p: Parse, draft: MentionDraft, lexicon: Lexicon) -> None:
    """ "dozens of people", "a group of buildings": the quantifier joins the phrase to the sentence and begins it."""
    prep = p.heads[draft.core]
    if p.deps[draft.core] != "pobj" or p.lower[prep] != "of":
        return
    q = p.heads[prep]
    if q != prep - 1 or not _is_transparent(p, q, draft.core, lexicon):
        return
    draft.head = q
    draft.first = min(draft.first, _left_edge(p, q, q))
    if p.lemmas[q] in PERSON_LEVEL and draft.plural and p.lemmas[draft.core] not in COLLECTIVE:
        draft.type, draft.plural = "Person", False


def _is_transparent(p: Parse, q: int, of: int, lexicon: Lexicon) -> bool:
    """Whether a noun only counts what its of-phrase names; "the number of munitions" is the number itself."""
    if p.lemmas[q] not in lexicon.word_list("TransparentNoun", "noun") or (q > 0 and p.lower[q - 1] == "the" and p.tags[q] == "NN"):
        return False
    return p.lemmas[q] not in lexicon.entity_nouns or p.tags[of] == "NNS"


def _counts_others(p: Parse, i: int, lexicon: Lexicon) -> bool:
    """Whether a noun of the lexicon only counts what follows: "a group of buildings", "a team of inspectors"."""
    if i + 1 >= len(p) or p.lower[i + 1] != "of":
        return False
    return any(p.heads[c] == i + 1 and p.lemmas[c] in lexicon.entity_nouns and _is_transparent(p, i, c, lexicon) for c in p.children[i + 1])


def _is_office(p: Parse, i: int, determiner: str) -> bool:
    """Whether a title names the office and not who holds it: "as president", "became defence minister", "the post of governor"."""
    dep, h = p.deps[i], p.heads[i]
    if dep == "pobj" and p.lower[h] in {"as", "of"} and not determiner:
        return True
    return dep in {"attr", "oprd", "xcomp", "dobj"} and p.lemmas[h] in PREDICATIVE
