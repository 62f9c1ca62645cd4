"""The scorer of an organisation: the declared one, or weights learned from its own outcomes."""

from dataclasses import dataclass, replace
from datetime import datetime

from matching.learning.learning import LearnedWeights
from matching.ranking.scorer import Scorer
from service.errors import NotFound
from service.scorers import store
from service.scorers.rows import ChoiceRow, ScorerRow
from service.serialization import from_json
from service.tenancy import OrganisationId, TenantConnection

DECLARED = 0
"""Number of the declared scorer among those of an organisation."""


@dataclass(frozen=True, slots=True)
class LearnedScorer:
    """Weights learned from outcomes, as they are kept.

    Attributes:
        number: From 1; named in every answer as `<declared version>+<number>`.
        declared: Version of the declared scorer that they were fitted beside; they go with no other.
    """

    number: int
    declared: str
    learned: LearnedWeights
    created_at: datetime

    @property
    def version(self) -> str:
        """What answers call this scorer."""
        return f"{self.declared}+{self.number}"


@dataclass(frozen=True, slots=True)
class ScorerInUse:
    """Which scorer an organisation ranks by.

    Attributes:
        scorer: As applied.
        learned: Where it comes from; None for the declared one.
        is_pinned: Whether a person chose it, so that no later fit takes its place.
        choices: What was chosen when, the newest first.
    """

    scorer: Scorer
    learned: LearnedScorer | None
    is_pinned: bool
    choices: tuple[ChoiceRow, ...]


async def serving_scorer(connection: TenantConnection, *, declared: Scorer) -> Scorer:
    """Return the scorer that the organisation ranks by.

    Raises:
        FeatureMismatch: what is stored names other features than the code has.
    """
    learned = await _chosen(connection, await store.choice(connection), declared)
    return declared if learned is None else as_scorer(learned, declared=declared)


async def scorer_in_use(connection: TenantConnection, *, declared: Scorer) -> ScorerInUse:
    """Return the scorer that the organisation ranks by, with where it comes from."""
    choice = await store.choice(connection)
    learned = await _chosen(connection, choice, declared)
    return ScorerInUse(
        scorer=declared if learned is None else as_scorer(learned, declared=declared),
        learned=learned,
        is_pinned=choice is not None and choice.is_pinned,
        choices=tuple(await store.choices(connection, limit=50)),
    )


async def learned_scorers(
    connection: TenantConnection, *, before: int | None, limit: int
) -> list[LearnedScorer]:
    """Return all that was ever learned, the newest first, those before a number."""
    return [_record(row) for row in await store.scorers(connection, before=before, limit=limit)]


async def choose_scorer(connection: TenantConnection, *, number: int | None, declared: Scorer) -> None:
    """Rank by a scorer from now on; None leaves the choice to the figures of later fits.

    Raises:
        NotFound: there is no such scorer, or it was fitted beside another declared one.
    """
    if number is None:
        current = await store.choice(connection)
        await store.choose(connection, number=current.number if current else DECLARED, is_pinned=False)
        return
    if number != DECLARED:
        row = await store.scorer(connection, number=number)
        if row is None or row.declared != declared.version:
            raise NotFound("There is no such scorer.")
    await store.choose(connection, number=number, is_pinned=True)


async def keep_learned(
    connection: TenantConnection,
    organisation_id: OrganisationId,
    *,
    learned: LearnedWeights,
    declared: Scorer,
) -> LearnedScorer:
    """Keep what was learned; it is used from now on if it is better, unless a person chose otherwise."""
    row = await store.add_scorer(connection, organisation_id, declared=declared.version, learned=learned)
    choice = await store.choice(connection)
    if choice is None or not choice.is_pinned:
        number = row.number if learned.is_better else DECLARED
        if choice is None or choice.number != number:
            await store.choose(connection, number=number, is_pinned=False)
    return _record(row)


def as_scorer(learned: LearnedScorer, *, declared: Scorer) -> Scorer:
    """Return the declared scorer with learned weights in it.

    Raises:
        FeatureMismatch: the weights name other features than the code has.
    """
    return replace(declared.with_weights(learned.learned.weights), version=learned.version)


async def _chosen(
    connection: TenantConnection, choice: ChoiceRow | None, declared: Scorer
) -> LearnedScorer | None:
    """What was chosen, unless the declared scorer has changed since it was fitted beside it."""
    if choice is None or choice.number == DECLARED:
        return None
    row = await store.scorer(connection, number=choice.number)
    return _record(row) if row is not None and row.declared == declared.version else None


def _record(row: ScorerRow) -> LearnedScorer:
    return LearnedScorer(
        number=row.number,
        declared=row.declared,
        learned=from_json(LearnedWeights, row.learned),
        created_at=row.created_at,
    )
