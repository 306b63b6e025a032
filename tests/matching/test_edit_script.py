"""The chain of parts is read as edits in time: kept, cut out, moved, repeated, changed in speed, not found."""

from __future__ import annotations

import pytest

from matching.edit_frames import TracedPart
from matching.edit_script import edit_script
from storage.records.links import Edit, EditKind, Sureness
from tests.matching.edit_parts import part

K = EditKind


def kinds(*parts: TracedPart, duration: float = 20.0) -> list[EditKind]:
    return [edit.kind for edit in edit_script(parts, duration)]


def only(kind: EditKind, *parts: TracedPart, duration: float = 20.0) -> Edit:
    (found,) = [edit for edit in edit_script(parts, duration) if edit.kind is kind]
    return found


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([part(0, 20)], [K.KEPT]),
        ([part(0, 10, 100), part(10, 20, 110)], [K.KEPT]),
        ([part(0, 10, 100), part(10.5, 20, 110.6)], [K.KEPT]),
        ([part(0, 10, 100), part(10, 20, 111)], [K.KEPT, K.KEPT, K.CUT_OUT]),
        ([part(0, 10, 100), part(10, 20, 50)], [K.KEPT, K.KEPT, K.REORDERED]),
        ([part(0, 10, 100), part(10, 20, 104)], [K.KEPT, K.KEPT, K.REPEATED]),
        ([part(0, 10, 100), part(10, 20, 100, recording="R2")], [K.KEPT, K.KEPT, K.JOINED]),
        ([part(0, 20, 120, rate=-1.0)], [K.KEPT, K.REVERSED]),
        ([part(0, 20, rate=1.25)], [K.KEPT, K.RATE]),
        ([part(0, 8), part(13, 20, 113)], [K.KEPT, K.NOT_FOUND, K.KEPT]),
        ([part(0, 8), part(13, 20, 108)], [K.KEPT, K.NOT_FOUND, K.KEPT]),
        ([part(0, 8), part(13, 20, 140)], [K.KEPT, K.CUT_OUT, K.NOT_FOUND, K.KEPT]),
        ([part(0, 10)], [K.KEPT, K.NOT_FOUND]),
        ([], [K.NOT_FOUND]),
        ([part(0, 10), part(10, 20, 110, rate=0.0)], [K.KEPT, K.KEPT, K.FROZEN]),
    ],
)
def test_parts_are_read_as_edits(parts: list[TracedPart], expected: list[EditKind]) -> None:
    assert sorted(kinds(*parts)) == sorted(expected)


def test_order_is_that_of_the_clip_whatever_order_the_parts_come_in() -> None:
    early, late = part(0, 10, 100), part(10, 20, 300)
    assert edit_script([late, early], 20) == edit_script([early, late], 20)
    begins = [edit.clip[0] for edit in edit_script([late, early], 20)]
    assert begins == sorted(begins)


def test_what_is_cut_out_is_named_in_the_recordings_seconds() -> None:
    cut = only(K.CUT_OUT, part(0, 10, 100), part(10, 20, 117.5))
    assert cut.seconds == pytest.approx(7.5)
    assert cut.recording == pytest.approx((110.0, 117.5))
    assert cut.clip == (10.0, 10.0)


def test_seconds_left_out_of_footage_that_runs_backwards_are_cut_out_too() -> None:
    cut = only(K.CUT_OUT, part(0, 10, 200, rate=-1.0), part(10, 20, 185, rate=-1.0))
    assert cut.seconds == pytest.approx(5.0)


def test_a_loop_says_which_seconds_come_again() -> None:
    loops = [
        edit for edit in edit_script([part(0, 5), part(5, 10), part(10, 15)], 15) if edit.kind is K.REPEATED
    ]
    assert [edit.recording for edit in loops] == [pytest.approx((100.0, 105.0))] * 2
    back = edit_script([part(0, 5, 100), part(5, 10, 50), part(10, 15, 101)], 15)
    assert [e.kind for e in back if e.kind in {K.REORDERED, K.REPEATED}] == [K.REORDERED, K.REPEATED]


def test_showings_of_the_same_footage_are_alternatives_and_no_edit() -> None:
    assert kinds(part(0, 20, 100), part(0, 20, 900)) == [K.KEPT]
    assert kinds(part(0, 20, 100), part(0, 20, 40, recording="R2", score=0.8)) == [K.KEPT]
    straight = kinds(part(0, 10, 100), part(10, 20, 900), part(0, 10, 890), part(10, 20, 300))
    assert straight == [K.KEPT]


def test_a_conversion_of_pictures_a_second_is_only_likely_an_edit() -> None:
    converted = only(K.RATE, part(0, 20, rate=25 / 24))
    assert converted.sureness is Sureness.LIKELY
    assert "conversion" in converted.sentence
    assert only(K.RATE, part(0, 20, rate=0.8)).sureness is Sureness.SEEN
    assert kinds(part(0, 20, rate=1.004)) == [K.KEPT]


def test_an_uncertain_time_makes_no_cut() -> None:
    unsure = part(10, 20, 112, uncertain=(-3.0, 3.0))
    assert kinds(part(0, 10, 100), unsure) == [K.KEPT]
    kept = only(K.KEPT, part(0, 10, 100), unsure)
    assert kept.sureness is Sureness.LIKELY
    assert "about" in kept.sentence


def test_what_stands_in_between_says_whether_the_recording_ran_on_under_it() -> None:
    assert "runs on under it" in only(K.NOT_FOUND, part(0, 8), part(13, 20, 113)).sentence
    assert "where it stopped" in only(K.NOT_FOUND, part(0, 8), part(13, 20, 108)).sentence
    gap = only(K.NOT_FOUND, part(0, 8), part(13, 20, 108))
    assert (gap.clip, gap.seconds) == ((8, 13), 5)


def test_a_still_picture_has_no_order_no_rate_and_no_length() -> None:
    assert [edit.kind for edit in edit_script([part(0, 0)], 0.0)] == [K.KEPT]


def test_frames_that_were_not_compared_are_said_not_to_be() -> None:
    assert "were not compared" in only(K.KEPT, part(0, 20)).sentence


def test_a_freeze_does_not_hide_what_is_cut_out_after_it() -> None:
    freeze = part(10, 12, 110, rate=0.0)
    assert K.CUT_OUT not in kinds(part(0, 10), freeze, part(12, 20, 110))
    assert K.CUT_OUT not in kinds(part(0, 10), freeze, part(12, 20, 112))
    assert only(K.CUT_OUT, part(0, 10), freeze, part(12, 20, 150)).seconds == pytest.approx(40, abs=2.1)


def test_a_freeze_holds_the_picture_at_which_its_neighbour_stops() -> None:
    misplaced = part(10, 14, 107.2, rate=0.0)
    assert only(K.FROZEN, part(0, 10), misplaced, duration=14.0).recording == pytest.approx((110, 110))
    first = part(0, 4, 98.5, rate=0.0)
    assert only(K.FROZEN, first, part(4, 14, 100), duration=14.0).recording == pytest.approx((100, 100))
    elsewhere = part(10, 14, 300.0, rate=0.0)
    assert only(K.FROZEN, part(0, 10), elsewhere, duration=14.0).recording == pytest.approx((300, 300))


def test_geometry_is_not_read_off_one_still_picture_where_others_move() -> None:
    still = part(10, 14, 110, rate=0.0, source_box=(0.1, 0.1, 0.8, 0.9))
    assert K.CROP not in kinds(part(0, 10), still, duration=14.0)
    assert K.CROP in kinds(still, duration=14.0)
