"""What the sites of a region lack: counts for training firms and public bodies, nobody's data."""

from typing import Annotated, Self

from fastapi import APIRouter, Query

from api.authentication import ReadsRegions
from api.dependencies import Exchange, InExchange
from api.models import AnswerModel, ShortText
from api.problems import problems
from matching.assignment.steps import Step, StepKind
from service.staffing.regions.use_cases import LEAST_PEOPLE, RegionCell, region_gaps

router = APIRouter(prefix="/v1/regions", tags=["regions"])


class RegionCellAnswer(AnswerModel):
    """People one step away from seats of one town, and the step.

    Whoever is known to two agencies counts twice. `action` says what they would have to learn or be asked.
    """

    town: str
    kind: StepKind
    is_training: bool
    action: str
    trades: list[str]
    n_people: int
    n_seats: int

    @classmethod
    def of(cls, cell: RegionCell, *, exchange: Exchange) -> Self:
        """Return the body about one cell."""
        speech = exchange.resources.plan_wording.in_language(exchange.language, {})
        step = Step(cell.kind, cell.subject, cell.wanted, cell.instead)
        trades = dict.fromkeys(trade for trade in cell.trades.split(",") if trade)
        return cls(
            town=_label(cell.town, exchange),
            kind=cell.kind,
            is_training=cell.kind.is_training,
            action=speech.action(step),
            trades=[_label(trade, exchange) for trade in trades],
            n_people=cell.n_people,
            n_seats=cell.n_seats,
        )


class RegionGaps(AnswerModel):
    """What the sites lack whose organisations share it; cells of fewer than `least_people` are left out."""

    cells: list[RegionCellAnswer]
    least_people: int
    language: str


@router.get("/gaps", summary="What a region lacks", responses=problems())
async def get_region_gaps(
    *,
    principal: ReadsRegions,  # noqa: ARG001  whoever may read regions reads those of all
    exchange: InExchange,
    town: Annotated[ShortText | None, Query(description="Of this town alone.")] = None,
) -> RegionGaps:
    """Trainings that would fill seats, and questions that would: how many people, how many seats, where."""
    cells = await region_gaps(exchange.resources.database, town=town, taxonomy=exchange.resources.taxonomy)
    return RegionGaps(
        cells=[RegionCellAnswer.of(cell, exchange=exchange) for cell in cells],
        least_people=LEAST_PEOPLE,
        language=exchange.language,
    )


def _label(concept: str, exchange: Exchange) -> str:
    taxonomy = exchange.resources.taxonomy
    return taxonomy.concept(concept).label(exchange.language) if concept in taxonomy else concept
