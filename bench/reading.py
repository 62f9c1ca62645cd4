"""Pages of CVs read per second, by format, next to a plain dump of the same PDF pages.

    python bench/reading.py [--seconds 2]

Every figure is the best of several runs on one core. "here" parses in this process, "child" goes through
`DocumentReader` with one child. The plain dumps take the letters in the order in which a PDF holds them: no
columns, no tables, no right-to-left order, and they read what nobody sees.
"""

import argparse
import io
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType

import pypdfium2
from reportlab.lib.colors import Color, black, white
from reportlab.pdfgen.canvas import Canvas
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1]))

from service.documents.reading import DocumentReader, ReadingLimits
from service.documents.reading.parsing import parse
from tests.data.documents.office import docx, odt, p, table
from tests.data.documents.pdf import WIDTH, Words, column, painted

try:
    import pypdf
except ImportError:
    pypdf: ModuleType | None = None  # type: ignore[no-redef] # compared with only where it is installed

LINES = [
    "Conseillère clientèle, Atlas Relation, Oujda, de 2021 à aujourd'hui",
    "- appels entrants des abonnés d'un opérateur mobile, soixante par jour",
    "- traitement des réclamations et saisie dans le logiciel de suivi",
    "- formation des nouvelles recrues pendant leurs trois premières semaines",
] * 12


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--seconds", type=float, default=2.0, help="time for each figure")
    seconds = arguments.parse_args().seconds
    columns = ("document", "pages", "here, pages/s", "child, pages/s", "plain pdfium", "pypdf")
    figures = Table(*columns)
    with DocumentReader(n_processes=1) as reader:
        reader.warm_up()
        for name, (n_pages, data) in documents().items():
            rate = partial(pages_per_second, n_pages=n_pages, seconds=seconds)
            is_pdf = data.startswith(b"%PDF")
            figures.add_row(
                name,
                str(n_pages),
                rate(partial(parse, data, limits=ReadingLimits())),
                rate(partial(reader.read_blocking, data)),
                rate(partial(pdfium_dump, data)) if is_pdf else "",
                rate(partial(pypdf_dump, data)) if is_pdf and pypdf else "",
            )
    Console().print(figures)


def documents() -> dict[str, tuple[int, bytes]]:
    """Return a CV of one page in each format, and a long one, with their pages."""
    paragraphs = "".join(p(line) for line in LINES)
    rtf_lines = rb"\par ".join(line.encode("cp1252") for line in LINES)
    odt_lines = "".join(f"<text:p>{line}</text:p>" for line in LINES)
    return {
        "PDF, one column": (1, painted(one_column)),
        "PDF, coloured sidebar": (1, painted(sidebar)),
        "PDF, long": (30, painted(*[one_column] * 30)),
        "DOCX": (1, docx(paragraphs + table((p("2021"), p("Bac")), (p("2023"), p("Licence"))))),
        "ODT": (1, odt(odt_lines)),
        "RTF": (1, rb"{\rtf1\ansi " + rtf_lines + b"}"),
        "HTML": (1, "".join(["<html>", *(f"<p>{line}</p>" for line in LINES)]).encode()),
        "plain text": (1, "\n".join(LINES).encode("cp1252")),
    }


def one_column(canvas: Canvas) -> None:
    """Paint a page in black on white."""
    for words in column(50, 60, LINES, leading=15):
        words.paint(canvas)


def sidebar(canvas: Canvas) -> None:
    """Paint a page with white words on a dark sidebar, which has to be painted to be judged."""
    canvas.setFillColor(Color(0.1, 0.2, 0.3))
    canvas.rect(0, 0, WIDTH / 4, 842, stroke=0, fill=1)
    canvas.setFillColor(white)
    for words in column(20, 60, ["CONTACT", "06 00 00 11 22", "LANGUES", "Français C1"], leading=19):
        words.paint(canvas)
    canvas.setFillColor(black)
    for words in column(180, 60, LINES, leading=15):
        Words(words.x, words.y, words.text).paint(canvas)


def pages_per_second(read: Callable[[], object], *, n_pages: int, seconds: float) -> str:
    """Return the rate of the fastest run."""
    best = float("inf")
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        read()
        best = min(best, time.perf_counter() - start)
    return f"{n_pages / best:,.0f}"


def pdfium_dump(data: bytes) -> str:
    """Return the text of a PDF as PDFium strings it together."""
    document = pypdfium2.PdfDocument(data)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def pypdf_dump(data: bytes) -> str:
    """Return the text of a PDF as pypdf strings it together."""
    assert pypdf is not None
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


if __name__ == "__main__":
    main()
