"""A CV of the demonstration as a PDF or Word document, so that real files are read."""

from io import BytesIO
from typing import NamedTuple
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

LINE_HEIGHT = 14
MARGIN = 56


class DemoFile(NamedTuple):
    """A document and the name it is uploaded under."""

    name: str
    data: bytes


def as_pdf(text: str, *, name: str) -> DemoFile:
    """Return a one-column PDF; its fonts hold Latin script only."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=True)
    height = A4[1] - MARGIN
    for line in text.splitlines():
        is_heading = line.isupper() and len(line) > 4
        canvas.setFont("Helvetica-Bold" if is_heading else "Helvetica", 11 if is_heading else 10)
        canvas.drawString(MARGIN, height, line)
        height -= LINE_HEIGHT
        if height < MARGIN:
            canvas.showPage()
            height = A4[1] - MARGIN
    canvas.save()
    return DemoFile(f"{name}.pdf", buffer.getvalue())


def as_docx(text: str, *, name: str) -> DemoFile:
    """Return a Word document of one paragraph per line, in any script."""
    paragraphs = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in text.splitlines()
    )
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _RELATIONSHIPS,
        "word/document.xml": _DOCUMENT.format(paragraphs=paragraphs),
    }
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            # Without a time of writing: the same text is the same document, which is not read again.
            archive.writestr(ZipInfo(part), content, ZIP_DEFLATED)
    return DemoFile(f"{name}.docx", buffer.getvalue())


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DOCUMENT = f'{_XML}<w:document xmlns:w="{_WORD}"><w:body>{{paragraphs}}</w:body></w:document>'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_CONTENT_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>'
)
_RELATIONSHIPS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
