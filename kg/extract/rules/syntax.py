"""Grammatical positions of a predicate: who stands where, with passives, relatives, control and coordination undone.

The positions are those that frames name: ``subject`` and ``object`` are the deep ones (a passive's subject is the
object, its by-phrase the subject), ``indirectObject``, ``possessive``, ``compound``, ``adjective``, ``clause``, or a preposition.
Labels are those of ClearNLP, as in spaCy's English models.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.extract.rules.grammar import english
from kg.extract.rules.parse import Parse
from kg.extract.rules.speechwords import speaking

Slots = dict[str, list[int]]

SUBJECTS = frozenset({"nsubj", "csubj", "expl"})
PASSIVE_SUBJECTS = frozenset({"nsubjpass", "csubjpass"})
ANY_SUBJECT = SUBJECTS | PASSIVE_SUBJECTS
RELATIVE_TAGS = frozenset({"WDT", "WP", "WP$"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "X"})
VERBAL = frozenset({"VERB", "AUX"})
PREDICATES = VERBAL | {"ADJ"}
FINITE = frozenset({"VBD", "VBZ", "VBP"})
"""Tags of verbs with tense."""
FINITE_PARTS = frozenset({"nsubj", "csubj", "expl", "aux", "dobj", "ccomp", "attr"})
"""What a bare participle never has when it is passive."""
AIMING = frozenset({"at", "against", "on"})
"""Prepositions of whom a deed is aimed at."""
MAX_CLIMB = 5
"""Clauses to climb in search of a shared subject: deeper chains are parser noise."""


def conjuncts(p: Parse, i: int) -> list[int]:
    """The token and all that is coordinated with it to its right."""
    joined = [c for c in p.children[i] if p.deps[c] == "conj" and p.pos[c] in NOMINAL]
    return [i, *(x for c in joined for x in conjuncts(p, c))] if joined else [i]


def coordinated_names(p: Parse, i: int) -> list[int]:
    """The names that share a plural noun: of "the Bryansk and Kursk regions", "the villages of Gassol, Bali and Mutum"; else none."""
    if p.tags[i] not in {"NNS", "NNPS"}:
        return []
    first = next((c for c in p.children[i] if p.deps[c] in {"nmod", "compound", "amod"} and p.pos[c] == "PROPN"), None)
    names = [c for c in conjuncts(p, first) if c < i] if first is not None else listed_after(p, i)
    return names if len(names) > 1 else []


def listed_after(p: Parse, i: int) -> list[int]:
    """The names that "of" joins to a noun right before it."""
    of = i + 1
    if of + 1 >= len(p) or p.lower[of] != "of" or p.heads[of] != i:
        return []
    return [o for o in prepositional_objects(p, of) if p.pos[o] == "PROPN"]


def prepositional_objects(p: Parse, prep: int) -> list[int]:
    """Heads of what a preposition governs, through a second preposition ("from inside Gaza")."""
    found: list[int] = []
    for c in p.children[prep]:
        dep = p.deps[c]
        if dep in {"pobj", "pcomp"} and p.pos[c] in NOMINAL:
            found += conjuncts(p, c)
        elif dep == "pcomp" and (meant := free_relative(p, c)) is not None:
            found += conjuncts(p, meant)
        elif dep == "prep":
            found += prepositional_objects(p, c)
    return found


def free_relative(p: Parse, clause: int) -> int | None:
    """The noun that a clause with "what" stands for: "what appeared to be two missiles", "what it described as a base"; else None."""
    first = p.left[clause]
    if p.tags[first] != "WP" or p.lower[first] not in {"what", "whatever"}:
        return None
    v: int | None = clause
    for _ in range(MAX_CLIMB):  # "what they said they believed was a drone"
        if v is None:
            return None
        named = [c for c in p.children[v] if p.deps[c] in {"attr", "oprd"} and p.pos[c] in {"NOUN", "PROPN"} and c > v]
        if p.lemmas[v] in english().naming:
            named += [o for c in p.children[v] if p.lower[c] == "as" for o in p.children[c] if p.deps[o] == "pobj"]
        if named:
            return named[0]
        v = next((c for c in p.children[v] if p.deps[c] in {"ccomp", "xcomp"} and c > first), None)
    return None


def is_passive(p: Parse, v: int) -> bool:
    """Whether the verb is passive: by its auxiliary, its subject's label, or as a bare participle after a noun."""
    for c in p.children[v]:
        if p.deps[c] in {"auxpass", "nsubjpass", "csubjpass", "agent"}:
            return True
    if p.tags[v] != "VBN":
        return False
    if p.deps[v] == "acl":  # "A coalition bombed the port": the only verb of a sentence, with an object, is no participle
        if any(p.deps[c] == "nsubj" for c in p.children[v]):  # "reports that ISIL has killed dozens": a clause of its own
            return False
        return p.deps[p.heads[v]] != "ROOT" or not any(p.deps[c] == "dobj" for c in p.children[v])
    if p.deps[v] == "advcl":  # "went on trial, accused of murder"
        apart = p.left[v] == p.sentences[p.sentence_of[v]][0] or p.words[p.left[v] - 1] == ","
        return apart and not any(p.deps[c] in FINITE_PARTS for c in p.children[v])
    # "was shot and killed": the auxiliary stands with the first conjunct
    h = p.heads[v]
    finite = any(p.deps[c] in {"aux", "dobj"} for c in p.children[v])  # "were killed and others wounded" shares its auxiliary
    return p.deps[v] == "conj" and p.pos[h] in VERBAL and h != v and not finite and is_passive(p, h)


def _has_subject(p: Parse, v: int) -> bool:
    return any(p.deps[c] in ANY_SUBJECT for c in p.children[v])


def _antecedent(p: Parse, v: int, pronoun: int) -> int:
    """The noun that a relative pronoun stands for; the pronoun itself where there is none."""
    if p.tags[pronoun] in RELATIVE_TAGS:
        i = v
        for _ in range(MAX_CLIMB):
            if p.deps[i] == "relcl":
                return p.heads[i]
            if p.deps[i] not in {"conj", "ccomp", "xcomp"}:
                break
            i = p.heads[i]
    return pronoun


def main_verb_above(p: Parse, v: int) -> int | None:
    """The verb that a conjunct really joins where the parser hung it in the clause below: "denied that it had fired and accused".

    A finite verb of speech without a subject goes on with the finite verb of its own tense, not with a participle that has auxiliaries;
    nor does any with what a quotation ends (`insisted that "no means no" and left`).
    """
    h = p.heads[v]
    above = p.heads[h]
    quoted = p.deps[v] == "conj" and _follows_quotation(p, h, v)
    if (
        (p.lemmas[v] not in speaking() and not quoted)
        or p.deps[v] != "conj"
        or p.deps[h] != "ccomp"
        or p.tags[v] not in {"VBD", "VBZ"}
        or p.tags[above] != p.tags[v]
        or _has_subject(p, v)
    ):
        return None
    if quoted:
        return above if h > above else None
    auxiliaries = any(p.deps[c] in {"aux", "auxpass"} for c in p.children[h])
    return above if auxiliaries and p.tags[h] in {"VBN", "VB", "VBG"} and h > above else None


def _follows_quotation(p: Parse, h: int, v: int) -> bool:
    """Whether the conjunction before `v` comes after the mark that ends a quotation."""
    cc = next((c for c in p.children[h] if p.deps[c] == "cc" and h < c < v), 0)
    return cc > 0 and p.words[cc - 1] in {"”", "''", '"'}


def missed_subject(p: Parse, v: int) -> list[int]:
    """The subject that the parser took for a preposition's object: "..., and between 15 and 20 guards have been killed"."""
    auxiliaries = [c for c in p.children[v] if p.deps[c] in {"aux", "auxpass"}]
    if p.deps[v] != "conj" or not auxiliaries:
        return []
    before = min(auxiliaries) - 1
    prep = p.heads[before]
    joined = p.heads[v] < prep < before and p.deps[before] == "pobj" and p.deps[prep - 1] == "cc"
    return [before] if joined and p.pos[before] in {"NOUN", "PROPN"} else []


def surface_subject(p: Parse, v: int, depth: int = 0) -> list[int]:
    """Heads of the grammatical subject of a verb, its own or the one it shares with the clause above."""
    own = [c for c in p.children[v] if p.deps[c] in ANY_SUBJECT]
    if len(own) == 1 and p.deps[own[0]] != "csubj":
        return conjuncts(p, _antecedent(p, v, own[0]))
    if own:
        meant = {c: free_relative(p, c) if p.deps[c] == "csubj" else None for c in own}
        return [x for c, noun in meant.items() for x in conjuncts(p, _antecedent(p, v, c) if noun is None else noun)]
    if slipped := subject_before(p, v):
        return slipped
    dep, h = p.deps[v], p.heads[v]
    if h == v or depth >= MAX_CLIMB:
        return []
    if missed := missed_subject(p, v):
        return missed
    if dep == "relcl":
        return [h]
    if dep == "acl":
        if p.tags[v] in {"VBG", "VBN"}:
            return conjuncts(p, h) if p.deps[h] != "conj" else [h]
        return noun_owner(p, h, depth + 1)
    if dep == "ccomp" and (v < h or _is_finite(p, v)):
        return _subject_misplaced(p, v)
    if dep == "conj" and (above := main_verb_above(p, v)) is not None:
        return surface_subject(p, above, depth + 1)
    if dep in {"xcomp", "ccomp", "advcl", "conj", "dep", "oprd", "acomp"} and p.pos[h] in PREDICATES:
        if dep == "xcomp" and p.lemmas[h] in english().object_control:
            objects = [x for c in p.children[h] if p.deps[c] in {"dobj", "dative"} for x in conjuncts(p, c)]
            if objects:
                return objects
        return surface_subject(p, h, depth + 1)
    # "in occupied Karabakh" has no gerund; "after being hit" has one
    if dep == "pcomp" and (p.tags[v] != "VBN" or any(p.deps[c] in {"aux", "auxpass"} for c in p.children[v])):
        return _subject_of_gerund(p, h, depth)
    return []


def subject_before(p: Parse, v: int) -> list[int]:
    """The subject right before a verb, where the parser gave it to another word or hung the verb elsewhere.

    "a committee linked to the marchers said": two verbs with nothing to join them are a participle and its noun's verb;
    "targeted crowds massing at the gate": the noun is no part of a compound with a participle, nor is it the doer's own deed;
    "sent the minister fleeing": who is sent flees, also where the parser hung the participle on a verb above.
    """
    if v == 0:
        return []
    if p.tags[v] == "VBG":
        return _subject_of_participle(p, v, p.left[v] - 1)
    if p.tags[v] not in FINITE or _has_subject(p, v):
        return []
    w = v - 1
    for _ in range(MAX_CLIMB):
        w = p.heads[w]
        if w < v and p.pos[w] == "VERB" and p.right[w] == v - 1:
            slipped = p.tags[w] in {"VBD", "VBN"} and p.deps[w] in {"conj", "ccomp", "advcl", "ROOT"}
            return [x for c in p.children[w] if slipped and p.deps[c] in SUBJECTS and c == w - 1 for x in conjuncts(p, c)]
    return []


def _subject_of_participle(p: Parse, v: int, before: int) -> list[int]:
    bare = [c for c in p.children[v] if p.deps[c] == "compound" and c == v - 1 and p.tags[c] == "NNS"]
    if bare or before < 1:
        return bare
    objects = (c for n in range(before, max(before - MAX_CLIMB, -1), -1) for c in (n, p.heads[n]) if p.right[c] == before)
    o = next((c for c in objects if p.deps[c] == "dobj"), None)
    if o is None:
        return []
    governor = p.heads[o]
    sent = p.lemmas[governor] in english().participle_control and p.deps[v] in {"advcl", "ccomp", "conj", "dep"}
    small = p.deps[v] == "xcomp" and p.heads[v] == governor and p.lemmas[governor] not in english().participle_own
    return conjuncts(p, o) if sent or small else []


def _is_finite(p: Parse, v: int) -> bool:
    """Whether a verb has tense, and so a subject of its own."""
    auxiliaries = (p.tags[c] for c in p.children[v] if p.deps[c] in {"aux", "auxpass"})
    return p.tags[v] in FINITE or any(t in FINITE or t == "MD" for t in auxiliaries)


def _subject_misplaced(p: Parse, v: int) -> list[int]:
    """The subject of a finite clause that the parser hung elsewhere: "officials say forces loyal to him have taken the camp"."""
    for c in p.children[p.heads[v]]:
        if p.heads[v] < c < v and p.deps[c] == "dobj":
            return conjuncts(p, c)
        if p.heads[v] < c < v and p.deps[c] == "ccomp" and p.pos[c] == "ADJ":
            return [x for g in p.children[c] if p.deps[g] == "nsubj" for x in conjuncts(p, g)]
    if p.deps[p.heads[v]] == "relcl":  # "the rebels, who the UN says are armed by Rwanda"
        return [p.heads[p.heads[v]]]
    return []


def _subject_of_gerund(p: Parse, prep: int, depth: int) -> list[int]:
    """The subject of a gerund after a preposition: "accused Russia of attacking", "the man suspected of planting"."""
    governor = p.heads[prep]
    if p.pos[governor] in VERBAL:
        objects = [x for c in p.children[governor] if p.deps[c] in {"dobj", "nsubjpass"} for x in conjuncts(p, c)]
        if objects and p.lower[prep] in {"of", "for", "with", "from"}:
            return objects
        return surface_subject(p, governor, depth + 1)
    if p.pos[governor] in {"NOUN", "PROPN"}:
        return noun_owner(p, governor, depth + 1)
    if p.pos[governor] == "ADJ" and p.heads[governor] != governor:
        return surface_subject(p, p.heads[governor], depth + 1)
    return []


def noun_owner(p: Parse, n: int, depth: int = 0) -> list[int]:
    """Who has a noun: its possessor, or the subject of the verb that it is the object of ("Russia announced plans to ...")."""
    owners = [x for c in p.children[n] if p.deps[c] == "poss" for x in conjuncts(p, c)]
    if owners or depth >= MAX_CLIMB:
        return owners
    h = p.heads[n]
    if p.deps[n] == "dobj" and p.pos[h] in VERBAL:
        return surface_subject(p, h, depth + 1)
    return []


def _add(slots: Slots, grammar: str, fillers: Iterable[int]) -> None:
    found = slots.setdefault(grammar, [])
    for f in fillers:
        if f not in found:
            found.append(f)


def add_prepositions(p: Parse, i: int, slots: Slots) -> None:
    """The prepositional phrases of a verb or noun, each under its preposition in lower case."""
    for c in p.children[i]:
        dep = p.deps[c]
        if dep == "prep":
            _add(slots, p.lower[c], prepositional_objects(p, c))
            for g in p.children[c]:
                if p.deps[g] == "pcomp" and p.pos[g] in VERBAL:
                    _add(slots, "clause", [g])
        elif p.lower[c] in english().participle_prepositions and dep in {"acl", "advcl", "conj"}:
            _add(slots, p.lower[c], (x for g in p.children[c] if p.deps[g] == "dobj" for x in conjuncts(p, g)))
        elif dep == "prt":
            for g in p.children[c]:  # "took part in": the parser may hang the phrase on the particle
                if p.deps[g] == "prep":
                    _add(slots, p.lower[g], prepositional_objects(p, g))


def verb_slots(p: Parse, v: int, *, passive: bool | None = None) -> Slots:
    """Fillers of a verb's positions, by grammar.

    `passive` overrules what the syntax shows, for headlines ("Two killed in blast").
    """
    slots: Slots = {}
    passive = is_passive(p, v) if passive is None else passive
    _add(slots, "object" if passive else "subject", surface_subject(p, v))
    if p.deps[v] == "acl" and p.tags[v] == "VBG":
        slots.pop("object", None)
        _add(slots, "subject", surface_subject(p, v))
    for c in p.children[v]:
        dep = p.deps[c]
        if dep in {"dobj", "attr", "oprd"} and not begins_clause(p, c):
            _add(slots, "object", conjuncts(p, _antecedent(p, v, c)))
            if p.lemmas[v] in english().aiming:  # "used water cannon against marchers": the phrase may hang on the weapon
                for g in (g for o in conjuncts(p, c) for g in p.children[o]):
                    if p.deps[g] == "prep" and p.lower[g] in {"against", "at"}:
                        _add(slots, p.lower[g], prepositional_objects(p, g))
            if dep == "oprd":
                _add(slots, "predicate", [c])
        elif dep == "agent":
            by = prepositional_objects(p, c)
            _add(slots, "subject", by)
            _add(slots, "passive's agent", by)
        elif dep == "dative":
            _add(slots, "indirectObject", prepositional_objects(p, c) if p.pos[c] == "ADP" else conjuncts(p, c))
            if p.lower[c] in english().directional:  # "sent troops to Libya"
                _add(slots, p.lower[c], prepositional_objects(p, c))
        elif dep in {"ccomp", "xcomp"} and (meant := free_relative(p, c)) is not None and p.lemmas[v] not in speaking():
            _add(slots, "object", conjuncts(p, meant))
            for inner in (p.heads[meant], meant):  # "fired what seemed to be rockets at the port": the phrase hangs inside
                if inner != v:
                    add_prepositions(p, inner, slots)
        elif dep in {"ccomp", "xcomp"}:
            _add(slots, "clause", [c])
            _add(slots, "object", _raised_object(p, v, c))
            _add(slots, "modal", _modals(p, c))
        elif dep == "advmod":
            _add(slots, "adverb", [c])
        elif misread_participle(p, c):
            _add(slots, "object", [c])
    if p.deps[v] == "relcl":
        _gap_of_relative(p, v, slots, passive)
    add_prepositions(p, v, slots)
    if p.deps[v] == "conj":
        _share_object(p, v, slots)
    else:
        _share_object_forward(p, v, slots)
    return {g: f for g, f in slots.items() if f}


def _modals(p: Parse, clause: int) -> list[int]:
    """The modal verbs of a clause about what is to be, not about what must have been."""
    auxiliaries = [c for c in p.children[clause] if p.deps[c] in {"aux", "auxpass"}]
    return [] if any(p.lemmas[c] == "have" for c in auxiliaries) else [c for c in auxiliaries if p.tags[c] == "MD"]


def begins_clause(p: Parse, noun: int) -> bool:
    """Whether the noun is the subject of a clause that the parser did not see: "three wounded when devices detonated"."""
    own = p.children[noun]
    return bool(own) and any(p.tags[c] == "WRB" and p.lower[c] in {"when", "as", "while", "where"} for c in own)


def misread_participle(p: Parse, noun: int) -> int:
    """The verb that the parser took for a property of its object: "injured" in "police attacked and injured students"; else 0."""
    verb = p.heads[noun]
    if p.deps[noun] != "conj" or p.pos[noun] not in {"NOUN", "PROPN"} or p.pos[verb] not in VERBAL or p.tags[verb] != "VBD":
        return 0
    first = p.left[noun]
    participle = p.tags[first] in {"VBN", "VBD"} or (p.tags[first] == "JJ" and p.lower[first].endswith("ed"))
    participle = participle and p.deps[first] == "amod" and p.heads[first] == noun
    return first if participle and p.deps[first - 1] == "cc" and p.heads[first - 1] == verb else 0


def _raised_object(p: Parse, v: int, clause: int) -> Iterator[int]:
    """The subject of an infinitive or adjective that is the verb's object too: "allowed planes to land", "found him guilty"."""
    # "ordered troops to leave", "let the hostages go"
    bare = p.tags[clause] == "VB" and not any(p.deps[c] in {"mark", "aux"} for c in p.children[clause])
    infinitive = p.lemmas[v] in english().object_control and (bare or any(p.tags[c] == "TO" for c in p.children[clause]))
    if p.tags[clause] == "VBG" and p.lemmas[v] not in speaking():  # "targeted crowds massing at the gate"
        yield from (c for c in subject_before(p, clause) if c in p.children[clause])
    small = p.pos[clause] == "ADJ" and not any(p.deps[c] in {"cop", "aux", "mark"} for c in p.children[clause])
    # "found a body believed to be his": the parser takes the participle for a verb of its own
    reduced = p.lemmas[clause] in english().reduced and not any(p.deps[c] in {"aux", "mark"} for c in p.children[clause])
    reduced = reduced and any(p.deps[c] == "xcomp" for c in p.children[clause]) and p.lemmas[v] not in english().reduced
    if infinitive or small or reduced:
        for c in p.children[clause]:
            if p.deps[c] in {"nsubj", "nsubjpass"}:
                yield from conjuncts(p, c)


def _gap_of_relative(p: Parse, v: int, slots: Slots, passive: bool) -> None:
    """In "strikes Russia launched on Kyiv" the head noun is the object, for the clause has a subject of its own."""
    subjects = [c for c in p.children[v] if p.deps[c] in ANY_SUBJECT]
    if subjects and all(p.tags[c] not in RELATIVE_TAGS for c in subjects) and not slots.get("object") and not passive:
        relative_adverb = any(p.lower[c] in {"where", "when", "why"} for c in p.children[v])
        # "on the day the army attacked": when it did, and not what
        if not relative_adverb and p.lemmas[p.heads[v]] not in english().no_objects:
            _add(slots, "object", [p.heads[v]])


def _share_object_forward(p: Parse, v: int, slots: Slots) -> None:
    """In "attacked and burned the village", "raped, beat and assaulted civilians" the object of the last verb belongs to all."""
    if slots.get("object"):
        return
    last, joined = v, False
    for _ in range(MAX_CLIMB):
        series = (c for c in p.children[last] if p.deps[c] == "conj" and p.pos[c] == "VERB" and not _has_subject(p, c))
        following = next((c for c in series if all(p.deps[k] in {"cc", "punct"} for k in range(last + 1, c))), None)
        if following is None:
            break
        joined = joined or any(p.deps[k] == "cc" for k in range(last + 1, following))
        last = following
    if joined:
        _add(slots, "object", (x for g in p.children[last] if p.deps[g] == "dobj" for x in conjuncts(p, g)))
    if last != v:
        _add(slots, "object", (c for c in p.children[last] if misread_participle(p, c)))


def _share_object(p: Parse, v: int, slots: Slots) -> None:
    """In "shot them dead and burned" nothing is shared; a passive conjunct shares its subject through `surface_subject`."""
    h = p.heads[v]
    if not slots.get("subject") and not slots.get("object") and p.pos[h] in VERBAL:
        agents = [x for c in p.children[h] if p.deps[c] == "agent" for x in prepositional_objects(p, c)]
        if agents:
            _add(slots, "subject", agents)


def noun_slots(p: Parse, n: int) -> Slots:
    """Fillers of the positions around a noun: possessor, compound, adjective, prepositions ("by" is the subject)."""
    slots: Slots = {}
    for c in p.children[n]:
        dep = p.deps[c]
        if dep == "poss":
            _add(slots, "possessive", conjuncts(p, c))
        elif dep in {"compound", "nmod"}:
            _add(slots, "compound", [c, *(g for g in p.children[c] if p.deps[g] in {"compound", "conj", "nmod"})])
        elif dep == "amod":
            # "Saudi-led" says who acts, "Russian-backed" and "UN-brokered" who helped others to
            leading = p.tags[c] not in {"VBN", "VBD"} or p.lower[c] in english().leading
            _add(slots, "adjective", [c, *(g for g in p.children[c] if p.deps[g] == "conj" or (leading and p.deps[g] == "npadvmod"))])
        elif dep == "agent":
            _add(slots, "subject", prepositional_objects(p, c))
        elif dep == "acl" and p.tags[c] != "VBN":
            _add(slots, "clause", [c])
        elif dep == "acl" and p.lower[c] in english().aimed:  # "bombings targeted at the military"
            _add(slots, "against", (x for g in p.children[c] if p.lower[g] in AIMING for x in prepositional_objects(p, g)))
        elif dep == "relcl":
            _add(slots, "relative", [c])
    add_prepositions(p, n, slots)
    if "by" in slots:
        _add(slots, "subject", slots.pop("by"))
    # "missile and drone attacks": modifiers of the first conjunct belong to the last as well, and the other way round
    if p.deps[n] == "conj" and p.pos[p.heads[n]] == "NOUN":
        first = noun_modifiers(p, p.heads[n])
        for grammar, fillers in first.items():
            if grammar not in slots:
                _add(slots, grammar, fillers)
    return {g: f for g, f in slots.items() if f}


def noun_modifiers(p: Parse, n: int) -> Slots:
    """Possessor and adjectives of a noun, which its conjuncts share."""
    slots: Slots = {}
    for c in p.children[n]:
        if p.deps[c] == "poss":
            _add(slots, "possessive", conjuncts(p, c))
        elif p.deps[c] == "amod":
            _add(slots, "adjective", [c])
    return slots


def stands_apart(p: Parse, v: int) -> bool:
    """Whether a clause tells of something else: "seized the town, while a bomb killed five", "..., and a landslide killed two"."""
    own = [c for c in p.children[v] if p.deps[c] == "nsubj" and p.pos[c] != "PRON"]
    if not own:
        return False
    if all(p.tags[c] == "CD" for c in own) and p.tags[v] in ("VBN", "VBG") and not any(p.deps[c][:3] == "aux" for c in p.children[v]):
        return False  # "left 3 dead, 2 missing and 17 wounded"
    return p.deps[v] == "conj" or (p.deps[v] == "advcl" and any(p.lower[c] in {"while", "whereas"} for c in p.children[v]))
