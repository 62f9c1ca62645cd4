"""A language pack: rows added to the word embeddings of a frozen base model."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

from matching.encoding.pack.vocabulary import extended
from matching.errors import EncoderMismatch

ROWS_FILE = "rows.safetensors"
TOKENS_FILE = "tokens.txt"
CARD_FILE = "card.json"

_WORDS = "embeddings.word_embeddings.weight"


@dataclass(frozen=True, slots=True)
class PackCard:
    """How a pack came to be.

    Attributes:
        base_hash: Of the base model's weights and tokenizer; the pack fits no other.
        data_hash: Of the aligned texts.
        n_sets: Meanings taught.
        n_texts: Texts of the taught languages.
        n_tokens: Tokens added.
        proclitics: Pattern of what is parted from the word it is written together with.
        recipe: Of the training (`recipe.Recipe`), its name and its seed among them.
    """

    base_hash: str
    data_hash: str
    n_sets: int
    n_texts: int
    n_tokens: int
    proclitics: str
    recipe: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Of the pack, part of the key under which vectors are stored."""
        return str(self.recipe["name"])


@dataclass(frozen=True, slots=True)
class LanguagePack:
    """New tokens and their vectors, shape (n_tokens, n_dimensions), half precision."""

    card: PackCard
    tokens: tuple[str, ...]
    rows: NDArray[np.float16]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Return the pack of a folder.

        Raises:
            FileNotFoundError: the folder holds no pack.
        """
        card = PackCard(**json.loads((folder / CARD_FILE).read_text(encoding="utf-8")))
        tokens = tuple((folder / TOKENS_FILE).read_text(encoding="utf-8").splitlines())
        return cls(card, tokens, load_file(folder / ROWS_FILE)["rows"])

    def write(self, folder: Path) -> None:
        """Write the pack into a folder, making it if need be."""
        folder.mkdir(parents=True, exist_ok=True)
        save_file({"rows": self.rows}, folder / ROWS_FILE)
        (folder / TOKENS_FILE).write_text("\n".join(self.tokens) + "\n", encoding="utf-8")
        (folder / CARD_FILE).write_text(
            json.dumps(asdict(self.card), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )

    @property
    def revision(self) -> str:
        """12 hexadecimal digits that change with any token or vector."""
        digest = hashlib.sha256("\n".join((self.card.proclitics, *self.tokens)).encode())
        digest.update(np.ascontiguousarray(self.rows).tobytes())
        return digest.hexdigest()[:12]

    def require_base(self, base_hash: str) -> None:
        """Return only if these are the weights that the pack was trained on.

        Raises:
            EncoderMismatch: they are not.
        """
        if base_hash != self.card.base_hash:
            raise EncoderMismatch(expected=f"weights {self.card.base_hash}", got=f"weights {base_hash}")

    def extend(self, base: Tokenizer) -> Tokenizer:
        """Return the tokenizer of the base with the tokens of the pack."""
        return extended(base, self.tokens, proclitics=self.card.proclitics)

    def widen(self, weights: Mapping[str, NDArray[np.float32]]) -> dict[str, NDArray[np.float32]]:
        """Return the weights of the base with the rows of the pack after its own word embeddings."""
        words = np.concatenate([weights[_WORDS], self.rows.astype(np.float32)])
        return {**weights, _WORDS: words}
