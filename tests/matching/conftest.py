"""One recording of a made-up station, indexed once for all tests of the tracer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from matching.tracer import IndexedRecording, index_recording
from tests.matching.footage import Picture, Scene, programme, write_video

LENGTHS = (9.0, 14.0, 8.0, 12.0, 10.0, *(2.4,) * 8)
"""Seconds of each scene: five to cut clips from, and eight short ones that show what stays."""


@dataclass(frozen=True)
class Broadcast:
    pictures: list[Picture]
    path: Path
    indexed: IndexedRecording


@pytest.fixture(scope="session")
def broadcast(tmp_path_factory: pytest.TempPathFactory) -> Broadcast:
    """72 s in thirteen scenes with a bug; scene n starts at sum(LENGTHS[:n])."""
    folder = tmp_path_factory.mktemp("broadcast")
    pictures = programme((Scene(seed), 0.0, length) for seed, length in enumerate(LENGTHS))
    path = write_video(folder / "broadcast.mp4", pictures)
    segment = folder / "broadcast.segment"
    index_recording(path, segment)
    return Broadcast(pictures, path, IndexedRecording("evening", segment, path, len(pictures) / 25))
