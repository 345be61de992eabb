"""Where an event took place: the places of its clause, then of what it was a part of, of what was hit, of who did it.

The nearest that the text gives is taken. What only points at a place ("the area") is none, and a direction stands for what it is
counted from ("in the Kupyansk direction", "20 km east of Van").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kg.extract.rules.grammar import english
from kg.extract.rules.parse import Parse
from kg.extract.rules.slots import Slots, add_prepositions
from kg.extract.rules.syntax import VERBAL, conjuncts, coordinated_names, prepositional_objects
from kg.extract.rules.triggers import TriggerHit, TypeAt, outer_noun

if TYPE_CHECKING:
    from kg.extract.rules.frames import EventDraft
    from kg.lexicon import Lexicon
    from kg.ontology import Ontology

DEEP = 2
"""Nouns within nouns in which a place is looked for: "the gate of a camp in the town of"."""
PLACE_CLIMB = 4
"""Predicates above a trigger whose places may be its own: beyond that they belong to another statement."""


class PlaceFinder:
    """Finds the tokens of the places of events, by the ontology's classes and the lexicon's word lists."""

    def __init__(self, lexicon: Lexicon, ontology: Ontology) -> None:
        below = ontology.descendants
        self.roads = below("Road") | below("Railway")
        self.linking = lexicon.word_list("LinkingVerb", "verb")
        self.shaking = lexicon.word_list("ShakingVerb", "verb")
        self.vague = lexicon.word_list("VaguePlace", "noun")
        self.direction = lexicon.word_list("DirectionNoun", "noun")
        self.happening = lexicon.word_list("OccurrenceVerb", "verb")
        self.transparent = lexicon.word_list("TransparentNoun", "noun")
        self.physical = below("ConflictEvent") | below("Incident") | below("MilitaryPosture") | below("HumanitarianEvent")
        self.local_doings = self.physical | below("CivilUnrest") | below("Arrest") | below("Release")
        self.speech = below("SpeechAct")
        self.place_types = below("Place")
        self.situating = english().locative - english().directional  # where something is, and not whither it goes
        self.whither = english().directional
        self.where = english().locative | self.whither
        self.amid = english().part_of | english().locative
        self.within_states = self.place_types - {"Country"}
        self.wide = below("Region") | below("Country")
        self.local = self.place_types - below("Country")
        self.towns = below("Settlement")
        self.facilities = below("Facility")
        self.actor_types = below("Actor") | below("Position")

    def find(self, p: Parse, hit: TriggerHit, draft: EventDraft, type_at: TypeAt) -> list[int]:
        """Where it happened; a facility gives way to the town it is in, for that is where a map can show it."""
        found = self._nearest_places(p, hit, draft, type_at)
        if not found:
            return []
        towns = [t for place in found for t in self._towns_at(p, place, type_at)]
        if not towns:
            around = self._among_doers(p, draft, type_at) or self._above(p, hit.token, type_at, set(found), draft.kind)
            towns = [t for t in around if type_at(t) not in self.facilities]
        parts = [n for t in towns or found for n in self._each(p, t, type_at)]
        kept = english().kept  # "remained in prison"
        return list(dict.fromkeys(t for t in parts if p.lower[t] not in kept or p.children[t]))

    def _towns_at(self, p: Parse, place: int, type_at: TypeAt) -> list[int]:
        """The towns of a facility; the town off whose coast it was, which no name of its own has; else the place itself."""
        if type_at(place) in self.facilities:
            return self._inside(p, place, type_at)
        named = any(p.deps[c] in {"compound", "nmod"} and p.pos[c] == "PROPN" for c in p.children[place])
        if p.lemmas[place] in self.vague and not named and (within := self._inside(p, place, type_at)):
            return within
        return [place]

    def _each(self, p: Parse, place: int, type_at: TypeAt) -> list[int]:
        """The places that a plural names together: "the Bryansk and Kursk regions", "the towns of Bamba and Gao"."""
        if p.tags[place] not in {"NNS", "NNPS"}:
            return [place]
        before = coordinated_names(p, place) if type_at(place) in self.wide or type_at(place) == "Place" else []
        of = (c for c in p.children[place] if p.lower[c] == "of")
        after = [o for c in of for o in prepositional_objects(p, c) if type_at(o) in self.place_types]
        return before or (after if len(after) > 1 else [place])

    def _nearest_places(self, p: Parse, hit: TriggerHit, draft: EventDraft, type_at: TypeAt) -> list[int]:
        # "a ceasefire in Yemen", "aid in Haiti": whom it concerns says where
        used = {f.token for f in draft.fills if f.role not in {"target", "destination"} and f.grammar != "in"}
        explicit = [f.token for f in draft.fills if f.role == "place" and type_at(f.token) in self.place_types]
        if explicit:
            draft.fills = [f for f in draft.fills if f.role != "place"]
            return explicit
        if draft.kind in self.speech:
            return self._located(p, hit.slots, type_at, used)
        steps = self._outwards(p, hit, draft, type_at, used)
        nearest = next(filter(None, steps), [])
        if nearest and any(type_at(t) in self.wide for t in nearest):
            # "hit a mine near Douentza, in the Mopti region": the town first; so "In Khost province, ... in Sabari district"
            others = [nearest, *steps]
            towns = ([t for t in found if type_at(t) in self.towns] for found in others)
            local = ([t for t in found if t not in nearest and type_at(t) in self.local][:1] for found in others[:-1])
            nearest = list(dict.fromkeys([*next((f for f in (*towns, *local) if f), []), *nearest]))
        return nearest

    def _outwards(self, p: Parse, hit: TriggerHit, draft: EventDraft, type_at: TypeAt, used: set[int]) -> Iterator[list[int]]:
        """The places that each construction tells, from what stands nearest to the trigger outwards."""
        yield self._located(p, hit.slots, type_at, used)
        yield self._here(p, hit.token, type_at)
        yield self._shaken(p, hit, type_at)
        yield self._bearing(p, hit.token, type_at)
        yield self._below(p, hit.token, type_at, used)
        yield self._modifier_places(hit, type_at, used)
        yield self._amid(p, hit, draft, type_at, used)
        yield self._inside_fillers(p, draft, type_at)
        yield self._struck(draft, type_at)
        yield self._meanwhile(p, hit.token, draft, type_at)
        yield self._among_doers(p, draft, type_at)
        yield self._beside(p, hit, type_at, used)
        yield self._above(p, hit.token, type_at, used, draft.kind)

    def _here(self, p: Parse, i: int, type_at: TypeAt) -> list[int]:
        """In "was killed here", where the report says what "here" is."""
        if not p.children[i] or "here" not in p.vocabulary:
            return []
        return [c for c in p.children[i] if p.words[c] == "here" and type_at(c) in self.place_types]

    def _bearing(self, p: Parse, i: int, type_at: TypeAt) -> list[int]:
        """In "struck 20 km east of Van" and "the hills north of Goma": what the direction is counted from."""
        if not p.children[i] or p.vocabulary.isdisjoint(english().compass):
            return []
        for c in p.children[i]:
            of = (
                c
                if p.lower[c] in english().compass
                else next((g for g in p.children[c] if p.lower[g] in english().compass and p.deps[c] == "prep"), None)
            )
            for g in p.children[of] if of is not None else ():
                if p.lower[g] == "of" and (found := [o for o in prepositional_objects(p, g) if type_at(o) in self.place_types]):
                    return found
        return []

    def _among_doers(self, p: Parse, draft: EventDraft, type_at: TypeAt) -> list[int]:
        """In "mobs in Colombo burned shops" it is told of those who do it where they are, and so where they did it."""
        if draft.kind not in self.local_doings:
            return []
        return next((found for t in draft.fillers("agent") if (found := self._inside(p, t, type_at))), [])

    def _beside(self, p: Parse, hit: TriggerHit, type_at: TypeAt, used: set[int]) -> list[int]:
        """In "killed a shepherd and burned his car near Badush" the place at the end is where both happened."""
        for c in p.children[hit.token] if p.pos[hit.token] == "VERB" else ():
            if p.deps[c] == "conj" and p.pos[c] == "VERB" and c > hit.token:
                if any(p.deps[g] in {"nsubj", "nsubjpass", "aux", "auxpass"} for g in p.children[c]):
                    return []
                slots: Slots = {}
                add_prepositions(p, c, slots)
                found = self._located(p, {g: f for g, f in slots.items() if g not in english().directional}, type_at, used)
                objects = (o for o in p.children[c] if p.deps[o] == "dobj")
                amid = [o for g, f in slots.items() if g in english().part_of for o in f if type_at(o) is None]
                return found or next((inner for o in (*objects, *amid) if (inner := self._inside(p, o, type_at))), [])
        return []

    def _amid(self, p: Parse, hit: TriggerHit, draft: EventDraft, type_at: TypeAt, used: set[int]) -> list[int]:
        """Places of what it was done in or during: "detained a man during an operation in Sabari", "killed in clashes near Goma"."""
        prepositions = self.amid if draft.kind in self.physical else english().part_of
        doings = [f for g, fillers in hit.slots.items() if g in prepositions for f in fillers if f not in used and type_at(f) is None]
        return next((found for f in doings if (found := self._inside(p, f, type_at))), [])

    def _located(self, p: Parse, slots: Slots, type_at: TypeAt, used: set[int]) -> list[int]:
        around = [(g, fillers) for g, fillers in slots.items() if g in self.where]
        if not around:
            return []
        for preps in (self.situating, self.whither):
            found = [f for g, fillers in around if g in preps for f in self._meant(p, fillers, type_at) if f not in used]
            if found:
                return found
        # "ambushed on the road linking Gao to Ansongo": between its ends, where nothing says it nearer
        roads = (f for g, fillers in around if g in english().locative for f in fillers if type_at(f) in self.roads)
        return next((ends for f in roads if (ends := self._ends(p, f, type_at))), [])

    def _ends(self, p: Parse, road: int, type_at: TypeAt) -> list[int]:
        """The places that a road joins: "between X and Y", "linking X to Y", "from X to Y", "the X-Y highway"."""
        found: list[int] = []
        for c in p.children[road]:
            if p.deps[c] == "prep" and p.lower[c] in {"between", "from", "to"}:
                found += [o for g in (c, *(x for x in p.children[c] if p.deps[x] == "prep")) for o in prepositional_objects(p, g)]
            elif p.deps[c] in {"acl", "relcl"} and p.lemmas[c] in self.linking:
                found += [o for g in p.children[c] if p.deps[g] == "dobj" for o in conjuncts(p, g)]
                found += [o for g in p.children[c] if p.lower[g] in {"to", "with", "from", "between"} for o in prepositional_objects(p, g)]
                found += [
                    o
                    for g in p.children[c]
                    if p.deps[g] == "dobj"
                    for x in p.children[g]
                    if p.lower[x] in {"to", "with"}
                    for o in prepositional_objects(p, x)
                ]
            elif p.deps[c] in {"compound", "nmod"}:
                found += [*(g for g in p.children[c] if p.deps[g] in {"compound", "nmod"}), c]
        ends = [t for t in dict.fromkeys(found) if type_at(t) in self.place_types]
        return ends if len(ends) > 1 else []

    def _shaken(self, p: Parse, hit: TriggerHit, type_at: TypeAt) -> list[int]:
        """In "airstrikes shook Khartoum and Omdurman" the object of the verb is where it was."""
        verb = p.heads[hit.token]
        subject = p.deps[hit.token] in {"nsubj", "csubj"} or (p.tags[hit.token] == "VBG" and hit.token == verb - 1)  # "shelling shook"
        if not subject or p.lemmas[verb] not in self.shaking:
            return []
        objects = (o for c in p.children[verb] if p.deps[c] == "dobj" for o in conjuncts(p, c))
        return [o for o in objects if type_at(o) in self.local]

    def _meant(self, p: Parse, fillers: Sequence[int], type_at: TypeAt) -> list[int]:
        """The places among nouns; of "the Kupyansk direction" the town."""
        found = []
        for f in fillers:
            if type_at(f) in self.place_types:
                found.append(f)
            elif p.lemmas[f] in self.direction:
                found += [c for c in p.children[f] if p.deps[c] in {"compound", "nmod"} and type_at(c) in self.place_types]
        return found

    def _modifier_places(self, hit: TriggerHit, type_at: TypeAt, used: set[int]) -> list[int]:
        """In "the Kyiv attack" and "Baghdad's bombings" the modifier says where, unless it says who."""
        modifiers = (f for g in ("compound", "possessive") for f in hit.slots.get(g, ()))
        return [f for f in modifiers if f not in used and type_at(f) in self.within_states]

    def _inside_fillers(self, p: Parse, draft: EventDraft, type_at: TypeAt) -> list[int]:
        """In "a strike on a power station in Sumy" the target's place is the event's."""
        things = [f.token for f in draft.fills if f.role in {"target", "victim", "instrument", "origin"}]
        if draft.kind in self.physical:
            things += draft.slots.get("object", ())
        return next((found for t in things if (found := self._inside(p, t, type_at))), [])

    def _inside(self, p: Parse, noun: int, type_at: TypeAt, depth: int = 0) -> list[int]:
        for c in p.children[noun]:
            if p.deps[c] == "acl" and p.tags[c] in {"VBN", "VBG"}:
                slots: Slots = {}  # "barrels filled with chlorine on the town", "troops stationed in Mali"
                add_prepositions(p, c, slots)
                if found := self._located(p, slots, type_at, set()):
                    return found
                within = [o for g, fillers in slots.items() if g not in english().away for o in fillers] if depth < DEEP else []
                within += [o for o in p.children[c] if p.deps[o] == "dobj"] if depth < DEEP else []  # "a crowd marking Easter in Jos"
                if found := next((d for o in within if (d := self._inside(p, o, type_at, depth + 1))), []):
                    return found
            if p.deps[c] == "poss" and type_at(c) in self.within_states and type_at(noun) is not None:
                return [c]
            if p.deps[c] != "prep":
                continue
            # "the town of Bakhmut", "the gate of a camp in Beledweyne" say where, "the leader of Kenya", "drones of Russia" do not
            of_place = p.lower[c] == "of" and type_at(noun) not in self.actor_types
            if not of_place and p.lower[c] not in self.situating:
                continue
            objects = list(prepositional_objects(p, c))
            places = self.place_types if p.lower[c] != "of" or type_at(noun) in self.place_types else self.local
            found = [o for o in objects if type_at(o) in places]
            found = found or next((ends for o in objects if type_at(o) in self.roads and (ends := self._ends(p, o, type_at))), [])
            if found:
                return found
            for o in objects if depth < DEEP else ():
                deeper = self._inside(p, o, type_at, depth + 1)
                if deeper:
                    return deeper
        return self._here(p, noun, type_at) or self._bearing(p, noun, type_at)

    def _struck(self, draft: EventDraft, type_at: TypeAt) -> list[int]:
        """The place that was hit or gone to; a country that was sanctioned is no place of the sanction."""
        if draft.kind not in self.physical:
            return []
        return [f.token for f in draft.fills if f.role in {"target", "destination"} and type_at(f.token) in self.place_types]

    def _meanwhile(self, p: Parse, v: int, draft: EventDraft, type_at: TypeAt) -> list[int]:
        """Where it was done of which the clause tells at what moment, or to what end: "hit a convoy as it passed through Galkayo"."""
        if draft.kind not in self.local_doings or p.pos[v] != "VERB":
            return []
        for c in p.children[v]:
            if p.deps[c] != "advcl" or c < v or not any(p.lower[g] in {"as", "while", "when", "to"} for g in p.children[c] if g < c):
                continue
            subjects = [g for g in p.children[c] if p.deps[g] in {"nsubj", "nsubjpass"}]
            if any(p.pos[g] != "PRON" and not any(p.tags[o] == "PRP$" for o in p.children[g]) for g in subjects):
                continue  # "shelled the hills as talks went on in Geneva"
            slots: Slots = {}
            add_prepositions(p, c, slots)
            found = self._located(p, {g: f for g, f in slots.items() if g not in english().directional}, type_at, set())
            objects = (o for o in p.children[c] if p.deps[o] == "dobj")
            if found := found or next((inner for o in objects if (inner := self._inside(p, o, type_at))), []):
                return found
        return []

    def _below(self, p: Parse, n: int, type_at: TypeAt, used: set[int]) -> list[int]:
        """Places of the clauses that say of a noun where it happened: "talks set to take place in Geneva"."""
        for c in p.children[outer_noun(p, n, self.transparent)]:
            if p.deps[c] in {"acl", "relcl"} and (p.lemmas[c] in self.happening or p.tags[c] == "VBN"):
                for v in (c, *(g for g in p.children[c] if p.deps[g] == "xcomp")):
                    slots: Slots = {}
                    add_prepositions(p, v, slots)
                    found = self._located(p, {g: f for g, f in slots.items() if g not in english().directional}, type_at, used)
                    if found:
                        return found
        return []

    def _above(self, p: Parse, i: int, type_at: TypeAt, used: set[int], kind: str) -> list[int]:
        """Places of the predicates above, in the same clause chain."""
        for _ in range(PLACE_CLIMB):
            h = p.heads[i]
            if h == i or p.deps[i] in {"ccomp", "relcl", "parataxis"}:
                return []
            i = h
            if p.pos[i] in VERBAL or p.pos[i] == "NOUN":
                # "talks are set to take place in Geneva": the clause below says where
                below = (g for c in p.children[i] if p.deps[c] == "xcomp" and p.lemmas[i] in self.happening for g in p.children[c])
                for c in (*p.children[i], *below):
                    if p.deps[c] == "prep" and p.lower[c] in self.situating:
                        found = [o for o in prepositional_objects(p, c) if o not in used and type_at(o) in self.place_types]
                        if found:
                            return found
                found = self._of_what_it_came_of(p, i, type_at) if kind in self.physical and p.pos[i] in VERBAL else []
                if found:
                    return found
        return []

    def _of_what_it_came_of(self, p: Parse, verb: int, type_at: TypeAt) -> list[int]:
        """Places within what the verb above names: "drove into the gate of a camp in Beledweyne, killing eleven"."""
        objects = (
            o for c in p.children[verb] if p.deps[c] == "prep" and p.lower[c] in english().locative for o in prepositional_objects(p, c)
        )
        return next((found for o in objects if (found := self._inside(p, o, type_at))), [])
