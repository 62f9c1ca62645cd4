import asyncio
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from matching.encoding.encoder import EncoderDescription, Vectors
from service.errors import UnfitToServe
from service.inference import Inference
from service.settings import EncoderSettings


class LengthEncoder:
    """An encoder whose vector is the length of the text; it remembers the order of its work."""

    description = EncoderDescription(model="length", revision="0" * 12, n_dimensions=1)

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return -self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.batches.append(list(texts))
        if "bad" in texts:
            raise ValueError("a bad text")
        return np.array([[len(text)] for text in texts], dtype=np.float32)


async def test_vectors_come_back_in_the_order_of_the_texts_over_several_batches() -> None:
    inference = Inference(LengthEncoder(), batch_size=2)
    vectors = await inference.encode_passages(["a", "bb", "ccc", "dddd", "eeeee"])
    assert vectors.tolist() == [[1], [2], [3], [4], [5]]
    assert (await inference.encode_queries(["a"])).tolist() == [[-1]]
    inference.close()


async def test_no_text_gives_no_vector() -> None:
    inference = Inference(LengthEncoder())
    assert (await inference.encode_passages([])).shape == (0, 1)
    inference.close()


async def test_a_short_request_does_not_wait_for_a_long_one_to_end() -> None:
    encoder = LengthEncoder()
    inference = Inference(encoder, batch_size=2)
    long = asyncio.create_task(inference.encode_passages(["text"] * 20))
    await asyncio.sleep(0)
    await inference.encode_passages(["short"])
    await long
    assert [len(batch) for batch in encoder.batches] == [2] * 10 + [1]
    assert any("short" in batch for batch in encoder.batches[:4])
    inference.close()


async def test_callers_who_wait_together_are_encoded_together() -> None:
    encoder = LengthEncoder()
    inference = Inference(encoder, batch_size=8)
    texts = [["a" * n, "b" * n] for n in range(1, 9)]
    answers = await asyncio.gather(*(inference.encode_passages(pair) for pair in texts))
    assert [answer.tolist() for answer in answers] == [[[n], [n]] for n in range(1, 9)]
    assert len(encoder.batches) <= 4
    inference.close()


async def test_one_caller_is_not_failed_by_the_texts_of_another() -> None:
    inference = Inference(LengthEncoder(), batch_size=8)
    answers = await asyncio.gather(
        *(inference.encode_passages([text]) for text in ("first", "good", "bad", "fine")),
        return_exceptions=True,
    )
    assert [type(answer) for answer in answers] == [np.ndarray, np.ndarray, ValueError, np.ndarray]
    inference.close()


async def test_whoever_gives_up_is_not_waited_for() -> None:
    encoder = LengthEncoder()
    inference = Inference(encoder, batch_size=2)
    long = asyncio.create_task(inference.encode_passages(["long"] * 1000))
    await asyncio.sleep(0)
    long.cancel()
    await inference.encode_passages(["short"])
    assert len(encoder.batches) < 10
    inference.close()


async def test_a_folder_without_a_model_stops_the_start_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(UnfitToServe, match=str(tmp_path)):
        async with Inference.open(EncoderSettings(source=str(tmp_path))):
            pass
