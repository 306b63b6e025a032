"""Days in words, against the date of the text they stand in: "on Thursday", "June 20", "in February this year".

The past is meant: a weekday is the last one on or before the anchor, a day without a year the last such
day. Words whose day cannot be told give nothing; guessing is not for this file.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from reference.times import Precision

_WEEKDAYS = (
    ("Monday", "Mon", "понедельник", "월요일", "Montag", "lundi", "lunes"),
    ("Tuesday", "Tues", "Tue", "вторник", "화요일", "Dienstag", "mardi", "martes"),
    ("Wednesday", "Wed", "среду", "среда", "수요일", "Mittwoch", "mercredi", "miércoles"),
    ("Thursday", "Thurs", "Thu", "четверг", "목요일", "Donnerstag", "jeudi", "jueves"),
    ("Friday", "Fri", "пятницу", "пятница", "금요일", "Freitag", "vendredi", "viernes"),
    ("Saturday", "Sat", "субботу", "суббота", "토요일", "Samstag", "samedi", "sábado"),
    ("Sunday", "Sun", "воскресенье", "일요일", "Sonntag", "dimanche", "domingo"),
)
_MONTHS = (
    ("January", "Jan", "января", "січня", "Januar", "Jänner", "janvier", "enero", "janeiro", "gennaio", "januari",
     "stycznia", "Ocak", "يناير"),
    ("February", "Feb", "февраля", "лютого", "Februar", "février", "febrero", "fevereiro", "febbraio", "februari",
     "lutego", "Şubat", "فبراير"),
    ("March", "Mar", "марта", "березня", "März", "mars", "marzo", "março", "maart", "marca", "Mart", "مارس"),
    ("April", "Apr", "апреля", "квітня", "avril", "abril", "aprile", "kwietnia", "Nisan", "أبريل", "ابريل"),
    ("May", "мая", "травня", "Mai", "mayo", "maio", "maggio", "mei", "maja", "Mayıs", "مايو"),
    ("June", "Jun", "июня", "червня", "Juni", "juin", "junio", "junho", "giugno", "czerwca", "Haziran", "يونيو"),
    ("July", "Jul", "июля", "липня", "Juli", "juillet", "julio", "julho", "luglio", "lipca", "Temmuz", "يوليو"),
    ("August", "Aug", "августа", "серпня", "août", "agosto", "augustus", "sierpnia", "Ağustos", "أغسطس"),
    ("September", "Sept", "Sep", "сентября", "вересня", "septembre", "septiembre", "setiembre", "setembro", "settembre",
     "września", "Eylül", "سبتمبر"),
    ("October", "Oct", "октября", "жовтня", "Oktober", "octobre", "octubre", "outubro", "ottobre", "października",
     "Ekim", "أكتوبر"),
    ("November", "Nov", "ноября", "листопада", "novembre", "noviembre", "novembro", "listopada", "Kasım", "نوفمبر"),
    ("December", "Dec", "декабря", "грудня", "Dezember", "décembre", "diciembre", "dezembro", "dicembre", "grudnia",
     "Aralık", "ديسمبر"),
)  # fmt: skip
_ENGLISH_MONTHS = tuple(names[0] for names in _MONTHS)
_NUMBERS = {"one": 1, "a": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_PLAIN_WORDS = frozenset({"mon", "tue", "tues", "wed", "thu", "thurs", "fri", "sat", "sun"})
"""Short names of weekdays that are something else where they are written small."""
_FULL_YEAR = re.compile(r"(?:19|20)\d\d")
_NO_ANCHOR = date(2200, 1, 1)
"""Stands in where only expressions are wanted that need no anchor."""


@dataclass(frozen=True)
class DayRange:
    """The days that an expression can mean, first and last included."""

    first: date
    last: date
    precision: Precision
    weekday_named: str | None = None
    """In English, where a weekday is named."""
    weekday_agrees: bool | None = None
    """Whether that weekday is the one on which a date that stands beside it falls."""


@dataclass(frozen=True)
class FoundDay:
    """An expression in running text: characters [start, end)."""

    start: int
    end: int
    days: DayRange


def resolve_day(phrase: str, anchor: date) -> DayRange | None:
    """The days that the first expression in ``phrase`` means; None where there is none."""
    found = find_days(phrase, anchor)
    return found[0].days if found else None


def find_days(text: str, anchor: date) -> tuple[FoundDay, ...]:
    """All expressions in running text, in order; of two that overlap, the more exact one."""
    found: list[FoundDay] = []
    for pattern, reading in _readings():
        for match in pattern.finditer(text):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            try:
                days = reading(match, anchor)
            except (ValueError, OverflowError):
                continue  # the 31st of June, or a year that no calendar has
            if days is not None:
                found.append(FoundDay(match.start(), match.end(), days))
    return tuple(sorted(found, key=lambda each: each.start))


def find_full_days(text: str) -> tuple[FoundDay, ...]:
    """The days that the text gives with their years: they need no anchor."""
    return tuple(
        each
        for each in find_days(text, _NO_ANCHOR)
        if each.days.precision is Precision.DAY and _FULL_YEAR.search(text, each.start, each.end)
    )


def full_day(text: str) -> date | None:
    """The first day that the text gives with its year."""
    return next((each.days.first for each in find_full_days(text)), None)


Reading = Callable[[re.Match[str], date], DayRange | None]


@cache
def _readings() -> tuple[tuple[re.Pattern[str], Reading], ...]:
    """Patterns with what they mean, the most exact first."""
    weekday = "|".join(re.escape(name) for names in _WEEKDAYS for name in names)
    month = "|".join(re.escape(name) for names in _MONTHS for name in names)
    english = "|".join(_ENGLISH_MONTHS)
    named = rf"(?:(?<!\w)(?P<weekday>{weekday})\.?,?\s+(?:the\s+)?)?"
    year = r"(?:[,،]?\s*(?:del?\s+)?(?P<year>(?:19|20)\d\d)(?!\d))?"
    ordinal = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|\.|-го)?"

    def ways(*patterns: tuple[str, Reading]) -> tuple[tuple[re.Pattern[str], Reading], ...]:
        return tuple((re.compile(pattern, re.IGNORECASE), reading) for pattern, reading in patterns)

    return ways(
        (r"(?<![\d-])(?P<year>(?:19|20)\d\d)-(?P<number>\d\d)-(?P<day>\d\d)(?![\d-])", _numbered),
        (r"(?P<year>(?:19|20)\d\d)年\s*(?P<number>\d{1,2})月\s*(?P<day>\d{1,2})日", _numbered),
        (r"(?P<year>(?:19|20)\d\d)년\s*(?P<number>\d{1,2})월\s*(?P<day>\d{1,2})일", _numbered),
        (r"(?<![\d.])(?P<day>\d{1,2})\.(?P<number>\d{1,2})\.(?P<year>(?:19|20)\d\d)(?![\d.]\d)", _numbered),
        (rf"{named}(?<!\w)(?P<month>{month})\.?\s+{ordinal}(?!\d){year}", _dated),
        (rf"{named}(?<!\w){ordinal}\s+(?:of\s+|de\s+)?(?P<month>{month})(?!\w)\.?{year}", _dated),
        (r"(?<!\d)(?P<number>\d{1,2})월\s*(?P<day>\d{1,2})일", _numbered),
        (rf"(?<!\w)(?P<month>{english})\s+(?:of\s+)?(?:(?P<year>(?:19|20)\d\d)(?!\d)|(?P<which>this|last)\s+year)",
         _month),
        (rf"(?<!\w)(?P<which>last|this|past)\s+(?P<month>{english})(?!\w)", _relative_month),
        (rf"(?<!\w)in\s+(?P<month>{english})(?!\w)", _relative_month),
        (rf"(?<!\w)(?P<which>last|this|past|on|early|late|next)?\s*(?<!\w)(?P<weekday>{weekday})(?!\w)", _weekday),
        (r"(?<!\w)(?P<word>the day before yesterday|yesterday|today|tonight|last night|this morning|"
         r"вчера|сегодня|어제|오늘|gestern|heute|hier|aujourd[’']hui|ayer|hoy)(?!\w)", _named_day),
        (rf"(?<!\w)(?P<count>\d{{1,3}}|{'|'.join(_NUMBERS)})\s+(?P<unit>day|week)s?\s+(?:ago|earlier)(?!\w)", _ago),
        (r"(?<!\w)(?P<which>last|this|earlier this|past)\s+(?P<unit>week|month|year)(?!\w)", _span),
        (r"(?<!\w)in\s+(?P<year>(?:19|20)\d\d)(?![\d-])", _year),
    )  # fmt: skip


def _index(names: tuple[tuple[str, ...], ...], word: str) -> int:
    wanted = word.lower().rstrip(".")
    return next(n for n, each in enumerate(names) if wanted in {name.lower() for name in each})


def _one(day: date, weekday: str | None = None, agrees: bool | None = None) -> DayRange:
    return DayRange(day, day, Precision.DAY, weekday, agrees)


def _numbered(match: re.Match[str], anchor: date) -> DayRange:
    month, day = int(match["number"]), int(match["day"])
    year = match.groupdict().get("year")
    return _one(date(int(year), month, day) if year else _latest(anchor, month, day))


def _dated(match: re.Match[str], anchor: date) -> DayRange:
    month, day = _index(_MONTHS, match["month"]) + 1, int(match["day"])
    found = date(int(match["year"]), month, day) if match["year"] else _latest(anchor, month, day)
    if match["weekday"] is None:
        return _one(found)
    which = _index(_WEEKDAYS, match["weekday"])
    return _one(found, _WEEKDAYS[which][0], found.weekday() == which)


def _latest(anchor: date, month: int, day: int) -> date:
    """The last such day on or before the anchor; the day after it still counts, for zones ahead."""
    for year in range(anchor.year + 1, anchor.year - 5, -1):
        if day <= calendar.monthrange(year, month)[1]:
            found = date(year, month, day)
            if found <= anchor + timedelta(days=1):
                return found
    raise ValueError(f"there is no day {day} in month {month}")


def _month(match: re.Match[str], anchor: date) -> DayRange:
    month = _index(_MONTHS, match["month"]) + 1
    year = int(match["year"]) if match["year"] else anchor.year - (match["which"].lower() == "last")
    return _whole_month(year, month)


def _relative_month(match: re.Match[str], anchor: date) -> DayRange:
    month = _index(_MONTHS, match["month"]) + 1
    which = (match.groupdict().get("which") or "").lower()
    if which == "this":
        return _whole_month(anchor.year, month)
    passed = month < anchor.month or (month == anchor.month and not which)
    return _whole_month(anchor.year if passed else anchor.year - 1, month)


def _whole_month(year: int, month: int) -> DayRange:
    return DayRange(
        date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), Precision.MONTH
    )


def _weekday(match: re.Match[str], anchor: date) -> DayRange | None:
    word, which = match["weekday"], (match["which"] or "").lower()
    if which == "next" or word in _PLAIN_WORDS:
        return None
    number = _index(_WEEKDAYS, word)
    if len(word) <= 4 and word.isascii() and number in {2, 5, 6} and which != "on":
        return None
    back = (anchor.weekday() - number) % 7
    if which == "last" and back == 0:
        back = 7
    return _one(anchor - timedelta(days=back), _WEEKDAYS[number][0], True)


def _named_day(match: re.Match[str], anchor: date) -> DayRange:
    word = match["word"].lower().replace("’", "'")
    if word == "the day before yesterday":
        return _one(anchor - timedelta(days=2))
    if word in {"yesterday", "вчера", "어제", "gestern", "hier", "ayer"}:
        return _one(anchor - timedelta(days=1))
    if word == "last night":
        return DayRange(anchor - timedelta(days=1), anchor, Precision.DAY)
    return _one(anchor)


def _ago(match: re.Match[str], anchor: date) -> DayRange:
    count = match["count"].lower()
    number = int(count) if count.isdigit() else _NUMBERS[count]
    if match["unit"].lower() == "day":
        return _one(anchor - timedelta(days=number))
    middle = anchor - timedelta(weeks=number)
    return DayRange(middle - timedelta(days=3), middle + timedelta(days=3), Precision.DAY)


def _span(match: re.Match[str], anchor: date) -> DayRange:
    which, unit = match["which"].lower(), match["unit"].lower()
    back = which in {"last", "past"}
    if unit == "week":
        monday = anchor - timedelta(days=anchor.weekday() + 7 * back)
        return DayRange(monday, min(monday + timedelta(days=6), anchor), Precision.DAY)
    if unit == "month":
        first = anchor.replace(day=1)
        return _whole_month(
            *((first - timedelta(days=1)).timetuple()[:2] if back else (first.year, first.month))
        )
    year = anchor.year - back
    return DayRange(date(year, 1, 1), date(year, 12, 31), Precision.YEAR)


def _year(match: re.Match[str], _: date) -> DayRange:
    year = int(match["year"])
    return DayRange(date(year, 1, 1), date(year, 12, 31), Precision.YEAR)
