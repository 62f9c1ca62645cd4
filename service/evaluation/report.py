"""An evaluation as tables for a terminal and as JSON for a machine."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from matching.assessment import Assessment
from matching.evaluation.facts import CheckedFact, share_right
from matching.evaluation.metrics import Interval
from matching.evaluation.runner import OURS, Evaluation, SystemResult
from matching.explanation.wording import Wording
from matching.ranking.ranker import RankedCandidate


def as_json(evaluation: Evaluation) -> dict[str, Any]:
    """Return the machine-readable form; figures are means over the openings."""
    return {
        "openings": len(evaluation.judged.openings),
        "candidates": len(evaluation.judged.cvs),
        "encoder": evaluation.encoder_key,
        "scorer": evaluation.scorer_version,
        "systems": {system.name: _system_json(system, evaluation) for system in evaluation.systems},
        "facts": share_right(evaluation.facts),
        "facts_right": {fact_key(item): item.is_right for item in evaluation.facts},
    }


def fact_key(item: CheckedFact) -> str:
    """Return the name of a fact that stays the same from run to run."""
    fact = item.fact
    detail = f"={fact.value}" if fact.field == "language" else ""
    return f"{fact.candidate_id} {fact.field}{detail}"


def _system_json(system: SystemResult, evaluation: Evaluation) -> dict[str, Any]:
    figures = system.figures
    return {
        "ndcg@10": figures.ndcg_at_10.mean,
        "map": figures.mean_average_precision.mean,
        "precision@5": figures.precision_at_5.mean,
        "unsuitable_in_first_5": figures.unsuitable_in_first_5.mean,
        "recall@10_by_language": figures.recall_at_10_by_language,
        "intervals": {
            "ndcg@10": [figures.ndcg_at_10.low, figures.ndcg_at_10.high],
            "map": [figures.mean_average_precision.low, figures.mean_average_precision.high],
        },
        "rankings": {key: _ranking_json(system, evaluation, key) for key in system.rankings},
    }


def _ranking_json(system: SystemResult, evaluation: Evaluation, opening_id: str) -> list[dict[str, Any]]:
    if system.name != OURS:
        return [{"candidate": candidate} for candidate in system.rankings[opening_id]]
    lines = {line.candidate_id: line for line in evaluation.entries[opening_id]}
    return [_line_json(candidate, lines.get(candidate)) for candidate in system.rankings[opening_id]]


def _line_json(candidate: str, line: RankedCandidate | None) -> dict[str, Any]:
    if line is None:
        return {"candidate": candidate, "score": 0.0, "tier": "unreadable"}
    return {"candidate": candidate, "score": line.score * 100.0, "tier": line.tier.value}


def figures_table(evaluation: Evaluation) -> Table:
    """Return one line per system, with 95 % bootstrap intervals over the openings."""
    languages = sorted({cv.language for cv in evaluation.judged.cvs})
    table = Table(title="Ranking", caption="mean [95 % bootstrap interval over openings]")
    for column in (
        "system",
        "nDCG@10",
        "MAP",
        "P@5",
        "unsuitable in first 5",
        *(f"R@10 {x}" for x in languages),
    ):
        table.add_column(column, justify="left" if column == "system" else "right")
    for system in evaluation.systems:
        figures = system.figures
        recalls = [figures.recall_at_10_by_language.get(language) for language in languages]
        table.add_row(
            system.name,
            _interval(figures.ndcg_at_10),
            _interval(figures.mean_average_precision),
            _interval(figures.precision_at_5),
            _interval(figures.unsuitable_in_first_5),
            *("–" if recall is None else f"{recall:.2f}" for recall in recalls),
        )
    return table


def _interval(interval: Interval) -> str:
    return f"{interval.mean:.3f} [{interval.low:.2f}, {interval.high:.2f}]"


def facts_table(evaluation: Evaluation) -> Table:
    """Return the share of facts right per field, in all and per language of the CV."""
    language = {cv.id: cv.language for cv in evaluation.judged.cvs}
    languages = sorted(set(language.values()))
    table = Table(title="Facts right")
    for column in ("field", "all", "facts", *languages):
        table.add_column(column, justify="left" if column == "field" else "right")
    for field, share in share_right(evaluation.facts).items():
        of_field = [item for item in evaluation.facts if item.fact.field == field]
        by_language = [
            share_right([item for item in of_field if language[item.fact.candidate_id] == code]).get(field)
            for code in languages
        ]
        shares = ["–" if value is None else f"{value:.3f}" for value in by_language]
        table.add_row(field, f"{share:.3f}", str(len(of_field)), *shares)
    return table


def gains_and_losses(evaluation: Evaluation, last: Mapping[str, bool]) -> RenderableType:
    """Return the facts that were wrong in the last recorded run and are right now, and the reverse."""
    now = {fact_key(item): item.is_right for item in evaluation.facts}
    gained = [key for key, right in now.items() if right and last.get(key) is False]
    lost = [key for key, right in now.items() if not right and last.get(key) is True]
    lines = [Text(f"+ {key}", style="green") for key in gained] + [
        Text(f"- {key}", style="red") for key in lost
    ]
    return Group(Text(f"Against the last run: {len(gained)} facts gained, {len(lost)} lost"), *lines)


def explained_list(
    evaluation: Evaluation,
    opening_id: str,
    assessments: Sequence[Assessment],
    *,
    wording: Wording,
    language: str,
) -> RenderableType:
    """Return the first lines of a list as a recruiter sees them, with one sentence per requirement."""
    lines = evaluation.entries[opening_id][: len(assessments)]
    grades = evaluation.judged.judgements.grades.get(opening_id, {})
    blocks: list[RenderableType] = []
    for line, assessment in zip(lines, assessments, strict=True):
        head = f"{line.rank}. {line.candidate_id}  {line.score * 100:.0f}  {line.tier}  "
        blocks.append(Text(head + f"(judged {grades.get(line.candidate_id, 0)})", style="bold"))
        blocks += [
            Text(f"   {part.contribution:5.1f}  {part.importance:4}  {part.outcome:10}  ")
            + Text(wording.sentence(part, language=language))
            for part in assessment.evidence
        ]
    return Group(*blocks)
