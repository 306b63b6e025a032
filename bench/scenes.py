"""Which scenes are broadcast, which are held out, and what each is heard with."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from bench.families import Footage, Role, families_of, footage, role_of
from bench.sound import audible
from bench.video import SOUND_RATE, read_sound

LONGEST_SHOWN = 60.0
SOUND_ENDINGS = frozenset({".mp3", ".wav", ".flac", ".ogg", ".m4a"})


@dataclass(frozen=True)
class Source:
    """A video and its sound: ``sound`` is a file, or "" where it is synthesised from ``family``."""

    path: str
    digest: str
    """Of the file's size and its first 64 KiB: enough to tell a cache that it has changed."""
    family: str
    sound: str


@dataclass(frozen=True)
class Scene:
    source: Source
    begin: float
    end: float

    @property
    def seconds(self) -> float:
        return self.end - self.begin


@dataclass(frozen=True)
class Scenes:
    shown: tuple[Scene, ...]
    absent: tuple[Scene, ...]
    """Of families that are in no recording."""
    later: tuple[Scene, ...]
    """The later part of broadcast scenes: the same camera at another time."""
    strange_sounds: tuple[str, ...]
    """Files that no recording is heard with."""


def scenes(folder: Path, role: Role) -> Scenes:
    """The scenes of one role, in a fixed order. Of each family the longest file only.

    Further files of a family are versions of one take: right answers that no truth would know of.
    """
    longest: dict[str, Footage] = {}
    for item in footage(folder, role):
        if item.family not in longest or item.duration > longest[item.family].duration:
            longest[item.family] = item
    families = sorted(longest)
    lent, strange = _sounds(folder, role)
    shown: list[Scene] = []
    absent: list[Scene] = []
    later: list[Scene] = []
    for number, family in enumerate(families):
        item = longest[family]
        source = _source(item, lent)
        end = item.duration - 0.1
        if number % 3 == 0:
            absent.append(Scene(source, 0.0, min(end, LONGEST_SHOWN)))
        elif end > 24:
            half = min(end / 2, LONGEST_SHOWN)
            shown.append(Scene(source, 0.0, half))
            later.append(Scene(source, half + 2.0, min(end, half + LONGEST_SHOWN)))
        else:
            shown.append(Scene(source, 0.0, end))
    return Scenes(tuple(shown), tuple(absent), tuple(later), tuple(strange))


def _source(item: Footage, lent: list[tuple[Path, float]]) -> Source:
    if item.has_sound and audible(read_sound(item.path)) >= 0.3:
        sound = str(item.path)
    else:
        fitting = [entry for entry in lent if entry[1] >= item.duration]
        sound = str(min(fitting, key=lambda entry: (entry[1], entry[0]))[0]) if fitting else ""
        lent[:] = [entry for entry in lent if str(entry[0]) != sound]
    return Source(str(item.path), _digest(item.path), item.family, sound)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.sha256(file.read(1 << 16) + str(path.stat().st_size).encode()).hexdigest()[:16]


def _sounds(folder: Path, role: Role) -> tuple[list[tuple[Path, float]], list[str]]:
    """Files of the role's sound families, one a family: those to lend with their seconds, and strange ones."""
    known = families_of(folder)
    names: dict[str, Path] = {}
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in SOUND_ENDINGS):
        family = known.get(path.relative_to(folder).as_posix(), path.name)
        if role_of(family) is role:
            names.setdefault(family, path)
    lent: list[tuple[Path, float]] = []
    strange: list[str] = []
    for number, family in enumerate(sorted(names)):
        sound = read_sound(names[family])
        if len(sound) < 5 * SOUND_RATE or audible(sound) < 0.6:
            continue
        if number % 2:
            strange.append(str(names[family]))
        else:
            lent.append((names[family], len(sound) / SOUND_RATE))
    return lent, strange
