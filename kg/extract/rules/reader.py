"""Read one parsed article: join what the rules find to a `Document`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.rules.attribution import AttributionFinder
from kg.extract.rules.between import LARGE, EventLinker
from kg.extract.rules.concerned import add_concerned
from kg.extract.rules.content import contents_of
from kg.extract.rules.coreference import group_entities
from kg.extract.rules.counting import FigureReader
from kg.extract.rules.drafts import MentionDraft
from kg.extract.rules.effects import CausalKinds, join_identical, join_objects, merge_effects
from kg.extract.rules.factuality import FactualityWords
from kg.extract.rules.figurative import FigureOfSpeech
from kg.extract.rules.frames import EventDraft, FrameFiller, untyped
from kg.extract.rules.headlineverbs import HeadlineVerbs
from kg.extract.rules.hereabouts import find_here
from kg.extract.rules.joining import join_named, join_participles, without_participants
from kg.extract.rules.mending import mend
from kg.extract.rules.mentions import find_mentions
from kg.extract.rules.metonymy import speak_for_countries
from kg.extract.rules.nounphrases import phrase_start
from kg.extract.rules.parse import Parse
from kg.extract.rules.reading import Reading
from kg.extract.rules.salience import Salience
from kg.extract.rules.timing import Timing
from kg.extract.rules.triggers import TriggerFinder, TypeAt
from kg.extract.rules.types import types_at
from kg.model import Article, Document, Run

if TYPE_CHECKING:
    from kg.gazetteer import Gazetteer
    from kg.lexicon import Lexicon
    from kg.ontology import Ontology

STRIKING = (
    "Missile", "Munition", "Aircraft", "Artillery", "Organization", "Country", "Fighters", "Attackers", "Soldiers", "PoliceOfficers",
    "SecurityForces", "Guards", "Criminals", "Rioters",
)  # fmt: skip
"""Classes of who and what strikes by itself, so that "Gunmen attacked" and "Jets struck" tell of what they did."""


class ArticleReader:
    """Reads parsed articles by the rules of one ontology and gazetteer."""

    def __init__(self, ontology: Ontology, lexicon: Lexicon, gazetteer: Gazetteer) -> None:
        self.ontology = ontology
        self.lexicon = lexicon
        self.gazetteer = gazetteer
        below = ontology.descendants
        self.speech = below("SpeechAct")
        self.triggers = TriggerFinder(lexicon, self.speech, frozenset().union(*(below(c) for c in STRIKING)))
        self.frames = FrameFiller(lexicon, ontology)
        self.is_figure = FigureOfSpeech(lexicon, ontology)
        self.causal = CausalKinds.of(ontology)
        self.between = EventLinker(lexicon, frozenset().union(*(below(c) for c in LARGE)))
        self.figures = FigureReader(lexicon, ontology)
        self.factuality = FactualityWords.of(lexicon.words, lexicon.word_list("LightVerb", "verb"))
        self.salience = Salience(ontology)
        self.sides = lexicon.word_list("SideNoun", "noun")
        self.talks = below("Negotiation")
        self.agreeing: dict[tuple[str, str], bool] = {}
        """Which pairs of classes may be one event (`EventMerger`)."""
        self.towns = below("Settlement")
        self.local = below("Settlement") | below("Region") | below("Facility")
        self.identity = lexicon.word_list("IdentityVerb", "verb")
        self.vague_places = lexicon.word_list("VaguePlace", "noun")
        self.acting = below("Actor")
        self.actors = below("Actor") | below("Position")
        self.headlines = HeadlineVerbs(lexicon, self.acting | below("MilitaryAsset"))
        speechless = below("MilitaryAsset") | below("CivilAsset") | below("PhysicalFeature")
        crowds = (
            "Officials",
            "Eyewitnesses",
            "Residents",
            "Authorities",
            "Activists",
            "MedicalWorkers",
            "Rescuers",
            "Experts",
            "Diplomats",
        )
        spokes = frozenset().union(*map(below, ("Organization", "Person", "Position", *crowds))) - below("ArmedGroup")
        self.attributions = AttributionFinder(lexicon, self.actors, speechless, below("Facility"), spokes)

    def read(self, article: Article, p: Parse, run: Run | None = None) -> Document:
        """The document of an article that was parsed; what the parser is known to get wrong is mended in `p`."""
        self.headlines.mend(p)
        mend(p)
        mentions = find_mentions(p, self.lexicon, self.gazetteer, self.ontology)
        speak_for_countries(p, mentions, self.gazetteer)
        timing = Timing(p, article.published, self.factuality)
        here = find_here(p, mentions, timing.reading.dateline.place if timing.reading.dateline is not None else None)
        mentions = sorted([*mentions, *here], key=lambda m: (m.first, -m.end)) if here else mentions
        types = types_at(p, mentions, self.lexicon)
        type_at = types.at
        hits = self.triggers.find(p, type_at)
        no_fillers = timing.tokens | {h.token for h in hits if type_at(h.token) is None}
        drafts = [self.frames.draft(p, hit, type_at, no_fillers) for hit in hits]
        drafts = [d for d in drafts if self._is_said(p, d, type_at) and not self.is_figure(p, d, type_at)]
        drafts = join_identical(p, drafts, self.identity)
        drafts = join_named(join_objects(drafts, self.ontology), self.ontology)
        drafts = join_participles(p, drafts, self.ontology)
        add_concerned(p, drafts, type_at, self.actors)
        drafts = without_participants(merge_effects(p, drafts, self.causal, timing.is_realized), type_at)
        self.frames.refine_in_context(p, drafts, type_at, timing.is_realized)
        arguments = self._argument_mentions(p, drafts, mentions, type_at)
        mentions = sorted([*mentions, *arguments], key=lambda m: (m.first, -m.end))
        attributions = self.attributions.find(p, types.with_mentions(arguments).at)
        mentions = self.attributions.sources.mentioned(p, attributions, mentions)
        entities, entity_of = group_entities(p, mentions, self.ontology, contents_of(attributions))
        return Reading(self, article, p, mentions, entities, entity_of, timing, attributions).document(drafts, run)

    def _is_said(self, p: Parse, d: EventDraft, type_at: TypeAt) -> bool:
        """Whether a speech act has somebody who speaks: developments that "raise concerns" do not."""
        if d.kind not in self.speech or d.is_noun or not d.slots.get("subject"):
            return True
        subjects = d.slots["subject"]
        nobody = any(p.lower[c] == "no" for s in subjects for c in p.children[s])
        # "Moscow condemned", "the report accuses": somebody speaks, though who it is the text does not say
        through = any(self.attributions.sources.is_document(p, s) or type_at(s) in self.towns for s in subjects)
        return nobody or through or bool(d.fillers("agent"))

    def _argument_mentions(self, p: Parse, drafts: list[EventDraft], mentions: list[MentionDraft], type_at: TypeAt) -> list[MentionDraft]:
        """Mentions for participants that no mention rule found: what is hit may be anything ("a compound")."""
        heads = {m.head for m in mentions} | {m.core for m in mentions} | {m.title[1] - 1 for m in mentions if m.title is not None}
        spans = {(m.first, m.end) for m in mentions}
        extra = []
        for d in drafts:
            victims = set(d.fillers("victim"))
            for token in [f.token for f in d.fills] + d.places:
                if p.lemmas[token] in self.lexicon.anaphors:  # "both events": an event that is meant, and no thing
                    continue
                counted = p.pos[token] == "NUM" and token in victims  # "killed three": three people
                if token in heads or not (counted or p.pos[token] in {"NOUN", "PROPN"}) or token in d.tokens:
                    continue
                first = phrase_start(p, token)
                if (first, token + 1) in spans:
                    continue
                heads.add(token)
                spans.add((first, token + 1))
                kind = type_at(token) or untyped(p, token) or "Entity"
                plural = p.tags[token] in {"NNS", "NNPS"}
                label = f"{p.readable(first, token + 1)} {'person' if p.lower[token] in {'one', '1'} else 'people'}" if counted else ""
                extra.append(MentionDraft(first=first, end=token + 1, head=token, type=kind, form="nominal", plural=plural, label=label))
        return extra
