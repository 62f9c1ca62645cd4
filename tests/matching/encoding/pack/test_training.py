from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from matching.encoding.bert import Arithmetic, BertFiles
from matching.encoding.description import weights_hash
from matching.encoding.pack.pack import LanguagePack
from matching.encoding.pack.parallel import AlignedSet
from matching.encoding.pack.recipe import Recipe
from matching.encoding.pack.training import train_pack
from matching.encoding.sentence import SentenceEncoder
from matching.errors import EncoderMismatch
from matching.types import LanguageCode
from tests.tiny_models import make_tiny_model

FR, EN, AR = LanguageCode("fr"), LanguageCode("en"), LanguageCode("ar")
PAIRS = (
    ("conseiller clientèle", "customer adviser", "مستشار الزبناء"),
    ("chef d'équipe", "team leader", "رئيس الفريق"),
    ("prise d'appels", "taking calls", "استقبال المكالمات"),
    ("développeur", "developer", "مطور"),
    ("vente", "sales", "المبيعات"),
    ("agent", "agent", "عون"),
)
SETS = tuple(AlignedSet({FR: (fr,), EN: (en,), AR: (ar,)}) for fr, en, ar in PAIRS)
RECIPE = Recipe(name="tiny", n_tokens=200, n_epochs=30, batch_size=6, learning_rate=0.02)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_model(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module")
def pack(base: Path) -> LanguagePack:
    return list(_trained(base, RECIPE))[-1]


def _trained(base: Path, recipe: Recipe) -> Iterator[LanguagePack]:
    return train_pack(
        SentenceTransformer(str(base), device="cpu"),
        sentences=SETS,
        labels=(),
        recipe=recipe,
        base_hash=weights_hash(base),
        progress=lambda _doing, _share: None,
    )


def test_texts_come_near_to_the_english_they_mean(base: Path, pack: LanguagePack) -> None:
    encoder = SentenceEncoder.load(base, pack=pack)
    english = encoder.encode_passages([en for _, en, _ in PAIRS])
    for texts in ([fr for fr, _, _ in PAIRS], [ar for _, _, ar in PAIRS]):
        nearest = (encoder.encode_passages(texts) @ english.T).argmax(axis=1)
        assert nearest.tolist() == list(range(len(PAIRS)))


def test_english_keeps_its_vectors_to_the_bit(base: Path, pack: LanguagePack) -> None:
    english = [en for _, en, _ in PAIRS] + ["the customer calls", "leader of 12 agents, 24/7"]
    before = SentenceEncoder.load(base).encode_passages(english)
    assert SentenceEncoder.load(base, pack=pack).encode_passages(english).tobytes() == before.tobytes()


def test_two_trainings_with_one_seed_give_one_pack(base: Path) -> None:
    short = replace(RECIPE, n_epochs=2)
    first, second = (list(_trained(base, short))[-1] for _ in range(2))
    assert first.revision == second.revision
    assert first.card == second.card
    assert list(_trained(base, replace(short, seed=8)))[-1].revision != first.revision


def test_a_pack_comes_back_from_its_files(pack: LanguagePack, tmp_path: Path) -> None:
    pack.write(tmp_path)
    again = LanguagePack.read(tmp_path)
    assert (again.card, again.tokens, again.revision) == (pack.card, pack.tokens, pack.revision)
    assert again.card.name == "tiny"


def test_a_pack_refuses_a_base_it_was_not_trained_on(pack: LanguagePack, tmp_path: Path) -> None:
    other = make_tiny_model(tmp_path, seed=1)
    with pytest.raises(EncoderMismatch):
        SentenceEncoder.load(other, pack=pack)
    with pytest.raises(EncoderMismatch):
        BertFiles.read(other, pack=pack)


def test_a_pack_gives_vectors_another_key(base: Path, pack: LanguagePack) -> None:
    plain = SentenceEncoder.load(base, name="m").description
    assert SentenceEncoder.load(base, name="m", pack=pack).description.key != plain.key


def test_both_runtimes_read_a_pack_alike(base: Path, pack: LanguagePack) -> None:
    texts = [text for pair in PAIRS for text in pair]
    files = BertFiles.read(base, pack=pack)
    assert files is not None
    fast = files.encoder(name="tiny", arithmetic=Arithmetic.FLOAT32).encode_passages(texts)
    assert np.allclose(fast, SentenceEncoder.load(base, pack=pack).encode_passages(texts), atol=2e-3)
