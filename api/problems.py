"""The problems of each route, as its description lists them."""

from typing import Any, Literal

from pydantic import Field

from api.errors import MEDIA_TYPE
from api.models import AnswerModel

_DESCRIPTIONS = {
    400: "The body cannot be read.",
    401: "No valid API key.",
    403: "This key may not do that.",
    404: "There is no such thing here; what belongs to someone else does not exist for you.",
    409: "The request contradicts what is stored.",
    413: "The body is too large.",
    415: "The body has a media type that is not taken.",
    422: "The request makes no sense as it stands; what you sent is never repeated.",
    429: "This key has asked for too much in this time; `Retry-After` says when there is more.",
    503: "Something this service depends on is away; try again.",
    507: "There is no room to keep more; reading goes on.",
}


class Fault(AnswerModel):
    """One thing that is wrong with a request."""

    where: Literal["body", "query", "path", "header"] | None = Field(default=None, alias="in")
    pointer: str = Field(description="RFC 6901, inside the body or to the parameter.")
    code: str
    detail: str | None = None


class ProblemBody(AnswerModel):
    """RFC 9457. `type` is stable; `title` and `detail` are for people."""

    type: str = Field(examples=["urn:oujda-match:problem:not-found"])
    title: str
    status: int
    detail: str | None = None
    errors: list[Fault] | None = None


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the `responses` of a route that may answer with these problems, and with those of any route."""
    return {status: _described(status) for status in sorted({400, 401, 403, 413, 422, 429, 503, *statuses})}


def _described(status: int) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemBody"}}}
    return {"description": _DESCRIPTIONS[status], "content": content}
