import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock

import numpy as np

from matching.encoding.encoder import Vectors

CACHED_TEXTS = 20_000
"""Vectors kept in memory, 1.5 kB each at 384 dimensions."""

Compute = Callable[[list[str]], Vectors]
"""Turns texts that are not blank into unit vectors."""


class VectorCache:
    """Vectors of the texts that one encoder met last: no text is encoded twice, in a batch or after another.

    Values are rounded to half precision, which is what is stored: a vector fresh from the model equals the
    one read back from the database. Safe to call from several threads; they take turns.
    """

    def __init__(self, *, n_dimensions: int, n_texts: int = CACHED_TEXTS) -> None:
        self._n_dimensions = n_dimensions
        self._n_texts = n_texts
        self._kept: OrderedDict[bytes, Vectors] = OrderedDict()
        self._lock = Lock()

    def vectors(self, texts: Sequence[str], *, prefix: str, compute: Compute) -> Vectors:
        """Return one vector per text, shape (n_texts, n_dimensions); zeros for a blank text."""
        vectors = np.zeros((len(texts), self._n_dimensions), dtype=np.float32)
        # Half a surrogate pair, as broken files have it, is no text that a tokenizer takes.
        whole = [(prefix + text).encode("utf-8", "replace").decode() for text in texts]
        keys = [hashlib.sha256(text.encode()).digest() for text in whole]
        rows = [row for row, text in enumerate(texts) if text.strip()]
        with self._lock:
            found = self._found({keys[row]: whole[row] for row in rows}, compute)
            for row in rows:
                vectors[row] = found[keys[row]]
        return vectors

    def _found(self, wanted: dict[bytes, str], compute: Compute) -> dict[bytes, Vectors]:
        missing = {key: text for key, text in wanted.items() if key not in self._kept}
        if missing:
            computed = compute(list(missing.values())).astype(np.float16).astype(np.float32)
            self._kept.update(zip(missing, computed, strict=True))
        found = {key: self._kept[key] for key in wanted}
        for key in wanted:
            self._kept.move_to_end(key)
        while len(self._kept) > self._n_texts:
            self._kept.popitem(last=False)
        return found
