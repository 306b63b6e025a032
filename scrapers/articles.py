"""Articles: their text, date, outlet and title, and the posts that stand in them. Pure functions of bytes.

Text and date are found by trafilatura and htmldate; the embedded posts by :mod:`scrapers.article_embeds` in
pages and by :mod:`scrapers.article_paste` in pasted text. An article's leads are found elsewhere.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from reference.errors import NothingIdentified
from scrapers.article_embeds import Embed, take_embeds
from scrapers.article_head import canonical_link, read_head
from scrapers.article_page import parsed_page
from scrapers.article_paste import pasted_date, posts_in
from scrapers.article_signature import without_repeats
from storage.encoding import clean
from storage.records import Article, EmbeddedPost

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

_UNSEEN = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))
"""Characters that are not seen and that copying leaves inside words and links."""
_NO_TEXT = ("script", "style", "noscript", "template", "svg", "nav", "footer", "form", "head")


def parse_text(text: str) -> Article:
    """An article as a person pasted it. ``posts`` is empty where none is pasted with it.

    Raises:
        NothingIdentified: There is no text.
    """
    plain = _plain(text).strip()
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
        posts=posts_in(plain),
    )


def parse_html(body: bytes, url: str | None, *, until: date | None = None) -> Article:
    """An article's page. ``posts`` is empty where none is embedded.

    ``until`` is the day the page was fetched: a later date in it is not believed.

    Raises:
        NothingIdentified: The bytes are no page.
    """
    soup = parsed_page(body)
    canonical = url or canonical_link(soup)
    head = read_head(soup, canonical, until)
    embeds = take_embeds(soup, nonce=f"q{hashlib.sha256(body).hexdigest()[:20]}q")
    text, posts = _placed(_main_text(soup, canonical), embeds)
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


def _plain(text: str) -> str:
    """Text with one kind of line break and of space, without what is not seen."""
    whole = str(clean(unicodedata.normalize("NFC", text))).translate(_UNSEEN)
    whole = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", whole)
    return re.sub(r"\n\s*\n", "\n\n", re.sub(r"[^\S\n]", " ", whole))


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
    except Exception:  # whatever a hostile page does to it, all of the page's text is then read
        text = None
    if not text:
        for tag in soup.find_all(_NO_TEXT):
            tag.decompose()
        text = soup.get_text("\n")
    lines = (" ".join(line.split()) for line in _plain(text).split("\n"))
    return "\n\n".join(line for line in lines if line)


def _with_all_marks(marked: str, embeds: Sequence[Embed]) -> str:
    """The text with the marks that its extraction left out: after the words before them, else at the end."""
    text = marked
    at_the_end: list[str] = []
    for embed in reversed(embeds):
        if embed.mark in marked:
            continue
        found = text.find(embed.after) if embed.after else -1
        if found < 0:
            at_the_end.insert(0, embed.mark)
            continue
        end = text.find("\n\n", found)
        end = len(text) if end < 0 else end
        text = f"{text[:end]}\n\n{embed.mark}{text[end:]}"
    return "\n\n".join(part for part in (text, *at_the_end) if part)


def _placed(marked: str, embeds: Sequence[Embed]) -> tuple[str, tuple[EmbeddedPost, ...]]:
    """The text with each post's words where it first stands, and the posts, those in plain words among them."""
    text = _with_all_marks(marked, embeds)
    by_mark = {embed.mark: embed.post for embed in embeds}
    marks = re.compile("|".join(map(re.escape, by_mark))) if by_mark else None
    places = [
        (match.start(), match.end(), by_mark[match[0]]) for match in (marks.finditer(text) if marks else ())
    ]
    once = without_repeats(EmbeddedPost(post, start, end) for start, end, post in places)
    shown = {each.start: each.post for each in once}

    parts: list[str] = []
    posts: list[EmbeddedPost] = []
    begin = length = 0
    for start, end, _ in [*places, (len(text), len(text), None)]:
        between = text[begin:start]
        posts.extend(
            replace(each, start=length + each.start, end=length + each.end) for each in posts_in(between)
        )
        post = shown.get(start)
        words = (post.text or post.url or "") if post is not None else ""
        length += len(between)
        if post is not None:
            posts.append(EmbeddedPost(post, length, length + len(words)))
        parts += [between, words]
        length += len(words)
        begin = end
    return "".join(parts), without_repeats(posts)
