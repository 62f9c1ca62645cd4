"""A plan as one table of people, for programs and spreadsheets."""

from service.spreadsheets import csv_line
from service.staffing.exports.sheet import PlanSheet

_BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Without it, spreadsheet programs take UTF-8 for something else."""


def as_csv(sheet: PlanSheet) -> bytes:
    """Return the bytes of a CSV file in UTF-8: one line per person with a seat or in reserve."""
    lines = [csv_line([sheet.speech.label("opening"), *sheet.columns()])]
    for opening, _ in sheet.openings():
        lines += [csv_line([opening.title, *sheet.cells(row)]) for row in sheet.placed(opening.id)]
    return (_BYTE_ORDER_MARK + "".join(lines)).encode()
