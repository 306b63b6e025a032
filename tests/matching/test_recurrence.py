"""How far two showings are the same: up to their edges, or with no end in sight."""

from __future__ import annotations

import numpy as np
import pytest

from matching.decoding import Frame
from matching.recurrence import alike_pictures, alike_sounds
from matching.sound_prints import FRAME, HOP

EDGES = ((0.0, 1000.0), (0.0, 1000.0))


def _pictures(draw: np.random.Generator, begin: float, end: float) -> list[Frame]:
    """Blurred noise, another ten times a second."""
    count = round((end - begin) * 10)
    return [
        Frame(begin + n / 10, np.kron(draw.integers(0, 255, (9, 16)), np.ones((12, 12))).astype(np.uint8))
        for n in range(count)
    ]


def _moved(frames: list[Frame], by: float) -> list[Frame]:
    return [Frame(f.second + by, f.pixels) for f in frames]


@pytest.fixture
def draw() -> np.random.Generator:
    return np.random.default_rng(5)


def test_an_ident_between_different_scenes_has_edges(draw: np.random.Generator) -> None:
    ident = _pictures(draw, 100.0, 104.0)
    one = [*_pictures(draw, 93.0, 100.0), *ident, *_pictures(draw, 104.0, 111.0)]
    other = [*_pictures(draw, 43.0, 50.0), *_moved(ident, -50.0), *_pictures(draw, 54.0, 61.0)]
    span = alike_pictures(one, other, (102.0, 52.0), EDGES)
    assert span == (pytest.approx(-2.0, abs=0.2), pytest.approx(2.0, abs=0.2))


def test_a_repeated_programme_has_no_end_in_sight(draw: np.random.Generator) -> None:
    shown = _pictures(draw, 93.0, 111.0)
    assert alike_pictures(shown, _moved(shown, -50.0), (102.0, 52.0), EDGES) is None


def test_the_beginning_of_a_recording_is_an_edge(draw: np.random.Generator) -> None:
    ident = _pictures(draw, 0.0, 4.0)
    one = [*ident, *_pictures(draw, 4.0, 11.0)]
    other = [*_pictures(draw, 43.0, 50.0), *_moved(ident, 50.0), *_pictures(draw, 54.0, 61.0)]
    span = alike_pictures(one, other, (2.0, 52.0), EDGES)
    assert span == (pytest.approx(-2.0, abs=0.3), pytest.approx(2.0, abs=0.2))


def test_different_pictures_share_nothing(draw: np.random.Generator) -> None:
    one, other = _pictures(draw, 90.0, 110.0), _pictures(draw, 40.0, 60.0)
    assert alike_pictures(one, other, (100.0, 50.0), EDGES) is None
    assert alike_pictures([], other, (100.0, 50.0), EDGES) is None


def _items(draw: np.random.Generator, seconds: float) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    return draw.integers(1, 1 << 32, round(seconds / HOP), dtype=np.uint32)


def test_a_jingle_between_different_sounds_has_edges(draw: np.random.Generator) -> None:
    jingle = _items(draw, 4.0)
    one = np.concatenate([_items(draw, 30.0), jingle, _items(draw, 30.0)])
    other = np.concatenate([_items(draw, 80.0), jingle, _items(draw, 30.0)])
    span = alike_sounds(one, other, (32.0 + FRAME / 2, 82.0 + FRAME / 2))
    assert span == (pytest.approx(-2.0, abs=0.5), pytest.approx(2.0, abs=0.5))


def test_sound_of_a_repeated_programme_has_no_end_in_sight(draw: np.random.Generator) -> None:
    items = _items(draw, 60.0)
    assert alike_sounds(items, np.concatenate([_items(draw, 10.0), items]), (30.0, 40.0)) is None


def test_silence_is_an_edge(draw: np.random.Generator) -> None:
    jingle, quiet = _items(draw, 4.0), np.zeros(round(30 / HOP), np.uint32)
    one = np.concatenate([quiet, jingle, quiet])
    span = alike_sounds(one, one.copy(), (32.0 + FRAME / 2, 32.0 + FRAME / 2))
    assert span == (pytest.approx(-2.0, abs=0.6), pytest.approx(2.0, abs=0.6))


def test_different_sounds_share_nothing(draw: np.random.Generator) -> None:
    assert alike_sounds(_items(draw, 60.0), _items(draw, 60.0), (30.0, 30.0)) is None
    assert alike_sounds(_items(draw, 60.0), np.zeros(0, np.uint32), (30.0, 30.0)) is None
