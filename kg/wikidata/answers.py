"""What the services answer: read, or told in a few words why it cannot be."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import urllib3

from kg.errors import WikidataError
from kg.wikidata.patience import NotNowError

MOST_BYTES = 200_000_000
"""Of one answer: what is longer is none that a sane server gives (fifty countries with all statements come to some tens of millions)."""
QID = re.compile(r"Q[1-9]\d*")
_CHUNK = 1_000_000


def to_title(title: str) -> str:
    """A page title as MediaWiki writes it; empty where it cannot be one."""
    title = " ".join(title.replace("_", " ").split())
    return "" if "|" in title else title[:1].upper() + title[1:]


def read_entities(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """The records of a `wbgetentities` by their keys."""
    found = answer.get("entities")
    if not isinstance(found, dict):
        raise WikidataError("Wikidata: an answer without entities; is the address that of a Wikibase API (…/w/api.php)?")
    return found


def refused_id(answer: Mapping[str, Any]) -> str | None:
    """The id that the API says there cannot be; None: it took all of them."""
    error = answer.get("error")
    return str(error.get("id", "")) if isinstance(error, dict) else None


def read_hits(answer: Mapping[str, Any]) -> list[dict[str, str | None]]:
    """What `wbsearchentities` found."""
    found = answer.get("search")
    if not isinstance(found, list):
        raise WikidataError("Wikidata: an answer without search results; is the address that of a Wikibase API (…/w/api.php)?")
    return [
        {"id": hit["id"], "label": hit.get("label"), "description": hit.get("description"), "matched": (hit.get("match") or {}).get("text")}
        for hit in found
        if isinstance(hit, dict) and QID.fullmatch(str(hit.get("id", "")))
    ]


def read_rows(body: bytes) -> list[dict[str, str]]:
    """The rows of SPARQL results in JSON."""
    answer = read_json(body)
    try:
        return [{name: term["value"] for name, term in row.items()} for row in answer["results"]["bindings"]]
    except (KeyError, TypeError, AttributeError) as error:
        raise WikidataError("Wikidata: an answer that is no table of results; is the address that of a SPARQL service?") from error


def read_json(body: bytes) -> dict[str, Any]:
    """The answer as JSON. One cut off in the middle is as good as none: the query service ends so when it runs out of time."""
    try:
        answer = json.loads(body)
    except ValueError as error:
        raise NotNowError("the answer is cut off or no JSON") from error
    if not isinstance(answer, dict):
        raise NotNowError("the answer is no JSON object")
    return answer


def read_whole(response: Any) -> bytes:
    """The body of a response, if it is not too long."""
    body: bytes = response.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise WikidataError(f"Wikidata: an answer of more than {MOST_BYTES:,} bytes")
    return body


def read_stream(response: urllib3.BaseHTTPResponse) -> bytes:
    """The body of a streamed response, if it is not too long."""
    body = bytearray()
    for chunk in response.stream(_CHUNK, decode_content=True):
        body += chunk
        if len(body) > MOST_BYTES:
            raise WikidataError(f"Wikidata: an answer of more than {MOST_BYTES:,} bytes")
    return bytes(body)


def said(error: Mapping[str, Any]) -> str:
    """The API's error in one line."""
    return one_line(f"{error.get('code', 'error')}: {error.get('info', '')}".rstrip(": "))


def one_line(text: str) -> str:
    """The beginning of a text, without tags and line breaks."""
    line = " ".join(re.sub(r"<[^<>]{1,200}>", " ", text).split())
    return line if len(line) <= 200 else line[:200] + "…"


def cause(error: BaseException) -> str:
    """What went wrong, in a few words: the innermost reason."""
    while isinstance(reason := getattr(error, "reason", None), Exception):
        error = reason
    if isinstance(error, TimeoutError | urllib3.exceptions.TimeoutError) and not isinstance(error, urllib3.exceptions.NewConnectionError):
        return "no answer in time"
    text = str(error).rpartition("): ")[2] or type(error).__name__
    return f"no whole answer ({one_line(text)})"
