"""Claimants: the actor behind a source's words, whatever the words are and however far away he was named."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Document
from kg.rdf.status import Evidence, bearing, status

Read = Callable[..., Document]


def claimants(document: Document, words: str) -> set[str | None]:
    """Labels of who makes each claim whose content has the words, or whose quote where no content does; None for the article."""
    label = {e.id: e.label for e in document.entities}
    text = document.article.text
    attributed = [c for c in document.claims if c.content and words in text[c.content.start : c.content.end]]
    found = attributed or [c for c in document.claims if words in c.quote]
    assert found, f"no claim has {words!r}: {[c.quote for c in document.claims]}"
    return {label[c.claimant] if c.claimant else None for c in found}


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        # sources whose noun no list has
        ("Her campaign said that its website had been hacked.", "hacked", {"campaign"}),
        ("The defence announced that it would appeal.", "appeal", {"defence"}),
        # houses speak for those in them
        ("At least 17 civilians were killed by shells, the hospital said.", "killed", {"hospital"}),
        ("The embassy denied the attack.", "the attack", {"embassy"}),
        # relatives with the cue between
        ("The rebels, who the United Nations says are backed by Rwanda, hold the town.", "backed", {"United Nations"}),
        # who speaks on has spoken, though others were named since
        (
            "The men fired first, a police spokesman said. Two rifles were found. A soldier was hurt. The dead were militants, he added.",
            "militants",
            {"police spokesman"},
        ),
        # nobody speaks of himself within what he says as another
        ('Karim Haddad runs the clinic. "The governor asked us to leave," he says.', "asked us", {"Karim Haddad"}),
        # titles whose parts a parser joins wrongly
        (
            'The Special Representative of the Secretary-General, Mahamat Annadif, visited Gao. "We will stay," he said.',
            "stay",
            {"Mahamat Annadif"},
        ),
        ('"No missile was fired," army spokeswoman Brig. Gen. Hala Nasser told reporters.', "missile", {"Hala Nasser"}),
        # what they describe
        ("Survivors described how soldiers burned houses.", "burned", {"Survivors"}),
        ('"They came at night," recalled Amina. "We ran."', "at night", {"Amina"}),
        # a semicolon parts voices
        ("Rebels claim to have shot down a helicopter; the army says it crashed because of a fault.", "shot down", {"Rebels"}),
        ("Rebels claim to have shot down a helicopter; the army says it crashed because of a fault.", "a fault", {"army"}),
        ("Organisers said 350,000 people took part; police estimated the crowd at 62,000.", "62,000", {"police"}),
        # what only sets the saying in time is the writer's
        (
            "Troops shelled Gao on Tuesday, officials said, a day after rebels attacked Timbuktu.",
            "shelled Gao on Tuesday",
            {"officials"},
        ),
        # a text beside other sources
        (
            "A jet bombed the school, according to two residents and a statement by the defence ministry.",
            "bombed",
            {"residents", "defence ministry"},
        ),
        # what a source does next is no part of what it denied
        (
            "An army spokesman denied that troops had shelled Gao and accused the rebels of burning the market.",
            "burning",
            {"army spokesman"},
        ),
        ("An army spokesman denied that troops had shelled Gao and accused the rebels of burning the market.", "Gao", {"army spokesman"}),
        ("An adviser to the king, Omar Haddad, wrote that the port was hit.", "the port", {"Omar Haddad"}),
        ("According to a diplomat, Wagner has sent 1,000 fighters; the junta says these are teachers.", "1,000", {"diplomat"}),
        ("The minister said later that no talks were planned.", "planned", {"minister"}),
        # headlines and live blogs
        ("Two militants killed in Kupwara gunfight, says army", "killed", {"army"}),
        ("Iran launches second wave of missiles at Israel, sirens in Haifa - IDF", "launches", {"IDF"}),
        ("Army spokesman: no sign of radiation leak at Natanz", "radiation", {"Army spokesman"}),
        ('Iran\'s foreign minister: "We will stop when they stop." Germany calls for restraint', "stop when", {"Iran's foreign minister"}),
        # and what a headline is about
        ("Iraq: two bombs kill 12 in Baghdad", "bombs", {None}),
        ("Boko Haram: gunmen kill 12 in Borno", "gunmen", {None}),
        ("Rebels shell the port of Hodeidah - BBC News", "shell", {None}),
    ],
)
def test_a_claim_has_the_actor_who_makes_it(read: Read, text: str, words: str, expected: set[str | None]) -> None:
    assert claimants(read(text, "2025-06-02"), words) == expected


INTERVIEW = """Abu Zaynab Khalil receives us in a villa in Mosul. He lost his left hand in the battle for the city.

"We are farmers and nothing else," he says.

Q: Did you fire rockets at the consulate?

"We condemned that attack from the first day."

Why do you stay?

He laughs. "If we go, the bandits will return to our fields."
"""


@pytest.mark.parametrize("words", ["We are farmers and nothing else", "condemned that attack", "bandits will return"])
def test_answers_of_an_interview_are_those_of_who_is_asked(read: Read, words: str) -> None:
    assert claimants(read(INTERVIEW), words) == {"Abu Zaynab Khalil"}


@pytest.mark.parametrize(
    "denial",
    [
        "Moscow denied it.",
        "Russia rejects that.",
        "Russia's defence ministry dismissed the claim as propaganda.",
        "Russia rejected the accusation.",
    ],
)
def test_who_rejects_a_claim_disputes_what_was_claimed(read: Read, denial: str) -> None:
    document = read(f"Ukraine said Russian forces had shelled the port of Izmail. {denial}")
    event = next(e for e in document.events if e.type == "Shelling")
    evidence = [
        Evidence(bearing(c.stance, c.polarity, c.certainty, c.temporality), "a", "p", c.claimant)
        for c in document.claims
        if event.id in c.about
    ]
    assert status(evidence) == "Disputed"


def test_who_rejects_talks_disputes_nothing(read: Read) -> None:
    document = read("Ukraine said Russian forces had shelled the port of Izmail. Russia rejected the offer.")
    assert not any(c.stance == "Denies" for c in document.claims)


def test_a_statement_that_names_no_event_has_the_time_of_its_verb(read: Read) -> None:
    document = read("Tehran said that Iran would never forget.")
    assert [(c.polarity, c.temporality) for c in document.claims if c.cue] == [("Negated", "Future")]


def test_a_clause_of_time_after_the_cue_is_the_writers(read: Read) -> None:
    document = read("Troops shelled Gao on Tuesday, officials said, a day after rebels attacked Timbuktu.")
    attack = next(e for e in document.events if e.type == "Attack")
    assert [c.claimant for c in document.claims if attack.id in c.about] == [None]


def test_who_looks_into_a_claim_does_not_make_it(read: Read) -> None:
    document = read("Police said they were investigating claims that officers shot four protesters in Kisumu.")
    shooting = next(e for e in document.events if "shot" in e.trigger.text)
    assert {c.certainty for c in document.claims if shooting.id in c.about} == {"Possible"}


def test_one_no_negates_once(read: Read) -> None:
    document = read("The minister said that no negotiations were planned.")
    talks = next(e for e in document.events if e.type == "Negotiation")
    assert {c.polarity for c in document.claims if talks.id in c.about} == {"Negated"}
