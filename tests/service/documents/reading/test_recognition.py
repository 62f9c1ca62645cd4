"""The words of scans and photos are recognised where Tesseract is installed."""

from collections.abc import Iterator

import psutil
import pytest
from PIL import Image

from service.documents.reading import DocumentReader, ReadingLimits
from service.documents.reading.recognition.picture import tilt_degrees
from service.documents.reading.recognition.program import LANGUAGES, installed_languages
from service.documents.reading.recognition.words import lines_of_table
from service.errors import DocumentRejected, RejectionReason
from tests.data.documents.hostile import hostile_files
from tests.data.documents.pdf import Words, painted
from tests.data.documents.pictures import page_picture, pixel_flood, saved, scan, scanned

needs_tesseract = pytest.mark.skipif(
    not installed_languages().issuperset({*LANGUAGES, "osd"}),
    reason="tesseract with fra, ara, spa, eng and osd is not installed",
)

SIDE = ["CONTACT", "06 00 00 11 22", "nadia@courriel.example", "LANGUES", "Français : C1", "Anglais : B1"]
MAIN = [
    "EXPERIENCE",
    "Conseillère clientèle, Atlas Relation, Oujda",
    "de mars 2021 à août 2024",
    "réponse aux appels entrants et suivi des dossiers",
    "relance des factures impayées par téléphone",
    "FORMATION",
    "Diplôme de technicien spécialisé en commerce",
]


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader(n_processes=1, recognises=True) as reader:
        yield reader


def lines_read(reader: DocumentReader, data: bytes) -> list[str]:
    return [line for line in reader.read_blocking(data).text.splitlines() if line]


@needs_tesseract
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP", "BMP", "GIF"])
def test_a_picture_of_a_page_is_read_in_every_usual_format(reader: DocumentReader, kind: str) -> None:
    result = reader.read_blocking(saved(page_picture(MAIN), kind=kind))
    assert result.text.splitlines() == MAIN
    assert result.media_type == f"image/{kind.lower()}"


@needs_tesseract
@pytest.mark.parametrize("tilt", [90, 180, 270, 3, -4])
def test_a_page_that_lies_on_its_side_or_askew_is_turned_first(reader: DocumentReader, tilt: float) -> None:
    assert lines_read(reader, saved(page_picture(MAIN, tilt=tilt), kind="PNG")) == MAIN


@needs_tesseract
def test_columns_of_a_scan_are_read_one_after_the_other(reader: DocumentReader) -> None:
    assert lines_read(reader, scanned(page_picture(SIDE, MAIN))) == [*SIDE, *MAIN]


@needs_tesseract
def test_pages_with_text_and_pages_that_are_pictures_are_both_read(reader: DocumentReader) -> None:
    document = painted(Words(50, 60, "Conseillère clientèle").paint, scan(page_picture(SIDE)))
    result = reader.read_blocking(document)
    first, second = (page.text_in(result.text) for page in result.pages)
    assert first == "Conseillère clientèle"
    assert [line for line in second.splitlines() if line] == SIDE
    assert result.unread_pages == ()


@needs_tesseract
def test_each_picture_of_a_tiff_is_a_page(reader: DocumentReader) -> None:
    result = reader.read_blocking(saved(page_picture(SIDE), page_picture(MAIN), kind="TIFF"))
    assert [page.text_in(result.text).splitlines()[0] for page in result.pages] == ["CONTACT", "EXPERIENCE"]


@needs_tesseract
def test_transparent_paper_is_white(reader: DocumentReader) -> None:
    ink = page_picture(MAIN).point(lambda level: 255 - level)
    picture = Image.merge("LA", (Image.new("L", ink.size, 0), ink))
    assert lines_read(reader, saved(picture, kind="PNG")) == MAIN


@needs_tesseract
def test_a_scan_of_too_many_pages_is_refused(reader: DocumentReader) -> None:
    blank = Image.new("L", (200, 300), 255)
    for document in (scanned(*[blank] * 7), saved(*[blank] * 7, kind="TIFF")):
        with pytest.raises(DocumentRejected) as refusal:
            reader.read_blocking(document)
        assert refusal.value.reason is RejectionReason.TOO_MANY_PAGES


@needs_tesseract
def test_a_picture_without_words_is_refused_as_such(reader: DocumentReader) -> None:
    with pytest.raises(DocumentRejected) as refusal:
        reader.read_blocking(saved(Image.new("L", (1600, 2300), 255), kind="PNG"))
    assert refusal.value.reason is RejectionReason.SCAN_WITHOUT_TEXT


@needs_tesseract
def test_pictures_made_to_exhaust_the_machine_are_refused(reader: DocumentReader) -> None:
    for side in (9_000, 40_000):
        with pytest.raises(DocumentRejected) as refusal:
            reader.read_blocking(pixel_flood(side))
        assert refusal.value.reason in {RejectionReason.TOO_MUCH_MEMORY, RejectionReason.BROKEN}


@needs_tesseract
def test_hostile_files_are_refused_with_recognition_too(reader: DocumentReader) -> None:
    read = []
    for file in hostile_files():
        if RejectionReason.SCAN_WITHOUT_TEXT in file.reasons:
            with pytest.raises(DocumentRejected):
                reader.read_blocking(file.data)
            read.append(file.name)
    assert len(read) >= 9


@needs_tesseract
def test_recognition_that_takes_too_long_ends_with_the_programs_it_started() -> None:
    limits = ReadingLimits(recognition_seconds=0.3)
    with DocumentReader(limits=limits, n_processes=1, recognises=True) as reader:
        with pytest.raises(DocumentRejected) as refusal:
            reader.read_blocking(scanned(page_picture(SIDE, MAIN)))
        assert refusal.value.reason is RejectionReason.TOO_SLOW
        started = psutil.Process().children(recursive=True)
        assert [process for process in started if process.name() == "tesseract"] == []


def test_without_recognition_a_scan_is_refused_and_the_way_to_add_it_told() -> None:
    with DocumentReader(n_processes=1, recognises=False) as reader:
        for document in (scanned(page_picture(MAIN)), saved(page_picture(MAIN), kind="JPEG")):
            with pytest.raises(DocumentRejected, match="install the program tesseract") as refusal:
                reader.read_blocking(document)
            assert refusal.value.reason is RejectionReason.SCAN_WITHOUT_TEXT


def test_the_tilt_of_a_page_is_found_to_a_quarter_of_a_degree() -> None:
    for tilt in (-6.0, -1.5, 0.0, 2.25, 7.0):
        assert tilt_degrees(page_picture(MAIN * 4, tilt=tilt)) == pytest.approx(-tilt, abs=0.26)


def test_arabic_words_stand_from_right_to_left_and_numbers_from_left_to_right() -> None:
    header = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
    words = [("مستشارة", 900), ("زبناء", 800), ("منذ", 710), ("2021", 620), ("noise", 100)]
    rows = [
        f"5\t1\t1\t1\t1\t{number}\t{left}\t100\t60\t30\t{95 if text != 'noise' else 3}\t{text}"
        for number, (text, left) in enumerate(words)
    ]
    assert lines_of_table("\n".join([header, *rows])) == ["مستشارة زبناء منذ 2021"]
