from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.edits import ALTERING, EditKind, edits_of
from storage.records import MediaKind, PictureSegment
from tests.checks.stories import airing, clip, instant, link, segment, sound


def kinds(*segments: PictureSegment, duration: float = 20.0) -> list[EditKind]:
    return [edit.kind for edit in edits_of(link(*segments), clip(duration=duration))]


@pytest.mark.parametrize(
    ("segments", "expected"),
    [
        ([segment()], []),
        ([segment(source_box=(0.02, 0.0, 0.98, 1.0))], []),
        ([segment(source_box=(0.05, 0.05, 0.95, 0.95))], [EditKind.CROPPED]),
        ([segment(source_box=(0.34, 0.0, 0.66, 1.0))], [EditKind.HEAVY_CROP]),
        ([segment(clip_box=(0.0, 0.25, 1.0, 0.75))], [EditKind.INSET]),
        ([segment(mirrored=True)], [EditKind.MIRRORED]),
        ([segment(at=832.4, rate=-1.0)], [EditKind.REVERSED]),
        ([segment(rate=1.25)], [EditKind.SPEED]),
        ([segment(rate=0.5)], [EditKind.SPEED]),
        ([segment(at=850.0, rate=-2.0)], [EditKind.REVERSED, EditKind.SPEED]),
        ([segment(rate=25 / 24)], []),
        ([segment(0, 3, 100, rate=1.08), segment(3, 20, 103.24)], []),
        ([segment(0, 10, 100), segment(10, 20, 110)], []),
        ([segment(0, 10, 100), segment(10, 20, 111.0)], []),
        ([segment(0, 10, 100), segment(10, 20, 111.2)], [EditKind.LEFT_OUT]),
        ([segment(0, 10, 100), segment(10, 20, 400)], [EditKind.LEFT_OUT]),
        ([segment(0, 10, 100), segment(10, 20, 50)], [EditKind.REORDERED]),
        ([segment(0, 10, 100), segment(10, 20, 105)], [EditKind.REPEATED]),
        ([segment(0, 8, 100), segment(13, 20, 108)], [EditKind.PUT_IN, EditKind.PART_NOT_FOUND]),
        ([segment(0, 8, 100), segment(9.5, 20, 109.5)], []),
        ([segment(0, 10, 100, rate=1.5), segment(10, 20, 115, rate=1.5)], [EditKind.SPEED] * 2),
        ([segment(0, 10, 200, rate=-1.0), segment(10, 20, 190, rate=-1.0)], [EditKind.REVERSED] * 2),
        (
            [segment(0, 10, 200, rate=-1.0), segment(10, 20, 150, rate=-1.0)],
            [EditKind.REVERSED] * 2 + [EditKind.LEFT_OUT],
        ),
        ([segment(0, 10, 100)], [EditKind.PART_NOT_FOUND]),
        ([segment(1.5, 18.5, 100)], []),
        ([segment(time_uncertain=True)], [EditKind.TIME_UNCERTAIN]),
        ([segment(0, 15, 100), segment(15, 20, 700, time_uncertain=True)], []),
    ],
)
def test_segments_are_read_as_edits(segments: list[PictureSegment], expected: list[EditKind]) -> None:
    assert kinds(*segments) == expected


def test_the_order_in_which_segments_are_given_does_not_matter() -> None:
    first, second = segment(0, 10, 100), segment(10, 20, 50)
    assert kinds(second, first) == kinds(first, second) == [EditKind.REORDERED]


def test_an_edit_of_the_whole_clip_is_said_of_the_clip() -> None:
    assert [edit.text for edit in edits_of(link(segment(mirrored=True)), clip())] == ["the clip is mirrored"]
    part = edits_of(link(segment(0, 10, mirrored=True)), clip())
    assert part[0].text == "the clip from 0:00:00.0 to 0:00:10.0 is mirrored"


def test_numbers_stand_beside_the_sentence() -> None:
    (left_out,) = edits_of(link(segment(0, 10, 100), segment(10, 20, 400)), clip())
    assert left_out.facts["seconds"] == pytest.approx(290.0)
    assert left_out.facts["at"] == 10.0
    assert "4 min 50 s" in left_out.text


def test_sound_from_another_moment_is_a_dub() -> None:
    agreeing = edits_of(link(sound=(sound(at=812.4),)), clip())
    slightly_off = edits_of(link(sound=(sound(at=813.4),)), clip())
    elsewhere = edits_of(link(sound=(sound(at=200.0),)), clip())
    assert agreeing == slightly_off == ()
    assert [edit.kind for edit in elsewhere] == [EditKind.SOUND_ELSEWHERE]


def test_sound_found_at_several_moments_agrees_where_one_of_them_does() -> None:
    assert edits_of(link(sound=(sound(at=200.0), sound(at=812.4))), clip()) == ()


def test_sound_of_another_showing_of_the_same_footage_agrees() -> None:
    twice = link(segment(at=100), segment(at=2000), sound=(sound(at=2000.0),))
    assert edits_of(twice, clip()) == ()


def test_silence_says_nothing_of_the_sound() -> None:
    assert edits_of(link(sound=()), clip()) == ()


def test_sound_that_only_another_airing_has_is_a_dub() -> None:
    other = link(id="L2", picture=(), sound=(sound(at=30.0),), airing=airing(id="A2", station="SOUTH1"))
    assert [edit.kind for edit in edits_of(link(), clip(), [other])] == [EditKind.SOUND_ELSEWHERE]
    assert edits_of(link(sound=(sound(),)), clip(), [other]) == ()


def test_clip_seconds_from_another_airing_are_cut_together() -> None:
    other = link(segment(10, 20, at=5.0), id="L2", airing=airing(id="A2", station="SOUTH1"))
    (edit,) = edits_of(link(segment(0, 10)), clip(), [other])
    assert edit.kind is EditKind.SEVERAL_AIRINGS
    assert edit.facts == {"link": "L2", "seconds": 10.0}


def test_a_rerun_of_the_same_footage_is_no_edit() -> None:
    rerun = link(id="L2", airing=airing(id="A2", aired_at=instant("2031-03-08T06:00:00Z")))
    assert edits_of(link(), clip(), [rerun]) == ()


def test_a_transmission_that_runs_on_in_the_next_recording_is_no_edit() -> None:
    first = link(segment(0, 10, at=3590.0))
    runs_on = airing(id="A2", aired_at=instant("2031-03-07T19:00:00Z"))
    assert edits_of(first, clip(), [link(segment(10, 20, at=0.0), id="L2", airing=runs_on)]) == ()
    within = airing(id="A2", aired_at=instant("2031-03-07T19:00:04Z"))
    assert edits_of(first, clip(), [link(segment(10, 20, at=0.0), id="L2", airing=within)]) == ()
    later = airing(id="A2", aired_at=instant("2031-03-07T19:00:06Z"))
    cut = edits_of(first, clip(), [link(segment(10, 20, at=0.0), id="L2", airing=later)])
    assert [edit.kind for edit in cut] == [EditKind.SEVERAL_AIRINGS]


def test_a_clip_of_unknown_length_is_not_called_whole() -> None:
    assert [edit.kind for edit in edits_of(link(), None)] == [EditKind.LENGTH_UNKNOWN]
    assert [edit.kind for edit in edits_of(link(), clip(duration=None))] == [EditKind.LENGTH_UNKNOWN]


def test_a_still_has_no_order_and_no_speed() -> None:
    still = clip(kind=MediaKind.IMAGE, duration=0.0)
    shown = segment(0, 0, time_uncertain=True, mirrored=True)
    assert [edit.kind for edit in edits_of(link(shown), still)] == [EditKind.MIRRORED]


@given(
    st.lists(st.floats(0.5, 30.0), min_size=1, max_size=6),
    st.floats(0.0, 3000.0),
    st.sampled_from([1.0, 1.04, -1.0, 0.5, 2.0]),
)
def test_however_a_straight_copy_is_split_it_is_not_cut(lengths: list[float], at: float, rate: float) -> None:
    segments, reached = [], 0.0
    for seconds in lengths:
        segments.append(segment(reached, reached + seconds, at + rate * reached, rate=rate))
        reached += seconds
    found = set(kinds(*segments, duration=reached))
    assert found & ALTERING <= {EditKind.REVERSED, EditKind.SPEED}


@given(st.permutations(range(4)))
def test_pieces_in_another_order_are_always_seen(order: list[int]) -> None:
    segments = [segment(5.0 * n, 5.0 * (n + 1), 100 + 5.0 * piece) for n, piece in enumerate(order)]
    found = set(kinds(*segments)) & {
        EditKind.LEFT_OUT,
        EditKind.REORDERED,
        EditKind.REPEATED,
        EditKind.PUT_IN,
    }
    assert bool(found) == (order != [0, 1, 2, 3])
