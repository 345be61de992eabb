"""Whose quotations are: each goes to the cue beside it, or to the one who spoke just before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.extract.rules.content import Attribution, without
from kg.extract.rules.parse import Parse
from kg.extract.rules.quotations import Quotation
from kg.extract.rules.speechwords import SpeechWords
from kg.extract.rules.subjects import surface_subject

FAR = 12
"""Words between the parts of a quotation that a cue and its source may fill."""
SHORT = 8
"""Tokens of a sentence that only accompanies a quotation: "She shook her head."."""
FIRST_PERSON = frozenset({"i", "we", "my", "our"})


def give_quotations(p: Parse, quotations: Sequence[Quotation], found: list[Attribution], words: SpeechWords) -> list[Attribution]:
    """The attributions with all that was said between quotation marks."""
    return _Speakers(p, quotations, words).give(found)


def resolve_speakers(p: Parse, quotations: Sequence[Quotation], found: list[Attribution]) -> list[Attribution]:
    """Without what a speaker says of his own saying: "I think" within a quotation is part of it."""
    kept = []
    for a in found:
        within = next((q for q in quotations if q.covers(a.cue[0])), None)
        first_person = a.source is not None and p.lower[a.source] in FIRST_PERSON
        # '"He lied," she said, "and it shows."': nothing within a quotation tells what was said outside of it
        apart = within is not None and a.ranges[-1][1] <= within.first
        if within is None or not (first_person or apart):
            kept.append(a)
    return kept


class _Speakers:
    """Widens contents to whole quotations, and gives quotations without a cue to the one who spoke just before."""

    def __init__(self, p: Parse, quotations: Sequence[Quotation], words: SpeechWords) -> None:
        self.p = p
        self.quotations = quotations
        self.words = words

    def give(self, found: list[Attribution]) -> list[Attribution]:
        """The attributions with all that was said between quotation marks."""
        cued = self._through_paragraphs([self._cued(q, found) for q in self.quotations])
        speaker: Attribution | None = None
        answering: Attribution | None = None
        until = -1
        for q, beside in zip(self.quotations, cued, strict=True):
            own = beside
            if own is None and speaker is not None and self._goes_on(q, speaker):
                own = speaker
            if own is not None:
                self._from_quotation(own, q)
                own.ranges = without([*own.ranges, (q.first, q.end)], own.cue)
                own.statement = True
            else:
                own = self._announced(q)
                asked = own is None and self._is_asked(q)
                before = answering if asked else None
                if own is None and q.whole and not asked:
                    before = self._spoke_after(q)
                if own is None and before is None and q.whole and not asked:
                    before = self._acted_before(q) or self._spoke_before(q, found)
                if before is None and not asked and q.whole and speaker is not None and self._sentence(q.first) - until <= 1:
                    before = speaker
                if before is not None and self._is_one_turn(before, q):
                    own = before
                    own.ranges = without([*own.ranges, (q.first, q.end)], own.cue)
                    own.turns = (*own.turns, (q.first, q.end))
                elif before is not None:
                    own = Attribution(before.cue, "States", before.source, ((q.first, q.end),), hidden=before.hidden)
                if own is not None and own is not before:
                    found.append(own)
            speaker, until = (own, self._sentence(q.end - 1)) if own is not None else (None, -1)
            answering = own or answering
        return found

    def _is_one_turn(self, a: Attribution, q: Quotation) -> bool:
        """'"We fled," she said. "They burned our houses."': the second goes on in the next sentence with what is quoted in the first."""
        last, plain = max(a.cue[1], a.content[1]) - 1, a.stance == "States" and not (a.hidden or a.refused or a.presupposed or a.naming)
        return (
            plain
            and last < q.first
            and self._sentence(q.first + 1) - self._sentence(last) <= 1
            and not any("\n" in w for w in self.p.words[last : q.first])
            and any(other.end <= q.first and _overlap(a, other) for other in self.quotations)
        )

    def _through_paragraphs(self, cued: list[Attribution | None]) -> list[Attribution | None]:
        """One speaker for each quotation that goes on from paragraph to paragraph, whichever of them names him."""
        for k in range(len(cued) - 2, -1, -1):  # most often the last
            if cued[k] is None and self.quotations[k].goes_on:
                cued[k] = cued[k + 1]
        for k in range(1, len(cued)):
            if cued[k] is None and self.quotations[k - 1].goes_on:
                cued[k] = cued[k - 1]
        return cued

    def _spoke_after(self, q: Quotation) -> Attribution | None:
        """'"We have lost the bridge." Colonel Melnyk was speaking from a bunker.': who speaks in the next sentence, in its paragraph."""
        p = self.p
        if q.end >= len(p) or p.words[q.end].isspace():
            return None
        first, end = p.sentences[p.sentence_of[q.end]]
        for v in range(max(first, q.end), end):
            if p.heads[v] == v and self.words.has("voicing", p.lemmas[v]) and p.tags[v] in {"VBG", "VBD"}:
                subject = next((s for s in surface_subject(p, v) if p.pos[s] in {"PROPN", "NOUN", "PRON"}), None)
                if subject is not None and not self.words.has("voiceless", p.lemmas[subject]):
                    return Attribution((v, v + 1), "States", subject, ((q.first, q.end),))
        return None

    def _goes_on(self, q: Quotation, speaker: Attribution) -> bool:
        """Whether the quotation goes on after a cue in its midst: "We fled," she said, "and they burned our houses."."""
        cue = speaker.cue[0]
        same = self._sentence(cue) == self._sentence(q.first + 1)
        return same and not q.whole and speaker.content[1] <= cue < q.first <= cue + FAR

    def _is_asked(self, q: Quotation) -> bool:
        """Whether the paragraph before is a question, which one who was quoted before answers."""
        p, i = self.p, q.first - 1
        while i >= 0 and p.words[i].isspace():
            i -= 1
        if i < 0 or i == q.first - 1 or "\n" not in p.words[q.first - 1]:
            return False
        first = i
        while first > 0 and not (p.words[first - 1].isspace() and "\n" in p.words[first - 1]):
            first -= 1
        return p.words[i] == "?" or (p.words[first] == "Q" and p.words[first + 1] in {":", "."})

    def _acted_before(self, q: Quotation) -> Attribution | None:
        """ "He laughs. "No, we never did."": a short sentence of what one does while he speaks, in the same paragraph."""
        p, last = self.p, q.first - 1
        if last < 1 or p.words[last].isspace():
            return None
        first, end = p.sentences[p.sentence_of[last]]
        for s in range(first, end):
            v = p.heads[s]
            if p.deps[s] == "nsubj" and p.lower[s] in {"he", "she"} and end - first <= SHORT and p.heads[v] == v and p.pos[v] == "VERB":
                return Attribution((v, v + 1), "States", s, ((q.first, q.end),))
        return None

    def _announced(self, q: Quotation) -> Attribution | None:
        """ "The minister released a statement: …", "Responding to the report, the minister said: …"."""
        p, colon = self.p, q.first - 1
        while colon > 0 and p.words[colon].isspace():
            colon -= 1
        if colon < 1 or p.words[colon] != ":":
            return None
        start = p.sentences[p.sentence_of[colon]][0]
        for n in range(colon - 1, start, -1):
            noun = p.pos[n] == "NOUN" and p.lemmas[n] in self.words.nouns and p.deps[n] == "dobj"
            if noun or (p.pos[n] == "VERB" and p.lemmas[n] in self.words.verbs):
                subject = next(iter(surface_subject(p, p.heads[n] if noun else n)), None)
                return Attribution((n, n + 1), "States", subject, ((q.first, q.end),), hidden=subject is None)
        for v in range(start, colon):  # "Ms. Brandt was blunter: …"
            subject = next((c for c in p.children[v] if p.deps[c] == "nsubj" and p.pos[c] in {"PROPN", "PRON"}), None)
            if p.pos[v] in {"VERB", "AUX"} and subject is not None and start <= subject < v and self._is_somebody(subject):
                return Attribution((v, v + 1), "States", subject, ((q.first, q.end),))
        return None

    def _is_somebody(self, subject: int) -> bool:
        return self.p.pos[subject] == "PROPN" or self.p.lower[subject] in {"he", "she", "they"}

    def _sentence(self, token: int) -> int:
        return self.p.sentence_of[token]

    def _cued(self, q: Quotation, found: Iterable[Attribution]) -> Attribution | None:
        """The attribution whose content the quotation is, or is part of."""
        own = [a for a in found if not a.hidden and not q.covers(a.cue[0]) and _overlap(a, q)]
        return max(own, key=lambda a: a.size, default=None)

    def _from_quotation(self, a: Attribution, q: Quotation) -> None:
        """Cut what stands before a quotation in another sentence, which the parser took for one ("on 13 Dec. “We …")."""
        if q.first > 0 and self.p.words[q.first - 1][-1] == "." and any(first < q.first < end for first, end in a.ranges):
            a.ranges = without(a.ranges, (a.ranges[0][0], q.first))

    def _spoke_before(self, q: Quotation, found: Iterable[Attribution]) -> Attribution | None:
        """The main attribution of the sentence before, of which a quotation that stands alone goes on."""
        at = self._sentence(q.first + 1 if q.first + 1 < q.end else q.first)
        near = [
            a for a in found if a.source is not None and not a.refused and a.cue[0] < q.first and at - self._sentence(a.cue[0]) in {0, 1}
        ]
        outer = [a for a in near if not any(b is not a and b.covers(a.cue[0]) for b in near)]
        return max(outer, key=lambda a: a.cue[0], default=None)


def _overlap(a: Attribution, q: Quotation) -> bool:
    """Whether the two share words, and not only a mark."""
    return any(first < q.end - 1 and q.first + 1 < end for first, end in a.ranges)
