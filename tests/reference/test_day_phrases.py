"""The table of expressions: which days each means, against the day of the text it stands in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from reference.day_languages import LANGUAGES, language, languages_of
from reference.day_phrases import find, resolve
from reference.times import Precision, iso

TABLES = Path(__file__).with_name("days")
FRIDAY = date(2024, 6, 21)


@dataclass(frozen=True)
class Row:
    tongue: str
    anchor: date
    phrase: str
    expected: tuple[date, date] | None


def rows(name: str) -> Iterator[Row]:
    for line in (TABLES / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            tongue, anchor, phrase, expected = (part.strip() for part in line.split("|"))
            yield Row(tongue, date.fromisoformat(anchor), phrase, days_of(expected))


def days_of(text: str) -> tuple[date, date] | None:
    if text == "?":
        return None
    if len(text) == 4:
        return date(int(text), 1, 1), date(int(text), 12, 31)
    if len(text) == 7:
        found = resolve(text + "-01", FRIDAY).days
        assert found is not None
        first = found.first
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        return first, date.fromordinal(following.toordinal() - 1)
    first_text, _, last = text.partition("..")
    return date.fromisoformat(first_text), date.fromisoformat(last or first_text)


def answered(row: Row) -> tuple[date, date] | None:
    days = resolve(row.phrase, row.anchor, tongue=row.tongue).days
    return None if days is None else (days.first, days.last)


@pytest.mark.parametrize("name", ["written", "held_out", "held_out_two"])
def test_no_expression_is_given_other_days_than_it_means(name: str) -> None:
    wrong = [(row.phrase, answered(row), row.expected) for row in rows(name)]
    assert [each for each in wrong if each[1] is not None and each[1] != each[2]] == []


@pytest.mark.parametrize("name", ["written", "held_out", "held_out_two"])
def test_expressions_are_understood(name: str) -> None:
    asked = [row for row in rows(name) if row.expected is not None]
    right = sum(answered(row) == row.expected for row in asked)
    assert right >= 0.97 * len(asked)


def test_the_table_has_every_language_and_length_that_is_promised() -> None:
    table = list(rows("written"))
    assert len(table) >= 300
    assert {row.tongue for row in table} == set(LANGUAGES)
    assert len({(row.tongue, row.anchor, row.phrase) for row in table}) == len(table)


def test_the_tongue_need_not_be_told() -> None:
    told = [row for row in rows("written") if "/" not in row.phrase and row.expected is not None]
    wrong = [
        (row.phrase, days)
        for row in told
        if (days := resolve(row.phrase, row.anchor).days) is not None
        and (days.first, days.last) != row.expected
    ]
    assert wrong == []


def test_readings_are_listed_where_there_are_several() -> None:
    meant = resolve("last Thursday", FRIDAY)
    assert meant.days is None
    assert [reading.first.isoformat() for reading in meant.readings] == ["2024-06-20", "2024-06-13"]


def test_a_weekday_that_does_not_agree_is_told() -> None:
    meant = resolve("Friday, June 20, 2024", FRIDAY)
    assert meant.days is None
    assert [reading.weekday_agrees for reading in meant.readings] == [False]
    assert resolve("Thursday, June 20, 2024", FRIDAY).readings[0].weekday_agrees is True


def test_an_anchor_is_read_on_the_clocks_of_its_zone() -> None:
    late = datetime(2024, 6, 20, 22, 30, tzinfo=UTC)
    seoul = resolve("오늘", late, ZoneInfo("Asia/Seoul"))
    assert seoul.days is not None
    assert seoul.days.first == date(2024, 6, 21)
    interval = seoul.interval(ZoneInfo("Asia/Seoul"))
    assert interval is not None
    assert (iso(interval.start), iso(interval.end)) == ("2024-06-20T15:00:00Z", "2024-06-21T14:59:59Z")


def test_without_a_zone_a_day_is_that_of_every_zone() -> None:
    interval = resolve("on Thursday", FRIDAY).interval()
    assert interval is not None
    assert (iso(interval.start), iso(interval.end)) == ("2024-06-19T10:00:00Z", "2024-06-21T11:59:59Z")
    assert resolve("recently", FRIDAY).interval() is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Putin drove Kim on Wednesday; they had met last September in Russia.", ["2024-06-19", "2023-09-01"]),
        ("Видео снято 19 июня в Пхеньяне, а не в сентябре 2023 года.", ["2024-06-19"]),
        ("지난 19일 평양에서 촬영됐다.", ["2024-06-19"]),
        ("It may rain; the march of 200 people sat down.", []),
        ("Hier ist das Video, das am Mittwoch in der Stadt gefilmt wurde und für Streit sorgt.", ["2024-06-19"]),
        ("", []),
        ("At least 20 may be dead. 20 MAY BE DEAD. They sat down; Sat down.", []),
        ("Tuesday (18.06.2024), Wednesday, 2024-06-19", ["2024-06-18", "2024-06-19"]),
        ("Russia Today and USA TODAY report, 10/10, 24/7, v1.2.24", []),
        ("Mon ami, The Sun on the Sun, Plácido Domingo, в среде учёных", []),
        ("may 20, 2024 and on Sat", ["2024-05-20", "2024-06-15"]),
    ],
)  # fmt: skip
def test_expressions_in_running_text(text: str, expected: list[str]) -> None:
    assert [
        each.meaning.readings[0].first.isoformat() for each in find(text, FRIDAY) if each.meaning.readings
    ] == expected


@pytest.mark.parametrize("phrase", ["", "x" * 50_000, "1" * 5000, "31 31 31 / / //", "\u0000", "0. 0. 0000"])
def test_nonsense_names_no_day(phrase: str) -> None:
    assert resolve(phrase, FRIDAY).days is None


def test_far_years_are_no_fault() -> None:
    assert resolve("two years ago", date(1, 1, 1)).days is None
    assert resolve("next year", date(9999, 12, 31)).days is None


def test_precision_is_that_of_the_words() -> None:
    of = {"in 2019": Precision.YEAR, "in May 2019": Precision.MONTH, "May 3, 2019": Precision.DAY}
    for phrase, precision in of.items():
        days = resolve(phrase, FRIDAY).days
        assert days is not None
        assert days.precision is precision


def test_languages_are_told_apart() -> None:
    assert languages_of("Das ist ein Video von der Front", None) == ("de",)
    assert languages_of("видео", None) == ("ru",)
    assert languages_of("anything", "fr-CA") == ("fr",)
    assert len(language("en").months) == 12
    with pytest.raises(KeyError):
        language("xx")
