"""A platform's web page, taken apart: what its head says, its JSON-LD, and the JSON in its scripts.

Pages of platforms are shells of a megabyte around a few kilobytes of JSON; nothing else of them is built
up. What is found may still be of any post or none: that is for the platform's parser.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from reference.errors import BadTime, NothingIdentified, Unparsed
from reference.times import FIRST_DAY, Interval, Precision, iso, parse_instant
from scrapers.article_page import parsed_page
from scrapers.web_json import read_json, storable
from storage.records import KnownFrom, PostTime

if TYPE_CHECKING:
    from bs4 import Tag

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

_MOST_TAGS = 5000
_MOST_SCRIPTS = 500
_MOST_NODES = 200_000
"""JSON objects and lists of one page that are looked at."""
_DEEPEST = 200
"""Levels of the JSON in scripts: answers are wrapped several times over there."""
_BLOCKS = frozenset(
    {"p", "div", "ul", "ol", "li", "pre", "blockquote", "table", "tr", "td", "h1", "h2", "h3", "h4", "h5"}
)
_LATEST = 4102444800
"""2100 in Unix seconds: no post is of a later day."""


@dataclass(frozen=True)
class Page:
    """The parts of a page. Names of ``meta`` and ``items`` are in lower case, the first of a name counts."""

    text: str
    soup: BeautifulSoup
    title: str
    meta: Mapping[str, str]
    """Of ``<meta property>`` and ``<meta name>``."""
    items: Mapping[str, str]
    """Of ``<meta itemprop>``."""
    links: tuple[tuple[str, str], ...]
    """``rel`` or ``itemprop`` of each ``<link>``, and its address or content."""
    json_ld: tuple[Any, ...]
    data: tuple[str, ...]
    """Of ``<script type="application/json">``, unread: pages of Meta nest them deeper than JSON is read
    elsewhere, and hold dozens."""

    def link(self, kind: str) -> str | None:
        return next((target for name, target in self.links if name == kind), None)


def read_page(body: bytes) -> Page:
    """The page; a body that is no HTML, or more of it than any page has, is one with nothing in it."""
    from bs4 import BeautifulSoup

    text = storable(body.decode("utf-8", "replace"))
    try:
        soup = parsed_page(text.encode())  # platforms write UTF-8, whatever a damaged page makes of it
    except NothingIdentified:
        return Page("", BeautifulSoup("", "lxml"), "", {}, {}, (), (), ())
    meta: dict[str, str] = {}
    items: dict[str, str] = {}
    links: list[tuple[str, str]] = []
    for tag in soup.find_all(["meta", "link"], limit=_MOST_TAGS):
        said = storable(str(tag.get("content") or ""))
        if tag.name == "link":
            rel = tag.get("itemprop") or " ".join(map(str, tag.get_attribute_list("rel")))
            links.append((str(rel).lower(), storable(str(tag.get("href") or said))))
        elif name := tag.get("property") or tag.get("name"):
            meta.setdefault(str(name).lower(), said)
        elif name := tag.get("itemprop"):
            items.setdefault(str(name).lower(), said)
    title = soup.find("title")
    return Page(
        text=text,
        soup=soup,
        title=storable(" ".join(title.get_text().split())) if title is not None else "",
        meta=meta,
        items=items,
        links=tuple(links),
        json_ld=tuple(_json_ld(soup.find_all("script", type="application/ld+json", limit=20))),
        data=tuple(
            each.get_text() for each in soup.find_all("script", type="application/json", limit=_MOST_SCRIPTS)
        ),
    )


def _json_ld(scripts: list[Any]) -> Iterator[Any]:
    for script in scripts:
        try:
            value = read_json(script.get_text().encode("utf-8", "replace"))
        except Unparsed:
            continue
        yield from value if isinstance(value, list) else [value]


def json_after(text: str, marker: str) -> Any:
    """The JSON value that follows the first match of a pattern, as :func:`read_json` gives it.

    Raises:
        Unparsed: The pattern is not in the text, or no JSON follows it.
    """
    found = re.search(marker, text)
    if found is None:
        raise Unparsed("The page does not hold the data that it is known to hold.")
    try:
        _, end = json.JSONDecoder(strict=False).raw_decode(text, found.end())
    except (ValueError, RecursionError) as error:
        raise Unparsed("The page's data are no JSON.") from error
    return read_json(text[found.end() : end].encode())


def script_json(text: str, name: str) -> Any:
    """The JSON of the script element with this id.

    Raises:
        Unparsed: There is none, or it is no JSON.
    """
    return json_after(
        text, rf"""<script\b[^>]{{0,300}}\bid=["']{re.escape(name)}["'][^>]{{0,300}}>\s*(?=[{{\[])"""
    )


def objects(page: Page, wanted: Callable[[dict[str, Any]], bool]) -> Iterator[dict[str, Any]]:
    """The JSON objects anywhere in a page's data for which ``wanted`` is true, outer ones first."""
    seen = 0
    for text in page.data:
        try:
            value = read_json(text.encode("utf-8", "replace"), _DEEPEST)
        except Unparsed:
            continue
        waiting = deque([value] if isinstance(value, dict | list) else [])
        while waiting and seen < _MOST_NODES:
            current = waiting.popleft()
            seen += 1
            if isinstance(current, dict):
                if wanted(current):
                    yield current
                waiting.extend(each for each in current.values() if isinstance(each, dict | list))
            else:
                waiting.extend(each for each in current if isinstance(each, dict | list))


def lines_of(tag: Tag) -> str:
    """The words below an element as they are shown: a line each ``<br>``, an empty one between blocks."""
    from bs4.element import NavigableString
    from bs4.element import Tag as Element

    parts: list[str] = []
    for node in tag.descendants:  # one pass: hostile pages nest blocks by the thousand
        if isinstance(node, Element):
            parts.append("\n\n" if node.name in _BLOCKS else "\n" if node.name == "br" else "")
        elif type(node) is NavigableString:
            parts.append(str(node))
    lines = (line.strip() for line in "".join(parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def shown_at(seconds: Any) -> PostTime | None:
    """A time that a page gives in Unix seconds; None for anything else."""
    if isinstance(seconds, str) and re.fullmatch(r"[0-9]{9,10}", seconds, re.ASCII):
        seconds = int(seconds)
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds < _LATEST:
        return None
    moment = datetime.fromtimestamp(int(seconds), UTC)
    if moment.date() < FIRST_DAY:
        return None
    return PostTime(iso(moment), Interval(moment, moment), Precision.SECOND, KnownFrom.DISPLAYED)


def shown_as(text: str | None) -> PostTime | None:
    """A time that a page writes out, ISO 8601; None where it is none or names no zone."""
    try:
        interval, precision = parse_instant(text or "")
    except BadTime:
        return None
    return PostTime(str(text), interval, precision, KnownFrom.DISPLAYED)
