"""What a search says of itself: what it went through, and what of the article's leads it could not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from flows.bench import Bench
from flows.home import Home
from flows.tracing import Archive, shows_own_signs, trace_post
from matching.tracer import FORMAT, Match
from reference.times import Precision
from storage import recordings
from storage.records import Airing, AiringKind, Lead, LeadAbout, Recording, Searched, TimeSource
from tests.flows.segments import small_segment

AFTER_MIDNIGHT_IN_MOSCOW = datetime(2024, 6, 18, 21, 30, tzinfo=UTC)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A record that holds half an hour of RUSSIA1, aired on 19 June in Moscow and on 18 June in UTC."""
    bench = Bench(Home(tmp_path))
    airing = Airing(
        "", AiringKind.BROADCAST, "RUSSIA1", None, AFTER_MIDNIGHT_IN_MOSCOW, 1.0, "Europe/Moscow", TimeSource.GIVEN
    )  # fmt: skip
    with bench.store() as store, store.writing("Ada") as to:
        recording = recordings.add(
            store, to, Recording("", airing, "0" * 64, 1800.0, 640, 360, "a.mp4", None)
        )
        recordings.indexed(to, recording.id, small_segment(store), FORMAT)
    return bench


def _match(recording: str, *, cuts: int = 0, graphics: bool = False) -> Match:
    return Match(recording, 0.9, (), (), (), edit_points=cuts, station_graphics=graphics)


def test_cuts_that_two_stations_show_are_neither_ones_own() -> None:
    def held(name: str, station: str) -> Recording:
        airing = Airing(
            "", AiringKind.BROADCAST, station, None, AFTER_MIDNIGHT_IN_MOSCOW, 1.0, "Europe/Moscow", TimeSource.GIVEN
        )  # fmt: skip
        return Recording(name, airing, "0" * 64, 1800.0, 640, 360, "a.mp4", None)

    archive = Archive((held("REC1", "RUSSIA1"), held("REC2", "1TV"), held("REC3", "RUSSIA1")), ())
    pool, elsewhere, again = _match("REC1", cuts=2), _match("REC2", cuts=2), _match("REC3", cuts=2)
    assert not shows_own_signs(pool, [pool, elsewhere], archive)
    assert shows_own_signs(pool, [pool, _match("REC2")], archive)
    assert shows_own_signs(pool, [pool, again], archive), "its own repeat"
    signed = _match("REC1", cuts=2, graphics=True)
    assert shows_own_signs(signed, [signed, elsewhere], archive)
    assert not shows_own_signs(_match("REC1"), [_match("REC1")], archive)


def _searched(bench: Bench, day: date, station: str = "RUSSIA1") -> Searched:
    lead = Lead(
        "Text.", LeadAbout.EMBEDDED_POST, "because", "state television", (station,), day, day, Precision.DAY
    )
    with bench.store() as store:
        return trace_post(bench, store, None, (lead,))[1]


def test_a_day_that_a_lead_names_is_a_day_where_it_was_on_air(bench: Bench) -> None:
    lines = _searched(bench, date(2024, 6, 19)).not_searched
    assert not any("no recording is indexed" in line for line in lines)


@pytest.mark.parametrize(
    ("day", "station"), [(date(2024, 6, 21), "RUSSIA1"), (date(2024, 6, 19), "1TV"), (date(2024, 6, 16), "RUSSIA1")]
)  # fmt: skip
def test_stations_and_days_of_which_nothing_is_indexed_are_named(
    bench: Bench, day: date, station: str
) -> None:
    searched = _searched(bench, day, station)
    assert f"{station} on {day}: no recording is indexed (state television)" in searched.not_searched
    assert (searched.clips, searched.recordings, searched.hours) == (0, 1, 0.5)
