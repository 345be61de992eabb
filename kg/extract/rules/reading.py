"""One article being read, once its mentions have entities: its events, claims and relations, as a `Document`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Set
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extract.rules.attribution import Attribution
from kg.extract.rules.carrying import Carrier
from kg.extract.rules.claims import Stand, claims_of
from kg.extract.rules.concerned import LENT
from kg.extract.rules.drafts import MentionDraft
from kg.extract.rules.events import EventInText, EventMerger
from kg.extract.rules.factuality import is_presupposed
from kg.extract.rules.frames import ACTING, EventDraft
from kg.extract.rules.metonymy import Governments
from kg.extract.rules.parse import Parse
from kg.extract.rules.parties import find_pairs, share_parties
from kg.extract.rules.quotations import find_quotations, paragraph_breaks
from kg.extract.rules.relations import find_relations
from kg.extract.rules.roundups import fold, is_roundup
from kg.extract.rules.territory import correct_captures
from kg.extract.rules.timing import Timing
from kg.extract.rules.triggers import outer_noun
from kg.extract.rules.types import types_at
from kg.model import Argument, Article, Document, Entity, Event, EventDate, Mention, Run, Span, TextSpan, Time

if TYPE_CHECKING:
    from kg.extract.rules.reader import ArticleReader

NEW = frozenset({"a", "an", "another"})
NONE = frozenset({"no", "any"})
POINTING = frozenset({"the", "this", "that", "these", "those", "its", "their", "his", "her", "both"})
GOVERNING = frozenset({"agent", "target", "recipient"})
"""Roles in which a capital stands for its government."""


class Reading:
    """One article being read: its mentions have entities now."""

    def __init__(
        self,
        reader: ArticleReader,
        article: Article,
        p: Parse,
        mentions: list[MentionDraft],
        entities: list[Entity],
        entity_of: list[str | None],
        timing: Timing,
        attributions: list[Attribution],
    ) -> None:
        self.reader = reader
        self.article = article
        self.p = p
        self.mentions = mentions
        self.entities = {e.id: e for e in entities}
        self.entity_of = entity_of
        self.governments = Governments(p, mentions, entity_of)
        self.pairs = find_pairs(p, mentions, entity_of, self.entities, reader.ontology, reader.sides)
        self.at: dict[int, int] = {}
        for k, m in enumerate(mentions):
            if entity_of[k] is not None:
                self.at.setdefault(m.head, k)
                self.at.setdefault(m.core, k)
        for k, m in enumerate(mentions):
            if entity_of[k] is not None and m.title is not None and m.name is not None:
                self.at.setdefault(m.title[1] - 1 if m.title[1] <= m.name[0] else m.head, k)  # "army chief X", the chief for the parser
        self.actors: dict[int, str | None] = {}
        """The actors that tokens refer to, as far as it has been asked."""
        self.named_at = sorted((k for k, m in enumerate(mentions) if m.form == "name"), key=lambda k: mentions[k].head)
        self.name_heads = [mentions[k].head for k in self.named_at]
        self.timing = timing
        self.attributions = attributions
        self.refusals: set[int] = set()
        """Triggers of what somebody says he will not do: the refusal has happened."""

    def document(self, drafts: list[EventDraft], run: Run | None) -> Document:
        """The whole document."""
        p, reader = self.p, self.reader
        relations = find_relations(p, self.mentions, self.entity_of, reader.ontology)
        within: dict[str, set[str]] = {}
        for r in relations:
            if r.type == "locatedIn" and r.object:
                within.setdefault(r.subject, set()).add(r.object)
        type_at = types_at(p, self.mentions, reader.lexicon, self.governments).at
        attributions = self.attributions
        in_text = [self._event(d) for d in drafts]
        reader.figures.attach(p, self.timing.times, in_text, type_at, self.entity_at)
        named = frozenset(e.id for e in self.entities.values() if e.named)
        in_text = EventMerger(
            reader.ontology,
            named,
            within,
            {e.id: e.type for e in self.entities.values()},
            reader.lexicon.anaphors,
            reader.attributions.words.lists["vague_harm"],
            reader.agreeing,
        ).merge(in_text)
        fold(in_text)
        share_parties(in_text, reader.talks)
        correct_captures(
            in_text,
            self._names(),
            named,
            reader.gazetteer,
            insurgent=lambda e: reader.ontology.isa(self.entities[e].type, "ArmedGroup", "Fighters", "CriminalOrganization"),
        )
        in_text = reader.salience.order(p, in_text, attributions)
        local = frozenset(i for i in named if self.entities[i].type in reader.local)
        carrier = Carrier(p, self.timing.dating, reader.ontology, local)
        carrier.carry(in_text)
        if in_text and in_text[0].realized and in_text[0].time is None:
            in_text[0].time = self.timing.of_main_event()
            carrier.carry(in_text, main=in_text[0])
        events = tuple(self._finished(f"v{n}", e) for n, e in enumerate(in_text, 1))
        quotations = find_quotations(p, paragraph_breaks(p))
        cues = frozenset(i for a in attributions for i in range(*a.cue))
        claims = claims_of(
            p,
            [(e.id, self._told(x, cues)) for e, x in zip(events, in_text, strict=True)],
            attributions,
            self._stand,
            self._actor_at,
            self._named_between,
            lambda token: any(q.covers(token) for q in quotations),
            reader.attributions.words.lists["vague_harm"],
            lambda token, cue: is_presupposed(p, token, cue, reader.factuality),
        )
        return Document(
            article=self.article,
            mentions=tuple(self._mention(k) for k in range(len(self.mentions)) if self.entity_of[k] is not None),
            entities=tuple(self.entities.values()),
            relations=(*relations, *reader.between.relations(p, in_text, [e.id for e in events], named)),
            events=events,
            times=tuple(self.timing.times),
            claims=tuple(claims),
            run=run,
        )

    def _names(self) -> dict[str, list[str]]:
        """The words by which the text calls each entity."""
        names: dict[str, list[str]] = {}
        for m, entity in zip(self.mentions, self.entity_of, strict=True):
            if entity is not None and m.form != "pronoun":
                names.setdefault(entity, []).append(self.p.span_text(m.first, m.end))
        return names

    # -- events
    def entity_at(self, token: int) -> str | None:
        """The entity that a token heads a mention of."""
        k = self.at.get(token)
        return self.entity_of[k] if k is not None else None

    def _argument(self, role: str, token: int) -> Argument | None:
        k = self.at.get(token)
        if k is None:
            return None
        m, entity = self.mentions[k], self.entity_of[k]
        if role in GOVERNING and self.governments.acts(token):
            entity = self.governments.country_of(token)
        # "the bomb that went off near the IMU leader": coreference may have made of an actor what is none
        if entity is None or (role in ACTING and entity not in self.pairs and self.entities[entity].type not in self.reader.acting):
            return None
        return Argument(role=role, entity=entity, start=self.p.starts[m.first], end=self.p.ends[m.end - 1])

    def _drop_own_victims(self, d: EventDraft, arguments: dict[tuple[str, str], Argument]) -> None:
        """Nobody is hit by himself through "him" or "them": "engaged the attackers, killing several of them" means the attackers."""
        for f in d.fills:
            if f.role not in {"victim", "target"} or self.p.pos[f.token] != "PRON":
                continue
            argument = self._argument(f.role, f.token)
            reflexive = self.p.lower[f.token].endswith(("self", "selves"))
            if argument is not None and not reflexive and ("agent", argument.entity) in arguments:
                arguments.pop((f.role, argument.entity), None)

    def _event(self, d: EventDraft) -> EventInText:
        p = self.p
        arguments: dict[tuple[str, str], Argument] = {}
        for f in d.fills:
            argument = self._argument(f.role, f.token)
            # "Macron defended his decision": nobody is his own target through what is his
            if argument is not None and not ("'s " in f.grammar and ("agent", argument.entity) in arguments):
                if argument.entity in self.pairs:  # "both countries"
                    for entity in self.pairs[argument.entity]:
                        arguments.setdefault((f.role, entity), replace(argument, entity=entity))
                else:
                    arguments.setdefault((f.role, argument.entity), argument)
        self._drop_own_victims(d, arguments)
        places: dict[str, Argument] = {}
        for token in d.places:
            argument = self._argument("place", token)
            # "in the area": no place that a map could show, unless the text has named it
            if argument is not None and (self.entities[argument.entity].named or p.lemmas[token] not in self.reader.vague_places):
                places.setdefault(argument.entity, argument)
        determiner = next((p.lower[c] for c in p.children[d.token] if p.deps[c] in {"det", "poss"}), "")
        dated = any(p.deps[c] == "poss" and c in self.timing.tokens for c in p.children[d.token])  # "Sunday's attack"
        refused = self._refused(d, arguments)
        realized = bool(refused) or self.timing.is_realized(outer_noun(p, d.token, self.reader.triggers.transparent))
        tokens = d.all_tokens()
        time, duration = self.timing.of(tokens)
        return EventInText(
            draft=d,
            kind=refused or (d.finer if d.finer and self.reader.ontology.isa(d.finer, d.kind) else d.kind),
            arguments=list(arguments.values()),
            places=list(places.values()),
            definite=d.is_noun and (determiner in POINTING or d.points_back or dated),
            plural=p.tags[d.token] in {"NNS", "NNPS"},
            realized=realized,
            fresh=d.is_noun and determiner in NEW,
            denied=not realized and self._is_denied(d.token),
            none=d.is_noun and determiner in NONE,
            time=time if self._may_date(time, realized) and not self._dates_claim(d, time) else None,
            summary=time is not None and not d.is_noun and self.timing.is_beginning(time),
            headline=d.sentence == 0 and not d.is_noun and p.tags[d.token] in {"VBZ", "VBP"},
            roundup=is_roundup(p, d),
            duration=duration,
            mentions=list(d.mentions),
            tokens=tokens,
            rule=d.rule,
            lemma=p.lemmas[d.token],
            kinds={refused or d.kind, *(m.kind for m in d.merged)},
            lemmas={p.lemmas[t] for t in tokens},
            things=frozenset(p.lemmas[f.token] for f in d.fills if f.role in {"target", "victim"}),
            modifiers=frozenset(p.lemmas[t] for t in (*d.tokens, *d.slots.get("compound", ())) if t != d.token),
            last_sentence=d.sentence,
        )

    def _is_denied(self, token: int) -> bool:
        """Whether a source says that what the token evokes has not happened."""
        stand = self._stand(token)
        if stand != Stand("Negated"):
            return False
        return any(a.source is not None and not a.refused and not a.own_part and a.covers(token) for a in self.attributions)

    def _refused(self, d: EventDraft, arguments: Iterable[tuple[str, str]]) -> str | None:
        """The class of a refusal that says in plain words what somebody will not do: "will not release the men"."""
        refusal = self.reader.lexicon.refusals.get(d.kind)
        if refusal is None or d.is_noun or all(role != "agent" for role, _ in arguments):
            return None
        if self.timing.stand(d.token) != Stand("Negated", "Certain", "Future"):
            return None
        self.refusals.update(d.all_tokens())
        return refusal

    def _dates_claim(self, d: EventDraft, time: Time | None) -> bool:
        """Whether the time beside a deed that somebody claims is that of his claim: "claimed the attack on Monday"."""
        if time is None or all(f.grammar != LENT for f in d.fills):
            return False
        above = self.p.heads[d.token]
        if self.p.lower[above] == "for" and self.p.pos[self.p.heads[above]] == "ADJ":
            return False  # "a leader responsible for an attack on Monday"
        return not self.p.starts[self.p.left[d.token]] <= time.start < self.p.starts[d.token]

    def _may_date(self, time: Time | None, realized: bool) -> bool:
        """What is only planned or asked for does not lie in the past: "talks in May on a ceasefire" date the talks alone."""
        reference = self.timing.reading.reference
        return realized or time is None or time.last is None or reference is None or time.last >= reference

    def _finished(self, event_id: str, e: EventInText) -> Event:
        p, t = self.p, e.draft
        spans = sorted({_span(p, m) for m in e.mentions})
        start, end = _span(p, t.tokens)
        return Event(
            id=event_id,
            type=e.kind,
            trigger=TextSpan(start, end, p.text[start:end]),
            arguments=tuple(e.arguments),
            place=tuple(e.places),
            date=self._date(e),
            figures=tuple(e.figures),
            mentions=tuple(Span(a, b) for a, b in spans),
            duration=e.duration,
            rule=e.rule,
        )

    @staticmethod
    def _date(e: EventInText) -> EventDate | None:
        return Timing.event_date(e.time) if e.time is not None else None

    # -- mentions and claims
    def _stand(self, token: int) -> Stand:
        """Factuality of an event, told by the noun that stands for it in the clause: "a round" in "will host a round of talks"."""
        if token in self.refusals:
            return Stand()
        return self.timing.stand(outer_noun(self.p, token, self.reader.triggers.transparent))

    def _told(self, e: EventInText, cues: Set[int]) -> list[int]:
        """The tokens by which an event is told: of "announced a truce" the truce, where who announces it says so (in `cues`)."""
        if e.kind in self.reader.speech or cues.isdisjoint(e.tokens):
            return e.tokens
        of_cue = {m[0]: m for m in e.mentions if len(m) > 1}
        return [next((n for n in of_cue.get(t, ()) if n not in cues and n != t), t) if t in cues else t for t in e.tokens]

    def _mention(self, k: int) -> Mention:
        m, p = self.mentions[k], self.p
        entity = self.entity_of[k]
        assert entity is not None  # only mentions with an entity are asked for
        start, end = p.starts[m.first], p.ends[m.end - 1]
        return Mention(start=start, end=end, text=p.text[start:end], type=m.type, form=m.form, entity=entity)

    def _actor_at(self, token: int) -> str | None:
        if token not in self.actors:
            entity = self.governments.country_of(token) or self.entity_at(token) or self._entity_over(token)
            self.actors[token] = entity if entity is not None and self.entities[entity].type in self.reader.actors else None
        return self.actors[token]

    def _entity_over(self, token: int) -> str | None:
        """The entity of the outermost mention that a token stands in."""
        over = (e for m, e in zip(self.mentions, self.entity_of, strict=True) if e is not None and m.first <= token < m.end)
        return next(over, None)

    def _named_between(self, first: int, end: int) -> tuple[str, ...]:
        found = (self.entity_of[k] for k in self.named_at[bisect_left(self.name_heads, first) : bisect_left(self.name_heads, end)])
        return tuple(dict.fromkeys(e for e in found if e is not None))


def _span(p: Parse, tokens: tuple[int, ...]) -> tuple[int, int]:
    """The characters of a trigger's tokens; of its head alone where others stand between ("opened heavy fire")."""
    first, last = min(tokens), max(tokens)
    if last - first + 1 != len(tokens):
        first = last = tokens[0]
    return p.starts[first], p.ends[last]
