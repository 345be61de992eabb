"""Factuality: what is negated, uncertain, ahead, or only supposed; and what stays a plain fact."""

from __future__ import annotations

import pytest

from kg.extract.rules.factuality import Factuality, FactualityWords, factuality, is_presupposed
from tests.kg.extract.parsing import parse, token

WORDS = FactualityWords.of(
    {
        "Possible": {
            "modal": frozenset({"may", "might", "could", "can"}),
            "adverb": frozenset({"possibly", "perhaps"}),
            "adjective": frozenset({"possible", "alleged", "suspected", "potential"}),
            "verb": frozenset({"fear", "suspect"}),
            "noun": frozenset({"possibility", "risk", "fear", "prospect", "threat"}),
        },
        "Probable": {
            "adverb": frozenset({"probably", "reportedly", "allegedly"}),
            "adjective": frozenset({"likely", "unlikely", "probable"}),
            "verb": frozenset({"believe", "think"}),
        },
        "Negated": {
            "adverb": frozenset({"not", "never", "n't", "no longer"}),
            "verb": frozenset({"fail", "refuse", "prevent", "avert", "foil", "thwart", "deny", "call off", "cancel"}),
            "noun": frozenset({"absence", "failure"}),
        },
        "Future": {
            "modal": frozenset({"will", "shall", "'ll", "wo"}),
            "verb": frozenset(
                {"plan", "expect", "intend", "threaten", "want", "demand", "urge", "call for", "aim", "hope", "agree", "schedule"}
            ),
            "adjective": frozenset({"planned", "upcoming", "due", "scheduled", "expected", "set"}),
            "noun": frozenset({"plan", "call", "demand", "proposal", "attempt"}),
        },
    },
    frozenset({"launch", "carry out", "hold", "conduct", "sign"}),
)


def of(text: str, trigger: str) -> Factuality:
    parsed = parse(text)
    return factuality(parsed, token(parsed, trigger), WORDS)


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Rebels attacked the village on Monday.", "attacked"),
        ("The army said that rebels had attacked the village.", "attacked"),
        ("He condemned the attack, which killed two.", "attack"),
        ("The army will investigate the attack.", "attack"),
        ("Soldiers began to shell the town.", "shell"),
        ("Rebels used drones to attack a base.", "attack"),
        ("Residents were forced to flee the town.", "flee"),
        ("The army was the first to attack.", "attack"),
        ("Two people were killed in an attack on the port.", "attack"),
        ("The government will respond after the attack.", "attack"),
        ("A drone struck the port, killing two.", "killing"),
        ("Thousands of people rallied to protest against the government.", "protest"),
        ("The army sent troops to quell an insurgency.", "insurgency"),
    ],
)
def test_what_is_told_as_having_happened_is_a_fact(text: str, trigger: str) -> None:
    assert of(text, trigger) == Factuality()


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Rebels did not attack the village.", "attack"),
        ("Rebels never attacked the village.", "attacked"),
        ("There was no attack on the village.", "attack"),
        ("Rebels failed to attack the village.", "attack"),
        ("They left without attacking the village.", "attacking"),
        ("Police prevented an attack on the port.", "attack"),
        ("The attack was foiled by police.", "attack"),
        ("Police foiled a planned bombing.", "bombing"),
        ("The army refused to withdraw from the town.", "withdraw"),
        ("No civilians were killed.", "killed"),
        ("Guards prevented them from entering the town.", "entering"),
        ("The parties did not sign an agreement.", "agreement"),
        ("The vote was called off.", "vote"),
    ],
)
def test_what_did_not_happen_is_negated(text: str, trigger: str) -> None:
    assert of(text, trigger).polarity == "Negated"


def test_two_negations_affirm() -> None:
    assert of("Rebels did not fail to attack the village.", "attack").polarity == "Affirmed"


@pytest.mark.parametrize(
    ("text", "trigger", "certainty"),
    [
        ("Rebels may have attacked the village.", "attacked", "Possible"),
        ("Rebels reportedly attacked the village.", "attacked", "Probable"),
        ("The alleged attack was filmed.", "attack", "Possible"),
        ("Rebels are believed to have attacked the village.", "attacked", "Probable"),
        ("Rebels are likely to attack the village.", "attack", "Probable"),
        ("A war could trigger an invasion.", "invasion", "Possible"),
        ("Officials suspect that rebels attacked the village.", "attacked", "Possible"),
    ],
)
def test_hedges_make_an_event_less_certain(text: str, trigger: str, certainty: str) -> None:
    assert of(text, trigger).certainty == certainty


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("The delegations will meet on Friday.", "meet"),
        ("The army plans to withdraw from the town.", "withdraw"),
        ("The talks will be held in Geneva.", "talks"),
        ("The army will launch an offensive.", "offensive"),
        ("The planned offensive alarmed them.", "offensive"),
        ("The election is scheduled for June.", "election"),
        ("They agreed to exchange prisoners.", "exchange"),
        ("An election to be held in June was announced.", "election"),
        ("He said that they would withdraw.", "withdraw"),
    ],
)
def test_what_is_planned_is_certain_and_future(text: str, trigger: str) -> None:
    found = of(text, trigger)
    assert (found.temporality, found.certainty, found.polarity) == ("Future", "Certain", "Affirmed")


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("If rebels attack the village, people will flee.", "attack"),
        ("He threatened to attack the village.", "attack"),
        ("The rebels want a ceasefire.", "ceasefire"),
        ("The president called for an election.", "election"),
        ("Ministers held talks on a ceasefire.", "ceasefire"),
        ("The prospect of an invasion alarmed them.", "invasion"),
        ("They crossed the border to attack a base.", "attack"),
        ("They should withdraw from the town.", "withdraw"),
        ("The ceasefire proposal was rejected.", "ceasefire"),
        ("Will the rebels attack the village?", "attack"),
        ("Leave the town now.", "Leave"),
        ("They fired rockets in order to kill civilians.", "kill"),
        ("They would attack again.", "attack"),
    ],
)
def test_what_is_wished_feared_asked_for_or_conditional_is_hypothetical(text: str, trigger: str) -> None:
    found = of(text, trigger)
    assert found.hypothetical and found.certainty == "Possible"


def test_a_perfect_infinitive_is_not_future() -> None:
    assert of("Rebels are believed to have attacked the village.", "attacked").temporality == "NonFuture"


def test_a_habit_in_the_present_is_generic() -> None:
    assert of("Rebels often attack convoys.", "attack").generic
    assert not of("Rebels attacked a convoy.", "attacked").generic


def test_conjuncts_share_the_modal_of_the_first() -> None:
    assert of("They will attack and destroy the base.", "destroy").temporality == "Future"


@pytest.mark.parametrize(
    ("text", "trigger", "cue", "presupposed"),
    [
        ("They demanded the release of protesters detained in May.", "detained", "demanded", True),
        ("They demanded the release of protesters detained in May.", "release", "demanded", False),
        ("She urged him to withdraw from the town.", "withdraw", "urged", False),
        ("She urged them to stop the attacks.", "attacks", "urged", True),
        ("He called for talks after the bombing.", "bombing", "called", True),
        ("He called for talks after the bombing.", "talks", "called", False),
    ],
)
def test_what_a_statement_takes_for_granted_is_not_what_it_demands(text: str, trigger: str, cue: str, presupposed: bool) -> None:
    parsed = parse(text)
    assert is_presupposed(parsed, token(parsed, trigger), token(parsed, cue), WORDS) == presupposed
