"""Posts of other platforms than X that an element of a page embeds: frames, quotes, AMP and lazy players.

A frame of any platform counts by its address. Of other elements only those count that are made to show a
post: a platform's own class or tag, or an embed block whose whole text is the post's address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from reference.errors import BadTime
from reference.times import parse_instant
from scrapers.posts import PostAddress, address_of
from storage.records import KnownFrom, Platform, Post, PostTime

if TYPE_CHECKING:
    from bs4 import Tag

PLAYER_SIGNS = (
    "youtube.com/embed/",
    "youtube-nocookie.com/embed/",
    "tiktok-embed",
    "tiktok.com/embed",
    "instagram-media",
    "facebook.com/plugins/post.php",
    "facebook.com/plugins/video.php",
    "text-post-media",
    "data-telegram-post",
    "bluesky-embed",
    "embed.bsky.app/embed/",
    "mastodon-embed",
    "reddit-embed-bq",
    "reddit-card",
    "embed.reddit.com/",
    "redditmedia.com/",
)
"""What the markup of an embed holds, wrapped up or not."""

_FRAMES = frozenset({"iframe", "embed", "amp-iframe", "oembed"})
_QUOTES = {
    "tiktok-embed": Platform.TIKTOK,
    "instagram-media": Platform.INSTAGRAM,
    "text-post-media": Platform.THREADS,
    "bluesky-embed": Platform.BLUESKY,
    "mastodon-embed": Platform.MASTODON,
    "reddit-embed-bq": Platform.REDDIT,
    "reddit-card": Platform.REDDIT,
}
_FACEBOOK_CLASSES = frozenset({"fb-post", "fb-video"})
_TAGS = {
    # The element, its attribute, and the address that the attribute's value stands for.
    "amp-youtube": ("data-videoid", "https://www.youtube.com/watch?v={}"),
    "lite-youtube": ("videoid", "https://www.youtube.com/watch?v={}"),
    "youtube-video": ("src", "{}"),
    "amp-instagram": ("data-shortcode", "https://www.instagram.com/p/{}/"),
    "amp-tiktok": ("data-src", "{}"),
    "amp-facebook": ("data-href", "{}"),
    "amp-reddit": ("data-src", "{}"),
    "amp-dailymotion": ("data-videoid", "https://www.dailymotion.com/video/{}"),
}
_YOUTUBE_ATTRIBUTES = ("data-youtube-id", "data-youtube", "data-ytid", "data-yt-id", "data-embed-youtube")
_TELEGRAM_ATTRIBUTE = "data-telegram-post"
"""Of the script that draws a message: ``CHANNEL/NUMBER``."""
_EMBED_CLASS = re.compile(r"embed|oembed|youtube|tiktok|instagram|telegram|reddit", re.IGNORECASE)
_BLUESKY_HANDLE = re.compile(r"\(@([A-Za-z0-9.-]{3,253})\)", re.ASCII)
_HANDLE = re.compile(r"\(?@([\w.]{1,40})\)?", re.ASCII)
_LONGEST_LINK = 2048
_LONGEST_WORDS = 5000


def player_in(tag: Tag) -> Post | None:
    """The post that the element embeds; None for one that embeds none, or one of X."""
    classes = {str(name).lower() for name in tag.get_attribute_list("class") if name}
    if tag.name == "blockquote":
        return _quoted(tag, classes)
    address = _addressed(tag, classes)
    if address is None or address.platform is Platform.X:
        return None
    return _shown(address)


def _addressed(tag: Tag, classes: set[str]) -> PostAddress | None:
    if tag.name in _FRAMES:
        return next((found for link in _links(tag) if (found := address_of(link))), None)
    if tag.name in _TAGS:
        attribute, written = _TAGS[tag.name]
        value = str(tag.get(attribute) or "").strip()
        return address_of(written.format(value)) if value else None
    if message := str(tag.get(_TELEGRAM_ATTRIBUTE) or "").strip():
        return address_of(f"https://t.me/{message}")
    if classes & _FACEBOOK_CLASSES:
        return address_of(str(tag.get("data-href") or ""))
    for attribute in _YOUTUBE_ATTRIBUTES:
        if value := str(tag.get(attribute) or "").strip():
            return address_of(value if "/" in value else f"https://www.youtube.com/watch?v={value}")
    if any(_EMBED_CLASS.search(name) for name in classes):
        return address_of(_text_if_short(tag))
    return None


def _links(tag: Tag) -> Iterator[str]:
    """The attributes that hold an address; lazy pages keep it elsewhere than in ``src``."""
    for value in tag.attrs.values():
        if isinstance(value, str) and 10 < len(value) <= _LONGEST_LINK and "/" in value:
            yield value.strip()


def _text_if_short(tag: Tag) -> str:
    parts: list[str] = []
    for part in tag.strings:
        parts.append(part)
        if sum(map(len, parts)) > _LONGEST_LINK:
            return ""
    text = "".join(parts).strip()
    return text if text.startswith(("http://", "https://")) else ""


def _quoted(quote: Tag, classes: set[str]) -> Post | None:
    """The post in a blockquote that a platform's own embed code made."""
    platform = next((_QUOTES[name] for name in classes if name in _QUOTES), None)
    if platform is None:
        return None
    anchors = list(islice(quote.find_all("a"), 50))
    links = [*_links(quote), *(str(anchor.get("href") or "") for anchor in anchors)]
    address = next(
        (found for link in links if (found := address_of(link)) and found.platform is platform), None
    )
    if address is None:
        return None
    words, signature = _words(quote, address), quote.get_text()[:_LONGEST_WORDS]
    handle = _BLUESKY_HANDLE if platform is Platform.BLUESKY else _HANDLE
    signed = handle.search(signature.replace(words, " ") if words else signature)
    return _shown(address, address.handle or (signed[1] if signed else None), words, _time(quote))


def _words(quote: Tag, address: PostAddress) -> str:
    """The post's own words: TikTok's and Bluesky's in a paragraph, Instagram's in the link to the post."""
    if address.platform is Platform.MASTODON:  # its embed code holds none
        return ""
    if address.platform in {Platform.TIKTOK, Platform.BLUESKY}:
        paragraph = quote.find("p")
        words = " ".join(paragraph.get_text().split()) if paragraph is not None else ""
        return words.removesuffix("[image or embed]").strip()[:_LONGEST_WORDS]  # Bluesky's word for media
    for anchor in quote.find_all("a"):
        found = address_of(str(anchor.get("href") or ""))
        text = anchor.get_text().strip()
        styled = anchor.find("div") is not None or anchor.find("svg") is not None
        if found is not None and found.number == address.number and text and not styled:
            shared = re.match(
                r"(?:a post shared|a photo posted|a video posted|view (?:this )?(?:post|on))", text, re.I
            )
            return "" if shared else text[:_LONGEST_WORDS]
    return ""


def _time(quote: Tag) -> PostTime | None:
    stamp = quote.find("time")
    text = str(stamp.get("datetime") or "") if stamp is not None else ""
    try:
        interval, precision = parse_instant(text)
    except BadTime:
        return None
    return PostTime(text, interval, precision, KnownFrom.DISPLAYED)


def _shown(
    address: PostAddress, handle: str | None = None, words: str = "", time: PostTime | None = None
) -> Post:
    return Post(
        platform=address.platform,
        number=address.number,
        url=address.url,
        handle=handle or address.handle,
        name=None,
        text=words,
        times=(time,) if time else (),
    )
