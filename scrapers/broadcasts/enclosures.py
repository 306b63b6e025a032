"""RSS and Atom whose items enclose video: what a broadcaster publishes online, dated by its own word."""

from __future__ import annotations

import calendar
import io
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from reference.errors import InputError, Unparsed
from scrapers.broadcasts.shape import Form, Listing, Part, Parts, Sought, in_order
from scrapers.feeds.shape import key_of, web_parts, web_target
from storage.records import AiringKind, Show, SourceName, TimeSource

SOURCE = SourceName.RSS
UNCERTAINTY = 60.0
"""Seconds either way that a feed's time of publication is taken to be good for."""
_VIDEO = (".mp4", ".m4v", ".mov", ".webm", ".mkv", ".ts")
_LONGEST = 48 * 3600.0


def questions(sought: Sought) -> tuple[str, ...]:
    parts = web_parts(sought.name)
    if parts is None:
        raise InputError(f"{sought.name[:200]!r} is no web address of a feed; give it with --address")
    return (parts.geturl(),)


def instead(url: str, sought: Sought) -> tuple[str, ...]:
    del url, sought
    return ()


def parse(body: bytes, url: str, sought: Sought) -> Listing:
    """The items in the time asked for that enclose a video.

    Raises:
        Unparsed: It is no feed.
    """
    entries = entries_of(body)
    shows: dict[str, Show] = {}
    without = undated = 0
    for entry in entries:
        key, at, video = _key(entry), published(entry), _enclosed(entry, url)
        if key is None or video is None:
            without += 1
        elif at is None:
            undated += 1
        elif sought.first <= at < sought.last:
            shows[key] = _show(entry, key, at, video, sought)
    said = f"The feed shows {len(entries)} items, {len(shows)} of them with video in the time asked for"
    said += f"; {without} enclose no video" if without else ""
    said += f"; {undated} say no time" if undated else ""
    times = [at for entry in entries if (at := published(entry)) is not None]
    if times and min(times) > sought.first:
        said += f"; it goes back no further than {min(times):%Y-%m-%d}"
    return Listing(f"{said}.", in_order(shows.values()))


def details(show: Show) -> str | None:
    del show
    return None


def parts(show: Show, details: bytes | None, sought: Sought) -> Parts:
    del details, sought
    if show.address is None:
        raise Unparsed("The item encloses no video.")
    return Parts((Part(Form.VIDEO, show.address),), seconds=show.seconds)


def entries_of(body: bytes) -> list[dict[str, Any]]:
    """The items of a feed as feedparser reads them.

    Raises:
        Unparsed: It is none.
    """
    import feedparser  # type: ignore[import-untyped]  # loads slowly

    try:
        parsed = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # what it does not forgive it meets with whatever Python raises
        raise Unparsed("The feed is too broken to be read.") from error
    if not parsed.get("version"):
        raise Unparsed("The answer is neither RSS nor Atom.")
    return [dict(entry) for entry in parsed.entries]


def published(entry: Mapping[str, Any]) -> datetime | None:
    """When an item was published, by its own word."""
    found = entry.get("published_parsed")
    try:
        return datetime.fromtimestamp(calendar.timegm(found), UTC) if found else None
    except (ValueError, OverflowError, TypeError, OSError):
        return None


def title_of(entry: Mapping[str, Any]) -> str | None:
    title = entry.get("title")
    text = " ".join(title.split())[:300] if isinstance(title, str) else ""
    return "".join(c if c.isprintable() else "\ufffd" for c in text) or None


def _key(entry: Mapping[str, Any]) -> str | None:
    name = entry.get("id") or entry.get("link")
    return key_of(name) if isinstance(name, str) and name.strip() else None


def _enclosed(entry: Mapping[str, Any], url: str) -> str | None:
    """The address of the first video that an item encloses."""
    enclosed = [link for link in entry.get("links") or () if link.get("rel") == "enclosure"]
    for each in (*enclosed, *(entry.get("media_content") or ())):
        link = str(each.get("href") or each.get("url") or "")
        kind = str(each.get("type") or "").lower()
        path = link.partition("?")[0].lower()
        if kind.startswith("video/") or (not kind and path.endswith(_VIDEO)):
            try:
                return web_target(urljoin(url, link))
            except ValueError:
                return None
    return None


def _show(entry: Mapping[str, Any], key: str, at: datetime, video: str, sought: Sought) -> Show:
    return Show(
        source=SOURCE,
        key=key,
        station=sought.station,
        title=title_of(entry),
        aired_at=at,
        uncertainty=UNCERTAINTY,
        kind=AiringKind.ONLINE,
        time_from=TimeSource.ARCHIVE,
        seconds=_length(entry.get("itunes_duration")),
        address=video,
        zone=sought.zone,
    )


def _length(text: object) -> float | None:
    """``1799``, ``29:59`` or ``0:29:59`` in seconds."""
    fields = text.strip().split(":") if isinstance(text, str) else []
    if not 1 <= len(fields) <= 3 or not all(field.isascii() and field.isdigit() for field in fields):
        return None
    seconds = 0.0
    for field in fields:
        seconds = seconds * 60 + int(field[:9])
    return seconds if 0 < seconds <= _LONGEST else None
