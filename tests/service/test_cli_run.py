import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_REPOSITORY = Path(__file__).parents[2]
_PATIENCE_SECONDS = 180.0


class Run:
    """`oujda-match run` without its demonstration, as a person starts it."""

    def __init__(self, data_dir: Path, port: int) -> None:
        self.data_dir = data_dir
        self.port = port
        self.log = data_dir.with_name("log")
        self.process = self.start()

    def start(self, **changes: str) -> "subprocess.Popen[str]":
        kept = {name: value for name, value in os.environ.items() if "DATABASE" not in name}
        changes = {"OUJDA_DATA_DIR": str(self.data_dir), "API_PORT": str(self.port)} | changes
        with self.log.open("w") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "service.cli", "run", "--no-demo"],
                stdout=subprocess.DEVNULL,
                stderr=log,
                text=True,
                env={**kept, "PYTHONPATH": str(_REPOSITORY), **changes},
            )

    def refusal(self, **changes: str) -> str:
        """What another start says before it ends by itself."""
        assert self.start(**changes).wait(_PATIENCE_SECONDS) == 1
        return self.log.read_text()

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return bool(json.load(answer)["status"] == "ready")
        except (urllib.error.URLError, OSError):
            return False

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not self.is_ready():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline
            time.sleep(0.2)

    def processes(self) -> dict[int, str]:
        """Command lines of all that works for this data folder."""
        found = {}
        for process in Path("/proc").iterdir():
            try:
                environment = (process / "environ").read_bytes() if process.name.isdigit() else b""
                command = (process / "cmdline").read_text().replace("\0", " ")
            except OSError:
                continue
            if str(self.data_dir).encode() in environment or str(self.data_dir) in command:
                found[int(process.name)] = command
        return found

    def pid_of(self, words: str) -> int:
        return next(pid for pid, command in self.processes().items() if words in command)

    def wait_until_another(self, words: str, *, than: int) -> None:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not any(words in command and pid != than for pid, command in self.processes().items()):
            assert time.monotonic() < deadline
            time.sleep(0.1)

    def wait_until_gone(self) -> None:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while left := self.processes():
            assert time.monotonic() < deadline, left
            time.sleep(0.1)


@contextmanager
def _running() -> Iterator[Run]:
    with tempfile.TemporaryDirectory(prefix="oujda-match-tests-") as path, socket.socket() as probe:
        Path(path).chmod(0o711)
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        run = Run(Path(path) / "data", port)
        try:
            yield run
        finally:
            run.process.kill()
            run.process.wait()
            run.wait_until_gone()


def test_one_command_starts_everything_and_ctrl_c_stops_everything() -> None:
    with _running() as run:
        run.wait_until_ready()
        assert {"serve", "worker"} <= {command.split()[-1] for command in run.processes().values()}
        # The database's password reaches those who need it and nobody who lists processes.
        assert not [command for command in run.processes().values() if "postgresql://" in command]

        run.process.send_signal(signal.SIGINT)
        assert run.process.wait(_PATIENCE_SECONDS) == 0
        assert not run.processes()


@pytest.mark.prove
def test_whatever_is_killed_comes_back() -> None:
    with _running() as run:
        run.wait_until_ready()
        for words in ("service.cli serve", "service.cli worker", "postgres -D"):
            pid = run.pid_of(words)
            os.kill(pid, signal.SIGKILL)
            run.wait_until_another(words, than=pid)
            run.wait_until_ready()


@pytest.mark.prove
def test_killing_the_whole_leaves_nothing_and_the_next_start_works() -> None:
    with _running() as run:
        run.wait_until_ready()
        run.process.kill()
        run.process.wait()
        run.wait_until_gone()

        run.process = run.start()
        run.wait_until_ready()


@pytest.mark.prove
def test_a_second_start_says_what_is_taken() -> None:
    with _running() as run:
        run.wait_until_ready()

        assert f"127.0.0.1:{run.port} is taken" in run.refusal()
        assert f"is in use by process {run.process.pid}" in run.refusal(API_PORT=str(run.port + 1))
        assert run.is_ready()
