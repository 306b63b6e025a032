"""YouTube channels and playlists, by their RSS (``feeds/videos.xml``, the last 15 videos or so).

A channel that is given by its handle is asked for its page first, which names the channel's id. The feeds
had outages of weeks in 2024 and 2026, answering 404 and 500: that says nothing about a channel.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs

from reference.errors import InputError, Unparsed
from scrapers.feeds.shape import FeedAddress, FeedReading, web_parts
from scrapers.feeds.syndication import parse as parse_feed
from storage.records import FeedKind

KIND = FeedKind.YOUTUBE
_HOSTS = frozenset({"youtube.com", "www.youtube.com", "m.youtube.com"})
_FEED = "https://www.youtube.com/feeds/videos.xml"
_CHANNEL = re.compile(r"UC[A-Za-z0-9_-]{22}")
_LIST = re.compile(r"[A-Za-z0-9_-]{10,64}")
_NAMED = re.compile(
    r"/(?P<page>@[^/\s]{1,100}|(?:c|user)/[^/\s]{1,100})(?:/(?:videos|shorts|streams|featured))?/?"
)
_ID_IN_PAGE = re.compile(
    rb"""(?:"externalId":"|itemprop="(?:channelId|identifier)"\s+content="|channel_id=|youtube\.com/channel/)(UC[A-Za-z0-9_-]{22})"""
)


def address_of(given: str) -> FeedAddress | None:
    """The feed of a channel or playlist, or the page that names it.

    Raises:
        InputError: Something else of YouTube's.
    """
    parts = web_parts(given)
    if parts is None or parts.hostname not in _HOSTS:
        return None
    query = parse_qs(parts.query)
    channel = query.get("channel_id", [""])[0]
    if parts.path.startswith("/channel/"):
        channel = parts.path.split("/")[2]
    if _CHANNEL.fullmatch(channel):
        return FeedAddress(KIND, f"{_FEED}?channel_id={channel}")
    playlist = (query.get("playlist_id") or query.get("list") or [""])[0]
    if parts.path in {"/playlist", "/feeds/videos.xml"} and _LIST.fullmatch(playlist):
        return FeedAddress(KIND, f"{_FEED}?playlist_id={playlist}")
    if match := _NAMED.fullmatch(parts.path):
        return FeedAddress(KIND, f"https://www.youtube.com/{match['page']}")
    raise InputError(
        f"{given[:200]} is neither a channel nor a playlist of YouTube; a video goes to airtrace verify"
    )


def parse(body: bytes, url: str) -> FeedReading:
    """Read the feed; of a channel's page, the feed that it names.

    Raises:
        Unparsed: It is neither.
    """
    if url.startswith(_FEED):
        reading = parse_feed(body, url)
        if reading.leads_on is not None:
            raise Unparsed("YouTube sent a page in place of the channel's feed.")
        return reading
    found = _ID_IN_PAGE.search(body)
    if found is None:
        raise Unparsed("The page does not say which channel it is; give https://www.youtube.com/channel/UC…")
    return FeedReading(leads_on=f"{_FEED}?channel_id={found[1].decode()}")
