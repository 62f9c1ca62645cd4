from collections.abc import Sequence

import numpy as np

from matching.encoding.encoder import EncoderDescription, Vectors


class LengthEncoder:
    """An encoder that is there at once: the vector of a text is its length, modulo 1000."""

    description = EncoderDescription(model="length", revision="0" * 12, n_dimensions=1)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return np.array([[len(text) % 1000] for text in texts], dtype=np.float32)
