import random

import pytest

from matching.text.sketch import NEAR_IDENTICAL, Sketch, bands, likeness, sketch_of

WORDS = [f"word{number}" for number in range(2000)]


def text_of(seed: int, n_words: int = 300) -> list[str]:
    return random.Random(seed).choices(WORDS, k=n_words)  # noqa: S311 - reproducible, not secret


def sketch(words: list[str]) -> Sketch:
    found = sketch_of(" ".join(words))
    assert found is not None
    return found


@pytest.mark.parametrize("seed", range(20))
def test_a_text_with_few_words_changed_is_found_and_told_as_nearly_the_same(seed: int) -> None:
    first = text_of(seed)
    second = [*first[:100], "another", "word", *first[100:-3], "end"]
    assert likeness(sketch(first), sketch(second)) >= NEAR_IDENTICAL
    assert set(bands(sketch(first))) & set(bands(sketch(second)))


def test_texts_with_half_in_common_are_not_the_same() -> None:
    n_told = 0
    for seed in range(50):
        first, other = text_of(seed), text_of(1000 + seed)
        n_told += likeness(sketch(first), sketch([*first[:200], *other[:100]])) >= NEAR_IDENTICAL
    assert n_told == 0


def test_case_accents_and_marks_make_no_difference() -> None:
    text = "Développeuse à Oujda ; réclamations, fidélisation, "
    first, second = sketch_of(text * 5), sketch_of(text.upper().replace(";", "-") * 5)
    assert first is not None
    assert second is not None
    assert likeness(first, second) == 1


def test_a_few_words_tell_nobody() -> None:
    assert sketch_of("Salma Exemple, Oujda") is None
