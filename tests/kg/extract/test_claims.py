"""Claims: who vouches for which event, how surely; statements that name no event; and the exact words as evidence."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.model import Document

Read = Callable[..., Document]
Stand = tuple[str | None, str, str, str, str]


def stands(document: Document, kind: str) -> set[Stand]:
    """(claimant's label, stance, polarity, certainty, temporality) of each claim about events of a class."""
    label = {e.id: e.label for e in document.entities}
    events = {e.id for e in document.events if e.type == kind}
    return {
        (label[c.claimant] if c.claimant else None, c.stance, c.polarity, c.certainty, c.temporality)
        for c in document.claims
        if events & set(c.about)
    }


ARTICLE: Stand = (None, "States", "Affirmed", "Certain", "NonFuture")


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        # the article's own voice, and others'
        ("Rebels shelled the market in Taiz on Monday.", "Shelling", {ARTICLE}),
        ("Rebels shelled the market in Taiz, the army said.", "Shelling", {("army", "States", "Affirmed", "Certain", "NonFuture")}),
        ("Sudan confirmed the shelling.", "Shelling", {("Sudan", "Confirms", "Affirmed", "Certain", "NonFuture")}),
        # denials and refusals
        ("Hamas denied shelling Ashkelon.", "Shelling", {("Hamas", "Denies", "Negated", "Certain", "NonFuture")}),
        ("Israel denied that its troops had shelled the camp.", "Shelling", {("Israel", "Denies", "Negated", "Certain", "NonFuture")}),
        # harm alone that is denied is denied, however often; with its cause, the cause stays
        ("Hamas denied that anyone was killed or wounded in Gaza.", "Death", {("Hamas", "Denies", "Negated", "Certain", "NonFuture")}),
        ("The army has not confirmed the shelling.", "Shelling", {("army", "Confirms", "Affirmed", "Possible", "NonFuture")}),
        # what is alleged, estimated, demanded, promised
        ("Mali accused the rebels of shelling Gao.", "Shelling", {("Mali", "Alleges", "Affirmed", "Probable", "NonFuture")}),
        ("France called for a ceasefire.", "Ceasefire", {("France", "Demands", "Affirmed", "Possible", "Future")}),
        ("Chad urged both sides to respect a ceasefire.", "Ceasefire", {("Chad", "Demands", "Affirmed", "Possible", "Future")}),
        ("The rebels promised to withdraw from Goma.", "Retreat", {("rebels", "Promises", "Affirmed", "Certain", "Future")}),
        ("The UN warned of a famine in Darfur.", "Famine", {("UN", "States", "Affirmed", "Possible", "Future")}),
        # hedges without a source
        ("The rebels are believed to have shelled Gao.", "Shelling", {(None, "States", "Affirmed", "Probable", "NonFuture")}),
        ("The rebels reportedly shelled Gao.", "Shelling", {(None, "States", "Affirmed", "Probable", "NonFuture")}),
        # a passive that does not hedge
        ("A ceasefire was announced in Juba.", "Ceasefire", {(None, "States", "Affirmed", "Certain", "NonFuture")}),
        # a hedge within what a source says weakens it
        (
            "The army said that rebels had reportedly shelled Gao.",
            "Shelling",
            {("army", "States", "Affirmed", "Probable", "NonFuture")},
        ),
        # but confirmed reports are reports no more
        (
            "Sudan confirmed reports that rebels had shelled the town.",
            "Shelling",
            {("Sudan", "Confirms", "Affirmed", "Certain", "NonFuture")},
        ),
        # what is owned up to or blamed on somebody is taken for granted
        (
            "Al-Shabab claimed responsibility for the bombing.",
            "Bombing",
            {ARTICLE, ("Al-Shabab", "States", "Affirmed", "Certain", "NonFuture")},
        ),
        (
            "Officials blamed Boko Haram for the bombing.",
            "Bombing",
            {ARTICLE, ("Officials", "Alleges", "Affirmed", "Probable", "NonFuture")},
        ),
        (
            "Israel denied responsibility for the bombing.",
            "Bombing",
            {ARTICLE, ("Israel", "Denies", "Negated", "Possible", "NonFuture")},
        ),
        ("No group has claimed responsibility for the bombing.", "Bombing", {ARTICLE}),
        ("South Africa condemned the bombing.", "Bombing", {ARTICLE}),
        # who hands on what another said leaves it open
        (
            "Reuters reported that Sudan had confirmed the bombing.",
            "Bombing",
            {("Sudan", "Confirms", "Affirmed", "Certain", "NonFuture"), ("Reuters", "States", "Affirmed", "Possible", "NonFuture")},
        ),
        (
            "The governor said that, according to witnesses, rebels had shelled the town.",
            "Shelling",
            {("witnesses", "States", "Affirmed", "Certain", "NonFuture"), ("governor", "States", "Affirmed", "Possible", "NonFuture")},
        ),
        # one claims, the other denies
        (
            "Myanmar's junta accused the rebels of shelling a monastery, a claim the rebels denied.",
            "Shelling",
            {("Myanmar's junta", "Alleges", "Affirmed", "Probable", "NonFuture"), ("rebels", "Denies", "Negated", "Certain", "NonFuture")},
        ),
        # the factuality of the trigger counts within what is said
        ("The army said rebels may shell the town.", "Shelling", {("army", "States", "Affirmed", "Possible", "NonFuture")}),
        ("The army said rebels had not shelled the town.", "Shelling", {("army", "States", "Negated", "Certain", "NonFuture")}),
        ("The army said it would shell the town.", "Shelling", {("army", "States", "Affirmed", "Certain", "Future")}),
    ],
)
def test_claims_about_an_event(read: Read, text: str, kind: str, expected: set[Stand]) -> None:
    assert stands(read(text), kind) == expected


def test_two_sources_make_two_claims_about_one_event(read: Read) -> None:
    found = read("The army said rebels had shelled the market in Taiz. The shelling was confirmed by the police.")
    claimants = {next(e.label for e in found.entities if e.id == c.claimant) for c in found.claims if c.claimant}
    assert claimants == {"army", "police"}


def test_who_speaks_together_makes_a_claim_each(read: Read) -> None:
    found = stands(read("The army and the police said rebels had shelled the market in Taiz."), "Shelling")
    assert {claimant for claimant, *_ in found} == {"army", "police"}


def test_a_speaker_does_not_hand_on_his_own_words(read: Read) -> None:
    found = read("The ministry said it had confirmed the bombing.")
    assert stands(found, "Bombing") == {("ministry", "Confirms", "Affirmed", "Certain", "NonFuture")}


@pytest.mark.parametrize(
    ("text", "claimant", "stance", "about"),
    [
        ('"We want to live in peace," said Omar Said.', "Omar Said", "States", set()),
        ("The ministry said that the situation in Sumy was under control.", "ministry", "States", {"Sumy"}),
        ("Iran threatened to close the strait.", "Iran", "Promises", set()),
    ],
)
def test_a_statement_that_names_no_event_is_kept(read: Read, text: str, claimant: str, stance: str, about: set[str]) -> None:
    found = read(text)
    label = {e.id: e.label for e in found.entities}
    kept = [c for c in found.claims if c.claimant and not set(c.about) & {e.id for e in found.events}]
    assert [(label[c.claimant or ""], c.stance) for c in kept] == [(claimant, stance)]
    assert {label[a] for a in kept[0].about} == about


@pytest.mark.parametrize("text", ["The general said so.", "The army confirmed the date.", "The minister declined to comment."])
def test_a_statement_of_nothing_is_no_claim(read: Read, text: str) -> None:
    assert [c for c in read(text).claims if c.cue is not None] == []


def test_the_quote_is_every_sentence_that_carries_what_was_said(read: Read) -> None:
    text = 'Fighting resumed. "They came at night. They shelled the market," said Amina Musa. The army left.'
    claim = next(c for c in read(text).claims if c.claimant)
    assert claim.quote == '"They came at night. They shelled the market," said Amina Musa.'


def test_the_source_and_the_content_are_the_words_of_the_text(read: Read) -> None:
    text = "The shelling killed nine people, said Omar Said, a nurse who fled the town."
    claim = next(c for c in read(text).claims if c.claimant)
    assert claim.source is not None
    assert claim.content is not None
    assert text[claim.source.start : claim.source.end] == "Omar Said, a nurse who fled the town"
    assert text[claim.content.start : claim.content.end] == "The shelling killed nine people"


SENTENCES = (
    "Rebels shelled the market in Taiz on Monday, killing nine people.",
    '"They came at night," said Amina Musa. "They burned the houses."',
    "“We lost our home,” Omar Said told the BBC.",
    "The army has not confirmed the shelling.",
    "Reuters, citing two officials, reported that Sudan had confirmed the bombing.",
    "Officials blamed Boko Haram for the attack, a charge the group denied.",
    "The strike, residents said, hit a school, and many children fled.",
    "The US is believed to have launched 40 missiles.",
    'He said: "It is over. They have left',
    "France called for a ceasefire; Chad promised to send troops.",
    "Talks are to resume in Cairo?",
    "Déjà vu in Zürich — naïve coups d’état, he said…",
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5), st.sampled_from((" ", "\n", "\n\n", "  ")))
def test_every_event_has_a_claim_and_every_quote_stands_in_the_text(read: Read, sentences: list[str], between: str) -> None:
    text = between.join(sentences)
    found = read(text)
    claimed = {a for c in found.claims for a in c.about}
    assert {e.id for e in found.events} <= claimed
    for c in found.claims:
        assert c.quote == text[c.start : c.end]
        assert c.quote == c.quote.strip() != ""
        if c.cue is not None:
            assert c.cue.text == text[c.cue.start : c.cue.end]
        for part in (c.source, c.content):
            assert part is None or (0 <= part.start < part.end <= len(text))
        assert (c.cue is not None) or c.claimant is None
    assert len(set(found.claims)) == len(found.claims)


def test_what_describes_a_name_is_said_by_the_writer_unless_it_is_quoted(read: Read) -> None:
    said = read("The army said it had hit a depot in the occupied Donetsk region.")
    assert stands(said, "TerritorialCapture") == {ARTICLE}
    quoted = read('"We hit a depot in the occupied Donetsk region," the army said.')
    assert stands(quoted, "TerritorialCapture") == {("army", "States", "Affirmed", "Certain", "NonFuture")}


@pytest.mark.parametrize(
    ("text", "kind", "temporality", "certainty"),
    [
        ("Ukraine has no motive to disrupt the Istanbul summit.", "MultilateralMeeting", "Future", "Certain"),
        ("Rebels tried to derail the summit in Doha.", "MultilateralMeeting", "NonFuture", "Certain"),
        ("The delegation will focus on securing a ceasefire.", "Ceasefire", "Future", "Possible"),
        ("The report focused on the massacre in Bentiu.", "Massacre", "NonFuture", "Certain"),
    ],
)
def test_what_is_striven_for_or_put_at_risk_is_ahead(read: Read, text: str, kind: str, temporality: str, certainty: str) -> None:
    assert {(t, c) for _, _, _, c, t in stands(read(text), kind)} == {(temporality, certainty)}


def test_a_quotation_over_two_sentences_is_one_claim_with_one_cue(read: Read) -> None:
    text = '"They came at night," said Amina Musa. "They took the cattle."'
    claims = [c for c in read(text).claims if c.claimant]
    assert [(c.cue.text if c.cue else None, text[c.content.start : c.content.end] if c.content else None) for c in claims] == [
        ("said", text)
    ]


def test_a_quotation_that_goes_on_in_another_key_is_a_claim_without_a_cue(read: Read) -> None:
    claims = [c for c in read('"They came at night," said Amina Musa. "Nobody has warned us."').claims if c.claimant]
    assert [(c.cue.text if c.cue else None, c.polarity) for c in claims] == [("said", "Affirmed"), (None, "Negated")]


def test_what_somebody_means_to_do_is_his_claim_and_leaves_the_event_to_the_article(read: Read) -> None:
    found = read("Chad plans to attack Mali.")
    label = {e.id: e.label for e in found.entities}
    claims = {
        (label.get(c.claimant or ""), c.stance, c.temporality, bool(set(c.about) & {e.id for e in found.events})) for c in found.claims
    }
    assert ("Chad", "Promises", "Future", False) in claims
    assert (None, "States", "Future", True) in claims
