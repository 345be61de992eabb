"""Names that rules find or complete: by their head, before their kind, by designation, across articles, hyphens and nicknames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.rules.drafts import Kinds
from kg.extract.rules.namespans import PLACE_LABELS, Name, NameBoard, is_capital
from kg.extract.rules.parse import Parse

if TYPE_CHECKING:
    from kg.lexicon import Lexicon

HYPHEN = frozenset({"-"})
ORDINAL = frozenset({"st", "nd", "rd", "th"})
NO_NAMES = frozenset({"PRON", "AUX", "SCONJ", "ADP", "DET", "VERB", "CCONJ", "ADV"})
MARKS = frozenset("\"“”'‘’")


def place_headed(board: NameBoard, lexicon: Lexicon, kinds: Kinds) -> None:
    """Names told by their head: "3rd Battalion", "Ministry of Foreign Affairs", "Incirlik Air Base", "Camp Bastion"."""
    p, heads = board.parse, lexicon.name_heads
    known = heads.keys()
    for i in board.capitals:
        if p.lower[i] not in known:
            continue
        found = heads.match(p.lower, i)
        if found is None:
            continue
        more = i + 1 < len(p) and p.pos[i + 1] == "PROPN" and heads.match(p.lower, i + 1) is not None
        if more and found[2] not in kinds.asset:
            continue  # the next word tells better
        first, end = _headed_span(board, found[0], i + 1, found[2], kinds)
        if end - first < 2 or (end - first == found[1] - found[0] and first == found[0] and board.owner[i] is None):
            continue
        vessel = heads.match(p.lower, first)
        kind = vessel[2] if vessel is not None and vessel[2] in kinds.asset else found[2]  # "HMS Ocean" is no sea
        _put_headed(board, first, end, kind, kinds)


def _put_headed(board: NameBoard, first: int, end: int, kind: str, kinds: Kinds) -> None:
    """Put a name with a head in place of what the statistics saw there, unless that is known better."""
    there = board.within(first, end)
    if any(n.entry is not None and n.first <= first and n.end >= end for n in there):
        return
    if kind in kinds.place and kind not in kinds.facility and any(n.label == "PERSON" and n.end == end for n in there):
        return  # "Eva Forest" is no forest
    first, end = min([first, *(n.first for n in there if n.label != "NORP" or n.end > first)]), max([end, *(n.end for n in there)])
    if len(there) == 1 and there[0].first == first and there[0].end == end and there[0].entry is None:
        return
    label = "ORG" if kind in kinds.organization else "FAC" if kind in kinds.facility else "PRODUCT" if kind in kinds.asset else "LOC"
    for n in there:
        board.remove(n)
    board.add(Name(first, end, label, type=kind))


def _headed_span(board: NameBoard, first: int, end: int, kind: str, kinds: Kinds) -> tuple[int, int]:
    """The run of capitals up to the head, and after it a complement ("of Defence") or a designation ("Bastion", "8200")."""
    p = board.parse
    if p.lower[first] in board.words.head_first and (end - first > 1 or p.lower[first] not in board.words.also_english):
        return first, _end_of_head_first(board, end)
    a, sentence = first, p.sentence_of[first]
    while a > 0 and p.sentence_of[a - 1] == sentence and _continues_name(p, a - 1):
        a -= 1
    while a < first and p.lower[a] in board.words.leading:
        a += 1
    b, n = end, len(p)
    if b + 1 < n and p.lower[b] in board.words.joiners:
        k = b + 2 if p.lower[b + 1] == "the" and b + 2 < n else b + 1
        if is_capital(p.words[k]) and (a == first or kind in kinds.organization):
            b = k + 1
            while b < n and (
                is_capital(p.words[b])
                or (p.lower[b] in {"and", "of"} and b + 1 < n and is_capital(p.words[b + 1]) and p.deps[b + 1] == "conj")
            ):
                b += 1
    elif (
        a == first
        and b < n
        and (kind in kinds.place or kind in kinds.asset or p.pos[b] == "NUM")
        and (is_capital(p.words[b]) or p.pos[b] == "NUM")
    ):
        while b < n and (is_capital(p.words[b]) or (p.pos[b] == "NUM" and b == end)) and p.pos[b] in {"PROPN", "NUM"}:
            b += 1
    return a, b


def _end_of_head_first(board: NameBoard, end: int) -> int:
    """Where a name ends whose head comes first: after its capitals, with "de", "pour le", "l'" among them."""
    p, b = board.parse, end
    while b < len(p) and p.sentence_of[b] == p.sentence_of[end - 1]:
        w = p.words[b]
        if is_capital(w) or (len(w) > 2 and w[1] in "'’" and w[2].isupper()):
            end = b + 1
        elif w not in board.words.in_head_first:
            break
        b += 1
    return end


def _continues_name(p: Parse, i: int) -> bool:
    """Whether a token left of a name head belongs to its name."""
    w = p.words[i]
    if is_capital(w):
        if p.pos[i] in {"PROPN", "ADJ"}:
            return True
        begins = i == 0 or p.pos[i - 1] == "SPACE"
        return not begins and p.pos[i] not in NO_NAMES
    if w in {"-", "&"}:
        return i > 0 and is_capital(p.words[i - 1])
    return len(w) > 2 and w[0].isdigit() and w[-2:] in ORDINAL


def place_before_kind(board: NameBoard, lexicon: Lexicon, kinds: Kinds) -> None:
    """Capitals before the common noun of a place are its name, whatever the statistics say: "Bermal district"."""
    p, nouns = board.parse, lexicon.entity_nouns.keys()
    for i in (k + 1 for k in board.capitals if p.pos[k] == "PROPN" and k + 1 < len(p)):
        if p.pos[i] != "NOUN" or p.lower[i] not in nouns:
            continue
        kind = lexicon.entity_nouns.match(p.lower, i)
        there = board.owner[i - 1]
        if kind is None or kind[0] != i or (kind[2] not in kinds.region and kind[2] not in kinds.settlement):
            continue
        if there is not None and (there.entry is not None or there.label not in {"PERSON", "ORG"} or p.words[i - 1].isupper()):
            continue
        first = there.first if there is not None else i - 1
        while first > 1 and _part_of_place_name(board, first - 1):
            first -= 1
        if there is None:
            board.add(Name(first, i, "GPE"))
        else:
            board.resize(there, first, i)
            there.label = "GPE"


def _part_of_place_name(board: NameBoard, i: int) -> bool:
    p = board.parse
    if board.owner[i] is not None or p.pos[i - 1] == "SPACE":
        return False
    if p.words[i] == "-":
        return p.words[i - 1][0].isupper() or p.lower[i - 1] in board.words.inner
    if p.words[i][0].isupper() and p.pos[i] == "PROPN":
        return True
    return (p.lower[i] in board.words.inner or p.lower[i] in {"e", "i"}) and p.words[i - 1][0].isupper()


def complete_names(board: NameBoard) -> None:
    """Parts that the statistics leave off: "Dayr az | Zawr", 'Richard | "Tex" | Coe'."""
    p = board.parse
    marked = not MARKS.isdisjoint(p.vocabulary)
    for name in board.names():
        if name.label in PLACE_LABELS and _after_article(board, name.first):
            board.resize(name, name.first - 2, name.end)
        end = _after_nickname(p, name) if marked and name.label == "PERSON" else 0
        if end > name.end:
            rest = board.owner[end]
            board.resize(name, name.first, rest.end if rest is not None else end + 1)


def _after_nickname(p: Parse, name: Name) -> int:
    """The token after a nickname in quotation marks that begins in or after a person's name and goes on in capitals; else 0."""
    marks = [k for k in range(name.first + 1, min(name.end + 6, len(p) - 1)) if p.words[k] in MARKS]
    if len(marks) != 2 or marks[0] > name.end or marks[1] < name.end or not p.words[marks[0] + 1][0].isupper():
        return 0
    after = marks[1] + 1
    return after if p.pos[after] == "PROPN" and p.words[after][0].isupper() else 0


def _after_article(board: NameBoard, first: int) -> bool:
    """Whether a name's first word and the article stand before what the statistics took for it."""
    p = board.parse
    if first < 2 or p.lower[first - 1] not in board.words.articles or board.owner[first - 2] is not None:
        return False
    if p.pos[first - 1] in {"SCONJ", "ADP", "ADV", "DET"} and p.lower[first - 1] in {"as", "an"}:
        return False  # "on Saturday as Georgia voted"
    return p.words[first - 2][0].isupper() and p.pos[first - 2] == "PROPN"


def join_hyphened(board: NameBoard) -> None:
    """Acronyms that a hyphen or a number completes: "CJTF-OIR", "CTF 50"."""
    p = board.parse
    for i in p.with_word(HYPHEN):
        if not 0 < i < len(p) - 1:
            continue
        a, b = board.owner[i - 1], board.owner[i + 1]
        if p.ends[i - 1] == p.starts[i] and p.ends[i] == p.starts[i + 1]:
            alike = p.words[i - 1].isupper() and p.words[i + 1].isupper() and len(p.words[i - 1]) > 2
            if a is not None and alike and a.entry is None and (b is None or b.entry is None) and a is not b:
                board.resize(a, a.first, b.end if b is not None else i + 2)
    for a in board.names():
        i = a.end - 1
        w = p.words[i]
        if i + 1 < len(p) and a.end == i + 1 and a.entry is None and w.isupper() and w.isalpha() and 2 < len(w) < 6:
            number = p.words[i + 1]
            if number.isdigit() and len(number) < 4 and p.heads[i + 1] <= i + 1 and board.owner[i + 1] is None:
                board.resize(a, a.first, i + 2)


def place_designations(board: NameBoard, lexicon: Lexicon) -> None:
    """Kinds of things by name or by the pattern of their designation: "Kalashnikov", "Tu-95", "F-16"."""
    p, names, known_names = board.parse, lexicon.names, lexicon.names.keys()
    for i in board.capitals:
        w = p.words[i]
        known_as = names.entries(w) if w in known_names else ()
        if w[-1] == "s":
            known_as += names.entries(w[:-1])
        if not known_as and w.isalpha():
            continue
        kind, end = "", i + 1
        for known, meaning in known_as:
            written = p.words[i : i + len(known)]
            if len(written) == len(known) and all(a in {b, f"{b}s"} for a, b in zip(written, known, strict=True)):
                end, kind = i + len(known), meaning
                break
        if not kind and any(map(str.isdigit, w)):
            base = w[:-1] if w.endswith("s") else w
            kind = next((k for pattern, k in lexicon.name_patterns if pattern.fullmatch(base)), "")
        if not kind:
            continue
        there = board.within(i, end)
        if any(n.entry is not None for n in there):
            continue
        if w.isalpha() and any(n.label == "PERSON" and n.end - n.first > end - i for n in there):
            continue  # "Abdel Fattah al-Hadari" is no missile
        first = min([i, *(n.first for n in there)])
        end = max([end, *(n.end for n in there)])
        for n in there:
            board.remove(n)
        board.add(Name(first, end, "PRODUCT", type=kind))
