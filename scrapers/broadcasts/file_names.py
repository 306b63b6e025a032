"""File names: when a recording begins, on which station and with what, by the name that a recorder gave it.

The names that the usual recorders write are known one by one, because each means another clock: archives,
HDHomeRun and MythTV write UTC, all others the clock on the wall. Any other name that holds a date and a time
is read as the wall clock's too, unless it says a zone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from reference.errors import BadTime
from reference.times import FIRST_DAY, Interval, Precision, day_interval, parse_instant
from scrapers.broadcasts.airing_facts import AiringFacts
from storage.records import TimeSource

LONGEST_NAME = 400
"""Characters of a name that are looked at."""
_UTC = ZoneInfo("UTC")
_LAST_DAY = date(2200, 1, 1)

_DAY8 = r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})"
_DAY = r"(?P<year>(?:19|20)\d{2})(?P<gap>[-._ ])(?P<month>\d{2})(?P=gap)(?P<day>\d{2})"
_NO_STATION = "VID|IMG|MOV|PXL|REC|RECORD|RECORDING|DVR|CAM|CAPTURE|OBS|OUT|OUTPUT|STREAM|SEGMENT|TV|VIDEO"
"""What phones and programs put before a date, where archives put the station."""
_HHMM = r"(?P<hour>[0-2]\d)(?P<minute>[0-5]\d)"


@dataclass(frozen=True)
class _Names:
    """The names that one kind of recorder writes; ``utc`` where they show UTC and no wall clock."""

    pattern: re.Pattern[str]
    utc: bool = False


_KNOWN = (
    # archive.org and GDELT: CHANNEL_YYYYMMDD_HHMMSS_Programme
    _Names(
        re.compile(
            rf"(?!(?:{_NO_STATION})_)(?P<station>[A-Z0-9]{{2,24}})_{_DAY8}_{_HHMM}(?P<second>[0-5]\d)(?:_(?P<programme>.*))?",
            re.ASCII,
        ),
        utc=True,
    ),
    # HDHomeRun DVR: Title S01E01 YYYYMMDD [YYYYMMDD-HHMM]
    _Names(
        re.compile(
            rf"(?P<programme>.+?)(?:\s+S\d+E\d+)?(?:\s+\d{{8}})?\s+\[{_DAY8}-{_HHMM}\].*",
            re.ASCII | re.DOTALL,
        ),
        utc=True,
    ),
    # MythTV: the number of the channel, and 14 figures
    _Names(re.compile(rf"\d{{3,6}}_{_DAY8}{_HHMM}(?P<second>[0-5]\d)", re.ASCII), utc=True),
    # NextPVR: Title_YYYYMMDD_HHMMHHMM, begin and end
    _Names(
        re.compile(
            rf"(?P<programme>.+?)_{_DAY8}_{_HHMM}(?P<end_hour>[0-2]\d)(?P<end_minute>[0-5]\d)(?:[_-]\d+)?",
            re.ASCII,
        )
    ),
    # Enigma2: YYYYMMDD HHMM - Station - Title, or Title - YYYYMMDD HHMM_Station
    _Names(re.compile(rf"{_DAY8} {_HHMM} - (?P<station>.+?) - (?P<programme>.+)", re.ASCII)),
    _Names(re.compile(rf"(?P<programme>.+?) - {_DAY8} {_HHMM}_(?P<station>.+)", re.ASCII)),
    # Plex DVR: Show - YYYY-MM-DD HH MM SS - Episode
    _Names(
        re.compile(
            r"(?P<programme>.+?)(?: \(\d{4}\))? - "
            rf"{_DAY} (?P<hour>[0-2]\d) (?P<minute>[0-5]\d) (?P<second>[0-5]\d)(?: - .*)?",
            re.ASCII,
        )
    ),
    # Windows Media Center: Title_Station_YYYY_MM_DD_HH_MM_SS
    _Names(
        re.compile(
            rf"(?P<programme>[^_]+)_(?P<station>[^_]+)_{_DAY}_(?P<hour>[0-2]\d)_(?P<minute>[0-5]\d)_(?P<second>[0-5]\d)",
            re.ASCII,
        )
    ),
)

_CLOCK = (
    r"(?:(?P<hour>[0-2]\d)(?P<colon>[-._: hH])(?P<minute>[0-5]\d)(?:[-._: mM](?P<second>[0-5]\d)(?:\.\d{1,6}|s)?)?"
    r"|(?P<hour2>[0-2]\d)(?P<minute2>[0-5]\d)(?:(?P<second2>[0-5]\d)(?:\.\d{1,6})?)?)"
    r"(?!\d)[ _]?(?P<zone>Z|UTC|GMT|[+-][01]\d:?[0-5]\d)?(?![^\W_])"
)
_AFTER_DAY = r"(?:[ _]?-[ _]?| at |[ T_.,@]{1,2}|_?\[|)"
_ANYWHERE = tuple(
    re.compile(rf"(?<!\d){day}{after}{_CLOCK}", re.ASCII)
    for day, after in (
        (_DAY, _AFTER_DAY),
        (_DAY8, r"[ T_.@-]{1,3}"),
        (r"(?P<day>\d{2})\.(?P<month>\d{2})\.(?P<year>(?:19|20)\d{2})", r"[ T_.,@-]{1,3}"),
    )
)
_TOGETHER = re.compile(rf"(?<!\d){_DAY8}{_HHMM}(?P<second>[0-5]\d)?(?P<zone>Z)?(?!\d)", re.ASCII)
_EPOCH = re.compile(r"(?<!\d)(?P<epoch>1\d{9})(?P<milliseconds>\d{3})?(?!\d)", re.ASCII)
_DAY_ALONE = tuple(re.compile(rf"(?<!\d){day}(?!\d)", re.ASCII) for day in (_DAY, _DAY8))

_QUALITY = re.compile(r"\s+(?:HD|UHD|4K|SD|FHD)$", re.IGNORECASE)
_NUMBERED = re.compile(r"(?<=[^\W\d])(?=\d)")
"""Where a station's number begins: ``rossiya24``."""
_ENDINGS = re.compile(
    r"(?:\.(?:mp4|m4v|mkv|webm|mov|avi|ts|m2ts|mts|mpg|mpeg|wtv|dvr-ms|flv|wmv|asf|rec|vob|mxf|zip|json|info|m3u8|"
    r"xml|srt|vtt|part|mp3|m4a|aac|wav))+$",
    re.IGNORECASE,
)


def read_name(name: str, zone: ZoneInfo, *, wall: ZoneInfo | None = None) -> AiringFacts:
    """What the name of a file says; of a name that holds no date, the programme that it may be.

    Args:
        name: Of the file, without its folder.
        zone: The station's, which the recorder's clock is taken to show.
        wall: The zone of the recorder's clock, where it is known; every time in a name is then read in it.

    Raises:
        BadTime: The name holds a time that no clock in the zone ever showed.
    """
    stem = _ENDINGS.sub("", name[-LONGEST_NAME:])
    for known in _KNOWN:
        if match := known.pattern.fullmatch(stem):
            facts = _of(match, wall or (_UTC if known.utc else zone))
            if facts is not None:
                return facts
    for pattern in (*_ANYWHERE, _TOGETHER):
        for match in pattern.finditer(stem):
            if facts := _of(match, wall or zone, _words_around(stem, match)):
                return facts
    for match in _EPOCH.finditer(stem):
        moment = datetime.fromtimestamp(int(match["epoch"]), UTC)
        begins = Interval(moment, moment)
        words = _words_around(stem, match)
        return AiringFacts(TimeSource.FILE_NAME, begins, Precision.SECOND, programme=words)
    for pattern in _DAY_ALONE:
        for match in pattern.finditer(stem):
            if day := _day(match):
                begins = day_interval(day, wall or zone)
                words = _words_around(stem, match)
                return AiringFacts(TimeSource.FILE_NAME, begins, Precision.DAY, programme=words)
    return AiringFacts(TimeSource.FILE_NAME, programme=_plain(stem))


def station_named(name: str, called: Callable[[str], tuple[str, ...]]) -> str | None:
    """The one station that a part of the file's name is an id or name of; None where it names none, or several."""
    found = stations_named(name, called)
    return next(iter(found)) if len(found) == 1 else None


def stations_named(name: str, called: Callable[[str], tuple[str, ...]]) -> frozenset[str]:
    """All stations that a part of the file's name can be an id or name of, the longest part that is one.

    Args:
        called: The ids of the stations that go by a name.
    """
    between = r"[_\-.\[\]()–—]+|(?<=\d)\s+(?=\D)|(?<=\D)\s+(?=\d)"
    words = re.split(between, _ENDINGS.sub("", name[-LONGEST_NAME:]))
    parts = [word.strip() for word in words if word.strip()]
    for length in (3, 2, 1):
        names = [" ".join(parts[at : at + length]) for at in range(len(parts) - length + 1)]
        if found := frozenset(station for each in names for station in called_as_written(each, called)):
            return found
    return frozenset()


def called_as_written(name: str, called: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
    """The stations that go by a name as recorders and guides write it: ``Das Erste HD``, ``rossiya24``."""
    plain = _QUALITY.sub("", name)
    return called(name) or called(plain) or called(_NUMBERED.sub(" ", plain))


def _of(match: re.Match[str], zone: ZoneInfo, words: str | None = None) -> AiringFacts | None:
    """What a name of a known shape says; None where its figures are no date and time."""
    parts = match.groupdict()
    day = _day(match)
    hour, minute = parts.get("hour") or parts.get("hour2"), parts.get("minute") or parts.get("minute2")
    second = parts.get("second") or parts.get("second2")
    if day is None or hour is None or minute is None or int(hour) > 23:
        return None
    written = parts.get("zone") or ""
    if written.startswith("-") and ":" not in written and second is None and "T" not in match[0]:
        # 1000-1100 is from when to when; nobody writes an offset after bare hours and minutes.
        parts |= {"end_hour": written[1:3], "end_minute": written[3:5]}
        written = ""
    offset = "Z" if written in {"Z", "UTC", "GMT"} else written
    clock = f"{hour}:{minute}" + (f":{second}" if second else "")
    begins, precision = parse_instant(f"{day.isoformat()}T{clock}{offset}", zone)
    return AiringFacts(
        TimeSource.FILE_NAME,
        begins,
        precision,
        ends=_end(parts, day, begins, zone),
        station=_plain(parts.get("station")),
        programme=_plain(parts.get("programme")) or words,
    )


def _day(match: re.Match[str]) -> date | None:
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= _LAST_DAY else None


def _end(parts: dict[str, str | None], day: date, begins: Interval, zone: ZoneInfo) -> datetime | None:
    """The end that a name says beside the begin; one before the begin is of the next day."""
    hour, minute = parts.get("end_hour"), parts.get("end_minute")
    if hour is None or minute is None or int(hour) > 23:
        return None
    for later in (0, 1):
        on = datetime.combine(day + timedelta(days=later), time(int(hour), int(minute)), zone).astimezone(UTC)
        if on > begins.start:
            return on
    return None


def _words_around(stem: str, match: re.Match[str]) -> str | None:
    """The rest of the name, in words."""
    return _plain(f"{stem[: match.start()]} {stem[match.end() :]}")


def _plain(text: str | None) -> str | None:
    words = " ".join(re.sub(r"[_]+", " ", text or "").split()).strip(" -–—.,[]()@")
    return words[:200] or None


def refuse_future(facts: AiringFacts, now: datetime, name: str) -> None:
    """Hold the name's clock against ours.

    Raises:
        BadTime: It says a day that has not come yet: the recorder's clock had jumped.
    """
    if facts.begins is not None and facts.begins.start > now + timedelta(days=1):
        raise BadTime(
            f"{name} says that it was recorded on {facts.begins.start.date()}, which is still to come; "
            "the recorder's clock was wrong, so give the time with --aired-at"
        )
