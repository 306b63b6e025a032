from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from reference.times import Interval, iso
from storage import coverage
from storage.records import Airing, AiringKind, Coverage, Recording, TimeSource

NOON = datetime(2024, 6, 19, 12, tzinfo=UTC)


def recording(minutes: float, length: float, station: str = "DEMO1", **facts: object) -> Recording:
    """A recording that begins so many minutes after noon."""
    begins = NOON + timedelta(minutes=minutes)
    airing = Airing("A1", AiringKind.BROADCAST, station, None, begins, 1.0, "UTC", TimeSource.GIVEN)
    whole = Recording("REC1", airing, "ab" * 32, length * 60, 640, 360, "/r.ts", "cd" * 32)
    return replace(whole, **facts)  # type: ignore[arg-type]


def row(*recordings: Recording) -> Coverage:
    (found,) = coverage.coverage(recordings)
    return found


def spans(intervals: tuple[Interval, ...]) -> list[tuple[str, str]]:
    return [(iso(span.start)[11:16], iso(span.end)[11:16]) for span in intervals]


def test_a_moment_that_several_recordings_show_counts_once() -> None:
    found = row(recording(0, 60), recording(30, 60), recording(200, 30), recording(205, 10))
    assert found.hours == pytest.approx(2.0)
    assert spans(found.picture) == [("12:00", "13:30"), ("15:20", "15:50")]
    assert found.recordings == 4


def test_single_frames_sound_and_picture_are_told_apart() -> None:
    found = row(recording(0, 60, sound=True), recording(60, 60), recording(120, 60, frames_every=4.0))
    assert (found.hours, found.sparse_hours, found.sound_hours) == (2.0, 1.0, 1.0)
    assert spans(found.single_frames) == [("14:00", "15:00")]
    assert spans(found.sound) == [("12:00", "13:00")]


@pytest.mark.parametrize(
    ("recordings", "hours"),
    [
        ([recording(0, 60, covered=1800.0)], 0.5),
        ([recording(0, 60, covered=1800.0), recording(0, 60)], 1.0),
        ([recording(0, 60, covered=1800.0), recording(30, 60)], 1.25),
        ([recording(0, 60), recording(10, 10, covered=60.0)], 1.0),
        ([recording(0, 60, covered=9e9)], 1.0),
        ([recording(0, 120, covered=3600.0), recording(30, 30), recording(30, 30)], 1.25),
    ],
)
def test_what_is_missing_inside_a_recording_does_not_count(recordings: list[Recording], hours: float) -> None:
    assert row(*recordings).hours == pytest.approx(hours)


def test_gaps_are_what_nothing_covers() -> None:
    found = row(recording(0, 30), recording(30.05, 30), recording(90, 30))
    window = Interval(NOON - timedelta(hours=1), NOON + timedelta(hours=3))
    assert spans(coverage.gaps(found.picture, window)) == [
        ("11:00", "12:00"),
        ("13:00", "13:30"),
        ("14:00", "15:00"),
    ]
    assert spans(coverage.gaps((), window)) == [("11:00", "15:00")]
    assert coverage.gaps((window,), window) == ()


def test_a_row_is_cut_to_a_window() -> None:
    found = row(recording(0, 60, sound=True), recording(120, 60, covered=1800.0))
    cut = coverage.within(found, Interval(NOON + timedelta(minutes=30), NOON + timedelta(minutes=150)))
    assert cut is not None
    assert spans(cut.picture) == [("12:30", "13:00"), ("14:00", "14:30")]
    assert cut.sound_hours == 0.5
    assert cut.hours == pytest.approx(0.75)
    assert coverage.within(found, Interval(NOON - timedelta(hours=2), NOON - timedelta(hours=1))) is None


def test_stations_stand_in_order_each_with_its_own() -> None:
    rows = coverage.coverage([recording(0, 60, "KCTV"), recording(0, 30, "DEMO1")])
    assert [(each.station, each.hours) for each in rows] == [("DEMO1", 0.5), ("KCTV", 1.0)]
    assert coverage.coverage([]) == ()
