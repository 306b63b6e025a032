"""RSS and Atom, and pages that name their feed (``<link rel="alternate">``)."""

from __future__ import annotations

import calendar
import html
import io
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from reference.errors import Unparsed
from scrapers.feeds.shape import FeedAddress, FeedReading, FoundItem, key_of, web_parts, web_target
from storage.records import FeedKind

KIND = FeedKind.SYNDICATION
_HEAD = 1 << 18
"""Bytes of a page in which its feed is looked for."""
_LINK = re.compile(r"<link\b[^>]{0,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-z]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE)
_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml"})


def address_of(given: str) -> FeedAddress | None:
    """Any web address: whether it is a feed shows when it is asked."""
    parts = web_parts(given)
    return None if parts is None else FeedAddress(KIND, parts.geturl())


def parse(body: bytes, url: str) -> FeedReading:
    """Read a feed, or find the one that a page names.

    Raises:
        Unparsed: It is neither.
    """
    import feedparser  # type: ignore[import-untyped]  # loads slowly

    try:
        parsed = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # it forgives much, and what it does not it meets with whatever Python raises
        raise Unparsed("The feed is too broken to be read.") from error
    if not parsed.get("version"):
        named = feed_of_page(body, url)
        if named is None or named == url:
            raise Unparsed("The answer is neither RSS nor Atom, and no page that names its feed.")
        return FeedReading(leads_on=named)
    items = [_item(dict(entry), url) for entry in parsed.entries]
    return FeedReading(tuple(in_order([item for item in items if item is not None])))


def feed_of_page(body: bytes, url: str) -> str | None:
    """The address of the first feed that a page names."""
    for link in links_of_page(body):
        kind = link.get("type", "").lower()
        if "alternate" in link.get("rel", "").lower().split() and kind in _FEED_TYPES and link.get("href"):
            return web_target(_joined(url, link["href"]))
    return None


def links_of_page(body: bytes) -> Iterator[dict[str, str]]:
    """The attributes of each ``<link>`` at the head of a page."""
    for tag in _LINK.findall(body[:_HEAD].decode("utf-8", "replace")):
        found = _ATTRIBUTE.findall(tag)
        yield {name.lower(): html.unescape(a or b or c).strip() for name, a, b, c in found}


def in_order(items: list[FoundItem]) -> list[FoundItem]:
    """The oldest first: by their times where all have one, else feeds are taken to show the newest first."""
    oldest = items[::-1]
    if all(item.published is not None for item in items):
        oldest.sort(key=lambda item: item.published or datetime.max.replace(tzinfo=UTC))
    return oldest


def _item(entry: Mapping[str, Any], url: str) -> FoundItem | None:
    link = _text(entry.get("link"))
    name = _text(entry.get("id")) or link
    if not name:
        return None
    target = web_target(_joined(url, link)) if link else None
    reason = "" if target is not None else "The item has no web address."
    return FoundItem(key_of(name), target, reason, _published(entry))


def _joined(url: str, link: str) -> str:
    try:
        return urljoin(url, link)
    except ValueError:
        return ""


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _published(entry: Mapping[str, Any]) -> datetime | None:
    found = entry.get("published_parsed") or entry.get("updated_parsed")
    try:
        return datetime.fromtimestamp(calendar.timegm(found), UTC) if found else None
    except (ValueError, OverflowError, TypeError, OSError):
        return None
