"""What aligned frames tell: colours, things laid over, bars, graphics that are gone; geometry."""

from __future__ import annotations

import cmath
import math
from dataclasses import replace

import cv2
import numpy as np
import pytest

from matching.edit_colour import fit_colours
from matching.edit_comparison import Comparison, compared
from matching.edit_overlays import overlays
from matching.edit_script import edit_script
from matching.edit_surround import surround
from matching.geometry import Similarity
from storage.records import Box
from storage.records.links import Bars, Edit, EditKind, Sureness
from tests.matching.edit_parts import overlap, pairs, part
from tests.matching.footage import Picture, with_bug

K = EditKind
CAPTION: Box = (0.1, 0.7, 0.9, 0.85)


def boxed(picture: Picture, box: Box, colour: tuple[int, int, int]) -> Picture:
    high, wide = picture.shape[:2]
    corners = (
        (round(box[0] * wide), round(box[1] * high)),
        (round(box[2] * wide) - 1, round(box[3] * high) - 1),
    )
    return cv2.rectangle(picture, *corners, colour, -1).astype(np.uint8, copy=False)


def captioned(picture: Picture, _second: float) -> Picture:
    marked = boxed(picture, CAPTION, (20, 20, 20))
    cv2.putText(marked, "BREAKING", (60, 175), cv2.FONT_HERSHEY_DUPLEX, 1.0, (255, 255, 255), 2)
    return marked


def grey(picture: Picture, _second: float) -> Picture:
    return cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR).astype(np.uint8)


def graded(picture: Picture, _second: float) -> Picture:
    values = picture.astype(np.float32) * 0.8 + 40
    values[..., 0] -= 30
    return np.clip(values, 0, 255).astype(np.uint8)


def seen(comparison: Comparison, **more: object) -> list[Edit]:
    edits = edit_script([part(0, 8, **more)], 8.0, {0: comparison})
    return [edit for edit in edits if edit.kind is not K.KEPT]


def test_the_same_picture_has_no_edits() -> None:
    assert seen(compared(pairs(noise=4.0), part(0, 8))) == []


def test_softer_coding_and_a_pixel_of_misalignment_are_no_edits() -> None:
    def soft(picture: Picture, _second: float) -> Picture:
        moved = np.roll(picture, (1, -1), axis=(0, 1))
        return cv2.GaussianBlur(moved, (0, 0), 1.2).astype(np.uint8)

    assert seen(compared(pairs(soft), part(0, 8))) == []


def test_a_caption_is_an_overlay_with_its_box() -> None:
    (edit,) = seen(compared(pairs(captioned), part(0, 8)))
    assert edit.kind is K.OVERLAY
    assert edit.box is not None
    assert overlap(edit.box, CAPTION) > 0.85
    assert (edit.clip, edit.sureness, edit.recording_id) == ((0, 8), Sureness.SEEN, "R1")


def test_a_caption_on_a_recoloured_picture_is_the_only_overlay() -> None:
    for look in (grey, graded):
        found = seen(compared(pairs(lambda p, s, look=look: captioned(look(p, s), s)), part(0, 8)))  # type: ignore[misc]
        assert {edit.kind for edit in found} == {K.OVERLAY, K.COLOUR}
        (overlay,) = [edit for edit in found if edit.kind is K.OVERLAY]
        assert overlay.box is not None
        assert overlap(overlay.box, CAPTION) > 0.8


def test_an_overlay_that_comes_and_goes_has_its_seconds() -> None:
    made = pairs(lambda p, s: captioned(p, s) if 3 <= s <= 5 else p)
    colours = fit_colours(made)
    assert colours is not None
    (overlay,) = overlays(made, colours)
    assert overlay.clip == (3.0, 5.0)
    assert overlay.frames == 3


def test_what_moves_with_the_picture_is_no_overlay() -> None:
    def out_of_step(picture: Picture, second: float) -> Picture:
        return boxed(picture, (0.1 * second, 0.4, 0.1 * second + 0.12, 0.55), (240, 240, 240))

    assert seen(compared(pairs(out_of_step), part(0, 8))) == []


def test_black_and_white_is_told_from_a_recording_without_colour() -> None:
    change = fit_colours(pairs(grey))
    assert change is not None
    assert change.change.grey
    without = [replace(p, ours=grey(p.ours, 0), theirs=grey(p.theirs, 0)) for p in pairs()]
    fit = fit_colours(without)
    assert fit is not None
    assert not fit.change.grey
    assert not fit.changed


def test_a_grading_is_measured() -> None:
    fit = fit_colours(pairs(graded))
    assert fit is not None
    assert fit.changed
    assert fit.change.contrast == pytest.approx(0.8, abs=0.04)
    blue, red = fit.change.tint
    assert blue == pytest.approx(-15, abs=3)
    assert abs(red) < 5


@pytest.mark.parametrize("colour", [(0, 0, 0), (200, 60, 40)])
def test_plain_bars(colour: tuple[int, int, int]) -> None:
    box = (0.0, 0.25, 1.0, 0.75)
    made = pairs(lambda p, _s: boxed(boxed(p, (0, 0, 1, 0.25), colour), (0, 0.75, 1, 1), colour), seen=box)
    assert surround(made, box) is Bars.PLAIN
    (edit,) = seen(compared(made, part(0, 8, clip_box=box)), clip_box=box)
    assert (edit.kind, edit.bars, edit.box) == (K.LETTERBOX, Bars.PLAIN, box)


def test_blurred_bars_even_under_a_caption() -> None:
    box = (0.0, 0.25, 1.0, 0.75)

    def within(picture: Picture, canvas: Picture) -> Picture:
        high, wide = picture.shape[:2]
        canvas[high // 4 : high // 4 + high // 2] = cv2.resize(picture, (wide, high // 2))
        return canvas

    def barred(picture: Picture, _second: float) -> Picture:
        high, wide = picture.shape[:2]
        around = cv2.GaussianBlur(cv2.resize(picture[:, wide // 4 : -wide // 4], (wide, high)), (0, 0), 14)
        whole = within(picture, around.astype(np.uint8))
        return boxed(whole, (0.1, 0.3, 0.9, 0.45), (250, 250, 250))

    made = [replace(p, theirs=within(p.theirs, np.zeros_like(p.theirs))) for p in pairs(barred, seen=box)]
    assert surround(made, box) is Bars.BLURRED


def test_an_inset_in_something_else() -> None:
    box = (0.5, 0.1, 0.9, 0.5)
    around = np.random.default_rng(3).integers(0, 255, (216, 384, 3)).astype(np.uint8)

    def inset(picture: Picture, _second: float) -> Picture:
        canvas = around.copy()
        canvas[22:108, 192:346] = cv2.resize(picture, (154, 86))
        return canvas

    made = pairs(inset, seen=box)
    assert surround(made, box) is Bars.OTHER
    assert K.INSET in [edit.kind for edit in seen(compared(made, part(0, 8, clip_box=box)), clip_box=box)]


def test_a_broadcast_that_fills_the_picture_has_nothing_around_it() -> None:
    assert surround(pairs(), (0.0, 0.0, 1.0, 1.0)) is None


def test_station_graphics_that_were_wiped_out() -> None:
    graphics = np.zeros((2, 90, 160), np.int8)
    graphics[:, 8:18, 122:152] = 40
    kept = [replace(p, ours=with_bug(p.ours), theirs=with_bug(p.theirs)) for p in pairs()]
    assert compared(kept, part(0, 8), graphics).covered == ()
    wiped = [replace(p, theirs=with_bug(p.theirs)) for p in pairs()]
    (box,) = compared(wiped, part(0, 8), graphics).covered
    assert overlap(box, (122 / 160, 8 / 90, 152 / 160, 18 / 90)) > 0.8
    edits = seen(compared(wiped, part(0, 8), graphics))
    assert [edit.kind for edit in edits] == [K.GRAPHICS_COVERED]  # and no overlay where they were wiped out
    assert edits[0].sureness is Sureness.LIKELY


def test_geometry_is_said_of_the_whole_clip_once() -> None:
    crop = (0.1, 0.1, 0.9, 0.9)
    turned = Similarity(cmath.rect(0.8, math.radians(-3)), 0.1 + 0.1j, mirror=True)
    more = {"source_box": crop, "similarity": turned}
    edits = edit_script([part(0, 10, 100, **more), part(10, 20, 300, **more)], 20.0)
    looks = [edit for edit in edits if edit.kind in {K.MIRRORED, K.CROP, K.ROTATED}]
    assert [edit.kind for edit in looks] == [K.MIRRORED, K.CROP, K.ROTATED]
    assert all(edit.sentence.startswith("The clip ") and edit.clip == (0, 20) for edit in looks)
    assert looks[1].box == crop
    assert looks[2].degrees == pytest.approx(-3.0)


def test_one_mirrored_part_is_named_by_its_seconds() -> None:
    mirrored = Similarity(1 + 0j, 0j, mirror=True)
    (edit,) = [
        e
        for e in edit_script([part(0, 10, 100), part(10, 20, 110, similarity=mirrored)], 20.0)
        if e.kind is K.MIRRORED
    ]
    assert edit.sentence == "The clip from 0:00:10.0 to 0:00:20.0 is mirrored."
