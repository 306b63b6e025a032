"""Charts as SVG text: recall by edit, and cost by the size of the archive."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

_COLOURS = ("#1b6ca8", "#e08e0b", "#5a9e4b", "#a43d62", "#6b5b95")
_STYLE = "font-family='sans-serif' font-size='12' fill='#222'"


def bars(title: str, rows: Mapping[str, Mapping[str, float]]) -> str:
    """A group of horizontal bars for each row, values from 0 to 1; every group has the same names."""
    names = list(dict.fromkeys(name for values in rows.values() for name in values))
    thick, gap, left, wide = 9, 8, 190, 520
    group = thick * len(names) + gap
    high = 60 + group * len(rows) + 30
    parts = [_text(left, 20, title, bold=True), *_legend(names, left, 38)]
    for tick in range(0, 11, 2):
        x = left + wide * tick / 10
        parts.append(f"<line x1='{x:.0f}' y1='50' x2='{x:.0f}' y2='{high - 26}' stroke='#ddd'/>")
        parts.append(_text(x - 8, high - 10, f"{tick / 10:.1f}"))
    for row, (label, values) in enumerate(rows.items()):
        top = 54 + group * row
        parts.append(_text(left - 8, top + group / 2, label, anchor="end"))
        for number, name in enumerate(names):
            if name in values:
                size, y = wide * max(0.0, min(1.0, values[name])), top + thick * number
                colour = _COLOURS[number % len(_COLOURS)]
                parts.append(
                    f"<rect x='{left}' y='{y}' width='{size:.1f}' height='{thick - 1}' fill='{colour}'>"
                    f"<title>{escape(label)}, {escape(name)}: {values[name]:.3f}</title></rect>"
                )
    return _svg(left + wide + 30, high, parts)


def lines(title: str, across: str, up: str, series: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """Lines over two logarithmic axes; points must be above zero."""
    left, top, wide, high = 70, 60, 520, 300
    points = [point for values in series.values() for point in values]
    low_x, high_x = _decades([x for x, _ in points])
    low_y, high_y = _decades([y for _, y in points])

    def place(x: float, y: float) -> tuple[float, float]:
        return (
            left + wide * (math.log10(x) - low_x) / (high_x - low_x),
            top + high * (1 - (math.log10(y) - low_y) / (high_y - low_y)),
        )

    parts = [_text(left, 20, title, bold=True), *_legend(list(series), left, 38)]
    for power in range(low_x, high_x + 1):
        x, _ = place(10.0**power, 10.0**low_y)
        parts.append(f"<line x1='{x:.0f}' y1='{top}' x2='{x:.0f}' y2='{top + high}' stroke='#ddd'/>")
        parts.append(_text(x, top + high + 16, f"{10.0**power:g}", anchor="middle"))
    for power in range(low_y, high_y + 1):
        _, y = place(10.0**low_x, 10.0**power)
        parts.append(f"<line x1='{left}' y1='{y:.0f}' x2='{left + wide}' y2='{y:.0f}' stroke='#ddd'/>")
        parts.append(_text(left - 6, y + 4, f"{10.0**power:g}", anchor="end"))
    parts.append(_text(left + wide / 2, top + high + 34, across, anchor="middle"))
    parts.append(_text(left, top - 8, up))
    for number, values in enumerate(series.values()):
        colour = _COLOURS[number % len(_COLOURS)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*point) for point in sorted(values)))
        parts.append(f"<polyline points='{path}' fill='none' stroke='{colour}' stroke-width='2'/>")
        parts += [
            f"<circle cx='{x:.1f}' cy='{y:.1f}' r='3' fill='{colour}'/>"
            for x, y in (place(*point) for point in values)
        ]
    return _svg(left + wide + 30, top + high + 50, parts)


def _decades(values: Sequence[float]) -> tuple[int, int]:
    low = math.floor(math.log10(min(values)))
    return low, max(low + 1, math.ceil(math.log10(max(values))))


def _legend(names: Sequence[str], x: float, y: float) -> list[str]:
    parts = []
    for number, name in enumerate(names):
        colour = _COLOURS[number % len(_COLOURS)]
        parts.append(f"<rect x='{x:.0f}' y='{y - 9:.0f}' width='10' height='10' fill='{colour}'/>")
        parts.append(_text(x + 14, y, name))
        x += 30 + 7 * len(name)
    return parts


def _text(x: float, y: float, words: str, *, anchor: str = "start", bold: bool = False) -> str:
    weight = " font-weight='bold'" if bold else ""
    return f"<text x='{x:.0f}' y='{y:.0f}' text-anchor='{anchor}'{weight} {_STYLE}>{escape(words)}</text>"


def _svg(wide: float, high: float, parts: Sequence[str]) -> str:
    head = f"<svg xmlns='http://www.w3.org/2000/svg' width='{wide:.0f}' height='{high:.0f}'>"
    return "\n".join([head, "<rect width='100%' height='100%' fill='white'/>", *parts, "</svg>\n"])
