"""When was it posted? The post's clocks, and which of them is believed."""

from __future__ import annotations

from reference.times import Precision
from storage.records import KnownFrom, Post, PostTime

_ORDER = (KnownFrom.INDEXED, KnownFrom.NUMBER, KnownFrom.DISPLAYED, KnownFrom.GIVEN)
_EXACT = tuple(Precision)


def clock(post: Post | None, known_from: KnownFrom) -> PostTime | None:
    """The most exact word of one clock of the post, None where it has none."""
    times = [time for time in post.times if time.known_from is known_from] if post else []
    return min(times, key=lambda time: _EXACT.index(time.precision), default=None)


def best_clock(post: Post | None) -> PostTime | None:
    """The clock to go by: when the platform took the post in, else the post's own number, else the displayed
    time, else what a person gave. A platform that says the first lets authors choose the others."""
    found = (clock(post, known_from) for known_from in _ORDER)
    return next((time for time in found if time is not None), None)
