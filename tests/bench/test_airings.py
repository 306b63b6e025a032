"""What footage airs where is exact: every showing, its second, and the clip seconds it covers."""

from __future__ import annotations

from bench.broadcast import Kind, airings, blocks, places, plan_archive
from bench.truth import Airing
from tests.bench.plans import scene, scenes, two_recordings


def _rounded(seen: tuple[Airing, ...]) -> list[tuple[str, float, float, float]]:
    """Recording, its second, the clip's, and for how long."""
    return [(a.recording, round(a.begin, 6), round(a.clip, 6), round(a.seconds, 6)) for a in seen]


def test_a_stretch_is_found_in_every_recording_that_shows_it() -> None:
    archive = two_recordings()
    # The scene begins at 4 s of the first recording: 12 s to 20 s of it are its own 8 s to 16 s.
    seen, families = airings(archive, archive.recordings[0], 12.0, 0.0, 8.0, 1.0)
    assert families == ("a",)
    assert _rounded(seen) == [("one", 12.0, 0.0, 8.0), ("two", 3.0, 2.0, 4.0)]


def test_a_reversed_stretch_begins_each_airing_at_its_last_second() -> None:
    archive = two_recordings()
    seen, _ = airings(archive, archive.recordings[0], 20.0, 1.0, 8.0, -1.0)
    assert _rounded(seen)[1] == ("two", 7.0, 3.0, 4.0)


def test_a_faster_stretch_covers_fewer_clip_seconds() -> None:
    archive = two_recordings()
    seen, _ = airings(archive, archive.recordings[0], 12.0, 0.0, 4.0, 2.0)
    assert _rounded(seen)[1] == ("two", 3.0, 1.0, 2.0)


def test_a_frozen_picture_airs_wherever_its_instant_does() -> None:
    archive = two_recordings()
    seen, _ = airings(archive, archive.recordings[0], 15.0, 0.0, 3.0, 0.0)
    assert _rounded(seen) == [("one", 15.0, 0.0, 3.0), ("two", 4.0, 0.0, 3.0)]


def test_furniture_is_no_airing() -> None:
    archive = two_recordings()
    seen, families = airings(archive, archive.recordings[0], 0.0, 0.0, 3.0, 1.0)
    assert (seen, families) == ((), ())


def test_a_span_is_whole_only_where_all_of_it_airs() -> None:
    archive = two_recordings()
    assert [(r.id, f) for r, f in places(archive, scene("a", 4.0, 10.0))] == [("one", 350), ("two", 75)]
    assert [(r.id, f) for r, f in places(archive, scene("a", 4.0, 11.0))] == [("one", 375)]


def test_repeated_spans_air_in_different_recordings() -> None:
    archive = plan_archive(scenes().shown, 4, seed=3)
    assert archive.repeated
    for span in archive.repeated:
        shown = [recording.id for recording, _ in places(archive, span)]
        assert len(shown) >= 2
        assert len(set(shown)) == len(shown)


def test_blocks_hold_scenes_alone() -> None:
    for recording in plan_archive(scenes().shown, 4, seed=3).recordings:
        inside = sum(count for _, count in blocks(recording))
        assert inside == sum(item.frames for item in recording.items if item.kind is Kind.SCENE)
        assert recording.items[0].kind is Kind.IDENT
