"""Embeds that a page keeps wrapped up as text until a script or a reader's consent unwraps them.

Consent tools put the markup into text areas, templates, attributes or Base64; page builders into JSON.
"""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from scrapers.article_data import linked_addresses, story_embeds
from scrapers.article_players import PLAYER_SIGNS, player_in

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_SIGNS = (
    "twitter-tweet",
    "twitter-video",
    "platform.twitter.com/embed",
    "platform.x.com/embed",
    "amp-twitter",
)
_MARKUP = re.compile(
    r"<(?:blockquote|iframe|amp-twitter|script\b[^>]{0,300}data-telegram-post)\b", re.IGNORECASE
)
_QUOTE = re.compile(r"<blockquote\b[^>]{0,500}twitter-(?:tweet|video)", re.IGNORECASE)
_QUOTE_END = "</blockquote>"
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]{40,}={0,2}\s*", re.ASCII)
_TEMPLATE_TYPES = frozenset(
    {"text/template", "text/html", "text/x-template", "text/plain", "text/x-handlebars"}
)
_JSON_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_LARGEST = 200_000
"""Characters of one wrapped text; an embed's markup takes a few thousand."""
_LONGEST_QUOTE = 20_000
_MOST = 200


def unwrap_embeds(soup: BeautifulSoup) -> None:
    """Put wrapped embeds into the tree where they are kept, those kept in JSON at its end.

    JSON also holds what the page does not show (other articles): it is read only where the page's own
    markup embeds nothing. JSON-LD says what the page is about, and is read always.
    """
    linked = linked_addresses(soup)
    unwrapped = 0
    for tag in soup.find_all(True):
        for text in _wrapped(tag):
            if unwrapped < _MOST and _insert(tag, text):
                unwrapped += 1
    if not unwrapped and soup.find(_is_embed) is None:
        _append_from_json(soup)
    _append(soup, linked)


def _append_from_json(soup: BeautifulSoup) -> None:
    """Put what only the story's JSON embeds at the page's end."""
    found = [markup for script in soup.find_all("script") for markup in _in_json(script.get_text())]
    for markup in found[:_MOST]:
        if soup.body is not None:
            soup.body.append(_parsed(markup))
    if soup.find(lambda tag: player_in(tag) is not None) is not None:
        return
    markups, addresses = story_embeds(soup)
    for text in markups[:_MOST]:
        decoded = html.unescape(text) if "&lt;" in text else text
        if soup.body is not None and len(decoded) <= _LARGEST and _shows_post(decoded):
            embeds = _parsed(decoded).find_all(lambda tag: _is_embed(tag) or player_in(tag) is not None)
            for embed in embeds:
                soup.body.append(embed.extract())
    _append(soup, addresses)


def _append(soup: BeautifulSoup, addresses: list[str]) -> None:
    for address in addresses[:_MOST]:
        if soup.body is not None:
            soup.body.append(soup.new_tag("oembed", attrs={"url": address}))


def _wrapped(tag: Tag) -> list[str]:
    """The markup of embeds that the element keeps as text."""
    texts = [value for name, value in tag.attrs.items() if isinstance(value, str) and len(value) >= 40]
    if tag.name == "script" and str(tag.get("type") or "").lower() in _TEMPLATE_TYPES:
        texts.append(tag.get_text())
    if tag.name in {"textarea", "template"}:
        texts += [tag.decode_contents(), tag.get_text()]
    return [markup for text in texts if len(text) <= _LARGEST and _shows_post(markup := _decoded(text))]


def _decoded(text: str) -> str:
    """The text, its Base64 or percent signs taken off where it is nothing else."""
    if "%3C" in text[:200] or "%3c" in text[:200]:
        return unquote(text)
    if text.lstrip().startswith("<") or not _BASE64.fullmatch(text):
        return text
    try:
        return base64.b64decode("".join(text.split()), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return text


def _shows_post(markup: str) -> bool:
    shows = any(sign in markup for sign in (*_SIGNS, *PLAYER_SIGNS))
    return shows and _MARKUP.search(markup) is not None


def _insert(tag: Tag, markup: str) -> bool:
    """Put the embeds of the markup after the element; whether there were any of X."""
    embeds = _parsed(markup).find_all(lambda each: _is_embed(each) or player_in(each) is not None)
    for embed in reversed(embeds):
        tag.insert_after(embed.extract())
    return any(_is_embed(embed) for embed in embeds)


def _is_embed(tag: Tag) -> bool:
    if tag.name == "blockquote":
        return any(str(name).startswith("twitter-") for name in tag.get_attribute_list("class"))
    if tag.name == "iframe":
        return any(sign in str(value) for value in tag.attrs.values() for sign in _SIGNS)
    return tag.name == "amp-twitter" or tag.has_attr("data-tweet-id") or tag.has_attr("data-tweetid")


def _in_json(text: str) -> list[str]:
    """The markup of blockquotes in a script's JSON texts."""
    if not any(sign in text for sign in _SIGNS):
        return []
    found: list[str] = []
    for match in _JSON_TEXT.finditer(text):
        if "twitter-" not in match[0]:
            continue
        try:
            value = json.loads(match[0], strict=False)
        except ValueError:
            continue
        markup = html.unescape(value) if "&lt;blockquote" in value else value
        for quote in _QUOTE.finditer(markup):
            end = markup.find(_QUOTE_END, quote.end(), quote.end() + _LONGEST_QUOTE)
            if end >= 0 and len(found) < _MOST:
                found.append(markup[quote.start() : end + len(_QUOTE_END)])
    return found


def _parsed(markup: str) -> BeautifulSoup:
    from bs4 import BeautifulSoup

    return BeautifulSoup(markup, "lxml")
