"""The description of the API, as `/openapi.json` gives it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.problems import ProblemBody

API_VERSION = "1.0.0"

DESCRIPTION = """\
CVs and openings in; ranked, explained shortlists out.

- Authenticate with `Authorization: Bearer <key>`. An *agency* has candidates, openings and rankings; an
  *employer* has openings; a *partner* sends candidates to agencies and sees only those; an *observer* sees
  figures of the region.
- Failures are problems of RFC 9457 (`application/problem+json`) with a stable `type`. They never repeat what
  you sent. What belongs to someone else does not exist for you.
- Every answer has `X-Request-Id` and `X-Elapsed-Ms`. Ranked answers name the scorer and the encoder.
- Sentences come in the language of `Accept-Language`: French, English, Spanish or Arabic.
- Lists go on with `next_cursor` until it is null.
"""


_ID_OF_NEW: Final[Mapping[str, str]] = MappingProxyType(
    {"/v1/openings": "opening_id", "/v1/candidates": "candidate_id", "/v1/sites": "site_id"}
)
"""Collections, and what the addresses of their things call the id that sending one answers with."""


def describe(app: FastAPI) -> None:
    """Complete the generated description: problems as they are really written."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _description(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # the way FastAPI documents for extending it


def _description(app: FastAPI) -> dict[str, Any]:
    description = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    _link(description["paths"])
    schemas = description["components"]["schemas"]
    problem = ProblemBody.model_json_schema(ref_template="#/components/schemas/{model}", by_alias=True)
    schemas.update(problem.pop("$defs", {}))
    schemas["ProblemBody"] = problem
    # FastAPI lists its own form of a validation error, which this API never sends.
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    return description


def _link(paths: dict[str, Any]) -> None:
    """Say which requests go on with the id that another one answers with."""
    for collection, name in _ID_OF_NEW.items():
        links = {
            operation["operationId"]: {
                "operationId": operation["operationId"],
                "parameters": {name: "$response.body#/id"},
            }
            for path, operations in paths.items()
            for operation in operations.values()
            if f"{{{name}}}" in path and path.count("{") == 1
        }
        for status, answer in paths[collection]["post"]["responses"].items():
            if status.startswith("2"):
                answer["links"] = links
    pair = "/v1/openings/{opening_id}/matches/{candidate_id}"
    operation_id = paths[pair]["get"]["operationId"]
    paths["/v1/openings/{opening_id}/matches"]["get"]["responses"]["200"]["links"] = {
        operation_id: {
            "operationId": operation_id,
            "parameters": {
                "opening_id": "$response.body#/opening_id",
                "candidate_id": "$response.body#/matches/0/candidate_id",
            },
        }
    }
