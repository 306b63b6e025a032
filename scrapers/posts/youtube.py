"""YouTube: addresses, the watch page and oEmbed, and their parsers.

The watch page carries ``ytInitialPlayerResponse``, which the player is started from; oEmbed is what editors
paste. Neither is promised to stay. A video's number says nothing of the time. Footage comes by yt-dlp.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode

from reference.errors import Unparsed
from scrapers.posts.address import split
from scrapers.posts.page import Page, json_after, read_page, shown_as
from scrapers.posts.shape import FoundMedia, PostAddress, PostRequest, Reading
from scrapers.posts.ytdlp_said import MEANINGS, Trouble, trouble_in
from scrapers.web_json import dig, dig_list, dig_text, read_json
from storage.records import FetchState, MediaItem, MediaKind, Platform, Post, PostTime

PLATFORM: Platform = Platform.YOUTUBE
_NAMES = ("youtube.com", "youtube-nocookie.com", "youtubekids.com")
HOSTS: frozenset[str] = frozenset(
    prefix + name for name in _NAMES for prefix in ("", "www.", "m.", "music.", "gaming.")
)
SHORT_HOSTS: frozenset[str] = frozenset({"youtu.be", "www.youtu.be", "y2u.be"})

_NUMBER = re.compile(r"[A-Za-z0-9_-]{11}", re.ASCII)
_PATH = re.compile(r"/(?:shorts|live|embed|v|e|vi|watch)/(?P<number>[A-Za-z0-9_-]{11})(?:[/?&].*)?", re.ASCII)
_NO_VIDEOS = frozenset({"videoseries", "live_stream"})
"""Paths of the player that look like a video's number and show a list or whatever is live."""
_PLAYER = r"ytInitialPlayerResponse\s*=\s*(?=\{)"
_HANDLE = re.compile(r"https?://(?:www\.)?youtube\.com/@(?P<handle>[\w.\-·]{1,100})/?")
_CONSENT = "consent.youtube.com"
_LENGTH = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?")
_SHOWN = frozenset({"OK", "LIVE_STREAM_OFFLINE", "CONTENT_CHECK_REQUIRED"})
"""States of the player in which the page shows the video, whether or not it plays now."""


def address_of(url: str) -> PostAddress | None:
    """The video that a URL leads to; None for channels, lists, searches and anything that is not YouTube's."""
    parts = split(url)
    if parts is None:
        return None
    query = parse_qs(parts.query)
    if parts.hostname in SHORT_HOSTS:
        return _address(parts.path.strip("/").split("/")[0])
    if parts.hostname not in HOSTS:
        return None
    path = re.sub(r"/{2,}", "/", parts.path)
    if path.rstrip("/") in {"/watch", "/watch_popup", "/ytscreeningroom"}:
        return _address(query.get("v", [""])[0][:11])
    if path == "/attribution_link":  # what YouTube's own share button made for years
        inner = unquote(query.get("u", [""])[0])
        return address_of(f"https://www.youtube.com{inner}") if inner.startswith("/watch?") else None
    if path == "/oembed":
        inner = query.get("url", [""])[0]
        return address_of(inner) if "/oembed" not in inner else None
    match = _PATH.fullmatch(path)
    return _address(match["number"]) if match else None


def _address(number: str) -> PostAddress | None:
    if not _NUMBER.fullmatch(number) or number in _NO_VIDEOS:
        return None
    return PostAddress(PLATFORM, number, None, f"https://www.youtube.com/watch?v={number}")


def is_login_wall(url: str) -> bool:
    """True where YouTube sends visitors to log in, or to agree to its terms first."""
    parts = split(url)
    return parts is not None and parts.hostname in {"accounts.google.com", _CONSENT, "consent.google.com"}


def time_of_number(number: str) -> PostTime | None:  # noqa: ARG001 - every platform's; numbers are drawn by lot
    return None


def requests(address: PostAddress) -> tuple[PostRequest, ...]:
    """The watch page, which says the most, and oEmbed, which still answers where that page asks for a login."""
    watch = urlencode({"v": address.number, "hl": "en"})
    oembed = urlencode({"format": "json", "url": address.url})
    return (
        PostRequest(f"https://www.youtube.com/watch?{watch}", parse_watch, parse_no_page),
        PostRequest(f"https://www.youtube.com/oembed?{oembed}", parse_oembed, parse_no_embed),
    )


def _unparsed(what: str) -> Reading:
    return Reading(FetchState.UNPARSED, f"YouTube's answer {what}.")


# --- the watch page ------------------------------------------------------------------------------


def parse_watch(body: bytes, address: PostAddress) -> Reading:
    """The watch page: the video, or YouTube's word on why it is not shown."""
    page = read_page(body)
    try:
        player = json_after(page.text, _PLAYER)
    except Unparsed:
        return _without_player(page, address)
    shown = _video(player, page, address)
    status = dig_text(player, "playabilityStatus", "status")
    if status is None:
        return _unparsed("does not say whether the video is shown")
    if status not in _SHOWN:
        state, reason = _refusal(player)
        # An age-gated video is named all the same; nothing else of a video that is not shown counts.
        return Reading(state, reason, shown.post if shown and state is FetchState.AGE_GATED else None)
    if shown is None:
        return _unparsed("is about another video than the one asked for, or lacks its author or title")
    live = dig(player, "videoDetails", "isLive") is True
    note = " It is live and has not ended." if live else ""
    note = note or (" It is announced and has not begun." if status == "LIVE_STREAM_OFFLINE" else "")
    return Reading(FetchState.VISIBLE, f"YouTube shows the video.{note}", shown.post, shown.media)


def _without_player(page: Page, address: PostAddress) -> Reading:
    """The page as search engines get it, which carries the video as schema.org's ``VideoObject``."""
    if page.items.get("videoid") != address.number:
        if _CONSENT in page.text[:200_000] or "accounts.google.com/ServiceLogin" in page.text[:20_000]:
            return Reading(
                FetchState.LOGIN_WALL,
                "YouTube asks visitors to agree to its terms before it shows the video.",
            )
        return _unparsed("holds no video")
    author = next((target for name, target in page.links if name == "name" and target), None)
    channel = next((target for name, target in page.links if name == "url" and "/watch" not in target), "")
    title = page.items.get("name") or page.meta.get("og:title")
    if not author or not title:
        return _unparsed("lacks the video's author or title")
    time = shown_as(page.items.get("uploaddate") or page.items.get("datepublished"))
    post = _post(
        address,
        name=author,
        channel=channel,
        author_id=page.items.get("channelid"),
        text=_words(title, page.items.get("description")),
        times=(time,) if time else (),
        duration=_seconds(page.items.get("duration")),
    )
    return Reading(FetchState.VISIBLE, "YouTube shows the video.", post, tuple(map(FoundMedia, post.media)))


def _video(player: Any, page: Page, address: PostAddress) -> Reading | None:
    details = dig(player, "videoDetails")
    micro = dig(player, "microformat", "playerMicroformatRenderer")
    author, title = dig_text(details, "author"), dig_text(details, "title")
    if dig_text(details, "videoId") != address.number or author is None or title is None:
        return None
    published = (
        dig_text(micro, "publishDate") or dig_text(micro, "uploadDate") or page.items.get("uploaddate")
    )
    length = dig_text(details, "lengthSeconds") or ""
    time = shown_as(published)
    post = _post(
        address,
        name=author,
        channel=dig_text(micro, "ownerProfileUrl") or "",
        author_id=dig_text(details, "channelId"),
        text=_words(title, dig_text(details, "shortDescription")),
        times=(time,) if time else (),
        duration=float(length) if re.fullmatch(r"[1-9][0-9]{0,6}", length, re.ASCII) else None,
    )
    return Reading(FetchState.VISIBLE, "", post, tuple(map(FoundMedia, post.media)))


def _post(
    address: PostAddress,
    *,
    name: str,
    channel: str,
    text: str,
    author_id: str | None = None,
    times: tuple[PostTime, ...] = (),
    duration: float | None = None,
) -> Post:
    handle = _HANDLE.match(unquote(channel))
    return Post(
        platform=PLATFORM,
        number=address.number,
        url=address.url,
        handle=handle["handle"] if handle else None,
        name=name,
        text=text,
        author_id=author_id,
        times=times,
        media=(MediaItem(MediaKind.VIDEO, address.url, duration=duration),),
    )


def _words(title: str, description: str | None) -> str:
    return f"{title}\n\n{description or ''}".strip()


def _seconds(length: str | None) -> float | None:
    """``PT1H2M3S`` in seconds (ISO 8601)."""
    match = _LENGTH.fullmatch(length or "")
    if match is None or not any(match.groups()):
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return float(hours * 3600 + minutes * 60 + seconds)


def _refusal(player: Any) -> tuple[FetchState, str]:
    """What YouTube says in place of the video, in the words of its English page."""
    playability = dig(player, "playabilityStatus")
    error = dig(playability, "errorScreen", "playerErrorMessageRenderer")
    said = [
        dig_text(playability, "reason"),
        dig_text(error, "reason", "simpleText"),
        dig_text(error, "subreason", "simpleText"),
        "".join(dig_text(run, "text") or "" for run in dig_list(error, "subreason", "runs")[:20]),
        *(each for each in dig_list(playability, "messages")[:5] if isinstance(each, str)),
    ]
    words = ". ".join(dict.fromkeys(each.strip(" .") for each in said if each))[:300]
    trouble = trouble_in(words)
    if trouble is Trouble.UNKNOWN and dig(playability, "desktopLegacyAgeGateReason") is not None:
        trouble = Trouble.AGE_GATED
    if trouble is Trouble.UNKNOWN:
        return FetchState.RESTRICTED, f"YouTube does not show the video and says: “{words}”"
    return MEANINGS[trouble].state, f"YouTube says in place of the video: “{words}”"


def parse_no_page(body: bytes, status: int) -> Reading | None:  # noqa: ARG001 - YouTube's error pages say nothing
    """A refused watch page."""
    if status == 429:
        return Reading(FetchState.LOGIN_WALL, "YouTube takes us for a machine (429) and asks for proof.")
    return None


# --- oEmbed --------------------------------------------------------------------------------------


def parse_oembed(body: bytes, address: PostAddress) -> Reading:
    """The answer of ``oembed``: the video's title and author, and no time."""
    try:
        data = read_json(body)
    except Unparsed:
        return _unparsed("is not the JSON that this service is known to send")
    title, author = dig_text(data, "title"), dig_text(data, "author_name")
    named = f"{dig_text(data, 'html') or ''} {dig_text(data, 'thumbnail_url') or ''}"
    if not re.search(rf"(?:/embed/|/vi/|[?&]v=){re.escape(address.number)}(?![\w-])", named):
        return _unparsed("is about another video than the one asked for")
    if title is None or author is None:
        return _unparsed("lacks the video's author or title")
    post = _post(address, name=author, channel=dig_text(data, "author_url") or "", text=title)
    reason = "YouTube shows the video for embedding."
    return Reading(FetchState.VISIBLE, reason, post, tuple(map(FoundMedia, post.media)))


def parse_no_embed(body: bytes, status: int) -> Reading | None:  # noqa: ARG001 - the status says it all
    """What a refusal of ``oembed`` says of the video."""
    if status in {401, 403}:
        return Reading(
            FetchState.RESTRICTED, f"YouTube says that the video is private or not to be embedded ({status})."
        )
    if status in {400, 404}:
        return Reading(
            FetchState.UNREACHABLE,
            "YouTube has no such video to embed: it was removed, hidden or never there.",
        )
    return None
