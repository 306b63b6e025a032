"""A clip's sound is found at its second: noisy, faster, backwards; silence and other voices are not."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from matching.features import DESCRIPTOR, Features
from matching.lookup import Opened
from matching.merging import extract, merge
from matching.segment import OVERLAY, coded, open_segment, write
from matching.sound_prints import RATE, UNTOLD, Samples, heard, listen_through
from matching.sound_search import SoundFound, find_sound
from tests.matching.voices import at_speed, at_tempo, voice

LONG = 90.0
BEGIN, SECONDS = 31.3, 10.0
NOTHING = Features(np.zeros((0, 3), np.float32), np.zeros((0, DESCRIPTOR), np.float32))


def write_sound(path: Path, samples: Samples) -> Path:
    chunks = (samples[begin : begin + 5000] for begin in range(0, len(samples), 5000))
    items = np.concatenate(list(listen_through(chunks)))
    overlay = np.zeros((2, *OVERLAY), np.int8)
    write(path, [0.0], [coded(NOTHING, 1.6)], overlay, 1.6, len(samples) / RATE, items)
    return path


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("sound")
    return [write_sound(folder / str(seed), voice(seed, LONG)) for seed in (1, 2)]


def search(samples: Samples, paths: list[Path]) -> list[SoundFound]:
    stores = [Opened(open_segment(path), np.array([number])) for number, path in enumerate(paths)]
    return find_sound(samples, stores, 0.5)


def clip(begin: float = BEGIN, seconds: float = SECONDS, seed: int = 2) -> Samples:
    return voice(seed, LONG)[round(begin * RATE) : round((begin + seconds) * RATE)]


def noisy(samples: Samples) -> Samples:
    return (samples + np.random.default_rng(0).normal(0, 0.01, len(samples))).astype(np.float32)


@pytest.mark.parametrize(
    ("change", "rate"),
    [
        (noisy, 1.0),
        (lambda s: at_tempo(s, 1.25), 1.25),
        (lambda s: at_tempo(s, 0.8), 0.8),
        (lambda s: at_speed(s, 1.1), 1.1),
        (lambda s: s[::-1].copy(), -1.0),
    ],
    ids=["noise", "tempo 1.25", "tempo 0.8", "tape 1.1", "backwards"],
)
def test_sound_is_placed(archive: list[Path], change: object, rate: float) -> None:
    assert callable(change)
    (found,) = search(change(clip()), archive)
    assert found.recording == 1
    assert found.rate == pytest.approx(rate, rel=0.01)
    middle = sum(found.clip) / 2
    truth = BEGIN + rate * middle if rate > 0 else BEGIN + SECONDS - middle
    assert found.at(middle) == pytest.approx(truth, abs=0.08)
    assert found.clip[1] - found.clip[0] > 0.8 * SECONDS / abs(rate)


def test_four_seconds_are_enough(archive: list[Path]) -> None:
    (found,) = search(clip(50.0, 4.0), archive)
    assert found.at(2.0) == pytest.approx(52.0, abs=0.05)


def test_sounds_that_were_joined_are_told_apart(archive: list[Path]) -> None:
    both = np.concatenate([clip(20.0, 6.0, seed=1), clip(60.0, 6.0, seed=2)])
    first, second = sorted(search(both, archive), key=lambda f: f.clip)
    assert (first.recording, second.recording) == (0, 1)
    assert first.at(3.0) == pytest.approx(23.0, abs=0.08)
    assert second.at(9.0) == pytest.approx(63.0, abs=0.08)


def test_every_airing_of_a_sound_is_found(tmp_path: Path) -> None:
    again = np.concatenate([voice(8, 15.0), clip(), voice(9, 15.0)])
    paths = [write_sound(tmp_path / "a", voice(2, LONG)), write_sound(tmp_path / "b", again)]
    places = {f.recording: f.at(5.0) for f in search(clip(), paths)}
    assert places == {0: pytest.approx(BEGIN + 5, abs=0.08), 1: pytest.approx(20.0, abs=0.08)}


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(8 * RATE, np.float32),
        (0.2 * np.sin(2 * np.pi * 1000 * np.arange(8 * RATE) / RATE)).astype(np.float32),
        voice(77, 12.0),
        np.random.default_rng(3).normal(0, 0.1, 8 * RATE).astype(np.float32),
    ],
    ids=["silence", "tone", "other voice", "noise"],
)
def test_what_is_not_there_is_not_found(samples: Samples, tmp_path: Path) -> None:
    silent = np.concatenate([voice(1, 20.0), np.zeros(20 * RATE, np.float32)])
    tone = (0.2 * np.sin(2 * np.pi * 1000 * np.arange(20 * RATE) / RATE)).astype(np.float32)
    path = write_sound(tmp_path / "segment", np.concatenate([silent, tone]))
    assert search(samples, [path]) == []


def test_silence_and_steady_tones_tell_nothing() -> None:
    tone = (0.2 * np.sin(2 * np.pi * 440 * np.arange(4 * RATE) / RATE)).astype(np.float32)
    assert (heard(np.zeros(4 * RATE, np.float32)).items == UNTOLD).all()
    assert (heard(tone).items == UNTOLD).mean() > 0.9
    assert (heard(voice(4, 4.0)).items == UNTOLD).mean() < 0.3


def test_joined_segments_find_the_same_and_give_back_the_same(archive: list[Path], tmp_path: Path) -> None:
    names = [hashlib.sha256(path.read_bytes()).hexdigest() for path in archive]
    parts = [(open_segment(path), [name]) for path, name in zip(archive, names, strict=True)]
    merge(parts, tmp_path / "merged")
    merged = open_segment(tmp_path / "merged")
    (alone,) = search(clip(), archive)
    (joined,) = find_sound(clip(), [Opened(merged, np.arange(2))], 0.5)
    assert (joined.recording, joined.offset) == (alone.recording, pytest.approx(alone.offset))
    for number, path in enumerate(archive):
        extract(merged, number, tmp_path / "out")
        assert (tmp_path / "out").read_bytes() == path.read_bytes()
