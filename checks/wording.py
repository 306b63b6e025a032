"""How times, offsets, boxes and rates are said in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from reference.times import Interval, Precision, zone_named
from storage.records import Airing, AiringKind, Box, KnownFrom, Lead, PictureSegment, PostTime, TimeSource

BOX_TOLERANCE = 0.03
"""How far a box may fall short of the whole on a side, as a fraction, before it counts as smaller."""

_CLOCKS = {
    KnownFrom.NUMBER: "from its number",
    KnownFrom.DISPLAYED: "as displayed",
    KnownFrom.INDEXED: "as its platform took it in",
    KnownFrom.GIVEN: "as given by a person",
}
_TIME_SOURCES = {
    TimeSource.GIVEN: "given by a person",
    TimeSource.FILE_NAME: "from the file's name",
    TimeSource.CONTAINER: "from the file's own data",
    TimeSource.EPG: "from the programme guide",
    TimeSource.ARCHIVE: "from the archive",
    TimeSource.SIDECAR: "from a file beside it",
    TimeSource.PLAYLIST: "from the recorder's playlist",
}


def utc(moment: datetime) -> str:
    """``2024-06-19 18:13:32 UTC``, to the nearest second."""
    return f"{_second(moment):%Y-%m-%d %H:%M:%S} UTC"


def both_clocks(moment: datetime, zone: str) -> str:
    """An instant in UTC and on the clock of a zone.

    Raises:
        BadTime: There is no such zone.
    """
    return f"{utc(moment)} ({_second(moment).astimezone(zone_named(zone)):%Y-%m-%d %H:%M:%S} {zone})"


def between(interval: Interval) -> str:
    """An interval; a single instant where it is no longer than a second."""
    if (interval.end - interval.start).total_seconds() <= 1:
        return utc(interval.start)
    return f"between {utc(interval.start)} and {utc(interval.end)}"


def time_source(airing: Airing) -> str:
    """Where an airing's time is known from."""
    return _TIME_SOURCES[airing.time_from]


def posted(time: PostTime) -> str:
    """A post's time, to its own precision, with the clock that it is from."""
    exact = time.precision in {Precision.SECOND, Precision.MINUTE}
    said = between(time.interval) if exact else f"{time.text}, which is {between(time.interval)}"
    return f"{said}, {_CLOCKS[time.known_from]}"


def offset(seconds: float) -> str:
    """``0:13:32.4``: hours, minutes, seconds and tenths from the start of a programme."""
    tenths = round(abs(seconds) * 10)
    minutes, rest = divmod(tenths, 600)
    hours, minutes = divmod(minutes, 60)
    return f"{'-' if seconds < 0 and tenths else ''}{hours}:{minutes:02d}:{rest // 10:02d}.{rest % 10}"


def length(seconds: float) -> str:
    """A length of time to two units: ``4.2 s``, ``9 h 58 min``, ``3 days 2 h``."""
    whole = round(seconds)
    if whole < 60:
        return f"{seconds:.1f} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    if whole < 86400:
        return f"{whole // 3600} h {whole % 3600 // 60} min"
    days = whole // 86400
    return f"{days} day{'s' if days != 1 else ''} {whole % 86400 // 3600} h"


def days_between(first: Interval, later: Interval) -> str:
    """How long after one interval another begins, in whole days from two on."""
    seconds = max(0.0, (later.start - first.end).total_seconds())
    return length(seconds) if seconds < 2 * 86400 else f"{seconds / 86400:,.0f} days"


def hours(given: float) -> str:
    """How much footage: ``3.5 h``, and below an hour ``12 min 30 s``."""
    return f"{given:.1f} h" if given >= 1 else length(given * 3600)


def airing_name(airing: Airing) -> str:
    """The station and, where it is known, the programme."""
    return airing.station + (f", {airing.programme}" if airing.programme else "")


def aired(airing: Airing) -> str:
    """How the airing reached its viewers."""
    return "published online" if airing.kind is AiringKind.ONLINE else "aired"


def lead_days(lead: Lead) -> str:
    """The days that a lead names."""
    if lead.first_day is None:
        return f"on or before {lead.last_day}" if lead.last_day else "on a day it does not name"
    if lead.first_day == lead.last_day:
        return f"on {lead.first_day}"
    return f"from {lead.first_day} to {lead.last_day}" if lead.last_day else f"on or after {lead.first_day}"


def listing(items: Sequence[str], limit: int = 8) -> str:
    """``A, B and 3 more``."""
    if len(items) > limit:
        return f"{', '.join(items[:limit])} and {len(items) - limit} more"
    return ", ".join(items)


def is_whole(box: Box) -> bool:
    """Whether a box takes in the whole picture, within what can be measured."""
    left, top, right, bottom = box
    return max(left, top, 1 - right, 1 - bottom) <= BOX_TOLERANCE


def area(box: Box) -> float:
    """The share of the picture that a box takes in, 0 to 1."""
    left, top, right, bottom = box
    return max(0.0, right - left) * max(0.0, bottom - top)


def box_size(box: Box) -> str:
    """``80 % of the width and 90 % of the height``."""
    left, top, right, bottom = box
    return f"{percent(right - left)} of the width and {percent(bottom - top)} of the height"


def percent(share: float) -> str:
    """``47 %``."""
    return f"{share * 100:.0f} %"


def manner(segment: PictureSegment) -> str:
    """How the clip shows a segment of the broadcast, in words."""
    speed = (
        "at its own speed" if abs(abs(segment.rate) - 1) < 0.005 else f"at {abs(segment.rate):.2f} x speed"
    )
    words = [speed]
    if segment.reversed:
        words.append("backwards")
    if segment.mirrored:
        words.append("mirrored")
    if not is_whole(segment.source_box):
        words.append(f"cropped to {box_size(segment.source_box)}")
    if not is_whole(segment.clip_box):
        words.append(f"filling {percent(area(segment.clip_box))} of the clip's picture")
    if segment.time_uncertain:
        words.append("where exactly is uncertain")
    return ", ".join(words)


def _second(moment: datetime) -> datetime:
    return (moment + timedelta(milliseconds=500)).replace(microsecond=0)
