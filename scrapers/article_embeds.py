"""Posts that a page embeds: blockquotes, frames, AMP elements and lazily loaded variants.

Those of X are read here, those of other platforms in :mod:`scrapers.article_players`.

An embed is markup made to show the post; a link to a status in running text is a citation and none. The
embeds are taken out of the tree, and a mark is left where each stood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from scrapers.article_players import player_in
from scrapers.article_signature import PICTURE, post_shown, signature_of, signatures, status_of
from scrapers.article_wrapped import unwrap_embeds
from storage.records import Post

if TYPE_CHECKING:
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
_EMBED_TAGS = ("div", "figure", "section", "p", "span", "aside", "oembed", "embed", "video")
"""Elements that embeds are made of, beside blockquotes, frames and elements of a name with a hyphen."""
_EMBED_HOSTS = frozenset({"platform.twitter.com", "platform.x.com"})
_FRAMING_HOSTS = frozenset(
    {"twitframe.com", "www.twitframe.com", "iframe.ly", "cdn.iframe.ly", "cdn.embedly.com"}
)
_NUMBER = re.compile(r"[1-9]\d{4,18}", re.ASCII)
_DRAWN = re.compile(r"createTweet(?:Embed)?\(\s*[\"']([1-9]\d{4,18})[\"']", re.ASCII)
_DRAWING = re.compile(r"createTweet|VK\.Widgets\.Post\(|YT\.Player\(")
"""What scripts call that have a platform's own code draw a post."""
_EMBED_CLASS = re.compile(r"embed|tweet|twitter", re.IGNORECASE)
_NEAR = 8
"""Elements around one that are looked at."""
_FEW = 80
"""Elements before an embed in which words are looked for."""
_ENOUGH = 40
"""Characters that tell a place in the text."""
_LONGEST_LINK = 2048


@dataclass(frozen=True)
class Embed:
    """A post that a page embeds, and the mark that stands in its place."""

    post: Post
    mark: str
    after: str
    """The end of the words that stand before it on the page; empty where there are none near."""


def take_embeds(soup: BeautifulSoup, nonce: str) -> list[Embed]:
    """Take every embedded post out of the tree, in the order of the page."""
    unwrap_embeds(soup)
    embeds: list[Embed] = []
    taken: set[int] = set()
    for tag in soup.find_all(_may_embed):
        if len(embeds) >= MOST:
            break
        post = (_post_in(tag) or player_in(tag)) if id(tag) not in taken else None
        if post is not None:
            mark = f"{nonce}{len(embeds)}x"
            embeds.append(Embed(post, mark, _words_before(tag)))
            place = soup.new_tag("p")
            place.string = mark
            taken.update(map(id, tag.find_all(True)))
            tag.replace_with(place)
    return embeds


def _words_before(tag: Tag) -> str:
    for element in islice(tag.previous_elements, _FEW):
        words = " ".join(element.split()) if isinstance(element, str) else ""
        if len(words) >= _ENOUGH:
            return words[-_ENOUGH:]
    return ""


def _may_embed(tag: Tag) -> bool:
    if tag.name == "script":
        return tag.has_attr("data-telegram-post") or _DRAWING.search(tag.get_text()) is not None
    if tag.name == "a":
        return tag.has_attr("data-iframely-url") or "embedly-card" in tag.get_attribute_list("class")
    return tag.name in _EMBED_TAGS or tag.name in {"blockquote", "iframe"} or "-" in tag.name


def _post_in(tag: Tag) -> Post | None:
    if tag.name == "blockquote":
        return _quoted(tag) or _numbered(tag)
    if tag.name == "iframe":
        return _numbered(tag) or _framed(tag)
    if tag.name == "script":
        drawn = _DRAWN.search(tag.get_text()[:_LONGEST_LINK])
        return post_shown(number=drawn[1], handle=None) if drawn else None
    numbered = _numbered(tag) or _linked(tag)
    quote = tag.find("blockquote") if numbered else None
    return (_quoted(quote) if quote is not None else None) or numbered


def _numbered(tag: Tag) -> Post | None:
    """The post whose number the element carries."""
    for attribute in _NUMBER_ATTRIBUTES:
        number = str(tag.get(attribute) or "").strip()
        if _NUMBER.fullmatch(number):
            return post_shown(number=number, handle=None)
    return None


def _linked(tag: Tag) -> Post | None:
    """The post of an element whose attribute, or whose whole text where it is called an embed, is its address."""
    if any(parent.name == "a" for parent in islice(tag.parents, _NEAR)):
        return None
    called = " ".join(str(name) for name in tag.get_attribute_list("class"))
    if "share" in called.lower():
        return None
    links = [value for name, value in _attributes(tag) if "share" not in name]
    if _EMBED_CLASS.search(called):
        links.append(_text_if_short(tag))
    address = next((found for link in links if "/status" in link and (found := status_of(link))), None)
    return post_shown(number=address.number, handle=address.handle) if address is not None else None


def _text_if_short(tag: Tag) -> str:
    parts: list[str] = []
    for part in tag.strings:
        parts.append(part)
        if sum(map(len, parts)) > _LONGEST_LINK:
            return ""
    return "".join(parts).strip()


def _attributes(tag: Tag) -> Iterator[tuple[str, str]]:
    for name, value in tag.attrs.items():
        if isinstance(value, str) and len(value) <= _LONGEST_LINK:
            yield name.lower(), value.strip()


def _framed(tag: Tag) -> Post | None:
    for _, url in _attributes(tag):
        try:
            parts = urlsplit(url if "://" in url else f"https:{url}")
            host, query = parts.hostname or "", parse_qs(parts.query)
        except ValueError:
            continue
        if host in _EMBED_HOSTS and parts.path.startswith("/embed/"):
            number = next(iter(query.get("id", [])), "")
            if _NUMBER.fullmatch(number):
                return post_shown(number=number, handle=None)
        if host in _FRAMING_HOSTS:
            address = status_of(next(iter((*query.get("url", []), *query.get("src", []))), ""))
            if address is not None:
                return post_shown(number=address.number, handle=address.handle)
    return None


def _quoted(quote: Tag) -> Post | None:
    """The post in a blockquote that X's own embed code made, or one that has the same shape."""
    if quote.find("blockquote") is not None:
        return None  # the inner one is the post's
    words, tail = _words_and_tail(quote)
    signed = signature_of(tail)
    # a link in the words of a post signed after them leads to a post that it speaks of
    in_words = (
        {id(anchor) for part in quote.find_all("p") for anchor in part.find_all("a")} if signed else set()
    )
    anchors = [anchor for anchor in quote.find_all("a") if id(anchor) not in in_words]
    links = [str(anchor.get("href") or "") for anchor in anchors]
    if signed is None:
        signed = next(reversed(list(signatures(words))), None)
        words = words[: signed.start] if signed else words
    addresses = [found for link in (str(quote.get("cite") or ""), *links) if (found := status_of(link))]
    classes = {str(name).lower() for name in quote.get_attribute_list("class") if name}
    if not classes & _QUOTE_CLASSES:
        shown = signed is not None and (
            addresses or (signed.day and (signed.dashed or PICTURE.search(words)))
        )
        if not shown:
            return None
    handle = signed.handle if signed else None
    own = [each for each in addresses if handle and (each.handle or "").casefold() == handle.casefold()]
    address = next(reversed(own or addresses), None)
    bare = _numbered(quote)
    number = address.number if address is not None else bare.number if bare is not None else None
    if number is None and signed is None:
        return None
    paragraph = quote.find("p")
    return post_shown(
        number=number,
        handle=handle or (address.handle if address is not None else None),
        name=signed.name if signed else None,
        words=words.strip() if signed else "",
        day=signed.day if signed else None,
        language=str(paragraph.get("lang") or "") or None if paragraph is not None else None,
    )


def _words_and_tail(quote: Tag) -> tuple[str, str]:
    """The text of a quote's paragraphs, and what stands after them: there, X's embeds are signed."""
    for line_break in quote.find_all("br"):
        line_break.replace_with("\n")
    paragraphs = quote.find_all("p")
    words = "\n".join(_lines(paragraph.get_text()) for paragraph in paragraphs)
    inside = {id(text) for paragraph in paragraphs for text in paragraph.strings}
    tail = _lines("".join(text for text in quote.strings if id(text) not in inside))
    return (words, tail) if paragraphs else (tail, "")


def _lines(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
