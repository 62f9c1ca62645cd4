"""What an evaluation shows on request: figures per opening, without each feature, and the worst mistakes."""

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from matching.assessment import Assessment
from matching.evaluation.ablation import Ablated
from matching.evaluation.metrics import ndcg
from matching.evaluation.mistakes import Mistake
from matching.evaluation.runner import Evaluation
from matching.explanation.wording import Wording
from matching.requirements import OccupationWanted
from matching.taxonomy.taxonomy import Taxonomy


def kinds_table(evaluation: Evaluation, *, taxonomy: Taxonomy) -> Table:
    """Return the mean nDCG@10 of every system by language and by trade of the opening."""
    table = Table(title="nDCG@10 by kind of opening")
    for column in ("kind", "openings", *(system.name for system in evaluation.systems)):
        table.add_column(column)
    for kind, ids in kinds_of(evaluation, taxonomy).items():
        means = [
            sum(ndcg(evaluation.judged.judgements.in_order(it, system.rankings[it]), k=10) for it in ids)
            / len(ids)
            for system in evaluation.systems
        ]
        table.add_row(kind, str(len(ids)), *(f"{mean:.3f}" for mean in means))
    return table


def kinds_of(evaluation: Evaluation, taxonomy: Taxonomy) -> dict[str, list[str]]:
    """Return the openings of each language, and of each family of trades."""
    kinds: dict[str, list[str]] = {}
    trades = trades_of(evaluation, taxonomy)
    for opening in evaluation.judged.openings:
        kinds.setdefault(f"in {opening.language}", []).append(opening.id)
    for opening in evaluation.judged.openings:
        kinds.setdefault(trades[opening.id], []).append(opening.id)
    return kinds


def trades_of(evaluation: Evaluation, taxonomy: Taxonomy) -> dict[str, str]:
    """Return, per opening, the family of trades that it was read as."""
    found = {}
    for opening in evaluation.openings:
        wanted = [it.wanted for it in opening.requirements.items if isinstance(it.wanted, OccupationWanted)]
        trade = next((concept for it in wanted for concept in it.occupations), None)
        broader = taxonomy.concept(trade).broader if trade else ()
        found[opening.id] = taxonomy.concept(broader[0] if broader else trade).label("en") if trade else "–"
    return found


def ablation_table(rows: Iterable[Ablated]) -> Table:
    """Return one line per feature that is off."""
    table = Table(title="One feature off", caption="it brings: mean [95 % bootstrap interval]")
    for column in ("without", "nDCG@10", "it brings", "unsuitable in first 5"):
        table.add_column(column, justify="left" if column == "without" else "right")
    for row in rows:
        table.add_row(
            row.feature,
            f"{row.ndcg_at_10:.3f}",
            f"{row.gain.mean:+.3f} [{row.gain.low:+.2f}, {row.gain.high:+.2f}]",
            f"{row.unsuitable_in_first_5:.2f}",
        )
    return table


def mistake_told(
    mistake: Mistake, *, above: Assessment | None, below: Assessment | None, wording: Wording, language: str
) -> RenderableType:
    """Return a mistake with the explanations of both people; None stands for a CV that was refused."""
    above_told = f"rank {mistake.above_rank} {mistake.above} (judged {mistake.above_grade})"
    below_told = f"rank {mistake.below_rank} {mistake.below} (judged {mistake.below_grade})"
    head = f"{mistake.opening_id}: {above_told} above {below_told}, cost {mistake.cost:.2f}"
    sides = [(mistake.above, above), (mistake.below, below)]
    return Group(Text(head, style="bold"), *(_side(name, side, wording, language) for name, side in sides))


def _side(name: str, assessment: Assessment | None, wording: Wording, language: str) -> RenderableType:
    if assessment is None:
        return Text(f"  {name}: refused")
    return Group(
        Text(f"  {name}  {assessment.score * 100:.0f}  {assessment.tier}"),
        *(
            Text(f"   {part.contribution:5.1f}  {part.importance:4}  {part.outcome:10}  ")
            + Text(wording.sentence(part, language=language))
            for part in assessment.evidence
        ),
    )
