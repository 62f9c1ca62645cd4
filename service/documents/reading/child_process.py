"""One parsing child as its parent sees it."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from service.documents.reading.child import LENGTH, READY
from service.documents.reading.limits import ReadingLimits
from service.errors import RejectionReason, Unavailable

_PACKAGES = Path(__file__).parents[3]
_START_SECONDS = 60.0
_CHUNK_BYTES = 1 << 16
_MAX_ANSWER_BYTES_PER_CHARACTER = 12
_ANSWER_OVERHEAD_BYTES = 1 << 16
_MUCH_OF_MEMORY = 0.5
_ENDED_FROM_OUTSIDE = frozenset({0, -signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP})


class ChildLost(Exception):
    """The child ended while it had a document.

    Attributes:
        reason: What that says of the document; None when somebody else ended the child.
    """

    def __init__(self, reason: RejectionReason | None) -> None:
        super().__init__(str(reason))
        self.reason = reason


class ReadingChild:
    """A process that parses documents one after the other.

    Raises:
        Unavailable: The process does not start.
    """

    def __init__(self, *, limits: ReadingLimits) -> None:
        self._limits = limits
        self.n_documents = 0
        self._process = subprocess.Popen(  # noqa: S603 - our own module, with our own limits as its argument
            [sys.executable, "-P", "-m", "service.documents.reading.child", json.dumps(asdict(limits))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": str(_PACKAGES), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"},
            cwd="/",
            start_new_session=True,
        )
        try:
            is_ready = self._receive(time.monotonic() + _START_SECONDS) == READY
        except (OSError, EOFError, TimeoutError):
            is_ready = False
        if not is_ready:
            self.end()
            raise Unavailable(dependency="document reader")

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def ask(self, request: bytes, *, seconds: float) -> dict[str, Any]:
        """Return the answer to one request, for which there are so many seconds.

        Raises:
            ChildLost: The child ended or took too long; it is gone either way.
        """
        self.n_documents += 1
        deadline = time.monotonic() + seconds
        try:
            self._send(request, deadline)
            answer: dict[str, Any] = json.loads(self._receive(deadline))
        except TimeoutError as exc:
            self.end()
            raise ChildLost(RejectionReason.TOO_SLOW) from exc
        except (OSError, EOFError, ValueError) as exc:
            raise ChildLost(self._cause_of_death()) from exc
        if answer.get("spent"):
            self.end()
        return answer

    def end(self) -> None:
        """Kill the process, with the programs it started, and forget it."""
        with suppress(ProcessLookupError):  # what the child started goes with it
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            _closed(stream)

    def _cause_of_death(self) -> RejectionReason | None:
        """Reap the process and return what its end says of the document."""
        _, status, usage = os.wait4(self._process.pid, 0)
        code = self._process.returncode = os.waitstatus_to_exitcode(status)
        self.end()
        if code in _ENDED_FROM_OUTSIDE:
            return None
        if code == -signal.SIGXCPU:
            return RejectionReason.TOO_SLOW
        is_full = usage.ru_maxrss * 1024 > _MUCH_OF_MEMORY * self._limits.memory_bytes
        return RejectionReason.TOO_MUCH_MEMORY if is_full else RejectionReason.BROKEN

    def _send(self, payload: bytes, deadline: float) -> None:
        assert self._process.stdin is not None
        descriptor = self._process.stdin.fileno()
        os.set_blocking(descriptor, False)
        rest = memoryview(LENGTH.pack(len(payload)) + payload)
        while rest:
            _wait(descriptor, select.POLLOUT, deadline)
            rest = rest[os.write(descriptor, rest[:_CHUNK_BYTES]) :]

    def _receive(self, deadline: float) -> bytes:
        (length,) = LENGTH.unpack(self._read(LENGTH.size, deadline))
        if length > _MAX_ANSWER_BYTES_PER_CHARACTER * self._limits.characters + _ANSWER_OVERHEAD_BYTES:
            raise EOFError
        return self._read(length, deadline)

    def _read(self, n_bytes: int, deadline: float) -> bytes:
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        data = bytearray()
        while len(data) < n_bytes:
            _wait(descriptor, select.POLLIN, deadline)
            chunk = os.read(descriptor, min(_CHUNK_BYTES, n_bytes - len(data)))
            if not chunk:
                raise EOFError
            data += chunk
        return bytes(data)


def _wait(descriptor: int, event: int, deadline: float) -> None:
    poll = select.poll()
    poll.register(descriptor, event)
    remaining = deadline - time.monotonic()
    if remaining <= 0 or not poll.poll(remaining * 1000):
        raise TimeoutError


def _closed(stream: IO[bytes] | None) -> None:
    if stream is not None:
        with suppress(BrokenPipeError):  # the bytes in flight were for a process that is gone
            stream.close()
