"""Mentions by common nouns: "railway bridges", "Ukrainian security officials", "the regional governor", and pronouns.

The span is a human annotator's: determiner, adjectives, compounds and possessor of the head and an of-phrase, no relative
clause. A bare number before the noun is a figure, not part of the mention (in re3d it is left out three times in four).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kg.extract.rules.drafts import Kinds, MentionDraft
from kg.extract.rules.grammar import english
from kg.extract.rules.nominalwords import NominalWords
from kg.extract.rules.nounphrases import left_edge, right_edge, without_number
from kg.extract.rules.parse import Parse
from kg.extract.rules.times.words import time_words

if TYPE_CHECKING:
    from kg.lexicon import Lexicon, WordIndex

LISTED = frozenset({"conj", "dobj", "pobj"})
"""Where parsers put the first nouns of a list of modifiers."""
HEADING = frozenset({"NOUN", "PROPN", "ADJ", "VERB"})
"""Tags of tokens that may head a nominal."""
NO_NOUNS = frozenset({"ADJ", "VERB"})
HEADS_OF_ITS_OWN = frozenset({"nsubj", "nsubjpass", "dobj", "pobj"})
YEAR = 4
"""Digits of a year."""
LIST_REACH = 8


def find_nominals(parse: Parse, lexicon: Lexicon, kinds: Kinds, taken: list[bool]) -> list[MentionDraft]:
    """Nominal mentions and pronouns; `taken` marks the tokens of names, which head no nominal."""
    drafts: list[MentionDraft] = []
    thingless = lexicon.word_list("ThinglessNoun", "noun")
    words = NominalWords.load()
    nouns, titles, pos, lower, lemmas = lexicon.entity_nouns, lexicon.titles, parse.pos, parse.lower, parse.lemmas
    of_two, within_phrases, deps = words.of_two, _words_of(thingless), parse.deps
    for i, tag in enumerate(pos):
        if tag == "PRON":
            if lower[i] in words.pronouns and deps[i] != "expl":
                drafts.append(_pronoun(parse, i, words.pronouns[lower[i]]))
        elif tag in HEADING and not taken[i]:
            word = lower[i]
            if word in of_two and i and lower[i - 1] == "the" and deps[i] in HEADS_OF_ITS_OWN:
                drafts.append(MentionDraft(first=i - 1, end=i + 1, head=i, type="Actor", form="pronoun"))  # of two just named
                continue
            if word == "others" and deps[i] in {"dobj", "nsubj", "nsubjpass", "pobj", "conj"}:
                drafts.append(_others(parse, i, taken))
            if tag in NO_NOUNS and not _nominal_use(parse, i):
                continue
            lemma = lemmas[i] if tag == "NOUN" else singular(word)
            if lemma not in nouns and word not in nouns and lemma not in titles:
                continue
            thing = word not in within_phrases or not _is_thingless(lower, i, thingless)
            if not thing or (deps[i] == "oprd" and word in english().as_captives):
                continue
            draft = _nominal(parse, i, lemma, lexicon, kinds, taken)
            if draft is not None:
                drafts.append(draft)
    return drafts


@cache
def _words_of(phrases: frozenset[str]) -> frozenset[str]:
    """The words of all phrases of several words."""
    return frozenset(w for phrase in phrases if " " in phrase for w in phrase.split())


def _is_thingless(lower: list[str], i: int, phrases: frozenset[str]) -> bool:
    """Whether the noun stands in a phrase that names no thing: "a political settlement"."""
    for a in range(max(i - 2, 0), i + 1):
        for b in range(max(i + 1, a + 2), a + 4):
            if " ".join(lower[a:b]) in phrases:
                return True
    return False


def singular(word: str) -> str:
    """The singular of a regular plural, for capitalised nouns, which the tagger takes for names."""
    if not word.endswith("s"):
        return word[:-2] + "an" if word.endswith("men") else word
    if word.endswith("ies") and len(word) > len("series"):
        return word[:-3] + "y"
    return word[:-1] if not word.endswith("ss") and len(word) > 3 else word


def _nominal_use(p: Parse, i: int) -> bool:
    """Whether an adjective or participle heads a noun phrase ("the wounded", a mistagged "militants")."""
    return p.deps[i] in HEADS_OF_ITS_OWN and any(p.deps[c] in {"det", "poss", "nummod"} for c in p.children[i])


def _others(p: Parse, i: int, taken: list[bool]) -> MentionDraft:
    """ "260 others": people, as far as the word tells."""
    first, count = without_number(p, left_edge(p, i, i, taken), i, i, taken)
    return MentionDraft(first=first, end=i + 1, head=i, type="Group", form="nominal", plural=True, count=count)


def _pronoun(p: Parse, i: int, kind: str) -> MentionDraft:
    return MentionDraft(first=i, end=i + 1, head=i, type=kind, form="pronoun", plural=kind == "Group")


def _match(p: Parse, i: int, lemma: str, lexicon: Lexicon) -> tuple[int, str, bool] | None:
    """First token and class of the longest noun of the lexicon that ends at `i`, and whether it is a title."""
    noun = longest_noun(p, i, lemma, lexicon.entity_nouns)
    titled = lemma in lexicon.titles or p.lower[i] in lexicon.titles
    title = longest_noun(p, i, lemma, lexicon.titles) if titled else None
    if title is not None and (noun is None or title[0] < noun[0]):
        return title[0], "Position", True
    if noun is None:
        return None
    return noun[0], noun[1], title is not None and title[0] == noun[0]


def longest_noun(p: Parse, i: int, lemma: str, index: WordIndex) -> tuple[int, str] | None:
    """First token and meaning of the longest entry that ends at token `i`.

    Hyphens in the text are passed over ("rocket-propelled grenade"), inner words may be inflected ("weapons cache").
    """
    best: tuple[int, int, str] | None = None
    word = p.lower[i]
    for key in (word, lemma) if lemma != word else (lemma,):
        if key not in index:
            continue
        before = i - 2 if i > 1 and p.words[i - 1] == "-" else i - 1
        pair = (p.lower[before], p.lemmas[before]) if before >= 0 else ()
        for words, meaning in index.ending(pair, key):
            if best is not None and len(words) <= best[0]:
                break
            if len(words) == 1:
                best = 1, i, meaning
                break
            k = i
            for w in reversed(words[:-1]):
                k -= 2 if k > 1 and p.words[k - 1] == "-" else 1
                if k < 0 or (p.lower[k] != w and p.lemmas[k] != w):
                    break
            else:
                best = len(words), k, meaning
                break
    return best[1:] if best is not None else None


def _nominal(p: Parse, i: int, lemma: str, lexicon: Lexicon, kinds: Kinds, taken: list[bool]) -> MentionDraft | None:
    """The nominal headed by token `i`, if it is one of its own and no mere modifier."""
    words = NominalWords.load()
    found = _match(p, i, lemma, lexicon)
    if found is None:
        return None
    noun_first, kind, is_title = found
    if noun_first < i and kind in kinds.group:
        kind = _plain_kind(lemma, kind, lexicon, kinds)
    if kind in kinds.organization and lemma in words.of_things:
        kind = _made_of(p, i, kind, lexicon, kinds)
    i, last = (noun_first, i) if "of" in p.lower[noun_first + 1 : i] else (i, i)  # "heads of state" is headed by its first word
    if lemma == "place" and "take" in (p.lemmas[p.heads[i]], p.lemmas[i - 1]):
        return None
    plural = p.tags[i] in {"NNS", "NNPS"} or p.pos[i] in {"ADJ", "VERB"} or (p.pos[i] == "PROPN" and lemma != p.lower[i] and i == last)
    if _is_bare_modifier(p, i, kind, kinds):
        return None
    if p.deps[i] in {"compound", "nmod", "amod", "npadvmod"} and i + 1 < len(p) and p.heads[i] > i:
        return _modifier(p, i, noun_first, kind, lexicon, kinds, taken)
    if _counts_others(p, i, lexicon):
        return None
    first = _after_date(p, left_edge(p, i, noun_first, taken), noun_first)
    determiner = p.lower[first] if p.pos[first] in {"DET", "PRON"} else ""
    edge = first
    first, count = without_number(p, first, noun_first, i, taken)
    if first > edge:
        determiner = ""  # "a further 12 tanks"
    if is_title and first == i and not plural and (_is_abstract(p, i) or (lemma in words.abstract and p.deps[i] == "dobj")):
        return None
    end = last + 1 if last > i else right_edge(p, i, place=kind in kinds.place, title=is_title, taken=taken, lexicon=lexicon)
    title = None
    if is_title or kind in kinds.position:
        kind, title = ("Group", None) if plural else ("Position" if _is_office(p, i, determiner) else "Person", (noun_first, last + 1))
    elif kind in kinds.group:
        plural = plural or lemma in words.collective
        kind = kind if plural else "Person"
    elif kind in kinds.person and plural:
        kind = "Group"
    if lemma in words.officers and kind in kinds.police and noun_first == i and _is_military(p, i, lexicon, kinds):
        kind = "Soldiers" if plural else "Person"
    draft = MentionDraft(
        first=first, end=end, head=i, type=kind, form="nominal", plural=plural, count=count, title=title, determiner=determiner
    )
    _take_quantifier(p, draft, lexicon, kinds, taken)
    return draft


def _is_military(p: Parse, i: int, lexicon: Lexicon, kinds: Kinds) -> bool:
    """Whether a noun is "of" an army or unit: "four officers of the brigade"."""
    for of in p.children[i]:
        for c in p.children[of] if p.lower[of] == "of" else ():
            noun = lexicon.entity_nouns.match(p.lower, c, p.lemmas[c]) or lexicon.name_heads.match(p.lower, c)
            if noun is not None and noun[2] in kinds.armed:
                return True
    return False


def _after_date(p: Parse, first: int, noun_first: int) -> int:
    """The first token after a month and its year, which belong to the sentence: "(In) May 2023 gunmen attacked"."""
    dated = (
        noun_first - first > 1
        and p.lower[first] in time_words().months
        and len(p.words[first + 1]) == YEAR
        and p.words[first + 1].isdigit()
    )
    return first + 2 if dated else first


def _made_of(p: Parse, i: int, kind: str, lexicon: Lexicon, kinds: Kinds) -> str:
    """The class of what a network consists of, where that is no people: "a network of tunnels" acts in nothing."""
    for inner in (g for c in p.children[i] if p.lower[c] == "of" for g in p.children[c] if p.deps[g] == "pobj"):
        noun = lexicon.entity_nouns.match(p.lower, inner, p.lemmas[inner])
        if noun is not None and noun[2] not in kinds.group | kinds.person | kinds.organization:
            return noun[2]
    return kind


def _is_bare_modifier(p: Parse, i: int, kind: str, kinds: Kinds) -> bool:
    """Whether a person's noun only modifies what comes after it in a list: "bomber, fighter and remotely piloted aircraft"."""
    if p.tags[i] != "NN" or p.deps[i] not in LISTED or (kind not in kinds.person and kind not in kinds.group):
        return False
    if any(p.deps[c] in {"det", "poss", "nummod"} for c in p.children[i]):
        return False
    for k in range(i + 1, min(i + LIST_REACH, len(p))):
        if p.pos[k] == "NOUN" and p.words[k - 1] not in {",", "and", "or"}:
            return p.tags[k] == "NNS" or p.lower[k] == "aircraft"
        if p.pos[k] not in {"NOUN", "PUNCT", "CCONJ", "ADV", "VERB", "ADJ"}:
            return False
    return False


def _plain_kind(lemma: str, kind: str, lexicon: Lexicon, kinds: Kinds) -> str:
    """The class of the bare noun where it is a country and the longer noun a group of them: "a European country" is no person."""
    bare = next((m for w, m in lexicon.entity_nouns.entries(lemma) if len(w) == 1), kind)
    return bare if bare in kinds.country else kind


def _modifier(p: Parse, i: int, first: int, kind: str, lexicon: Lexicon, kinds: Kinds, taken: list[bool]) -> MentionDraft | None:
    """A noun before the noun of an event ("drone strike"); before other nouns only a capitalised organisation ("Coalition aircraft")."""
    head = p.heads[i]
    while p.deps[head] in {"compound", "nmod"} and p.heads[head] > head:
        head = p.heads[head]
    capital = p.words[i][0].isupper() and kind in kinds.organization
    if kind in kinds.position or not (
        capital or (p.lemmas[head] in lexicon.nouns and not taken[head] and p.lemmas[head] not in lexicon.entity_nouns)
    ):
        return None
    return MentionDraft(first=first, end=i + 1, head=i, type=kind, form="nominal", plural=False)


def _take_quantifier(p: Parse, draft: MentionDraft, lexicon: Lexicon, kinds: Kinds, taken: list[bool]) -> None:
    """ "dozens of people", "a group of buildings": the quantifier joins the phrase to the sentence and begins it."""
    prep = p.heads[draft.core]
    if p.deps[draft.core] != "pobj" or p.lower[prep] != "of":
        return
    q = p.heads[prep]
    if q != prep - 1 or not _is_transparent(p, q, draft.core, lexicon):
        return
    draft.head = q
    draft.first = min(draft.first, left_edge(p, q, q, taken))
    draft.determiner = p.lower[draft.first] if p.pos[draft.first] == "DET" else ""
    words = NominalWords.load()
    if p.lemmas[q] in words.one_of and draft.plural and draft.type in kinds.group and p.lemmas[draft.core] not in words.collective:
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


def _is_abstract(p: Parse, i: int) -> bool:
    """Whether a bare singular after a preposition is no person: "bring to justice", "in general"."""
    return p.deps[i] == "pobj" and p.lower[i] == p.words[i] and p.lower[p.heads[i]] in NominalWords.load().abstract_after


def _is_office(p: Parse, i: int, determiner: str) -> bool:
    """Whether a title names the office and not who holds it: "as president", "became defence minister", "the post of governor"."""
    dep, h, words = p.deps[i], p.heads[i], NominalWords.load()
    if dep == "pobj" and p.lower[h] in words.office_after and not determiner:
        return True
    return dep in {"attr", "oprd", "xcomp", "dobj"} and p.lemmas[h] in words.predicative
