"""Fit the figures of the default scorer on judged sets, and say how they do on sets left out."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
from rich.table import Table

from matching.evaluation.judged_set import JudgedSet
from matching.evaluation.runner import Tools, prepare
from matching.learning.judged import BANDS, Fit, GradedSet, HeldOut, fit
from matching.ranking.scorer import Scorer
from matching.taxonomy.loading import load_taxonomy
from service.errors import InvalidRequest
from service.evaluation.folder import read_folder
from service.models import load_encoder
from service.settings import Settings

Show = Callable[[object], None]
Progress = Callable[[str], None]


def fit_folders(
    folders: Sequence[Path], *, today: date, settings: Settings, show: Show, progress: Progress
) -> Fit:
    """Return what judged sets teach, after having shown each as seen by what the others teach.

    Raises:
        InvalidRequest: a folder is not a judged set, or there is only one.
    """
    if len(folders) < 2:
        raise InvalidRequest("Name two judged sets or more: each is shown by what the others teach.")
    progress("loading the taxonomy and the encoder")
    tools = Tools(load_taxonomy(), load_encoder(settings.encoder), Scorer.declared(), today)
    sets = []
    for folder in folders:
        progress(f"reading {folder.name}")
        sets.append(_graded(folder.name, read_folder(folder), tools))
    progress("fitting")
    fitted = fit(sets, taxonomy=tools.taxonomy, declared=tools.scorer)
    show(held_out_table(fitted.held_out))
    for one in fitted.held_out:
        show(reliability_table(one))
    return fitted


def fitted_toml(fitted: Fit, *, names: Sequence[str]) -> str:
    """Return the file that the scorer reads: small, and readable by a recruiter."""
    held_out = "\n".join(
        f"{one.name} = {{ brier_before = {one.brier_declared:.4f}, brier = {one.brier_fitted:.4f}, "
        f"ndcg_before = {one.ndcg_declared:.3f}, ndcg = {one.ndcg_fitted:.3f} }}"
        for one in fitted.held_out
    )
    features = ", ".join(f'"{name}"' for name in fitted.features)
    weights = "\n".join(f"{name} = {fitted.weights[name]}" for name in fitted.features)
    moved = f"\n# In place of the declared weights.\n[weights]\n{weights}\n" if fitted.is_moved else ""
    return f"""\
# Made by `oujda-match scorer fit`; see docs/evaluation.md. A scorer with other features refuses this file.

features = [{features}]
training_sha256 = "{fitted.training_sha256}"
fitted_on = [{", ".join(f'"{name}"' for name in names)}]

# Chance of an interview at a share of the attainable score; straight lines in between.
[calibration]
share = {list(fitted.calibration.share)}
chance = {list(fitted.calibration.chance)}
{moved}
# Each set when it was left out: mean squared distance of the score from what a recruiter decides, and nDCG@10
# of the declared and of the fitted weights.
[held_out]
{held_out}
"""


def held_out_table(held_out: Sequence[HeldOut]) -> Table:
    """Return how each set does under figures fitted on the others, beside those in use."""
    table = Table(title="Each set under what the others teach")
    for name in ("set", "Brier in use", "Brier fitted", "nDCG@10 declared weights", "nDCG@10 fitted weights"):
        table.add_column(name, justify="left" if name == "set" else "right")
    for one in held_out:
        figures = (one.brier_declared, one.brier_fitted)
        ranks = (one.ndcg_declared, one.ndcg_fitted)
        table.add_row(one.name, *(f"{x:.4f}" for x in figures), *(f"{x:.3f}" for x in ranks))
    return table


def reliability_table(one: HeldOut) -> Table:
    """Return whether scores mean what they say."""
    table = Table(title=f"{one.name}: what became of people by their score (bands {BANDS})")
    for name in ("people", "mean score", "invited"):
        table.add_column(name, justify="right")
    for band in one.reliability:
        table.add_row(str(band.n), f"{band.said:.2f}", f"{band.invited:.2f}")
    return table


def _graded(name: str, judged: JudgedSet, tools: Tools) -> GradedSet:
    openings, candidates = prepare(judged, tools=tools)
    ids = [candidate.id for candidate in candidates]
    grades = [judged.judgements.in_order(opening.id, ids) for opening in openings]
    return GradedSet(name, openings, candidates, np.array(grades, dtype=np.int64))
