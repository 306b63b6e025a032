"""Public Telegram channels, by their page (``t.me/s/NAME``: about twenty messages, older ones before them)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from lxml.etree import LxmlError  # type: ignore[import-untyped]
from lxml.html import HtmlElement, document_fromstring  # type: ignore[import-untyped]

from reference.errors import InputError, Unparsed
from scrapers.feeds.shape import FeedAddress, FeedReading, FoundItem, web_parts
from storage.records import FeedKind

KIND = FeedKind.TELEGRAM
_HOSTS = frozenset({"t.me", "www.t.me", "telegram.me", "telegram.dog"})
_CHANNEL = re.compile(r"/(?:s/)?(?P<name>[A-Za-z][A-Za-z0-9_]{3,31})/?")
_MESSAGE = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9_]{3,31})/(?P<number>[1-9][0-9]{0,9})", re.ASCII)
_CHANNEL_MARKS = frozenset({"tgme_channel_history", "tgme_channel_info"})
_PRIVATE = re.compile(r"/(?:\+|joinchat/|c/)")


def address_of(given: str) -> FeedAddress | None:
    """The page of a public channel.

    Raises:
        InputError: A private channel, a single message, or something else of Telegram's.
    """
    parts = web_parts(given)
    if parts is None or parts.hostname not in _HOSTS:
        return None
    if _PRIVATE.match(parts.path):
        raise InputError(
            f"{given[:200]} leads to a private channel or group, which shows nothing without an account"
        )
    match = _CHANNEL.fullmatch(parts.path)
    if match is None:
        raise InputError(
            f"{given[:200]} is no channel; give https://t.me/NAME, and a message to airtrace verify"
        )
    return FeedAddress(KIND, f"https://t.me/s/{match['name']}")


def parse(body: bytes, url: str) -> FeedReading:
    """Read a channel's page. An album is one message, under the number of its first part.

    Raises:
        Unparsed: The page shows no messages: the channel is private, gone, or hides its page.
    """
    found: dict[str, FoundItem] = {}
    current: str | None = None
    channel = False
    for element in _elements(body):
        names = (element.get("class") or "").split()
        channel = channel or not _CHANNEL_MARKS.isdisjoint(names)
        match = _MESSAGE.fullmatch(element.get("data-post") or "") if "tgme_widget_message" in names else None
        if match is not None:
            current = match["number"]
            found.setdefault(current, FoundItem(match[0].lower(), f"https://t.me/{match[0]}"))
        elif element.tag == "time" and current is not None and found[current].published is None:
            found[current] = replace(found[current], published=_time(element.get("datetime") or ""))
    if not found and channel:
        return FeedReading()
    if not found:
        raise Unparsed("The page shows no messages: there is no such channel, or it hides them from the web.")
    numbers = sorted(found, key=int)
    first = int(numbers[0])
    earlier = f"{url.partition('?')[0]}?before={first}" if first > 1 else None
    return FeedReading(tuple(found[number] for number in numbers), earlier=earlier)


def _elements(body: bytes) -> Iterator[HtmlElement]:
    """The elements of a page in the order of its text; a page can hold anything."""
    try:
        yield from document_fromstring(body).iter("*")
    except (LxmlError, ValueError):
        return


def _time(text: str) -> datetime | None:
    """A message's time; a duration of its media is a ``<time>`` too, without a ``datetime``."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
