from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from checks.days_named import anchor_days, caption_days, named_days
from checks.named_days_and_airing import CHECK
from storage.records import CaseFile, KnownFrom, LinkState, Outcome
from tests.checks.stories import airing, article, case, instant, lead, link, post, posted


def story(text: str, aired: str = "2031-03-07T18:00:00Z", **more: str) -> CaseFile:
    said = post(
        text=text, times=(posted(more.get("posted", "2031-03-07T20:00:00Z")),), language=more.get("language")
    )
    return case(link(airing=airing(aired_at=instant(aired))), post=said)


@pytest.mark.parametrize(
    ("text", "aired", "expected"),
    [
        ("The bridge opens on Friday.", "2031-03-07T18:00:00Z", Outcome.SUPPORTS),
        ("The bridge opened today.", "2031-03-07T18:00:00Z", Outcome.SUPPORTS),
        ("Filmed on March 6, 2031.", "2031-03-07T18:00:00Z", Outcome.SUPPORTS),
        ("The bridge opened on Thursday.", "2031-03-04T18:00:00Z", Outcome.REFUTES),
        ("The bridge opened yesterday.", "2030-03-06T18:00:00Z", Outcome.REFUTES),
        ("Filmed in March 2031.", "2030-03-06T18:00:00Z", Outcome.REFUTES),
        ("The bridge in 2031.", "2029-12-30T18:00:00Z", Outcome.REFUTES),
        ("Filmed in May 2024, now shown again.", "2031-03-06T18:00:00Z", Outcome.INCONCLUSIVE),
        ("It opens on March 20, 2031.", "2031-03-06T18:00:00Z", Outcome.INCONCLUSIVE),
        ("Today, the parade of the 2030 jubilee.", "2030-03-06T18:00:00Z", Outcome.SUPPORTS),
        ("On this day, March 7, 2031: from the archive.", "2030-03-06T18:00:00Z", Outcome.INCONCLUSIVE),
        ("About 2030 people came.", "2029-03-06T18:00:00Z", Outcome.NOT_APPLICABLE),
        ("The army said on Thursday it hit the depot.", "2031-03-01T18:00:00Z", Outcome.NOT_APPLICABLE),
        ("The depot burned on Thursday, the army said.", "2031-03-01T18:00:00Z", Outcome.REFUTES),
        ("Since Thursday the bridge is open.", "2031-03-01T18:00:00Z", Outcome.INCONCLUSIVE),
        ("A bridge in the morning.", "2031-03-06T18:00:00Z", Outcome.NOT_APPLICABLE),
        ("At least 20 may be dead.", "2030-03-06T18:00:00Z", Outcome.NOT_APPLICABLE),
    ],
)
def test_days_of_a_caption_against_the_airing(text: str, aired: str, expected: Outcome) -> None:
    result = CHECK.run(story(text, aired))
    assert result.outcome is expected, result.reason


def test_one_day_that_fits_is_enough() -> None:
    result = CHECK.run(
        story("They met on March 7, 2031. On March 10, 2031 they parted.", posted="2031-03-11T20:00:00Z")
    )
    assert result.outcome is Outcome.SUPPORTS
    assert [item.facts["fits"] for item in result.evidence] == ["supports", "refutes"]


def test_the_reason_says_how_long_before() -> None:
    reason = CHECK.run(story("It opened on March 6, 2031.", "2031-02-20T18:00:00Z")).reason
    assert "“March 6, 2031” (2031-03-06)" in reason
    assert "13 days before" in reason


def test_without_an_airing_it_lists_the_days() -> None:
    result = CHECK.run(case(post=post(text="It opened on March 6, 2031.")))
    assert result.outcome is Outcome.INCONCLUSIVE
    assert "2031-03-06" in result.reason


def test_a_rejected_link_is_no_airing() -> None:
    told = story("It opened yesterday.", "2030-03-06T18:00:00Z")
    rejected = case(link(state=LinkState.REJECTED), post=told.post)
    assert CHECK.run(rejected).outcome is Outcome.INCONCLUSIVE


def test_an_article_counts_only_where_it_speaks_of_footage() -> None:
    told = replace(
        article(lead()),
        text="The bridge opened on Monday. The video shows the ribbon on Thursday. Kim spoke on Sunday.",
    )
    found = [each.text for each in named_days(case(article=told, post=post(text="A bridge.")))]
    assert found == ["on Thursday"]


def test_anchor_days_are_those_of_every_zone() -> None:
    assert anchor_days(story("")) == (date(2031, 3, 7), date(2031, 3, 8))
    by_day = case(post=post(times=(posted("2031-03-07", KnownFrom.DISPLAYED),)))
    assert anchor_days(by_day) == (date(2031, 3, 7),)
    assert anchor_days(case(post=post(times=()))) == ()


def test_without_a_time_only_full_dates_are_read() -> None:
    told = case(post=post(times=(), text="Yesterday, not on March 6, 2031."))
    assert [each.text for each in caption_days(told)] == ["March 6, 2031"]


@pytest.mark.parametrize("word", ["BREAKING", "Breaking:", "СРОЧНО", "속보", "happening now", "última hora"])
def test_words_for_now_are_no_date_but_current(word: str) -> None:
    assert [each.current for each in caption_days(story(f"{word} a fire in the harbour"))] == [True]


@pytest.mark.parametrize(
    "text", ["Police breaking into a house", "Just in case", "срочно нужна помощь", "Удар молния"]
)
def test_the_same_words_in_a_sentence_are_not(text: str) -> None:
    assert caption_days(story(text)) == ()
