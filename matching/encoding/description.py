"""What a folder of model files says about the vectors it makes."""

import hashlib
import json
from errno import ENOENT
from pathlib import Path

from matching.encoding.encoder import EncoderDescription
from matching.encoding.pack.pack import LanguagePack

_CHUNK_BYTES = 1 << 20

_SUFFIXES = {".safetensors", ".bin", ".json", ".txt", ".model"}
"""Of files that decide what vectors a model makes."""

_ELSEWHERE = {"onnx", "openvino", ".cache"}
"""Folders in which published models keep further copies of their weights."""


def describe(
    folder: Path,
    *,
    name: str,
    query_prefix: str = "",
    passage_prefix: str = "",
    pack: LanguagePack | None = None,
    arithmetic: str = "torch",
) -> EncoderDescription:
    """Return the description of the sentence-transformers model kept in `folder`.

    Prefixes left empty are those the model itself names. The revision covers weights, tokenizer, prefixes,
    language pack and arithmetic, so that a change of any gives vectors another key: vectors that are the
    same but for the last digits would break ties differently.

    Raises:
        FileNotFoundError: The folder holds no such model.
    """
    prompts = _json(folder / "config_sentence_transformers.json").get("prompts", {})
    query = query_prefix or prompts.get("query", "")
    passage = passage_prefix or prompts.get("document", prompts.get("passage", ""))
    made_of = "\0".join((query, passage, weights_hash(folder), pack.revision if pack else "", arithmetic))
    return EncoderDescription(
        model=name,
        revision=hashlib.sha256(made_of.encode()).hexdigest()[:12],
        n_dimensions=_n_dimensions(folder),
        query_prefix=query,
        passage_prefix=passage,
    )


def weights_hash(folder: Path) -> str:
    """Return 12 hexadecimal digits of all that a model is made of: weights, tokenizer, order of its parts.

    Raises:
        FileNotFoundError: The folder holds no sentence-transformers model.
    """
    if not (folder / "config.json").is_file() or not any(folder.glob("*tokenizer*")):
        raise FileNotFoundError(ENOENT, "no sentence-transformers model", str(folder))
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in _SUFFIXES and not _ELSEWHERE & set(path.relative_to(folder).parts):
            digest.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode())
            with path.open("rb") as stream:
                while chunk := stream.read(_CHUNK_BYTES):
                    digest.update(chunk)
    return digest.hexdigest()[:12]


def _n_dimensions(folder: Path) -> int:
    """Of the last dense layer, if the model ends in one; else of its transformer."""
    sizes = [_json(path)["out_features"] for path in sorted(folder.glob("*_Dense/config.json"))]
    return int(sizes[-1] if sizes else _json(folder / "config.json")["hidden_size"])


def _json(path: Path) -> dict:  # type: ignore[type-arg]  # JSON of any shape
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
