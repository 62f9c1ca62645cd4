"""Runs everything on one machine: a database where none is configured, the API and a worker.

All are children of one process, which starts again what ends by itself, and ends them in the order in which
they need each other.
"""

import asyncio
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, nullcontext, suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from signal import SIGKILL, SIGTERM
from types import TracebackType
from typing import NoReturn, Self

from service.child_processes import end_process, end_with_parent
from service.database import at_hand
from service.database.embedded import EmbeddedServer
from service.documents.originals.originals import Originals
from service.errors import Unavailable
from service.settings import ApiSettings, DatabaseSettings, Settings, StorageSettings

EXIT_UNFIT = 78
"""Exit code of a command that would end the same way again; `sysexits` calls it EX_CONFIG."""

_POLL_SECONDS = 0.2
_N_RESTARTS = 5
_WITHIN_SECONDS = 60.0


class ChildDied(Unavailable):
    """A process keeps ending by itself.

    Attributes:
        dependency: The command that it runs.
        exit_code: How it ended the last time.
    """

    def __init__(self, name: str, *, exit_code: int | None) -> None:
        message = f"`oujda-match {name}` ended by itself (exit code {exit_code}); see above why."
        super().__init__(message, dependency=name)
        self.exit_code = exit_code


class CommandProcess:
    """A command of this program as a child; a context manager that starts it and ends it.

    The child gets no Ctrl-C of the terminal: its parent ends it when its turn has come.

    Args:
        arguments: The command.
        environment: What is different in the child's environment.
        patience_seconds: Time between asking it to end and ending it.
        log: File for its standard output; None leaves that where it is.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        environment: Mapping[str, str],
        patience_seconds: float,
        log: Path | None = None,
    ) -> None:
        self.name = arguments[0]
        self._arguments = [sys.executable, "-m", "service.cli", *arguments]
        self._environment = {**os.environ, **environment}
        self._patience_seconds = patience_seconds
        self._log = log
        self._starts: deque[float] = deque(maxlen=_N_RESTARTS)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            end_process(
                self._process.pid,
                is_gone=lambda: self.has_ended,
                signals=(SIGTERM, SIGKILL),
                patience_seconds=self._patience_seconds,
            )

    def ask_to_end(self) -> None:
        """Tell the child to end, without waiting for it."""
        if self._process is not None:
            self._process.terminate()

    @property
    def has_ended(self) -> bool:
        """Whether the child is gone."""
        return self._process is None or self._process.poll() is not None

    def keep_alive(self) -> None:
        """Start the child again if it ended.

        Raises:
            ChildDied: it did so too often, or says that it would do so again.
        """
        if not self.has_ended:
            return
        exit_code = self._process.returncode if self._process else None
        too_often = len(self._starts) == _N_RESTARTS and time.monotonic() - self._starts[0] < _WITHIN_SECONDS
        if too_often or exit_code == EXIT_UNFIT:
            raise ChildDied(self.name, exit_code=exit_code)
        self._start()

    def wait(self) -> int:
        """Return the exit code of a child that ends by itself."""
        assert self._process is not None
        return self._process.wait()

    def _start(self) -> None:
        self._starts.append(time.monotonic())
        with nullcontext() if self._log is None else self._log.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603 - our own program with our own arguments
                self._arguments,
                env=self._environment,
                stdout=output,
                start_new_session=True,
                preexec_fn=end_with_parent(SIGTERM),  # noqa: PLW1509 - it calls the kernel and nothing else
            )


@dataclass(frozen=True, slots=True)
class Watch:
    """Keeps several children going.

    Attributes:
        children: Each is started again when it ends by itself.
        also: Called at every look, for what else must be kept going.
    """

    children: Sequence[CommandProcess]
    also: Callable[[], None]

    def until_ready(self, url: str) -> None:
        """Return when a URL answers 200.

        Raises:
            ChildDied: one of the children cannot be kept going.
        """
        while not _answers(url):
            self._look()

    def until_interrupted(self) -> NoReturn:
        """Watch until Ctrl-C.

        Raises:
            ChildDied: one of the children cannot be kept going.
        """
        while True:
            self._look()

    def _look(self) -> None:
        self.also()
        for child in self.children:
            child.keep_alive()
        time.sleep(_POLL_SECONDS)


def run_everything(settings: Settings, *, demo: bool, say: Callable[[str], None]) -> None:
    """Return when interrupted and everything has stopped.

    Raises:
        Unavailable: the port is taken, or there is no database.
        FolderTaken: another process runs the embedded database of the data folder.
        ChildDied: the API or the worker cannot be kept going.
    """
    refuse_taken_port(settings.api)
    with ExitStack() as stack, suppress(KeyboardInterrupt):
        server, database = _database(settings, stack, say=say)
        children = [
            stack.enter_context(
                CommandProcess(
                    [name],
                    environment=environment_of(database),
                    patience_seconds=settings.api.shutdown_seconds + 5,
                    log=_fresh_log(settings.storage, name),
                )
            )
            for name in ("serve", "worker")
        ]
        # All are told before the first is waited for.
        stack.callback(_ask_all_to_end, children)
        watch = Watch(children, also=lambda: _revive(server))
        watch.until_ready(f"{base_url(settings.api)}/readyz")
        if demo:
            with CommandProcess(
                ["demo"], environment=environment_of(database), patience_seconds=5
            ) as loading:
                loading.wait()
        say(f"Logs are in {settings.storage.data_dir.absolute() / 'log'}.")
        say(f"The API answers at {base_url(settings.api)}, its documentation is at /docs. Ctrl-C stops it.")
        watch.until_interrupted()


def environment_of(database: DatabaseSettings) -> dict[str, str]:
    """Return what tells another process of a database; it needs no owner."""
    assert database.url is not None
    return {"DATABASE_URL": database.url.get_secret_value(), "MIGRATION_DATABASE_URL": ""}


def refuse_taken_port(api: ApiSettings) -> None:
    """Return only if the API can listen where it should.

    Raises:
        Unavailable: another process listens there.
    """
    family = socket.AF_INET6 if ":" in api.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((api.host, api.port))
        except OSError as exc:
            message = f"{api.host}:{api.port} is taken or no address of this machine: set API_PORT, API_HOST."
            raise Unavailable(message, dependency="port") from exc


def base_url(api: ApiSettings) -> str:
    """Return where a person on this machine finds the API."""
    # An API that listens on every address answers on the machine's own.
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(api.host, api.host)  # noqa: S104 - compared, not bound
    return f"http://[{host}]:{api.port}" if ":" in host else f"http://{host}:{api.port}"


def _database(
    settings: Settings, stack: ExitStack, *, say: Callable[[str], None]
) -> tuple[EmbeddedServer | None, DatabaseSettings]:
    if settings.database.url is not None:
        return None, asyncio.run(at_hand.prepare_configured(settings))
    folder = at_hand.embedded_folder(settings)
    say(f"The database is kept in {folder.path}.")
    Originals.open(settings, makes_keys=True)
    server = stack.enter_context(EmbeddedServer(folder, port=settings.database.embedded_port))
    return server, asyncio.run(at_hand.prepare_embedded(server, settings.database))


def _fresh_log(storage: StorageSettings, name: str) -> Path:
    folder = storage.data_dir / "log"
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    path = folder / f"{name}.log"
    path.unlink(missing_ok=True)
    return path


def _ask_all_to_end(children: Sequence[CommandProcess]) -> None:
    for child in children:
        child.ask_to_end()


def _revive(server: EmbeddedServer | None) -> None:
    if server is not None and server.has_ended:
        server.restart()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - always our own http URL
            return bool(answer.status == HTTPStatus.OK)
    except (urllib.error.URLError, OSError):
        return False
