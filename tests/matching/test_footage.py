"""Stretches of recordings are decoded once, whatever places lie in them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from matching import footage
from matching.decoding import Frame, Wanted
from matching.footage import Footage

RECORDING = Path("recording.mp4")


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, float, bool]]:
    """Every stretch that was decoded; the recording has twenty frames a second, a key frame every two."""
    calls: list[tuple[float, float, bool]] = []

    def decode(_path: Path, wanted: Wanted, seconds: float) -> list[Frame]:
        assert seconds > 0
        calls.append((wanted.begin, wanted.end, wanted.key_frames_only))
        step = 2.0 if wanted.key_frames_only else 0.05
        first, last = int(np.ceil(wanted.begin / step - 1e-9)), int(np.floor(wanted.end / step + 1e-9))
        return [Frame(n * step, np.zeros((9, 16), np.uint8)) for n in range(first, last + 1)]

    monkeypatch.setattr(footage, "decode", decode)
    return calls


def _seconds(frames: list[Frame]) -> list[float]:
    return [round(frame.second, 6) for frame in frames]


def test_overlapping_places_decode_only_what_is_missing(decoded: list[tuple[float, float, bool]]) -> None:
    held = Footage()
    held.frames(RECORDING, 10.0, 20.0)
    frames = held.frames(RECORDING, 7.2, 24.0)
    assert decoded == [(10.0, 20.0, False), (7.0, 10.0, False), (20.0, 24.0, False)]
    assert _seconds(frames) == [round(n * 0.05, 6) for n in range(144, 481)]
    held.frames(RECORDING, 8.0, 23.0)
    assert len(decoded) == 3


def test_gap_between_two_stretches_joins_them(decoded: list[tuple[float, float, bool]]) -> None:
    held = Footage()
    held.frames(RECORDING, 0.0, 4.0)
    held.frames(RECORDING, 8.0, 12.0)
    frames = held.frames(RECORDING, 2.0, 10.0)
    assert decoded[2:] == [(4.0, 8.0, False)]
    assert _seconds(frames) == [round(n * 0.05, 6) for n in range(40, 201)]


def test_a_few_frames_come_from_what_is_at_hand(decoded: list[tuple[float, float, bool]]) -> None:
    held = Footage()
    assert _seconds(held.frames(RECORDING, 0.0, 6.0, key_frames=True)) == [0.0, 2.0, 4.0, 6.0]
    held.frames(RECORDING, 0.0, 6.0)
    assert len(held.frames(RECORDING, 0.0, 6.0, key_frames=True)) == 13
    assert len(decoded) == 2


def test_other_recordings_are_told_apart(decoded: list[tuple[float, float, bool]]) -> None:
    held = Footage()
    held.frames(RECORDING, 0.0, 6.0)
    held.frames(Path("other.mp4"), 0.0, 6.0)
    assert len(decoded) == 2


def test_what_is_kept_is_limited(
    decoded: list[tuple[float, float, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(footage, "MOST_FRAMES", 300)
    held = Footage()
    for begin in (0.0, 100.0, 200.0):
        held.frames(RECORDING, begin, begin + 6.0)
    held.frames(RECORDING, 200.0, 206.0)
    assert len(decoded) == 3
    held.frames(RECORDING, 0.0, 6.0)
    assert len(decoded) == 4
