"""Posts of other platforms than X that an element of a page embeds: frames, quotes, AMP and lazy players.

A frame of any platform counts by its address. Of other elements only those count that are made to show a
post: a platform's own class or tag, or an embed block whose whole text is the post's address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

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
    "t.me/",
    "vk.com/video_ext.php",
    "rutube.ru/play/embed/",
    "ok.ru/videoembed/",
    "dailymotion.com/",
    "rumble.com/embed/",
    "truthsocial.com/",
    "threads.net/",
    "threads.com/",
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
    "data-instgrm-permalink": Platform.INSTAGRAM,
    "data-text-post-permalink": Platform.THREADS,
    "data-bluesky-uri": Platform.BLUESKY,
    "data-video-id": Platform.TIKTOK,
}
"""By class, or by an attribute of the platform's own code."""
_FACEBOOK_CLASSES = frozenset({"fb-post", "fb-video"})
_TAGS = {
    # The element, its attribute, and the address that the attribute's value stands for.
    "amp-youtube": ("data-videoid", "https://www.youtube.com/watch?v={}"),
    "lite-youtube": ("videoid", "https://www.youtube.com/watch?v={}"),
    "youtube-video": ("src", "{}"),
    "amp-instagram": ("data-shortcode", "https://www.instagram.com/p/{}/"),
    "amp-tiktok": ("data-src", "https://www.tiktok.com/embed/v2/{}"),
    "amp-facebook": ("data-href", "{}"),
    "amp-reddit": ("data-src", "{}"),
    "amp-dailymotion": ("data-videoid", "https://www.dailymotion.com/video/{}"),
}
_FRAMING_HOSTS = frozenset({"cdn.embedly.com", "iframe.ly", "cdn.iframe.ly"})
"""Hosts of frames around another page, whose address stands in their query."""
_OF_YOUTUBE = re.compile(r"you-?tube|(?:^|[-_])yt(?:[-_]|$)|ytplayer", re.IGNORECASE)
_YOUTUBE_NUMBER = re.compile(r"[\w-]{11}", re.ASCII)
_NUMBER_NAMES = ("data-id", "data-embed", "data-video-id", "data-videoid", "data-video", "video-id")
"""Attributes with the number of a video, of an element that is said to be YouTube's."""
_VK_WIDGET = re.compile(
    r"VK\.Widgets\.Post\(\s*[\"'][^\"']{1,80}[\"']\s*,\s*(-?\d{1,15})\s*,\s*(\d{1,15})", re.ASCII
)
_YOUTUBE_PLAYER = re.compile(
    r"new\s+YT\.Player\([^)]{0,400}?\bvideoId[\"']?\s*:\s*[\"']([\w-]{11})[\"']", re.ASCII
)
_SETUP_LINK = re.compile(r"https?:(?:\\?/){2}[^\"'\s<>]{4,500}")
_NO_EMBED_CLASS = re.compile(r"share|sharing|like|follow|subscri|comment|button|related|promo", re.IGNORECASE)
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
        return next((found for link in _links(tag) if (found := _framed(link))), None)
    if tag.name in _TAGS:
        attribute, written = _TAGS[tag.name]
        value = str(tag.get(attribute) or "").strip()
        return address_of(value if "/" in value else written.format(value)) if value else None
    if tag.name == "script" and not tag.has_attr(_TELEGRAM_ATTRIBUTE):
        return _called(tag.get_text()[:_LONGEST_WORDS])
    if tag.name in {"video", "video-js"}:
        links = _SETUP_LINK.findall(str(tag.get("data-setup") or "")[:_LONGEST_WORDS])
        return next((found for link in links if (found := address_of(link.replace("\\", "")))), None)
    if message := str(tag.get(_TELEGRAM_ATTRIBUTE) or "").strip():
        return address_of(f"https://t.me/{message}")
    if classes & _FACEBOOK_CLASSES:
        return address_of(str(tag.get("data-href") or ""))
    for attribute in _YOUTUBE_ATTRIBUTES:
        if value := str(tag.get(attribute) or "").strip():
            return address_of(value if "/" in value else f"https://www.youtube.com/watch?v={value}")
    if (number := _youtube_number(tag, classes)) is not None:
        return address_of(f"https://www.youtube.com/watch?v={number}")
    named = [name for name in classes if _EMBED_CLASS.search(name)]
    if tag.has_attr("data-iframely-url"):
        return address_of(str(tag.get("href") or ""))
    if not named or any(_NO_EMBED_CLASS.search(name) for name in classes):
        return None
    return address_of(_text_if_short(tag)) or _in_attributes(tag)


def _called(script: str) -> PostAddress | None:
    """The post that a script has a platform's own code draw."""
    if widget := _VK_WIDGET.search(script):
        return address_of(f"https://vk.com/wall{widget[1]}_{widget[2]}")
    player = _YOUTUBE_PLAYER.search(script)
    return address_of(f"https://www.youtube.com/watch?v={player[1]}") if player else None


def _framed(link: str) -> PostAddress | None:
    """The post of a frame's address; of a frame around another page, that page's."""
    try:
        parts = urlsplit(link if "://" in link else f"https:{link}")
        query = parse_qs(parts.query)
    except ValueError:
        return None
    if parts.hostname not in _FRAMING_HOSTS:
        return address_of(link)
    inner = (*query.get("url", ()), *query.get("src", ()))
    return next((found for each in inner if (found := address_of(each))), None)


def _youtube_number(tag: Tag, classes: set[str]) -> str | None:
    said = (
        str(tag.get(name) or "") for name in ("data-player", "data-provider", "data-type", "data-service")
    )
    if not any(_OF_YOUTUBE.search(name) for name in (*classes, *said)):
        return None
    numbers = (str(tag.get(name) or "").strip() for name in _NUMBER_NAMES)
    return next((number for number in numbers if _YOUTUBE_NUMBER.fullmatch(number)), None)


def _in_attributes(tag: Tag) -> PostAddress | None:
    """The post whose address an embed block's attribute is."""
    links = (
        str(value).strip()
        for name, value in tag.attrs.items()
        if (name.startswith("data-") or name in {"url", "src", "cite", "href"}) and "share" not in name
    )
    return next((found for link in links if len(link) <= _LONGEST_LINK and (found := address_of(link))), None)


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
    signs = (*classes, *quote.attrs)
    platform = next((_QUOTES[name] for name in signs if name in _QUOTES), None)
    anchors = list(islice(quote.find_all("a"), 50))
    if "embedly-card" in classes:
        shown = (address_of(str(anchor.get("href") or "")) for anchor in anchors)
        first = next(filter(None, shown), None)
        return _shown(first) if first is not None and first.platform is not Platform.X else None
    if platform is None:
        return None
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
