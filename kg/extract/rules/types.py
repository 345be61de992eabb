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


def types_at(p: Parse, mentions: Sequence[MentionDraft], lexicon: Lexicon) -> TypeAt:
    """The class of what a token heads: a mention's, a common noun's, a pronoun's guess; None if nothing is known."""
    last_first = list(reversed(mentions))
    types = {m.core: m.type for m in last_first} | {m.head: m.type for m in last_first}
    pronouns = {m.head for m in mentions if m.form == "pronoun"}
    acting = NominalWords.load().pronouns_acting
    governments = Governments(p, mentions)
    types |= dict.fromkeys(filter(governments.acts, governments.capital_at), "Country")

    def type_of(token: int) -> str | None:
        if p.pos[token] == "PRON" and (token not in types or (token in pronouns and types[token] == "Entity")):
            speaker = _speaker(p, token)
            return types.get(speaker) if speaker is not None and speaker in types else acting.get(p.lower[token])
        if token in types:
            return types[token]
        if p.pos[token] not in {"NOUN", "PROPN"}:
            return None
        match = lexicon.entity_nouns.match(p.lower, token, p.lemmas[token])
        if match is None and p.pos[token] == "PROPN" and any(p.lower[c] == "the" for c in p.children[token]):
            match = lexicon.name_heads.match(p.lower, token)  # "the Ministry", "the Mission": named by its head alone
        return match[2] if match else None

    return type_of


def _speaker(p: Parse, pronoun: int) -> int | None:
    """The subject of the speech verb in whose clause the pronoun is the subject."""
    verb = p.heads[pronoun]
    if p.deps[pronoun] not in {"nsubj", "nsubjpass"} or p.deps[verb] != "ccomp" or p.lemmas[p.heads[verb]] not in speaking():
        return None
    return next((c for c in p.children[p.heads[verb]] if p.deps[c] == "nsubj"), None)
