"""A plan as one page of HTML that prints well: chart, coverage, what seats cost, what to do."""

from collections.abc import Iterable, Sequence
from html import escape
from importlib import resources

from matching.assignment.coverage import Coverage
from service.staffing.exports.sheet import PlanSheet
from service.staffing.plans.values import PlannedOpening

_BAR, _GAP, _LABELS, _WIDTH, _FIGURES = 16, 7, 230, 700, 96
_MAX_LABEL = 34
_MAX_SENTENCES = 8
"""Per heading; the plan itself has them all."""


def as_report(sheet: PlanSheet) -> str:
    """Return a whole HTML document without scripts, and without anything to be fetched."""
    speech, result = sheet.speech, sheet.result
    heading = f"{sheet.site_name} – {speech.label('plan')} {sheet.record.version}"
    direction = "rtl" if sheet.is_right_to_left else "ltr"
    style = (resources.files(__package__) / "report.css").read_text(encoding="utf-8")
    day = f"<bdi dir='ltr'>{sheet.record.created_at:%Y-%m-%d}</bdi>"
    made = (
        f"<p class='made'>{escape(speech.label('made'))} {day}"
        f" – {escape(speech.label('people'))} – {result.n_people}</p>"
    )
    body = (
        f"<h1>{escape(heading)}</h1>",
        made,
        _headline(sheet),
        _chart(sheet),
        _table(sheet),
        *(_remarks(title, sentences) for title, sentences in sheet.remarks()),
    )
    return (
        f"<!DOCTYPE html><html lang='{speech.language}' dir='{direction}'><head><meta charset='utf-8'>"
        f"<meta name='viewport' content='width=device-width'><title>{escape(heading)}</title>"
        f"<style>{style}</style></head><body>{''.join(body)}</body></html>"
    )


def _headline(sheet: PlanSheet) -> str:
    coverage = sheet.result.coverage
    n_seats, n_filled = sum(it.headcount for it in coverage), sum(it.n_filled for it in coverage)
    share = round(100 * n_filled / n_seats) if n_seats else 0
    ending = sheet.speech.ending(sheet.result.ending, sheet.result.gap)
    return (
        f"<p class='figure'><b dir='ltr'>{n_filled} / {n_seats}</b> "
        f"{escape(sheet.speech.label('filled'))} ({share} %)</p><p>{escape(ending)}</p>"
    )


def _chart(sheet: PlanSheet) -> str:
    """Bars of seats, filled and empty, on one scale; always drawn from left to right."""
    openings = sheet.openings()
    most = max((it.headcount for _, it in openings), default=0)
    if not most:
        return ""
    height = len(openings) * (_BAR + _GAP) + 8
    scale = (_WIDTH - _LABELS - _FIGURES) / most
    bars = (_bar(opening, it, y=_y(n), scale=scale) for n, (opening, it) in enumerate(openings))
    legend = (
        f"<p class='legend'><span class='filled'></span>{escape(sheet.speech.label('filled'))} "
        f"<span class='empty'></span>{escape(sheet.speech.label('missing'))}</p>"
    )
    return (
        f"<svg viewBox='0 0 {_WIDTH} {height}' role='img' direction='ltr' "
        f"aria-label='{escape(sheet.speech.label('coverage'), quote=True)}'>{''.join(bars)}</svg>{legend}"
    )


def _y(number: int) -> int:
    return 4 + number * (_BAR + _GAP)


def _bar(opening: PlannedOpening, it: Coverage, *, y: int, scale: float) -> str:
    filled, empty = it.n_filled * scale, it.n_missing * scale
    middle = y + _BAR * 0.76
    title = opening.title if len(opening.title) <= _MAX_LABEL else opening.title[: _MAX_LABEL - 1] + "…"
    return (
        f"<text x='{_LABELS - 8}' y='{middle:.1f}' text-anchor='end'>{escape(title)}</text>"
        f"<rect class='filled' x='{_LABELS}' y='{y}' width='{filled:.1f}' height='{_BAR}'/>"
        f"<rect class='empty' x='{_LABELS + filled:.1f}' y='{y}' width='{empty:.1f}' height='{_BAR}'/>"
        f"<text class='n' x='{_LABELS + filled + empty + 6:.1f}' y='{middle:.1f}'>"
        f"{it.n_filled} / {it.headcount}</text>"
    )


def _table(sheet: PlanSheet) -> str:
    *rows, total = sheet.coverage_cells()
    head = _row("th", sheet.coverage_columns())
    return (
        f"<table><thead>{head}</thead><tbody>{''.join(_row('td', row) for row in rows)}</tbody>"
        f"<tfoot>{_row('td', total)}</tfoot></table>"
    )


def _row(tag: str, cells: Iterable[str | float | int]) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(str(cell))}</{tag}>' for cell in cells)}</tr>"


def _remarks(title: str, sentences: Sequence[str]) -> str:
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences[:_MAX_SENTENCES])
    n_more = len(sentences) - _MAX_SENTENCES
    more = f"<li>+ {n_more}</li>" if n_more > 0 else ""
    return f"<section><h2>{escape(title)}</h2><ul>{items}{more}</ul></section>"
