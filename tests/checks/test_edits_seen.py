from __future__ import annotations

from typing import Any

import pytest

from checks.edits import EditKind, edits_of
from checks.edits_against_source import CHECK
from checks.edits_seen import edits_seen
from storage.records import FULL_BOX, Link, Outcome
from storage.records.links import Bars, Edit, Sureness
from storage.records.links import EditKind as Seen
from tests.checks.stories import airing, case, clip, link, segment, sound

KEPT = Edit(Seen.KEPT, (0.0, 20.0), "Kept.", evidence={"frames": 9.0})
SOUND = Edit(Seen.SOUND_KEPT, (0.0, 20.0), "The sound is that of the same seconds.")


def seen(kind: Seen, **more: Any) -> Edit:
    return Edit(kind, more.pop("clip", (0.0, 20.0)), more.pop("sentence", "The clip was changed."), **more)


def traced(*edits: Edit, **more: Any) -> Link:
    return link(*more.pop("segments", ()), edits=(KEPT, SOUND, *edits), **more)


@pytest.mark.parametrize(
    ("edit", "kind", "outcome"),
    [
        (seen(Seen.OVERLAY, box=(0.1, 0.8, 0.9, 0.95)), EditKind.OVERLAID, Outcome.SUPPORTS),
        (seen(Seen.OVERLAY, box=(0.0, 0.5, 1.0, 1.0)), EditKind.HEAVY_OVERLAY, Outcome.INCONCLUSIVE),
        (seen(Seen.COLOUR), EditKind.RECOLOURED, Outcome.SUPPORTS),
        (seen(Seen.ROTATED), EditKind.ROTATED, Outcome.SUPPORTS),
        (seen(Seen.GRAPHICS_COVERED), EditKind.GRAPHICS_GONE, Outcome.SUPPORTS),
        (seen(Seen.SOUND_MUTED), EditKind.MUTED, Outcome.SUPPORTS),
        (seen(Seen.SOUND_REPLACED), EditKind.SOUND_ELSEWHERE, Outcome.REFUTES),
        (seen(Seen.SOUND_REPLACED, sureness=Sureness.LIKELY), EditKind.SOUND_DOUBTFUL, Outcome.INCONCLUSIVE),
    ],
)
def test_what_was_seen_is_an_edit_with_its_weight(edit: Edit, kind: EditKind, outcome: Outcome) -> None:
    (found,) = edits_seen(traced(edit))
    assert found.kind is kind
    result = CHECK.run(case(traced(edit)))
    assert result.outcome is outcome
    assert found.text in result.reason


def test_what_the_segments_tell_already_is_not_told_twice() -> None:
    told = (Seen.KEPT, Seen.CUT_OUT, Seen.MIRRORED, Seen.REVERSED, Seen.RATE, Seen.CROP, Seen.NOT_FOUND)
    assert edits_seen(traced(*(seen(kind) for kind in told))) == ()


def test_areas_are_one_edit_that_names_the_largest() -> None:
    (edit,) = edits_seen(
        traced(seen(Seen.OVERLAY, box=(0, 0, 0.1, 0.1)), seen(Seen.OVERLAY, box=(0.2, 0.8, 0.8, 1.0)))
    )
    assert edit.text == "something is laid over 2 areas of the picture, the largest 12 % of it"
    assert len(edit.facts["boxes"]) == 2


def test_bars_are_told_from_an_inset() -> None:
    box = (0.0, 0.25, 1.0, 0.75)
    barred = traced(seen(Seen.LETTERBOX, box=box, bars=Bars.BLURRED), segments=(segment(clip_box=box),))
    (edit,) = edits_of(barred, clip())
    assert edit.kind is EditKind.LETTERBOXED
    assert "with bars around it" in edit.text
    unlooked = traced(segments=(segment(clip_box=box),))
    assert [edit.kind for edit in edits_of(unlooked, clip())] == [EditKind.INSET]


def test_a_picture_that_stands_still_comes_again_and_is_not_missing() -> None:
    frozen = traced(seen(Seen.FROZEN, clip=(15.0, 20.0)), segments=(segment(0, 15, 100),))
    (edit,) = edits_of(frozen, clip())
    assert edit.kind is EditKind.REPEATED
    assert "stands still for 5.0 s" in edit.text
    as_segment = link(segment(0, 15, 100), segment(15, 20, 115, rate=0.0))
    assert [edit.kind for edit in edits_of(as_segment, clip())] == [EditKind.REPEATED]


def test_a_dub_that_was_found_elsewhere_is_told_once() -> None:
    other = link(id="L2", picture=(), sound=(sound(at=30.0),), airing=airing(id="A2", station="SOUTH1"))
    result = CHECK.run(case(link(edits=(KEPT, seen(Seen.SOUND_REPLACED))), other))
    dubs = [item for item in result.evidence if item.facts.get("edit") == EditKind.SOUND_ELSEWHERE]
    assert result.outcome is Outcome.REFUTES
    assert len(dubs) == 1
    assert "the sound was found in SOUTH1" in result.reason


@pytest.mark.parametrize(
    ("edits", "said"),
    [
        ((KEPT, SOUND), "not mirrored."),
        ((KEPT,), "Its sound was not compared."),
        ((SOUND,), "Whether something was laid over the picture was not looked at."),
        ((), "Its sound was not compared, nor whether something was laid over the picture."),
    ],
)
def test_what_was_not_compared_is_said(edits: tuple[Edit, ...], said: str) -> None:
    result = CHECK.run(case(link(edits=edits)))
    assert result.outcome is Outcome.SUPPORTS
    assert result.reason.endswith(said)


def test_a_whole_clip_box_is_no_letterbox() -> None:
    assert edits_of(traced(seen(Seen.LETTERBOX, box=FULL_BOX)), clip()) == ()
