"""Of places that claim the same seconds of a clip, which ones stay; and what counts as a picture that was stopped."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from matching.alignment import Sequence
from matching.geometry import Similarity
from matching.patches import grid
from matching.search import _moves, _without_rivals
from storage.records import FULL_BOX
from tests.matching.found import seen


def test_footage_that_was_shown_twice_stays_at_both_places() -> None:
    twice = [seen(10.0, heard=0.1), seen(100.0, heard=0.12)]
    assert _without_rivals(twice) == twice


def test_the_same_camera_a_little_later_loses_where_the_sound_is_another() -> None:
    true, later = seen(10.0, heard=0.1, score=0.99, motion=0.95), seen(26.0, heard=0.46, motion=0.92)
    assert _without_rivals([true, later]) == [true]
    unheard = seen(26.0, motion=0.92)
    assert _without_rivals([true, unheard]) == [true, unheard], "nothing speaks against it"


def test_a_repeat_with_other_words_stays() -> None:
    true, dubbed = seen(10.0, heard=0.1, score=0.99), seen(200.0, heard=0.46)
    assert _without_rivals([true, dubbed]) == [true, dubbed]


def test_somebody_who_crosses_a_wide_shot_does_not_make_the_recording_move() -> None:
    of = grid(Similarity(1 + 0j, 0j, mirror=False), FULL_BOX, 16 / 9, 16 / 9)
    assert of is not None
    draw = np.random.default_rng(3)
    scenery = draw.uniform(0, 255, len(of.block)).astype(np.float32)
    seconds = np.arange(0, 4, 0.1)
    values = np.repeat(scenery[None, :], len(seconds), axis=0)
    for n in range(len(seconds)):
        values[n, of.block == n % of.blocks] = 128.0
    still = replace(seen(0.0), seen=Sequence(seconds, values), of=of)
    assert not _moves(still, (1.0, 3.0))
    values = draw.uniform(0, 255, values.shape).astype(np.float32)
    assert _moves(replace(still, seen=Sequence(seconds, values)), (1.0, 3.0))
