"""Coverage as a picture: a row a day, 24 hours wide, with a lane each for picture, sound and text; SVG.

One self-contained file: no script, no style sheet, no font and no image from elsewhere. The same coverage
gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from markupsafe import Markup

from reference.errors import InputError
from reference.times import Interval, iso
from review.text import one_line
from storage.records import Coverage

MOST_ROWS = 3_000
"""Rows of a picture; beyond them nobody reads it."""
_DAY = timedelta(days=1)
_LEFT, _HOUR, _RIGHT = 118.0, 30.0, 24.0
_LANE, _ROW = 5.0, 22.0
_TITLE, _HEAD, _FOOT = 74.0, 44.0, 14.0
_WIDTH = _LEFT + 24 * _HOUR + _RIGHT

_INK, _FAINT, _EMPTY, _GRID = "#1d2530", "#5d6875", "#eef1f4", "#cfd6dd"


@dataclass(frozen=True)
class _Lane:
    name: str
    colour: str
    spans: Callable[[Coverage], tuple[Interval, ...]]
    offset: float
    opacity: float = 1.0


_LANES = (
    _Lane("single frames", "#7fb2dc", lambda row: row.single_frames, 2.0),
    _Lane("picture", "#1f5f99", lambda row: row.picture, 2.0),
    _Lane("sound", "#c9731a", lambda row: row.sound, 2.0 + _LANE + 1),
    _Lane("text", "#3a8a4d", lambda row: row.text, 2.0 + 2 * (_LANE + 1)),
)


def coverage_picture(
    rows: Sequence[Coverage], window: Interval | None = None, stations: Callable[[str], str] = str
) -> str:
    """The rows' coverage as an SVG document; hours are UTC.

    Args:
        window: The days that are drawn; those of the coverage where none is given.
        stations: Gives a station's name by its id.

    Raises:
        InputError: There is nothing to draw, or more days than anybody could look at.
    """
    shown = [(row, *_days(row, window)) for row in rows]
    count = sum((last - first).days for _, first, last in shown)
    if not shown:
        raise InputError("nothing is searchable yet, so there is no coverage to draw")
    if count > MOST_ROWS:
        raise InputError(
            f"the picture would have {count:,} days; choose fewer with --station, --from and --to"
        )
    height = _TITLE + sum(_HEAD + _ROW * (last - first).days + _FOOT for _, first, last in shown)
    parts = [
        Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" '
            "font-family=\"system-ui, 'Segoe UI', 'Noto Sans', sans-serif\">"
            "<title>Coverage: what can be searched, by day and hour</title>"
            '<rect width="{0}" height="{1}" fill="#ffffff"/>'
        ).format(_number(_WIDTH), _number(height)),
        *_legend(),
    ]
    top = _TITLE
    for row, first, last in shown:
        parts.extend(_station(row, first, last, top, stations))
        top += _HEAD + _ROW * (last - first).days + _FOOT
    parts.append(Markup("</svg>\n"))
    return "".join(parts)


def _days(row: Coverage, window: Interval | None) -> tuple[datetime, datetime]:
    """The first midnight that is drawn, and the midnight after the last day."""
    start, end = (window.start, window.end) if window else (row.first, row.last)
    first = datetime.combine(start.astimezone(UTC).date(), time(0), UTC)
    last = datetime.combine(end.astimezone(UTC).date(), time(0), UTC)
    return first, last if last == end and last > first else last + _DAY


def _legend() -> Iterator[Markup]:
    yield _text(20, 30, "Coverage", size=18, bold=True)
    yield _text(20, 50, "What can be searched, day by day and hour by hour (UTC)", colour=_FAINT)
    x = _WIDTH - _RIGHT - 330
    for lane in (_LANES[1], _LANES[0], _LANES[2], _LANES[3]):
        yield _rect(x, 22, 14, 9, lane.colour)
        yield _text(x + 19, 30.5, lane.name)
        x += 34 + 7.2 * len(lane.name)


def _station(
    row: Coverage, first: datetime, last: datetime, top: float, stations: Callable[[str], str]
) -> Iterator[Markup]:
    name = stations(row.station)
    title = row.station if name == row.station else f"{row.station}  {one_line(name)[:60]}"
    yield _text(20, top + 16, title, size=14, bold=True)
    frames = f", {row.sparse_hours:.1f} h of single frames" if row.sparse_hours else ""
    held = f"{row.hours:.1f} h by picture{frames}, {row.sound_hours:.1f} h by sound, {row.text_hours:.1f} h by text"
    yield _text(_WIDTH - _RIGHT, top + 16, held, anchor="end", colour=_FAINT)
    for hour in range(0, 25, 3):
        yield _text(_LEFT + hour * _HOUR, top + 38, f"{hour:02d}", anchor="middle", size=10, colour=_FAINT)
    top += _HEAD
    days = (last - first).days
    for n in range(days):
        day = first + n * _DAY
        yield _text(_LEFT - 10, top + n * _ROW + 14, f"{day:%a %Y-%m-%d}", anchor="end", size=11)
        for offset in (2.0, 2.0 + _LANE + 1, 2.0 + 2 * (_LANE + 1)):
            yield _rect(_LEFT, top + n * _ROW + offset, 24 * _HOUR, _LANE, _EMPTY)
    for lane in _LANES:
        for span in lane.spans(row):
            yield from _bars(span, first, last, top, lane)
    for hour in range(0, 25, 3):
        x = _number(_LEFT + hour * _HOUR)
        yield Markup('<path d="M{0} {1}V{2}" stroke="{3}" stroke-width="0.6"/>').format(
            x, _number(top), _number(top + days * _ROW - 3), _GRID
        )


def _bars(span: Interval, first: datetime, last: datetime, top: float, lane: _Lane) -> Iterator[Markup]:
    """The bars of a stretch, one a day that it touches; the first of them says from when to when it is."""
    start, end = max(span.start, first), min(span.end, last)
    said = Markup("<title>{}: {} to {}</title>").format(lane.name, iso(span.start), iso(span.end))
    while start < end:
        n = (start - first) // _DAY
        midnight = first + (n + 1) * _DAY
        until = min(end, midnight)
        x = _LEFT + (start - (midnight - _DAY)).total_seconds() / 3600 * _HOUR
        width = max(0.8, (until - start).total_seconds() / 3600 * _HOUR)
        yield _rect(x, top + n * _ROW + lane.offset, width, _LANE, lane.colour, said)
        start = until


def _rect(
    x: float, y: float, width: float, height: float, colour: str, inside: Markup | None = None
) -> Markup:
    shape = Markup('<rect x="{}" y="{}" width="{}" height="{}" fill="{}"').format(
        _number(x), _number(y), _number(width), _number(height), colour
    )
    return shape + (Markup("/>") if inside is None else Markup(">") + inside + Markup("</rect>"))


def _text(
    x: float,
    y: float,
    content: str,
    *,
    anchor: str = "start",
    size: float = 12,
    bold: bool = False,
    colour: str = _INK,
) -> Markup:
    weight = Markup(' font-weight="600"') if bold else Markup()
    return Markup('<text x="{}" y="{}" font-size="{}" fill="{}" text-anchor="{}"{}>{}</text>').format(
        _number(x), _number(y), _number(size), colour, anchor, weight, content
    )


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
