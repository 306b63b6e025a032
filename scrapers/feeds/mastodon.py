"""Mastodon accounts and tags on any instance, by their RSS (``/@NAME.rss``, ``/tags/NAME.rss``).

Nothing in an address says that its host is an instance. A path of that form on a host that is not known
for something else is taken for one, and the first look shows it.
"""

from __future__ import annotations

import re

from scrapers.feeds.shape import FeedAddress, web_parts
from scrapers.feeds.syndication import parse
from storage.records import FeedKind

__all__ = ["KIND", "address_of", "parse"]

KIND = FeedKind.MASTODON
_OTHERS = ("youtube.com", "tiktok.com", "threads.net", "threads.com", "medium.com", "substack.com", "rumble.com",
           "odysee.com", "x.com", "twitter.com", "truthsocial.com", "reddit.com", "flickr.com")  # fmt: skip
"""Hosts whose accounts stand under ``/@NAME``, or tags under ``/tags/NAME``, without being Mastodon."""
_ACCOUNT = re.compile(r"/(?:@|users/)(?P<name>[A-Za-z0-9_]+)(?:\.rss)?/?")
_TAG = re.compile(r"/tags/(?P<name>\w+)(?:\.rss)?/?")


def address_of(given: str) -> FeedAddress | None:
    """The feed of an account or a tag; None for what does not look like one."""
    parts = web_parts(given)
    host = (parts.hostname or "") if parts is not None else ""
    if parts is None or any(host == other or host.endswith(f".{other}") for other in _OTHERS):
        return None
    if match := _ACCOUNT.fullmatch(parts.path):
        return FeedAddress(KIND, f"https://{host}/@{match['name']}.rss")
    if match := _TAG.fullmatch(parts.path):
        return FeedAddress(KIND, f"https://{host}/tags/{match['name']}.rss")
    return None
