"""Review of links: what a person decides is kept in a file, wins over what linking finds, and moves no IRI."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.cli import run
from kg.errors import DecisionError
from kg.gazetteer import Gazetteer
from kg.interchange import document_to_json
from kg.link import Linker
from kg.link.decided import DecidedLinker, apply_decisions
from kg.link.decisions import Decision, Decisions
from kg.link.making import facts_about
from kg.link.review import Review
from kg.model import Article, ContainingPlace, Document, Entity, Link, Mention, Relation
from kg.ontology import Ontology
from kg.store import Dataset, Settings, open_dataset
from kg.store.oxigraph import OxigraphDataset
from kg.validate import validate
from kg.vocab import DL, GEO, OWL, SKOS
from tests.kg.sparql_service import running

BASE = "https://w3id.org/dateline/id/entity/"
WD = "http://www.wikidata.org/entity/"
OTHER = "Q9000000077"
DAY = "2026-11-27"


@pytest.fixture(autouse=True)
def loaded_once(ontology: Ontology, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ontology, "load", lambda extra=(): ontology)


def told(text: str, *names: tuple[str, str], id: str = "a.txt") -> Document:
    """A document with an entity for each name and its class, mentioned where it first stands."""
    entities = tuple(Entity(id=f"e{n}", type=kind, label=name, named=True) for n, (name, kind) in enumerate(names))
    mentions = tuple(
        Mention(start=text.index(e.label), end=text.index(e.label) + len(e.label), text=e.label, type=e.type, form="name", entity=e.id)
        for e in entities
    )
    return Document(article=Article(id=id, text=text), entities=entities, mentions=mentions)


WAR = told(
    "Russia shelled Sumy and Kharkiv from Zemlyansk.",
    ("Russia", "Country"),
    ("Sumy", "Settlement"),
    ("Kharkiv", "Settlement"),
    ("Zemlyansk", "Airbase"),
)
LATER = told("In Sumy, Ukraine took stock.", ("Sumy", "Settlement"), ("Ukraine", "Country"), id="b.txt")


def linked(document: Document, gazetteer: Gazetteer, ontology: Ontology) -> Document:
    return Linker(gazetteer, ontology).link(document)


def dataset_of(documents: Sequence[Document], ontology: Ontology, **settings: bool) -> OxigraphDataset:
    dataset = OxigraphDataset("memory:", ox.Store(), mode="read", ontology=ontology, settings=Settings(**settings))  # type: ignore[arg-type]
    dataset.mode = "write"  # without the ontology, which would only be in the way
    for document in documents:
        dataset.add(document)
    return dataset


def qid_of(label: str, document: Document) -> str | None:
    link = next(e.link for e in document.entities if e.label == label)
    return link.wikidata if link else None


def decide(*decisions: Decision) -> Decisions:
    return Decisions().with_(decisions)


def iris(dataset: Dataset) -> set[str]:
    return {q.subject.value for q in dataset.quads() if isinstance(q.subject, ox.NamedNode) and q.subject.value.startswith(BASE)}


CASES = {
    "a right link accepted": Decision(entity="russia", decision="accept", wikidata="Q159", date=DAY),
    "a link accepted as close only": Decision(entity="russia", decision="accept", wikidata="Q159", match="close", date=DAY),
    "a link rejected": Decision(entity="russia", decision="reject", wikidata="Q159", date=DAY),
    "another item rejected": Decision(entity="russia", decision="reject", wikidata=OTHER, date=DAY),
    "no link at all": Decision(entity="sumy", decision="reject", date=DAY),
    "another item set": Decision(entity="russia", decision="set", wikidata=OTHER, date=DAY),
    "an item that the gazetteer knows": Decision(entity="sumy", decision="set", wikidata="Q649", date=DAY),
    "what was not linked set": Decision(entity="zemlyansk", decision="set", wikidata=OTHER, match="close", date=DAY),
    "a country that is only around": Decision(entity="ukraine", decision="set", wikidata=OTHER, date=DAY),
    "a country that is only around close": Decision(entity="ukraine", decision="accept", wikidata="Q212", match="close", date=DAY),
    "a country that is only around rejected": Decision(entity="ukraine", decision="reject", wikidata="Q212", date=DAY),
    "a country that is only around and known": Decision(entity="ukraine", decision="set", wikidata="Q159", date=DAY),
    "nothing that is there": Decision(entity="atlantis", decision="set", wikidata=OTHER, date=DAY),
}


@pytest.mark.parametrize("same_as", [False, True])
@pytest.mark.parametrize("case", CASES)
def test_a_dataset_that_gets_a_decision_is_as_if_built_with_it(case: str, same_as: bool, gazetteer: Gazetteer, ontology: Ontology) -> None:
    decisions = decide(CASES[case])
    before = [linked(d, gazetteer, ontology) for d in (WAR, LATER)]

    def facts(qid: str) -> Link | None:
        return facts_about(qid, gazetteer)

    built = dataset_of([apply_decisions(d, decisions, ontology, facts) for d in before], ontology, same_as=same_as)
    changed = dataset_of(before, ontology, same_as=same_as)
    old = iris(changed)
    number = changed.relink(decisions, facts=facts)
    assert sorted(str(q) for q in changed.quads()) == sorted(str(q) for q in built.quads())
    assert number == (0 if case in ("another item rejected", "nothing that is there") else 1)
    assert changed.relink(decisions, facts=facts) == 0
    assert {q.subject for q in changed.match(None, None, None, None) if "entity/russia" in str(q.subject)}
    assert "an item that the gazetteer knows" in case or case == "no link at all" or iris(changed) == old


def test_decisions_move_no_iri_and_survive_a_rebuild(gazetteer: Gazetteer, ontology: Ontology) -> None:
    before = linked(WAR, gazetteer, ontology)
    assert qid_of("Russia", before) == "Q159"
    decisions = decide(CASES["another item set"], CASES["what was not linked set"], CASES["no link at all"])
    linker = DecidedLinker(Linker(gazetteer, ontology), decisions, ontology, lambda qid: facts_about(qid, gazetteer))
    after = linker.link(WAR)
    assert qid_of("Russia", after) == OTHER == qid_of("Zemlyansk", after)
    assert qid_of("Sumy", after) is None
    for name in ("russia", "sumy", "zemlyansk", "kharkiv"):
        assert any(q.subject == ox.NamedNode(BASE + name) for q in dataset_of([after], ontology).quads()), name
    assert apply_decisions(after, decisions, ontology, lambda qid: facts_about(qid, gazetteer)) == after


def test_a_wrong_place_takes_its_point_with_it(gazetteer: Gazetteer, ontology: Ontology) -> None:
    dataset = dataset_of([linked(WAR, gazetteer, ontology)], ontology)
    points = f"SELECT ?o WHERE {{ <{BASE}sumy> {GEO.hasGeometry}/{GEO.asWKT} ?o }}"
    assert list(dataset.query(points))  # type: ignore[arg-type]
    dataset.relink(decide(CASES["no link at all"]), facts=lambda _: None)
    assert not list(dataset.query(points))  # type: ignore[arg-type]


def placed(link: Link | None, **attributes: str) -> Document:
    """An airbase that has no item, as far as the text and its own name place it."""
    document = told("Drones hit the base at Zemlyansk.", ("Zemlyansk", "Airbase"))
    return replace(document, entities=(replace(document.entities[0], link=link, attributes=attributes),))


NEAR_SUMY = Link(
    method="nearest known place: Sumy",
    latitude=50.9,
    longitude=34.8,
    approximate=True,
    country="UA",
    within=(
        ContainingPlace(type="Settlement", label="Sumy", latitude=50.9, longitude=34.8, country="UA"),
        ContainingPlace(type="Country", label="Ukraine", country="UA"),
    ),
)
HOME = ContainingPlace(type="Country", label="Russia", country="RU")
ITEMS = {
    "an item of which nothing is known": None,
    "an item with a point, a country and places": Link(latitude=51.9, longitude=38.9, country="RU", within=(HOME,)),
    "an item with a country": Link(country="RU"),
    "an item in the same country": Link(country="UA"),
    "an item with a point": Link(latitude=51.9, longitude=38.9),
    "an item in the same country with a point": Link(latitude=51.9, longitude=38.9, country="UA"),
}
BEFORE = {
    "nothing": placed(None),
    "a town near": placed(NEAR_SUMY),
    "a country by its name": placed(None, country="UA"),
    "a town near, and a country by its name": placed(NEAR_SUMY, country="ua"),
    "a town near, and another country by its name": placed(NEAR_SUMY, country="RU"),
}


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("item", ITEMS)
def test_what_an_item_brings_takes_the_place_of_what_was_guessed(item: str, before: str, ontology: Ontology) -> None:
    known, document = ITEMS[item], BEFORE[before]
    decisions = decide(Decision(entity="zemlyansk", decision="set", wikidata=OTHER, date=DAY))
    built = dataset_of([apply_decisions(document, decisions, ontology, lambda _: known), LATER], ontology)
    changed = dataset_of([document, LATER], ontology)
    assert changed.relink(decisions, facts=lambda _: known) == 1
    assert sorted(str(q) for q in changed.quads()) == sorted(str(q) for q in built.quads())
    assert changed.relink(decisions, facts=lambda _: known) == 0
    base = ox.NamedNode(BASE + "zemlyansk")
    countries = {str(q.object) for q in built.match(base, DL.countryCode, None, ox.DefaultGraph())}
    points = list(built.match(None, GEO.asWKT, None, ox.DefaultGraph()))
    of_base = [str(q.object) for q in points if "zemlyansk" in str(q.subject)]
    if known is not None and known.latitude is not None:
        assert len(of_base) == 1 and "POINT(38.9 51.9)" in of_base[0]
        assert not [q for q in built.match(None, DL.approximate, None, None) if "zemlyansk" in str(q.subject)]
    if known is not None and known.country is not None:
        assert countries == {f'"{known.country}"'}
        if known.country == "RU":
            assert not list(built.match(base, DL.locatedIn, ox.NamedNode(BASE + "sumy"), None)), "it lies in no town of another country"
    if known is None:
        unlinked = dataset_of([document, LATER], ontology)
        for predicate in (DL.countryCode, DL.locatedIn, GEO.hasGeometry):
            assert list(built.match(base, predicate, None, None)) == list(unlinked.match(base, predicate, None, None))


def test_what_the_text_says_of_where_a_thing_lies_stays_beside_what_its_item_says(ontology: Ontology) -> None:
    text = "Drones hit the base at Zemlyansk in Sumy."
    document = told(text, ("Zemlyansk", "Airbase"), ("Sumy", "Settlement"))
    base, town = document.entities
    near = replace(base, link=NEAR_SUMY)
    lies = Relation(type="locatedIn", subject=base.id, object=town.id, start=0, end=len(text))
    document = replace(document, entities=(near, town), relations=(lies,))
    known = Link(latitude=51.0, longitude=34.9, country="UA", within=(ContainingPlace(type="Region", label="Sumy Oblast", country="UA"),))
    decisions = decide(Decision(entity="zemlyansk", decision="set", wikidata=OTHER, date=DAY))
    changed = dataset_of([document], ontology)
    changed.relink(decisions, facts=lambda _: known)
    places = {q.object for q in changed.match(ox.NamedNode(BASE + "zemlyansk"), DL.locatedIn, None, ox.DefaultGraph())}
    assert ox.NamedNode(BASE + "sumy") in places
    (point,) = [q.object for q in changed.match(None, GEO.asWKT, None, ox.DefaultGraph()) if "zemlyansk" in str(q.subject)]
    assert isinstance(point, ox.Literal) and point.value == "POINT(34.9 51)"


def test_the_result_keeps_the_shapes(gazetteer: Gazetteer, ontology: Ontology) -> None:
    with open_dataset("memory:", mode="write", ontology=ontology) as dataset:
        for document in (WAR, LATER):
            dataset.add(linked(document, gazetteer, ontology))
        for case in CASES.values():
            dataset.relink(decide(case), facts=lambda qid: facts_about(qid, gazetteer))
        assert validate(dataset, ontology=ontology).conforms


def test_same_as_is_written_for_exact_links_only(gazetteer: Gazetteer, ontology: Ontology) -> None:
    dataset = dataset_of([linked(d, gazetteer, ontology) for d in (WAR, LATER)], ontology)
    dataset.relink(decide(CASES["a link accepted as close only"]), facts=lambda _: None, same_as=True)
    same = {(q.subject, q.object) for q in dataset.match(None, OWL.sameAs, None, ox.DefaultGraph())}
    exact = {(q.subject, q.object) for q in dataset.match(None, SKOS.exactMatch, None, ox.DefaultGraph())}
    assert same == exact and len(same) > 1
    assert ox.NamedNode(BASE + "russia") not in {s for s, _ in same}
    assert dataset.relink(Decisions(), facts=lambda _: None, same_as=True) == 0
    dataset.remove("a.txt")
    dataset.remove("b.txt")
    assert not list(dataset.quads())


def test_an_article_that_goes_takes_its_decided_links_with_it(gazetteer: Gazetteer, ontology: Ontology) -> None:
    dataset = dataset_of([linked(d, gazetteer, ontology) for d in (WAR, LATER)], ontology)
    for case in CASES.values():
        dataset.relink(decide(case), facts=lambda qid: facts_about(qid, gazetteer))
    dataset.remove("a.txt")
    dataset.remove("b.txt")
    assert not list(dataset.quads())


def test_decisions_reach_a_sparql_service(gazetteer: Gazetteer, ontology: Ontology) -> None:
    decisions = decide(CASES["another item set"], CASES["no link at all"], CASES["what was not linked set"])
    document = linked(WAR, gazetteer, ontology)
    local = dataset_of([document], ontology)
    local.relink(decisions, facts=lambda _: None)
    with running() as service, open_dataset(service.address, mode="write", ontology=ontology) as dataset:
        schema = {str(q) for q in service.store}
        dataset.add(document)
        assert dataset.relink(decisions, facts=lambda _: None) == 3
        assert {str(q) for q in service.store} - schema == {str(q) for q in local.quads()}


def test_a_file_of_decisions_comes_back_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "links.tsv"
    decisions = decide(*CASES.values(), Decision(entity="kyiv", decision="set", wikidata="Q1899", note='a "note", with all that', date=DAY))
    decisions.write(file)
    assert Decisions.read(file) == decisions
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("#")
    assert lines[2:] == sorted(lines[2:])
    first = file.read_bytes()
    Decisions.read(file).write(file)
    assert file.read_bytes() == first


def test_a_new_decision_takes_the_place_of_what_it_contradicts() -> None:
    rejected = [Decision(entity="a", decision="reject", wikidata=q) for q in ("Q1", "Q2")]
    both = decide(*rejected)
    assert both.of("a") == tuple(rejected)
    chosen = Decision(entity="a", decision="set", wikidata="Q2")
    assert both.with_([chosen]).of("a") == (chosen,)
    assert both.with_([chosen, rejected[0]]).of("a") == (rejected[0],)
    never = Decision(entity="a", decision="reject")
    assert both.with_([never]).of("a") == (never,)
    assert both.with_([never, rejected[0]]).of("a") == (rejected[0],)


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("sumy\tmaybe\tQ1\texact\t\t", "accept, set or reject"),
        ("sumy\tset\tSumy\texact\t\t", "an id such as Q42"),
        ("sumy\tset\t\texact\t\t", "needs an id"),
        ("sumy\tset\tQ1\tnearly\t\t", "exact or close"),
        ("sumy\tset\tQ1\texact\tyesterday\t", "YYYY-MM-DD"),
        ("a b\tset\tQ1\texact\t\t", "the last part"),
        ("kyiv\tset\tQ1\texact\t\t", "decided twice"),
    ],
)
def test_a_line_without_sense_is_told_with_its_number(line: str, rule: str, tmp_path: Path) -> None:
    file = tmp_path / "links.tsv"
    file.write_text(f"entity\tdecision\twikidata\tmatch\tdate\tnote\nkyiv\tset\tQ2\t\t\t\n{line}\n", encoding="utf-8")
    with pytest.raises(DecisionError, match=rule) as raised:
        Decisions.read(file)
    assert str(raised.value).startswith(f"{file}, line 3:")


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "b").write_text("x\ty\n", encoding="utf-8")
    for name in ("a", "b", "none"):
        with pytest.raises(DecisionError, match=str(tmp_path / name)):
            Decisions.read(tmp_path / name)
    with pytest.raises(DecisionError, match="nothing is decided"):
        Decisions().write(tmp_path / "none" / "links.tsv")


def test_the_review_tells_linked_weak_and_unlinked_with_evidence(gazetteer: Gazetteer, ontology: Ontology) -> None:
    dataset = dataset_of([linked(d, gazetteer, ontology) for d in (WAR, LATER)], ontology)
    rows = {row.entity: row for row in Review(dataset, Decisions(), ontology, gazetteer).rows()}
    assert set(rows) == {"russia", "sumy", "kharkiv", "zemlyansk", "ukraine"}
    russia = rows["russia"]
    assert (russia.status, russia.wikidata, russia.match, russia.type) == ("linked", "Q159", "exact", "Country")
    assert russia.evidence == "Russia shelled Sumy and Kharkiv from Zemlyansk."
    assert rows["zemlyansk"].status == "unlinked"
    assert rows["sumy"].articles == 2
    assert (rows["sumy"].status, rows["sumy"].wikidata, rows["sumy"].geonames) == ("geonames", "", "692194")
    decided = Review(dataset, decide(CASES["a right link accepted"]), ontology, gazetteer)
    assert [row.entity for row in decided.rows(wanted=["decided"])] == ["russia"]
    assert [row.entity for row in decided.rows(names=["Sumy"])] == ["sumy"]
    assert len(list(decided.rows(limit=2))) == 2


def store_with(tmp_path: Path, gazetteer: Gazetteer, ontology: Ontology) -> Path:
    with open_dataset(str(tmp_path / "s.store"), mode="write", ontology=ontology) as dataset:
        for document in (WAR, LATER):
            dataset.add(linked(document, gazetteer, ontology))
    return tmp_path / "s.store"


def test_the_command_lists_and_decides(
    tmp_path: Path, gazetteer: Gazetteer, ontology: Ontology, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    store = ["--store", str(store_with(tmp_path, gazetteer, ontology))]
    assert run(["links", *store]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["entity"]: row["status"] for row in rows}["zemlyansk"] == "unlinked"
    assert run(["links", *store, "--set", f"Zemlyansk={OTHER}", "--accept", "russia", "--unlink", BASE + "sumy", "--note", "seen  it"]) == 0
    heard = capsys.readouterr()
    assert heard.out == "" and "3 decisions written" in heard.err and "3 entities changed" in heard.err
    lines = (tmp_path / "dateline.links.tsv").read_text(encoding="utf-8").splitlines()
    assert [line.split("\t")[:3] for line in lines[2:]] == [
        ["russia", "accept", "Q159"],
        ["sumy", "reject", ""],
        ["zemlyansk", "set", OTHER],
    ]
    assert all(line.endswith("\tseen it") for line in lines[2:])
    assert run(["links", *store, "--format", "json", "--status", "decided"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["entity"]: row["wikidata"] for row in rows} == {"russia": "Q159", "sumy": "", "zemlyansk": OTHER}
    assert run(["links", *store, "--format", "table"]) == 0
    assert "3 decided" in capsys.readouterr().out
    assert run(["links", *store, "--reject", "zemlyansk"]) == 0
    capsys.readouterr()
    assert run(["links", *store, "zemlyansk", "--format", "tsv"]) == 0
    assert "by decision: reject" in capsys.readouterr().out


def test_a_file_edited_by_hand_is_applied_when_asked(
    tmp_path: Path, gazetteer: Gazetteer, ontology: Ontology, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    store = ["--store", str(store_with(tmp_path, gazetteer, ontology))]
    assert run(["links", *store, "--apply"]) == 1
    assert "no such file of decisions" in capsys.readouterr().err
    decide(CASES["another item set"]).write(tmp_path / "mine.tsv")
    assert run(["links", *store, "--apply", "--same-as", "--decisions", "mine.tsv"]) == 0
    with open_dataset(store[1]) as dataset:
        (same,) = [q.object for q in dataset.match(ox.NamedNode(BASE + "russia"), OWL.sameAs, None, ox.DefaultGraph())]
    assert same == ox.NamedNode(WD + OTHER)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--set", "sumy"], 2, "ENTITY=QID"),
        (["--set", "sumy=Kyiv"], 2, "no id such as Q42"),
        (["--set", f"atlantis={OTHER}"], 1, "no entity of"),
        (["--accept", "zemlyansk"], 1, "'zemlyansk' has no link to Wikidata that could be accepted; give it one with --set"),
        (["--reject", "zemlyansk"], 1, "'zemlyansk' has no link to Wikidata that could be rejected; say which"),
        (["--accept", "sumy"], 1, "'sumy' has no link to Wikidata that could be accepted, only one to GeoNames (692194)"),
        (["--reject", "sumy"], 1, "'sumy' has no link to Wikidata that could be rejected, only one to GeoNames (692194); take it away"),
        (["--accept", "russia", "--status", "weak"], 2, "one at a time"),
        (["--close"], 2, "--close goes with --set"),
        (["--accept", "russia", "--decisions", "none/links.tsv"], 1, "cannot be written"),
    ],
)
def test_wrong_use_changes_nothing(
    arguments: list[str],
    code: int,
    words: str,
    tmp_path: Path,
    gazetteer: Gazetteer,
    ontology: Ontology,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    store = store_with(tmp_path, gazetteer, ontology)
    with open_dataset(str(store)) as dataset:
        before = {str(q) for q in dataset.quads()}
    assert run(["links", "--store", str(store), *arguments]) == code
    message = capsys.readouterr().err
    assert words in message and message.count("\n") == 1
    assert not (tmp_path / "dateline.links.tsv").exists()
    with open_dataset(str(store)) as dataset:
        assert {str(q) for q in dataset.quads()} == before


def test_loading_documents_lets_decisions_win(
    tmp_path: Path, gazetteer: Gazetteer, ontology: Ontology, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "d.jsonl").write_text(json.dumps(document_to_json(linked(WAR, gazetteer, ontology))) + "\n", encoding="utf-8")
    decide(CASES["another item set"]).write(tmp_path / "dateline.links.tsv")
    assert run(["load", "d.jsonl", "--store", "s.store"]) == 0
    with open_dataset("s.store") as dataset:
        (found,) = [q.object for q in dataset.match(ox.NamedNode(BASE + "russia"), SKOS.exactMatch, None, ox.DefaultGraph())]
    assert found == ox.NamedNode(WD + OTHER)
    assert run(["load", "d.jsonl", "--store", "s.store", "--decisions", "none.tsv"]) == 1
    assert "no such file of decisions" in capsys.readouterr().err


def test_a_build_lets_decisions_win_in_what_is_held_and_in_what_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    options = ["--store", "s.store", "--published", "2025-06-02", "--jobs", "1", "--quiet"]
    (tmp_path / "a.txt").write_text("Russia attacked the city of Sumy on Monday, officials in Kyiv said.", encoding="utf-8")
    assert run(["build", "a.txt", *options]) == 0
    decide(CASES["another item set"]).write(tmp_path / "dateline.links.tsv")
    (tmp_path / "b.txt").write_text("On Tuesday Russia withdrew its troops from the town, the army said.", encoding="utf-8")
    assert run(["build", "b.txt", *options]) == 0
    with open_dataset("s.store") as dataset:
        found = {str(q.object) for q in dataset.match(ox.NamedNode(BASE + "russia"), SKOS.exactMatch, None, ox.DefaultGraph())}
    assert found == {f"<{WD}{OTHER}>"}
