"""A sentence-transformers model as an `Encoder`."""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Self

import numpy as np
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

from matching.encoding.description import describe, weights_hash
from matching.encoding.encoder import EncoderDescription, Vectors
from matching.encoding.pack.extension import extend_model
from matching.encoding.pack.pack import LanguagePack

CACHED_TEXTS = 20_000
"""Vectors kept in memory, 1.5 kB each at 384 dimensions."""


class SentenceEncoder:
    """Turns texts into unit vectors; the same text always gives the same bits.

    Each text passes through the model alone. Padding in a batch would change the last bits of a vector with
    the company it is encoded in; alone it cannot, and on long passages it is also faster, because nothing
    is spent on padding (27 texts/s against 16 in batches of 32, 160 tokens each, one thread, 2026-11).
    Values are rounded to half precision, which is what is stored: a vector fresh from the model equals the
    one read back from the database. Safe to call from several threads; they take turns.
    """

    def __init__(self, model: SentenceTransformer, description: EncoderDescription) -> None:
        self._model = model
        self._description = description
        self._cache: OrderedDict[bytes, Vectors] = OrderedDict()
        self._lock = Lock()

    @classmethod
    def load(
        cls,
        folder: Path,
        *,
        name: str | None = None,
        query_prefix: str = "",
        passage_prefix: str = "",
        pack: LanguagePack | None = None,
    ) -> Self:
        """Return the encoder whose weights are in `folder`; nothing is fetched from elsewhere.

        Args:
            folder: A sentence-transformers model: `config.json`, `model.safetensors`, `tokenizer.json` ...
            name: The model's name in stored keys; by default the name of the folder.
            query_prefix: Put before the text of an opening; by default what the model itself names.
            passage_prefix: Put before the text of a CV; by default what the model itself names.

            pack: Tokens and rows added to the model.

        Raises:
            FileNotFoundError: The folder holds no such model.
            EncoderMismatch: The pack was trained on other weights.
        """
        description = describe(
            folder,
            name=name or folder.name,
            query_prefix=query_prefix,
            passage_prefix=passage_prefix,
            pack=pack,
        )
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # not annotated there
        model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        if pack:
            pack.require_base(weights_hash(folder))
            extend_model(model, pack)
        return cls(model.eval(), description)

    @property
    def description(self) -> EncoderDescription:
        """What makes two vectors comparable."""
        return self._description

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return one vector per text of an opening, shape (n_texts, n_dimensions)."""
        return self._encode(texts, prefix=self._description.query_prefix)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one vector per text of a CV, shape (n_texts, n_dimensions)."""
        return self._encode(texts, prefix=self._description.passage_prefix)

    def _encode(self, texts: Sequence[str], *, prefix: str) -> Vectors:
        vectors = np.zeros((len(texts), self._description.n_dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            if text.strip():
                vectors[row] = self._encode_one((prefix + text).encode("utf-8", "replace"))
        return vectors

    def _encode_one(self, text: bytes) -> Vectors:
        key = hashlib.sha256(text).digest()
        with self._lock:
            if key in self._cache:
                self._cache.move_to_end(key)
            else:
                self._cache[key] = self._computed(text.decode())
                if len(self._cache) > CACHED_TEXTS:
                    self._cache.popitem(last=False)
            return self._cache[key]

    def _computed(self, text: str) -> Vectors:
        rows = self._model.encode([text], normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(rows[0], dtype=np.float32).astype(np.float16).astype(np.float32)
