"""ODT to lines: page headers, body and page footers."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from service.documents.reading.archive import Archive
from service.documents.reading.document_text import Extraction, HiddenText
from service.documents.reading.limits import ReadingLimits
from service.documents.reading.rejection import rejected
from service.documents.reading.safe_xml import child_of, parse_xml
from service.documents.reading.tables import table_lines
from service.errors import RejectionReason

_LEFT_OUT = frozenset(
    {"text:tracked-changes", "office:annotation", "text:note-citation", "office:forms", "text:ruby-text"}
)
_HIDDEN_FIELDS = frozenset({"text:hidden-text", "text:hidden-paragraph"})
_BOXES = frozenset({"draw:frame", "draw:custom-shape", "draw:g"})
_MAX_SPACES = 100
_MAX_STYLE_CHAIN = 20
_MIN_SIZE_POINTS = 4.0
_BLOCK_SPACE_POINTS = 5.0
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)(pt|in|cm|mm)")
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835}
_WHITE = re.compile(r"#[fF][0-9a-fA-F][fF][0-9a-fA-F][fF][0-9a-fA-F]")


def read_odt(data: bytes, *, limits: ReadingLimits) -> Extraction:
    """Return the text of an OpenDocument text; deleted words and comments are left out.

    Raises:
        DocumentRejected: Damaged, encrypted, with a DOCTYPE, or beyond the limits.
    """
    archive = Archive(data, limits=limits)
    if b"encryption-data" in (archive.read("META-INF/manifest.xml") or b""):
        raise rejected(RejectionReason.ENCRYPTED)
    content, styles = archive.read("content.xml"), archive.read("styles.xml")
    if content is None:
        raise rejected(RejectionReason.BROKEN)
    body = parse_xml(content, limits=limits)
    layout = None if styles is None else parse_xml(styles, limits=limits)
    walk = _Walk(_looks([body, *([] if layout is None else [layout])]))
    parts = [*_page_parts(layout, "style:header"), *_texts(body), *_page_parts(layout, "style:footer")]
    lines = [line for part in parts for line in [*_lines(part, walk), ""]]
    return Extraction(pages=("\n".join(lines),), hidden=frozenset(walk.hidden))


@dataclass(frozen=True, slots=True)
class _Look:
    """How a style keeps its text from being seen, if it does, and whether it begins a block."""

    kind: HiddenText | None = None
    begins_block: bool = False


@dataclass(slots=True)
class _Walk:
    """Styles by name, and the kinds of hidden text met so far."""

    looks: Mapping[str, _Look]
    hidden: set[HiddenText] = field(default_factory=set)

    def look_of(self, element: Element) -> _Look:
        return self.looks.get(element.get("text:style-name", ""), _Look())


def _texts(body: Element) -> Iterator[Element]:
    yield from body.iter("office:text")


def _page_parts(layout: Element | None, tag: str) -> Iterator[Element]:
    """Yield headers or footers, each wording once."""
    seen: set[str] = set()
    for part in () if layout is None else layout.iter(tag):
        wording = "".join(part.itertext())
        if wording not in seen:
            seen.add(wording)
            yield part


def _lines(parent: Element, walk: _Walk, *, mark: str = "") -> list[str]:
    lines: list[str] = []
    for child in parent:
        if child.tag in {"text:p", "text:h"}:
            lines += _paragraph(child, walk, mark=mark)
            mark = "" if not mark else " " * len(mark)
        elif child.tag == "table:table":
            lines += ["", *_table(child, walk), ""]
        elif child.tag == "text:list-item":
            lines += _lines(child, walk, mark="• ")
        elif child.tag not in _LEFT_OUT:
            lines += _lines(child, walk, mark=mark)
    return lines


def _paragraph(element: Element, walk: _Walk, *, mark: str) -> list[str]:
    boxes: list[Element] = []
    text = "".join(_inline(element, walk, boxes)).strip()
    look = walk.look_of(element)
    if look.kind is not None and text:
        walk.hidden.add(look.kind)
        text = ""
    lines = [line.strip() for line in ((mark.strip() + " " if mark.strip() else "") + text).split("\n")]
    box_lines = [line for box in boxes for line in _lines(box, walk)]
    before = [""] if text and (element.tag == "text:h" or look.begins_block) else []
    return [*before, *lines, *(["", *box_lines, ""] if box_lines else [])]


def _inline(element: Element, walk: _Walk, boxes: list[Element]) -> Iterator[str]:
    """Yield the words of a paragraph; what floats beside it is put into `boxes`."""
    yield _collapsed(element.text)
    for child in element:
        yield from _piece(child, walk, boxes)
        yield _collapsed(child.tail)


def _piece(child: Element, walk: _Walk, boxes: list[Element]) -> Iterator[str]:
    if child.tag == "text:s":
        yield " " * min(_count(child.get("text:c")), _MAX_SPACES)
    elif child.tag == "text:tab":
        yield "\t"
    elif child.tag == "text:line-break":
        yield "\n"
    elif child.tag in _BOXES:
        boxes.append(child)
    elif child.tag in _HIDDEN_FIELDS:
        walk.hidden.add(HiddenText.MARKED_HIDDEN)
    elif child.tag not in _LEFT_OUT:
        text = "".join(_inline(child, walk, boxes))
        kind = walk.look_of(child).kind
        if kind is None:
            yield text
        elif text.strip():
            walk.hidden.add(kind)


def _table(table: Element, walk: _Walk) -> list[str]:
    rows = [[_lines(cell, walk) for cell in row if cell.tag == "table:table-cell"] for row in _rows(table)]
    return table_lines(rows)


def _rows(parent: Element) -> Iterator[Element]:
    for child in parent:
        if child.tag == "table:table-row":
            yield child
        elif child.tag in {"table:table-header-rows", "table:table-rows", "table:table-row-group"}:
            yield from _rows(child)


def _looks(roots: Iterable[Element]) -> dict[str, _Look]:
    styles = {
        style.get("style:name", ""): style
        for root in roots
        for style in root.iter("style:style")
        if style.get("style:family") in {"text", "paragraph"}
    }
    return {name: _look(_chain(name, styles)) for name in styles}


def _chain(name: str, styles: Mapping[str, Element]) -> list[Element]:
    chain: list[Element] = []
    while name in styles and len(chain) < _MAX_STYLE_CHAIN:
        chain.append(styles[name])
        name = styles[name].get("style:parent-style-name", "")
    return chain


def _look(chain: list[Element]) -> _Look:
    def first(name: str) -> str:
        values = (_property(style, name) for style in chain)
        return next((value for value in values if value is not None), "")

    return _Look(_hidden_kind(first), begins_block=_points(first("fo:margin-top")) >= _BLOCK_SPACE_POINTS)


def _hidden_kind(first: Callable[[str], str]) -> HiddenText | None:
    if first("text:display") == "none":
        return HiddenText.MARKED_HIDDEN
    if 0 < _points(first("fo:font-size")) < _MIN_SIZE_POINTS:
        return HiddenText.TINY
    ground = first("fo:background-color")
    if _WHITE.fullmatch(first("fo:color")) and (ground in {"", "transparent"} or _WHITE.fullmatch(ground)):
        return HiddenText.BACKGROUND_COLOUR
    return None


def _points(length: str) -> float:
    found = _LENGTH.fullmatch(length)
    return float(found[1]) * _POINTS[found[2]] if found else 0.0


def _property(style: Element, name: str) -> str | None:
    for tag in ("style:text-properties", "style:paragraph-properties"):
        properties = child_of(style, tag)
        if properties is not None and name in properties.attrib:
            return properties.get(name)
    return None


def _collapsed(text: str | None) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text or "")


def _count(value: str | None) -> int:
    return int(value) if value is not None and value.isascii() and value.isdigit() else 1
