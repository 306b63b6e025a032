"""The hands of the desk: the acts of people, the search plan, and frames and sounds of footage."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from flows import gathering
from flows.acting import Acting
from flows.bench import Bench
from reference.errors import MediaUnreadable
from reference.times import iso
from review.desk.hands import PlannedStep

_WIDTH = 960
_SECONDS = 60.0
"""How long the decoder may take for one frame, or for the sound of one link."""
_BARS = 236
_RATE = 4000
"""Samples of sound a second; enough to see where it is loud."""


class DeskHands(Acting):
    """See :class:`review.desk.hands.Hands`."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._here = bench

    def plan(self, case: str) -> Sequence[PlannedStep]:
        with self._here.store() as store:
            steps = gathering.plan(self._here, store, case)
        return [
            PlannedStep(
                station=step.name,
                when=f"{iso(step.window.start)} to {iso(step.window.end)}",
                source=step.source.value if step.source else "your own recordings only",
                cost=f"{step.cost.hours:.1f} h, about {step.cost.size / 1e9:.1f} GB",
                because="; ".join(step.because),
            )
            for step in steps
        ]

    def gather(self, case: str, hours: float, *, by: str, because: str) -> str:
        limits = gathering.Limits(hours=hours)
        return gathering.request(self._here, case, limits, asked_by=by, because=because)

    def still(self, footage: Path, second: float) -> bytes:
        return _still(footage, round(second, 2))

    def loudness(self, footage: Path, begin: float, end: float) -> Sequence[float]:
        return _loudness(footage, round(begin, 2), round(end, 2))


@lru_cache(maxsize=256)
def _still(footage: Path, second: float) -> bytes:
    from matching.decoding import decode_moments
    from matching.evidence import jpeg_of

    frames = decode_moments(footage, [second], _WIDTH, _SECONDS)
    if not frames:
        raise MediaUnreadable(f"{footage.name} shows nothing at second {second:.1f}")
    return jpeg_of(frames[0])


@lru_cache(maxsize=64)
def _loudness(footage: Path, begin: float, end: float) -> tuple[float, ...]:
    import numpy as np

    from matching.decoding import decode_sound

    chunks = list(decode_sound(footage, _RATE, end, _SECONDS))
    sound = np.concatenate(chunks) if chunks else np.zeros(0, np.float32)
    part = sound[round(begin * _RATE) : round(end * _RATE)]
    bars = np.array_split(np.abs(part), _BARS)
    peaks = np.array([float(bar.max()) if bar.size else 0.0 for bar in bars])
    return tuple(float(value) for value in peaks / max(float(peaks.max()), 1e-6))
