"""Shows that a source of broadcasts lists, and what of each we hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.records.broadcasts import AiringKind, TimeSource


class SourceName(StrEnum):
    """Where broadcasts are gathered from."""

    GDELT = "gdelt"
    """Visual Explorer: one frame every 4 s, and transcripts."""
    ARCHIVE_ORG = "archive.org"
    """TV News: thumbnails every 30 s, one-minute clips, captions."""
    YOUTUBE = "youtube"
    """A channel's or playlist's videos, and single pages of broadcasters, through yt-dlp."""
    RSS = "rss"
    """A feed whose items enclose video."""
    FOLDER = "folder"
    """The newsroom's own recordings."""


class ShowState(StrEnum):
    LISTED = "listed"
    """The source lists it; it was not asked for yet."""
    HELD = "held"
    MISSING = "missing"
    """It was asked for and could not be had; the reason says why. The next sync asks again."""


@dataclass(frozen=True)
class Show:
    """One airing as a source lists it; ``key`` is its name there, once for each transmission."""

    source: SourceName
    key: str
    station: str
    title: str | None
    aired_at: datetime
    uncertainty: float
    """Seconds either way for which ``aired_at`` is good."""
    kind: AiringKind
    time_from: TimeSource
    seconds: float | None = None
    """Its length, where the source says so."""
    address: str | None = None
    """Where its footage lies, where the source's listing says so."""
    zone: str | None = None
    """Its own zone, where the listing knows it better than the station does."""
    state: ShowState = ShowState.LISTED
    reason: str = ""
    run: str | None = None
    """The run that asked for it last."""
    size: int = 0
    """Bytes that were downloaded for it."""
    recordings: tuple[str, ...] = ()
    """What was made of it."""
