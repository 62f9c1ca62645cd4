"""HTML to lines: what a browser would show, without scripts, styles and hidden elements."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from service.documents.reading.css import Appearance, StyleSheet
from service.documents.reading.document_text import Extraction, HiddenText
from service.documents.reading.limits import ReadingLimits
from service.documents.reading.plain_text import decoded
from service.documents.reading.rejection import rejected
from service.documents.reading.tables import table_lines
from service.errors import RejectionReason

_NOT_SHOWN = frozenset(
    {"script", "style", "head", "template", "noscript", "iframe", "object", "svg", "math", "canvas", "video"}
    | {"audio", "select", "datalist", "dialog", "map", "embed", "title"}
)
_BLOCKS = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
    }
    | {
        "figcaption",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
    }
    | {"nav", "ol", "p", "pre", "section", "summary", "details", "tr", "ul", "table", "caption"}
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SPACED = frozenset({"section", "article", "header", "footer", "hr"})
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_HEAD_BYTES = 4096
_MAX_ELEMENTS = 50_000
# Marks inside the text while it is put together: a line end asked for by <br>, and a blank line.
_BREAK, _BLANK = "\v", "\f"
_LINE_ENDS = re.compile(r"[\n\r\v\f]")
_TWO_BREAKS = re.compile(r"\v\s*\v\s*")


def read_html(data: bytes, *, limits: ReadingLimits) -> Extraction:
    """Return the visible text of a web page.

    Raises:
        DocumentRejected: The page has too many elements.
    """
    if data.count(b"<") - data.count(b"</") > _MAX_ELEMENTS:
        raise rejected(RejectionReason.TOO_MUCH_TEXT)
    charset = _CHARSET.search(data[:_HEAD_BYTES])
    text = decoded(data, declared=charset[1].decode("ascii") if charset else None)
    root = LexborHTMLParser(text).root
    if root is None:
        return Extraction(pages=("",))
    page = _Page(StyleSheet.of(root), limits)
    lines = ["" if line == _BLANK else line for line in page.lines_of(root)]
    return Extraction(pages=("\n".join(lines),), hidden=frozenset(page.hidden))


@dataclass(slots=True)
class _Page:
    """A walk through the elements of one page, with the kinds of hidden text met so far."""

    sheet: StyleSheet
    limits: ReadingLimits
    hidden: set[HiddenText] = field(default_factory=set)

    def lines_of(self, root: LexborNode) -> list[str]:
        """Return the lines of an element and all it holds."""
        return self._block(root, self._appearance(root, Appearance()), depth=0)

    def _block(self, element: LexborNode, appearance: Appearance, *, depth: int) -> list[str]:
        """Return the lines of a block: its own words, with the blocks inside on their own lines."""
        text = "".join(self._pieces(element, appearance, depth=depth))
        parted = _TWO_BREAKS.sub(f"\n{_BLANK}\n", text).replace(_BREAK, "\n").split("\n")
        lines = [line if line == _BLANK else _collapsed(line) for line in parted]
        return _with_mark([line for line in lines if line], "• " if element.tag == "li" else "")

    def _pieces(self, element: LexborNode, appearance: Appearance, *, depth: int) -> Iterator[str]:
        """Yield the words of an element; inner blocks come with line ends around them."""
        if depth > self.limits.depth:
            raise rejected(RejectionReason.FORBIDDEN_CONTENT)
        for child in element.iter(include_text=True):
            if child.is_text_node:
                yield self._words(child.text_content or "", appearance, keeps_lines=element.tag == "pre")
            elif child.tag == "br":
                yield _BREAK
            elif child.tag not in _NOT_SHOWN:
                yield from self._child(child, appearance, depth=depth + 1)

    def _child(self, child: LexborNode, around: Appearance, *, depth: int) -> Iterator[str]:
        appearance = self._appearance(child, around)
        if child.tag in {"table", "dl"}:
            arrange = self._table if child.tag == "table" else self._terms
            lines = table_lines(arrange(child, appearance, depth=depth))
            yield "\n".join(["", _BLANK, *(line or _BLANK for line in lines), _BLANK, ""])
        elif child.tag in _BLOCKS:
            before = [_BLANK] if child.tag in _SPACED | _HEADINGS else []
            after = [_BLANK] if child.tag in _SPACED else []
            yield "\n".join(["", *before, *self._block(child, appearance, depth=depth), *after, ""])
        else:
            yield from self._pieces(child, appearance, depth=depth)

    def _table(self, table: LexborNode, appearance: Appearance, *, depth: int) -> list[list[list[str]]]:
        rows = []
        for row in _rows(table):
            look = self._appearance(row, appearance)
            cells = [cell for cell in row.iter() if cell.tag in {"td", "th"}]
            rows.append([self._cell(cell, look, depth=depth + 2) for cell in cells])
        return rows

    def _terms(self, terms: LexborNode, appearance: Appearance, *, depth: int) -> list[list[list[str]]]:
        """Return a list of terms as rows: what is named, and what is said of it."""
        rows: list[list[list[str]]] = []
        for child in terms.css("dt, dd"):
            lines = self._cell(child, appearance, depth=depth + 1)
            if child.tag == "dt" or not rows:
                rows.append([lines])
            else:
                rows[-1].append(lines)
        return rows

    def _cell(self, cell: LexborNode, around: Appearance, *, depth: int) -> list[str]:
        lines = self._block(cell, self._appearance(cell, around), depth=depth)
        return ["" if line == _BLANK else line for line in lines]

    def _appearance(self, element: LexborNode, around: Appearance) -> Appearance:
        return around.inside(self.sheet.declarations(element))

    def _words(self, text: str, appearance: Appearance, *, keeps_lines: bool) -> str:
        if appearance.kind is not None:
            if text.strip():
                self.hidden.add(appearance.kind)
            return " "
        return text if keeps_lines else _LINE_ENDS.sub(" ", text)


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    for child in table.iter():
        if child.tag == "tr":
            yield child
        elif child.tag in {"thead", "tbody", "tfoot"}:
            yield from _rows(child)


def _with_mark(lines: list[str], mark: str) -> list[str]:
    first = next((index for index, line in enumerate(lines) if line != _BLANK), None)
    if first is not None and not lines[first].startswith(mark):
        lines[first] = mark + lines[first]
    return lines


def _collapsed(line: str) -> str:
    """Return a line with its white space as a browser shows it; tabs part the cells of a row."""
    return "\t".join(re.sub(r"[ \r\f\u00a0]+", " ", cell).strip() for cell in line.split("\t")).strip("\t")
