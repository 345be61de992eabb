"""Where names stand: statistical names cleaned, corrected by the gazetteer, by name heads and by designations.

A `NameBoard` holds names that do not overlap; what a later source knows better replaces what stands there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extract.rules.drafts import Kinds
from kg.extract.rules.parse import Parse

if TYPE_CHECKING:
    from kg.gazetteer import Entry, Gazetteer
    from kg.lexicon import Lexicon

NAME_LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "NORP", "FAC", "PRODUCT"})
PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
TIME_LABELS = frozenset({"DATE", "TIME"})
QUOTES = frozenset("\"'“”‘’«»`´[](){}")
LEADING = frozenset("the a an this that near in at on from of to by and or for mr mr.".split()) - {"mr", "mr."}
"""Function words that statistical names begin with by mistake."""
PLACE_PREPOSITIONS = frozenset("in near at outside inside around toward towards from into across throughout within".split())
STRONG_PLACE_PREPOSITIONS = frozenset("in near outside inside around across throughout within".split())
JOINERS = frozenset("of for".split())
"""Words that join a name's head to its complement: "Ministry of Defence", "Centre for Human Rights"."""
DIRECTIONS = frozenset(
    "northern southern eastern western central northeastern northwestern southeastern southwestern north-eastern north-western"
    " south-eastern south-western upper lower".split()
)
"""Adjectives that make a part of a place."""
PARTICLES = frozenset("al el ar as az ad an ul ud de del la le bin ibn abu von van der den di da dos bani".split())
"""Lower-case words that stand inside or at the beginning of names."""


@dataclass(slots=True, eq=False)
class Name:
    """A name on the board: tokens, the statistical label if any, and what is known of it."""

    first: int
    end: int
    label: str = ""
    type: str = ""
    entry: Entry | None = None
    senses: Sequence[Entry] = ()
    sure: bool = False
    """Whether the gazetteer entry may overrule what the parser says."""


class NameBoard:
    """Names of a text that do not overlap, with the name that each token belongs to."""

    def __init__(self, parse: Parse) -> None:
        self.parse = parse
        self.owner: list[Name | None] = [None] * len(parse)
        self.timed = [False] * len(parse)
        """Tokens of statistical dates and times: "May", "Friday"."""

    def add(self, name: Name) -> None:
        """Put a name on the board; the caller has removed what it overlaps."""
        for i in range(name.first, name.end):
            self.owner[i] = name

    def remove(self, name: Name) -> None:
        """Take a name off."""
        for i in range(name.first, name.end):
            if self.owner[i] is name:
                self.owner[i] = None

    def within(self, first: int, end: int) -> list[Name]:
        """Names that overlap the tokens, in order."""
        found: list[Name] = []
        for i in range(max(first, 0), end):
            o = self.owner[i]
            if o is not None and (not found or found[-1] is not o):
                found.append(o)
        return found

    def names(self) -> list[Name]:
        """All names in order."""
        return self.within(0, len(self.owner))

    def resize(self, name: Name, first: int, end: int) -> None:
        """Give a name other bounds; names that it then overlaps go."""
        for other in self.within(first, end):
            if other is not name:
                self.remove(other)
        self.remove(name)
        name.first, name.end = first, end
        self.add(name)


def is_capital(word: str) -> bool:
    """Whether a word is written as (part of) a name: a capital first, or an ordinal or a number before capitals ("3rd")."""
    return word[0].isupper()


def is_possessive(word: str) -> bool:
    """The ending that makes a possessive."""
    return word in {"'s", "’s", "'", "’", "'S", "’S"}


def place_statistical(board: NameBoard) -> None:
    """Put the statistical names on the board, cut at line ends and brackets and trimmed."""
    p = board.parse
    for first, end, label in p.names:
        if label in TIME_LABELS:
            board.timed[first:end] = [True] * (end - first)
        if label not in NAME_LABELS:
            continue
        for a, b in _pieces(p, first, end, commas=label in PLACE_LABELS):
            if any(p.words[i][0].isupper() for i in range(a, b)):
                board.add(Name(a, b, label))


def _pieces(p: Parse, first: int, end: int, *, commas: bool = False) -> Iterator[tuple[int, int]]:
    """Parts of a span between line ends, brackets, semicolons (and commas), without what does not belong to a name at either side."""
    a = first
    for i in range(first, end + 1):
        if (
            i == end
            or p.pos[i] == "SPACE"
            or p.words[i] in {"(", ")", ";", "|", "•", "—", "["}
            or _is_dash(p, i)
            or (commas and p.words[i] == ",")
        ):
            b = i
            while a < b and (p.words[a] in QUOTES or p.lower[a] in LEADING or (p.pos[a] == "PUNCT") or is_possessive(p.words[a])):
                a += 1
            while a < b and (p.words[b - 1] in QUOTES or is_possessive(p.words[b - 1]) or p.pos[b - 1] == "PUNCT"):
                b -= 1
            if a < b and not _is_junk(p, a, b):
                yield a, b
            a = i + 1


def _is_dash(p: Parse, i: int) -> bool:
    """A dash with spaces around, which parts names."""
    return p.words[i] in {"-", "–"} and i > 0 and p.ends[i - 1] < p.starts[i]


def _is_junk(p: Parse, a: int, b: int) -> bool:
    """URLs, handles, bare numbers and single letters are no names."""
    text = p.words[a]
    if b - a == 1 and (len(text) == 1 or "@" in text or "/" in text or "www." in text or text.isdigit()):
        return True
    return not any(c.isalpha() for i in range(a, b) for c in p.words[i])


def place_known(board: NameBoard, gazetteer: Gazetteer, kinds: Kinds) -> None:
    """Put the gazetteer's names on the board: they overrule spans and labels, where they are trusted or the context supports them."""
    p, n = board.parse, len(board.parse)
    words = p.words
    found_at: list[tuple[int, int, tuple[Entry, ...]]] = []
    i = 0
    while i < n:
        w = words[i]
        if not (w[0].isupper() or (w in PARTICLES and i + 1 < n)):
            i += 1
            continue
        found = gazetteer.longest_match(words, i)
        if found is None:
            i += 1
            continue
        end, senses = found
        if senses and any(words[k][0].isupper() for k in range(i, end)):
            found_at.append((i, end, senses))
            i = end
        else:
            i += 1
    sure = {senses[0].key for _, _, senses in found_at if not senses[0].weak}
    for first, end, senses in found_at:
        _settle_known(board, first, end, senses, kinds, trusted=not senses[0].weak or senses[0].key in sure)


def _settle_known(board: NameBoard, first: int, end: int, senses: Sequence[Entry], kinds: Kinds, *, trusted: bool) -> None:
    """Whether (and how) a gazetteer name takes its place among the statistical ones.

    A weak name is trusted where the text also has a sure name of the same thing ("IS" beside "Islamic State").
    """
    p = board.parse
    there = board.within(first, end)
    if end - first == 1 and board.timed[first] and not there:
        return
    if not there:
        if not trusted and not (_place_context(p, first, end) and senses[0].type in kinds.place):
            return
        if p.pos[first] in {"VERB", "AUX", "ADP", "CCONJ", "PRON"} and end - first == 1 and not p.words[first].isupper():
            return
        board.add(Name(first, end, "", entry=senses[0], senses=senses, sure=trusted))
        return
    if len(there) == 1:
        name = there[0]
        if name.first == first and name.end == end:
            name.senses, name.sure = senses, trusted
            name.entry = choose_sense(senses, name.label, kinds, trusted=trusted)
            return
        if name.first <= first and end <= name.end:
            _inside(board, name, first, end, senses, kinds, trusted=trusted)
            return
    if not trusted and end - first == 1:
        return
    for name in there:
        a, b = name.first, name.end
        board.remove(name)
        if a < first and name.label == "PERSON":
            board.add(Name(a, first, name.label))
        if b > end and any(p.words[k][0].isupper() for k in range(end, b)):
            for x, y in _pieces(p, end, b):
                board.add(Name(x, y, name.label))
    board.add(Name(first, end, there[0].label, entry=senses[0], senses=senses, sure=trusted))


def _inside(board: NameBoard, name: Name, first: int, end: int, senses: Sequence[Entry], kinds: Kinds, *, trusted: bool) -> None:
    """A known name within a longer statistical one: "Paktika province" keeps its words, "Idlib, Syria" is two names."""
    p = board.parse
    divided = any(p.words[k] in {",", "and", "-", "–", "/"} for k in (first - 1, end) if name.first <= k < name.end)
    if divided and trusted and (name.label in PLACE_LABELS or name.label == "NORP" or "," in p.words[name.first : name.end]):
        a, b = name.first, name.end
        board.remove(name)
        for x, y in (*_pieces(p, a, first), *_pieces(p, end, b)):
            board.add(Name(x, y, name.label))
        board.add(Name(first, end, name.label, entry=senses[0], senses=senses, sure=trusted))
        return
    rest = [k for k in range(name.first, name.end) if not first <= k < end and p.lower[k] not in DIRECTIONS]
    if first == name.first and trusted and senses[0].type in kinds.organization and p.lower[end] in {"of", "in"}:
        name.type, name.entry, name.sure = senses[0].type, senses[0], True  # "Islamic State of Iraq and Syria"
        return
    if not any(is_capital(p.words[k]) for k in rest):
        name.senses, name.sure = senses, trusted
        name.entry = choose_sense(senses, name.label, kinds, trusted=trusted)
        if name.label != "PERSON":
            board.resize(name, first, end)


def _place_context(p: Parse, first: int, end: int) -> bool:
    """Whether the words beside say that this is a place: "near X", "X, Syria"."""
    return first > 0 and p.lower[first - 1] in PLACE_PREPOSITIONS and p.pos[first] == "PROPN"


def choose_sense(senses: Sequence[Entry], label: str, kinds: Kinds, *, trusted: bool) -> Entry | None:
    """The sense that agrees with the statistical label; the most trusted one where none does."""
    wanted = (
        kinds.person
        if label == "PERSON"
        else kinds.organization
        if label == "ORG"
        else kinds.place
        if label in PLACE_LABELS
        else frozenset()
    )
    for s in senses:
        if s.type in wanted:
            return s
    if label == "NORP":
        return senses[0] if trusted and senses[0].type not in kinds.settlement else None
    return senses[0] if trusted or not wanted else None


def place_headed(board: NameBoard, lexicon: Lexicon, kinds: Kinds) -> None:
    """Names told by their head: "3rd Battalion", "Ministry of Foreign Affairs", "Incirlik Air Base", "Camp Bastion"."""
    p = board.parse
    for i, w in enumerate(p.words):
        if not w[0].isupper() or p.lower[i] not in lexicon.name_heads:
            continue
        found = lexicon.name_heads.match(p.lower, i)
        if found is None or (i + 1 < len(p) and p.pos[i + 1] == "PROPN" and p.lower[i + 1] in lexicon.name_heads):
            continue
        first, end = _headed_span(board, found[0], i + 1, found[2], kinds)
        if end - first < 2 or (end - first == found[1] - found[0] and first == found[0] and board.owner[i] is None):
            continue
        there = board.within(first, end)
        if any(n.entry is not None and n.first <= first and n.end >= end for n in there):
            continue
        if found[2] in kinds.place and found[2] not in kinds.facility and any(n.label == "PERSON" and n.end == end for n in there):
            continue  # "Eva Forest" is no forest
        first, end = min([first, *(n.first for n in there if n.label != "NORP" or n.end > first)]), max([end, *(n.end for n in there)])
        if len(there) == 1 and there[0].first == first and there[0].end == end and there[0].entry is None:
            continue
        label = "ORG" if found[2] in kinds.organization else "FAC" if found[2] in kinds.facility else "LOC"
        for n in there:
            board.remove(n)
        board.add(Name(first, end, label, type=found[2]))


def _headed_span(board: NameBoard, first: int, end: int, kind: str, kinds: Kinds) -> tuple[int, int]:
    """The run of capitals up to the head, and after it a complement ("of Defence") or a designation ("Bastion", "8200")."""
    p = board.parse
    a, sentence = first, p.sentence_of[first]
    while a > 0 and p.sentence_of[a - 1] == sentence and _continues_name(p, a - 1):
        a -= 1
    while a < first and p.lower[a] in LEADING:
        a += 1
    b, n = end, len(p)
    if b + 1 < n and p.lower[b] in JOINERS:
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


def _continues_name(p: Parse, i: int) -> bool:
    """Whether a token left of a name head belongs to its name."""
    w = p.words[i]
    if is_capital(w):
        if p.pos[i] in {"PROPN", "ADJ"}:
            return True
        begins = i == 0 or p.pos[i - 1] == "SPACE"
        return not begins and p.pos[i] not in {"PRON", "AUX", "SCONJ", "ADP", "DET", "VERB", "CCONJ", "ADV"}
    if w in {"-", "&"}:
        return i > 0 and is_capital(p.words[i - 1])
    return len(w) > 2 and w[0].isdigit() and w[-2:] in {"st", "nd", "rd", "th"}


def place_before_kind(board: NameBoard, lexicon: Lexicon, kinds: Kinds) -> None:
    """Capitals before the common noun of a place are its name, whatever the statistics say: "Bermal district"."""
    p = board.parse
    for i in range(1, len(p)):
        before = p.words[i - 1]
        if p.pos[i] != "NOUN" or not before[0].isupper() or p.pos[i - 1] != "PROPN" or p.lower[i] not in lexicon.entity_nouns:
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
        return p.words[i - 1][0].isupper() or p.lower[i - 1] in PARTICLES
    return (p.words[i][0].isupper() and p.pos[i] == "PROPN") or (p.lower[i] in {"e", "i", *PARTICLES} and p.words[i - 1][0].isupper())


def join_hyphened(board: NameBoard) -> None:
    """Acronyms that a hyphen or a number completes: "CJTF-OIR", "CTF 50"."""
    p = board.parse
    for i in range(1, len(p) - 1):
        a, b = board.owner[i - 1], board.owner[i + 1]
        if p.words[i] == "-" and p.ends[i - 1] == p.starts[i] and p.ends[i] == p.starts[i + 1]:
            alike = p.words[i - 1].isupper() and p.words[i + 1].isupper() and len(p.words[i - 1]) > 2
            if a is not None and alike and a.entry is None and (b is None or b.entry is None) and a is not b:
                board.resize(a, a.first, b.end if b is not None else i + 2)
    for i in range(len(p) - 1):
        a, w = board.owner[i], p.words[i]
        if a is not None and a.end == i + 1 and a.entry is None and w.isupper() and w.isalpha() and 2 < len(w) < 6:
            number = p.words[i + 1]
            if number.isdigit() and len(number) < 4 and p.heads[i + 1] <= i + 1 and board.owner[i + 1] is None:
                board.resize(a, a.first, i + 2)


def place_designations(board: NameBoard, lexicon: Lexicon) -> None:
    """Kinds of things by name or by the pattern of their designation: "Kalashnikov", "Tu-95", "F-16"."""
    p = board.parse
    for i, w in enumerate(p.words):
        if not w[0].isupper():
            continue
        kind, end = "", i + 1
        if w in lexicon.names:
            found = lexicon.names.match(p.words, i) or (lexicon.names.match(p.words, i, w[:-1]) if w.endswith("s") else None)
            if found is not None:
                end, kind = found[1], found[2]
        if not kind and any(c.isdigit() for c in w):
            base = w[:-1] if w.endswith("s") else w
            kind = next((k for pattern, k in lexicon.name_patterns if pattern.fullmatch(base)), "")
        if not kind:
            continue
        there = board.within(i, end)
        if any(n.entry is not None for n in there):
            continue
        first = min([i, *(n.first for n in there)])
        end = max([end, *(n.end for n in there)])
        for n in there:
            board.remove(n)
        board.add(Name(first, end, "PRODUCT", type=kind))
