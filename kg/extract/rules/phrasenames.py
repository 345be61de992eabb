"""What stands around a bare name and belongs to a mention of it: "Idlib province", "Haqqani network", "Palmyra, Syria", "northern Iraq"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.rules.drafts import Kinds, MentionDraft
from kg.extract.rules.namespans import Name, NameBoard
from kg.extract.rules.parse import Parse

if TYPE_CHECKING:
    from kg.gazetteer import Entry
    from kg.lexicon import Lexicon


def head_of(p: Parse, first: int, end: int) -> int:
    """The token of a span that the rest of it depends on: the last whose head lies outside."""
    for i in range(end - 1, first - 1, -1):
        h = p.heads[i]
        if not first <= h < end or h == i:
            return i
    return end - 1


def take_in_kind(board: NameBoard, name: Name, draft: MentionDraft, lexicon: Lexicon, kinds: Kinds) -> None:
    """Let the common noun after a name belong to it and tell its class: "Gomal district", "Haqqani network"."""
    p, end = board.parse, draft.end
    for last in range(min(end + 2, len(p) - 1), end - 1, -1):
        if board.owner[last] is not None or p.tags[last] not in {"NN", "NNP"}:
            continue
        kind = _kind_of_noun(p, last, end, lexicon, kinds)
        if kind in kinds.settlement and last + 1 < len(p) and p.lower[last + 1] == "of" and p.lower[last] not in board.words.quarters:
            continue  # "the Red Sea city of Jeddah"
        if kind in kinds.place and draft.type not in kinds.organization:
            draft.entry = _entry_for(name, kind, kinds)
        elif not (kind in kinds.organization and name.entry is None and p.deps[end - 1] == "compound" and draft.type not in kinds.place):
            continue
        draft.end, draft.type = last + 1, kind
        draft.head = draft.core = head_of(p, draft.first, last + 1)
        draft.name = (draft.first, last + 1)
        return


def _kind_of_noun(p: Parse, last: int, first: int, lexicon: Lexicon, kinds: Kinds) -> str:
    """The class of the common noun from `first` to `last`; "" if none. Beside "Aragua", "state" is a region and no government."""
    found = lexicon.entity_nouns.match(p.lower, last, p.lemmas[last])
    if found is None or found[0] != first:
        return ""
    if found[2] not in kinds.place:
        other = lexicon.name_heads.match(p.lower, last)
        if other is not None and other[0] == first and other[2] in kinds.region:
            return other[2]
    return found[2]


def _entry_for(name: Name, kind: str, kinds: Kinds) -> Entry | None:
    """The sense of a place's name that the noun leaves: of "Idlib province" the region; "Kabul airport" is no Kabul."""
    if kind in kinds.facility:
        return name.entry if name.entry is not None and name.entry.type in kinds.facility else None
    alike = kinds.region if kind in kinds.region else kinds.settlement if kind in kinds.settlement else frozenset()
    return next((e for e in name.senses if e.type in alike), None)


def place_phrases(board: NameBoard, name: Name, bare: MentionDraft, kinds: Kinds) -> list[MentionDraft]:
    """What annotators mark beside a place's bare name: "northern Iraq" (another place), "Palmyra, Syria" (the same)."""
    p, drafts = board.parse, []
    before = p.lower[name.first - 1] if name.first else ""
    if before in board.words.directions:
        drafts.append(MentionDraft(first=name.first - 1, end=bare.end, head=bare.head, type="Region", form="nominal"))
    after = bare.end
    if after + 1 < len(p) and p.words[after] == "," and name.type not in kinds.country:
        larger = board.owner[after + 1]
        if larger is not None and larger.first == after + 1 and larger.label != "NORP" and lies_in(p, name, larger, kinds):
            end = larger.end
            drafts.append(
                MentionDraft(first=bare.first, end=end, head=bare.head, type=bare.type, form="name", entry=bare.entry, name=bare.name)
            )
    return drafts


def lies_in(p: Parse, name: Name, larger: Name, kinds: Kinds) -> bool:
    """Whether "X, Y" reads as X in Y and not as a list."""
    if larger.type in kinds.country or (larger.type in kinds.region and name.type not in kinds.region):
        after = p.lower[larger.end] if larger.end < len(p) else ""
        return after not in {"and", "or"}
    return False
