"""Who posted it, and whose footage it is: imitation, age of the account, broadcasters in captions, many accounts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from checks import account_age, account_impersonation, broadcaster_named, earlier_posts, posted_by_many
from checks.account_age import made_at
from reference.accounts import Account
from reference.stations import Ownership, Station
from reference.times import Interval, iso
from storage.records import CaseFile, LinkState, Outcome, Platform, Relation
from storage.records.surroundings import Alike, OtherPost, Surroundings
from tests.checks.stories import airing, case, instant, link, post, posted


def station(name: str, shown: str, ownership: Ownership = Ownership.STATE_CONTROLLED) -> Station:
    return Station(name, (shown,), "RU", ("ru",), "Europe/Moscow", ownership, "a made-up source")


STATIONS = (station("NORTH1", "Northern One"), station("SOUTH1", "Southern TV", Ownership.PRIVATE))
KNOWN = Surroundings(stations=STATIONS, accounts=(Account("x", "NorthNews", "Northern News"),))


def account(**more: Any) -> CaseFile:
    return case(post=post(**more), surroundings=KNOWN)


@pytest.mark.parametrize(
    ("handle", "name", "outcome"),
    [
        ("@NorthNews", "Northern News", Outcome.SUPPORTS),
        ("@northnews", "something else", Outcome.SUPPORTS),
        ("@N0rthNews", "Northern News", Outcome.REFUTES),
        ("@NorthhNews", "Northern News", Outcome.REFUTES),
        ("@whatever", "Northеrn News", Outcome.REFUTES),
        ("@whatever", "Sоuthern TV", Outcome.REFUTES),
        ("@whatever", "Southern TV", Outcome.INCONCLUSIVE),
        ("@whatever", "Northern News", Outcome.INCONCLUSIVE),
        ("@whatever", "Just Mе", Outcome.INCONCLUSIVE),
        ("@whatever", "Just Me", Outcome.INCONCLUSIVE),
        (None, None, Outcome.INCONCLUSIVE),
    ],
)
def test_imitation(handle: str | None, name: str | None, outcome: Outcome) -> None:
    result = account_impersonation.CHECK.run(account(handle=handle, name=name))
    assert result.outcome is outcome, result.reason


def test_a_handle_counts_on_its_own_platform_only() -> None:
    elsewhere = account(handle="@N0rthNews", name="Reader", platform=Platform.TELEGRAM)
    assert account_impersonation.CHECK.run(elsewhere).outcome is Outcome.INCONCLUSIVE


def test_it_says_which_account_is_imitated() -> None:
    result = account_impersonation.CHECK.run(account(handle="@N0rthNews", name="Northern News"))
    assert "Northern News (@NorthNews)" in result.reason
    assert result.evidence[0].facts["likeness"] == "looks_the_same"


def _number(at: str) -> str:
    return str((int(instant(at).timestamp() * 1000) - 1288834974657) << 22)


@pytest.mark.parametrize(
    ("number", "outcome"),
    [
        (_number("2031-03-01T00:00:00Z"), Outcome.REFUTES),
        (_number("2029-03-01T00:00:00Z"), Outcome.SUPPORTS),
        (_number("2031-04-01T00:00:00Z"), Outcome.INCONCLUSIVE),
        ("44196397", Outcome.SUPPORTS),
        ("not a number", Outcome.INCONCLUSIVE),
        (None, Outcome.INCONCLUSIVE),
    ],
)
def test_the_age_of_an_account(number: str | None, outcome: Outcome) -> None:
    result = account_age.CHECK.run(account(author_id=number))
    assert result.outcome is outcome, result.reason


def test_numbers_of_other_platforms_carry_no_time() -> None:
    telegram = account(author_id=_number("2031-03-01T00:00:00Z"), platform=Platform.TELEGRAM)
    assert account_age.CHECK.run(telegram).outcome is Outcome.NOT_APPLICABLE
    made = made_at(_number("2029-03-01T00:00:00Z"))
    assert made is not None
    assert iso(made) == "2029-03-01T00:00:00Z"
    assert made_at("99999999999999999999999") is None


@pytest.mark.parametrize(
    ("text", "relation", "outcome"),
    [
        ("Northern One shows the bridge.", Relation.SAME_FOOTAGE, Outcome.SUPPORTS),
        ("Southern TV shows the bridge.", Relation.CUT_FROM, Outcome.REFUTES),
        ("Southern TV shows the bridge.", Relation.SAME_FOOTAGE, Outcome.INCONCLUSIVE),
        ("Nobody at Southern TV understands bridges.", Relation.CUT_FROM, Outcome.INCONCLUSIVE),
        ("A bridge.", Relation.CUT_FROM, Outcome.NOT_APPLICABLE),
    ],
)
def test_the_broadcaster_of_the_caption(text: str, relation: Relation, outcome: Outcome) -> None:
    told = case(link(relation=relation), post=post(text=text), surroundings=KNOWN)
    result = broadcaster_named.CHECK.run(told)
    assert result.outcome is outcome, result.reason


def test_a_countrys_state_television_is_a_broadcaster_too() -> None:
    told = case(link(), post=post(text="Russian state television shows the bridge."), surroundings=KNOWN)
    result = broadcaster_named.CHECK.run(told)
    assert result.outcome is Outcome.SUPPORTS
    assert "state-controlled" in result.reason


def other(n: int, hours: float, alike: Alike = Alike.TEXT, handle: str | None = None) -> OtherPost:
    at = instant("2031-03-07T20:00:00Z") + timedelta(hours=hours)
    name = handle or f"account{n}"
    return OtherPost(f"C{n}", Platform.X, str(n), None, name, None, Interval(at, at), (alike,))


def among(*others: OtherPost) -> CaseFile:
    own = post(times=(posted("2031-03-07T20:00:00Z"),))
    return case(
        link(airing=airing(aired_at=instant("2031-03-01T18:00:00Z"))),
        post=own,
        surroundings=Surroundings(others=others),
    )


def test_the_same_words_from_many_accounts() -> None:
    assert posted_by_many.CHECK.run(among(other(1, 1), other(2, -2), other(3, 5))).outcome is Outcome.SUPPORTS
    near = (other(1, 1), other(2, 2))
    for third in ((), (other(3, 60),), (other(3, 3, handle="account1"),), (other(3, 3, handle="@Example"),)):
        assert posted_by_many.CHECK.run(among(*near, *third)).outcome is Outcome.INCONCLUSIVE


def test_footage_that_goes_round_again() -> None:
    result = earlier_posts.CHECK.run(among(other(1, -100, Alike.FOOTAGE), other(2, 5, Alike.MEDIA)))
    assert result.outcome is Outcome.SUPPORTS
    assert "@account1" in result.reason
    assert "4 days before" in result.reason
    assert earlier_posts.CHECK.run(among(other(1, -100, Alike.TEXT))).outcome is Outcome.INCONCLUSIVE
    assert earlier_posts.CHECK.run(among(other(1, 5, Alike.FOOTAGE))).outcome is Outcome.INCONCLUSIVE
    assert earlier_posts.CHECK.run(among()).outcome is Outcome.INCONCLUSIVE


def test_a_rejected_link_names_no_broadcaster() -> None:
    told = case(link(state=LinkState.REJECTED), post=post(text="Northern One shows it."), surroundings=KNOWN)
    assert broadcaster_named.CHECK.run(told).outcome is Outcome.INCONCLUSIVE
