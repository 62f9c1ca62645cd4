"""What a browser would show of a page is read, in lines; what it would not is left out."""

import pytest

from service.documents.reading.document_text import DocumentText, HiddenText, MediaType
from service.documents.reading.limits import ReadingLimits
from service.documents.reading.parsing import parse


def read(body: str, *, css: str = "") -> DocumentText:
    page = (
        f"<!DOCTYPE html><html><head><title>CV</title><style>{css}</style></head><body>{body}</body></html>"
    )
    return parse(page.encode(), limits=ReadingLimits())


def test_a_web_page_is_known_by_its_content() -> None:
    assert read("Oujda").media_type is MediaType.HTML


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>Nadia\n  Benali</p><p>Oujda</p>", "Nadia Benali\nOujda"),
        ("Nadia<br>Oujda<br><br>Maroc", "Nadia\nOujda\n\nMaroc"),
        ("<b>Nadia</b> <i>Benali</i>", "Nadia Benali"),
        ("<h1>Nadia</h1><h2>Formation</h2><p>Bac</p>", "Nadia\n\nFormation\nBac"),
        ("<ul><li>Excel</li><li>Word<ul><li>macros</li></ul></li></ul>", "• Excel\n• Word\n• macros"),
        (
            "<table><tr><td>2021</td><td>Bac</td></tr><tr><td>2023</td><td>BTS</td></tr></table>",
            "2021\tBac\n2023\tBTS",
        ),
        ("<dl><dt>Français</dt><dd>C1</dd><dt>Anglais</dt><dd>B1</dd></dl>", "Français\tC1\nAnglais\tB1"),
        ("<pre>un\n  deux</pre>", "un\ndeux"),
        ("Universit&eacute; &amp; &Eacute;cole&nbsp;!", "Université & École !"),
        ("<div><div><p>Oujda</p></div></div>", "Oujda"),
        (
            "<p>Oujda<script>var x = '<p>non</p>'</script><style>p{}</style><template>non</template></p>",
            "Oujda",
        ),
        ("<p>Oujda<!-- non --></p>", "Oujda"),
    ],
)
def test_a_page_is_read_as_it_is_shown(body: str, text: str) -> None:
    assert read(body).text == text


@pytest.mark.parametrize(
    ("css", "attributes", "kind"),
    [
        ("", "hidden", HiddenText.MARKED_HIDDEN),
        ("", 'style="display:none"', HiddenText.MARKED_HIDDEN),
        ("", 'style="visibility: hidden"', HiddenText.MARKED_HIDDEN),
        (".x, .y { display : none !important }", 'class="x"', HiddenText.MARKED_HIDDEN),
        ("", 'style="color:#fff"', HiddenText.BACKGROUND_COLOUR),
        (".x{color:white}", 'class="x"', HiddenText.BACKGROUND_COLOUR),
        (".x{background:#123456;color:rgb(18, 52, 86)}", 'class="x"', HiddenText.BACKGROUND_COLOUR),
        ("", 'style="font-size:0"', HiddenText.TINY),
        ("", 'style="font-size: 1px"', HiddenText.TINY),
        ("", 'style="opacity:0"', HiddenText.NOT_PAINTED),
        ("", 'style="position:absolute;left:-9999px"', HiddenText.OFF_PAGE),
        ("", 'style="text-indent:-9999px"', HiddenText.OFF_PAGE),
        ("", 'style="overflow:hidden;height:0"', HiddenText.OFF_PAGE),
    ],
)
def test_words_that_are_hidden_are_left_out_and_told(css: str, attributes: str, kind: HiddenText) -> None:
    result = read(f"<p>Oujda</p><div {attributes}><span>Python Java</span></div>", css=css)
    assert (result.text, result.hidden) == ("Oujda", (kind,))


@pytest.mark.parametrize(
    "css",
    [
        "div{background:#123456;color:white}",
        "body{background:navy} div{color:#ffffff}",
        "div{background:url(x.png);color:white}",
        "div{background-image:linear-gradient(red, blue);color:#fff}",
        "@media print{div{display:none}}",
        "div:hover{display:none}",
        "div{color:var(--x)}",
        "div{font-size:0.8em}",
    ],
)
def test_words_that_are_shown_are_read_without_a_flag(css: str) -> None:
    result = read("<div>Oujda</div>", css=css)
    assert (result.text, result.hidden) == ("Oujda", ())


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ('<meta charset="windows-1256"><p>وجدة</p>'.encode("cp1256"), "وجدة"),
        ('<meta charset="iso-8859-1"><p>été – “oui”</p>'.encode("cp1252"), "été – “oui”"),
        ("<p>été</p>".encode(), "été"),
        ("<html><p>été</p></html>".encode("utf-16"), "été"),
        ("\ufeff<html><p>été</p></html>".encode(), "été"),
        (b'<?xml version="1.0"?>\n<!-- x -->\n<html><p>oui</p></html>', "oui"),
    ],
)
def test_pages_are_read_in_the_encoding_they_declare(data: bytes, text: str) -> None:
    result = parse(data, limits=ReadingLimits())
    assert (result.media_type, result.text) == (MediaType.HTML, text)


def test_a_fragment_is_a_page_when_its_sender_calls_it_so() -> None:
    data = b"Nadia<br>Oujda"
    assert parse(data, limits=ReadingLimits()).text == "Nadia<br>Oujda"
    assert parse(data, limits=ReadingLimits(), is_named_html=True).text == "Nadia\nOujda"
