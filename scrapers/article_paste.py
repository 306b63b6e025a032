"""Posts in pasted text: ``text pic.twitter.com/… — Name (@handle) June 20, 2024``, as copying a page leaves them."""

from __future__ import annotations

import re
from datetime import date

from reference.day_words import find_days
from reference.times import FIRST_DAY, Precision
from scrapers.article_embeds import post_shown
from scrapers.posts import address_of
from storage.records import EmbeddedPost

_MONTHS = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|"
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DATE = rf"(?:{_MONTHS}\s+\d{{1,2}},?\s+\d{{4}}|\d{{1,2}}\.?\s+{_MONTHS},?\s+\d{{4}}|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}\.?\s+[^\W\d_]{{3,10}}\s+\d{{4}})"
_SIGNATURE = re.compile(
    rf"(?:[—–―]|(?<=\s)--?)\s*(?P<name>[^\n()]{{1,80}}?)\s*\(@(?P<handle>\w{{1,20}})\)[\s·•,]*(?P<date>{_DATE})?",
    re.ASCII.IGNORECASE | re.UNICODE,
)
_PICTURE = re.compile(r"(?:https?://)?pic\.(?:twitter|x)\.com/\w+", re.ASCII)
_STATUS = re.compile(r"https?://(?:\w+\.)?(?:twitter|x)\.com/\w+/status(?:es)?/\d+\S*", re.ASCII)
_LABELLED = re.compile(
    rf"(?:^|\n)\s*(?:date|published|updated|posted|publication date|дата|datum|fecha|날짜)\b\s*(?:on|at)?\s*[:：-]?\s*"
    rf"(?:\w+day,?\s+)?(?P<date>{_DATE}|\d{{4}}[./]\d{{1,2}}[./]\d{{1,2}})",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?。！？…\"”])\s+(?=\S)")
_HEAD = 600
"""Characters at the start in which a date that stands by itself is the article's."""


def pasted_posts(text: str) -> tuple[EmbeddedPost, ...]:
    """The posts that stand in the text, in order; the same post twice is one."""
    found: dict[tuple[str, ...], EmbeddedPost] = {}
    floor = 0
    for signature in _SIGNATURE.finditer(text):
        start = _start(text, signature.start(), floor)
        words = text[start : signature.start()].strip()
        end = signature.end()
        number = None
        follows = _STATUS.match(text, end + len(text[end:]) - len(text[end:].lstrip(" \t\n([")))
        if follows is not None and follows.start() - end <= 3:
            end = follows.end()
        for link in (follows[0] if follows and end == follows.end() else "", *_STATUS.findall(words)):
            address = address_of(link) if link else None
            if address is not None and (address.handle or "").lower() == signature["handle"].lower():
                number = address.number
        if not words and number is None:
            continue
        if signature["date"] is None and not _PICTURE.search(words) and number is None:
            continue  # an address line or a byline, and no post
        post = post_shown(
            number=number,
            handle=signature["handle"],
            name=signature["name"].strip(),
            words=_STATUS.sub("", words).strip() if number else words,
            dated=signature["date"] or "",
            language=None,
        )
        key = (post.number or "", post.handle or "", post.text, *(item.url or "" for item in post.media))
        found.setdefault(key, EmbeddedPost(post, start, end))
        floor = end
    return tuple(found.values())


def _start(text: str, end: int, floor: int) -> int:
    """Where the post's own words begin: its paragraph, or on one long line the sentence before its link."""
    before = text[floor:end]
    paragraph = floor + max(
        before.rfind("\n\n") + 2, before.rstrip().rfind("\n") + 1 if _one_line(before) else 0, 0
    )
    if before.rfind("\n\n") < 0 and not _one_line(before):
        paragraph = floor
    line = text[paragraph:end]
    if len(line.strip()) <= 400:
        return paragraph + len(line) - len(line.lstrip())
    link = _PICTURE.search(line)
    until = link.start() if link else len(line.rstrip())
    ends = [match.end() for match in _SENTENCE_END.finditer(line[:until].rstrip())]
    return paragraph + (ends[-1] if ends else 0)


def _one_line(before: str) -> bool:
    """Whether the last line before the signature is a text of its own, and not its own paragraph's tail."""
    lines = before.rstrip().split("\n")
    return len(lines) > 1 and lines[-2].strip() != "" and len(lines[-2]) > 200


def pasted_date(text: str) -> date | None:
    """The article's own date: one that is called so, else a full date by itself in the first lines."""
    labelled = _LABELLED.search(text[: 4 * _HEAD]) or _LABELLED.search(text[-_HEAD:])
    if labelled is not None:
        return _full_day(labelled["date"].replace("/", "-").replace(".", "-") if labelled["date"][:4].isdigit()
                         else labelled["date"])  # fmt: skip
    for line in text[:_HEAD].split("\n")[:8]:
        if len(line) <= 120 and "(@" not in line and (day := _full_day(line)) is not None:
            return day
    start = re.match(rf"\s*(?P<date>{_DATE})", text, re.IGNORECASE)
    return _full_day(start["date"]) if start else None


def _full_day(text: str) -> date | None:
    """The day that the text names with its year, if it names one."""
    far = FIRST_DAY.replace(year=2200)
    for each in find_days(text, far):
        if each.days.precision is Precision.DAY and re.search(r"(?:19|20)\d\d", text[each.start : each.end]):
            return each.days.first
    return None
