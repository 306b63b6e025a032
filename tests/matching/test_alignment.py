"""Movements tell the second and the rate; what stands still does not."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from matching.alignment import Sequence, align, likeness
from matching.geometry import Similarity
from matching.patches import Grid, grid

PLAIN = Similarity(1 + 0j, 0j, mirror=False)


@pytest.fixture(scope="module")
def of() -> Grid:
    made = grid(PLAIN, (0.0, 0.0, 1.0, 1.0), 16 / 9, 16 / 9)
    assert made is not None
    return made


def levels(of: Grid, seconds: NDArray[np.float64], *, amount: float = 40.0) -> NDArray[np.float32]:
    """Grey levels on the grid: a fixed texture, and waves that wander over it and never repeat."""
    draw = np.random.default_rng(4)
    ground = draw.uniform(40, 200, len(of.clip))
    moving = np.zeros((len(seconds), len(of.clip)))
    for _ in range(12):
        direction, pace, phase = draw.normal(size=2) * 9, draw.uniform(0.7, 4.0), draw.uniform(0, 6.3)
        moving += np.sin((of.clip @ direction)[None, :] + pace * seconds[:, None] + phase) / 4
    return (ground + amount * moving).astype(np.float32)


RECORDED = np.arange(0.0, 40.0, 0.04)
CLIPPED = np.arange(0.0, 10.0, 0.12)


@pytest.mark.parametrize(("rate", "offset"), [(1.0, 14.3), (1.25, 9.1), (0.8, 20.0), (-1.0, 30.0)])
def test_offset_and_rate_are_recovered(rate: float, offset: float, of: Grid) -> None:
    clip = Sequence(CLIPPED, levels(of, rate * CLIPPED + offset))
    aligned = align(clip, Sequence(RECORDED, levels(of, RECORDED)), of, rate * 1.02, offset - 1.1)
    assert aligned is not None
    middle = 5.0
    assert aligned.rate * middle + aligned.offset == pytest.approx(rate * middle + offset, abs=0.05)
    assert aligned.rate == pytest.approx(rate, rel=0.01)
    assert aligned.motion > 0.9
    assert aligned.late - aligned.early < 0.6


def test_brightness_and_contrast_do_not_matter(of: Grid) -> None:
    values = (levels(of, CLIPPED + 14.3) * 0.6 + 50).astype(np.float32)
    aligned = align(Sequence(CLIPPED, values), Sequence(RECORDED, levels(of, RECORDED)), of, 1.0, 13.5)
    assert aligned is not None
    assert aligned.offset == pytest.approx(14.3, abs=0.05)


def test_same_ground_with_other_movements_does_not_agree(of: Grid) -> None:
    clip = Sequence(CLIPPED, levels(of, CLIPPED + 500.0))
    aligned = align(clip, Sequence(RECORDED, levels(of, RECORDED)), of, 1.0, 14.3)
    assert aligned is not None
    assert aligned.motion < 0.5


def test_where_nothing_moves_no_second_is_told(of: Grid) -> None:
    clip = Sequence(CLIPPED, levels(of, CLIPPED, amount=0.0))
    aligned = align(clip, Sequence(RECORDED, levels(of, RECORDED, amount=0.0)), of, 1.0, 14.3)
    assert aligned is not None
    assert aligned.moving == 0.0


def test_likeness_is_of_the_picture_and_bears_an_overlay(of: Grid) -> None:
    ours = levels(of, CLIPPED)
    covered = ours.copy()
    covered[:, of.clip[:, 1] > 0.45] = 30.0
    assert likeness(ours, ours, of).min() > 0.9
    assert likeness(covered, ours, of).min() > 0.8
    assert likeness(ours[:, ::-1], ours, of).max() < 0.3
