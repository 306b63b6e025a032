"""The Internet Archive's page of a television programme: a column a minute, with the words of that minute.

A column is a ``div.tvcol`` with a link ``/start/SECONDS/end/SECONDS`` and the words in ``.snippet``; the
words of a minute have no times of their own.
"""

from __future__ import annotations

import re
from typing import Any

from reference.errors import InputError
from scrapers.captions.cues import RawCue

LARGEST = 20_000_000
_MINUTE = re.compile(r"/start/(\d{1,6}(?:\.\d{1,3})?)/end/(\d{1,6}(?:\.\d{1,3})?)", re.ASCII)


def is_archive_page(body: bytes) -> bool:
    """Whether the bytes look like one."""
    return b"tvcol" in body and b"/start/" in body and b"snip" in body


def parse(body: bytes) -> tuple[list[RawCue], list[str]]:
    """A cue a minute, and how many minutes have no words.

    Raises:
        InputError: It is too large, or no page of a programme.
    """
    if len(body) > LARGEST:
        raise InputError(f"the page is larger than a programme's can be ({len(body):,} bytes)")
    from lxml import etree, html  # type: ignore[import-untyped]

    try:
        root = html.fromstring(body, parser=html.HTMLParser(encoding="utf-8", huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise InputError("the page cannot be read as HTML") from error
    found = []
    empty = 0
    for column in root.iter("div"):
        if "tvcol" not in (column.get("class") or "").split():
            continue
        times = next(
            filter(None, (_MINUTE.search(link.get("href") or "") for link in column.iter("a"))), None
        )
        if times is None:
            continue
        start, end = float(times[1]), float(times[2])
        words = " ".join(" ".join(_snippets(column)).split())
        if words:
            found.append(RawCue(f"the minute at {start:.0f} s", start, end, words))
        else:
            empty += 1
    if not found and not empty:
        raise InputError("the page shows no minutes of a programme, as archive.org's pages do")
    notes = [f"{empty} of {empty + len(found)} minutes have no words"] if empty else []
    return found, notes


def _snippets(column: Any) -> list[str]:
    """The words of a column, without what is nested in another column."""
    return [
        part.text_content() for part in column.iter("div") if "snippet" in (part.get("class") or "").split()
    ]
