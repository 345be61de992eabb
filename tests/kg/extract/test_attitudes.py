"""What is attributed without a verb of speech: attitudes, views, names given to things; and speakers and quotations of few words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.extract.rules.engine import RulesExtractor
from kg.extract.rules.parse import Parse
from kg.model import Document
from tests.kg.extract.attributing import Said, attributor


@pytest.fixture(scope="module")
def said(parse: Callable[[str], Parse], extractor: RulesExtractor) -> Callable[[str], list[Said]]:
    return attributor(parse, extractor)


@pytest.mark.parametrize(
    ("text", "cue", "source", "content"),
    [
        ("Diplomats are confident that the truce will hold.", "confident", "Diplomats", "that the truce will hold"),
        ("The governor remains worried the dam could burst.", "worried", "The governor", "the dam could burst"),
        ("Convinced that the war was lost, the general fled.", "Convinced", "the general", "that the war was lost"),
        ("In her view, the documents show a pattern of deceit.", "In her view", "her", "the documents show a pattern of deceit"),
        ("Senator Ruiz called the inquiry a witch hunt.", "called", "Senator Ruiz", "a witch hunt"),
        ("The minister dismissed the report as “garbage.”", "dismissed", "The minister", "garbage"),
        ("The judge warned in a letter that refusing would be contempt.", "warned", "The judge", "that refusing would be contempt"),
        ("A court held that the law was void.", "held", "A court", "that the law was void"),
        ("Polling by YouGov suggests support has slipped.", "suggests", "YouGov", "support has slipped"),
        ("The Kremlin has said it spares civilians.", "said", "The Kremlin", "it spares civilians"),
        ("Two of the nurses described how troops burned the clinic.", "described", "Two of the nurses", "how troops burned the clinic"),
        ("Lawmakers accused the cabinet of stonewalling.", "accused", "Lawmakers", "the cabinet of stonewalling"),
        ("One of them said the guards had fled.", "said", "One of them", "the guards had fled"),
        ("“It was a trap,” one of them, Dana Reyes, told reporters.", "told", "Dana Reyes", "It was a trap"),
        ("“Nobody wins,” said Jones, a farmer from Ohio.", "said", "Jones, a farmer from Ohio", "Nobody wins"),
        ("The senator hopes to win the nomination.", "hopes", "The senator", "to win the nomination"),
        ("Mrs. Hall plans to raise the tax on banks.", "plans", "Mrs. Hall", "to raise the tax on banks"),
        ("The governor refused to sign the bill.", "refused", "The governor", "to sign the bill"),
        ("The minister would not say whether the talks had failed.", "would not say", "The minister", "whether the talks had failed"),
        ("Several Democrats questioned whether the party should wait.", "questioned", "Several Democrats", "whether the party should wait"),
        ("The speaker called the remark “the very definition of a slur.”", "called", "The speaker", "the very definition of a slur"),
        ("A memo obtained by the paper said the tapes were gone.", "said", "A memo", "the tapes were gone"),
        ("Residents described hearing explosions at dawn.", "described", "Residents", "hearing explosions at dawn"),
        ("The lawyer insisted that “no means no” and left.", "insisted", "The lawyer", "that “no means no"),
    ],
)
def test_who_holds_what(said: Callable[[str], list[Said]], text: str, cue: str, source: str, content: str) -> None:
    (found,) = said(text)
    assert (found.cue, found.source, found.whole) == (cue, source, content)


@pytest.mark.parametrize(
    "text",
    [
        "He is not sure that it will work.",
        "She starred in “Black Panther,” a film.",
        "A bright light came into view, and the village shook.",
        "The road is clear.",
        "Rebels hold the town that the army lost.",
        "Six of the drones circled the port.",
        "He kept the letter that the general wrote in a drawer.",
        "The army walked in the park that the city had closed.",
        "The boy was found hiding in a barn.",
        "The premier called the president on Friday.",
        "The spokesman declined to comment.",
        "It is something that Paris refuses to do.",
    ],
)
def test_nothing_is_attributed_where_nobody_holds_or_says_anything(said: Callable[[str], list[Said]], text: str) -> None:
    assert said(text) == []


def test_a_name_given_to_a_thing_is_a_claim_however_short(read: Callable[..., Document]) -> None:
    (claim,) = (c for c in read("The minister dismissed the report as “garbage.”").claims if c.cue)
    assert claim.cue is not None
    assert claim.cue.text == "dismissed"
