"""Clients that never give up, kills that never end, and what has to be true afterwards."""

import itertools
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self
from uuid import uuid4

from tests.proofs.fleet import Child, Fleet, call

N_CLIENTS = 6
_MAX_BACKLOG = 250
_STUCK_SECONDS = 60.0
_PATIENCE_SECONDS = 240.0

CV = """{name}
Conseillère clientèle, Oujda
Expérience : 01/20{year} - 06/2025 Conseillère clientèle, Centre Exemple, Oujda
Langues : français courant (C1), arabe langue maternelle
"""


@dataclass
class Clients:
    """Threads that send CVs until told to stop; each sends one until it is acknowledged, then the next.

    Attributes:
        with_keys: Whether a CV that is sent again is known by its idempotency key.
        acknowledged: Ids of candidates, by the name in their CV.
    """

    fleet: Fleet
    with_keys: bool = True
    acknowledged: dict[str, str] = field(default_factory=dict)
    n_tries: int = 0
    failures: list[BaseException] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _calm: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._calm.set()
        self._threads = [threading.Thread(target=self._send, args=(n,)) for n in range(N_CLIENTS)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._calm.set()
        for thread in self._threads:
            thread.join()

    def hold_back(self, *, while_: bool) -> None:
        """Send nothing new for a while, so that the workers keep up."""
        if while_:
            self._calm.clear()
        else:
            self._calm.set()

    def _send(self, number: int) -> None:
        try:
            self._send_all(number)
        except BaseException as exc:
            self.failures.append(exc)
            raise

    def _send_all(self, number: int) -> None:
        for count in itertools.count():
            self._calm.wait()
            if self._stop.is_set():
                return
            self._until_acknowledged(f"Salma Exemple {number}-{count}", n=number + count)

    def _until_acknowledged(self, name: str, *, n: int) -> None:
        headers = dict(self.fleet.tenant.headers)
        body = {"text": CV.format(name=name, year=10 + n % 14)}
        if self.with_keys:
            headers["Idempotency-Key"] = uuid4().hex
        for attempt in itertools.count(n):
            self.n_tries += 1
            port = self.fleet.ports[attempt % len(self.fleet.ports)]
            answer = call(port, "POST", "/v1/candidates", body, headers=headers, seconds=15)
            if answer.status in {200, 201, 202}:
                self.acknowledged[name] = answer.json["id"]
                return
            assert answer.status in {0, 409, 500, 503}, (answer.status, answer.body)
            time.sleep(0.2)


@dataclass(frozen=True)
class Verdict:
    """What became of everything that was acknowledged.

    Attributes:
        n_lost: Acknowledged, and not there, by the words that were sent.
        n_duplicates: There more than once.
        n_stuck: Still not read though nothing has moved for a minute.
        n_effects: Readings that took effect, as the database counted them.
        slowest_return: Seconds until the API answered after a kill.
    """

    n_kills: int
    n_acknowledged: int
    n_tries: int
    n_lost: int
    n_duplicates: int
    n_stuck: int
    n_ready: int
    n_effects: int
    slowest_return: float
    drain_seconds: float

    @property
    def is_clean(self) -> bool:
        return not (self.n_lost or self.n_duplicates or self.n_stuck) and self.n_effects == self.n_ready


def storm(
    fleet: Fleet,
    *,
    victims: Sequence[str],
    n_uploads: int,
    say: Callable[[str], None],
    with_keys: bool = True,
) -> Verdict:
    """Return what became of at least `n_uploads` acknowledged uploads under one kill per victim."""
    chance = random.Random(20310401)  # noqa: S311  reproducible, not secret
    slowest = 0.0
    with Clients(fleet, with_keys=with_keys) as clients:
        for number, victim in enumerate(victims, 1):
            _watch(fleet, clients, seconds=1.5)
            _kill(fleet, victim, chance)
            back = _seconds_until_back(fleet)
            slowest = max(slowest, back)
            say(f"kill {number}/{len(victims)}: {victim}, back after {back:.1f} s; {_state(fleet, clients)}")
        while len(clients.acknowledged) < n_uploads:
            _watch(fleet, clients, seconds=2)
            say(_state(fleet, clients))
    started = time.monotonic()
    _drain(fleet, clients, say)
    return _verdict(fleet, clients, len(victims), slowest, time.monotonic() - started)


def _kill(fleet: Fleet, victim: str, chance: random.Random) -> None:
    match victim:
        case "api":
            chance.choice(_some(fleet, fleet.answering)).kill()
        case "worker":
            chance.choice(_some(fleet, fleet.working)).kill()
        case "postmaster":
            os.kill(fleet.postmaster, signal.SIGKILL)
            while not fleet.server.has_ended:
                time.sleep(0.01)
        case "backend":
            backends = fleet.ask("SELECT pid FROM pg_stat_activity WHERE application_name = 'oujda-match'")
            with suppress(ProcessLookupError):
                os.kill(chance.choice(backends)["pid"] if backends else fleet.postmaster, signal.SIGKILL)
        case _:
            raise ValueError(victim)


def _some(fleet: Fleet, look: Callable[[], list[Child]]) -> list[Child]:
    """Wait until there are some."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not (found := look()):
        fleet.keep_going()
        assert time.monotonic() < deadline, fleet.said()
        time.sleep(0.1)
    return found


def _seconds_until_back(fleet: Fleet) -> float:
    started = time.monotonic()
    _some(fleet, fleet.answering)
    return time.monotonic() - started


def _watch(fleet: Fleet, clients: Clients, *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        fleet.keep_going()
        assert not clients.failures, clients.failures
        clients.hold_back(while_=_n_waiting(fleet) > _MAX_BACKLOG)
        time.sleep(0.5)


def _n_waiting(fleet: Fleet) -> int:
    return int(_count(fleet, "SELECT count(*) FROM candidates WHERE status = 'received'"))


def _drain(fleet: Fleet, clients: Clients, say: Callable[[str], None]) -> None:
    """Wait until nothing waits, or nothing has moved for a minute."""
    last, since = -1, time.monotonic()
    while (waiting := _n_waiting(fleet)) and time.monotonic() - since < _STUCK_SECONDS:
        if waiting != last:
            last, since = waiting, time.monotonic()
        say(_state(fleet, clients))
        fleet.keep_going()
        time.sleep(2)


def _verdict(fleet: Fleet, clients: Clients, n_kills: int, slowest: float, drain_seconds: float) -> Verdict:
    rows = fleet.ask("SELECT id::text, status FROM candidates")
    statuses = {row["id"]: row["status"] for row in rows}
    names = fleet.ask(
        "SELECT split_part(text, E'\\n', 1) AS name, count(*) AS n FROM candidate_texts GROUP BY 1"
    )
    return Verdict(
        n_kills=n_kills,
        n_acknowledged=len(clients.acknowledged),
        n_tries=clients.n_tries,
        n_lost=len(clients.acknowledged.keys() - {row["name"] for row in names}),
        n_duplicates=sum(row["n"] - 1 for row in names),
        n_stuck=sum(status != "ready" for status in statuses.values()),
        n_ready=sum(status == "ready" for status in statuses.values()),
        n_effects=int(_count(fleet, "SELECT coalesce(sum(revision), 0) FROM candidate_pool_revisions")),
        slowest_return=round(slowest, 1),
        drain_seconds=round(drain_seconds, 1),
    )


def _state(fleet: Fleet, clients: Clients) -> str:
    return f"{len(clients.acknowledged)} acknowledged, {_n_waiting(fleet)} waiting"


def _count(fleet: Fleet, sql: str) -> int:
    for _ in range(50):
        try:
            (row,) = fleet.ask(sql)
        except Exception:  # noqa: BLE001  the database may be away for the moment, as is intended here
            time.sleep(0.2)
            fleet.keep_going()
        else:
            return int(row[0])
    raise AssertionError("the database does not come back")
