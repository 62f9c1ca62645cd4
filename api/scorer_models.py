"""Bodies about the scorer of an organisation."""

from datetime import datetime
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, StrictBool

from api.models import AnswerModel, RequestModel
from matching.ranking.catalogue import feature_descriptions
from matching.ranking.scorer import Scorer
from service.scorers.use_cases import LearnedScorer, ScorerInUse

CHOICE_EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "declared": {"summary": "Back to the declared weights", "value": {"number": 0}},
    "figures": {
        "summary": "Leave it to the figures of the next fits",
        "value": {"number": "auto"},
    },
}


class ScorerChoice(RequestModel):
    """Which scorer counts from now on: a learned one by its number, 0 for the declared one.

    A chosen scorer stays until another is chosen; `auto` leaves the choice to the figures of later fits.
    """

    number: Annotated[int, Field(strict=True, ge=0, le=2**31 - 1)] | Literal["auto"]

    @property
    def wanted(self) -> int | None:
        """The number, for the use case; None for `auto`."""
        return None if self.number == "auto" else self.number


class FeatureAnswer(AnswerModel):
    """One subject of the ranking; `declared_weight` is what the weight is without learning."""

    name: str
    description: str
    weight: float
    declared_weight: float


class FiguresAnswer(AnswerModel):
    """How weights do on openings that they were not fitted on.

    `log_loss` (0 and more) is better when lower; `in_order` is the share of pairs of an invited and a refused
    candidate in which the invited one has the higher score.
    """

    log_loss: float
    in_order: float


class LearnedAnswer(AnswerModel):
    """Weights learned from outcomes, beside the declared ones, on openings neither has seen.

    `is_better`: by more than one standard error over the openings. Only then are they used by themselves.
    """

    number: int
    version: str
    created_at: datetime
    weights: dict[str, float]
    declared: FiguresAnswer
    learned: FiguresAnswer
    is_better: StrictBool
    n_openings: int
    n_people: int
    n_pairs: int
    training_sha256: str

    @classmethod
    def of(cls, scorer: LearnedScorer) -> Self:
        """Return the body about learned weights."""
        learned = scorer.learned
        return cls(
            number=scorer.number,
            version=scorer.version,
            created_at=scorer.created_at,
            weights=dict(learned.weights),
            declared=FiguresAnswer(log_loss=learned.declared.log_loss, in_order=learned.declared.in_order),
            learned=FiguresAnswer(log_loss=learned.learned.log_loss, in_order=learned.learned.in_order),
            is_better=learned.is_better,
            n_openings=learned.n_openings,
            n_people=learned.n_people,
            n_pairs=learned.n_pairs,
            training_sha256=learned.training_sha256,
        )


class ChoiceAnswer(AnswerModel):
    """A scorer was chosen: by a person (`is_pinned`), or by its figures. `number` 0 is the declared one."""

    number: int
    is_pinned: bool
    chosen_at: datetime


class ScorerAnswer(AnswerModel):
    """By what your candidates are scored.

    `version` is what every ranked answer names. `learned` is null for the declared scorer. `choices` tells
    what was used since when, the newest first.
    """

    version: str
    declared_version: str
    is_pinned: bool
    features: list[FeatureAnswer]
    learned: LearnedAnswer | None
    choices: list[ChoiceAnswer]

    @classmethod
    def of(cls, used: ScorerInUse, *, declared: Scorer) -> Self:
        """Return the body about the scorer in use."""
        return cls(
            version=used.scorer.version,
            declared_version=declared.version,
            is_pinned=used.is_pinned,
            features=[
                FeatureAnswer(
                    name=name,
                    description=description,
                    weight=used.scorer.weights[name],
                    declared_weight=declared.weights[name],
                )
                for name, description in feature_descriptions().items()
            ],
            learned=LearnedAnswer.of(used.learned) if used.learned else None,
            choices=[
                ChoiceAnswer(number=it.number, is_pinned=it.is_pinned, chosen_at=it.chosen_at)
                for it in used.choices
            ],
        )


class LearnedList(AnswerModel):
    """A page of all that was learned, the newest first."""

    scorers: list[LearnedAnswer]
    next_cursor: str | None


class RefitAnswer(AnswerModel):
    """The fit waits for a worker; what it learns is among `/v1/scorer/versions` when it is done."""

    status: str = "queued"
