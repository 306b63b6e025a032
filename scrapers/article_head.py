"""What a page says of itself: outlet, title, language and the day it was published.

The words of the page's head (Open Graph, Dublin Core), then its JSON-LD (schema.org), then its marked-up
times, and only then htmldate's reading of the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from reference.day_words import full_day
from reference.errors import BadTime
from reference.times import parse_day
from storage.encoding import clean

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "article:published",
    "datepublished",
    "published_at",
    "publish-date",
    "publication_date",
    "parsely-pub-date",
    "sailthru.date",
    "citation_publication_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "pubdate",
    "og:pubdate",
    "date",
)
"""Names under which pages give the day, the plainest first; days of later changes are not among them."""

_ARTICLE_TYPES = ("Article", "Posting", "Report", "WebPage")
_LONGEST = 500
_MOST_OBJECTS = 5_000
"""JSON-LD objects of one page that are looked at."""
_NOT_THE_ARTICLES = (
    "//body//*[self::aside or self::footer or " + " or ".join(
        f"contains(translate(concat(@class, ' ', @id), 'CRT', 'crt'), '{word}')"
        for word in ("comment", "trackback", "refer", "related", "sidebar", "footer")
    ) + "][not(descendant::h1)]"
)  # fmt: skip
"""Parts of a page whose days are not the article's own."""
_ISO_DAY = re.compile(r"\s*(\d{4}-\d{2}-\d{2})(?!\d)", re.ASCII)
_JSON_DAY = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')


@dataclass(frozen=True)
class Head:
    """A page's word on itself; None where it says nothing."""

    outlet: str | None
    title: str | None
    language: str | None
    published: date | None
    published_from: str | None


def read_head(soup: BeautifulSoup, url: str | None, until: date | None) -> Head:
    """Read a page's head; a date after ``until``, the day the page was fetched, is not believed."""
    named = _named(soup)
    articles = _described(soup)
    outlet = _outlet(named, articles)
    published, published_from = _published(soup, named, articles, url, until)
    html = soup.find("html")
    language = _tidy(str(html.get("lang") or "")) if html is not None else None
    return Head(outlet, _title(soup, named, articles, outlet), language, published, published_from)


def canonical_link(soup: BeautifulSoup) -> str | None:
    """The address that the page gives as its own."""
    tag = soup.find("link", rel="canonical")
    link = str(tag.get("href") or "") if tag is not None else ""
    return str(clean(link))[:2000] if link.startswith(("http://", "https://")) else None


def _named(soup: BeautifulSoup) -> dict[str, str]:
    """The page's ``meta`` values by lower-case name; of several with one name the first."""
    found: dict[str, str] = {}
    for tag in soup.find_all("meta"):
        content = _tidy(str(tag.get("content") or tag.get("value") or ""))
        for key in ("property", "name", "itemprop"):
            name = str(tag.get(key) or "").strip().lower()
            if name and content:
                found.setdefault(name, content)
    return found


def _described(soup: BeautifulSoup) -> list[dict[str, Any]]:
    """The page's JSON-LD objects that describe an article or the page, articles first."""
    objects: list[dict[str, Any]] = []
    for script in soup.find_all("script", type="application/ld+json"):
        try:
            objects.extend(_objects(json.loads(script.get_text(), strict=False)))
        except (ValueError, RecursionError):
            if match := _JSON_DAY.search(script.get_text()):
                objects.append({"@type": "WebPage", "datePublished": match[1]})
    return [
        each for kind in _ARTICLE_TYPES for each in objects if kind in str(each.get("@type", ""))[:_LONGEST]
    ]


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """The objects at the top of a JSON-LD document: not those that an object holds, as an article its comments."""
    queue = [value]
    for _ in range(_MOST_OBJECTS):
        if not queue:
            return
        each = queue.pop(0)
        if isinstance(each, list):
            queue.extend(each[:_MOST_OBJECTS])
        elif isinstance(each, dict):
            yield each
            queue.extend(each.get(key) for key in ("@graph", "mainEntity"))


def _outlet(named: dict[str, str], articles: list[dict[str, Any]]) -> str | None:
    said = [named.get("og:site_name"), *(_publisher(each) for each in articles)]
    said += [named.get("application-name"), named.get("publisher"), named.get("dc.publisher")]
    names = [name for name in said if name]
    return next((name for name in names if "://" not in name), names[0] if names else None)


def _publisher(article: dict[str, Any]) -> str | None:
    publisher = article.get("publisher")
    publisher = publisher[0] if isinstance(publisher, list) and publisher else publisher
    name = publisher.get("name") if isinstance(publisher, dict) else publisher
    return _tidy(name) if isinstance(name, str) else None


def _title(
    soup: BeautifulSoup, named: dict[str, str], articles: list[dict[str, Any]], outlet: str | None
) -> str | None:
    headlines = [each["headline"] for each in articles if isinstance(each.get("headline"), str)]
    shown = [tag.get_text(" ") for name in ("h1", "title") if (tag := soup.find(name)) is not None]
    for text in (named.get("og:title"), named.get("twitter:title"), *headlines, *shown):
        title = _tidy(text or "")
        if title and title != outlet:
            return title
    return None


def _published(
    soup: BeautifulSoup,
    named: dict[str, str],
    articles: list[dict[str, Any]],
    url: str | None,
    until: date | None,
) -> tuple[date | None, str | None]:
    said = [(named[name], f"meta {name}") for name in _PUBLISHED if name in named]
    said += [(str(each.get("datePublished") or ""), "JSON-LD datePublished") for each in articles]
    for tag in soup.find_all(itemprop="datePublished")[:3] + soup.find_all("time", pubdate=True)[:3]:
        said += [(str(tag.get("datetime") or tag.get("content") or tag.get_text(" ")), f"{tag.name} element")]
    for text, where in said:
        day = _day(text)
        if day is not None and (until is None or day <= until):
            return day, where
    day = _found_day(soup, url, until)
    return (day, "page, by htmldate") if day is not None else (None, None)


def _day(text: str) -> date | None:
    match = _ISO_DAY.match(text)
    if match is None:
        return full_day(text[:_LONGEST])
    try:
        return parse_day(match[1])
    except BadTime:
        return None


def _found_day(soup: BeautifulSoup, url: str | None, until: date | None) -> date | None:
    import htmldate
    from htmldate.utils import load_html

    try:
        tree = load_html(str(soup))
        for element in tree.xpath(_NOT_THE_ARTICLES) if tree is not None else ():
            element.drop_tree()
        found = htmldate.find_date(
            tree,
            url=url,
            original_date=True,
            extensive_search=False,
            max_date=until.isoformat() if until else None,
        )
    except Exception:  # whatever a hostile page does to it, the page then has no date
        return None
    return _day(found or "")


def _tidy(text: str) -> str | None:
    return str(clean(" ".join(text.split())))[:_LONGEST] or None
