"""A site staffed at once, beside the two usual ways: the best pair first, and opening after opening.

    python bench/plan.py [--people 20000] [--openings 40] [--seats 1500] [--seed 1]

People and openings are drawn, with languages, trades, towns and shifts as unevenly spread as in a region; the
columns of the pool are made before the clock starts, as a serving process keeps them. Everything after is
timed: scoring all people for all openings, the plan, and what it says about empty seats.
"""

import argparse
import os
import random
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

# On cores that others use too, two threads of one product wait for each other longer than one takes.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1]))

from matching.assignment.fitting import Fitter, PoolPart, SiteFit
from matching.assignment.gaps import Site, shortfall_of
from matching.assignment.problem import Demand, PlanOptions, SitePlan, fill_first
from matching.assignment.reduction import Pairing, People, pairing_of, problem_of
from matching.assignment.seats import Seats, SiteTerms
from matching.assignment.solver import solve
from matching.profile import (
    Availability,
    Diploma,
    Experience,
    LanguageSkill,
    Period,
    Profile,
    SkillClaim,
    SkillStanding,
    Town,
)
from matching.ranking.pool import Pool
from matching.ranking.scorer import Scorer
from matching.ranking.subjects import Candidate, Opening, Segment
from matching.requirements import (
    EducationWanted,
    ExperienceWanted,
    Importance,
    LanguageWanted,
    OccupationWanted,
    Requirement,
    Requirements,
    ShiftsWanted,
    SkillWanted,
    Wanted,
)
from matching.taxonomy.concepts import ConceptKind
from matching.taxonomy.loading import load_taxonomy
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import CefrLevel, ConceptId, EducationLevel, LanguageCode, Mention, Shift, Span

TODAY = date(2031, 1, 1)
N_DIMENSIONS, N_PASSAGES = 384, 6
OUJDA = ConceptId("town/oujda")
LEVELS = {"fr": (5, 10, 20, 30, 25, 10), "en": (25, 32, 27, 14, 1.5, 0.5), "es": (83, 10, 4, 2, 0.7, 0.3)}
"""How many of a hundred have A1, A2 ... C2: Spanish and English are what the openings compete for."""


class Draw:
    """People and openings by chance; the same seed gives the same."""

    def __init__(self, taxonomy: Taxonomy, seed: int) -> None:
        self.taxonomy = taxonomy
        self.chance = random.Random(seed)  # noqa: S311 - reproducible, not secret
        self.vectors = np.random.default_rng(seed)
        self.trades = [concept.id for concept in taxonomy.concepts(ConceptKind.OCCUPATION)][:40]
        self.skills = [concept.id for concept in taxonomy.concepts(ConceptKind.SKILL)]
        towns = [concept.id for concept in taxonomy.concepts(ConceptKind.TOWN)]
        near = sorted(towns, key=lambda town: taxonomy.distance_km(town, OUJDA) or 9e9)
        self.towns = near[:8]

    def candidate(self, number: int) -> Candidate:
        """Return a person."""
        chance = self.chance
        held = [chance.choice(self.trades) for _ in range(chance.choice((0, 1, 1, 2, 3)))]
        profile = Profile(
            language=LanguageCode("fr"),
            reference_date=TODAY,
            experiences=tuple(self._experience(trade) for trade in held),
            months_of_experience=18 * len(held),
            diplomas=(Diploma(Mention(chance.choice(list(EducationLevel)), None), is_obtained=True),),
            languages=tuple(self._language(code) for code in LEVELS),
            skills=tuple(
                SkillClaim(skill, SkillStanding.SUPPORTED, ()) for skill in chance.sample(self.skills, 4)
            ),
            town=Mention(Town("", chance.choices(self.towns, (60, 10, 8, 6, 5, 5, 3, 3))[0], None), None),
            availability=self._availability(),
        )
        passages = (Segment(Span(0, 1), "x"),) * N_PASSAGES
        return Candidate(f"c{number}", profile, "", passages, self._unit_vectors())

    def opening(self, number: int) -> Opening:
        """Return an opening with three or four must-haves."""
        chance = self.chance
        language = chance.choices(list(LEVELS), (60, 15, 25))[0]
        level = CefrLevel(chance.choice((4, 5, 5)))
        wanted: list[Wanted] = [
            LanguageWanted(LanguageCode(language), level),
            EducationWanted(chance.choice((EducationLevel.BAC, EducationLevel.BAC_2))),
            ShiftsWanted((chance.choice((Shift.DAY, Shift.EVENING, Shift.WEEKEND)),)),
        ]
        if chance.random() < 0.4:
            wanted.append(ExperienceWanted(chance.choice((6, 12, 24)), is_any_trade=True))
        trade = self.trades[number % len(self.trades)]
        items = [
            Requirement("occupation", OccupationWanted("", (trade,)), Importance.MUST, None),
            Requirement("skill", SkillWanted((chance.choice(self.skills),)), Importance.NICE, None),
            *(Requirement(f"must-{n}", one, Importance.MUST, None) for n, one in enumerate(wanted)),
        ]
        passages = (Segment(Span(0, 1), "x"),) * N_PASSAGES
        return Opening(
            f"o{number}",
            Requirements(LanguageCode("fr"), "", items=tuple(items)),
            "",
            passages,
            self._unit_vectors(),
        )

    def _experience(self, trade: ConceptId) -> Experience:
        period = Period(None, TODAY, self.chance.randint(3, 40))
        return Experience(Span(0, 0), None, Mention(trade, None), None, Mention(period, None))

    def _language(self, code: str) -> LanguageSkill:
        level = CefrLevel(self.chance.choices(range(1, 7), LEVELS[code])[0])
        return LanguageSkill(LanguageCode(code), Mention(level, None), None)

    def _availability(self) -> Availability:
        refused = [shift for shift in (Shift.EVENING, Shift.WEEKEND) if self.chance.random() < 0.3]
        return Availability(refused_shifts=tuple(Mention(shift, None) for shift in refused))

    def _unit_vectors(self) -> NDArray[np.float32]:
        drawn = self.vectors.standard_normal((N_PASSAGES, N_DIMENSIONS), dtype=np.float32)
        return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), dtype=np.float32)


@dataclass(frozen=True)
class Figures:
    """What one way of staffing achieves."""

    way: str
    n_filled: int
    total_score: float
    worth: float


def best_pair_first(fit: SiteFit, demands: Sequence[Demand], pairing: Pairing) -> dict[int, int]:
    """Return person -> opening where the highest score of all goes first, again and again."""
    opening, person = np.nonzero(pairing.allowed)
    scores = np.array([one.scores for one in fit.openings])[opening, person]
    left, placed = [demand.headcount for demand in demands], dict[int, int]()
    for index in np.argsort(-scores, kind="stable"):
        if left[opening[index]] and int(person[index]) not in placed:
            placed[int(person[index])] = int(opening[index])
            left[opening[index]] -= 1
    return placed


def opening_after_opening(fit: SiteFit, demands: Sequence[Demand], pairing: Pairing) -> dict[int, int]:
    """Return person -> opening where each opening in turn takes the best people left."""
    placed: dict[int, int] = {}
    for index, demand in enumerate(demands):
        free = [int(row) for row in np.flatnonzero(pairing.allowed[index]) if int(row) not in placed]
        free.sort(key=lambda row: -fit.openings[index].scores[row])
        placed |= dict.fromkeys(free[: demand.headcount], index)
    return placed


def figures(way: str, placed: dict[int, int], fit: SiteFit, bonus: float) -> Figures:
    """Return what a way achieves."""
    total = sum(float(fit.openings[opening].scores[row]) for row, opening in placed.items())
    return Figures(way, len(placed), total, total + bonus * len(placed))


def as_rows(plan: SitePlan, fit: SiteFit, demands: Sequence[Demand]) -> dict[int, int]:
    """Return person -> opening of a plan."""
    rows = {identifier: row for row, identifier in enumerate(fit.ids)}
    openings = {demand.opening_id: index for index, demand in enumerate(demands)}
    return {rows[it.candidate_id]: openings[it.opening_id] for it in plan.placements}


def run(arguments: argparse.Namespace) -> None:
    """Print the figures of one run."""
    taxonomy = load_taxonomy()
    draw = Draw(taxonomy, arguments.seed)
    pool = Pool.from_candidates([draw.candidate(n) for n in range(arguments.people)], taxonomy=taxonomy)
    demands = [
        Demand(f"o{n}", arguments.seats // arguments.openings + (n < arguments.seats % arguments.openings))
        for n in range(arguments.openings)
    ]
    seats = [Seats(draw.opening(n), demand) for n, demand in enumerate(demands)]
    parts = [PoolPart(pool, np.ones(len(pool), dtype=bool))]
    fitter = Fitter(taxonomy, Scorer.default())
    started, cpu = time.perf_counter(), time.process_time()
    fit = fitter.site(seats, parts, terms=SiteTerms())
    scored = time.perf_counter()
    pairing = pairing_of(fit, demands, people=People(kept={}))
    print(f"{arguments.people:,} people, {arguments.openings} openings, {arguments.seats:,} seats")
    print(f"pairs that break no must-have: {int(pairing.allowed.sum()):,}; scoring {scored - started:.2f} s")
    for goal, bonus in (("seats first", fill_first(demands)), ("scores alone", 0.0)):
        began = time.perf_counter()
        plan = solve(problem_of(fit, demands, pairing=pairing, options=PlanOptions(fill_bonus=bonus)))
        planned = time.perf_counter()
        shortfall = shortfall_of(Site(seats, fit, pairing, plan), parts, fitter=fitter)
        told, used = time.perf_counter(), time.process_time() - cpu
        ways = [
            figures("whole site", as_rows(plan, fit, demands), fit, bonus),
            figures("best pair first", best_pair_first(fit, demands, pairing), fit, bonus),
            figures("opening after opening", opening_after_opening(fit, demands, pairing), fit, bonus),
        ]
        print(f"\n{goal}: plan {planned - began:.2f} s, shortfall {told - planned:.2f} s")
        print(f"proven: {plan.is_optimal}; {shortfall.n_reachable:,} seats can be filled at all")
        print(f"{'way':24}{'seats':>8}{'score':>10}{'from the optimum':>20}")
        for way in ways:
            distance = 1 - way.worth / plan.bound if plan.bound else 0.0
            print(f"{way.way:24}{way.n_filled:>8,}{way.total_score:>10.1f}{distance:>20.3%}")
        if goal == "seats first":
            seconds = scored - started + told - began
            print(f"from scoring to the last figure: {seconds:.2f} s, {used:.2f} s of one processor")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\npeak memory of the process: {peak:,.0f} MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--openings", type=int, default=40)
    parser.add_argument("--seats", type=int, default=1_500)
    parser.add_argument("--seed", type=int, default=1)
    run(parser.parse_args())
