"""Looking words up: the longest sequence wins, whichever form it is found by."""

from __future__ import annotations

from kg.lexicon import WordIndex


def test_a_longer_sequence_found_by_its_lemma_wins_over_a_shorter_one_found_as_written() -> None:
    index = WordIndex([(("bombers",), "Bomber"), (("suicide", "bomber"), "Attackers")], keyed_on_last=True)
    words = ["two", "suicide", "bombers"]
    assert index.match(words, 2, "bomber") == (1, 3, "Attackers")
    assert index.match(["two", "bombers"], 1, "bomber") == (1, 2, "Bomber")


def test_what_is_not_there_is_not_found() -> None:
    index = WordIndex([(("air", "strike"), "AirStrike")], keyed_on_last=True)
    assert index.match(["labour", "strike"], 1) is None
    assert index.match(["strike"], 0) is None
