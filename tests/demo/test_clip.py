"""The post's clip shows what the truth says: that second of the recording, that part of its picture."""

from __future__ import annotations

from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from demo.canvas import RATE, Picture
from demo.clip import CLIP_HEIGHT, CLIP_RATE, CLIP_WIDTH, Cut, cut_clip, first_frame
from demo.programmes import evening_journal
from demo.stage import Stage
from tests.demo.conftest import SHORT


def _pictures(path: Path) -> list[Picture]:
    with av.open(str(path)) as container:
        return [np.asarray(frame.to_ndarray(format="bgr24"), np.uint8) for frame in container.decode(video=0)]


def _sound(path: Path) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    with av.open(str(path)) as container:
        return np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])


@pytest.fixture(scope="module")
def clip_pictures(stage: Stage) -> list[Picture]:
    return _pictures(stage.clip_file)


@pytest.fixture(scope="module")
def recorded(recording: Path) -> list[Picture]:
    return _pictures(recording)


def _seen(picture: Picture, stage: Stage) -> Picture:
    """The part of a recording's picture that the clip should show, at the clip's size."""
    height, width = picture.shape[:2]
    left, top, right, bottom = stage.truth.crop_box
    part = picture[round(top * height) : round(bottom * height), round(left * width) : round(right * width)]
    return np.asarray(
        cv2.resize(part, (CLIP_WIDTH, CLIP_HEIGHT), interpolation=cv2.INTER_AREA).astype(np.uint8)
    )


def _difference(one: Picture, other: Picture) -> float:
    return float(np.abs(one.astype(np.int16) - other).mean())


@pytest.mark.parametrize("share", [0.0, 0.3, 0.55, 0.8, 0.97])
def test_each_frame_is_the_recordings_frame_of_that_moment(
    share: float, stage: Stage, clip_pictures: list[Picture], recorded: list[Picture]
) -> None:
    number = int(share * len(clip_pictures))
    second = stage.truth.recording_second + number / CLIP_RATE - stage.truth.clip_second
    # The recording's frame on show at that second, and its neighbours to compare with.
    right = int(second * RATE + 1e-6)
    differences = {
        step: _difference(clip_pictures[number], _seen(recorded[right + step], stage))
        for step in (-8, -4, -2, 0, 2, 4)
    }
    assert min(differences, key=lambda step: differences[step]) == 0
    assert differences[0] < 12


def test_the_clip_is_as_long_as_the_truth_says(stage: Stage, clip_pictures: list[Picture]) -> None:
    assert len(clip_pictures) == round(stage.truth.clip_length * CLIP_RATE)


def test_it_runs_over_a_hard_cut_in_the_middle_of_the_programme(stage: Stage) -> None:
    programme = evening_journal(SHORT)
    start, end = stage.truth.recording_second, stage.truth.recording_second + stage.truth.clip_length
    assert programme.start_of("park") < start < programme.start_of("square") < end
    assert 0.2 * programme.seconds < start < end < 0.9 * programme.seconds


def test_it_is_cropped_off_centre(stage: Stage) -> None:
    left, top, right, bottom = stage.truth.crop_box
    assert 0 < left < right < 1
    assert 0 < top < bottom < 1
    assert left != pytest.approx(1 - right, abs=0.01)
    assert top != pytest.approx(1 - bottom, abs=0.01)


def test_its_sound_is_the_recordings_sound_of_that_moment(stage: Stage, recording: Path) -> None:
    clip, whole = _sound(stage.clip_file), _sound(recording)
    size = min(clip.size, round(stage.truth.clip_length * 24_000)) - 4096
    expected = round(stage.truth.recording_second * 24_000)
    # Cross-correlation by Fourier transform: where the clip fits best.
    count = whole.size + size
    product = np.fft.rfft(whole, count) * np.conj(np.fft.rfft(clip[:size], count))
    found = int(np.argmax(np.fft.irfft(product, count)))
    assert found / 24_000 == pytest.approx(expected / 24_000, abs=0.1)


def test_another_cut_shows_another_moment(tmp_path: Path, stage: Stage, recording: Path) -> None:
    other = tmp_path / "other.mp4"
    cut_clip(recording, Cut(0.4, 0.5, (0, 0, 640, 360)), other)
    pictures = _pictures(other)
    assert len(pictures) == round(0.5 * CLIP_RATE)
    assert _difference(pictures[0], _pictures(stage.clip_file)[0]) > 12


def test_the_poster_is_the_first_frame(stage: Stage, clip_pictures: list[Picture]) -> None:
    drawn = cv2.imdecode(np.frombuffer(first_frame(stage.clip_file), np.uint8), cv2.IMREAD_COLOR)
    assert _difference(np.asarray(drawn, np.uint8), clip_pictures[0]) < 6
