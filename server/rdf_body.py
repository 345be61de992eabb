"""RDF in the body of a request: read whole, or refused with line and column; nothing in it makes this server fetch or grow."""

from __future__ import annotations

import re
from http import HTTPStatus

import pyoxigraph as ox
from flask import Request
from werkzeug.datastructures import FileStorage

from kg.results import GRAPH_FORMATS
from server.problems import RequestError

MULTIPART = "multipart/form-data"
_ENTITY = re.compile(r"<!ENTITY\s+([^\s%]+)\s+(?:\"([^\"]*)\"|'([^']*)')")
_DECLARATION = "<!ENTITY"


def read_triples(request: Request, *, base: str, most: int) -> list[ox.Triple]:
    """The triples of a body, or of all files of a form. Blank nodes of different files stay apart.

    Args:
        base: what relative IRIs are resolved against.
        most: bytes to which the entities of RDF/XML may grow.

    Raises:
        RequestError: 415 for a type that is no RDF, 400 for what cannot be read, or holds named graphs.
    """
    if request.mimetype != MULTIPART:
        _check_charset(request.mimetype_params.get("charset"))
        return _parse(request.get_data(), _format(request.mimetype, ""), base, most, "body")
    files = [file for _, file in request.files.items(multi=True)]
    if not files:
        raise RequestError(HTTPStatus.BAD_REQUEST, "the form has no file with RDF")
    return [triple for file in files for triple in _of_file(file, base, most)]


def _of_file(file: FileStorage, base: str, most: int) -> list[ox.Triple]:
    _check_charset(file.mimetype_params.get("charset"))
    name = file.filename or file.name or "file"
    return _parse(file.read(), _format(file.mimetype, name), base, most, name)


def _check_charset(charset: str | None) -> None:
    if charset is not None and charset.lower() not in ("utf-8", "utf8"):
        raise RequestError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "the body is to be UTF-8")


def _format(media_type: str, name: str) -> ox.RdfFormat:
    for form in GRAPH_FORMATS:
        if media_type in (form.media_type, *form.aliases) or (not media_type and name.endswith(f".{form.ending}")):
            assert isinstance(form.engine, ox.RdfFormat)
            return form.engine
    offered = ", ".join(form.media_type for form in GRAPH_FORMATS)
    raise RequestError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"{media_type or 'no content type'}: RDF is taken as {offered}")


def _parse(data: bytes, form: ox.RdfFormat, base: str, most: int, what: str) -> list[ox.Triple]:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RequestError(HTTPStatus.BAD_REQUEST, f"{what}: no UTF-8 (at byte {error.start + 1:,})") from None
    if form == ox.RdfFormat.RDF_XML:
        _check_entities(text, most, what)
    triples = []
    try:
        for quad in ox.parse(text, format=form, base_iri=base, rename_blank_nodes=True):
            if quad.graph_name != ox.DefaultGraph():
                detail = f"{what}: names the graph {quad.graph_name}; a graph is written without graphs of its own"
                raise RequestError(HTTPStatus.BAD_REQUEST, detail)
            triples.append(quad.triple)
    except (SyntaxError, ValueError) as error:
        raise RequestError(HTTPStatus.BAD_REQUEST, f"{what}: {_told(error)}") from None
    return triples


def _told(error: Exception) -> str:
    """The parser's complaint: where, then what."""
    line, column = getattr(error, "lineno", None), getattr(error, "offset", None)
    message = " ".join(str(getattr(error, "msg", None) or error).split())
    reason = re.sub(r"^Parser error (?:at|between) .*?\d+: ", "", message)
    return f"syntax error in line {line}, column {column}: {reason}" if line and column else f"syntax error: {reason}"


def _check_entities(text: str, most: int, what: str) -> None:
    """The parser replaces entities without a limit: ten that name each other ten times make a gigabyte of a hundred bytes."""
    declared = _ENTITY.findall(text)
    values = {name: double or single for name, double, single in declared}
    size = len(text) + sum(text.count(f"&{name};") * len(value) for name, value in values.items())
    if text.count(_DECLARATION) != len(values) or any("&" in value for value in values.values()) or size > most:
        raise RequestError(HTTPStatus.BAD_REQUEST, f"{what}: its XML entities name each other or grow too large; write them out")
