"""A sentence-transformers model as an `Encoder`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

from matching.encoding.cache import VectorCache
from matching.encoding.description import describe, weights_hash
from matching.encoding.encoder import EncoderDescription, Vectors
from matching.encoding.pack.extension import extend_model
from matching.encoding.pack.pack import LanguagePack


class SentenceEncoder:
    """Turns texts into unit vectors; the same text always gives the same bits.

    Each text passes through the model alone. Padding in a batch would change the last bits of a vector with
    the company it is encoded in; alone it cannot. `bert.BertEncoder` is the faster way for the models that
    it knows.
    """

    def __init__(self, model: SentenceTransformer, description: EncoderDescription) -> None:
        self._model = model
        self._description = description
        self._cache = VectorCache(n_dimensions=description.n_dimensions)

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
        return self._cache.vectors(texts, prefix=self._description.query_prefix, compute=self._computed)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one vector per text of a CV, shape (n_texts, n_dimensions)."""
        return self._cache.vectors(texts, prefix=self._description.passage_prefix, compute=self._computed)

    def _computed(self, texts: list[str]) -> Vectors:
        rows = [
            self._model.encode([text], normalize_embeddings=True, show_progress_bar=False)[0]
            for text in texts
        ]
        return np.asarray(rows, dtype=np.float32)
