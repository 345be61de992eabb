"""Headlines are sentences, though the parser takes their verbs for nouns."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.extract.rules.engine import RulesExtractor
from kg.extract.rules.parse import Parse
from kg.model import Document

Reader = Callable[..., Document]
Parser = Callable[[str], Parse]


def told(document: Document) -> list[tuple[str, dict[str, list[str]]]]:
    labels = {e.id: e.label for e in document.entities}
    return [
        (e.type, {r: [labels[a.entity] for a in e.arguments if a.role == r] for r in ("agent", "target", "victim")})
        for e in document.events
    ]


@pytest.mark.parametrize(
    ("headline", "kind", "agent", "target"),
    [
        ("Insurgents attack army camp", "AttackOnForces", "Insurgents", "army camp"),
        ("Taliban attack police station in Kunduz", "AttackOnForces", "Taliban", "police station"),
        ("France bombs warehouse in Kidal", "AirStrike", "France", "warehouse"),
        ("Navy shells militant positions near Jolo", "Shelling", "Navy", "militant positions"),
        ("Gunmen storm studio in Quito", "Attack", "Gunmen", "studio"),
        ("Soldiers torch homes in Sittwe", "ArsonAttack", "Soldiers", "homes"),
        ("Turkey shells Kurdish trenches in Syria", "Shelling", "Turkey", "Kurdish trenches"),
        ("Militants raid barracks, abduct 9", "AttackOnForces", "Militants", "barracks"),
        ("Police fire tear gas at marchers", "CrowdControl", "Police", "marchers"),
    ],
)
def test_a_doer_before_a_verb_of_the_lexicon_does_it(read: Reader, headline: str, kind: str, agent: str, target: str) -> None:
    found = dict(told(read(headline)))
    assert found[kind]["agent"] == [agent]
    assert found[kind]["target"] == [target]


@pytest.mark.parametrize(
    ("headline", "victim"),
    [
        ("Taliban attack police post in Farah; 6 killed", "6 people"),
        ("Bomb rips through bazaar, 14 dead", "14 people"),
        ("Blast near embassy wounds 3", "3 people"),
    ],
)
def test_a_bare_number_in_the_second_half_counts_victims(read: Reader, headline: str, victim: str) -> None:
    events = told(read(headline))
    assert len(events) == 1
    assert events[0][1]["victim"] == [victim]


@pytest.mark.parametrize("headline", ["Sudan, Chad swap prisoners", "Israel, Hamas agree truce"])
def test_a_comma_stands_for_and_between_two_who_act(read: Reader, headline: str) -> None:
    [(_, roles)] = told(read(headline))
    assert sum(map(len, roles.values())) >= 2
    assert roles["agent"]
    assert roles["target"]


@pytest.mark.parametrize(
    "phrase",
    [
        "Police fire chief resigns",
        "Rebel attack victims buried in Kivu",
        "Army attack helicopter lands",
        "Police attack plans leaked",
        "Taliban attack survivors recall horror",
        "The rebels attack plan failed",
        "Police dog wins award",
    ],
)
def test_nouns_before_nouns_stay_nouns(extractor: RulesExtractor, parse: Parser, phrase: str) -> None:
    p = parse(phrase)
    before = list(p.heads), list(p.tags)
    extractor.reader.headlines.mend(p)
    assert (p.heads, p.tags) == before


def test_the_second_of_two_verbs_is_no_adjective_of_the_victims(read: Reader) -> None:
    [(kind, roles)] = told(read("Police attacked and injured students in Sylhet."))
    assert (kind, roles["agent"], roles["target"] + roles["victim"]) == ("Attack", ["Police"], ["students"])


def test_those_who_struck_are_not_struck(read: Reader) -> None:
    assert all(not roles["target"] and not roles["victim"] for _, roles in told(read("Two suicide bombers struck in Kano.")))


@pytest.mark.parametrize("headline", ["Insurgents attack army camp", "Militants raid barracks, abduct 9", "Sudan, Chad swap prisoners"])
def test_a_mended_parse_is_still_a_tree(extractor: RulesExtractor, parse: Parser, headline: str) -> None:
    p = parse(headline)
    extractor.reader.headlines.mend(p)
    for i in range(len(p)):
        seen, j = set(), i
        while p.heads[j] != j:
            assert j not in seen
            seen.add(j)
            assert j in p.children[p.heads[j]]
            j = p.heads[j]
        assert p.left[j] <= i <= p.right[j]
