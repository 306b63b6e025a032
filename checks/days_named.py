"""Which days do a post's caption and its article name? Each expression with the days that it can mean.

A caption is read against the day of its post. Where that day depends on a zone that nobody knows, the
expression is read against each of them and means all of those days together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from enum import StrEnum

from checks.post_clocks import best_clock
from reference.day_phrases import find
from reference.day_words import DayRange
from reference.times import Interval, Precision, day_interval
from storage.records import CaseFile, Lead, LeadAbout

RECENT = timedelta(days=2)
"""What is said to be happening is shown by nothing older than this."""
_EAST, _WEST = timedelta(hours=14), timedelta(hours=12)
_NOW = re.compile(
    r"(?<!\w)(?:BREAKING|JUST IN|URGENT|СРОЧНО|МОЛНИЯ|EILMELDUNG|EIL)(?!\w)"
    r"|(?<!\w)(?i:breaking news|(?:breaking|just in|urgent|срочно|молния|eilmeldung)\s?[:!|–—-]|"
    r"right now|happening now|live now|moments ago|minutes ago|прямо сейчас|только что|"
    r"en ce moment même|à l['’]instant|gerade eben|in diesem Moment|soeben|última hora|ultima hora|ahora mismo)(?!\w)"
    r"|속보|방금|지금 이 시각"
)
"""Words that say that something is happening; several are other words where they are written small."""
_BARE_YEAR = re.compile(
    r"(?<![\w.,$€£₽#/-])(?P<y>(?:19|20)\d\d)(?=[\s.,;:!?)\]\"”»]*(?:$|[\n.,;:!?)\]\"”»]|\s[A-ZА-ЯЁ#]))"
)
"""A year that stands alone; "2000 people" is none."""
_OF_FOOTAGE = re.compile(
    r"(?<!\w)(?:videos?|footage|clips?|images?|film(?:ed)?|recorded|видео\w*|кадр\w*|ролик\w*|съ[её]мк\w*|снят\w*|"
    r"vidéos?|séquences?|filmé\w*|Aufnahmen?|Videos?|gefilmt|Clip|imágenes|grabad[oa]s?|grabación)(?!\w)"
    r"|영상|동영상|화면|촬영",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?。\n]+[.!?。]*")


_OLD = re.compile(
    r"(?<!\w)(?:archiv\w*|throwback|tbt|flashback|file (?:footage|video|photo)|old (?:video|footage|clip)|"
    r"on this day|this day in|(?:\d+|two|three|four|five|ten) years ago today|"
    r"архив\w*|стар\w+ (?:видео|кадр\w*)|в этот день|images? d['’]archives?|ce jour-là|vieille vidéo|"
    r"altes Video|alte Aufnahmen|imagen(?:es)? de archivo|video antiguo|un día como hoy)(?!\w)"
    r"|자료 ?(?:화면|영상)|옛 영상",
    re.IGNORECASE,
)
"""Words by which a caption says itself that its footage is old."""


_SPOKEN = re.compile(
    r"(?<!\w)(?:said|says|told|announced|reported|reports|warned|according to|заявил\w*|сообщил\w*|сообщает|"
    r"a déclaré|a annoncé|a affirmé|selon|sagte|erklärte|teilte|laut|dijo|anunció|afirmó|según)(?!\w)[^.!?\n]{0,30}$",
    re.IGNORECASE,
)
"""What before a day makes it the day of a word, and not of a picture."""


class Where(StrEnum):
    CAPTION = "the caption"
    ARTICLE = "the article"


@dataclass(frozen=True)
class Named:
    """An expression, and the days that it can mean, first and last included."""

    where: Where
    text: str
    readings: tuple[DayRange, ...]
    why: str | None
    """Why it means no days, or several."""
    current: bool = False
    """Whether it is no date, but a word that says that this is happening."""
    loose: bool = False
    """Whether it is a bare year, or the day on which somebody said something: it can bear footage out, and
    refutes none."""

    @property
    def window(self) -> Interval | None:
        """From the first day that it can mean to the last, in every zone there is; None where it names none."""
        if not self.readings:
            return None
        first = min(reading.first for reading in self.readings)
        last = max(reading.last for reading in self.readings)
        return Interval(day_interval(first).start, day_interval(last).end)

    @property
    def span(self) -> tuple[date, date]:
        """The first and the last day that it can mean."""
        return min(each.first for each in self.readings), max(each.last for each in self.readings)

    @property
    def said(self) -> str:
        """The expression with the days that it means."""
        first, last = self.span
        days = f"{first}" if first == last else f"{first} to {last}"
        return f"“{self.text}” ({days})"


def named_days(case: CaseFile) -> tuple[Named, ...]:
    """Every expression of the caption, then those of the article's sentences about the footage."""
    return (*caption_days(case), *_article_days(case))


def caption_days(case: CaseFile) -> tuple[Named, ...]:
    """The expressions of the caption; without a day of the post only those that need none."""
    post = case.post
    if post is None or not post.text:
        return ()
    anchors = anchor_days(case)
    if not anchors:
        return tuple(
            each for each in _found(post.text, (date(2000, 1, 1),), Where.CAPTION, post.language)
            if re.search(r"(?:19|20)\d\d", each.text)
        )  # fmt: skip
    found = [*_found(post.text, anchors, Where.CAPTION, post.language), *_years(post.text, anchors)]
    current = _NOW.search(post.text)
    if current:
        days = DayRange(anchors[0] - RECENT, anchors[-1], Precision.DAY)
        found.append(Named(Where.CAPTION, current[0], (days,), None, current=True))
    return tuple(found)


def says_it_is_old(case: CaseFile) -> str | None:
    """The words by which the caption says that its footage is old."""
    found = _OLD.search(case.post.text) if case.post else None
    return found[0] if found else None


def anchor_days(case: CaseFile) -> tuple[date, ...]:
    """The days on which the post was written, on the clocks of every zone there is."""
    time = best_clock(case.post)
    if time is None:
        return ()
    if time.precision is Precision.DAY:
        middle = time.interval.start + (time.interval.end - time.interval.start) / 2
        return (middle.astimezone(UTC).date(),)
    first, last = (time.interval.start - _WEST).date(), (time.interval.end + _EAST).date()
    if (last - first).days > 3:
        return ()
    return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))


def of_footage(lead: Lead) -> bool:
    """Whether a lead speaks of the post's footage and names days."""
    return lead.about is LeadAbout.EMBEDDED_POST and lead.first_day is not None


def _article_days(case: CaseFile) -> tuple[Named, ...]:
    article = case.article
    if article is None or article.published is None:
        return ()
    others = [lead.text for lead in case.leads if lead.about is LeadAbout.OTHER_FOOTAGE]
    found: list[Named] = []
    for sentence in _SENTENCE.finditer(_without_posts(case)):
        text = sentence[0].strip()
        if _OF_FOOTAGE.search(text) and not any(text in other or other in text for other in others):
            found.extend(_found(text, (article.published,), Where.ARTICLE, article.language))
    return tuple(dict.fromkeys(each for each in found if not _is_dateline(each, article.published)))


def _is_dateline(named: Named, published: date) -> bool:
    """Whether it is the article's own date, in figures, as it stands over the text."""
    return bool(re.search(r"\d{4}", named.text)) and [(each.first, each.last) for each in named.readings] == [
        (published, published)
    ]


def _without_posts(case: CaseFile) -> str:
    """The article's own words: those of the posts in it are other people's."""
    assert case.article is not None
    text = case.article.text
    for embedded in case.article.posts:
        text = text[: embedded.start] + " " * (embedded.end - embedded.start) + text[embedded.end :]
    return text


def _found(text: str, anchors: Sequence[date], where: Where, tongue: str | None) -> list[Named]:
    """The expressions, each with its readings against all anchors."""
    by_place: dict[tuple[int, int], Named] = {}
    for anchor in anchors:
        for each in find(text, anchor, tongue=tongue):
            spoken = _SPOKEN.search(text, max(0, each.start - 60), each.start) is not None
            words = each.text.strip().rstrip(".,")
            now = Named(where, words, each.meaning.readings, each.meaning.why, loose=spoken)
            before = by_place.get((each.start, each.end))
            if before is not None:
                now = replace(before, readings=tuple(dict.fromkeys((*before.readings, *now.readings))))
            by_place[each.start, each.end] = now
    return [by_place[place] for place in sorted(by_place)]


def _years(text: str, anchors: Sequence[date]) -> list[Named]:
    """Years that stand for themselves, and loose ones; one to come says nothing of footage."""
    found = []
    taken = find(text, anchors[0])
    for match in re.finditer(r"(?<![\w.,$€£₽#/-])(?:19|20)\d\d(?!\w)", text):
        year = int(match[0])
        if not 1950 <= year <= anchors[-1].year or any(hit.start <= match.start() < hit.end for hit in taken):
            continue
        days = DayRange(date(year, 1, 1), date(year, 12, 31), Precision.YEAR)
        loose = _BARE_YEAR.match(text, match.start()) is None
        found.append(Named(Where.CAPTION, match[0], (days,), None, loose=loose))
    return found
