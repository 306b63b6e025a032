"""What was given to verify: a post, a page, an article or a media file. Decided before anything is recorded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from reference.errors import InputError, NothingIdentified, Refused
from reference.times import parse_instant
from scrapers.article_archive import LARGEST as LARGEST_SAVED
from scrapers.article_archive import is_archive
from scrapers.posts import PostAddress, address_of, is_short_link, platform_of
from scrapers.web_url import vet
from storage.encoding import clean
from storage.records import KnownFrom, PostTime

LARGEST_ARTICLE = 5_000_000
"""Bytes of an article file; no article's own text is longer."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_BARE_HOST = re.compile(r"(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?:/\S*)?")
_TEXT_SUFFIXES = frozenset({".txt", ".html", ".htm", ".xhtml", ".md", ".text"})
_MEDIA_SUFFIXES = frozenset(
    {".mp4", ".m4v", ".mov", ".mkv", ".webm", ".ts", ".avi", ".3gp", ".mp3", ".m4a", ".aac", ".ogg", ".wav", ".flac",
     ".jpg", ".jpeg", ".png", ".webp"}
)  # fmt: skip
_NO_ARTICLES = (
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "an RTF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an older office document"),
)
"""How files begin that may well hold an article, and that are not read."""
_WRAPPERS = {
    # The host and path of a page that only leads on, and where the address stands in its query.
    "l.facebook.com/l.php": "u",
    "lm.facebook.com/l.php": "u",
    "l.instagram.com/": "u",
    "www.google.com/url": "q url",
    "vk.com/away.php": "to",
    "www.youtube.com/redirect": "q",
    "out.reddit.com/": "url",
}
_PRIVATE = re.compile(r"https?://(?:www\.)?(?:t|telegram)\.me/(?:c/|\+|joinchat/)", re.IGNORECASE)
_HTML = re.compile(rb"<(?:!doctype|html|head|body|article|blockquote|div|p|meta)\b", re.IGNORECASE)


class TargetKind(StrEnum):
    POST_URL = "post_url"
    SHORT_LINK = "short_link"
    PAGE_URL = "page_url"
    ARTICLE_FILE = "article_file"
    MEDIA_FILE = "media_file"


@dataclass(frozen=True)
class Given:
    """What a person says of a media file's post."""

    caption: str = ""
    posted: PostTime | None = None
    account: str | None = None


@dataclass(frozen=True)
class Target:
    """Something to verify; ``text`` is how it was given."""

    kind: TargetKind
    text: str
    address: PostAddress | None = None
    path: Path | None = None
    html: bool = False
    given: Given = Given()


def identify(text: str, given: Given | None = None) -> Target:
    """Say what was given, by its form and, for a file, by its first bytes. Fetches nothing.

    Raises:
        InputError: It is no file that can be read, and no address that can be asked.
    """
    given = given or Given()
    shown = _unwrapped(clean(text.strip())[:2000])
    if not shown:
        raise InputError("nothing was given; give a post, an article or a media file")
    path = Path(text)
    if _is_file(path):
        return _file(path, shown, given)
    if given != Given():
        raise InputError("--caption, --posted-at and --account belong to a media file; a post brings its own")
    if shown.startswith("at://") and (address := address_of(shown)) is not None:
        return Target(TargetKind.POST_URL, address.url, address=address)
    if _SCHEME.match(shown) and not shown.lower().startswith(("http://", "https://")):
        scheme = shown.partition(":")[0][:20]
        raise InputError(f"{scheme}: addresses are not fetched; give an http or https address, or a file")
    if _SCHEME.match(shown) or (_BARE_HOST.fullmatch(shown) and Path(shown).suffix not in _TEXT_SUFFIXES):
        return _address(shown if _SCHEME.match(shown) else f"https://{shown}")
    raise InputError(
        f"there is no file {shown[:200]!r}, and it is no web address; give a post, an article or a file"
    )


def given_post(caption: str | None, posted_at: str | None, account: str | None) -> Given:
    """What ``--caption``, ``--posted-at`` and ``--account`` say.

    Raises:
        BadTime: ``posted_at`` is no time.
    """
    posted = None
    if posted_at is not None:
        interval, precision = parse_instant(posted_at)
        posted = PostTime(posted_at.strip(), interval, precision, KnownFrom.GIVEN)
    return Given(clean(caption or ""), posted, clean(account.lstrip("@")) if account else None)


def _unwrapped(text: str) -> str:
    """An address without the quotation marks or brackets it was copied in, and without a page that leads on to it."""
    bare = text[1:-1] if re.fullmatch(r"<https?://[^\s<>]+>|([\"'])https?://[^\s\"']+\1", text) else text
    try:
        parts = urlsplit(bare)
    except ValueError:
        return bare
    queried = parse_qs(parts.query)
    names = _WRAPPERS.get(f"{parts.netloc.lower()}{parts.path or '/'}", "").split()
    onwards = (value for name in names for value in queried.get(name, ()))
    return next((value for value in onwards if value.startswith(("http://", "https://"))), bare)


def _is_file(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _address(url: str) -> Target:
    try:
        vet(url)
    except Refused as error:
        raise InputError(f"{url[:200]!r} cannot be asked: {error}") from error
    address = address_of(url)
    if address is not None:
        return Target(TargetKind.POST_URL, url, address=address)
    if is_short_link(url):
        return Target(TargetKind.SHORT_LINK, url)
    if _PRIVATE.match(url):
        raise NothingIdentified(
            f"{url[:200]} leads into a private channel or chat of Telegram, which only its members can read; give a "
            "public copy of the post, or its media file with --caption"
        )
    if platform_of(url) is not None:
        raise NothingIdentified(
            f"{url[:200]} is a page of its platform, but no post; give the address of one post"
        )
    return Target(TargetKind.PAGE_URL, url)


def _file(path: Path, shown: str, given: Given) -> Target:
    if path.is_dir():
        raise InputError(f"{shown} is a folder; give a file, or add recordings with airtrace recordings add")
    if not path.is_file():  # a pipe would be waited for without end
        raise InputError(f"{shown} is a pipe or a device; save what it gives as a file, and give that")
    try:
        with path.open("rb") as file:
            start = file.read(4096)
        size = path.stat().st_size
    except OSError as error:
        raise InputError(f"{shown} cannot be read: {error.strerror}") from error
    if not size:
        raise NothingIdentified(f"{shown} is empty; give an article, a post's address or a media file")
    suffix = path.suffix.lower()
    kind = next((kind for begins, kind in _NO_ARTICLES if start.startswith(begins)), None)
    if kind is not None:
        raise NothingIdentified(f"{shown} is {kind}, which is not read; save the article as HTML or as text")
    if is_archive(start):
        return _saved(path, shown, size, given)
    if suffix in _TEXT_SUFFIXES or (_is_text(start) and suffix not in _MEDIA_SUFFIXES):
        if not _is_text(start):
            raise NothingIdentified(
                f"{shown} is not text, though it is named so; give the article as text or HTML"
            )
        if size > LARGEST_ARTICLE:
            raise NothingIdentified(
                f"{shown} is larger than an article can be ({size:,} bytes); cut out the article"
            )
        if given != Given():
            raise InputError(
                "--caption, --posted-at and --account belong to a media file, and this is an article"
            )
        html = suffix in {".html", ".htm", ".xhtml"} or _HTML.search(start) is not None
        return Target(TargetKind.ARTICLE_FILE, shown, path=path, html=html)
    return Target(TargetKind.MEDIA_FILE, shown, path=path, given=given)


def _saved(path: Path, shown: str, size: int, given: Given) -> Target:
    if size > LARGEST_SAVED:
        raise NothingIdentified(
            f"{shown} is larger than a saved page can be ({size:,} bytes); save the page as HTML alone"
        )
    if given != Given():
        raise InputError("--caption, --posted-at and --account belong to a media file, and this is a page")
    return Target(TargetKind.ARTICLE_FILE, shown, path=path, html=True)


def _is_text(start: bytes) -> bool:
    if start.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    return b"\x00" not in start and sum(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in start) == 0
