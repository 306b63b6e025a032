"""Recordings by the command: added, searched at once for standing cases, rejected links, removed ones."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from demo.stage import Stage
from tests.flows.conftest import Airtrace

WHEN = "2026-10-14T17:30:00Z"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """A stage that was built and left again: its footage stays."""
    with Stage(tmp_path_factory.mktemp("stage"), length=0.3) as built:
        return built


@pytest.fixture
def add(airtrace: Airtrace, stage: Stage) -> None:
    assert airtrace("stations", "add", stage.station_file).code == 0
    answer = airtrace("recordings", "add", stage.recordings[0].path, "--station", "DEMO1", "--aired-at", WHEN)
    assert answer.code == 0, answer.err


@pytest.mark.parametrize(
    ("given", "aired_at", "uncertainty"),
    [
        ("2024-06-19T18:00:00Z", "2024-06-19T18:00:00Z", 1.0),
        ("2024-06-19T18:00Z", "2024-06-19T18:00:00Z", 60.0),
        ("2024-06-19T21:00:00+03:00", "2024-06-19T18:00:00Z", 1.0),
        ("2024-06-19T21:00:00", "2024-06-19T18:00:00Z", 1.0),
        ("2012-06-19T22:00:00", "2012-06-19T18:00:00Z", 1.0),
    ],
)
def test_the_time_on_air_is_kept_as_it_was_written(
    airtrace: Airtrace, clip: Path, given: str, aired_at: str, uncertainty: float
) -> None:
    answer = airtrace("recordings", "add", clip, "--station", "RUSSIA1", "--aired-at", given, "--json")
    airing = answer.json["recordings"][0]["airing"]
    assert (airing["aired_at"], airing["uncertainty"], airing["zone"]) == (
        aired_at,
        uncertainty,
        "Europe/Moscow",
    )
    assert airing["time_from"] == "given"


def test_several_files_follow_one_another(airtrace: Airtrace, clip: Path, tmp_path: Path) -> None:
    second = tmp_path / "second.mp4"
    second.write_bytes(clip.read_bytes() + b"\x00\x00\x00\x08free")
    arguments = ["--station", "KCTV", "--aired-at", "2024-06-20T20:00:00"]
    answer = airtrace("recordings", "add", clip, second, *arguments, "--json")
    assert [row["airing"]["aired_at"] for row in answer.json["recordings"]] == [
        "2024-06-20T11:00:00Z",
        "2024-06-20T11:00:02Z",
    ]


def _with_a_jump(clip: Path, file: Path, seconds: float) -> Path:
    """The clip, whose clock jumps ahead after 20 frames."""
    import av

    with av.open(str(clip)) as source, av.open(str(file), "w") as container:
        stream = container.add_stream_from_template(source.streams.video[0])
        for n, packet in enumerate(source.demux(video=0)):
            if packet.pts is not None and packet.dts is not None:
                late = int(seconds / packet.time_base) if n > 20 else 0
                packet.pts, packet.dts, packet.stream = packet.pts + late, packet.dts + late, stream
                container.mux(packet)
    return file


def test_a_recording_that_claims_days_is_refused(airtrace: Airtrace, clip: Path, tmp_path: Path) -> None:
    """Moments of a few bytes, days apart by the file's own clock, would be searched second by second."""
    file = _with_a_jump(clip, tmp_path / "days.mkv", 200_000)
    answer = airtrace("recordings", "add", file, "--station", "RUSSIA1", "--aired-at", WHEN)
    assert answer.code == 2
    assert "56 hours" in answer.err
    assert airtrace("recordings", "list", "--json").json["recordings"] == []


def test_a_hole_in_a_recording_is_no_coverage(airtrace: Airtrace, clip: Path, tmp_path: Path) -> None:
    file = _with_a_jump(clip, tmp_path / "hole.mkv", 1800)
    answer = airtrace("recordings", "add", file, "--station", "RUSSIA1", "--aired-at", WHEN, "--json")
    (row,) = answer.json["recordings"]
    assert row["duration"] > 1800
    assert row["covered"] < 10
    covered = airtrace("recordings", "coverage", "--json").json
    assert covered["coverage"][0]["hours"] == round(row["covered"] / 3600, 4)
    assert covered["in_part"] == ["30.0 minutes are missing inside the recordings of RUSSIA1"]


def test_the_list_says_what_of_a_recording_is_there(airtrace: Airtrace, clip: Path, tmp_path: Path) -> None:
    file = tmp_path / "evening.mp4"
    file.write_bytes(clip.read_bytes())
    airtrace("recordings", "add", file, "--station", "NHK", "--aired-at", WHEN)

    def row() -> dict[str, Any]:
        (listed,) = airtrace("recordings", "list", "--json").json["recordings"]
        return dict(listed)

    (segment,) = (tmp_path / "home" / "index").glob("*/*")
    first = row()
    assert (first["searchable"], first["index_bytes"]) == (
        {"picture": True, "sound": False},
        segment.stat().st_size,
    )
    assert (first["footage"], first["negative"], first["frames_every"]) == ("present", None, None)
    assert first["covered"] == pytest.approx(first["duration"], abs=0.5)
    file.unlink()
    segment.unlink()
    gone = row()
    assert (gone["searchable"]["picture"], gone["index_bytes"], gone["footage"]) == (False, None, "gone")
    assert "(gone)" in airtrace("recordings", "list").out


def test_a_recording_whose_name_cannot_be_recorded_is_refused(
    airtrace: Airtrace, clip: Path, tmp_path: Path
) -> None:
    file = tmp_path / os.fsdecode(b"evening\xff.mp4")
    file.write_bytes(clip.read_bytes())
    answer = airtrace("recordings", "add", file, "--station", "RUSSIA1", "--aired-at", WHEN)
    assert (answer.code, "rename it" in answer.err) == (2, True)
    assert airtrace("recordings", "list", "--json").json["recordings"] == []


def test_the_same_recording_twice_is_one(airtrace: Airtrace, clip: Path) -> None:
    for _ in range(2):
        airtrace("recordings", "add", clip, "--station", "NHK", "--aired-at", "2024-06-20T20:00:00")
    assert [row["id"] for row in airtrace("recordings", "list", "--json").json["recordings"]] == ["REC1"]


def test_a_recording_with_sound_is_searched_by_it_too(airtrace: Airtrace, add: None) -> None:
    (row,) = airtrace("recordings", "list", "--json").json["recordings"]
    assert row["searchable"] == {"picture": True, "sound": True}
    assert "picture, sound" in airtrace("recordings", "list").out


def test_a_clip_is_traced_to_its_second(airtrace: Airtrace, add: None, stage: Stage) -> None:
    answer = airtrace("trace", stage.clip_file, "--json")
    assert answer.code == 0
    (match,) = answer.json["matches"]
    part = match["picture"][0]
    assert match["airing"]["station"] == "DEMO1"
    assert abs(part["recording"][0] - part["clip"][0] - stage.truth.recording_second) <= 1.0
    assert answer.json["searched"]["recordings"] == 1
    assert answer.json["clip"]["path"] == str(stage.clip_file)


def test_what_was_found_stands_under_its_heading_in_80_columns(
    airtrace: Airtrace, add: None, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    heading, found, *_ = airtrace("trace", stage.clip_file).out.splitlines()
    for name, value in (
        ("station", "DEMO1"),
        ("aired at (UTC)", WHEN),
        ("seen in", "picture"),
        ("offset", "0:0"),
    ):
        assert found[heading.index(name) :].startswith(value)


def test_a_standing_case_is_found_by_what_is_added_later(airtrace: Airtrace, stage: Stage) -> None:
    first = airtrace("verify", stage.clip_file, "--posted-at", "2026-10-14T20:52:37Z", "--json").json[
        "cases"
    ][0]
    assert (first["standing"], first["links"], first["suggested"]) == (True, [], None)
    airtrace("stations", "add", stage.station_file)
    added = airtrace(
        "recordings", "add", stage.recordings[0].path, "--station", "DEMO1", "--aired-at", WHEN, "--json"
    )
    assert added.json["links"] == ["L1"]
    now = airtrace("show", first["case"], "--json").json
    assert (now["standing"], now["links"][0]["direction"]) == (False, "post_after_airing")
    assert now["suggested"]["categories"]
    asked = [line for line in now["history"] if line["kind"] == "run_requested"]
    assert [line["actor"] for line in asked][1:] == ["airtrace"]


def test_a_rejected_link_counts_no_more_and_does_not_come_back(
    airtrace: Airtrace, add: None, stage: Stage
) -> None:
    airtrace("verify", stage.clip_file)
    rejected = airtrace("reject", "L1", "--by", "Ada", "--because", "another day", "--json")
    assert rejected.code == 0
    assert (rejected.json["suggested"], rejected.json["standing"]) == (None, True), (
        "it counts no more at once"
    )
    assert (
        airtrace("reject", "L1", "--by", "Ada", "--because", "again").err.strip().endswith("rejected already")
    )
    again = airtrace("rerun", "C1", "--by", "Ada", "--because", "without the link", "--json").json
    assert [(link["id"], link["state"]) for link in again["links"]] == [("L1", "rejected")]
    assert (again["suggested"], again["standing"]) == (None, True)
    outcomes = {check["name"]: check["outcome"] for check in again["checks"]}
    assert outcomes["footage_in_airing"] == "inconclusive"


def test_a_confirmed_link_counts_as_a_persons_word(airtrace: Airtrace, add: None, stage: Stage) -> None:
    airtrace("verify", stage.clip_file)
    because = ["--by", "Ada", "--because", "compared frame by frame"]
    confirmed = airtrace("confirm", "l1", *because, "--json").json
    assert [link["state"] for link in confirmed["links"]] == ["confirmed"]
    assert not any("not yet confirmed" in check["reason"] for check in confirmed["checks"])
    assert not any("Confirm or reject" in step for step in confirmed["next"])
    again = airtrace("rerun", "C1", "--check", "footage_in_airing", *because, "--json").json
    assert not any("no person has confirmed" in line for line in again["suggested"]["because"])
    decided = [line for line in again["history"] if line["kind"] == "link_decided"]
    assert [line["actor"] for line in decided] == ["Ada"]
    assert airtrace("confirm", "L1", *because).code == 2, "it is confirmed already"


def test_a_post_before_the_airing_is_not_sourced_to_it(airtrace: Airtrace, add: None, stage: Stage) -> None:
    case = airtrace("verify", stage.clip_file, "--posted-at", "2026-10-13", "--json").json["cases"][0]
    assert case["links"][0]["direction"] == "post_before_airing"
    assert case["suggested"] is None
    outcomes = {check["name"]: check["outcome"] for check in case["checks"]}
    assert outcomes["post_time_and_airing"] == "refutes"


def test_a_removed_recording_is_not_searched(airtrace: Airtrace, add: None, stage: Stage) -> None:
    assert airtrace("recordings", "remove", "REC1", "--because", "wrong station").code == 0
    answer = airtrace("trace", stage.clip_file, "--json")
    assert (answer.json["matches"], answer.json["searched"]["recordings"]) == ([], 0)
    assert airtrace("recordings", "coverage", "--json").json["coverage"] == []


def test_a_still_picture_is_searched_as_a_clip_is(airtrace: Airtrace, tmp_path: Path) -> None:
    import numpy as np
    from PIL import Image

    still = tmp_path / "still.png"
    Image.fromarray(np.random.default_rng(7).integers(0, 255, (90, 160, 3), dtype=np.uint8)).save(still)
    case = airtrace("verify", still, "--json").json["cases"][0]
    assert (case["searched"]["clips"], case["links"], case["standing"]) == (1, [], True)
    assert case["suggested"] is None
