"""Whether the passages of a CV are sentences of the advert."""

import re
import zlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

RUN = 6
"""Words in a row that two people seldom write alike by chance."""

KEPT_ONE_IN = 2
"""Of all runs of words one in two is compared, chosen by its hash, so alike in the advert and in the CV."""

COPIED_RUNS = 8
COPIED_SHARE = 0.2
"""A CV is copied where so many of its runs that are compared (some 20 words) and such a share stand in the
advert. Whoever quotes one demand ("French at level C1, spoken and written") stays below."""

_WORD = re.compile(r"\w+")
_FACTORS = np.array([1_000_003**power % 2**61 for power in range(RUN)], dtype=np.uint64)


def sketch(texts: Iterable[str]) -> Hashes:
    """Return hashes of some runs of words in these passages, each once, in rising order."""
    runs = [_runs(text) for text in texts]
    found = np.unique(np.concatenate(runs)) if runs else np.zeros(0, dtype=np.uint64)
    kept: Hashes = found[found % KEPT_ONE_IN == 0]
    return kept


def _runs(text: str) -> Hashes:
    codes = [zlib.crc32(word.encode()) for word in _WORD.findall(text.casefold())]
    if len(codes) < RUN:
        return np.zeros(0, dtype=np.uint64)
    windows = np.lib.stride_tricks.sliding_window_view(np.array(codes, dtype=np.uint64), RUN)
    mixed: Hashes = (windows * _FACTORS).sum(axis=1, dtype=np.uint64)
    # The low bits of a sum of products are weak; those that choose come from the middle.
    return mixed ^ (mixed >> np.uint64(29))
