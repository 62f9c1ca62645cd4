from collections.abc import Sequence

import numpy as np
import pytest

from matching.encoding.encoder import EncoderDescription, Vectors
from matching.encoding.retrieval import HeldOut, find_across, reciprocal_ranks
from matching.types import LanguageCode

AXES = np.eye(3, dtype=np.float32)


def test_the_rank_is_that_of_the_best_right_answer() -> None:
    queries = np.array([[0.9, 0.1, 0.0], [0.6, 0.8, 0.0]], dtype=np.float32)
    is_right = np.array([[True, False, False], [True, False, True]])
    assert reciprocal_ranks(queries, AXES, is_right=is_right).tolist() == [1.0, 0.5]


def test_an_answer_as_near_as_the_right_one_counts_as_before_it() -> None:
    right = np.array([[True, False, False]])
    assert reciprocal_ranks(np.zeros((1, 3), dtype=np.float32), AXES, is_right=right).tolist() == [1 / 3]


class ByFirstLetter:
    """Texts with the same first letter are the same; `x` is nothing known."""

    description = EncoderDescription(model="letters", revision="0" * 12, n_dimensions=26)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), 26), dtype=np.float32)
        for row, text in enumerate(texts):
            if text and text[0] != "x":
                vectors[row, ord(text[0]) - ord("a")] = 1.0
        return vectors

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.encode_passages(texts)


def test_each_direction_is_measured_over_all_and_by_kind() -> None:
    def held_out(kind: str, letters: str) -> HeldOut:
        return HeldOut(kind, dict(zip(map(LanguageCode, ("fr", "en", "es", "ar")), letters, strict=True)))

    findings = find_across(ByFirstLetter(), [held_out("title", "aaaa"), held_out("duty", "bbxb")])
    found = {(f.direction, f.kind): f.mean_reciprocal_rank for f in findings}
    assert found["fr -> en", "all"] == 1.0
    assert found["es -> en", "title"] == 1.0
    assert found["es -> en", "duty"] == pytest.approx(0.5)
    assert found["es -> en", "all"] == pytest.approx(0.75)
