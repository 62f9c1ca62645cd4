"""Hundreds of clients that send a byte a second are cut off, and nobody else notices."""

import socket
import threading
import time
from dataclasses import dataclass, field

import psutil
import pytest

from tests.proofs.fleet import Fleet, call, running

pytestmark = pytest.mark.prove

N_EACH = 300
PATIENCE_SECONDS = 30.0
N_POOL = 10
"""Connections to the database that a process may open under load and keep."""
HEAD = b"POST /v1/candidates HTTP/1.1\r\nHost: api.example\r\nContent-Length: 100000\r\n"


@dataclass
class Tricklers:
    """Connections that send one byte in each second, all in one thread."""

    port: int
    heads: list[bytes]
    lifetimes: list[float] = field(default_factory=list)
    _open: dict[socket.socket, tuple[bytes, float]] = field(default_factory=dict)

    def run(self, *, seconds: float) -> None:
        for head in self.heads:
            connection = socket.create_connection(("127.0.0.1", self.port))
            connection.setblocking(False)
            sent, rest = (head, b"x" * 1000) if head.endswith(b"\r\n\r\n") else (b"", head * 10)
            connection.sendall(sent)
            self._open[connection] = (rest, time.monotonic())
        deadline = time.monotonic() + seconds
        n_sent = 0
        while self._open and time.monotonic() < deadline:
            for connection in list(self._open):
                self._trickle(connection, n_sent)
            n_sent += 1
            time.sleep(1)
        for connection in self._open:
            connection.close()

    @property
    def n_open(self) -> int:
        return len(self._open)

    def _trickle(self, connection: socket.socket, n_sent: int) -> None:
        rest, since = self._open[connection]
        try:
            connection.send(rest[n_sent : n_sent + 1])
            is_closed = connection.recv(1000) == b""
        except BlockingIOError:
            return
        except OSError:
            is_closed = True
        if is_closed:
            self.lifetimes.append(time.monotonic() - since)
            connection.close()
            del self._open[connection]


def test_clients_that_trickle_are_cut_off_and_others_do_not_notice() -> None:
    with running() as fleet:
        alone = _latencies(fleet, seconds=10)
        n_files = _n_files(fleet)
        body = HEAD + f"Authorization: Bearer {fleet.tenant.token}\r\n".encode() + b"\r\n"
        tricklers = Tricklers(fleet.ports[0], [HEAD] * N_EACH + [body] * N_EACH)
        thread = threading.Thread(target=tricklers.run, kwargs={"seconds": PATIENCE_SECONDS + 5})
        thread.start()
        meanwhile = _latencies(fleet, seconds=20)
        thread.join()
        time.sleep(1)
        left = _n_files(fleet) - n_files
    print(
        f"closed {len(tricklers.lifetimes)} of {2 * N_EACH}, the last after {max(tricklers.lifetimes):.1f} s"
    )
    print(f"p99 of others: {_p99(alone):.0f} ms alone, {_p99(meanwhile):.0f} ms meanwhile; {left} files left")
    assert tricklers.n_open == 0
    assert max(tricklers.lifetimes) <= PATIENCE_SECONDS
    assert left <= N_POOL
    assert _p99(meanwhile) < max(100.0, 2 * _p99(alone))


def _n_files(fleet: Fleet) -> int:
    return int(psutil.Process(fleet.apis[0].process.pid).num_fds())


def _latencies(fleet: Fleet, *, seconds: float) -> list[float]:
    deadline = time.monotonic() + seconds
    found = []
    while time.monotonic() < deadline:
        answer = call(fleet.ports[0], "GET", "/v1/openings", headers=fleet.tenant.headers)
        assert answer.status == 200
        found.append(1000 * answer.seconds)
        time.sleep(0.02)
    return found


def _p99(latencies: list[float]) -> float:
    return sorted(latencies)[int(0.99 * len(latencies))]
