"""DOCX to lines: headers, body, notes and footers, with text boxes once and tables in reading order."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from service.documents.reading.archive import Archive
from service.documents.reading.document_text import Extraction, HiddenText
from service.documents.reading.docx_styles import DocxStyles, Look, is_shaded
from service.documents.reading.limits import ReadingLimits
from service.documents.reading.rejection import rejected
from service.documents.reading.safe_xml import child_of, parse_xml
from service.documents.reading.tables import table_lines
from service.errors import RejectionReason

_CONTAINERS = frozenset(
    {"w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag", "w:hyperlink"}
)
_INLINE_CONTAINERS = _CONTAINERS | {"w:fldSimple", "w:dir", "w:bdo"}
_PICTURES = frozenset({"w:drawing", "w:pict", "w:object", "mc:AlternateContent"})
_CHARACTERS = {"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}
_BLOCK_SPACE_TWIPS = 120
_SYMBOL_FONTS_START = 0xF000
_PLAIN_TABLE_STYLES = frozenset({"", "TableGrid", "TableNormal", "Grilledutableau", "Tablaconcuadrcula"})


def read_docx(data: bytes, *, limits: ReadingLimits) -> Extraction:
    """Return the text of a Word document.

    Deleted words, comments, field codes and document properties are left out, relations to other files
    are not followed.

    Raises:
        DocumentRejected: Damaged, with macros or a DOCTYPE, or beyond the limits.
    """
    package = _Package(Archive(data, limits=limits), limits)
    body = package.part(package.main_name)
    if body is None:
        raise rejected(RejectionReason.BROKEN)
    styles = DocxStyles.read(package.sibling("styles.xml"), package.sibling("numbering.xml"))
    has_ground = child_of(body, "w:background") is not None or any(
        part.tag in {"w:drawing", "w:pict"} for part in body.iter()
    )
    walk = _Walk(styles, on_ground=has_ground)
    headers = [line for part in package.parts_named("header") for line in [*_lines(part, walk), ""]]
    main = _lines(body, walk)
    notes = [
        line
        for name in ("footnotes.xml", "endnotes.xml")
        for line in _note_lines(package.sibling(name), walk)
    ]
    footers = [line for part in package.parts_named("footer") for line in ["", *_lines(part, walk)]]
    return Extraction(
        pages=("\n".join([*headers, *main, "", *notes, *footers]),), hidden=frozenset(walk.hidden)
    )


class _Package:
    """The parts of a DOCX, parsed on demand."""

    def __init__(self, archive: Archive, limits: ReadingLimits) -> None:
        self._archive = archive
        self._limits = limits
        names = archive.names()
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise rejected(RejectionReason.FORBIDDEN_CONTENT)
        self.main_name = self._main_part() or "word/document.xml"

    def part(self, name: str) -> Element | None:
        data = self._archive.read(name)
        return None if data is None else parse_xml(data, limits=self._limits)

    def sibling(self, name: str) -> Element | None:
        return self.part(f"{self._folder()}{name}")

    def parts_named(self, kind: str) -> Iterator[Element]:
        """Yield the headers or footers, each wording once although first, odd and even pages repeat it."""
        seen: set[str] = set()
        prefix = f"{self._folder()}{kind}"
        for name in sorted(n for n in self._archive.names() if n.startswith(prefix) and n.endswith(".xml")):
            part = self.part(name)
            wording = "" if part is None else "".join(part.itertext())
            if part is not None and wording not in seen:
                seen.add(wording)
                yield part

    def _folder(self) -> str:
        return self.main_name.rpartition("/")[0] + "/"

    def _main_part(self) -> str | None:
        relations = self.part("_rels/.rels")
        if relations is None:
            return None
        targets = (
            relation.get("Target", "").lstrip("/")
            for relation in relations
            if relation.get("Type", "").endswith("/officeDocument")
        )
        return next((target for target in targets if target in self._archive.names()), None)


@dataclass(slots=True)
class _Walk:
    """What is known while a document is walked, from its styles down to the run in hand.

    Attributes:
        styles: Styles of the document.
        on_ground: White letters may stand on something coloured here.
        paragraph: Look of the paragraph around.
        hidden: Kinds of hidden text met so far, shared by all levels.
    """

    styles: DocxStyles
    on_ground: bool = False
    paragraph: Look = field(default_factory=Look)
    hidden: set[HiddenText] = field(default_factory=set)


def _lines(parent: Element, walk: _Walk) -> list[str]:
    lines: list[str] = []
    for child in parent:
        if child.tag == "w:p":
            lines += _paragraph(child, walk)
        elif child.tag == "w:tbl":
            lines += ["", *_table(child, walk), ""]
        elif child.tag in _CONTAINERS or child.tag == "w:body":
            lines += _lines(child, walk)
        elif child.tag == "mc:AlternateContent":
            lines += _boxes(child, walk)
    return lines


def _paragraph(element: Element, walk: _Walk) -> list[str]:
    properties = child_of(element, "w:pPr")
    style_id = _value(properties, "w:pStyle")
    look = walk.styles.look(style_id)
    inner = replace(
        walk, paragraph=look, on_ground=walk.on_ground or bool(look.shaded) or is_shaded(properties)
    )
    text = "".join(_inline(element, inner))
    mark = "• " if text.strip() and walk.styles.is_bullet(properties, style_id) else ""
    lines = [line.strip() for line in (mark + text).split("\n")]
    boxes = [line for picture in _pictures(element) for line in _boxes(picture, inner)]
    before = (
        [""] if text.strip() and (style_id in walk.styles.headings or _has_space_before(properties)) else []
    )
    return [*before, *lines, *(["", *boxes, ""] if boxes else [])]


def _has_space_before(properties: Element | None) -> bool:
    spacing = child_of(properties, "w:spacing")
    twips = "" if spacing is None else spacing.get("w:before", "")
    return twips.isascii() and twips.isdigit() and int(twips) >= _BLOCK_SPACE_TWIPS


def _inline(parent: Element, walk: _Walk) -> Iterator[str]:
    for child in parent:
        if child.tag == "w:r":
            yield from _run(child, walk)
        elif child.tag in _INLINE_CONTAINERS:
            yield from _inline(child, walk)


def _run(run: Element, walk: _Walk) -> Iterator[str]:
    properties = child_of(run, "w:rPr")
    character_style = walk.styles.look(_value(properties, "w:rStyle"))
    look = Look.of(properties).over(character_style).over(walk.paragraph)
    pieces = [piece for child in run if (piece := _piece(child))]
    kind = _hidden_kind(look, on_ground=walk.on_ground)
    if kind is None:
        yield from pieces
        return
    if any(piece.strip() for piece in pieces):
        walk.hidden.add(kind)
    yield from (piece for piece in pieces if piece in {"\t", "\n"})


def _hidden_kind(look: Look, *, on_ground: bool) -> HiddenText | None:
    if look.hidden:
        return HiddenText.MARKED_HIDDEN
    if look.tiny:
        return HiddenText.TINY
    if look.white and not (on_ground or look.shaded):
        return HiddenText.BACKGROUND_COLOUR
    return None


def _piece(child: Element) -> str:
    if child.tag == "w:t":
        return (child.text or "").replace("\n", " ")
    if child.tag == "w:sym":
        return _symbol(child.get("w:char", ""))
    return _CHARACTERS.get(child.tag, "")


def _symbol(code: str) -> str:
    """Return the character of `w:sym`; pictures of symbol fonts have no meaning outside them."""
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    is_picture = value >= _SYMBOL_FONTS_START or value < ord(" ")
    return "• " if is_picture else chr(value)


def _pictures(paragraph: Element) -> Iterator[Element]:
    """Yield what may hold text boxes in a paragraph, in order, without entering other boxes."""
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if element.tag in _PICTURES:
            yield element
        elif element.tag in _INLINE_CONTAINERS or element.tag == "w:r":
            waiting.extend(reversed(element))


def _boxes(picture: Element, walk: _Walk) -> list[str]:
    """Return the lines of the text boxes in a picture, from one of its alternatives only."""
    lines: list[str] = []
    inner = replace(walk, on_ground=True, paragraph=Look())
    waiting = [picture]
    while waiting:
        element = waiting.pop()
        if element.tag == "w:txbxContent":
            lines += [*_lines(element, inner), ""]
        elif element.tag == "mc:AlternateContent":
            lines += _first_with_text(element, walk)
        else:
            waiting.extend(reversed(element))
    return lines


def _first_with_text(alternatives: Element, walk: _Walk) -> list[str]:
    found = (_boxes(alternative, walk) for alternative in alternatives)
    return next((lines for lines in found if any(lines)), [])


def _table(table: Element, walk: _Walk) -> list[str]:
    properties = child_of(table, "w:tblPr")
    is_styled = _value(properties, "w:tblStyle") not in _PLAIN_TABLE_STYLES
    inner = replace(walk, on_ground=walk.on_ground or is_styled or is_shaded(properties))
    rows = [[_cell(cell, inner) for cell in _members(row, "w:tc")] for row in _members(table, "w:tr")]
    return table_lines(rows)


def _cell(cell: Element, walk: _Walk) -> list[str]:
    shaded = is_shaded(child_of(cell, "w:tcPr"))
    return _lines(cell, replace(walk, on_ground=walk.on_ground or shaded))


def _members(parent: Element, tag: str) -> Iterator[Element]:
    """Yield rows of a table or cells of a row, also inside content controls and tracked insertions."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _CONTAINERS:
            yield from _members(child, tag)


def _note_lines(notes: Element | None, walk: _Walk) -> list[str]:
    if notes is None:
        return []
    return [line for note in notes if note.get("w:type") in {None, "normal"} for line in _lines(note, walk)]


def _value(properties: Element | None, tag: str) -> str:
    element = None if properties is None else child_of(properties, tag)
    return "" if element is None else element.get("w:val", "")
