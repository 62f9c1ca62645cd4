"""The commands `oujda-match jobs ...`."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from service.database import at_hand
from service.jobs.rows import JobState, QueuedJob
from service.settings import Settings
from service.tenancy import TenantDatabase
from service.upkeep import use_cases

Result = TypeVar("Result")

app = typer.Typer(help="What workers have to do, and what they gave up.", no_args_is_help=True)

_PIPE_WIDTH = 500
JobId = Annotated[int, typer.Argument(help="Number of the job, as `jobs list` shows it.")]


@app.command("list", epilog="Example: oujda-match jobs list --state parked")
def jobs_list(
    state: Annotated[JobState | None, typer.Option(help="Only those that are so.")] = None,
    limit: Annotated[int, typer.Option(help="Most jobs shown.")] = 100,
) -> None:
    """List jobs, the newest first."""

    async def listed(database: TenantDatabase) -> list[QueuedJob]:
        async with database.unbound() as connection:
            return await use_cases.jobs(connection, organisation_id=None, state=state, limit=limit)

    table = Table("id", "job", "state", "tried again", "since", "about", box=None)
    for job in _on_database(listed):
        table.add_row(
            str(job.id), job.name, job.state, str(job.attempts), _moment(job.created_at), job.key or ""
        )
    Console(width=None if sys.stdout.isatty() else _PIPE_WIDTH).print(table)


@app.command("show", epilog="Example: oujda-match jobs show 42")
def jobs_show(job_id: JobId) -> None:
    """Show one job."""
    job = _on_database(lambda database: _job(database, job_id))
    for name, value in (
        ("job", job.name),
        ("state", job.state),
        ("about", job.key),
        ("arguments", job.arguments),
        ("tried again", job.attempts),
        ("priority", job.priority),
        ("since", _moment(job.created_at)),
        ("changed", _moment(job.updated_at)),
        ("due", _moment(job.due_at)),
    ):
        typer.echo(f"{name:<12} {value}")


@app.command("run-again", epilog="Example: oujda-match jobs run-again 42")
def jobs_run_again(job_id: JobId) -> None:
    """Have a parked job done once more, once its cause is mended."""

    async def again(database: TenantDatabase) -> None:
        await use_cases.run_again(database, await _job(database, job_id))

    _on_database(again)
    typer.echo(f"Job {job_id} will be done again.", err=True)


@app.command("discard", epilog="Example: oujda-match jobs discard 42")
def jobs_discard(job_id: JobId) -> None:
    """Forget a job, which is then never done."""

    async def forget(database: TenantDatabase) -> None:
        known = await _job(database, job_id)
        async with database.unbound() as connection:
            await use_cases.discard(connection, known)

    _on_database(forget)
    typer.echo(f"Job {job_id} is forgotten.", err=True)


async def _job(database: TenantDatabase, job_id: int) -> QueuedJob:
    async with database.unbound() as connection:
        return await use_cases.job(connection, job_id=job_id, organisation_id=None)


def _on_database(work: Callable[[TenantDatabase], Awaitable[Result]]) -> Result:
    async def opened() -> Result:
        async with TenantDatabase.open(settings) as database:
            return await work(database)

    with at_hand.database_at_hand(Settings()) as settings:
        return asyncio.run(opened())


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M")
