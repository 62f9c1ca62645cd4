import pytest

from matching.taxonomy.vocabulary import Vocabulary

WORDS = [
    "conseiller", "developpeur", "technicien", "assistant", "operador", "tecnico", "reseau", "operateur",
    "bus", "ssi", "ssis", "services", "مستشار", "زبنا", "مبيعات", "خدمه", "وجده", "commercial", "general",
]  # fmt: skip


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(WORDS, spellings={"conseillier": "conseiller"}, uninflected=["ssi", "ssis"])


@pytest.mark.parametrize(
    ("form", "canonical"),
    [
        ("conseillere", "conseiller"),
        ("conseilleres", "conseiller"),
        ("developpeuse", "developpeur"),
        ("techniciennes", "technicien"),
        ("assistante", "assistant"),
        ("operatrice", "operateur"),
        ("operadoras", "operador"),
        ("tecnica", "tecnico"),
        ("commerciaux", "commercial"),
        ("commerciale", "commercial"),
        ("reseaux", "reseau"),
        ("service", "services"),  # labels have the plural only
        ("bus", "bus"),
        ("ssis", "ssis"),  # initials are not plurals
        ("conseillier", "conseiller"),
        ("conseilliers", "conseilliers"),  # an unknown word stays as it is
        ("مستشارين", "مستشار"),
        ("مستشاره", "مستشار"),
        ("مستشارات", "مستشار"),
        ("ومستشار", "مستشار"),  # "and" is written without a space
        ("بوجده", "وجده"),
        ("وجده", "وجده"),
    ],
)
def test_inflected_forms_are_led_back_to_the_words_of_labels(
    vocabulary: Vocabulary, form: str, canonical: str
) -> None:
    assert vocabulary.canonical(form) == canonical


def test_leading_back_twice_changes_nothing(vocabulary: Vocabulary) -> None:
    assert all(
        vocabulary.canonical(vocabulary.canonical(word)) == vocabulary.canonical(word) for word in WORDS
    )


def test_a_word_of_nothing_but_particles_is_left_as_it_is(vocabulary: Vocabulary) -> None:
    assert vocabulary.canonical("و" * 5000) == "و" * 5000
