from dataclasses import replace
from datetime import date

from matching.encoding.segments import MAX_CHARACTERS, advert_segments, cv_segments
from matching.profile import Experience, Profile
from matching.ranking.subjects import advert_text
from matching.requirements import Requirements
from matching.text.genders import in_one_gender
from matching.types import LanguageCode, Mention, Span

FRENCH = LanguageCode("fr")
CV = """Salma Exemple
Conseillère clientèle
salma@exemple.example

Expérience
Téléopératrice, Centre Exemple, 2021 - 2023
Appels entrants pour un opérateur.

Vendeuse, Boutique Exemple, 2019
Conseil en magasin.
"""


def span_of(words: str, text: str = CV) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def profile_of(text: str, *, name: str, blocks: tuple[str, ...]) -> Profile:
    return Profile(
        language=FRENCH,
        reference_date=date(2026, 11, 1),
        headline=Mention("Conseillère clientèle", span_of("Conseillère clientèle", text)),
        experiences=tuple(
            Experience(span=span_of(block, text), title=None, occupation=None, employer=None, period=None)
            for block in blocks
        ),
        masked=(span_of(name, text), span_of("salma@exemple.example", text)),
    )


BLOCKS = (
    "Téléopératrice, Centre Exemple, 2021 - 2023\nAppels entrants pour un opérateur.",
    "Vendeuse, Boutique Exemple, 2019\nConseil en magasin.",
)


def test_each_experience_is_a_passage_of_its_own() -> None:
    texts = [segment.text for segment in cv_segments(CV, profile_of(CV, name="Salma Exemple", blocks=BLOCKS))]
    assert "Téléopérateur, Centre Exemple, 2021 2023 Appels entrants pour un opérateur." in texts
    assert "Vendeur, Boutique Exemple, 2019 Conseil en magasin." in texts


def test_a_passage_says_where_its_words_stand() -> None:
    for segment in cv_segments(CV, profile_of(CV, name="Salma Exemple", blocks=BLOCKS)):
        assert segment.text.split()[0] in in_one_gender(segment.span.text_in(CV))


def test_identity_is_in_no_passage_even_inside_an_experience() -> None:
    text = CV.replace("Appels entrants", "Salma Exemple a pris des appels entrants")
    block = BLOCKS[0].replace("Appels entrants", "Salma Exemple a pris des appels entrants")
    profile = profile_of(text, name="Salma Exemple", blocks=(block,))
    second = Span(text.rindex("Salma Exemple"), text.rindex("Salma Exemple") + len("Salma Exemple"))
    profile = replace(profile, masked=(*profile.masked, second))
    for segment in cv_segments(text, profile):
        assert "Salma" not in segment.text
        assert "example" not in segment.text


def test_another_name_of_another_length_gives_equal_passages() -> None:
    other = CV.replace("Salma Exemple", "Abdelilah Ben Exemple")
    ours = cv_segments(CV, profile_of(CV, name="Salma Exemple", blocks=BLOCKS))
    theirs = cv_segments(other, profile_of(other, name="Abdelilah Ben Exemple", blocks=BLOCKS))
    assert [segment.text for segment in ours] == [segment.text for segment in theirs]


def test_a_cv_without_any_recognised_part_is_one_passage_without_identity() -> None:
    text = "Salma Exemple\ncherche un poste de vendeuse a Oujda"
    profile = Profile(
        language=FRENCH, reference_date=date(2026, 11, 1), masked=(span_of("Salma Exemple", text),)
    )
    (only,) = cv_segments(text, profile)
    assert only.text == "cherche un poste de vendeur a Oujda"


def test_an_empty_cv_has_no_passage() -> None:
    assert cv_segments("  \n ", Profile(language=FRENCH, reference_date=date(2026, 11, 1))) == ()


def test_a_long_passage_is_cut_between_words() -> None:
    text = "mission " * 1000
    (only,) = cv_segments(text, Profile(language=FRENCH, reference_date=date(2026, 11, 1)))
    assert len(only.text) <= MAX_CHARACTERS
    assert only.text.endswith("mission")


def test_an_advert_is_its_title_then_its_duties() -> None:
    text = advert_text(title="Téléconseiller", text="Vos missions :\n- Répondre aux appels\n- Vendre")
    requirements = Requirements(
        language=FRENCH,
        title="Téléconseiller",
        tasks=(span_of("Répondre aux appels", text), span_of("Vendre", text)),
    )
    assert [s.text for s in advert_segments(text, requirements)] == [
        "Téléconseiller",
        "Répondre aux appels",
        "Vendre",
    ]


def test_an_advert_that_lists_no_duties_is_its_title_and_its_body() -> None:
    text = advert_text(title="Vendeur", text="Nous cherchons un vendeur.")
    texts = [s.text for s in advert_segments(text, Requirements(language=FRENCH, title="Vendeur"))]
    assert texts == ["Vendeur", "Nous cherchons un vendeur."]
