"""When two names are variants of one: transliterations, surnames, acronyms, shorter forms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from kg.extract.rules.namewords import NameWords


@lru_cache(maxsize=4096)
def sound(word: str) -> str:
    """What the transliterations of one name share: "Zelenskiy", "Zelensky" and "Zelenskyy" all give "zelenski"."""
    text = "".join(c for c in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(c))
    words = NameWords.load().variants
    for a, b in words.sounds:
        text = text.replace(a, b)
    return re.sub(r"(.)\1+", r"\1", text.translate(words.letters))


def surname(words: Sequence[str]) -> str:
    """The part of a person's name that later mentions repeat: the last word that is no suffix."""
    suffixes = NameWords.load().variants.suffixes
    for w in reversed(words):
        if w.lower().rstrip(".") not in suffixes:
            return w
    return words[-1]


def same_person(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether two names can be one person's: surnames sound alike and no given names disagree ("J. Smith" is "John Smith")."""
    unsaid = NameWords.load().variants.unsaid
    x = [sound(w) for w in a if w.lower() not in unsaid and any(c.isalpha() for c in w)]
    y = [sound(w) for w in b if w.lower() not in unsaid and any(c.isalpha() for c in w)]
    if not x or not y:
        return False
    if len(x) == 1 or len(y) == 1:
        short, long = (x, y) if len(x) == 1 else (y, x)
        return short[0] == long[-1] or (len(long) > 1 and short[0] in long[1:])
    if x[-1] != y[-1]:
        return False
    if x[-len(y) :] == y or y[-len(x) :] == x:
        return True  # "Rafael Lara Montero ... Lara Montero"
    return x[0] == y[0] or (min(len(x[0]), len(y[0])) == 1 and x[0][:1] == y[0][:1])


def bare(word: str) -> str:
    """A word without an elided article: "Haïti" of "d'Haïti"."""
    return word[2:] if len(word) > 3 and word[1] in "'’" and word[2].isupper() else word


def initials(words: Sequence[str]) -> str:
    """The acronym that a name's words give, without small words: "Rapid Support Forces" gives "RSF"."""
    left_out = NameWords.load().variants.uninitialled
    return "".join(bare(w)[0].upper() for w in words if w[0].isalpha() and w.lower() not in left_out)
