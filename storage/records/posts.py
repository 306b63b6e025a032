"""Posts, the articles they are embedded in, and the leads that articles give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reference.times import Interval, Precision


class Platform(StrEnum):
    X = "x"
    YOUTUBE = "youtube"
    TIKTOK = "tiktok"
    INSTAGRAM = "instagram"
    FACEBOOK = "facebook"
    TELEGRAM = "telegram"
    BLUESKY = "bluesky"
    MASTODON = "mastodon"
    REDDIT = "reddit"
    VK = "vk"
    RUTUBE = "rutube"
    ODNOKLASSNIKI = "odnoklassniki"
    THREADS = "threads"
    TRUTH_SOCIAL = "truth_social"
    DAILYMOTION = "dailymotion"
    RUMBLE = "rumble"
    FILE = "file"
    """A media file that a person gave by hand, with whatever was known of its post."""


class KnownFrom(StrEnum):
    """Where a post's time is known from."""

    NUMBER = "number"
    DISPLAYED = "displayed"
    INDEXED = "indexed"
    """When the platform itself took it in, where the displayed time is its author's word (Bluesky)."""
    GIVEN = "given"


@dataclass(frozen=True)
class PostTime:
    """One clock's word on when something was posted. ``text`` is the time as it is shown."""

    text: str
    interval: Interval
    precision: Precision
    known_from: KnownFrom


class MediaKind(StrEnum):
    VIDEO = "video"
    IMAGE = "image"
    AUDIO = "audio"
    UNKNOWN = "unknown"
    """A link that leads to media, without a word on which (``pic.twitter.com/…``)."""


@dataclass(frozen=True)
class MediaItem:
    """Media of a post: where it is said to be, and the bytes once they are held."""

    kind: MediaKind
    url: str | None
    sha256: str | None = None
    duration: float | None = None
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class Post:
    platform: Platform
    number: str | None
    """The post's own number on its platform; None where it is not known."""
    url: str | None
    handle: str | None
    name: str | None
    text: str
    author_id: str | None = None
    times: tuple[PostTime, ...] = ()
    """Every clock that speaks of it, the most exact first."""
    media: tuple[MediaItem, ...] = ()
    language: str | None = None


@dataclass(frozen=True)
class EmbeddedPost:
    """A post as an article shows it, and where in the article's text it stands."""

    post: Post
    start: int
    end: int


class LeadAbout(StrEnum):
    EMBEDDED_POST = "embedded_post"
    OTHER_FOOTAGE = "other_footage"


@dataclass(frozen=True)
class Lead:
    """An article's word that a broadcaster showed footage. Only ``EMBEDDED_POST`` is a source lead."""

    text: str
    """The sentence it stands in."""
    about: LeadAbout
    because: str
    """Why it is taken to be about this footage, in one sentence."""
    attribution: str
    """The words that name the broadcaster."""
    stations: tuple[str, ...]
    """Ids of all stations that the words can mean."""
    first_day: date | None
    last_day: date | None
    """The days on which it can have been shown; None is open. In the article's calendar."""
    precision: Precision
    weekday_named: str | None = None
    weekday_agrees: bool | None = None


@dataclass(frozen=True)
class Article:
    """An article; ``url`` is None for pasted text and local files without a canonical link."""

    url: str | None
    outlet: str | None
    title: str | None
    published: date | None
    published_from: str | None
    """Where the date stands (``meta article:published_time``, ``text``, ...)."""
    text: str
    posts: tuple[EmbeddedPost, ...] = ()
    leads: tuple[Lead, ...] = ()
    language: str | None = None
