"""What a folder of model files says about the vectors it makes."""

import hashlib
import json
from pathlib import Path

from matching.encoding.encoder import EncoderDescription

_CHUNK_BYTES = 1 << 20


def describe(folder: Path, *, name: str) -> EncoderDescription:
    """Return the description of the sentence-transformers model kept in `folder`.

    The revision covers the weights and the tokenizer, so that a change of either gives vectors another key.

    Raises:
        FileNotFoundError: The folder holds no such model.
    """
    prompts = _json(folder / "config_sentence_transformers.json").get("prompts", {})
    return EncoderDescription(
        model=name,
        revision=_digest([folder / "model.safetensors", folder / "tokenizer.json"])[:12],
        n_dimensions=int(_json(folder / "config.json")["hidden_size"]),
        query_prefix=prompts.get("query", ""),
        passage_prefix=prompts.get("document", prompts.get("passage", "")),
    )


def _json(path: Path) -> dict:  # type: ignore[type-arg]  # JSON of any shape
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _digest(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                digest.update(chunk)
    return digest.hexdigest()
