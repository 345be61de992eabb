"""Verbs whose voice the syntax does not show: headlines leave "were" out ("Two soldiers killed in blast", "Convoy attacked in Bauchi").

Told by the verb and by who stands before it. Who is killed, wounded or taken suffers it, whoever he is; of other deeds a thing is
the sufferer, while people, and weapons that strike by themselves, do it: "Two suicide bombers struck", "Police attacked again".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set

from kg.extract.rules.parse import Parse
from kg.extract.rules.syntax import begins_clause, is_passive, misread_participle
from kg.lexicon import Frame, Lexicon, Trigger

TypeAt = Callable[[int], str | None]
ACTIVE = frozenset({"dobj", "aux", "auxpass", "ccomp", "xcomp", "agent", "nsubjpass", "dative"})
"""What a headline's passive never governs."""
PAST = frozenset({"VBN", "VBD"})
SUFFERING = frozenset({"victim", "target"})
PARTICLES = frozenset({"prt", "advmod", "acomp", "oprd"})
SUFFERED = frozenset({"ArrestFrame"})
"""Frames of what befalls single people as killing does, though none of them is a victim."""
STOPPING = frozenset({"InterceptionFrame"})
"""Frames of what befalls weapons: "Drone shot down over Crimea"."""
MOVING = frozenset({"DeploymentFrame", "MotionFrame"})
"""Frames of what is done with weapons and not by them: "with 117 drones deployed"."""
HARMING = STOPPING | {"AttackFrame", "AssaultFrame", "DamageFrame", "CaptureFrame", "SiegeFrame", "CrackdownFrame", "SuicideFrame"}
"""Frames of deeds that need somebody or something to suffer them; who met, clashed or surrendered did so himself."""


def befalling_verbs(verbs: Mapping[str, Sequence[Trigger]]) -> frozenset[tuple[str, ...]]:
    """The verbs that need somebody to suffer them, whatever else is said: "kill", "wound", "shoot dead".

    Those that befall people only by their object ("capture a soldier", "capture a town") are none where they befall places as well.
    """
    by_words: dict[tuple[str, ...], list[Trigger]] = {}
    for triggers in verbs.values():
        for t in triggers:
            by_words.setdefault(t.words, []).append(t)
    return frozenset(words for words, triggers in by_words.items() if _befalls(triggers))


def _befalls(triggers: Sequence[Trigger]) -> bool:
    suffered = [t for t in triggers if t.frame.name in SUFFERED or any(s.role == "victim" for s in t.frame.slots.get("object", ()))]
    if any(not t.requires for t in suffered):
        return True
    of_people = any(all(c.grammar == "object" and not c.words for c in t.requires) for t in suffered)
    return of_people and not any(t.frame.name == "CaptureFrame" for t in triggers)


class HeadlineVoice:
    """Tells headline passives. `strikers` are the classes of weapons that strike, and of people and bodies that do."""

    def __init__(self, lexicon: Lexicon, strikers: Set[str]) -> None:
        self.befalling = befalling_verbs(lexicon.verbs)
        self.nouns = lexicon.entity_nouns
        self.titles = lexicon.titles
        self.strikers = strikers
        frames = {t.frame.name: t.frame for triggers in lexicon.verbs.values() for t in triggers}
        self.suffering = {n for n, f in frames.items() if any(s.role in SUFFERING for s in f.slots.get("object", ()))}
        self.weapons = {n: _weapons(f) & strikers for n, f in frames.items()}

    def passive(self, p: Parse, v: int, t: Trigger, rest: Sequence[int], type_at: TypeAt) -> bool | None:
        """True where a verb without "were" is passive, None where the syntax decides. `rest` are the other words of the trigger.

        So is a second verb: "two were killed and four others wounded".
        """
        if p.tags[v] not in PAST or t.frame.name not in self.suffering:
            return None
        if rest and any(p.deps[c] not in PARTICLES for c in rest):  # "called for sanctions" has what it needs
            return None
        subjects = [c for c in p.children[v] if p.deps[c] == "nsubj"]
        for c in p.children[v]:
            # "Drone shot down near airport, two guards wounded": a headline before the subject is none of what the verb governs
            active = p.deps[c] in ACTIVE and (p.deps[c] != "ccomp" or not subjects or c > subjects[0])
            if active and c not in rest and not begins_clause(p, c):
                return None
        if _shares_object(p, v) or (p.deps[v] == "relcl" and any(p.tags[c] == "PRP" for c in subjects)):
            return None  # "a diplomat it arrested": whom they arrested stands before
        befalls = t.words in self.befalling or t.words[:1] in self.befalling
        if p.deps[v] == "conj":
            # "two were killed and four wounded"; "Gunmen raid village, 3 farmers abducted"
            listed = bool(subjects) and p.words[max(p.left[subjects[0]] - 1, 0)] in {",", ";"}
            return True if subjects and befalls and (listed or is_passive(p, p.heads[v])) else None
        if any(type_at(c) in self.weapons[t.frame.name] for c in subjects):
            return True if t.frame.name in STOPPING or (t.frame.name in MOVING and p.tags[v] == "VBN") else None
        # headlines leave articles out as well: "the rebels attacked with drones" is a sentence, and they attacked
        headline = bool(subjects) and not any(p.lower[g] == "the" for c in subjects for g in p.children[c])
        sufferers = t.frame.name in HARMING and not any(self._strikes(p, c, type_at) for c in subjects)
        return True if befalls or (headline and (sufferers or p.tags[v] == "VBN")) else None

    def _strikes(self, p: Parse, subject: int, type_at: TypeAt) -> bool:
        """Whether the subject may be taken to do what a verb of harm tells: who has a name may, and so may fighters, armies, police."""
        if p.pos[subject] not in {"NOUN", "PROPN"}:
            return True
        kind = type_at(subject)
        noun = self.nouns.match(p.lower, subject, p.lemmas[subject])  # "gunman" heads a mention of a person
        named = p.pos[subject] == "PROPN" and noun is None and p.lower[subject] not in self.titles and kind in {"Person", "Actor"}
        return named or kind in self.strikers or (noun is not None and noun[2] in self.strikers)


def _weapons(frame: Frame) -> frozenset[str]:
    """Classes of the weapons that strike by themselves in a frame: "missiles hit the port"."""
    return frozenset(c for slot in frame.slots.get("subject", ()) if slot.role == "instrument" for c in slot.range)


def _shares_object(p: Parse, v: int) -> bool:
    """Whether a verb joined to this one has its object: "officers beat and injured a crowd", "police attacked and injured men"."""
    joined = [c for c in p.children[v] if p.deps[c] == "conj"]
    if not joined:
        return False
    verbs = [c for c in joined if p.pos[c] == "VERB" and not any(p.deps[g] in {"nsubj", "nsubjpass", "auxpass"} for g in p.children[c])]
    return any(misread_participle(p, c) for c in joined) or any(
        _shares_object(p, c) or any(p.deps[g] == "dobj" for g in p.children[c]) for c in verbs
    )
