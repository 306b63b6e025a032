"""How times and durations are written: always with their zone, and never more exact than they are known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from reference.errors import BadTime
from reference.times import Interval, Precision, iso, zone_named
from storage.records import Airing, Lead, PostTime

_LOCAL_NAMES = {
    Precision.SECOND: "to the second",
    Precision.MINUTE: "to the minute",
    Precision.DAY: "day only",
    Precision.MONTH: "month only",
    Precision.YEAR: "year only",
}


def day_text(day: date) -> str:
    """``20 June 2024``."""
    return f"{day.day} {day:%B} {day.year}"


def utc_text(moment: datetime, *, seconds: bool = True) -> str:
    """``19 June 2024, 18:13:32 UTC``."""
    moment = _rounded(moment.astimezone(UTC))
    return f"{day_text(moment.date())}, {moment:{'%H:%M:%S' if seconds else '%H:%M'}} UTC"


def local_text(moment: datetime, zone: ZoneInfo) -> str:
    """``19 June 2024, 21:13:32 in Europe/Moscow (UTC+3)``."""
    local = _rounded(moment.astimezone(zone))
    return f"{day_text(local.date())}, {local:%H:%M:%S} in {zone.key} ({offset_text(local)})"


def offset_text(local: datetime) -> str:
    """``UTC+8:30`` of an aware time."""
    minutes = round((local.utcoffset() or timedelta()).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}"


def zone_of(airing: Airing) -> ZoneInfo:
    """The airing's zone; UTC where its name is none that the tz database knows."""
    try:
        return zone_named(airing.zone)
    except BadTime:
        return zone_named("UTC")


def offset_in(seconds: float) -> str:
    """A place in a programme: ``0:13:32.4`` (hours, minutes, seconds and tenths)."""
    tenths = round(abs(seconds) * 10)
    whole, tenth = divmod(tenths, 10)
    sign = "-" if seconds < 0 and tenths else ""
    return f"{sign}{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}.{tenth}"


def clip_second(seconds: float) -> str:
    """A place in a clip: ``0:04.2`` (minutes, seconds and tenths)."""
    tenths = round(max(seconds, 0.0) * 10)
    whole, tenth = divmod(tenths, 10)
    return f"{whole // 60}:{whole % 60:02}.{tenth}"


def length(seconds: float) -> str:
    """A duration in the two largest units that say something: ``2 h 5 min``, ``14.8 s``."""
    seconds = abs(seconds)
    if seconds < 60 and round(seconds, 1) < 60:
        return f"{seconds:.1f} s" if seconds % 1 >= 0.05 and seconds < 59.95 else f"{seconds:.0f} s"
    whole = round(seconds)
    units = ((86400 * 365, "years"), (86400, "days"), (3600, "h"), (60, "min"), (1, "s"))
    parts: list[str] = []
    for size, name in units:
        count, whole = divmod(whole, size)
        if count:
            parts.append(f"{count} {name[:-1] if count == 1 and len(name) > 3 else name}")
        elif parts:
            break
        if len(parts) == 2:
            break
    return " ".join(parts)


def aired(airing: Airing, second: float = 0.0) -> datetime:
    """The instant at which that second of the airing was sent."""
    return _shifted(airing.aired_at, second)


def day_of(interval: Interval) -> date:
    """The calendar day that an interval of a whole day stands for, in whichever zone it was meant."""
    return (interval.start + (interval.end - interval.start) / 2).date()


def posted_at(time: PostTime) -> str:
    """The post's time as text for machines: as exact as it is known, ``2024-06-20`` for a day."""
    if time.precision in {Precision.SECOND, Precision.MINUTE}:
        return iso(time.interval.start.replace(microsecond=0))
    day = day_of(time.interval)
    return {Precision.MONTH: f"{day:%Y-%m}", Precision.YEAR: f"{day:%Y}"}.get(time.precision, day.isoformat())


def posted_text(time: PostTime) -> str:
    """The post's time for a reader: ``20 June 2024 (day only, zone not known)``."""
    if time.precision is Precision.SECOND:
        return utc_text(time.interval.start)
    if time.precision is Precision.MINUTE:
        return f"{utc_text(time.interval.start, seconds=False)} (to the minute)"
    day = day_of(time.interval)
    if time.precision is Precision.DAY:
        wide = time.interval.end - time.interval.start > timedelta(hours=25, minutes=30)
        return f"{day_text(day)} ({'day only, zone not known' if wide else 'day only'})"
    return f"{posted_at(time)} ({_LOCAL_NAMES[time.precision]})"


def interval_text(interval: Interval, zone: ZoneInfo | None = None) -> str:
    """``19 June 2024, 18:13:30 to 18:13:34 UTC``, or both days in full; or so in another zone."""
    first, last = (_rounded(moment.astimezone(zone or UTC)) for moment in (interval.start, interval.end))
    named = f"in {zone.key} ({offset_text(first)})" if zone else "UTC"
    begin = f"{day_text(first.date())}, {first:%H:%M:%S}"
    if first == last:
        return f"{begin} {named}"
    if first.date() == last.date():
        return f"{begin} to {last:%H:%M:%S} {named}"
    return f"{begin} to {day_text(last.date())}, {last:%H:%M:%S} {named}"


def days_text(lead: Lead) -> str:
    """The days on which a lead says that footage was shown."""
    first, last = lead.first_day, lead.last_day
    if first is None:
        return f"on or before {day_text(last)}" if last else "on a day that is not said"
    if last is None:
        return f"on or after {day_text(first)}"
    if first == last:
        return f"on {first:%A}, {day_text(first)}"
    return f"from {day_text(first)} to {day_text(last)}"


def _rounded(moment: datetime) -> datetime:
    try:
        return (moment + timedelta(milliseconds=500)).replace(microsecond=0)
    except OverflowError:
        return moment.replace(microsecond=0)


def _shifted(moment: datetime, seconds: float) -> datetime:
    try:
        return moment + timedelta(seconds=seconds)
    except (OverflowError, ValueError):
        return moment
