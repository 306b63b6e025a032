"""Bluesky accounts, by the RSS of their profile (``bsky.app/profile/HANDLE/rss``)."""

from __future__ import annotations

import re

from reference.errors import InputError
from scrapers.feeds.shape import FeedAddress, web_parts
from scrapers.feeds.syndication import parse
from storage.records import FeedKind

__all__ = ["KIND", "address_of", "parse"]

KIND = FeedKind.BLUESKY
_HOSTS = frozenset({"bsky.app", "www.bsky.app", "staging.bsky.app"})
_PROFILE = re.compile(
    r"/profile/(?P<actor>did:[a-z]+:[A-Za-z0-9._:%-]+|(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,})(?:/rss)?/?"
)


def address_of(given: str) -> FeedAddress | None:
    """The feed of a profile.

    Raises:
        InputError: Something else of Bluesky's: a search, a list, a single post.
    """
    parts = web_parts(given)
    if parts is None or parts.hostname not in _HOSTS:
        return None
    match = _PROFILE.fullmatch(parts.path)
    if match is None:
        raise InputError(
            f"{given[:200]} is no Bluesky account; its searches and lists want a login, its accounts "
            "(https://bsky.app/profile/HANDLE) do not"
        )
    return FeedAddress(KIND, f"https://bsky.app/profile/{match['actor']}/rss")
