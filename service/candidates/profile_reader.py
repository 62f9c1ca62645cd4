"""Reads texts into profiles in a child process that may die without harm."""

import asyncio
import json
import os
import signal
import struct
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

from matching.errors import UnreadableText
from matching.profile import Identity, Profile
from matching.ranking.subjects import Segment
from service.documents.reading.rejection import rejected
from service.errors import JobFailed, RejectionReason, UnfitToServe
from service.serialization import identity_from_json, profile_from_json, segments_from_json
from service.settings import LimitSettings

LENGTH = struct.Struct(">I")
"""Precedes each message, in both directions."""

READY = b"ready"
"""First message of a child."""

_ROOT = Path(__file__).resolve().parents[2]
_GRACE_SECONDS = 2.0
_START_SECONDS = 60.0
_PASSED_ON = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "TMPDIR")


@dataclass(frozen=True, slots=True)
class TextReading:
    """A CV text as read: what may be scored, who the person is, and the passages to be encoded."""

    profile: Profile
    identity: Identity
    segments: tuple[Segment, ...]


class ProfileReader:
    """One warm child process; it is replaced after a crash, and for a text on which it took too long.

    Callers take turns. A text is read in some tens of milliseconds, so one child serves a whole worker.
    """

    def __init__(self, limits: LimitSettings) -> None:
        self._limits = limits
        self._process: Process | None = None
        self._turn = asyncio.Lock()

    @classmethod
    @asynccontextmanager
    async def open(cls, limits: LimitSettings) -> AsyncIterator[Self]:
        """Yield a reader whose child ends with the block."""
        reader = cls(limits)
        try:
            yield reader
        finally:
            await reader.close()

    async def read(self, text: str, *, today: date) -> TextReading:
        """Return what a CV text states, as of `today`.

        Raises:
            UnreadableText: the text holds too few words.
            DocumentRejected: reading it takes too long or too much memory.
            JobFailed: reading failed, or the child died; with another child it may go well.
        """
        # Half a surrogate pair cannot be written; it is one character before and after.
        request = {"text": text.encode("utf-8", "replace").decode(), "today": today.isoformat()}
        async with self._turn:
            answer = json.loads(await self._exchange(json.dumps(request).encode()))
        if "unreadable" in answer:
            raise UnreadableText
        if "reason" in answer:
            raise rejected(RejectionReason(answer["reason"]))
        if "fault" in answer:
            raise JobFailed(f"Reading the text failed: {answer['fault']}.", retry=True)
        return TextReading(
            profile=profile_from_json(answer["profile"]),
            identity=identity_from_json(answer["identity"]),
            segments=segments_from_json(answer["segments"]),
        )

    async def warm_up(self) -> None:
        """Start the child, so that the first text need not wait for it.

        Raises:
            UnfitToServe: it does not start.
        """
        async with self._turn:
            try:
                await self._child()
            except (asyncio.IncompleteReadError, OSError) as exc:
                raise UnfitToServe(["The process that reads CVs does not start."]) from exc

    async def close(self) -> None:
        """End the child."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            process.kill()
            await process.wait()

    async def _exchange(self, request: bytes) -> bytes:
        try:
            child = await self._child()
            # The child gives up by itself in time; this is for one that cannot.
            async with asyncio.timeout(self._limits.reading_seconds + _GRACE_SECONDS):
                return await _ask(child, request)
        except TimeoutError as exc:
            await self.close()
            raise rejected(RejectionReason.TOO_SLOW) from exc
        except (asyncio.IncompleteReadError, ConnectionError) as exc:
            was_alarm = self._process is not None and await self._process.wait() == -signal.SIGALRM
            await self.close()
            if was_alarm:
                raise rejected(RejectionReason.TOO_SLOW) from exc
            raise JobFailed("The process that reads CVs died.", retry=True) from exc
        except BaseException:
            # An answer that nobody waits for any more must not become the next caller's.
            await self.close()
            raise

    async def _child(self) -> Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "service.candidates.profile_process",
                str(self._limits.reading_seconds),
                str(self._limits.reading_memory_bytes),
                stdin=PIPE,
                stdout=PIPE,
                cwd=_ROOT,
                env=_environment(),
            )
            await _ready(self._process)
        return self._process


async def _ready(child: Process) -> None:
    try:
        async with asyncio.timeout(_START_SECONDS):
            await _message(child)
    except TimeoutError as exc:
        raise ConnectionError("The child does not start.") from exc


async def _ask(child: Process, request: bytes) -> bytes:
    assert child.stdin is not None
    child.stdin.write(LENGTH.pack(len(request)) + request)
    await child.stdin.drain()
    return await _message(child)


async def _message(child: Process) -> bytes:
    assert child.stdout is not None
    (length,) = LENGTH.unpack(await child.stdout.readexactly(LENGTH.size))
    return await child.stdout.readexactly(length)


def _environment() -> dict[str, str]:
    """What the child may know: no setting, hence no secret."""
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {**passed_on, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
