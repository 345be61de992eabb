"""Measuring a SPARQL text before an engine sees it, and telling where it is broken."""

from __future__ import annotations

from itertools import pairwise

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.sparql import Limits, check, kind_of, position, shape, syntax_error, tokens

LIMITS = Limits()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("SELECT * WHERE { ?s ?p ?o }", "select"),
        ("select?s{?s ?p ?o}", "select"),
        ("SELECTDISTINCT?s{?s ?p ?o}", "select"),
        ("# ASK {}\nPREFIX ask: <http://x/> ASK {}", "ask"),
        ("BASE <http://select/> PREFIX select: <http://x/> CONSTRUCT WHERE { ?s ?p ?o }", "construct"),
        ("DESCRIBE <http://x/>", "describe"),
        ("PREFIX : <http://x/> INSERT DATA { :a :b :c }", "update"),
        ("WITH <http://x/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "update"),
        ("", None),
        ("what is this", None),
    ],
)
def test_the_form_is_the_first_word_after_the_prologue(text: str, kind: str | None) -> None:
    assert kind_of(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * WHERE { SERVICE <http://x/> { ?s ?p ?o } }",
        "SELECT * WHERE { service silent ?x { ?s ?p ?o } }",
        "SELECT * WHERE { \\u0053ERVICE <http://x/> { ?s ?p ?o } }",
        # The engine needs no space around a keyword, and reads a name that begins with one as the keyword.
        "PREFIX : <http://x/> SELECT * WHERE { SERVICE:x{ ?s ?p ?o } }",
        "SELECT * WHERE { ?s ?p trueSERVICE<http://x/>{ ?s ?p ?o } }",
        "SELECT * WHERE { ?s ?p 1SERVICE<http://x/>{ ?s ?p ?o } }",
        "SELECT * WHERE { SERVICESILENT<http://x/>{ ?s ?p ?o } }",
        # "<" is less-than to the engine and the beginning of an IRI to a lexer.
        "SELECT * WHERE { ?s ?p ?a, ?b FILTER(?a<?b)SERVICE?s#>\n{ ?s ?p ?o } }",
    ],
)
def test_a_call_to_another_service_is_refused_however_it_is_written(text: str) -> None:
    with pytest.raises(QueryError, match="SERVICE is not allowed here"):
        check(text, LIMITS)


@pytest.mark.parametrize("text", ["LOAD <http://x/>", "INSERT DATA {} ; LOAD SILENT <http://x/>", "INSERT DATA{};LOADSILENT<http://x/>"])
def test_loading_from_the_web_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="LOAD is not allowed here"):
        check(text, LIMITS)


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * WHERE { ?service ?load "SERVICE <http://x/> {" }',
        "SELECT * WHERE { ?s <http://x/service/load> ?o } # SERVICE",
        "PREFIX x: <http://x/> SELECT * WHERE { ?s x:service ?o . _:service ?p '''it's SERVICE''' }",
        "SELECT * WHERE { ?s ?p 'x'@service }",
    ],
)
def test_the_words_are_free_in_names_strings_and_comments(text: str) -> None:
    assert check(text, LIMITS).calls == ()


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * WHERE " + "{" * 20_000 + "}" * 20_000,
        "SELECT * WHERE { ?s ?p ?o FILTER(" + "(" * 20_000 + "?o" + ")" * 20_000 + ") }",
        "SELECT * WHERE { ?s ?p " + "[ ?p " * 200 + "1" + "]" * 200 + " }",
        # Parentheses hidden in what a lexer takes for IRIs.
        "SELECT * WHERE { ?s ?p ?a FILTER(?a<" + "(" * 300 + "?a#>\n" + ")" * 300 + ") }",
    ],
)
def test_what_nests_too_deep_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match=r"nested [\d,]+ deep; at most 100 levels"):
        check(text, LIMITS)


@pytest.mark.parametrize("part", ["OPTIONAL { ?s ?p ?o }", "MINUS { ?s ?p ?o }", "BIND(1 AS ?x) "])
def test_what_makes_the_algebra_too_deep_is_refused_though_it_does_not_nest(part: str) -> None:
    with pytest.raises(QueryError, match=r"groups and BINDs; at most 500"):
        check("SELECT * WHERE { " + part * 4_000 + " }", LIMITS)


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(QueryError, match="200,007 characters; at most 100,000"):
        check("ASK {} #" + "x" * 199_999, LIMITS)


@given(text=st.text(alphabet=st.sampled_from("{}()<>\"'\\#?:@_ .;\nSELECTservice0é"), max_size=60))
def test_scanning_never_fails_and_keeps_the_order_of_the_text(text: str) -> None:
    found = list(tokens(text))
    assert all(token.text == text[token.start : token.end] for token in found)
    assert all(first.end <= second.start for first, second in pairwise(found))
    assert shape(text).depth <= len(text)


def complaint(text: str) -> str:
    with pytest.raises(SyntaxError) as caught:
        ox.Store().query(text)
    return str(syntax_error(text, str(caught.value)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT * WHERE {\n  ?s ?p ; }", 'query: syntax error in line 2, column 11: "}" is not expected here'),
        ("SELECT * WHERE { ?s ?p ?o", "query: syntax error in line 1, column 26: the text ends too early"),
        ("SELECT * WHERE { ?s x:p ?o }", "query: syntax error in line 1, column 21: the prefix x: is not declared"),
        (
            "SELECT ?x (COUNT(?y) AS ?n) WHERE { ?x ?p ?y }",
            "query: syntax error in line 1, column 47: The SELECT contains a variable that is unbound",
        ),
    ],
)
def test_a_syntax_error_is_one_line_that_says_where_and_why(text: str, message: str) -> None:
    assert complaint(text) == message
    assert position(message) is not None


PIECES = (
    "SELECT ASK CONSTRUCT DESCRIBE INSERT DELETE DATA PREFIX BASE WHERE BIND OPTIONAL SERVICE LOAD ?x a: :b <urn:x:y> { } ( ) [ ] '{{{((('",
    '"service" # \n 7 . ; <a)service \\u0053ERVICE truesERVICE Select LOADER prefix select:',
)


PIECES = (
    "SELECT ASK CONSTRUCT DESCRIBE INSERT DELETE DATA PREFIX BASE WHERE BIND OPTIONAL SERVICE LOAD ?x a: :b <urn:x:y> { } ( ) [ ] '{{{((('",
    '"service" # \n 7 . ; <a)service \\u0053ERVICE truesERVICE Select LOADER prefix select:',
)


@given(st.lists(st.sampled_from([word for piece in PIECES for word in piece.split(" ")]), max_size=40))
def test_the_short_way_to_check_a_text_never_says_other_than_the_long_way(words: list[str]) -> None:
    text, limits = " ".join(words), Limits(depth=6, groups=4)
    long = shape(text)
    refused = bool(long.calls) or long.depth > limits.depth or long.groups > limits.groups
    try:
        found = check(text, limits)
    except QueryError:
        assert refused
    else:
        assert not refused and found.kind == long.kind
