"""Words of a PDF that nobody sees are not read, and their kind is told; words that are seen are read."""

import io

import pytest
from PIL import Image
from reportlab.lib.colors import Color, black, white
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from service.documents.reading.document_text import DocumentText, HiddenText
from service.documents.reading.limits import ReadingLimits
from service.documents.reading.parsing import parse
from service.errors import DocumentRejected, RejectionReason
from tests.data.documents.pdf import Painter, Words, column, page_of, painted

SEEN = "Conseillère clientèle à Oujda"
UNSEEN = "Python Java Kubernetes"


def read(paint: Painter) -> DocumentText:
    def page(canvas: Canvas) -> None:
        canvas.setFillColor(black)
        canvas.drawString(50, 700, SEEN)
        paint(canvas)

    return parse(painted(page), limits=ReadingLimits())


def white_on_white(canvas: Canvas) -> None:
    canvas.setFillColor(white)
    canvas.drawString(50, 650, UNSEEN)


def nearly_white_on_white(canvas: Canvas) -> None:
    canvas.setFillColor(Color(0.96, 0.96, 0.96))
    canvas.drawString(50, 650, UNSEEN)


def dark_on_the_same_dark(canvas: Canvas) -> None:
    canvas.setFillColor(Color(0.1, 0.1, 0.3))
    canvas.rect(40, 600, 300, 100, stroke=0, fill=1)
    canvas.drawString(50, 650, UNSEEN)


def under_a_white_rectangle(canvas: Canvas) -> None:
    canvas.drawString(50, 650, UNSEEN)
    canvas.setFillColor(white)
    canvas.rect(40, 640, 300, 30, stroke=0, fill=1)


def smaller_than_four_points(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 3)
    canvas.drawString(50, 650, UNSEEN)


def scaled_to_one_point(canvas: Canvas) -> None:
    canvas.scale(0.1, 0.1)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(500, 6500, UNSEEN)


def beside_the_page(canvas: Canvas) -> None:
    canvas.drawString(700, 650, UNSEEN)


def in_rendering_mode_three(canvas: Canvas) -> None:
    canvas.drawString(50, 650, UNSEEN, mode=3)


def transparent(canvas: Canvas) -> None:
    canvas.setFillAlpha(0.01)
    canvas.drawString(50, 650, UNSEEN)


def clipped_away(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.rect(50, 100, 10, 10)
    canvas.clipPath(path, stroke=0)
    canvas.setFillColor(Color(0.9, 0.9, 0.9))
    canvas.drawString(50, 650, UNSEEN)


@pytest.mark.parametrize(
    ("paint", "kind"),
    [
        (white_on_white, HiddenText.BACKGROUND_COLOUR),
        (nearly_white_on_white, HiddenText.BACKGROUND_COLOUR),
        (dark_on_the_same_dark, HiddenText.COVERED),
        (under_a_white_rectangle, HiddenText.COVERED),
        (smaller_than_four_points, HiddenText.TINY),
        (scaled_to_one_point, HiddenText.TINY),
        (beside_the_page, HiddenText.OFF_PAGE),
        (in_rendering_mode_three, HiddenText.NOT_PAINTED),
        (transparent, HiddenText.BACKGROUND_COLOUR),
        (clipped_away, HiddenText.BACKGROUND_COLOUR),
    ],
)
def test_words_that_nobody_sees_are_left_out_and_told(paint: Painter, kind: HiddenText) -> None:
    result = read(paint)
    assert result.text == SEEN
    assert result.hidden == (kind,)


def white_on_a_dark_band(canvas: Canvas) -> None:
    canvas.setFillColor(Color(0.1, 0.2, 0.4))
    canvas.rect(40, 640, 300, 30, stroke=0, fill=1)
    canvas.setFillColor(white)
    canvas.drawString(50, 650, UNSEEN)


def white_on_a_picture(canvas: Canvas) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (30, 30), (20, 60, 90)).save(buffer, "PNG")
    buffer.seek(0)
    canvas.drawImage(ImageReader(buffer), 40, 600, 300, 100)
    canvas.setFillColor(white)
    canvas.drawString(50, 650, UNSEEN)


def grey(canvas: Canvas) -> None:
    canvas.setFillColor(Color(0.7, 0.7, 0.7))
    canvas.drawString(50, 650, UNSEEN)


def dark_beside_an_ornament(canvas: Canvas) -> None:
    canvas.circle(400, 650, 50, stroke=0, fill=1)
    canvas.drawString(50, 650, UNSEEN)


def outlined(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 24)
    canvas.drawString(50, 650, UNSEEN, mode=1)


@pytest.mark.parametrize(
    "paint", [white_on_a_dark_band, white_on_a_picture, grey, dark_beside_an_ornament, outlined]
)
def test_words_that_are_seen_are_read_without_a_flag(paint: Painter) -> None:
    result = read(paint)
    assert result.text.split() == [*SEEN.split(), *UNSEEN.split()]
    assert result.hidden == ()


def picture(canvas: Canvas) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (200, 280), (230, 230, 230)).save(buffer, "PNG")
    buffer.seek(0)
    canvas.drawImage(ImageReader(buffer), 0, 0, 595, 842)


def test_a_scan_without_text_is_refused_as_such() -> None:
    with pytest.raises(DocumentRejected) as refusal:
        parse(painted(picture, picture), limits=ReadingLimits())
    assert refusal.value.reason is RejectionReason.SCAN_WITHOUT_TEXT


def test_recognised_text_behind_a_scan_is_read_and_told() -> None:
    def recognised(canvas: Canvas) -> None:
        picture(canvas)
        canvas.drawString(50, 700, SEEN, mode=3)

    result = parse(painted(recognised), limits=ReadingLimits())
    assert (result.text, result.hidden) == (SEEN, (HiddenText.NOT_PAINTED,))


def test_pages_that_are_pictures_are_named_when_others_can_be_read() -> None:
    def written(canvas: Canvas) -> None:
        canvas.drawString(50, 700, SEEN)

    result = parse(painted(written, picture, written), limits=ReadingLimits())
    assert result.unread_pages == (2,)
    assert [span.text_in(result.text) for span in result.pages] == [SEEN, "", SEEN]


def test_a_blank_page_is_no_scan() -> None:
    with pytest.raises(DocumentRejected) as refusal:
        parse(page_of(), limits=ReadingLimits())
    assert refusal.value.reason is RejectionReason.NO_TEXT


def test_a_page_lying_on_its_side_is_read_upright() -> None:
    def paint(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        canvas.rotate(90)
        canvas.translate(0, -595)
        for item in column(60, 60, ["EXPERIENCE", "Conseillère clientèle", "FORMATION", "Technicienne"]):
            canvas.drawString(item.x, 595 - item.y, item.text)

    text = parse(painted(paint), limits=ReadingLimits()).text
    assert text == "EXPERIENCE\nConseillère clientèle\nFORMATION\nTechnicienne"


def test_words_written_up_the_margin_follow_the_page() -> None:
    def paint(canvas: Canvas) -> None:
        for item in column(100, 60, ["EXPERIENCE", "Conseillère clientèle", "FORMATION", "Technicienne"]):
            item.paint(canvas)
        canvas.rotate(90)
        canvas.drawString(300, -40, "Curriculum vitae")

    lines = parse(painted(paint), limits=ReadingLimits()).text.splitlines()
    assert lines[0] == "EXPERIENCE"
    assert lines[-1] == "Curriculum vitae"


def test_headers_and_footers_stay_on_their_pages() -> None:
    def page(number: int) -> Painter:
        def paint(canvas: Canvas) -> None:
            for item in [
                Words(40, 30, "Nadia Benali"),
                Words(40, 200, SEEN),
                Words(500, 820, f"{number} / 2"),
            ]:
                item.paint(canvas)

        return paint

    result = parse(painted(page(1), page(2)), limits=ReadingLimits())
    assert [span.text_in(result.text) for span in result.pages] == [
        f"Nadia Benali\n\n{SEEN}\n\n{number} / 2" for number in (1, 2)
    ]


def test_what_was_typed_into_form_fields_is_read() -> None:
    def form(canvas: Canvas) -> None:
        canvas.drawString(50, 700, "Nom")
        canvas.acroForm.textfield(value="Nadia Benali", x=90, y=695, width=150, height=16, fontSize=10)

    assert parse(painted(form), limits=ReadingLimits()).text == "Nom Nadia Benali"
