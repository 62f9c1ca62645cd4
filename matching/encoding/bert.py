"""A BERT model on OpenVINO as an `Encoder`: loads in a second, without torch, and encodes in batches."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self

import numpy as np
import openvino as ov
from tokenizers import Tokenizer

from matching.encoding.bert_graph import BertShape, Weights, bert_graph, read_weights
from matching.encoding.cache import VectorCache
from matching.encoding.description import describe, weights_hash
from matching.encoding.encoder import EncoderDescription, Vectors
from matching.encoding.pack.pack import LanguagePack

BATCH_TOKENS = 512
"""Tokens that pass through the model together, filling included."""

BUCKET_TOKENS = 16
"""A text is filled up to a multiple of this, whatever stands beside it."""

QUANTISED_GROUP = 128
"""Neighbouring values that share a scale where eight bits are used."""

LEAST_COSINE = 0.99
"""How near the vectors of eight bits have to be to those of single precision."""


class Arithmetic(StrEnum):
    """How the model multiplies; vectors of two kinds differ in their last digits."""

    INT8 = "int8"
    FLOAT32 = "f32"


@dataclass(frozen=True, slots=True)
class BertFiles:
    """A BERT model as read from its folder, with the language pack that widens it."""

    folder: Path
    weights: Weights
    shape: BertShape
    tokenizer: Tokenizer
    pack: LanguagePack | None

    @classmethod
    def read(cls, folder: Path, *, pack: LanguagePack | None = None) -> Self | None:
        """Return the model kept in `folder`; None if it is no BERT that pools by the mean.

        Raises:
            FileNotFoundError: The folder holds no model.
            EncoderMismatch: The pack was trained on other weights.
        """
        shape = BertShape.read(folder)
        if shape is None:
            return None
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        weights = read_weights(folder)
        if pack:
            pack.require_base(weights_hash(folder))
            tokenizer, weights = pack.extend(tokenizer), pack.widen(weights)
        tokenizer.no_padding()
        tokenizer.enable_truncation(shape.max_tokens)
        return cls(folder, weights, shape, tokenizer, pack)

    def encoder(
        self,
        *,
        name: str,
        arithmetic: Arithmetic,
        n_threads: int = 1,
        query_prefix: str = "",
        passage_prefix: str = "",
    ) -> "BertEncoder":
        """Return the model ready to encode; this takes a fraction of a second."""
        description = describe(
            self.folder,
            name=name,
            query_prefix=query_prefix,
            passage_prefix=passage_prefix,
            pack=self.pack,
            arithmetic=arithmetic,
        )
        model = _compiled(self.weights, self.shape, arithmetic, n_threads)
        return BertEncoder(model, self.tokenizer, description)


class BertEncoder:
    """Turns texts into unit vectors; the same text always gives the same bits.

    A text is filled up to a length that depends on it alone, texts of one length pass together, and within
    the model each row is computed in the same order however many there are: its vector does not depend on
    its company. `is_sound` checks that on the machine at hand.
    """

    def __init__(
        self, model: ov.CompiledModel, tokenizer: Tokenizer, description: EncoderDescription
    ) -> None:
        self._model = model
        self._tokenizer = tokenizer
        self._description = description
        self._cache = VectorCache(n_dimensions=description.n_dimensions)

    @property
    def description(self) -> EncoderDescription:
        """What makes two vectors comparable."""
        return self._description

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return one vector per text of an opening, shape (n_texts, n_dimensions)."""
        return self._cache.vectors(texts, prefix=self._description.query_prefix, compute=self.computed)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one vector per text of a CV, shape (n_texts, n_dimensions)."""
        return self._cache.vectors(texts, prefix=self._description.passage_prefix, compute=self.computed)

    def computed(self, texts: Sequence[str]) -> Vectors:
        """Return vectors fresh from the model, in single precision."""
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        vectors = np.zeros((len(texts), self._description.n_dimensions), dtype=np.float32)
        for length, rows in _batches([len(row) for row in ids]):
            numbers = np.zeros((len(rows), length), dtype=np.int32)
            mask = np.zeros((len(rows), length), dtype=np.float32)
            for place, row in enumerate(rows):
                numbers[place, : len(ids[row])] = ids[row]
                mask[place, : len(ids[row])] = 1.0
            vectors[rows] = self._model([numbers, mask])[0]
        return vectors


def is_sound(encoder: BertEncoder, reference: BertEncoder, texts: Sequence[str]) -> bool:
    """Whether an encoder comes near enough to a reference, and gives a text the same bits in any company."""
    together, wanted = encoder.computed(texts), reference.computed(texts)
    alone = np.concatenate([encoder.computed([text]) for text in texts])
    is_near = bool(((together * wanted).sum(axis=1) >= LEAST_COSINE).all())
    return is_near and together.tobytes() == alone.tobytes()


def _batches(lengths: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """Each batch's length in tokens, and the places of its texts: short ones first, one length at a time."""
    by_length: dict[int, list[int]] = {}
    for place, length in enumerate(lengths):
        by_length.setdefault(-(-length // BUCKET_TOKENS) * BUCKET_TOKENS, []).append(place)
    for length, places in sorted(by_length.items()):
        size = max(BATCH_TOKENS // length, 1)
        for start in range(0, len(places), size):
            yield length, places[start : start + size]


def _compiled(weights: Weights, shape: BertShape, arithmetic: Arithmetic, n_threads: int) -> ov.CompiledModel:
    is_quantised = arithmetic is Arithmetic.INT8
    group = QUANTISED_GROUP if is_quantised else 0
    settings = {
        "PERFORMANCE_HINT": "LATENCY",
        "NUM_STREAMS": "1",
        "INFERENCE_NUM_THREADS": str(n_threads),
        "INFERENCE_PRECISION_HINT": "f32",
        "DYNAMIC_QUANTIZATION_GROUP_SIZE": str(group),
    }
    return ov.Core().compile_model(bert_graph(weights, shape, quantised_group=group), "CPU", settings)
