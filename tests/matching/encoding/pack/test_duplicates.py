import pytest

from matching.encoding.pack.duplicates import folded, near_duplicates, without_leaks
from matching.encoding.pack.parallel import AlignedSet
from matching.types import LanguageCode

FR, EN = LanguageCode("fr"), LanguageCode("en")


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Chargée de clientèle", "chargee de clientele"),
        ("Prise d'appels entrants, 80 appels par jour", "Prise d'appels entrants (90 appels par jour)"),
        ("مستشارة زبناء", "مستشارة  زبناء!"),
    ],
)
def test_texts_that_differ_in_trifles_are_duplicates(text: str, other: str) -> None:
    assert list(near_duplicates([text, "Cuisinier"], [other])) == [(other, text)]


@pytest.mark.parametrize(
    ("text", "other"),
    [("Chargée de clientèle", "Chargée de recrutement"), ("développeur Java", "développeur Python")],
)
def test_texts_that_mean_something_else_are_none(text: str, other: str) -> None:
    assert not list(near_duplicates([text], [other]))


def test_folding_keeps_letters_and_digits_alone() -> None:
    assert folded("  Évènement : n° 3 ") == "evenement n 3"


def test_what_is_tested_on_is_left_out_of_what_is_learnt() -> None:
    leaked = AlignedSet({FR: ("Conseiller client", "Conseillère"), EN: ("adviser",)})
    gone = AlignedSet({FR: ("Cuisinière",), EN: ("cook",)})
    kept = without_leaks([leaked, gone], {FR: ["conseiller client"], EN: ["Cook"]})
    assert [aligned.texts for aligned in kept] == [{FR: ("Conseillère",), EN: ("adviser",)}]
