"""The loop of a worker: takes jobs, runs them, and comes back after every loss of the database."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

import structlog
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.domain.errors import RetryRequested
from pgqueuer.domain.models import Job as QueuedJob
from pgqueuer.qm import QueueManager
from pgqueuer.queries import Queries as QueueQueries

from service.errors import JobFailed, ServiceError, Unavailable
from service.jobs.health import Pulse
from service.jobs.queue import forget_old_log
from service.settings import WorkerSettings
from service.tenancy import TenantDatabase

Handler = Callable[[dict[str, Any]], Awaitable[None]]
"""Does a job, given its arguments. It may be run again at any time, even while it still runs elsewhere."""

Entrypoint = Callable[[QueuedJob], Awaitable[None]]
"""What the queue calls."""

_log = structlog.get_logger(__name__)

_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 10.0
_RETRY_SECONDS = 2.0
_TIDY_SECONDS = 3600.0
_LONGEST_RETRY_SECONDS = 300.0


async def run_jobs(
    database: TenantDatabase,
    handlers: Mapping[str, Handler],
    settings: WorkerSettings,
    *,
    stop: asyncio.Event,
    pulse: Pulse | None = None,
) -> None:
    """Run jobs until `stop` is set, then finish those in hand; `pulse` is told how it goes.

    A job whose worker dies is taken by another after `settings.lease_seconds` without a heartbeat. A job that
    raises is tried again later; one that raises `JobFailed(retry=False)`, or has failed
    `settings.max_attempts` times, is parked for a person to see.
    """
    # What it logs of a failed job includes the message of the failure, which may quote a CV; ours does not.
    logging.getLogger("pgqueuer").setLevel(logging.CRITICAL)
    pulse = pulse or Pulse()
    guarded = {name: _guarded(name, it, settings, stop=stop, pulse=pulse) for name, it in handlers.items()}
    pause = _FIRST_PAUSE_SECONDS
    while not stop.is_set():
        started = asyncio.get_running_loop().time()
        try:
            await _run_connected(database, guarded, settings, stop=stop, pulse=pulse)
        except Exception as exc:  # noqa: BLE001  whatever ended the loop, the jobs have to go on
            _log.warning("worker_lost_queue", cause=type(exc).__name__, pause_seconds=pause)
        if asyncio.get_running_loop().time() - started > _LONGEST_PAUSE_SECONDS:
            pause = _FIRST_PAUSE_SECONDS
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)
        pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)


async def _run_connected(
    database: TenantDatabase,
    entrypoints: Mapping[str, Entrypoint],
    settings: WorkerSettings,
    *,
    stop: asyncio.Event,
    pulse: Pulse,
) -> None:
    async with database.listening() as connection:
        manager = QueueManager(QueueQueries(AsyncpgDriver(connection)))
        for name, entrypoint in entrypoints.items():
            # 'hold' keeps a failed job where a person finds it; by default it would vanish.
            manager.entrypoint(name, on_failure="hold", accepts_context=False)(entrypoint)
        beside = [
            asyncio.create_task(_pass_on(stop, manager.shutdown)),
            asyncio.create_task(_tidy_up(database)),
        ]
        pulse.has_queue = True
        try:
            await manager.run(
                batch_size=1,
                max_concurrent_tasks=max(2, settings.n_concurrent_jobs),
                # Also the interval at which jobs of dead workers are looked for.
                dequeue_timeout=timedelta(seconds=settings.heartbeat_seconds),
                # Heartbeats are sent at half of it.
                heartbeat_timeout=timedelta(seconds=settings.lease_seconds),
            )
        finally:
            pulse.has_queue = False
            for task in beside:
                task.cancel()


def _guarded(
    name: str, handler: Handler, settings: WorkerSettings, *, stop: asyncio.Event, pulse: Pulse
) -> Entrypoint:
    async def run(job: QueuedJob) -> None:
        started = asyncio.get_running_loop().time()
        outcome = "done"
        pulse.n_in_hand += 1
        try:
            await _patiently(handler, json.loads(job.payload or b"{}"), stop)
        except Exception as exc:  # noqa: BLE001  every failure of a job is answered with a retry or an end
            outcome = type(exc).__name__
            # Without the cause: the queue keeps tracebacks, and messages may quote a CV.
            raise _verdict(exc, job, settings) from None
        finally:
            pulse.n_in_hand -= 1
            if outcome == "done":
                pulse.n_done += 1
            else:
                pulse.n_failed += 1
            elapsed_ms = round(1000 * (asyncio.get_running_loop().time() - started))
            _log.info("job", job=name, job_id=job.id, outcome=outcome, elapsed_ms=elapsed_ms)

    return run


async def _patiently(handler: Handler, arguments: dict[str, Any], stop: asyncio.Event) -> None:
    """Run a job, again and again while the database is away.

    The queue could not be told of a failure then, and once the database is back it would take the job for
    one that failed for good.
    """
    pause = _FIRST_PAUSE_SECONDS
    while True:
        try:
            return await handler(arguments)
        except Unavailable:
            if stop.is_set():
                raise
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)


def _verdict(exc: Exception, job: QueuedJob, settings: WorkerSettings) -> Exception:
    """What the queue is told of a failure: to try again later, or to park the job."""
    if isinstance(exc, JobFailed) and exc.retry and exc.after_seconds is not None:
        return RetryRequested(delay=timedelta(seconds=exc.after_seconds), reason=str(exc))
    is_final = isinstance(exc, JobFailed) and not exc.retry
    # Failures that a handler counts itself end there; this bound holds for all others.
    if is_final or job.attempts >= 2 * settings.max_attempts:
        return JobFailed(f"{type(exc).__name__}", retry=False)
    seconds = min(_RETRY_SECONDS * 2**job.attempts, _LONGEST_RETRY_SECONDS)
    reason = str(exc) if isinstance(exc, ServiceError) else type(exc).__name__
    return RetryRequested(delay=timedelta(seconds=seconds), reason=reason)


async def _tidy_up(database: TenantDatabase) -> None:
    while True:
        with suppress(Unavailable):
            async with database.unbound() as connection:
                await forget_old_log(connection)
        await asyncio.sleep(_TIDY_SECONDS)


async def _pass_on(stop: asyncio.Event, shutdown: asyncio.Event) -> None:
    await stop.wait()
    shutdown.set()
