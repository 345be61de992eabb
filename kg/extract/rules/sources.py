"""Who speaks: from the grammar around a reporting word to the token that names the source."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kg.extract.rules.content import Attribution, Range, inside
from kg.extract.rules.drafts import MentionDraft
from kg.extract.rules.nounphrases import phrase_start
from kg.extract.rules.parse import Parse
from kg.extract.rules.speechwords import Cue, SpeechWords
from kg.extract.rules.subjects import noun_owner, surface_subject
from kg.extract.rules.syntax import is_passive, prepositional_objects

TypeAt = Callable[[int], str | None]


class Sources:
    """Finds sources. `actors` are classes of what can think, `speechless` of what can say nothing; in `buildings` somebody speaks."""

    def __init__(
        self, words: SpeechWords, actors: frozenset[str], speechless: frozenset[str], buildings: frozenset[str] = frozenset()
    ) -> None:
        self.words = words
        self.buildings = buildings
        self.actors = actors
        self.speechless = speechless

    def of_verb(self, p: Parse, cue: Cue, content: Sequence[Range]) -> int | None:
        """The head of who says it; None if the verb names nobody ("was said to have", "it is believed")."""
        v = cue.token
        passive = is_passive_cue(p, v)
        if passive:
            found = [x for c in p.children[v] if p.deps[c] == "agent" for x in prepositional_objects(p, c)]
        else:
            found = surface_subject(p, v)
            if not found:  # "said the governor": an inverted subject that the parser took for an object
                found = [c for c in p.children[v] if p.deps[c] in {"dobj", "attr", "npadvmod"} and c > v and not inside(c, content)]
        h = p.heads[p.heads[v]]
        if p.deps[v] == "pcomp" and p.lower[p.heads[v]] == "as":  # "quoted the general as saying"
            found = [c for c in p.children[h] if p.deps[c] in {"dobj", "nsubjpass"}] or found
        for s in (_participle_subject(p, s) for s in found):
            if inside(s, content) or p.lower[s] in {"there", "which", "what", "that"}:
                continue
            if p.lower[s] == "it" and (passive or any(p.deps[c] == "acomp" for c in p.children[p.heads[s]])):
                continue  # "it was reported", "it is possible to verify"
            return self.speaker(p, _last_of_compound(p, s, v))
        return None

    def speaker(self, p: Parse, source: int) -> int:
        """The one who speaks through a statement or report, where it is named: "a statement from the ministry said".

        Of "one of them, Dana Reyes," the name speaks.
        """
        if p.pos[source] == "NUM":
            return next((c for c in p.children[source] if p.deps[c] == "appos" and p.pos[c] == "PROPN"), source)
        if not self.words.has("document", p.lemmas[source]):
            return source
        for c in p.children[source]:
            if p.deps[c] == "poss":
                return c
            if p.deps[c] in {"prep", "agent"} and p.lower[c] in {"by", "from", "of", "in", "on"}:
                found = next(iter(prepositional_objects(p, c)), None)
                if found is not None and (p.lower[c] in {"by", "from"} or p.pos[found] == "PROPN" or p.lower[c] == "of"):
                    return found
            # "a statement by the ministry", not "a memo obtained by the paper"
            if p.deps[c] == "acl" and p.tags[c] == "VBN" and not self.words.has("perusing", p.lemmas[c]):
                by = [x for g in p.children[c] if p.deps[g] == "agent" for x in prepositional_objects(p, g)]
                if by:
                    return by[0]
        if p.deps[source] == "dobj" and self.words.has("uttering", p.lemmas[p.heads[source]]):  # "released a statement saying"
            return next(iter(surface_subject(p, p.heads[source])), source)
        return next((c for c in p.children[source] if p.deps[c] in {"compound", "nmod"} and p.pos[c] == "PROPN"), source)

    def of_noun(self, p: Parse, n: int, type_at: TypeAt) -> int | None:
        """Whose claim, report or promise it is: its owner, who it is from, or whose adjective it bears ("Russian claims")."""
        for c in p.children[n]:
            if p.deps[c] == "poss" and p.lower[c] not in {"whose"}:
                return c
            if p.deps[c] in {"prep", "agent"} and p.lower[c] in {"by", "from"}:
                found = next(iter(prepositional_objects(p, c)), None)
                if found is not None:
                    return self.speaker(p, found)
        for c in p.children[n]:
            if p.deps[c] in {"amod", "compound", "nmod"} and p.pos[c] != "VERB" and (type_at(c) or "") in self.actors:
                return c
        h = p.heads[n]
        if p.deps[n] == "dobj" and p.pos[h] == "VERB" and self.words.has("uttering", p.lemmas[h]):
            return next(iter(noun_owner(p, n)), None)
        return None

    def can_say(self, p: Parse, source: int, type_at: TypeAt) -> bool:
        """Whether the source may be one who speaks: no asset, number, or happening."""
        kind = type_at(source)
        if kind is not None:
            return kind not in self.speechless
        if p.pos[source] == "NUM":
            return _counts_persons(p, source)
        return p.pos[source] not in {"VERB", "AUX"} and not self.words.has("voiceless", p.lemmas[source])

    def can_think(self, p: Parse, source: int, type_at: TypeAt) -> bool:
        """Whether the source is an actor, or stands for one."""
        kind = type_at(source)
        if kind is not None:
            if kind in self.buildings and kind not in self.speechless and p.tags[source] == "NN":
                return any(p.tags[c] in {"DT", "PRP$"} for c in p.children[source])  # "the embassy denied"
            return kind in self.actors or (p.pos[source] == "PROPN" and kind not in self.speechless)  # "Moscow denied"
        if p.pos[source] == "NUM":
            return _counts_persons(p, source)
        return (
            p.pos[source] == "PROPN"
            or self.words.has("shares", p.lower[source])
            or p.lower[source] in {"he", "she", "they", "we", "i", "who", "many", "some", "most", "others"}
        )

    def mentioned(self, p: Parse, attributions: Sequence[Attribution], mentions: list[MentionDraft]) -> list[MentionDraft]:
        """The mentions with one for each source that had none: who speaks is an actor, though no list knows his noun ("her campaign").

        A building that speaks ("the hospital said") is the organisation in it.
        """
        if not attributions:
            return mentions
        covering = {t: m for m in reversed(mentions) for t in range(m.first, m.end)}
        extra: dict[int, MentionDraft] = {}
        for a in attributions:
            t = a.source
            if t is None or p.pos[t] not in {"NOUN", "PROPN"} or self.is_document(p, t):
                continue
            m = covering.get(t)
            if m is None:
                # a subject that a verb shares with another may be a parser's error: "recalls that freedom is guaranteed, and warns …"
                nor = any(p.heads[c] == p.heads[t] and p.lower[c - 1] == "nor" for c in range(*a.cue))
                v = a.cue[0]  # "the campaign responded, saying that …"
                shared = p.heads[t] == p.heads[v] and p.deps[v] == "advcl" and p.tags[v] == "VBG" and p.deps[t] == "nsubj"
                if nor or shared or p.heads[t] in range(*a.cue) or p.deps[t] in {"pobj", "poss"}:
                    extra.setdefault(t, _unlisted(p, t))
            elif m.form == "nominal" and m.core == t and m.type in self.buildings:
                m.type = "Actor"
            elif m.form == "name" and m.head == t and m.type == "Settlement" and m.entry is None and a.statement:
                m.type = "Person"  # "recalled Amina": no known town, and towns do not speak
        return sorted([*mentions, *extra.values()], key=lambda m: (m.first, -m.end)) if extra else mentions

    def is_document(self, p: Parse, source: int) -> bool:
        """Whether the source is a report, a video, or data."""
        return self.words.has("document", p.lemmas[source])

    def is_nobody(self, p: Parse, source: int) -> bool:
        """ "no group", "neither side", "nobody": the cue did not come."""
        nobody = self.words.lists["nobody"]
        return p.lower[source] in nobody or any(p.lower[c] in nobody for c in p.children[source] if p.deps[c] == "det")


def _counts_persons(p: Parse, number: int) -> bool:
    """Whether a number may stand for those who speak: "one said", "three of the witnesses said"."""
    return p.lower[number] == "one" or any(p.deps[c] == "prep" and p.lower[c] == "of" for c in p.children[number])


def _unlisted(p: Parse, t: int) -> MentionDraft:
    """The mention of an actor whose noun or name no rule knew."""
    first, plural = phrase_start(p, t), p.tags[t] in {"NNS", "NNPS"}
    if p.pos[t] == "PROPN":
        return MentionDraft(first=first, end=t + 1, head=t, type="Actor", form="name", name=(first, t + 1), plural=plural)
    owned = first > 0 and p.tags[first - 1] in {"DT", "PRP$"} and first - 1 >= p.left[t]
    return MentionDraft(
        first=first - owned, end=t + 1, head=t, type="Group" if plural else "Actor", form="nominal",
        plural=plural, determiner=p.lower[first - 1] if owned else "",
    )  # fmt: skip


def _last_of_compound(p: Parse, s: int, v: int) -> int:
    """The last noun before the verb where the parser stopped at the first: "state news agency Anadolu reported"."""
    last = s
    while last + 1 < v and p.pos[last + 1] in {"NOUN", "PROPN"} and p.pos[s] == "NOUN":
        last += 1
    return last if last + 1 == v else s


def _participle_subject(p: Parse, s: int) -> int:
    """The noun of "the soldiers operating there said", where the parser took the participle for the subject."""
    return next((c for c in p.children[s] if p.deps[c] == "nsubj"), s) if p.pos[s] == "VERB" else s


def is_passive_cue(p: Parse, v: int) -> bool:
    """Whether the verb is passive, also as a bare participle beside a clause ("Asked about the raid, he said")."""
    if is_passive(p, v):
        return True
    bare = p.tags[v] == "VBN" and p.deps[v] == "advcl"
    asked = p.lemmas[v] == "ask"  # "Asked whether his men had fired, he shrugged"
    if asked and p.tags[v] == "VBN" and p.left[v] == v and p.deps[v] == "ccomp":
        bare = True
    return bare and not any(p.deps[c] in {"aux", "nsubj"} or (p.deps[c] == "ccomp" and not asked) for c in p.children[v])


def source_span(p: Parse, source: int, outside: Sequence[Range]) -> Range:
    """The words of a source: its noun phrase with what is beside it ("X, a resident of Y"), without clauses and what it said."""
    first, end = p.left[source], p.right[source] + 1
    for c in p.children[source]:
        if c > source and (p.deps[c] in {"relcl", "acl", "conj", "cc", "advcl"} or _crosses(p, c, outside)):
            end = min(end, p.left[c])
        elif c < source and _crosses(p, c, outside):
            first = max(first, p.right[c] + 1)
    for a, b in outside:
        if a > source:
            end = min(end, a)
        elif b <= source:
            first = max(first, b)
    for i in range(source - 1, first - 1, -1):
        if p.words[i].isspace():  # a headline that the parser took for the beginning of the sentence
            first = i + 1
            break
    if p.tags[source].startswith("PRP") or end <= source or first > source:
        return source, source + 1
    while end - 1 > source and (p.words[end - 1] in {",", "(", "—", "–", "-"} or p.pos[end - 1] == "AUX"):
        end -= 1
    return first, end


def _crosses(p: Parse, c: int, ranges: Sequence[Range]) -> bool:
    return any(p.left[c] < b and a <= p.right[c] for a, b in ranges)
