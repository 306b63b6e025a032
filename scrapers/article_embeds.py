"""Posts of X that a page embeds: blockquotes, frames, AMP elements and lazily loaded variants.

An embed is markup made to show the post; a link to a status in running text is a citation and none. The
embeds are taken out of the tree, and a mark is left where each stood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from reference.day_words import find_days
from reference.times import FIRST_DAY, Precision, day_interval
from scrapers.posts import address_of
from storage.records import KnownFrom, MediaItem, MediaKind, Platform, Post, PostTime

if TYPE_CHECKING:
    from datetime import date

    from bs4 import BeautifulSoup, Tag

MOST = 200
"""Embeds of one page; no article has more, a hostile page may."""

_QUOTE_CLASSES = frozenset(
    {"twitter-tweet", "twitter-video", "twitter-tweet-rendered", "twitter-embed", "tweet"}
)
_NUMBER_ATTRIBUTES = (
    "data-tweetid",
    "data-tweet-id",
    "data-tweet_id",
    "tweet-id",
    "tweetid",
    "data-twitter-id",
)
_LAZY_ATTRIBUTES = (
    "src",
    "data-src",
    "data-lazy-src",
    "data-url",
    "data-tweet-url",
    "data-embed-url",
    "data-href",
)
_NUMBER = re.compile(r"[1-9]\d{4,18}", re.ASCII)
_SIGNED = re.compile(
    r"[—–―‒-]{1,2}\s*(?P<name>[^\n]{0,80}?)\s*\(@(?P<handle>\w{1,20})\)\s*(?P<rest>.*)$", re.DOTALL
)
_PICTURE = re.compile(r"(?:https?://)?(?P<link>pic\.(?:twitter|x)\.com/\w+)", re.ASCII)
_LATEST = FIRST_DAY.replace(year=2200)


@dataclass(frozen=True)
class Embed:
    """A post that a page embeds, and the mark that stands in its place."""

    post: Post
    mark: str


def take_embeds(soup: BeautifulSoup, nonce: str) -> list[Embed]:
    """Take every embedded post out of the tree, in the order of the page."""
    embeds: list[Embed] = []
    for tag in soup.find_all(
        ["blockquote", "iframe", "amp-twitter", "twitter-widget", "div", "figure", "section", "p"]
    ):
        if len(embeds) >= MOST:
            break
        if tag.decomposed or tag.parent is None:
            continue
        post = _post_in(tag)
        if post is not None:
            mark = f"{nonce}{len(embeds)}x"
            embeds.append(Embed(post, mark))
            place = soup.new_tag("p")
            place.string = mark
            tag.replace_with(place)
    return embeds


def _post_in(tag: Tag) -> Post | None:
    if tag.name == "blockquote":
        return _quoted(tag)
    for attribute in _NUMBER_ATTRIBUTES:
        number = str(tag.get(attribute) or "")
        if _NUMBER.fullmatch(number):
            quote = tag.find("blockquote")
            return (_quoted(quote) if quote is not None else None) or _numbered(number, None)
    if tag.name == "iframe":
        return _framed(tag)
    return None


def _framed(tag: Tag) -> Post | None:
    for attribute in _LAZY_ATTRIBUTES:
        url = str(tag.get(attribute) or "")
        try:
            parts = urlsplit(url if "://" in url else f"https:{url}")
            host, query = parts.hostname or "", parse_qs(parts.query)
        except ValueError:
            continue
        if host in {"platform.twitter.com", "platform.x.com"} and "tweet" in parts.path.lower():
            number = next(iter(query.get("id", [])), "")
            if _NUMBER.fullmatch(number):
                return _numbered(number, None)
        if host in {"twitframe.com", "www.twitframe.com", "iframe.ly", "cdn.iframe.ly", "cdn.embedly.com"}:
            address = address_of(next(iter((*query.get("url", []), *query.get("src", []))), ""))
            if address is not None:
                return _numbered(address.number, address.handle)
    return None


def _quoted(quote: Tag) -> Post | None:
    """The post in a blockquote that X's own embed code made, or one that has the same shape."""
    classes = {str(name).lower() for name in quote.get_attribute_list("class") if name}
    made_for_it = bool(classes & _QUOTE_CLASSES)
    links = [str(anchor.get("href") or "") for anchor in quote.find_all("a")]
    addresses = [address for link in links if (address := address_of(link)) is not None]
    whole = _lines(quote)
    signed = _SIGNED.search(whole)
    if not made_for_it and not (signed and addresses):
        return None
    address = addresses[-1] if addresses else None
    number = next(
        (str(quote[name]) for name in _NUMBER_ATTRIBUTES if _NUMBER.fullmatch(str(quote.get(name) or ""))),
        None,
    )
    if address is not None:
        number = address.number
    paragraph = quote.find("p")
    words = _lines(paragraph) if paragraph is not None else whole[: signed.start()] if signed else ""
    if number is None and signed is None:
        return None
    handle = signed["handle"] if signed else address.handle if address else None
    return post_shown(
        number=number,
        handle=handle,
        name=signed["name"].strip() if signed else None,
        words=words,
        dated=signed["rest"] if signed else "",
        language=str(paragraph.get("lang") or "") or None if paragraph is not None else None,
    )


def _numbered(number: str, handle: str | None) -> Post:
    return post_shown(number=number, handle=handle, name=None, words="", dated="", language=None)


def post_shown(
    *, number: str | None, handle: str | None, name: str | None, words: str, dated: str, language: str | None
) -> Post:
    """A post as a page or a paste shows it: its day is known by the day, in no certain zone."""
    text, links = without_picture_links(words)
    day = _day(dated)
    times: tuple[PostTime, ...] = ()
    if day is not None:
        times = (PostTime(day.isoformat(), day_interval(day), Precision.DAY, KnownFrom.DISPLAYED),)
    return Post(
        platform=Platform.X,
        number=number,
        url=f"https://x.com/{handle or 'i'}/status/{number}" if number else None,
        handle=handle,
        name=name or None,
        text=text,
        times=times,
        media=tuple(MediaItem(MediaKind.UNKNOWN, link) for link in links),
        language=language,
    )


def without_picture_links(words: str) -> tuple[str, tuple[str, ...]]:
    """The words without the links that stand for the post's own media, and those links."""
    links = tuple(dict.fromkeys(f"https://{match['link']}" for match in _PICTURE.finditer(words)))
    return " ".join(_PICTURE.sub(" ", words).split(" ")).strip(), links


def _day(text: str) -> date | None:
    """The one full date that a post's signature ends with."""
    found = [each for each in find_days(text, _LATEST) if re.search(r"\d{4}", text[each.start : each.end])]
    return found[0].days.first if found and found[0].days.precision is Precision.DAY else None


def _lines(tag: Tag) -> str:
    """The tag's text, its line breaks kept."""
    for line_break in tag.find_all("br"):
        line_break.replace_with("\n")
    lines = (" ".join(line.split()) for line in tag.get_text().split("\n"))
    return "\n".join(line for line in lines if line)
