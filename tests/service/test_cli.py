import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.cli import app
from service.database.embedded import EmbeddedServer
from service.organisations.use_cases import OrganisationKind, authenticate, list_organisations
from service.settings import DatabaseSettings
from service.tenancy import TenantDatabase
from tests.factories import Tenant

_REPOSITORY = Path(__file__).parents[2]
_DURATION = 120

Command = Callable[..., "subprocess.CompletedProcess[str]"]


def _environment(**changes: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if "DATABASE" not in name}
    return {**kept, "PYTHONPATH": str(_REPOSITORY), "COLUMNS": "200", **changes}


def _run(*arguments: str, **changes: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "service.cli", *arguments],
        check=False,
        capture_output=True,
        text=True,
        timeout=_DURATION,
        env=_environment(**changes),
    )


@pytest.fixture
def command(database_settings: DatabaseSettings) -> Command:
    """Runs `oujda-match` on this test's database."""
    assert database_settings.url is not None
    url = database_settings.url.get_secret_value()
    return lambda *arguments: _run(*arguments, DATABASE_URL=url)


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A data folder of this test alone, with no database yet."""
    with tempfile.TemporaryDirectory(prefix="oujda-match-tests-") as path:
        Path(path).chmod(0o711)
        yield Path(path) / "data"


@pytest.mark.parametrize(
    "arguments",
    [
        ["serve"],
        ["worker"],
        ["ready"],
        ["migrate"],
        ["run"],
        ["demo"],
        ["plan"],
        ["evaluate"],
        *(["organisation", verb] for verb in ("create", "list", "link", "unlink")),
        *(["key", verb] for verb in ("create", "revoke", "list")),
        ["taxonomy", "check"],
        *(["taxonomy", "import", source] for source in ("esco", "rome")),
    ],
    ids=" ".join,
)
def test_every_command_explains_itself_with_an_example(arguments: list[str]) -> None:
    # In this process: so many others would each load all libraries for it.
    result = CliRunner().invoke(app, [*arguments, "--help"])

    assert result.exit_code == 0
    assert f"oujda-match {' '.join(arguments)}" in " ".join(result.output.split("Example:")[1].split())


async def test_a_key_made_on_the_command_line_opens_the_service(
    command: Command, tenant_database: TenantDatabase
) -> None:
    created = command("organisation", "create", "Centre Isly", "--kind", "employer")
    key = command("key", "create", "Centre Isly", "--note", "site")

    principal = await authenticate(tenant_database, key.stdout.strip())
    assert str(principal.organisation_id) == created.stdout.strip()
    assert principal.organisation_kind is OrganisationKind.EMPLOYER
    assert key.stdout.startswith("om_")
    assert key.stdout.count("\n") == 1


async def test_lists_show_whole_ids_and_no_secret(command: Command, agency: Tenant) -> None:
    keys = command("key", "list", agency.name).stdout
    organisations = command("organisation", "list").stdout

    assert agency.key_id in keys
    assert agency.token not in keys
    assert str(agency.id) in organisations


async def test_a_revoked_key_is_shown_as_revoked(command: Command, agency: Tenant) -> None:
    assert command("key", "revoke", agency.key_id).returncode == 0
    assert re.search(rf"{agency.key_id}.*\d\d:\d\d.*\d\d:\d\d", command("key", "list").stdout)


async def test_partners_are_linked_and_unlinked(command: Command, agency: Tenant, partner: Tenant) -> None:
    assert command("organisation", "unlink", agency.name, partner.name).returncode == 0
    assert command("organisation", "unlink", agency.name, partner.name).returncode == 1
    assert command("organisation", "link", agency.name, str(partner.id)).returncode == 0


async def test_what_cannot_be_done_is_said_in_a_sentence(command: Command, agency: Tenant) -> None:
    again = command("organisation", "create", agency.name)
    unknown = command("key", "create", "Nobody")

    assert (again.returncode, unknown.returncode) == (1, 1)
    assert again.stderr.strip() == f"There is an organisation '{agency.name}' already."
    assert unknown.stderr.strip() == "There is no organisation 'Nobody'."


async def test_a_machine_that_may_serve_is_ready_and_one_that_may_not_says_why(
    command: Command, database_settings: DatabaseSettings
) -> None:
    assert database_settings.migration_url is not None
    as_owner = _run("ready", DATABASE_URL=database_settings.migration_url.get_secret_value())

    assert command("ready").returncode == 0
    assert as_owner.returncode == 78
    assert "superuser" in as_owner.stderr


async def test_migrating_twice_changes_nothing(
    command: Command, database_settings: DatabaseSettings, tenant_database: TenantDatabase, agency: Tenant
) -> None:
    assert database_settings.url is not None
    assert database_settings.migration_url is not None
    result = _run(
        "migrate",
        DATABASE_URL=database_settings.url.get_secret_value(),
        MIGRATION_DATABASE_URL=database_settings.migration_url.get_secret_value(),
    )

    assert result.returncode == 0, result.stderr
    assert [row.id for row in await list_organisations(tenant_database)] == [agency.id]


def test_a_database_that_cannot_be_migrated_says_why(data_dir: Path) -> None:
    # One URL is enough, and it is never replaced by a database of one's own.
    away = _run(
        "migrate", MIGRATION_DATABASE_URL="postgresql://x:x@127.0.0.1:1/x", OUJDA_DATA_DIR=str(data_dir)
    )

    assert away.returncode == 1
    assert "cannot be reached" in away.stderr
    assert "Traceback" not in away.stderr
    assert not data_dir.exists()


async def test_the_application_role_cannot_migrate(server: EmbeddedServer, template: str) -> None:
    empty = server.application_url("postgres")
    refused = _run("migrate", DATABASE_URL=empty)

    assert refused.returncode == 1
    assert "permission denied" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_setting_that_makes_no_sense_is_named() -> None:
    result = _run("serve", API_PORT="many")

    assert result.returncode == 1
    assert "port" in result.stderr
    assert "Traceback" not in result.stderr


def test_without_a_database_one_is_started_for_a_command_and_kept(data_dir: Path) -> None:
    created = _run("organisation", "create", "Atlas", OUJDA_DATA_DIR=str(data_dir))
    listed = _run("organisation", "list", OUJDA_DATA_DIR=str(data_dir))

    assert created.returncode == 0, created.stderr
    assert created.stdout.strip() in listed.stdout


@pytest.mark.parametrize("name", ["serve", "worker"])
def test_what_serves_does_not_start_a_database_of_its_own(data_dir: Path, name: str) -> None:
    result = _run(name, OUJDA_DATA_DIR=str(data_dir), API_PORT="18080")

    assert result.returncode == 1
    assert "DATABASE_URL" in result.stderr
    assert not data_dir.exists()


@pytest.mark.parametrize("name", ["serve", "run"])
def test_a_taken_port_is_named(data_dir: Path, name: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        result = _run(name, OUJDA_DATA_DIR=str(data_dir), API_PORT=port)

    assert result.returncode == 1
    assert f"127.0.0.1:{port} is taken" in result.stderr


def test_a_stopped_command_stops_its_database(data_dir: Path) -> None:
    script = (
        "from service.settings import Settings; from service.database.at_hand import database_at_hand\n"
        "import signal, time\n"
        "signal.signal(signal.SIGTERM, signal.default_int_handler)\n"
        "with database_at_hand(Settings()): print('ready', flush=True); time.sleep(600)"
    )
    with subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=_environment(OUJDA_DATA_DIR=str(data_dir)),
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        # A second command finds the server that the first one runs.
        assert _run("organisation", "create", "Atlas", OUJDA_DATA_DIR=str(data_dir)).returncode == 0
        process.send_signal(signal.SIGTERM)
    assert not (data_dir / "postgresql" / "18" / "postmaster.pid").exists()
