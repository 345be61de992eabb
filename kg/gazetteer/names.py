"""The one name normaliser: what counts as the same name, in extraction and in linking alike.

A name is folded to a key of space-separated pieces: case, diacritics, apostrophes, dots and a leading "the" go, hyphens
part words, and letters part from digits. So "Tu-95MS", "Tu95MS" and "Tu 95 MS" meet, as do "Sana'a" and "Sanaa",
"U.S." and "US". What the key loses (case) is checked against the name as written where it matters: see `case_fits`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ə": "a", "&": " and "},
)
_APOSTROPHES = "'’‘ʼʻ`´ʿʾ′"
_POSSESSIVE = re.compile(rf"[{_APOSTROPHES}]s\b|(?<=s)[{_APOSTROPHES}](?=\s|$)", re.IGNORECASE)
_DROPPED = re.compile(rf"[{_APOSTROPHES}.]")
_PLURAL_DESIGNATION = re.compile(r"(?<=\d)s\b|(?<=\d[A-Z])s\b")  # "F-16s", "MiG-31Ks"; not "Su-35S"
_PIECE = re.compile(r"[^\W\d_]+|\d+")
_WORD = re.compile(r"[^\W_]+")
_EXCHANGED = (
    ("zh", "ž"),
    ("sh", "š"),
    ("ch", "č"),
    ("kh", "h"),
    ("gh", "g"),
    ("ph", "f"),
    ("ck", "k"),
    ("q", "k"),
    ("c", "k"),
    ("w", "v"),
    ("x", "ks"),
)
_VOWELS = str.maketrans("", "", "aeiouyj ")
_BEGINNINGS = [set(pair) for pair in ("ck", "kq", "ei", "iy", "jy", "ou", "vw", "gj", "ij", "ae", "ey")]
"""First letters that transliterations exchange: "Yevgeny" and "Evgeny", "Oleksandr" keeps its own."""
_DOUBLED = re.compile(r"(.)\1+")
_SMALL_WORDS = frozenset(
    {"the", "of", "and", "al", "el", "as", "ad", "ar", "an", "ash", "at", "ul", "ez", "de", "la", "le", "du", "for", "in", "on"}
)
_STOP_WORDS = frozenset(
    """a about above after again against all almost alone along already also although always am among an and another any anyone anything
    are as at back be became because become been before behind being below beside between beyond both but by can cannot could did do does
    done down during each either else empty enough even ever every everyone everything except few first for former from full further get
    give go had has have he hence her here hers herself him himself his how however i if in indeed into is it its itself just keep last
    latter least less made make many may me meanwhile might mine more moreover most mostly move much must my myself name neither never
    next no nobody none nor not nothing now nowhere of off often on once one only onto or other others otherwise our ours ourselves out
    over own part per perhaps please put quite rather really same say see seem serious several she should show side since so some someone
    something sometimes somewhere still such take than that the their them themselves then there therefore these they this those though
    through throughout thus to together too top toward towards under unless until up upon us used using various very via was we well were
    what whatever when where whereas whether which while who whole whom whose why will with within without would yes yet you your yours
    two three four five six seven eight nine ten""".split()
)
"""Words of grammar, which are no names whatever a data set says."""


def pieces(text: str) -> list[str]:
    """The pieces of a name's key, in order. A token of a text gives the same pieces alone as within its name."""
    if text.isascii() and text.isalpha():  # most words of a text: nothing to fold but case
        return [text.lower()]
    text = _POSSESSIVE.sub("", _PLURAL_DESIGNATION.sub("", text))
    text = _DROPPED.sub("", text).casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_LETTERS))
        text = "".join(c for c in text if not unicodedata.combining(c))
    elif "&" in text:
        text = text.replace("&", " and ")
    return _PIECE.findall(text)


@lru_cache(maxsize=1 << 14)  # the names of an article come again and again
def normalise(name: str) -> str:
    """The key of a name: equal for names that differ only in case, diacritics, punctuation, hyphens or a leading "the".

    >>> normalise("the Tu-95MS"), normalise("Sana'a"), normalise("U.S.")
    ('tu 95 ms', 'sanaa', 'us')
    """
    found = pieces(name)
    if len(found) > 1 and found[0] == "the":
        found = found[1:]
    return " ".join(found)


def skeleton(key: str) -> str:
    """The consonants of a key, doubled ones once, with the letters that transliterations exchange made one.

    Spellings of one name in another script have one skeleton: "Kyiv" and "Kiev", "Zaporizhzhia" and "Zaporozhye",
    "Hezbollah" and "Hizbullah". So have many different names: it confirms a likeness, it never finds one.

    >>> skeleton("zaporizhzhia") == skeleton("zaporozhye"), skeleton("kashan") == skeleton("kazan")
    (True, False)
    """
    for digraph, letter in _EXCHANGED:
        key = key.replace(digraph, letter)
    return _DOUBLED.sub(r"\1", key.translate(_VOWELS))


def spelt_alike(one: str, other: str) -> bool:
    """Whether two keys of one skeleton look like spellings of one name: as many words, each of nearly the same length and beginning."""
    ours, theirs = one.split(), other.split()
    return len(ours) == len(theirs) and all(
        abs(len(a) - len(b)) <= 2 and (a[0] == b[0] or {a[0], b[0]} in _BEGINNINGS) for a, b in zip(ours, theirs, strict=True)
    )


def is_acronym(name: str) -> bool:
    """Whether case is part of the name: "US", "WHO", "MoD", "U.N.". A word with a digit ("T-72") is a designation, not an acronym."""
    letters = name.replace(".", "")
    return 2 <= len(letters) <= 7 and letters.isalpha() and sum(map(str.isupper, letters)) >= 2


def case_fits(name: str, written: str) -> bool:
    """Whether `written`, whose key equals that of `name`, is written as that name may be.

    An acronym must be in its own case (of four letters and more also with one capital: "Nato", "Unicef"); in any other
    name the words that have a capital in `name` must not be lower case, so that "bar" is never the town of Bar.
    """
    if not (written.isascii() and written.isalpha()):  # one plain word is no possessive
        written = _POSSESSIVE.sub("", written)
    if written == name:
        return True
    if is_acronym(name):
        bare, own = written.replace(".", ""), name.replace(".", "")
        return bare == own or (len(own) >= 4 and own.isupper() and bare == own.capitalize())
    if written.isupper() and len(written) <= 3 and not name.isupper():
        return False  # "GAO" is an acronym, not the town of Gao in a headline
    theirs, ours = _WORD.findall(written), _WORD.findall(name)
    if theirs and ours and theirs[0].lower() == "the" != ours[0].lower():
        theirs = theirs[1:]
    if ours and theirs and ours[0].lower() == "the" != theirs[0].lower():
        ours = ours[1:]
    if len(theirs) != len(ours):
        return not (ours and theirs and ours[0][0].isupper() and theirs[0][0].islower())
    return all(not t[0].islower() or not o[0].isupper() or t in _SMALL_WORDS for t, o in zip(theirs, ours, strict=True))


def is_junk(name: str) -> bool:
    """Whether a data set's alias is no name that a text could be searched for: no letters, one letter, or two that are no acronym."""
    key = normalise(name)
    letters = sum(c.isalpha() for c in key)
    if letters == 0:
        return True
    has_digit = any(c.isdigit() for c in key)
    if has_digit:
        return len(key) < 3  # "G 7" stays, "7" and "a" go
    return letters < 3 and not (is_acronym(name) and letters == 2)


def is_stop_word(name: str) -> bool:
    """Whether a data set's alias is only a word of grammar ("The", "Here"); an acronym in its own case ("US", "WHO") is not."""
    return name.casefold() in _STOP_WORDS and not (is_acronym(name) and name.isupper())


def variant_of(name: str, base: str) -> bool:
    """Whether `name` is a variant of the designation `base`: "Su-30SM" of "Su-30", "Tu-22M3" of "Tu-22M"; never the other way round.

    Only designations count (letters and a number). What a variant adds stands in the same word: "Leopard 2A6", not "Leopard 2 tank".
    """
    shorter = pieces(base)
    if len(shorter) < 2 or not any(p.isdigit() for p in shorter):
        return False
    longer = pieces(name)
    extra = longer[len(shorter) :]
    if not 1 <= len(extra) <= 3 or longer[: len(shorter)] != shorter or len("".join(extra)) > 6:
        return False
    last_word = pieces(name.rsplit(maxsplit=1)[-1])
    return len(last_word) > len(extra)
