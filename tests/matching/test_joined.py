"""What picture and sound, found apart, say of each other."""

from __future__ import annotations

import pytest

from matching.joined import in_step, sounds_kept, told_by_sound
from tests.matching.found import played, seen


def test_in_step_means_the_same_second_of_the_same_recording() -> None:
    assert in_step(seen(100.0), played(100.4))
    assert not in_step(seen(100.0), played(103.0))
    assert not in_step(seen(100.0), played(100.0, recording=1))
    assert not in_step(seen(100.0, clip=(0.0, 4.0)), played(100.0, clip=(6.0, 12.0)))
    assert in_step(seen(100.0, uncertain=(-2.0, 30.0)), played(125.0))


def test_sound_tells_the_second_that_the_picture_cannot() -> None:
    told = told_by_sound(seen(100.0, uncertain=(-2.0, 30.0)), [played(125.0)])
    assert told.uncertain is None
    assert told.at(0.0) == 125.0


def test_sound_that_is_not_sure_tells_nothing() -> None:
    unsure = seen(100.0, uncertain=(-2.0, 30.0))
    assert told_by_sound(unsure, [played(125.0, score=0.6)]) == unsure


def test_rate_of_the_sound_in_step_is_believed() -> None:
    told = told_by_sound(seen(101.0, rate=0.8), [played(100.2)])
    assert (told.hypothesis.rate, told.hypothesis.offset) == (1.0, 100.2)


def test_music_that_is_shared_stays_where_its_picture_is_seen() -> None:
    own, shared = played(100.0), played(50.0, recording=1)
    (kept,) = sounds_kept([shared, own], [seen(100.0)])
    assert (kept.recording, kept.offset) == (0, 100.0)
    assert kept.score == pytest.approx(1 - 0.05 * 0.2)


def test_sound_from_elsewhere_stays_where_no_picture_is_heard() -> None:
    elsewhere = played(50.0, recording=1)
    assert sounds_kept([elsewhere], [seen(100.0)]) == [elsewhere]
