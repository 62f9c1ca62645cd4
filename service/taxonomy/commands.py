"""The commands `oujda-match taxonomy ...`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from service.taxonomy.use_cases import Imported, check_data, import_esco, import_rome

app = typer.Typer(help="Trades, skills, diplomas, languages and towns in plain files.", no_args_is_help=True)
import_app = typer.Typer(help="Bring concepts in from elsewhere.", no_args_is_help=True)
app.add_typer(import_app, name="import")

_MOST_FAULTS = 50

Into = Annotated[Path, typer.Option(help="Folder of data files to write below.")]


@app.command("check", epilog="Example: oujda-match taxonomy check matching/taxonomy/data")
def taxonomy_check(
    folder: Annotated[Path | None, typer.Argument(help="Folder of data files; else those in use.")] = None,
) -> None:
    """Say what does not hold together in the data files; the exit code is 1 when something does not."""
    found = check_data(folder)
    for kind, count in found.n_concepts.items():
        typer.echo(f"{count:6} {kind}s")
    for sentence in found.faults[:_MOST_FAULTS]:
        typer.echo(sentence, err=True)
    if found.faults:
        typer.echo(f"{len(found.faults)} faults.", err=True)
        raise typer.Exit(1)
    typer.echo("All holds together.")


@import_app.command(
    "esco", epilog="Example: oujda-match taxonomy import esco esco.zip --into matching/taxonomy/data"
)
def taxonomy_import_esco(
    source: Annotated[Path, typer.Argument(help="The ZIP of ESCO as CSV, or a folder of its files.")],
    into: Into,
) -> None:
    """Write the occupations and skills of ESCO as data files, without labels known already."""
    with _bar() as show:
        _say(import_esco(source, into=into, progress=show))


@import_app.command(
    "rome",
    epilog="Example: oujda-match taxonomy import rome codes.csv titles.csv --into matching/taxonomy/data",
)
def taxonomy_import_rome(
    trades: Annotated[Path, typer.Argument(help="CSV of codes: code_rome, libelle_rome.")],
    titles: Annotated[Path, typer.Argument(help="CSV of titles: code_rome, libelle_appellation_...")],
    into: Into,
) -> None:
    """Write the trades of the French ROME as a data file, without labels known already."""
    with _bar() as show:
        _say(import_rome(trades, titles, into=into, progress=show))


@contextmanager
def _bar() -> Iterator[Callable[[str, float], None]]:
    with Progress(console=Console(stderr=True)) as bars:
        task = bars.add_task("reading", total=1.0)
        yield lambda doing, share: bars.update(task, description=doing, completed=share)


def _say(imported: Imported) -> None:
    for file, count in imported.n_concepts.items():
        typer.echo(f"{count:6} {file}")
    typer.echo(f"{imported.n_known} concepts were known by all their labels and are left out.")
