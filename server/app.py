"""The Flask application over a dataset: `create_app`."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from flask import Flask, Response, request

from kg.parameters import Names
from kg.queries import DatasetNames, StoredQuery, load_queries
from kg.store.interface import Dataset
from kg.vocab import PREFIXES
from server import clients, graph_store, headers, pages, problems, protocol, reconciliation, resources, void, watch
from server.access_log import OFF, AccessLog
from server.counted import Counted
from server.display import plain_duration, plain_number, spaced, split_at
from server.evaluator import Evaluator, LocalEvaluator
from server.fast import Fast
from server.gate import Gate, Plain
from server.graph import Graph, Row
from server.outbound.evaluator import Federated
from server.repeats import Repeats
from server.settings import Settings
from server.shared import Shared
from server.tally import WIDTH, Tally

if TYPE_CHECKING:
    from server.pool.evaluator import PoolEvaluator


def create_app(
    dataset: Dataset | None,
    *,
    queries: Mapping[str, StoredQuery] | None = None,
    settings: Settings | None = None,
    evaluator: Evaluator | None = None,
    shared: Shared | None = None,
) -> Flask:
    """The application: SPARQL at ``/sparql``, stored queries, pages, and linked data for the IRIs under `settings.base`.

    `queries` are the packaged ones unless given. `evaluator` answers; where there is none, this process does, from `dataset`. `shared`
    is what several processes of one server count in together.

    Raises:
        QueryError: a stored query's file is broken.
        DatelineError: the access log cannot be written.
    """
    settings = settings or (Settings(base=dataset.base) if dataset else Settings())
    if evaluator is None:
        assert dataset is not None
        evaluator = LocalEvaluator(dataset, settings.limits)
    pool = evaluator
    if settings.outbound.services:
        evaluator = Federated(evaluator, settings.outbound, settings.limits)
    shared = shared or new_shared()
    tally = Tally(shared)
    evaluator = counted = Counted(evaluator, tally)
    queries = load_queries() if queries is None else queries
    names: Names = DatasetNames(_Asked(evaluator))
    app = Flask(__name__)
    app.response_class = Plain
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body
    app.config["MAX_FORM_MEMORY_SIZE"] = settings.max_body
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(site=settings.title, spaced=spaced, split_at=split_at)
    app.jinja_env.filters["plain_number"] = plain_number
    app.jinja_env.filters["plain_duration"] = plain_duration
    site = pages.Pages(evaluator, settings, PREFIXES)
    app.register_blueprint(protocol.blueprint(evaluator, settings))
    app.register_blueprint(graph_store.blueprint(evaluator, settings))
    app.register_blueprint(reconciliation.blueprint(evaluator, settings))
    app.register_blueprint(void.blueprint(evaluator, settings))
    app.register_blueprint(pages.blueprint(site, queries, names))
    app.register_blueprint(resources.blueprint(site))
    app.register_blueprint(watch.blueprint(evaluator, settings, tally))
    app.before_request(_readable)
    app.after_request(_headers)
    problems.register(app)
    log = None if settings.access_log == OFF else AccessLog(settings.access_log, form=settings.log_form)
    repeats = app.extensions["repeats"] = Repeats(evaluator, settings, tally, log)
    fast = Fast(app, app.wsgi_app, evaluator, settings, repeats)
    gate = Gate(app, fast, settings=settings, shared=shared, tally=tally, log=log)
    app.wsgi_app = gate  # type: ignore[method-assign]
    if getattr(pool, "exchange", None) is not None:
        from server.direct import Direct  # noqa: PLC0415  needs what only a Unix has

        app.extensions["direct"] = Direct(gate, cast("PoolEvaluator", pool), counted, settings, tally, repeats)
    return app


def new_shared() -> Shared:
    """The memory that all processes of one server share, to be made before they are forked off."""
    return Shared(width=WIDTH, size=clients.SIZE)


class _Asked:
    """The evaluator as `DatasetNames` asks it: names too are looked up where queries run, not in this process."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._graph = Graph(evaluator)

    def query(self, sparql: str) -> list[Row]:
        return self._graph.rows(sparql)


def _readable() -> None:
    """Refuse an address that is none (RFC 3986, section 2): the framework would fail over its bytes somewhere."""
    if not request.query_string.isascii():
        raise problems.RequestError(HTTPStatus.BAD_REQUEST, "the address has bytes beyond ASCII; percent-encode them")


def _headers(response: Response) -> Response:
    headers.complete(response.headers, method=request.method, is_page=response.mimetype == "text/html")
    return response
