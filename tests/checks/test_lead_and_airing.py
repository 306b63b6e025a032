from __future__ import annotations

from datetime import date

import pytest

from checks.lead_and_airing import CHECK, lead_window, source_leads
from storage.records import CaseFile, Lead, LeadAbout, Link, LinkState, Outcome
from tests.checks.stories import airing, article, case, instant, lead, link, searched, seed_like, segment

ON_THE_7TH = {"first_day": date(2031, 3, 7), "last_day": date(2031, 3, 7)}


def story(given: Lead, *links: Link, **changes: object) -> CaseFile:
    return case(*links, article=article(given), leads=(given,), **changes)


def shown(aired_at: str, station: str = "NORTH1") -> Link:
    return link(segment(at=0.0), airing=airing(aired_at=instant(aired_at), station=station))


@pytest.mark.parametrize(
    ("given", "found", "outcome", "said"),
    [
        (lead(), shown("2031-03-07T18:00:00Z"), Outcome.SUPPORTS, "was found on NORTH1"),
        (lead(), shown("2031-03-07T18:00:00Z", "SOUTH1"), Outcome.INCONCLUSIVE, "does not name"),
        (lead(), shown("2031-03-10T18:00:00Z"), Outcome.INCONCLUSIVE, "not certainly within"),
        (lead(**ON_THE_7TH), shown("2031-03-07T18:00:00Z"), Outcome.SUPPORTS, "on 2031-03-07"),
        # 00:30 on the 8th in Moscow is still the 7th elsewhere.
        (lead(**ON_THE_7TH), shown("2031-03-07T21:30:00Z"), Outcome.INCONCLUSIVE, "not certainly within"),
        # The 6th in Moscow, and already the 7th in the east.
        (lead(**ON_THE_7TH), shown("2031-03-06T12:00:00Z"), Outcome.INCONCLUSIVE, "not certainly within"),
        (lead(**ON_THE_7TH), shown("2031-03-06T09:00:00Z"), Outcome.REFUTES, "before those days"),
        (lead(**ON_THE_7TH), shown("2029-01-01T09:00:00Z", "SOUTH1"), Outcome.REFUTES, "before those days"),
        (lead(first_day=None, last_day=None), shown("2031-03-07T18:00:00Z"), Outcome.SUPPORTS, "NORTH1"),
    ],
)
def test_a_lead_is_held_against_the_airing(given: Lead, found: Link, outcome: Outcome, said: str) -> None:
    result = CHECK.run(story(given, found))
    assert result.outcome is outcome
    assert said in result.reason


def test_the_day_is_that_of_the_airings_zone() -> None:
    """23:45 on 7 May 2016 in Pyongyang is 15:15 UTC; with today's offset it would be the 8th already."""
    day = {"first_day": date(2016, 5, 7), "last_day": date(2016, 5, 7)}
    late = airing(aired_at=instant("2016-05-07T15:15:00Z"), zone="Asia/Pyongyang")
    assert CHECK.run(story(lead(**day), link(segment(at=0.0), airing=late))).outcome is Outcome.SUPPORTS
    today = {"first_day": date(2026, 5, 7), "last_day": date(2026, 5, 7)}
    late = airing(aired_at=instant("2026-05-07T15:15:00Z"), zone="Asia/Pyongyang")
    assert CHECK.run(story(lead(**today), link(segment(at=0.0), airing=late))).outcome is Outcome.INCONCLUSIVE


def test_not_found_says_what_the_lead_names() -> None:
    nothing = CHECK.run(story(lead(), searched=searched(coverage=(), recordings=0)))
    assert nothing.outcome is Outcome.INCONCLUSIVE
    assert "NORTH1, NORTH2, on or before 2031-03-08" in nothing.reason
    assert "nothing is indexed" in nothing.reason
    some = CHECK.run(story(lead()))
    assert "3.5 h of NORTH1 are indexed; nothing of NORTH2 is" in some.reason


def test_recordings_of_other_days_are_no_coverage() -> None:
    past = {"first_day": date(2031, 3, 1), "last_day": date(2031, 3, 2)}
    assert "nothing is indexed" in CHECK.run(story(lead(**past))).reason


def test_other_footage_is_never_the_source() -> None:
    other = lead(about=LeadAbout.OTHER_FOOTAGE, stations=("SOUTH1",))
    found = shown("2031-03-07T18:00:00Z", "SOUTH1")
    assert CHECK.run(story(other, found)).outcome is Outcome.NOT_APPLICABLE
    assert [each.attribution for each in source_leads(seed_like())] == ["northern state television"]
    assert "SOUTH1" not in CHECK.run(seed_like()).reason


def test_a_rejected_airing_supports_no_lead() -> None:
    found = link(state=LinkState.REJECTED)
    assert CHECK.run(story(lead(), found)).outcome is Outcome.INCONCLUSIVE


def test_without_an_article_the_question_does_not_arise() -> None:
    assert CHECK.run(case(link())).outcome is Outcome.NOT_APPLICABLE


def test_a_weekday_that_does_not_agree_is_said() -> None:
    named = lead(weekday_named="Thursday", weekday_agrees=False)
    assert "(Thursday) does not agree" in CHECK.run(story(named, link())).evidence[0].text


def test_a_leads_days_are_those_of_every_zone() -> None:
    window = lead_window(lead(**ON_THE_7TH))
    assert window.start == instant("2031-03-06T10:00:00Z")
    assert window.end == instant("2031-03-08T12:00:00Z")


def test_open_days_are_open() -> None:
    window = lead_window(lead(first_day=None, last_day=None))
    assert window.start.year == 1
    assert window.end.year == 9999
