"""What the parser reads in place of what was given: clean, unwrapped, in a sentence's case, and with the way back to the text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.rules.casing import Words, mend_case
from kg.extract.rules.engine import RulesExtractor
from kg.extract.rules.legible import join_wrapped, legible, without_remains
from kg.model import Document

Read = Callable[..., Document]
PIECES = [
    *("Rebels ", "KILLED ", "Kher", "son ", "\u00ad", "\u200b", "\ufeff", "\u00a0", "\r\n", "\r", "\n", "\u2028", "\t", "🚀"),
    *("İ", "ß", "ŉ", "&nbsp;", "&amp;", "&shy;", "&#39;", "&bogus;", "<p>", "</p>", "<br/>", "<b>", "a < b > c", "<script>", "<!--"),
    *("<script>x = 1;</script>", "**", "__", "`", "# ", "> ", "#Gaza ", "[Sumy](https://x.org/a)", "[1]", "](", "1 - 2", "* item"),
    "The Army Says Rebels Killed Nine",
]


@pytest.fixture(scope="module")
def words(extractor: RulesExtractor) -> Words:
    return extractor.words


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_every_character_that_the_parser_reads_has_its_place_in_the_text_and_their_order_stays(words: Words, text: str) -> None:
    seen = legible(text, words)
    offsets = seen.offsets if seen.offsets is not None else range(len(text))
    assert len(offsets) == len(seen.text)
    assert list(offsets) == sorted(offsets)
    assert all(0 <= o < len(text) for o in offsets)
    assert all(c.lower() == text[o].lower() for c, o in zip(seen.text, offsets, strict=True) if c.isalpha() and text[o].isalpha())


@given(st.text())
def test_any_text_is_made_legible_with_its_offsets(words: Words, text: str) -> None:
    seen = legible(text, words)
    assert len(seen.text) == (len(text) if seen.offsets is None else len(seen.offsets))


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("Rus\u00adsian troops left Kher\u200bson.", "Russian troops left Kherson."),
        ("The&nbsp;army &amp; police", "The army & police"),
        ("<p>Rebels shelled <b>Taiz</b>.</p>", "\nRebels shelled Taiz.\n"),
        ("<script>var killed = 12;</script>Nine died.", "\nNine died."),
        ("**Breaking:** shells hit [Sumy](https://x.org/a)", "Breaking: shells hit Sumy"),
        ("## Day four\n> Troops left", " Day four\n Troops left"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("🚀 Missiles hit #Kyiv", "  Missiles hit Kyiv"),
    ],
)
def test_remains_of_pages_feeds_and_editors_are_not_read(given: str, read: str) -> None:
    assert without_remains(given)[0] == read


@pytest.mark.parametrize(
    "text", ["a < b and c > d", "5 * 3 = 15", "AT&T said", "a_b and _c_", "Unit #4 of 12", "[sic] he said (https://x.org)"]
)
def test_signs_that_are_no_remains_stay(text: str) -> None:
    assert without_remains(text) == (text, None)


WRAPPED = """The convoy had left the depot at dawn and was on its way to the Northern
Valley when a mine went off under the second lorry. Two drivers of the Relief
Corps were hurt. The others turned back, and the road has been closed since,
an officer said.
"""


def test_the_lines_of_wrapped_text_are_joined_and_nothing_else_changes() -> None:
    joined = join_wrapped(WRAPPED)
    assert "Northern Valley" in joined
    assert "Relief Corps" in joined
    assert len(joined) == len(WRAPPED)
    assert joined.replace("\n", " ") == WRAPPED.replace("\n", " ")


@pytest.mark.parametrize(
    "text",
    [
        "Killed in the north\n\nThe army said so on Monday.",
        "* Sumy: three killed\n* Kharkiv: twelve killed",
        "Town\tKilled\nSumy\t3",
        f"Ministry of the Interior\nFOR IMMEDIATE RELEASE\n\n{'A sentence longer than any line of wrapped text. ' * 3}",
        "Ann Example\nReporter\nBen Example\nEditor",
    ],
)
def test_lines_that_end_on_purpose_stay_apart(text: str) -> None:
    assert join_wrapped(text) == text


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("TROOPS SHELL VILLAGE NEAR KHERSON, KILLING FOUR", "Troops shell village near Kherson, killing four"),
        ("UN CONDEMNS ATTACK ON HOSPITAL IN PORT SUDAN", "UN condemns attack on hospital in Port Sudan"),
        ("MINISTER OKORO VOWS TO DEFEAT REBELS", "Minister Okoro vows to defeat rebels"),
        (
            "Gunmen Kill Twelve in Northern Nigeria as Army Chief Vows Revenge",
            "Gunmen kill twelve in northern Nigeria as army chief vows revenge",
        ),
        ("Syrian Rebels Storm Base, Seizing Tanks", "Syrian rebels storm base, seizing tanks"),
    ],
)
def test_headlines_are_read_in_the_case_of_sentences(words: Words, given: str, read: str) -> None:
    assert mend_case(given, words) == read


@pytest.mark.parametrize(
    "text",
    [
        "KABUL, Afghanistan - Troops left the district on Monday.",
        "Ministry of Foreign Affairs of the Republic of Example",
        "General John Brown, Colonel Peter Stone, Major Ann Field",
        "The army said that rebels had shelled the market in Taiz.",
        "* Air Force Office of Special Operations Killed",
    ],
)
def test_datelines_names_lists_and_sentences_keep_their_case(words: Words, text: str) -> None:
    assert mend_case(text, words) == text


def test_a_headline_keeps_the_names_that_its_article_has(words: Words) -> None:
    text = "Falcon Brigade Attacks Army Base at Dawn\n\nThe raid by the Falcon Brigade began at dawn, an officer said."
    assert mend_case(text, words).startswith("Falcon Brigade attacks army base at dawn")


def test_a_shouted_report_gives_what_the_same_report_in_small_letters_gives(read: Read) -> None:
    shouted = read("TROOPS SHELL VILLAGE NEAR KHERSON, KILLING FOUR", "2024-05-06")
    (event,) = shouted.events
    label = {e.id: e.label for e in shouted.entities}
    assert event.type == "Shelling"
    assert event.trigger.text == "SHELL"
    assert [label[a.entity] for a in event.arguments if a.role == "agent"] == ["Troops"]
    assert "Kherson" in label.values()


def test_labels_are_free_of_unseen_characters_and_evidence_keeps_them(read: Read) -> None:
    document = read("Rus\u00adsian troops left Kher\u200bson on Monday.", "2024-05-06")
    assert {"Russian troops", "Kherson"} <= {e.label for e in document.entities}
    assert "Kher\u200bson" in {m.text for m in document.mentions}
