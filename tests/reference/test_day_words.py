from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.day_words import find_days, full_day, resolve_day
from reference.times import Precision

FRIDAY = date(2024, 6, 21)


@pytest.mark.parametrize(
    ("phrase", "first", "last"),
    [
        ("on Thursday", "2024-06-20", "2024-06-20"),
        ("on Friday", "2024-06-21", "2024-06-21"),
        ("last Friday", "2024-06-14", "2024-06-14"),
        ("Wednesday evening", "2024-06-19", "2024-06-19"),
        ("June 20", "2024-06-20", "2024-06-20"),
        ("on June 19th, 2023", "2023-06-19", "2023-06-19"),
        ("20 June", "2024-06-20", "2024-06-20"),
        ("the 19th of June", "2024-06-19", "2024-06-19"),
        ("2024-06-18", "2024-06-18", "2024-06-18"),
        ("December 31", "2023-12-31", "2023-12-31"),
        ("yesterday", "2024-06-20", "2024-06-20"),
        ("the day before yesterday", "2024-06-19", "2024-06-19"),
        ("last night", "2024-06-20", "2024-06-21"),
        ("three days ago", "2024-06-18", "2024-06-18"),
        ("last week", "2024-06-10", "2024-06-16"),
        ("earlier this week", "2024-06-17", "2024-06-21"),
        ("in February this year", "2024-02-01", "2024-02-29"),
        ("in September last year", "2023-09-01", "2023-09-30"),
        ("last September", "2023-09-01", "2023-09-30"),
        ("in May", "2024-05-01", "2024-05-31"),
        ("last month", "2024-05-01", "2024-05-31"),
        ("in 2019", "2019-01-01", "2019-12-31"),
        ("20 июня", "2024-06-20", "2024-06-20"),
        ("в четверг", "2024-06-20", "2024-06-20"),
        ("6월 20일", "2024-06-20", "2024-06-20"),
        ("20. Juni 2024", "2024-06-20", "2024-06-20"),
        ("mercredi", "2024-06-19", "2024-06-19"),
        ("20 de junio de 2024", "2024-06-20", "2024-06-20"),
        ("20 de junho de 2024", "2024-06-20", "2024-06-20"),
        ("20 червня 2024", "2024-06-20", "2024-06-20"),
        ("20 Haziran 2024", "2024-06-20", "2024-06-20"),
        ("2024年6月20日", "2024-06-20", "2024-06-20"),
        ("20.06.2024", "2024-06-20", "2024-06-20"),
        ("lundi", "2024-06-17", "2024-06-17"),
    ],
)
def test_days_in_words(phrase: str, first: str, last: str) -> None:
    days = resolve_day(phrase, FRIDAY)
    assert days is not None
    assert (days.first, days.last) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        "he may go",
        "31 June",
        "next Thursday",
        "the sun rose",
        "he sat down",
        "they wed",
        "chapter 20",
        "version 1.2.2024.1",
        "31.06.2024",
        "soon",
    ],
)
def test_words_that_name_no_day_give_none(phrase: str) -> None:
    assert resolve_day(phrase, FRIDAY) is None


def test_a_weekday_beside_its_date_is_compared() -> None:
    right, wrong = resolve_day("Thursday, June 20", FRIDAY), resolve_day("Wednesday, June 20", FRIDAY)
    assert right is not None
    assert wrong is not None
    assert (right.weekday_named, right.weekday_agrees) == ("Thursday", True)
    assert (wrong.weekday_named, wrong.weekday_agrees) == ("Wednesday", False)


def test_a_month_says_that_it_is_one() -> None:
    days = resolve_day("in February this year", FRIDAY)
    assert days is not None
    assert days.precision is Precision.MONTH


def test_several_in_one_text_stand_in_order() -> None:
    text = "Aired on Wednesday, posted on June 20 and written yesterday."
    assert [text[each.start : each.end] for each in find_days(text, FRIDAY)] == [
        "on Wednesday",
        "June 20",
        "yesterday",
    ]


def test_full_days_need_no_other_date() -> None:
    assert full_day("posted on Thursday, then on 20 June 2024") == date(2024, 6, 20)
    assert full_day("posted on Thursday, 20 June, in June 2024") is None


@given(st.text(max_size=80), st.dates(date(1960, 1, 1), date(2100, 1, 1)))
def test_any_text_gives_days_in_order_or_nothing(text: str, anchor: date) -> None:
    for each in find_days(text, anchor):
        assert each.days.first <= each.days.last
        assert 0 <= each.start < each.end <= len(text)
