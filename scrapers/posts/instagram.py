"""Instagram: addresses, the embed and the post's page, their parsers, and time from the shortcode.

Both are shown to visitors without a login only now and then. The embed carries ``contextJSON``, the page
the answer of the site's own API; where they do not, the page's head still names the post.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote

from reference.day_words import find_full_days
from reference.errors import Unparsed
from reference.times import Interval, Precision, day_interval, iso
from scrapers.posts.address import split
from scrapers.posts.page import Page, json_after, objects, read_page, shown_at
from scrapers.posts.shape import FoundMedia, PostAddress, PostRequest, Reading
from scrapers.web_json import dig, dig_count, dig_list, dig_text, read_json, storable
from storage.records import FetchState, KnownFrom, MediaItem, MediaKind, Platform, Post, PostTime

PLATFORM: Platform = Platform.INSTAGRAM
HOSTS: frozenset[str] = frozenset(
    {"instagram.com", "www.instagram.com", "m.instagram.com", "instagr.am", "www.instagr.am"}
)
SHORT_HOSTS: frozenset[str] = frozenset(
    {"ig.me", "www.instagram.com/share", "instagram.com/share", "www.instagram.com/s", "instagram.com/s"}
)

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_PATH = re.compile(
    r"/(?:(?!share/)(?P<handle>[\w.]{1,40})/)?(?:p|tv|reels?)/(?!audio(?:/|$))(?P<number>[\w-]{5,60})(?:/.*)?",
    re.ASCII,
)
_EPOCH = datetime(2011, 8, 24, 21, 7, 1, 721000, tzinfo=UTC)
"""Milliseconds are counted from here in bits 23 and up of a number (Instagram Engineering, 2012)."""
_PRIVATE_KEY = 28
"""Characters that are added to the shortcode of a private account's post."""
_MOST_MEDIA = 20
_HANDLE = re.compile(r"[\w.]{1,40}", re.ASCII)
_TITLE = re.compile(r"(?P<name>.{1,200}?) (?:on|•) Instagram(?:: [\"“](?P<words>.*)[\"”])?\s*", re.DOTALL)
_SHELLS = frozenset({"instagram", "login • instagram", "log in • instagram", "instagram • log in"})
"""Titles of pages that Instagram sends in place of a post."""


def address_of(url: str) -> PostAddress | None:
    """The post that a URL leads to; None for profiles, stories, tags and what is not Instagram's."""
    parts = split(url)
    if parts is None or parts.hostname not in HOSTS:
        return None
    if parts.path.startswith("/accounts/login"):  # a login page names what it stands before
        inner = parse_qs(parts.query).get("next", [""])[0]
        inner = f"https://{parts.hostname}{inner}" if inner.startswith("/") else inner
        return address_of(inner) if "/accounts/" not in inner else None
    match = _PATH.fullmatch(re.sub(r"/{2,}", "/", unquote(parts.path)))
    if match is None:
        return None
    return PostAddress(
        PLATFORM, match["number"], match["handle"], f"https://www.instagram.com/p/{match['number']}/"
    )


def is_login_wall(url: str) -> bool:
    """True where Instagram sends visitors to log in; its front page is where it sends others."""
    parts = split(url)
    if parts is None or parts.hostname not in HOSTS:
        return False
    return parts.path.startswith(("/accounts/", "/challenge", "/consent")) or parts.path in {"", "/"}


def time_of_number(number: str) -> PostTime | None:
    """When Instagram gave out this shortcode, to the second."""
    value = media_number(number)
    if value is None or not 1 << 40 <= value < 1 << 63:
        return None
    moment = (_EPOCH + timedelta(milliseconds=value >> 23)).replace(microsecond=0)
    return PostTime(iso(moment), Interval(moment, moment), Precision.SECOND, KnownFrom.NUMBER)


def media_number(shortcode: str) -> int | None:
    """The number that a shortcode spells in base 64; None where it spells none."""
    code = shortcode[:-_PRIVATE_KEY] if len(shortcode) > _PRIVATE_KEY else shortcode
    value = 0
    for letter in code:
        digit = _ALPHABET.find(letter)
        if digit < 0:
            return None
        value = value << 6 | digit
    return value or None


def requests(address: PostAddress) -> tuple[PostRequest, ...]:
    """The embed with its caption, and the post's own page."""
    return (
        PostRequest(
            f"https://www.instagram.com/p/{address.number}/embed/captioned/", parse_embed, parse_refusal
        ),
        PostRequest(address.url, parse_page, parse_refusal),
    )


def _unparsed(what: str) -> Reading:
    return Reading(FetchState.UNPARSED, f"Instagram's answer {what}.")


def parse_refusal(body: bytes, status: int) -> Reading | None:  # noqa: ARG001 - the pages say no more
    """A refused page or embed."""
    if status in {404, 410}:
        return Reading(
            FetchState.UNREACHABLE,
            f"Instagram has no such post ({status}): it was removed, hidden or never there.",
        )
    if status in {401, 403, 429}:
        return Reading(
            FetchState.LOGIN_WALL, f"Instagram does not answer visitors without a login ({status})."
        )
    return None


# --- the embed -----------------------------------------------------------------------------------


def parse_embed(body: bytes, address: PostAddress) -> Reading:
    """The embed: its ``contextJSON``, or the caption that it draws."""
    page = read_page(body)
    media = None
    try:
        context = json_after(page.text, r'"contextJSON"\s*:\s*(?=")')
        if isinstance(context, str):
            data = read_json(context.encode())
            media = dig(data, "gql_data", "shortcode_media") or dig(data, "gql_data", "xdt_shortcode_media")
    except Unparsed:
        media = None
    if isinstance(media, dict):
        return _shortcode_media(media, address)
    return _drawn(page, address)


def _shortcode_media(media: dict[str, Any], address: PostAddress) -> Reading:
    if dig_text(media, "shortcode") != address.number:
        return _unparsed("is about another post than the one asked for")
    edges = dig_list(media, "edge_media_to_caption", "edges")
    children = [dig(edge, "node") for edge in dig_list(media, "edge_sidecar_to_children", "edges")]
    return _read(
        address,
        handle=dig_text(media, "owner", "username"),
        name=dig_text(media, "owner", "full_name"),
        author_id=dig_text(media, "owner", "id"),
        text=(dig_text(edges[0], "node", "text") if edges else None) or "",
        time=shown_at(dig(media, "taken_at_timestamp")),
        media=tuple(_graph_medium(each, address) for each in (children or [media])[:_MOST_MEDIA]),
    )


def _graph_medium(media: Any, address: PostAddress) -> FoundMedia:
    is_video = dig(media, "is_video") is True
    url = dig_text(media, "video_url" if is_video else "display_url")
    duration = dig(media, "video_duration")
    item = MediaItem(
        MediaKind.VIDEO if is_video else MediaKind.IMAGE,
        url or (address.url if is_video else None),
        duration=float(duration) if isinstance(duration, int | float) and 0 < duration < 1e6 else None,
        width=dig_count(media, "dimensions", "width"),
        height=dig_count(media, "dimensions", "height"),
    )
    return FoundMedia(item, (url,) if url else ())


def _drawn(page: Page, address: PostAddress) -> Reading:
    """The embed without data: a caption and a picture, or the picture of a broken link."""
    soup, text = page.soup, page.text
    caption = soup.find(class_="Caption")
    author = soup.find("a", class_="CaptionUsername") or soup.find("a", class_="UsernameText")
    if f"/{address.number}" not in text or author is None:
        if "EmbedIsBroken" in text or "EmbedBroken" in text:
            return Reading(
                FetchState.UNREACHABLE,
                "Instagram says that the post was removed, hidden, or is not to be embedded.",
            )
        return _shell(page) or _unparsed("holds no post")
    handle = author.get_text().strip()
    words = ""
    if caption is not None:
        for part in caption.find_all(class_=["CaptionUsername", "CaptionComments"]):
            part.decompose()
        for line_break in caption.find_all("br"):
            line_break.replace_with("\n")
        words = caption.get_text().strip()
    picture = soup.find("img", class_="EmbeddedMediaImage")
    source = str(picture.get("src") or "") if picture is not None else ""
    is_video = soup.find("video") is not None or 'data-media-type="GraphVideo"' in text
    video = FoundMedia(MediaItem(MediaKind.VIDEO, address.url))
    still = FoundMedia(MediaItem(MediaKind.IMAGE, source or None), (source,) if source else ())
    media = (video,) if is_video else (still,) if source else ()
    return _read(address, handle=handle, text=words, media=media)


# --- the page ------------------------------------------------------------------------------------


def parse_page(body: bytes, address: PostAddress) -> Reading:
    """The post's page: the API's answer in it, or at least its head."""
    page = read_page(body)
    number = media_number(address.number)
    for item in objects(page, _is_item):
        if dig(item, "code") == address.number or (number is not None and str(item.get("pk")) == str(number)):
            return parse_item(item, address)
    return _head(page, address)


def _is_item(value: dict[str, Any]) -> bool:
    return "taken_at" in value and "user" in value and ("code" in value or "pk" in value)


def parse_item(item: Any, address: PostAddress) -> Reading:
    """A post as the site's own API gives it (``/api/v1/media/.../info``)."""
    number = media_number(address.number)
    if dig(item, "code") != address.number and str(dig(item, "pk")) != str(number):
        return _unparsed("is about another post than the one asked for")
    children = dig_list(item, "carousel_media") or [item]
    owner = dig(item, "user", "pk")
    return _read(
        address,
        handle=dig_text(item, "user", "username"),
        name=dig_text(item, "user", "full_name"),
        author_id=str(owner) if isinstance(owner, int | str) else None,
        text=dig_text(item, "caption", "text") or "",
        time=shown_at(dig(item, "taken_at")),
        media=tuple(_api_medium(each, address) for each in children[:_MOST_MEDIA]),
        edited=dig(item, "caption_is_edited") is True,
    )


def _api_medium(media: Any, address: PostAddress) -> FoundMedia:
    versions = sorted(_versions(dig_list(media, "video_versions")), reverse=True)
    stills = sorted(_versions(dig_list(media, "image_versions2", "candidates")), reverse=True)
    duration = dig(media, "video_duration")
    is_video = bool(versions) or dig(media, "media_type") == 2
    urls = tuple(dict.fromkeys(url for _, url in (versions if is_video else stills)))[:3]
    item = MediaItem(
        MediaKind.VIDEO if is_video else MediaKind.IMAGE,
        urls[0] if urls else address.url if is_video else None,
        duration=float(duration) if isinstance(duration, int | float) and 0 < duration < 1e6 else None,
        width=dig_count(media, "original_width"),
        height=dig_count(media, "original_height"),
    )
    return FoundMedia(item, urls)


def _versions(entries: list[Any]) -> Iterator[tuple[int, str]]:
    for entry in entries[:50]:
        if url := dig_text(entry, "url"):
            yield (dig_count(entry, "width") or 0) * (dig_count(entry, "height") or 0), url


def _head(page: Page, address: PostAddress) -> Reading:
    """What the page's head says: author and words, the day at times."""
    place, number = page.meta.get("og:url", ""), media_number(address.number)
    found = address_of(place) if place else None
    named = number is not None and page.meta.get("al:ios:url", "").endswith(f"media?id={number}")
    if not (found is not None and found.number == address.number) and not named:
        return _shell(page) or _unparsed("holds no post, or another one than the one asked for")
    title = _TITLE.fullmatch(page.meta.get("og:title", ""))
    signed = re.search(r"\(@([\w.]{1,40})\)", page.meta.get("twitter:title", "") + page.title, re.ASCII)
    handle = found.handle if found is not None and found.handle else signed[1] if signed else None
    is_video = "og:video" in page.meta or "video" in page.meta.get("og:type", "") or "/reel/" in place
    still = page.meta.get("og:image")
    video = FoundMedia(MediaItem(MediaKind.VIDEO, address.url))
    picture = FoundMedia(MediaItem(MediaKind.IMAGE, still), (still,) if still else ())
    return _read(
        address,
        handle=handle,
        name=title["name"] if title else None,
        text=(title["words"] or "").strip() if title else "",
        time=_day(page.meta.get("og:description", "")),
        media=(video,) if is_video else (picture,) if still else (),
    )


def _day(description: str) -> PostTime | None:
    """The day of ``12 likes, 3 comments - handle on June 20, 2024: "…"``, in no certain zone."""
    before = description.split(": ", 1)[0][:200]
    found = next(iter(find_full_days(before)), None) if " - " in before else None
    if found is None:
        return None
    day = found.days.first
    return PostTime(day.isoformat(), day_interval(day), Precision.DAY, KnownFrom.DISPLAYED)


def _shell(page: Page) -> Reading | None:
    """What a page without the post is, where it says so itself."""
    title = page.title.lower()
    if "18 years old or over" in page.text:
        return Reading(FetchState.AGE_GATED, "Instagram shows this post to visitors of proven age only.")
    if title.startswith(("page not found", "content unavailable")):
        return Reading(
            FetchState.UNREACHABLE, "Instagram has no such page: it was removed, hidden or never there."
        )
    if title in _SHELLS and address_of(page.meta.get("og:url", "")) is None:
        return Reading(
            FetchState.LOGIN_WALL,
            "Instagram sent its shell without the post, as it does to visitors without a login.",
        )
    return None


def _read(
    address: PostAddress,
    *,
    handle: str | None,
    name: str | None = None,
    author_id: str | None = None,
    text: str,
    time: PostTime | None = None,
    media: tuple[FoundMedia, ...],
    edited: bool = False,
) -> Reading:
    if handle is None or not _HANDLE.fullmatch(handle):
        return _unparsed("lacks the author")
    if not text and not media:
        return _unparsed("holds neither text nor media")
    post = Post(
        platform=PLATFORM,
        number=address.number,
        url=address.url,
        handle=handle,
        name=storable(name) if name else None,
        text=storable(text).strip(),
        author_id=author_id,
        times=(time,) if time else (),
        media=tuple(found.item for found in media),
    )
    if edited:
        reason = "Instagram shows the post, and says that its author edited the caption."
        return Reading(FetchState.EDITED, reason, post, media)
    return Reading(FetchState.VISIBLE, "Instagram shows the post.", post, media)
