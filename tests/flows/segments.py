"""Small real index segments, for tests that do not index footage."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from matching.segment import OVERLAY, coded, write
from storage.store import Store
from storage.vault import hash_of
from tests.matching.test_segment import some_features


def small_segment(store: Store, seed: int = 0, frames: int = 3) -> str:
    """Put the segment of a recording with a few random frames into the index; returns its name."""
    points = [coded(some_features(100 * seed + n, 20), 16 / 9) for n in range(frames)]
    with tempfile.TemporaryDirectory(dir=store.folder) as folder:
        path = Path(folder) / "segment"
        write(
            path, [float(n) for n in range(frames)], points, np.zeros((2, *OVERLAY), np.int8), 16 / 9, 1800.0
        )
        name = hash_of(path)
        store.index.adopt(path, name)
    return name
