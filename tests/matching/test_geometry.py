"""One similarity for all frames together is found among wrong matches, and says what part is seen."""

from __future__ import annotations

import numpy as np
import pytest

from matching.geometry import Similarity, boxes, fit
from matching.lookup import Matches


def matches(similarity: Similarity, right: int, wrong: int) -> Matches:
    draw = np.random.default_rng(8)
    total = right + wrong
    clip = np.stack(
        [
            draw.uniform(0, 1, total),
            draw.uniform(0, 0.56, total),
            np.full(total, 0.04),
            draw.uniform(0, 360, total),
        ],
        axis=1,
    )
    there = np.stack(
        [
            draw.uniform(0, 1, total),
            draw.uniform(0, 0.56, total),
            np.full(total, 0.05),
            draw.uniform(0, 360, total),
        ],
        axis=1,
    )
    plain = Similarity(similarity.turn, similarity.shift, mirror=False)
    there[:right, :2] = plain.to_recording(clip[:right, :2]) + draw.normal(0, 0.001, (right, 2))
    there[:right, 2] = clip[:right, 2] * abs(similarity.turn) * draw.uniform(0.93, 1.07, right)
    turned = np.degrees(np.angle(similarity.turn))
    there[:right, 3] = (clip[:right, 3] + turned + draw.normal(0, 2, right)) % 360
    numbers = np.arange(total)
    return Matches(
        np.zeros(total, np.int64),
        np.full(total, similarity.mirror),
        numbers % 10,
        numbers,
        (numbers % 10) * 0.5,
        (numbers % 10) * 0.5 + 7,
        np.ones(total),
        clip.astype(np.float32),
        there.astype(np.float32),
    )


@pytest.mark.parametrize("mirror", [False, True])
def test_similarity_is_found_among_wrong_matches(mirror: bool) -> None:
    truth = Similarity(0.8 * np.exp(1j * np.radians(3)), 0.12 + 0.05j, mirror)
    found = fit(matches(truth, 40, 160), mirror)
    assert found is not None
    assert abs(found.similarity.turn - truth.turn) < 0.01
    assert abs(found.similarity.shift - truth.shift) < 0.01
    assert 35 <= found.points <= 50
    assert found.frames == 10


def test_wrong_matches_alone_agree_on_little() -> None:
    found = fit(matches(Similarity(1 + 0j, 0j, mirror=False), 0, 100), mirror=False)
    assert found is None or found.points < 10


def test_there_and_back() -> None:
    points = np.array([[0.2, 0.1], [0.9, 0.5]])
    for mirror in (False, True):
        similarity = Similarity(0.7 + 0.1j, 0.2 + 0.03j, mirror)
        assert similarity.to_clip(similarity.to_recording(points)) == pytest.approx(points)


def test_boxes_of_a_crop() -> None:
    crop = Similarity(0.8 + 0j, 0.1 + 0.05j, mirror=False)
    source, clip = boxes(crop, 16 / 9, 16 / 9)
    assert source == pytest.approx((0.1, 0.05 * 16 / 9, 0.9, 0.05 * 16 / 9 + 0.8))
    assert clip == pytest.approx((0.0, 0.0, 1.0, 1.0))


def test_boxes_of_a_mirrored_inset() -> None:
    """The recording fills the right half of a clip twice as wide."""
    inset = Similarity(2 + 0j, 0j, mirror=True)
    source, clip = boxes(inset, 16 / 9, 16 / 9)
    assert source == pytest.approx((0.0, 0.0, 1.0, 1.0))
    assert clip == pytest.approx((0.5, 0.0, 1.0, 0.5))
