"""How the edit script names moments, stretches and areas in its sentences."""

from __future__ import annotations

from storage.records import Box, Span

_EDGE = 1.0
"""Seconds at either end that a part may leave out and still be called the whole clip."""


def moment(seconds: float) -> str:
    """``0:13:32.4``: hours, minutes, seconds and tenths from the start of the clip or recording."""
    tenths = max(0, round(seconds * 10))
    minutes, rest = divmod(tenths, 600)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest // 10:02d}.{rest % 10}"


def stretch(span: Span) -> str:
    return f"{moment(span[0])} to {moment(span[1])}"


def subject(span: Span, duration: float) -> str:
    """``The clip``, or the seconds of it that are meant."""
    if span[0] <= _EDGE and span[1] >= duration - _EDGE:
        return "The clip"
    return f"The clip from {stretch(span)}"


def percent(share: float) -> str:
    return f"{share * 100:.0f} %" if share >= 0.1 else f"{share * 100:.1f} %"


def place(box: Box) -> str:
    """``at the bottom left``, by where the middle of the box lies."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    rows = "top" if y < 1 / 3 else "bottom" if y > 2 / 3 else ""
    columns = "left" if x < 1 / 3 else "right" if x > 2 / 3 else ""
    words = " ".join(word for word in (rows, columns) if word)
    return f"at the {words}" if words else "in the middle"
