"""Articles: their text, date, outlet and title, and the posts that stand in them. Pure functions of bytes.

Text and date are found by trafilatura and htmldate; the embedded posts by :mod:`scrapers.article_embeds` in
pages and by :mod:`scrapers.article_paste` in pasted text. An article's leads are found elsewhere.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from reference.errors import NothingIdentified
from scrapers.article_embeds import Embed, take_embeds
from scrapers.article_head import canonical_link, read_head
from scrapers.article_paste import pasted_date, pasted_posts
from storage.encoding import clean
from storage.records import Article, EmbeddedPost, Post

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

LARGEST_PAGE = 5_000_000
"""Bytes of a page that are read; parsing time grows with them."""

_NO_TEXT = ("script", "style", "noscript", "template", "svg", "nav", "footer", "form", "head")


def parse_text(text: str) -> Article:
    """An article as a person pasted it. ``posts`` is empty where none is pasted with it.

    Raises:
        NothingIdentified: There is no text.
    """
    plain: str = clean(unicodedata.normalize("NFC", text)).replace("\r\n", "\n").strip()
    if not plain:
        raise NothingIdentified("the article is empty; paste its text, or give its address")
    published = pasted_date(plain)
    return Article(
        url=None,
        outlet=None,
        title=None,
        published=published,
        published_from="text" if published else None,
        text=plain,
        posts=pasted_posts(plain),
    )


def parse_html(body: bytes, url: str | None, *, until: date | None = None) -> Article:
    """An article's page. ``posts`` is empty where none is embedded.

    ``until`` is the day the page was fetched: a later date in it is not believed.

    Raises:
        NothingIdentified: The bytes are no page.
    """
    if not body.strip():
        raise NothingIdentified("the page is empty; give the article's text, or the post's own address")
    if len(body) > LARGEST_PAGE:
        raise NothingIdentified(
            f"the page is larger than an article's can be ({len(body):,} bytes); paste its text"
        )
    if b"\x00" in body[:4096] and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NothingIdentified("the page is not text; give the article as HTML or as text")
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(body, "lxml")
    nonce = f"q{hashlib.sha256(body).hexdigest()[:20]}q"
    canonical = url or canonical_link(soup)
    head = read_head(soup, canonical, until)
    embeds = take_embeds(soup, nonce)
    marked = _main_text(soup, canonical)
    text, posts = _placed(marked, embeds)
    return Article(
        url=canonical,
        outlet=head.outlet,
        title=head.title,
        published=head.published,
        published_from=head.published_from,
        text=text,
        posts=posts,
        language=head.language,
    )


def _main_text(soup: BeautifulSoup, url: str | None) -> str:
    """The article's own text; all the page's text where its main part cannot be told."""
    import trafilatura

    try:
        text = trafilatura.extract(
            str(soup),
            url=url,
            include_comments=False,
            include_tables=False,
            favor_recall=True,
            deduplicate=False,
        )
    except Exception:
        text = None
    if text:
        return str(clean(text))
    for tag in soup.find_all(_NO_TEXT):
        tag.decompose()
    lines = (" ".join(line.split()) for line in soup.get_text("\n").split("\n"))
    return str(clean("\n\n".join(line for line in lines if line)))


def _placed(marked: str, embeds: Sequence[Embed]) -> tuple[str, tuple[EmbeddedPost, ...]]:
    """The text with each post's words where its mark stands, at the end where that part was left out."""
    text = marked
    for embed in embeds:
        if embed.mark not in text:
            text = f"{text}\n\n{embed.mark}" if text else embed.mark
    parts: list[str] = []
    posts: dict[str, EmbeddedPost] = {}
    length = 0
    pattern = re.compile("|".join(re.escape(embed.mark) for embed in embeds)) if embeds else None
    by_mark = {embed.mark: embed.post for embed in embeds}
    begin = 0
    for match in pattern.finditer(text) if pattern else ():
        parts.append(text[begin : match.start()])
        length += len(parts[-1])
        post = by_mark[match[0]]
        words = _as_shown(post)
        key = _key(post)
        known = posts.get(key)
        if known is None or (not known.post.text and post.text):
            posts[key] = EmbeddedPost(post, length, length + len(words))
        parts.append(words)
        length += len(words)
        begin = match.end()
    parts.append(text[begin:])
    return "".join(parts), tuple(posts.values())


def _as_shown(post: Post) -> str:
    return post.text or post.url or ""


def _key(post: Post) -> str:
    return post.number or "\n".join((post.handle or "", post.text, *(item.url or "" for item in post.media)))
