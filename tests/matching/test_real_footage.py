"""The tracer on real footage, where it is at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from matching.decoding import Wanted, decode
from matching.tracer import IndexedRecording, index_recording, trace
from tests.matching.footage import Picture, crop, resized, write_video

FOOTAGE = Path(__file__).resolve().parents[3] / "shared" / "footage" / "footage"
SOURCE = FOOTAGE / "showlab--examples_charades.mp4"
OTHER = FOOTAGE / "ageitgey--examples_short_hamilton_clip.mp4"

pytestmark = pytest.mark.skipif(
    not (SOURCE.is_file() and OTHER.is_file()), reason="the shared footage is not beside the checkout"
)


def pictures(path: Path, begin: float, seconds: float) -> list[Picture]:
    wanted = Wanted(width=640, begin=begin, end=begin + seconds, colour=True)
    return [frame.pixels for frame in decode(path, wanted, seconds=60)]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> list[IndexedRecording]:
    segment = tmp_path_factory.mktemp("real") / "segment"
    index_recording(SOURCE, segment)
    return [IndexedRecording("home", segment, SOURCE, 30.7)]


def test_cropped_and_shrunk_cut_is_placed(archive: list[IndexedRecording], tmp_path: Path) -> None:
    cut = [resized(crop(p, 0.15), 320, 180) for p in pictures(SOURCE, 9.0, 8.0)]
    clip = write_video(tmp_path / "clip.mp4", cut, fps=14.99, crf=33, key_every=250)
    (match,) = trace(clip, archive).matches
    (segment,) = match.picture
    assert segment.recording[0] - segment.clip[0] == pytest.approx(9.0, abs=0.25)


def test_other_footage_is_not_found(archive: list[IndexedRecording], tmp_path: Path) -> None:
    clip = write_video(tmp_path / "clip.mp4", pictures(OTHER, 0.0, 8.0), fps=29.97)
    assert trace(clip, archive).matches == ()
