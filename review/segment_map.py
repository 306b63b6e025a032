"""Which seconds of the clip show which seconds of the recording, and which part of the picture: as SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from review import clock
from storage.records import Box, PictureSegment, SoundSegment

WIDE = 944.0
NARROW = 360.0

_LABEL = 22.0
_BAR = 18.0
_DROP = 54.0
_GAP = 46.0
"""Width of the sign for recording seconds that the clip leaves out."""
_JOINED = 0.35
"""Seconds left out that are shorter than this share of all shown are drawn to scale."""
_FRAME = (128.0, 72.0)

Segment = PictureSegment | SoundSegment


@dataclass(frozen=True)
class _Stretch:
    """Recording seconds drawn in one piece, and where on the drawing they begin."""

    first: float
    last: float
    x: float


def draw(segments: Sequence[Segment], clip_length: float, width: float, *, first: int = 1) -> Markup:
    """The clip above, the recording below, both to the same scale, joined by a band for each segment.

    A band that crosses itself is played backwards. The segments are numbered from ``first``.
    """
    clip_length = max([clip_length, 0.1, *(segment.clip[1] for segment in segments)])
    stretches, scale = _layout(segments, clip_length, width)
    parts = [
        *_clip_bar(clip_length, scale, width),
        *_recording_bar(stretches, scale, width),
        *(_band(number, segment, stretches, scale) for number, segment in enumerate(segments, start=first)),
    ]
    height = _LABEL * 2 + _BAR * 2 + _DROP
    return Markup(
        '<svg class="map" viewBox="0 0 {0} {1}" width="{0}" height="{1}" aria-hidden="true" focusable="false">{2}</svg>'
    ).format(_number(width), _number(height), Markup().join(parts))


def draw_box(box: Box) -> Markup:
    """A picture's frame with a part of it marked."""
    width, height = _FRAME
    left, top, right, bottom = (min(max(edge, 0.0), 1.0) for edge in box)
    return Markup(
        '<svg class="box" viewBox="0 0 {0} {1}" width="{0}" height="{1}" aria-hidden="true" focusable="false">'
        '<rect class="box-frame" x="0.5" y="0.5" width="{2}" height="{3}" rx="2"/>'
        '<rect class="box-part" x="{4}" y="{5}" width="{6}" height="{7}"/></svg>'
    ).format(
        _number(width),
        _number(height),
        _number(width - 1),
        _number(height - 1),
        _number(1 + left * (width - 2)),
        _number(1 + top * (height - 2)),
        _number(max(right - left, 0.01) * (width - 2)),
        _number(max(bottom - top, 0.01) * (height - 2)),
    )


def _layout(
    segments: Sequence[Segment], clip_length: float, width: float
) -> tuple[tuple[_Stretch, ...], float]:
    spans = sorted((min(segment.recording), max(segment.recording)) for segment in segments)
    shown = sum(last - first for first, last in spans) or clip_length
    joined: list[list[float]] = []
    for first, last in spans:
        if joined and first - joined[-1][1] <= _JOINED * shown:
            joined[-1][1] = max(joined[-1][1], last)
        else:
            joined.append([first, last])
    gap = min(_GAP, width / (2 * len(joined)))
    drawn = sum(last - first for first, last in joined)
    scale = min((width - 2) / clip_length, (width - 2 - gap * (len(joined) - 1)) / max(drawn, 0.1))
    stretches, x = [], 1.0
    for first, last in joined:
        stretches.append(_Stretch(first, last, x))
        x += (last - first) * scale + gap
    return tuple(stretches), scale


def _clip_bar(clip_length: float, scale: float, width: float) -> Iterator[Markup]:
    end = 1 + clip_length * scale
    yield Markup('<rect class="bar" x="1" y="{}" width="{}" height="{}" rx="3"/>').format(
        _number(_LABEL), _number(end - 1), _number(_BAR)
    )
    yield _text(0, _LABEL - 8, "map-label", f"Clip {clock.clip_second(0)}")
    if end > 150:
        yield _text(min(end, width), _LABEL - 8, "map-label", clock.clip_second(clip_length), "end")


def _recording_bar(stretches: Sequence[_Stretch], scale: float, width: float) -> Iterator[Markup]:
    top = _LABEL + _BAR + _DROP
    free = 0.0
    for index, stretch in enumerate(stretches):
        end = stretch.x + (stretch.last - stretch.first) * scale
        yield Markup('<rect class="bar" x="{}" y="{}" width="{}" height="{}" rx="3"/>').format(
            _number(stretch.x), _number(top), _number(max(end - stretch.x, 1.5)), _number(_BAR)
        )
        label = ("Recording " if index == 0 else "") + clock.offset_in(stretch.first)
        room = len(label) * 7.2 + 12
        if stretch.x >= free and stretch.x + room <= width + 12:
            yield _text(stretch.x, top + _BAR + 17, "map-label", label)
            free = stretch.x + room
        if index + 1 < len(stretches):
            yield _text((end + stretches[index + 1].x) / 2, top + _BAR / 2 + 4, "map-gap", "···", "middle")


def _band(number: int, segment: Segment, stretches: Sequence[_Stretch], scale: float) -> Markup:
    kind = "picture" if isinstance(segment, PictureSegment) else "sound"
    a, b = (1 + second * scale for second in segment.clip)
    c, d = (_place(second, stretches, scale) for second in segment.recording)
    top, foot = _LABEL, _LABEL + _BAR + _DROP + _BAR
    upper, lower = top + _BAR, foot - _BAR
    shape = Markup(
        '<g class="band {}"><path class="weave" d="M{} {}H{}L{} {}H{}z"/>'
        '<rect x="{}" y="{}" width="{}" height="{}" rx="2"/><rect x="{}" y="{}" width="{}" height="{}" rx="2"/>'
    ).format(
        kind,
        *(_number(value) for value in (a, upper, b, d, lower, c)),
        *(_number(value) for value in (a, top, max(b - a, 1.5), _BAR)),
        *(_number(value) for value in (min(c, d), lower, max(abs(d - c), 1.5), _BAR)),
    )
    if b - a >= 18:
        shape += _text((a + b) / 2, top + 13.5, "map-number", str(number), "middle")
    if abs(d - c) >= 18:
        shape += _text((c + d) / 2, lower + 13.5, "map-number", str(number), "middle")
    return shape + Markup("</g>")


def _place(second: float, stretches: Sequence[_Stretch], scale: float) -> float:
    for stretch in stretches:
        if stretch.first <= second <= stretch.last:
            return stretch.x + (second - stretch.first) * scale
    return stretches[0].x


def _text(x: float, y: float, name: str, content: str, anchor: str = "start") -> Markup:
    return Markup('<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>').format(
        name, _number(x), _number(y), anchor, content
    )


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
