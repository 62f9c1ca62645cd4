"""The encoder of a process: loaded once, used by all its requests and jobs."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Self

from matching.encoding.encoder import Encoder, EncoderDescription, Vectors
from service.batching import Batcher
from service.models import load_encoder
from service.settings import EncoderSettings

_WARM_UP = "customer adviser"


class Inference:
    """Encodes without blocking the event loop.

    One thread owns the encoder. Texts are handed to it in batches that all who wait fill together, so that a
    request with a thousand texts and a request with one get on side by side, and many short ones are encoded
    as fast as one long one.
    """

    def __init__(self, encoder: Encoder, *, batch_size: int = 32) -> None:
        self._encoder = encoder
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="encoder")
        self._queries, self._passages = (
            Batcher(
                encode,
                self._thread,
                batch_size=batch_size,
                n_dimensions=encoder.description.n_dimensions,
            )
            for encode in (encoder.encode_queries, encoder.encode_passages)
        )

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

    @classmethod
    @asynccontextmanager
    async def open_if(cls, settings: EncoderSettings | None) -> AsyncIterator[Self | None]:
        """Yield the encoder of the settings, as `open` does; None without settings."""
        if settings is None:
            yield None
            return
        async with cls.open(settings) as inference:
            yield inference

    @property
    def description(self) -> EncoderDescription:
        """What makes two vectors comparable."""
        return self._encoder.description

    async def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return one vector per text of an opening, shape (n_texts, n_dimensions)."""
        return await self._queries.vectors(texts)

    async def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one vector per text of a CV, shape (n_texts, n_dimensions)."""
        return await self._passages.vectors(texts)

    def close(self) -> None:
        """End the thread; what waits for its turn is dropped."""
        self._thread.shutdown(wait=False, cancel_futures=True)
