"""A post of X as an article shows it: its words, and the signature that X's embeds end with.

The signature is ``— Name (@handle) June 20, 2024``, in any language. Copying a page leaves it, links and
markup or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from reference.day_words import find_full_days
from reference.times import Precision, day_interval
from scrapers.posts import PostAddress, address_of
from storage.records import EmbeddedPost, KnownFrom, MediaItem, MediaKind, Platform, Post, PostTime

_PICTURE = r"(?:https?://)?(?P<link>pic\.(?:twitter|x)\.com/\w+)"
PICTURE = re.compile(_PICTURE, re.ASCII)
"""The link that stands for a post's own media in its words."""

_HANDLE = re.compile(r"[(（]\s?@(?P<handle>\w{1,20})\s?[)）]", re.ASCII)
_DASH = re.compile(r"(?P<long>[—–―‒]{1,2}|(?<!\S)--)|(?P<short>(?<!\S)-)(?=\s|\w)")
_AFTER_PICTURE = re.compile(_PICTURE.replace("?P<link>", "") + r"\s*(?P<dash>[—–―‒-]{0,2})\s*", re.ASCII)
_BEFORE_DATE = re.compile(
    r"[\s·•,|(\[]*(?:\d{1,2}[:.]\d\d\s*(?:[ap]\.?\s?m\.?)?[\s·•,|-]*)?(?:(?:on|am|le|el)\s+)?", re.IGNORECASE
)
_NUMERIC_DATE = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?!\d)", re.ASCII)
_NO_NAME = re.compile(r"[<>]|://")
_LONGEST_NAME = 90
_LONGEST_DATE = 70


@dataclass(frozen=True)
class Signature:
    """A signature in running text: characters [start, end), the dash and the date included."""

    start: int
    end: int
    name: str | None
    handle: str
    day: date | None
    dashed: bool


def signatures(text: str) -> Iterator[Signature]:
    """The places that look like signatures, in order; one without dash, day or picture need not be one."""
    floor = 0
    for match in _HANDLE.finditer(text):
        window = max(floor, match.start() - _LONGEST_NAME)
        line = text[window : match.start()].rpartition("\n")[2]
        at = match.start() - len(line)
        dash, name = _name_in(line)
        end, day = _day_after(text, match.end())
        if dash is not None and not _NO_NAME.search(name):
            yield Signature(at + dash, end, name or None, match["handle"], day, line[dash] in "—–―‒-")
        floor = match.end()


def signature_of(tail: str) -> Signature | None:
    """The signature that a text consists of: the name may then hold dashes and brackets of its own."""
    found = list(_HANDLE.finditer(tail))
    if not found:
        return None
    last = found[-1]
    dash = re.match(r"\s*[—–―‒-]{0,2}\s*", tail)
    begin = dash.end() if dash else 0
    end, day = _day_after(tail, last.end())
    name = " ".join(tail[begin : last.start()].split())[:_LONGEST_NAME]
    return Signature(0, end, name or None, last["handle"], day, bool(dash and dash[0].strip()))


def _name_in(line: str) -> tuple[int | None, str]:
    """Where the signature begins in the text before its handle, and the name."""
    pictures = list(_AFTER_PICTURE.finditer(line))
    if pictures:
        begin = pictures[-1].start("dash")
        return begin, line[pictures[-1].end() :].strip()
    dashes = list(_DASH.finditer(line))
    if not dashes:
        return None, ""
    last = next((dash for dash in reversed(dashes) if dash["long"]), dashes[-1])
    return last.start(), line[last.end() :].strip()


def _day_after(text: str, end: int) -> tuple[int, date | None]:
    """Where the signature ends, and the day that it ends with."""
    rest = text[end : end + _LONGEST_DATE]
    before = _BEFORE_DATE.match(rest)
    begin = before.end() if before else 0
    found = next(iter(find_full_days(rest)), None)
    if found is not None and found.start <= begin:
        return end + found.end, found.days.first
    numeric = _NUMERIC_DATE.match(rest, begin)
    if numeric is None:
        return end, None
    return end + numeric.end(), _unambiguous(*(int(part) for part in numeric.groups()))


def _unambiguous(one: int, two: int, year: int) -> date | None:
    """The day of ``06/21/2024`` or ``21.06.2024``; None where either number could be the month."""
    month, day = (two, one) if one > 12 else (one, two)
    if day <= 12 and day != month:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def post_shown(
    *,
    number: str | None,
    handle: str | None,
    name: str | None = None,
    words: str = "",
    day: date | None = None,
    language: str | None = None,
) -> Post:
    """A post as an article shows it: its day is known by the day, in no certain zone."""
    text, links = without_picture_links(words)
    times: tuple[PostTime, ...] = ()
    if day is not None:
        times = (PostTime(day.isoformat(), day_interval(day), Precision.DAY, KnownFrom.DISPLAYED),)
    return Post(
        platform=Platform.X,
        number=number,
        url=f"https://x.com/{handle or 'i'}/status/{number}" if number else None,
        handle=handle,
        name=name,
        text=text,
        times=times,
        media=tuple(MediaItem(MediaKind.UNKNOWN, link) for link in links),
        language=language,
    )


def without_picture_links(words: str) -> tuple[str, tuple[str, ...]]:
    """The words without the links that stand for the post's own media, and those links."""
    links = tuple(dict.fromkeys(f"https://{match['link']}" for match in PICTURE.finditer(words)))
    return " ".join(PICTURE.sub(" ", words).split(" ")).strip(), links


def status_of(link: str) -> PostAddress | None:
    """The post of X that a link leads to."""
    address = address_of(link)
    return address if address is not None and address.platform is Platform.X else None


def without_repeats(posts: Iterable[EmbeddedPost]) -> tuple[EmbeddedPost, ...]:
    """Each post once, where it first stands; of two showings the one that says more of it."""
    kept: list[EmbeddedPost] = []
    for each in posts:
        same = next((n for n, other in enumerate(kept) if _same(other.post, each.post)), None)
        if same is None:
            kept.append(each)
        elif _says(each.post) > _says(kept[same].post):
            kept[same] = each
    return tuple(sorted(kept, key=lambda each: each.start))


def _same(one: Post, other: Post) -> bool:
    if one.number and other.number:
        return (one.platform, one.number) == (other.platform, other.number)
    handles = (one.handle or "").casefold(), (other.handle or "").casefold()
    words = one.text, [item.url for item in one.media]
    return handles[0] == handles[1] and words == (other.text, [item.url for item in other.media])


def _says(post: Post) -> tuple[bool, bool, bool]:
    return bool(post.text), bool(post.number), bool(post.times)
