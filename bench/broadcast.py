"""The archive's programme: what each recording shows when, and where footage airs again.

Every station shows blocks of scenes between its own ident and jingle, a studio wall over a music bed
that all stations share, bars with a tone, black, and a slate. Some spans of scenes air two or three
times, in recordings of different stations. Everything lies on the grid of 25 frames a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from bench.scenes import Scene, Source
from bench.sound import seed_of
from bench.truth import Airing
from bench.video import FPS
from storage.records import Box

KEY_EVERY = (FPS, 2 * FPS, 10 * FPS)
BLOCK = 26 * FPS
"""Frames of scenes without an interruption, at least."""
SHORTEST_AIRING = 0.3


class Kind(StrEnum):
    SCENE = "scene"
    IDENT = "ident"
    BARS = "bars"
    STUDIO = "studio"
    BLACK = "black"
    SLATE = "slate"


FURNITURE_FRAMES = {Kind.IDENT: 100, Kind.BARS: 125, Kind.STUDIO: 175, Kind.BLACK: 50, Kind.SLATE: 75}


@dataclass(frozen=True)
class Item:
    kind: Kind
    frames: int
    source: Source | None = None
    begin: float = 0.0
    """Second of the source."""


@dataclass(frozen=True)
class RecordingPlan:
    id: str
    station: int
    items: tuple[Item, ...]
    key_every: int
    ticker: bool

    @property
    def frames(self) -> int:
        return sum(item.frames for item in self.items)

    def spans(self) -> list[tuple[int, Item]]:
        """First frame and item."""
        firsts = np.cumsum([0, *(item.frames for item in self.items)])
        return [(int(first), item) for first, item in zip(firsts[:-1], self.items, strict=True)]


@dataclass(frozen=True)
class CapturePlan:
    """The same broadcast caught by another receiver, which began ``skipped`` frames later."""

    recording: RecordingPlan
    skipped: int
    box: Box
    """What is left of the broadcast picture."""
    wide: int
    high: int
    codec: str


@dataclass(frozen=True)
class Archive:
    recordings: tuple[RecordingPlan, ...]
    captures: tuple[CapturePlan, ...]
    """One for each recording, in the same order."""
    repeated: tuple[Scene, ...]
    """Spans that air more than once."""


def plan_archive(shown: tuple[Scene, ...], count: int, seed: int) -> Archive:
    draw = seed_of("archive", seed)
    order = [shown[n] for n in draw.permutation(len(shown))]
    repeated: list[Scene] = []
    further: list[list[Item]] = [[] for _ in range(count)]
    for number, scene in enumerate(order):
        if scene.seconds >= 8 and number % 3 == 0 and count > 1:
            span = _span(scene, draw)
            repeated.append(span)
            others = [n for n in draw.permutation(count) if n != number % count]
            for other in others[: 1 + len(repeated) % 2]:
                further[int(other)].append(_scene_item(span))
    recordings = tuple(
        RecordingPlan(
            id=f"recording-{number}",
            station=number,
            items=_programme([_scene_item(s) for s in order[number::count]], further[number], number),
            key_every=KEY_EVERY[number % len(KEY_EVERY)],
            ticker=number % 2 == 0,
        )
        for number in range(count)
    )
    return Archive(recordings, tuple(_capture(r, seed) for r in recordings), tuple(repeated))


def _span(scene: Scene, draw: np.random.Generator) -> Scene:
    length = float(draw.uniform(7, min(14, scene.seconds)))
    begin = scene.begin + float(draw.uniform(0, scene.seconds - length))
    begin = round(begin * FPS) / FPS
    return Scene(scene.source, begin, begin + int(length * FPS) / FPS)


def _scene_item(scene: Scene) -> Item:
    return Item(Kind.SCENE, int(scene.seconds * FPS + 1e-6), scene.source, scene.begin)


def _programme(own: list[Item], further: list[Item], station: int) -> tuple[Item, ...]:
    """Scenes in blocks, footage from elsewhere among them, with what every station shows in between."""
    scenes = list(own)
    for number, item in enumerate(further):
        scenes.insert(min(len(scenes), 1 + 2 * number), item)
    between = [Kind.STUDIO, Kind.BARS, Kind.BLACK, Kind.SLATE, Kind.STUDIO]
    items = [_furniture(Kind.IDENT)]
    block = 0
    gaps = 0
    for item in scenes:
        items.append(item)
        block += item.frames
        if block >= BLOCK:
            kind = between[(gaps + station) % len(between)]
            items += [_furniture(Kind.IDENT), _furniture(kind)] if gaps % 2 else [_furniture(kind)]
            block, gaps = 0, gaps + 1
    return (*items, _furniture(Kind.STUDIO), _furniture(Kind.IDENT))


def _furniture(kind: Kind) -> Item:
    return Item(kind, FURNITURE_FRAMES[kind])


def _capture(recording: RecordingPlan, seed: int) -> CapturePlan:
    draw = seed_of("capture", seed, recording.id)
    left, top, right, bottom = (round(float(v), 4) for v in draw.uniform(0.004, 0.02, 4))
    mpeg2 = recording.station % 2 == 0
    return CapturePlan(
        recording=recording,
        skipped=int(draw.integers(20, 60)),
        box=(left, top, 1 - right, 1 - bottom),
        wide=1024 if mpeg2 else 854,
        high=576 if mpeg2 else 480,
        codec="mpeg2video" if mpeg2 else "libx264",
    )


def blocks(recording: RecordingPlan) -> list[tuple[int, int]]:
    """First frame and number of frames of each run of scenes."""
    runs: list[tuple[int, int]] = []
    for first, item in recording.spans():
        if item.kind is not Kind.SCENE:
            continue
        if runs and sum(runs[-1]) == first:
            runs[-1] = (runs[-1][0], runs[-1][1] + item.frames)
        else:
            runs.append((first, item.frames))
    return runs


def places(archive: Archive, span: Scene) -> list[tuple[RecordingPlan, int]]:
    """Recordings and first frames at which the whole of ``span`` airs."""
    found = []
    for recording in archive.recordings:
        for first, item in recording.spans():
            if item.source == span.source and item.begin <= span.begin + 1e-6:
                offset = round((span.begin - item.begin) * FPS)
                if offset + span.seconds * FPS <= item.frames + 1e-6:
                    found.append((recording, first + offset))
    return found


def airings(
    archive: Archive, recording: RecordingPlan, begin: float, clip: float, seconds: float, rate: float
) -> tuple[tuple[Airing, ...], tuple[str, ...]]:
    """Every showing of what a stretch of a post shows, and the families seen in it."""
    ends = sorted((begin, begin + rate * seconds))
    showings: list[Airing] = []
    families: dict[str, None] = {}
    for first, item in recording.spans():
        low, high = max(ends[0], first / FPS), min(ends[1], (first + item.frames) / FPS)
        if item.source is None or high < low or (rate and high - low < 1 / FPS):
            continue
        families[item.source.family] = None
        at = item.begin - first / FPS
        for other in archive.recordings:
            for start, candidate in other.spans():
                if candidate.source != item.source:
                    continue
                shift = start / FPS - candidate.begin + at
                a = max(low, start / FPS - shift)
                b = min(high, (start + candidate.frames) / FPS - shift)
                if b - a >= SHORTEST_AIRING or (rate == 0 and b >= a):
                    showings.append(_showing(other.id, a, b, shift, (begin, clip, seconds, rate)))
    return tuple(showings), tuple(families)


def _showing(
    recording: str, low: float, high: float, shift: float, stretch: tuple[float, float, float, float]
) -> Airing:
    begin, clip, seconds, rate = stretch
    if rate == 0:
        return Airing(recording, begin + shift, clip, seconds)
    first = low if rate > 0 else high
    return Airing(recording, first + shift, clip + (first - begin) / rate, (high - low) / abs(rate))
