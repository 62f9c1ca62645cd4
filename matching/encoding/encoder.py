from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Shape (n_texts, n_dimensions); rows have unit length, or are all zero for an empty text."""


@dataclass(frozen=True, slots=True)
class EncoderDescription:
    """What makes two vectors comparable.

    Attributes:
        model: Name of the pack, folder or model.
        revision: Hash of its weights, 12 hexadecimal digits.
        n_dimensions: Length of a vector.
        query_prefix: Put before the text of an opening.
        passage_prefix: Put before the text of a CV.
    """

    model: str
    revision: str
    n_dimensions: int
    query_prefix: str = ""
    passage_prefix: str = ""

    @property
    def key(self) -> str:
        """The name under which vectors are stored: equal keys may be compared, others never."""
        return f"{self.model}@{self.revision}"


class Encoder(Protocol):
    """Turns texts into vectors; the same text always gives the same bits."""

    @property
    def description(self) -> EncoderDescription:
        """What makes two vectors comparable."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return one vector per text of an opening."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one vector per text of a CV."""
