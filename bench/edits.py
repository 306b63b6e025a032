"""The edits that clips go through before they are posted: what is done to pictures, time and sound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from bench.operations import Operation
from bench.truth import Group, SoundState
from storage.records import FULL_BOX, Box

Draw = np.random.Generator


class Timing(StrEnum):
    """Which stretches of a recording a post shows, one after the other."""

    WHOLE = "whole"
    JOINED = "joined"
    BACKWARDS = "backwards"
    PARTLY_REVERSED = "partly reversed"
    FROZEN = "frozen"
    LOOPED = "looped"
    STILL = "still"
    SNIPPET = "snippet"
    AIRED_AGAIN = "aired again"


@dataclass(frozen=True)
class Look:
    """What a post looks like. Pictures are decoded at ``work`` (width, height), changed by the
    operations, and scaled to ``high``; the boxes say what came of the recording's picture."""

    operations: tuple[Operation, ...] = ()
    work: tuple[int, int] = (640, 360)
    high: int = 360
    crf: int = 30
    fps: float = 25.0
    mirrored: bool = False
    source_box: Box | None = FULL_BOX
    clip_box: Box | None = FULL_BOX
    overlays: tuple[Box, ...] = ()
    on_ground: bool = False
    """Shown inside a second video, as in reaction videos."""


@dataclass(frozen=True)
class Edit:
    name: str
    look: Callable[[Draw], Look]
    group: Group = Group.COMMON
    rate: float = 1.0
    timing: Timing = Timing.WHOLE
    sound: SoundState = SoundState.KEPT
    over_the_air: bool = False
    """The sound was caught by a microphone."""
    other_capture: bool = False
    """All posts are cut from the second capture; of other edits a third is."""


def _plain(_draw: Draw) -> Look:
    return Look()


def _crop(share: float) -> Callable[[Draw], Look]:
    def look(draw: Draw) -> Look:
        left, top = (round(float(v) * share, 4) for v in draw.uniform(0.15, 0.85, 2))
        box = (left, top, left + 1 - share, top + 1 - share)
        return Look((Operation("crop", box),), work=(960, 540), source_box=box)

    return look


def _portrait_crop(draw: Draw) -> Look:
    wide = 81 / 256  # 9:16 of a 16:9 picture
    left = round(float(draw.uniform(0.2, 0.8 - wide)), 4)
    box = (left, 0.0, left + wide, 1.0)
    return Look((Operation("crop", box),), work=(1280, 720), high=640, source_box=box)


def _portrait_bars(_draw: Draw) -> Look:
    box = (0.0, 219 / 640, 1.0, 421 / 640)
    return Look((Operation("blurred bars"),), high=640, clip_box=box)


def _letterbox(draw: Draw) -> Look:
    bar = round(float(draw.uniform(0.1, 0.18)), 3)
    box = (0.0, bar, 1.0, 1 - bar)
    return Look((Operation("place", box),), work=(640, 360), high=480, clip_box=box)


CAPTION_BOX = (0.0, 0.78, 1.0, 0.97)
LOGO_BOX = (0.01, 0.05, 0.19, 0.23)


def _caption(draw: Draw) -> Look:
    return Look((Operation("caption", (float(draw.integers(3)),)),), overlays=(CAPTION_BOX, LOGO_BOX))


def _overlay_box(draw: Draw) -> Look:
    wide, high = (round(float(v), 3) for v in draw.uniform(0.3, 0.45, 2))
    x, y = round(float(draw.uniform(0, 1 - wide)), 3), round(float(draw.uniform(0.2, 1 - high)), 3)
    box = (x, y, x + wide, y + high)
    colour = tuple(float(v) for v in draw.integers(0, 256, 3))
    return Look((Operation("box", (*box, *colour)),), overlays=(box,))


def _colour(draw: Draw) -> Look:
    gamma, gain, lift, blue = (
        draw.uniform(0.7, 1.35),
        draw.uniform(0.75, 1.1),
        draw.uniform(0, 25),
        draw.uniform(-30, 30),
    )
    return Look((Operation("colour", tuple(round(float(v), 3) for v in (gamma, gain, lift, blue))),))


def _inset(share: float) -> Callable[[Draw], Look]:
    def look(draw: Draw) -> Look:
        x, y = (round(float(v) * (1 - share), 3) for v in draw.uniform(0.04, 0.96, 2))
        box = (x, y, x + share, y + share)
        return Look((Operation("inset", box),), high=480, clip_box=box, on_ground=True)

    return look


def _combined(draw: Draw) -> Look:
    crop = _crop(0.1)(draw)
    operations = (*crop.operations, Operation("mirror"), Operation("caption", (0.0,)))
    return Look(
        operations,
        work=crop.work,
        mirrored=True,
        source_box=crop.source_box,
        overlays=(CAPTION_BOX, LOGO_BOX),
    )


def _filmed(draw: Draw) -> Look:
    seed = float(draw.integers(1 << 20))
    return Look(
        (Operation("filmed", (seed,)),),
        work=(960, 540),
        high=480,
        fps=30.0,
        crf=26,
        source_box=None,
        clip_box=None,
    )


def _still(draw: Draw) -> Look:
    kind = int(draw.integers(3))
    return (_plain, _crop(0.2), _caption)[kind](draw)


def _rotated(draw: Draw) -> Look:
    turn = 3.0 if draw.uniform() < 0.5 else -3.0
    return Look((Operation("rotate", (turn,)),), source_box=None, clip_box=None)


def edits() -> tuple[Edit, ...]:
    """In the order in which they are reported: the twenty that matchers are compared on, then the further ones."""
    further = Group.FURTHER
    return (
        Edit("re-encoded 360p", lambda _: Look(crf=35)),
        Edit("re-encoded 240p", lambda _: Look(high=240, crf=38)),
        Edit("crop 10 %", _crop(0.1)),
        Edit("crop 20 %", _crop(0.2)),
        Edit("crop 30 %", _crop(0.3)),
        Edit("mirror", lambda _: Look((Operation("mirror"),), mirrored=True)),
        Edit("9:16 blurred bars", _portrait_bars),
        Edit("9:16 crop", _portrait_crop),
        Edit("caption and logo", _caption),
        Edit("1.25x", _plain, rate=1.25),
        Edit("0.8x", _plain, rate=0.8),
        Edit("colour", _colour),
        Edit("rotated 3 degrees", _rotated),
        Edit("inset 60 %", _inset(0.6)),
        Edit("inset 35 %", _inset(0.35)),
        Edit("grey", lambda _: Look((Operation("grey"),))),
        Edit("30 fps", lambda _: Look(fps=30.0)),
        Edit("two joined", _plain, timing=Timing.JOINED),
        Edit("sound replaced", _plain, sound=SoundState.REPLACED),
        Edit("combined", _combined, rate=1.1),
        Edit("backwards", _plain, further, timing=Timing.BACKWARDS),
        Edit("partly reversed", _plain, further, timing=Timing.PARTLY_REVERSED),
        Edit("frozen part", _plain, further, timing=Timing.FROZEN),
        Edit("looped part", _plain, further, timing=Timing.LOOPED),
        Edit("still image", _still, further, timing=Timing.STILL),
        Edit("filmed screen", _filmed, further, over_the_air=True),
        Edit("4 s snippet", _plain, further, timing=Timing.SNIPPET),
        Edit("another capture", _plain, further, other_capture=True),
        Edit("aired several times", _plain, further, timing=Timing.AIRED_AGAIN),
        Edit("sound muted", _plain, further, sound=SoundState.MUTED),
        Edit("sound from elsewhere", _plain, further, sound=SoundState.ELSEWHERE),
        Edit("letterbox", _letterbox, further),
        Edit("overlay box", _overlay_box, further),
    )
