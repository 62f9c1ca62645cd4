from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from matching.encoding.bert import BertEncoder
from matching.encoding.sentence import SentenceEncoder
from service.errors import UnfitToServe
from service.models import PLAIN_NAME, load_encoder, named_model
from service.settings import EncoderSettings, Runtime
from tests.tiny_models import N_DIMENSIONS, make_tiny_model

TEXTS = ["customer adviser", "taking calls, 24/7", "prise d'appels", ""]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_model(tmp_path_factory.mktemp("tiny"))


def _vectors(source: str, runtime: Runtime) -> NDArray[np.float32]:
    return load_encoder(EncoderSettings(source=source, runtime=runtime)).encode_passages(TEXTS)


def test_a_model_in_a_folder_is_named_after_it(tiny: Path) -> None:
    description = load_encoder(EncoderSettings(source=str(tiny))).description
    assert description.key.startswith("model@")
    assert description.n_dimensions == N_DIMENSIONS


def test_the_runtimes_agree_but_for_the_last_digits_and_have_keys_of_their_own(tiny: Path) -> None:
    encoders = [
        load_encoder(EncoderSettings(source=str(tiny), runtime=runtime))
        for runtime in (Runtime.TORCH, Runtime.F32, Runtime.INT8)
    ]
    torch, *others = [encoder.encode_passages(TEXTS) for encoder in encoders]
    for vectors in others:
        assert np.allclose(vectors, torch, atol=2e-3)
    assert len({encoder.description.key for encoder in encoders}) == 3


def test_the_fast_runtime_is_taken_where_it_knows_the_model(tiny: Path) -> None:
    assert isinstance(load_encoder(EncoderSettings(source=str(tiny))), BertEncoder)


def test_a_model_of_another_kind_runs_on_torch(tmp_path: Path) -> None:
    folder = make_tiny_model(tmp_path)
    config = folder / "1_Pooling" / "config.json"
    config.write_text(config.read_text().replace('"mean"', '"cls"'), encoding="utf-8")
    assert isinstance(load_encoder(EncoderSettings(source=str(folder))), SentenceEncoder)
    with pytest.raises(UnfitToServe, match="torch"):
        load_encoder(EncoderSettings(source=str(folder), runtime=Runtime.F32))


def test_prefixes_are_put_before_the_texts(tiny: Path) -> None:
    plain = load_encoder(EncoderSettings(source=str(tiny)))
    prefixed = load_encoder(EncoderSettings(source=str(tiny), query_prefix="call ", passage_prefix="team "))
    assert np.array_equal(prefixed.encode_queries(["agent"]), plain.encode_passages(["call agent"]))
    assert np.array_equal(prefixed.encode_passages(["agent"]), plain.encode_passages(["team agent"]))


@pytest.mark.parametrize("source", ["no/such/folder", "no-such-model", "someone/else", "not a name"])
def test_a_name_that_leads_nowhere_stops_the_start(source: str) -> None:
    with pytest.raises(UnfitToServe, match=source):
        load_encoder(EncoderSettings(source=source))


def test_the_bundled_model_is_known_by_name() -> None:
    assert named_model(PLAIN_NAME).folder.is_dir()
