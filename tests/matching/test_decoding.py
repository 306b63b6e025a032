"""Frames come from a child process at the seconds that were asked for, and the child can be ended."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from matching import decoder_child, decoding
from matching.decoding import Wanted, decode
from reference.errors import MediaUnreadable
from tests.matching.footage import FPS, Scene, programme, write_video


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("video")
    return write_video(folder / "clip.mp4", programme([(Scene(1), 0.0, 6.0)]), key_every=50)


def seconds(path: Path, wanted: Wanted) -> list[float]:
    return [frame.second for frame in decode(path, wanted, seconds=30)]


def test_every_frame_once(video: Path) -> None:
    assert seconds(video, Wanted(width=192)) == pytest.approx([n / FPS for n in range(150)], abs=1e-3)


def test_a_window_in_the_middle(video: Path) -> None:
    assert seconds(video, Wanted(width=192, begin=3.3, end=3.5)) == pytest.approx(
        [3.32, 3.36, 3.4, 3.44, 3.48], abs=1e-3
    )


def test_key_frames_alone(video: Path) -> None:
    assert seconds(video, Wanted(width=192, key_frames_only=True)) == pytest.approx([0.0, 2.0, 4.0], abs=1e-3)


def test_one_frame_a_second(video: Path) -> None:
    assert seconds(video, Wanted(width=192, every=1.0)) == pytest.approx([0, 1, 2, 3, 4, 5], abs=0.05)


def test_frames_are_the_pictures_of_their_second(video: Path) -> None:
    scene = Scene(1)
    for frame in decode(video, Wanted(width=384, begin=2.5, end=2.7, colour=True), seconds=30):
        assert frame.pixels.shape == (216, 384, 3)
        aside = np.abs(frame.pixels.astype(float) - scene.at(frame.second + 1.0)).mean()
        assert np.abs(frame.pixels[90:].astype(float) - scene.at(frame.second)[90:]).mean() < aside / 2


def test_width_limits_the_longer_side(video: Path) -> None:
    frame = next(decode(video, Wanted(width=100), seconds=30))
    assert frame.pixels.shape == (56, 100)


def test_child_that_takes_too_long_is_ended(
    video: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = tmp_path / "endless.py"
    endless.write_text(
        "import os, sys, time\nprint(os.getpid(), file=open(sys.argv[0] + '.pid', 'w'))\ntime.sleep(99)\n"
    )
    monkeypatch.setattr(decoder_child, "__file__", str(endless))
    monkeypatch.setattr(decoding, "GRACE", 0.5)
    with pytest.raises(MediaUnreadable, match="more memory or time"):
        seconds(video, Wanted(width=100))
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "endless.py.pid").read_text()), 0)


def test_leaving_early_ends_the_child(video: Path) -> None:
    frames = decode(video, Wanted(width=384), seconds=30)
    next(frames)
    frames.close()
    with pytest.raises(StopIteration):
        next(frames)


@pytest.mark.skipif(sys.platform != "linux", reason="limits of address space are enforced on Linux")
def test_child_that_takes_too_much_memory_is_refused(video: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "MEMORY", 64 << 20)
    with pytest.raises(MediaUnreadable):
        seconds(video, Wanted(width=384))
