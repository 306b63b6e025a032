"""The shape of every source of feeds: which addresses are its, what is asked, and a pure parser."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from storage.records import FeedKind

LONGEST_KEY = 300
LONGEST_TARGET = 2000


@dataclass(frozen=True)
class FeedAddress:
    """A feed that an address leads to."""

    kind: FeedKind
    asks: str
    """The address to ask, or the file or folder to read."""


@dataclass(frozen=True)
class FoundItem:
    """An item of a feed. Without a ``target``, ``reason`` says why it is nothing that can be verified."""

    key: str
    target: str | None
    reason: str = ""
    published: datetime | None = None


@dataclass(frozen=True)
class FeedReading:
    """What one answer shows, the oldest item first."""

    items: tuple[FoundItem, ...] = ()
    leads_on: str | None = None
    """The page is no feed, but names one."""
    earlier: str | None = None
    """Where the items before these stand."""


class FeedFile(Protocol):
    """What a source's module offers."""

    KIND: FeedKind

    def address_of(self, given: str) -> FeedAddress | None:
        """
        Raises:
            InputError: It is of this source, but nothing that can be watched.
        """

    def parse(self, body: bytes, url: str) -> FeedReading:
        """Read a complete answer that came from ``url``.

        Raises:
            Unparsed: It is no feed of this source.
        """


def web_parts(given: str) -> SplitResult | None:
    """The parts of a web address, its scheme added where it is missing; None where it is none."""
    text = given.strip()
    if len(text) > LONGEST_TARGET or any(ord(c) < 33 or c == "\\" for c in text):
        return None
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        usual = parts.scheme in {"http", "https"} and parts.port in {None, 80, 443}
    except ValueError:
        return None
    return parts if usual and parts.hostname and "." in parts.hostname and "@" not in parts.netloc else None


def web_target(link: str) -> str | None:
    """A link as something to verify; None where it is no web address."""
    text = link.strip()
    if not text.lower().startswith(("http://", "https://")) or web_parts(text) is None:
        return None
    return text


def key_of(text: str) -> str:
    """A text as an item's key: itself, or its hash where it is long."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_KEY else f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
