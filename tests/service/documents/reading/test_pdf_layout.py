"""Words of a PDF page come out in the order in which a person reads them."""

import pytest
from reportlab.pdfgen.canvas import Canvas

from service.documents.reading.limits import ReadingLimits
from service.documents.reading.parsing import parse
from tests.data.documents.pdf import Words, by_rows, column, glyph_pdf, page_of, painted, width_of

LIMITS = ReadingLimits()

SIDEBAR = ["CONTACT", "06 00 00 11 22", "nadia@courriel.example", "LANGUES", "Français : C1", "Anglais : B1"]
MAIN = [
    "EXPERIENCE",
    "Conseillère clientèle au service des abonnés, Oujda",
    "réponse aux appels entrants et suivi des dossiers",
    "relance des factures impayées par téléphone",
    "FORMATION",
    "Diplôme de technicien spécialisé en commerce",
    "Baccalauréat en sciences économiques",
    "LOISIRS",
    "Lecture et marche en montagne",
]


def text_of(*words: Words) -> str:
    return parse(page_of(*words), limits=LIMITS).text


def lines_of(*words: Words) -> list[str]:
    return [line for line in text_of(*words).splitlines() if line]


def test_lines_of_one_column_keep_their_order_and_their_blank_lines() -> None:
    words = [*column(50, 60, MAIN[:4]), *column(50, 140, MAIN[4:])]
    assert text_of(*words) == "\n".join([*MAIN[:4], "", *MAIN[4:]])


def test_words_painted_one_by_one_in_any_order_form_the_same_lines() -> None:
    pieces = [
        Words(50, 60, "Conseillère"),
        Words(108, 60, "clientèle"),
        Words(50, 73, "à"),
        Words(58, 73, "Oujda"),
    ]
    assert text_of(*reversed(pieces)) == "Conseillère clientèle\nà Oujda"


def test_a_sidebar_is_read_as_a_whole_before_the_main_column() -> None:
    assert lines_of(*column(40, 60, SIDEBAR), *column(220, 60, MAIN)) == [*SIDEBAR, *MAIN]


def test_a_sidebar_at_the_right_is_read_after_the_main_column() -> None:
    assert lines_of(*column(40, 60, MAIN), *column(380, 60, SIDEBAR, leading=15)) == [*MAIN, *SIDEBAR]


def test_columns_painted_row_by_row_do_not_interleave() -> None:
    assert lines_of(*by_rows(column(40, 60, SIDEBAR), column(220, 60, MAIN))) == [*SIDEBAR, *MAIN]


def test_a_title_across_the_page_comes_before_both_columns() -> None:
    title = Words(40, 40, "Nadia Benali, conseillère clientèle bilingue et référente qualité", 16)
    words = [*column(40, 70, SIDEBAR), *column(220, 70, MAIN)]
    assert lines_of(*words, title) == [title.text, *SIDEBAR, *MAIN]


def test_a_date_and_its_description_stay_on_one_line() -> None:
    rows = {
        "2021 - 2024": ["Conseillère clientèle, Oujda", "appels entrants", "suivi des dossiers"],
        "2019 - 2021": ["Téléopératrice, Nador", "prise de rendez-vous"],
        "2018": ["Stage en agence bancaire, Berkane", "accueil et classement"],
    }
    words, y = [], 60.0
    for date, lines in rows.items():
        words += [Words(40, y, date), *column(150, y, lines)]
        y += 13 * len(lines)
    expected = [line for date, (first, *rest) in rows.items() for line in (f"{date}\t{first}", *rest)]
    assert lines_of(*words) == expected
    assert lines_of(*by_rows(words)) == expected


def test_a_date_at_the_right_edge_follows_the_title_of_its_line() -> None:
    words = []
    for row, (title, date) in enumerate(
        [("Conseillère", "2022"), ("Vendeuse", "2020"), ("Stagiaire", "2018")]
    ):
        words += [Words(40, 60 + 40 * row, title), Words(500, 60 + 40 * row, date)]
        words += [Words(40, 73 + 40 * row, "accueil des clients et tenue de la caisse du magasin")]
    assert lines_of(*words)[0::2] == ["Conseillère\t2022", "Vendeuse\t2020", "Stagiaire\t2018"]


def test_a_date_on_two_lines_is_put_together() -> None:
    words = [
        *column(40, 60, ["Septembre 2021 -", "mars 2024"]),
        *column(150, 60, ["Conseillère clientèle, Oujda", "appels entrants", "suivi des dossiers"]),
        *column(40, 110, ["Janvier 2019 -", "décembre 2020"]),
        *column(150, 110, ["Téléopératrice, Nador", "prise de rendez-vous"]),
    ]
    assert "Septembre 2021 - mars 2024\tConseillère clientèle, Oujda" in lines_of(*words)


def test_headings_in_the_margin_come_before_what_they_name() -> None:
    words = [
        Words(40, 60, "EXPERIENCE"),
        *column(
            170, 60, ["Conseillère clientèle, Oujda", "appels entrants", "suivi des dossiers", "relances"]
        ),
        Words(40, 130, "FORMATION"),
        *column(170, 130, ["Technicienne spécialisée en commerce", "Baccalauréat économique"]),
        Words(40, 180, "LOISIRS"),
        *column(170, 180, ["Lecture de romans policiers", "Marche en montagne"]),
    ]
    lines = lines_of(*words)
    assert lines[0] == "EXPERIENCE"
    assert lines[lines.index("FORMATION") + 1] == "Technicienne spécialisée en commerce"


def test_rows_of_a_table_with_several_columns_stay_together() -> None:
    rows = [("Langue", "Lu", "Ecrit", "Parlé"), ("Français", "C1", "B2", "C1"), ("Anglais", "B1", "A2", "B1")]
    rows += [("Espagnol", "A2", "A1", "A2")]
    words = [
        Words(40 + 110 * i, 60 + 14 * j, cell) for j, row in enumerate(rows) for i, cell in enumerate(row)
    ]
    assert lines_of(*words) == ["\t".join(row) for row in rows]


def test_a_bullet_stays_with_its_words_though_painted_apart() -> None:
    words = [Words(60, 60, "Accueil des clients"), Words(60, 73, "Tenue de la caisse")]
    bullets = [Words(45, 60, "•"), Words(45, 73, "•")]
    assert lines_of(*words, *bullets) == ["• Accueil des clients", "• Tenue de la caisse"]


def test_a_spaced_out_title_is_read_as_words() -> None:
    def paint(canvas: Canvas) -> None:
        canvas.drawString(40, 780, "PROJETS PERSONNELS", charSpace=4)

    assert parse(painted(paint), limits=LIMITS).text == "PROJETS PERSONNELS"


def test_bold_made_by_painting_twice_is_read_once() -> None:
    assert text_of(Words(40, 60, "Oujda"), Words(40.3, 60, "Oujda")) == "Oujda"


def rtl(text: str) -> str:
    """Return right-to-left words as they stand on paper, from left to right."""
    return text[::-1]


def read_painted(*lines: str) -> list[str]:
    """Return the text of a page of right-aligned lines, given from left to right as they stand on paper."""
    page = [(550 - width_of(line), 60 + 18 * number, line) for number, line in enumerate(lines)]
    return [line for line in parse(glyph_pdf(page), limits=LIMITS).text.splitlines() if line]


@pytest.mark.parametrize(
    ("on_paper", "read"),
    [
        (rtl("سلمى الوردي"), "سلمى الوردي"),
        # A Latin value after an Arabic label, and the number of a telephone whose groups run either way.
        ("salma@courriel.example :" + rtl("البريد"), "البريد: salma@courriel.example"),
        ("06 00 00 11 22 :" + rtl("الهاتف"), "الهاتف: 06 00 00 11 22"),
        ("22 11 00 00 06 :" + rtl("الهاتف"), "الهاتف: 06 00 00 11 22"),
        ("22 11 00 00 6 212+ :" + rtl("الهاتف"), "الهاتف: +212 6 00 00 11 22"),
        # Years, percentages and dates keep their digits in order.
        ("2024 " + rtl("إلى") + " 2021 " + rtl("من"), "من 2021 إلى 2024"),
        ("%93 " + rtl("نسبة الرضا"), "نسبة الرضا 93%"),
        ("12/03/2021 " + rtl("بتاريخ"), "بتاريخ 12/03/2021"),
        ("٢٠٢١ " + rtl("سنة"), "سنة ٢٠٢١"),
        # Latin words inside keep their own order, brackets open before they close.
        ("DELF B2 " + rtl("شهادة"), "شهادة DELF B2"),
        ("(Excel, Word) " + rtl("معلوميات"), "معلوميات (Excel, Word)"),
        (rtl("(دردشة)") + " " + rtl("مستشارة"), "مستشارة (دردشة)"),
        ("(" + rtl("دردشة") + ") " + rtl("مستشارة"), "مستشارة (دردشة)"),
        (rtl("مبتدئ") + " C++ " + rtl("لغة"), "لغة C++ مبتدئ"),
        ("Word، Excel، Google Sheets", "Word، Excel، Google Sheets"),
    ],
)
def test_a_line_on_an_arabic_page_is_read_from_the_right(on_paper: str, read: str) -> None:
    around = rtl("مستشارة زبناء عبر الدردشة والبريد")
    assert read_painted(around, on_paper, around)[1] == read


def test_an_arabic_name_in_a_french_line_keeps_the_line_french() -> None:
    page = [
        (40.0, 60.0, "Nom : " + rtl("سلمى الوردي") + " (Oujda)"),
        (40.0, 80.0, "Conseillère clientèle à Oujda"),
    ]
    assert parse(glyph_pdf(page), limits=LIMITS).text.splitlines()[0] == "Nom : سلمى الوردي (Oujda)"


def test_the_right_column_of_an_arabic_page_is_read_first() -> None:
    first = [
        "التجربة المهنية في مراكز الاتصال",
        "مستشارة زبناء بشركة الاتصالات",
        "معالجة شكايات المشتركين بالهاتف",
    ]
    second = ["التكوين والشهادات المحصل عليها", "إجازة في العلوم الاقتصادية", "باكالوريا في الآداب بوجدة"]
    page = [
        (edge - width_of(line, size=10), 60.0 + 15 * number, rtl(line))
        for edge, lines in ((270, second), (550, first))
        for number, line in enumerate(lines)
    ]
    text = parse(glyph_pdf(page, size=10), limits=LIMITS).text
    assert [line for line in text.splitlines() if line] == [*first, *second]
