"""vPDQ (Meta, ThreatExchange) as it is installed: one frame a second, quality of 50, at most 31 bits apart.

Its own matcher counts alike frames and knows no time; a vote over the offset is put around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from bench.claims import Claim, Sense
from bench.peers.voting import Frames, vote
from bench.truth import Post, Recording

DISTANCE = 31
QUALITY = 50


class Vpdq:
    name = "vPDQ 1 fps + offset vote"
    sense = Sense.PICTURE

    def __init__(self) -> None:
        self._recordings: dict[str, Frames] = {}

    def missing(self) -> str:
        if find_spec("vpdq"):
            return ""
        return (
            "the package vpdq is not installed; it is built from source, with cmake and Debian's libav*-dev"
        )

    def index(self, recordings: Sequence[Recording]) -> None:
        self._recordings = {r.id: _frames(Path(r.file)) for r in recordings}

    def search(self, post: Post) -> list[Claim]:
        if post.still:
            return []
        return vote([(_frames(Path(post.file)), False)], self._recordings, DISTANCE, rates=(1.0,))


def _frames(path: Path) -> Frames:
    features: Any = import_module("vpdq").computeHash(path, seconds_per_hash=1.0, thread_count=1)
    good = [f for f in features if f.quality >= QUALITY]
    seconds = np.array([f.timestamp for f in good], float)
    bits = np.array([list(bytes.fromhex(f.hex)) for f in good], np.uint8).reshape(len(good), 32)
    return Frames(seconds, bits)
