"""Which words evoke events: the lexicon's triggers found in a parsed text, their conditions checked, figures of speech left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kg.extract.rules.grammar import english
from kg.extract.rules.parse import Parse
from kg.extract.rules.sequences import EVENT_NOUN_POS, blocked_tokens, governing, scattered, sequence_end, sequence_start, with_either
from kg.extract.rules.slots import Slots, add_prepositions, noun_slots, verb_slots
from kg.extract.rules.subjects import surface_subject
from kg.extract.rules.syntax import VERBAL, conjuncts, misread_participle, prepositional_objects
from kg.extract.rules.voice import PAST, HeadlineVoice
from kg.lexicon import NO_FRAME, Condition, Lexicon, Trigger

TypeAt = Callable[[int], str | None]
"""The class of the mention that a token heads, if any."""

ANAPHOR = "Event"
"""The kind of a noun that only points back: it joins an event or is dropped."""
HYPHEN = frozenset({"-"})
NOMINAL_POSITIONS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "attr", "dative"})
"""Where a participle with an article stands for people or things."""


@dataclass(slots=True)
class TriggerHit:
    """A trigger in the text: its head token, all tokens that it takes up, and the fillers of the positions around it."""

    token: int
    tokens: tuple[int, ...]
    trigger: Trigger
    slots: Slots


def content_head(p: Parse, i: int, transparent: frozenset[str]) -> int:
    """The noun that counts in "dozens of people", "one of the soldiers", "a series of strikes"."""
    if p.pos[i] != "NUM" and p.lemmas[i] not in transparent and p.lower[i] not in transparent:
        return i
    for _ in range(3):  # "hundreds of thousands of people"
        if p.pos[i] != "NUM" and p.lemmas[i] not in transparent and p.lower[i] not in transparent:
            return i
        inner = next(
            (g for c in p.children[i] if p.deps[c] == "prep" and p.lower[c] == "of" for g in p.children[c] if p.deps[g] == "pobj"), None
        )
        if inner is None:
            return i
        i = inner
    return i


def outer_noun(p: Parse, n: int, transparent: frozenset[str]) -> int:
    """The noun of quantity that a noun hangs on: "series" for "strikes" in "a series of strikes"; else the noun itself."""
    while p.deps[n] == "pobj" and p.lower[p.heads[n]] == "of" and p.lemmas[p.heads[p.heads[n]]] in transparent:
        n = p.heads[p.heads[n]]
    return n


class TriggerFinder:
    """Finds the lexicon's triggers in a text. `speech` are the classes of speech acts; `strikers` those of who and what strikes."""

    def __init__(self, lexicon: Lexicon, speech: frozenset[str], strikers: frozenset[str]) -> None:
        self.lexicon = lexicon
        self.voice = HeadlineVoice(lexicon, strikers)
        self.speech = speech
        self.light = lexicon.word_list("LightVerb", "verb")
        self.target_light = lexicon.word_list("TargetLightVerb", "verb")
        self.transparent = lexicon.word_list("TransparentNoun", "noun")
        self.happening = lexicon.word_list("OccurrenceVerb", "verb")
        self.attributive = lexicon.word_list("AttributiveParticiple", "adjective")
        evoking = (lexicon.verbs, lexicon.nouns, lexicon.adjectives, lexicon.phrases, lexicon.anaphors)
        self.evoking = frozenset().union(*evoking)

    def find(self, p: Parse, type_at: TypeAt) -> list[TriggerHit]:
        """All triggers whose conditions hold, in text order; a longer one covers the shorter ones inside it.

        `type_at` gives the class of the mention that a token heads.
        """
        lexicon = self.lexicon
        blocked = blocked_tokens(p, lexicon)
        hits: list[TriggerHit] = []
        hyphens = (i + 1 for i in p.with_word(HYPHEN) if 0 < i < len(p) - 1)
        after = {i for i in hyphens if p.pos[i] == "VERB" and p.lower[i - 2] in lexicon.verbs}
        for i in sorted(after.union(with_either(p, self.evoking)) - blocked):
            lemma, pos = p.lemmas[i], p.pos[i]
            if pos == "VERB":
                if i in after:
                    hits += self._hyphenated(p, i, type_at)
                if p.deps[i] == "amod" and p.lower[i] in lexicon.adjectives and misread_participle(p, p.heads[i]) != i:
                    hits += self._adjective(p, i, p.lower[i], type_at)
                if lemma in lexicon.verbs:
                    hits += self._verb(p, i, type_at)
            elif pos in EVENT_NOUN_POS:
                key = lemma if lemma in lexicon.nouns else p.lower[i]
                found = list(self._noun(p, i, key, type_at)) if key in lexicon.nouns else []
                if not found and lemma in lexicon.anaphors and self._points_back(p, i):
                    found = [TriggerHit(i, (i,), Trigger(ANAPHOR, "noun", (lemma,), NO_FRAME), {})]
                hits += found
            elif pos == "ADJ" and lemma in lexicon.adjectives:
                hits += self._adjective(p, i, lemma, type_at)
            if lemma in lexicon.phrases or p.lower[i] in lexicon.phrases:
                hits += self._phrase(p, i, type_at)
        return _without_covered(hits, self.speech)

    # -- by part of speech
    def _verb(self, p: Parse, i: int, type_at: TypeAt) -> Iterator[TriggerHit]:
        misread = p.deps[i] == "amod" and misread_participle(p, p.heads[i]) == i  # "attacked and injured students"
        if p.deps[i] in {"amod", "compound"} and not misread:  # "the disputed territory": a property, unless an adjective of the lexicon
            return
        if p.deps[i] in NOMINAL_POSITIONS and any(p.deps[c] == "det" for c in p.children[i]) and not self._harms(p.lemmas[i]):
            return  # "the accused": people, of whom only "the wounded" tell what befell them
        if p.deps[i] == "pcomp" and p.lower[i] in self.attributive:  # "a lawsuit against visiting Prince Mohammed": the parser's slip
            return
        by_voice: dict[bool | None, Slots] = {}
        voices: dict[tuple[str, Sequence[str]], bool | None] = {}  # triggers of one verb mostly differ only in what they require
        told = misread or p.tags[i] not in PAST
        present = p.vocabulary.issuperset
        for t in self.lexicon.verbs[p.lemmas[i]]:
            rest = () if len(t.words) == 1 else scattered(p, i, t.words[1:]) if present(t.words) else None
            if rest is None:
                continue
            passive = None
            if not told:
                sort = (t.frame.name, t.words)
                if sort not in voices:
                    voices[sort] = self.voice.passive(p, i, t, rest, type_at)
                passive = voices[sort]
            if passive not in by_voice:
                by_voice[passive] = _misread_slots(p, i) if misread else verb_slots(p, i, passive=passive)
            slots = by_voice[passive]
            own = self._with_phrase_slots(p, slots, rest) if rest else slots
            if self.holds(p, t, own, type_at):
                yield TriggerHit(i, (i, *rest), t, own)
                return

    def _hyphenated(self, p: Parse, i: int, type_at: TypeAt) -> Iterator[TriggerHit]:
        """A verb written with its first word before a hyphen: "test-fired", "carpet-bombed"."""
        words = (p.lower[i - 2], p.lemmas[i])
        for t in self.lexicon.verbs[words[0]]:
            if t.words == words:
                slots = verb_slots(p, i, passive=self.voice.passive(p, i, t, (), type_at))
                if self.holds(p, t, slots, type_at):
                    yield TriggerHit(i, (i - 2, i - 1, i), t, slots)
                    return

    def _with_phrase_slots(self, p: Parse, slots: Slots, rest: Sequence[int]) -> Slots:
        merged = {g: [f for f in fillers if f not in rest] for g, fillers in slots.items()}
        for token in rest:
            add_prepositions(p, token, merged)
            if p.pos[token] in EVENT_NOUN_POS:
                for grammar, fillers in noun_slots(p, token).items():
                    if grammar in {"possessive", "adjective", "subject"} and slots.get("subject"):
                        continue  # in "rejected Iran's offer" it is not Iran that rejects
                    merged.setdefault(grammar, []).extend(f for f in fillers if f not in merged.get(grammar, ()))
        kept = {g: [f for f in fillers if f not in rest] for g, fillers in merged.items() if any(f not in rest for f in fillers)}
        if "object" not in kept:  # "stepped on a mine", "shot at the crowd": what the preposition governs is the object
            governed = [o for t in rest if p.deps[t] == "prep" for o in prepositional_objects(p, t)]
            if governed:
                kept["object"] = governed
        return kept

    def _noun(self, p: Parse, i: int, key: str, type_at: TypeAt) -> Iterator[TriggerHit]:
        if p.deps[i] in {"compound", "nmod", "npadvmod", "amod"} and not self._is_transparent(p, p.heads[i]):
            return
        kind = type_at(i)
        if kind is not None and kind != "Entity" and p.pos[i] == "PROPN":  # part of a name: "Strike Brigade", "Battle of ..." stay names
            return
        if p.deps[i] in {"pobj", "oprd"} and _only_called_so(p, i):
            return
        if p.pos[i] == "PROPN" and self._inside_name(p, i, type_at):
            return
        slots: Slots | None = None
        present = p.vocabulary.issuperset
        for t in self.lexicon.nouns[key]:
            first = i if len(t.words) == 1 else sequence_start(p, t.words, i) if present(t.words) else -1
            if first < 0:
                continue
            top = governing(p, first, i)
            if p.pos[top] in VERBAL:  # "fired tear gas" is told by its verb; in a headline the parser may take it for a noun
                continue
            if top != i:  # "a state of siege in Pando": where and who stand around the state
                own = self._with_phrase_slots(p, self.event_noun_slots(p, top), range(first, i + 1))
            else:
                own = slots = slots if slots is not None else self.event_noun_slots(p, i)
            if self.holds(p, t, own, type_at):
                yield TriggerHit(top, tuple(range(first, i + 1)), t, own)
                return

    @staticmethod
    def _inside_name(p: Parse, n: int, type_at: TypeAt) -> bool:
        """Whether a proper noun ends a name: "Organization of Islamic Cooperation", "Government of National Accord"."""
        if p.deps[n] != "pobj" or p.lower[p.heads[n]] not in {"of", "for"}:
            return False
        above = p.heads[p.heads[n]]
        return p.pos[above] == "PROPN" and type_at(above) not in {None, "Entity"}

    def _harms(self, verb: str) -> bool:
        """Whether the verb says that people came to harm."""
        return any(slot.role == "victim" for t in self.lexicon.verbs[verb] for slot in t.frame.slots.get("object", ()))

    @staticmethod
    def _points_back(p: Parse, n: int) -> bool:
        """Whether the noun is definite and says nothing more of itself."""
        plain = all(p.deps[c] in {"det", "punct", "case", "prep"} and p.lower[c] != "of" for c in p.children[n])
        return plain and any(p.lower[c] in {"the", "this", "that"} for c in p.children[n]) and p.deps[n] not in {"compound", "nmod"}

    def _is_transparent(self, p: Parse, i: int) -> bool:
        return p.lemmas[i] in self.transparent

    def _adjective(self, p: Parse, i: int, key: str, type_at: TypeAt) -> Iterator[TriggerHit]:
        slots: Slots = {}
        head = p.heads[i]
        counted = any(p.deps[c] in {"nummod", "quantmod"} for c in p.children[i])
        if p.deps[i] in {"pobj", "dobj", "nsubj", "nsubjpass", "conj"} and not counted:
            return  # "among the dead": people, not an event
        if p.deps[i] == "amod":
            slots["object" if p.tags[i] == "VBN" or p.lower[i].endswith("ed") else "subject"] = [head]
        elif own := [x for c in p.children[i] if p.deps[c] == "nsubj" for x in conjuncts(p, c)]:
            slots["subject"] = own  # "blast in market, 20 dead"
        elif p.pos[head] in VERBAL:
            slots = verb_slots(p, head)
            if slots.get("object"):  # "the blast left three dead": the verb's object is dead, its subject the cause
                slots["by"] = slots.get("subject", [])
                slots["subject"] = slots.pop("object")
        add_prepositions(p, i, slots)
        clauses = [c for c in p.children[i] if p.deps[c] in {"xcomp", "ccomp"}]  # "is ready to send troops"
        if clauses:
            slots.setdefault("clause", []).extend(c for c in clauses if c not in slots["clause"])
        for t in self.lexicon.adjectives[key]:
            if len(t.words) == 1 and self.holds(p, t, slots, type_at):
                yield TriggerHit(i, (i,), t, slots)
                return

    def _phrase(self, p: Parse, i: int, type_at: TypeAt) -> Iterator[TriggerHit]:
        for key in {p.lemmas[i], p.lower[i]}:
            for t in self.lexicon.phrases.get(key, ()):
                end = sequence_end(p, t.words, i) if p.vocabulary.issuperset(t.words) else 0
                if not end:
                    continue
                tokens = tuple(range(i, end))
                head = next((k for k in tokens if p.heads[k] not in tokens or p.heads[k] == k), i)
                noun = next((k for k in tokens if p.deps[k] == "pobj" and p.heads[k] == head), head)  # "on alert"
                slots = verb_slots(p, head) if p.pos[head] in VERBAL else self.event_noun_slots(p, noun)
                slots = self._with_phrase_slots(p, slots, [k for k in tokens if k != head])
                if self.holds(p, t, slots, type_at):
                    yield TriggerHit(head, tokens, t, slots)
                    return

    # -- positions of an event noun, with the light verb that carries it
    def event_noun_slots(self, p: Parse, n: int) -> Slots:
        """Positions around an event noun, and those of its light verb: "Russia launched an assault on Kyiv with drones"."""
        slots = noun_slots(p, n)
        top = self._through_transparent(p, n, slots)
        carrier = self._carrier(p, top)
        if carrier is None:
            return slots
        verb, is_target = carrier
        outer = verb_slots(p, verb)
        for grammar, fillers in outer.items():
            if grammar == "object" or n in fillers or top in fillers:
                continue
            if grammar == "subject" and slots.get("subject"):  # "announced the release of a hostage by rebels"
                continue
            place = "object" if is_target and grammar == "subject" else grammar
            slots.setdefault(place, []).extend(f for f in fillers if f not in slots.get(place, ()))
        return slots

    def _through_transparent(self, p: Parse, n: int, slots: Slots) -> int:
        """In "a series of strikes" the phrase that verbs govern is the series: climb to it, taking its own fillers along."""
        if p.deps[n] == "pobj" and p.lower[p.heads[n]] == "of":
            outer = p.heads[p.heads[n]]
            if p.lemmas[outer] in self.transparent:
                for grammar, fillers in noun_slots(p, outer).items():
                    if n not in fillers:
                        slots.setdefault(grammar, []).extend(f for f in fillers if f not in slots.get(grammar, ()))
                return outer
        return n

    def _carrier(self, p: Parse, n: int) -> tuple[int, bool] | None:
        """The light verb that carries an event noun, and whether its subject is the one who suffers ("came under attack")."""
        while p.deps[n] == "conj" and p.pos[p.heads[n]] in EVENT_NOUN_POS:
            n = p.heads[n]
        dep, h = p.deps[n], p.heads[n]
        if dep in {"dobj", "nsubjpass", "attr"} and p.pos[h] in VERBAL:
            names = {p.lemmas[h], *(f"{p.lemmas[h]} {p.lower[c]}" for c in p.children[h] if p.deps[c] == "prt")}
            if names & self.light:  # "stepped up attacks"
                return h, False
            if names & self.target_light:
                return h, True
        if dep == "nsubj" and p.pos[h] in VERBAL and self._happens(p, h):  # "fighting erupted between the army and the rebels"
            return h, False
        if dep == "pobj" and p.pos[p.heads[h]] in VERBAL:
            verb = p.heads[h]
            phrase = f"{p.lemmas[verb]} {p.lower[h]}"
            if phrase in self.target_light or f"{phrase} {p.lemmas[n]}" in self.target_light:  # "was on trial", not "was on patrol"
                return verb, True
            if phrase in self.light:
                return verb, False
        for c in p.children[n]:
            if p.deps[c] in {"acl", "relcl"} and p.lemmas[c] in self.light and p.tags[c] != "VBG":
                return c, False
        return None

    def _happens(self, p: Parse, v: int) -> bool:
        """Whether a verb says only that its subject happens: intransitive, or "take place"."""
        objects = [c for c in p.children[v] if p.deps[c] in {"dobj", "attr", "dative"}]
        return p.lemmas[v] in self.happening and all(p.lower[c] == "place" for c in objects)

    # -- conditions
    def holds(self, p: Parse, t: Trigger, slots: Slots, type_at: TypeAt) -> bool:
        """Whether all that the trigger requires stands there, and nothing that it excludes."""
        for c in t.requires:
            if c.grammar not in slots or not self._meets(p, c, slots, type_at):
                return False
        return not t.excludes or not any(c.grammar in slots and self._meets(p, c, slots, type_at) for c in t.excludes)

    def _meets(self, p: Parse, c: Condition, slots: Slots, type_at: TypeAt) -> bool:
        words, kinds = c.words, c.range
        lemmas, lower = p.lemmas, p.lower
        for filler in slots.get(c.grammar, ()):
            if not words and not kinds:
                return True
            if lemmas[filler] in words or lower[filler] in words or (kinds and type_at(filler) in kinds):
                return True
            inner = content_head(p, filler, self.transparent)
            meant = [other for other in p.children[inner] if p.deps[other] == "appos"]  # "the carrier Galaxy Leader"
            if inner != filler:
                meant.append(inner)
            for other in meant:
                if lemmas[other] in words or lower[other] in words or (kinds and type_at(other) in kinds):
                    return True
        return False


def _misread_slots(p: Parse, participle: int) -> Slots:
    """Positions around a verb that the parser took for a property of its object."""
    noun = p.heads[participle]
    return {"subject": surface_subject(p, p.heads[noun]), "object": conjuncts(p, noun)}


def _only_called_so(p: Parse, n: int) -> bool:
    """In 'classified as "terrorist attacks"' the words are somebody's name for an event, and no event of their own."""
    head = p.heads[n]
    named_as = p.deps[n] == "pobj" and p.lower[head] == "as" and p.lemmas[p.heads[head]] in english().naming
    return named_as or (p.deps[n] == "oprd" and p.lemmas[head] in english().naming)


def _without_covered(hits: list[TriggerHit], speech: frozenset[str]) -> list[TriggerHit]:
    """Drop hits whose head lies inside a longer hit; but what somebody demands or promises is an event beside the demand."""
    taken: dict[int, TriggerHit] = {}
    for hit in sorted(hits, key=lambda h: (-len(h.tokens), h.token)):
        above = [taken[k] for k in hit.tokens if k in taken]
        if all(h.trigger.kind in speech and hit.trigger.kind not in speech and hit.token != h.token for h in above):
            taken.update({k: taken.get(k, hit) for k in hit.tokens})
            taken[hit.token] = hit
    kept = {id(h): h for h in taken.values()}
    return sorted(kept.values(), key=lambda h: h.token)
