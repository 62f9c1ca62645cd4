"""Which published thresholds of support a project reaches; the rules are data, with their source."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from importlib import resources
from typing import Any

from matching.types import ConceptId


class Measure(StrEnum):
    """What a threshold is about."""

    INVESTMENT_AT_LEAST = "investment_mad_at_least"
    INVESTMENT_AT_MOST = "investment_mad_at_most"
    JOBS_AT_LEAST = "jobs_at_least"
    JOBS_PER_MILLION_AT_LEAST = "jobs_per_million_mad_at_least"
    TOWN = "town"


class Reach(StrEnum):
    """Whether a threshold is reached."""

    YES = "yes"
    NO = "no"
    NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme of support as it was published.

    Attributes:
        names: By language.
        thresholds: In dirhams, jobs, or jobs per million dirhams.
        towns: Where it applies; empty for everywhere.
        source: Address of the publication.
    """

    id: str
    names: Mapping[str, str]
    thresholds: Mapping[Measure, float]
    towns: frozenset[ConceptId]
    source: str
    published: date


@dataclass(frozen=True, slots=True)
class Threshold:
    """One threshold, held against a project. `value` is None for what the project does not state."""

    measure: Measure
    threshold: float | None
    value: float | None
    reach: Reach


@dataclass(frozen=True, slots=True)
class Support:
    """A scheme held against a project."""

    scheme_id: str
    thresholds: tuple[Threshold, ...] = field(default=())

    @property
    def reach(self) -> Reach:
        """Whether all thresholds are reached; one missed decides, then one not stated."""
        found = {threshold.reach for threshold in self.thresholds}
        return next((reach for reach in (Reach.NO, Reach.NOT_STATED) if reach in found), Reach.YES)


def load_schemes() -> tuple[Scheme, ...]:
    """Return the schemes of the packaged file `data/support.toml`."""
    source = resources.files("matching.assignment") / "data" / "support.toml"
    return tuple(_scheme(*entry) for entry in tomllib.loads(source.read_text(encoding="utf-8")).items())


def support_of(
    scheme: Scheme, *, town: ConceptId | None, investment_mad: float | None, n_jobs: int
) -> Support:
    """Return how a project stands to a scheme.

    Args:
        scheme: With its thresholds.
        town: Of the site.
        investment_mad: Planned, in dirhams; None where it is not stated.
        n_jobs: Seats that the plan fills.
    """
    values: dict[Measure, float | None] = {
        Measure.INVESTMENT_AT_LEAST: investment_mad,
        Measure.INVESTMENT_AT_MOST: investment_mad,
        Measure.JOBS_AT_LEAST: n_jobs,
        Measure.JOBS_PER_MILLION_AT_LEAST: n_jobs * 1e6 / investment_mad if investment_mad else None,
    }
    reached = [
        Threshold(measure, wanted, values[measure], _reach(measure, wanted, values[measure]))
        for measure, wanted in scheme.thresholds.items()
    ]
    if scheme.towns:
        reached.append(Threshold(Measure.TOWN, None, None, Reach.YES if town in scheme.towns else Reach.NO))
    return Support(scheme.id, tuple(reached))


def _reach(measure: Measure, wanted: float, value: float | None) -> Reach:
    if value is None:
        return Reach.NOT_STATED
    is_reached = value <= wanted if measure is Measure.INVESTMENT_AT_MOST else value >= wanted
    return Reach.YES if is_reached else Reach.NO


def _scheme(identifier: str, table: Mapping[str, Any]) -> Scheme:
    return Scheme(
        id=identifier,
        names=table["names"],
        thresholds={measure: table[measure] for measure in Measure if measure in table},
        towns=frozenset(ConceptId(f"town/{name}") for name in table.get("towns", ())),
        source=table["source"],
        published=table["published"],
    )
