"""What yt-dlp says of a post, read: the JSON that it writes beside the media (``--write-info-json``).

A pure function of bytes. The words are the site's, put into yt-dlp's fields; an answer counts as the post
only where it names the asked number, an author and a text or media.
"""

from __future__ import annotations

import re
from typing import Any

from reference.errors import BadTime, Unparsed
from reference.times import Precision, day_interval, parse_day
from scrapers.posts.page import shown_at
from scrapers.posts.shape import FoundMedia, PostAddress, Reading
from scrapers.web_json import dig, dig_count, dig_text, read_json
from storage.records import FetchState, KnownFrom, MediaItem, MediaKind, Platform, Post, PostTime

_TITLED = frozenset(
    {
        Platform.YOUTUBE,
        Platform.VK,
        Platform.RUTUBE,
        Platform.ODNOKLASSNIKI,
        Platform.DAILYMOTION,
        Platform.RUMBLE,
    }
)
"""Platforms on which a title is the author's own; for others yt-dlp makes one up."""
_HANDLE = re.compile(r"/@([\w.-]{1,60})/?$")
_NAMED_HANDLE = {
    Platform.TIKTOK: "uploader",
    Platform.INSTAGRAM: "channel",
    Platform.TRUTH_SOCIAL: "uploader_id",
}
"""The fields in which yt-dlp has the author's handle."""


def parse_info(body: bytes, address: PostAddress) -> Reading:
    """The post as yt-dlp describes it. ``media`` without ``post`` are the asked post's, of which too little
    is said."""
    try:
        info = read_json(body)
    except Unparsed:
        return Reading(FetchState.UNPARSED, "What yt-dlp wrote is no JSON.")
    if not _is_asked(info, address):
        return Reading(FetchState.UNPARSED, "What yt-dlp found is another post than the one asked for.")
    name = dig_text(info, "uploader") or dig_text(info, "channel")
    text = _text(info, address.platform)
    media = _media(info, address)
    found = (media,) if media else ()
    if name is None and address.handle is None:
        return Reading(FetchState.UNPARSED, "What yt-dlp found lacks the author.", None, found)
    if not text and media is None:
        return Reading(FetchState.UNPARSED, "What yt-dlp found holds neither text nor media.")
    post = Post(
        platform=address.platform,
        number=address.number,
        url=address.url,
        handle=_handle(info, address) or address.handle,
        name=name,
        text=text,
        author_id=dig_text(info, "channel_id") or dig_text(info, "uploader_id"),
        times=_times(info),
        media=(media.item,) if media else (),
        language=dig_text(info, "language"),
    )
    return Reading(FetchState.VISIBLE, "yt-dlp found the post.", post, found)


def _is_asked(info: Any, address: PostAddress) -> bool:
    """By the site's number for it, or by the page that was read in the end; what was asked for proves nothing."""
    numbers = {dig_text(info, "id"), dig_text(info, "display_id"), dig_text(info, "playlist_id")}
    number = address.number.rpartition("/")[2]  # without the account that numbers of Bluesky count in
    return number in numbers or number in (dig_text(info, "webpage_url") or "")


def _text(info: Any, platform: Platform) -> str:
    title = dig_text(info, "title") if platform in _TITLED else None
    words = (dig_text(info, "description") or "").strip()
    if title is None or words.startswith(title):
        return words
    return f"{title}\n\n{words}".strip()


def _handle(info: Any, address: PostAddress) -> str | None:
    if (field := _NAMED_HANDLE.get(address.platform)) and (named := dig_text(info, field)):
        return named if re.fullmatch(r"[\w.-]{1,60}", named) else None
    found = _HANDLE.search(dig_text(info, "uploader_url") or "")
    return found[1] if found else None


def _times(info: Any) -> tuple[PostTime, ...]:
    """The time to the second; where there is none, the day in UTC as yt-dlp reckons it, in no certain zone."""
    for key in ("timestamp", "release_timestamp"):
        if (shown := shown_at(dig(info, key))) is not None:
            return (shown,)
    day = dig_text(info, "upload_date") or ""
    if not re.fullmatch(r"[0-9]{8}", day):
        return ()
    try:
        interval = day_interval(parse_day(f"{day[:4]}-{day[4:6]}-{day[6:]}"))
    except BadTime:
        return ()
    return (PostTime(f"{day[:4]}-{day[4:6]}-{day[6:]}", interval, Precision.DAY, KnownFrom.DISPLAYED),)


def _media(info: Any, address: PostAddress) -> FoundMedia | None:
    if not dig_text(info, "ext") and dig(info, "formats") is None:
        return None
    duration = dig(info, "duration")
    item = MediaItem(
        kind=MediaKind.AUDIO if dig_text(info, "vcodec") == "none" else MediaKind.VIDEO,
        url=address.url,
        duration=float(duration) if isinstance(duration, int | float) and 0 < duration < 1e7 else None,
        width=dig_count(info, "width"),
        height=dig_count(info, "height"),
    )
    return FoundMedia(item)
