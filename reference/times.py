"""Time as this product keeps it: aware UTC, and an interval wherever the exact moment is not known.

Zones come from the tz database (``tzdata``): Pyongyang was on UTC+8:30 from 15 August 2015 to
4 May 2018, Moscow on UTC+4 from 2011 to October 2014.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from reference.errors import BadTime

FIRST_DAY = date(1950, 1, 1)
"""No footage that this product traces is dated earlier; an older date is taken for a mistake."""

_WIDEST_EAST = timezone(timedelta(hours=14))
_WIDEST_WEST = timezone(timedelta(hours=-12))
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ISO_INSTANT = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})[T ](?P<hour>\d{2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,6})?)?"
    r"(?P<zone>Z|z|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)


class Precision(StrEnum):
    """How exactly a time is known."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True)
class Interval:
    """The instants [start, end] between which something happened; both aware, in UTC."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        for value in (self.start, self.end):
            if value.utcoffset() != timedelta(0):
                raise BadTime("an interval needs aware UTC times")
        if self.end < self.start:
            raise BadTime(f"an interval cannot end ({iso(self.end)}) before it starts ({iso(self.start)})")

    def before(self, other: Interval) -> bool:
        """True only when every instant of this interval lies before every instant of the other."""
        return self.end < other.start

    def overlaps(self, other: Interval) -> bool:
        return not self.before(other) and not other.before(self)

    def widened(self, seconds: float) -> Interval:
        step = timedelta(seconds=seconds)
        return Interval(self.start - step, self.end + step)


def iso(moment: datetime) -> str:
    """``2024-06-19T18:00:00Z``; fractions of a second only where there are any."""
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds" if moment.microsecond else "seconds")
    return text.replace("+00:00", "Z")


def from_iso(text: str) -> datetime:
    """Read back what :func:`iso` wrote."""
    return datetime.fromisoformat(text).astimezone(UTC)


def zone_named(name: str) -> ZoneInfo:
    """The tz database's zone of that name.

    Raises:
        BadTime: There is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadTime(f"{name!r} is no time zone of the tz database; write one like Europe/Moscow") from error


def parse_day(text: str) -> date:
    """A calendar day written ``YYYY-MM-DD``.

    Raises:
        BadTime: It is none, or lies outside the years this product knows.
    """
    try:
        if not _ISO_DAY.fullmatch(text.strip()):
            raise ValueError(text)
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise BadTime(f"{text!r} is no date; write it as 2024-06-19") from error
    if not FIRST_DAY <= day <= date(2200, 1, 1):
        raise BadTime(f"{text!r} is no plausible date of a broadcast or post")
    return day


def parse_instant(text: str, zone: ZoneInfo | None = None) -> tuple[Interval, Precision]:
    """An instant, to the precision with which it is written.

    Accepts ``2024-06-19T18:00:00Z``, an offset, no offset where ``zone`` is given, and a bare day.
    A local time that a clock change makes ambiguous becomes the interval of both readings.

    Raises:
        BadTime: It is no time, has no zone, or falls into the hour that a clock change skips.
    """
    stripped = text.strip()
    if _ISO_DAY.fullmatch(stripped):
        return day_interval(parse_day(stripped), zone), Precision.DAY
    match = _ISO_INSTANT.fullmatch(stripped)
    if match is None:
        raise BadTime(f"{text!r} is no time; write it as 2024-06-19T18:00:00Z or 2024-06-19T21:00+03:00")
    day = parse_day(match["day"])
    try:
        clock = time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0))
    except ValueError as error:
        raise BadTime(f"{text!r} has an hour, minute or second that no clock shows") from error
    precision = Precision.SECOND if match["second"] is not None else Precision.MINUTE
    length = timedelta(seconds=59 if precision is Precision.MINUTE else 0)
    naive = datetime.combine(day, clock)
    if match["zone"] is not None:
        start = datetime.combine(day, clock, _offset(match["zone"], text)).astimezone(UTC)
        return Interval(start, start + length), precision
    if zone is None:
        raise BadTime(f"{text!r} says no time zone; add Z or an offset such as +03:00")
    first, second = local_instants(naive, zone)
    return Interval(first, second + length), precision


def _offset(text: str, whole: str) -> timezone:
    if text in {"Z", "z"}:
        return UTC
    digits = text[1:].replace(":", "")
    delta = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if delta > timedelta(hours=14) or int(digits[2:]) > 59:
        raise BadTime(f"{whole!r} has an offset from UTC that no zone has")
    return timezone(-delta if text[0] == "-" else delta)


def local_instants(naive: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The earliest and the latest UTC instant at which clocks in ``zone`` showed ``naive``.

    Raises:
        BadTime: No clock there ever showed it (the gap of a change forward).
    """
    found = []
    for fold in (0, 1):
        instant = naive.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None) == naive:
            found.append(instant)
    if not found:
        raise BadTime(f"clocks in {zone.key} skipped {naive.isoformat(sep=' ')}; check the time")
    return min(found), max(found)


def day_interval(day: date, zone: ZoneInfo | None = None) -> Interval:
    """The instants of a calendar day: in ``zone``, or, where none is known, in every zone there is."""
    east: ZoneInfo | timezone = zone or _WIDEST_EAST
    west: ZoneInfo | timezone = zone or _WIDEST_WEST
    start = datetime.combine(day, time(0), east).astimezone(UTC)
    end = datetime.combine(day, time(23, 59, 59), west).astimezone(UTC)
    return Interval(start, end)
