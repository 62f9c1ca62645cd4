"""Children that do not outlive the process that started them."""

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
_POLL_SECONDS = 0.02


def end_with_parent(ask: signal.Signals) -> Callable[[], None] | None:
    """Return a `preexec_fn` that has the kernel signal the child when the thread that started it ends.

    None where the kernel offers no such thing.
    """
    if sys.platform != "linux":
        return None
    # Loaded here, because between fork and exec nothing may be imported or locked.
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def arm() -> None:
        prctl(_PR_SET_PDEATHSIG, int(ask))
        if os.getppid() != parent:
            os._exit(1)

    return arm


def end_process(
    pid: int, *, is_gone: Callable[[], bool], signals: tuple[signal.Signals, ...], patience_seconds: float
) -> None:
    """End a process: send each signal in turn, until one has made it go within the patience given.

    Raises:
        PermissionError: the process belongs to someone else.
    """
    for ask in signals:
        if is_gone():
            return
        try:
            os.kill(pid, ask)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + patience_seconds
        while not is_gone() and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)
