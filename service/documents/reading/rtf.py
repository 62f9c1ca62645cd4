"""RTF to lines: headers, body and footers, in the code pages of its fonts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from service.documents.reading.document_text import Extraction, HiddenText
from service.documents.reading.rejection import rejected
from service.documents.reading.tables import table_lines
from service.errors import RejectionReason

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<symbol>[^a-zA-Z])"
    rb"|(?P<brace>[{}])|[\r\n\x00]+|(?P<text>[^\\{}\r\n\x00]+)|\\",
    re.DOTALL,
)
_ROW_END, _CELL_END, _CELL_LINE = "\x1e", "\x1f", "\x1d"

_CHARACTERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "par": "\n", "line": "\n", "sect": "\n", "page": "\n", "column": "\n", "tab": "\t", "cell": _CELL_END,
        "row": _ROW_END, "nestcell": "\t", "nestrow": _CELL_LINE, "emdash": "—", "endash": "–", "bullet": "•",
        "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " ",
    }
)  # fmt: skip
_SYMBOLS: Final[Mapping[bytes, str]] = MappingProxyType(
    {b"~": "\xa0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n", b"\t": "\t"}
)
_LEFT_OUT: Final = frozenset(
    {
        "stylesheet",
        "info",
        "pict",
        "object",
        "fldinst",
        "themedata",
        "colorschememapping",
        "datastore",
        "latentstyles",
    }
    | {
        "nonshppict",
        "shprslt",
        "sn",
        "sv",
        "generator",
        "listtable",
        "listoverridetable",
        "rsidtbl",
        "xmlnstbl",
    }
    | {
        "revtbl",
        "filetbl",
        "userprops",
        "annotation",
        "atnid",
        "atnauthor",
        "tc",
        "xe",
        "bkmkstart",
        "bkmkend",
    }
)
_ENTERED_THOUGH_STARRED: Final = frozenset({"shpinst", "shptxt", "listtext", "pntext"})
_HEADERS: Final = frozenset({"header", "headerl", "headerr", "headerf"})
_FOOTERS: Final = frozenset({"footer", "footerl", "footerr", "footerf"})
_CODE_PAGES: Final[Mapping[int, str]] = MappingProxyType(
    {77: "mac-roman", 128: "cp932", 161: "cp1253", 162: "cp1254", 177: "cp1255", 178: "cp1256", 186: "cp1257"}
    | {204: "cp1251", 238: "cp1250"}
)
_SYMBOL_CHARSET = 2
_BULLET = "•"
_MIN_VISIBLE_HALF_POINTS = 8
_NEARLY_WHITE = 0xF0
_MAX_GROUP_DEPTH = 1_000
_BLOCK_SPACE_TWIPS = 120
_INVISIBLE_ANYWAY = f" \t\n\xa0{_ROW_END}{_CELL_END}{_CELL_LINE}"


def read_rtf(data: bytes) -> Extraction:
    """Return the text of an RTF document; field codes, pictures and deleted words are left out.

    Raises:
        DocumentRejected: Groups are nested beyond reason.
    """
    reader = _Reader()
    reader.feed(data)
    parts = reader.parts
    lines = [*_lines(parts["header"]), "", *_lines(parts["body"]), "", *_lines(parts["footer"])]
    return Extraction(pages=("\n".join(lines),), hidden=frozenset(reader.hidden))


@dataclass(frozen=True, slots=True)
class _State:
    r"""What holds inside the current group.

    Attributes:
        destination: Where words go: `body`, `header`, `footer`, a table of the file, or `""` for nowhere.
        code_page: Of bytes; None for that of the whole file.
        n_fallback: Characters after a `\u` that only older readers show.
        is_symbol_font: Bytes are pictures, such as bullets.
        is_marked_hidden: Words are hidden by `\v`.
        is_deleted: Words are struck by a tracked change.
        half_points: Size of the letters.
        colour: Index into the colour table.
        has_ground: Something coloured is behind the letters.
        in_table: The paragraph is part of a cell.
        begins_block: The paragraph keeps its distance from the one before.
    """

    destination: str = "body"
    code_page: str | None = None
    is_symbol_font: bool = False
    n_fallback: int = 1
    is_marked_hidden: bool = False
    is_deleted: bool = False
    half_points: int = 24
    colour: int = 0
    has_ground: bool = False
    in_table: bool = False
    begins_block: bool = False


@dataclass(slots=True)
class _Reader:
    """Reads the tokens of one file; groups nest on a stack, not in calls."""

    parts: dict[str, list[str]] = field(default_factory=lambda: {"header": [], "body": [], "footer": []})
    hidden: set[HiddenText] = field(default_factory=set)
    state: _State = field(default_factory=_State)
    stack: list[_State] = field(default_factory=list)
    fonts: dict[int, int] = field(default_factory=dict)
    colours: list[list[int]] = field(default_factory=lambda: [[]])
    default_code_page: str = "cp1252"
    font_in_hand: int = 0
    is_starred: bool = False
    n_to_skip: int = 0
    bytes_in_hand: bytearray = field(default_factory=bytearray)

    def feed(self, data: bytes) -> None:
        position = 0
        while position < len(data):
            token = _TOKEN.match(data, position)
            assert token is not None
            position = token.end()
            if token["word"] == b"bin":
                position += max(0, int(token["number"] or 0))
            else:
                self._token(token)
        self._flush()

    def _token(self, token: re.Match[bytes]) -> None:
        if token["text"] is not None:
            self._bytes(token["text"])
        elif token["hex"] is not None:
            self._bytes(bytes.fromhex(token["hex"].decode()))
        elif token["brace"] is not None:
            self._brace(token["brace"])
        elif token["word"] is not None:
            self._flush()
            self._word(token["word"].decode(), None if token["number"] is None else int(token["number"]))
        elif token["symbol"] == b"*":
            self.is_starred = True
        elif token["symbol"] is not None:
            self._write(_SYMBOLS.get(token["symbol"], ""))

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self.is_starred = False
        self.n_to_skip = 0
        if brace == b"{":
            if len(self.stack) >= _MAX_GROUP_DEPTH:
                raise rejected(RejectionReason.FORBIDDEN_CONTENT)
            self.stack.append(self.state)
        elif self.stack:
            self.state = self.stack.pop()

    def _word(self, word: str, number: int | None) -> None:
        if self.is_starred:
            self.is_starred = False
            if word not in _ENTERED_THOUGH_STARRED:
                self.state = replace(self.state, destination="")
                return
        if word in _CHARACTERS:
            is_in_cell = self.state.in_table and _CHARACTERS[word] == "\n"
            self._write(_CELL_LINE if is_in_cell else _CHARACTERS[word])
        elif word == "u":
            self._write(chr((number or 0) % 0x10000))
            self.n_to_skip = self.state.n_fallback
        else:
            self._destination(word)
            self._table_entry(word, number)
            self._format_letters(word, number)
            self._format_paragraph(word, number)

    def _destination(self, word: str) -> None:
        if not self.state.destination:
            return
        if word in _LEFT_OUT:
            self.state = replace(self.state, destination="")
        elif word in {"fonttbl", "colortbl"}:
            self.state = replace(self.state, destination=word)
        elif word in _HEADERS:
            self.state = replace(self.state, destination="header")
        elif word in _FOOTERS:
            self.state = replace(self.state, destination="footer")

    def _table_entry(self, word: str, number: int | None) -> None:
        """Note an entry of the font or colour table, or the code page of the whole file."""
        if self.state.destination == "fonttbl":
            self.font_in_hand = (number or 0) if word == "f" else self.font_in_hand
            if word == "fcharset":
                self.fonts[self.font_in_hand] = number or 0
        elif self.state.destination == "colortbl" and word in {"red", "green", "blue"}:
            self.colours[-1].append(number or 0)
        elif word == "ansicpg" and number:
            self.default_code_page = f"cp{number}"
        elif word == "mac":
            self.default_code_page = "mac-roman"

    def _format_letters(self, word: str, number: int | None) -> None:
        is_on = number != 0
        match word:
            case "f":
                charset = self.fonts.get(number or 0, 0)
                is_symbol = charset == _SYMBOL_CHARSET
                self.state = replace(self.state, code_page=_CODE_PAGES.get(charset), is_symbol_font=is_symbol)
            case "uc":
                self.state = replace(self.state, n_fallback=number or 0)
            case "v":
                self.state = replace(self.state, is_marked_hidden=is_on)
            case "deleted":
                self.state = replace(self.state, is_deleted=is_on)
            case "fs":
                self.state = replace(self.state, half_points=number or 24)
            case "cf":
                self.state = replace(self.state, colour=number or 0)
            case "cb" | "highlight" | "chcbpat" | "cbpat" | "clcbpat":
                self.state = replace(self.state, has_ground=is_on)
            case "plain":
                plain = _State(destination=self.state.destination, n_fallback=self.state.n_fallback)
                self.state = replace(
                    plain, in_table=self.state.in_table, begins_block=self.state.begins_block
                )
            case _:
                pass

    def _format_paragraph(self, word: str, number: int | None) -> None:
        match word:
            case "intbl":
                self.state = replace(self.state, in_table=True)
            case "sb":
                self.state = replace(self.state, begins_block=(number or 0) >= _BLOCK_SPACE_TWIPS)
            case "pard":
                self.state = replace(self.state, in_table=False, begins_block=False)
            case _:
                pass

    def _bytes(self, data: bytes) -> None:
        if self.n_to_skip:
            skipped = min(self.n_to_skip, len(data))
            self.n_to_skip -= skipped
            data = data[skipped:]
        if self.state.destination == "colortbl":
            self.colours += [[] for _ in range(data.count(b";"))]
        elif self.state.destination in self.parts:
            self.bytes_in_hand += data

    def _flush(self) -> None:
        """Decode the bytes in hand; they are collected because some code pages use two for a letter."""
        if self.bytes_in_hand:
            data = bytes(self.bytes_in_hand)
            self.bytes_in_hand.clear()
            self._write(_BULLET if self.state.is_symbol_font and data.strip() else self._decoded(data))

    def _decoded(self, data: bytes) -> str:
        try:
            return data.decode(self.state.code_page or self.default_code_page, errors="replace")
        except LookupError:
            return data.decode("cp1252", errors="replace")

    def _write(self, text: str) -> None:
        self._flush()
        if not text or self.state.destination not in self.parts or self.state.is_deleted:
            return
        kind = self._hidden_kind()
        if kind is None or not text.strip(_INVISIBLE_ANYWAY):
            self._append(text)
        else:
            self.hidden.add(kind)

    def _append(self, text: str) -> None:
        part = self.parts[self.state.destination]
        is_at_start = not part or part[-1] == "\n"
        if is_at_start and self.state.begins_block and not self.state.in_table and text.strip():
            part.append("\n")
        part.append(text)

    def _hidden_kind(self) -> HiddenText | None:
        if self.state.is_marked_hidden:
            return HiddenText.MARKED_HIDDEN
        if self.state.half_points < _MIN_VISIBLE_HALF_POINTS:
            return HiddenText.TINY
        colour = self.colours[self.state.colour] if 0 <= self.state.colour < len(self.colours) else []
        is_white = len(colour) == 3 and min(colour) >= _NEARLY_WHITE
        is_on_paper = not self.state.has_ground and not self.state.in_table
        return HiddenText.BACKGROUND_COLOUR if is_white and is_on_paper else None


def _lines(pieces: list[str]) -> Iterator[str]:
    """Yield lines; what ends in a row mark is a table."""
    text = "".join(pieces).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    for paragraph in text.split("\n"):
        *rows, rest = paragraph.split(_ROW_END)
        cells = [[cell.split(_CELL_LINE) for cell in row.split(_CELL_END)] for row in rows]
        yield from table_lines([row[:-1] if row[-1] == [""] else row for row in cells])
        if rest.strip(_CELL_END + _CELL_LINE) or not rows:
            yield rest.replace(_CELL_END, "\t").replace(_CELL_LINE, "\n").strip()
