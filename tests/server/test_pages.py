"""The pages: what they show, and that nothing in the graph can make them do anything."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from html.parser import HTMLParser

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kg.queries import load_queries
from server.app import create_app
from server.settings import Settings
from tests.fixtures.example import BASE, ExampleDataset

HTML = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
PAGES = [
    "/",
    "/?query=ASK%7B%7D",
    "/?example=timeline",
    "/queries",
    "/queries?tag=claims",
    "/queries/who-attacked-whom",
    "/queries/account-of-one-event",
    "/queries/places",
    "/queries/actors-against-actors",
    "/queries/attribution-network",
    "/queries/events-in-region?map-box=30,45,40,52",
    "/event/8d20",
    "/event/a1b2",
    "/entity/russia",
    "/entity/sumy",
    "/article/3b9a",
    "/claim/a07e",
    "/figure/5c1f-1",
    "/mention/3b9a-0-7",
    "/run/1",
    "/ontology/Attack",
]


class Page(HTMLParser):
    """A page's tags with their attributes, and its text."""

    def __init__(self, response: TestResponse) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(response.text)
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def addresses(self) -> Iterator[tuple[str, str]]:
        for tag, attributes in self.tags:
            for name in ("href", "src", "action"):
                if name in attributes:
                    yield tag, attributes[name]


def page(client: FlaskClient, path: str, status: int = 200) -> Page:
    response = client.get(path, headers=HTML)
    assert (response.status_code, response.mimetype) == (status, "text/html")
    return Page(response)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_nothing_from_elsewhere_and_runs_nothing_inline(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers=HTML)
    assert response.status_code == 200
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    for tag, attributes in Page(response).tags:
        assert "style" not in attributes and not [name for name in attributes if name.startswith("on")]
        assert tag not in ("style", "iframe", "object", "embed")
        if tag in ("script", "link", "img"):
            assert (attributes.get("src") or attributes.get("href", "")).startswith("/static/")


def test_every_local_link_of_a_page_leads_somewhere(client: FlaskClient) -> None:
    links = {address.partition("#")[0]: path for path in PAGES for tag, address in page(client, path).addresses() if tag == "a"}
    for address, path in links.items():
        if address.startswith("/") and "format=" not in address:
            # HEAD would do, were it not for faults that only show while a page is made.
            assert client.get(address, headers=HTML).status_code in (200, 303), f"{path} leads to {address}"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_can_be_read_by_those_who_do_not_see_it(client: FlaskClient, path: str) -> None:
    tags = page(client, path).tags
    assert ("html", {"lang": "en"}) in tags
    assert len([tag for tag, _ in tags if tag == "h1"]) == 1
    labelled = {attributes.get("for") for tag, attributes in tags if tag == "label"}
    for tag, attributes in tags:
        if tag in ("input", "select", "textarea"):
            assert attributes["id"] in labelled
        if tag == "img":
            assert "alt" in attributes
    levels = [int(tag[1]) for tag, _ in tags if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit()]
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels))
    for number, (tag, attributes) in enumerate(tags):
        if tag == "table":
            assert tags[number + 1][0] == "caption"
        if tag == "th":
            assert attributes["scope"] in ("col", "row")
    named = [attributes["aria-label"] for tag, attributes in tags if "aria-label" in attributes and tag in ("section", "div", "nav", "pre")]
    assert len(set(named)) == len(named)


def test_the_first_page_tells_what_is_in_the_graph(client: FlaskClient) -> None:
    text = page(client, "/").text
    assert "2 articles" in text and "6 events" in text and "3 planned, feared or denied" in text and "12 claims" in text
    assert "shelling of Kharkiv, 2 July 2025" in text and "Drones hit power station in Sumy" in text
    assert "Security Service of Ukraine" in text


def test_an_empty_graph_has_a_first_page_too() -> None:
    dataset = ExampleDataset()
    dataset.store.clear()
    response = create_app(dataset, settings=Settings(base=BASE)).test_client().get("/", headers=HTML)  # type: ignore[arg-type]
    assert response.status_code == 200 and "No articles yet" in response.text


def test_a_query_runs_on_the_first_page(client: FlaskClient) -> None:
    query = "SELECT ?event ?n WHERE { ?event a <https://w3id.org/dateline/ontology#Shelling> BIND(40.0 AS ?n) }"
    for response in (client.get("/", query_string={"query": query}, headers=HTML), client.post("/", data={"query": query}, headers=HTML)):
        found = Page(response)
        assert "1 row ·" in found.text
        # The event is linked, and shown by its name.
        assert ("a", "/event/c3d4") in list(found.addresses()) and "shelling of Kharkiv" in found.text


def test_the_result_alone_can_be_had_for_the_page_that_is_open(client: FlaskClient) -> None:
    response = client.post("/", data={"query": "ASK {}", "part": "result"}, headers=HTML)
    assert "<html" not in response.text and "Yes" in response.text


def test_an_error_of_a_query_is_shown_beside_it_with_its_place(client: FlaskClient) -> None:
    response = client.get("/", query_string={"query": "SELECT * WHERE {\n ?s ?p ; }"}, headers=HTML)
    assert response.status_code == 400
    found = Page(response)
    error = next(attributes for _, attributes in found.tags if attributes.get("role") == "alert")
    assert (error["data-line"], error["data-column"]) == ("2", "10")
    assert "SELECT * WHERE" in found.text


def test_what_is_new_is_told_in_one_sentence(client: FlaskClient) -> None:
    tags = page(client, "/").tags
    # A live region that holds the table would be read out as a whole.
    assert [attributes["id"] for _, attributes in tags if attributes.get("role") == "status" or "aria-live" in attributes] == ["told"]
    response = client.post("/", data={"query": "ASK {}", "part": "result"}, headers=HTML)
    assert [tag for tag, attributes in Page(response).tags if "data-told" in attributes] == ["p"]


def test_the_title_of_a_page_says_that_there_is_an_error(client: FlaskClient) -> None:
    for path in ("/?query=SELEC", "/queries/timeline?from=tuesday"):
        assert "<title>Error · " in client.get(path, headers=HTML).text
    assert "<title>Error" not in client.get("/queries/timeline", headers=HTML).text


def test_the_field_that_is_wrong_is_marked_and_the_error_stands_above_the_form(client: FlaskClient) -> None:
    tags = page(client, "/queries/timeline?from=tuesday&to=2025-07-02", 400).tags
    assert [attributes["name"] for _, attributes in tags if attributes.get("aria-invalid") == "true"] == ["from"]
    error = next(number for number, (_, attributes) in enumerate(tags) if attributes.get("role") == "alert")
    assert error < [tag for tag, _ in tags].index("form")


def test_a_page_shows_only_so_many_rows_and_says_so(dataset: ExampleDataset) -> None:
    client = create_app(dataset, settings=Settings(base=BASE, page_rows=10)).test_client()  # type: ignore[arg-type]
    assert "10 rows, the first of more" in page(client, "/?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D").text


def test_a_page_of_many_rows_names_every_thing_in_it() -> None:
    dataset = ExampleDataset()
    dataset.grow(300)
    client = create_app(dataset, settings=Settings(base=BASE)).test_client()  # type: ignore[arg-type]
    found = page(client, "/?query=SELECT%20*%20%7B%3Fe%20a%20%3Chttps://w3id.org/dateline/ontology%23DroneStrike%3E%7D")
    assert "602 rows" in found.text and "event/" not in found.text


# -- stored queries


@pytest.mark.parametrize("name", load_queries())
def test_every_stored_query_is_a_page_and_an_api(client: FlaskClient, name: str) -> None:
    assert load_queries()[name].title in page(client, f"/queries/{name}").text
    response = client.get(f"/queries/{name}")
    assert response.status_code == 200
    assert response.mimetype == ("text/turtle" if load_queries()[name].kind == "construct" else "application/sparql-results+json")


def test_parameters_come_from_the_address(client: FlaskClient) -> None:
    response = client.get("/queries/timeline?from=2025-07-01&to=2025-07-01&format=csv")
    assert response.mimetype == "text/csv" and response.text.count("\r\n") == 2
    assert response.headers["Content-Disposition"] == 'attachment; filename="timeline.csv"'
    found = page(client, "/queries/timeline?from=2025-07-01&to=2025-07-01")
    assert "1 row ·" in found.text
    assert any(attributes.get("name") == "from" and attributes.get("value") == "2025-07-01" for _, attributes in found.tags)


def test_a_form_proposes_the_classes_and_names_that_there_are(client: FlaskClient) -> None:
    options = [attributes["value"] for tag, attributes in page(client, "/queries/who-attacked-whom").tags if tag == "option"]
    assert {"Attack", "DroneStrike", "Russia"} <= set(options) and "Meeting" not in options


@pytest.mark.parametrize(
    ("path", "status", "detail"),
    [
        ("/queries/timelin", 404, "did you mean timeline"),
        ("/queries/timeline?form=2025-07-01", 400, "no parameter form"),
        ("/queries/timeline?from=tuesday", 400, "parameter from"),
        ("/queries/timeline?from=2025-07-01&from=2025-07-02", 400, "more than once"),
        ("/queries/timeline?actor=Rusia", 400, "near: Russia"),
        ("/queries/timeline?format=turtle", 406, "come as json, xml, csv, tsv"),
    ],
)
def test_a_mistake_in_a_stored_query_has_its_status_and_a_line_in_api_and_page(
    client: FlaskClient, path: str, status: int, detail: str
) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert detail in json.loads(response.data)["detail"]
    if "format" not in path:
        assert detail in page(client, path, status).text


def test_the_list_of_queries_is_there_for_programs(client: FlaskClient) -> None:
    listed = client.get("/queries", headers={"Accept": "application/json"}).get_json()
    timeline = next(query for query in listed if query["name"] == "timeline")
    assert timeline["href"] == "/queries/timeline" and timeline["view"] == "timeline"
    assert {parameter["name"]: parameter["type"] for parameter in timeline["parameters"]}["from"] == "date"


def test_the_list_of_queries_is_there_as_rdf_that_other_editors_read(client: FlaskClient) -> None:
    response = client.get("/queries", headers={"Accept": "text/turtle"})
    quads = list(ox.parse(response.data, format=ox.RdfFormat.TURTLE))
    sh = "http://www.w3.org/ns/shacl#"
    timeline = ox.NamedNode("http://localhost/queries/timeline")
    (text,) = [quad.object for quad in quads if quad.subject == timeline and quad.predicate.value == sh + "select"]
    assert isinstance(text, ox.Literal) and client.get("/sparql", query_string={"query": text.value}).status_code == 200
    executables = {quad.subject for quad in quads if quad.object == ox.NamedNode(sh + "SPARQLExecutable")}
    assert len(executables) == len(load_queries())


# -- things


def test_an_event_shows_both_sides_with_their_words(client: FlaskClient) -> None:
    text = page(client, "/event/8d20").text
    assert "disputed" in text and "For it" in text and "Against it" in text
    assert "Security Service of Ukraine states" in text and "Ministry of Defence of Russia denies" in text
    assert "that any aircraft had been lost." in text and "more than 40 damaged" in text


def test_a_source_that_is_not_known_is_not_the_articles_own_voice(client: FlaskClient) -> None:
    text = page(client, "/event/b2c3").text
    assert "“A person familiar with the matter” states" in text and "The article itself states" in text
    assert "“A person familiar with the matter” states" in page(client, "/claim/5b29").text


def test_what_did_not_happen_says_so(client: FlaskClient) -> None:
    assert "This did not happen" in page(client, "/event/a1b2").text
    assert "This did not happen" not in page(client, "/event/8d20").text


def test_a_place_is_shown_on_a_map_and_nobody_else_is(client: FlaskClient) -> None:
    place = page(client, "/entity/sumy")
    assert "Where it is" in place.text and "50.91° N, 34.8° E" in place.text
    assert next(attributes["aria-label"] for tag, attributes in place.tags if tag == "svg").startswith("Map of 1 place with 1 event, ")
    assert "Where it is" not in page(client, "/entity/russia").text


def test_an_entity_shows_its_events_claims_and_names(client: FlaskClient) -> None:
    text = page(client, "/entity/volodymyr-zelenskyy").text
    assert "President, Ukraine" in text and "Q3874799" in text
    assert "demand by Volodymyr Zelenskyy" in text and "an unconditional ceasefire." in text


@pytest.mark.parametrize(
    ("accept", "mimetype"),
    [("*/*", "text/turtle"), ("application/ld+json", "application/ld+json"), ("application/rdf+xml", "application/rdf+xml")],
)
def test_an_iri_answers_with_rdf_that_speaks_of_it(client: FlaskClient, accept: str, mimetype: str) -> None:
    response = client.get("/event/5c1f", headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, mimetype)
    quads = list(ox.parse(response.data, format=ox.RdfFormat.from_media_type(mimetype)))
    event = ox.NamedNode(BASE + "event/5c1f")
    said = {quad.predicate.value.rpartition("#")[2] for quad in quads if quad.subject == event}
    assert {"agent", "place", "date", "deaths", "status", "kind"} <= said
    assert any(quad.object == event and quad.predicate.value.endswith("#about") for quad in quads)
    assert any(quad.predicate.value.endswith("#quote") for quad in quads)


def test_what_has_no_label_is_called_by_its_words(client: FlaskClient) -> None:
    heads = {"/mention/3b9a-0-7": "“Russian”", "/figure/5c1f-1": "“at least two workers”"}
    for path, head in heads.items():
        assert f"<h1>{head}</h1>" in client.get(path, headers=HTML).text


def test_a_property_with_several_values_is_one_row(client: FlaskClient) -> None:
    rows = client.get("/event/8d20", headers=HTML).text.partition("All statements")[2].partition("</table>")[0]
    assert rows.count('<span title="http://www.w3.org/1999/02/22-rdf-syntax-ns#type">') == 1 and '<ul class="values"><li>' in rows


def test_the_thing_itself_leads_to_the_page_about_it(client: FlaskClient) -> None:
    response = client.get("/id/entity/russia")
    assert (response.status_code, response.headers["Location"]) == (303, "/entity/russia")


@pytest.mark.parametrize("path", ["/entity/nobody", "/event/%3E%20%7B", "/nothing", "/ontology/Atack", "/id/", "/static/../app.py"])
def test_what_is_not_there_is_404_for_people_and_programs(client: FlaskClient, path: str) -> None:
    assert client.get(path, headers=HTML).status_code == 404
    response = client.get(path)
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")


def test_an_articles_text_is_shown_with_its_evidence_marked() -> None:
    dataset = ExampleDataset()
    article = ox.NamedNode(BASE + "article/3b9a")
    claim = ox.NamedNode(BASE + "claim/a07e")
    dl = "https://w3id.org/dateline/ontology#"
    quote = next(dataset.store.quads_for_pattern(claim, ox.NamedNode(dl + "quote"), None)).object.value  # type: ignore[union-attr]
    dataset.store.add(ox.Quad(article, ox.NamedNode(dl + "text"), ox.Literal(quote + " <b>The rest.</b>"), article))
    client = create_app(dataset, settings=Settings(base=BASE)).test_client()  # type: ignore[arg-type]
    response = client.get("/article/3b9a", headers=HTML)
    assert '<span class="evidence" id="at-0"><a class="name" href="/entity/russia" title="Russia">Russian</a></span>' in response.text
    assert "&lt;b&gt;The rest.&lt;/b&gt;" in response.text
    assert ("a", "#at-0") in list(Page(response).addresses())


def test_what_a_source_says_in_the_same_words_stands_there_once() -> None:
    dataset = ExampleDataset()
    made = ox.NamedNode(BASE + "claim/a07e")
    twin = ox.NamedNode(BASE + "claim/a07f")
    for quad in list(dataset.store.quads_for_pattern(made, None, None, ox.DefaultGraph())):
        dataset.store.add(ox.Quad(twin, quad.predicate, quad.object))
    text = create_app(dataset, settings=Settings(base=BASE)).test_client().get("/article/3b9a", headers=HTML).text  # type: ignore[arg-type]
    assert 'id="a07e"' in text and 'id="a07f"' in text and text.count('class="claim again') == 1
    assert text.count("<blockquote>") == text.count('<article class="claim') - 1


# -- hostile data

ATTACK = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}"


@pytest.fixture(scope="module")
def hostile() -> FlaskClient:
    """A graph in which every text is an attempt to become code, and IRIs are scripts."""
    dataset = ExampleDataset()
    store = ox.Store()
    for quad in dataset.store:
        value = quad.object
        if isinstance(value, ox.Literal) and value.datatype.value.endswith(("#string", "#langString")):
            value = ox.Literal(ATTACK)
        store.add(ox.Quad(quad.subject, quad.predicate, value, quad.graph_name))
    script = ox.NamedNode("javascript:alert(3)")
    for predicate in ("http://www.w3.org/2004/02/skos/core#exactMatch", "https://schema.org/url", "https://schema.org/publisher"):
        for subject in ("entity/russia", "article/3b9a"):
            store.add(ox.Quad(ox.NamedNode(BASE + subject), ox.NamedNode(predicate), script))
    dataset.store = store
    return create_app(dataset, settings=Settings(base=BASE)).test_client()  # type: ignore[arg-type]


@pytest.mark.parametrize("path", [*PAGES, "/?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D", "/queries/statements?text=%3Cscript%3E"])
def test_nothing_in_the_graph_becomes_code(hostile: FlaskClient, path: str) -> None:
    response = hostile.get(path, headers=HTML)
    assert response.status_code == 200
    found = Page(response)
    assert [attributes for tag, attributes in found.tags if tag == "script"] == [{"src": "/static/dateline.js", "defer": ""}]
    assert {attributes["src"] for tag, attributes in found.tags if tag == "img"} == {"/static/icon.svg"}
    assert not [name for _, attributes in found.tags for name in attributes if name.startswith("on")]
    assert not [address for _, address in found.addresses() if address.lower().startswith("javascript")]


@pytest.mark.parametrize("path", ["/?query=%3Cscript%3Ealert(1)%3C/script%3E", "/queries/timeline?actor=%3Cscript%3Ealert(1)%3C/script%3E"])
def test_nothing_in_the_address_becomes_code(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers=HTML)
    assert response.status_code == 400
    assert "<script>alert" not in response.text and "&lt;script&gt;alert(1)" in response.text


def test_a_wrong_method_is_told_with_the_right_ones(client: FlaskClient) -> None:
    response = client.delete("/queries/timeline")
    assert response.status_code == 405 and response.get_json()["detail"] == "DELETE: this address takes GET, HEAD, OPTIONS, POST"


def test_health_is_told(client: FlaskClient) -> None:
    assert client.get("/health").get_json() == {"status": "ok"}


def test_a_fault_of_ours_is_500_and_tells_nothing_of_our_insides(dataset: ExampleDataset) -> None:
    class Broken:
        where, base, mode = "memory:", BASE, "read"

        def query(self, sparql: str, **_: object) -> object:
            raise RuntimeError("secret detail")

    client = create_app(Broken()).test_client()  # type: ignore[arg-type]
    response = client.get("/sparql?query=ASK%7B%7D")
    assert response.status_code == 500 and b"secret" not in response.data
