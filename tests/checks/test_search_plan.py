"""The search plan: stations and days by the best word for them, only before the post, never what is held."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from checks.search_plan import Word, search_plan, total
from reference.station import Ownership, Station
from reference.times import Interval, Precision, day_interval
from storage.records import (
    Airing,
    AiringKind,
    CaseFile,
    KnownFrom,
    Lead,
    LeadAbout,
    PostTime,
    Recording,
    Show,
    ShowState,
    SourceName,
    TimeSource,
)
from storage.records.surroundings import Surroundings
from tests.checks import stories

WEDNESDAY, POSTED = date(2024, 6, 19), "2024-06-20T16:20:11Z"


def _station(name: str, **more: Any) -> Station:
    facts: dict[str, Any] = {
        "names": (f"Station {name}",),
        "country": "RU",
        "languages": ("ru",),
        "time_zone": "Europe/Moscow",
        "ownership": Ownership.STATE_CONTROLLED,
        "ownership_source": "made up",
        "archives": (name,),
    }
    return Station(id=name, **(facts | more))


NORTH, SOUTH, EAST = (
    _station("NORTH1"),
    _station("SOUTH1"),
    _station("EAST1", archives=(), web=("east.example",)),
)
AMERICAN = _station("WEST1", country="US", time_zone="America/New_York", ownership=Ownership.PRIVATE)
ONLINE = _station("TUBE1", archives=(), youtube=("@tube1",), country="DE", time_zone="Europe/Berlin")
MORE = tuple(_station(f"MORE{n}", country="BY") for n in range(6))


def _lead(
    *stations: Station,
    first: date | None = WEDNESDAY,
    last: date | None = WEDNESDAY,
    about: LeadAbout = LeadAbout.EMBEDDED_POST,
) -> Lead:
    ids = tuple(station.id for station in stations)
    return Lead("It was shown.", about, "it says so", "they", ids, first, last, Precision.DAY)


def _case(
    *leads: Lead, text: str = "A car in a park", posted: str | None = POSTED, name: str = "Ada"
) -> CaseFile:
    times: tuple[PostTime, ...] = ()
    if posted is not None:
        moment = stories.instant(posted)
        times = (PostTime(posted, Interval(moment, moment), Precision.SECOND, KnownFrom.NUMBER),)
    post = replace(stories.post(), text=text, name=name, handle="somebody", times=times)
    known = Surroundings(stations=(NORTH, SOUTH, EAST, AMERICAN, ONLINE, *MORE))
    return replace(stories.case(), leads=leads, post=post, surroundings=known, article=None)


def _held(station: str, begin: str, hours: float) -> Recording:
    airing = Airing(
        "A1", AiringKind.BROADCAST, station, None, stories.instant(begin), 2.0, "Europe/Moscow", TimeSource.GIVEN
    )  # fmt: skip
    return Recording("REC1", airing, "ab" * 32, hours * 3600, 640, 360, None, None)


def _places(case: CaseFile, *held: Recording) -> list[tuple[str, str]]:
    return [(step.station, step.day.isoformat()) for step in search_plan(case, held)]


def test_a_named_station_and_day_is_the_stations_own_day_in_utc() -> None:
    (step,) = search_plan(_case(_lead(NORTH)))
    assert (step.station, step.source, step.word) == ("NORTH1", SourceName.GDELT, Word.LEAD)
    assert step.window == Interval(
        stories.instant("2024-06-18T21:00:00Z"), stories.instant("2024-06-19T21:00:00Z")
    )
    assert step.cost.hours == 24.0


def test_nothing_is_gathered_that_was_on_air_after_the_post() -> None:
    (step,) = search_plan(_case(_lead(NORTH, last=date(2024, 6, 20), first=date(2024, 6, 20))))
    assert step.window.end == stories.instant(POSTED)
    late = _lead(NORTH, first=date(2024, 6, 21), last=date(2024, 6, 22))
    assert search_plan(_case(late)) == ()


def test_what_is_held_is_left_out_and_the_gaps_are_planned() -> None:
    case = _case(_lead(NORTH))
    held = [_held("NORTH1", "2024-06-18T20:00:00Z", 16.0), _held("NORTH1", "2024-06-19T19:00:00Z", 5.0)]
    (step,) = search_plan(case, held)
    assert step.window == Interval(
        stories.instant("2024-06-19T12:00:00Z"), stories.instant("2024-06-19T19:00:00Z")
    )
    assert search_plan(case, [_held("NORTH1", "2024-06-18T20:00:00Z", 30.0)]) == ()
    assert len(search_plan(case, [_held("SOUTH1", "2024-06-18T20:00:00Z", 30.0)])) == 1


def test_a_named_station_comes_before_a_countrys_and_that_before_the_posts_words() -> None:
    case = _case(_lead(*MORE), _lead(SOUTH), text="Seen on Station NORTH1", name="Station TUBE1")
    steps = search_plan(case)
    words = [step.word for step in steps]
    assert words == sorted(words)
    assert steps[0].station == "SOUTH1"
    assert {step.station for step in steps if step.word is Word.COUNTRY_LEAD} == {each.id for each in MORE}
    assert {step.station for step in steps if step.word is Word.POST} == {"NORTH1", "TUBE1"}


def test_other_footages_lead_points_nowhere() -> None:
    assert search_plan(_case(_lead(NORTH, about=LeadAbout.OTHER_FOOTAGE))) == ()


def test_without_a_day_the_last_days_before_the_post_come_latest_first() -> None:
    open_lead = _lead(NORTH, first=None, last=None)
    assert [day for _, day in _places(_case(open_lead))] == ["2024-06-20", "2024-06-19", "2024-06-18"]
    assert search_plan(_case(open_lead, posted=None)) == ()


def test_a_lead_without_a_beginning_is_looked_for_on_the_days_before_the_post() -> None:
    article_day = _lead(NORTH, first=None, last=date(2024, 6, 21))
    assert [day for _, day in _places(_case(article_day))] == ["2024-06-20", "2024-06-19", "2024-06-18"]
    long_ago = _lead(NORTH, first=None, last=date(2024, 3, 1))
    assert [day for _, day in _places(_case(long_ago))] == ["2024-03-01", "2024-02-29", "2024-02-28"]


def test_a_post_that_is_dated_by_its_day_alone_is_of_that_day() -> None:
    case = _case(text="Shown on Station NORTH1")
    day = day_interval(date(2024, 6, 20))
    time = PostTime("2024-06-20", day, Precision.DAY, KnownFrom.DISPLAYED)
    assert case.post is not None
    dated = replace(case, post=replace(case.post, times=(time,)))
    assert [day for _, day in _places(dated)] == ["2024-06-20", "2024-06-19", "2024-06-18"]


def test_a_country_in_the_post_means_its_state_stations() -> None:
    steps = search_plan(_case(text="Filmed in Belarus today"))
    assert {step.station for step in steps} == {each.id for each in MORE}
    assert {step.word for step in steps} == {Word.COUNTRY}
    assert [step.day for step in steps[: len(MORE)]] == [date(2024, 6, 20)] * len(MORE)


def test_a_stations_name_is_no_word_of_its_country() -> None:
    known = Surroundings(stations=(replace(NORTH, names=("Russia North",)), SOUTH))
    case = replace(_case(text="Shown on Russia North"), surroundings=known)
    assert {step.station for step in search_plan(case)} == {"NORTH1"}


def test_the_days_are_those_of_the_stations_own_clocks() -> None:
    late = _case(text="Shown on Station NORTH1", posted="2024-06-19T22:30:00Z")
    first = search_plan(late)[0]
    assert first.day == date(2024, 6, 20)
    assert first.window == Interval(
        stories.instant("2024-06-19T21:00:00Z"), stories.instant("2024-06-19T22:30:00Z")
    )


def test_each_station_is_had_from_where_it_is() -> None:
    steps = {step.station: step for step in search_plan(_case(_lead(AMERICAN, EAST, ONLINE)))}
    assert steps["WEST1"].source is SourceName.ARCHIVE_ORG
    assert (steps["EAST1"].source, steps["EAST1"].cost.requests) == (None, 0)
    assert (steps["TUBE1"].source, steps["TUBE1"].address) == (
        SourceName.YOUTUBE,
        "https://www.youtube.com/@tube1",
    )
    assert list(steps)[-1] == "EAST1"


def test_a_known_listing_makes_the_requests_exact() -> None:
    case = _case(_lead(NORTH))
    (guessed,) = search_plan(case)
    begins = [stories.instant("2024-06-19T10:00:00Z") + timedelta(hours=n) for n in range(3)]
    shows = [_listed(begin) for begin in begins]
    (step,) = search_plan(case, (), [*shows[:2], replace(shows[2], state=ShowState.HELD)])
    assert (step.cost.requests, guessed.cost.requests > 50) == (2 + 2 * 3, True)
    assert total([step, step]).hours == 48.0


def _listed(begin: datetime) -> Show:
    return Show(
        SourceName.GDELT, f"NORTH1_{begin:%H}", "NORTH1", None, begin, 4.0, AiringKind.BROADCAST, TimeSource.ARCHIVE
    )  # fmt: skip


def test_the_reasons_stand_with_the_step() -> None:
    steps = search_plan(_case(_lead(NORTH), text="Look at Station NORTH1"))
    assert steps[0].because == ("the article: \u201cthey\u201d", "the post: \u201cStation NORTH1\u201d")
