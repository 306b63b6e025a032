"""A broadcaster's channel or playlist on YouTube, and single pages of broadcasters that yt-dlp knows.

A channel's feed shows its last 15 videos or so, archived live streams among them; an older video is gathered by
its own address. What is published there is an airing of the kind ``online``: its time is that of its publication.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from reference.errors import InputError, Unparsed
from scrapers import posts
from scrapers.broadcasts.enclosures import UNCERTAINTY, entries_of, published, title_of
from scrapers.broadcasts.shape import Form, Listing, Part, Parts, Sought, in_order
from scrapers.feeds import youtube
from scrapers.feeds.shape import key_of, web_parts
from scrapers.posts.shape import PostAddress
from storage.records import AiringKind, Platform, Show, SourceName, TimeSource

SOURCE = SourceName.YOUTUBE
_VIDEO = re.compile(r"[A-Za-z0-9_-]{11}")
_ENTITY = re.compile(r"yt:video:([A-Za-z0-9_-]{11})")


def questions(sought: Sought) -> tuple[str, ...]:
    if page_of(sought) is not None:
        return ()
    try:
        found = youtube.address_of(sought.name)
    except InputError:
        found = None
    if found is None:
        raise InputError(
            f"{sought.name[:200]!r} is no channel, playlist or video of YouTube, and no page of a broadcaster; "
            "give its address with --address"
        )
    return (found.asks,)


def page_of(sought: Sought) -> Show | None:
    """The show that a single video's page is; its time is not known before it was fetched."""
    if web_parts(sought.name) is None or _is_channel(sought.name):
        return None
    address = address_of(sought.name)
    middle = sought.first + (sought.last - sought.first) / 2
    return Show(
        source=SOURCE,
        key=key_of(address.number),
        station=sought.station,
        title=None,
        aired_at=middle,
        uncertainty=(sought.last - sought.first).total_seconds() / 2,
        kind=AiringKind.ONLINE,
        time_from=TimeSource.ARCHIVE,
        address=address.url,
        zone=sought.zone,
    )


def address_of(url: str) -> PostAddress:
    """A page as yt-dlp is asked for it; one of no platform that is known is known by the end of its address."""
    known = posts.address_of(url)
    if known is not None:
        return known
    last = urlsplit(url).path.rstrip("/").rpartition("/")[2]
    return PostAddress(Platform.FILE, last or url, None, url)


def instead(url: str, sought: Sought) -> tuple[str, ...]:
    del url, sought
    return ()


def parse(body: bytes, url: str, sought: Sought) -> Listing:
    """The videos of a channel's feed in the time asked for; of a channel's page, the feed that it names.

    Raises:
        Unparsed: It is neither.
    """
    if "/feeds/videos.xml" not in url:
        feed = youtube.parse(body, url).leads_on
        return Listing("The page names its channel.", following=(feed,) if feed else ())
    entries = entries_of(body)
    found = [show for entry in entries if (show := _show(entry, sought)) is not None]
    shows = {show.key: show for show in found if sought.first <= show.aired_at < sought.last}
    said = f"The channel's feed shows {len(found)} videos, {len(shows)} of them in the time asked for"
    times = [show.aired_at for show in found]
    if times and min(times) > sought.first:
        said += (
            f"; it goes back no further than {min(times):%Y-%m-%d}, so an older video needs its own --address"
        )
    return Listing(f"{said}.", in_order(shows.values()))


def details(show: Show) -> str | None:
    del show
    return None


def parts(show: Show, details: bytes | None, sought: Sought) -> Parts:
    del details, sought
    if show.address is None:
        raise Unparsed("The video has no address.")
    return Parts((Part(Form.PAGE, show.address),))


def _is_channel(name: str) -> bool:
    try:
        return youtube.address_of(name) is not None
    except InputError:
        return False


def _show(entry: Mapping[str, Any], sought: Sought) -> Show | None:
    number = str(entry.get("yt_videoid") or "")
    if not _VIDEO.fullmatch(number):
        named = _ENTITY.fullmatch(str(entry.get("id") or ""))
        number = named[1] if named else ""
    at = published(entry)
    if not number or at is None:
        return None
    return Show(
        source=SOURCE,
        key=number,
        station=sought.station,
        title=title_of(entry),
        aired_at=at,
        uncertainty=UNCERTAINTY,
        kind=AiringKind.ONLINE,
        time_from=TimeSource.ARCHIVE,
        address=f"https://www.youtube.com/watch?v={number}",
        zone=sought.zone,
    )
