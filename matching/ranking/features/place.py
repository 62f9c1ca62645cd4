from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from matching.assessment import Outcome
from matching.profile import Mobility, Profile
from matching.ranking.columns import NOT_STATED
from matching.ranking.features.feature import Feature, Fulfilment, Reason
from matching.ranking.pool import Pool
from matching.ranking.query import Query
from matching.ranking.subjects import Candidate
from matching.requirements import PlaceWanted, Requirement
from matching.types import ConceptId, Span

SAME_TOWN_KM = 15.0
COMMUTING_KM = 75.0
"""From farther away, silence about moving is to be verified before anything else."""


@dataclass(frozen=True, slots=True)
class PlaceFit(Feature):
    """Whether the person can be at the place of work.

    Living there, or saying that one will move or commute there: met. Refusing on-site work, or any
    other town: not met. Living elsewhere without a word about it is to be verified; within commuting
    distance this keeps nobody from the first tier. The district never counts.
    """

    name: str = "place"

    def fulfilment(self, requirement: Requirement, *, query: Query, pool: Pool) -> Fulfilment:
        """Return the value from refusals, moves and the distance between towns."""
        wanted = cast("PlaceWanted", requirement.wanted)
        if wanted.days_on_site == 0 or wanted.town is None or wanted.town.concept is None:
            everyone = np.ones(len(pool), dtype=bool)
            values = np.where(pool.remote_only & (wanted.days_on_site > 0), 0.0, 1.0)
            return Fulfilment.of(values, met=everyone & (values > 0))
        km = _distances_to(wanted.town.concept, query)[pool.town]
        refuses = pool.remote_only | _refuses_town(wanted.town.concept, pool)
        lives_there = km <= SAME_TOWN_KM
        comes = pool.moves_anywhere | _names(pool, query, wanted.town.concept)
        met = (lives_there | comes) & ~refuses
        unstated = ~met & ~refuses
        return Fulfilment.of(
            np.where(refuses, 0.0, np.where(lives_there, 1.0, 0.9)),
            met=met,
            unstated=unstated,
            must_be_verified=unstated & (km > COMMUTING_KM),
        )

    def reason(
        self, requirement: Requirement, *, query: Query, pool: Pool, candidate: Candidate, outcome: Outcome
    ) -> Reason:
        """Return the town and what is said about moving."""
        wanted = cast("PlaceWanted", requirement.wanted)
        profile = candidate.profile
        spans = _refusals(profile.mobility) if outcome is Outcome.NOT_MET else _presence(profile, wanted)
        data = {
            "wanted": wanted.town.name if wanted.town else "",
            "found": profile.town.value.name if profile.town else "",
        }
        return Reason(f"place.{outcome}", data, tuple(span for span in spans if span))


def _refusals(mobility: Mobility) -> list[Span | None]:
    refused = mobility.remote_only
    return [*(town.span for town in mobility.only_in), refused.span if refused else None]


def _presence(profile: Profile, wanted: PlaceWanted) -> list[Span | None]:
    town = wanted.town.concept if wanted.town else None
    comes = [mention.span for mention in profile.mobility.moves_to if mention.value.concept == town]
    anywhere = profile.mobility.moves_anywhere
    return [profile.town.span if profile.town else None, *comes, anywhere.span if anywhere else None]


def _distances_to(town: ConceptId, query: Query) -> NDArray[np.float64]:
    """Kilometres from every town of the gazetteer; NaN last, for towns it does not know."""
    distances = np.full(len(query.vocabulary.towns) + 1, np.nan)
    for other, index in query.vocabulary.towns.items():
        km = query.taxonomy.distance_km(other, town)
        distances[index] = np.nan if km is None else km
    return distances


def _names(pool: Pool, query: Query, town: ConceptId) -> NDArray[np.bool_]:
    return pool.moves_to.rows.any(pool.moves_to.concept == query.vocabulary.towns.get(town, NOT_STATED - 1))


def _refuses_town(town: ConceptId, pool: Pool) -> NDArray[np.bool_]:
    """Whether the person names towns they stay in, and this is not one of them."""
    named = pool.only_in
    has_limits = named.rows.any(np.ones(len(named.concept), dtype=bool))
    return has_limits & ~named.rows.any(named.concept == pool.vocabulary.towns.get(town, NOT_STATED - 1))
