"""The client of Wikidata: right answers, politely asked for, from a server that is not always well."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest

from kg.errors import QueryTimeoutError, WikidataError
from kg.wikidata import Item, Wikidata, WikidataSettings
from tests.wikidata_side.service import BUSY_SECONDS, LARGEST, Fault, WikidataService, running
from tests.wikidata_side.world import BOMBER, OLD, STRATEGIC, number

CONTACT = "tests@example.org"
BOMBERS = f"""PREFIX wd: <http://www.wikidata.org/entity/> PREFIX wdt: <http://www.wikidata.org/prop/direct/>
SELECT ?item WHERE {{ ?item wdt:P31/wdt:P279* wd:{BOMBER} }} ORDER BY ?item"""


@dataclass
class TestClock:
    """A clock that runs only when somebody sleeps."""

    __test__ = False
    time: float = 1_800_000_000.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


@pytest.fixture(scope="module")
def server() -> Iterator[WikidataService]:
    with running() as found:
        yield found


@pytest.fixture
def service(server: WikidataService) -> WikidataService:
    server.asked.clear()
    server.faults.clear()
    server.retry_after = str(BUSY_SECONDS)
    server.most_at_once = 0
    return server


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def wikidata(service: WikidataService, clock: TestClock, tmp_path: Path) -> Iterator[Wikidata]:
    with client(service, clock, tmp_path) as found:
        yield found


def client(service: WikidataService, clock: TestClock, folder: Path, **choices: object) -> Wikidata:
    settings = WikidataSettings(
        **{
            "contact": CONTACT,
            "query_url": service.query_url,
            "api_url": service.api_url,
            "cache": folder / "wikidata.sqlite",
            **choices,
        }  # type: ignore[arg-type]
    )
    return Wikidata(settings, clock=clock)


def fetched(wikidata: Wikidata, *ids: str) -> dict[str, Item | None]:
    return dict(wikidata.items(ids))


def test_nobody_is_asked_without_a_contact() -> None:
    with pytest.raises(WikidataError, match="DATELINE_CONTACT"):
        WikidataSettings.from_environment(environment={})
    for wrong in ("me", "a b", "me@example.org\r\nX-Evil: 1", "mé@example.org"):
        with pytest.raises(WikidataError, match="contact"):
            WikidataSettings.from_environment(contact=wrong, environment={})
    for right in ("me@example.org", "https://example.org/bot", "Jo Doe, jo@example.org"):
        assert right in WikidataSettings.from_environment(environment={"DATELINE_CONTACT": right}).user_agent


def test_addresses_come_from_the_environment() -> None:
    environment = {
        "DATELINE_CONTACT": CONTACT,
        "DATELINE_WIKIDATA_QUERY_URL": "http://localhost:9999/sparql",
        "DATELINE_WIKIDATA_API_URL": "http://localhost:9999/w/api.php",
    }
    settings = WikidataSettings.from_environment(environment=environment)
    assert (settings.query_url, settings.api_url) == ("http://localhost:9999/sparql", "http://localhost:9999/w/api.php")
    with pytest.raises(WikidataError, match="address"):
        WikidataSettings(contact=CONTACT, api_url="localhost/w/api.php")


def test_a_query_gives_rows(wikidata: Wikidata) -> None:
    assert [row["item"].rpartition("/")[2] for row in wikidata.rows(BOMBERS)] == [number(20), number(21)]


def test_items_have_names_classes_point_and_fame(wikidata: Wikidata) -> None:
    item = fetched(wikidata, number(10))[number(10)]
    assert item is not None
    assert (item.label, item.description, item.title) == ("Karavolsk air base", "air base in tests", "Karavolsk air base")
    assert "Karavolsk airfield" in item.aliases
    assert (item.latitude, item.longitude, item.sitelinks) == (51.5, 41.25, 6)
    assert item.values["P17"] == ("Q159",)


def test_a_name_that_all_languages_share_is_a_label(wikidata: Wikidata) -> None:
    item = fetched(wikidata, number(11))[number(11)]
    assert item is not None and item.label == "Dubryn Air Base"


def test_deprecated_statements_do_not_count(wikidata: Wikidata) -> None:
    item = fetched(wikidata, number(13))[number(13)]
    assert item is not None and item.classes == (number(99),)


def test_merged_and_missing_ids_are_told_apart(wikidata: Wikidata) -> None:
    found = fetched(wikidata, OLD, number(777), STRATEGIC)
    assert list(found) == [OLD, number(777), STRATEGIC]
    merged = found[OLD]
    assert merged is not None and merged.id == number(10)
    assert found[number(777)] is None


def test_an_id_that_there_cannot_be_does_not_spoil_the_others(wikidata: Wikidata) -> None:
    impossible = f"Q{10 * LARGEST}"
    found = fetched(wikidata, number(10), impossible, number(11))
    assert found[impossible] is None
    assert found[number(10)] is not None and found[number(11)] is not None
    with pytest.raises(ValueError, match="Kyiv"):
        fetched(wikidata, "Kyiv")


def test_items_are_fetched_by_fifty(wikidata: Wikidata, service: WikidataService) -> None:
    fetched(wikidata, *(number(n) for n in range(120)))
    assert [len(call["ids"].split("|")) for call in service.calls("wbgetentities")] == [50, 50, 20]


def test_items_are_found_by_the_title_of_their_page(wikidata: Wikidata) -> None:
    found = wikidata.items_by_title(["karavolsk_air base", "No such page", "Forgotten strip", "a|b"])
    item = found["karavolsk_air base"]
    assert item is not None and item.id == number(10)
    assert found["No such page"] is None and found["Forgotten strip"] is None and found["a|b"] is None


def test_a_search_gives_candidates_with_the_name_they_were_found_by(wikidata: Wikidata) -> None:
    hits = wikidata.search("Boar")
    assert [(hit.id, hit.label, hit.matched) for hit in hits] == [
        (number(20), "Vb-95", "Boar"),
        (number(31), "Kestrel (drone)", "Boar"),
    ]
    assert wikidata.search("Boar", limit=1) == hits[:1]
    assert wikidata.search("nothing of that name") == ()


def test_every_request_says_who_asks_and_minds_the_lag(wikidata: Wikidata, service: WikidataService) -> None:
    wikidata.rows(BOMBERS)
    fetched(wikidata, number(10))
    wikidata.search("Boar")
    assert len(service.asked) == 3
    assert all(a.agent is not None and a.agent.startswith("dateline/") and CONTACT in a.agent for a in service.asked)
    assert all(a.fields["maxlag"] == "5" for a in service.asked if "action" in a.fields)


def test_nothing_is_asked_twice_while_the_answer_is_fresh(service: WikidataService, clock: TestClock, tmp_path: Path) -> None:
    answers = []
    for _ in range(2):
        with client(service, clock, tmp_path) as wikidata:
            answers.append(
                (
                    wikidata.rows(BOMBERS),
                    fetched(wikidata, OLD, number(777), number(20)),
                    wikidata.search("Boar"),
                    wikidata.items_by_title(["Vb-95", "None"]),
                )
            )
    assert answers[0] == answers[1]
    assert len(service.asked) == 4
    clock.time += 8 * 86_400
    with client(service, clock, tmp_path) as wikidata:
        wikidata.rows(BOMBERS)
        wikidata.forget_old()
    assert len(service.asked) == 5


def test_only_what_is_not_known_is_fetched(wikidata: Wikidata, service: WikidataService) -> None:
    fetched(wikidata, number(10), number(11))
    fetched(wikidata, number(10), number(20), number(11))
    assert [call["ids"] for call in service.calls("wbgetentities")] == [f"{number(10)}|{number(11)}", number(20)]


def test_a_cache_that_cannot_be_written_is_done_without(service: WikidataService, clock: TestClock, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with client(service, clock, tmp_path / "file") as wikidata:
        assert wikidata.search("Boar") == wikidata.search("Boar")
    assert len(service.asked) == 2


@pytest.mark.parametrize(
    ("way", "fault"),
    [
        *((way, fault) for way in ("query", "items", "search") for fault in ("busy", "truncated", "broken", "failure", "page")),
        *((way, fault) for way in ("items", "search") for fault in ("maxlag", "ratelimited")),
    ],
)
def test_a_server_that_is_not_well_is_asked_again(
    way: str, fault: Fault, wikidata: Wikidata, service: WikidataService, clock: TestClock
) -> None:
    service.faults[:] = [fault, fault]
    if way == "query":
        assert len(wikidata.rows(BOMBERS)) == 2
    elif way == "items":
        assert fetched(wikidata, number(20))[number(20)] is not None
    else:
        assert len(wikidata.search("Boar")) == 2
    expected = {"busy": [BUSY_SECONDS] * 2, "maxlag": [5, 5], "ratelimited": [5, 5]}.get(fault, [1, 2])
    assert clock.slept == expected
    assert len(service.asked) == 3


def test_a_silent_server_is_not_waited_for(service: WikidataService, clock: TestClock, tmp_path: Path) -> None:
    service.faults[:] = ["silent"]
    with client(service, clock, tmp_path, timeout=0.3) as wikidata:
        assert len(wikidata.search("Boar")) == 2
    assert clock.slept[0] == 1  # on a machine under load the second attempt may be too slow as well


def test_a_server_that_stays_busy_is_left_alone(wikidata: Wikidata, service: WikidataService, clock: TestClock) -> None:
    service.faults[:] = ["failure"] * 20
    with pytest.raises(WikidataError, match=r"502 \(6 attempts\)"):
        wikidata.search("Boar")
    assert len(service.asked) == 6
    assert clock.slept == [1, 2, 4, 8, 16]


@pytest.mark.parametrize("fault", ["overrun", "overrun late"])
def test_a_query_that_the_service_stops_is_not_asked_again(fault: Fault, wikidata: Wikidata, service: WikidataService) -> None:
    service.faults[:] = [fault]
    with pytest.raises(QueryTimeoutError, match="took too long"):
        wikidata.rows(BOMBERS)
    assert len(service.asked) == 1


def test_a_wait_may_be_given_as_a_date(wikidata: Wikidata, service: WikidataService, clock: TestClock) -> None:
    service.retry_after = format_datetime(datetime.fromtimestamp(clock.time + 60, UTC), usegmt=True)
    service.faults[:] = ["busy"]
    wikidata.search("Boar")
    assert clock.slept == [60]


def test_a_wait_that_is_too_long_is_an_error_that_says_so(wikidata: Wikidata, service: WikidataService, clock: TestClock) -> None:
    service.retry_after = "3600"
    service.faults[:] = ["busy"]
    with pytest.raises(WikidataError, match=r"come back in 3,600 s"):
        wikidata.search("Boar")
    assert clock.slept == []


def test_a_refusal_is_not_argued_with(wikidata: Wikidata, service: WikidataService) -> None:
    service.faults[:] = ["forbidden", "forbidden"]
    with pytest.raises(WikidataError, match=r"refused \(403\).*contact"):
        wikidata.search("Boar")
    with pytest.raises(WikidataError, match=r"refused \(403\)"):
        wikidata.rows(BOMBERS)
    with pytest.raises(WikidataError, match="400"):
        wikidata.rows("SELECT ?x WHERE {")
    assert len(service.asked) == 3


def test_no_connection_is_one_clear_line(clock: TestClock, tmp_path: Path) -> None:
    settings = WikidataSettings(
        contact=CONTACT, query_url="http://127.0.0.1:9/sparql", api_url="http://127.0.0.1:9/w/api.php", cache=tmp_path / "c", attempts=2
    )
    with Wikidata(settings, clock=clock) as wikidata:
        for ask in (lambda: wikidata.search("Boar"), lambda: wikidata.rows(BOMBERS)):
            with pytest.raises(WikidataError, match=r"127\.0\.0\.1:9.*(refused|whole answer)") as told:
                ask()
            assert "\n" not in str(told.value)


def test_another_server_than_wikidata_is_told(service: WikidataService, clock: TestClock, tmp_path: Path) -> None:
    other = service.api_url.replace("/w/api.php", "/health")
    with client(service, clock, tmp_path, api_url=other, query_url=service.api_url) as wikidata:
        with pytest.raises(WikidataError, match="Wikibase API"):
            wikidata.search("Boar")
        with pytest.raises(WikidataError):
            wikidata.rows(BOMBERS)


def test_requests_take_turns(service: WikidataService, clock: TestClock, tmp_path: Path) -> None:
    def ask(name: str) -> None:
        with client(service, clock, tmp_path) as wikidata:
            for n in range(5):
                wikidata.search(f"{name} {n}")

    threads = [threading.Thread(target=ask, args=(name,)) for name in ("one", "two", "three")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(service.asked) == 15
    assert service.most_at_once == 1


def test_waits_are_told(service: WikidataService, clock: TestClock, tmp_path: Path) -> None:
    heard: list[str] = []
    settings = WikidataSettings(contact=CONTACT, query_url=service.query_url, api_url=service.api_url, cache=tmp_path / "c.sqlite")
    service.faults[:] = ["busy"]
    with Wikidata(settings, clock=clock, tell=heard.append) as wikidata:
        wikidata.search("Boar")
    assert heard == ["it answered 429; next attempt in 7 s"]
