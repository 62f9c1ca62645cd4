"""Commands about the figures of the default scorer."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

app = typer.Typer(help="The figures of the default scorer.", no_args_is_help=True)


@app.callback()
def _scorer() -> None:
    """Make `fit` a command of its own."""


@app.command(epilog="Example: oujda-match scorer fit tests/data/judged/third tests/data/judged/fourth")
def fit(
    folders: Annotated[list[Path], typer.Argument(help="Judged sets, two or more.")],
    write: Annotated[Path | None, typer.Option(help="Write the fitted file here.")] = None,
    today: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The present.")] = None,
) -> None:
    """Fit the chance of an interview on judged sets, each shown by what the others teach."""
    from service.evaluation.fitting import fit_folders, fitted_toml  # noqa: PLC0415 - torch takes seconds
    from service.settings import Settings  # noqa: PLC0415

    console, notes = Console(), Console(stderr=True)
    fitted = fit_folders(
        folders,
        today=today.date() if today else datetime.now(UTC).date(),
        settings=Settings(),
        show=console.print,
        progress=notes.print,
    )
    text = fitted_toml(fitted, names=[folder.name for folder in folders])
    if write:
        write.write_text(text, encoding="utf-8")
    else:
        console.print(text, markup=False, highlight=False)
