"""Every failure as an RFC 9457 problem: one table from error class to status, type and title.

The type is stable and is what a client tests; title and detail are for people and may change.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from api.validation import known_names, safe_faults
from matching import errors as matching_errors
from matching.ranking.criteria import feature_names
from service import errors as service_errors

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:oujda-match:problem:"
RETRY_AFTER_SECONDS = 2
FULL_RETRY_AFTER_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """What a client sees of a kind of failure. `type` is completed by TYPE_PREFIX."""

    status: int
    type: str
    title: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One failure, ready to be written: detail, further members of the body, further headers."""

    problem: Problem
    detail: str | None = None
    members: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


MALFORMED = Problem(400, "malformed-request", "The request cannot be read.")
NOT_AUTHENTICATED = Problem(401, "not-authenticated", "A valid API key is needed.")
NOT_PERMITTED = Problem(403, "not-permitted", "This key may not do that.")
NOT_FOUND = Problem(404, "not-found", "There is no such thing here.")
CONFLICT = Problem(409, "conflict", "The request contradicts what is stored.")
TOO_LARGE = Problem(413, "too-large", "The request body is too large.")
INVALID = Problem(422, "invalid-request", "The request makes no sense as it stands.")
DOCUMENT_REJECTED = Problem(422, "document-rejected", "The document cannot be read.")
UNREADABLE_TEXT = Problem(422, "unreadable-text", "The text cannot be read.")
UNKNOWN_CONCEPT = Problem(422, "unknown-concept", "The taxonomy has no such concept.")
UNKNOWN_FEATURE = Problem(422, "unknown-feature", "The scorer has no such feature.")
QUOTA_EXCEEDED = Problem(429, "quota-exceeded", "This key has asked for too much in this time.")
INTERNAL = Problem(500, "internal", "Something went wrong on our side.")
UNAVAILABLE = Problem(503, "unavailable", "Something this service depends on is away.")
STORAGE_FULL = Problem(507, "storage-full", "There is no room for more.")

PROBLEMS: Final[Mapping[type[Exception], Problem]] = MappingProxyType(
    {
        service_errors.ServiceError: INTERNAL,
        service_errors.NotFound: NOT_FOUND,
        service_errors.Conflict: CONFLICT,
        service_errors.NotPermitted: NOT_PERMITTED,
        service_errors.NotAuthenticated: NOT_AUTHENTICATED,
        service_errors.InvalidRequest: INVALID,
        service_errors.DocumentRejected: DOCUMENT_REJECTED,
        service_errors.QuotaExceeded: QUOTA_EXCEEDED,
        service_errors.StorageFull: STORAGE_FULL,
        service_errors.Unavailable: UNAVAILABLE,
        service_errors.UnfitToServe: INTERNAL,
        service_errors.JobFailed: INTERNAL,
        matching_errors.MatchingError: INTERNAL,
        matching_errors.UnreadableText: UNREADABLE_TEXT,
        matching_errors.UnknownConcept: UNKNOWN_CONCEPT,
        matching_errors.EncoderMismatch: UNAVAILABLE,
        matching_errors.FeatureMismatch: UNKNOWN_FEATURE,
    }
)

_STATUS_PROBLEMS: Final[Mapping[int, Problem]] = MappingProxyType(
    {
        400: MALFORMED,
        401: NOT_AUTHENTICATED,
        403: NOT_PERMITTED,
        404: NOT_FOUND,
        405: Problem(405, "method-not-allowed", "This address does not take that method."),
        413: TOO_LARGE,
        415: Problem(415, "unsupported-media-type", "The body has a media type that is not taken here."),
    }
)


def problem_response(answer: Answer) -> Response:
    """Return the problem as `application/problem+json`, in ASCII so that no text can break it."""
    problem = answer.problem
    body = {"type": TYPE_PREFIX + problem.type, "title": problem.title, "status": problem.status}
    if answer.detail is not None and answer.detail != problem.title:
        body["detail"] = answer.detail
    return Response(
        json.dumps({**body, **answer.members}, ensure_ascii=True, allow_nan=False),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers=dict(answer.headers),
    )


def answer_to(error: Exception) -> Answer:  # noqa: PLR0911  one case per kind of error
    """Return what a client is told of an error of `service` or `matching`.

    Messages of `service` are written for clients and hold nothing a client sent; those of `matching` may
    quote what was sent, so only their kind is told.
    """
    problem = next(PROBLEMS[cls] for cls in type(error).__mro__ if cls in PROBLEMS)
    match error:
        case service_errors.InvalidRequest(field=str() as at_fault):
            fault = {"pointer": "/" + at_fault.replace(".", "/"), "code": "invalid"}
            return Answer(problem, detail=str(error), members={"errors": [fault]})
        case service_errors.DocumentRejected():
            return Answer(problem, detail=str(error), members={"reason": error.reason.value})
        case service_errors.Unavailable():
            retry = {"Retry-After": str(RETRY_AFTER_SECONDS)}
            return Answer(problem, members={"dependency": error.dependency}, headers=retry)
        case service_errors.QuotaExceeded():
            retry = {"Retry-After": str(error.retry_after_seconds)}
            return Answer(problem, detail=str(error), members={"quota": error.quota}, headers=retry)
        case service_errors.StorageFull():
            return Answer(problem, detail=str(error), headers={"Retry-After": str(FULL_RETRY_AFTER_SECONDS)})
        case service_errors.NotAuthenticated():
            return Answer(problem, headers={"WWW-Authenticate": "Bearer"})
        case matching_errors.FeatureMismatch():
            return Answer(problem, detail=f"The features are: {', '.join(sorted(feature_names()))}.")
        case service_errors.ServiceError() if problem.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            return Answer(problem, detail=str(error))
        case _:
            return Answer(problem)


def install_error_handlers(app: FastAPI) -> None:
    """Make every failure of the application answer as a problem."""
    app.add_exception_handler(service_errors.ServiceError, _on_domain_error)
    app.add_exception_handler(matching_errors.MatchingError, _on_domain_error)
    app.add_exception_handler(HTTPException, _http_handler(app))
    app.add_exception_handler(RequestValidationError, _validation_handler(app))


async def _on_domain_error(_request: Request, error: Exception) -> Response:
    return problem_response(answer_to(error))


def _http_handler(app: FastAPI) -> Callable[[Request, Exception], Any]:
    async def on_http_exception(request: Request, error: Exception) -> Response:
        """Answer what the framework refuses; its `detail` may quote the request and is not passed on."""
        assert isinstance(error, HTTPException)
        problem = _STATUS_PROBLEMS.get(error.status_code)
        if problem is None:
            problem = Problem(error.status_code, "http", HTTPStatus(error.status_code).phrase)
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            # The framework names the methods of the first route at this address, and forgets the others.
            headers["Allow"] = ", ".join(allowed_methods(app, request.scope["path"]))
        return problem_response(Answer(problem, headers=headers))

    return on_http_exception


def allowed_methods(app: FastAPI, path: str) -> list[str]:
    """Return the methods that some route takes at an address."""
    templates = app.openapi()["paths"]
    return sorted(
        method.upper()
        for template, methods in templates.items()
        if compile_path(template)[0].fullmatch(path)
        for method in methods
    )


def _validation_handler(app: FastAPI) -> Callable[[Request, Exception], Any]:
    async def on_validation_error(_request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        faults = error.errors()
        if any(fault["type"] == "json_invalid" for fault in faults):
            return problem_response(Answer(MALFORMED, detail="The body is not JSON."))
        return problem_response(
            Answer(INVALID, members={"errors": safe_faults(faults, names=known_names(app))})
        )

    return on_validation_error
