"""What a team would build first: the systems that every figure of ours is shown beside."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from matching.encoding.encoder import Encoder

Scores = NDArray[np.float64]
"""Shape (n_openings, n_candidates); higher is better."""

WORD = re.compile(r"\w+")


def bm25_scores(
    openings: Sequence[str], candidates: Sequence[str], *, k1: float = 1.2, b: float = 0.75
) -> Scores:
    """Return Okapi BM25 of each opening, taken as a bag of query words, over the CVs.

    Source: Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond".
    """
    vectorizer = CountVectorizer(token_pattern=WORD.pattern, strip_accents="unicode")
    counts = vectorizer.fit_transform(candidates).toarray().astype(float)
    queries = vectorizer.transform(openings).toarray().astype(float)
    n_candidates, lengths = len(candidates), counts.sum(axis=1)
    n_holding = (counts > 0).sum(axis=0)
    idf = np.log1p((n_candidates - n_holding + 0.5) / (n_holding + 0.5))
    norm = k1 * (1 - b + b * lengths / lengths.mean())
    weights = counts * (k1 + 1) / (counts + norm[:, np.newaxis]) * idf
    scores: Scores = queries @ weights.T
    return scores


def char_tfidf_scores(openings: Sequence[str], candidates: Sequence[str]) -> Scores:
    """Return the cosine of character 3- to 5-gram TF-IDF vectors, within word bounds."""
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    passages = vectorizer.fit_transform(candidates)
    cosines = vectorizer.transform(openings) @ passages.T
    return np.asarray(cosines.toarray(), dtype=float)


def plain_encoder_scores(openings: Sequence[str], candidates: Sequence[str], *, encoder: Encoder) -> Scores:
    """Return the cosine of the encoder's vectors of the whole texts, as far as its window reaches."""
    return np.asarray(encoder.encode_queries(openings) @ encoder.encode_passages(candidates).T, dtype=float)


def reciprocal_rank_fusion(systems: Sequence[Scores], *, k: int = 60) -> Scores:
    """Return the sum over systems of 1 / (k + rank).

    Source: Cormack, Clarke & Büttcher 2009, "Reciprocal rank fusion outperforms Condorcet ...".
    """
    ranks = [np.argsort(np.argsort(-scores, axis=1, kind="stable"), axis=1) + 1 for scores in systems]
    return np.asarray(np.sum([1.0 / (k + rank) for rank in ranks], axis=0), dtype=float)
