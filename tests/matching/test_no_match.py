"""What is not in the archive is not found, and what recurs everywhere makes no match on its own."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from matching.tracer import trace
from tests.matching.conftest import Broadcast
from tests.matching.footage import FPS, HIGH, WIDE, Picture, Scene, programme, with_bug, write_video


def found(clip: Path, broadcast: Broadcast) -> list[tuple[float, float]]:
    return [s.recording for m in trace(clip, [broadcast.indexed]).matches for s in m.picture]


def test_other_footage_with_the_same_bug(broadcast: Broadcast, tmp_path: Path) -> None:
    clip = write_video(tmp_path / "other.mp4", programme([(Scene(77), 0.0, 8.0)]))
    assert found(clip, broadcast) == []


def test_same_camera_at_another_time(broadcast: Broadcast, tmp_path: Path) -> None:
    clip = write_video(tmp_path / "later.mp4", programme([(Scene(1), 300.0, 8.0)]))
    assert found(clip, broadcast) == []


def test_bug_on_black(broadcast: Broadcast, tmp_path: Path) -> None:
    black: Picture = np.zeros((HIGH, WIDE, 3), np.uint8)
    clip = write_video(tmp_path / "bug.mp4", [with_bug(black)] * (6 * FPS))
    assert found(clip, broadcast) == []


def test_black(broadcast: Broadcast, tmp_path: Path) -> None:
    black: Picture = np.zeros((HIGH, WIDE, 3), np.uint8)
    clip = write_video(tmp_path / "black.mp4", [black] * (6 * FPS))
    assert found(clip, broadcast) == []


def test_slate(broadcast: Broadcast, tmp_path: Path) -> None:
    slate: Picture = np.full((HIGH, WIDE, 3), 90, np.uint8)
    for line, text in enumerate(("TECHNICAL BREAK", "we will be back", "at 21:00")):
        cv2.putText(slate, text, (40, 70 + 45 * line), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (240, 240, 240), 2)
    clip = write_video(tmp_path / "slate.mp4", [slate] * (6 * FPS))
    assert found(clip, broadcast) == []


def test_empty_archive(broadcast: Broadcast) -> None:
    assert trace(broadcast.path, []).matches == ()
