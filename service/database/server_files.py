"""The files around an embedded PostgreSQL: passwords, lock, socket, and what a dead server left."""

import fcntl
import json
import os
import secrets
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import gettempdir

from service.child_processes import end_process
from service.database.place import ServerFolder
from service.errors import Conflict, Unavailable

SOCKET_PORT = 5432
"""Part of the socket's name; the folder is private, so that it need not differ between servers."""

FAST_TO_CRUDE = (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL)
"""How PostgreSQL is stopped: ending its connections; without a checkpoint; at once."""

STOP_SECONDS = 30.0

# `sun_path` holds 108 bytes on Linux and 104 on macOS, with the final zero.
_MAX_SOCKET_PATH = 103
_PROCESSES = Path("/proc")


class FolderTaken(Conflict):
    """Another process runs the embedded server of this data folder.

    Attributes:
        path: The data folder.
        pid: That process, where it is known.
    """

    def __init__(self, path: Path, *, pid: int | None) -> None:
        who = f"process {pid}" if pid else "another process"
        super().__init__(f"The data folder {path} is in use by {who}: stop it, or set OUJDA_DATA_DIR.")
        self.path = path
        self.pid = pid


@dataclass(frozen=True, slots=True)
class Credentials:
    """Passwords of the role that owns everything and of the role that serves requests."""

    owner: str
    application: str


def read_credentials(folder: ServerFolder) -> Credentials:
    """Return the passwords of a server.

    Raises:
        Unavailable: the file is missing or damaged, or this user may not read it.
    """
    try:
        return Credentials(**json.loads(folder.credentials.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as exc:
        message = f"The passwords of the embedded database cannot be read: {folder.credentials}."
        raise Unavailable(message, dependency="database") from exc


def make_credentials(folder: ServerFolder) -> Credentials:
    """Return the passwords of a server that is about to be made, written where only their owner reads."""
    if not folder.credentials.exists():
        passwords = {"owner": secrets.token_urlsafe(24), "application": secrets.token_urlsafe(24)}
        write_private(folder.credentials, json.dumps(passwords))
    return read_credentials(folder)


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner reads; it is there whole or not at all."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    unfinished.rename(path)


def socket_folder(folder: ServerFolder) -> Path:
    """Return where the socket of a server is."""
    beside = folder.private / "socket"
    if len(os.fsencode(beside / f".s.PGSQL.{SOCKET_PORT}")) <= _MAX_SOCKET_PATH:
        return beside
    # No socket can be opened at so long a path.
    mark = sha256(os.fsencode(folder.private)).hexdigest()[:12]
    return Path(gettempdir(), f"oujda-match-{mark}")


def take_lock(folder: ServerFolder) -> int:
    """Return the descriptor that holds a folder; closing it, or dying, lets the folder go.

    Raises:
        FolderTaken: another process holds it.
    """
    descriptor = os.open(folder.lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as exc:
        holder = os.read(descriptor, 32).decode(errors="replace").strip()
        os.close(descriptor)
        raise FolderTaken(folder.path, pid=int(holder) if holder.isdigit() else None) from exc
    os.truncate(descriptor, 0)
    os.write(descriptor, str(os.getpid()).encode())
    return descriptor


def is_ready(data: Path) -> bool:
    """Whether the server of a cluster says that it accepts connections."""
    lines = _pid_file(data)
    return len(lines) >= 8 and lines[7].strip() == "ready"


def stop_orphan(data: Path) -> None:
    """Stop a server that outlived its supervisor, and clear away what a dead one left behind.

    A process belongs to the cluster when it works in its folder, as every process of PostgreSQL does; its
    number alone proves nothing, for another program may have got the number of a dead server.

    Raises:
        Unavailable: a process still works there and will not end.
    """
    if not _PROCESSES.is_dir():
        return  # PostgreSQL's own, more cautious test remains.
    first = (_pid_file(data) or [""])[0].strip()
    server = int(first) if first.isdigit() else 0
    if server in _processes_in(data):
        with suppress(PermissionError):
            end_process(
                server,
                is_gone=lambda: server not in _processes_in(data),
                signals=FAST_TO_CRUDE,
                patience_seconds=STOP_SECONDS,
            )
    _wait_until_left(data)
    (data / "postmaster.pid").unlink(missing_ok=True)


def _wait_until_left(data: Path) -> None:
    # Its children end by themselves a moment after a killed server.
    deadline = time.monotonic() + STOP_SECONDS
    while left := _processes_in(data):
        if time.monotonic() > deadline:
            pids = ", ".join(map(str, sorted(left)))
            raise Unavailable(f"Processes still work in {data}: {pids}.", dependency="database")
        time.sleep(0.05)


def _processes_in(data: Path) -> set[int]:
    found = set()
    for process in _PROCESSES.iterdir():
        if process.name.isdigit():
            # It may have ended meanwhile, and others' processes do not say where they are.
            with suppress(OSError):
                if (process / "cwd").readlink() == data:
                    found.add(int(process.name))
    return found


def _pid_file(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text(errors="replace").splitlines()
    except FileNotFoundError:
        return []
