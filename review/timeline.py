"""The footage's timeline as an inline SVG: airings, the post and the article on one axis of UTC.

Each mark has a line of its own, so that no label can stand on another. A time that is known to the
second is drawn as a point, a day as a bar as long as the day is in every zone that it could mean. Below
the axis stand the same instants as clocks at the airing show them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

from markupsafe import Markup

from checks import sightings
from checks.direction import link_interval
from checks.post_clocks import best_clock
from reference.times import Interval, day_interval
from review import clock
from review.headline import direction_of
from review.text import one_line
from review.wording import AIRING_CLOCKS, CLOCKS, airing_word
from storage.records import CaseFile, Direction, Link

WIDE = 944.0
NARROW = 360.0
"""Widths of the two drawings, in CSS pixels; the page shows the one that fits the window."""

_GUTTER = 312.0
_MARGIN = 14.0
_TICK_ROOM = 104.0
_POINT = 9.0
"""A bar narrower than this many pixels is drawn as a point."""
_FOCUS = 12.0
"""How many times longer than airing and post the whole must be, for them to be drawn enlarged as well."""
_SHORTEST = 30.0
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200)
_DAY = 86400
_DAY_STEPS = (1, 2, 5, 7, 14)
_MONTH = 30.4 * _DAY
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400)
_MOST_AIRINGS = 12


class MarkKind(StrEnum):
    AIRING = "airing"
    POST = "post"
    ARTICLE = "article"
    CAPTURE = "capture"
    """A web archive received the post."""


@dataclass(frozen=True)
class Mark:
    """Something that happened, and when; the texts are plain and may hold what a stranger wrote."""

    kind: MarkKind
    name: str
    interval: Interval
    when: str
    local: str
    """The same as clocks at the airing show it; empty where that says nothing."""
    known_from: str
    main: bool
    """Whether it is the airing or the post time that the direction of copying is decided by."""


def marks(case: CaseFile, stations: Callable[[str], str]) -> tuple[Mark, ...]:
    """All that has a time: airings (as long as the matched footage ran), the post's clocks, the article."""
    shown = against_post(case)
    zone = zone_of(case)
    links = sightings.in_order_of_airing(sightings.counted(case))
    kept = [link for link in links if link == shown] + [link for link in links if link != shown]
    timed = [_airing(link, stations, main=link == shown) for link in kept[:_MOST_AIRINGS]]
    best = best_clock(case.post)
    others: list[Mark] = []
    for time in case.post.times if case.post else ():
        exact = time.interval.end - time.interval.start < timedelta(hours=1)
        mark = Mark(
            MarkKind.POST,
            "Post" if time is best else "Post, by another clock",
            time.interval,
            clock.posted_text(time),
            clock.local_text(time.interval.start, zone) if exact and zone else "",
            CLOCKS[time.known_from],
            main=time is best,
        )
        (timed if time is best else others).append(mark)
    if case.article is not None and case.article.published is not None:
        day = case.article.published
        others.append(
            Mark(
                MarkKind.ARTICLE,
                f"Article, {case.article.outlet}" if case.article.outlet else "Article",
                day_interval(day),
                f"{clock.day_text(day)} (day only, zone not known)",
                "",
                case.article.published_from or "the article",
                main=False,
            )
        )
    others.extend(_captures(case, zone))
    return (*sorted(timed, key=lambda mark: mark.interval.start), *others)


def _captures(case: CaseFile, zone: ZoneInfo | None) -> Iterator[Mark]:
    """The earliest capture: the post was there by then, whatever its clocks say."""
    for copy in sorted(case.archived, key=lambda each: each.at)[:1]:
        yield Mark(
            MarkKind.CAPTURE,
            "First capture in a web archive",
            Interval(copy.at, copy.at),
            clock.utc_text(copy.at),
            clock.local_text(copy.at, zone) if zone else "",
            "the archive's clock",
            main=False,
        )


def against_post(case: CaseFile) -> Link | None:
    """The airing that the post is held against: the earliest that it follows, if it follows one.

    Else it is the earliest whose time overlaps the post's, else the earliest of all.
    """
    links = sightings.in_order_of_airing(sightings.counted(case))
    order = (Direction.POST_AFTER_AIRING, Direction.INCONCLUSIVE, Direction.POST_BEFORE_AIRING)
    return min(links, key=lambda link: order.index(direction_of(case, link)), default=None)


def zone_of(case: CaseFile) -> ZoneInfo | None:
    """The zone whose clocks are shown beside UTC: that of the airing which the post is held against."""
    shown = against_post(case)
    return clock.zone_of(shown.airing) if shown else None


def enlarged(all_marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """The airing and the post, where the whole timeline is too long to show what lies between them."""
    main = tuple(mark for mark in all_marks if mark.main)
    if len(main) < 2 or len(main) == len(all_marks):
        return ()
    return main if _seconds(all_marks) > _FOCUS * max(_seconds(main), _SHORTEST) else ()


def gap_words(case: CaseFile, all_marks: Sequence[Mark]) -> str:
    """How far airing and post lie apart, and what that says of the direction of copying."""
    shown = against_post(case)
    airings = [mark for mark in all_marks if mark.main and mark.kind is MarkKind.AIRING]
    posts = [mark for mark in all_marks if mark.main and mark.kind is MarkKind.POST]
    if shown is None or not airings or not posts:
        return ""
    aired, posted = airings[0].interval, posts[0].interval
    way = direction_of(case, shown)
    if way is Direction.INCONCLUSIVE:
        return "Direction of copying not decided: the times of airing and post overlap."
    apart = max((posted.start - aired.end).total_seconds(), (aired.start - posted.end).total_seconds())
    between = f"at least {clock.length(apart)} lie between."
    if way is Direction.POST_AFTER_AIRING:
        return f"Airing first, then post: {between} The post can be a copy."
    return f"Post first, then airing: {between} The post cannot be a copy of this airing."


def draw(shown: Sequence[Mark], zone: ZoneInfo | None, direction: Direction | None, width: float) -> Markup:
    """The marks as an SVG ``width`` pixels wide; ``direction`` draws the arrow between airing and post."""
    return _Drawing(shown, zone, width).svg(direction)


def _airing(link: Link, stations: Callable[[str], str], *, main: bool) -> Mark:
    airing = link.airing
    interval = link_interval(link)
    return Mark(
        MarkKind.AIRING,
        f"{stations(airing.station)}, {airing_word(airing.kind)}",
        interval,
        clock.interval_text(interval),
        clock.interval_text(interval, clock.zone_of(airing)),
        AIRING_CLOCKS[airing.time_from],
        main=main,
    )


class _Drawing:
    """One drawing: the axis over all marks, and a line for each."""

    def __init__(self, shown: Sequence[Mark], zone: ZoneInfo | None, width: float) -> None:
        self.marks = shown
        self.zone = zone if zone is not None and zone.key != "UTC" else None
        self.width = width
        self.beside = width > NARROW * 2
        """Whether the labels stand beside the lines (wide) or above them (narrow)."""
        self.left = _GUTTER if self.beside else _MARGIN
        self.right = width - _MARGIN
        start = min(mark.interval.start.timestamp() for mark in shown)
        end = max(mark.interval.end.timestamp() for mark in shown)
        pad = max((end - start) * 0.07, _SHORTEST / 4)
        self.start, self.end = start - pad, end + pad
        self.top = 44.0 if self.beside else 62.0
        self.row = 52.0 if self.beside else 66.0
        self.bottom = self.top + self.row * len(shown)
        self.height = self.bottom + ((44.0 if self.beside else 60.0) if self.zone else 8.0)

    def x(self, moment: datetime) -> float:
        share = (moment.timestamp() - self.start) / (self.end - self.start)
        return self.left + share * (self.right - self.left)

    def y(self, index: int) -> float:
        """The height of the line of that mark."""
        return self.top + self.row * index + (self.row / 2 if self.beside else self.row - 16)

    def svg(self, direction: Direction | None) -> Markup:
        parts = [*self._axis(), *self._arrow(direction), *self._rows()]
        return Markup(
            '<svg class="timeline {}" viewBox="0 0 {} {}" width="{}" height="{}" aria-hidden="true" focusable="false">'
            "{}</svg>"
        ).format(
            "wide" if self.beside else "narrow",
            _number(self.width),
            _number(self.height),
            _number(self.width),
            _number(self.height),
            Markup().join(parts),
        )

    def _axis(self) -> Iterator[Markup]:
        caption_y = 26.0 if self.beside else 14.0
        yield _text(0, caption_y, "axis-name", "UTC")
        moments, step = _ticks(self.start, self.end, (self.right - self.left) / _TICK_ROOM)
        ticks = [moment for moment in moments if self.left + 34 <= self.x(moment) <= self.right - 30]
        for moment in ticks:
            yield Markup('<path class="grid" d="M{} {}V{}"/>').format(
                _number(self.x(moment)), _number(self.top - 4), _number(self.bottom)
            )
        base = self.top - (24.0 if self.beside else 26.0)
        yield from self._labels(ticks, UTC, step, base)
        yield Markup('<path class="axis" d="M{0} {2}H{1}"/>').format(
            _number(self.left), _number(self.right), _number(self.top - 4)
        )
        if self.zone:
            yield Markup('<path class="axis" d="M{0} {2}H{1}"/>').format(
                _number(self.left), _number(self.right), _number(self.bottom)
            )
            base = self.bottom + (18.0 if self.beside else 34.0)
            yield _text(0, self.bottom + 18.0, "axis-name", _cut(self.zone.key, 34))
            yield from self._labels(ticks, self.zone, step, base)

    def _labels(self, ticks: Sequence[datetime], zone: tzinfo, step: float, y: float) -> Iterator[Markup]:
        before = None
        for moment in ticks:
            local = moment.astimezone(zone)
            day = f"{local.day} {local:%b %Y}"
            clocks = f"{local:%H:%M:%S}" if step < 60 else f"{local:%H:%M}"
            if step >= _DAY:
                clocks = day if zone is UTC else f"{local.day} {local:%b %H:%M}"
            yield _text(self.x(moment), y, "tick", clocks, "middle")
            if step < _DAY and day != before:
                yield _text(self.x(moment), y + 15, "tick day", day, "middle")
            before = day

    def _rows(self) -> Iterator[Markup]:
        for index, mark in enumerate(self.marks):
            y = self.y(index)
            first, last = self.x(mark.interval.start), self.x(mark.interval.end)
            room = 42 if self.beside else 48
            name_y, when_y = (y - 4, y + 14) if self.beside else (y - 32, y - 15)
            yield _text(0, name_y, "mark-name", _cut(one_line(mark.name), room))
            yield _text(0, when_y, "mark-when", _cut(one_line(mark.when), room))
            yield Markup('<path class="line" d="M{} {}H{}"/>').format(
                _number(self.left), _number(y), _number(self.right)
            )
            yield _shape(mark.kind, first, last, y)

    def _arrow(self, direction: Direction | None) -> Iterator[Markup]:
        ends = {mark.kind: index for index, mark in enumerate(self.marks) if mark.main}
        if direction is None or not {MarkKind.AIRING, MarkKind.POST} <= ends.keys():
            return
        aired, posted = ends[MarkKind.AIRING], ends[MarkKind.POST]
        if direction is Direction.INCONCLUSIVE:
            yield from self._overlap(aired, posted)
            return
        after = direction is Direction.POST_AFTER_AIRING
        source, target = (aired, posted) if after else (posted, aired)
        x1 = self.x(self.marks[source].interval.end)
        x2 = self.x(self.marks[target].interval.start)
        down = 1 if target > source else -1
        y1, y2 = self.y(source) + 10 * down, self.y(target) - 11 * down
        middle = (y1 + y2) / 2
        yield Markup('<path class="copied{}" d="M{} {}C{} {} {} {} {} {}"/>').format(
            "" if after else " not", *(_number(each) for each in (x1, y1, x1, middle, x2, middle, x2, y2))
        )
        yield Markup('<path class="copied-head" d="M{} {}l-4.5 {}h9z"/>').format(
            _number(x2), _number(y2 + 3 * down), _number(-8 * down)
        )

    def _overlap(self, one: int, other: int) -> Iterator[Markup]:
        first, second = self.marks[one].interval, self.marks[other].interval
        start, end = max(first.start, second.start), min(first.end, second.end)
        if end < start:
            return
        top, bottom = sorted((self.y(one), self.y(other)))
        left, right = self.x(start), self.x(end)
        yield Markup('<rect class="overlap" x="{}" y="{}" width="{}" height="{}"/>').format(
            _number(left), _number(top), _number(max(right - left, 3.0)), _number(bottom - top)
        )


def _shape(kind: MarkKind, first: float, last: float, y: float) -> Markup:
    if last - first >= _POINT:
        return Markup('<rect class="mark {}" x="{}" y="{}" width="{}" height="12" rx="3"/>').format(
            kind.value, _number(first), _number(y - 6), _number(last - first)
        )
    x = _number((first + last) / 2)
    if kind is MarkKind.AIRING:
        return Markup('<path class="mark airing" d="M{} {}l8 8-8 8-8-8z"/>').format(x, _number(y - 8))
    return Markup('<circle class="mark {}" cx="{}" cy="{}" r="7"/>').format(kind.value, x, _number(y))


def _text(x: float, y: float, names: str, content: str, anchor: str = "start") -> Markup:
    return Markup('<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>').format(
        names, _number(x), _number(y), anchor, content
    )


def _cut(text: str, room: int) -> str:
    """The text cut to so many columns, counting wide letters as two."""
    used = 0
    kept: list[str] = []
    for character in text:
        used += 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
        if used > room:
            return "".join(kept[:-1]).rstrip() + "…"
        kept.append(character)
    return text


def _seconds(some: Sequence[Mark]) -> float:
    first = min(mark.interval.start for mark in some)
    return (max(mark.interval.end for mark in some) - first).total_seconds()


def _ticks(start: float, end: float, most: float) -> tuple[list[datetime], float]:
    """At most ``most`` round instants between two Unix times, and the seconds from one to the next."""
    room = (end - start) / max(most, 2)
    step = next((step for step in (*_STEPS, *(days * _DAY for days in _DAY_STEPS)) if step >= room), None)
    if step is not None:
        count = int(start // step) + 1
        return [datetime.fromtimestamp(n * step, UTC) for n in range(count, int(end // step) + 1)], step
    months = next((months for months in _MONTH_STEPS if months * _MONTH >= room), _MONTH_STEPS[-1])
    first, last = (datetime.fromtimestamp(edge, UTC) for edge in (start, end))
    numbers = range(
        (first.year * 12 + first.month - 1) // months + 1, (last.year * 12 + last.month - 1) // months + 1
    )
    return [datetime(n * months // 12, n * months % 12 + 1, 1, tzinfo=UTC) for n in numbers], months * _MONTH


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
