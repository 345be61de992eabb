"""Whether an event happened, from all claims about it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.rdf.status import REALIZED, Bearing, Evidence, bearing, status


def said(how: Bearing, *, article: str = "a", publisher: str = "Wire", claimant: str | None = None) -> Evidence:
    return Evidence(how, article, publisher, claimant)


@pytest.mark.parametrize(
    ("stance", "polarity", "certainty", "temporality", "expected"),
    [
        ("States", "Affirmed", "Certain", "NonFuture", Bearing.AFFIRMS),
        ("States", "Affirmed", "Probable", "NonFuture", Bearing.AFFIRMS),
        ("Alleges", "Affirmed", "Possible", "NonFuture", Bearing.AFFIRMS),
        ("States", "Affirmed", "Possible", "NonFuture", Bearing.SUPPOSES),
        ("States", "Affirmed", "Certain", "Future", Bearing.PLANS),
        ("Promises", "Affirmed", "Certain", "NonFuture", Bearing.PLANS),
        ("States", "Affirmed", "Possible", "Future", Bearing.SUPPOSES),
        ("Demands", "Affirmed", "Certain", "Future", Bearing.SUPPOSES),
        ("Demands", "Negated", "Certain", "Future", Bearing.SUPPOSES),
        ("Denies", "Affirmed", "Certain", "NonFuture", Bearing.DENIES),
        ("States", "Negated", "Certain", "NonFuture", Bearing.DENIES),
        ("States", "Negated", "Certain", "Future", Bearing.DENIES),
        ("States", "Negated", "Possible", "NonFuture", Bearing.SUPPOSES),
    ],
)
def test_how_a_claim_bears_on_its_event(stance: str, polarity: str, certainty: str, temporality: str, expected: Bearing) -> None:
    assert bearing(stance, polarity, certainty, temporality) is expected


def test_one_source_reports() -> None:
    assert status([said(Bearing.AFFIRMS)]) == "Reported"


def test_two_claimants_corroborate() -> None:
    assert status([said(Bearing.AFFIRMS, claimant="x"), said(Bearing.AFFIRMS, claimant="y")]) == "Corroborated"


def test_two_publishers_corroborate() -> None:
    assert status([said(Bearing.AFFIRMS), said(Bearing.AFFIRMS, article="b", publisher="Gazette")]) == "Corroborated"


def test_one_publisher_twice_does_not_corroborate_itself() -> None:
    assert status([said(Bearing.AFFIRMS), said(Bearing.AFFIRMS, article="b")]) == "Reported"


def test_an_article_that_repeats_its_claimant_adds_no_source() -> None:
    assert status([said(Bearing.AFFIRMS), said(Bearing.AFFIRMS, claimant="x")]) == "Reported"


def test_one_claimant_in_two_papers_is_one_source() -> None:
    assert (
        status([said(Bearing.AFFIRMS, claimant="x"), said(Bearing.AFFIRMS, article="b", publisher="Gazette", claimant="x")]) == "Reported"
    )


def test_affirmed_and_denied_is_disputed_however_many_affirm() -> None:
    claims = [said(Bearing.AFFIRMS, claimant="x"), said(Bearing.AFFIRMS, claimant="y"), said(Bearing.DENIES, claimant="z")]
    assert status(claims) == "Disputed"


@pytest.mark.parametrize(
    ("bearings", "expected"),
    [
        ([Bearing.DENIES, Bearing.PLANS], "Denied"),
        ([Bearing.PLANS, Bearing.SUPPOSES], "Planned"),
        ([Bearing.SUPPOSES], "Hypothetical"),
        ([], "Hypothetical"),
    ],
)
def test_what_nobody_affirms_is_not_realized(bearings: list[Bearing], expected: str) -> None:
    found = status(said(b) for b in bearings)
    assert found == expected
    assert found not in REALIZED


@given(
    st.lists(st.builds(Evidence, st.sampled_from(Bearing), st.sampled_from("ab"), st.sampled_from("pq"), st.sampled_from((None, "x", "y"))))
)
def test_the_order_of_claims_does_not_matter(claims: list[Evidence]) -> None:
    assert status(claims) == status(claims[::-1]) == status(claims + claims)


def state_voice(claimant: str, side: str | None = None, *, article: str = "a") -> Evidence:
    return Evidence(Bearing.AFFIRMS, article, "Wire", claimant, side, True)


def test_voices_of_a_state_that_is_not_told_are_one() -> None:
    assert status([state_voice("officials"), state_voice("governor"), state_voice("police spokesman", article="b")]) == "Reported"


def test_a_voice_of_a_state_that_is_not_told_adds_nothing_to_one_that_is() -> None:
    assert status([state_voice("officials"), state_voice("minister", "mali")]) == "Reported"


def test_two_states_corroborate() -> None:
    assert status([state_voice("minister", "mali"), state_voice("envoy", "chad")]) == "Corroborated"


def test_a_voice_of_a_state_and_one_of_none_corroborate() -> None:
    assert status([state_voice("officials"), said(Bearing.AFFIRMS, claimant="residents")]) == "Corroborated"


def test_an_agency_that_is_quoted_is_the_publisher_of_its_name() -> None:
    quoted = Evidence(Bearing.AFFIRMS, "b", "Gazette", "wire", name="Wire")
    assert status([said(Bearing.AFFIRMS), quoted]) == "Reported"
