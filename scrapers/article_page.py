"""Bytes to the tree of a page, refused where reading it would cost more than any article's page does."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING

from reference.errors import NothingIdentified

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

LARGEST_PAGE = 5_000_000
"""Bytes of a page that are read; parsing time grows with them."""
MOST_MARKUP = 100_000
"""Tags of a page that are read; an article's page has a few thousand."""
DEEPEST = 500
"""Elements within one another; browsers stop at 512."""

_MOST_ATTRIBUTES = 2_000
"""Attributes of one tag: libxml2 compares each with each."""
_TAG = re.compile(rb"<[a-zA-Z](?:[^>\"']|\"[^\"]*\"|'[^']*')*")
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")


def parsed_page(body: bytes) -> BeautifulSoup:
    """The tree of a page.

    Raises:
        NothingIdentified: It is empty, no text, or larger than an article's page can be.
    """
    if not body.strip():
        raise NothingIdentified("the page is empty; give the article's text, or the post's own address")
    if b"\x00" in body[:4096] and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NothingIdentified("the page is not text; give the article as HTML or as text")
    if len(body) > LARGEST_PAGE or body.count(b"<") > MOST_MARKUP or _has_too_many_attributes(body):
        raise _too_large(body)
    from bs4 import BeautifulSoup
    from bs4.exceptions import ParserRejectedMarkup

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that it looks like XML, a link or a file name
            soup = BeautifulSoup(body, "lxml")
    except (ParserRejectedMarkup, RecursionError, ValueError, LookupError) as error:
        raise NothingIdentified("the page cannot be read as HTML; paste the article's text") from error
    if _is_too_deep(soup):
        raise _too_large(body)
    return soup


def _too_large(body: bytes) -> NothingIdentified:
    return NothingIdentified(
        f"the page is larger than an article's can be ({len(body):,} bytes); paste its text"
    )


def _has_too_many_attributes(body: bytes) -> bool:
    return any(
        len(_QUOTED.sub(b"", tag[0]).split()) > _MOST_ATTRIBUTES
        for tag in _TAG.finditer(body)
        if len(tag[0]) > 2 * _MOST_ATTRIBUTES
    )


def _is_too_deep(soup: BeautifulSoup) -> bool:
    level: list[object] = [soup]
    for _ in range(DEEPEST):
        level = [child for element in level for child in getattr(element, "contents", ())]
        if not level:
            return False
    return True
