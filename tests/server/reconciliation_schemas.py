"""What the Reconciliation Service API 0.2 says of the shape of each message, as JSON Schemas written from its text.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from __future__ import annotations

from typing import Any

_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
_ADDRESS: dict[str, Any] = {"type": "string", "pattern": "^https?://"}
_TEMPLATE: dict[str, Any] = {"type": "string", "pattern": r"^https?://.*\{\{id\}\}"}


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None, *, closed: bool = True) -> dict[str, Any]:
    properties = required | (optional or {})
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": not closed}


def _array(items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, **more}


_TYPE = _object({"id": _TEXT, "name": _TEXT}, {"broader": _array(_object({"id": _TEXT, "name": _TEXT}))})
_SUGGEST = _object(
    {"service_url": _ADDRESS, "service_path": {"type": "string", "pattern": "^/"}},
    {"flyout_service_url": _ADDRESS, "flyout_service_path": {"type": "string", "pattern": r"\$\{id\}"}},
)

MANIFEST = _object(
    {
        "versions": _array(_TEXT, contains={"const": "0.2"}),
        "name": _TEXT,
        "identifierSpace": _ADDRESS,
        "schemaSpace": _ADDRESS,
    },
    {
        "defaultTypes": _array(_TYPE, uniqueItems=True),
        "documentation": _ADDRESS,
        "logo": _ADDRESS,
        "serviceVersion": _TEXT,
        "view": _object({"url": _TEMPLATE}),
        "feature_view": _object({"url": _TEMPLATE}),
        "preview": _object({"url": _TEMPLATE, "width": {"type": "integer"}, "height": {"type": "integer"}}),
        "suggest": _object({}, {"entity": _SUGGEST, "property": _SUGGEST, "type": _SUGGEST}),
        "extend": _object(
            {}, {"propose_properties": _object({"service_url": _ADDRESS, "service_path": _TEXT}), "property_settings": _array({})}
        ),
        "batchSize": {"type": "integer", "minimum": 1},
    },
)

_FEATURE = _object({"id": _TEXT, "value": {"type": ["boolean", "number"]}})
_CANDIDATE = _object(
    {"id": _TEXT, "name": _TEXT, "score": {"type": "number"}},
    {"description": {"type": "string"}, "type": _array(_TYPE), "match": {"type": "boolean"}, "features": _array(_FEATURE)},
)
RESULTS = {"type": "object", "additionalProperties": _object({"result": _array(_CANDIDATE)})}

SUGGESTED = _object(
    {
        "result": _array(
            _object(
                {"id": _TEXT, "name": _TEXT},
                {"description": {"type": "string"}, "notable": _array(_TYPE), "broader": _array(_TYPE)},
            )
        )
    }
)

FLYOUT = _object({"id": _TEXT, "html": _TEXT})

PROPOSALS = _object(
    {"properties": _array(_object({"id": _TEXT, "name": _TEXT})), "type": {"type": "string"}}, {"limit": {"type": "integer", "minimum": 0}}
)

_VALUE = {
    "oneOf": [
        _object({}),
        _object({"id": _TEXT, "name": _TEXT}, {"description": {"type": "string"}}),
        _object({"str": {"type": "string"}}),
        _object({"float": {"type": "number"}}),
        _object({"int": {"type": "integer"}}),
        _object({"date": {"type": "string", "pattern": r"^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d"}}),
    ]
}
EXTENSION = _object(
    {
        "meta": _array(_object({"id": _TEXT, "name": _TEXT}, {"type": _TYPE, "service": _ADDRESS})),
        "rows": {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": _array(_VALUE)}},
    }
)
