"""What an RTF document shows is read in its own code pages; what it hides or deletes is not."""

import pytest

from service.documents.reading.document_text import DocumentText, HiddenText, MediaType
from service.documents.reading.limits import ReadingLimits
from service.documents.reading.parsing import parse

FONTS = (
    r"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset178 Arial;}{\f2\fcharset2 Symbol;}{\f3\fcharset238 Arial;}}"
)
COLOURS = r"{\colortbl;\red0\green0\blue0;\red255\green255\blue255;}"


def read(body: str) -> DocumentText:
    return parse(
        f"{{\\rtf1\\ansi\\ansicpg1252\\deff0{FONTS}{COLOURS}{body}}}".encode("latin-1"),
        limits=ReadingLimits(),
    )


def test_an_rtf_document_is_known_by_its_content() -> None:
    assert read("Oujda").media_type is MediaType.RTF


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"Conseill\'e8re\par Oujda", "Conseillère\nOujda"),
        (r"\u233\'e9t\u233?", "été"),
        (r"\uc0\u1608\u1580\u1583\u1577", "وجدة"),
        (r"{\f1\'e6\'cc\'cf\'c9}", "وجدة"),  # the same word in the Arabic code page of its font
        (r"{\f3\'b3\'f3d\'9f}", "łódź"),
        (r"{\f2\'b7}\tab Excel", "•\tExcel"),
        (r"{\listtext\f2\'b7\tab}Excel", "•\tExcel"),
        (r"a\endash b \{c\} d\~e \bullet f", "a–b {c} d\u00a0e •f"),
        (r"a\u-10179?\u-8704?", "a\U0001f600"),  # two halves of one character
        ("un\r\nmot", "unmot"),
    ],
)
def test_letters_are_read_in_their_code_page(body: str, text: str) -> None:
    assert read(body).text == text


@pytest.mark.parametrize(
    "hidden_part",
    [
        r"{\*\generator Editeur 1.0;}",
        r"{\info{\author Personne}}",
        r"{\stylesheet{\s0 Normal;}}",
        r"{\pict\pngblip 89504e47}",
        r"{\field{\*\fldinst HYPERLINK x}{\fldrslt }}",
        r"{\*\inconnu texte {\b gras}}",
        r"{\pict\bin5 {\}{\}",
        r"{\deleted ancien}",
    ],
)
def test_what_is_no_text_is_left_out(hidden_part: str) -> None:
    result = read(f"Oujda{hidden_part} Maroc")
    assert (result.text, result.hidden) == ("Oujda Maroc", ())


def test_headers_come_first_and_footers_last() -> None:
    assert read(r"{\footer Permis B}{\header 06 00 00 11 22}Nadia").text.split("\n\n") == [
        "06 00 00 11 22",
        "Nadia",
        "Permis B",
    ]


def test_rows_of_tables_stay_together() -> None:
    body = (
        r"\pard\intbl 2021\cell Conseill\'e8re\cell\row \pard\intbl 2019\cell Stagiaire\cell\row \pard Oujda"
    )
    assert read(body).text == "2021\tConseillère\n2019\tStagiaire\nOujda"


def test_a_cell_with_several_paragraphs_is_read_after_its_date() -> None:
    body = r"\pard\intbl 2021\cell Conseill\'e8re\par appels\par relances\cell\row \pard Oujda"
    assert [line for line in read(body).text.splitlines() if line] == [
        "2021\tConseillère",
        "appels",
        "relances",
        "Oujda",
    ]


def test_text_boxes_are_read_once() -> None:
    body = r"Nadia{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt Langues\par}}{\shprslt Langues}}"
    assert read(body).text.split() == ["NadiaLangues"]


@pytest.mark.parametrize(
    ("properties", "kind"),
    [
        (r"\v", HiddenText.MARKED_HIDDEN),
        (r"\fs2", HiddenText.TINY),
        (r"\cf2", HiddenText.BACKGROUND_COLOUR),
    ],
)
def test_words_that_are_hidden_are_left_out_and_told(properties: str, kind: HiddenText) -> None:
    result = read(rf"Oujda{{{properties}  Python}}")
    assert (result.text, result.hidden) == ("Oujda", (kind,))


def test_hiding_ends_where_it_is_switched_off() -> None:
    assert read(r"a\v b\v0 c\v d\plain e").text == "ace"


def test_white_words_on_a_coloured_ground_are_read() -> None:
    assert read(r"{\cf2\cb1 EXPERIENCE}").hidden == ()


def test_unbalanced_groups_do_no_harm() -> None:
    assert read("Oujda}}}}{{{{").text == "Oujda"
