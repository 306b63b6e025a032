"""Evidence pages of made-up cases, read back as their elements and words."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup

from review.page import render
from review.text import safe_url
from storage.records import CaseFile
from tests.review.review_cases import HEAD, HISTORY, MADE_AT, frames, stations

UNSEEN = re.compile(r"[\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff\u00ad\x00-\x08\x0b-\x1f]")


def page(case: CaseFile, **changes: object) -> str:
    values: dict[str, object] = {
        "frames": frames, "stations": stations, "history": HISTORY, "head": HEAD,
        "made_at": MADE_AT, "version": "0.1.0",
    }  # fmt: skip
    return render(case, **(values | changes))  # type: ignore[arg-type]


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "lxml")


def words(html: str) -> str:
    return " ".join(soup(html).get_text(" ").split())


def assert_harmless(html: str) -> None:
    assert not UNSEEN.search(html)
    for tag in soup(html).find_all(True):
        assert not any(name.startswith("on") for name in tag.attrs)
        assert tag.name not in {"script", "iframe", "object", "embed", "base", "form", "link"}
        for name in ("href", "src"):
            value = str(tag.get(name) or "")
            assert not value or value.startswith(("#", "data:image/jpeg;base64,")) or safe_url(value)
