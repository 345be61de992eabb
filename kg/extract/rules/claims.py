"""Claims: for each event who reports it, in which words, how certainly; and each statement that names no event.

An event without attribution is the article's own claim. The quote is the sentence (or sentences) that carry both the
statement and its attribution, so that it can be read by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kg.extract.rules.attribution import Attribution
from kg.extract.rules.parse import Parse
from kg.model import Claim, Span, TextSpan


@dataclass(frozen=True, slots=True)
class Stand:
    """How certain a statement is: `polarity`, `certainty` and `temporality` are individuals of the ontology."""

    polarity: str = "Affirmed"
    certainty: str = "Certain"
    temporality: str = "NonFuture"


WEAKER = {"Certain": 0, "Probable": 1, "Possible": 2}
STANCE_CERTAINTY = {"Alleges": "Probable", "Estimates": "Probable", "Demands": "Possible"}
"""What is alleged or estimated is not more than probable, what is demanded not more than possible."""


def claims_of(
    p: Parse,
    events: Iterable[tuple[str, list[int]]],
    attributions: list[Attribution],
    stand_of: Callable[[int], Stand],
    actor_of: Callable[[int], str | None],
    named_in: Callable[[int, int], tuple[str, ...]],
) -> list[Claim]:
    """All claims in text order.

    Args:
        events: id and trigger tokens (one for each mention) of every event.
        stand_of: the factuality of what a trigger token evokes.
        actor_of: the actor that a source token refers to.
        named_in: entities mentioned between two tokens, for statements that name no event.
    """
    about: dict[tuple[int | None, int, Stand], list[str]] = {}
    for event, tokens in events:
        for token in tokens:
            covering = (k for k, a in enumerate(attributions) if a.covers(token))
            innermost = min(covering, key=lambda k: attributions[k].size, default=None)
            # an attribution is one claim, wherever its content reaches; in the article's own voice, each sentence is
            voice = p.sentence_of[token if innermost is None else attributions[innermost].cue[0]]
            stand = _stand(attributions[innermost] if innermost is not None else None, stand_of(token))
            events_there = about.setdefault((innermost, voice, stand), [])
            if event not in events_there:
                events_there.append(event)
    claims = []
    for (k, sentence, stand), ids in about.items():
        claims.append(_claim(p, attributions[k] if k is not None else None, stand, tuple(ids), sentence, actor_of))
    spoken = {k for k, _, _ in about}
    for k, a in enumerate(attributions):
        if k not in spoken and not a.hidden and _is_statement(a):
            claims.append(_claim(p, a, _stand(a, Stand()), named_in(*a.content), p.sentence_of[a.cue[0]], actor_of))
    return sorted(claims, key=lambda c: (c.start, c.end, c.about, c.claimant or "", c.certainty, c.polarity, c.temporality))


def _is_statement(a: Attribution) -> bool:
    return a.content[1] - a.content[0] > 2  # "said so" says nothing


def _stand(a: Attribution | None, own: Stand) -> Stand:
    if a is None:
        return own
    certainty = max(own.certainty, STANCE_CERTAINTY.get(a.stance, "Certain"), key=WEAKER.__getitem__)
    if a.hidden and certainty == "Certain":
        certainty = "Probable"
    polarity = own.polarity
    if a.refused:
        certainty = "Possible"
    elif a.stance == "Denies":
        polarity = "Negated"
    temporality = "Future" if a.stance in {"Demands", "Promises"} else own.temporality
    return Stand(polarity, certainty, temporality)


def _claim(
    p: Parse, a: Attribution | None, stand: Stand, about: tuple[str, ...], sentence: int, actor_of: Callable[[int], str | None]
) -> Claim:
    first, end = p.sentences[sentence]
    if a is not None:
        first = min(first, p.sentences[p.sentence_of[a.content[0]]][0])
        end = max(end, p.sentences[p.sentence_of[a.content[1] - 1]][1])
    first, end = trimmed(p, first, end)
    start, stop = p.starts[first], p.ends[end - 1]
    cue = source = content = None
    if a is not None:
        cue = TextSpan(p.starts[a.cue[0]], p.ends[a.cue[1] - 1], p.span_text(*a.cue))
        c = trimmed(p, *a.content)
        content = Span(p.starts[c[0]], p.ends[c[1] - 1])
        if a.source is not None:
            source = Span(p.starts[p.left[a.source]], p.ends[p.right[a.source]])
    return Claim(
        about=about,
        claimant=actor_of(a.source) if a is not None and a.source is not None else None,
        stance=a.stance if a is not None else "States",
        polarity=stand.polarity,
        certainty=stand.certainty,
        temporality=stand.temporality,
        cue=cue,
        source=source,
        content=content,
        quote=p.text[start:stop],
        start=start,
        end=stop,
    )


def trimmed(p: Parse, first: int, end: int) -> tuple[int, int]:
    """The range without white space and lone commas at its ends; never empty."""
    while end - first > 1 and (p.words[first].isspace() or p.words[first] in {",", ";"}):
        first += 1
    while end - first > 1 and (p.words[end - 1].isspace() or p.words[end - 1] in {",", ";"}):
        end -= 1
    return first, end
