"""Who a person is changes no score by one bit: every CV of a set as other people would send it."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matching.assessment import Outcome
from matching.encoding.encoder import EncoderDescription, Vectors
from matching.extraction.cv import read_cv
from matching.ranking.pool import Pool
from matching.ranking.preparation import prepare_candidate, prepare_opening
from matching.ranking.ranker import assess, rank
from matching.ranking.scorer import Scorer
from matching.ranking.subjects import Candidate, Opening
from matching.requirements import Importance
from matching.taxonomy.taxonomy import Taxonomy
from tests.identities import N_SWAPS, People, people_of

ROOT = Path(__file__).parents[3]
TODAY = date(2026, 11, 1)
HERE = ROOT / "tests" / "data" / "judged" / "third"
BESIDE = (ROOT.parent / "shared" / "eval" / "dev", ROOT.parent / "shared" / "eval" / "dev2")


class Fingerprints:
    """An encoder to which texts that differ in one letter are strangers: no difference of passages hides."""

    description = EncoderDescription("fingerprints", "0", n_dimensions=16)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        rows = [np.frombuffer(hashlib.sha512(text.encode()).digest()[:16], dtype=np.uint8) for text in texts]
        vectors = np.array(rows, dtype=np.float32).reshape(len(rows), 16) - 127.5
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)

    encode_queries = encode_passages


@dataclass
class Bench:
    """Scores texts for the openings of a set."""

    taxonomy: Taxonomy
    scorer: Scorer
    openings: list[Opening]
    encoder: Fingerprints = field(default_factory=Fingerprints)

    def people(self, cv: dict[str, str]) -> People:
        reading = read_cv(cv["text"], today=TODAY, taxonomy=self.taxonomy)
        return people_of(cv["text"], language=cv["lang"][:2], identity=reading.identity)

    def candidate(self, name: str, text: str) -> Candidate:
        profile = read_cv(text, today=TODAY, taxonomy=self.taxonomy).profile
        return prepare_candidate(name, text, profile=profile, encoder=self.encoder)

    def scores(self, candidates: Sequence[Candidate]) -> dict[str, list[tuple[str, str]]]:
        """Tier and score, to the last bit, for every opening, by candidate."""
        pool = Pool.from_candidates(candidates, taxonomy=self.taxonomy)
        found: dict[str, list[tuple[str, str]]] = {candidate.id: [] for candidate in candidates}
        for opening in self.openings:
            for line in rank(opening, pool, taxonomy=self.taxonomy, scorer=self.scorer):
                found[line.candidate_id].append((line.tier, line.score.hex()))
        return found

    def moved(self, cv: dict[str, str]) -> list[str]:
        """The swaps that changed a score of this CV."""
        people = self.people(cv)
        versions = {"": people.base, **people.swapped}
        scores = self.scores([self.candidate(what, text) for what, text in versions.items()])
        return [what for what in people.swapped if scores[what] != scores[""]]


def folder_bench(folder: Path, taxonomy: Taxonomy, scorer: Scorer) -> Bench:
    adverts = [
        json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("openings/*.json"))
    ]
    encoder = Fingerprints()
    openings = [
        prepare_opening(
            it["id"], title=it["title"], text=it["text"], today=TODAY, taxonomy=taxonomy, encoder=encoder
        )
        for it in adverts
    ]
    return Bench(taxonomy, scorer, openings, encoder)


def cvs_of(folder: Path) -> list[dict[str, str]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("candidates/*.json"))]


def every_fourth(folder: Path) -> list[Any]:
    return [pytest.param(cv, id=cv["id"]) for cv in cvs_of(folder)[::4]]


@pytest.fixture(scope="session")
def bench(taxonomy: Taxonomy, scorer: Scorer) -> Bench:
    return folder_bench(HERE, taxonomy, scorer)


@pytest.mark.parametrize("cv", every_fourth(HERE))
def test_no_score_knows_who_a_person_is(bench: Bench, cv: dict[str, str]) -> None:
    assert bench.moved(cv) == []


def test_a_cv_is_swapped_in_every_way(bench: Bench) -> None:
    cv = {
        "lang": "fr",
        "text": "Salma Benjelloun\nTéléconseillère\n06 00 00 12 34 - salma@courriel.example\nOujda\n\n"
        "Expérience\n2021 - 2024 : Téléconseillère, Centre Atlas, Oujda : appels entrants\n\n"
        "Langues\nFrançais C1",
    }
    people = bench.people(cv)
    assert len(people.swapped) == N_SWAPS >= 12
    assert len({people.base, *people.swapped.values()}) == N_SWAPS + 1
    assert bench.moved(cv) == []


@pytest.mark.prove
@pytest.mark.parametrize("folder", [*BESIDE, HERE, HERE.parent / "fourth"], ids=lambda folder: folder.name)
def test_no_score_knows_who_a_person_is_over_whole_sets(
    folder: Path, taxonomy: Taxonomy, scorer: Scorer
) -> None:
    if not folder.exists():
        pytest.skip(f"there is no {folder}")
    bench = folder_bench(folder, taxonomy, scorer)
    moved = {cv["id"]: found for cv in cvs_of(folder) if (found := bench.moved(cv))}
    assert moved == {}


def test_taking_away_a_language_asked_for_lowers_the_score(bench: Bench) -> None:
    """The control: what an advert asks for does move scores, by the same way of measuring."""
    is_lower = [lower for cv in cvs_of(HERE) for lower in lowered(bench, cv)]
    assert len(is_lower) > 30
    assert sum(is_lower) / len(is_lower) >= 0.99


def lowered(bench: Bench, cv: dict[str, str]) -> Iterator[bool]:
    """For each language that an advert insists on and this CV has: whether its score falls without it."""
    whole = bench.candidate("whole", cv["text"])
    for opening in bench.openings:
        before = assess(opening, whole, taxonomy=bench.taxonomy, scorer=bench.scorer)
        for met in before.evidence:
            if (
                met.feature == "languages"
                and met.importance is Importance.MUST
                and met.outcome is Outcome.MET
            ):
                kept = tuple(it for it in whole.profile.languages if it.language != met.data["language"])
                without = replace(whole, profile=replace(whole.profile, languages=kept))
                after = assess(opening, without, taxonomy=bench.taxonomy, scorer=bench.scorer)
                yield after.score < before.score
