"""Names and their types: spans from `namespans`, one type for one name in a text, acronyms, titles before persons' names."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kg.extract.rules.acronyms import expand_acronyms, spread_initials
from kg.extract.rules.aliases import find_aliases
from kg.extract.rules.bodies import follows_medium, place_by_noun
from kg.extract.rules.drafts import Kinds, MentionDraft
from kg.extract.rules.namerules import complete_names, join_hyphened, place_before_kind, place_designations, place_headed
from kg.extract.rules.namespans import Name, NameBoard, is_possessive, place_known, place_statistical
from kg.extract.rules.nametypes import DEFAULT_TYPES, agree_on_types, is_unknown_place, part_from_persons
from kg.extract.rules.nominals import singular
from kg.extract.rules.parse import Parse
from kg.extract.rules.persons import complete_persons
from kg.extract.rules.phrasenames import head_of, place_phrases, take_in_kind
from kg.extract.rules.titles import Title, cut_titles, find_title
from kg.model import Form

if TYPE_CHECKING:
    from kg.gazetteer import Gazetteer
    from kg.lexicon import Lexicon

SHORTEST_ACRONYM, LONGEST_ACRONYM = 3, 6
DIVISIONS = frozenset({"AdministrativeRegion", "District"})
"""Classes whose nouns are no surnames: "Hassan Province"."""
NAME_TAGS = frozenset({"PROPN", "ADJ", "NOUN"})
SPREAD_TAGS = NAME_TAGS | {"X"}
ACTOR_DEPS = frozenset("nsubj nsubjpass dobj poss".split())
"""Where a capitalised word with no label is taken for the name of an actor."""


def find_names(parse: Parse, lexicon: Lexicon, gazetteer: Gazetteer, kinds: Kinds) -> list[MentionDraft]:
    """All named mentions of a text: names, adjectives and peoples made from names, persons with their titles."""
    board = NameBoard(parse)
    place_statistical(board)
    cut_titles(board, lexicon)
    place_known(board, gazetteer, kinds)
    complete_names(board)
    place_before_kind(board, lexicon, kinds)
    join_hyphened(board)
    place_headed(board, lexicon, kinds)
    place_designations(board, lexicon)
    place_by_noun(board, lexicon, gazetteer, kinds)
    complete_persons(board, lexicon)
    for name in board.names():
        _set_type(board, name, lexicon, gazetteer, kinds)
    expand_acronyms(board)
    spread_initials(board, kinds)
    _take_aliases(board, kinds)
    part_from_persons(board, kinds)
    agree_on_types(board, lexicon, kinds)
    _spread(board, kinds)
    _find_unlabelled(board, lexicon, gazetteer, kinds)
    titles = {id(n): t for n in board.names() if n.type in kinds.person and (t := find_title(board, n, lexicon, kinds)) is not None}
    for title in titles.values():
        for inner in board.within(
            title.title_first, title.end if title.field < 0 else title.title_first
        ):  # "Defence" in "Defence Minister" is no organisation
            if inner.first < title.title_first:
                _cut(board, inner, title.title_first, gazetteer)
            else:
                board.remove(inner)
    drafts: list[MentionDraft] = []
    for name in board.names():
        drafts += _draft(board, name, gazetteer, lexicon, kinds, titles.get(id(name)))
    return drafts


def _take_aliases(board: NameBoard, kinds: Kinds) -> None:
    """Take for a person what a person is also called: "Mohamed Rizeg, better known as Hamadti"."""
    p, names = board.parse, board.names()
    for k, other in list(find_aliases(p, [(n.first, n.end) for n in names])):
        if names[k].type not in kinds.person or names[other].type in kinds.person | kinds.country:
            continue
        words = p.words[names[other].first : names[other].end]
        for n in names:
            if p.words[n.first : n.end] == words:
                n.label, n.type, n.entry, n.senses = "PERSON", "Person", None, ()


def _cut(board: NameBoard, name: Name, end: int, gazetteer: Gazetteer) -> None:
    """End a name before a title that it ran into: of "Sudan's army" before "army chief" remains Sudan."""
    board.resize(name, name.first, end - 1 if is_possessive(board.parse.words[end - 1]) else end)
    senses = gazetteer.lookup(board.parse.readable(name.first, name.end)) if name.entry is not None else ()
    if senses:
        name.entry, name.senses, name.type = senses[0], senses, senses[0].type


def _set_type(board: NameBoard, name: Name, lexicon: Lexicon, gazetteer: Gazetteer, kinds: Kinds) -> None:
    """The class of a name: from the gazetteer, its head, the label; names of no class leave the board."""
    p, lower, weekdays = board.parse, board.parse.lower, board.words.weekdays
    if lower[name.first] == "operation" and name.end - name.first > 1:
        board.remove(name)  # a military operation is an event
        return
    if lower[name.end - 1] in weekdays and name.end - name.first > 2:
        board.resize(name, name.first, name.end - 1)  # "President Thabo Mbeki Tuesday released"
    if lower[name.end - 1] in weekdays or (name.end - name.first == 1 and name.end < len(p) and lower[name.end] in weekdays):
        board.remove(name)  # "Bloody Sunday" is one as well
        return
    known = name.entry is not None and len(name.entry.label.split()) >= name.end - name.first
    if lower[name.end - 1] == "class" and p.words[name.end - 2] == "-":
        board.remove(name)  # "an Arleigh Burke-class destroyer"
        return
    nothing = not known and name.label != "NORP" and (_is_no_thing(p, name, lexicon) or _begins_noun(p, name, lexicon))
    if nothing or _joins_countries(p, name, gazetteer):
        board.remove(name)
        return
    if name.type:
        return
    if name.entry is not None:
        name.type = name.entry.type
        return
    if _take_demonym(p, name, gazetteer):
        return
    if name.end - name.first == 1 and name.label != "PERSON":
        word = p.lower[name.first]
        nouns = lexicon.entity_nouns.keys()
        if word in nouns or singular(word) in nouns:
            board.remove(name)  # "Coalition", "UAVs": a common noun, whatever its capitals
            return
    name.type = _by_head(p, name, lexicon, kinds) or DEFAULT_TYPES.get(name.label, "")
    if name.type == "Settlement" and _is_acronym(board, name):
        name.label, name.type = "ORG", "Organization"  # "as defined in the CJTF releases": towns are not written so
    if name.type:
        return
    if name.label == "NORP":
        last = p.words[name.end - 1]
        if last.isupper() and len(last) > 2:
            name.type = "Organization"
        elif p.tags[name.end - 1] in {"NNPS", "NNS"} and last.endswith("s"):
            name.type = "Group"
    elif name.label == "PRODUCT":
        if p.words[name.first].isupper() and p.words[name.first].isalpha() and name.end - name.first == 1:
            name.type = "Organization"
        elif "-" in p.words[name.first] and any(c.isdigit() for c in p.words[name.first]):
            name.type = "MilitaryAsset"
    if not name.type:
        board.remove(name)


def _begins_noun(p: Parse, name: Name, lexicon: Lexicon) -> bool:
    """Whether an unknown name of one word, a capital at the beginning of a sentence, begins a noun of the lexicon: "Riot police"."""
    first = name.first
    if name.entry is not None or name.end - first > 1 or p.sentences[p.sentence_of[first]][0] != first or first + 1 >= len(p):
        return False
    noun = lexicon.entity_nouns.match(p.lower, first + 1, p.lemmas[first + 1])
    return noun is not None and noun[0] == first and p.words[first + 1].islower()


def _is_no_thing(p: Parse, name: Name, lexicon: Lexicon) -> bool:
    """Whether the head of a name says that it is a text, a day or an event: "Geneva Convention", "Cessation of Hostilities", "Eid"."""
    of = name.end
    for k in range(name.first + 1, name.end):
        if p.lower[k] in {"of", "on", "for"}:
            of = k
            break
    return p.lower[of - 1] in lexicon.word_list("ThinglessNoun", "noun")


def _is_acronym(board: NameBoard, name: Name) -> bool:
    word = board.parse.words[name.first]
    one = name.end - name.first == 1 and word.isupper() and word.isalpha()
    return one and SHORTEST_ACRONYM <= len(word) <= LONGEST_ACRONYM and not board.shouts(name.first)


def _joins_countries(p: Parse, name: Name, gazetteer: Gazetteer) -> bool:
    """ "the U.S.-Iraq partnership", one word to the parser: both countries, and no name of its own."""
    if name.end - name.first > 1 or "-" not in p.words[name.first]:
        return False
    parts = p.words[name.first].split("-")
    if len(parts) != 2 or not all(parts):
        return False
    found = (gazetteer.longest_match([x], 0) for x in parts)
    return all(f is not None and f[1] and f[1][0].type == "Country" for f in found)


def _take_demonym(p: Parse, name: Name, gazetteer: Gazetteer) -> bool:
    """Whether a name is a country's adjective or people ("South Sudanese"); of a statistical person only where it modifies a noun."""
    i = name.end - 1
    if name.label == "PERSON" and not (p.deps[i] in {"amod", "compound"} and p.words[p.heads[i]][0].islower()):
        return False
    demonym = gazetteer.demonym(" ".join(p.words[name.first : name.end]))
    if demonym is not None:
        name.label, name.type, name.entry = "NORP", demonym.type, demonym
    return demonym is not None


def _by_head(p: Parse, name: Name, lexicon: Lexicon, kinds: Kinds) -> str:
    """The class that the last word of a name, else its first, tells; "" if none or if it is a person's."""
    if name.end - name.first == 1:
        return ""
    heads, nouns, last = lexicon.name_heads, lexicon.entity_nouns, name.end - 1
    vessel = heads.match(p.lower, name.first)
    if vessel is not None and vessel[2] in kinds.asset:
        return vessel[2]  # "HMS Ocean" is no sea
    joined = next((k for k in range(name.first + 1, last) if p.lower[k] in {"of", "for"}), 0)
    found = heads.match(p.lower, joined - 1) if joined else None
    found = found or heads.match(p.lower, last) or heads.match(p.lower, name.first)
    kind = found[2] if found else ""
    common = not p.words[last][0].isupper()
    if not kind and (common or name.label != "PERSON"):
        noun = nouns.match(p.lower, last, p.lemmas[last])
        if noun is not None and (common or (noun[2] not in kinds.person and noun[2] not in kinds.group)):
            kind = noun[2]
    if not kind:
        for i in range(last - 1, name.first, -1):
            if p.lower[i] in heads and p.lower[i + 1] in {"of", "for"}:
                kind = heads.entries(p.lower[i])[-1][1]
    if name.label == "PERSON" and not common and kind not in kinds.organization and kind not in kinds.facility and kind not in kinds.asset:
        return kind if kind in DIVISIONS and found is not None and found[0] > name.first else ""  # "Graham Hill" is no hill
    return kind


def _spread(board: NameBoard, kinds: Kinds) -> None:
    """Names found once are found wherever they stand in capitals, and persons by their surname or given name."""
    p = board.parse
    by_first: dict[str, list[tuple[tuple[str, ...], Name]]] = defaultdict(list)
    for name in board.names():
        words = tuple(p.words[name.first : name.end])
        if len(words[0]) < 2 or name.label == "NORP":
            continue
        by_first[words[0]].append((words, name))
        if name.type in kinds.person and len(words) > 1 and len(words[-1]) > 2:
            by_first[words[-1]].append((words[-1:], name))
            by_first[words[0]].append((words[:1], name))
            if len(words) > 2 and words[-2][0].isupper():
                by_first[words[-2]].append((words[-2:], name))  # "Solís Arteaga"
    owner, begins = board.owner, {w.lower() for w in by_first}
    for i in p.with_word(begins):
        if owner[i] is not None or p.pos[i] not in SPREAD_TAGS or board.timed[i] or p.words[i] not in by_first:
            continue
        for words, name in sorted({w: (w, n) for w, n in by_first[p.words[i]]}.values(), key=lambda x: -len(x[0])):
            end = i + len(words)
            if len(words) == 1 and name.type in kinds.person and p.pos[i] != "PROPN":
                continue  # given names and surnames are also common words
            if tuple(p.words[i:end]) == words and not any(owner[i:end]):
                board.add(Name(i, end, name.label, type=name.type, entry=name.entry, senses=name.senses))
                break


def _find_unlabelled(board: NameBoard, lexicon: Lexicon, gazetteer: Gazetteer, kinds: Kinds) -> None:
    """Names that the statistics missed: demonyms, and capitalised words in the place of an actor ("accused Gulen")."""
    p, thingless = board.parse, lexicon.word_list("ThinglessNoun", "noun")
    for i in board.capitals:
        if board.owner[i] is not None or p.pos[i] not in NAME_TAGS or board.timed[i]:
            continue
        w = p.words[i]
        people = gazetteer.longest_demonym(p.words, i)
        if people is not None and not board.within(i, people[0]):
            board.add(Name(i, people[0], "NORP", type=people[1].type, entry=people[1]))
            continue
        if i > 0 and p.lower[i - 1] in board.words.near and p.pos[i] == "PROPN" and not board.timed[i]:
            board.add(Name(i, _end_of_capitals(board, i), "GPE", type="Settlement"))
            continue
        if p.pos[i] == "PROPN" and is_unknown_place(board, i, lexicon, kinds):
            board.add(Name(i, i + 1, "GPE", type="Settlement"))
            continue
        if p.pos[i] != "PROPN" or p.deps[i] not in ACTOR_DEPS or len(w) < SHORTEST_ACRONYM or not w.isalpha():
            continue
        if w.isupper() and (p.deps[i] != "nsubj" or len(w) > LONGEST_ACRONYM or board.shouts(i)):  # "OCPAD condemned", but no "COVID"
            continue
        low = p.lower[i]
        if low in lexicon.titles or low in lexicon.name_heads or low in thingless or singular(low) in lexicon.entity_nouns:
            continue
        first = i
        while first > 0 and board.owner[first - 1] is None and p.pos[first - 1] == "PROPN" and p.words[first - 1][0].isupper():
            first -= 1
        town = board.owner[first - 1] if first > 0 and first == i else None
        foreign = town is not None and (town.entry is None or town.entry.source != "project")
        if town is not None and foreign and town.type == "Settlement" and p.heads[town.first] == i and p.deps[town.first] == "compound":
            board.resize(town, town.first, i + 1)  # "Karim Haddad": a given name that is a town's as well
            town.label, town.type, town.entry, town.senses = "PERSON", "Person", None, ()
            continue
        begins = p.sentences[p.sentence_of[i]][0] == first == i
        if begins and (p.deps[i] != "nsubj" or p.lower[i].endswith(("ed", "ing"))):  # "Coordinated attacks" in a headline name nobody
            continue
        titled = next((k for k in range(i - 1, first - 1, -1) if p.lower[k] in lexicon.titles), -1)
        if any(board.timed[first:i]):
            continue
        if titled >= 0:
            if i - titled > 1:
                board.add(Name(titled + 1, i + 1, "PERSON", type="Person"))  # "Rifleman Anil Gurung"
            continue
        found = Name(first, i + 1, "", type="Actor")
        found.type = "MediaOutlet" if follows_medium(p, found) else "Actor"
        board.add(found)


def _end_of_capitals(board: NameBoard, i: int) -> int:
    """The end of a run of capitalised words that no name covers."""
    p, end = board.parse, i + 1
    while end < len(p) and board.owner[end] is None and p.words[end][0].isupper() and p.pos[end] in NAME_TAGS:
        end += 1
    return end


def _draft(board: NameBoard, name: Name, gazetteer: Gazetteer, lexicon: Lexicon, kinds: Kinds, title: Title | None) -> list[MentionDraft]:
    """The mentions that a name makes: itself, a country named within it, a person with title."""
    p = board.parse
    first, end = name.first, name.end
    head = head_of(p, first, end)
    if name.label == "NORP" and name.entry is not None and gazetteer.demonym(" ".join(p.words[first:end])) is not None:
        return [_people(board, name, head, kinds)]
    drafts = [MentionDraft(first=first, end=end, head=head, type=name.type, form="name", entry=name.entry, name=(first, end))]
    if title is not None:
        drafts += _titled(name, title, drafts[0])
    elif name.type in kinds.organization or name.type in kinds.asset:
        drafts += _country_within(p, name, gazetteer, kinds)
    if name.type not in kinds.country and name.type not in kinds.person and end < len(p):
        take_in_kind(board, name, drafts[0], lexicon, kinds)
    if name.type in kinds.place:
        drafts += place_phrases(board, name, drafts[0], kinds)
    return drafts


def _people(board: NameBoard, name: Name, head: int, kinds: Kinds) -> MentionDraft:
    """ "Russian" stands for the country; "the Russians" are a group."""
    p = board.parse
    plural = p.tags[head] in {"NNS", "NNPS"} or (p.deps[head] in {"nsubj", "dobj", "pobj"} and p.words[head].endswith("s"))
    first, end = name.first, name.end
    if plural and name.type in kinds.group:  # "the Kurds" have a name of their own
        return MentionDraft(first=first, end=end, head=head, type=name.type, form="name", entry=name.entry, plural=True, name=(first, end))
    if plural:
        return MentionDraft(first=first, end=end, head=head, type="Group", form="nominal", entry=name.entry, plural=True)
    if name.type in kinds.country and _is_one_person(board, head):
        while first > 1 and p.words[first - 1] == "-" and p.words[first - 2][0].isupper():
            first -= 2  # "a British-Libyan"
        return MentionDraft(first=first, end=end, head=head, type="Person", form="nominal", entry=name.entry)
    return MentionDraft(first=name.first, end=name.end, head=head, type=name.type, form="adjective", entry=name.entry)


def _is_one_person(board: NameBoard, i: int) -> bool:
    """Whether a nationality heads a phrase and means one of the people: "a Tunisian drove", "the Moroccan who"; not "the French"."""
    p = board.parse
    if p.deps[i] not in {"nsubj", "nsubjpass", "dobj", "pobj", "conj", "attr", "appos", "agent"}:
        return False
    if p.words[i].endswith(tuple(board.words.of_peoples)):
        return False
    return any(p.deps[c] == "det" and p.lower[c] in {"a", "an", "another", "the", "this", "that"} for c in p.children[i])


def _country_within(p: Parse, name: Name, gazetteer: Gazetteer, kinds: Kinds) -> list[MentionDraft]:
    """ "Iraqi" in "Iraqi Security Forces", "U.S." in "U.S. Army", "Iraq" in "Government of Iraq"."""
    if name.end - name.first < 2:
        return []
    first = name.first
    end, entry = gazetteer.longest_demonym(p.words, first) or (first + 1, None)
    if entry is None:
        for first in (name.first, *(k + 1 for k in range(name.first + 1, name.end - 1) if p.lower[k] == "of" and name.entry is None)):
            found = gazetteer.longest_match(p.words, first)
            if found is not None and found[1] and found[1][0].type in kinds.country and found[0] <= name.end:
                end, entry = found[0], found[1][0]
                break
    if entry is None or end - first == name.end - name.first or (entry.type not in kinds.country and entry.type not in kinds.region):
        return []
    form: Form = "adjective" if first == name.first else "name"
    bare = (first, end) if form == "name" else None
    return [MentionDraft(first=first, end=end, head=head_of(p, first, end), type=entry.type, form=form, entry=entry, name=bare)]


def _titled(name: Name, title: Title, bare: MentionDraft) -> list[MentionDraft]:
    """The person with title and office: "Iraqi Prime Minister Haider al-Abadi"; "Mr Johnson" is one mention."""
    if title.honorific:
        bare.first = title.first
        return []
    span = (title.title_first, title.end) if title.office else None
    return [
        MentionDraft(
            first=title.first, end=name.end, head=bare.head, type="Person", form="name", entry=name.entry,
            name=(name.first, name.end), title=span,
        )
    ]  # fmt: skip
