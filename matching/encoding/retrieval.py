"""How well texts of one language find what they mean in another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.encoding.encoder import Encoder, Vectors
from matching.types import LanguageCode

DIRECTIONS = tuple(
    (LanguageCode(asked), LanguageCode(found))
    for asked, found in (("fr", "en"), ("es", "en"), ("ar", "en"), ("fr", "ar"), ("ar", "fr"))
)
"""Language asked in, language looked through."""


@dataclass(frozen=True, slots=True)
class HeldOut:
    """One meaning in several languages, never trained on; `kind` is `title`, `duty` or `skill`."""

    kind: str
    texts: Mapping[LanguageCode, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """The mean reciprocal rank of the right texts, in (0, 1], over `n_queries` questions."""

    direction: str
    kind: str
    mean_reciprocal_rank: float
    n_queries: int


def find_across(encoder: Encoder, held_out: Sequence[HeldOut]) -> list[Finding]:
    """Return, per direction, how well the texts of one language find theirs among all of the other.

    Each direction is given over all texts (`all`), then by kind; what is looked through is always the whole.
    """
    vectors = {
        code: encoder.encode_passages([held.texts.get(code, "") for held in held_out])
        for code in {code for direction in DIRECTIONS for code in direction}
    }
    findings = []
    for asked, found in DIRECTIONS:
        rows = [i for i, held in enumerate(held_out) if asked in held.texts and found in held.texts]
        answers = [held_out[i].texts[found] for i in rows]
        ranks = reciprocal_ranks(
            vectors[asked][rows],
            vectors[found][rows],
            is_right=np.array([[answer == other for other in answers] for answer in answers], dtype=bool),
        )
        kinds = np.array([held_out[i].kind for i in rows])
        findings += [
            Finding(f"{asked} -> {found}", kind, float(ranks[chosen].mean()), int(chosen.sum()))
            for kind in ("all", *sorted(set(kinds)))
            if (chosen := (kinds == kind) | (kind == "all")).any()
        ]
    return findings


def reciprocal_ranks(
    queries: Vectors, answers: Vectors, *, is_right: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return 1 / rank of the best right answer of each query, ranks from 1, by cosine.

    Args:
        queries: Unit vectors, shape (n_queries, n_dimensions).
        answers: Unit vectors, shape (n_answers, n_dimensions).
        is_right: Shape (n_queries, n_answers), with at least one right answer per query.

    An answer as near as the right one counts as before it.
    """
    cosines = queries @ answers.T
    best = np.where(is_right, cosines, -np.inf).max(axis=1, keepdims=True)
    n_before = ((cosines >= best) & ~is_right).sum(axis=1)
    ranks: NDArray[np.float64] = 1.0 / (1.0 + n_before)
    return ranks
