"""The colours of the stage: one evening palette that every scene draws from, as sRGB triples."""

from __future__ import annotations

Colour = tuple[int, int, int]

INK: Colour = (20, 30, 52)
NIGHT: Colour = (33, 50, 82)
SLATE: Colour = (88, 106, 128)
MIST: Colour = (176, 196, 204)
TEAL: Colour = (44, 122, 132)
LAGOON: Colour = (98, 172, 176)
PINE: Colour = (38, 76, 72)
MOSS: Colour = (72, 118, 82)
LEAF: Colour = (134, 164, 88)
STRAW: Colour = (226, 204, 140)
AMBER: Colour = (242, 178, 58)
CORAL: Colour = (228, 100, 80)
BRICK: Colour = (166, 70, 66)
ROSE: Colour = (222, 150, 142)
PLUM: Colour = (92, 60, 96)
EARTH: Colour = (112, 84, 70)
CREAM: Colour = (248, 238, 216)

SKINS: tuple[Colour, ...] = ((244, 204, 170), (224, 172, 130), (180, 122, 88), (126, 84, 62), (250, 216, 190))
CLOTHES: tuple[Colour, ...] = (CORAL, AMBER, TEAL, PLUM, SLATE, MOSS, CREAM, NIGHT, ROSE, LAGOON)
HAIRS: tuple[Colour, ...] = ((44, 34, 36), (92, 58, 40), (178, 120, 62), (206, 200, 190), (26, 26, 34))


def blend(first: Colour, second: Colour, share: float) -> Colour:
    """The colour that lies ``share`` (0 to 1) of the way from ``first`` to ``second``."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def lighter(colour: Colour, share: float) -> Colour:
    return blend(colour, CREAM, share)


def darker(colour: Colour, share: float) -> Colour:
    return blend(colour, INK, share)
