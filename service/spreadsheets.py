"""Cells that no spreadsheet program takes for a formula."""

import csv
import io
import re
from collections.abc import Sequence

# Also behind blanks and invisible characters, which programs drop before they look; and the wide forms that
# East Asian editions take for the narrow ones.
_FORMULA = re.compile(
    r"[\s\u00a0\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]*[=+\-@＝＋－＠﹢﹣]"
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_MAX_CELL_CHARACTERS = 32_000


def safe_cell(value: object) -> str:
    """Return a value as a cell that is shown and never calculated; None becomes an empty cell.

    A text that could be taken for a formula gets an apostrophe before it (OWASP, "CSV Injection").

    >>> safe_cell("=1+1"), safe_cell("Oujda"), safe_cell(None)
    ("'=1+1", 'Oujda', '')
    """
    text = "" if value is None else _CONTROLS.sub(" ", str(value))[:_MAX_CELL_CHARACTERS]
    is_odd = bool(_FORMULA.match(text)) or text[:1] in {"\t", "\r", "\n"}
    return f"'{text}" if is_odd else text


def csv_line(cells: Sequence[object]) -> str:
    """Return a line of a CSV file whose cells are safe."""
    buffer = io.StringIO()
    csv.writer(buffer).writerow([safe_cell(cell) for cell in cells])
    return buffer.getvalue()
