"""What is true of the benchmark's recordings and posts, and its JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from storage.records import FULL_BOX, Box


class SoundState(StrEnum):
    KEPT = "kept"
    MUTED = "muted"
    REPLACED = "replaced"
    """By sound that no recording holds."""
    ELSEWHERE = "elsewhere"
    """By sound of another place of the archive; ``Post.sound`` says which."""


class Group(StrEnum):
    COMMON = "common"
    """The twenty edits that matchers are compared on."""
    FURTHER = "further"
    NEGATIVE = "negative"


class Negative(StrEnum):
    """Why a post is in no recording. All but the first two show or play what recurs everywhere."""

    OTHER_SCENE = "other scene"
    SAME_CAMERA = "same camera, another time"
    BLANK = "blank"
    SLATE = "slate"
    BARS = "bars"
    IDENT = "ident"
    STUDIO = "studio wall"
    SILENCE = "silence"
    JINGLE = "same jingle"
    MUSIC = "shared music"


RECURRING = tuple(kind for kind in Negative if kind not in {Negative.OTHER_SCENE, Negative.SAME_CAMERA})


@dataclass(frozen=True)
class Airing:
    """Clip seconds ``clip`` to ``clip + seconds`` are recording seconds from ``begin`` on, at the part's rate."""

    recording: str
    begin: float
    clip: float
    seconds: float


@dataclass(frozen=True)
class Part:
    """One continuous stretch of a post: clip second t shows recording second ``begin + rate * (t - clip)``."""

    recording: str
    begin: float
    clip: float
    seconds: float
    """Of the clip; 0 in a still image."""
    rate: float
    """Recording seconds per clip second; negative when reversed, 0 when frozen."""
    airings: tuple[Airing, ...] = ()
    """Every showing of this footage in the archive, this one too, earliest recording first."""
    families: tuple[str, ...] = ()
    """The scenes that are seen, by family: what cross-validation must not split."""
    mirrored: bool = False
    source_box: Box | None = FULL_BOX
    """What of the recording's picture is seen; None where no upright box says it."""
    clip_box: Box | None = FULL_BOX

    @property
    def reversed(self) -> bool:
        return self.rate < 0

    @property
    def frozen(self) -> bool:
        return self.rate == 0


@dataclass(frozen=True)
class Post:
    id: str
    file: str
    edit: str
    group: Group
    seconds: float
    """0 for a still image."""
    other_capture: bool = False
    picture: tuple[Part, ...] = ()
    sound: tuple[Part, ...] = ()
    """Where the sound is from; of a kept sound, the same places as the picture."""
    sound_state: SoundState = SoundState.KEPT
    overlays: tuple[Box, ...] = ()
    """Boxes of the clip that hide the broadcast picture."""
    negative: Negative | None = None
    families: tuple[str, ...] = ()
    """All scenes of the post, those of negatives too."""

    @property
    def still(self) -> bool:
        return self.seconds == 0


@dataclass(frozen=True)
class Recording:
    id: str
    file: str
    seconds: float
    key_gap: float
    """Seconds between key frames."""


@dataclass(frozen=True)
class Truth:
    role: str
    seed: int
    recordings: tuple[Recording, ...]
    posts: tuple[Post, ...]


def save(truth: Truth, path: Path) -> None:
    from cattrs.preconf.json import make_converter

    path.write_text(json.dumps(make_converter().unstructure(truth), indent=1), encoding="utf-8")


def load(path: Path) -> Truth:
    from cattrs.preconf.json import make_converter

    return make_converter().loads(path.read_text(encoding="utf-8"), Truth)
