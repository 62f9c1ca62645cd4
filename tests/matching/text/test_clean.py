import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.text.clean import clean
from matching.types import Span

PAIRS = [
    ("C U R R I C U L U M   V I T A E", "CURRICULUM VITAE"),
    ("F O R M A T I O N", "FORMATION"),
    ("permis A B C", "permis A B C"),  # letters of their own
    ("ﬁchiers, proﬁl", "fichiers, profil"),
    ("ﬁ chiers partagés", "fichiers partagés"),
    ("D´eveloppeur exp´erimenté", "Développeur expérimenté"),  # accents that TeX sets apart
    ("DÃ©veloppeur confirmÃ©", "Développeur confirmé"),  # UTF-8 read as Windows-1252
    ("De\u0301veloppeur", "Développeur"),
    ("average hand-\nling time", "average handling time"),
    ("accès au back-\noffice", "accès au back-office"),
    ("non-\nrégression", "non-régression"),
    ("مُستشـــار", "مستشار"),  # short vowels and tatweel
    ("ﻣﺴﺘﺸﺎﺭ ﺍﻟﺰﺑﻨﺎﺀ", "مستشار الزبناء"),  # presentation forms
    ("االتصال واألول اآلن", "الاتصال والأول الآن"),  # lam-alef stored backwards
    ("البريد الإللكتروني", "البريد الإلكتروني"),
    ("١٢/٠٤/١٩٩٨", "12/04/1998"),
    ("a\u200bb\u202dc\ufeff", "abc"),
    ("l\u2019accueil d\u00a0Oujda", "l'accueil d Oujda"),
    ("\uf0b7 première puce\n\uf0a7seconde", "• première puce\n• seconde"),
    ("- tiret\n* étoile\n▪ carré\n✓ coche\no Rond", "• tiret\n• étoile\n• carré\n• coche\n• Rond"),
    ("*** TITRE ***", "*** TITRE ***"),
    (">> Expérience", ">> Expérience"),
    ("+212 6 00 00 00 00", "+212 6 00 00 00 00"),
    ("Poste\tVille      Dates", "Poste\tVille\tDates"),
    ("  deux  mots  \r\n\r\nligne ", "deux mots\n\nligne"),
    ("𝗖𝗵𝗮𝗿𝗴é 𝗱𝗲 𝗰𝗹𝗶𝗲𝗻𝘁è𝗹𝗲", "Chargé de clientèle"),  # letters of social networks
]


@pytest.mark.parametrize(("text", "cleaned"), PAIRS, ids=lambda words: words[:20])
def test_broken_words_are_put_right(text: str, cleaned: str) -> None:
    assert clean(text).text == cleaned


@given(st.text(alphabet=st.sampled_from("aé ﬁ-\n\t•\u200b´١األآلمﻻ C D'Ã©")))
def test_every_cleaned_character_has_its_place_in_the_original(text: str) -> None:
    cleaned = clean(text)

    for offset in range(len(cleaned.text)):
        span = cleaned.original_span(Span(offset, offset + 1))
        assert 0 <= span.start <= span.end <= len(text)


def test_spans_of_the_cleaned_text_cover_the_same_words_in_the_original() -> None:
    text = "\uf0b7  Gestion des ﬁchiers   à l\u2019agence\nTél : ٠٦٠٠"
    cleaned = clean(text)
    start = cleaned.text.index("fichiers")

    assert cleaned.original_span(Span(start, start + 8)).text_in(text) == "ﬁchiers"


def test_an_empty_text_stays_empty() -> None:
    assert clean("").text == ""
