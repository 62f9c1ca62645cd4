"""Where the vector of a new token starts from."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from matching.encoding.pack.alignment import translation_table
from matching.encoding.pack.parallel import AlignedSet
from matching.encoding.pack.vocabulary import CONTINUATION, NewTokens, extended

Rows = NDArray[np.float32]
"""Shape (n_tokens, n_dimensions)."""


def starting_rows(base: Tokenizer, tokens: NewTokens, sets: Sequence[AlignedSet], *, words: Rows) -> Rows:
    """Return one row per new token: the mean of the English rows it stands beside in aligned texts.

    A token that stands beside none starts from the pieces that the base cuts it into.

    Args:
        base: Tokenizer of the base model.
        tokens: What is added to it.
        sets: Aligned texts.
        words: The word embeddings of the base, one row per token of it.
    """
    pairs = [(text, aligned.pivots[0]) for aligned in sets for _, text in aligned.taught()]
    english = _ids(base, [text for _, text in pairs])
    linked = []
    for vocabulary in (tokens.all, tokens.pieces):
        ids = _ids(extended(base, vocabulary), [text for text, _ in pairs])
        linked += [(_new(row, first=len(words)), pivot) for row, pivot in zip(ids, english, strict=True)]
    table = translation_table(linked, n_tokens=len(tokens.all), n_pivots=len(words))
    is_linked = np.asarray(table.sum(axis=1)).ravel() > 0
    rows = np.asarray(table @ words, dtype=np.float32)
    return np.where(is_linked[:, np.newaxis], rows, _own_pieces(base, tokens.all, words))


def _ids(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    return [encoding.ids for encoding in tokenizer.encode_batch(texts, add_special_tokens=False)]


def _new(ids: Sequence[int], *, first: int) -> list[int]:
    return [number - first for number in ids if number >= first]


def _own_pieces(base: Tokenizer, tokens: Sequence[str], words: Rows) -> Rows:
    """The mean of the rows of the pieces that the base cuts each token into."""
    cut = _ids(base, [token.removeprefix(CONTINUATION) for token in tokens])
    return np.stack([words[ids].mean(axis=0) for ids in cut])
