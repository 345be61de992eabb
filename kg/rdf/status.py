"""Whether an event happened, from all claims about it (DESIGN.md section 2).

Each claim bears on the event in one of four ways, and all claims together give the status:

=================  ==============================================================================
status             claims
=================  ==============================================================================
``Disputed``       affirmed and denied
``Corroborated``   affirmed by two independent sources, denied by none
``Reported``       affirmed by one source
``Denied``         denied, and affirmed by none
``Planned``        announced or expected, and neither affirmed nor denied
``Hypothetical``   possible, demanded, conditional, feared; also where no claim says anything
=================  ==============================================================================

A source is the claimant, or whom he speaks for: a president and his country's officials are one source. It is the article's publisher
where the article speaks in its own voice. An article that reports what a claimant says adds no second source by saying it again, and
neither does a source that could not be resolved ("it", "a person familiar with the matter"): it may be any of the others. A claimant
without a name ("residents") is told apart from others by what the publisher calls it. Voices of a state that is not told ("officials",
"the governor", "a police spokesman") count as one, and as none beside a voice whose state is told: they may be its own.
An agency that is quoted and the publisher of that name are one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Bearing(Enum):
    """What a claim says of an event's happening."""

    AFFIRMS = "affirms"
    DENIES = "denies"
    PLANS = "plans"
    SUPPOSES = "supposes"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One claim's bearing on an event. `claimant` is None in the article's own voice; the names may be any keys that tell sources apart."""

    bearing: Bearing
    article: str
    publisher: str
    claimant: str | None
    side: str | None = None
    """Whom the claimant speaks for, if that is known."""
    governs: bool = False
    """Whether the claimant is a voice of some state."""
    name: str = ""
    """What the claimant is called."""


REALIZED = frozenset({"Reported", "Corroborated", "Disputed"})
"""The statuses with which an event has its classes as types."""


def bearing(stance: str, polarity: str, certainty: str, temporality: str) -> Bearing:
    """How one claim bears on an event, from the local names of its four values.

    A demand supposes, whatever else it is. What is denied or negated is denied, also for the future ("will not attack"), unless it is only
    possible. An allegation affirms, for somebody stands behind it; what is merely possible does not.
    """
    if stance == "Demands":
        return Bearing.SUPPOSES
    if stance == "Denies" or polarity == "Negated":
        return Bearing.SUPPOSES if certainty == "Possible" else Bearing.DENIES
    if temporality == "Future":
        return Bearing.SUPPOSES if certainty == "Possible" else Bearing.PLANS
    if stance == "Promises":
        return Bearing.PLANS
    if certainty == "Possible" and stance != "Alleges":
        return Bearing.SUPPOSES
    return Bearing.AFFIRMS


def status(evidence: Iterable[Evidence]) -> str:
    """The local name of the event's status."""
    claims = list(evidence)
    bearings = {t.bearing for t in claims}
    if Bearing.AFFIRMS in bearings:
        if Bearing.DENIES in bearings:
            return "Disputed"
        return "Corroborated" if len(_sources(claims)) > 1 else "Reported"
    if Bearing.DENIES in bearings:
        return "Denied"
    return "Planned" if Bearing.PLANS in bearings else "Hypothetical"


def _sources(claims: Iterable[Evidence]) -> set[tuple[str, str]]:
    """The independent sources that affirm."""
    affirming = [t for t in claims if t.bearing is Bearing.AFFIRMS]
    attributed = {t.article for t in affirming if t.claimant is not None}
    publishers = {t.publisher.casefold() for t in affirming if t.claimant is None and t.article not in attributed}
    found = {("publisher", name) for name in publishers}
    voices_of_state = [t for t in affirming if t.claimant is not None and t.governs]
    told = {t.side for t in voices_of_state if t.side is not None}
    found |= {("claimant", side) for side in told} or ({("state", "")} if voices_of_state else set())
    for t in affirming:
        if t.claimant is not None and not t.governs:
            own = t.name.casefold() in publishers
            found.add(("publisher", t.name.casefold()) if own else ("claimant", t.side or t.claimant))
    return found
