import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.taxonomy.normalisation import PAUSE, content_forms, fold, words


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Éléphant", "elephant"),
        ("Œuvre", "oeuvre"),
        ("STRASSE", "strasse"),
        ("straße", "strasse"),
        ("ＰＨＰ", "php"),  # full-width letters of a PDF
        ("ﻣﺴﺘﺸﺎﺭ", "مستشار"),  # presentation forms
        ("مُسْتَشَار", "مستشار"),  # vowel signs
        ("مستــشار", "مستشار"),  # tatweel
        ("أكادير", "اكادير"),
        ("مسؤول", "مسوول"),
        ("وجدة", "وجده"),
        ("على", "علي"),
        ("الزبناء", "زبنا"),
        ("والمبيعات", "مبيعات"),
        ("للزبناء", "زبنا"),
        ("أڭادير", "اكادير"),  # the Moroccan g
        ("٢٠٢٤", "2024"),
    ],
)
def test_words_are_folded(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Conseiller(ère) client", ["conseiller", "client"]),
        ("conseiller·ère client", ["conseiller", "client"]),
        ("Conseiller (ère) client", ["conseiller", "client"]),
        ("chargé.e de clientèle", ["charge", "de", "clientele"]),
        ("CHARGÉ(E) D'ACCUEIL", ["charge", "d", "accueil"]),
        ("développeur/se web", ["developpeur", "web"]),
        ("développeur-euse web", ["developpeur", "web"]),
        ("agent.e.s", ["agent"]),
        ("operador/a", ["operador"]),
        ("مستشار(ة) زبناء", ["مستشار", "زبنا"]),
        ("Vendeur H/F", ["vendeur"]),
        ("Vendeur (f/h)", ["vendeur"]),
        ("Developer (m/f/d)", ["developer"]),
        ("B.T.S. S.A.V", ["bts", "sav"]),
        ("C++ C# .NET ASP.NET", ["c++", "c#", ".net", "asp", "net"]),
        ("TCP/IP, e-mail", ["tcp", "ip", PAUSE, "e", "mail"]),
        ("chef - cuisine", ["chef", PAUSE, "cuisine"]),
        ("Fin. Début", ["fin", PAUSE, "debut"]),
    ],
)
def test_texts_are_cut_into_words(text: str, forms: list[str]) -> None:
    assert words(text).forms == forms


def test_a_heading_ends_where_its_line_ends() -> None:
    assert words("LANGUES\narabe").forms == ["langues", PAUSE, "arabe"]


def test_a_long_line_goes_on_in_the_next() -> None:
    text = "Traitement des demandes des abonnés et suivi de la relation\nclient"
    assert PAUSE not in words(text).forms


def test_labels_keep_only_words_with_content() -> None:
    assert content_forms("chargé de la relation client") == ("charge", "relation", "client")


@given(st.text())
def test_words_stand_where_they_are_said_to(text: str) -> None:
    found = words(text)
    bounds = [bound for pair in zip(found.starts, found.ends, strict=True) for bound in pair]
    assert bounds == sorted(bounds)
    assert all(found.forms)
    assert not bounds or bounds[-1] <= len(text)
