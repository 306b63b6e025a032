"""Sound that was kept, taken out, replaced, or is from elsewhere."""

from __future__ import annotations

import pytest

from matching.edit_sound import HeardPart, SoundSpan, sound_edits
from matching.sound_compare import SoundState
from storage.records.links import EditKind, Sureness
from tests.matching.edit_parts import part


@pytest.mark.parametrize(
    ("state", "kind", "sure"),
    [
        (SoundState.SAME, EditKind.SOUND_KEPT, Sureness.SEEN),
        (SoundState.REPLACED, EditKind.SOUND_REPLACED, Sureness.SEEN),
        (SoundState.CLIP_SILENT, EditKind.SOUND_MUTED, Sureness.SEEN),
        (SoundState.RECORDING_SILENT, EditKind.SOUND_REPLACED, Sureness.LIKELY),
        (SoundState.UNSURE, EditKind.SOUND_UNSURE, Sureness.LIKELY),
    ],
)
def test_states_are_read_as_edits(state: SoundState, kind: EditKind, sure: Sureness) -> None:
    (edit,) = sound_edits([part(0, 10)], [SoundSpan((0, 10), state)], [])
    assert (edit.kind, edit.sureness, edit.clip) == (kind, sure, (0, 10))


def test_spans_that_follow_each_other_are_said_once() -> None:
    spans = [SoundSpan((0, 4), SoundState.SAME), SoundSpan((4, 8), SoundState.SAME, 0.6)]
    spans.append(SoundSpan((8, 10), SoundState.CLIP_SILENT))
    edits = sound_edits([part(0, 10)], spans, [])
    assert [(edit.kind, edit.clip) for edit in edits] == [
        (EditKind.SOUND_KEPT, (0, 8)),
        (EditKind.SOUND_MUTED, (8, 10)),
    ]
    assert edits[0].sureness is Sureness.LIKELY


def test_sound_of_another_moment_is_from_elsewhere() -> None:
    (edit,) = sound_edits([part(0, 10, 100)], [], [HeardPart("R1", (0, 10), 1.0, 160.0)])
    assert edit.kind is EditKind.SOUND_ELSEWHERE
    assert edit.recording == (160.0, 170.0)
    assert "60.0 s away" in edit.sentence
    (other,) = sound_edits([part(0, 10, 100)], [], [HeardPart("R2", (0, 10), 1.0, 100.0)])
    assert (other.kind, other.recording_id) == (EditKind.SOUND_ELSEWHERE, "R2")


def test_where_it_is_from_takes_the_place_of_replaced() -> None:
    heard = [HeardPart("R2", (0, 10), 1.0, 5.0)]
    edits = sound_edits([part(0, 10)], [SoundSpan((0, 10), SoundState.REPLACED)], heard)
    assert [edit.kind for edit in edits] == [EditKind.SOUND_ELSEWHERE]


def test_sound_found_where_the_picture_is_from_is_kept() -> None:
    heard = [HeardPart("R2", (0, 10), 1.0, 5.0), HeardPart("R1", (0, 10), 1.0, 100.4)]
    assert [edit.kind for edit in sound_edits([part(0, 10, 100)], [], heard)] == [EditKind.SOUND_KEPT]
    unsure = part(0, 10, 100, uncertain=(-8.0, 8.0))
    found = sound_edits([unsure], [], [HeardPart("R1", (0, 10), 1.0, 106.0)])
    assert [edit.kind for edit in found] == [EditKind.SOUND_KEPT]


def test_nothing_is_said_of_sound_that_was_not_compared() -> None:
    assert sound_edits([part(0, 10)], [], []) == []


def test_the_recording_of_the_picture_is_named() -> None:
    joined = [part(0, 10), part(10, 20, recording="R2")]
    spans = [SoundSpan((0, 10), SoundState.CLIP_SILENT), SoundSpan((10, 20), SoundState.SAME)]
    assert [edit.recording_id for edit in sound_edits(joined, spans, [])] == ["R1", "R2"]
    (over,) = sound_edits(joined, [SoundSpan((0, 20), SoundState.REPLACED)], [])
    assert over.recording_id is None
