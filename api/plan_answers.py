"""What is answered about the plans of a site."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from api.dependencies import Exchange
from api.match_models import Explainer, RequirementMatch
from api.models import AnswerModel
from matching.assessment import Tier
from matching.assignment.comparison import Change, ChangeReason
from matching.assignment.coverage import Coverage
from matching.assignment.gaps import Gap, NearMiss, Proposal
from matching.assignment.problem import ConflictKind
from matching.assignment.steps import TO_VERIFY, Step, StepKind
from matching.assignment.support import Reach
from matching.assignment.wording import PlanSpeech
from service.staffing.plans.explaining import ExplainedPerson
from service.staffing.plans.goals import Ending
from service.staffing.plans.rows import PersonRow, PlanStatus, Role
from service.staffing.plans.use_cases import Comparison, PlanRecord, WhatIf
from service.staffing.plans.values import PlannedOpening, PlanResult


class CoverageAnswer(AnswerModel):
    """How far the seats of one opening are filled.

    `n_meet` people of the pool meet all its must-haves; of `n_to_verify` something has to be asked.
    `seat_price` says what one more seat would add to the worth of the plan, in points.
    """

    opening_id: UUID
    title: str
    headcount: int
    n_filled: int
    n_missing: int
    n_reserves: int
    n_reserves_wanted: int
    n_meet: int
    n_to_verify: int
    mean_score: float | None
    seat_price: float

    @classmethod
    def of(cls, opening: PlannedOpening, coverage: Coverage) -> Self:
        """Return the body about one opening."""
        return cls(
            opening_id=opening.id,
            title=opening.title,
            headcount=coverage.headcount,
            n_filled=coverage.n_filled,
            n_missing=coverage.n_missing,
            n_reserves=coverage.n_reserves,
            n_reserves_wanted=coverage.n_reserves_wanted,
            n_meet=coverage.n_meet,
            n_to_verify=coverage.n_to_verify,
            mean_score=None if coverage.mean_score is None else coverage.mean_score * 100,
            seat_price=coverage.seat_price * 100,
        )


class PlanPerson(AnswerModel):
    """One person in a plan: with a seat, or in reserve. `place` counts from 1 inside opening and role."""

    role: Role
    candidate_id: UUID
    opening_id: UUID
    place: int
    score: float
    tier: Tier
    is_kept: bool

    @classmethod
    def of(cls, row: PersonRow) -> Self:
        """Return the body about one person."""
        return cls(
            role=row.role,
            candidate_id=row.candidate_id,
            opening_id=row.opening_id,
            place=row.place,
            score=row.score * 100,
            tier=row.tier,
            is_kept=row.is_kept,
        )


class CostAnswer(AnswerModel):
    """What a requirement of an opening costs.

    `n_people` without a seat lack nothing else, and lack this by one step; if they made it, or the opening
    did with one step less, `n_seats` more seats of the site would be filled. `candidate_ids` holds the best.
    """

    opening_id: UUID
    requirement_id: str
    kind: StepKind
    n_seats: int
    n_people: int
    sentence: str
    candidate_ids: list[UUID]


class ProposalAnswer(AnswerModel):
    """One step that several people could make together: a training, or a question to ask them."""

    kind: StepKind
    is_training: bool
    action: str
    n_people: int
    n_seats: int
    opening_ids: list[UUID]
    sentence: str
    candidate_ids: list[UUID]


class ConflictAnswer(AnswerModel):
    """Demands that contradict each other or the pool."""

    kind: ConflictKind
    opening_id: UUID
    wanted: int
    possible: int
    sentence: str


class SupportAnswer(AnswerModel):
    """How the project stands to a scheme of support, as it was published."""

    scheme: str
    name: str
    reach: Reach
    sentence: str
    source: str
    published: date


class UnusedPerson(AnswerModel):
    """Somebody who may take no seat of the site, and the opening that comes nearest."""

    candidate_id: UUID
    opening_id: UUID
    requirement_id: str | None
    score: float
    sentence: str


class PlanBody(AnswerModel):
    """How far each opening of a site is filled, by whom, and why seats stay empty.

    `ending`: `optimal` when no plan is worth more, as proven by the prices of the seats; else why planning
    ended early, and `gap` says how far, as a share, the plan may be from the best. `n_reachable` seats could
    be filled at all. Of the `n_unused` people who may take no seat, `unused` lists the nearest.
    """

    ending: Ending | None
    gap: float | None
    total_score: float | None
    n_people: int | None
    n_reachable: int | None
    n_unused: int | None
    scorer: str | None
    encoder: str | None
    seconds: float | None
    sentence: str | None
    openings: list[CoverageAnswer]
    people: list[PlanPerson]
    costs: list[CostAnswer]
    proposals: list[ProposalAnswer]
    conflicts: list[ConflictAnswer]
    support: list[SupportAnswer]
    unused: list[UnusedPerson]
    language: str


class PlanSummary(AnswerModel):
    """A plan in a list.

    While it is `waiting`, `progress` goes from 0 to 1 and `stage` says what is done; of one that `failed`,
    `stage` says why.
    """

    id: UUID
    site_id: UUID
    version: int
    status: PlanStatus
    progress: float
    stage: str
    is_cancelled: bool
    n_seats: int
    n_filled: int
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, record: PlanRecord) -> Self:
        """Return the summary of a plan."""
        coverage = record.result.coverage if record.result else ()
        return cls(
            id=record.id,
            site_id=record.site_id,
            version=record.version,
            status=record.status,
            progress=record.progress,
            stage=record.stage,
            is_cancelled=record.is_cancelled,
            n_seats=sum(it.headcount for it in coverage),
            n_filled=sum(it.n_filled for it in coverage),
            created_at=record.created_at,
            finished_at=record.finished_at,
        )


class PlanAnswer(PlanSummary, PlanBody):
    """A plan as it was made; `previous_id` is the one it was to stay close to."""

    previous_id: UUID | None

    @classmethod
    def in_full(cls, record: PlanRecord, people: Sequence[PersonRow], *, exchange: Exchange) -> Self:
        """Return the body about a plan, in the language asked for."""
        return cls(
            **PlanSummary.of(record).model_dump(),
            **plan_members(record.result, people, exchange=exchange),
            previous_id=record.previous_id,
        )


class ChangeAnswer(AnswerModel):
    """One person placed otherwise than before; `gain` of their score, in points."""

    candidate_id: UUID
    reason: ChangeReason
    before: UUID | None
    after: UUID | None
    gain: float | None
    sentence: str


class ComparisonAnswer(AnswerModel):
    """Two plans of one site: who moves, and why. Everybody else stays, or has no seat in either."""

    before_id: UUID
    after_id: UUID
    n_stay: int
    n_filled_before: int
    n_filled_after: int
    total_score_before: float
    total_score_after: float
    changes: list[ChangeAnswer]
    language: str

    @classmethod
    def of(cls, comparison: Comparison, *, exchange: Exchange) -> Self:
        """Return the body about a comparison."""
        before, after = comparison.before.result, comparison.after.result
        assert before is not None
        assert after is not None
        return cls(
            before_id=comparison.before.id,
            after_id=comparison.after.id,
            n_stay=comparison.n_stay,
            n_filled_before=sum(it.n_filled for it in before.coverage),
            n_filled_after=sum(it.n_filled for it in after.coverage),
            total_score_before=before.total_score * 100,
            total_score_after=after.total_score * 100,
            changes=change_answers(comparison.changes, before, after, exchange=exchange),
            language=exchange.language,
        )


class WhatIfAnswer(PlanBody):
    """The plan that the site would have; nothing is kept. `changes` is against the plan `base_id`."""

    site_id: UUID
    n_seats: int
    n_filled: int
    base_id: UUID | None
    n_stay: int
    changes: list[ChangeAnswer]

    @classmethod
    def of(cls, site_id: UUID, outcome: WhatIf, *, exchange: Exchange) -> Self:
        """Return the body about a plan that is not kept."""
        result, base = outcome.planned.result, outcome.base
        before = base.result if base and base.result else result
        return cls(
            **plan_members(result, outcome.planned.people, exchange=exchange),
            site_id=site_id,
            n_seats=sum(it.headcount for it in result.coverage),
            n_filled=sum(it.n_filled for it in result.coverage),
            base_id=base.id if base else None,
            n_stay=outcome.n_stay,
            changes=change_answers(outcome.changes, before, result, exchange=exchange),
        )


class ExplainedPersonAnswer(PlanPerson):
    """One person of a plan with reasons, as candidate and opening are now.

    `is_current` says whether the score still is the one the plan was made by. `requirements` are those of the
    opening, whose contributions add up to the score, then those of the site, which bring no points.
    """

    external_id: str | None
    is_current: bool
    requirements: list[RequirementMatch]
    questions: list[str]


class PlanPeople(AnswerModel):
    """People of a plan, best first within role and opening. Without `next_cursor` there are no more."""

    people: list[ExplainedPersonAnswer]
    next_cursor: str | None


class PlanList(AnswerModel):
    """Plans of a site, the newest first. Without `next_cursor` there are no more."""

    plans: list[PlanSummary]
    next_cursor: str | None


def plan_members(
    result: PlanResult | None, people: Sequence[PersonRow], *, exchange: Exchange
) -> dict[str, Any]:
    """Return the members of a `PlanBody`."""
    speech = speech_about(result, exchange=exchange)
    return {
        **_figures(result, speech),
        "people": [PlanPerson.of(row) for row in people if row.role in {Role.SEAT, Role.RESERVE}],
        **_lists(result, people, speech, exchange),
        "language": exchange.language,
    }


def speech_about(*results: PlanResult | None, exchange: Exchange) -> PlanSpeech:
    """Return what speaks about the openings of these plans, in the language asked for."""
    titles = {str(it.id): it.title for result in results if result for it in result.openings}
    return exchange.resources.plan_wording.in_language(exchange.language, titles)


def change_answers(
    changes: Iterable[Change], before: PlanResult, after: PlanResult, *, exchange: Exchange
) -> list[ChangeAnswer]:
    """Return the bodies about people placed otherwise."""
    speech = speech_about(before, after, exchange=exchange)
    total = after.total_score - before.total_score
    return [
        ChangeAnswer(
            candidate_id=UUID(change.candidate_id),
            reason=change.reason,
            before=UUID(change.before) if change.before else None,
            after=UUID(change.after) if change.after else None,
            gain=None if change.gain is None else change.gain * 100,
            sentence=speech.change(change, total=total),
        )
        for change in changes
    ]


def explained_answer(person: ExplainedPerson, *, exchange: Exchange) -> ExplainedPersonAnswer:
    """Return the body about one person with reasons."""
    requirements: list[RequirementMatch] = []
    questions: list[str] = []
    assessment = person.assessment
    if assessment is not None and person.opening is not None and person.candidate is not None:
        explainer = Explainer(exchange, title=person.opening.title, text=person.opening.text)
        whole = replace(assessment, evidence=(*assessment.evidence, *person.terms))
        requirements = explainer.requirements(whole, cv=person.candidate.text)
        questions = exchange.resources.wording.questions(whole.evidence, language=exchange.language)
    return ExplainedPersonAnswer(
        **PlanPerson.of(person.row).model_dump(),
        external_id=person.external_id,
        is_current=assessment is not None and assessment.score == person.row.score,
        requirements=requirements,
        questions=questions,
    )


_FIGURES = ("ending", "gap", "n_people", "n_reachable", "n_unused", "scorer", "encoder", "seconds")


def _figures(result: PlanResult | None, speech: PlanSpeech) -> dict[str, Any]:
    if result is None:
        return dict.fromkeys((*_FIGURES, "total_score", "sentence"))
    return {
        **{name: getattr(result, name) for name in _FIGURES},
        "total_score": result.total_score * 100,
        "sentence": speech.ending(result.ending, result.gap),
    }


def _lists(
    result: PlanResult | None, people: Sequence[PersonRow], speech: PlanSpeech, exchange: Exchange
) -> dict[str, Any]:
    if result is None:
        return {name: [] for name in ("openings", "costs", "proposals", "conflicts", "support", "unused")}
    pairs = zip(result.openings, result.coverage, strict=True)
    return {
        "openings": [CoverageAnswer.of(opening, coverage) for opening, coverage in pairs],
        "costs": [_cost(gap, people, speech) for gap in result.gaps],
        "proposals": [_proposal(it, result.gaps, people, speech) for it in result.proposals],
        "conflicts": [
            ConflictAnswer(
                kind=it.kind,
                opening_id=UUID(it.opening_id),
                wanted=it.wanted,
                possible=it.possible,
                sentence=speech.conflict(it),
            )
            for it in result.conflicts
        ],
        "support": list(_support(result, speech, exchange)),
        "unused": list(_unused(result, people, speech)),
    }


def _cost(gap: Gap, people: Sequence[PersonRow], speech: PlanSpeech) -> CostAnswer:
    return CostAnswer(
        opening_id=UUID(gap.opening_id),
        requirement_id=gap.requirement_id,
        kind=gap.step.kind,
        n_seats=gap.n_seats,
        n_people=gap.n_people,
        sentence=speech.cost(gap),
        candidate_ids=_trainees([gap], people),
    )


def _proposal(
    proposal: Proposal, gaps: Sequence[Gap], people: Sequence[PersonRow], speech: PlanSpeech
) -> ProposalAnswer:
    return ProposalAnswer(
        kind=proposal.step.kind,
        is_training=proposal.step.kind.is_training,
        action=speech.action(proposal.step),
        n_people=proposal.n_people,
        n_seats=proposal.n_seats,
        opening_ids=[UUID(opening_id) for opening_id in proposal.opening_ids],
        sentence=speech.proposal(proposal),
        candidate_ids=_trainees([gap for gap in gaps if gap.step == proposal.step], people),
    )


def _trainees(gaps: Sequence[Gap], people: Sequence[PersonRow]) -> list[UUID]:
    wanted = {(UUID(gap.opening_id), gap.requirement_id) for gap in gaps}
    trainees = (row for row in people if row.role is Role.TRAINEE)
    named = (row.candidate_id for row in trainees if (row.opening_id, row.requirement_id) in wanted)
    return list(dict.fromkeys(named))


def _support(result: PlanResult, speech: PlanSpeech, exchange: Exchange) -> Iterable[SupportAnswer]:
    schemes = {scheme.id: scheme for scheme in exchange.resources.schemes}
    for support in result.support:
        scheme = schemes.get(support.scheme_id)
        if scheme is not None:  # a scheme may have ended since
            yield SupportAnswer(
                scheme=scheme.id,
                name=scheme.names[speech.language],
                reach=support.reach,
                sentence=speech.support(scheme, support),
                source=scheme.source,
                published=scheme.published,
            )


def _unused(result: PlanResult, people: Sequence[PersonRow], speech: PlanSpeech) -> Iterable[UnusedPerson]:
    steps = {(it.opening_id, it.requirement_id): it.step for it in result.steps}
    rows = (row for row in people if row.role is Role.UNUSED)
    for row in sorted(rows, key=lambda row: row.place):
        near = NearMiss(
            candidate_id=str(row.candidate_id),
            opening_id=str(row.opening_id),
            requirement_id=row.requirement_id,
            n_missing=row.n_missing,
            score=row.score,
        )
        yield UnusedPerson(
            candidate_id=row.candidate_id,
            opening_id=row.opening_id,
            requirement_id=row.requirement_id or None,
            score=row.score * 100,
            sentence=speech.near_miss(near, _step(steps, near)),
        )


def _step(steps: dict[tuple[str, str], Step], near: NearMiss) -> Step | None:
    if near.requirement_id:
        return steps.get((near.opening_id, near.requirement_id))
    return None if near.n_missing else TO_VERIFY
