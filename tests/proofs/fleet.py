"""The whole service as separate processes on this machine, any of which may be killed, stopped or starved."""

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any

import asyncpg
from pydantic import SecretStr

from service.database.at_hand import prepare_embedded
from service.database.embedded import EmbeddedServer
from service.database.place import ServerFolder, server_folder
from service.settings import DatabaseSettings, StorageSettings
from service.tenancy import TenantDatabase
from tests.factories import Tenant, make_tenant
from tests.tiny_models import make_tiny_model

ROOT = Path(__file__).resolve().parents[2]
_START_SECONDS = 240.0


@dataclass
class Child:
    """A process of the service, started again whenever it ends."""

    arguments: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    n_read: int = 0
    process: "subprocess.Popen[bytes]" = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        self.n_read = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(  # noqa: S603  our own program
                [sys.executable, *self.arguments],
                env=self.environment,
                stdout=output,
                stderr=output,
                cwd=ROOT,
                start_new_session=True,
            )

    def has_said(self, words: str) -> bool:
        """Whether it has, since it was started."""
        return self.process.poll() is None and words.encode() in self.log.read_bytes()[self.n_read :]

    def keep_going(self) -> None:
        if self.process.poll() is not None:
            self.start()

    def kill(self) -> None:
        """As the kernel would for want of memory: this process alone, its children are to notice."""
        self.process.kill()
        self.process.wait()

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()


@dataclass
class Fleet:
    """A database, processes of the API and workers, and an agency with a key."""

    server: EmbeddedServer
    folder: ServerFolder
    database: DatabaseSettings
    tenant: Tenant
    apis: list[Child]
    ports: list[int]
    workers: list[Child]
    logs: Path

    @property
    def children(self) -> list[Child]:
        return [*self.apis, *self.workers]

    @property
    def postmaster(self) -> int:
        return int((self.folder.data / "postmaster.pid").read_text().splitlines()[0])

    def keep_going(self) -> None:
        """Start again whatever has ended."""
        if self.server.has_ended:
            self.server.restart()
        for child in self.children:
            child.keep_going()

    def ask(self, sql: str, *arguments: object) -> list[asyncpg.Record]:
        """What the database answers its owner."""

        async def answer() -> list[asyncpg.Record]:
            connection = await asyncpg.connect(self.server.owner_url(), timeout=30)
            try:
                return await connection.fetch(sql, *arguments)
            finally:
                await connection.close()

        return asyncio.run(answer())

    def call(self, method: str, path: str, body: object = None, *, seconds: float = 30) -> "Answer":
        """One request of the agency to the first process of the API; see `call`."""
        return call(self.ports[0], method, path, body, headers=self.tenant.headers, seconds=seconds)

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        for port in self.ports:
            while call(port, "GET", "/readyz", seconds=8).status != 200:
                self.keep_going()
                assert time.monotonic() < deadline, self.said()
                time.sleep(0.2)

    def answering(self) -> list[Child]:
        """The processes of the API that can serve at this moment."""
        return [
            api
            for api, port in zip(self.apis, self.ports, strict=True)
            if call(port, "GET", "/readyz", seconds=8).status == 200
        ]

    def working(self) -> list[Child]:
        """The workers that take jobs."""
        return [worker for worker in self.workers if worker.has_said("worker_ready")]

    def said(self) -> str:
        """The last words of each process."""
        return "\n".join(f"{path.name}: {path.read_text()[-2000:]}" for path in sorted(self.logs.iterdir()))

    def n_log_lines(self) -> int:
        return sum(len(path.read_bytes().splitlines()) for path in self.logs.iterdir())


@dataclass(frozen=True)
class Answer:
    """What came back; status 0 where nothing did."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def json(self) -> Any:  # noqa: ANN401  JSON is any value
        return json.loads(self.body)


def call(
    port: int,
    method: str,
    path: str,
    body: object = None,
    *,
    headers: Mapping[str, str] | None = None,
    seconds: float = 30.0,
) -> Answer:
    """Return the answer to a request; bytes are sent as they are, all else as JSON."""
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        data=data,
        method=method,
        headers={"Content-Type": "application/json", **(headers or {})},
    )
    started = time.monotonic()
    try:
        with urllib.request.urlopen(request, timeout=seconds) as answer:  # noqa: S310  see above
            return Answer(answer.status, answer.read(), _lower(answer.headers), time.monotonic() - started)
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.read(), _lower(error.headers), time.monotonic() - started)
    except (OSError, EOFError, urllib.error.URLError, ValueError):
        return Answer(0, seconds=time.monotonic() - started)
    except Exception as exc:  # noqa: BLE001  an answer cut in half has many names
        assert type(exc).__module__.startswith("http"), exc  # noqa: PT017  all else is a fault of the proof
        return Answer(0, seconds=time.monotonic() - started)


@contextmanager
def running(
    *,
    n_apis: int = 1,
    n_workers: int = 1,
    data: Path | None = None,
    api_module: Sequence[str] = ("service.cli", "serve"),
    changes: Mapping[str, str] | None = None,
) -> Iterator[Fleet]:
    """Yield the service, ready; everything about it is gone afterwards.

    Args:
        n_apis: Processes of the API, each with a port of its own.
        n_workers: Workers.
        data: Folder of the database; None for one in memory.
        api_module: What runs as the API.
        changes: Further variables of the environment.
    """
    with ExitStack() as stack:
        place = Path(tempfile.mkdtemp(prefix="oujda-match-proof-", dir=None if data else _memory()))
        place.chmod(0o711)
        stack.callback(shutil.rmtree, place, ignore_errors=True)
        folder = server_folder(StorageSettings(data_dir=(data or place) / "data"), DatabaseSettings())
        server = stack.enter_context(EmbeddedServer(folder, options={"max_connections": "100"}))
        database = asyncio.run(prepare_embedded(server, DatabaseSettings()))
        assert database.url is not None
        tenant = asyncio.run(_tenant(server))
        (place / "log").mkdir()
        environment = {
            **{name: value for name, value in os.environ.items() if "DATABASE" not in name},
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": database.url.get_secret_value(),
            "MIGRATION_DATABASE_URL": "",
            "OUJDA_DATA_DIR": str(folder.path),
            "ENCODER": str(make_tiny_model(place)),
            "OMP_NUM_THREADS": "1",
            "LIMIT_REQUESTS_PER_MINUTE": "100000000",
            "LIMIT_UPLOADS_PER_MINUTE": "100000000",
            "LIMIT_REQUESTS_PER_DAY": "100000000",
            **(changes or {}),
        }
        ports = [_free_port() for _ in range(n_apis)]
        apis = [
            Child(["-m", *api_module], {**environment, "API_PORT": str(port)}, place / "log" / f"api-{port}")
            for port in ports
        ]
        workers = [
            Child(["-m", "service.cli", "worker"], environment, place / "log" / f"worker-{number}")
            for number in range(n_workers)
        ]
        fleet = Fleet(server, folder, database, tenant, apis, ports, workers, place / "log")
        for child in fleet.children:
            stack.callback(child.end)
        fleet.wait_until_ready()
        yield fleet


def _lower(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


async def _tenant(server: EmbeddedServer) -> Tenant:
    settings = DatabaseSettings(url=SecretStr(server.application_url()))
    async with TenantDatabase.open(settings) as database:
        return await make_tenant(database, "Atlas Recrutement")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _memory() -> Path | None:
    memory = Path("/dev/shm")  # noqa: S108  a folder of our own is made in it
    return memory if memory.is_dir() else None
