"""A log-log plot as SVG, without a plotting library."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10
from pathlib import Path

import numpy as np

WIDTH, HEIGHT, MARGIN, LEGEND = 720, 420, 56, 210
COLOURS = ("#b3261e", "#1f5fa8", "#2b7a3d", "#8a5a00", "#6a3d9a", "#555555")


@dataclass(frozen=True)
class Series:
    """Milliseconds by number of candidates."""

    name: str
    points: Mapping[int, float]


def exponent(points: Mapping[int, float]) -> float:
    """Return b of the fitted cost = a * N ** b; NaN for fewer than two sizes."""
    if len(points) < 2:
        return float("nan")
    slope, _ = np.polyfit(np.log10(list(points)), np.log10(list(points.values())), 1)
    return float(slope)


def write_plot(path: Path, series: Sequence[Series]) -> None:
    """Write the plot: candidates across, milliseconds upwards, a line per series with its exponent."""
    sizes = [n for one in series for n in one.points]
    times = [value for one in series for value in one.points.values()]
    across = _Scale(min(sizes), max(sizes), MARGIN, WIDTH - LEGEND)
    upwards = _Scale(min(times), max(times), HEIGHT - MARGIN, 20)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"',
        ' font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        *(_vertical(across.place(tick), f"{tick:,}") for tick in across.ticks),
        *(_horizontal(upwards.place(tick), f"{tick:g} ms") for tick in upwards.ticks),
        *(_line(one, number, across, upwards) for number, one in enumerate(series)),
        f'<text x="{MARGIN}" y="{HEIGHT - 8}">candidates in the pool; median time of a page of 20</text>',
        "</svg>",
    ]
    path.write_text("\n".join(parts) + "\n", encoding="utf-8")


class _Scale:
    """Places of numbers on a logarithmic axis that begins and ends at powers of ten."""

    def __init__(self, least: float, most: float, start: float, end: float) -> None:
        self._first = floor(log10(least))
        self._last = max(ceil(log10(most)), self._first + 1)
        self._start, self._end = start, end

    @property
    def ticks(self) -> list[int | float]:
        return [10**power for power in range(self._first, self._last + 1)]

    def place(self, value: float) -> float:
        share = (log10(value) - self._first) / (self._last - self._first)
        return self._start + share * (self._end - self._start)


def _vertical(x: float, label: str) -> str:
    return (
        f'<path d="M{x:.0f} 20V{HEIGHT - MARGIN}" stroke="#ddd"/>'
        f'<text x="{x:.0f}" y="{HEIGHT - MARGIN + 18}" text-anchor="middle">{label}</text>'
    )


def _horizontal(y: float, label: str) -> str:
    return (
        f'<path d="M{MARGIN} {y:.0f}H{WIDTH - LEGEND}" stroke="#ddd"/>'
        f'<text x="{MARGIN - 4}" y="{y + 4:.0f}" text-anchor="end">{label}</text>'
    )


def _line(one: Series, number: int, across: _Scale, upwards: _Scale) -> str:
    colour = COLOURS[number % len(COLOURS)]
    places = [(across.place(n), upwards.place(value)) for n, value in sorted(one.points.items())]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places)
    label = f"{escape(one.name)}: N^{exponent(one.points):.2f}"
    y = 40 + 20 * number
    return (
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>{dots}'
        f'<text x="{WIDTH - LEGEND + 12}" y="{y}" fill="{colour}">{label}</text>'
    )
