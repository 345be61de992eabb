"""Relations between entities that a noun phrase states: offices, affiliation, operators, what lies where.

Each relation's span is the phrase that shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kg.extract.rules.drafts import Kinds, MentionDraft
from kg.extract.rules.namewords import NameWords
from kg.extract.rules.parse import Parse
from kg.model import Relation

if TYPE_CHECKING:
    from kg.ontology import Ontology


def find_relations(parse: Parse, mentions: Sequence[MentionDraft], entity_of: Sequence[str | None], ontology: Ontology) -> list[Relation]:
    """All relations that the mentions' own phrases show, each once."""
    found: dict[tuple[str, str, str | None, str | None], Relation] = {}
    for r in _Finder(parse, mentions, entity_of, Kinds.of(ontology)).relations():
        found.setdefault((r.type, r.subject, r.object, r.value.lower() if r.value else None), r)
    # "President Zelenskiy" says less than "the Ukrainian president, Volodymyr Zelenskiy"
    full = {(r.type, r.subject, (r.value or "").lower()) for r in found.values() if r.object is not None}
    return [r for r in found.values() if r.object is not None or (r.type, r.subject, (r.value or "").lower()) not in full]


class _Finder:
    def __init__(self, parse: Parse, mentions: Sequence[MentionDraft], entity_of: Sequence[str | None], kinds: Kinds) -> None:
        self.p, self.mentions, self.entity_of, self.kinds = parse, mentions, entity_of, kinds
        self.directions = NameWords.load().directions
        self.at: dict[int, int] = {}
        for i, m in enumerate(mentions):
            self.at.setdefault(m.head, i)
        self.named = {entity_of[i] for i, m in enumerate(mentions) if m.form == "name"}

    def relations(self) -> Iterator[Relation]:
        for i, m in enumerate(self.mentions):
            if self.entity_of[i] is None or m.form == "pronoun":
                continue
            if m.title is not None:
                yield from self.office(i, m)
            elif m.form == "nominal":
                yield from self.belonging(i, m)
            elif m.type in self.kinds.person and m.name is not None and m.first < m.name[0]:
                yield from self.described(i, m)
            if m.type in self.kinds.place or m.type in self.kinds.facility:
                yield from self.location(i, m)

    def relation(self, kind: str, i: int, k: int | None, value: str | None = None, span: tuple[int, int] | None = None) -> Relation | None:
        subject, other = self.entity_of[i], self.entity_of[k] if k is not None else None
        if subject is None or subject == other or (k is not None and other is None):
            return None
        m = self.mentions[i]
        a, b = span or (m.first, m.end)
        if k is not None:
            a, b = min(a, self.mentions[k].first), max(b, self.mentions[k].end)
        return Relation(type=kind, subject=subject, object=other, value=value, start=self.p.starts[a], end=self.p.ends[b - 1])

    def within(self, i: int) -> Iterator[int]:
        """Mentions inside mention `i`."""
        outer = self.mentions[i]
        for k in range(i + 1, len(self.mentions)):
            m = self.mentions[k]
            if m.first >= outer.end:
                return
            if m.end <= outer.end:
                yield k

    def office(self, i: int, m: MentionDraft) -> Iterator[Relation]:
        """ "Ukrainian President Volodymyr Zelenskiy", "Vasyl Malyuk, head of Ukraine's Security Service", "the defence minister"."""
        assert m.title is not None
        if m.type not in self.kinds.person or (m.name is None and self.entity_of[i] not in self.named):
            return
        where = self.office_of(i, m)
        title = self.title_words(m.title, where)
        r = self.relation("holdsPosition", i, where, title)
        if r is not None:
            yield r

    def title_words(self, title: tuple[int, int], where: int | None) -> str:
        """The title itself, without "former", the country or organisation it is in, and a dot that stands alone."""
        first, end = title
        if where is not None and first <= self.mentions[where].first and self.mentions[where].end < end:
            first = max(first, self.mentions[where].end)
        p = self.p
        while (
            first
            and p.words[first - 1].islower()
            and p.pos[first - 1] == "NOUN"
            and p.deps[first - 1] == "compound"
            and p.heads[first - 1] == end - 1
        ):
            first -= 1  # "gang leader"
        words = (w for w in self.p.words[first:end] if w.lower() not in {"former", "ex", "-", "then", "."})
        return " ".join(words)

    def office_of(self, i: int, m: MentionDraft) -> int | None:
        """What an office is in: the last country or organisation named in the phrase, before the title or after "of"."""
        best = self.after_of(i, m)
        if best is not None:
            return best
        for k in self.within(i):
            other = self.mentions[k]
            if other.type in self.kinds.organization or other.type in self.kinds.place:
                if m.title is not None and other.first >= m.title[1] and self.p.lower[m.title[1]] != "of":
                    continue
                if best is None or other.type in self.kinds.organization:
                    best = k
        return best

    def after_of(self, i: int, m: MentionDraft) -> int | None:
        """The longest organisation or place that begins after "of" ("head of Ukraine's Center for ..."), even if it ends later."""
        if m.title is None or m.title[1] >= len(self.p) or self.p.lower[m.title[1]] != "of":
            return None
        first = m.title[1] + 1
        starts = {first, first + 1} if first < len(self.p) and self.p.deps[first] in {"det", "poss"} else {first}
        near = [k for k in range(i, len(self.mentions)) if self.mentions[k].first in starts and k != i]
        near = [k for k in near if self.mentions[k].type in self.kinds.organization or self.mentions[k].type in self.kinds.place]
        return max(near, key=lambda k: self.mentions[k].end - self.mentions[k].first, default=None)

    def belonging(self, i: int, m: MentionDraft) -> Iterator[Relation]:
        """ "Russian aircraft" (operator), "Ukrainian officials" (affiliation), "Taliban fighters" (memberOf).

        "Ethnic Albanian guerrillas" are a people's, and no country's.
        """
        p = self.p
        for c in p.children[m.core]:
            if c >= m.core or p.deps[c] not in {"amod", "compound", "poss", "nmod"} or (c and p.lower[c - 1] == "ethnic"):
                continue
            for owner in (c, *(g for g in p.children[c] if p.deps[g] == "conj" and g < m.core)):  # "Ugandan and Somali troops"
                k = self.at.get(owner)
                if k is None or self.entity_of[k] is None:
                    continue
                other = self.mentions[k]
                kind = self.kind_of_belonging(m, other)
                r = self.relation(kind, i, k) if kind else None
                if r is not None:
                    yield r

    def described(self, i: int, m: MentionDraft) -> Iterator[Relation]:
        """ "Saudi journalist Jamal Khashoggi": what stands before the name is affiliation as well."""
        for k in self.within(i):
            other = self.mentions[k]
            kind = self.kind_of_belonging(m, other) if m.name is not None and other.end <= m.name[0] else ""
            r = self.relation(kind, i, k) if kind else None
            if r is not None:
                yield r

    def kind_of_belonging(self, m: MentionDraft, other: MentionDraft) -> str:
        country, organization = other.type in self.kinds.country, other.type in self.kinds.organization
        if not (country or organization):
            return ""
        if m.type in self.kinds.military:
            return "operator"
        if m.type in self.kinds.organization:
            return "affiliation"
        if m.type in self.kinds.person or m.type in self.kinds.group:
            return "memberOf" if organization else "affiliation"
        return ""

    def location(self, i: int, m: MentionDraft) -> Iterator[Relation]:
        """ "Bryansk, Russia", "Gomal district, Paktika province", "Russia's Kursk region", "a compound in Kodgai village"."""
        p = self.p
        k = self.place_after(i, m)
        if k is not None:
            r = self.relation("locatedIn", i, k)
            if r is not None:
                yield r
        if m.form == "nominal" and p.lower[m.first] in self.directions:
            for inner in self.within(i):
                if self.mentions[inner].head == m.head and (r := self.relation("locatedIn", i, inner)) is not None:
                    yield r  # "northern Iraq" lies in Iraq
                    break
        for c in p.children[m.head]:
            if p.deps[c] == "poss" and (k := self.at.get(c)) is not None and self.mentions[k].type in self.kinds.place:
                r = self.relation("locatedIn", i, k)
                if r is not None:
                    yield r

    def place_after(self, i: int, m: MentionDraft) -> int | None:
        """The place that follows after a comma or "in"."""
        p, gap = self.p, m.end
        if gap + 1 >= len(p) or p.lower[gap] not in {",", "in", "of"}:
            return None
        start = gap + 2 if p.lower[gap + 1] == "the" else gap + 1
        for k in range(i + 1, min(i + 6, len(self.mentions))):
            other = self.mentions[k]
            if other.first > start:
                return None
            if other.first in (start, gap + 1) and other.type in self.kinds.place and other.form == "name":
                if p.lower[gap] == "," and not self.contains(m, other):
                    return None
                return k
        return None

    def contains(self, m: MentionDraft, other: MentionDraft) -> bool:
        """Whether "X, Y" reads as X in Y: the second is of a larger kind, and no list goes on."""
        p, kinds = self.p, self.kinds
        after = p.lower[other.end] if other.end < len(p) else ""
        if m.type in kinds.country or (after == "and" and m.type == other.type):
            return False
        return (
            other.type in kinds.country
            or (other.type in kinds.region and m.type not in kinds.region)
            or (m.type in kinds.region and other.type in kinds.region and m.type != other.type)
        )
