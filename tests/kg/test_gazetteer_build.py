"""`dateline gazetteer`: from Wikidata or a dump to a table that linking takes; what it is made of; what is wrong with it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.cli import run
from kg.errors import GazetteerError, QueryTimeoutError
from kg.gazetteer import Gazetteer
from kg.gazetteer.harvested import is_name
from kg.ontology import Ontology
from kg.wikidata.classes import ClassList
from kg.wikidata.client import Wikidata
from kg.wikidata.dump import DumpReader, harvest_dump
from kg.wikidata.harvest import Progress, harvest
from kg.wikidata.settings import WikidataSettings
from tests.wikidata_side.dumps import write_dump
from tests.wikidata_side.service import WikidataService, running
from tests.wikidata_side.world import AIR_BASE, MANY, WORLD, Record, item, number, statement, triples

CONTACT = "tests@example.org"


@pytest.fixture(scope="module")
def server() -> Iterator[WikidataService]:
    with running() as found:
        yield found


@pytest.fixture(autouse=True)
def loaded_once(ontology: Ontology, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ontology, "load", lambda extra=(): ontology)


@pytest.fixture
def service(server: WikidataService, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> WikidataService:
    server.asked.clear()
    server.faults.clear()
    monkeypatch.setenv("DATELINE_WIKIDATA_QUERY_URL", server.query_url)
    monkeypatch.setenv("DATELINE_WIKIDATA_API_URL", server.api_url)
    monkeypatch.setenv("DATELINE_CONTACT", CONTACT)
    # Answers of one test must not help another; the compiled gazetteer may stay where it is.
    monkeypatch.setattr("kg.wikidata.settings.cache_folder", lambda: tmp_path / "cache")
    monkeypatch.setattr("kg.wikidata.dump.cache_folder", lambda: tmp_path / "cache")
    return server


def rows(path: Path) -> dict[str, dict[str, str]]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {row["wikidata"]: row for row in csv.DictReader(lines, delimiter="\t")}


def test_a_gazetteer_is_built_from_the_services(service: WikidataService, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "wikidata.tsv"
    assert run(["gazetteer", "build", "--output", str(output)]) == 0
    found = rows(output)
    assert set(found) == {number(n) for n in (10, 11, 20, 30, 31)}
    assert [found[number(n)]["type"] for n in (10, 20, 30)] == ["Airbase", "Bomber", "UncrewedAerialVehicle"]
    base = found[number(10)]
    assert (base["lat"], base["lon"], base["country"]) == ("51.5", "41.25", "RU")
    assert base["names"] == "Karavolsk airfield|Karavolsk-4"  # the aliases "17" and "K" are no names
    assert "5 items, 5 added" in capsys.readouterr().err
    assert all(AIR_BASE not in q or "ORDER BY" in q for q in service.queries())


def test_what_is_not_well_known_or_no_longer_of_the_class_stays_out(service: WikidataService, tmp_path: Path) -> None:
    output = tmp_path / "wikidata.tsv"
    run(["gazetteer", "build", "--output", str(output)])
    found = rows(output)
    assert number(12) not in found  # no page about it
    assert number(13) not in found  # its class is deprecated
    assert number(21) not in found  # two pages; bombers need five


def test_an_alias_that_two_items_bear_or_that_is_a_word_counts_in_context_only(service: WikidataService, tmp_path: Path) -> None:
    output = tmp_path / "wikidata.tsv"
    run(["gazetteer", "build", "--output", str(output)])
    found = rows(output)
    assert found[number(20)]["ambiguous"] == "Boar" == found[number(31)]["ambiguous"]
    assert found[number(30)]["ambiguous"] == "Sokil"
    assert found[number(20)]["names"] == ""  # "Vb95" is "Vb-95" to the normaliser


def test_linking_takes_what_was_built(service: WikidataService, tmp_path: Path) -> None:
    output = tmp_path / "wikidata.tsv"
    run(["gazetteer", "build", "--output", str(output)])
    gazetteer = Gazetteer.load([output])
    try:
        (base,) = gazetteer.lookup("Karavolsk airfield")
        assert (base.wikidata, base.type, base.country, base.source) == (number(10), "Airbase", "RU", "user")
        assert all(e.weak for e in gazetteer.lookup("Boar") if e.source == "user")
        assert not gazetteer.lookup("17")
    finally:
        gazetteer.close()


def test_the_same_items_give_the_same_file_and_the_difference_is_told(
    service: WikidataService, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "wikidata.tsv"
    run(["gazetteer", "build", "--output", str(output)])
    first = output.read_bytes()
    capsys.readouterr()
    run(["gazetteer", "build", "--output", str(output), "--changes"])
    told = capsys.readouterr()
    assert output.read_bytes() == first
    assert "nothing has changed" in told.err and told.out == ""
    text = output.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if number(11) not in line]
    output.write_text(
        "\n".join(lines).replace("Karavolsk airfield", "Old name") + f"\nGone\tAirbase\t\t\t{number(500)}\t\t\t\t\t\t\n", encoding="utf-8"
    )
    run(["gazetteer", "build", "--output", str(output), "--changes"])
    told = capsys.readouterr()
    assert output.read_bytes() == first
    assert "1 added, 1 removed, 1 changed" in told.err
    assert told.out.splitlines() == [
        f"added\t{number(11)}\tAirbase\tDubryn Air Base\t",
        f"removed\t{number(500)}\tAirbase\tGone\t",
        f"changed\t{number(10)}\tAirbase\tKaravolsk air base\tnames",
    ]


def test_a_run_that_was_stopped_goes_on_and_asks_nothing_twice(
    service: WikidataService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "wikidata.tsv"
    output.write_text("label\ttype\twikidata\n", encoding="utf-8")
    whole = Wikidata._fetch
    calls: list[int] = []

    def stopped(self: Wikidata, ids: list[str]) -> dict[str, object]:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return whole(self, ids)

    monkeypatch.setattr(Wikidata, "_fetch", stopped)
    assert run(["gazetteer", "build", "--output", str(output)]) == 130
    assert output.read_text(encoding="utf-8") == "label\ttype\twikidata\n"
    assert [p.name for p in tmp_path.glob("*.tsv*")] == ["wikidata.tsv"]
    assert "interrupted" in capsys.readouterr().err
    asked = list(service.queries()), [c["ids"] for c in service.calls("wbgetentities")]
    service.asked.clear()
    assert run(["gazetteer", "build", "--output", str(output)]) == 0
    assert len(rows(output)) == 5
    assert not set(service.queries()) & set(asked[0])
    assert not {c["ids"] for c in service.calls("wbgetentities")} & set(asked[1])


def test_pages_are_asked_for_until_the_last(service: WikidataService, ontology: Ontology) -> None:
    settings = WikidataSettings.from_environment()
    with Wikidata(settings) as wikidata:
        seen: list[Progress] = []
        found = list(harvest(wikidata, ClassList.load(ontology, only=["Airbase"]), ontology, watch=seen.append, page=1))
    assert [one.item.id for one in found] == [number(10), number(11)]
    assert [q.rpartition("OFFSET ")[2] for q in service.queries() if "P31" in q] == ["0", "1", "2"]
    assert seen[-1] == Progress(step="done", done=1, total=1, taken=2)


def test_a_class_that_takes_too_long_is_asked_for_by_its_subclasses(service: WikidataService, ontology: Ontology) -> None:
    service.faults[:] = [None, "overrun", "overrun late"]  # of the subclasses, of all members, of those of both classes
    with Wikidata(WikidataSettings.from_environment()) as wikidata:
        found = list(harvest(wikidata, ClassList.load(ontology, only=["Bomber"]), ontology, watch=lambda _: None))
    assert [one.item.id for one in found] == [number(20)]
    assert [q.count("wd:Q") for q in service.queries()] == [1, 1, 2, 1, 1]
    service.faults[:] = [None, "overrun", "overrun", "overrun"]
    with Wikidata(WikidataSettings.from_environment(keep_days=0)) as wikidata, pytest.raises(QueryTimeoutError):
        list(harvest(wikidata, ClassList.load(ontology, only=["Bomber"]), ontology, watch=lambda _: None))
    service.faults.clear()


def test_nothing_is_asked_without_a_contact(
    service: WikidataService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DATELINE_CONTACT")
    assert run(["gazetteer", "build", "--output", str(tmp_path / "w.tsv")]) == 1
    told = capsys.readouterr().err
    assert "DATELINE_CONTACT" in told and told.count("\n") == 1
    assert service.asked == []
    assert run(["gazetteer", "build", "--output", str(tmp_path / "w.tsv"), "--contact", CONTACT]) == 0


def test_wrong_use_is_told_before_anything_is_asked(service: WikidataService, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.tsv").write_text("a\tb\n", encoding="utf-8")
    (tmp_path / "classes.toml").write_text('[[class]]\ntype = "Castle"\nwikidata = "Q1"\n', encoding="utf-8")
    (tmp_path / "broken.toml").write_text("[[class", encoding="utf-8")
    for arguments, code, told in (
        (["--output", str(tmp_path / "mine.tsv")], 1, "not written over"),
        (["--output", str(tmp_path / "w.ttl")], 2, "tsv"),
        (["--only", "Castle"], 1, "no rule for the class Castle"),
        (["--classes", str(tmp_path / "classes.toml")], 1, "'Castle', which is no class"),
        (["--classes", str(tmp_path / "broken.toml")], 1, "TOML"),
    ):
        assert run(["gazetteer", "build", *arguments]) == code
        assert told in capsys.readouterr().err
    assert service.asked == []


def test_a_folder_that_cannot_be_written_is_told(service: WikidataService, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["gazetteer", "build", "--output", str(tmp_path / "none" / "w.tsv"), "--only", "Airbase"]) == 1
    assert "cannot be written" in capsys.readouterr().err
    assert service.asked == []  # told at once, not when the work is done


@pytest.mark.parametrize("name", ["dump.json", "dump.json.gz", "dump.json.bz2"])
def test_a_dump_gives_what_the_services_give(name: str, service: WikidataService, tmp_path: Path) -> None:
    online, offline = tmp_path / "online.tsv", tmp_path / "offline.tsv"
    run(["gazetteer", "build", "--output", str(online)])
    service.asked.clear()
    dump = write_dump(tmp_path / name)
    assert run(["gazetteer", "build", "--output", str(offline), "--from-dump", str(dump)]) == 0
    assert rows(offline) == rows(online)
    assert service.asked == []
    assert not list((tmp_path / "cache").glob("dump-*"))


def test_a_dump_that_is_cut_off_is_told_and_nothing_is_written(
    tmp_path: Path, service: WikidataService, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = write_dump(tmp_path / "whole.json.gz").read_bytes()
    plain = write_dump(tmp_path / "whole.json").read_text(encoding="utf-8").splitlines(keepends=True)
    cases = {
        "cut.json.gz": (whole[: len(whole) // 2], "cut off after line"),
        "cut.json": ("".join(plain[:-1]).encode(), "ends in the middle"),
        "torn.json": ("".join([*plain[:4], plain[4][:30] + "\n", *plain[5:]]).encode(), "line 5: no entity"),
        "other.json.gz": (b"not packed at all", "damaged"),
        "text.json": (b"hello\n", "line 1: no entity"),
        "empty.json": (b"[\n]\n", "no item of the wanted classes"),
    }
    for name, (data, told) in cases.items():
        (tmp_path / name).write_bytes(data)
        assert run(["gazetteer", "build", "--from-dump", str(tmp_path / name), "--output", str(tmp_path / "w.tsv")]) == 1
        message = capsys.readouterr().err
        assert told in message and name in message and message.count("\n") == 1
        assert not (tmp_path / "w.tsv").exists()


def test_a_dump_whose_line_never_ends_does_not_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.wikidata.dump.LONGEST_LINE", 1000)
    (tmp_path / "one.json").write_bytes(b"[" + b"x" * 5000)
    with pytest.raises(GazetteerError, match="one entity a line"):
        list(DumpReader(tmp_path / "one.json").lines())


def test_reading_a_dump_goes_on_where_it_was_stopped(tmp_path: Path, ontology: Ontology, monkeypatch: pytest.MonkeyPatch) -> None:
    dump = write_dump(tmp_path / "dump.json")
    classes = ClassList.load(ontology)
    monkeypatch.setattr("kg.wikidata.dump._BATCH", 2)
    steps: list[str] = []

    def stop(progress: Progress) -> None:
        steps.append(progress.step)
        if steps.count("reading items") == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(harvest_dump(dump, classes, ontology, watch=stop, work=tmp_path))
    seen: list[Progress] = []
    found = list(harvest_dump(dump, classes, ontology, watch=seen.append, work=tmp_path))
    assert [one.item.id for one in found] == [number(n) for n in (10, 11, 20, 30, 31)]
    assert {p.step for p in seen} == {"reading items"}  # what is a subclass of what was not read again
    assert len(seen) < len(WORLD) // 2


def test_the_class_list_has_evidence_and_known_classes(ontology: Ontology) -> None:
    classes = ClassList.load(ontology)
    assert len(classes.rules) > 20
    assert all(rule.evidence and rule.label for rule in classes.rules)
    assert len({rule.wikidata for rule in classes.rules}) == len(classes.rules)


def test_an_item_of_two_classes_is_of_the_more_special_one(service: WikidataService, ontology: Ontology, tmp_path: Path) -> None:
    both = item(number(40), "Twofold base", statements=[statement("P31", "Q245016"), statement("P31", AIR_BASE)], sites=MANY)
    dump = write_dump(tmp_path / "d.json", [both])
    (found,) = harvest_dump(dump, ClassList.load(ontology), ontology, watch=lambda _: None, work=tmp_path)
    assert (found.type, found.by) == ("Airbase", AIR_BASE)


def test_a_label_of_one_plain_word_counts_in_context_only_unless_it_is_a_citys(tmp_path: Path, service: WikidataService) -> None:
    def city(n: int, label: str, people: int) -> Record:
        return item(
            number(n), label, statements=[statement("P31", "Q515"), statement("P1082", people)], sites=[f"w{i}wiki" for i in range(30)]
        )

    party = item(number(52), "Reform", statements=[statement("P31", "Q7278")], sites=MANY)
    dump = write_dump(tmp_path / "d.json", [city(50, "Karavograd", 900_000), city(51, "Karavov", 9_000), party])
    assert run(["gazetteer", "build", "--from-dump", str(dump), "--output", str(tmp_path / "w.tsv")]) == 0
    found = rows(tmp_path / "w.tsv")
    assert [found[number(n)]["ambiguous"] for n in (50, 51, 52)] == ["", "Karavov", "Reform"]
    gazetteer = Gazetteer.load([tmp_path / "w.tsv"])
    try:
        assert [e.weak for e in gazetteer.lookup("Karavograd")] == [False]
        assert [e.weak for e in gazetteer.lookup("Karavov")] == [True]
    finally:
        gazetteer.close()


def test_names_are_names() -> None:
    assert all(map(is_name, ["Tu-95", "Mosul", "US", "3rd Brigade", "Sana'a", "F-16s", "Côte d’Ivoire"]))
    assert not any(map(is_name, ["17", "K", "The", "here", "strategic bomber", "Москва", "a\tb", "x" * 100, "", "…", "A|B"]))


def test_the_world_of_the_tests_has_a_point_in_the_service_too() -> None:
    points = [t for t in triples() if t.predicate.value.endswith("P625")]
    assert len(points) == 2


def test_the_packaged_sources_are_counted(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    mine = tmp_path / "mine.tsv"
    mine.write_text("# made by hand\nlabel\ttype\nFort Example\tMilitaryBase\n", encoding="utf-8")
    assert run(["gazetteer", "info", "--json", "--gazetteer", str(mine)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["entries"] > 60_000 and found["linked"] > 500 and found["located"] > 50_000
    assert [s["name"] for s in found["sources"]] == ["project", "rigour", "geonames", "user"]
    assert found["sources"][-1]["entries"] == 1 and found["sources"][-1]["notes"] == ["made by hand"]
    assert run(["gazetteer", "info", "--gazetteer", str(mine)]) == 0
    assert "made by hand" in capsys.readouterr().out


def test_a_file_is_checked_line_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.tsv"
    bad.write_text(
        "# a note\n"
        "label\ttype\tnames\twikidata\tlat\tlon\tcountry\tevidence\n"
        "Fort Example\tMilitaryBase\tEx-1|17|The\tQ9000000001\t10\t20\tUS\tseen\n"
        "Fort Other\tCastle\t\tQ12x\t\t\t\t\n"
        "Fort Third\tMilitaryBase\tfort third\tQ9000000001\t100\t\tUSA\t\n"
        "\tMilitaryBase\t\t\t\t\t\t\n",
        encoding="utf-8",
    )
    assert run(["gazetteer", "check", str(bad)]) == 1
    told = capsys.readouterr()
    lines = told.out.splitlines()
    assert all(line.startswith(f"{bad}, line ") for line in lines)
    for place, words in (
        (3, "'17' is none"),
        (3, "'The' is an ordinary word"),
        (4, "'Q12x'; it must be an id"),
        (5, "'fort third' is 'Fort Third' again"),
        (5, "'USA' is no ISO code"),
        (5, "only one of lat and lon"),
        (5, "not on the globe"),
        (5, "the same Wikidata id as line 3"),
        (6, "must not be empty"),
    ):
        assert any(line.startswith(f"{bad}, line {place}:") and words in line for line in lines), (place, words, lines)
    assert f"1 file, {len(lines)} problems" in told.err


def test_what_was_built_passes_its_own_check(service: WikidataService, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "wikidata.tsv"
    run(["gazetteer", "build", "--output", str(output)])
    capsys.readouterr()
    assert run(["gazetteer", "check", str(output)]) == 0
    assert capsys.readouterr().out == ""


def test_a_turtle_file_is_checked_item_by_item(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text(
        "@prefix dl: <https://w3id.org/dateline/ontology#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        '<https://example.org/a> a dl:Airbase ; rdfs:label "17" .\n<https://example.org/b> a dl:Castle ; rdfs:label "Fort B" .\n',
        encoding="utf-8",
    )
    assert run(["gazetteer", "check", str(path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 and "example.org/a" in lines[0] and "'Castle'" in lines[1]
    path.write_text("no turtle", encoding="utf-8")
    assert run(["gazetteer", "check", str(path)]) == 1
    assert "not readable as Turtle" in capsys.readouterr().err


def test_a_thing_that_is_packaged_gets_the_users_names_and_is_not_its_own_rival(tmp_path: Path) -> None:
    plain = Gazetteer.load()
    (russia, *_) = plain.lookup("Russia")
    town = next(e for e in plain.lookup("Sumy") if e.source == "geonames" or e.geonames)
    plain.close()
    mine = tmp_path / "mine.tsv"
    mine.write_text(
        "label\ttype\tnames\twikidata\tgeonames\n"
        f"Rossiya\tCountry\tRussländia\t{russia.wikidata}\t\n"
        f"Sumy\tSettlement\tSumyburg\t{town.wikidata or number(77)}\t{town.geonames}\n",
        encoding="utf-8",
    )
    gazetteer = Gazetteer.load([mine])
    try:
        assert [e.key for e in gazetteer.lookup("Russländia")] == [russia.key]
        assert [e.key for e in gazetteer.lookup("Russia")] == [e.key for e in Gazetteer.load().lookup("Russia")]
        (found,) = gazetteer.lookup("Sumyburg")
        assert (found.key, found.wikidata) == (town.key, town.wikidata or number(77))
    finally:
        gazetteer.close()
