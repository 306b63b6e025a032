"""Negatives and rejections by the command: what proves nothing is not reported, and a person's no is remembered."""

from __future__ import annotations

from pathlib import Path

import pytest

from demo.stage import Stage
from flows.tracing import discounted
from matching.scoring import Signs
from matching.tracer import Match, Trace
from storage.records import FULL_BOX, PictureSegment, SoundSegment, Span
from storage.records.links import Edit, EditKind
from tests.flows.conftest import Airtrace

WHEN = "2026-10-14T17:30:00Z"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """A stage that was built and left again: its footage stays."""
    with Stage(tmp_path_factory.mktemp("stage"), length=0.3) as built:
        return built


@pytest.fixture(scope="module")
def encoded_anew(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stage's clip from its second second on, smaller and with other bytes, as a repost has it."""
    import av

    path = tmp_path_factory.mktemp("repost") / "repost.mp4"
    with av.open(str(stage.clip_file)) as source, av.open(str(path), "w") as into:
        rate = source.streams.video[0].average_rate
        stream = into.add_stream("libx264", rate=rate)
        stream.width, stream.height, stream.pix_fmt = 480, 270, "yuv420p"
        stream.options = {"crf": "30", "preset": "veryfast"}
        number = 0
        for frame in source.decode(video=0):
            if frame.time is not None and frame.time >= 2.0:
                again = frame.reformat(480, 270, "yuv420p")
                again.pts, again.time_base = number, 1 / rate
                number += 1
                into.mux(stream.encode(again))
        into.mux(stream.encode(None))
    return path


@pytest.fixture
def added(airtrace: Airtrace, stage: Stage) -> None:
    airtrace("stations", "add", stage.station_file)
    file = stage.recordings[stage.truth.recording].path
    answer = airtrace("recordings", "add", file, "--station", "DEMO1", "--aired-at", WHEN)
    assert answer.code == 0, answer.err


def test_what_a_negative_shows_is_no_match(airtrace: Airtrace, added: None, stage: Stage) -> None:
    before = airtrace("recordings", "coverage", "--json").json
    assert len(airtrace("trace", stage.clip_file, "--json").json["matches"]) == 1
    answer = airtrace(
        "recordings", "add", stage.clip_file, "--negative", "--because", "station ident", "--json"
    )
    assert answer.code == 0, answer.err
    (row,) = answer.json["recordings"]
    assert (row["id"], row["airing"], row["negative"], row["indexed"]) == (
        "REC2",
        None,
        "station ident",
        True,
    )
    assert airtrace("trace", stage.clip_file, "--json").json["matches"] == []
    assert airtrace("recordings", "coverage", "--json").json == before, "it is no coverage"
    listed = airtrace("recordings", "list", "--json").json["recordings"]
    assert [each["negative"] for each in listed] == [None, "station ident"]
    assert "station ident" in airtrace("recordings", "list").out
    assert airtrace("recordings", "share", "REC2", "-o", "no.zip").code == 2
    again = airtrace("recordings", "add", stage.clip_file, "--negative", "--because", "again", "--json")
    assert (again.json["recordings"][0]["id"], "held already" in again.err) == ("REC2", True)
    assert airtrace("recordings", "remove", "REC2", "--because", "it was none").code == 0
    assert len(airtrace("trace", stage.clip_file, "--json").json["matches"]) == 1
    assert airtrace("history", "verify").code == 0


def test_a_negative_says_what_it_shows_and_has_no_airing(airtrace: Airtrace, clip: Path) -> None:
    assert "--because" in airtrace("recordings", "add", clip, "--negative").err
    both = airtrace("recordings", "add", clip, "--negative", "--because", "bars", "--station", "NHK")
    assert (both.code, "no airing" in both.err) == (2, True)
    neither = airtrace("recordings", "add", clip)
    assert (neither.code, "--station" in neither.err) == (2, True)
    stray = airtrace("recordings", "add", clip, "--station", "NHK", "--aired-at", WHEN, "--because", "bars")
    assert (stray.code, "--negative" in stray.err) == (2, True)
    assert airtrace("recordings", "list", "--json").json["recordings"] == []


def test_a_rejected_place_stays_rejected_for_a_repost_encoded_anew(
    airtrace: Airtrace, added: None, stage: Stage, encoded_anew: Path
) -> None:
    airtrace("verify", stage.clip_file)
    found = airtrace("verify", encoded_anew, "--json").json["cases"][0]
    assert len(found["links"]) == 1, "it is found as long as nobody has said no"
    airtrace("reject", "L1", "--by", "Ada", "--because", "another day")
    airtrace("reject", "L2", "--by", "Ada", "--because", "another day")
    third = encoded_anew.parent / "third.mp4"
    third.write_bytes(encoded_anew.read_bytes() + b"\x00\x00\x00\x08free")
    case = airtrace("verify", third, "--json").json["cases"][0]
    assert (case["links"], case["standing"]) == ([], True)
    airtrace("confirm", "L1", "--by", "Ada", "--because", "it is the day after all")
    airtrace("confirm", "L2", "--by", "Ada", "--because", "it is the day after all")
    again = airtrace("rerun", case["case"], "--by", "Ada", "--because", "look again", "--json").json
    assert [link["state"] for link in again["links"]] == ["suggested"]


def _match(recording: str, picture: list[Span], sound: list[Span] | None = None) -> Match:
    return Match(
        recording=recording,
        score=0.9,
        picture=tuple(
            PictureSegment(span, span, 1.0, False, False, FULL_BOX, FULL_BOX, False, 0.9) for span in picture
        ),
        sound=tuple(SoundSegment(span, span, 1.0, 0.9) for span in sound or []),
        pairs=(),
        edit_points=0,
        station_graphics=False,
        signs=tuple(
            Signs(points=n, frames=9, seconds=span[1] - span[0], rate=1.0) for n, span in enumerate(picture)
        ),
    )


def test_a_negative_takes_away_its_own_part_alone() -> None:
    trace = Trace(
        30.0,
        (
            _match("REC1", [(0.0, 4.0), (4.0, 20.0)], [(0.0, 4.0)]),
            _match("REC2", [(0.5, 3.5)]),
            _match("REC3", [(0.0, 20.0)]),
            _match("NEG", [(0.0, 4.0)]),
        ),
        edits=tuple(
            Edit(EditKind.KEPT, (0.0, 4.0), "Kept.", recording_id=name)
            for name in (None, "REC1", "REC2", "NEG")
        ),
    )
    left = discounted(trace, {"NEG"})
    assert [(match.recording, [part.clip for part in match.picture]) for match in left.matches] == [
        ("REC1", [(4.0, 20.0)]),
        ("REC3", [(0.0, 20.0)]),
    ]
    assert [sign.points for sign in left.matches[0].signs] == [1], "those of the part that is left"
    assert [part.clip for part in left.matches[0].sound] == [(0.0, 4.0)], "its sound is another matter"
    assert [edit.recording_id for edit in left.edits] == [None, "REC1"]
    assert discounted(trace, set()).matches == trace.matches
