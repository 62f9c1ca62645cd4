"""DOCX and ODT files made in memory from the XML of their bodies."""

import io
import zipfile
from collections.abc import Mapping

_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MORE_WORD = (
    f'{_WORD} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{kind}:1.0"'
    for name, kind in [
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"),
    ]
)

Parts = Mapping[str, str | bytes]


def archive(parts: Parts, *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP file of these parts, in this order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression, compresslevel=9) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return buffer.getvalue()


def docx(body: str, *, more: Parts | None = None, styles: str = "", numbering: str = "") -> bytes:
    """Return a Word document around the XML of its body."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {_MORE_WORD}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {_WORD}>{styles}</w:styles>",
        "word/numbering.xml": f"<w:numbering {_WORD}>{numbering}</w:numbering>",
    }
    return archive({**parts, **(more or {})})


def word_part(tag: str, body: str) -> str:
    """Return another part of a Word document, such as a header."""
    return f"<w:{tag} {_MORE_WORD}>{body}</w:{tag}>"


def p(*runs: str, properties: str = "") -> str:
    """Return a paragraph of runs, each given as text or as XML."""
    inside = "".join(run if run.startswith("<") else r(run) for run in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def r(text: str, properties: str = "") -> str:
    """Return a run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def table(*rows: tuple[str, ...]) -> str:
    """Return a table whose cells are given as the XML of their paragraphs."""
    inside = "".join(f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in row)}</w:tr>" for row in rows)
    return f"<w:tbl>{inside}</w:tbl>"


def odt(body: str, *, styles: str = "", page: str = "", more: Parts | None = None) -> bytes:
    """Return an OpenDocument text around the XML of its body."""
    content = (
        f"<office:document-content {_ODF}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    layout = (
        f"<office:document-styles {_ODF}><office:master-styles><style:master-page>{page}</style:master-page>"
        "</office:master-styles></office:document-styles>"
    )
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": content,
        "styles.xml": layout,
    }
    return archive({**parts, **(more or {})})
