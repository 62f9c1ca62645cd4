"""What an export of a plan shows, whatever its form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from matching.assessment import Tier
from matching.assignment.coverage import Coverage
from matching.assignment.support import Scheme
from matching.assignment.wording import PlanSpeech
from service.staffing.plans.rows import PersonRow, Role
from service.staffing.plans.use_cases import PlanRecord
from service.staffing.plans.values import PlannedOpening, PlanResult

_TIERS = {Tier.MEETS: "meets", Tier.TO_VERIFY: "to_verify", Tier.FAILS: "fails"}


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """A plan that is ready, with all that its exports need.

    Attributes:
        names: What senders call candidates, by our id.
        speech: Sentences in one language.
        schemes: Of support, by id.
    """

    site_name: str
    record: PlanRecord
    result: PlanResult
    people: Sequence[PersonRow]
    names: Mapping[str, str]
    speech: PlanSpeech
    schemes: Mapping[str, Scheme]

    @property
    def is_right_to_left(self) -> bool:
        """Whether the language is written from right to left."""
        return self.speech.language == "ar"

    def openings(self) -> list[tuple[PlannedOpening, Coverage]]:
        """Return each opening with its coverage."""
        return list(zip(self.result.openings, self.result.coverage, strict=True))

    def placed(self, opening_id: UUID) -> list[PersonRow]:
        """Return who has a seat of an opening, then who stands in, best first."""
        return [
            row
            for role in (Role.SEAT, Role.RESERVE)
            for row in self.people
            if row.role is role and row.opening_id == opening_id
        ]

    def columns(self) -> list[str]:
        """Return the headings of `cells`."""
        names = ("role", "place", "candidate", "yours", "score", "status", "kept")
        return [self.speech.label(name) for name in names]

    def cells(self, row: PersonRow) -> list[str | float | int]:
        """Return what is shown of one person."""
        return [
            self.speech.label(row.role.value),
            row.place,
            str(row.candidate_id),
            self.names.get(str(row.candidate_id), ""),
            round(row.score * 100, 1),
            self.speech.label(_TIERS[row.tier]),
            self.speech.label("yes") if row.is_kept else "",
        ]

    def coverage_columns(self) -> list[str]:
        """Return the headings of `coverage_cells`."""
        names = ("opening", "seats", "filled", "missing", "reserves", "meet", "to_verify", "mean")
        return [self.speech.label(name) for name in names]

    def coverage_cells(self) -> list[list[str | float | int]]:
        """Return one row per opening, and one for the whole site."""
        rows: list[list[str | float | int]] = [
            [
                opening.title,
                it.headcount,
                it.n_filled,
                it.n_missing,
                it.n_reserves,
                it.n_meet,
                it.n_to_verify,
                "" if it.mean_score is None else round(it.mean_score * 100, 1),
            ]
            for opening, it in self.openings()
        ]
        coverage = self.result.coverage
        total: list[str | float | int] = [
            self.speech.label("total"),
            sum(it.headcount for it in coverage),
            sum(it.n_filled for it in coverage),
            sum(it.n_missing for it in coverage),
            sum(it.n_reserves for it in coverage),
        ]
        return [*rows, [*total, "", "", ""]]

    def remarks(self) -> list[tuple[str, list[str]]]:
        """Return headings with their sentences; those without any are left out."""
        speech, result = self.speech, self.result
        found = [
            ("costs", [speech.cost(gap) for gap in result.gaps if gap.n_seats]),
            ("proposals", [speech.proposal(proposal) for proposal in result.proposals]),
            ("conflicts", [speech.conflict(conflict) for conflict in result.conflicts]),
            (
                "support",
                [
                    speech.support(self.schemes[it.scheme_id], it)
                    for it in result.support
                    if it.scheme_id in self.schemes
                ],
            ),
        ]
        return [(speech.label(name), sentences) for name, sentences in found if sentences]
