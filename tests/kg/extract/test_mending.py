"""What the parser is known to get wrong is mended before anything is read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.extract.rules.parse import Parse
from kg.model import Document

Reader = Callable[..., Document]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The army dropped bombs on a monastery, killing 23 displaced people, including children, a doctor said.", "doctor"),
        ("Gunmen shot dead two teachers, among them a headmaster, a member of the village council said.", "member of the village council"),
        ("Rebels burned the market, the mosque and the school, a resident of the town told Reuters.", "resident of the town"),
    ],
)
def test_who_speaks_last_is_not_one_of_the_dead(read: Reader, text: str, speaker: str) -> None:
    document = read(text)
    labels = {e.id: e.label for e in document.entities}
    assert {labels[c.claimant] for c in document.claims if c.claimant} == {speaker}
    assert not any(labels[a.entity] == speaker for e in document.events for a in e.arguments)


def test_subtrees_follow_what_is_hung_elsewhere(parse: Callable[[str], Parse]) -> None:
    p = parse("Police found guns, bombs and masks.")
    masks = p.words.index("masks")
    p.hang(masks, p.words.index("found"), "dobj")
    assert p.right[p.words.index("guns")] < masks
    assert masks in p.children[p.words.index("found")]


@pytest.mark.parametrize(
    "text", ["Shelling hit a clinic, killing two nurses.", "Shelling by the rebels struck a clinic, killing two nurses."]
)
def test_a_gerund_that_begins_a_sentence_names_the_event(read: Reader, text: str) -> None:
    document = read(text)
    (event,) = document.events
    labels = {e.id: e.label for e in document.entities}
    assert event.type == "Shelling"
    assert {(a.role, labels[a.entity]) for a in event.arguments} >= {("target", "clinic"), ("victim", "nurses")}
