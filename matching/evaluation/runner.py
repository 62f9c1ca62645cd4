"""The pipeline of the service, run over a judged set beside the systems a team would build first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from matching.encoding.encoder import Encoder
from matching.errors import UnreadableText
from matching.evaluation.baselines import (
    Scores,
    bm25_scores,
    char_tfidf_scores,
    plain_encoder_scores,
    reciprocal_rank_fusion,
)
from matching.evaluation.facts import CheckedFact, check_facts
from matching.evaluation.judged_set import JudgedSet
from matching.evaluation.metrics import RankingFigures, measure
from matching.extraction.cv import read_cv
from matching.profile import CvReading
from matching.ranking.pool import Pool
from matching.ranking.preparation import prepare_candidate, prepare_opening
from matching.ranking.ranker import RankedCandidate, rank
from matching.ranking.scorer import Scorer
from matching.ranking.subjects import Candidate, Opening, advert_text
from matching.taxonomy.taxonomy import Taxonomy

OURS = "oujda-match"

Progress = Callable[[str], None]
"""Told what is being done, one short phrase at a time."""


@dataclass(frozen=True, slots=True)
class SystemResult:
    """One system's lists and figures; `tier` and `score` are given for ours only."""

    name: str
    rankings: Mapping[str, tuple[str, ...]]
    figures: RankingFigures


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything one run finds out."""

    judged: JudgedSet
    openings: tuple[Opening, ...]
    candidates: tuple[Candidate, ...]
    entries: Mapping[str, tuple[RankedCandidate, ...]]
    systems: tuple[SystemResult, ...]
    facts: tuple[CheckedFact, ...]
    encoder_key: str
    scorer_version: str


@dataclass(frozen=True, slots=True)
class Tools:
    """What the pipeline is made of. `today` stands for the present in every CV and advert."""

    taxonomy: Taxonomy
    encoder: Encoder
    scorer: Scorer
    today: date


def evaluate(judged: JudgedSet, *, tools: Tools, progress: Progress = lambda _: None) -> Evaluation:
    """Return the figures of the pipeline and of the baselines on one judged set."""
    progress("reading the CVs")
    readings, candidates = _read(judged, tools)
    progress("reading the adverts")
    openings = tuple(_opening(judged, index, tools) for index in range(len(judged.openings)))
    progress("ranking")
    entries = rank_all(openings, candidates, tools=tools)
    ours = {key: _with_unreadable(lines, judged) for key, lines in entries.items()}
    progress("ranking by the baselines")
    rankings = {OURS: ours, **_baseline_rankings(judged, tools.encoder)}
    systems = [
        SystemResult(
            name=name,
            rankings=lists,
            figures=measure(judged.judgements, lists, language_of=judged.language_of),
        )
        for name, lists in rankings.items()
    ]
    return Evaluation(
        judged=judged,
        openings=openings,
        candidates=candidates,
        entries=entries,
        systems=tuple(systems),
        facts=tuple(check_facts(judged.facts, readings, taxonomy=tools.taxonomy)),
        encoder_key=tools.encoder.description.key,
        scorer_version=tools.scorer.version,
    )


def prepare(judged: JudgedSet, *, tools: Tools) -> tuple[tuple[Opening, ...], tuple[Candidate, ...]]:
    """Return the openings and the CVs of a set as the ranking takes them; unreadable CVs are left out."""
    _, candidates = _read(judged, tools)
    return tuple(_opening(judged, index, tools) for index in range(len(judged.openings))), candidates


def rank_all(
    openings: Sequence[Opening], candidates: Sequence[Candidate], *, tools: Tools
) -> dict[str, tuple[RankedCandidate, ...]]:
    """Return the complete list of every opening."""
    pool = Pool.from_candidates(candidates, taxonomy=tools.taxonomy)
    return {
        opening.id: rank(opening, pool, taxonomy=tools.taxonomy, scorer=tools.scorer).entries
        for opening in openings
    }


def _read(judged: JudgedSet, tools: Tools) -> tuple[dict[str, CvReading], tuple[Candidate, ...]]:
    readings: dict[str, CvReading] = {}
    candidates: list[Candidate] = []
    for cv in judged.cvs:
        try:
            reading = read_cv(cv.text, today=tools.today, taxonomy=tools.taxonomy)
        except UnreadableText:
            continue
        readings[cv.id] = reading
        candidates.append(prepare_candidate(cv.id, cv.text, profile=reading.profile, encoder=tools.encoder))
    return readings, tuple(candidates)


def _opening(judged: JudgedSet, index: int, tools: Tools) -> Opening:
    advert = judged.openings[index]
    return prepare_opening(
        advert.id,
        title=advert.title,
        text=advert.text,
        today=tools.today,
        taxonomy=tools.taxonomy,
        encoder=tools.encoder,
    )


def _with_unreadable(lines: tuple[RankedCandidate, ...], judged: JudgedSet) -> tuple[str, ...]:
    """CVs that could not be read stand at the end, so that every system ranks the same people."""
    ranked = [line.candidate_id for line in lines]
    present = set(ranked)
    return (*ranked, *(cv.id for cv in judged.cvs if cv.id not in present))


def _baseline_rankings(judged: JudgedSet, encoder: Encoder) -> dict[str, dict[str, tuple[str, ...]]]:
    openings = [advert_text(title=o.title, text=o.text) for o in judged.openings]
    cvs = [cv.text for cv in judged.cvs]
    scores = {
        "bm25": bm25_scores(openings, cvs),
        "char_tfidf": char_tfidf_scores(openings, cvs),
        "plain_encoder": plain_encoder_scores(openings, cvs, encoder=encoder),
    }
    scores["rank_fusion"] = reciprocal_rank_fusion(list(scores.values()))
    return {name: _lists(judged, matrix) for name, matrix in scores.items()}


def _lists(judged: JudgedSet, scores: Scores) -> dict[str, tuple[str, ...]]:
    ids = [cv.id for cv in judged.cvs]
    return {
        opening.id: tuple(ids[i] for i in np.argsort(-row, kind="stable"))
        for opening, row in zip(judged.openings, scores, strict=True)
    }
