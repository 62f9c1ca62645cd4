"""What a folder of model files says about the vectors it makes."""

import hashlib
import json
from pathlib import Path

from matching.encoding.encoder import EncoderDescription

_CHUNK_BYTES = 1 << 20


def describe(
    folder: Path, *, name: str, query_prefix: str = "", passage_prefix: str = ""
) -> EncoderDescription:
    """Return the description of the sentence-transformers model kept in `folder`.

    Prefixes left empty are those the model itself names. The revision covers weights, tokenizer and prefixes,
    so that a change of any gives vectors another key.

    Raises:
        FileNotFoundError: The folder holds no such model.
    """
    prompts = _json(folder / "config_sentence_transformers.json").get("prompts", {})
    query = query_prefix or prompts.get("query", "")
    passage = passage_prefix or prompts.get("document", prompts.get("passage", ""))
    return EncoderDescription(
        model=name,
        revision=_digest(folder, f"{query}\0{passage}")[:12],
        n_dimensions=int(_json(folder / "config.json")["hidden_size"]),
        query_prefix=query,
        passage_prefix=passage,
    )


def _json(path: Path) -> dict:  # type: ignore[type-arg]  # JSON of any shape
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _digest(folder: Path, prefixes: str) -> str:
    digest = hashlib.sha256(prefixes.encode())
    for name in ("model.safetensors", "tokenizer.json"):
        with (folder / name).open("rb") as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                digest.update(chunk)
    return digest.hexdigest()
