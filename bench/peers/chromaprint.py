"""Chromaprint's ``fpcalc``: fingerprints slid along each other at five rates, silence masked.

An item that repeats the one before says nothing (silence, a held tone) and is left out; without that,
silence equals silence everywhere. The score is one minus twice the share of wrong bits.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.claims import Claim, Sense
from bench.sound import tempo
from bench.truth import Post, Recording
from bench.video import SOUND_RATE, Sound, read_sound

ITEM = 4096 / 3 / 11025
"""Seconds from one item to the next."""
RATES = (1.0, 0.8, 0.9, 1.1, 1.25)
FEWEST = 12
MOST_WRONG = 0.4
MOST = 3

Items = NDArray[np.uint32]


class Chromaprint:
    name = "Chromaprint, silence masked, 5 rates"
    sense = Sense.SOUND

    def __init__(self) -> None:
        self._recordings: dict[str, Items] = {}

    def missing(self) -> str:
        return "" if shutil.which("fpcalc") else "fpcalc is not installed (Debian: libchromaprint-tools)"

    def index(self, recordings: Sequence[Recording]) -> None:
        self._recordings = {r.id: _fingerprint(Path(r.file)) for r in recordings}

    def search(self, post: Post) -> list[Claim]:
        sound = np.zeros(0, np.float32) if post.still else read_sound(Path(post.file))
        if len(sound) < 2 * SOUND_RATE:
            return []
        claims = []
        for rate in RATES:
            items = _fingerprint_of(tempo(sound, 1 / rate))
            half = len(items) // 2
            for first, part in ((0, items), (0, items[:half]), (half, items[half:])):
                claims += [c for n, r in self._recordings.items() if (c := _slid(first, part, n, r, rate))]
        return _apart(sorted(claims, key=lambda claim: -claim.score))


def _fingerprint_of(sound: Sound) -> Items:
    import wave

    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        with wave.open(file, "wb") as wav:
            wav.setnchannels(1)
            wav.setsampwidth(2)
            wav.setframerate(SOUND_RATE)
            wav.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
        file.flush()
        return _fingerprint(Path(file.name))


def _fingerprint(path: Path) -> Items:
    """Complains about the end of some files, and gives the whole fingerprint all the same."""
    done = subprocess.run(
        ["fpcalc", "-raw", "-json", "-length", "0", str(path)], capture_output=True, check=False, timeout=600
    )
    values = json.loads(done.stdout)["fingerprint"] if done.stdout.strip() else []
    return np.array(values, np.uint32)


def _slid(first: int, part: Items, name: str, recording: Items, rate: float) -> Claim | None:
    """Where the part fits the recording best."""
    if len(part) < FEWEST or len(recording) < len(part):
        return None
    telling = np.r_[True, part[1:] != part[:-1]]
    windows = np.lib.stride_tricks.sliding_window_view(recording, len(part))
    heard = np.r_[True, recording[1:] != recording[:-1]]
    both = np.lib.stride_tricks.sliding_window_view(heard, len(part)) & telling
    wrong = (np.bitwise_count(windows ^ part) * both).sum(axis=1)
    counted = both.sum(axis=1)
    shares = np.where(counted >= FEWEST, wrong / (32 * np.maximum(1, counted)), 1.0)
    best = int(shares.argmin())
    if shares[best] > MOST_WRONG:
        return None
    begin, end = (n * ITEM / rate for n in (first, first + len(part)))
    score = float((1 - 2 * shares[best]) * min(1.0, counted[best] / (2 * FEWEST)))
    return Claim(name, score, Sense.SOUND, (begin, end), best * ITEM, rate)


def _apart(claims: list[Claim]) -> list[Claim]:
    """The best ones that share less than half a second."""
    kept: list[Claim] = []
    for claim in claims:
        shared = [min(c.clip[1], claim.clip[1]) - max(c.clip[0], claim.clip[0]) for c in kept]
        if max(shared, default=0.0) <= 0.5 and len(kept) < MOST:
            kept.append(claim)
    return kept
