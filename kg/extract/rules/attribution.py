"""Who says what: reporting verbs and nouns, "according to", quotations across sentences, hedges without a source.

An attribution has a cue, a source and a content (the parts of the PARC 3.0 and PolNeAR annotations). Sources are
tokens here; which actor one is, coreference says later. What is condemned or welcomed is not asserted: such verbs
take for granted what the text says elsewhere, and make no attribution.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.extract.rules.attitudes import attitudes, intentions
from kg.extract.rules.citing import ASSERTING, cited, quoting
from kg.extract.rules.content import Attribution, Range, inside, within_paragraph, without
from kg.extract.rules.cueorder import closing_cue, inserted_cue, inverted_cue
from kg.extract.rules.grammar import english
from kg.extract.rules.headlines import headline_attributions
from kg.extract.rules.interviews import answers
from kg.extract.rules.listed import listed_attributions
from kg.extract.rules.naming import named_by
from kg.extract.rules.parse import Parse
from kg.extract.rules.quotations import Quotation, find_quotations, paragraph_breaks
from kg.extract.rules.rejections import Rejections, claimed_before
from kg.extract.rules.reporting import Reporting, Said
from kg.extract.rules.sources import Sources, TypeAt, is_passive_cue
from kg.extract.rules.speakers import give_quotations, resolve_speakers
from kg.extract.rules.speechwords import Cue, SpeechWords
from kg.extract.rules.syntax import VERBAL, prepositional_objects
from kg.extract.rules.withholding import withheld_from
from kg.lexicon import Lexicon

__all__ = ["Attribution", "AttributionFinder"]

WILLED = frozenset({"Demands", "Promises", "Alleges", "Estimates"})
"""Stances of which a mere noun tells enough: "called for talks", "threatened legal action", "predicted a landslide"."""
PRO_CLAIMS = frozenset({"it", "this", "that"})
"""Objects of denial that stand for what another has just claimed."""
POINTING = frozenset({"that", "this"})
INVERSE = frozenset({"amod", "compound", "nmod"})
"""Where a participle is an adjective ("the alleged attack"): factuality reads those."""


class AttributionFinder:
    """Finds attributions in a parsed text, by the words that the lexicon gives to stances.

    Args:
        actors: classes of those who can think and speak.
        speechless: classes of what can say nothing: a subject of such a class is no source.
        buildings: classes of houses, which speak for those in them.
        spokes: classes of those who speak in a headline by standing before its colon.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        actors: frozenset[str] = frozenset(),
        speechless: frozenset[str] = frozenset(),
        buildings: frozenset[str] = frozenset(),
        spokes: frozenset[str] = frozenset(),
    ) -> None:
        self.words = SpeechWords.of(lexicon)
        self.reporting = Reporting(self.words)
        self.backward = frozenset(self.words.lists["citing"] | self.words.nouns.keys())
        self.cues = frozenset(self.words.verbs.keys() | self.words.nouns.keys() | english().naming | self.words.lists["intending"])
        self.spokes = spokes
        self.sources = Sources(self.words, actors, speechless, buildings)
        self.rejections = Rejections(self.words, self.sources)

    def find(self, p: Parse, type_at: TypeAt = lambda _: None) -> list[Attribution]:
        """All attributions in the order of their contents. `type_at` gives the class of what a token heads."""
        words = self.words
        breaks = paragraph_breaks(p)
        quotations = find_quotations(p, breaks)
        intending = words.lists["intending"]
        found: list[Attribution] = []
        minds: list[int] = []
        verbs, nouns, adverbs, naming = words.verbs, words.nouns, words.adverbs, english().naming
        for i in sorted({*p.with_lemma(self.cues), *p.with_word(adverbs.keys())}):
            lemma = p.lemmas[i]
            if lemma in verbs and p.pos[i] in VERBAL and p.deps[i] not in INVERSE:
                found += self._verb(p, i, quotations, type_at)
            if lemma in naming and p.pos[i] == "VERB" and not any(a.cue[0] <= i < a.cue[1] for a in found[-1:]):
                found += named_by(p, i, quotations, words, self.sources, type_at)
            elif lemma in nouns and p.pos[i] == "NOUN":
                found += self._noun(p, i, type_at, found)
            elif lemma in intending:
                minds.append(i)
            elif p.lower[i] in adverbs and p.pos[i] == "ADV":
                found += self._adverb(p, i)
        found += attitudes(p, words, self.sources, type_at)
        found += intentions(p, minds, words, self.sources, type_at, found)
        self._point_back(p, found)
        for i in p.with_word(words.phrases.keys()):  # after the verbs, whose sayings a source may be cited for
            found += self._phrase(p, i, found, type_at)
        citing = words.lists["citing"]
        for i in sorted({*p.with_lemma(self.backward), *p.with_word(POINTING)}):
            lemma = p.lemmas[i]
            if lemma in citing and p.pos[i] == "VERB" and p.deps[i] in {"relcl", "conj"}:
                found += cited(p, i, words, self.sources, type_at, found)
            if lemma in nouns and p.pos[i] == "NOUN":
                found += self.rejections.claim_pointed_at(p, i, type_at, found)
            elif p.lower[i] in POINTING and p.deps[i] == "dobj" and words.has("rejecting", p.lemmas[p.heads[i]]):
                found += self.rejections.rejected(p, p.heads[i], type_at, found)
        for a in found:
            if a.stance == "Denies" and a.size == 1 and p.lower[a.content[0]] in PRO_CLAIMS:
                claimed = claimed_before(p, a.cue[0], a.source, found)
                if claimed is not None:
                    a.ranges, a.statement = claimed.ranges, True
        denials = {a.cue for a in found if a.stance == "Denies"}
        found = [a for a in found if not (a.naming and a.cue in denials)]  # "called the accusation false": denied it
        found += headline_attributions(p, type_at, self.spokes)
        found = [a for a in found if within_paragraph(a, breaks)]
        found += answers(p, breaks, self.sources, type_at)
        found += listed_attributions(p, found, words, self.sources, type_at)
        found = give_quotations(p, quotations, found, words)
        found = resolve_speakers(p, quotations, found)
        return sorted(found, key=lambda a: (a.content, a.cue))

    # -- verbs
    def _verb(self, p: Parse, v: int, quotations: Sequence[Quotation], type_at: TypeAt) -> Iterator[Attribution]:
        words, lists = self.words, self.words.lists
        cue = words.verb_at(p, v)
        if cue is None:
            return
        if cue.name in lists["citing"]:
            yield from quoting(p, v, self.sources, type_at)
        said = self.reporting.said(p, cue, quotations)
        source: int | None
        inverted = inverted_cue(p, v) if cue.stance in ASSERTING else None
        if inverted is not None:
            source, said = inverted[0], Said([inverted[1]], "clause")
        else:
            source = self.sources.of_verb(p, cue, said.ranges) if said is not None else None
        taken = said is not None and said.form == "object" and p.deps[v] == "acl" and p.tags[v] == "VBN"  # "…, both sides announced"
        if source is None and (said is None or said.form == "clause" or taken):
            closing = closing_cue(p, v) if cue.stance in ASSERTING and cue.name not in lists["no_clause"] else None
            if closing is not None and (not taken or self.sources.can_think(p, closing[0], type_at)):
                source, said = closing[0], Said([closing[1]], "clause")
        if said is None and cue.stance in ASSERTING and cue.name not in lists["no_clause"]:
            inserted = inserted_cue(p, v)
            if inserted is not None:
                source, said = inserted[0], Said(inserted[1], "clause")
        if said is None:
            return
        nobody = source is not None and self.sources.is_nobody(p, source)
        if not nobody and not self._is_saying(p, cue, said, source, type_at):
            return
        withheld = withheld_from(p, v, words)
        refused = nobody or withheld is not None or said.open
        together = cue.last == v + cue.name.count(" ")
        end = cue.last + 1 if together or not inside(cue.last, said.ranges) else v + 1
        span = (v if withheld is None else min(v, withheld), end)
        ranges = without(said.ranges, span, self._cue_clause(p, cue, said))
        if not ranges or (nobody and said.presupposed):
            return
        yield Attribution(
            span,
            said.stance or ("States" if cue.stance == "Promises" and said.past else cue.stance),
            None if nobody else source,
            ranges,
            hidden=nobody or source is None,
            refused=refused,
            looming=cue.name in lists["looming"] and not (said.form == "clause" and cue.name in lists["belief"]),
            foreboding=cue.name in lists["foreboding"],
            vouched=cue.name in lists["vouched"],
            presupposed=said.presupposed,
            own_part=said.own_part,
            asked=said.open and withheld is None and cue.name in lists["asking"],
            debunked=any(p.deps[c] == "advmod" and p.lower[c] in lists["debunking"] for c in p.children[v]),
            statement=self._says_something(p, cue, said, withheld),
        )

    def _is_saying(self, p: Parse, cue: Cue, said: Said, source: int | None, type_at: TypeAt) -> bool:
        """Whether one who can say it says it; without a source only a passive, or a verb that cannot but say."""
        if source is not None:
            return self._may_say(p, cue, said, source, type_at)
        weak = said.form == "object" or self.words.has("belief", cue.name) or said.stance == "Demands"
        return not weak or is_passive_cue(p, cue.token)

    def _point_back(self, p: Parse, found: Sequence[Attribution]) -> None:
        """ "X alleges that …, which Y denies": what Y denies is all that X alleges, not the noun before "which"."""
        for a in found:
            v = a.cue[1] - 1
            if p.deps[v] != "relcl" or a.stance != "Denies" or a.ranges[-1][1] > v:
                continue
            before = [b for b in found if b is not a and b.cue[0] < v and b.covers(p.heads[v]) and b.covers(v)]
            alleged = min(before, key=lambda b: b.size, default=None)
            if alleged is not None and p.words[p.left[v] - 1] == "," and p.tags[p.left[v]] == "WDT":
                a.ranges = alleged.ranges = without(alleged.ranges, (p.left[v] - 1, p.right[v] + 1))

    def _says_something(self, p: Parse, cue: Cue, said: Said, withheld: int | None) -> bool:
        """Whether the content says something by itself, and is said: a clause, what is asked or promised, or a claim called false."""
        willed = (cue.stance in WILLED or self.words.has("prepositional", cue.name)) and withheld is None
        telling = said.form != "object" or willed or cue.name in self.words.accusing or self._is_claim_denied(p, cue, said)
        return telling and ((withheld is not None and withheld < cue.token) or not self._is_mere_aim(p, cue.token))

    def _is_claim_denied(self, p: Parse, cue: Cue, said: Said) -> bool:
        """ "disputes the account", "denied it": that a claim is false says something, even where nobody tells what was claimed."""
        last = said.ranges[-1][1] - 1
        return cue.stance == "Denies" and (p.lemmas[last] in self.words.nouns or p.lower[last] in PRO_CLAIMS)

    def _is_mere_aim(self, p: Parse, v: int) -> bool:
        """ "called on the government to declare": nobody has declared anything; "went on to say" is said."""
        to = p.tags[v] == "VB" and any(p.lower[c] == "to" and p.deps[c] == "aux" for c in p.children[v])
        return to and not self.words.has("going_on", p.lemmas[p.heads[v]])

    @staticmethod
    def _cue_clause(p: Parse, cue: Cue, said: Said) -> Range | None:
        """The words between two parts of a content that belong to the cue and its source."""
        if not said.aside:
            return None
        after = [first for first, _ in said.ranges if first > cue.token]
        return p.left[cue.token], min([p.right[cue.token] + 1, *after])

    def _may_say(self, p: Parse, cue: Cue, said: Said, source: int, type_at: TypeAt) -> bool:
        words, sources = self.words, self.sources
        document = sources.is_document(p, source)
        if words.has("evidence", cue.name) and p.lower[source] in PRO_CLAIMS and said.ranges[0][0] < source:
            return False  # '"…," she said, "and it shows."'
        if words.has("evidence", cue.name) and (document or type_at(source) is None):
            return document or p.pos[source] in {"PROPN", "PRON"}
        if words.has("belief", cue.name):
            return sources.can_think(p, source, type_at)
        wishing = cue.stance in {"Demands", "Promises"} and p.tags[source] != "NNS" and said.form != "quote"
        if said.form == "object" and words.has("human", cue.name) and p.pos[source] == "NOUN":
            return sources.can_say(p, source, type_at)  # "the owner denied the theft": whoever denies is no thing
        if wishing and said.form == "clause" and any(p.lower[first] == "that" for first, _ in said.ranges):
            return document or sources.can_say(p, source, type_at)  # "the campaign demanded that"
        if said.form == "object" or wishing:
            return document or sources.can_think(p, source, type_at)
        return document or sources.can_say(p, source, type_at)

    # -- nouns
    def _noun(self, p: Parse, n: int, type_at: TypeAt, found: Sequence[Attribution]) -> Iterator[Attribution]:
        """ "the claim that", "reports of clashes", "its call for talks"; and who rejects what others claim."""
        words, lemma = self.words, p.lemmas[n]
        said = self._said_by_noun(p, n, type_at)
        if said is None:
            yield from self.rejections.claim_summed_up(p, n, type_at, found)
            return
        source = self.sources.of_noun(p, n, type_at)
        if source is not None and (inside(source, said) or not self.sources.can_say(p, source, type_at)):
            source = None
        if source is None and any(a.ranges[0][0] == said[0][0] and a.cue[1] <= n for a in found[-2:]):
            return  # "said in a statement that": the verb has it
        clause = any(p.deps[c] in {"acl", "ccomp"} for c in p.children[n]) or p.lower[said[0][0]] == "that"
        denier = self.rejections.denier(p, n, type_at)
        if denier is not None:
            verb, who = denier
            yield Attribution((verb, verb + 1), "Denies", who, said, statement=clause)
            if source == who or words.nouns[lemma] == "Denies":
                return
        negated = any(p.lower[c] in {"no", "any"} for c in p.children[n]) or (
            p.deps[n] in {"dobj", "attr"} and any(p.deps[c] == "neg" for c in p.children[p.heads[n]])
        )
        examined = p.deps[n] in {"dobj", "pobj"} and words.has(
            "examining", p.lemmas[p.heads[n] if p.deps[n] == "dobj" else p.heads[p.heads[n]]]
        )
        part = any(words.has("part", p.lemmas[i]) for i in range(said[0][0], said[0][0] + 2) if i < len(p)) and not clause
        if not (part and negated):  # "no claim of responsibility": nobody says anything
            yield Attribution(
                (n, n + 1),
                words.nouns[lemma],
                source,
                said,
                hidden=source is None,
                refused=negated or examined,
                looming=words.has("looming_noun", lemma),
                presupposed=part,
                own_part=part and words.nouns[lemma] == "Denies",
                statement=clause,
            )

    def _said_by_noun(self, p: Parse, n: int, type_at: TypeAt) -> tuple[Range, ...] | None:
        words, lemma = self.words, p.lemmas[n]
        told = p.children[n]
        if p.deps[n] == "nsubj" and p.lemmas[p.heads[n]] == "be":  # "the mayor's view is that"
            told = [*told, *(c for c in p.children[p.heads[n]] if p.deps[c] == "ccomp" and c > n)]
        for c in told:
            if p.deps[c] in {"acl", "ccomp"} and any(p.lower[g] == "that" and p.deps[g] == "mark" for g in p.children[c]):
                return ((p.left[c], p.right[c] + 1),)
            if p.deps[c] == "acl" and words.nouns[lemma] in {"Demands", "Promises"} and any(p.lower[g] == "to" for g in p.children[c]):
                return ((p.left[c], p.right[c] + 1),)
            of = p.lower[c] == "of" and words.has("of_noun", lemma)
            if p.deps[c] == "prep" and (of or (p.lower[c] == "for" and words.has("for_noun", lemma))):
                governed = next(iter(prepositional_objects(p, c)), None)
                if governed is not None and words.has("no_statement", p.lemmas[governed]):
                    return None  # "did not answer a request for comment on the raid"
                harm = governed is not None and words.has("vague_harm", p.lemmas[governed])
                by_actor = governed is not None and not harm and (type_at(governed) or "") in self.sources.actors
                if p.right[c] > c and not by_actor and not self._is_idiom(p, n, c):
                    return ((c + 1, p.right[c] + 1),)
        return None

    def _is_idiom(self, p: Parse, n: int, prep: int) -> bool:
        """ "in charge of the raid", "denial of service", "on the promise of": no one says anything."""
        bare = not any(p.deps[c] in {"det", "poss", "amod"} for c in p.children[n]) and p.tags[n] == "NN"
        return (bare and p.deps[n] == "pobj") or self.words.has("given", p.lemmas[prep + 1])

    # -- adverbs and phrases
    def _adverb(self, p: Parse, i: int) -> Iterator[Attribution]:
        head = p.heads[i]
        first, end = (p.left[head], p.right[head] + 1) if head != i else p.sentences[p.sentence_of[i]]
        ranges = without([(first, end)], (i, i + 1))
        if ranges:
            yield Attribution((i, i + 1), self.words.adverbs[p.lower[i]], None, ranges, hidden=True)

    def _phrase(self, p: Parse, i: int, found: Sequence[Attribution], type_at: TypeAt) -> Iterator[Attribution]:
        for rest, stance in self.words.phrases[p.lower[i]]:
            last = i + len(rest)
            if tuple(p.lower[i + 1 : last + 1]) != rest:
                continue
            source = next(iter(prepositional_objects(p, last)), None)
            if source is None:
                source = next((c for c in p.children[last] if p.deps[c] in {"pobj", "dobj"} and c > last), None)
            stop = max(last, p.right[last]) + 1
            while stop > last + 1 and not p.words[stop - 1][0].isalnum():
                stop -= 1
            relayed = p.heads[i] if p.deps[i] in {"advcl", "prep", "acl"} else None
            if not rest and p.deps[i] == "pcomp":
                return  # "without citing a source"
            reporters = (a for a in found if relayed is not None and (a.cue[0] <= relayed < a.cue[1] or a.source == relayed))
            handed_on = next(reporters, None)
            first, end = p.sentences[p.sentence_of[i]]
            if handed_on is not None and not rest:
                ranges = handed_on.ranges  # "Reuters reported, citing officials, that": what both said
            else:
                first, end = self._clause_around(p, i)
                ranges = without([(first, self.reporting.until_next_cue(p, max(first, i), end))], (min(p.left[i], i), stop))
            if not ranges:
                return
            if not rest and source is not None and not (self.sources.is_document(p, source) or self.sources.can_think(p, source, type_at)):
                return  # "citing security concerns"
            source = self.sources.speaker(p, source) if source is not None else None
            relays = handed_on.cue[0] if handed_on is not None and not rest else None
            yield Attribution((i, last + 1), stance, source, ranges, hidden=source is None, relays=relays)
            return

    def _clause_around(self, p: Parse, i: int) -> Range:
        """The clause that a phrase stands beside: the sentence, or what another source says in it."""
        node = i
        while p.heads[node] != node:
            parent = p.heads[node]
            if p.deps[node] == "ccomp" and p.lemmas[parent] in self.words.verbs and p.left[node] > parent:
                return p.left[node], p.right[node] + 1
            node = parent
        return p.sentences[p.sentence_of[i]]
