"""Which days does an expression mean? "last September", "в прошлый четверг", "지난주 목요일", "hace dos días".

An expression is read against an anchor: the day on which the text was written, on the clocks of where it was
written. Where a language leaves more than one reading (an English "last Thursday" on a Friday, 03/04/2024),
all of them are given, and no single one is the answer. The past is meant where words do not say: "on
Thursday" is the last one, "20 juin" the last such day, unless the next one is near.

Weeks begin on Monday (ISO 8601). Seasons mean no days: they depend on the hemisphere.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from reference.day_languages import Language, Way, language, languages_of
from reference.day_words import DayRange
from reference.times import Interval, Precision, day_interval

NEAR = timedelta(days=60)
"""A day without a year that comes again so soon can be meant as well as the one that has passed."""
_BESIDE = re.compile(r"[\s,.(（]{0,4}")
LONGEST = 20_000
"""Characters that are read of a text."""

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WORDS_TOO = frozenset({"may", "march", "mar", "sun", "sat"})
"""English names that are other words unless they are written with one capital, or a year stands by."""
_SHORT_WEEKDAY = re.compile(r"(?i:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)\.?")
_FIGURES_END = r"(?![\d/-]|\.\d)"
_NUMERIC = tuple(
    (re.compile(rf"(?<![\w./-]){pattern}"), order)
    for pattern, order in (
        (rf"(?P<y>(?:19|20)\d\d)[-/.](?P<a>\d{{1,2}})[-/.](?P<b>\d{{1,2}}){_FIGURES_END}", "year first"),
        (r"(?P<y>(?:19|20)\d\d)\.\s(?P<a>\d{1,2})\.\s(?P<b>\d{1,2})(?!\d)\.?", "year first"),
        (rf"(?P<a>\d{{1,2}})\.\s?(?P<b>\d{{1,2}})\.\s?(?P<y>(?:19|20)\d\d|\d\d){_FIGURES_END}", "day first"),
        (rf"(?P<a>\d{{1,2}})([/-])(?P<b>\d{{1,2}})\2(?P<y>(?:19|20)\d\d|\d\d){_FIGURES_END}", "either"),
        (r"(?P<a>\d\d)/(?P<b>\d\d)(?![\d/%-]|\.\d)", "no year"),
    )
)


@dataclass(frozen=True)
class Days:
    """What an expression can mean: every reading that its words allow, none where they name no days."""

    readings: tuple[DayRange, ...]
    why: str | None = None
    """Why there is not one reading."""

    @property
    def days(self) -> DayRange | None:
        """The days that are meant, None where that is inconclusive."""
        only = self.readings[0] if len(self.readings) == 1 else None
        return None if only is not None and only.weekday_agrees is False else only

    def interval(self, zone: ZoneInfo | None = None) -> Interval | None:
        """The instants of those days, in ``zone`` or in every zone there is; None where inconclusive."""
        days = self.days
        if days is None:
            return None
        return Interval(day_interval(days.first, zone).start, day_interval(days.last, zone).end)


@dataclass(frozen=True)
class FoundDays:
    """An expression in running text: characters [start, end)."""

    start: int
    end: int
    text: str
    meaning: Days


def resolve(
    phrase: str, anchor: date | datetime, zone: ZoneInfo | None = None, *, tongue: str | None = None
) -> Days:
    """What a whole phrase means.

    Args:
        phrase: Such as "on Thursday" or "20 juin"; words that are not understood leave it open.
        anchor: The day of the text, or an aware instant, of which the day in ``zone`` is taken.
        zone: Where the text was written; UTC where an instant stands alone.
        tongue: The language of the text, as ``fr`` or ``es-MX``; told from the words where it is not given.
    """
    day = anchor.astimezone(zone).date() if isinstance(anchor, datetime) else anchor
    found = find(phrase, day, tongue=tongue)
    if not found:
        return Days((), "it names no day")
    if len(found) > 1:
        return Days((), "it names several days")
    only = found[0]
    rest = re.findall(r"\w+", f"{phrase[: only.start]} {phrase[only.end :]}".casefold())
    fillers = {word for code in languages_of(phrase, tongue) for word in language(code).fillers}
    strange = [word for word in rest if word not in fillers]
    if strange and only.meaning.readings:
        return Days((), f"“{strange[0]}” is not understood")
    return only.meaning


def find(text: str, anchor: date, *, tongue: str | None = None) -> tuple[FoundDays, ...]:
    """All expressions in running text, in order; of two that overlap, the longer one."""
    text = text[:LONGEST]
    codes = languages_of(text, tongue)
    hits = [*_numeric(text, anchor, codes)]
    for code in codes:
        tongue_table = language(code)
        for way in tongue_table.ways:
            hits.extend(_hits(text, anchor, tongue_table, way))
    hits.sort(key=lambda hit: (hit.start - hit.end, hit.start))
    kept: list[FoundDays] = []
    for hit in hits:
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    return _joined(text, sorted(kept, key=lambda hit: hit.start))


def _joined(text: str, found: list[FoundDays]) -> tuple[FoundDays, ...]:
    """The expressions, with a weekday and the date that stands directly beside it as one: "Tuesday (Feb 10)"."""
    done: list[FoundDays] = []
    for hit in found:
        before = done[-1] if done else None
        if before is not None and _BESIDE.fullmatch(text, before.end, hit.start):
            weekday, day = (before, hit) if _is_weekday(before) else (hit, before)
            if _is_weekday(weekday) and _is_date(day):
                number = weekday.meaning.readings[0].first.weekday()
                meaning = _dated(day.meaning.readings[0].first, number)
                done[-1] = FoundDays(before.start, hit.end, text[before.start : hit.end], meaning)
                continue
        done.append(hit)
    return tuple(done)


def _is_weekday(found: FoundDays) -> bool:
    """Whether it is a weekday alone."""
    readings = found.meaning.readings
    return bool(readings) and readings[0].weekday_named is not None and not re.search(r"\d", found.text)


def _is_date(found: FoundDays) -> bool:
    """Whether it is one day, by its date alone."""
    readings = found.meaning.readings
    one = len(readings) == 1 and readings[0].first == readings[0].last
    return one and readings[0].weekday_named is None and re.search(r"\d", found.text) is not None


def _hits(text: str, anchor: date, table: Language, way: Way) -> Iterable[FoundDays]:
    for match in way.pattern.finditer(text):
        if not match[0].strip() or _is_another_word(match, table):
            continue
        try:
            meaning = _OPERATIONS[way.operation](_Read(match, table, anchor, way.arguments))
        except (ValueError, OverflowError):
            meaning = Days((), "there is no such day")
        if _bounded(text, match, table):
            meaning = Days((), "it bounds a time and does not name one")
        yield FoundDays(match.start(), match.end(), match[0], meaning)


def _is_another_word(match: re.Match[str], table: Language) -> bool:
    """Whether what looks like a name of a month or weekday is most likely none: "20 may be dead", "Sat down"."""
    if not table.capitals:
        return False
    groups = match.groupdict()
    named = [groups[key] for key in ("wd", "mo") if groups.get(key)]
    if any(name.casefold() in _WORDS_TOO and not name.istitle() for name in named) and not groups.get("y"):
        return True
    return _SHORT_WEEKDAY.fullmatch(match[0]) is not None


def _bounded(text: str, match: re.Match[str], table: Language) -> bool:
    before, after = text[max(0, match.start() - 24) : match.start()], text[match.end() : match.end() + 12]
    return bool(
        (table.bounds_before and table.bounds_before.search(before))
        or (table.bounds_after and table.bounds_after.search(after))
    )


@dataclass(frozen=True)
class _Read:
    """One match, with what its operation needs to give it a meaning."""

    match: re.Match[str]
    table: Language
    anchor: date
    arguments: tuple[str, ...]

    def group(self, name: str) -> str | None:
        return self.match.groupdict().get(name)

    @property
    def weekday(self) -> int | None:
        word = self.group("wd")
        return None if word is None else self.table.weekday(word)

    @property
    def named_weekday(self) -> int:
        return self.table.weekday(self.match["wd"])

    @property
    def month(self) -> int:
        return self.table.month(self.match["mo"])

    @property
    def day(self) -> int:
        return int(self.match["d"])

    @property
    def year(self) -> int | None:
        word = self.group("y")
        return None if word is None else int(word)

    @property
    def step(self) -> int:
        return int(self.arguments[0])

    @property
    def monday(self) -> date:
        return self.anchor - timedelta(days=self.anchor.weekday())


def _meaning(*readings: DayRange, why: str = "it can mean several days") -> Days:
    unique = tuple(dict.fromkeys(readings))
    return Days(unique, why if len(unique) > 1 else None)


def _one(day: date, weekday: int | None = None) -> DayRange:
    if weekday is None:
        return DayRange(day, day, Precision.DAY)
    return DayRange(day, day, Precision.DAY, _WEEKDAYS[weekday], day.weekday() == weekday)


def _month(year: int, month: int) -> DayRange:
    last = calendar.monthrange(year, month)[1]
    return DayRange(date(year, month, 1), date(year, month, last), Precision.MONTH)


def _year(year: int) -> DayRange:
    return DayRange(date(year, 1, 1), date(year, 12, 31), Precision.YEAR)


def _moved(day: date, months: int) -> date:
    """The same day some months on, or the month's last."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _offset(read: _Read) -> Days:
    days = [read.anchor + timedelta(days=int(step)) for step in read.arguments]
    return _meaning(DayRange(days[0], days[-1], Precision.DAY))


def _last_weekday(read: _Read, *, today: bool) -> date:
    back = (read.anchor.weekday() - read.named_weekday) % 7
    return read.anchor - timedelta(days=back if back or today else 7)


def _weekday(read: _Read) -> Days:
    return _meaning(_one(_last_weekday(read, today=True), read.named_weekday))


def _weekday_recent(read: _Read) -> Days:
    return _meaning(_one(_last_weekday(read, today=False), read.named_weekday))


def _weekday_last(read: _Read) -> Days:
    """The last one that passed, or the one of last week: two days where it passed in this week."""
    recent = _last_weekday(read, today=False)
    of_week = read.monday + timedelta(days=read.named_weekday - 7)
    return _meaning(_one(recent, read.named_weekday), _one(of_week, read.named_weekday))


def _weekday_this(read: _Read) -> Days:
    """The one of this week; where that has passed, the next one can be meant as well."""
    day = read.monday + timedelta(days=read.named_weekday)
    later = [_one(day + timedelta(days=7), read.named_weekday)] if day < read.anchor else []
    return _meaning(_one(day, read.named_weekday), *later)


def _weekday_next(read: _Read) -> Days:
    """The next one, or the one of next week: two days where the next one is in this week."""
    of_week = read.monday + timedelta(days=read.named_weekday + 7)
    return _meaning(_one(_coming(read), read.named_weekday), _one(of_week, read.named_weekday))


def _coming(read: _Read) -> date:
    return read.anchor + timedelta(days=(read.named_weekday - read.anchor.weekday() - 1) % 7 + 1)


def _weekday_coming(read: _Read) -> Days:
    return _meaning(_one(_coming(read), read.named_weekday))


def _weekday_in_week(read: _Read) -> Days:
    step = int(read.arguments[0]) if read.arguments else 0
    return _meaning(_one(read.monday + timedelta(days=read.named_weekday + 7 * step), read.named_weekday))


def _latest(anchor: date, month: int, day: int) -> date:
    """The last such day on or before the day after the anchor; that one is today in zones ahead."""
    for year in range(anchor.year + 1, anchor.year - 9, -1):
        if day <= calendar.monthrange(year, month)[1]:
            found = date(year, month, day)
            if found <= anchor + timedelta(days=1):
                return found
    raise ValueError(f"there is no day {day} in month {month}")


def _yearless(anchor: date, month: int, day: int) -> tuple[date, ...]:
    past = _latest(anchor, month, day)
    years = [year for year in (past.year + 1, past.year + 4) if day <= calendar.monthrange(year, month)[1]]
    coming = date(years[0], month, day)
    return (past, coming) if coming - anchor <= NEAR else (past,)


def _date(read: _Read) -> Days:
    weekday = read.weekday
    if read.year is not None:
        return _dated(date(read.year, read.month, read.day), weekday)
    days = _yearless(read.anchor, read.month, read.day)
    fitting = [day for day in days if weekday is None or day.weekday() == weekday]
    if fitting:
        return _meaning(*(_one(day, weekday) for day in fitting), why="it can be the last one or the next")
    return _dated(days[0], weekday)


def _dated(day: date, weekday: int | None) -> Days:
    found = _one(day, weekday)
    why = "its weekday and its date do not agree" if found.weekday_agrees is False else None
    return Days((found,), why)


def _date_past(read: _Read) -> Days:
    return _meaning(_one(_latest(read.anchor, read.month, read.day)))


def _date_in_year(read: _Read) -> Days:
    return _meaning(_one(date(read.anchor.year + read.step, read.month, read.day)))


def _date_span(read: _Read) -> Days:
    first, last = read.day, int(read.match["d2"])
    if last <= first:
        return Days((), "it does not run forward")
    if read.year is not None:
        starts: tuple[date, ...] = (date(read.year, read.month, first),)
    else:
        starts = _yearless(read.anchor, read.month, first)
    return _meaning(*(DayRange(day, day.replace(day=last), Precision.DAY) for day in starts))


def _months(anchor: date, month: int) -> tuple[tuple[int, int], ...]:
    """The last such month that has begun, and the next one where it is near."""
    year = anchor.year if month <= anchor.month else anchor.year - 1
    near = date(year + 1, month, 1) - anchor <= NEAR
    return ((year, month), (year + 1, month)) if near else ((year, month),)


def _of_month(read: _Read) -> Days:
    year = read.year
    return _meaning(_month(year, read.month)) if year is not None else _month_bare(read)


def _month_bare(read: _Read) -> Days:
    found = (_month(*each) for each in _months(read.anchor, read.month))
    return _meaning(*found, why="it can be the last one or the next")


def _month_recent(read: _Read) -> Days:
    passed = read.month < read.anchor.month
    return _meaning(_month(read.anchor.year - (not passed), read.month))


def _month_last(read: _Read) -> Days:
    """The last one that ended, or the one of last year."""
    passed = read.month < read.anchor.month
    years = [read.anchor.year, read.anchor.year - 1] if passed else [read.anchor.year - 1]
    return _meaning(*(_month(year, read.month) for year in years))


def _month_next(read: _Read) -> Days:
    later = read.month > read.anchor.month
    return _meaning(_month(read.anchor.year + (not later), read.month))


def _month_in_year(read: _Read) -> Days:
    return _meaning(_month(read.anchor.year + read.step, read.month))


def _part(read: _Read) -> Days:
    """A third of a month: days 1 to 10, 11 to 20, and 21 to the end."""
    months = [(read.year, read.month)] if read.year is not None else _months(read.anchor, read.month)
    found = []
    for year, month in months:
        whole = _month(year, month)
        first, last = {"early": (1, 10), "mid": (11, 20), "late": (21, whole.last.day)}[read.arguments[0]]
        found.append(DayRange(date(year, month, first), date(year, month, last), Precision.DAY))
    return _meaning(*found, why="it can be the last one or the next")


def _day_of_month(read: _Read) -> Days:
    """The last such day of any month."""
    for back in range(4):
        month = _moved(read.anchor.replace(day=1), -back)
        if read.day <= calendar.monthrange(month.year, month.month)[1]:
            day = month.replace(day=read.day)
            if day <= read.anchor + timedelta(days=1):
                return _meaning(_one(day))
    raise ValueError(f"there is no day {read.day}")


def _day_of_month_coming(read: _Read) -> Days:
    for on in range(4):
        month = _moved(read.anchor.replace(day=1), on)
        if read.day <= calendar.monthrange(month.year, month.month)[1]:
            day = month.replace(day=read.day)
            if day > read.anchor:
                return _meaning(_one(day))
    raise ValueError(f"there is no day {read.day}")


def _day_in_month(read: _Read) -> Days:
    return _meaning(_one(_moved(read.anchor.replace(day=1), read.step).replace(day=read.day)))


def _ago(read: _Read) -> Days:
    return _counted(read, -1)


def _ahead(read: _Read) -> Days:
    return _counted(read, 1)


def _counted(read: _Read, way: int) -> Days:
    """Counted days are exact; a count of weeks, months or years is right to half of its unit."""
    count = read.table.count(read.match["n"]) if read.group("n") else 1
    unit = read.table.unit(read.match["unit"])
    number = way * count
    if unit == "hour":
        days = (count + 23) // 24
        first, last = sorted((read.anchor, read.anchor + timedelta(days=way * days)))
        return _meaning(DayRange(first, last, Precision.DAY))
    if unit == "day":
        return _meaning(_one(read.anchor + timedelta(days=number)))
    if unit in {"week", "fortnight"}:
        middle = read.anchor + timedelta(weeks=number * (2 if unit == "fortnight" else 1))
        return _meaning(DayRange(middle - timedelta(days=3), middle + timedelta(days=3), Precision.DAY))
    middle = _moved(read.anchor, number * (12 if unit == "year" else 1))
    around = timedelta(days=183 if unit == "year" else 15)
    precision = Precision.YEAR if unit == "year" else Precision.MONTH
    return _meaning(DayRange(middle - around, middle + around, precision))


def _week(read: _Read) -> Days:
    first = read.monday + timedelta(days=7 * read.step)
    return _meaning(DayRange(first, first + timedelta(days=6), Precision.DAY))


def _weekend_of(monday: date) -> DayRange:
    return DayRange(monday + timedelta(days=5), monday + timedelta(days=6), Precision.DAY)


def _weekend(read: _Read) -> Days:
    """The one that has begun last."""
    return _meaning(_weekend_of(read.monday - timedelta(days=0 if read.anchor.weekday() >= 5 else 7)))


def _weekend_last(read: _Read) -> Days:
    return _meaning(_weekend_of(read.monday - timedelta(days=7)))


def _weekend_this(read: _Read) -> Days:
    """On a Monday the one that has passed; before Saturday it can be the one to come."""
    passed, coming = _weekend_of(read.monday - timedelta(days=7)), _weekend_of(read.monday)
    if read.anchor.weekday() >= 5:
        return _meaning(coming)
    return _meaning(passed) if read.anchor.weekday() == 0 else _meaning(passed, coming)


def _month_rel(read: _Read) -> Days:
    day = _moved(read.anchor.replace(day=1), read.step)
    return _meaning(_month(day.year, day.month))


def _year_rel(read: _Read) -> Days:
    return _meaning(_year(read.anchor.year + read.step))


def _of_year(read: _Read) -> Days:
    return _meaning(_year(int(read.match["y"])))


def _season(_: _Read) -> Days:
    return Days((), "which months a season has depends on the hemisphere")


def _vague(_: _Read) -> Days:
    return Days((), "it says no day")


_OPERATIONS: dict[str, Callable[[_Read], Days]] = {
    "offset": _offset,
    "weekday": _weekday,
    "weekday_recent": _weekday_recent,
    "weekday_last": _weekday_last,
    "weekday_this": _weekday_this,
    "weekday_of_now": _weekday_in_week,
    "weekday_next": _weekday_next,
    "weekday_coming": _weekday_coming,
    "weekday_in_week": _weekday_in_week,
    "date": _date,
    "date_past": _date_past,
    "date_in_year": _date_in_year,
    "date_span": _date_span,
    "month": _of_month,
    "month_bare": _month_bare,
    "month_recent": _month_recent,
    "month_last": _month_last,
    "month_next": _month_next,
    "month_in_year": _month_in_year,
    "part": _part,
    "day_of_month": _day_of_month,
    "day_of_month_coming": _day_of_month_coming,
    "day_in_month": _day_in_month,
    "ago": _ago,
    "ago_one": _ago,
    "ahead": _ahead,
    "ahead_one": _ahead,
    "week": _week,
    "weekend": _weekend,
    "weekend_last": _weekend_last,
    "weekend_this": _weekend_this,
    "month_rel": _month_rel,
    "year_rel": _year_rel,
    "year": _of_year,
    "season": _season,
    "vague": _vague,
}


def _numeric(text: str, anchor: date, codes: tuple[str, ...]) -> Iterable[FoundDays]:
    """Dates in figures. English is written with the month first and with the day first."""
    for pattern, order in _NUMERIC:
        for match in pattern.finditer(text):
            try:
                meaning = _in_figures(match, order, anchor, codes)
            except (ValueError, OverflowError):
                meaning = Days((), "there is no such day")
            yield FoundDays(match.start(), match.end(), match[0], meaning)


def _in_figures(match: re.Match[str], order: str, anchor: date, codes: tuple[str, ...]) -> Days:
    one, two = int(match["a"]), int(match["b"])
    if order == "year first":
        return _meaning(_one(date(int(match["y"]), one, two)))
    if order == "no year" and "en" in codes:
        return Days((), "two numbers with a stroke need not be a date")
    month_first = order == "either" and "en" in codes
    pairs = [(one, two), (two, one)] if month_first else [(one, two)]
    valid = [(day, month) for day, month in dict.fromkeys(pairs) if 1 <= month <= 12 and 1 <= day <= 31]
    if not valid:
        raise ValueError(match[0])
    if order == "no year":
        days = [found for day, month in valid for found in _yearless(anchor, month, day)]
    else:
        year = int(match["y"]) + (2000 if len(match["y"]) == 2 else 0)
        days = [date(year, month, day) for day, month in valid]
    return _meaning(*map(_one, days), why="day and month can be meant either way round")
