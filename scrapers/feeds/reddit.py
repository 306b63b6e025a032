"""Reddit's communities and accounts, by their RSS; its JSON was closed to the public in May 2026."""

from __future__ import annotations

import re

from reference.errors import InputError
from scrapers.feeds.shape import FeedAddress, web_parts
from scrapers.feeds.syndication import parse
from storage.records import FeedKind

__all__ = ["KIND", "address_of", "parse"]

KIND = FeedKind.REDDIT
_HOSTS = frozenset({"reddit.com", "www.reddit.com", "old.reddit.com", "new.reddit.com", "m.reddit.com"})
_COMMUNITY = re.compile(r"/r/(?P<name>[A-Za-z0-9_]+)(?:/(?:new|hot|top))?(?:/?\.rss)?/?")
_ACCOUNT = re.compile(r"/(?:user|u)/(?P<name>[A-Za-z0-9_-]+)(?:/submitted)?(?:/?\.rss)?/?")


def address_of(given: str) -> FeedAddress | None:
    """The feed of a community's newest posts, or of an account's.

    Raises:
        InputError: Something else of Reddit's.
    """
    parts = web_parts(given)
    if parts is None or parts.hostname not in _HOSTS:
        return None
    if match := _COMMUNITY.fullmatch(parts.path):
        return FeedAddress(KIND, f"https://www.reddit.com/r/{match['name']}/new/.rss")
    if match := _ACCOUNT.fullmatch(parts.path):
        return FeedAddress(KIND, f"https://www.reddit.com/user/{match['name']}/submitted/.rss")
    raise InputError(f"{given[:200]} is neither a community (/r/NAME) nor an account (/user/NAME) of Reddit")
