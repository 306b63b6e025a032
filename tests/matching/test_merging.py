"""Several segments in one: searched as one file, and each taken out again byte for byte."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from matching.lookup import Opened, look_up, query
from matching.merging import extract, merge
from matching.segment import OVERLAY, Segment, coded, open_segment, write
from tests.matching.test_segment import some_features

ASPECTS = (16 / 9, 4 / 3, 9 / 16)


@pytest.fixture
def singles(tmp_path: Path) -> list[Path]:
    paths = []
    for number, aspect in enumerate(ASPECTS):
        frames = [coded(some_features(10 * number + n, 20 + n), aspect) for n in range(3 + number)]
        overlay = np.full((2, *OVERLAY), number, np.int8)
        path = tmp_path / f"single-{number}"
        write(path, [float(n) for n in range(len(frames))], frames, overlay, aspect, 10.0 + number)
        paths.append(path)
    return paths


def named(path: Path) -> tuple[Segment, list[str]]:
    return open_segment(path), [hashlib.sha256(path.read_bytes()).hexdigest()]


def test_each_recording_comes_out_as_it_went_in(singles: list[Path], tmp_path: Path) -> None:
    merge([named(path) for path in singles], tmp_path / "merged")
    merged = open_segment(tmp_path / "merged")
    assert merged.names() == [hashlib.sha256(path.read_bytes()).hexdigest() for path in singles]
    for number, path in enumerate(singles):
        extract(merged, number, tmp_path / "out")
        assert (tmp_path / "out").read_bytes() == path.read_bytes()


def test_merging_merged_segments_and_leaving_one_out(singles: list[Path], tmp_path: Path) -> None:
    merge([named(path) for path in singles[:2]], tmp_path / "two")
    two = open_segment(tmp_path / "two")
    kept = ["", two.names()[1]]
    merge([(two, kept), named(singles[2])], tmp_path / "again")
    again = open_segment(tmp_path / "again")
    assert again.names() == [kept[1], named(singles[2])[1][0]]
    for number, path in enumerate(singles[1:]):
        extract(again, number, tmp_path / "out")
        assert (tmp_path / "out").read_bytes() == path.read_bytes()


def test_a_merged_segment_is_found_in_as_its_parts_are(singles: list[Path], tmp_path: Path) -> None:
    merge([named(path) for path in singles], tmp_path / "merged")
    asked = query(np.array([0.0]), [some_features(11, 21)])
    apart = look_up(asked, [Opened(open_segment(p), np.array([n])) for n, p in enumerate(singles)])
    together = look_up(asked, [Opened(open_segment(tmp_path / "merged"), np.arange(3))])
    assert (apart.weight > 0).sum() >= 21
    order = [np.lexsort((m.point, m.recording_second, m.recording, m.mirror)) for m in (apart, together)]
    for one, other in zip(vars(apart).values(), vars(together).values(), strict=True):
        assert np.allclose(one[order[0]], other[order[1]])


def test_a_recording_that_is_not_searched_gives_no_pair(singles: list[Path], tmp_path: Path) -> None:
    merge([named(path) for path in singles], tmp_path / "merged")
    asked = query(np.array([0.0]), [some_features(11, 21)])
    found = look_up(asked, [Opened(open_segment(tmp_path / "merged"), np.array([0, -1, 1]))])
    assert len(found) > 0
    assert set(found.recording) <= {0, 1}
