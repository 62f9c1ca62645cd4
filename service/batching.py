"""Texts of several callers, encoded together."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np

from matching.encoding.encoder import Vectors

Encode = Callable[[Sequence[str]], Vectors]


@dataclass(slots=True)
class _Order:
    """The texts of one caller, and as many of their vectors as there are."""

    texts: Sequence[str]
    vectors: Vectors
    done: "asyncio.Future[Vectors]"
    n_taken: int = 0
    n_encoded: int = 0


@dataclass(frozen=True, slots=True)
class _Part:
    """Some neighbouring texts of an order, within a batch."""

    order: _Order
    start: int
    stop: int

    @property
    def texts(self) -> Sequence[str]:
        return self.order.texts[self.start : self.stop]

    def settle(self, vectors: Vectors) -> None:
        order = self.order
        order.vectors[self.start : self.stop] = vectors
        order.n_encoded += self.stop - self.start
        if order.n_encoded == len(order.texts) and not order.done.done():
            order.done.set_result(order.vectors)

    def fail(self, error: Exception) -> None:
        if not self.order.done.done():
            self.order.done.set_exception(error)


class Batcher:
    """Hands texts to an encoder in batches that several callers fill together.

    While one batch is being encoded the next one gathers. Everybody who waits has a share in each batch, so
    that a caller with a thousand texts and one with a single text get on side by side.

    Args:
        encode: Makes the vectors of a batch; they must not depend on what stands beside them.
        executor: Where it runs, one batch at a time.
        batch_size: Most texts of a batch.
        n_dimensions: Of a vector.
    """

    def __init__(self, encode: Encode, executor: Executor, *, batch_size: int, n_dimensions: int) -> None:
        self._encode = encode
        self._executor = executor
        self._batch_size = batch_size
        self._n_dimensions = n_dimensions
        self._orders: deque[_Order] = deque()
        self._running: asyncio.Task[None] | None = None

    async def vectors(self, texts: Sequence[str]) -> Vectors:
        """Return one vector per text, shape (n_texts, n_dimensions)."""
        vectors = np.zeros((len(texts), self._n_dimensions), dtype=np.float32)
        if not texts:
            return vectors
        order = _Order(texts, vectors, asyncio.get_running_loop().create_future())
        self._orders.append(order)
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run())
        return await order.done

    async def _run(self) -> None:
        while batch := self._next_batch():
            await self._encode_batch(batch)

    async def _encode_batch(self, batch: Sequence[_Part]) -> None:
        texts = [text for part in batch for text in part.texts]
        try:
            vectors = await asyncio.get_running_loop().run_in_executor(self._executor, self._encode, texts)
        except Exception as exc:  # noqa: BLE001  whatever it is, each caller is told
            if len(batch) > 1:
                # One caller's texts shall not fail another's.
                for part in batch:
                    await self._encode_batch([part])
            else:
                batch[0].fail(exc)
            return
        start = 0
        for part in batch:
            n_texts = part.stop - part.start
            part.settle(vectors[start : start + n_texts])
            start += n_texts

    def _next_batch(self) -> list[_Part]:
        """The next texts of everybody who waits; those with more left go to the end of the line."""
        waiting = [order for order in self._orders if not order.done.done()]
        self._orders.clear()
        share = max(1, self._batch_size // max(1, len(waiting)))
        batch: list[_Part] = []
        room = self._batch_size
        unserved, unfinished = [], []
        for order in waiting:
            n_texts = min(share, room, len(order.texts) - order.n_taken)
            if n_texts == 0:
                unserved.append(order)
                continue
            batch.append(_Part(order, order.n_taken, order.n_taken + n_texts))
            order.n_taken += n_texts
            room -= n_texts
            if order.n_taken < len(order.texts):
                unfinished.append(order)
        self._orders.extend([*unserved, *unfinished])
        return batch
