"""A JSON file beside a recording that says what it is: ``vesti.mp4.json``, ``vesti.json`` or ``vesti.info.json``.

::

    {"station": "RUSSIA1", "aired_at": "2024-06-19T18:00:00Z", "programme": "Vesti", "zone": "Europe/Moscow"}

All fields are optional, and a few other usual names of theirs are understood. ``zone`` is that of a time
without an offset; else it is the station's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from reference.errors import BadTime, InputError
from reference.times import FIRST_DAY, Interval, Precision, parse_instant, zone_named
from scrapers.broadcasts.airing_facts import AiringFacts
from storage.records import TimeSource

LARGEST = 4_000_000
_LONGEST_TEXT = 300
_NAMES = {
    "station": ("station", "channel", "station_id", "channel_name"),
    "begins": ("aired_at", "start", "start_time", "begin", "begins", "started_at", "release_timestamp"),
    "ends": ("ends_at", "end", "stop", "end_time", "stop_time"),
    "programme": ("programme", "program", "title", "name", "show"),
    "zone": ("zone", "time_zone", "timezone", "tz"),
}


def sidecars_of(recording: Path) -> Iterator[Path]:
    """Where a file that says what a recording is can lie, the likeliest first."""
    yield recording.with_name(recording.name + ".json")
    if recording.suffix:
        yield recording.with_suffix(".json")
        yield recording.with_suffix(".info.json")


def parse_sidecar(body: bytes, zone: ZoneInfo) -> AiringFacts:
    """What the file says.

    Args:
        zone: The station's.

    Raises:
        InputError: It is no JSON object, or too large or deep for one.
        BadTime: What it says of the time is none, or no clock in its zone showed it.
    """
    said = _object(body)
    written = {
        key: next((said[name] for name in names if said.get(name) not in {None, ""}), None)
        for key, names in _NAMES.items()
    }
    if (named := _text(written["zone"], "zone")) is not None:
        zone = zone_named(named)
    begins, precision = _moment(written["begins"], zone) or (None, None)
    ends = _moment(written["ends"], zone)
    return AiringFacts(
        TimeSource.SIDECAR,
        begins,
        precision,
        ends=ends[0].start if ends and begins and ends[0].start > begins.start else None,
        station=_text(written["station"], "station"),
        programme=_text(written["programme"], "programme"),
    )


def _object(body: bytes) -> Mapping[str, Any]:
    if len(body) > LARGEST:
        raise InputError("the JSON beside the recording is larger than what says what a recording is")
    try:
        said = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError("the JSON beside the recording cannot be read; mend it or take it away") from error
    if not isinstance(said, dict):
        raise InputError("the JSON beside the recording is no object; see docs/recordings.md for its shape")
    return {key: value for key, value in said.items() if not isinstance(value, dict | list)}


def _text(value: Any, key: str) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise InputError(f"the JSON beside the recording has a {key} that is no text")
    return " ".join(value.split())[:_LONGEST_TEXT] or None


def _moment(value: Any, zone: ZoneInfo) -> tuple[Interval, Precision] | None:
    """A time as text, or as seconds since 1970 (milliseconds where it is so large)."""
    if value is None:
        return None
    if isinstance(value, str):
        return parse_instant(value, zone)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise BadTime("the JSON beside the recording has a time that is neither a text nor a number")
    try:
        moment = datetime.fromtimestamp(value / 1000 if abs(value) > 1e11 else value, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise BadTime(f"the JSON beside the recording has a time that is none: {value!r:.40}") from error
    if moment.date() < FIRST_DAY:
        raise BadTime(f"the JSON beside the recording has a time that no broadcast has: {moment.date()}")
    return Interval(moment, moment), Precision.SECOND
