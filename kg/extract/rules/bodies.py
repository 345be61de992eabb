"""Names that the common noun beside them tells: the "Black Falcons" group, the Sons of the Valley militia, the Messenger newspaper,
the tanker Marlin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.rules.acronyms import is_acronym
from kg.extract.rules.drafts import Kinds
from kg.extract.rules.namespans import Name, NameBoard
from kg.extract.rules.namewords import NameWords
from kg.extract.rules.parse import Parse

if TYPE_CHECKING:
    from kg.gazetteer import Gazetteer
    from kg.lexicon import Lexicon

THE = frozenset({"the"})
OPERATIONS = frozenset({"operation", "exercise"})
PEOPLE_TAGS = frozenset({"NNPS", "NNS", "NNP"})
MARKS = {'"': '"', "“": "”", "‘": "’", "'": "'", "«": "»"}
LONGEST = 6
"""Words of a name in quotation marks at most."""


def place_by_noun(board: NameBoard, lexicon: Lexicon, gazetteer: Gazetteer, kinds: Kinds) -> None:
    """Put names on the board that stand before or after the common noun of what they name."""
    words, p = NameWords.load(), board.parse
    media, bodies, before_bodies, members, last = words.media, words.bodies, words.before_bodies, words.members, len(p) - 1
    after_the = (k + 1 for k in p.with_word(THE) if k < last and p.lower[k + 1][-1] == "s")
    for i in sorted({*p.with_word(words.beside_names), *p.with_lemma(members), *after_the}):
        w = p.lower[i]
        if w in media and p.pos[i] == "NOUN" and i > 0:
            _put_medium(board, i, gazetteer)
        elif w in bodies and i > 2:
            _put_body(board, i, lexicon, kinds)
        if p.lemmas[i] in members and i and board.owner[i - 1] is None:
            _put_members(board, i)
        if w in before_bodies and p.tags[i] == "NN" and i + 1 < last:
            _put_after(board, i, lexicon, kinds)
        if i and w[-1] == "s" and p.lower[i - 1] == "the" and p.words[i][0].isupper() and p.tags[i] in PEOPLE_TAGS:
            _put_people_of(board, i, lexicon, kinds)
    for name in board.names():
        if name.entry is None and follows_medium(p, name):
            name.label, name.type = "ORG", "MediaOutlet"
            continue
        kind = _vessel_before(p, name, lexicon, words, kinds)
        if kind in kinds.asset:
            name.label, name.type, name.entry, name.senses = "PRODUCT", kind, None, ()


def event_names(p: Parse) -> Iterator[tuple[int, int]]:
    """Names of operations, which are events: "Operation Iron Gate"."""
    for i in p.with_word(OPERATIONS):
        if p.words[i] in {"Operation", "Exercise", "OPERATION"}:
            end = i + 1
            while (
                end < len(p)
                and p.words[end][0].isupper()
                and p.sentence_of[end] == p.sentence_of[i]
                and p.starts[end] == p.ends[end - 1] + 1
            ):
                end += 1
            if end > i + 1:
                yield i, end


def _put_members(board: NameBoard, i: int) -> None:
    """ "GATIA fighters": an acronym before those who fight is their group."""
    p, k = board.parse, i - 1
    w = p.words[k]
    if is_acronym(w) and w.isupper() and w.isalpha() and len(w) > 2 and not board.shouts(k) and not board.timed[k]:
        board.add(Name(k, i, "ORG", type="ArmedGroup"))


def _capitals_before(p: Parse, i: int) -> int:
    """The first of the capitals (and numbers between) that stand unbroken before a token; `i` if there are none."""
    first = k = i
    while k > 0 and p.sentence_of[k - 1] == p.sentence_of[i] and p.pos[k - 1] != "SPACE":
        w = p.words[k - 1]
        if w[0].isupper() and p.pos[k - 1] in {"PROPN", "NOUN", "ADJ"}:
            first = k - 1
        elif not w.isdigit():
            break
        k -= 1
    return first


def _put_medium(board: NameBoard, i: int, gazetteer: Gazetteer) -> None:
    """ "the Daily Messenger newspaper", "Channel 9 television"; "Israeli radio" and "Gaza television" have no name."""
    p = board.parse
    first = _capitals_before(p, i)
    while first < i and (
        gazetteer.demonym(p.words[first]) is not None or (p.sentences[p.sentence_of[first]][0] == first and p.pos[first] != "PROPN")
    ):
        first += 1
    there = board.within(first, i)
    if first == i or any(n.entry is not None or n.first < first or n.end > i for n in there) or board.timed[i - 1]:
        return
    for n in there:
        board.remove(n)
    board.add(Name(first, i, "ORG", type="MediaOutlet"))


def follows_medium(p: Parse, name: Name) -> bool:
    """ "local newspaper Kivu Soir", "the broadcaster The Voice"."""
    words, i = NameWords.load(), name.first - 1
    if i > 0 and p.words[i] == "The":
        i -= 1
    return i >= 0 and p.words[i] in words.media and p.pos[i] == "NOUN" and p.sentence_of[i] == p.sentence_of[name.first]


def _put_body(board: NameBoard, i: int, lexicon: Lexicon, kinds: Kinds) -> None:
    """Capitals in quotation marks, or with "of" among them, before the noun of a body."""
    p = board.parse
    noun = lexicon.entity_nouns.match(p.lower, i, p.lemmas[i])
    kind = noun[2] if noun is not None and noun[2] in kinds.organization else "Organization"
    first, end = _quoted_before(p, i) or _joined_before(p, i)
    there = board.within(first, end)
    if (
        first == end
        or any(n.entry is not None and n.end - n.first > 1 for n in there)
        or any(n.first < first or n.end > end for n in there)
    ):
        return
    for n in there:
        board.remove(n)
    board.add(Name(first, end, "ORG", type=kind))


def _put_after(board: NameBoard, i: int, lexicon: Lexicon, kinds: Kinds) -> None:
    """ "the charity Relief Now": capitals right after the noun of a body, which do not act in a clause of their own."""
    p, end = board.parse, i + 1
    while end < len(p) and p.words[end][0].isupper() and p.starts[end] == p.ends[end - 1] + 1:
        if p.pos[end] not in {"PROPN", "ADV", "ADJ", "NOUN"}:
            break
        end += 1
    there = board.within(i + 1, end)
    if end == i + 1 or any(n.entry is not None or n.first <= i or n.end > end or n.label == "NORP" for n in there):
        return
    head = next((k for k in range(end - 1, i, -1) if not i < p.heads[k] < end), end - 1)
    acts = p.deps[head] in {"nsubj", "nsubjpass"} and p.deps[p.heads[head]] in {"relcl", "ccomp"} and p.heads[i] != head
    noun = lexicon.entity_nouns.match(p.lower, i, p.lemmas[i])
    if acts or any(board.timed[i + 1 : end]) or noun is None:
        return
    for n in there:
        board.remove(n)
    board.add(Name(i + 1, end, "ORG", type=noun[2] if noun[2] in kinds.organization else "Organization"))


def _put_people_of(board: NameBoard, i: int, lexicon: Lexicon, kinds: Kinds) -> None:
    """ "the Sons of Meroe", "the Friends of Syria": people in capitals within a sentence are a body."""
    p = board.parse
    if i == 0 or p.lower[i - 1] != "the" or not p.lower[i].endswith("s") or i + 2 >= len(p) or p.words[i + 1] != "of":
        return
    noun = lexicon.entity_nouns.match(p.lower, i, p.lower[i][:-1])
    if noun is None or noun[2] not in kinds.group or noun[0] != i or p.lower[i][:-1] in lexicon.titles or board.owner[i] is not None:
        return
    end = i + 3 if p.lower[i + 2] == "the" else i + 2
    first = end
    while end < len(p) and p.words[end][0].isupper() and p.starts[end] == p.ends[end - 1] + 1 and p.pos[end] in {"PROPN", "NOUN", "ADJ"}:
        end += 1
    if end == first or any(n.first < i or n.end > end for n in board.within(i, end)):
        return
    for n in board.within(i, end):
        board.remove(n)
    board.add(Name(i, end, "ORG", type="Organization"))


def _quoted_before(p: Parse, i: int) -> tuple[int, int] | None:
    """The words in quotation marks right before a token, if all that count begin with capitals."""
    if p.words[i - 1] not in MARKS.values():
        return None
    for k in range(i - 3, max(-1, i - 3 - LONGEST), -1):
        if MARKS.get(p.words[k]) == p.words[i - 1]:
            within = range(k + 1, i - 1)
            named = all(p.words[j][0].isupper() or p.lower[j] in {"of", "the", "for", "and", "al"} for j in within)
            return (k + 1, i - 1) if named and p.words[k + 1][0].isupper() else None
    return None


def _joined_before(p: Parse, i: int) -> tuple[int, int]:
    """Capitals with "of" or "of the" among them, right before a token and not at the beginning of a sentence: (i, i) if there are none."""
    last = _capitals_before(p, i)
    if last == i or last < 2:
        return i, i
    k = last - 1
    if p.lower[k] == "the":
        k -= 1
    if k < 1 or p.words[k] != "of":
        return i, i
    first = _capitals_before(p, k)
    begins = first == p.sentences[p.sentence_of[i]][0]
    return (i, i) if first == k or begins else (first, i)


def _vessel_before(p: Parse, name: Name, lexicon: Lexicon, words: NameWords, kinds: Kinds) -> str:
    """The class of the vessel whose noun stands right before a name and belongs to it; "" if none does."""
    i = name.first - 1
    if i < 0 or p.words[i] not in words.vessels or p.pos[i] not in {"NOUN", "PROPN", "ADJ"} or p.tags[i] == "NNS":
        return ""
    head = name.end - 1
    # an object clause begins with what acts: "the tanker Iran seized"
    acts = p.deps[head] == "nsubj" and p.heads[i] != head
    if acts or (name.entry is not None and name.entry.type in kinds.country):
        return ""
    noun = lexicon.entity_nouns.match(p.lower, i, p.lemmas[i])
    return noun[2] if noun is not None else ""
