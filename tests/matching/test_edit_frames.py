"""Frames of a clip and of its recording, decoded and laid on each other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from matching.alignment import Sequence
from matching.edit_comparison import compare
from matching.edit_frames import aligned_pairs
from matching.edit_script import edit_script
from matching.edit_still import frozen_spans
from matching.geometry import Similarity
from storage.records.links import EditKind, Sureness
from tests.matching.edit_parts import colourful, part
from tests.matching.footage import FPS, Picture, Scene, crop, programme, write_video

SECONDS = 9.0


@pytest.fixture(scope="module")
def aired(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Picture]]:
    pictures = [colourful(p) for p in programme([(Scene(3), 0.0, SECONDS)])]
    return write_video(tmp_path_factory.mktemp("aired") / "aired.mp4", pictures, key_every=25), pictures


def test_pairs_show_the_same_moment_and_place(aired: tuple[Path, list[Picture]], tmp_path: Path) -> None:
    path, pictures = aired
    clip = write_video(tmp_path / "clip.mp4", (crop(p, 0.2)[:, ::-1] for p in pictures[50:200]), crf=30)
    # ``crop`` leaves 0.8 of the picture from 0.14 on the left and 0.08 at the top; widths count.
    turn, left, top = 306 / 384, 53 / 384, 17 / 384
    placed = part(
        0.0,
        6.0,
        2.05,
        similarity=Similarity(complex(turn), complex(left, top), mirror=True),
        clip_aspect=306 / 172,
        source_box=(left, top * 16 / 9, left + turn, top * 16 / 9 + 172 / 216),
        footage=path,
    )
    pairs = aligned_pairs(clip, placed)
    assert len(pairs) >= 5
    for pair in pairs:
        assert pair.recording_second - pair.clip_second == pytest.approx(2.0, abs=0.021)
        apart = np.abs(pair.ours.astype(int) - pair.theirs)[pair.seen]
        assert np.median(apart) < 6
        assert pair.seen.mean() > 0.9
    kinds = [edit.kind for edit in edit_script([placed], 6.0, {0: compare(clip, placed)})]
    assert kinds == [EditKind.KEPT, EditKind.MIRRORED, EditKind.CROP]


def test_footage_that_is_gone_gives_no_pairs(aired: tuple[Path, list[Picture]], tmp_path: Path) -> None:
    path, _ = aired
    assert aligned_pairs(path, part(0, 6, 0.0)) == []
    assert aligned_pairs(path, part(0, 6, 0.0, footage=tmp_path / "gone.mp4")) == []
    damaged = tmp_path / "damaged.mp4"
    damaged.write_bytes(path.read_bytes()[:2000])
    assert aligned_pairs(path, part(0, 6, 0.0, footage=damaged)) == []
    assert compare(path, part(0, 6, 0.0)).frames == 0


def test_sparse_key_frames_are_not_needed(aired: tuple[Path, list[Picture]], tmp_path: Path) -> None:
    _, pictures = aired
    sparse = write_video(tmp_path / "sparse.mp4", pictures, key_every=250)
    assert len(aligned_pairs(sparse, part(1, 8, 1.0, footage=sparse))) >= 6


def test_backwards(aired: tuple[Path, list[Picture]], tmp_path: Path) -> None:
    path, pictures = aired
    clip = write_video(tmp_path / "back.mp4", pictures[50:200][::-1])
    pairs = aligned_pairs(clip, part(0, 6, 199 / FPS, rate=-1.0, footage=path))
    assert len(pairs) >= 5
    assert all(p.recording_second + p.clip_second == pytest.approx(199 / FPS, abs=0.021) for p in pairs)


def test_a_picture_that_stands_still_while_the_recording_moves_is_frozen() -> None:
    draw = np.random.default_rng(2)
    waves = draw.normal(size=(3, 400)) * 40
    recorded = np.arange(100.0, 112.0, 0.04)

    def levels(seconds: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
        swing = np.stack([np.sin(0.9 * seconds), np.cos(1.3 * seconds), np.sin(0.4 * seconds)], axis=1)
        return (120 + swing @ waves).astype(np.float32)

    clip = np.arange(0.0, 8.0, 0.12)
    held = np.where((clip > 3.0) & (clip < 5.5), 3.0, clip)
    theirs = Sequence(recorded, levels(recorded))
    frozen = part(0, 8, ours=Sequence(clip, levels(held + 100)), theirs=theirs)
    ((begin, end),) = frozen_spans(frozen)
    assert (begin, end) == pytest.approx((3.0, 5.4), abs=0.15)
    assert frozen_spans(part(0, 8, ours=Sequence(clip, levels(clip + 100)), theirs=theirs)) == []
    still = Sequence(recorded, np.repeat(levels(recorded)[:1], len(recorded), axis=0))
    quiet = Sequence(clip, np.repeat(still.values[:1], len(clip), axis=0))
    assert frozen_spans(part(0, 8, ours=quiet, theirs=still)) == []


def test_one_picture_of_a_scene_that_does_not_move_is_not_called_frozen() -> None:
    recorded = np.arange(100.0, 112.0, 0.04)
    still = np.full((len(recorded), 400), 90.0, np.float32)
    moving = still + 30 * np.sin(recorded)[:, None].astype(np.float32)
    stopped = part(2, 6, 104.0, rate=0.0)

    def frozen(values: np.ndarray | None) -> list[Sureness]:  # type: ignore[type-arg]
        theirs = None if values is None else Sequence(recorded, values)
        edits = edit_script([replace(stopped, theirs=theirs)], 8.0)
        return [edit.sureness for edit in edits if edit.kind is EditKind.FROZEN]

    assert frozen(still) == []
    assert frozen(moving) == [Sureness.SEEN]
    assert frozen(None) == [Sureness.LIKELY]


def test_a_still_picture_is_compared_once_and_nothing_is_said_of_overlays(
    aired: tuple[Path, list[Picture]], tmp_path: Path
) -> None:
    path, pictures = aired
    still = tmp_path / "still.png"
    grey = cv2.cvtColor(cv2.cvtColor(pictures[110], cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    grey[150:190, 40:340] = 255
    cv2.imwrite(str(still), grey)
    placed = part(0, 0, 110 / FPS, rate=0.0, footage=path)
    seen = compare(still, placed)
    assert (seen.frames, seen.overlays) == (1, ())
    edits = edit_script([placed], 0.0, {0: seen})
    assert [edit.kind for edit in edits] == [EditKind.KEPT, EditKind.COLOUR]
    assert edits[1].sureness is Sureness.LIKELY
