"""Picture and sound together: each on its own, in step, and against each other."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from matching.decoding import decode_sound
from matching.sound_prints import RATE, Samples
from matching.tracer import IndexedRecording, Use, index_recording, trace
from reference.errors import MediaUnreadable
from storage.records.links import EditKind
from tests.matching.footage import FPS, Picture, Scene, programme
from tests.matching.voices import voice, write_film

LENGTH, BEGIN, SECONDS = 30.0, 11.0, 7.0


def pictures(begin: float = 0.0, seconds: float = LENGTH) -> list[Picture]:
    return programme([(Scene(21), begin, seconds)])


def sound(begin: float = 0.0, seconds: float = LENGTH, seed: int = 31) -> Samples:
    return voice(seed, LENGTH)[round(begin * RATE) : round((begin + seconds) * RATE)]


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> IndexedRecording:
    folder = tmp_path_factory.mktemp("evening")
    path = write_film(folder / "evening.mp4", pictures(), sound())
    index_recording(path, folder / "segment")
    return IndexedRecording("evening", folder / "segment", path, LENGTH)


def test_both_are_found_in_step(evening: IndexedRecording, tmp_path: Path) -> None:
    clip = write_film(tmp_path / "clip.mp4", pictures(BEGIN, SECONDS), sound(BEGIN, SECONDS))
    result = trace(clip, [evening])
    (match,) = result.matches
    (seen,), (heard,) = match.picture, match.sound
    assert seen.recording[0] - seen.clip[0] == pytest.approx(BEGIN, abs=0.1)
    assert heard.recording[0] - heard.clip[0] == pytest.approx(BEGIN, abs=0.1)
    assert match.score > 0.95
    kinds = {edit.kind for edit in result.edits}
    assert EditKind.SOUND_KEPT in kinds
    assert not kinds & {EditKind.SOUND_REPLACED, EditKind.SOUND_MUTED}


def test_sound_alone_is_enough(evening: IndexedRecording, tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "clip.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((sound(BEGIN, SECONDS) * 32767).astype("<i2").tobytes())
    (match,) = trace(tmp_path / "clip.wav", [evening]).matches
    assert match.picture == ()
    assert match.sound[0].recording[0] - match.sound[0].clip[0] == pytest.approx(BEGIN, abs=0.1)


def test_silence_alone_is_refused(evening: IndexedRecording, tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "silence.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(bytes(8 * RATE))
    with pytest.raises(MediaUnreadable, match="nothing in its sound"):
        trace(tmp_path / "silence.wav", [evening])


def test_either_can_be_left_out(evening: IndexedRecording, tmp_path: Path) -> None:
    clip = write_film(tmp_path / "clip.mp4", pictures(BEGIN, SECONDS), sound(BEGIN, SECONDS))
    (seen,) = trace(clip, [evening], use=Use.PICTURE).matches
    (heard,) = trace(clip, [evening], use=Use.SOUND).matches
    assert (len(seen.picture), len(seen.sound)) == (1, 0)
    assert (len(heard.picture), len(heard.sound)) == (0, 1)


def test_replaced_sound_is_told_and_the_picture_found(evening: IndexedRecording, tmp_path: Path) -> None:
    clip = write_film(tmp_path / "clip.mp4", pictures(BEGIN, SECONDS), voice(99, SECONDS))
    result = trace(clip, [evening])
    (match,) = result.matches
    assert match.sound == ()
    assert match.picture[0].recording[0] == pytest.approx(BEGIN + match.picture[0].clip[0], abs=0.1)
    assert EditKind.SOUND_REPLACED in {edit.kind for edit in result.edits}


def test_sound_tells_the_second_of_a_picture_that_stands(tmp_path: Path) -> None:
    still = [Scene(5, moving=False).at(0.0)] * round(20 * FPS)
    path = write_film(tmp_path / "still.mp4", still, sound(0.0, 20.0))
    index_recording(path, tmp_path / "segment")
    clip = write_film(tmp_path / "clip.mp4", still[: round(6 * FPS)], sound(9.0, 6.0))
    (match,) = trace(clip, [IndexedRecording("still", tmp_path / "segment", path, 20.0)]).matches
    (seen,) = match.picture
    assert not seen.time_uncertain
    assert seen.recording[0] - seen.clip[0] == pytest.approx(9.0, abs=0.15)


def test_sound_that_begins_later_keeps_the_picture_s_clock(tmp_path: Path) -> None:
    path = write_film(tmp_path / "late.mp4", pictures(0.0, 3.0), sound(0.0, 2.0), late=1.0)
    samples = np.concatenate(list(decode_sound(path, RATE, 60.0, seconds=30)))
    assert np.abs(samples[: round(0.9 * RATE)]).max() < 1e-3
    assert np.abs(samples[round(1.1 * RATE) : round(2.5 * RATE)]).max() > 0.02
