"""Around every request: an id, its time, headers of safety, one log line, and a 500 that tells nothing."""

import re
import time
import traceback
import uuid

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import INTERNAL, Answer, problem_response
from api.metrics import Metrics
from service.quotas.use_cases import policy_field, standing_field

LOG = structlog.stdlib.get_logger("api")

_SAFE_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_FIXED_HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
)
_NOTHING_TO_LOAD = "default-src 'none'; frame-ancestors 'none'"


class AnswerCutShort(Exception):
    """Half an answer was out when something failed, so the server has to cut the connection.

    Stands in for the failure itself, whose message the server would write to its log.
    """


class RequestContextMiddleware:
    """Outermost layer of the application.

    An `X-Request-Id` of the client is kept where it is 8 to 64 letters, digits, `-` or `_`. Of a failure the
    log holds the class and the places in the code, never the message, which may quote a CV.
    """

    def __init__(self, app: ASGIApp, *, metrics: Metrics, pages: frozenset[str]) -> None:
        self.app = app
        self.metrics = metrics
        self.pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and write down how it went."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope.setdefault("state", {})
        exchange = _Exchange(scope, send, is_page=scope["path"] in self.pages)
        scope["state"]["request_id"] = exchange.request_id
        scope["state"]["started"] = exchange.started
        with structlog.contextvars.bound_contextvars(request_id=exchange.request_id):
            try:
                await self.app(scope, receive, exchange.send)
            except ClientDisconnect:
                LOG.info("client_went_away")
            except Exception as error:  # noqa: BLE001  whatever it is, the client gets an answer
                _log_failure(error)
                if exchange.status is not None:
                    raise AnswerCutShort from None
                await problem_response(Answer(INTERNAL))(scope, receive, exchange.send)
            finally:
                self._write_down(scope, exchange)

    def _write_down(self, scope: Scope, exchange: "_Exchange") -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = getattr(scope.get("route"), "path", "unknown")
        status = exchange.status or 499  # the client went away before an answer
        seconds = time.perf_counter() - exchange.started
        self.metrics.observe(method=method, route=route, status=status, seconds=seconds)
        LOG.info(
            "request",
            method=method,
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
            organisation_id=scope["state"].get("organisation_id"),
        )


class _Exchange:
    """One request and its answer so far."""

    def __init__(self, scope: Scope, send: Send, *, is_page: bool) -> None:
        offered = Headers(scope=scope).get("x-request-id", "")
        self.request_id = offered if _SAFE_REQUEST_ID.fullmatch(offered) else uuid.uuid4().hex
        self.started = time.perf_counter()
        self.status: int | None = None
        self._send = send
        self._is_page = is_page
        self._state = scope["state"]

    async def send(self, message: Message) -> None:
        """Pass a message of the answer on, with our headers on its start."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._complete(MutableHeaders(scope=message))
        await self._send(message)

    def _complete(self, headers: MutableHeaders) -> None:
        headers["X-Request-Id"] = self.request_id
        headers["X-Elapsed-Ms"] = f"{(time.perf_counter() - self.started) * 1000:.1f}"
        if standings := self._state.get("quotas"):
            headers["RateLimit-Policy"] = policy_field(standings)
            headers["RateLimit"] = standing_field(standings)
        for name, value in _FIXED_HEADERS:
            headers.setdefault(name, value)
        if not self._is_page:
            headers["Content-Security-Policy"] = _NOTHING_TO_LOAD


def _log_failure(error: Exception) -> None:
    LOG.critical("request_failed", error=type(error).__name__, places=_places(error))


def _places(error: Exception) -> list[str]:
    """Return `file:line function` of the innermost frames, the innermost last."""
    frames = traceback.extract_tb(error.__traceback__)
    return [
        f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}" for frame in frames
    ][-12:]
