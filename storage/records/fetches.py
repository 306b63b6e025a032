"""What was asked of the web, and what came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Purpose(StrEnum):
    """Why an address was asked."""

    PAGE = "page"
    POST = "post"
    MEDIA = "media"
    SHORT_LINK = "short_link"
    ARCHIVE = "archive"
    """A web archive was asked what it holds of a post, or to keep it."""
    FEED = "feed"
    BROADCAST = "broadcast"
    """An archive of broadcasts was asked what it holds, or for an airing's words."""


class FetchState(StrEnum):
    """What could be seen at an address."""

    VISIBLE = "visible"
    EDITED = "edited"
    DELETED = "deleted"
    SUSPENDED = "suspended"
    RESTRICTED = "restricted"
    AGE_GATED = "age_gated"
    LOGIN_WALL = "login_wall"
    UNPARSED = "unparsed"
    UNREACHABLE = "unreachable"
    NOT_FETCHED = "not_fetched"


Headers = tuple[tuple[str, str], ...]
"""Names and values in the order in which they were sent."""


@dataclass(frozen=True)
class Hop:
    """A redirect: which address answered with which status, and where it led."""

    url: str
    status: int
    leads_to: str


@dataclass(frozen=True)
class Fetch:
    """One row of the ledger: what was asked, where it landed and what came back."""

    url: str
    purpose: Purpose
    at: datetime
    state: FetchState
    reason: str
    status: int | None = None
    landed: str | None = None
    content_type: str | None = None
    size: int | None = None
    sha256: str | None = None
    length_verified: bool = True
    asked_with: Headers | None = None
    """What the last request carried; logins and cookies are left out. None for a form that was sent, and
    where it was not recorded."""
    headers: Headers | None = None
    """What the last answer carried; cookies are left out. None where none came or none were recorded."""
    hops: tuple[Hop, ...] = ()
    """The redirects that were followed, in order."""
    read_again: int | None = None
    """The row whose bytes a later parser read again; None for a row that asked the web."""
