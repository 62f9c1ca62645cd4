"""Without its database the service says so within seconds, waits, and goes on as if nothing had been."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psutil
import pytest

from tests.proofs.chaos import CV, Clients
from tests.proofs.fleet import Answer, Fleet, call, running

pytestmark = pytest.mark.prove

AWAY_SECONDS = 15.0
N_WATCHERS = 4
MAX_LINES_PER_MINUTE = 200
QUICK = {"WORKER_HEARTBEAT_SECONDS": "1", "WORKER_LEASE_SECONDS": "5"}


@dataclass
class Watchers:
    """Threads that read all the time and keep every answer with its moment."""

    fleet: Fleet
    path: str = "/v1/candidates?limit=1"
    answers: list[tuple[float, Answer]] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def watching(self) -> Iterator[None]:
        threads = [threading.Thread(target=self._watch) for _ in range(N_WATCHERS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()

    def between(self, start: float, end: float) -> list[Answer]:
        """Answers to what was asked in this time."""
        return [answer for moment, answer in self.answers if start <= moment < end]

    def first_success_after(self, moment: float) -> float:
        return min(
            when + answer.seconds for when, answer in self.answers if when >= moment and answer.status == 200
        )

    def _watch(self) -> None:
        while not self._stop.is_set():
            moment = time.monotonic()
            answer = call(self.fleet.ports[0], "GET", self.path, headers=self.fleet.tenant.headers)
            self.answers.append((moment, answer))
            time.sleep(0.2)


def test_a_database_that_hangs_or_stops_is_answered_for_in_time_and_nothing_is_lost() -> None:
    with running(changes=QUICK) as fleet:
        watchers, readiness = Watchers(fleet), Watchers(fleet, path="/readyz")
        with Clients(fleet) as clients, watchers.watching(), readiness.watching():
            time.sleep(5)
            n_lines = fleet.n_log_lines()
            n_answers = len(watchers.answers) + len(readiness.answers) + clients.n_tries
            hung = _frozen(fleet)
            time.sleep(5)
            stopped = _stopped(fleet)
            n_lines = fleet.n_log_lines() - n_lines
            n_answers = len(watchers.answers) + len(readiness.answers) + clients.n_tries - n_answers
            time.sleep(5)
        for name, (start, end) in {"frozen": hung, "stopped": stopped}.items():
            _check(name, watchers, readiness, start, end)
        assert call(fleet.ports[0], "GET", "/healthz").status == 200
        _wait_until_read(fleet)
        lost = set(clients.acknowledged.values()) - {
            row["id"] for row in fleet.ask("SELECT id::text FROM candidates WHERE status = 'ready'")
        }
    # One line per request belongs to the traffic; what the outage itself says is the rest.
    per_minute = (n_lines - n_answers) * 60 / (2 * AWAY_SECONDS + 5)
    print(f"{len(clients.acknowledged)} acknowledged, {len(lost)} lost; {per_minute:.0f} log lines a minute")
    assert clients.acknowledged
    assert not lost
    assert per_minute <= MAX_LINES_PER_MINUTE


def _frozen(fleet: Fleet) -> tuple[float, float]:
    """Freeze the whole server for a while; return from when until when."""
    postmaster = psutil.Process(fleet.postmaster)
    processes = [postmaster, *postmaster.children(recursive=True)]
    for process in processes:
        process.suspend()
    start = time.monotonic()
    time.sleep(AWAY_SECONDS)
    for process in processes:
        process.resume()
    return start, time.monotonic()


def _stopped(fleet: Fleet) -> tuple[float, float]:
    """Stop the server for a while; return from when until when."""
    os.kill(fleet.postmaster, signal.SIGINT)
    start = time.monotonic()
    while not fleet.server.has_ended:
        time.sleep(0.01)
    time.sleep(AWAY_SECONDS)
    fleet.server.restart()
    return start, time.monotonic()


def _check(name: str, watchers: Watchers, readiness: Watchers, start: float, end: float) -> None:
    refused = watchers.between(start + 0.5, end - 3)
    slowest = max(answer.seconds for answer in refused)
    back = watchers.first_success_after(end) - end
    red = next(when + it.seconds for when, it in readiness.answers if when > start and it.status == 503)
    print(
        f"{name}: {len(refused)} answers, the slowest after {slowest:.1f} s; not ready after"
        f" {red - start:.1f} s; back after {back:.1f} s"
    )
    assert {answer.status for answer in refused} == {503}
    assert all("retry-after" in answer.headers for answer in refused)
    assert slowest <= 3
    assert red - start <= 3
    assert back <= 5


def _wait_until_read(fleet: Fleet) -> None:
    deadline = time.monotonic() + 120
    while fleet.ask("SELECT 1 FROM candidates WHERE status = 'received' LIMIT 1"):
        assert time.monotonic() < deadline
        time.sleep(1)


def test_an_answer_without_a_limit_of_time_is_found_out() -> None:
    """The planted fault: waiting for the database without end."""
    kinds = ("ACQUIRE", "CONNECT", "LOOKUP", "STATEMENT")
    with running(changes={f"DATABASE_{kind}_TIMEOUT_SECONDS": "60" for kind in kinds}) as fleet:
        body = {"text": CV.format(name="Salma Exemple", year=20)}
        assert fleet.call("POST", "/v1/candidates", body).status == 202
        watchers = Watchers(fleet)
        with watchers.watching():
            time.sleep(1)
            start, end = _frozen(fleet)
            time.sleep(1)
        assert max(answer.seconds for answer in watchers.between(start, end)) > 3
