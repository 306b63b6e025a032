"""What is written comes back at its frame and its second, in every encoding that the benchmark uses."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bench import sound
from bench.video import FPS, SOUND_RATE, Encoding, Picture, frames, read_sound, resampled, write

COUNT = 60


def _pictures() -> list[Picture]:
    """Each frame is as bright as its number says."""
    return [np.full((96, 160, 3), 20 + 3 * n, np.uint8) for n in range(COUNT)]


def _number(path: Path, picture: Picture) -> int:
    """Of a frame, by how much brighter than the first one it is: encoders shift all alike."""
    first = next(resampled(path, 0.0, 1))
    return round((float(picture.mean()) - float(first.mean())) / 3)


def _clicks() -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    track = np.zeros(round(COUNT / FPS * SOUND_RATE), np.float32)
    track[SOUND_RATE : SOUND_RATE + 400] = 0.8
    return track


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("a.mp4", Encoding(key_every=25)),
        ("b.mkv", Encoding("mpeg2video", bit_rate=1_000_000, key_every=12, sound_codec="mp2")),
    ],
)
def test_frames_and_sound_are_where_they_were_put(tmp_path: Path, name: str, how: Encoding) -> None:
    path = tmp_path / name
    assert write(path, _pictures(), FPS, _clicks(), how) == COUNT
    assert [_number(path, picture) for picture in frames(path, 31, 5, 160, 96)] == [31, 32, 33, 34, 35]
    heard = read_sound(path, 0.8, 0.6)
    assert len(heard) == round(0.6 * SOUND_RATE)
    first = int(np.flatnonzero(np.abs(heard) > 0.2)[0]) / SOUND_RATE
    assert first == pytest.approx(0.2, abs=0.05)


def test_a_frame_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    write(path, _pictures(), FPS, None, Encoding())
    with pytest.raises(ValueError, match="no frame"):
        list(frames(path, COUNT - 1, 3, 160, 96))


def test_another_frame_rate_is_resampled_and_the_last_picture_held(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    write(path, _pictures(), 12.5, None, Encoding(key_every=5))
    assert [_number(path, picture) for picture in resampled(path, 0.8, 6)] == [10, 10, 11, 11, 12, 12]
    assert len(list(resampled(path, 4.0, 100))) == 100


def test_tempo_keeps_the_pitch() -> None:
    slow = sound.tempo(sound.tone(4.0, 440.0), 0.8)
    assert len(slow) == pytest.approx(5.0 * SOUND_RATE, abs=2)
    middle = slow[SOUND_RATE : 3 * SOUND_RATE]
    assert int(np.abs(np.fft.rfft(middle)).argmax()) / 2 == pytest.approx(440, abs=4)


def test_made_sounds_are_audible_differ_and_do_not_depend_on_their_length() -> None:
    one, other = sound.speech("a", 4.0), sound.speech("b", 4.0)
    assert sound.audible(one) > 0.7
    assert abs(float(np.corrcoef(one, other)[0, 1])) < 0.2
    assert np.array_equal(one[: 2 * SOUND_RATE], sound.speech("a", 2.0))
    assert sound.audible(np.zeros(3 * SOUND_RATE, np.float32)) == 0.0
