"""TikTok: addresses, the post's page and oEmbed, their parsers, and time from the number.

The page carries its data as JSON in one script: ``__UNIVERSAL_DATA_FOR_REHYDRATION__``, before 2024
``SIGI_STATE``. Visitors that TikTok takes for machines get a page without it. Footage comes by yt-dlp.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlencode

from reference.errors import Unparsed
from reference.times import Interval, Precision, iso
from scrapers.posts.address import split
from scrapers.posts.page import read_page, script_json, shown_at
from scrapers.posts.shape import FoundMedia, PostAddress, PostRequest, Reading
from scrapers.web_json import dig, dig_count, dig_list, dig_text, read_json
from storage.records import FetchState, KnownFrom, MediaItem, MediaKind, Platform, Post, PostTime

PLATFORM: Platform = Platform.TIKTOK
HOSTS: frozenset[str] = frozenset(
    {"tiktok.com", "www.tiktok.com", "m.tiktok.com", "us.tiktok.com", "www.tiktokv.com", "m.tiktokv.com"}
)
SHORT_HOSTS: frozenset[str] = frozenset(
    {"vm.tiktok.com", "vt.tiktok.com", "www.tiktok.com/t", "tiktok.com/t", "m.tiktok.com/t"}
)

_NUMBER = re.compile(r"[1-9][0-9]{12,18}", re.ASCII)
_PATH = re.compile(
    r"/(?:@(?P<handle>[\w.-]{0,40})/(?:video|photo)|share/video|embed(?:/v[0-9])?|player/v[0-9]|v)"
    r"/(?P<number>[1-9][0-9]{12,18})(?:\.html|/.*)?",
    re.ASCII,
)
_HANDLE = re.compile(r"[\w.-]{1,40}", re.ASCII)
_FIRST_TIMED = datetime(2014, 1, 1, tzinfo=UTC).timestamp()
_MOST_PICTURES = 40
_REFUSALS = {
    # The page's own codes, as yt-dlp reads them (extractor/tiktok.py).
    10204: (
        FetchState.UNREACHABLE,
        "TikTok has no such post for us: it was removed, hidden, or is not shown where we ask from.",
    ),
    10216: (FetchState.RESTRICTED, "TikTok says that the author shows this post to chosen people only."),
    10222: (FetchState.RESTRICTED, "TikTok says that the account is private."),
}


def address_of(url: str) -> PostAddress | None:
    """The post that a URL leads to; None for profiles, sounds, tags, lives and what is not TikTok's."""
    parts = split(url)
    if parts is None or parts.hostname not in HOSTS:
        return None
    if parts.path.rstrip("/") == "/oembed":
        inner = parse_qs(parts.query).get("url", [""])[0]
        return address_of(inner) if "/oembed" not in inner else None
    match = _PATH.fullmatch(re.sub(r"/{2,}", "/", parts.path))
    if match is None or int(match["number"]) >= 1 << 63:
        return None
    handle, number = match["handle"] or None, match["number"]
    return PostAddress(PLATFORM, number, handle, f"https://www.tiktok.com/@{handle or ''}/video/{number}")


def is_login_wall(url: str) -> bool:
    """True where TikTok sends visitors to log in."""
    parts = split(url)
    return parts is not None and parts.hostname in HOSTS and parts.path.startswith("/login")


def time_of_number(number: str) -> PostTime | None:
    """When TikTok gave out this number, to the second: the upper half of its 64 bits are Unix seconds."""
    if not _NUMBER.fullmatch(number) or int(number) >= 1 << 63 or int(number) >> 32 < _FIRST_TIMED:
        return None
    moment = datetime.fromtimestamp(int(number) >> 32, UTC)
    return PostTime(iso(moment), Interval(moment, moment), Precision.SECOND, KnownFrom.NUMBER)


def requests(address: PostAddress) -> tuple[PostRequest, ...]:
    """The post's page, which says the most, and oEmbed, which answers more often."""
    return (
        PostRequest(address.url, parse_page, parse_refusal),
        PostRequest(
            f"https://www.tiktok.com/oembed?{urlencode({'url': address.url})}", parse_oembed, parse_refusal
        ),
    )


def _unparsed(what: str) -> Reading:
    return Reading(FetchState.UNPARSED, f"TikTok's answer {what}.")


# --- the page ------------------------------------------------------------------------------------


def parse_page(body: bytes, address: PostAddress) -> Reading:
    """The post's page, of the present kind or of the one before."""
    page = read_page(body)
    try:
        data = script_json(page.text, "__UNIVERSAL_DATA_FOR_REHYDRATION__")
    except Unparsed:
        return _older_page(page.text, address)
    detail = dig(data, "__DEFAULT_SCOPE__", "webapp.video-detail")
    status = dig(detail, "statusCode")
    item = dig(detail, "itemInfo", "itemStruct")
    if isinstance(status, int) and status != 0:
        return _refused(status, dig_text(detail, "statusMsg"))
    if dig(item, "isContentClassified") is True and not isinstance(dig(item, "video"), dict):
        return Reading(FetchState.AGE_GATED, "TikTok shows this post to visitors of proven age only.")
    author = dig(item, "author")
    return _item(
        item,
        address,
        handle=dig_text(author, "uniqueId"),
        name=dig_text(author, "nickname"),
        author_id=dig_text(author, "id"),
    )


def _older_page(text: str, address: PostAddress) -> Reading:
    try:
        data = script_json(text, "SIGI_STATE")
    except Unparsed:
        return _unparsed("holds no data of a post, as happens to visitors that it takes for machines")
    status = dig(data, "VideoPage", "statusCode")
    if isinstance(status, int) and status != 0:
        return _refused(status, dig_text(data, "VideoPage", "statusMsg"))
    item = dig(data, "ItemModule", address.number)
    return _item(
        item,
        address,
        handle=dig_text(item, "author"),
        name=dig_text(item, "nickname"),
        author_id=dig_text(item, "authorId"),
    )


def _refused(status: int, message: str | None) -> Reading:
    if message and "deleted" in message.lower():
        return Reading(FetchState.DELETED, f"TikTok says in place of the post: “{message[:200]}” ({status}).")
    state, reason = _REFUSALS.get(
        status,
        (FetchState.RESTRICTED, f"TikTok does not show the post: “{(message or '')[:200]}” ({status})."),
    )
    return Reading(state, reason)


def _item(
    item: Any, address: PostAddress, *, handle: str | None, name: str | None, author_id: str | None
) -> Reading:
    if dig_text(item, "id") != address.number:
        return _unparsed("holds no post, or another one than the one asked for")
    time, text = shown_at(dig(item, "createTime")), dig(item, "desc")
    if handle is None or not _HANDLE.fullmatch(handle) or time is None or not isinstance(text, str):
        return _unparsed("lacks the author, the time or the text")
    media = (*_pictures(item), *_video(item, address))
    if not text and not media:
        return _unparsed("holds neither text nor media")
    post = Post(
        platform=PLATFORM,
        number=address.number,
        url=f"https://www.tiktok.com/@{handle}/video/{address.number}",
        handle=handle,
        name=name,
        text=text.strip(),
        author_id=author_id,
        times=(time,),
        media=tuple(found.item for found in media),
        language=dig_text(item, "textLanguage"),
    )
    if dig(item, "privateItem") is True or dig(item, "secret") is True:
        return Reading(FetchState.RESTRICTED, "TikTok shows the post and calls it private.", post, media)
    return Reading(FetchState.VISIBLE, "TikTok shows the post.", post, media)


def _video(item: Any, address: PostAddress) -> tuple[FoundMedia, ...]:
    video = dig(item, "video")
    if not isinstance(video, dict) or isinstance(dig(item, "imagePost"), dict):
        return ()
    duration = dig_count(video, "duration")
    medium = MediaItem(
        MediaKind.VIDEO,
        address.url,
        duration=float(duration) if duration else None,
        width=dig_count(video, "width") or None,
        height=dig_count(video, "height") or None,
    )
    return (FoundMedia(medium),)


def _pictures(item: Any) -> tuple[FoundMedia, ...]:
    found = []
    for entry in dig_list(item, "imagePost", "images")[:_MOST_PICTURES]:
        urls = tuple(url for url in dig_list(entry, "imageURL", "urlList")[:3] if isinstance(url, str))
        width, height = dig_count(entry, "imageWidth"), dig_count(entry, "imageHeight")
        medium = MediaItem(MediaKind.IMAGE, urls[0] if urls else None, width=width, height=height)
        found.append(FoundMedia(medium, urls))
    return tuple(found)


def parse_refusal(body: bytes, status: int) -> Reading | None:  # noqa: ARG001 - the pages say no more
    """A refused page or oEmbed."""
    if status in {400, 404}:
        return Reading(
            FetchState.UNREACHABLE,
            f"TikTok has no such post ({status}): it was removed, hidden or never there.",
        )
    return None


# --- oEmbed --------------------------------------------------------------------------------------


def parse_oembed(body: bytes, address: PostAddress) -> Reading:
    """The answer of ``oembed``: text and author, and no time."""
    try:
        data = read_json(body)
    except Unparsed:
        return _unparsed("is not the JSON that this service is known to send")
    markup, author = dig_text(data, "html") or "", dig_text(data, "author_url") or ""
    if not re.search(rf"(?<![0-9]){address.number}(?![0-9])", markup):
        return _unparsed("is about another post than the one asked for")
    found = re.search(r"tiktok\.com/@([\w.-]{1,40})", author, re.ASCII)
    if found is None:
        return _unparsed("lacks the author")
    is_photo = f"/photo/{address.number}" in markup
    medium = MediaItem(MediaKind.UNKNOWN if is_photo else MediaKind.VIDEO, address.url)
    post = Post(
        platform=PLATFORM,
        number=address.number,
        url=f"https://www.tiktok.com/@{found[1]}/video/{address.number}",
        handle=found[1],
        name=dig_text(data, "author_name"),
        text=(dig_text(data, "title") or "").strip(),
        media=(medium,),
    )
    return Reading(FetchState.VISIBLE, "TikTok shows the post for embedding.", post, (FoundMedia(medium),))
