"""What X's two open services answer, read: the syndication JSON and the oEmbed blockquote.

Pure functions of bytes. An answer counts as the post only where it carries the asked number, an author,
a time and a text or media; anything else is named for what it is.
"""

from __future__ import annotations

import html
import re
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from reference.errors import BadTime, Unparsed
from reference.times import Precision, day_interval, parse_instant
from scrapers.posts.shape import FoundMedia, PostAddress, Reading
from scrapers.web_json import dig, dig_count, dig_list, dig_text, read_json
from storage.records import FetchState, KnownFrom, MediaItem, MediaKind, Platform, Post, PostTime

_MOST_MEDIA = 20
_KINDS = {"video": MediaKind.VIDEO, "animated_gif": MediaKind.VIDEO, "photo": MediaKind.IMAGE}

_TOMBSTONES = (
    # X says it in English words only; anything else is taken for a restriction, with its words.
    (re.compile(r"suspended account|account (?:is|has been) suspended", re.I), FetchState.SUSPENDED),
    (re.compile(r"deleted by|account that no longer exists", re.I), FetchState.DELETED),
    (re.compile(r"age-restricted|adult content|under 18", re.I), FetchState.AGE_GATED),
)
_ERROR_CODES = {
    # developer.x.com, "Response codes"; of several the first one here counts
    63: (FetchState.SUSPENDED, "X says that the account is suspended."),
    64: (FetchState.SUSPENDED, "X says that the account is suspended."),
    179: (FetchState.RESTRICTED, "X says that the account shows this post to its followers only."),
    34: (FetchState.UNREACHABLE, "X has no post of this number: it was deleted, hidden or never there."),
    144: (FetchState.UNREACHABLE, "X has no post of this number: it was deleted, hidden or never there."),
    88: (FetchState.UNREACHABLE, "X says that it was asked too often."),
    429: (FetchState.UNREACHABLE, "X says that it was asked too often."),
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_NUMBER = re.compile(r"[1-9][0-9]{0,18}", re.ASCII)
_HANDLE = re.compile(r"[A-Za-z0-9_]{1,20}", re.ASCII)
_DAY = re.compile(rf"({'|'.join(_MONTHS)}) (\d{{1,2}}), (\d{{4}})", re.ASCII)
_SHORT_LINK = re.compile(r"https?://t\.co/\w+", re.ASCII)
_LOGIN = re.compile(rb"/i/flow/login|/account/access|log in to (?:x|twitter)|sign in to (?:x|twitter)", re.I)


def _unparsed(what: str) -> Reading:
    return Reading(FetchState.UNPARSED, f"X's answer {what}.")


def _not_json(body: bytes) -> Reading:
    if _LOGIN.search(body[:200_000]):
        return Reading(FetchState.LOGIN_WALL, "X answered with its login page in place of the post.")
    return _unparsed("is not the JSON that this service is known to send")


# --- syndication ---------------------------------------------------------------------------------


def parse_syndication(body: bytes, address: PostAddress) -> Reading:
    """The answer of ``tweet-result``: a ``Tweet``, or a ``TweetTombstone`` in place of one."""
    try:
        data = read_json(body)
    except Unparsed:
        return _not_json(body)
    kind = dig_text(data, "__typename")
    if kind == "TweetTombstone":
        return _tombstone(dig_text(data, "tombstone", "text", "text"))
    if kind != "Tweet":
        return parse_error_codes(body, 200) or _unparsed("holds no post")
    return _tweet(data, address)


def _tombstone(words: str | None) -> Reading:
    if words is None:
        return Reading(
            FetchState.RESTRICTED,
            "X hides the post and does not say why; it does so with deleted and with sensitive posts.",
        )
    words = re.sub(r"\s*Learn more\.?\s*$", "", words)[:300]
    found = (state for pattern, state in _TOMBSTONES if pattern.search(words))
    return Reading(next(found, FetchState.RESTRICTED), f"X shows in place of the post: “{words}”")


def _tweet(data: Any, address: PostAddress) -> Reading:
    number, versions = dig_text(data, "id_str") or "", dig_list(data, "edit_control", "edit_tweet_ids")
    if number != address.number and not (
        _NUMBER.fullmatch(number) and {number, address.number} <= _texts(versions)
    ):
        return _unparsed("is about another post than the one asked for")
    text, created = dig(data, "text"), dig_text(data, "created_at")
    handle = dig_text(data, "user", "screen_name")
    if handle is None or not _HANDLE.fullmatch(handle) or created is None or not isinstance(text, str):
        return _unparsed("lacks the author, the time or the text")
    try:
        interval, precision = parse_instant(created)
    except BadTime:
        return _unparsed("has a time that cannot be read")
    media = _media(data)
    words = _without_media_links(html.unescape(text), data)
    if not words and not media:
        return _unparsed("holds neither text nor media")
    post = Post(
        platform=Platform.X,
        number=number,
        url=f"https://x.com/{handle}/status/{number}",
        handle=handle,
        name=dig_text(data, "user", "name"),
        text=words,
        author_id=dig_text(data, "user", "id_str"),
        times=(PostTime(created, interval, precision, KnownFrom.DISPLAYED),),
        media=tuple(found.item for found in media),
        language=dig_text(data, "lang"),
    )
    if dig(data, "isEdited") is True or number != address.number or address.number in versions[1:]:
        state, reason = FetchState.EDITED, "X shows the post, and says that its author edited it."
    else:
        state, reason = FetchState.VISIBLE, "X shows the post."
    if dig(data, "note_tweet") is not None:
        reason += " Of its long text only the beginning is shown here."
    named = tuple(
        value for value in versions[:_MOST_MEDIA] if isinstance(value, str) and _NUMBER.fullmatch(value)
    )
    return Reading(state, reason, post, media, numbers=named)


def _texts(values: list[Any]) -> set[str]:
    return {value for value in values if isinstance(value, str)}


def _without_media_links(text: str, data: Any) -> str:
    """The text without the short links that only stand for the post's own media."""
    listed = (("entities", "media"), ("extended_entities", "media"), ("mediaDetails",))
    for entry in (entry for path in listed for entry in dig_list(data, *path)[:_MOST_MEDIA]):
        link = dig_text(entry, "url") or ""
        if _SHORT_LINK.fullmatch(link):
            text = text.replace(link, "")
    return text.strip()


def _media(data: Any) -> tuple[FoundMedia, ...]:
    details = dig_list(data, "mediaDetails")[:_MOST_MEDIA]
    if details:
        return tuple(_detail(entry) for entry in details)
    # Older and shorter answers carry only what the embed draws.
    drawn = [_photo(entry) for entry in dig_list(data, "photos")[:_MOST_MEDIA]]
    if isinstance(video := dig(data, "video"), dict):
        urls = _mp4_urls(dig_list(video, "variants"), "type", "src")
        duration = _seconds(dig_count(video, "durationMs"))
        drawn.append(
            FoundMedia(MediaItem(MediaKind.VIDEO, urls[0] if urls else None, duration=duration), urls)
        )
    return tuple(drawn)


def _detail(entry: Any) -> FoundMedia:
    kind = _KINDS.get(dig_text(entry, "type") or "", MediaKind.UNKNOWN)
    if kind is MediaKind.VIDEO:
        urls = _mp4_urls(dig_list(entry, "video_info", "variants"), "content_type", "url")
    else:
        urls = _image_urls(dig_text(entry, "media_url_https"))
    item = MediaItem(
        kind=kind,
        url=urls[0] if urls else None,
        duration=_seconds(dig_count(entry, "video_info", "duration_millis")),
        width=dig_count(entry, "original_info", "width"),
        height=dig_count(entry, "original_info", "height"),
    )
    return FoundMedia(item, urls)


def _photo(entry: Any) -> FoundMedia:
    urls = _image_urls(dig_text(entry, "url"))
    width, height = dig_count(entry, "width"), dig_count(entry, "height")
    return FoundMedia(MediaItem(MediaKind.IMAGE, urls[0] if urls else None, width=width, height=height), urls)


def _image_urls(url: str | None) -> tuple[str, ...]:
    """The picture as it was uploaded, then as it is shown."""
    if url is None:
        return ()
    return (f"{url}?name=orig", url) if "?" not in url else (url,)


def _mp4_urls(variants: list[Any], type_key: str, url_key: str) -> tuple[str, ...]:
    """The MP4 variants, best first: by bit rate, or by the picture size that their path names."""
    found = [
        (dig_count(variant, "bitrate") or 0, _area(url), url)
        for variant in variants[:50]
        if dig_text(variant, type_key) == "video/mp4" and (url := dig_text(variant, url_key))
    ]
    found.sort(key=lambda variant: variant[:2], reverse=True)
    return tuple(dict.fromkeys(url for _, _, url in found))


def _area(url: str) -> int:
    size = re.search(r"/([0-9]{2,5})x([0-9]{2,5})/", url)
    return int(size[1]) * int(size[2]) if size else 0


def _seconds(milliseconds: int | None) -> float | None:
    return None if milliseconds is None else milliseconds / 1000


# --- oEmbed --------------------------------------------------------------------------------------


def parse_oembed(body: bytes, address: PostAddress) -> Reading:
    """The answer of ``oembed``: the post's text, author and day, inside a blockquote."""
    try:
        data = read_json(body)
    except Unparsed:
        return _not_json(body)
    markup, author_url = dig_text(data, "html"), dig_text(data, "author_url")
    if markup is None:
        return parse_error_codes(body, 200) or _unparsed("holds no post")
    handle = _handle(author_url or "")
    quote = _Quote(markup[:100_000])
    if quote.number != address.number:
        return _unparsed("is about another post than the one asked for")
    if handle is None or quote.day is None:
        return _unparsed("lacks the author or the day")
    if not quote.text and not quote.media:
        return _unparsed("holds neither text nor media")
    shown, day = quote.day
    time = PostTime(shown, day_interval(day), Precision.DAY, KnownFrom.DISPLAYED)
    post = Post(
        platform=Platform.X,
        number=address.number,
        url=f"https://x.com/{handle}/status/{address.number}",
        handle=handle,
        name=dig_text(data, "author_name"),
        text=quote.text,
        times=(time,),
        media=tuple(MediaItem(MediaKind.UNKNOWN, url) for url in quote.media),
        language=quote.language,
    )
    media = tuple(FoundMedia(item) for item in post.media)
    return Reading(FetchState.VISIBLE, "X shows the post for embedding.", post, media)


def _handle(author_url: str) -> str | None:
    match = re.fullmatch(r"https?://(?:www\.)?(?:twitter|x)\.com/(\w+)/?", author_url, re.ASCII)
    return match[1] if match and _HANDLE.fullmatch(match[1]) else None


class _Quote:
    """What the blockquote says: text, links to media, language, number and day."""

    def __init__(self, markup: str) -> None:
        from bs4 import BeautifulSoup

        self.text, self.language = "", None
        self.media: list[str] = []
        self.number: str | None = None
        self.day: tuple[str, date] | None = None
        page = f"<html><body>{markup}</body></html>".encode()
        quote = BeautifulSoup(page, "lxml", from_encoding="utf-8").find("blockquote")
        if quote is None:
            return
        for anchor in quote.find_all("a")[-3:]:
            if number := _status_number(str(anchor.get("href", ""))):
                self.number, self.day = number, _day(anchor.get_text())
        paragraph = quote.find("p")
        if paragraph is None:
            return
        self.language = str(paragraph.get("lang") or "") or None
        for anchor in paragraph.find_all("a"):
            label = anchor.get_text().strip()
            if re.fullmatch(r"pic\.(?:twitter|x)\.com/\w+", label, re.ASCII):
                if len(self.media) < _MOST_MEDIA:
                    self.media.append(f"https://{label}")
                anchor.decompose()
        for line_break in paragraph.find_all("br"):
            line_break.replace_with("\n")
        self.text = paragraph.get_text().strip()


def _status_number(url: str) -> str | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    match = re.fullmatch(r"/\w+/status(?:es)?/([0-9]{1,19})", parts.path, re.ASCII)
    return match[1] if match and parts.hostname in {"twitter.com", "x.com"} else None


def _day(text: str) -> tuple[str, date] | None:
    match = _DAY.search(text)
    if match is None:
        return None
    try:
        return match[0], date(int(match[3]), _MONTHS.index(match[1]) + 1, int(match[2]))
    except ValueError:
        return None


# --- refusals ------------------------------------------------------------------------------------


def parse_error_codes(body: bytes, status: int) -> Reading | None:
    """What X's numbered errors say of the post; None where the status says as much."""
    try:
        data = read_json(body)
    except Unparsed:
        data = None
    told = {dig_count(entry, "code") for entry in dig_list(data, "errors")}
    if (code := next((known for known in _ERROR_CODES if known in told), None)) is not None:
        return Reading(*_ERROR_CODES[code])
    return Reading(*_ERROR_CODES[144]) if status == 404 else None
