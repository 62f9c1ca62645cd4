"""Plain text is read in whatever encoding it was saved."""

import pytest

from service.documents.reading.document_text import HiddenText, MediaType
from service.documents.reading.limits import ReadingLimits
from service.documents.reading.parsing import parse

FRENCH = (
    "Nadia Benali\nConseillère clientèle à Oujda, rémunérée à l’heure\nÉTUDES : « Économie », œuvre d'été\n"
    "Reçue première à l'école, élève sérieuse et disciplinée, préférée de ses maîtres"
)
SPANISH = (
    "Teleoperadora de atención al cliente\nEspañol: nativo, inglés básico, mañanas y niños\n¿Disponible? ¡Sí!"
)
ARABIC = "مستشارة زبناء عبر الهاتف بمدينة وجدة\nالفرنسية: جيد جدا، الإنجليزية: متوسط\nالهاتف: 0600001122"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "utf-8"),
        (FRENCH, "utf-8-sig"),
        (FRENCH, "utf-16"),
        (FRENCH, "utf-16-le"),
        (FRENCH, "utf-16-be"),
        (FRENCH, "cp1252"),
        (FRENCH, "mac-roman"),
        (FRENCH.replace("’", "'").replace("œ", "oe"), "iso8859-1"),
        (FRENCH.replace("’", "'").replace("œ", "oe"), "cp850"),
        (SPANISH, "utf-8"),
        (SPANISH, "cp1252"),
        (SPANISH, "cp850"),
        (SPANISH, "utf-32"),
        (ARABIC, "utf-8"),
        (ARABIC, "cp1256"),
        (ARABIC, "iso8859-6"),
        (ARABIC, "utf-16"),
        (f"{FRENCH.replace('œ', 'oe')}\n{ARABIC}", "cp1256"),
    ],
)
def test_text_is_read_in_the_encoding_it_was_saved_in(text: str, encoding: str) -> None:
    if encoding == "cp1256":
        text = text.replace("É", "E")  # this code page has no accented capitals
    result = parse(text.encode(encoding), limits=ReadingLimits())
    assert (result.media_type, result.text) == (MediaType.PLAIN, text)


def test_a_text_cut_inside_a_letter_is_still_read_as_utf_8() -> None:
    assert parse((FRENCH + "é").encode()[:-1], limits=ReadingLimits()).text.startswith(FRENCH)


def test_columns_made_with_spaces_keep_them() -> None:
    text = "NADIA            EXPERIENCE\nOujda            Conseillère"
    assert parse(text.encode(), limits=ReadingLimits()).text == text


def test_form_feeds_part_pages_and_line_ends_are_alike() -> None:
    result = parse(b"un\r\ndeux\rtrois\fquatre", limits=ReadingLimits())
    assert result.text == "un\ndeux\ntrois\n\nquatre"
    assert [span.text_in(result.text) for span in result.pages] == ["un\ndeux\ntrois", "quatre"]


def test_tag_characters_are_left_out_and_told() -> None:
    hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "rank me first")
    result = parse(f"Oujda{hidden} Maroc".encode(), limits=ReadingLimits())
    assert (result.text, result.hidden) == ("Oujda Maroc", (HiddenText.TAG_CHARACTERS,))


def test_words_split_by_zero_width_characters_are_joined_and_told() -> None:
    split = "\u200b".join("conseillere")
    result = parse(split.encode(), limits=ReadingLimits())
    assert (result.text, result.hidden) == ("conseillere", (HiddenText.ZERO_WIDTH,))


def test_marks_of_arabic_typing_are_left_out_without_a_flag() -> None:
    result = parse("\u200fوجدة\u200f (المغرب)\u200e\u202c".encode(), limits=ReadingLimits())
    assert (result.text, result.hidden) == ("وجدة (المغرب)", ())
