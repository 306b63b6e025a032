"""Single frames of an airing by the command: added, listed, and traced to about their step."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from demo.stage import Stage
from tests.flows.conftest import Airtrace

WHEN = "2026-10-14T17:30:00Z"
STEP = 4.0


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """A stage that was built and left again: its footage stays."""
    with Stage(tmp_path_factory.mktemp("stage"), length=0.3) as built:
        return built


@pytest.fixture(scope="module")
def frames(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One frame every 4 s of the stage's first recording, named as GDELT names them."""
    import av

    path = tmp_path_factory.mktemp("frames") / "DEMO1_20261014_173000.zip"
    number = 0
    with (
        av.open(str(stage.recordings[stage.truth.recording].path)) as source,
        zipfile.ZipFile(path, "w") as into,
    ):
        for frame in source.decode(video=0):
            if frame.time is not None and frame.time >= number * STEP - 1e-3:
                number += 1
                with into.open(f"DEMO1_20261014_173000-{number:06}.jpg", "w") as entry:
                    frame.to_image().save(entry, "JPEG", quality=85)
    return path


@pytest.fixture
def added(airtrace: Airtrace, stage: Stage, frames: Path) -> None:
    airtrace("stations", "add", stage.station_file)
    answer = airtrace(
        "recordings", "add", frames, "--frames-every", "4", "--station", "DEMO1", "--aired-at", WHEN
    )
    assert answer.code == 0, answer.err


def test_frames_are_listed_with_their_step(airtrace: Airtrace, added: None, frames: Path) -> None:
    (row,) = airtrace("recordings", "list", "--json").json["recordings"]
    with zipfile.ZipFile(frames) as held:
        assert row["duration"] == STEP * len(held.namelist())
    assert (row["frames_every"], row["indexed"], row["width"]) == (STEP, True, 640)


def test_frames_are_no_hours_of_moving_picture(airtrace: Airtrace, added: None, stage: Stage) -> None:
    covered = airtrace("recordings", "coverage", "--json").json
    (row,) = covered["coverage"]
    (listed,) = airtrace("recordings", "list", "--json").json["recordings"]
    assert (row["hours"], row["sparse_hours"]) == (0.0, round(listed["duration"] / 3600, 4))
    assert covered["in_part"] == ["of 1 recording of DEMO1 one frame every 4 s is held, and nothing between"]
    searched = airtrace("trace", stage.clip_file, "--json").json["searched"]
    assert (searched["hours"], searched["coverage"][0]["sparse_hours"]) == (0.0, row["sparse_hours"])
    assert any("one frame every 4 s" in line for line in searched["not_searched"])
    assert "a frame every 4 s" in airtrace("recordings", "list").out


def test_a_clip_is_traced_to_about_the_step(airtrace: Airtrace, added: None, stage: Stage) -> None:
    (match,) = airtrace("trace", stage.clip_file, "--json").json["matches"]
    part = match["picture"][0]
    assert part["time_uncertain"]
    found = part["recording"][0] + (stage.truth.clip_second - part["clip"][0]) * part["rate"]
    assert abs(found - stage.truth.recording_second) <= STEP


def test_an_index_of_frames_is_made_again(
    airtrace: Airtrace, added: None, frames: Path, tmp_path: Path
) -> None:
    for file in (tmp_path / "home" / "index").glob("*/*"):
        file.unlink()
    assert airtrace("recordings", "reindex", "--json").json["indexed"] == ["REC1"]


def test_a_folder_without_its_step_is_no_recording(airtrace: Airtrace, frames: Path) -> None:
    arguments = ["--station", "NHK", "--aired-at", WHEN]
    zipped = airtrace("recordings", "add", frames, *arguments)
    assert (zipped.code, "--frames-every" in zipped.err) == (2, True)
    folder = airtrace("recordings", "add", frames.parent, *arguments)
    assert (folder.code, "--frames-every" in folder.err) == (2, True)
    assert airtrace("recordings", "list", "--json").json["recordings"] == []


def test_frames_that_claim_days_are_refused(airtrace: Airtrace, frames: Path) -> None:
    renamed = frames.parent / "late.zip"
    with zipfile.ZipFile(frames) as source, zipfile.ZipFile(renamed, "w") as into:
        for n, name in enumerate(source.namelist()[:3]):
            into.writestr(f"DEMO1-{900_000 + n}.jpg", source.read(name))
    late = airtrace(
        "recordings", "add", renamed, "--frames-every", "4", "--station", "NHK", "--aired-at", WHEN
    )
    assert (late.code, "1,000 hours" in late.err) == (2, True)
