"""What stations draw: bug and ticker over the programme, and idents, bars, slates and walls without one."""

from __future__ import annotations

from functools import cache

import numpy as np

from bench.sound import seed_of
from bench.video import Picture, resized

WIDE, HIGH = 1280, 720
_HEADLINES = (
    "council votes on new bridge  +++  rain expected in the north  +++  markets close higher  +++  ",
    "harbour reopens after storm  +++  talks resume on monday  +++  museum shows lost letters  +++  ",
    "trains late between the lakes  +++  cup final sold out  +++  budget passes by three votes  +++  ",
)
_SLATE_WORDS = "the programme will continue shortly please stand by live report from our studio next news at"
_TICKER_HIGH = 56
_TICKER_STEP = 5


def marked(picture: Picture, station: int, frame: int, *, ticker: bool) -> Picture:
    """A 1280 x 720 picture with the station's bug, and its ticker as it stands at ``frame``."""
    shown = picture.copy()
    bug, alpha = _bug(station)
    high, wide = bug.shape[:2]
    y, x = (40, WIDE - wide - 50) if station % 3 else (40, 50)
    under = shown[y : y + high, x : x + wide]
    under[:] = (under * (1 - alpha) + bug * alpha).astype(np.uint8)
    if ticker:
        strip = _strip(station)
        first = frame * _TICKER_STEP % (strip.shape[1] - WIDE)
        shown[HIGH - _TICKER_HIGH :] = strip[:, first : first + WIDE]
    return shown


@cache
def _bug(station: int) -> tuple[Picture, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
    import cv2

    draw = seed_of("bug", station)
    bug = np.zeros((70, 190, 3), np.uint8)
    colour = tuple(int(v) for v in draw.integers(90, 255, 3))
    cv2.circle(bug, (36, 35), 30, colour, -1)
    cv2.putText(bug, f"{station + 3}", (22, 48), cv2.FONT_HERSHEY_DUPLEX, 1.2, (255, 255, 255), 3)
    cv2.putText(bug, f"K{station}TV", (74, 50), cv2.FONT_HERSHEY_DUPLEX, 1.2, (250, 250, 250), 2)
    alpha = (bug.max(axis=2, keepdims=True) > 20).astype(np.float32) * 0.85
    return bug, alpha


@cache
def _strip(station: int) -> Picture:
    import cv2

    text = "  +++  " + _HEADLINES[station // 2 % len(_HEADLINES)]
    colour = tuple(int(v) for v in seed_of("ticker", station).integers(10, 130, 3))
    strip = np.zeros((_TICKER_HIGH, 1280 + 1900, 3), np.uint8)
    strip[:] = colour
    cv2.putText(strip, text, (0, 40), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (255, 255, 255), 2)
    strip[:, -WIDE:] = strip[:, :WIDE]
    return strip


def ident(station: int, frame: int) -> Picture:
    """A station's ident: its name over turning coloured bands, the same whenever it is played."""
    import cv2

    draw = seed_of("ident", station)
    colours = draw.integers(20, 230, (6, 3)).astype(np.uint8)
    rows, columns = np.mgrid[0:90, 0:160]
    angle = draw.uniform(0, 3) + frame * 0.03
    bands = ((columns * np.cos(angle) + rows * np.sin(angle) + 3 * frame) // 24).astype(int) % 6
    enlarged = cv2.resize(colours[bands], (WIDE, HIGH), interpolation=cv2.INTER_NEAREST)
    picture: Picture = enlarged.astype(np.uint8, copy=False)
    size = min(5.0, 2.0 + frame * 0.04)
    cv2.putText(picture, f"K{station}TV", (300, 430), cv2.FONT_HERSHEY_DUPLEX, size, (255, 255, 255), 9)
    return picture


@cache
def bars() -> Picture:
    """Colour bars after SMPTE EG 1: seven bars of 75 %, the castellations, and the lower row."""
    grey = 191
    top = [
        (grey,) * 3,
        (0, grey, grey),
        (grey, grey, 0),
        (0, grey, 0),
        (grey, 0, grey),
        (0, 0, grey),
        (grey, 0, 0),
    ]
    middle = [(grey, 0, 0), (16,) * 3, (grey, 0, grey), (16,) * 3, (grey, grey, 0), (16,) * 3, (grey,) * 3]
    bottom = [(76, 33, 0), (255, 255, 255), (106, 0, 50), (16,) * 3, (9,) * 3, (29,) * 3, (16,) * 3]
    picture = np.zeros((HIGH, WIDE, 3), np.uint8)
    for rows, colours in ((slice(0, 480), top), (slice(480, 540), middle), (slice(540, HIGH), bottom)):
        for number, colour in enumerate(colours):
            picture[rows, number * WIDE // 7 : (number + 1) * WIDE // 7] = colour
    return picture


@cache
def slate(key: str) -> Picture:
    """Lines of text on a plain ground, as before a programme or after one."""
    import cv2

    draw = seed_of("slate", key)
    picture = np.full((HIGH, WIDE, 3), draw.integers(0, 90, 3), np.uint8)
    words = _SLATE_WORDS.split()
    for line in range(int(draw.integers(2, 5))):
        text = " ".join(str(w) for w in draw.choice(words, 4))
        cv2.putText(picture, text, (120, 220 + 100 * line), cv2.FONT_HERSHEY_DUPLEX, 1.8, (240, 240, 240), 3)
    return picture


def studio(station: int, frame: int) -> Picture:
    """The wall behind a presenter's desk, slowly lit, with a clock that differs each time."""
    import cv2

    ground = _wall(station)
    light = 0.92 + 0.08 * np.sin(frame / 17)
    picture = cv2.convertScaleAbs(ground, alpha=float(light)).astype(np.uint8, copy=False)
    cv2.putText(picture, f"{frame // 25:02d}", (560, 330), cv2.FONT_HERSHEY_DUPLEX, 3.0, (230, 230, 230), 5)
    return picture


@cache
def _wall(station: int) -> Picture:
    import cv2

    draw = seed_of("wall", station)
    picture = resized(draw.integers(30, 160, (5, 9, 3)).astype(np.uint8), WIDE, HIGH)
    for _ in range(14):
        x, y = int(draw.integers(0, WIDE)), int(draw.integers(0, HIGH))
        size = (int(draw.integers(40, 200)), int(draw.integers(20, 120)))
        colour = tuple(int(v) for v in draw.integers(40, 240, 3))
        cv2.rectangle(picture, (x, y), (x + size[0], y + size[1]), colour, 4)
    cv2.rectangle(picture, (0, 560), (WIDE, HIGH), (70, 60, 50), -1)
    return picture


def filled(picture: Picture) -> Picture:
    """Cut to 16:9 and scaled to 1280 x 720."""
    high, wide = picture.shape[:2]
    if wide * 9 > high * 16:
        kept = high * 16 // 9
        picture = picture[:, (wide - kept) // 2 : (wide - kept) // 2 + kept]
    else:
        kept = wide * 9 // 16
        picture = picture[(high - kept) // 3 : (high - kept) // 3 + kept]
    return resized(picture, WIDE, HIGH)
