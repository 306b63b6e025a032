"""The stage's type: words as sprites, set in the typeface that Pillow carries, so that every machine shows the same."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from demo.canvas import Sprite
from demo.palette import Colour

_FINENESS = 4


@lru_cache(maxsize=16)
def _face(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


@lru_cache(maxsize=512)
def words(
    text: str, size: float, colour: Colour, weight: float = 0.0, spacing: float = 0.0, italic: bool = False
) -> Sprite:
    """``text`` as a sprite whose height depends on ``size`` alone, so that lines share a baseline.

    ``size`` is the em in pixels; ``weight`` thickens each stroke and ``spacing`` widens the gaps between
    letters, both as a share of the em.
    """
    em = round(size * _FINENESS)
    face = _face(em)
    stroke = round(weight * em)
    gap = spacing * em
    advances = [face.getlength(letter) + gap for letter in text] if spacing else [face.getlength(text)]
    pieces = list(text) if spacing else [text]
    width = int(sum(advances)) + 2 * stroke + em // 3
    sheet = Image.new("L", (width, round(em * 1.4)), 0)
    draw = ImageDraw.Draw(sheet)
    x = float(stroke)
    for piece, advance in zip(pieces, advances, strict=True):
        draw.text((x, em), piece, fill=255, font=face, anchor="ls", stroke_width=stroke)
        x += advance
    if italic:
        slant = 0.2
        sheet = sheet.transform(
            sheet.size, Image.Transform.AFFINE, (1, slant, -slant * em, 0, 1, 0), Image.Resampling.BICUBIC
        )
    small = sheet.resize((-(-width // _FINENESS), round(size * 1.4)), Image.Resampling.BOX)
    opacity = np.asarray(small)
    ink = np.empty((*opacity.shape, 3), np.uint8)
    ink[:] = colour[::-1]
    return Sprite(ink, opacity)
