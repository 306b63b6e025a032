from __future__ import annotations

from dataclasses import replace

import pytest

from checks.weekday_and_date import CHECK
from storage.records import Outcome
from tests.checks.stories import article, case, lead, post, posted

POSTED = (posted("2031-03-07T20:00:00Z"),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On Friday, March 7, 2031 the bridge opened.", Outcome.SUPPORTS),
        ("On Thursday, March 7, 2031 the bridge opened.", Outcome.REFUTES),
        ("В четверг, 7 марта 2031 года, открыли мост.", Outcome.REFUTES),
        ("2031년 3월 7일 금요일에 다리가 열렸다.", Outcome.SUPPORTS),
        ("Le jeudi 7 mars 2031, le pont a ouvert.", Outcome.REFUTES),
        ("On Friday the bridge opened.", Outcome.NOT_APPLICABLE),
        ("The bridge opened on March 7.", Outcome.NOT_APPLICABLE),
    ],
)
def test_a_weekday_beside_a_date(text: str, expected: Outcome) -> None:
    result = CHECK.run(case(post=post(text=text, times=POSTED)))
    assert result.outcome is expected, result.reason


def test_it_names_the_year_in_which_they_agree() -> None:
    result = CHECK.run(case(post=post(text="Thursday, March 6", times=(posted("2029-03-07T20:00:00Z"),))))
    assert result.outcome is Outcome.REFUTES
    assert "2029-03-06 is a Tuesday, not a Thursday as in 2025" in result.reason


def test_the_article_is_read_too() -> None:
    told = replace(article(lead()), text="The bridge opened on Thursday, March 7, 2031.")
    result = CHECK.run(case(article=told, post=post(text="A bridge.")))
    assert result.outcome is Outcome.REFUTES
    assert result.reason.startswith("The article says")
