"""Bodies about matches: lists, pairs, and openings for a candidate."""

import time
from typing import Annotated, Any, Final, Self
from uuid import UUID

from pydantic import Field, StrictBool, StringConstraints

from api.dependencies import Exchange
from api.models import AnswerModel, RequestModel, Text, Words
from api.opening_models import AdvertWords, OpeningInput, advert_words
from api.pagination import DEFAULT_LIMIT, MAX_CURSOR_CHARS, MAX_LIMIT
from matching.assessment import Assessment, Evidence, Outcome, Tier
from matching.profile import Flag
from matching.ranking.scorer import Scorer
from matching.requirements import Importance
from matching.types import Span
from service.matches.ranked_list import ListFilter
from service.matches.use_cases import Match, OpeningMatch

MAX_RANK_TEXTS = 200

Weights = Annotated[
    dict[Text, Annotated[float, Field(strict=True, ge=0, le=1000)]],
    Field(max_length=100, description="Weight per feature; those left out keep the scorer's own."),
]

EXHAUSTIVE = "Score everybody in full for this page, for an audit; the lines are the same."

Exhaustive = Annotated[StrictBool, Field(description=EXHAUSTIVE)]

QUERY_EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "weights": {
        "summary": "Languages twice as important, only people who may fit",
        "value": {
            "weights": {"languages": 2.0},
            "filters": {"tiers": ["meets", "to_verify"], "min_score": 20},
            "limit": 10,
        },
    },
    "all": {"summary": "Everybody", "value": {}},
}
RANK_EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "two": {
        "summary": "Two CVs for one opening",
        "value": {
            "opening": {
                "title": "Téléconseiller francophone",
                "text": "Centre d'appels à Oujda. Français C1 exigé. 6 mois d'expérience en relation client.",
            },
            "candidates": [
                {
                    "id": "a",
                    "text": "Nadia Berrada\nTéléconseillère à Oujda\nExpérience\n"
                    "01/2022 - 06/2024 Téléconseillère, Centre Exemple, Oujda : appels entrants.\n"
                    "Langues : français courant (C1), arabe langue maternelle, anglais B1.",
                },
                {
                    "id": "b",
                    "text": "Karim Ouali\nÉtudiant en histoire, Nador\nFormation\n2023 Baccalauréat lettres\n"
                    "Langues : arabe langue maternelle, français A2.",
                },
            ],
        },
    }
}


class MatchFilters(RequestModel):
    """Which lines are shown; ranks stay those of the whole list."""

    tiers: Annotated[frozenset[Tier], Field(min_length=1)] | None = None
    min_score: Annotated[float, Field(strict=True, ge=0, le=100)] = 0

    def wanted(self) -> ListFilter:
        """Return the filter, for the use case."""
        return ListFilter(tiers=self.tiers, min_score=self.min_score / 100)


class MatchQuery(RequestModel):
    """How a list is scored, and which part of it is wanted."""

    weights: Weights = Field(default_factory=dict)
    filters: MatchFilters = MatchFilters()
    exhaustive: Exhaustive = False
    limit: Annotated[int, Field(strict=True, ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT
    cursor: Annotated[str, Field(max_length=MAX_CURSOR_CHARS)] | None = None


class TextInput(RequestModel):
    """One CV as text; `id` is yours."""

    id: Annotated[Text, StringConstraints(min_length=1, max_length=200)]
    text: Text


class RankInput(RequestModel):
    """An opening and the CVs to rank for it; nothing of it is kept."""

    opening: OpeningInput
    candidates: Annotated[tuple[TextInput, ...], Field(min_length=1, max_length=MAX_RANK_TEXTS)]
    weights: Weights = Field(default_factory=dict)


class RequirementMatch(AnswerModel):
    """How far one requirement is met, and the words on both sides that decided.

    `value` is the degree in [0, 1], null where the CV does not say. `contribution` is the part of the score,
    in points; the parts of a match add up to its score.
    """

    id: str
    importance: Importance
    feature: str
    outcome: Outcome
    value: float | None
    contribution: float
    sentence: str
    cv: list[Words]
    advert: AdvertWords | None


class FlagAnswer(AnswerModel):
    """Something a person should look at; it is no reason to reject anybody."""

    flag: Flag
    cv: Words | None


class MatchAnswer(AnswerModel):
    """One candidate held against the opening.

    `score` is 0-100. `tier`: `meets` all must-haves, some are `to_verify` because the CV does not say, or it
    `fails` one; tiers come before scores in the list. `rank` counts from 1 over the whole list. `questions`
    are worth asking in an interview. `lifts` says the one step (a level, some months, a tool) after which
    every must-have would be met; it is empty where more than one step, or none, is missing.
    """

    candidate_id: str
    external_id: str | None
    rank: int
    score: float
    tier: Tier
    features: dict[str, float | None]
    requirements: list[RequirementMatch]
    questions: list[str]
    lifts: list[str]
    flags: list[FlagAnswer]


class Scoring(AnswerModel):
    """By what a score was made, and in what time."""

    scorer: str
    encoder: str
    weights: dict[str, float]
    language: str
    elapsed_ms: float

    @classmethod
    def of(cls, exchange: Exchange, *, scorer: Scorer, **members: Any) -> Self:  # noqa: ANN401
        """Return an answer with its other members, which pydantic checks, made until now."""
        return cls(
            scorer=scorer.version,
            encoder=exchange.resources.ranker.encoder.key,
            weights=dict(scorer.weights),
            language=exchange.language,
            elapsed_ms=round((time.perf_counter() - exchange.started) * 1000, 1),
            **members,
        )


class MatchList(Scoring):
    """A page of the ranked list. Without `next_cursor` there are no more lines.

    `n_candidates` counts the whole list, `n_shown` what the filters leave of it, `n_scored` the people who
    were scored by every criterion to know this page: the others cannot be on it.
    """

    opening_id: UUID
    n_candidates: int
    n_shown: int
    n_scored: int
    matches: list[MatchAnswer]
    next_cursor: str | None


class PairAnswer(Scoring):
    """One candidate and one opening."""

    opening_id: UUID
    match: MatchAnswer


class OpeningMatchAnswer(AnswerModel):
    """An opening held against the candidate."""

    opening_id: UUID
    title: str
    score: float
    tier: Tier
    features: dict[str, float | None]
    requirements: list[RequirementMatch]
    lifts: list[str]


class OpeningMatchList(Scoring):
    """Open openings for a candidate, best first."""

    candidate_id: UUID
    n_openings: int
    matches: list[OpeningMatchAnswer]
    next_cursor: str | None


class UnreadableAnswer(AnswerModel):
    """A CV that could not be read; `reason` as for uploaded documents."""

    candidate_id: str
    reason: str


class RankAnswer(Scoring):
    """The ranked list of the CVs that were sent."""

    matches: list[MatchAnswer]
    unreadable: list[UnreadableAnswer]


class Explainer:
    """Puts matches with one opening into words of one language."""

    def __init__(self, exchange: Exchange, *, title: str, text: str) -> None:
        self._wording = exchange.resources.wording
        self._language = exchange.language
        self._title = title
        self._text = text

    def match(self, match: Match) -> MatchAnswer:
        """Return the body about one line of the list."""
        assessment, cv = match.assessment, match.candidate.text
        return MatchAnswer(
            candidate_id=match.candidate.id,
            external_id=match.external_id,
            rank=match.line.rank,
            score=points(assessment),
            tier=assessment.tier,
            features=assessment.features,
            requirements=self.requirements(assessment, cv=cv),
            questions=self._wording.questions(assessment.evidence, language=self._language),
            lifts=self._wording.lifts(assessment.evidence, language=self._language),
            flags=[FlagAnswer(flag=it.value, cv=_words(it.span, cv)) for it in assessment.flags],
        )

    def opening_match(self, match: OpeningMatch, *, cv: str) -> OpeningMatchAnswer:
        """Return the body about one opening for a candidate."""
        assessment = match.assessment
        return OpeningMatchAnswer(
            opening_id=match.record.id,
            title=match.record.title,
            score=points(assessment),
            tier=assessment.tier,
            features=assessment.features,
            requirements=self.requirements(assessment, cv=cv),
            lifts=self._wording.lifts(assessment.evidence, language=self._language),
        )

    def requirements(self, assessment: Assessment, *, cv: str) -> list[RequirementMatch]:
        """Return one entry per requirement, in the order of the advert."""
        return [self._requirement(evidence, cv) for evidence in assessment.evidence]

    def _requirement(self, evidence: Evidence, cv: str) -> RequirementMatch:
        return RequirementMatch(
            id=evidence.requirement_id,
            importance=evidence.importance,
            feature=evidence.feature,
            outcome=evidence.outcome,
            value=evidence.value,
            contribution=evidence.contribution,
            sentence=self._wording.sentence(evidence, language=self._language),
            cv=[Words(start=s.start, end=s.end, words=s.text_in(cv)) for s in evidence.cv_spans],
            advert=advert_words(evidence.advert_span, title=self._title, text=self._text),
        )


def points(assessment: Assessment) -> float:
    """Return the score as the API gives it, 0-100."""
    return assessment.score * 100


def _words(span: Span | None, text: str) -> Words | None:
    return None if span is None else Words(start=span.start, end=span.end, words=span.text_in(text))
