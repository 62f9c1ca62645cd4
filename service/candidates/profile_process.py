"""A child process that reads CV texts into profiles: requests on standard input, answers on standard output.

A text can be written so that a pattern takes for ever on it, holding the interpreter all the while; in a
process of its own that costs one candidate and nobody else. Messages are JSON behind their length.
"""

import json
import os
import resource
import signal
import sys
import traceback
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import BinaryIO

from matching.encoding.segments import cv_segments
from matching.errors import UnreadableText
from matching.extraction.cv import read_cv
from matching.taxonomy.loading import load_taxonomy
from matching.taxonomy.taxonomy import Taxonomy
from service.candidates.profile_reader import LENGTH, READY
from service.errors import RejectionReason
from service.serialization import identity_to_json, profile_to_json, segments_to_json

# Tables are built when they are first needed, which takes a second or two that no CV should pay for.
_WARM_UP = """Web developer
Experience: 01/2024 - 06/2025, front-end developer in Oujda, React.
Education: 2023 Bachelor of computer science. Languages: English C1, French B2. Available immediately.
"""


def main() -> None:
    """Answer requests until the parent is gone. Arguments: seconds and bytes of memory for one text."""
    seconds, memory_bytes = float(sys.argv[1]), int(sys.argv[2])
    requests, answers = sys.stdin.buffer, _private_output()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    taxonomy = load_taxonomy()
    _answer({"text": _WARM_UP, "today": "2026-01-01"}, taxonomy)
    _limit_memory(memory_bytes)
    _send(answers, READY)
    while (request := _message(requests)) is not None:
        # The default action ends the process, which even a loop inside a C library cannot prevent.
        signal.setitimer(signal.ITIMER_REAL, seconds)
        answer = json.dumps(_answer(request, taxonomy)).encode()
        signal.setitimer(signal.ITIMER_REAL, 0)
        _send(answers, answer)


def _answer(request: dict[str, str], taxonomy: Taxonomy) -> dict[str, object]:
    try:
        return _read(request["text"], date.fromisoformat(request["today"]), taxonomy)
    except UnreadableText:
        return {"unreadable": True}
    except MemoryError:
        return {"reason": RejectionReason.TOO_MUCH_MEMORY}
    except Exception as exc:  # noqa: BLE001  a fault of ours is told to the log, and costs this text alone
        return {"fault": _place_of(exc)}


def _read(text: str, today: date, taxonomy: Taxonomy) -> dict[str, object]:
    reading = read_cv(text, today=today, taxonomy=taxonomy)
    return {
        "profile": profile_to_json(reading.profile),
        "identity": identity_to_json(reading.identity),
        "segments": segments_to_json(cv_segments(text, reading.profile)),
    }


def _place_of(error: Exception) -> str:
    """The kind and place of an error, without its message, which may quote the CV."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}"


def _limit_memory(n_bytes: int) -> None:
    """Allow so much on top of what libraries and taxonomy have taken."""
    n_pages = int(Path("/proc/self/statm").read_text().split()[0]) if sys.platform == "linux" else 0
    limit = n_pages * resource.getpagesize() + n_bytes
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _message(stream: BinaryIO) -> dict[str, str] | None:
    header = stream.read(LENGTH.size)
    if len(header) < LENGTH.size:
        return None
    message: dict[str, str] = json.loads(stream.read(LENGTH.unpack(header)[0]))
    return message


def _send(stream: BinaryIO, message: bytes) -> None:
    stream.write(LENGTH.pack(len(message)) + message)
    stream.flush()


def _private_output() -> BinaryIO:
    """The way to the parent, out of reach of anything that prints."""
    private = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return private


if __name__ == "__main__":
    with suppress(BrokenPipeError):  # the parent was killed
        main()
