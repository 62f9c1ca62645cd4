"""The command line: `oujda-match`."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Annotated, NoReturn, TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import Progress, TaskID
from rich.table import Table

from service.database import at_hand
from service.database.server_files import write_private
from service.encoders.commands import app as encoder_app
from service.errors import NotAuthenticated, ServiceError, Unavailable, UnfitToServe
from service.evaluation.commands import app as scorer_app
from service.logs import configure_logs
from service.organisations.use_cases import (
    OrganisationKind,
    authenticate,
    create_key,
    create_organisation,
    find_organisation,
    link_partner,
    list_keys,
    list_organisations,
    revoke_key,
    unlink_partner,
)
from service.running import EXIT_UNFIT, base_url, environment_of, refuse_taken_port, run_everything
from service.settings import ApiSettings, DatabaseSettings, Settings
from service.staffing.plans.goals import Goal
from service.startup import require_fitness
from service.taxonomy.commands import app as taxonomy_app
from service.tenancy import OrganisationId, TenantDatabase
from service.upkeep.commands import app as jobs_app

Result = TypeVar("Result")

N_REMARKS = 5
"""Sentences shown per heading; exports have more, and the API all."""

# A pipe has no width, and what a program reads must not be cut for one.
_PIPE_WIDTH = 500

app = typer.Typer(
    help="Ranked, explained shortlists of candidates for call-centre and IT openings.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
organisation_app = typer.Typer(help="Agencies, employers and partners.", no_args_is_help=True)
key_app = typer.Typer(help="API keys of organisations.", no_args_is_help=True)
app.add_typer(organisation_app, name="organisation")
app.add_typer(key_app, name="key")
originals_app = typer.Typer(
    help="The documents that candidates sent, as they are kept.", no_args_is_help=True
)
app.add_typer(originals_app, name="originals")
app.add_typer(encoder_app, name="encoder")
app.add_typer(jobs_app, name="jobs")
app.add_typer(taxonomy_app, name="taxonomy")
app.add_typer(scorer_app, name="scorer")


def main() -> None:
    """Run one command; what it cannot do it says in a sentence, with an exit code other than 0."""
    # Ctrl-C too: a process started in the background by a script would not hear it.
    for ask in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ask, _interrupt)
    try:
        app(prog_name="oujda-match")
    except UnfitToServe as error:
        _give_up(*error.faults, exit_code=EXIT_UNFIT)
    except Unavailable as error:
        _give_up(f"{error} ({error.__cause__})" if error.__cause__ else str(error))
    except ServiceError as error:
        _give_up(str(error))
    except ValidationError as error:
        # Only settings are validated here; `title` is the group, whose prefix the variable carries.
        _give_up(
            *(f"{error.title} {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        )


@app.command(epilog="Example: oujda-match serve --port 8080")
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; else API_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; else API_PORT.")] = None,
) -> None:
    """Answer requests over HTTP, until stopped."""
    # Loaded here, as in other commands below: most commands do without these libraries.
    import uvicorn  # noqa: PLC0415

    api = _api_settings(host, port)
    refuse_taken_port(api)
    database = _serving_database()
    asyncio.run(require_fitness(database))
    # The processes of the API read their settings from the environment, as this one did.
    os.environ.update(environment_of(database))
    uvicorn.run(
        "api.app:create_app",
        factory=True,
        http="api.slow_clients:PatientProtocol",
        ws="none",
        host=api.host,
        port=api.port,
        workers=api.n_processes,
        timeout_graceful_shutdown=api.shutdown_seconds,
        access_log=False,
        server_header=False,
    )


@app.command(epilog="Example: oujda-match worker")
def worker() -> None:
    """Read the documents that are waiting, until stopped; start as many as needed."""
    from service.worker import main as work  # noqa: PLC0415

    configure_logs()
    database = _serving_database()
    asyncio.run(require_fitness(database))
    work(replace(Settings(), database=database))


@app.command(epilog="Example: oujda-match ready")
def ready() -> None:
    """Say whether this machine could serve: the database is there, migrated, durable and guarded."""
    asyncio.run(require_fitness(_serving_database()))
    _say("Ready.")


@app.command(epilog="Example: oujda-match workers --here")
def workers(
    here: Annotated[bool, typer.Option("--here", help="Of this machine; fails if none works.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """List the workers, what each has in hand, and what is wrong with it."""
    from service.jobs import health  # noqa: PLC0415
    from service.jobs.rows import WorkerRow  # noqa: PLC0415

    async def heard(database: TenantDatabase) -> list[WorkerRow]:
        async with database.unbound() as connection:
            return await health.workers(connection)

    rows = _with_database(_serving_database(), heard)
    rows = [row for row in rows if not here or row.host == socket.gethostname()]
    faults = [health.fault_of(row) for row in rows]
    _print_table(
        ("host", "since", "in hand", "done", "failed", "fault"),
        [
            (
                row.host,
                _moment(row.started_at),
                str(row.n_in_hand),
                str(row.n_done),
                str(row.n_failed),
                it or "",
            )
            for row, it in zip(rows, faults, strict=True)
        ],
    )
    if here and all(faults):
        raise Unavailable("No worker of this machine works.", dependency="worker")


@app.command(epilog="Example: oujda-match migrate, with the owner's MIGRATION_DATABASE_URL")
def migrate(
    revision: Annotated[str, typer.Option(help="Revision to go to.")] = "head",
) -> None:
    """Bring the database to the newest revision; several may run at once."""
    settings = Settings()
    with ExitStack() as stack:
        database = settings.database
        if database.migration_url is None:
            database = stack.enter_context(at_hand.database_at_hand(settings))
        asyncio.run(at_hand.migrate(database, revision=revision))
    _say(f"The database is at revision {revision}.")


@app.command(epilog="Example: API_PORT=8080 oujda-match run")
def run(
    demo: Annotated[bool, typer.Option(help="Load the demonstration once.")] = True,  # noqa: FBT002 - a flag
) -> None:
    """Run everything on this machine: database, migrations, demonstration, API and a worker."""
    run_everything(Settings(), demo=demo, say=_say)
    _say("Stopped.")


@app.command(epilog="Example: oujda-match demo, or oujda-match demo --candidates 115000")
def demo(
    candidates: Annotated[
        int | None,
        typer.Option(
            min=1, help="A pool of so many invented people, for measuring, in an agency of its own."
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="Other people for another seed.")] = 1,
) -> None:
    """Load the demonstration, unless it is there, and print how to try it."""
    from service.demo.use_cases import load_demo, load_large_demo  # noqa: PLC0415

    settings = Settings()
    with at_hand.database_at_hand(settings) as database:
        prepared = replace(settings, database=database)
        with Progress(console=Console(stderr=True)) as bars:
            show = _bar_for_each(bars)
            if candidates is None:
                site = asyncio.run(load_demo(prepared, seed=seed, progress=show))
            else:
                large = load_large_demo(prepared, n_candidates=candidates, seed=seed, progress=show)
                site = asyncio.run(large)
        token = _with_database(
            database, lambda opened: kept_key(opened, site.organisation_id, settings.storage.data_dir)
        )
    url = f"{base_url(settings.api)}/v1/openings/{site.opening_id}/matches?limit=5"
    _say(f"Demonstration key: {token}")
    _say("Try it:")
    _print(f'curl -s -H "Authorization: Bearer {token}" "{url}"')
    _say("Staff the whole site:")
    _print(f"oujda-match plan {site.site_id}")


@app.command(epilog='Example: oujda-match plan "Centre Angad" --goal quality --export plan.xlsx')
def plan(
    site: Annotated[str, typer.Argument(help="Name, external id or id of the site.")],
    *,
    organisation: Annotated[str | None, typer.Option(help="Whose site; else any that has it.")] = None,
    goal: Annotated[Goal, typer.Option(help="What the plan puts first.")] = Goal.FILL,
    only_sure: Annotated[bool, typer.Option("--only-sure", help="Nobody who is to be verified.")] = False,
    seconds: Annotated[float, typer.Option(min=0, help="Time limit.")] = 60.0,
    language: Annotated[str, typer.Option(help="fr, en, es or ar.")] = "fr",
    export: Annotated[Path | None, typer.Option(help="File to write: .xlsx, .csv or .html.")] = None,
) -> None:
    """Staff a whole site at once, keep the plan, and show how far each opening is filled."""
    from service.staffing.console import PlanCommand, coverage_table, plan_from_console  # noqa: PLC0415
    from service.staffing.plans.values import PlanRequest  # noqa: PLC0415

    request = PlanRequest(goal=goal, allows_to_verify=not only_sure, time_limit_seconds=seconds)
    command = PlanCommand(site, organisation, request, language, export)
    settings = Settings()
    with at_hand.database_at_hand(settings) as database, Progress(console=Console(stderr=True)) as bars:
        task = bars.add_task("reading the pool", total=1.0)
        sheet = asyncio.run(
            plan_from_console(
                command,
                settings=replace(settings, database=database),
                progress=lambda stage, share: bars.update(task, description=stage, completed=share),
            )
        )
    _print(coverage_table(sheet))
    _say(sheet.speech.ending(sheet.result.ending, sheet.result.gap))
    for heading, sentences in sheet.remarks():
        _say("\n".join(["", heading, *sentences[:N_REMARKS]]))


@app.command("import", epilog='Example: oujda-match import archive/ --organisation "Atlas"')
def import_cvs(
    folder: Annotated[Path, typer.Argument(help="Folder with CVs, and folders inside it.", exists=True)],
    organisation: Annotated[str, typer.Option(help="Name or id of the agency they belong to.")],
) -> None:
    """Take in a folder of CVs; begin again at any time, what is there already is passed over."""
    from service.documents.originals.originals import Originals  # noqa: PLC0415
    from service.imports.folder import FolderReport, files_in, import_folder  # noqa: PLC0415

    settings = Settings()
    files = files_in(folder)
    with Progress(console=Console(stderr=True)) as bars:
        bar = bars.add_task("files", total=len(files))

        async def work(database: TenantDatabase) -> FolderReport:
            row = await find_organisation(database, organisation)
            return await import_folder(
                database,
                files,
                organisation_id=row.id,
                originals=Originals.open(settings),
                limits=settings.limits,
                progress=lambda done, _: bars.update(bar, completed=done),
            )

        report = _on_database(work)
    for path, reason in report.refused:
        _print(f"{path}: {reason.replace('_', ' ')}")
    _say(
        f"{report.n_new} taken in, {report.n_known} known before, {len(report.refused)} refused. "
        "Workers read them now; `oujda-match jobs list` shows what is left."
    )


@organisation_app.command("create", epilog='Example: oujda-match organisation create "Atlas" --kind agency')
def organisation_create(
    name: Annotated[str, typer.Argument(help="Name, given once.")],
    kind: Annotated[OrganisationKind, typer.Option(help="What it does here.")] = OrganisationKind.AGENCY,
) -> None:
    """Add an organisation and print its id."""
    row = _on_database(lambda database: create_organisation(database, kind=kind, name=name))
    _print(str(row.id))


@organisation_app.command("list", epilog="Example: oujda-match organisation list")
def organisation_list() -> None:
    """List all organisations."""
    rows = _on_database(list_organisations)
    _print_table(
        ("id", "kind", "name", "since"),
        [(str(row.id), row.kind.value, row.name, _moment(row.created_at)) for row in rows],
    )


@organisation_app.command("link", epilog='Example: oujda-match organisation link "Atlas" "Mission Angad"')
def organisation_link(
    agency: Annotated[str, typer.Argument(help="Name or id of the agency.")],
    partner: Annotated[str, typer.Argument(help="Name or id of the partner.")],
) -> None:
    """Let a partner upload candidates for an agency."""
    _on_database(lambda database: link_partner(database, agency=agency, partner=partner))


@organisation_app.command("unlink", epilog='Example: oujda-match organisation unlink "Atlas" "Mission Angad"')
def organisation_unlink(
    agency: Annotated[str, typer.Argument(help="Name or id of the agency.")],
    partner: Annotated[str, typer.Argument(help="Name or id of the partner.")],
) -> None:
    """End what `link` allowed."""
    _on_database(lambda database: unlink_partner(database, agency=agency, partner=partner))


@key_app.command("create", epilog='Example: oujda-match key create "Atlas" --note "import of May"')
def key_create(
    organisation: Annotated[str, typer.Argument(help="Name or id of the organisation.")],
    note: Annotated[str, typer.Option(help="What the key is for.")] = "",
) -> None:
    """Print a new key; it is shown this once."""

    async def create(database: TenantDatabase) -> str:
        row = await find_organisation(database, organisation)
        return (await create_key(database, organisation_id=row.id, note=note)).token

    _print(_on_database(create))


@key_app.command("revoke", epilog="Example: oujda-match key revoke 0f3a5c7e9b1d")
def key_revoke(
    prefix: Annotated[str, typer.Argument(help="Public part: the 12 digits after `om_`.")],
) -> None:
    """Refuse a key from the next request on."""
    row = _on_database(lambda database: revoke_key(database, prefix=prefix))
    assert row.revoked_at is not None
    _say(f"The key {row.prefix} is revoked since {_moment(row.revoked_at)}.")


@key_app.command("list", epilog='Example: oujda-match key list "Atlas"')
def key_list(
    organisation: Annotated[str | None, typer.Argument(help="Name or id; all when left out.")] = None,
) -> None:
    """List keys by their public part."""

    async def rows(database: TenantDatabase) -> list[tuple[str, ...]]:
        names = {row.id: row.name for row in await list_organisations(database)}
        only = None if organisation is None else (await find_organisation(database, organisation)).id
        return [
            (
                key.prefix,
                names[key.organisation_id],
                key.note,
                _moment(key.created_at),
                _moment(key.revoked_at) if key.revoked_at else "",
            )
            for key in await list_keys(database, organisation_id=only)
        ]

    _print_table(("prefix", "organisation", "note", "since", "revoked"), _on_database(rows))


@originals_app.command("new-key", epilog="Example: oujda-match originals new-key 2026-12")
def originals_new_key(
    name: Annotated[str, typer.Argument(help="Name of the key, e.g. the month.")],
) -> None:
    """Print a key to be put first in ORIGINALS_KEYS; keep it where the database's backups are not."""
    from service.documents.originals.keyring import new_key  # noqa: PLC0415

    _print(new_key(name))


@originals_app.command("keep-anew", epilog="Example: oujda-match originals keep-anew")
def originals_keep_anew() -> None:
    """Seal or move every document as the settings say now; stop and begin again at will.

    After that, keys that ORIGINALS_KEYS names behind the first are no longer needed.
    """
    from service.documents.originals.originals import Originals, keep_all_anew  # noqa: PLC0415

    originals = Originals.open(Settings())

    async def keep_anew(database: TenantDatabase) -> int:
        organisations = await list_organisations(database)
        with Progress(console=Console(stderr=True)) as bars:
            counts = [
                await keep_all_anew(originals, database, organisation_id=OrganisationId(row.id))
                for row in bars.track(organisations, description="organisations")
            ]
        return sum(counts)

    _say(f"{_on_database(keep_anew)} documents are kept anew.")


@app.command(epilog="Example: oujda-match evaluate judged/ --json figures.json --explain OPENING")
def evaluate(
    folder: Annotated[Path, typer.Argument(help="Folder with openings, candidates and qrels.csv.")],
    *,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures here.")] = None,
    files: Annotated[bool, typer.Option("--files", help="Read `files/` in place of the texts.")] = False,
    explain: Annotated[str | None, typer.Option(help="Show the list of this opening.")] = None,
    ablation: Annotated[bool, typer.Option("--ablation", help="Show what each feature is worth.")] = False,
    errors: Annotated[bool, typer.Option("--errors", help="Show the worst mistakes, explained.")] = False,
    today: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The present.")] = None,
) -> None:
    """Measure the ranking on judged openings and CVs, next to three baselines."""
    from service.documents.reading import DocumentReader  # noqa: PLC0415
    from service.documents.reading.recognition.program import is_installed  # noqa: PLC0415
    from service.evaluation.use_cases import EvaluationRequest, evaluate_folder  # noqa: PLC0415

    with DocumentReader(recognises=is_installed()) as reader:
        request = EvaluationRequest(
            folder=folder,
            today=today.date() if today else datetime.now(UTC).date(),
            read_file=(lambda path: reader.read_blocking(path.read_bytes(), file_name=path.name).text)
            if files
            else None,
            json_file=json_file,
            explain=explain,
            shows_ablation=ablation,
            shows_errors=errors,
        )
        evaluate_folder(request, settings=Settings(), show=_print, progress=_say)


async def kept_key(database: TenantDatabase, organisation_id: OrganisationId, folder: Path) -> str:
    """Return a working key of the demonstration, kept in a private file so that it is the same every time."""
    path = folder / "demo-key"
    token = _kept(path)
    with suppress(NotAuthenticated):
        if (await authenticate(database, token)).organisation_id == organisation_id:
            return token
    token = (await create_key(database, organisation_id=organisation_id, note="demonstration")).token
    _keep(path, token)
    return token


def _kept(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _keep(path: Path, token: str) -> None:
    path.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
    write_private(path, token)


def _api_settings(host: str | None, port: int | None) -> ApiSettings:
    given = {"host": host, "port": port}
    return Settings().api.model_copy(
        update={name: value for name, value in given.items() if value is not None}
    )


def _serving_database() -> DatabaseSettings:
    database = at_hand.running_database(Settings())
    if database is None:
        raise Unavailable(
            "No database: set DATABASE_URL, or start everything with `oujda-match run`.",
            dependency="database",
        )
    return database


def _on_database(work: Callable[[TenantDatabase], Awaitable[Result]]) -> Result:
    with at_hand.database_at_hand(Settings()) as database:
        return _with_database(database, work)


def _with_database(database: DatabaseSettings, work: Callable[[TenantDatabase], Awaitable[Result]]) -> Result:
    async def opened() -> Result:
        async with TenantDatabase.open(database) as tenants:
            return await work(tenants)

    return asyncio.run(opened())


def _print(what: object) -> None:
    console = Console(width=None if sys.stdout.isatty() else _PIPE_WIDTH)
    console.print(what, soft_wrap=isinstance(what, str), highlight=False, markup=False)


def _say(sentence: str) -> None:
    Console(stderr=True).print(sentence, soft_wrap=True, highlight=False, markup=False)


def _bar_for_each(bars: Progress) -> Callable[[str, int, int], None]:
    """Return what shows how much of each thing is done, one bar per thing."""
    tasks: dict[str, TaskID] = {}

    def show(what: str, done: int, of: int) -> None:
        if what not in tasks:
            tasks[what] = bars.add_task(what)
        bars.update(tasks[what], completed=done, total=of)

    return show


def _give_up(*sentences: str, exit_code: int = 1) -> NoReturn:
    for sentence in sentences:
        Console(stderr=True).print(sentence, style="red", soft_wrap=True, highlight=False, markup=False)
    sys.exit(exit_code)


def _print_table(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    table = Table(*columns, box=None)
    for row in rows:
        table.add_row(*row)
    _print(table)


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M")


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
