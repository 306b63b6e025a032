"""Reddit: addresses, and the feed of a post, which is what is left open since its JSON was closed in May 2026.

``/comments/NUMBER/.rss`` is Atom: the post first, its comments after it. A post's number is counted and says
nothing of the time. Of a video the feed names only the place where its files are.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

from scrapers.posts.address import split
from scrapers.posts.page import lines_of, shown_as
from scrapers.posts.shape import FoundMedia, PostAddress, PostRequest, Reading
from scrapers.web_json import storable
from storage.records import FetchState, MediaItem, MediaKind, Platform, Post, PostTime

PLATFORM: Platform = Platform.REDDIT
HOSTS: frozenset[str] = frozenset(
    prefix + name
    for name in ("reddit.com", "redditmedia.com")
    for prefix in ("", "www.", "old.", "new.", "m.", "np.", "i.", "amp.", "sh.", "embed.")
)
SHORT_HOSTS: frozenset[str] = frozenset({"v.redd.it", "reddit.app.link"}) | {
    f"{prefix}reddit.com/{kind}/*/s" for prefix in ("", "www.", "m.") for kind in ("r", "u", "user")
}

_NUMBER = r"(?P<number>[a-z0-9]{3,10})"
_PATH = re.compile(
    rf"/(?:(?:r|u|user)/[\w.-]{{1,50}}/)?(?:comments|gallery)/{_NUMBER}"
    r"(?:/[^/]{0,300}(?:/(?P<comment>[a-z0-9]{3,10}))?)?(?:/|/?\.(?:rss|json|embed|compact))?",
    re.ASCII | re.I,
)
_NAME = re.compile(r"/?u(?:ser)?/(?P<name>[A-Za-z0-9_-]{1,30})", re.ASCII)
_REMOVED = re.compile(r"\[ ?removed(?: by [^\]]{1,40})?\]", re.I)
_VIDEO = re.compile(r"https?://v\.redd\.it/(?P<number>[a-z0-9]{6,20})/?", re.ASCII)
_IMAGE = re.compile(
    r"https?://(?:i\.redd\.it|i\.imgur\.com)/[\w-]{1,100}\.(?:jpe?g|png|gif|webp)", re.ASCII | re.I
)
_GALLERY = re.compile(r"https?://(?:www\.)?reddit\.com/gallery/[a-z0-9]{3,10}/?", re.ASCII)
_AGE = re.compile(rb"name=.over18|/over18\?dest|you must be (?:at least )?(?:18|eighteen)", re.I)
_QUARANTINE = re.compile(rb"quarantined community|is quarantined", re.I)
_WALL = re.compile(rb"whoa there, pardner|blocked by network security|log in to (?:reddit|continue)", re.I)
_PRIVATE = re.compile(rb"private community|is a private|community is private", re.I)
_BANNED = re.compile(rb"has been banned|banned from reddit", re.I)
_SIZES = ("CMAF_720.mp4", "DASH_720.mp4", "CMAF_480.mp4", "DASH_480.mp4")
"""Names of a video's files, newer ones first; they hold its picture, its sound lies beside them."""


def address_of(url: str) -> PostAddress | None:
    """The post or the comment that a URL leads to; None for communities, accounts and searches."""
    parts = split(url)
    if parts is None:
        return None
    path = re.sub(r"/{2,}", "/", parts.path)
    if parts.hostname in {"redd.it", "www.redd.it"}:
        match = re.fullmatch(rf"/{_NUMBER}/?", path, re.ASCII)
        return _address(match["number"], None) if match else None
    match = _PATH.fullmatch(path) if parts.hostname in HOSTS else None
    return _address(match["number"], match["comment"]) if match else None


def _address(number: str, comment: str | None) -> PostAddress:
    number = number.lower()
    if comment is None:
        return PostAddress(PLATFORM, number, None, f"https://www.reddit.com/comments/{number}/")
    comment = comment.lower()
    return PostAddress(
        PLATFORM, f"{number}/{comment}", None, f"https://www.reddit.com/comments/{number}/comment/{comment}/"
    )


def is_login_wall(url: str) -> bool:
    """True where Reddit sends visitors to log in."""
    parts = split(url)
    return (
        parts is not None and parts.hostname in HOSTS and parts.path.startswith(("/login", "/account/login"))
    )


def time_of_number(number: str) -> PostTime | None:  # noqa: ARG001 - numbers are counted
    return None


def requests(address: PostAddress) -> tuple[PostRequest, ...]:
    """The post's feed; of a comment the feed below it."""
    number, _, comment = address.number.partition("/")
    below = f"/comments/{number}/comment/{comment}/.rss" if comment else f"/comments/{number}/.rss"
    return (PostRequest(f"https://www.reddit.com{below}", parse_feed, parse_refusal),)


def _unparsed(what: str) -> Reading:
    return Reading(FetchState.UNPARSED, f"Reddit's answer {what}.")


def parse_feed(body: bytes, address: PostAddress) -> Reading:
    """The feed of a post: the entry of the asked number, or what Reddit shows in its place."""
    import feedparser  # type: ignore[import-untyped]  # loads slowly

    try:
        parsed = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    except Exception:  # it forgives much, and what it does not it meets with whatever Python raises
        return _unparsed("is too broken to be read")
    if parsed.get("version") != "atom10":
        return _page(body) or _unparsed("is not the feed that Reddit is known to send")
    number, _, comment = address.number.partition("/")
    wanted = f"t1_{comment}" if comment else f"t3_{number}"
    entry = next((dict(each) for each in parsed.entries if each.get("id") == wanted), None)
    if entry is None:
        return _unparsed("holds no post of this number")
    return _entry(entry, address, of_comment=bool(comment))


def _page(body: bytes) -> Reading | None:
    """A page in place of the feed."""
    head = body[: 1 << 18]
    if _AGE.search(head):
        return Reading(
            FetchState.AGE_GATED, "Reddit asks whether its visitor is of age before it shows the post."
        )
    if _QUARANTINE.search(head):
        return Reading(
            FetchState.RESTRICTED, "Reddit shows this quarantined community to people with an account."
        )
    if _WALL.search(head):
        return Reading(FetchState.LOGIN_WALL, "Reddit takes us for a machine and asks for a login.")
    return None


def _entry(entry: Mapping[str, Any], address: PostAddress, *, of_comment: bool) -> Reading:
    title, content = _text(entry.get("title")), _content(entry)
    link = _text(entry.get("link"))
    if content is None or not title:
        return _unparsed("lacks the post's title or text")
    words, linked = _words_and_link(content)
    author = _NAME.fullmatch(_text(entry.get("author")))
    if _REMOVED.fullmatch(words):
        return Reading(FetchState.RESTRICTED, f"Reddit shows in place of the post: “{words}”.")
    if author is None and words in {"", "[deleted]"}:
        return Reading(FetchState.DELETED, "Reddit shows in place of the post and its author: “[deleted]”.")
    published = shown_as(_text(entry.get("published")))
    updated = shown_as(_text(entry.get("updated")))
    time = published or updated
    if author is None or time is None:
        return _unparsed("lacks the author or the time")
    media = () if of_comment else _media(linked)
    found = address_of(link)
    said = words if of_comment else f"{title}\n\n{words}".strip()
    post = Post(
        platform=PLATFORM,
        number=address.number,
        url=link if found is not None and found.number == address.number else address.url,
        handle=author["name"],
        name=None,
        text=f"{said}\n\n{linked}" if linked and not media and not of_comment else said,
        times=(time,),
        media=tuple(each.item for each in media),
    )
    if published is not None and updated is not None and updated.interval.start > published.interval.end:
        reason = f"Reddit shows the post, and says that it changed at {updated.text}."
        return Reading(FetchState.EDITED, reason, post, media)
    return Reading(FetchState.VISIBLE, "Reddit shows the post.", post, media)


def _text(value: object) -> str:
    return " ".join(storable(value).split()) if isinstance(value, str) else ""


def _content(entry: Mapping[str, Any]) -> str | None:
    parts = entry.get("content") or [{"value": entry.get("summary")}]
    value = parts[0].get("value") if parts else None
    return storable(value) if isinstance(value, str) else None


def _words_and_link(content: str) -> tuple[str, str | None]:
    """The post's own words, and what it links to: below the words, Reddit signs each post with both links."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(content[:400_000], "lxml")
    signed = reversed(soup.find_all("a")[-4:])  # the words above can hold a link that is called so too
    linked = next((str(anchor.get("href")) for anchor in signed if anchor.get_text() == "[link]"), None)
    body = soup.find(class_="md")
    words = lines_of(body) if body is not None else ""
    parts = split(linked) if linked is not None else None
    if linked is None or parts is None or (parts.hostname in HOSTS and not _GALLERY.fullmatch(linked)):
        return words, None  # a post of words alone links to itself
    return words, linked


def _media(linked: str | None) -> tuple[FoundMedia, ...]:
    if linked is None:
        return ()
    if match := _VIDEO.fullmatch(linked):
        urls = tuple(f"https://v.redd.it/{match['number']}/{size}" for size in _SIZES)
        return (FoundMedia(MediaItem(MediaKind.VIDEO, linked), urls),)
    if _IMAGE.fullmatch(linked):
        return (FoundMedia(MediaItem(MediaKind.IMAGE, linked), (linked,)),)
    if _GALLERY.fullmatch(linked):
        return (FoundMedia(MediaItem(MediaKind.UNKNOWN, linked)),)
    return ()


def parse_refusal(body: bytes, status: int) -> Reading | None:
    """What Reddit's error pages say of the post."""
    if status in {403, 404} and _BANNED.search(body[: 1 << 18]):
        return Reading(FetchState.SUSPENDED, "Reddit says that it banned the community.")
    if status == 403 and _PRIVATE.search(body[: 1 << 18]):
        return Reading(FetchState.RESTRICTED, "Reddit says that the community is private.")
    if status == 404:
        return Reading(FetchState.UNREACHABLE, "Reddit has no such post: it was removed, or was never there.")
    if status == 451:
        return Reading(
            FetchState.RESTRICTED, "Reddit does not show the post where we ask from, for legal reasons."
        )
    return _page(body) if status in {401, 403, 429} else None
