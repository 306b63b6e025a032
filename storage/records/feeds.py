"""Feeds that are watched, and the items that they have shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FeedKind(StrEnum):
    SYNDICATION = "syndication"
    """RSS or Atom."""
    TELEGRAM = "telegram"
    BLUESKY = "bluesky"
    MASTODON = "mastodon"
    YOUTUBE = "youtube"
    REDDIT = "reddit"
    SHEET = "sheet"
    """A table of addresses: a CSV file, here or on the web, or a public spreadsheet."""
    FOLDER = "folder"


class FeedState(StrEnum):
    NEW = "new"
    """Not looked at yet."""
    OK = "ok"
    FAILING = "failing"
    """The last look brought nothing that can be read. A feed is never given up for that."""


@dataclass(frozen=True)
class Feed:
    """Something that shows new posts, and how the last look at it went."""

    id: str
    kind: FeedKind
    given: str
    """The address, folder or file as it was given."""
    asks: str
    """What is asked or read."""
    every: int
    """Minutes between two looks by the schedule."""
    state: FeedState = FeedState.NEW
    reason: str = ""
    failing_since: datetime | None = None
    failures: int = 0
    """Looks in a row that failed."""
    next_at: datetime | None = None
    """The schedule does not look before; None is at once."""
    looked_at: datetime | None = None
    looked_run: str | None = None
    etag: str | None = None
    modified: str | None = None
    removed: bool = False
    paused: bool = False
    """Left alone by the schedule and by a look at all feeds; named, it is looked at."""


class ItemState(StrEnum):
    WAITING = "waiting"
    TAKEN = "taken"
    """Handed to a run of its own."""
    PASSED_OVER = "passed_over"
    """It is nothing that can be verified, or a case already; the reason says which."""


@dataclass(frozen=True)
class FeedItem:
    """Something that a feed has shown, once for all looks."""

    feed: str
    key: str
    """What makes two sightings the same item."""
    target: str | None
    """What is handed to verification."""
    published: datetime | None
    state: ItemState
    reason: str
    run: str | None
    """The run that verifies it."""
    watch: str | None
    """The run that took it or passed it over."""
