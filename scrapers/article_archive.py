"""Pages that a browser or mail program saved as one file: MHTML (RFC 2557).

The page's own part is taken. What it shows in frames is saved in parts of its own; a frame's address is put back
where the page names its part, so that an embed is known as on the page itself.
"""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass
from email.message import Message

from reference.errors import NothingIdentified

LARGEST = 50_000_000
"""Bytes of a saved page; its pictures are in it."""
_MOST_PARTS = 5_000
_HEAD = 4_096
_MIME = re.compile(rb"^(?:MIME-Version:|Snapshot-Content-Location:)", re.IGNORECASE | re.MULTILINE)
_SEVERAL = re.compile(rb"^Content-Type:\s*multipart/(?:related|alternative|mixed)\b", re.I | re.M)
_PART = re.compile(r"cid:([^\"'\s>]{1,300})", re.IGNORECASE)
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class SavedPage:
    """The page's own bytes, and the address that it was saved from."""

    body: bytes
    url: str | None


def is_archive(start: bytes) -> bool:
    """Whether a file's first bytes are those of a page saved with all that it shows."""
    head = start[:_HEAD].replace(b"\r\n", b"\n")
    return _MIME.search(head) is not None and _SEVERAL.search(head) is not None


def saved_page(content: bytes) -> SavedPage:
    """The page in a file that :func:`is_archive` knows.

    Raises:
        NothingIdentified: The file holds no page.
    """
    message = email.message_from_bytes(content, policy=email.policy.compat32)
    parts: list[Message] = []
    for part in message.walk():
        if len(parts) >= _MOST_PARTS:
            raise NothingIdentified("the saved page has too many parts; save it as HTML alone")
        parts.append(part)
    page = next((part for part in parts if part.get_content_type() in _PAGES), None)
    body = _bytes(page) if page is not None else b""
    if page is None or not body.strip():
        raise NothingIdentified("the saved file holds no page; save the page once more, as HTML")
    named = (page["Content-Location"], message["Snapshot-Content-Location"], message["Content-Location"])
    return SavedPage(_with_frames(body, page, parts), next(filter(None, map(_web, named)), None))


_PAGES = frozenset({"text/html", "application/xhtml+xml"})


def _bytes(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _with_frames(body: bytes, page: Message, parts: list[Message]) -> bytes:
    """The page with its frames' addresses; as it is where its characters cannot be told."""
    declared = page.get_content_charset()
    try:
        text = body.decode(declared or "utf-8")
    except (UnicodeDecodeError, LookupError):
        return body
    places = {
        str(part["Content-ID"]).strip().strip("<>"): place
        for part in parts
        if part["Content-ID"] is not None and (place := _web(part["Content-Location"])) is not None
    }
    framed = _PART.sub(lambda match: places.get(match[1], match[0]), text)
    return _BOM + framed.encode() if declared or framed != text else body


def _web(place: str | None) -> str | None:
    text = str(place or "").strip()
    return text if text.lower().startswith(("http://", "https://")) and len(text) <= 2_000 else None
