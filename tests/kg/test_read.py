"""Reading: what becomes an article, exactly as it stands, and what is passed over, with which words."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.model import Article, Skipped
from kg.read import read_articles
from kg.read.inputs import MAX_PAGE_BYTES
from kg.read.language import detect
from kg.read.text import decode

ENGLISH = "The army said that two soldiers were killed by a mine near the northern border on Monday, and that four have been wounded."
FRENCH = "Des drones russes ont frappé une centrale électrique à Soumy mardi, tuant au moins deux ouvriers, a déclaré le gouverneur."
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Mine kills two - Border Post</title>
<meta property="og:site_name" content="Border Post"><meta property="article:published_time" content="2025-03-04T09:00:00Z">
<link rel="canonical" href="https://post.example/mine"></head>
<body><nav>Home | News | Weather</nav><article><h1>Mine kills two</h1><p>{ENGLISH}</p>
<p>A spokesman for the ministry told reporters that the road had been cleared of mines in the spring of this year.</p></article>
<footer>Copyright 2019 Border Post</footer></body></html>"""


def read_one(*inputs: str, **options: Any) -> Article | Skipped:
    (found,) = read_articles(inputs, **options)
    return found


def article(found: Article | Skipped) -> Article:
    assert isinstance(found, Article), found
    return found


def reason(found: Article | Skipped) -> str:
    assert isinstance(found, Skipped), found
    return found.reason


def written(path: Path, content: str | bytes) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def lines(*articles: dict[str, Any]) -> str:
    return "".join(json.dumps(data) + "\n" for data in articles)


# ---------------------------------------------------------------- text files


def test_a_text_file_is_taken_exactly_as_it_stands(tmp_path: Path) -> None:
    text = f"  {ENGLISH}\r\n\r\n“Quoted” – and a trailing space. \n"
    found = article(read_one(written(tmp_path / "a.txt", text)))
    assert found.text == text
    assert (found.id, found.title, found.published, found.publisher) == ("a.txt", None, None, None)
    assert found.language == "en"


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1))
def test_utf_8_is_read_back_as_it_was_written(text: str) -> None:
    assert decode(text.encode("utf-8-sig")) == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides_the_encoding_and_is_no_text(tmp_path: Path, encoding: str) -> None:
    assert article(read_one(written(tmp_path / "a.txt", ENGLISH.encode(encoding)))).text == ENGLISH


def test_an_old_encoding_is_recognised(tmp_path: Path) -> None:
    text = f"{ENGLISH} Witnesses at a café in Ménaka said the army’s trucks had left the town after the attack on the déviation road."
    assert article(read_one(written(tmp_path / "a.txt", text.encode("cp1252")))).text == text


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"%PDF-1.7\n%abc\n1 0 obj", bytes(range(1, 32)) * 20])
def test_binary_data_are_no_article(tmp_path: Path, content: bytes) -> None:
    assert reason(read_one(written(tmp_path / "a.txt", content))) == "not text (binary data)"


@pytest.mark.parametrize("content", ["", " \n\t\n"])
def test_an_empty_file_is_no_article(tmp_path: Path, content: str) -> None:
    assert reason(read_one(written(tmp_path / "a.txt", content))) == "no text in it"


@pytest.mark.parametrize("content", ["", "\n \n"])
def test_json_lines_without_a_line_are_skipped_and_told(tmp_path: Path, content: str) -> None:
    assert reason(read_one(written(tmp_path / "a.jsonl", content))) == "no article in it"


def test_binary_data_under_the_name_of_json_lines_are_skipped_once(tmp_path: Path) -> None:
    assert reason(read_one(written(tmp_path / "a.jsonl", bytes(range(256)) * 20))) == "not text (binary data)"


def test_an_empty_folder_is_skipped_and_told(tmp_path: Path) -> None:
    (tmp_path / ".hidden").touch()
    assert reason(read_one(str(tmp_path))) == "no file in it"


def test_a_text_beyond_the_limit_is_refused_with_the_limit(tmp_path: Path) -> None:
    long = "The drones came at night. " * 50_000
    assert "1,300,000 characters of text, and one article may have 1,000,000" in reason(read_one(written(tmp_path / "a.txt", long)))


def test_a_huge_file_is_refused_without_reading_it_whole(tmp_path: Path) -> None:
    huge = tmp_path / "a.txt"
    with huge.open("wb") as file:
        file.truncate(10 * MAX_PAGE_BYTES)
    assert reason(read_one(str(huge))).startswith("more than 10,000,000 bytes")


def test_a_text_in_another_language_is_refused_by_name(tmp_path: Path) -> None:
    found = read_one(written(tmp_path / "a.txt", FRENCH))
    assert reason(found) == "not in English (its language seems to be 'fr')"
    assert article(read_one(str(tmp_path / "a.txt"), check_language=False)).text == FRENCH


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        (FRENCH, "fr"),
        ("Russische Drohnen haben am Dienstag ein Kraftwerk in Sumy getroffen und mindestens zwei Arbeiter getötet.", "de"),
        ("Drones rusos atacaron el martes una central eléctrica en Sumy y mataron al menos a dos trabajadores.", "es"),
        ("Droni russi hanno colpito martedì una centrale elettrica a Sumy, uccidendo almeno due operai, ha detto il governatore.", "it"),
        ("Russische drones hebben dinsdag een elektriciteitscentrale in Soemy getroffen, waarbij twee arbeiders omkwamen.", "nl"),
        ("Rosyjskie drony uderzyły we wtorek w elektrownię w Sumach, zabijając co najmniej dwóch pracowników.", "pl"),
        ("Російські дрони у вівторок вдарили по електростанції в Сумах, загинули щонайменше двоє працівників.", "uk"),
        ("Rus insansız hava araçları salı günü Sumi'deki bir elektrik santralini vurdu, en az iki işçi öldü.", "tr"),
        ("قصفت طائرات مسيرة روسية محطة كهرباء في سومي يوم الثلاثاء مما أسفر عن مقتل عاملين على الأقل", "ar"),
        ("רחפנים רוסיים תקפו ביום שלישי תחנת כוח בסומי והרגו לפחות שני עובדים", "he"),
        ("Российские беспилотники атаковали электростанцию в Сумах, погибли двое рабочих.", "ru"),
        ("Airstrikes kill 12 in Idlib", None),
        ("Kadyrov", None),
        ("117 drones, 41 aircraft", None),
    ],
)
def test_a_language_is_told_only_where_it_is_plain(text: str, language: str | None) -> None:
    assert detect(text) in (language, "en" if language is None else language)


def test_no_gold_text_is_refused_for_its_language() -> None:
    gold = Path(__file__).parents[3] / "shared" / "gold"
    if not gold.is_dir():
        pytest.skip("the gold texts are not part of the project")
    texts = [json.loads(line)["text"] for file in sorted(gold.glob("*.jsonl")) for line in file.open(encoding="utf-8")]
    assert len(texts) > 2_000
    assert [text for text in texts if detect(text) not in ("en", None)] == []


# ---------------------------------------------------------------- dates


def test_the_users_date_fills_in_what_a_text_cannot_say(tmp_path: Path) -> None:
    found = article(read_one(written(tmp_path / "a.txt", ENGLISH), published=dt.date(2025, 6, 2), publisher="Desk"))
    assert (found.published, found.publisher) == (dt.date(2025, 6, 2), "Desk")


def test_the_users_date_overrules_a_page_but_not_a_line_of_jsonl(tmp_path: Path) -> None:
    page = written(tmp_path / "a.html", PAGE)
    line = written(tmp_path / "b.jsonl", lines({"id": "b", "text": ENGLISH, "published": "2024-01-01"}, {"id": "c", "text": ENGLISH}))
    found = [article(one).published for one in read_articles([page, line], published=dt.date(2025, 6, 2))]
    assert found == [dt.date(2025, 6, 2), dt.date(2024, 1, 1), dt.date(2025, 6, 2)]


# ---------------------------------------------------------------- pages


@pytest.mark.parametrize("name", ["a.html", "a.unknown"])
def test_a_page_gives_its_text_and_what_it_says_of_itself(tmp_path: Path, name: str) -> None:
    found = article(read_one(written(tmp_path / name, PAGE)))
    assert ENGLISH in found.text
    assert "Weather" not in found.text
    assert found == Article(
        id=name,
        text=found.text,
        title="Mine kills two",
        published=dt.date(2025, 3, 4),
        url="https://post.example/mine",
        publisher="Border Post",
        language="en",
    )


SHORT = "Взрыв на мосту"


@pytest.mark.parametrize(
    "head", ['<meta charset="windows-1251">', '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">']
)
def test_a_page_is_decoded_as_it_declares(tmp_path: Path, head: str) -> None:
    page = f"<html><head>{head}<title>{SHORT}</title></head><body><p>{ENGLISH} {SHORT}</p></body></html>"
    assert SHORT in article(read_one(written(tmp_path / "a.html", page.encode("windows-1251")))).text


def test_a_page_that_declares_no_known_encoding_is_guessed(tmp_path: Path) -> None:
    page = PAGE.replace("<head>", '<head><meta charset="nonsense">').replace("spokesman", "spokesman’s café").encode("windows-1252")
    assert "café" in article(read_one(written(tmp_path / "a.html", page))).text


def test_a_copyright_year_is_no_date_of_publication(tmp_path: Path) -> None:
    page = PAGE.replace('<meta property="article:published_time" content="2025-03-04T09:00:00Z">', "")
    assert article(read_one(written(tmp_path / "a.html", page))).published is None


def test_a_page_without_an_article_is_skipped(tmp_path: Path) -> None:
    found = read_one(written(tmp_path / "a.html", "<html><body></body></html>"))
    assert reason(found).startswith("no article text found in the page")


# ---------------------------------------------------------------- JSON lines


def test_a_line_of_jsonl_is_taken_as_given(tmp_path: Path) -> None:
    data = {
        "id": "x1",
        "text": f" {ENGLISH}\r\n",
        "title": "Mine",
        "published": "2025-03-04T23:30:00+02:00",
        "url": "https://a.example",
        "publisher": "P",
    }
    found = article(read_one(written(tmp_path / "a.jsonl", lines(data))))
    assert found == Article(
        id="x1",
        text=f" {ENGLISH}\r\n",
        title="Mine",
        published=dt.date(2025, 3, 4),
        url="https://a.example",
        publisher="P",
        language="en",
    )


def test_broken_lines_are_named_and_the_others_read(tmp_path: Path) -> None:
    good = json.dumps({"id": 7, "text": ENGLISH})
    path = written(
        tmp_path / "a.jsonl",
        "\n".join(
            [
                "\ufeff" + good,
                "",
                "{bad",
                "[1]",
                '{"id": "a"}',
                '{"text": 3}',
                '{"text": "x", "published": "2025-02-30"}',
                '{"text": "\\ud800"}',
                '{"article": {"id": "a"}}',
                json.dumps({"text": ENGLISH}),
            ]
        ),
    )
    found = list(read_articles([path]))
    assert [one.id for one in found if isinstance(one, Article)] == ["7", f"{path}:10"]
    skipped = {one.input.rpartition(":")[2]: one.reason for one in found if isinstance(one, Skipped)}
    assert skipped == {
        "3": "not JSON (Expecting property name enclosed in double quotes at character 2)",
        "4": 'not a JSON object {"id": …, "text": …}',
        "5": 'no "text"',
        "6": '"text" is not a string',
        "7": "\"published\" is '2025-02-30', not a date YYYY-MM-DD",
        "8": "not valid Unicode (it has unpaired surrogates)",
        "9": "a document that was extracted already, not an article",
    }


# ---------------------------------------------------------------- folders, standard input


def test_a_folder_is_read_in_the_order_of_names_and_hidden_files_are_not(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/.hidden.txt", ".git/c.txt", "c.HTM"):
        written(tmp_path / name, PAGE if name.endswith("HTM") else ENGLISH)
    picture = written(tmp_path / "a/map.jpg", b"\xff\xd8")
    found = list(read_articles([str(tmp_path)]))
    assert [one.id for one in found if isinstance(one, Article)] == ["b.txt", "c.HTM", "a/z.txt"]
    assert [one.input for one in found if isinstance(one, Skipped)] == [picture]


@pytest.mark.parametrize(
    ("content", "id"), [(ENGLISH, "stdin"), (PAGE, "stdin"), (lines({"id": "x", "text": ENGLISH}), "x"), ("\n" + ENGLISH, "stdin")]
)
def test_standard_input_is_told_by_its_first_bytes(content: str, id: str) -> None:
    found = article(read_one("-", stdin=io.BytesIO(content.encode())))
    assert found.id == id
    assert ENGLISH in found.text


def test_jsonl_on_standard_input_is_read_as_it_comes() -> None:
    class OneLine(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            assert not self.tell(), "more than one line was read before its article was given out"
            return super().readline(size)

    articles = read_articles(["-"], stdin=OneLine(lines({"id": "x", "text": ENGLISH}, {"id": "y", "text": ENGLISH}).encode()))
    assert article(next(articles)).id == "x"


def test_a_missing_input_is_an_error_before_anything_is_read(tmp_path: Path) -> None:
    first = written(tmp_path / "a.txt", ENGLISH)
    with pytest.raises(InputError, match=r"nowhere\.txt: there is no such file or folder"):
        read_articles([first, str(tmp_path / "nowhere.txt")])


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("/corpus/" * 30 + "nowhere.txt", "/corpus/" * 30 + "nowhere.txt: there is no such file or folder"),
        ("x" * 5000, "x" * 80 + "…: there is no such file or folder"),
        (
            "ftp://example.org/a.txt",
            "ftp://example.org/a.txt: there is no such file or folder; of addresses, http:// and https:// are read",
        ),
        (ENGLISH * 20, ENGLISH[:80] + "…: there is no such file or folder; a text goes to standard input (dateline extract - < story.txt)"),
    ],
)
def test_what_can_be_no_input_at_all_is_one_line_too(name: str, line: str) -> None:
    with pytest.raises(InputError) as caught:
        read_articles([name])
    assert str(caught.value) == line


# ---------------------------------------------------------------- the web


@contextmanager
def served(status: int, kind: str, body: bytes, location: str | None = None) -> Iterator[str]:
    """A server on the loopback that gives one answer to everything."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if location:
                self.send_header("Location", location)
            self.end_headers()
            with suppress(BrokenPipeError, ConnectionResetError):  # the reader hangs up on a large answer
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Be quiet."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/story"
        server.shutdown()
        thread.join()


def test_a_page_is_fetched_and_known_by_its_address() -> None:
    with served(200, "text/html; charset=utf-8", PAGE.encode()) as url:
        found = article(read_one(url))
    assert (found.id, found.url, found.publisher) == (url, url, "Border Post")


def test_plain_text_is_fetched_as_it_stands() -> None:
    with served(200, "text/plain", ENGLISH.encode()) as url:
        assert article(read_one(url)).text == ENGLISH


def test_an_answer_is_decoded_as_its_header_says() -> None:
    with served(200, "text/plain; charset=windows-1251", f"{ENGLISH} {SHORT}".encode("windows-1251")) as url:
        assert SHORT in article(read_one(url)).text


@pytest.mark.parametrize(
    ("status", "kind", "body", "expected"),
    [
        (404, "text/html", b"gone", "the server answered 404 Not Found"),
        (200, "image/png", b"\x89PNG\0\0", "not text (image/png)"),
        (200, "application/json", b'{"a": 1}', "neither a page nor plain text (application/json)"),
        (200, "text/plain", b"x" * (MAX_PAGE_BYTES + 1), "more than 10,000,000 bytes"),
    ],
)
def test_an_address_without_an_article_is_skipped(status: int, kind: str, body: bytes, expected: str) -> None:
    with served(status, kind, body) as url:
        assert reason(read_one(url)) == expected


def test_no_redirect_leads_to_a_file() -> None:
    with served(302, "text/plain", b"", location="file:///etc/hostname") as url:
        assert reason(read_one(url)).startswith("cannot be fetched")


def test_a_server_that_is_not_there_is_skipped_in_one_line() -> None:
    with served(200, "text/plain", b"") as url:
        pass
    found = reason(read_one(url))
    assert found.startswith("cannot be fetched (")
    assert "\n" not in found
