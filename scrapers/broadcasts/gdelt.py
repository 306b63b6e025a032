"""GDELT's Television Visual Explorer: one frame every 4 s of stations that archive.org records, and transcripts.

``tvv?mode=chaninv`` lists the channels with their days, ``<CHANNEL>.<YYYYMMDD>.inventory.json`` the shows of a
day in UTC, ``<SHOW>.zip`` holds ``<SHOW>-000001.jpg`` and so on: frame n is at (n-1) x 4 s. That is how the one
published example comes out; no listing says it, so a match there is right to about 4 s.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from reference.errors import InputError, Unparsed
from scrapers.broadcasts import show_ids
from scrapers.broadcasts.shape import Form, Listing, Part, Parts, Sought, in_order
from scrapers.web_json import dig, dig_list, dig_text, read_json
from storage.records import Show, SourceName

SOURCE = SourceName.GDELT
CHANNELS = "https://api.gdeltproject.org/api/v2/tvv/tvv?mode=chaninv"
FILES = "https://storage.googleapis.com/data.gdeltproject.org/gdeltv3/iatv/visualexplorer/"
EVERY = 4.0
"""Seconds from one frame to the next."""
_ONGOING = 99999999


def questions(sought: Sought) -> tuple[str, ...]:
    if not show_ids.CHANNEL.fullmatch(sought.name):
        raise InputError(f"{sought.name[:80]!r} is no channel as GDELT names them, such as RUSSIA1")
    return (CHANNELS,)


def instead(url: str, sought: Sought) -> tuple[str, ...]:
    """The days themselves, where the list of channels cannot be had: its host refuses often."""
    return tuple(_day_url(sought.name, day) for day in _days(sought)) if url == CHANNELS else ()


def parse(body: bytes, url: str, sought: Sought) -> Listing:
    """The channel's days out of the list of channels, or the shows of a day.

    Raises:
        Unparsed: It is neither.
    """
    value = read_json(body)
    if url == CHANNELS:
        return _channels(value, sought)
    if not isinstance(value, dict) or not isinstance(value.get("shows"), list):
        raise Unparsed("The answer is no inventory of a day: it has no list of shows.")
    found = [_show(entry, sought) for entry in dig_list(value, "shows")]
    shows = in_order(show for show in found if show is not None)
    unusable = sum(show is None for show in found)
    said = f"GDELT lists {len(shows)} shows"
    said += f"; {unusable} entries are no shows of {sought.name}" if unusable else ""
    return Listing(f"{said}.", shows)


def details(show: Show) -> str | None:
    del show
    return None


def parts(show: Show, details: bytes | None, sought: Sought) -> Parts:
    """The frames, and the transcript in the station's language and in English."""
    del details
    base = FILES + quote(show.key)
    return Parts(
        (
            Part(Form.FRAMES, f"{base}.zip"),
            Part(Form.CAPTIONS, f"{base}.transcript.srt", language=sought.language),
            Part(Form.CAPTIONS, f"{base}.transcript.en.srt", language="en"),
        ),
        frames_every=EVERY,
    )


def _channels(value: Any, sought: Sought) -> Listing:
    channels = [each for each in dig_list(value, "channels") if dig_text(each, "id")]
    if not channels:
        raise Unparsed("The answer is no list of channels.")
    by_name = {dig_text(each, "id"): each for each in channels}
    name = next((each for each in sought.names if each in by_name), None)
    if name is None:
        return Listing(
            f"GDELT lists {len(channels)} channels, and {' or '.join(sought.names)} is none of them."
        )
    named = by_name[name]
    first, last = _limit(named, "startDate"), _limit(named, "endDate")
    inside = [
        day for day in _days(sought) if (first is None or day >= first) and (last is None or day <= last)
    ]
    since = f" from {first}" if first else ""
    until = f" to {last}" if last else ""
    said = f"GDELT has {name}{since}{until}: {len(inside)} of the days asked for."
    return Listing(said, following=tuple(_day_url(name, day) for day in inside))


def _limit(channel: Any, key: str) -> date | None:
    """A day written as the number 20220426, or as text; None for an open end."""
    value = dig(channel, key)
    return None if value == _ONGOING else show_ids.day_of(str(value))


def _days(sought: Sought) -> Iterator[date]:
    day = sought.first.date()
    while day <= (sought.last - timedelta(microseconds=1)).date():
        yield day
        day += timedelta(days=1)


def _day_url(channel: str, day: date) -> str:
    return f"{FILES}{channel}.{day:%Y%m%d}.inventory.json"


def _show(entry: Any, sought: Sought) -> Show | None:
    title = next((text for key in ("show", "title", "name") if (text := dig_text(entry, key))), None)
    return show_ids.show_of(dig_text(entry, "id"), SOURCE, sought, uncertainty=EVERY, title=title)
