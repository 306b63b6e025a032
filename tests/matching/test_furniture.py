"""What one recording shows or plays again and again is no match; what two stations aired is."""

from __future__ import annotations

from matching.furniture import sounds_without_furniture, without_furniture
from tests.matching.found import played, seen


def test_an_ident_that_comes_three_times_is_no_match() -> None:
    assert without_furniture([seen(10.0), seen(300.0), seen(900.0)]) == []


def test_footage_that_was_repeated_once_stays() -> None:
    twice = [seen(10.0), seen(300.0)]
    assert without_furniture(twice) == twice


def test_places_near_each_other_are_one_showing() -> None:
    near = [seen(10.0), seen(18.0), seen(26.0)]
    assert without_furniture(near) == near


def test_footage_of_many_recordings_stays() -> None:
    aired = [seen(10.0, recording=number) for number in range(5)]
    assert without_furniture(aired) == aired


def test_a_standing_picture_that_comes_twice_is_no_match() -> None:
    assert without_furniture([seen(10.0, moving=0.0), seen(300.0, moving=0.0)]) == []


def test_other_seconds_of_the_clip_do_not_count() -> None:
    parts = [seen(10.0 + 300 * n, clip=(8.0 * n, 8.0 * n + 8.0)) for n in range(3)]
    assert without_furniture(parts) == parts


def test_a_jingle_that_comes_three_times_is_no_match() -> None:
    twice = [played(10.0), played(300.0)]
    assert sounds_without_furniture(twice) == twice
    assert sounds_without_furniture([*twice, played(900.0)]) == []
