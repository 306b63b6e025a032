"""The benchmark's archive and posts, with their exact truth, made from real footage.

Every recording is a row of scenes at 640 x 360, 25 frames a second, with a burnt-in bug and, on every
other one, a scrolling ticker; key frames are 1, 2 or 10 s apart. Posts are cut from the encoded
recordings. Negatives are cut from scenes that are in no recording, made up with the same graphics,
and, called hard, from the second half of long scenes whose first half was broadcast: the same fixed
camera at another time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from bench.edits import Edit
from bench.families import Footage
from bench.video import Picture, resized, write
from matching.decoding import Wanted, decode
from matching.media import probe

WIDE, HIGH, FPS = 640, 360, 25
KEY_EVERY = (25, 50, 250)
LONGEST_SCENE = 26.0
_TICKER = "  +++  council votes on new bridge  +++  rain expected in the north  +++  markets close higher"


@dataclass(frozen=True)
class Recording:
    id: str
    path: Path
    seconds: float


@dataclass(frozen=True)
class Part:
    """Clip seconds from ``clip`` on show recording seconds from ``begin`` on."""

    recording: str
    clip: float
    begin: float
    seconds: float
    """Of the recording."""


@dataclass(frozen=True)
class Post:
    path: Path
    edit: Edit
    parts: tuple[Part, ...]
    """Empty for a negative."""
    hard: bool = False


@dataclass(frozen=True)
class Scene:
    path: Path
    begin: float
    end: float


def split(items: list[Footage]) -> tuple[list[Scene], list[Scene], list[Scene]]:
    """Scenes to broadcast, scenes that are held out, and later parts of broadcast scenes."""
    # The longest of each family: versions of one scene would be right answers that no truth knows of.
    longest: dict[str, Footage] = {}
    for item in items:
        if item.family not in longest or item.duration > longest[item.family].duration:
            longest[item.family] = item
    items = list(longest.values())
    families = sorted(longest)
    held_out = set(families[::3])
    shown, absent, later = [], [], []
    for item in items:
        if item.family in held_out:
            absent.append(Scene(item.path, 0.0, min(item.duration, LONGEST_SCENE)))
        elif item.duration > 24:
            half = min(item.duration / 2, LONGEST_SCENE)
            shown.append(Scene(item.path, 0.0, half))
            later.append(Scene(item.path, item.duration - half + 2.0, item.duration))
        else:
            shown.append(Scene(item.path, 0.0, item.duration))
    return shown, absent, later


def build_archive(
    scenes: list[Scene], folder: Path, count: int, draw: np.random.Generator
) -> list[Recording]:
    """``count`` recordings of all the scenes, each scene in one of them; what is there is used again."""
    order = [scenes[i] for i in draw.permutation(len(scenes))]
    recordings = []
    for number in range(count):
        path = folder / f"recording-{number}.mp4"
        if not path.exists():
            pictures = _broadcast(order[number::count], number)
            write(path, pictures, FPS, crf=25, key_every=KEY_EVERY[number % len(KEY_EVERY)])
        recordings.append(Recording(path.stem, path, probe(path).duration))
    return recordings


def _broadcast(scenes: list[Scene], station: int) -> Iterator[Picture]:
    frame = 0
    for scene in scenes:
        for picture in _pictures(scene.path, scene.begin, scene.end, FPS):
            yield _graphics(_filled(picture), station, frame)
            frame += 1


def _pictures(path: Path, begin: float, end: float, fps: float) -> Iterator[Picture]:
    """Frames at exactly ``fps``: those of the file are repeated or passed over."""
    wanted = Wanted(width=WIDE, begin=begin, end=end, colour=True)
    due = begin
    for frame in decode(path, wanted, seconds=300):
        while frame.second >= due - 1e-4:
            yield frame.pixels
            due += 1 / fps


def _filled(picture: Picture) -> Picture:
    """The picture cut to 16:9 and scaled to the recording's size."""
    high, wide = picture.shape[:2]
    if wide * 9 > high * 16:
        kept = high * 16 // 9
        picture = picture[:, (wide - kept) // 2 : (wide - kept) // 2 + kept]
    else:
        kept = wide * 9 // 16
        picture = picture[(high - kept) // 3 : (high - kept) // 3 + kept]
    return resized(picture, WIDE, HIGH)


def _graphics(picture: Picture, station: int, frame: int) -> Picture:
    import cv2

    marked = picture.copy()
    cv2.putText(marked, f"K{station}TV", (536, 46), cv2.FONT_HERSHEY_DUPLEX, 1.1, (250, 250, 250), 2)
    if station % 2 == 0:
        cv2.rectangle(marked, (0, 328), (WIDE, HIGH), (120, 30, 20), -1)
        x = WIDE - frame * 3 % (WIDE + 1500)
        cv2.putText(marked, _TICKER, (x, 350), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (255, 255, 255), 1)
    return marked


def build_post(
    edit: Edit, archive: list[Recording], path: Path, draw: np.random.Generator, seconds: float | None = None
) -> Post:
    """A post of 6 to 14 recording seconds, or of two cuts of 4 to 7, cut anywhere in the archive."""
    parts: list[Part] = []
    pictures: list[Picture] = []
    rate = -edit.rate if edit.reversed else edit.rate
    for _ in range(2 if edit.joined else 1):
        recording = archive[int(draw.integers(len(archive)))]
        length = seconds or float(draw.uniform(4, 7) if edit.joined else draw.uniform(6, 14))
        begin = float(draw.uniform(0.5, recording.seconds - length - 0.5))
        frames = round(length * FPS)
        truth = begin + frames / FPS if edit.reversed else begin
        earlier = sum(part.seconds for part in parts)
        parts.append(Part(recording.id, earlier / abs(rate), truth, frames / FPS))
        if not path.exists():
            cut = list(islice(_pictures(recording.path, begin, begin + length + 1.0, FPS), frames))
            pictures += cut[::-1] if edit.reversed else cut
    if pictures:
        _write_post(path, pictures, edit)
    return Post(path, edit, tuple(parts))


def build_negative(scene: Scene, edit: Edit, path: Path, station: int, *, hard: bool) -> Post:
    """Up to 12 s of a scene that is in no recording, with a station's own graphics."""
    if path.exists():
        return Post(path, edit, (), hard)
    cut = [
        _graphics(_filled(picture), station, number + 900)
        for number, picture in enumerate(
            _pictures(scene.path, scene.begin, min(scene.end, scene.begin + 12), FPS)
        )
    ]
    _write_post(path, cut[::-1] if edit.reversed else cut, edit)
    return Post(path, edit, (), hard)


def _write_post(path: Path, pictures: list[Picture], edit: Edit) -> None:
    count = round(len(pictures) / abs(edit.rate) * edit.fps / FPS)
    chosen = (
        pictures[min(len(pictures) - 1, int(n * abs(edit.rate) * FPS / edit.fps + 1e-6))]
        for n in range(count)
    )
    write(path, (_scaled(edit.look(p), edit.height) for p in chosen), edit.fps, edit.crf, 250)


def _scaled(picture: Picture, height: int) -> Picture:
    high, wide = picture.shape[:2]
    return resized(picture, round(wide * height / high / 2) * 2, height)
