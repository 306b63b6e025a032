"""The edits that clips go through before they are posted, as functions of one picture or of the cut."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bench.video import Picture, resized
from storage.records import FULL_BOX, Box


def _same(picture: Picture) -> Picture:
    return picture


@dataclass(frozen=True)
class Edit:
    """``look`` changes each picture; ``rate`` is recording seconds per clip second."""

    name: str
    look: Callable[[Picture], Picture] = _same
    rate: float = 1.0
    fps: float = 25.0
    height: int = 360
    crf: int = 30
    mirrored: bool = False
    reversed: bool = False
    joined: bool = False
    """Two places of the archive, one after the other."""
    source_box: Box | None = FULL_BOX
    """What of the recording's picture is left; None where it is not measured."""


def _crop(share: float) -> tuple[Callable[[Picture], Picture], Box]:
    """Without ``share`` of the width and of the height, off centre."""
    left, top, kept = share * 0.65, share * 0.4, 1.0 - share

    def look(picture: Picture) -> Picture:
        high, wide = picture.shape[:2]
        y, x = round(top * high), round(left * wide)
        return picture[y : y + round(kept * high), x : x + round(kept * wide)]

    return look, (left, top, left + kept, top + kept)


def _mirror(picture: Picture) -> Picture:
    return picture[:, ::-1]


def _portrait_bars(picture: Picture) -> Picture:
    import cv2

    high, wide = picture.shape[:2]
    middle = picture[:, wide // 2 - high * 9 // 32 : wide // 2 + high * 9 // 32]
    canvas = cv2.GaussianBlur(resized(middle, 360, 640), (0, 0), 14).astype(np.uint8, copy=False)
    inner = round(360 * high / wide)
    canvas[320 - inner // 2 : 320 - inner // 2 + inner] = resized(picture, 360, inner)
    return canvas


def _portrait_crop(picture: Picture) -> Picture:
    high, wide = picture.shape[:2]
    left, kept = round(wide * 0.3), round(high * 9 / 16)
    return resized(picture[:, left : left + kept], 360, 640)


def _overlay(picture: Picture) -> Picture:
    import cv2

    high, wide = picture.shape[:2]
    marked = picture.copy()
    cv2.rectangle(marked, (0, round(high * 0.78)), (wide, round(high * 0.97)), (25, 25, 25), -1)
    for line, text in enumerate(("You will not believe", "what they showed tonight")):
        spot = (round(wide * 0.06), round(high * (0.85 + 0.09 * line)))
        cv2.putText(marked, text, spot, cv2.FONT_HERSHEY_DUPLEX, high / 420, (255, 255, 255), 2)
    cv2.circle(marked, (round(wide * 0.1), round(high * 0.14)), round(high * 0.09), (40, 60, 230), -1)
    cv2.putText(
        marked,
        "@newsfan",
        (round(wide * 0.72), round(high * 0.3)),
        cv2.FONT_HERSHEY_SIMPLEX,
        high / 600,
        (255,) * 3,
    )
    return marked


def _colour(picture: Picture) -> Picture:
    levels = np.clip((np.arange(256) / 255) ** 0.8 * 255 * 0.85 + 22, 0, 255).astype(np.uint8)
    changed = levels[picture]
    changed[..., 0] = np.clip(changed[..., 0].astype(np.int16) - 25, 0, 255)
    return changed


def _rotate(picture: Picture) -> Picture:
    import cv2

    high, wide = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), 3.0, 1.12)
    return cv2.warpAffine(picture, turn, (wide, high)).astype(np.uint8, copy=False)


def _inset(share: float) -> Callable[[Picture], Picture]:
    ground = np.random.default_rng(7).uniform(30, 200, (9, 16, 3)).astype(np.float32)

    def look(picture: Picture) -> Picture:
        high, wide = picture.shape[:2]
        canvas = resized(ground.astype(np.uint8), wide, high)
        small = resized(picture, round(wide * share), round(high * share))
        y, x = round(high * 0.08), round(wide * 0.95) - small.shape[1]
        canvas[y : y + small.shape[0], x : x + small.shape[1]] = small
        return canvas

    return look


def _grey(picture: Picture) -> Picture:
    import cv2

    return cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR).astype(
        np.uint8, copy=False
    )


def _combined(picture: Picture) -> Picture:
    return _overlay(_mirror(_crop(0.1)[0](picture)))


def edits() -> tuple[Edit, ...]:
    """The benchmark's edits, in the order in which they are reported."""
    crops = {share: _crop(share) for share in (0.1, 0.2, 0.3)}
    return (
        Edit("re-encoded 360p", crf=35),
        Edit("240p", height=240, crf=38),
        *(Edit(f"crop {share:.0%}", look, source_box=box) for share, (look, box) in crops.items()),
        Edit("mirror", _mirror, mirrored=True),
        Edit("9:16 blurred bars", _portrait_bars, height=640),
        Edit("9:16 crop", _portrait_crop, height=640, source_box=None),
        Edit("caption and logo", _overlay),
        Edit("1.25x", rate=1.25),
        Edit("0.8x", rate=0.8),
        Edit("colour", _colour),
        Edit("rotated 3 deg", _rotate, source_box=None),
        Edit("inset 60 %", _inset(0.6)),
        Edit("inset 35 %", _inset(0.35)),
        Edit("grey", _grey),
        Edit("30 fps", fps=30.0),
        Edit("two joined", joined=True),
        Edit("combined", _combined, rate=1.1, mirrored=True, source_box=None),
        Edit("backwards", reversed=True),
    )
