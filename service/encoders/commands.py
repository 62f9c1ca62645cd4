"""The commands `oujda-match encoder ...`."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, TaskProgressColumn, TimeRemainingColumn
from rich.table import Table

from matching.encoding.encoder import Encoder
from matching.encoding.pack.recipe import Recipe
from matching.encoding.retrieval import Finding
from service.database import at_hand
from service.encoders.use_cases import Training, measure, train
from service.models import PACK_NAME, PLAIN_NAME, bundled_pack, load_encoder
from service.settings import DatabaseSettings, EncoderSettings, Settings
from service.tenancy import TenantDatabase

app = typer.Typer(help="The model that turns texts into vectors.", no_args_is_help=True)


@app.command("train", epilog="Example: oujda-match encoder train packs/mine --extra esco/")
def encoder_train(  # noqa: PLR0917 - options of a command are given by name
    into: Annotated[Path, typer.Argument(help="Folder the pack is written to.")],
    name: Annotated[str, typer.Option(help="Name of the pack.")] = Recipe().name,
    seed: Annotated[int, typer.Option(help="Of the order of the texts.")] = Recipe().seed,
    epochs: Annotated[int, typer.Option(help="Passes over the texts.")] = Recipe().n_epochs,
    tokens: Annotated[int, typer.Option(help="Most tokens added.")] = Recipe().n_tokens,
    held_out: Annotated[Path | None, typer.Option(help="Texts it is measured on, never learnt.")] = None,
    extra: Annotated[Path | None, typer.Option(help="Further texts: ESCO as CSV, or *.tsv.")] = None,
) -> None:
    """Train a language pack for the bundled model."""
    recipe = Recipe(name=name, seed=seed, n_epochs=epochs, n_tokens=tokens)
    columns = (*Progress.get_default_columns()[:2], TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        task = bars.add_task("reading", total=1.0)
        pack = train(
            Training(into=into, recipe=recipe, extra=extra, held_out=held_out),
            progress=lambda doing, share: bars.update(task, description=doing, completed=share),
        )
    card = pack.card
    typer.echo(f"{into}: {card.n_tokens} tokens, {card.n_texts} texts of {card.n_sets} meanings")
    typer.echo(f"data {card.data_hash}, base {card.base_hash}, revision {pack.revision}")


@app.command("evaluate", epilog="Example: oujda-match encoder evaluate tests/data/encoder")
def encoder_evaluate(
    folder: Annotated[Path, typer.Argument(help="Folder of *.tsv with kind, fr, en, es and ar.")],
    encoder: Annotated[str | None, typer.Option(help="As ENCODER; else what the settings name.")] = None,
) -> None:
    """Measure how well texts find their translation, next to the plain bundled model."""
    chosen = EncoderSettings() if encoder is None else EncoderSettings(source=encoder)
    encoders: dict[str, Encoder] = {
        PLAIN_NAME: load_encoder(EncoderSettings(source=PLAIN_NAME)),
        chosen.source: load_encoder(chosen),
    }
    findings = measure(encoders, folder, progress=lambda doing: typer.echo(doing, err=True))
    Console().print(_table(findings))


@app.command("info", epilog="Example: ENCODER=models/e5 oujda-match encoder info")
def encoder_info() -> None:
    """Say which encoder the settings name, and what its vectors are called."""
    settings = EncoderSettings()
    description = load_encoder(settings).description
    typer.echo(f"encoder      {settings.source}")
    typer.echo(f"key          {description.key}")
    typer.echo(f"dimensions   {description.n_dimensions}")
    typer.echo(f"prefixes     {description.query_prefix!r}, {description.passage_prefix!r}")
    if settings.source == PACK_NAME:
        _tell_of_bundled_pack()


@app.command("tidy", epilog="Example: oujda-match encoder tidy")
def encoder_tidy() -> None:
    """Delete the vectors of encoders that no longer serve; not before every API process runs the new one."""
    with at_hand.database_at_hand(Settings()) as database:
        n_candidates = asyncio.run(_tidied(database))
    typer.echo(f"{n_candidates} candidates had vectors of another encoder.")


async def _tidied(settings: DatabaseSettings) -> int:
    # Loaded here: most commands do without what this brings along.
    from service.candidates.use_cases import forget_idle_vectors  # noqa: PLC0415

    async with TenantDatabase.open(settings) as database:
        return await forget_idle_vectors(database)


def _tell_of_bundled_pack() -> None:
    card = bundled_pack().card
    typer.echo(f"pack         {card.n_tokens} tokens, {card.n_texts} texts of {card.n_sets} meanings")
    typer.echo(f"data         {card.data_hash}")
    typer.echo(f"base         {card.base_hash}")
    typer.echo(f"recipe       {dict(card.recipe)}")


def _table(findings: dict[str, list[Finding]]) -> Table:
    table = Table("from -> to", "kind", "n", *findings, box=None, title="Mean reciprocal rank")
    for row in zip(*findings.values(), strict=True):
        figures = (f"{finding.mean_reciprocal_rank:.3f}" for finding in row)
        table.add_row(row[0].direction, row[0].kind, str(row[0].n_queries), *figures)
    return table
