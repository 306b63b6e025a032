"""From a recording to its index segment: which frames are looked at, and what is kept of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.decoding import Wanted, decode, decode_sound
from matching.features import RECORDING, Features, describe
from matching.media import MediaFacts, probe
from matching.overlay import OverlayFinder
from matching.segment import Coded, coded_together, write
from matching.sound_prints import RATE, listen_through
from reference.errors import MediaUnreadable

WIDTH = 320
STEP = 1.0
"""Seconds between indexed frames where key frames are too far apart."""
KEY_STEP = 0.9
"""Key frames nearer together than this are passed over."""
LONGEST_KEY_GAP = 2.05
TOGETHER = 64
"""Frames whose key points are coded at once."""


def index_recording(path: Path, into: Path, progress: Callable[[float], None] | None = None) -> None:
    """Look at key frames where they are at most 2 s apart, else at one frame a second, and write ``into``.

    Args:
        progress: Called with the share that is done, 0 to 1.

    Raises:
        MediaUnreadable: The file cannot be decoded or has no moving picture.
    """
    facts = probe(path)
    if not facts.has_picture or facts.still:
        raise MediaUnreadable(f"{path.name} has no moving picture; a recording needs one.")
    seconds: list[float] = []
    coded_frames: list[Coded] = []
    waiting: list[Features] = []
    overlay = OverlayFinder()
    aspect = facts.width / facts.height
    # A decoder that is slower than a quarter of real time is not one to wait for.
    for frame in decode(path, _wanted(facts), seconds=60 + 4 * facts.duration):
        seconds.append(frame.second)
        waiting.append(describe(frame.pixels, RECORDING))
        if len(waiting) == TOGETHER:
            coded_frames += coded_together(waiting, aspect)
            waiting.clear()
        overlay.add(frame.pixels)
        if progress is not None:
            progress(min(1.0, frame.second / facts.duration))
    if not seconds:
        raise MediaUnreadable(f"{path.name} is damaged: not one frame of it can be decoded.")
    if waiting:
        coded_frames += coded_together(waiting, aspect)
    sound = _sound(path, facts) if facts.has_sound else None
    write(into, seconds, coded_frames, overlay.result(), aspect, facts.duration, sound)
    if progress is not None:
        progress(1.0)


def _sound(path: Path, facts: MediaFacts) -> NDArray[np.uint32] | None:
    """The sound's items; None where none of it can be decoded: the picture is searchable all the same."""
    chunks = decode_sound(path, RATE, facts.duration + 1.0, seconds=60 + facts.duration)
    try:
        return np.concatenate([np.zeros(0, np.uint32), *listen_through(chunks)])
    except MediaUnreadable:
        return None


def _wanted(facts: MediaFacts) -> Wanted:
    if facts.key_gap <= LONGEST_KEY_GAP:
        return Wanted(width=WIDTH, every=KEY_STEP, key_frames_only=True)
    return Wanted(width=WIDTH, every=STEP)
