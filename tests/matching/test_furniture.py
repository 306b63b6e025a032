"""What stations show again and again is no match; footage that aired several times is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matching.furniture import Beds, Shared, beds, furniture, sound_furniture
from matching.judging import Found
from matching.sound_search import SoundFound
from storage.records import Span
from tests.matching.found import played, seen

NO_BEDS = Beds((), ())


def _untold(_n: int, _m: int) -> None:
    return None


def _always(span: Span) -> Shared:
    return lambda _n, _m: span


def _pictures(
    found: Sequence[Found], shared: Shared = _untold, sounds: Sequence[SoundFound] = (), known: Beds = NO_BEDS
) -> list[bool]:
    return furniture(found, shared, sounds, known)


def test_an_ident_that_comes_three_times_an_hour_is_no_match() -> None:
    assert all(_pictures([seen(10.0), seen(300.0), seen(900.0)]))


def test_footage_that_a_long_recording_repeats_every_two_hours_stays() -> None:
    assert not any(_pictures([seen(10.0 + 7200.0 * n) for n in range(12)]))


def test_footage_that_was_repeated_once_stays() -> None:
    twice = [seen(10.0), seen(300.0)]
    assert not any(_pictures(twice))
    assert not any(_pictures(twice, _always((-3.0, 12.0)))), "it goes on beyond the clip"


def test_something_short_that_begins_and_ends_alike_twice_is_an_ident() -> None:
    twice = [seen(10.0, clip=(0.0, 4.0)), seen(300.0, clip=(0.0, 4.0))]
    assert all(_pictures(twice, _always((-0.2, 4.3))))
    assert not any(_pictures(twice, _always((1.5, 4.3)))), "they share less than the clip shows"
    apart = [seen(10.0, clip=(0.0, 4.0)), seen(300.0, clip=(0.0, 4.0), recording=1)]
    assert not any(_pictures(apart, _always((-0.2, 4.3)))), "two stations showed it once each"


def test_places_near_each_other_are_one_showing() -> None:
    assert not any(_pictures([seen(10.0), seen(18.0), seen(26.0)], _always((0.0, 5.0))))


def test_footage_of_many_recordings_stays() -> None:
    aired = [seen(10.0, recording=number) for number in range(5)]
    assert not any(_pictures(aired, _always((-0.5, 8.4))))


def test_a_standing_picture_that_comes_again_is_no_match() -> None:
    assert all(_pictures([seen(10.0, moving=0.0), seen(300.0, moving=0.0)]))
    walls = [seen(10.0, recording=number, moving=0.0) for number in range(3)]
    assert not any(_pictures(walls))
    assert all(_pictures(walls, _always((-0.5, 8.4))))


def test_a_still_of_one_long_shot_is_found_in_it() -> None:
    shot = [seen(10.0 + 25.0 * n, rate=0.0, moving=0.0) for n in range(4)]
    assert not any(_pictures(shot))
    assert all(_pictures([seen(10.0 + 400.0 * n, rate=0.0, moving=0.0) for n in range(3)])), "a studio wall"


def test_other_seconds_of_the_clip_do_not_count() -> None:
    assert not any(_pictures([seen(10.0 + 300 * n, clip=(8.0 * n, 8.0 * n + 8.0)) for n in range(3)]))


def test_a_picture_over_a_bed_of_music_that_comes_again_and_again_is_no_match() -> None:
    place = seen(10.0, recording=2)
    music = [played(10.0, recording=number) for number in range(6)]
    known = beds(music, _always((-0.4, 8.4)))
    assert known.showings == (6,) * 6
    assert _pictures([place], _untold, music, known) == [True]
    few = beds(music[:4], _always((-0.4, 8.4)))
    assert _pictures([place], _untold, music[:4], few) == [False]


def _sounds(sounds: Sequence[SoundFound], shared: Shared, pictures: Sequence[Found] = ()) -> list[bool]:
    return sound_furniture(sounds, pictures, beds(sounds, shared))


def test_a_jingle_that_comes_three_times_an_hour_is_no_match() -> None:
    twice = [played(10.0), played(300.0)]
    assert not any(_sounds(twice, _untold))
    assert all(_sounds([*twice, played(900.0)], _untold))


def test_a_short_jingle_that_comes_twice_is_no_match() -> None:
    twice = [played(10.0, clip=(0.0, 4.0)), played(300.0, clip=(0.0, 4.0))]
    assert all(_sounds(twice, _always((-0.2, 4.4))))


def test_music_that_many_recordings_play_with_the_same_edges_is_no_match() -> None:
    music = [played(10.0, recording=number) for number in range(3)]
    assert all(_sounds(music, _always((-0.5, 8.5))))
    assert not any(_sounds(music, _always((-9.0, 20.0)))), "a programme that was aired again"


def test_sound_whose_edges_differ_was_cut_anew_each_time_and_stays() -> None:
    edges: Mapping[int, Span] = {1: (-0.5, 8.5), 2: (-1.5, 8.2), 3: (0.4, 7.5)}
    speech = [played(10.0, recording=number) for number in range(3)]
    assert not any(_sounds(speech, lambda n, m: edges[n + m]))


def test_sound_whose_picture_stands_stays() -> None:
    speech = [played(10.0, recording=number) for number in range(3)]
    assert _sounds(speech, _always((-0.5, 8.5)), [seen(10.0, recording=1)]) == [True, False, True]
