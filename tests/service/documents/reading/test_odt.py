"""What an OpenDocument text shows is read in order; what it hides or deletes is not."""

import pytest

from service.documents.reading.document_text import DocumentText, HiddenText, MediaType
from service.documents.reading.limits import ReadingLimits
from service.documents.reading.parsing import parse
from tests.data.documents.office import odt


def read(body: str, *, styles: str = "", page: str = "") -> DocumentText:
    return parse(odt(body, styles=styles, page=page), limits=ReadingLimits())


def p(text: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def test_an_opendocument_text_is_known_by_its_content() -> None:
    assert read(p("Oujda")).media_type is MediaType.ODT


def test_paragraphs_headings_spaces_tabs_and_breaks_are_kept() -> None:
    body = (
        p("Nadia  Benali")
        + "<text:h>Formation</text:h>"
        + p('2021<text:tab/>Bac<text:line-break/>Oujda<text:s text:c="2"/>!')
    )
    assert read(body).text == "Nadia Benali\n\nFormation\n2021\tBac\nOujda  !"


def test_list_items_have_bullets_and_nest() -> None:
    inner = f"<text:list><text:list-item>{p('Word')}</text:list-item></text:list>"
    body = f"<text:list><text:list-item>{p('Bureautique')}{inner}</text:list-item></text:list>"
    assert read(body).text == "• Bureautique\n• Word"


def test_headers_come_first_and_footers_last() -> None:
    page = f"<style:footer>{p('Permis B')}</style:footer><style:header>{p('06 00 00 11 22')}</style:header>"
    assert read(p("Nadia"), page=page).text.split("\n\n") == ["06 00 00 11 22", "Nadia", "Permis B"]


def test_rows_of_tables_and_text_boxes_are_read() -> None:
    row = "<table:table-row>{}</table:table-row>"
    cell = "<table:table-cell>{}</table:table-cell>"
    table = f"<table:table>{row.format(cell.format(p('2021')) + cell.format(p('Bac')))}</table:table>"
    box = f"<draw:frame><draw:text-box>{p('Langues')}</draw:text-box></draw:frame>"
    assert read(p("Nadia" + box) + table).text.split("\n\n") == ["Nadia", "Langues", "2021\tBac"]


def test_deleted_words_and_comments_are_not_read() -> None:
    body = f"<text:tracked-changes><text:deletion>{p('débutant')}</text:deletion></text:tracked-changes>" + p(
        f"Excel<office:annotation>{p('à vérifier')}</office:annotation>"
    )
    assert read(body).text == "Excel"


def style(name: str, properties: str, parent: str = "") -> str:
    return (
        f'<style:style style:name="{name}" style:family="text" style:parent-style-name="{parent}">'
        f"<style:text-properties {properties}/></style:style>"
    )


@pytest.mark.parametrize(
    ("properties", "kind"),
    [
        ('text:display="none"', HiddenText.MARKED_HIDDEN),
        ('fo:color="#ffffff"', HiddenText.BACKGROUND_COLOUR),
        ('fo:font-size="1pt"', HiddenText.TINY),
    ],
)
def test_words_that_are_hidden_are_left_out_and_told(properties: str, kind: HiddenText) -> None:
    styles = style("A", properties) + style("B", "", parent="A")
    for name in ("A", "B"):
        result = read(p(f'Oujda<text:span text:style-name="{name}"> Python</text:span>'), styles=styles)
        assert (result.text, result.hidden) == ("Oujda", (kind,))


def test_white_words_on_a_coloured_ground_are_read() -> None:
    styles = style("A", 'fo:color="#ffffff" fo:background-color="#1f3864"')
    assert read(p("Oujda", "A"), styles=styles).hidden == ()
