"""Words of war where there is none: what a virus, a regulator or a goalkeeper does, what befalls a theory, what is done with emails.

Fixed phrases ("heart attack") are blocked before (`kg.extract.rules.triggers`); here it is the company that a word keeps
which tells. The words are data: `ontology/lexicon/registers.ttl`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.rules.frames import EventDraft
from kg.extract.rules.parse import Parse
from kg.extract.rules.triggers import TypeAt, content_head

if TYPE_CHECKING:
    from kg.lexicon import Lexicon
    from kg.ontology import Ontology

BEFALLEN = ("object", "of", "on", "against", "at", "into", "for")
"""Positions of what violence befalls, of a verb (the object) and of a noun."""
DOING = ("subject", "possessive")
MEANS = ("with", "by", "under", "subject")
"""Positions of what somebody is bombarded with or besieged by."""
DOING_AND_SUFFERING = frozenset((*BEFALLEN, *DOING, *MEANS))


class FigureOfSpeech:
    """Tells events of violence from figures of speech."""

    def __init__(self, lexicon: Lexicon, ontology: Ontology) -> None:
        below = ontology.descendants
        self.kinds = (
            (below("ConflictEvent") | below("Explosion") | below("Mobilization"))
            - below("Coercion")
            - below("FoiledAttack")
            - below("Retreat")
        )
        self.deaths = below("Death") | below("Killing")
        self.violent = self.kinds | self.deaths
        self.real = below("Place") | below("Actor") | below("MilitaryAsset") | below("CivilAsset")
        self.sure = self.real - {"Group", "Person"}
        self.armed = below("MilitaryAsset") | below("ArmedGroup") | below("ArmedForce") | below("SecurityService") | below("MilitaryUnit")
        self.armed |= below("Fighters") | below("Soldiers") | below("Attackers") | below("SecurityForces") | below("PoliceOfficers")
        self.transparent = lexicon.word_list("TransparentNoun", "noun")
        self.doers = lexicon.word_list("FigurativeDoer", "noun")
        self.targets = lexicon.word_list("FigurativeTarget", "noun")
        self.means = lexicon.word_list("FigurativeMeans", "noun")
        self.sports = lexicon.word_list("SportsWord", "noun")
        self.sporting = lexicon.word_list("SportsWord", "verb")
        self.sportive = frozenset(w.split()[0] for w in self.sports) | self.sporting

    def __call__(self, p: Parse, d: EventDraft, type_at: TypeAt) -> bool:
        """Whether the draft is of violence and what stands around it shows that none is meant.

        Where an armed force, an armed group or a weapon takes part, violence is meant.
        """
        if d.base not in self.violent and d.kind not in self.violent:
            return False
        kinds = {type_at(f.token) for f in d.fills}
        if kinds & self.armed:
            return False
        asked = DOING_AND_SUFFERING.intersection(d.slots)
        around = {g: [content_head(p, f, self.transparent) for f in d.slots[g]] for g in asked}
        befallen = [f for g in (BEFALLEN if d.is_noun else BEFALLEN[:1]) for f in around.get(g, ())]
        if any(p.lemmas[f] in self.targets and type_at(f) not in self.real for f in befallen):
            return True
        if d.base in self.deaths and [p.lower[f] for f in around.get("object", ())] == ["it"]:  # "the singer killed it"
            return True
        if any(p.lemmas[f] in self.doers for g in DOING for f in around.get(g, ())):
            return True
        if any(p.lemmas[f] in self.means and type_at(f) not in self.real for g in MEANS for f in around.get(g, ())):
            return True
        return not kinds & self.sure and not d.places and not d.fillers("victim") and self._is_sport(p, d.sentence)

    def _is_sport(self, p: Parse, sentence: int) -> bool:
        """Whether the sentence uses a word of sport."""
        if self.sportive.isdisjoint(p.vocabulary):
            return False
        first, end = p.sentences[sentence]
        return any(
            p.lemmas[i] in self.sports
            or f"{p.lower[i]} {p.lower[min(i + 1, len(p) - 1)]}" in self.sports
            or (p.pos[i] == "VERB" and p.lemmas[i] in self.sporting)
            for i in range(first, end)
        )
