"""Whatever is killed, what was acknowledged is there, once, and gets read."""

import itertools

import pytest

from tests.proofs.chaos import storm
from tests.proofs.fleet import running

pytestmark = pytest.mark.prove

VICTIMS = ("api", "worker", "postmaster", "backend")
QUICK = {"WORKER_HEARTBEAT_SECONDS": "1", "WORKER_LEASE_SECONDS": "5"}
N_KILLS = 40
N_UPLOADS = 2000


def say(line: str) -> None:
    print(line, flush=True)


def test_nothing_acknowledged_is_lost_doubled_or_stuck() -> None:
    with running(n_apis=2, n_workers=2, changes=QUICK) as fleet:
        victims = list(itertools.islice(itertools.cycle(VICTIMS), N_KILLS))
        verdict = storm(fleet, victims=victims, n_uploads=N_UPLOADS, say=say)
    say(str(verdict))
    assert verdict.is_clean, verdict
    assert verdict.n_kills == N_KILLS
    assert verdict.n_acknowledged >= N_UPLOADS


def test_an_api_that_acknowledges_before_it_keeps_is_found_out() -> None:
    with running(n_apis=2, api_module=("tests.proofs.faulty_api", "early"), changes=QUICK) as fleet:
        verdict = storm(fleet, victims=["api"] * 4, n_uploads=60, say=say)
    say(str(verdict))
    assert verdict.n_lost > 0


def test_uploads_sent_again_without_a_key_are_found_doubled() -> None:
    with running(n_apis=2, api_module=("tests.proofs.faulty_api", "late"), changes=QUICK) as fleet:
        verdict = storm(fleet, victims=["api"] * 4, n_uploads=60, say=say, with_keys=False)
    say(str(verdict))
    assert verdict.n_duplicates > 0


def test_jobs_that_nobody_takes_from_dead_workers_are_found_stuck() -> None:
    changes = {**QUICK, "WORKER_LEASE_SECONDS": "36000"}
    with running(n_workers=2, changes=changes) as fleet:
        verdict = storm(fleet, victims=["worker"] * 6, n_uploads=200, say=say)
    say(str(verdict))
    assert verdict.n_stuck > 0
