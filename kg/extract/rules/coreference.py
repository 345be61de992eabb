"""Which mentions refer to one thing: names first, then nominals, then pronouns, in the order of the text.

Precision first: a nominal or pronoun with no clear antecedent makes an entity of its own, or (a pronoun) none.
The order of sieves follows Lee et al. 2013 (deterministic coreference), cut to what news about conflict needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from kg.extract.rules.aliases import find_aliases
from kg.extract.rules.candidates import LOOK_BACK, country_meant, of_two
from kg.extract.rules.clusters import Cluster, attributes_of, label_of
from kg.extract.rules.content import Range
from kg.extract.rules.corefwords import CorefWords
from kg.extract.rules.drafts import Kinds, MentionDraft
from kg.extract.rules.holders import between_commas, holder_of, said_to_be
from kg.extract.rules.identified import join_identified
from kg.extract.rules.nameindex import NameIndex
from kg.extract.rules.namespans import QUOTES
from kg.extract.rules.namewords import NameWords
from kg.extract.rules.ownnames import Owned, field_of
from kg.extract.rules.parse import Parse
from kg.extract.rules.pronouns import resolve_pronoun
from kg.model import Entity

if TYPE_CHECKING:
    from kg.ontology import Ontology

EMPTY: Mapping[int, Sequence[Range]] = MappingProxyType({})
UNTOLD = frozenset({"Settlement", "Region", "Facility"})
"""Classes that a bare label gives to a place's name."""


class Grouper:
    """Groups the mentions of one text."""

    def __init__(self, parse: Parse, mentions: list[MentionDraft], ontology: Ontology, said_by: Mapping[int, Sequence[Range]]) -> None:
        self.p, self.mentions, self.ontology = parse, mentions, ontology
        self.kinds = Kinds.of(ontology)
        self.said_by = said_by
        self.words = CorefWords.load()
        self.of: list[Cluster | None] = [None] * len(mentions)
        self.clusters: list[Cluster] = []
        self.by_head: dict[int, int] = {}
        """Mention by head token; of several the longest, that is the first."""
        for i, m in enumerate(mentions):
            self.by_head.setdefault(m.head, i)
        self.names_at: dict[int, list[int]] = {}
        for i, m in enumerate(mentions):
            if m.form == "name":
                self.names_at.setdefault(m.first, []).append(i)
        self.names = NameIndex(parse, self.kinds)
        self.owned = Owned(parse, mentions, self.kinds)
        self._gendered = frozenset(parse.with_word(self.words.gendered))
        """Honorifics and nouns that tell a gender."""
        self._by_noun: dict[str, list[Cluster]] = {}
        self._by_words: dict[tuple[str, ...], Cluster] = {}

    # -- putting in
    def join(self, i: int, cluster: Cluster) -> None:
        """Make mention `i` one of the cluster's."""
        m = self.mentions[i]
        self.of[i] = cluster
        cluster.mentions.append(i)
        if m.title is not None:
            cluster.titles.append(tuple(self.p.lower[m.title[0] : m.title[1]]))
        if not cluster.gender and (m.first in self._gendered or m.core in self._gendered):
            gender, lower = self.words.gender, self.p.lower
            cluster.gender = gender.get(lower[m.first].rstrip(".")) or gender.get(lower[m.core].rstrip("."), "")

    def new(self, i: int, *, named: bool) -> Cluster:
        """A new entity from mention `i`."""
        m = self.mentions[i]
        cluster = Cluster(m.type, named, plural=m.plural, count=m.count)
        self.clusters.append(cluster)
        self.join(i, cluster)
        return cluster

    def merge(self, i: int, k: int) -> None:
        """Make the entities of two mentions one: the second's, which has a name."""
        gone, kept = self.of[i], self.of[k]
        assert gone is not None
        assert kept is not None
        for j in gone.mentions:
            self.of[j] = kept
        kept.mentions += gone.mentions
        kept.titles += gone.titles
        kept.gender = kept.gender or gone.gender
        self.clusters.remove(gone)

    # -- names
    def group_names(self) -> None:
        """Names, longest first, so that a full name is known before a surname or an acronym stands alone."""
        order = [i for i, m in enumerate(self.mentions) if m.name is not None or m.entry is not None]
        order.sort(key=lambda i: -self._length(i))
        for i in order:
            m = self.mentions[i]
            words = self._name_words(m)
            cluster = self.owned.choose(i, words, self.names.find(m, words))
            if cluster is None:
                cluster = self.new(i, named=m.form != "nominal")
                cluster.type = m.entry.type if m.entry is not None and m.form != "nominal" else m.type
            else:
                self.join(i, cluster)
            self.names.add(cluster, m, words)
            self.owned.add(i, words, cluster)

    def join_aliases(self) -> None:
        """Make one of two names where the text says that they are: "José Robles, alias "Pelusa"", "the group, known as X"."""
        named = [i for i, m in enumerate(self.mentions) if m.form == "name" and m.name is not None and m.first == m.name[0]]
        spans = [self.mentions[i].name or (0, 0) for i in named]
        for k, other in find_aliases(self.p, spans):
            a, b = self.of[named[k]], self.of[named[other]]
            if a is None or b is None or a is b or (a.key is not None and b.key is not None):
                continue
            alike = all(c.type in self.kinds.person for c in (a, b)) or all(c.type in self.kinds.organization for c in (a, b))
            if alike:
                a.key, a.names = a.key or b.key, [*a.names, *b.names]
                self.merge(named[other], named[k])

    def _name_words(self, m: MentionDraft) -> tuple[str, ...]:
        """The words of a bare name; "AK-47s" are the AK-47."""
        if m.name is None:
            return ()
        words = self.p.words[m.name[0] : m.name[1]]
        if m.type in self.kinds.asset and words[-1].endswith("s") and any(map(str.isdigit, words[-1])):
            words = [*words[:-1], words[-1][:-1]]
        return tuple(words)

    def _length(self, i: int) -> int:
        name = self.mentions[i].name
        return name[1] - name[0] if name is not None else 0

    # -- nominals
    def group_nominals(self) -> None:
        """Nominals and pronouns in the order of the text."""
        for i, m in enumerate(self.mentions):
            if self.of[i] is not None:
                continue
            if m.form == "pronoun":
                found = of_two(self, i, m) if m.type == "Actor" else resolve_pronoun(self, i)
                if found is not None:
                    self.join(i, found)
                    found.gender = found.gender or self._pronoun_gender(self.p.lower[m.head])
                continue
            cluster = self._antecedent(i, m)
            if cluster is not None:
                self.join(i, cluster)
                self._refine(cluster, m)
            else:
                cluster = self.new(i, named=False)
                cluster.modifiers = self._modifiers(m)
            noun = self.p.lemmas[m.core]
            nouns = self._by_noun.setdefault(noun, [])
            if not nouns or nouns[-1] is not cluster:
                nouns.append(cluster)
            self._by_words[self._words(m)] = cluster

    def _pronoun_gender(self, word: str) -> str:
        return "m" if word in self.words.male else "f" if word in self.words.female else ""

    def _words(self, m: MentionDraft) -> tuple[str, ...]:
        return tuple(self.p.lower[m.first + bool(m.determiner) : m.end])

    def _modifiers(self, m: MentionDraft) -> frozenset[str]:
        """Content words of a nominal beside its noun."""
        p = self.p
        if m.first == m.core == m.end - 1:
            return frozenset()
        return frozenset(
            p.lower[k] for k in range(m.first, m.end) if k != m.core and p.pos[k] in {"ADJ", "NOUN", "PROPN", "NUM", "VERB"}
        )  # fmt: skip

    def _antecedent(self, i: int, m: MentionDraft) -> Cluster | None:
        found = self._apposition(i, m) or self._of_name(i, m)
        definite = m.determiner in self.words.definite
        if found is None and definite:  # only what is known already can be meant
            found = self._name_beside(i, m) or self._named_kind(m) or self._ministry(i, m)
        if found is not None or not (definite or (m.plural and not m.determiner)):
            return found
        repeated = self._latest(m, self._by_words.get(self._words(m)))
        if repeated is not None and repeated.type == m.type and m.count is None and repeated.count is None:
            return repeated
        if not definite:
            return None
        mine = self._modifiers(m) - {"same"}
        holder = holder_of(self, i, m) if m.title is not None and not m.plural else None
        if holder is not None:
            return holder
        found = next((c for c in reversed(self._by_noun.get(self.p.lemmas[m.core], ())) if self._repeats(c, m, mine)), None)
        single = not m.plural or self.p.lemmas[m.core] in CorefWords.load().points_back  # a group is one, though its members are many
        if not mine and not m.plural and m.type in self.kinds.ship and found is None:
            return self._only_of_last_sentence(i, lambda c: c.type in self.kinds.ship)  # "the vessel"
        if not mine and single and m.type not in self.kinds.person and m.type not in self.kinds.asset:
            named = self._nearest_of_class(i, m)
            if named is not None and (found is None or max(named.mentions) > max(found.mentions)):
                return named
        return found

    def _latest(self, m: MentionDraft, repeated: Cluster | None) -> Cluster | None:
        """What the same words meant before, unless another of that noun was named since: "a second hospital was hit; the hospital"."""
        if repeated is None or m.determiner not in self.words.definite or m.plural:
            return repeated
        since = [c for c in self._by_noun.get(self.p.lemmas[m.core], ()) if max(c.mentions) > max(repeated.mentions) and not c.plural]
        return repeated if not since else since[-1] if self._repeats(since[-1], m, self._modifiers(m)) else None

    def _repeats(self, c: Cluster, m: MentionDraft, modifiers: frozenset[str]) -> bool:
        """Whether a definite nominal can repeat an earlier one of the same noun: "the truck" after "a tanker truck"."""
        return c.plural == m.plural and modifiers <= c.modifiers and (m.count is None or c.count in (None, m.count)) and not c.named

    def _apposition(self, i: int, m: MentionDraft) -> Cluster | None:
        """ "Rustem Umerov, the defence minister", "the defence minister, Rustem Umerov"."""
        p = self.p
        if m.plural:
            return None
        others = [p.heads[m.head]] if p.deps[m.head] == "appos" else [c for c in p.children[m.head] if p.deps[c] == "appos"]
        others += said_to_be(self, m)
        for t in [*others, *between_commas(self, m)]:
            k = self.by_head.get(t)
            if k is None or k == i:
                continue
            c, other = self.of[k], self.mentions[k]
            if c is not None and other.form == "name" and self._compatible(c, m):
                return c
        return None

    def _of_name(self, i: int, m: MentionDraft) -> Cluster | None:
        """ "the city of Mosul" is Mosul."""
        if m.type not in self.kinds.place or m.end <= m.core + 1:
            return None
        for k in range(i + 1, min(i + 6, len(self.mentions))):
            inner, c = self.mentions[k], self.of[k]
            if inner.form == "name" and inner.first < m.core:
                if inner.type in self.kinds.region or inner.type in self.kinds.country:
                    continue  # "the Cauca town of Argelia"
                return None  # "the Gezira district of Cairo" has a name of its own
            if inner.form == "name" and inner.end == m.end and inner.first == m.core + 2 and c is not None and c.type in self.kinds.place:
                if c.key is None and c.type in UNTOLD and not m.plural:
                    self._retype(c, m.type)  # "the region of Nyamitwitwi": the name alone did not tell
                return c if self._compatible(c, m) else None
        return None

    def _name_beside(self, i: int, m: MentionDraft) -> Cluster | None:
        """ "the capital Damascus" is Damascus, "the charity Relief Now" Relief Now, whatever the parser makes of the name.

        "The town Kyiv took" is not Kyiv.
        """
        body = m.type in self.kinds.organization
        sort = next((s for s in (self.kinds.organization, self.kinds.ship) if m.type in s), self.kinds.settlement)
        if m.type not in sort or m.plural or i + 1 >= len(self.mentions):
            return None
        name, c = self.mentions[i + 1], self.of[i + 1]
        beside = name.form == "name" and name.first == m.end == m.core + 1 and name.type in sort
        joined = (
            sort is not self.kinds.settlement
            or self.p.lemmas[m.core] == "capital"
            or self.p.deps[name.head] in {"appos", "nmod", "npadvmod", "dobj", "pobj"}
        )
        alike = c is not None and (self._compatible(c, m) or (body and c.type == "Organization"))
        return c if beside and joined and alike else None

    def _named_kind(self, m: MentionDraft) -> Cluster | None:
        """ "the ISIL terrorist group" is ISIL, "the AFP news agency" is AFP."""
        p = self.p
        if p.tags[m.core] != "NN":
            return None
        kind_of_name = self.ontology.isa(m.type, "MediaOutlet", "PoliticalParty", "Company")
        if not kind_of_name and p.lemmas[m.core] not in self.words.armed:
            return None
        for t in p.children[m.core]:
            k = self.by_head.get(t) if t < m.core and p.deps[t] in {"compound", "nmod", "amod", "appos"} else None
            c = self.of[k] if k is not None else None
            if k is None or c is None or not c.named or c.type not in self.kinds.organization:
                continue
            between = [w for w in p.lower[self.mentions[k].end : m.core] if w not in QUOTES]
            if self._compatible(c, m) if kind_of_name else all(w in CorefWords.load().between_armed for w in between):
                return c
        return None

    def _ministry(self, i: int, m: MentionDraft) -> Cluster | None:
        """ "the interior ministry" is the Ministry of the Interior named before, unless it is another country's."""
        if self.p.lemmas[m.core] != "ministry" or m.plural:
            return None
        field = field_of(self.p.lower[m.first + 1 : m.core])
        if not field:
            return None
        for c in reversed(self.clusters):
            if (
                c.named
                and c.type == m.type
                and min(c.mentions) < i
                and any(field_of([w.lower() for w in name]) == field for name in c.names)
            ):
                country = self.owned.country_of(i)
                return c if country is None or country == self.owned.country.get(id(c)) else None
        return None

    def _retype(self, c: Cluster, kind: str) -> None:
        c.type = kind
        for k in c.mentions:
            self.mentions[k].type = kind

    def _compatible(self, c: Cluster, m: MentionDraft) -> bool:
        """Whether the classes can be of one thing."""
        if m.type in self.kinds.person:
            return c.type in self.kinds.person
        return self.ontology.isa(c.type, m.type) or self.ontology.isa(m.type, c.type)

    def _nearest_of_class(self, i: int, m: MentionDraft) -> Cluster | None:
        """ "the group", "the country", "the agency": the nearest named thing before of that class."""
        excluded = CorefWords.load().points_back.get(self.p.lemmas[m.core])
        if m.type in {"Place", "Entity", "Actor"} or self.p.lemmas[m.core] in NameWords.load().compass:
            return None  # "the area", "the defence", "the west": of no class to look for
        if m.type in self.kinds.country:
            return country_meant(self, i, m)
        if m.type in self.kinds.settlement and m.type != "Settlement":
            return self._only_town(i, m)
        for k in range(i - 1, max(-1, i - LOOK_BACK), -1):
            c, other = self.of[k], self.mentions[k]
            if c is None or not c.named or c.plural or other.form == "pronoun" or self._is_within_body(k):
                continue
            if excluded is None and self.ontology.isa(c.type, m.type):
                return c
            if excluded is not None and c.type in self.kinds.organization and not self.ontology.isa(c.type, *excluded):
                return c
        return None

    def _is_within_body(self, k: int) -> bool:
        """Whether a mention only modifies another body: the UN of "another UN agency"."""
        inner, outer = self.mentions[k], self.mentions[k - 1] if k else None
        if outer is None or outer.type not in self.kinds.organization or self.of[k - 1] is self.of[k]:
            return False
        return outer.first <= inner.first and inner.end < outer.end and inner.end <= outer.core

    def _only_town(self, i: int, m: MentionDraft) -> Cluster | None:
        """ "the city", "the village": the named settlement of the last sentence that names one, if it names one alone.

        A capital that does not stand after a preposition of place is its government: "Ankara wanted to occupy the town".
        """
        town = self._only_of_last_sentence(i, lambda c: c.type in self.kinds.settlement)
        fits = town is not None and (self.ontology.isa(town.type, m.type) or town.type == "Settlement")
        return town if fits else None

    def _only_of_last_sentence(self, i: int, fits: Callable[[Cluster], bool]) -> Cluster | None:
        """What fits and has a name, of the last sentence before that names such; None if it names several."""
        found: dict[int, Cluster] = {}
        sentence = -1
        for k in range(i - 1, max(-1, i - LOOK_BACK), -1):
            c, at = self.of[k], self.p.sentence_of[self.mentions[k].first]
            if found and at != sentence:
                break
            if c is not None and c.named and not c.plural and fits(c) and not self._governs(self.mentions[k]):
                found[id(c)] = c
                sentence = at
        return next(iter(found.values())) if len(found) == 1 else None

    def _governs(self, m: MentionDraft) -> bool:
        before = self.p.lower[m.first - 1] if m.first else ""
        acts = self.p.deps[m.head] in {"nsubj", "pobj", "poss"} and before not in NameWords.load().before_place
        return m.entry is not None and m.entry.capital and acts and before != "of"

    def _refine(self, c: Cluster, m: MentionDraft) -> None:
        """A nominal in apposition may tell a finer class: "the SDF, a Kurdish-led militia"."""
        if c.named and c.key is None and c.type != m.type and self.ontology.isa(m.type, c.type):
            self._retype(c, m.type)

    # -- result
    def entities(self) -> tuple[list[Entity], list[str | None]]:
        """The entities in the order of their first mention, and the entity of each mention."""
        self.clusters.sort(key=lambda c: min(c.mentions))
        result = []
        for n, c in enumerate(self.clusters, 1):
            c.id = f"e{n}"
            result.append(Entity(id=c.id, type=c.type, label=label_of(self, c), named=c.named, attributes=attributes_of(self, c)))
        return result, [c.id if c is not None else None for c in self.of]


def group_entities(
    parse: Parse, mentions: list[MentionDraft], ontology: Ontology, said_by: Mapping[int, Sequence[Range]] = EMPTY
) -> tuple[list[Entity], list[str | None]]:
    """The entities of a text, in the order of their first mention, and for each mention the id of its entity.

    None stands for a pronoun with no clear antecedent. A name's mentions may get a finer class from an apposition
    (their `type` is changed). `said_by` are the tokens of what a source says, by the source's head.
    """
    grouper = Grouper(parse, mentions, ontology, said_by)
    grouper.group_names()
    grouper.join_aliases()
    grouper.group_nominals()
    join_identified(grouper)
    return grouper.entities()
