"""Who rejects what another claims: "…, a claim the rebels denied", "the group rejected the accusation", "called the report baseless"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.extract.rules.citing import ASSERTING
from kg.extract.rules.content import Attribution, Range, without
from kg.extract.rules.grammar import english
from kg.extract.rules.parse import Parse
from kg.extract.rules.sources import Sources, TypeAt, is_passive_cue
from kg.extract.rules.speechwords import SpeechWords
from kg.extract.rules.subjects import surface_subject
from kg.extract.rules.syntax import prepositional_objects

DEFINITE = frozenset({"the", "this", "that", "these", "those", "such"})


class Rejections:
    """Finds denials of claims that a noun or pronoun stands for."""

    def __init__(self, words: SpeechWords, sources: Sources) -> None:
        self.words = words
        self.sources = sources

    def claim_summed_up(self, p: Parse, n: int, type_at: TypeAt, found: Sequence[Attribution]) -> Iterator[Attribution]:
        """ "…, a claim the rebels denied": what stands before is denied."""
        first = p.left[n]
        if first == 0 or p.words[first - 1] not in {",", "—", "–"} or not any(p.lower[c] in {"a", "an"} for c in p.children[n]):
            return
        for c in p.children[n]:
            if p.deps[c] != "relcl" or p.lemmas[c] not in self.words.verbs or not self.words.has("rejecting", p.lemmas[c]):
                continue
            start = p.sentences[p.sentence_of[n]][0]
            ranges: tuple[Range, ...] = ((start, first - 1),)
            for a in found:
                if start <= a.cue[0] < first and a.covers(first - 2):  # what another claims, up to here
                    a.ranges = ranges = without(a.ranges, (first - 1, p.sentences[p.sentence_of[n]][1]))
            by = [x for g in p.children[c] if p.deps[g] == "agent" for x in prepositional_objects(p, g)]
            who = next(iter(by if is_passive_cue(p, c) else surface_subject(p, c)), None)
            if start < first - 1 and who is not None and who != n and self.sources.can_say(p, who, type_at):
                yield Attribution((c, c + 1), "Denies", self.sources.speaker(p, who), ranges)

    def claim_pointed_at(self, p: Parse, n: int, type_at: TypeAt, found: Sequence[Attribution]) -> Iterator[Attribution]:
        """ "The group rejected the accusation.": what another has just claimed is denied, or confirmed."""
        definite = any(p.lower[c] in DEFINITE for c in p.children[n]) and not self.words.has("thoughts", p.lemmas[n])
        denier = self.denier(p, n, type_at) if definite else None
        if denier is None:
            return
        verb, who = denier
        claimed = claimed_before(p, verb, who, found)
        if claimed is None:
            return
        own = next((a for a in found if a.cue[0] <= verb < a.cue[1] and not a.naming), None)
        if own is not None and own.stance == "Denies" and own.covers(n) and own.ranges == ((p.left[n], n + 1),):
            own.ranges = claimed.ranges  # "the mayor disputed the report": what it reported
        elif own is None:
            yield Attribution((verb, verb + 1), "Denies", who, claimed.ranges)

    def rejected(self, p: Parse, verb: int, type_at: TypeAt, found: Sequence[Attribution]) -> Iterator[Attribution]:
        """ "The rebels reject that.": what another has just claimed."""
        who = next(iter(surface_subject(p, verb)), None)
        claimed = claimed_before(p, verb, who, found)
        if (
            who is None
            or claimed is None
            or not self.sources.can_think(p, who, type_at)
            or any(a.cue[0] <= verb < a.cue[1] and not a.naming for a in found)
        ):
            return
        yield Attribution((verb, verb + 1), "Denies", self.sources.speaker(p, who), claimed.ranges)

    def denier(self, p: Parse, n: int, type_at: TypeAt) -> tuple[int, int] | None:
        """The verb that rejects what the noun claims, and who does: "X dismissed the claim", "reports brushed off by X"."""
        h = p.heads[n]
        if self.words.nouns[p.lemmas[n]] not in ASSERTING:
            return None  # who rejects a call for talks denies nothing
        if p.deps[n] == "pobj":
            h = p.heads[h]
        rejects = self.words.has("rejecting", p.lemmas[h]) or self._is_called_false(p, h, n)
        if p.pos[h] != "VERB" or not rejects or p.deps[n] not in {"dobj", "pobj", "nsubjpass", "nsubj"}:
            return None
        passive = p.deps[n] == "nsubjpass"
        if is_passive_cue(p, h) != passive:
            return None
        agents = [x for c in p.children[h] if p.deps[c] == "agent" for x in prepositional_objects(p, c)]
        who = next(iter(agents if passive else surface_subject(p, h)), None)
        return (h, self.sources.speaker(p, who)) if who is not None and self.sources.can_say(p, who, type_at) else None

    def _is_called_false(self, p: Parse, verb: int, n: int) -> bool:
        """ "called the report baseless", "described the claims as lies", also where the parser hangs the word on the end of the claim."""
        if p.lemmas[verb] not in english().naming:
            return False
        words = [i for i in range(n + 1, p.right[verb] + 1) if self.words.has("falsehoods", p.lemmas[i])]
        return any(
            p.heads[i] in {verb, n}
            or p.heads[p.heads[i]] == verb
            or (i == p.right[n] and (i + 1 == len(p) or p.words[i + 1][0] in ".,;" or p.words[i + 1].isspace()))
            for i in words
        )


def claimed_before(p: Parse, verb: int, who: int | None, found: Sequence[Attribution]) -> Attribution | None:
    """The last claim of another before a verb, in its sentence or the two before."""
    at = p.sentence_of[verb]
    claims = (a for a in found if a.stance in ASSERTING and a.source not in {None, who} and not a.refused and a.cue[0] < verb)
    return max((a for a in claims if at - p.sentence_of[a.cue[0]] <= 2), key=lambda a: a.cue[0], default=None)
