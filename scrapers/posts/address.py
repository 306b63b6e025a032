"""Addresses of posts as people paste them: one careful reading of a URL for all platforms."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

_LONGEST = 2048
_UNREADABLE = re.compile(r"[\x00-\x20\x7f\\]")


def split(url: str) -> SplitResult | None:
    """The parts of a web address, which may lack its scheme; None where there is no reading it."""
    text = url.strip()
    if len(text) > _LONGEST or _UNREADABLE.search(text):
        return None
    if text.startswith("//"):
        text = f"https:{text}"
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        port = parts.port
    except ValueError:
        return None
    usual = parts.scheme in {"http", "https"} and port in {None, 80, 443} and "@" not in parts.netloc
    return parts if usual and parts.hostname else None
