"""One class for one name in a text: what labels, gazetteer and context say of all its occurrences is counted together."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kg.extract.rules.drafts import Kinds
from kg.extract.rules.namespans import Name, NameBoard, is_capital
from kg.extract.rules.parse import Parse
from kg.extract.rules.speechwords import speaking
from kg.extract.rules.townwords import town_meant

if TYPE_CHECKING:
    from kg.gazetteer import Entry
    from kg.lexicon import Lexicon

CONTEXT_WEIGHT = 1.5
"""A preposition of place or a title outweighs one statistical label, not two."""
KNOWN_WEIGHT = 10.0
"""What a trusted gazetteer entry weighs against statistical labels."""
TOWN_WEIGHT = 2.5
"""A town may share its name with a person or a company of the text; countries and what the project lists do not."""
HEAD_WEIGHT = 3.0
"""A name whose own words tell its class ("Reserve Command")."""
DEFAULT_TYPES = {"PERSON": "Person", "ORG": "Organization", "GPE": "Settlement", "LOC": "Region", "FAC": "Facility"}


def part_from_persons(board: NameBoard, kinds: Kinds) -> None:
    """A longer name that ends with a person named elsewhere is two: "Minister for the | Middle East | Tobias Ellwood"."""
    p = board.parse
    names = board.names()
    persons = {tuple(p.words[n.first : n.end]): n for n in names if n.type in kinds.person and n.end - n.first > 1}
    if not persons:
        return
    for name in names:
        for size in (2, 3):
            split = name.end - size
            person = persons.get(tuple(p.words[split : name.end])) if split > name.first else None
            if person is not None and name.type not in kinds.person:
                end = name.end
                board.resize(name, name.first, split)
                name.label = ""
                board.add(Name(split, end, "PERSON", type=person.type, entry=person.entry))
                break


class _Votes:
    """What is known of the classes of the names of a text, by their words."""

    def __init__(self) -> None:
        self.names: dict[tuple[str, ...], list[Name]] = defaultdict(list)
        self.votes: dict[tuple[str, ...], dict[str, float]] = defaultdict(lambda: defaultdict(float))
        self.unsure: dict[tuple[str, ...], dict[str, float]] = defaultdict(lambda: defaultdict(float))
        """Votes of bare labels for single words: they count once, however often the parser repeats itself."""

    def total(self, key: tuple[str, ...]) -> dict[str, float]:
        votes = dict(self.votes[key])
        for kind, n in self.unsure[key].items():
            votes[kind] = votes.get(kind, 0.0) + min(n, 1.0)
        return votes


def agree_on_types(board: NameBoard, lexicon: Lexicon, kinds: Kinds) -> None:
    """Give all occurrences of a name the class with the most votes."""
    p = board.parse
    count = _Votes()
    surnames: set[str] = set()
    bodies: dict[str, str] = {}
    persons: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    placed: set[tuple[str, ...]] = set()
    spoken_of: dict[str | None, set[tuple[str, ...]]] = defaultdict(set)
    for name in board.names():
        key = tuple(p.words[name.first : name.end])
        if name.label == "NORP" and name.entry is not None:
            spoken_of[name.entry.country].add(key)
            continue
        count.names[key].append(name)
        _vote_of_name(p, name, key, count, kinds)
        _vote_of_context(board, name, key, count, lexicon, kinds)
        if name.type in kinds.person and not _is_bare(board, key):
            surnames.add(key[-1])
            for word in filter(is_capital, key):
                persons[word].add(key)
        elif len(key) > 1 and name.type in kinds.named_short and key[1] != "-":
            bodies.setdefault(key[0], name.type)
        elif name.entry is not None and name.type in kinds.place:
            spoken_of[name.entry.country].add(key)
            if name.first and p.lower[name.first - 1] in board.words.keeping_place:
                placed.add(key)
    countries = {n.entry.country for n in board.names() if n.entry is not None and n.type in kinds.country}
    for key, names in count.names.items():
        votes = count.total(key)
        town = next((t for n in names if (t := town_meant(p, n, countries, kinds)) is not None), None)
        if town is not None and not any(persons.get(w, {key}) - {key} for w in key):
            votes[town.type] = votes.get(town.type, 0.0) + TOWN_WEIGHT * len(names)
        if key[-1] in surnames and _is_bare(board, key):
            votes["Person"] = votes.get("Person", 0.0) + 2 * CONTEXT_WEIGHT
        if len(key) == 1 and key[0] in persons and key not in placed and _is_alone(key, names, spoken_of):
            votes["Person"] = votes.get("Person", 0.0) + KNOWN_WEIGHT * len(names)  # "Michael Jordan ... Jordan said"
        if len(key) == 1 and key[0] in bodies and key[0] not in persons and all(n.entry is None for n in names):
            votes[bodies[key[0]]] = votes.get(bodies[key[0]], 0.0) + 2 * CONTEXT_WEIGHT  # "Zodiac Maritime ... Zodiac"
        if len(votes) > 1:
            _settle(names, max(votes, key=lambda t: (votes[t], t)), kinds, town)


def _is_bare(board: NameBoard, key: tuple[str, ...]) -> bool:
    """Whether a name is one word, maybe with the Arabic article: "Hilu", "al-Hilu"."""
    return all(w == "-" or w.lower() in board.words.articles for w in key[:-1])


def _is_alone(key: tuple[str, ...], names: list[Name], spoken_of: dict[str | None, set[tuple[str, ...]]]) -> bool:
    """Whether nothing else in the text speaks of the country that a name belongs to."""
    return all(spoken_of.get(n.entry.country, {key}) <= {key} for n in names if n.entry is not None)


def _settle(names: list[Name], best: str, kinds: Kinds, town: Entry | None) -> None:
    entry = next((n.entry for n in names if n.entry is not None and n.type == best), None)
    if entry is None and town is not None and town.type == best:
        entry = town
    for n in names:
        if n.type != best:
            n.type, n.entry = best, entry
            n.label = "PERSON" if best in kinds.person else "GPE" if best in kinds.place else "ORG"


def _vote_of_name(p: Parse, name: Name, key: tuple[str, ...], count: _Votes, kinds: Kinds) -> None:
    """What one occurrence counts for the class it was given."""
    entry, default = name.entry, DEFAULT_TYPES.get(name.label, "")
    if entry is not None and name.sure:
        count.votes[key][name.type] += TOWN_WEIGHT if entry.source.startswith("geonames") else KNOWN_WEIGHT
        return
    words = sum(w[0].isupper() for w in key)  # "al-Hilla" is one word
    if name.type != default and words > 1 and name.label:
        count.votes[key][name.type] += HEAD_WEIGHT
    elif words == 1 and not key[0].isupper() and name.label in {"PERSON", "ORG", "PRODUCT", "GPE"}:
        count.unsure[key][name.type] += 0.5
    else:
        count.votes[key][name.type] += 1.0 if name.label else 0.25


def _vote_of_context(board: NameBoard, name: Name, key: tuple[str, ...], count: _Votes, lexicon: Lexicon, kinds: Kinds) -> None:
    """What the words around one occurrence say: a place ("near X", "X, Syria"), a person ("Mr X", "X said", "the X regime")."""
    p, votes, words = board.parse, count.votes[key], board.words
    place = name.type if name.type in kinds.place else "Settlement"
    before = p.lower[name.first - 1] if name.first else ""
    if before == "the" and name.first > 1 and not (p.deps[name.end - 1] in {"compound", "nmod"} and p.heads[name.end - 1] >= name.end):
        before = p.lower[name.first - 2]  # "in the CJTF releases": what is in the releases
    after = p.words[name.end] if name.end + 1 < len(p) else ""
    if before in words.before_sure_place or (name.first and _after_place_noun(board, name.first, lexicon, kinds)):
        votes[place] += CONTEXT_WEIGHT
    elif before.rstrip(".") in words.honorifics or before in lexicon.titles:
        votes["Person"] += 2 * CONTEXT_WEIGHT
    head, last = p.heads[name.end - 1], name.end - 1
    other = board.owner[head] if p.deps[last] == "conj" else None
    listed = name.label == "PERSON" and other is not None and other.type in kinds.settlement and not words.is_given(key[0])
    if listed and other is not None and other.first and p.lower[other.first - 1] in words.before_sure_place:
        votes[place] += CONTEXT_WEIGHT  # "in Aita al-Shaab and Kfar Kila"
    if other is not None and _is_listed_place(board, head, lexicon, kinds):
        votes[place] += 2 * CONTEXT_WEIGHT  # "the villages of Gassol, Bali and Mutum"
    elif other is not None and other.entry is not None and other.type in kinds.place:
        votes[place] += 1.0  # "in Kingston and Westmoreland"
    if after == ",":
        larger = board.owner[name.end + 1]
        if larger is not None and larger.entry is not None and larger.first == name.end + 1 and larger.type in kinds.country:
            votes[place] += 1.0
    elif len(key) == 1 and p.deps[last] == "compound" and p.lemmas[head] in words.rule and name.entry is None and not key[0].isupper():
        votes["Person"] += CONTEXT_WEIGHT
    if len(key) == 1 and name.label == "PERSON" and name.entry is None and _is_site(p, last, lexicon, kinds) and not words.is_given(key[0]):
        votes["Settlement"] += CONTEXT_WEIGHT  # "the Janzour highway"
    if name.type == "Person" and p.lemmas[head] in words.peoples and p.deps[last] == "compound":
        votes["EthnicGroup"] += 2 * CONTEXT_WEIGHT  # "the Sikin clan"
    bare = name.type == "Person" and len(key) == 1 and name.entry is None and p.tags[head] == "NNS"  # "Kuki militants"
    if p.deps[last] in {"compound", "nmod", "amod"} and (name.type == "Organization" or bare) and _is_fighter(p, head, lexicon, kinds):
        votes["ArmedGroup"] += CONTEXT_WEIGHT
    if any(_is_person(p, i, lexicon, kinds) for i in _apposed(p, last)):
        votes["Person"] += 2 * CONTEXT_WEIGHT
    elif len(key) == 1 and name.label == "GPE" and name.entry is None and not key[0].isupper():
        # the gazetteer knows nearly all towns: an unknown "place" that acts or owns is more likely a person
        votes["Person"] += 1.2 if p.deps[last] == "nsubj" and p.pos[head] == "VERB" else 0.7 if p.deps[last] == "poss" else 0.0
    elif len(key) == 2 and name.label == "GPE" and name.entry is None and p.deps[last] == "nsubj" and p.pos[head] == "VERB":
        votes["Person"] += 1.2
    if p.deps[last] == "nsubj" and p.lemmas[head] in speaking() and name.type in kinds.person:
        votes["Person"] += CONTEXT_WEIGHT
    elif (p.deps[last] == "dobj" and p.lemmas[head] in words.taking) or _is_won(board, name, lexicon, kinds):
        votes[place] += CONTEXT_WEIGHT
    if (
        before == "of"
        and name.first > 1
        and p.lemmas[name.first - 2] in words.members
        and name.entry is None
        and name.type not in kinds.place
    ):
        votes["ArmedGroup"] += 2 * CONTEXT_WEIGHT  # "fighters of Ansar al-Din"


def is_unknown_place(board: NameBoard, i: int, lexicon: Lexicon, kinds: Kinds) -> bool:
    """Whether a capitalised word that no name covers is a place: "rebels took Paletwa", "in Djaiba, a village"."""
    p = board.parse
    if _is_taken(board, i, lexicon, kinds):
        return not any(_is_person(p, c, lexicon, kinds) for c in _apposed(p, i))
    if i == 0 or p.deps[i] != "pobj" or p.lower[i - 1] not in board.words.before_place:
        return False
    nouns = (lexicon.entity_nouns.match(p.lower, c, p.lemmas[c]) for c in _apposed(p, i))
    return any(n is not None and (n[2] in kinds.settlement or n[2] in kinds.region) for n in nouns)


def _is_won(board: NameBoard, name: Name, lexicon: Lexicon, kinds: Kinds) -> bool:
    """Whether an unknown name of one word is what fighters take: "rebels took Rubaya"."""
    last = name.end - 1
    return name.entry is None and last == name.first and not board.parse.words[last].isupper() and _is_taken(board, last, lexicon, kinds)


def _is_taken(board: NameBoard, i: int, lexicon: Lexicon, kinds: Kinds) -> bool:
    """Whether a token, alone or in a list, is what is besieged or shelled, or what those who fight take."""
    p, words = board.parse, board.words
    while p.deps[i] == "conj" and p.heads[i] < i and p.pos[p.heads[i]] == "PROPN":
        i = p.heads[i]
    verb = p.heads[i]
    if p.deps[i] != "dobj":
        return False
    if p.lemmas[verb] not in words.winning:
        return p.lemmas[verb] in words.taking
    subjects = [c for c in p.children[verb] if p.deps[c] == "nsubj"]
    if not subjects and p.deps[verb] == "conj":
        subjects = [c for c in p.children[p.heads[verb]] if p.deps[c] == "nsubj"]
    return any(_is_fighter(p, c, lexicon, kinds) or ((o := board.owner[c]) is not None and o.type in kinds.armed) for c in subjects)


def _after_place_noun(board: NameBoard, first: int, lexicon: Lexicon, kinds: Kinds) -> bool:
    """ "the city of X", "west of X", "toward X", "the siege of X", "the state of X"."""
    p = board.parse
    before = p.lower[first - 1]
    if before in {"toward", "towards"}:
        return True
    if before != "of" or first < 2:
        return False
    if p.lower[first - 2] in board.words.compass or p.lower[first - 2] in board.words.taking or p.words[first - 2] == "state":
        return True
    noun = lexicon.entity_nouns.match(p.lower, first - 2, p.lemmas[first - 2])
    return noun is not None and (noun[2] in kinds.settlement or noun[2] in kinds.region)


def _is_listed_place(board: NameBoard, head: int, lexicon: Lexicon, kinds: Kinds) -> bool:
    """Whether the list that a name goes on with begins after a plural noun of places: "the towns of X and" the name."""
    p = board.parse
    while p.deps[head] == "conj" and p.heads[head] < head:
        head = p.heads[head]
    begins = board.owner[head]
    if begins is None or begins.first < 2 or p.lower[begins.first - 1] != "of" or p.tags[begins.first - 2] != "NNS":
        return False
    return _after_place_noun(board, begins.first, lexicon, kinds)


def _is_site(p: Parse, i: int, lexicon: Lexicon, kinds: Kinds) -> bool:
    """Whether a name stands before the common noun of what is called by the place where it is: a road, a base, a port."""
    head = p.heads[i]
    if p.deps[i] not in {"compound", "nmod"} or head <= i or not p.words[head].islower():
        return False
    noun = lexicon.entity_nouns.match(p.lower, head, p.lemmas[head])
    return noun is not None and noun[2] in kinds.sited


def _apposed(p: Parse, i: int) -> list[int]:
    """Common nouns in apposition to a name, on either side."""
    found = [c for c in p.children[i] if p.deps[c] == "appos"]
    return [*found, p.heads[i]] if p.deps[i] == "appos" else found


def _is_fighter(p: Parse, i: int, lexicon: Lexicon, kinds: Kinds) -> bool:
    """ "Taliban insurgents", "IS militants": who has fighters is an armed group."""
    noun = lexicon.entity_nouns.match(p.lower, i, p.lemmas[i])
    return noun is not None and noun[2] in kinds.fighters


def _is_person(p: Parse, i: int, lexicon: Lexicon, kinds: Kinds) -> bool:
    """Whether a common noun in the singular names a person: "the Taliban leader, Alaudin"."""
    if p.tags[i] != "NN" and p.pos[i] != "NOUN":
        return False
    noun = lexicon.entity_nouns.match(p.lower, i, p.lemmas[i])
    return p.lemmas[i] in lexicon.titles or (noun is not None and (noun[2] in kinds.person or noun[2] in kinds.group))
