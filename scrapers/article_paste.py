"""Posts in running text: ``words pic.twitter.com/… — Name (@handle) June 20, 2024``, as copying a page leaves them."""

from __future__ import annotations

import re
from datetime import date
from itertools import islice

from reference.day_words import find_full_days, full_day
from scrapers.article_signature import (
    PICTURE,
    Signature,
    post_shown,
    signatures,
    status_of,
    without_repeats,
)
from scrapers.posts import PostAddress, address_of
from storage.records import EmbeddedPost, Post

_STATUS = re.compile(
    r"(?:https?://)?(?:\w{1,10}\.)?(?:twitter|x)\.com/(?:\w{1,20}|i/web)/status(?:es)?/\d{1,19}[^\s)\]>\"”]{0,200}",
    re.ASCII,
)
_LINK_LINE = re.compile(r"^[ \t]{0,20}(?P<link>https?://\S{4,300})[ \t]{0,20}$", re.MULTILINE)
_TO_STATUS = re.compile(r"[\s·•|(\[\]<:]{0,6}")
_BYLINE = re.compile(
    r"\s*(?:by|from|with|via|written|edited|reporting|reported|story|text|photos?|photograph|video|editing|"
    r"contact|follow|tips|source|credits?|author|von|text|foto|par|por|texto|автор|фото|기자|사진)\b[^.!?]{0,60}$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:^|\n)[ \t]{0,20}(?:publication[ ]date|published|updated|posted|date|дата|опубликовано|datum|veröffentlicht|"
    r"fecha|publié|data|날짜|입력)\b[ \t]{0,5}(?:on|at|am|le|el)?[ \t]{0,5}[:：-]?[ \t]{0,5}(?P<date>[^\n]{0,60})",
    re.IGNORECASE,
)
_NUMERIC_DAY = re.compile(r"(\d{4})[./](\d{1,2})[./](\d{1,2})(?!\d)", re.ASCII)
_SENTENCE_END = re.compile(r"(?<=[.!?。！？…\"”])\s+(?=\S)")
_HEAD = 600
"""Characters at the start in which a date that stands by itself is the article's."""
_LONGEST_POST = 320
"""Characters of a paragraph that is taken for one post; a longer one has other sentences before it."""
_MOST = 500
"""Signatures of one article that are looked at."""
_FARTHEST = 4_000
"""Characters before a signature in which its post's words begin."""


def posts_in(text: str) -> tuple[EmbeddedPost, ...]:
    """The posts that stand in the text, in order; the same post twice is one."""
    found: list[EmbeddedPost] = []
    floor = 0
    for signature in islice(signatures(text), _MOST):
        if signature.start < floor:
            continue
        start = _start(text, signature.start, floor)
        words = text[start : signature.start].strip()
        end, address = _status_after(text, signature)
        address = address or _own_status(words, signature.handle)
        if not _is_post(signature, words, address):
            continue
        found.append(
            EmbeddedPost(
                post_shown(
                    number=address.number if address else None,
                    handle=signature.handle,
                    name=signature.name,
                    words=_STATUS.sub("", words).strip() if address else words,
                    day=signature.day,
                ),
                start,
                end,
            )
        )
        floor = end
    return without_repeats([*found, *_linked(text, found)])


def _linked(text: str, signed: list[EmbeddedPost]) -> list[EmbeddedPost]:
    """Posts of which nothing but the link was pasted, on a line of its own: so many editors embed them."""
    linked = []
    for line in islice(_LINK_LINE.finditer(text), _MOST):
        start, end = line.span("link")
        address = address_of(line["link"])
        if address is None or any(post.start <= start < post.end for post in signed):
            continue
        post = Post(address.platform, address.number, address.url, address.handle, None, "")
        linked.append(EmbeddedPost(post, start, end))
    return linked


def _is_post(signature: Signature, words: str, address: PostAddress | None) -> bool:
    """Whether it is a post that is signed, and not an author's byline, a contact or a mention."""
    if address is not None:
        return True
    if not words or not (signature.dashed or signature.day):
        return False
    if _ends_in_picture(words):
        return True
    return signature.dashed and signature.day is not None and _BYLINE.match(words) is None


def _ends_in_picture(words: str) -> bool:
    pictures = list(PICTURE.finditer(words))
    return bool(pictures) and pictures[-1].end() == len(words.rstrip())


def _status_after(text: str, signature: Signature) -> tuple[int, PostAddress | None]:
    """The post's own link where it follows the signature, and where that ends."""
    gap = _TO_STATUS.match(text, signature.end)
    link = _STATUS.match(text, gap.end() if gap else signature.end)
    address = status_of(link[0]) if link is not None else None
    if link is None or address is None or not _is_by(address, signature.handle):
        return signature.end, None
    return link.end() + (text[link.end() : link.end() + 1] in {")", "]"}), address


def _own_status(words: str, handle: str) -> PostAddress | None:
    """The post's own link where its words hold it."""
    links = [found for link in _STATUS.findall(words) if (found := status_of(link))]
    return next((each for each in reversed(links) if each.handle and _is_by(each, handle)), None)


def _is_by(address: PostAddress, handle: str) -> bool:
    return address.handle is None or address.handle.casefold() == handle.casefold()


def _start(text: str, end: int, floor: int) -> int:
    """Where the post's own words begin: its paragraph, or on one long line the sentence before its link."""
    floor = max(floor, end - _FARTHEST)
    before = text[floor:end].rstrip()
    paragraph = floor + before.rfind("\n\n") + 2 if "\n\n" in before else floor
    last = floor + before.rfind("\n") + 1
    if paragraph < last and len(text[paragraph:end].strip()) > _LONGEST_POST:
        paragraph = last
    line = text[paragraph:end]
    if len(line.strip()) <= _LONGEST_POST:
        return paragraph + len(line) - len(line.lstrip())
    link = PICTURE.search(line)
    until = link.start() if link else len(line.rstrip())
    ends = [match.end() for match in _SENTENCE_END.finditer(line[:until].rstrip())]
    return paragraph + (ends[-1] if ends else 0)


def pasted_date(text: str) -> date | None:
    """The article's own date: one that is called so, else a full date by itself in the first lines."""
    for part in (text[: 4 * _HEAD], text[-_HEAD:]):
        for label in _LABEL.finditer(part):
            day = full_day(_NUMERIC_DAY.sub(_as_iso, label["date"]))
            if day is not None and "(@" not in label[0]:
                return day
    for line in text[:_HEAD].split("\n")[:8]:
        if len(line) <= 120 and "(@" not in line and (day := full_day(line)) is not None:
            return day
    first = next(iter(find_full_days(text[:60])), None)
    return first.days.first if first is not None and not text[: first.start].strip() else None


def _as_iso(match: re.Match[str]) -> str:
    return f"{match[1]}-{match[2]:0>2}-{match[3]:0>2}"
