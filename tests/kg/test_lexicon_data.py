"""The words as data: every file of ontology/lexicon says what it means to say."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.lexicon import Lexicon, Trigger, compile_lexicon
from kg.ontology import Ontology
from kg.resources import ontology_files

DL = "https://w3id.org/dateline/ontology#"
LEXICON = [f for f in ontology_files() if f.parent.name == "lexicon"]
LEMMAS = ("verb", "noun", "adjective", "adverb", "modal", "word")
PREPOSITIONS = frozenset(
    "about across after past against along amid among around as at behind between by concerning during following for from in inside into"
    " involving near of on onto out over outside regarding targeting through to toward towards under upon using with within without"
    " worth".split()
)
POSITIONS = frozenset("modal predicate subject object indirectObject possessive compound adjective adverb clause relative".split())
TOP = frozenset(
    "Event ConflictEvent MilitaryPosture Incident DiplomaticEvent SpeechAct PoliticalEvent JudicialEvent CivilUnrest HumanitarianEvent"
    " Casualty".split()
)
"""Classes that only group others: no word means just these."""


@pytest.fixture(scope="module")
def lexicon(ontology: Ontology) -> Lexicon:
    return compile_lexicon(ontology)


@pytest.fixture(scope="module")
def triggers(lexicon: Lexicon) -> list[Trigger]:
    tables = (lexicon.verbs, lexicon.nouns, lexicon.adjectives, lexicon.phrases)
    return [t for table in tables for found in table.values() for t in found]


def triples(path: Path) -> list[ox.Triple]:
    return list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))


def literals(path: Path, predicates: tuple[str, ...]) -> list[tuple[str, str]]:
    wanted = {DL + p for p in predicates}
    return [
        (t.predicate.value[len(DL) :], t.object.value)
        for t in triples(path)
        if t.predicate.value in wanted and isinstance(t.object, ox.Literal)
    ]


@pytest.mark.parametrize("path", LEXICON, ids=lambda p: p.name)
def test_every_term_used_is_declared(path: Path, ontology: Ontology) -> None:
    used = {n.value for t in triples(path) for n in (t.subject, t.predicate, t.object) if isinstance(n, ox.NamedNode)}
    unknown = {u[len(DL) :] for u in used if u.startswith(DL) and u[len(DL) :] not in ontology}
    own = {t.subject.value[len(DL) :] for t in triples(path) if t.predicate.value.endswith("#type") and isinstance(t.subject, ox.NamedNode)}
    assert unknown - own == set()


@pytest.mark.parametrize("path", LEXICON, ids=lambda p: p.name)
def test_words_are_trimmed_and_said_once(path: Path) -> None:
    said: dict[tuple[str, str], list[str]] = defaultdict(list)
    for t in triples(path):
        if isinstance(t.object, ox.Literal) and t.predicate.value[len(DL) :] in (*LEMMAS, "phrase"):
            assert t.object.value == " ".join(t.object.value.split()) != ""
            said[str(t.subject), t.predicate.value].append(t.object.value)
    assert all(len(words) == len(set(words)) for words in said.values())


@pytest.mark.parametrize("path", LEXICON, ids=lambda p: p.name)
def test_lemmas_are_in_lower_case(path: Path) -> None:
    assert [w for _, w in literals(path, LEMMAS) if w != w.lower()] == []


@pytest.mark.parametrize("path", LEXICON, ids=lambda p: p.name)
def test_hyphens_of_triggers_are_written_as_spaces(path: Path) -> None:
    """The parser makes a token of a hyphen and the rules skip it: "cease fire" finds "cease-fire" too."""
    assert [w for part, w in literals(path, ("verb", "noun")) if re.search(r"[a-z]-[a-z]", w)] == []


@pytest.mark.parametrize("path", LEXICON, ids=lambda p: p.name)
def test_conditions_name_single_words(path: Path) -> None:
    """A condition looks at the head of what stands there: "tear gas" would never be met, its class would."""
    assert [w for _, w in literals(path, ("word",)) if " " in w or re.search(r"[a-z]-[a-z]", w)] == []


def test_verbs_are_infinitives(triggers: list[Trigger]) -> None:
    """An -ed form as first word of a verb is no lemma; those that end so by nature are few."""
    natural = {"need", "feed", "bleed", "speed", "breed", "exceed", "succeed", "proceed", "concede", "embed", "heed", "seed", "wed", "shed"}
    firsts = {t.words[0] for t in triggers if t.pos == "verb"}
    assert {w for w in firsts if w.endswith("ed") and w not in natural and not w.endswith("eed")} == set()
    assert {w for w in firsts if w.endswith("ing") and w not in {"bring", "fling", "hang", "ring", "string", "swing"}} == set()


def test_verbs_carry_no_articles(triggers: list[Trigger]) -> None:
    """A verb's other words are looked for down the tree, where an article hangs on its noun."""
    assert {" ".join(t.words) for t in triggers if t.pos == "verb" and {"a", "an"} & set(t.words[1:])} == set()


def test_no_word_means_two_things_without_a_condition(triggers: list[Trigger]) -> None:
    kinds: dict[tuple[str, tuple[str, ...]], set[str]] = defaultdict(set)
    for t in triggers:
        if not t.requires and not t.excludes:
            kinds[t.pos, t.words].add(t.kind)
    assert {w: sorted(k) for w, k in kinds.items() if len(k) > 1} == {}


def test_no_noun_names_two_kinds_of_entities(lexicon: Lexicon, ontology: Ontology) -> None:
    kinds: dict[str, set[str]] = defaultdict(set)
    for name in ontology.descendants("Entity"):
        for value in ontology.values(name, "noun"):
            kinds[value.value].add(name)
    assert {w: sorted(k) for w, k in kinds.items() if len(k) > 1} == {}


def test_every_class_of_events_has_words_or_a_refinement(ontology: Ontology, lexicon: Lexicon, triggers: list[Trigger]) -> None:
    evoked = {t.kind for t in triggers} | {r.kind for r in lexicon.refinements}
    assert ontology.descendants("Event") - evoked - TOP == set()


def test_every_class_of_things_has_words(ontology: Ontology) -> None:
    wordless = {c for c in ontology.descendants("Entity") if not ontology.values(c, "noun")}
    assert wordless <= {"Entity", "Actor", "Person", "Position", "ExplosiveDevice"}


def test_every_trigger_has_a_frame_that_fills_a_role(triggers: list[Trigger]) -> None:
    assert {t.kind for t in triggers if not t.frame.slots} == set()


def test_positions_are_ones_that_the_syntax_knows(lexicon: Lexicon, triggers: list[Trigger]) -> None:
    asked = {c.grammar for t in triggers for c in (*t.requires, *t.excludes)} | {g for f in lexicon.frames.values() for g in f.slots}
    owned = {g for g in asked if re.fullmatch(r"(complement|object|passive)'s \w+", g)}
    assert asked - POSITIONS - PREPOSITIONS - owned == set()


def test_every_title_of_a_list_is_a_noun(lexicon: Lexicon) -> None:
    assert "prime minister" in {" ".join(w) for w, _ in lexicon.titles.entries("minister")}
    assert "Lieutenant General".lower() in {" ".join(w) for w, _ in lexicon.titles.entries("general")}


@pytest.mark.parametrize(
    ("designation", "kind"),
    [
        ("Su-34", "FighterAircraft"),
        ("MiG-29", "FighterAircraft"),
        ("Tu-95MS", "StrategicBomber"),
        ("Mi-8", "Helicopter"),
        ("T-72", "Tank"),
        ("S-300", "AirDefenceSystem"),
        ("AK-47", "Rifle"),
        ("RPG-7", "GrenadeLauncher"),
        ("MQ-9", "UncrewedAerialVehicle"),
        ("Shahed-136", "LoiteringMunition"),
        ("BM-21", "RocketArtillery"),
        ("Kh-101", "CruiseMissile"),
        ("BTR-80", "ArmouredPersonnelCarrier"),
    ],
)
def test_designations_tell_the_kind_of_weapon(designation: str, kind: str, lexicon: Lexicon) -> None:
    assert kind in {k for pattern, k in lexicon.name_patterns if pattern.fullmatch(designation)}


@pytest.mark.parametrize("word", ["U-turn", "G-20", "A-level", "COVID-19", "F-word", "B-side", "T-shirt", "X-ray", "K-pop"])
def test_no_pattern_takes_an_everyday_word_for_a_weapon(word: str, lexicon: Lexicon) -> None:
    assert [k for pattern, k in lexicon.name_patterns if pattern.fullmatch(word)] == []


def test_vague_numbers_stand_for_the_least_they_can(lexicon: Lexicon) -> None:
    assert lexicon.numbers["several"] == 3
    assert lexicon.numbers["dozens"] < lexicon.numbers["scores"] < lexicon.numbers["hundreds"] < lexicon.numbers["thousands"]


def test_measures_and_bounds_have_words(ontology: Ontology, lexicon: Lexicon) -> None:
    for name in (
        *"Deaths Injuries Missing Captured Damaged Destroyed Affected Deployed Launched Intercepted Targeted".split(),
        *"FinancialLoss Duration".split(),
        *"Exactly AtLeast MoreThan AtMost LessThan About".split(),
        *"States Confirms Denies Alleges Estimates Demands Promises".split(),
        *"Probable Possible Negated Future".split(),
    ):
        assert lexicon.words.get(name), name


def test_figures_of_speech_hide_no_plain_report(lexicon: Lexicon) -> None:
    """A blocked phrase of one or two common words would hide events everywhere."""
    blocked = {" ".join(w) for key in ("air", "under", "open", "killed", "attack") for w, _ in lexicon.blocked.entries(key)}
    assert not blocked & {"air strike", "air raid", "under fire", "under attack", "open fire", "killed", "attack"}
