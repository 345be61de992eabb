"""Names of persons that the statistics break or take for something else: "Karim Haddad" ORG, "Ursula von der | Leyen"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.rules.corefwords import CorefWords
from kg.extract.rules.namespans import Name, NameBoard, is_possessive
from kg.extract.rules.namewords import NameWords
from kg.extract.rules.parse import Parse

if TYPE_CHECKING:
    from kg.lexicon import Lexicon

LONGEST = 5
"""Words of a person's name at most, particles among them."""
GIVEN_TAGS = frozenset({"PROPN", "ADJ", "NOUN", "VERB", "X"})
"""What parsers take given names for."""
NO_PERSON = frozenset({"ORG", "GPE", "LOC", "FAC", "PRODUCT", "NORP", ""})


def complete_persons(board: NameBoard, lexicon: Lexicon) -> None:
    """Join the parts of persons' names, and take for a person's what begins with a given name and holds no word of another kind."""
    words = NameWords.load()
    _join_particles(board, words)
    _take_in_first(board, lexicon, words)
    p = board.parse
    for i in board.capitals:
        if p.pos[i] not in GIVEN_TAGS or not words.is_given(p.words[i]) or (i and _continues(board, i - 1, lexicon)):
            continue
        end = _end_of_person(p, i, words)
        if (end - i < 2 and not _is_kin(p, i, lexicon)) or any(
            _tells_other(p, k, lexicon) and not (i < k < end - 1 and p.words[k] in words.in_persons) for k in range(i, end)
        ):
            continue
        there = board.within(i, end)
        parted = len(there) > 1 and sum(n.end - n.first for n in there) == end - i  # "José Adolfo | Robles Carranza"
        if any(n.entry is not None or n.type or n.first < i or n.end > end or (n.label not in NO_PERSON and not parted) for n in there):
            continue
        for n in there:
            board.remove(n)
        board.add(Name(i, end, "PERSON"))


def _join_particles(board: NameBoard, words: NameWords) -> None:
    """ "Ursula von der | Leyen", "Luis | de la Fuente": a person's name goes on after a particle."""
    p = board.parse
    for name in board.names():
        if name.label != "PERSON" or board.owner[name.first] is not name:
            continue
        k = name.end
        while k < len(p) and p.words[k] in words.particles and p.starts[k] == p.ends[k - 1] + 1:
            k += 1
        if k < len(p) and p.lower[k].startswith(("d'", "d’", "l'", "l’")) and p.words[k][2:3].isupper() and board.owner[k] is None:
            board.resize(name, name.first, k + 1)  # "Marie-Claire d'Almeida"
            continue
        ends_open = p.words[name.end - 1] in words.particles
        if (k == name.end and not ends_open) or k >= len(p) or not p.words[k][0].isupper() or p.pos[k] != "PROPN":
            continue
        if k > name.end and p.words[name.end] in {"y", "e"}:
            continue  # an "and" joins two persons as well as two surnames
        rest = board.owner[k]
        if rest is None or (rest.first >= name.end and rest.entry is None and rest.label in {"PERSON", *NO_PERSON}):
            board.resize(name, name.first, rest.end if rest is not None else k + 1)


def _take_in_first(board: NameBoard, lexicon: Lexicon, words: NameWords) -> None:
    """ "Nguyễn | Văn Minh": a capitalised word that nothing else claims, right before a person's name and hung on it."""
    p = board.parse
    for name in board.names():
        i = name.first - 1
        if name.label != "PERSON" or name.entry is not None or i < 0 or board.owner[i] is not None or board.timed[i]:
            continue
        unknown = words.is_given(p.words[i]) or (p.pos[i] == "PROPN" and not p.words[i].isascii())
        hung = p.sentence_of[i] == p.sentence_of[name.first] and p.ends[i] + 1 == p.starts[name.first]
        if unknown and hung and p.words[i][0].isupper() and not _tells_other(p, i, lexicon):
            board.resize(name, i, name.end)


def _end_of_person(p: Parse, first: int, words: NameWords) -> int:
    """Where a run of capitals and particles ends that begins at a token and ends in a capital."""
    end = k = first + 1
    while k < len(p) and k - first < LONGEST and p.sentence_of[k] == p.sentence_of[first] and p.starts[k] == p.ends[k - 1] + 1:
        w = p.words[k]
        if w[0].isupper() and p.pos[k] in {"PROPN", "NOUN", "ADJ", "X"} and not is_possessive(w) and not (w.isupper() and len(w) > 2):
            end = k + 1
        elif w not in words.particles:
            break
        k += 1
    return end


def _continues(board: NameBoard, i: int, lexicon: Lexicon) -> bool:
    """Whether a token before a given name is part of the same run of capitals, and no title: "Fort Henry", "San Diego"."""
    p = board.parse
    joined = (
        p.words[i][0].isupper() and p.pos[i] == "PROPN" and p.ends[i] + 1 == p.starts[i + 1] and p.sentence_of[i] == p.sentence_of[i + 1]
    )
    return joined and p.lower[i] not in lexicon.titles and p.lower[i].rstrip(".") not in lexicon.titles


def _tells_other(p: Parse, k: int, lexicon: Lexicon) -> bool:
    """Whether a word tells a body, place or thing: "Haddad Foundation", "Abdullah Mosque"."""
    return p.lower[k] in lexicon.name_heads or p.lower[k] in lexicon.titles or p.lower[k] in lexicon.entity_nouns


def _is_kin(p: Parse, i: int, lexicon: Lexicon) -> bool:
    """Whether a common noun for one person stands right before a given name: "her sister Leyla"."""
    if i == 0 or p.tags[i - 1] != "NN" or p.lower[i - 1] not in lexicon.entity_nouns:
        return False
    return p.lower[i - 1] in CorefWords.load().gender
