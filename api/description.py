"""The description of the API, as `/openapi.json` gives it."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.problems import ProblemBody

API_VERSION = "1.0.0"

DESCRIPTION = """\
CVs and openings in; ranked, explained shortlists out.

- Authenticate with `Authorization: Bearer <key>`. An *agency* has candidates, openings and rankings; an
  *employer* has openings; a *partner* sends candidates to agencies and sees only those.
- Failures are problems of RFC 9457 (`application/problem+json`) with a stable `type`. They never repeat what
  you sent. What belongs to someone else does not exist for you.
- Every answer has `X-Request-Id` and `X-Elapsed-Ms`. Ranked answers name the scorer and the encoder.
- Sentences come in the language of `Accept-Language`: French, English, Spanish or Arabic.
- Lists go on with `next_cursor` until it is null.
"""


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
    schemas = description["components"]["schemas"]
    problem = ProblemBody.model_json_schema(ref_template="#/components/schemas/{model}", by_alias=True)
    schemas.update(problem.pop("$defs", {}))
    schemas["ProblemBody"] = problem
    # FastAPI lists its own form of a validation error, which this API never sends.
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    return description
