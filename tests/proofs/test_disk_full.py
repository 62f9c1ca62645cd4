"""On a full disk uploads are refused, reading goes on, and with room again all is as before."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.proofs.chaos import CV
from tests.proofs.fleet import Answer, Fleet, running

pytestmark = pytest.mark.prove

DISK_BYTES = 320 * 1024 * 1024
LEAST_FREE_BYTES = 64 * 1024 * 1024


@contextmanager
def small_disk() -> Iterator[Path]:
    """A disk of its own in memory; making one takes the rights of root."""
    folder = Path(tempfile.mkdtemp(prefix="oujda-match-disk-"))
    size = f"size={DISK_BYTES},mode=0711"
    made = _run("mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder))
    if made.returncode:
        pytest.skip("no disk can be made here: " + made.stderr.decode().strip())
    try:
        yield folder
    finally:
        _run("umount", "-l", str(folder))
        shutil.rmtree(folder, ignore_errors=True)


def _run(*command: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(command, check=False, capture_output=True)  # noqa: S603  our own words


@pytest.mark.parametrize("keeps_room", [True, False], ids=["refused-in-time", "met-by-the-database"])
def test_without_room_uploads_are_refused_and_reading_goes_on(*, keeps_room: bool) -> None:
    least = str(LEAST_FREE_BYTES if keeps_room else 0)
    with small_disk() as disk, running(data=disk, changes={"LIMIT_MIN_FREE_BYTES": least}) as fleet:
        before = _upload(fleet, 1)
        assert before.status == 202
        _fill(disk, leave_bytes=LEAST_FREE_BYTES // 2 if keeps_room else 0)
        statuses = [_upload(fleet, n, n_chars=150_000).status for n in range(2, 40)]
        listed = fleet.call("GET", "/v1/candidates")
        print(f"on the full disk: {sorted(set(statuses))}, reading {listed.status}")
        assert statuses[-1] == 507
        assert set(statuses) <= {202, 507}
        assert not keeps_room or set(statuses) == {507}
        assert listed.status == 200
        n_acknowledged = 1 + statuses.count(202)
        (disk / "ballast").unlink()
        started = time.monotonic()
        while _upload(fleet, 100).status != 202:
            assert time.monotonic() - started < 30
            fleet.keep_going()
            time.sleep(0.5)
        _wait_until_read(fleet)
        rows = fleet.ask("SELECT count(*) AS n FROM candidates WHERE status = 'ready'")
        print(f"with room again: uploads after {time.monotonic() - started:.1f} s, {rows[0]['n']} read")
        assert rows[0]["n"] == n_acknowledged + 1


def _upload(fleet: Fleet, number: int, *, n_chars: int = 0) -> Answer:
    text = CV.format(name=f"Salma Exemple {number}", year=20) + os.urandom(n_chars // 2).hex()
    return fleet.call("POST", "/v1/candidates", {"text": text, "external_id": f"cv-{number}"})


def _fill(disk: Path, *, leave_bytes: int) -> None:
    free = shutil.disk_usage(disk).free
    with (disk / "ballast").open("wb") as ballast:
        try:
            while free - leave_bytes > 0:
                ballast.write(bytes(min(1 << 16, free - leave_bytes)))
                ballast.flush()
                free = shutil.disk_usage(disk).free
        except OSError:
            return


def _wait_until_read(fleet: Fleet) -> None:
    deadline = time.monotonic() + 120
    while fleet.ask("SELECT 1 FROM candidates WHERE status = 'received' LIMIT 1"):
        assert time.monotonic() < deadline
        fleet.keep_going()
        time.sleep(1)
