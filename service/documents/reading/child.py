"""The process in which documents are parsed: it may crash, run out of memory or be killed.

Run as `python -P -m service.documents.reading.child LIMITS`. Requests and answers are frames on standard
input and output; it ends when its input does.
"""

import ctypes
import gc
import json
import logging
import math
import os
import resource
import struct
import sys
import time
import traceback
from contextlib import suppress
from dataclasses import asdict
from enum import Enum
from pathlib import Path
from typing import Any, BinaryIO

from service.documents.reading.limits import ReadingLimits
from service.documents.reading.parsing import parse
from service.errors import DocumentRejected, RejectionReason

LENGTH = struct.Struct(">I")
READY = b"ready"


class RequestKind(bytes, Enum):
    """First byte of a request: how the document after it is to be read."""

    BY_CONTENT = b"-"
    NAMED_HTML = b"h"
    PICTURES = b"p"


_MAX_OPEN_FILES = 32
_NICENESS = 5
_MAX_CALLS = 5_000
_ALLOCATIONS_PER_COLLECTION = 100_000
_NO_NEW_PRIVILEGES = 38
_OWN_USER_AND_NETWORK = 0x10000000 | 0x40000000


def main() -> None:
    """Serve requests until the other side closes."""
    limits = ReadingLimits(**json.loads(sys.argv[1]))
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints is no answer
    logging.disable()
    sys.setrecursionlimit(_MAX_CALLS)
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS_PER_COLLECTION)  # a page makes thousands of small tuples and no cycles
    _confine(limits)
    _send(answers, READY)
    while (request := _received(sys.stdin.buffer)) is not None:
        recognises = request[:1] == RequestKind.PICTURES
        _grant_cpu(limits.recognition_seconds if recognises else limits.cpu_seconds)
        _send(answers, json.dumps(_answer(request, limits)).encode())


def _answer(request: bytes, limits: ReadingLimits) -> dict[str, Any]:
    """Return the answer to one request; a `spent` process is not to be asked again."""
    kind = request[:1]
    try:
        return asdict(
            parse(
                request[1:],
                limits=limits,
                is_named_html=kind == RequestKind.NAMED_HTML,
                recognises=kind == RequestKind.PICTURES,
            )
        )
    except DocumentRejected as exc:
        return {"reason": exc.reason, "message": str(exc)}
    except MemoryError:
        return {"reason": RejectionReason.TOO_MUCH_MEMORY, "spent": True}
    except RecursionError:
        return {"reason": RejectionReason.FORBIDDEN_CONTENT, "spent": True}
    except Exception as exc:  # noqa: BLE001 - a parser's fault is the document's refusal, told to our log
        return {"reason": RejectionReason.BROKEN, "fault": _place_of(exc), "spent": True}


def _place_of(error: Exception) -> str:
    """Return the kind and place of an error, without its message, which may quote the document."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}"


def _confine(limits: ReadingLimits) -> None:
    """Give up what parsing does not need: more memory, files, the network, rights of other programs."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits.file_bytes))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_MAX_OPEN_FILES, _MAX_OPEN_FILES))
    os.nice(_NICENESS)
    with suppress(OSError, AttributeError):  # not every kernel or container allows it; the limits above hold
        system = ctypes.CDLL(None)
        system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        system.unshare(_OWN_USER_AND_NETWORK)


def _grant_cpu(seconds: float) -> None:
    """Allow the processor time of one document; the kernel ends the process beyond it."""
    until = math.ceil(time.process_time() + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


def _received(stream: BinaryIO) -> bytes | None:
    header = stream.read(LENGTH.size)
    if len(header) < LENGTH.size:
        return None
    return stream.read(LENGTH.unpack(header)[0])


def _send(stream: BinaryIO, payload: bytes) -> None:
    stream.write(LENGTH.pack(len(payload)) + payload)
    stream.flush()


if __name__ == "__main__":
    main()
