"""The index segment: the same bytes for the same recording, opened where it lies, refused when damaged."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from matching.features import DESCRIPTOR, Features
from matching.indexing import index_recording
from matching.segment import OVERLAY, coded, open_segment, pack, unpack, write
from matching.words import WORDS
from reference.errors import MediaUnreadable, RecordDamaged
from tests.matching.conftest import Broadcast

NO_OVERLAY = np.zeros((2, *OVERLAY), np.int8)


def some_features(seed: int, count: int) -> Features:
    draw = np.random.default_rng(seed)
    raw = draw.uniform(0, 1, (count, DESCRIPTOR)).astype(np.float32)
    place = np.stack(
        [
            draw.uniform(0, 1, count),
            draw.uniform(0, 0.56, count),
            draw.uniform(0.01, 0.2, count),
        ],
        axis=1,
    ).astype(np.float32)
    return Features(place, raw / np.linalg.norm(raw, axis=1, keepdims=True))


def test_the_same_recording_gives_the_same_bytes(broadcast: Broadcast, tmp_path: Path) -> None:
    again = tmp_path / "again"
    index_recording(broadcast.path, again)
    assert again.read_bytes() == broadcast.indexed.segment.read_bytes()


def test_indexing_tells_its_progress(broadcast: Broadcast, tmp_path: Path) -> None:
    shares: list[float] = []
    index_recording(broadcast.path, tmp_path / "segment", shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(shares) > 10


def test_what_was_written_is_read(tmp_path: Path) -> None:
    frames = [coded(some_features(seed, count), 16 / 9) for seed, count in enumerate((30, 0, 50))]
    path = tmp_path / "segment"
    write(path, [0.0, 1.0, 2.5], frames, NO_OVERLAY, 16 / 9, 3.5)
    segment = open_segment(path)
    assert list(segment.seconds) == [0.0, 1.0, 2.5]
    held = segment.recording(0)
    assert held.aspect == pytest.approx(16 / 9)
    assert (held.duration, held.step) == (3.5, 1.25)
    assert len(segment.starts) == WORDS + 1
    assert np.bincount(segment.frame, minlength=3).tolist() == [30, 0, 50]
    for number, frame in enumerate(frames):
        for word, signature, place in zip(frame.word, frame.signature, frame.place, strict=True):
            rows = slice(int(segment.starts[word]), int(segment.starts[int(word) + 1]))
            listed = zip(segment.frame[rows], segment.signature[rows], segment.place[rows], strict=True)
            assert (number, signature, place) in [(int(f), s, p) for f, s, p in listed]


def test_places_keep_their_precision() -> None:
    place = some_features(5, 200).place
    back = unpack(pack(place, 16 / 9), np.full(len(place), 16 / 9, np.float32))
    assert np.abs(back[:, :2] - place[:, :2]).max() < 1 / 8192
    assert np.abs(np.log2(back[:, 2] / place[:, 2])).max() < 1 / 15


def test_arrays_lie_in_the_file_and_cannot_be_changed(broadcast: Broadcast) -> None:
    segment = open_segment(broadcast.indexed.segment)
    assert not segment.signature.flags.owndata
    with pytest.raises(ValueError, match="read-only"):
        segment.signature[0] = 0


@pytest.mark.parametrize("damage", ["missing", "empty", "short", "foreign", "cut off"])
def test_damaged_segment_is_refused(damage: str, broadcast: Broadcast, tmp_path: Path) -> None:
    whole = broadcast.indexed.segment.read_bytes()
    path = tmp_path / "segment"
    bodies = {"empty": b"", "short": whole[:20], "foreign": b"X" + whole[1:], "cut off": whole[:-8]}
    if damage != "missing":
        path.write_bytes(bodies[damage])
    with pytest.raises(RecordDamaged, match="index"):
        open_segment(path)


def test_file_without_picture_is_no_recording(tmp_path: Path) -> None:
    path = tmp_path / "notes.mp4"
    path.write_bytes(b"no recording")
    with pytest.raises(MediaUnreadable):
        index_recording(path, tmp_path / "segment")
    assert not (tmp_path / "segment").exists()
