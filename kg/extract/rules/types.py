"""What class of thing a token stands for, before coreference has said which thing it is."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.rules.drafts import MentionDraft
from kg.extract.rules.metonymy import Governments
from kg.extract.rules.nominalwords import NominalWords
from kg.extract.rules.parse import Parse
from kg.extract.rules.speechwords import speaking
from kg.extract.rules.triggers import TypeAt
from kg.lexicon import Lexicon


def types_at(p: Parse, mentions: Sequence[MentionDraft], lexicon: Lexicon, governments: Governments | None = None) -> Types:
    """The class of what a token heads: a mention's, a common noun's, a pronoun's guess; None if nothing is known.

    `governments` are the mentions' own, where these are known already.
    """
    types = {m.head: m.type for m in reversed(mentions)}
    for m in mentions:
        if m.core != m.head:
            types.setdefault(m.core, m.type)
    governments = governments or Governments(p, mentions)
    types |= dict.fromkeys(filter(governments.acts, governments.capital_at), "Country")
    pronouns = {m.head for m in mentions if m.form == "pronoun"}
    return Types(p, types, pronouns, lexicon)


class Types(dict[int, str | None]):
    """The classes of tokens: those of the mentions, and what has been asked for besides."""

    def __init__(self, p: Parse, types: dict[int, str], pronouns: set[int], lexicon: Lexicon) -> None:
        super().__init__(types)
        self.p, self.of_mentions, self.pronouns, self.lexicon = p, types, pronouns, lexicon
        self.acting = NominalWords.load().pronouns_acting
        for token in pronouns:
            if types[token] == "Entity" and p.pos[token] == "PRON":
                del self[token]  # who speaks tells more

    @property
    def at(self) -> TypeAt:
        """The class that a token has."""
        return self.__getitem__

    def with_mentions(self, more: Sequence[MentionDraft]) -> Types:
        """The classes after other mentions were found by other heads."""
        return Types(self.p, {**self.of_mentions, **{m.head: m.type for m in more}}, self.pronouns, self.lexicon) if more else self

    def __missing__(self, token: int) -> str | None:
        kind = self[token] = self._guess(token)
        return kind

    def _guess(self, token: int) -> str | None:
        p, tag = self.p, self.p.pos[token]
        if tag == "PRON":
            speaker = _speaker(p, token)
            known = speaker is not None and speaker in self.of_mentions
            return self.of_mentions[speaker] if known and speaker is not None else self.acting.get(p.lower[token])
        if tag not in {"NOUN", "PROPN"}:
            return None
        match = self.lexicon.entity_nouns.match(p.lower, token, p.lemmas[token])
        if match is None and tag == "PROPN" and any(p.lower[c] == "the" for c in p.children[token]):
            match = self.lexicon.name_heads.match(p.lower, token)  # "the Ministry", "the Mission": named by its head alone
        return match[2] if match else None


def _speaker(p: Parse, pronoun: int) -> int | None:
    """The subject of the speech verb in whose clause the pronoun is the subject."""
    verb = p.heads[pronoun]
    if p.deps[pronoun] not in {"nsubj", "nsubjpass"} or p.deps[verb] != "ccomp" or p.lemmas[p.heads[verb]] not in speaking():
        return None
    return next((c for c in p.children[p.heads[verb]] if p.deps[c] == "nsubj"), None)
