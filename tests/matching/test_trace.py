"""A clip is found in a recording, at the right second, with what was done to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from matching.tracer import IndexedRecording, Match, index_recording, trace
from tests.matching.conftest import Broadcast
from tests.matching.footage import FPS, Picture, Scene, crop, programme, resized, write_video

BEGIN, SECONDS = 12.0, 8.0


def cut(broadcast: Broadcast, begin: float = BEGIN, seconds: float = SECONDS) -> list[Picture]:
    return broadcast.pictures[round(begin * FPS) : round((begin + seconds) * FPS)]


def only_match(clip: Path, broadcast: Broadcast) -> Match:
    found = trace(clip, [broadcast.indexed])
    assert [m.recording for m in found.matches] == ["evening"]
    return found.matches[0]


def assert_right(match: Match, begin: float = BEGIN, rate: float = 1.0) -> None:
    """Some segment covers the clip's middle and places it within a quarter of a second."""
    middle = SECONDS / 2 / abs(rate)
    segment = next(s for s in match.picture if s.clip[0] <= middle <= s.clip[1])
    place = segment.recording[0] + segment.rate * (middle - segment.clip[0])
    assert place == pytest.approx(begin + SECONDS / 2, abs=0.25)
    assert not segment.time_uncertain


def turned(picture: Picture) -> Picture:
    high, wide = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), 3.0, 1.1)
    return cv2.warpAffine(picture, matrix, (wide, high)).astype(np.uint8, copy=False)


def captioned(picture: Picture) -> Picture:
    marked = picture.copy()
    high, wide = picture.shape[:2]
    cv2.rectangle(marked, (0, int(high * 0.8)), (wide, high), (20, 20, 160), -1)
    cv2.putText(
        marked, "BREAKING TONIGHT", (8, int(high * 0.94)), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (255,) * 3, 2
    )
    return marked


def letterboxed(picture: Picture) -> Picture:
    tall = np.zeros((480, 270, 3), np.uint8)
    tall[160:312] = resized(picture, 270, 152)
    return tall


def graded(picture: Picture) -> Picture:
    return np.clip(picture * 0.7 + 40, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(lambda p: resized(p, 256, 144), id="smaller"),
        pytest.param(lambda p: crop(p, 0.1), id="crop"),
        pytest.param(lambda p: crop(p, 0.3), id="strong crop"),
        pytest.param(turned, id="turned"),
        pytest.param(captioned, id="caption"),
        pytest.param(letterboxed, id="portrait with bars"),
        pytest.param(graded, id="colour"),
    ],
)
def test_edited_clip_is_found_at_its_second(
    edit: Callable[[Picture], Picture], broadcast: Broadcast, tmp_path: Path
) -> None:
    clip = write_video(tmp_path / "clip.mp4", map(edit, cut(broadcast)), crf=32, key_every=250)
    match = only_match(clip, broadcast)
    assert_right(match)
    assert not any(s.mirrored or s.reversed for s in match.picture)


def test_mirrored_clip_is_found_and_called_mirrored(broadcast: Broadcast, tmp_path: Path) -> None:
    clip = write_video(tmp_path / "clip.mp4", (p[:, ::-1] for p in cut(broadcast)), crf=32)
    match = only_match(clip, broadcast)
    assert_right(match)
    assert all(s.mirrored for s in match.picture)


@pytest.mark.parametrize("rate", [1.25, 0.8])
def test_changed_speed_is_found(rate: float, broadcast: Broadcast, tmp_path: Path) -> None:
    clip = write_video(tmp_path / "clip.mp4", cut(broadcast), fps=FPS * rate)
    match = only_match(clip, broadcast)
    assert_right(match, rate=rate)
    assert match.picture[0].rate == pytest.approx(rate, rel=0.02)


def test_box_says_what_part_of_the_picture_is_seen(broadcast: Broadcast, tmp_path: Path) -> None:
    clip = write_video(tmp_path / "clip.mp4", (crop(p, 0.2) for p in cut(broadcast)))
    segment = only_match(clip, broadcast).picture[0]
    assert segment.source_box == pytest.approx((0.14, 0.08, 0.94, 0.88), abs=0.02)
    assert segment.clip_box == pytest.approx((0.0, 0.0, 1.0, 1.0), abs=0.02)


def test_two_places_cut_together_are_two_segments(broadcast: Broadcast, tmp_path: Path) -> None:
    pictures = cut(broadcast, 33.0, 6.0) + cut(broadcast, 2.0, 5.0)
    match = only_match(write_video(tmp_path / "clip.mp4", pictures, crf=30), broadcast)
    starts = [(s.clip[0], s.recording[0]) for s in match.picture]
    assert starts == [pytest.approx((0.0, 33.0), abs=0.3), pytest.approx((6.0, 2.0), abs=0.3)]


def test_recording_that_shows_it_too_is_named_too(broadcast: Broadcast, tmp_path: Path) -> None:
    again = programme(
        [(Scene(31), 0.0, 7.0), (Scene(1), 0.0, 14.0), (Scene(32), 0.0, 6.0)], look=crop_a_little
    )
    path = write_video(tmp_path / "again.mp4", again)
    index_recording(path, tmp_path / "again.segment")
    archive = [
        broadcast.indexed,
        IndexedRecording("night", tmp_path / "again.segment", path, len(again) / FPS),
    ]
    clip = write_video(tmp_path / "clip.mp4", cut(broadcast), crf=30)
    places = {m.recording: m.picture[0].recording[0] for m in trace(clip, archive).matches}
    assert places == {"evening": pytest.approx(12.0, abs=0.3), "night": pytest.approx(10.0, abs=0.3)}


def crop_a_little(picture: Picture) -> Picture:
    return resized(crop(picture, 0.06), 384, 216)


def test_evidence_shows_the_same_moment_twice(broadcast: Broadcast, tmp_path: Path) -> None:
    clip = write_video(tmp_path / "clip.mp4", cut(broadcast), crf=28)
    match = only_match(clip, broadcast)
    assert len(match.pairs) == 3
    for pair in match.pairs:
        assert pair.recording_second == pytest.approx(pair.clip_second + BEGIN, abs=0.05)
        ours, theirs = (
            cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
            for data in (pair.clip_jpeg, pair.recording_jpeg)
        )
        assert ours is not None
        assert theirs is not None
        assert np.abs(ours.astype(float) - theirs).mean() < 8


def test_own_bug_and_own_cut_are_seen(broadcast: Broadcast, tmp_path: Path) -> None:
    clip = write_video(tmp_path / "clip.mp4", cut(broadcast, 19.0, 8.0), crf=28)
    match = only_match(clip, broadcast)
    assert match.station_graphics
    assert match.edit_points == 1


def test_same_pictures_without_the_bug_show_no_graphics(broadcast: Broadcast, tmp_path: Path) -> None:
    pool = programme([(Scene(1), BEGIN - 9.0, SECONDS)], look=lambda p: p)
    match = only_match(write_video(tmp_path / "pool.mp4", pool, crf=28), broadcast)
    assert_right(match)
    assert not match.station_graphics
    assert match.edit_points == 0


def test_without_the_footage_the_time_is_an_interval(broadcast: Broadcast, tmp_path: Path) -> None:
    gone = replace(broadcast.indexed, footage=tmp_path / "gone.mp4")
    clip = write_video(tmp_path / "clip.mp4", cut(broadcast), crf=28)
    match = trace(clip, [gone]).matches[0]
    assert match.pairs == ()
    segment = match.picture[0]
    assert segment.time_uncertain
    assert segment.time_interval is not None
    assert segment.time_interval[0] <= segment.recording[0] <= segment.time_interval[1]
    assert segment.time_interval[0] <= BEGIN + segment.clip[0] <= segment.time_interval[1]


def test_still_picture_is_placed_with_the_seconds_that_show_it(broadcast: Broadcast, tmp_path: Path) -> None:
    frame = cut(broadcast, 21.08, 0.5)[0]
    cropped = frame[20:-20, 30:-30]
    cv2.imwrite(str(tmp_path / "still.jpg"), cropped, [cv2.IMWRITE_JPEG_QUALITY, 60])
    (segment,) = only_match(tmp_path / "still.jpg", broadcast).picture
    assert segment.clip == (0.0, 0.0)
    assert segment.recording[0] == pytest.approx(21.08, abs=0.3)
    assert segment.source_box == pytest.approx((30 / 384, 20 / 216, 354 / 384, 196 / 216), abs=0.02)


def test_part_that_stands_still_is_told_apart(broadcast: Broadcast, tmp_path: Path) -> None:
    before, after = cut(broadcast, 20.0, 4.0), cut(broadcast, 24.0, 4.0)
    clip = write_video(tmp_path / "frozen.mp4", [*before, *[before[-1]] * 75, *after], crf=26)
    one, still, two = only_match(clip, broadcast).picture
    assert (one.rate, still.rate, two.rate) == pytest.approx((1.0, 0.0, 1.0), abs=0.02)
    assert still.clip == pytest.approx((4.0, 7.0), abs=0.4)
    assert still.recording == pytest.approx((24.0, 24.0), abs=0.3)
    assert two.recording[0] - two.clip[0] == pytest.approx(24.0 - 7.0, abs=0.1)
