"""Which entity of a text a name stands for: the same name, a variant, a surname, an acronym, a shorter form."""

from __future__ import annotations

from kg.extract.rules.acronyms import spelled_from
from kg.extract.rules.clusters import Cluster
from kg.extract.rules.drafts import Kinds, MentionDraft
from kg.extract.rules.namewords import NameWords
from kg.extract.rules.parse import Parse
from kg.extract.rules.variants import initials, same_person, sound, surname

Words = tuple[str, ...]


class NameIndex:
    """Entities by their names. Longer names are added first, so that a full name is known before its parts stand alone."""

    def __init__(self, parse: Parse, kinds: Kinds) -> None:
        self.p, self.kinds = parse, kinds
        self.by_key: dict[str, Cluster] = {}
        self.by_name: dict[Words, Cluster] = {}
        self.by_surname: dict[str, list[Cluster]] = {}
        self.by_first: dict[str, list[Cluster]] = {}
        """By the first word of several: given names, "Northrop" of "Northrop Grumman"."""
        self.by_acronym: dict[str, Cluster] = {}

    def find(self, m: MentionDraft, words: Words) -> Cluster | None:
        """The entity that already has this name or a variant of it."""
        if m.entry is not None:
            found = self.by_key.get(_key(m))
            if found is not None or m.form != "name":
                return found
        found = self.by_name.get(tuple(w.lower() for w in words))
        if found is not None and self.agree(found, m):
            return found
        if m.type in self.kinds.person:
            return self._person(m, words)
        if len(words) > 1 or m.entry is not None:
            return None
        short = self.by_acronym.get(words[0]) if words[0].isupper() else None
        if short is None and m.type in self.kinds.organization:
            short = _only([c for c in self.by_first.get(words[0], ()) if c.type in self.kinds.organization])
        return short if short is not None and self.agree(short, m) else None

    def _person(self, m: MentionDraft, words: Words) -> Cluster | None:
        """By surname; a given name alone only where one person of the text has it."""
        known = dict.fromkeys(self.by_surname.get(sound(surname(words)), ()))
        same = [c for c in known if any(same_person(words, n) for n in c.names) and not (m.entry is not None and c.key is not None)]
        if same:
            return same[0] if len(words) > 1 else _only(same)
        if len(words) > 1:
            return None
        return _only([c for c in self.by_first.get(words[0], ()) if c.type in self.kinds.person])

    def agree(self, c: Cluster, m: MentionDraft) -> bool:
        """Whether a cluster and a mention of the same words can be one thing: no two different gazetteer entries, no person for a place."""
        if m.entry is not None and c.key is not None and c.key != m.entry.key:
            return False
        if (c.type in self.kinds.person) != (m.type in self.kinds.person):
            return False
        return c.type in self.kinds.country or (c.type in self.kinds.organization) == (m.type in self.kinds.organization)

    def add(self, c: Cluster, m: MentionDraft, words: Words) -> None:
        """Remember a name of an entity and the shorter forms that may follow."""
        if m.entry is not None:
            c.key = _key(m)
            self.by_key.setdefault(c.key, c)
        if not words or words in c.names:
            return
        c.names.append(words)
        self.by_name.setdefault(tuple(w.lower() for w in words), c)
        if len(words) > 1 and len(words[0]) > 2 and words[1] != "-" and c not in self.by_first.setdefault(words[0], []):
            self.by_first[words[0]].append(c)
        if c.type in self.kinds.person:
            self._add_person(c, words)
        elif len(words) > 1:
            self._add_short_forms(c, m, words)

    def _add_person(self, c: Cluster, words: Words) -> None:
        self.by_surname.setdefault(sound(surname(words)), []).append(c)
        for w in words[1:-1]:
            if len(w) > 3:
                self.by_surname.setdefault(sound(w), []).append(c)

    def _add_short_forms(self, c: Cluster, m: MentionDraft, words: Words) -> None:
        """Initials, what brackets introduce, and the name without its first words ("Central Command" for "U.S. Central Command")."""
        short, left_out = initials(words), NameWords.load().variants.uninitialled
        if len(short) > 1:
            self.by_acronym.setdefault(short, c)
        for k in range(1, min(3, len(words) - 1)):
            if words[k - 1].lower() in left_out:
                break
            self.by_name.setdefault(tuple(w.lower() for w in words[k:]), c)
        after = self.p.words[m.end : m.end + 3]
        if len(after) == 3 and after[0] == "(" and after[2] == ")" and spelled_from(words, after[1]) in (0, None):
            self.by_acronym[after[1]] = c


def _key(m: MentionDraft) -> str:
    """A country and its people are two entities with one entry."""
    assert m.entry is not None
    return m.entry.key if m.form != "nominal" else "people of " + m.entry.key


def _only(clusters: list[Cluster]) -> Cluster | None:
    """The one cluster of a list; None if there are none or several."""
    return clusters[0] if len(clusters) == 1 else None
