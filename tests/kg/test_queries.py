"""Stored queries: their headers, their parameters, and that every packaged one answers something."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.parameters import TYPES
from kg.queries import VIEWS, DatasetNames, StoredQuery, bind, find_query, load_queries, parse_query
from tests.fixtures.example import BASE, ExampleDataset

QUERIES = load_queries()


@pytest.fixture(scope="module")
def dataset() -> ExampleDataset:
    return ExampleDataset()


def rows(dataset: ExampleDataset, text: str) -> list[ox.QuerySolution]:
    results = dataset.query(text)
    assert isinstance(results, ox.QuerySolutions)
    return list(results)


def ask(dataset: ExampleDataset, name: str, **values: str) -> list[dict[str, str]]:
    """A packaged query's rows as texts, without what is unbound."""
    results = dataset.query(bind(QUERIES[name], {key.rstrip("_"): value for key, value in values.items()}, DatasetNames(dataset)))
    assert isinstance(results, ox.QuerySolutions)
    names = [variable.value for variable in results.variables]
    return [{key: row[key].value.rpartition("#")[2] for key in names if row[key] is not None} for row in results]


def test_there_are_enough_questions() -> None:
    assert len(QUERIES) >= 18


@pytest.mark.parametrize("name", QUERIES)
def test_every_packaged_query_says_what_it_is(name: str) -> None:
    query = QUERIES[name]
    assert query.title and query.title[0].isupper()
    assert query.summary.endswith(".") and len(query.summary) > 30
    assert query.tags and query.view in VIEWS
    for parameter in query.parameters:
        assert parameter.description and parameter.type in TYPES


@pytest.mark.parametrize("name", QUERIES)
def test_every_packaged_query_gives_rows_on_the_example(name: str, dataset: ExampleDataset) -> None:
    assert len(list(dataset.query(bind(QUERIES[name], {})))) >= 1  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [name for name, query in QUERIES.items() if query.kind == "select"])
def test_a_packaged_query_means_the_same_as_it_stands_and_with_its_defaults(name: str, dataset: ExampleDataset) -> None:
    query = QUERIES[name]
    assert sorted(map(str, rows(dataset, query.text))) == sorted(map(str, rows(dataset, bind(query, {}, DatasetNames(dataset)))))


@pytest.mark.parametrize("name", [name for name, query in QUERIES.items() if query.kind == "select"])
def test_no_column_of_a_packaged_query_is_always_empty(name: str, dataset: ExampleDataset) -> None:
    results = dataset.query(QUERIES[name].text)
    assert isinstance(results, ox.QuerySolutions)
    empty = {variable.value for variable in results.variables}
    for row in results:
        empty -= {column for column in empty if row[column] is not None}
    # What the example has no case of: spans of days, and days of causes.
    assert empty <= {"end"}, f"{name} never fills {empty}"


def test_russia_finds_what_its_forces_and_drones_did(dataset: ExampleDataset) -> None:
    events = ask(dataset, "who-attacked-whom", actor="Russia")
    assert {row["kind"] for row in events} == {"DroneStrike", "Shelling"}
    assert "Russian forces" in {row["agents"] for row in events}


def test_what_is_denied_or_planned_is_no_attack(dataset: ExampleDataset) -> None:
    assert not [row for row in ask(dataset, "who-attacked-whom") if row["status"] in ("Denied", "Planned", "Hypothetical")]


def test_a_window_of_days_holds_its_ends_and_takes_months_that_fit(dataset: ExampleDataset) -> None:
    def dates(**values: str) -> list[str]:
        return [row["date"] for row in ask(dataset, "timeline", **values)]

    assert dates(from_="2025-07-01", to="2025-07-01") == ["2025-07-01"]
    assert "2025-06" in dates(from_="2025-06-02", to="2025-06-30")
    assert "2025-06" not in dates(from_="2025-07-01")


def test_a_region_covers_what_lies_in_it(dataset: ExampleDataset) -> None:
    assert {row["placeName"] for row in ask(dataset, "events-in-region", region="Ukraine")} == {"Sumy", "Kharkiv"}
    assert {row["placeName"] for row in ask(dataset, "events-in-region", region="Sumy Oblast")} == {"Sumy"}


WHEN_GIVEN = [(name, line) for name, query in QUERIES.items() for line in re.findall(r"^ *#[?] (\w+): ", query.text, flags=re.MULTILINE)]


@pytest.mark.parametrize(("name", "parameter"), WHEN_GIVEN)
def test_a_line_for_a_given_parameter_says_what_the_query_says_without_it(name: str, parameter: str, dataset: ExampleDataset) -> None:
    query, found = QUERIES[name], 0
    by_hand = replace(query, text=re.sub(r"^ *#[?].*$", "", query.text, flags=re.MULTILINE))
    assert len(WHEN_GIVEN) >= 10
    for row in rows(dataset, "SELECT DISTINCT ?entity { ?entity a <https://w3id.org/dateline/ontology#Entity> }"):
        values = {parameter: row["entity"].value}
        given, expected = (rows(dataset, bind(one, values)) for one in (query, by_hand))
        assert sorted(map(_told, given)) == sorted(map(_told, expected))
        found += len(given)
    assert found, f"nobody in the example is a {parameter} of {name}"


def _told(row: ox.QuerySolution) -> list[list[str]]:
    """A row as texts; in what order texts are put together is the engine's choice."""
    return [sorted(re.split("[,;] ", str(term).strip('"'))) for term in row]


def test_a_line_for_a_parameter_is_part_of_the_query_when_it_has_a_value() -> None:
    query = parse_query(
        "q", "#+ parameters: {x: {}, y: {}}\nASK {\n  VALUES ?x { UNDEF } VALUES ?y { UNDEF }\n  #? x: ?x ?p 1 .\n  #? y: ?y ?p 2 .\n}"
    )
    assert bind(query, {"x": "1"}).splitlines()[-3:] == ["  ?x ?p 1 .", "  #? y: ?y ?p 2 .", "}"]


def test_losses_name_whose_number_it_is(dataset: ExampleDataset) -> None:
    (loss,) = ask(dataset, "losses")
    assert (loss["assetName"], loss["operatorName"], loss["measure"]) == ("Russian aircraft", "Russia", "Damaged")
    assert (loss["bound"], float(loss["value"]), loss["claimantName"]) == ("MoreThan", 40.0, "Security Service of Ukraine")


def test_both_sides_of_a_disputed_event_are_named(dataset: ExampleDataset) -> None:
    (row,) = ask(dataset, "disputed-events", status="Disputed")
    assert (row["affirmedBy"], row["deniedBy"]) == ("Security Service of Ukraine", "Ministry of Defence of Russia")


def test_a_source_that_is_not_known_stands_in_its_own_words(dataset: ExampleDataset) -> None:
    meeting = ask(dataset, "what-each-side-says", event="b2c3")
    assert {row.get("claimantName", "the article") for row in meeting} == {"the article", "“A person familiar with the matter”"}


def test_the_nearest_acled_type_counts_alone(dataset: ExampleDataset) -> None:
    types = {row["acled"] for row in ask(dataset, "events-by-acled-type", place="Sumy")}
    assert types == {"Air/drone strike"}


def test_the_query_about_what_has_not_happened_finds_the_ceasefire_that_is_asked_for(dataset: ExampleDataset) -> None:
    (row,) = ask(dataset, "not-yet-happened", status="Hypothetical", class_="Ceasefire")
    assert row["claimantName"] == "Volodymyr Zelenskyy"


# -- binding

TEXT = """#+ title: Things called so
#+ parameters:
#+   word: {type: string, description: a word}
#+   node: {type: iri, description: an IRI}
#+   day: {type: date, default: "2025-01-01", description: a day}
#+   most: {type: integer, description: a number}
#+   side: {type: string, enumeration: [left, right], description: a side}
SELECT ?word ?node ?day ?most ?side WHERE {
  VALUES ?word { UNDEF } VALUES ?node { UNDEF } VALUES ?day { "2025-01-01" } VALUES ?most { UNDEF } VALUES ?side { UNDEF }
}
"""
HOSTILE = [
    'x" } } DROP ALL #',
    "} UNION { ?s ?p ?o } #",
    '""" } ?s ?p ?o . { """',
    "\\\" } INSERT DATA { <a:b> <a:b> 'x' } #",
    "line\nbreak } # \r }",
    "VALUES ?word { UNDEF }",
    "?node",
    "\\u0022 } ?s ?p ?o",
    "$word ?side UNDEF",
]


@pytest.fixture(scope="module")
def query() -> StoredQuery:
    return parse_query("things", TEXT)


def bound(query: StoredQuery, **values: str) -> ox.QuerySolution:
    (row,) = ox.Store().query(bind(query, values))  # type: ignore[misc]
    return row  # type: ignore[no-any-return]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_stays_the_text_of_its_literal(query: StoredQuery, value: str) -> None:
    row = bound(query, word=value)
    assert row["word"].value == value.strip()
    assert row["node"] is None


@given(value=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_every_text_comes_out_as_it_went_in(value: str) -> None:
    wanted = value.strip()
    row = bound(parse_query("things", TEXT), word=value)
    assert (row["word"].value if row["word"] is not None else "") == wanted


@pytest.mark.parametrize("value", ["http://x/> } DROP ALL #", "a b", "http://x/\n", "<http://x/>} <y>", "relative"])
def test_what_is_no_iri_is_refused(query: StoredQuery, value: str) -> None:
    if value.strip() == "http://x/":
        assert bound(query, node=value)["node"] == ox.NamedNode("http://x/")
    else:
        with pytest.raises(QueryError, match=r"parameter node: .* is not an absolute IRI"):
            bind(query, {"node": value})


@pytest.mark.parametrize("value", ["2025-02-30", "1 June", "2025-06", "20250601", "2025-W01-1", "２０２５-06-01"])
def test_what_is_no_day_is_refused(query: StoredQuery, value: str) -> None:
    with pytest.raises(QueryError, match="parameter day"):
        bind(query, {"day": value})


@pytest.mark.parametrize("value", ["ten", "1.5", "1e3", "٣", "", "9" * 40])
def test_what_is_no_whole_number_is_refused_or_not_given(query: StoredQuery, value: str) -> None:
    if value == "":
        assert bound(query, most=value)["most"] is None
    else:
        with pytest.raises(QueryError, match=r"parameter most: .* is not a whole number"):
            bind(query, {"most": value})


def test_a_value_outside_the_enumeration_is_refused_with_the_near_one(query: StoredQuery) -> None:
    with pytest.raises(QueryError, match='"rigth" is not a value of it; it takes right'):
        bind(query, {"side": "rigth"})


def test_a_default_stands_until_a_value_is_given(query: StoredQuery) -> None:
    assert bound(query)["day"].value == "2025-01-01"
    assert bound(query, day="2025-02-01")["day"].value == "2025-02-01"


def test_an_unknown_parameter_is_refused_with_those_there_are(query: StoredQuery) -> None:
    with pytest.raises(QueryError, match=r"no parameter words; it takes word, node, day"):
        bind(query, {"words": "x"})


def test_a_required_parameter_must_be_given() -> None:
    query = parse_query("q", "#+ parameters:\n#+   x: {required: true, description: a thing}\nSELECT ?x WHERE { VALUES ?x { UNDEF } }")
    with pytest.raises(QueryError, match="the parameter x is required"):
        bind(query, {})


def test_a_block_inside_a_string_or_comment_is_left_alone() -> None:
    text = '#+ parameters: {x: {}}\n# VALUES ?x { 1 }\nSELECT ?x ("VALUES ?x { 2 }" AS ?y) WHERE { values $x { UNDEF } }'
    row = bound(parse_query("q", text), x="new")
    assert (row["x"].value, row["y"].value) == ("new", "VALUES ?x { 2 }")


# -- names


def test_a_name_is_any_name_of_the_entity_whatever_its_case(dataset: ExampleDataset) -> None:
    names = DatasetNames(dataset)
    russia = [ox.NamedNode(BASE + "entity/russia")]
    assert names.find("entity", "russia") == names.find("entity", "Russian Federation") == names.find("entity", "Q159") == russia


def test_an_unknown_name_is_refused_with_near_ones(dataset: ExampleDataset) -> None:
    with pytest.raises(QueryError, match=r'parameter actor: no entity is called "Rusia" in this dataset; near: Russia'):
        bind(QUERIES["who-attacked-whom"], {"actor": "Rusia"}, DatasetNames(dataset))


def test_an_unknown_class_is_refused_with_near_ones(dataset: ExampleDataset) -> None:
    with pytest.raises(QueryError, match=r'no class is called "DroneStrik" .* near: DroneStrike'):
        bind(QUERIES["who-attacked-whom"], {"class": "DroneStrik"}, DatasetNames(dataset))


def test_a_dataset_without_its_ontology_can_be_asked_too() -> None:
    dataset = ExampleDataset()
    dataset.store.clear()
    for query in QUERIES.values():
        assert list(dataset.query(bind(query, {}, DatasetNames(dataset)))) == []  # type: ignore[arg-type]


def test_an_event_is_found_by_its_id_or_by_words_of_its_label(dataset: ExampleDataset) -> None:
    names = DatasetNames(dataset)
    assert names.find("event", "8d20") == names.find("event", "strike on Russian aircraft") == [ox.NamedNode(BASE + "event/8d20")]


# -- files


def test_an_unknown_query_is_refused_with_near_names() -> None:
    with pytest.raises(QueryError, match=r"timelin: no stored query of this name; did you mean timeline"):
        find_query(QUERIES, "timelin")


def test_a_folder_of_ones_own_adds_and_replaces(tmp_path: Path) -> None:
    (tmp_path / "timeline.rq").write_text("#+ title: Mine\nSELECT * WHERE { ?s ?p ?o }", encoding="utf-8")
    (tmp_path / "new.rq").write_text("ASK {}", encoding="utf-8")
    queries = load_queries(tmp_path)
    assert queries["timeline"].title == "Mine" and queries["new"].kind == "ask"
    assert len(queries) == len(QUERIES) + 1


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("#+ title: [\nASK {}", "the #\\+ header is not YAML"),
        ("#+ - a\nASK {}", "a mapping of keys"),
        ("#+ titel: x\nASK {}", "unknown key titel"),
        ("#+ view: pie\nASK {}", 'view "pie" is none of table'),
        ("#+ parameters: {x: {type: number}}\nASK { VALUES ?x { UNDEF } }", 'type "number" is none of'),
        ("#+ parameters: {x: {}}\nASK { ?s ?p ?x }", "parameter x has no block VALUES \\?x"),
        ("#+ parameters: {x: {required: yes}}\nASK {}", "required is true or false"),
        ("INSERT DATA { <a:b> <a:b> <a:b> }", "SELECT, ASK, CONSTRUCT or DESCRIBE"),
        ("", "SELECT, ASK, CONSTRUCT or DESCRIBE"),
        (
            "#+ parameters: {x: {}}\nASK { VALUES ?x { UNDEF }\n#? y: ?y ?p ?o\n}",
            "the line #[?] y: is for a parameter that the query does not have",
        ),
    ],
)
def test_a_broken_file_is_refused_by_name(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "broken.rq").write_text(text, encoding="utf-8")
    with pytest.raises(QueryError, match=f"broken.rq: .*{complaint}"):
        load_queries(tmp_path)
