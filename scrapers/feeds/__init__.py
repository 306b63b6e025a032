"""Feeds, one source a file: which one an address leads to, and one look at it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from reference.errors import InputError, SiteError, Unparsed
from scrapers import posts
from scrapers.feeds import bluesky, folder, mastodon, reddit, sheet, syndication, telegram, youtube
from scrapers.feeds.shape import FeedAddress, FeedFile, FeedReading, FoundItem
from scrapers.web_answer import Answer, Client
from storage.records import Feed, FeedKind, FetchState, Purpose

__all__ = ["FeedAddress", "FoundItem", "Look", "address_of", "look"]

_SOURCES: tuple[FeedFile, ...] = (telegram, bluesky, youtube, reddit, sheet, mastodon, syndication)
"""Asked in this order which one an address is for; any web address may be RSS."""
_BY_KIND: dict[FeedKind, FeedFile] = {source.KIND: source for source in _SOURCES}
_LOGINS = frozenset({"accounts.google.com", "login.microsoftonline.com", "login.live.com"})
MOST_PAGES = 5
"""Pages of older items that one look goes back, where everything on a page is new."""
_LONGEST_VALIDATOR = 500


@dataclass(frozen=True)
class Look:
    """What one look at a feed brought. ``reading`` is None where nothing could be read."""

    reason: str
    items: tuple[FoundItem, ...] | None
    """Everything that it shows now, the oldest first; None where it could not be read."""
    answers: tuple[Answer, ...] = ()
    asks: str | None = None
    """Where the feed is to be asked from now on, if elsewhere."""
    etag: str | None = None
    modified: str | None = None


def address_of(given: str) -> FeedAddress:
    """The feed that a person means.

    Raises:
        InputError: It is none, or one that cannot be watched; the sentence says what can.
    """
    text = given.strip()
    if not text:
        raise InputError(
            "nothing was given; give the address of a feed, a channel, an account, a table or a folder"
        )
    if (found := folder.address_of(text)) is not None:
        return found
    if posts.address_of(text) is not None:
        raise InputError(f"{text[:200]} is a single post; give it to airtrace verify")
    for source in _SOURCES:
        if source is syndication and (platform := posts.platform_of(text)) is not None:
            raise InputError(
                f"{text[:200]} cannot be watched: {platform.value} shows no list of posts without a login; put the "
                "posts' addresses into a CSV file and watch that"
            )
        if (found := source.address_of(text)) is not None:
            return found
    raise InputError(f"{text[:200]!r} is no folder that there is, no CSV file and no web address")


def look(
    feed: Feed, client: Client, into: Path, now: datetime, is_new: Callable[[Sequence[FoundItem]], bool]
) -> Look:
    """Look at a feed once. Never raises for trouble on the other side.

    Args:
        feed: What it was asked with last (``etag``, ``modified``) is sent along.
        client: Asks.
        into: Folder for the answers' files.
        now: The present moment.
        is_new: Whether none of these items was seen before; then older ones are looked for as well.
    """
    try:
        if feed.kind is FeedKind.FOLDER:
            return _found(folder.look(Path(feed.asks), now).items)
        if "://" not in feed.asks:
            return _found(_BY_KIND[feed.kind].parse(_content(Path(feed.asks)), feed.asks).items)
    except SiteError as error:
        return Look(str(error), None)
    return _on_the_web(feed, client, into, is_new)


def _content(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise Unparsed(f"There is no file {path}.")
        with path.open("rb") as file:
            content = file.read(sheet.LARGEST + 1)
    except OSError as error:
        raise Unparsed(f"The file {path} cannot be read: {error.strerror}.") from error
    if len(content) > sheet.LARGEST:
        raise Unparsed(f"The file {path} is larger than the {sheet.LARGEST} bytes that are read of a table.")
    return content


def _on_the_web(
    feed: Feed, client: Client, into: Path, is_new: Callable[[Sequence[FoundItem]], bool]
) -> Look:
    validators = {"If-None-Match": feed.etag, "If-Modified-Since": feed.modified}
    sent = {name: value for name, value in validators.items() if value}
    answer, reading = _asked(feed.kind, feed.asks, client, into, sent)
    answers = [answer]
    asks = None
    if answer.fetch.status == 304 and sent:
        return Look("Nothing new since the last look.", (), (answer,), None, feed.etag, feed.modified)
    if reading is not None and reading.leads_on is not None:
        asks = reading.leads_on
        answer, reading = _asked(feed.kind, asks, client, into, {})
        answers.append(answer)
        if reading is not None and reading.leads_on is not None:
            reason = f"The feed that the page names, {asks}, is no feed."
            answers[-1], reading = answer.seen_as(FetchState.UNPARSED, reason), None
    if reading is None:
        return Look(answers[-1].fetch.reason, None, tuple(answers))
    items = list(reading.items)
    while reading is not None and reading.earlier and items and len(answers) <= MOST_PAGES:
        if feed.looked_at is None or not is_new(reading.items):
            break
        earlier, reading = _asked(feed.kind, reading.earlier, client, into, {})
        answers.append(earlier)
        items[:0] = reading.items if reading is not None else ()
    found = _found(tuple(items))
    return Look(
        found.reason,
        found.items,
        tuple(answers),
        asks,
        _validator(answer, "etag"),
        _validator(answer, "last-modified"),
    )


def _asked(
    kind: FeedKind, url: str, client: Client, into: Path, headers: dict[str, str]
) -> tuple[Answer, FeedReading | None]:
    answer = client.get(url, Purpose.FEED, into=into, headers=headers)
    fetch = answer.fetch
    if fetch.status == 304 and headers:
        return answer.seen_as(FetchState.VISIBLE, "Nothing new since the last look."), None
    if urlsplit(fetch.landed or "").hostname in _LOGINS:
        reason = "It asks for a login: it is not public."
        return answer.seen_as(FetchState.LOGIN_WALL, reason), None
    if fetch.state is not FetchState.VISIBLE or answer.path is None:
        return answer, None
    try:
        return answer, _BY_KIND[kind].parse(answer.path.read_bytes(), fetch.landed or url)
    except Unparsed as error:
        return answer.seen_as(FetchState.UNPARSED, str(error)), None


def _found(items: tuple[FoundItem, ...]) -> Look:
    unique = {item.key: item for item in items}
    return Look(
        f"It shows {len(unique)} items." if len(unique) != 1 else "It shows one item.", tuple(unique.values())
    )


def _validator(answer: Answer, name: str) -> str | None:
    value = answer.headers.get(name)
    return value if value and len(value) <= _LONGEST_VALIDATOR and value.isascii() else None
