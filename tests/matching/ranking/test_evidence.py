"""An explanation is what the score is made of: parts that add up, words that count, and nobody's identity."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import pytest

from matching.assessment import Assessment, Evidence, Outcome
from matching.explanation.steps import single_step
from matching.explanation.wording import LANGUAGES, Wording
from matching.extraction.cv import read_cv
from matching.ranking.pool import Pool
from matching.ranking.preparation import prepare_candidate, prepare_opening
from matching.ranking.ranker import assess, rank
from matching.ranking.scorer import Scorer
from matching.ranking.subjects import Candidate, Opening
from matching.requirements import Importance
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import Span
from tests.identities import DETAILS, with_details
from tests.matching.ranking.test_identity import HERE, TODAY, Bench, Fingerprints, cvs_of, folder_bench
from tests.matching.ranking.test_triples import TRIPLES, Triple

OF_WORDS = frozenset({"languages", "education", "skills", "shifts", "place", "experience"})
"""Features whose value comes from the words they cite; the others judge the CV as a whole."""

NEAR_MISSES = frozenset({"language one level short", "months short"})

ALL_MET = {f"{it.language}-{it.title}": it for it in TRIPLES if it.kind in NEAR_MISSES}
"""One triple per advert: its better CV meets everything asked for."""


@pytest.fixture(scope="session")
def bench(taxonomy: Taxonomy, scorer: Scorer) -> Bench:
    return folder_bench(HERE, taxonomy, scorer)


@dataclass
class Table:
    """Assesses texts, as a plain sum: without calibration, and without damping for failed must-haves."""

    taxonomy: Taxonomy
    scorer: Scorer

    def plain(self) -> Scorer:
        line = replace(self.scorer.calibration, share=(0.0, 1.0), chance=(0.0, 1.0))
        undamped = {"not_met": 1.0, "narrowly": 1.0}
        return replace(self.scorer, calibration=line, damping=undamped, damping_narrowly={})

    def opening(self, triple: Triple) -> Opening:
        return prepare_opening(
            "o",
            title=triple.title,
            text=triple.advert,
            today=TODAY,
            taxonomy=self.taxonomy,
            encoder=Fingerprints(),
        )

    def candidate(self, text: str) -> Candidate:
        profile = read_cv(text, today=TODAY, taxonomy=self.taxonomy).profile
        return prepare_candidate("c", text, profile=profile, encoder=Fingerprints())

    def assess(self, opening: Opening, text: str) -> Assessment:
        return assess(opening, self.candidate(text), taxonomy=self.taxonomy, scorer=self.plain())

    def score(self, opening: Opening, text: str) -> float:
        return assess(opening, self.candidate(text), taxonomy=self.taxonomy, scorer=self.scorer).score


@pytest.fixture(scope="session")
def table(taxonomy: Taxonomy, scorer: Scorer) -> Table:
    return Table(taxonomy, scorer)


def without(text: str, spans: tuple[Span, ...]) -> str:
    """The text with these words taken out."""
    for span in sorted(spans, reverse=True):
        text = text[: span.start] + text[span.end :]
    return text


def depends(one: Evidence, *, on: Evidence) -> bool:
    """Whether they cite the same words; a skill also needs the job in which it was used."""
    if (one.feature, on.feature) == ("skills", "experience"):
        return True
    return any(a.start < b.end and b.start < a.end for a, b in product(one.cv_spans, on.cv_spans))


@pytest.mark.parametrize("triple", ALL_MET.values(), ids=list(ALL_MET))
def test_taking_out_the_cited_words_takes_away_the_part_they_brought_and_no_other(
    table: Table, triple: Triple
) -> None:
    opening, n_tried = table.opening(triple), 0
    before = table.assess(opening, triple.better)
    for cited in before.evidence:
        if cited.feature not in OF_WORDS or cited.outcome is not Outcome.MET or not cited.cv_spans:
            continue
        rest = without(triple.better, cited.cv_spans)
        after = table.assess(opening, rest)
        parts = {it.requirement_id: it.contribution for it in after.evidence}
        assert parts[cited.requirement_id] < cited.contribution, cited.requirement_id
        assert table.score(opening, rest) < table.score(opening, triple.better), cited.requirement_id
        for other in before.evidence:
            if other.feature in OF_WORDS and not depends(other, on=cited):
                assert parts[other.requirement_id] == pytest.approx(other.contribution, abs=1e-9), (
                    cited,
                    other,
                )
        n_tried += 1
    assert n_tried >= 3


def test_the_parts_of_every_pair_add_up_to_the_score_of_the_list(bench: Bench) -> None:
    candidates = [bench.candidate(cv["id"], cv["text"]) for cv in cvs_of(HERE)]
    pool = Pool.from_candidates(candidates, taxonomy=bench.taxonomy)
    for opening in bench.openings:
        scores = {
            line.candidate_id: line.score
            for line in rank(opening, pool, taxonomy=bench.taxonomy, scorer=bench.scorer)
        }
        for candidate in candidates:
            found = assess(opening, candidate, taxonomy=bench.taxonomy, scorer=bench.scorer)
            assert found.score == scores[candidate.id]
            total = sum(part.contribution for part in found.evidence)
            assert total == pytest.approx(100 * found.score, abs=1e-9)
            assert min(part.contribution for part in found.evidence) >= 0


def told(assessment: Assessment, candidate: Candidate, wording: Wording) -> Iterator[str]:
    """Every word of an explanation, in every language."""
    for language in LANGUAGES:
        yield from (wording.sentence(part, language=language) for part in assessment.evidence)
        yield from wording.questions(assessment.evidence, language=language)
    for part in assessment.evidence:
        yield from (span.text_in(candidate.text) for span in part.cv_spans)
    yield from (flag.span.text_in(candidate.text) for flag in assessment.flags if flag.span)


def test_no_explanation_repeats_who_a_person_is(bench: Bench) -> None:
    wording = Wording.load(bench.taxonomy)
    leaks = []
    for cv in cvs_of(HERE)[::3]:
        language = cv["lang"][:2]
        details = [first for first, _ in DETAILS[language].values()]
        identity = bench.people(cv)
        candidate = bench.candidate(cv["id"], with_details(cv["text"], details))
        words = [*details, *identity.words]
        for opening in bench.openings:
            assessment = assess(opening, candidate, taxonomy=bench.taxonomy, scorer=bench.scorer)
            leaks += [
                (cv["id"], word, text)
                for text in told(assessment, candidate, wording)
                for word in words
                if word in text
            ]
    assert leaks == []


def test_a_requirement_is_told_in_one_sentence_of_each_language(bench: Bench) -> None:
    wording = Wording.load(bench.taxonomy)
    candidate = bench.candidate("c", cvs_of(HERE)[0]["text"])
    for opening in bench.openings:
        for part in assess(opening, candidate, taxonomy=bench.taxonomy, scorer=bench.scorer).evidence:
            sentences = {wording.sentence(part, language=language) for language in LANGUAGES}
            assert len(sentences) == len(LANGUAGES)
            assert all(sentence and "{" not in sentence for sentence in sentences)


AGENT = next(it for it in TRIPLES if it.language == "fr" and it.title.startswith("Téléconseiller"))


@pytest.mark.parametrize(
    ("changes", "lifts"),
    [
        ({}, []),
        ({"Français : C1": "Français : B2"}, ["French: one level more (C1) would meet the requirement."]),
        ({"Français : C1": "Français : B1"}, []),
        ({"03/2023": "12/2024"}, ["A few more months of this work would meet the requirement."]),
        ({"03/2023": "12/2024", "Français : C1": "Français : B2"}, []),
    ],
)
def test_what_would_lift_a_person_is_told_where_it_is_one_step(
    table: Table, changes: dict[str, str], lifts: list[str]
) -> None:
    text = AGENT.better
    for old, new in changes.items():
        text = text.replace(old, new)
    evidence = table.assess(table.opening(AGENT), text).evidence
    assert Wording.load(table.taxonomy).lifts(evidence, language="en") == lifts


def test_of_two_alternatives_either_step_is_enough() -> None:
    part = Evidence(
        requirement_id="language-fr",
        importance=Importance.MUST,
        feature="languages",
        outcome=Outcome.NARROWLY,
        value=0.6,
        contribution=1.0,
        cv_spans=(),
        advert_span=None,
        reason="languages.narrowly",
        data={},
        alternatives=1,
    )
    spanish = replace(part, requirement_id="language-es", outcome=Outcome.NOT_MET)
    apart = replace(spanish, alternatives=None)
    assert single_step([part, spanish]) == (part,)
    assert single_step([part, apart]) == ()
    assert single_step([replace(part, outcome=Outcome.MET), spanish]) == ()
