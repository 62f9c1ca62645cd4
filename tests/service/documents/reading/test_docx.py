"""What a Word document shows is read, once and in order; what it hides or deletes is not."""

import pytest

from service.documents.reading.document_text import DocumentText, HiddenText, MediaType
from service.documents.reading.limits import ReadingLimits
from service.documents.reading.parsing import parse
from tests.data.documents.office import docx, p, r, table, word_part


def read(body: str, **parts: object) -> DocumentText:
    return parse(docx(body, **parts), limits=ReadingLimits())  # type: ignore[arg-type] # parts as docx() names them


def lines(body: str, **parts: object) -> list[str]:
    return [line for line in read(body, **parts).text.splitlines() if line]


def test_a_word_document_is_known_by_its_content() -> None:
    assert read(p("Oujda")).media_type is MediaType.DOCX


def test_paragraphs_are_lines_and_empty_ones_are_blank_lines() -> None:
    assert read(p("Nadia Benali") + p() + p("Oujda")).text == "Nadia Benali\n\nOujda"


def test_tabs_and_line_breaks_are_kept() -> None:
    body = p(r("2021") + "<w:r><w:tab/><w:t>Conseillère</w:t><w:br/><w:t>Oujda</w:t></w:r>")
    assert lines(body) == ["2021\tConseillère", "Oujda"]


def test_headers_come_first_and_footers_last_each_wording_once() -> None:
    header, footer = word_part("hdr", p("06 00 00 11 22")), word_part("ftr", p("Permis B"))
    more = {"word/header1.xml": header, "word/header2.xml": header, "word/footer1.xml": footer}
    assert lines(p("Nadia"), more=more) == ["06 00 00 11 22", "Nadia", "Permis B"]


def test_a_text_box_is_read_once_although_it_is_stored_twice() -> None:
    box = f"<w:txbxContent>{p('Langues')}{p('Français C1')}</w:txbxContent>"
    drawing = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    assert lines(p("Nadia", drawing)) == ["Nadia", "Langues", "Français C1"]


def test_inserted_words_are_read_and_deleted_ones_are_not() -> None:
    body = p(
        r("Excel "),
        f"<w:ins>{r('avancé')}</w:ins>",
        "<w:del><w:r><w:delText>débutant</w:delText></w:r></w:del>",
        f"<w:moveFrom>{r('ailleurs')}</w:moveFrom>",
    )
    assert lines(body) == ["Excel avancé"]


def test_links_content_controls_and_field_results_are_read() -> None:
    field = '<w:r><w:instrText>HYPERLINK "x"</w:instrText></w:r>'
    body = p(
        f"<w:hyperlink>{r('nadia@courriel.example')}</w:hyperlink>",
        f"<w:sdt><w:sdtContent>{r(' Oujda')}</w:sdtContent></w:sdt>",
        field,
        f"<w:fldSimple>{r(' 3')}</w:fldSimple>",
    )
    assert lines(f"<w:sdt><w:sdtContent>{body}</w:sdtContent></w:sdt>") == ["nadia@courriel.example Oujda 3"]


def test_footnotes_are_read_and_comments_are_not() -> None:
    more = {
        "word/footnotes.xml": word_part("footnotes", f"<w:footnote>{p('Diplôme reconnu')}</w:footnote>"),
        "word/comments.xml": word_part("comments", f"<w:comment>{p('à vérifier')}</w:comment>"),
    }
    assert lines(p("Licence"), more=more) == ["Licence", "Diplôme reconnu"]


BULLETS = (
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="7"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="8"><w:abstractNumId w:val="2"/></w:num>'
)


def test_bulleted_paragraphs_begin_with_a_bullet_and_numbered_ones_do_not() -> None:
    def item(text: str, number: int) -> str:
        return p(text, properties=f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>')

    assert lines(item("Excel", 7) + item("FORMATION", 8), numbering=BULLETS) == ["• Excel", "FORMATION"]


def test_a_list_style_gives_its_paragraphs_bullets() -> None:
    styles = '<w:style w:styleId="Puces"><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>'
    body = p("Excel", properties='<w:pStyle w:val="Puces"/>')
    assert lines(body, styles=styles, numbering=BULLETS) == ["• Excel"]


def test_a_heading_begins_a_block() -> None:
    styles = '<w:style w:styleId="Titre1"><w:name w:val="heading 1"/></w:style>'
    body = p("Nadia") + p("Formation", properties='<w:pStyle w:val="Titre1"/>') + p("Licence")
    assert read(body, styles=styles).text == "Nadia\n\nFormation\nLicence"


def test_a_row_with_a_date_stays_on_one_line() -> None:
    body = table((p("2021 - 2024"), p("Conseillère, Oujda")), (p("2019"), p("Stagiaire, Nador")))
    assert lines(body) == ["2021 - 2024\tConseillère, Oujda", "2019\tStagiaire, Nador"]


def test_a_date_beside_several_lines_is_on_the_first() -> None:
    body = table(
        (p("2021 - 2024"), p("Conseillère, Oujda") + p("appels entrants") + p("relances")),
        (p("2019"), p("Stagiaire, Nador") + p("accueil") + p("classement")),
    )
    assert lines(body)[:2] == ["2021 - 2024\tConseillère, Oujda", "appels entrants"]
    assert "2019\tStagiaire, Nador" in lines(body)


def test_a_heading_beside_several_lines_is_on_its_own() -> None:
    assert lines(table((p("FORMATION"), p("Licence, 2021") + p("Bac, 2018")))) == [
        "FORMATION",
        "Licence, 2021",
        "Bac, 2018",
    ]


def test_columns_of_a_page_layout_are_read_one_after_the_other() -> None:
    left = [
        p("CONTACT") + p("06 00 00 11 22") + p("Oujda"),
        p("LANGUES") + p("Français C1") + p("Anglais B1"),
    ]
    right = [p("EXPERIENCE") + p("Conseillère") + p("Nador"), p("FORMATION") + p("Licence") + p("Bac")]
    assert lines(table((left[0], right[0]), (left[1], right[1]))) == [
        *("CONTACT", "06 00 00 11 22", "Oujda", "LANGUES", "Français C1", "Anglais B1"),
        *("EXPERIENCE", "Conseillère", "Nador", "FORMATION", "Licence", "Bac"),
    ]


def test_a_table_inside_a_cell_is_read_in_its_place() -> None:
    inner = table((p("Français"), p("C1")), (p("Anglais"), p("B1")))
    assert lines(table((p("LANGUES") + inner,), (p("LOISIRS"),))) == [
        "LANGUES",
        "Français\tC1",
        "Anglais\tB1",
        "LOISIRS",
    ]


@pytest.mark.parametrize(
    ("properties", "kind"),
    [
        ("<w:vanish/>", HiddenText.MARKED_HIDDEN),
        ('<w:color w:val="FFFFFF"/>', HiddenText.BACKGROUND_COLOUR),
        ('<w:color w:val="FEFEFE"/>', HiddenText.BACKGROUND_COLOUR),
        ('<w:color w:themeColor="background1"/>', HiddenText.BACKGROUND_COLOUR),
        ('<w:sz w:val="2"/>', HiddenText.TINY),
        ('<w:rStyle w:val="Cache"/>', HiddenText.MARKED_HIDDEN),
    ],
)
def test_words_that_are_hidden_are_left_out_and_told(properties: str, kind: HiddenText) -> None:
    styles = '<w:style w:styleId="Cache"><w:rPr><w:vanish/></w:rPr></w:style>'
    result = read(p("Oujda", r(" Python Java", properties)), styles=styles)
    assert (result.text, result.hidden) == ("Oujda", (kind,))


@pytest.mark.parametrize(
    "properties", ['<w:vanish w:val="0"/>', '<w:color w:val="DDDDDD"/>', '<w:sz w:val="14"/>']
)
def test_words_that_are_shown_are_read_without_a_flag(properties: str) -> None:
    result = read(p(r("Oujda", properties)))
    assert (result.text, result.hidden) == ("Oujda", ())


def test_white_words_on_a_coloured_ground_are_read() -> None:
    white = r("EXPERIENCE", '<w:color w:val="FFFFFF"/>')
    shade = '<w:shd w:val="clear" w:fill="1F3864"/>'
    cell = f"<w:tbl><w:tr><w:tc><w:tcPr>{shade}</w:tcPr>{p(white)}</w:tc></w:tr></w:tbl>"
    for body in (p(white, properties=shade), cell, p(r("EXPERIENCE", '<w:color w:val="FFFFFF"/>' + shade))):
        assert (read(body).text, read(body).hidden) == ("EXPERIENCE", ())


def test_the_document_part_may_have_another_name() -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
        ' Target="word/document2.xml"/></Relationships>'
    )
    body = word_part("document", f"<w:body>{p('Oujda')}</w:body>")
    more = {"_rels/.rels": relations, "word/document2.xml": body}
    assert lines(p("autre"), more=more) == ["Oujda"]
