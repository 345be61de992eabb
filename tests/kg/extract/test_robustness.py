"""Whatever a text is like, extraction ends, and every span that it gives is the text's own words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.model import Document

Read = Callable[..., Document]

PIECES = [
    *(
        "The army said",
        "according to",
        "Rebels",
        "KILLED",
        "12",
        "people",
        "in Mosul",
        "on Monday",
        '"',
        "“",
        "”",
        "'",
        "‘",
        "’",
        "''",
        "``",
    ),
    *(
        "\r\n",
        "\n",
        "\n\n",
        "\t",
        " | ",
        "—",
        "-",
        "•",
        "* ",
        "#",
        "&nbsp;",
        "<p>",
        "</p>",
        "https://x.org/a?b=c",
        "press@army.mil",
        "@idf",
        "#Gaza",
    ),
    *(
        "\u200b",
        "\u200e",
        "\ufeff",
        "\u00a0",
        "\u2028",
        "🚀",
        "👩‍👩‍👧",
        "é",
        "Zelenskyy",
        "Киев",
        "الجيش",
        "北京",
        "Q:",
        "A:",
        ":",
        ";",
        "?",
        "!",
        "...",
        "…",
    ),
    *(
        "he said",
        "it denied",
        "both countries",
        "the attack",
        "Brig. Gen.",
        "$2 bn",
        "40%",
        "1,000",
        "(",
        ")",
        "[",
        "]",
        "said said said",
        ",",
    ),
]


def assert_spans_are_the_text(document: Document) -> None:
    text = document.article.text
    assert all(text[m.start : m.end] == m.text and m.text for m in document.mentions)
    assert all(text[e.trigger.start : e.trigger.end] == e.trigger.text and e.trigger.text for e in document.events)
    assert all(text[t.start : t.end] == t.text for t in document.times)
    for c in document.claims:
        assert text[c.start : c.end] == c.quote and c.quote
        assert c.cue is None or text[c.cue.start : c.cue.end] == c.cue.text
        for span in (c.source, c.content):
            assert span is None or 0 <= span.start < span.end <= len(text)
    entities = {e.id for e in document.entities}
    events = {e.id for e in document.events}
    assert {m.entity for m in document.mentions} <= entities
    assert {c.claimant for c in document.claims} <= entities | {None}
    assert {a for c in document.claims for a in c.about} <= entities | events


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=30), st.sampled_from([" ", "", "  "]))
def test_texts_of_any_pieces_give_their_own_words(read: Read, pieces: list[str], between: str) -> None:
    assert_spans_are_the_text(read(between.join(pieces), "2025-06-02"))


SENTENCE = "the army said that rebels had shelled the market in Taiz and killed 12 people while drones hit a depot near Aden"


@pytest.mark.parametrize(
    "text",
    [
        " and ".join([SENTENCE] * 60),
        SENTENCE.upper(),
        f"{SENTENCE.upper()}\r\n\r\n{SENTENCE}\r\n",
        "| Town | Killed |\n|------|--------|\n| Sumy | 3 |\n| Kharkiv | 12 |\n",
        "Town\tKilled\tInjured\nSumy\t3\t4\nKharkiv\t12\t30\n",
        "* Kyiv: 3 killed\n* Odesa: 2 killed, 5 hurt\n* Lviv: none\n",
        '"We hit them, he said. "They fled. The army "confirmed it.',
        "".join(f'"{SENTENCE}, he said. ' for _ in range(40)),
        "🚀🚀 BREAKING 🚨 missiles hit Kyiv 💥 3 killed",
        "The\u200b army\u200e said\ufeff rebels\u00a0shelled\u2028Taiz.",
        "<div>Rebels shelled <b>Taiz</b> on Monday.</div><script>var killed = 12;</script>",
        ": - ; said. - said: said",
        "?" * 400,
        "a" * 5000,
        "\n" * 300,
    ],
)
def test_odd_texts_give_their_own_words(read: Read, text: str) -> None:
    assert_spans_are_the_text(read(text, "2025-06-02"))


@pytest.mark.parametrize("junk", ["https://www.army.mil/Kyiv", "press@army.mil", "<p>", "</div>", "&nbsp;", "|", "•", "#"])
def test_residue_of_pages_is_no_mention(read: Read, junk: str) -> None:
    document = read(f"Rebels shelled Taiz on Monday. For more information: {junk} \n{junk}\n")
    assert not any(junk in m.text for m in document.mentions)
