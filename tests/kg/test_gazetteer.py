"""The gazetteer finds the right senses of a name, and none where a word is no name."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import GazetteerError
from kg.gazetteer import Gazetteer, normalise


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tu-95MS", "Tu95MS"),
        ("Tu-95", "Tu 95"),
        ("Sana'a", "Sanaa"),
        ("Sana’a", "Sanaa"),
        ("U.S.", "US"),
        ("the Kremlin", "Kremlin"),
        ("Côte d'Ivoire", "Cote d’Ivoire"),
        ("Bab al-Mandab", "Bab Al Mandab"),
        ("F-16s", "F-16"),
        ("São Paulo", "Sao Paulo"),
    ],
)
def test_two_ways_to_write_a_name_have_one_key(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(("one", "other"), [("Tu-95", "Tu-95MS"), ("Tu-22M", "Tu-22M3"), ("Su-35S", "Su-35"), ("T-72", "T-80")])
def test_different_designations_have_different_keys(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


def test_an_acronym_is_found_only_in_its_own_case(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("US")[0].wikidata == "Q30"
    assert gazetteer.lookup("U.S.")[0].wikidata == "Q30"
    assert gazetteer.lookup("us") == ()
    assert gazetteer.longest_match(["told", "us", "that"], 1) is None
    assert gazetteer.lookup("is") == ()


def test_crimea_is_the_verified_peninsula_and_not_the_republic_that_rigour_maps_it_to(gazetteer: Gazetteer) -> None:
    assert [e.wikidata for e in gazetteer.lookup("Crimea")] == ["Q7835"]


def test_a_country_comes_before_the_region_of_the_same_name(gazetteer: Gazetteer) -> None:
    assert [e.type for e in gazetteer.lookup("Georgia")[:2]] == ["Country", "Region"]


def test_the_longest_name_wins_across_hyphens_that_the_tokenizer_split(gazetteer: Gazetteer) -> None:
    tokens = ["in", "Nagorno", "-", "Karabakh", "and", "the", "Democratic", "Republic", "of", "the", "Congo", ","]
    assert gazetteer.longest_match(tokens, 1) is not None
    assert gazetteer.longest_match(tokens, 1)[0] == 4  # type: ignore[index]  # asserted on the line above
    found = gazetteer.longest_match(tokens, 6)
    assert found is not None
    assert (found[0], found[1][0].wikidata) == (11, "Q974")


def test_a_comma_ends_a_name(gazetteer: Gazetteer) -> None:
    found = gazetteer.longest_match(["South", ",", "Sudan"], 0)
    assert found is None


def test_a_variant_that_is_not_listed_is_found_by_the_designation_it_varies(gazetteer: Gazetteer) -> None:
    found = gazetteer.longest_match(["MiG-31BM", "jets"], 0)
    assert found is not None
    assert found[1][0].label == "Mikoyan MiG-31"


def test_a_town_with_a_name_that_is_an_ordinary_word_is_weak(gazetteer: Gazetteer) -> None:
    assert all(e.weak for e in gazetteer.lookup("Nice"))


def test_a_demonym_gives_its_country(gazetteer: Gazetteer) -> None:
    assert [gazetteer.demonym(w).country for w in ("Russian", "Ukrainians", "British")] == ["RU", "UA", "GB"]  # type: ignore[union-attr]  # all known
    assert gazetteer.demonym("Martian") is None


def test_the_parents_of_a_town_are_its_region_and_its_country(gazetteer: Gazetteer) -> None:
    kursk = gazetteer.lookup("Kursk")[0]
    assert [p.label for p in gazetteer.parents(kursk)] == ["Kursk Oblast", "Russia"]


def test_a_users_table_adds_entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    table = tmp_path / "mine.tsv"
    table.write_text("label\ttype\tnames\twikidata\nOld Mill Crossing\tBridge\tMill Bridge|the Mill\t\n", encoding="utf-8")
    mine = Gazetteer.load([table])
    assert mine.lookup("Mill Bridge")[0].label == "Old Mill Crossing"
    assert mine.lookup("Mill Bridge")[0].source == "user"


def test_a_broken_table_is_told_by_file_and_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    table = tmp_path / "mine.tsv"
    table.write_text("label\ttype\twikidata\nSomewhere\tRegion\tnot an id\n", encoding="utf-8")
    with pytest.raises(GazetteerError, match=r"mine\.tsv, line 2: wikidata is 'not an id'"):
        Gazetteer.load([table])
