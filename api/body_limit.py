"""Refuses request bodies above a cap while they arrive, whatever `Content-Length` says."""

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import TOO_LARGE, Answer, problem_response

_CLOSE = {"Connection": "close"}


class BodyTooLarge(HTTPException):
    """The body grew above its cap while it was read."""

    def __init__(self) -> None:
        super().__init__(TOO_LARGE.status, headers=_CLOSE)


class BodyLimitMiddleware:
    """Counts the bytes of each body; the connection is closed where the rest is not wanted.

    Attributes:
        app: What is protected.
        default_bytes: Cap of any address.
        paths: Caps of single addresses, above or below the default.
    """

    def __init__(self, app: ASGIApp, *, default_bytes: int, paths: Mapping[str, int]) -> None:
        self.app = app
        self.default_bytes = default_bytes
        self.paths = paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 413."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        cap = self.paths.get(scope["path"], self.default_bytes)
        if _declared_bytes(scope) > cap:
            refusal = problem_response(Answer(TOO_LARGE, headers=_CLOSE))
            await refusal(scope, receive, send)
            return
        await self.app(scope, _counting(receive, cap=cap), send)


def _declared_bytes(scope: Scope) -> int:
    declared = Headers(scope=scope).get("content-length", "")
    return int(declared) if declared.isdecimal() and declared.isascii() else 0


def _counting(receive: Receive, *, cap: int) -> Receive:
    n_bytes = 0

    async def receive_within_cap() -> Message:
        nonlocal n_bytes
        message = await receive()
        if message["type"] == "http.request":
            n_bytes += len(message.get("body", b""))
            if n_bytes > cap:
                raise BodyTooLarge
        return message

    return receive_within_cap
