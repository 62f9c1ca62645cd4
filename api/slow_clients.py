"""Cuts off clients that send, or take, next to nothing: a server has only so many connections."""

import asyncio
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_TOO_SLOW: Final = (
    b"HTTP/1.1 408 Request Timeout\r\ncontent-type: application/problem+json\r\n"
    b"connection: close\r\ncontent-length: 100\r\n\r\n"
    b'{"type": "urn:oujda-match:problem:too-slow", "title": "The request came too slowly.", "status": 408}'
)


class PatientProtocol(HttpToolsProtocol):
    """HTTP/1.1 over one connection, within bounds that the server library does not set.

    The head of a request has to be there after `head_seconds`. While a body comes in, or an answer goes out,
    `least_bytes` must pass in every `stall_seconds`, and a whole body takes `body_seconds` at most. Time in
    which the client has to wait for us does not count.
    """

    head_seconds = 10.0
    stall_seconds = 10.0
    body_seconds = 300.0
    least_bytes = 4096
    _looks_every_seconds = 1.0

    # The methods are those of the server library, which documents them.

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start to watch a new connection."""
        super().connection_made(transport)
        self._head_began: float | None = self.loop.time()
        self._body_began: float | None = None
        self._incoming = _Progress(self.loop.time())
        self._outgoing = _Progress(self.loop.time())
        self._next_look = self.loop.call_later(self._looks_every_seconds, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop watching."""
        self._next_look.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes in; between two requests the first one begins a head."""
        if self._head_began is None and self._body_began is None:
            self._head_began = self.loop.time()
        self._incoming.n_bytes += len(data)
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """The head is there; a body may follow."""
        super().on_headers_complete()
        self._head_began = None
        self._body_began = self.loop.time()
        self._incoming.begin(self.loop.time())

    def on_message_complete(self) -> None:
        """The request is there."""
        super().on_message_complete()
        self._body_began = None

    def resume_writing(self) -> None:
        """The client has taken much of what waited for it."""
        super().resume_writing()
        self._outgoing.begin(self.loop.time())

    def _look(self) -> None:
        if self.transport.is_closing() and self.transport.get_write_buffer_size() == 0:
            return
        now = self.loop.time()
        self._next_look = self.loop.call_later(self._looks_every_seconds, self._look)
        if self._is_head_late(now) or self._is_body_late(now):
            self._cut_off()
        elif self._is_answer_stuck(now):
            self.transport.abort()

    def _is_head_late(self, now: float) -> bool:
        return self._head_began is not None and now - self._head_began > self.head_seconds

    def _is_body_late(self, now: float) -> bool:
        if self._body_began is None:
            return False
        if now - self._body_began > self.body_seconds:
            return True
        if self.flow.read_paused or self.cycle.waiting_for_100_continue:
            self._incoming.begin(now)
        return self._incoming.stalls(now, seconds=self.stall_seconds, n_bytes=self.least_bytes)

    def _is_answer_stuck(self, now: float) -> bool:
        n_waiting = self.transport.get_write_buffer_size()
        if n_waiting == 0:
            self._outgoing.begin(now)
            return False
        self._outgoing.n_bytes = self._outgoing.level(n_waiting) - n_waiting
        return self._outgoing.stalls(now, seconds=self.stall_seconds, n_bytes=self.least_bytes)

    def _cut_off(self) -> None:
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            self.transport.write(_TOO_SLOW)
        self.transport.close()


class _Progress:
    """Bytes that passed since a moment."""

    def __init__(self, now: float) -> None:
        self.begin(now)

    def begin(self, now: float) -> None:
        """Count from now on."""
        self._since = now
        self._highest = 0
        self.n_bytes = 0

    def level(self, n_waiting: int) -> int:
        """Return the most bytes that waited since the moment."""
        self._highest = max(self._highest, n_waiting)
        return self._highest

    def stalls(self, now: float, *, seconds: float, n_bytes: int) -> bool:
        """Whether too few bytes passed in so many seconds; enough of them begin a new count."""
        if now - self._since <= seconds:
            return False
        if self.n_bytes < n_bytes:
            return True
        self.begin(now)
        return False
