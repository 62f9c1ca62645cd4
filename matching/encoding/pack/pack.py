"""A language pack: rows added to the word embeddings of a frozen base model."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file
from sentence_transformers import SentenceTransformer
from transformers import PreTrainedTokenizerFast

from matching.encoding.pack.vocabulary import extended
from matching.errors import EncoderMismatch

ROWS_FILE = "rows.safetensors"
TOKENS_FILE = "tokens.txt"
CARD_FILE = "card.json"

SPECIAL_TOKENS = ("unk_token", "sep_token", "pad_token", "cls_token", "mask_token")


@dataclass(frozen=True, slots=True)
class PackCard:
    """How a pack came to be.

    Attributes:
        base_hash: Of the base model's weights and tokenizer; the pack fits no other.
        data_hash: Of the aligned texts.
        n_sets: Meanings taught.
        n_texts: Texts of the taught languages.
        n_tokens: Tokens added.
        recipe: Of the training (`recipe.Recipe`), its name and its seed among them.
    """

    base_hash: str
    data_hash: str
    n_sets: int
    n_texts: int
    n_tokens: int
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
        (folder / CARD_FILE).write_text(json.dumps(asdict(self.card), indent=1) + "\n", encoding="utf-8")

    @property
    def revision(self) -> str:
        """12 hexadecimal digits that change with any token or vector."""
        digest = hashlib.sha256("\n".join(self.tokens).encode())
        digest.update(np.ascontiguousarray(self.rows).tobytes())
        return digest.hexdigest()[:12]

    def apply(self, model: SentenceTransformer, *, base_hash: str) -> SentenceTransformer:
        """Return the model with the pack's tokens and rows added to its own.

        Raises:
            EncoderMismatch: the pack was trained on other weights.
        """
        if base_hash != self.card.base_hash:
            raise EncoderMismatch(expected=self.card.base_hash, got=base_hash)
        extend_model(model, self.tokens, torch.from_numpy(self.rows.astype(np.float32)))
        return model


def extend_model(model: SentenceTransformer, tokens: tuple[str, ...], rows: torch.Tensor) -> None:
    """Add tokens to the model's tokenizer and their rows to its word embeddings, in place."""
    base = model.tokenizer
    tokenizer = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]  # not annotated there
        tokenizer_object=extended(base.backend_tokenizer, tokens),
        model_max_length=base.model_max_length,
        **{name: getattr(base, name) for name in SPECIAL_TOKENS},
    )
    first: Any = model[0]
    first.processor = first.input_formatter.processor = tokenizer
    bert = transformer_of(model)
    embeddings = bert.embeddings
    words = embeddings.word_embeddings
    weight = torch.cat([words.weight.data, rows.to(words.weight.dtype)])
    embeddings.word_embeddings = torch.nn.Embedding.from_pretrained(  # type: ignore[no-untyped-call]  # not annotated there
        weight, freeze=True, padding_idx=words.padding_idx
    )
    bert.config.vocab_size = len(weight)


def transformer_of(model: SentenceTransformer) -> Any:  # noqa: ANN401 - its class is known at run time only
    """Return the transformer inside the model."""
    first: Any = model[0]
    return first.model
