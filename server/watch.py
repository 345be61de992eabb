"""How the server is: ``/health`` for those who start and stop it, ``/metrics`` for Prometheus."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST

from server.evaluator import Evaluator
from server.settings import Settings
from server.tally import Tally


def blueprint(evaluator: Evaluator, settings: Settings, tally: Tally) -> Blueprint:
    """The two addresses; ``/metrics`` only if the settings say so."""
    routes = Blueprint("watch", __name__)

    @routes.get("/health")
    def health() -> Response:
        state = evaluator.state()
        response = jsonify(status="ok" if state.ready else "unavailable", **({"detail": state.detail} if state.detail else {}))
        response.status_code = (HTTPStatus.OK if state.ready else HTTPStatus.SERVICE_UNAVAILABLE).value
        response.headers["Cache-Control"] = "no-store"
        return response

    if settings.metrics == "on":

        @routes.get("/metrics")
        def metrics() -> Response:
            body = tally.text(lambda: evaluator.state().measures)
            return Response(body, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})

    return routes
