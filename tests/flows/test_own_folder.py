"""A folder of own recordings is synced: finished files once, each on its own time, with the captions beside it."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bench.archives import frame, frames_zip
from flows import pipeline, syncing
from flows.bench import Bench
from flows.commands.recordings_sync import run_json
from flows.home import Home
from flows.syncing import Wanted
from reference.errors import InputError
from storage import recordings, transcripts
from storage.records import Recording, RunState, SourceName, TimeSource
from tests.flows.conftest import Airtrace

DAY = datetime(2024, 6, 19, tzinfo=UTC)
YESTERDAY = -86_400.0


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(Home(tmp_path / "home"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "own" / "inside").mkdir(parents=True)
    return tmp_path / "own"


def _put(clip: Path, into: Path, *, age: float = YESTERDAY) -> Path:
    shutil.copyfile(clip, into)
    changed = datetime.now(UTC).timestamp() + age
    os.utime(into, (changed, changed))
    return into


def _sync(bench: Bench, folder: Path, days: int = 1) -> tuple[dict[str, Any], RunState]:
    wanted = Wanted(
        SourceName.FOLDER, "RUSSIA1", DAY, DAY + timedelta(days=days), address=str(folder), index=False
    )
    run = syncing.request(bench, wanted, asked_by="Ada", because="test")
    state = pipeline.perform(bench, run)
    with bench.store() as store:
        return run_json(store, run), state


def _held(bench: Bench) -> list[Recording]:
    with bench.store() as store:
        return recordings.held(store)


def test_finished_recordings_of_the_station_and_day_are_taken_in_where_they_lie(
    bench: Bench, folder: Path, clip: Path
) -> None:
    own = _put(clip, folder / "RUSSIA1_20240619_180000_Vesti.mp4")
    _put(clip, folder / "inside" / "RUSSIA1_20240619_200000_Vesti.mp4")
    _put(clip, folder / "1TV_20240619_180000_Vremya.mp4")
    _put(clip, folder / "RUSSIA1_20240621_180000_Vesti.mp4")
    _put(clip, folder / "RUSSIA1_20240619_220000_Vesti.mp4", age=-1.0)
    (folder / "linked_20240619_190000.mp4").symlink_to(own)
    (folder / "RUSSIA1_20240619_180000_Vesti.srt").write_text("1\n00:00:00,500 --> 00:00:01,000\nHello.\n")
    document, state = _sync(bench, folder)
    assert (state, len(document["gathered"])) == (RunState.DONE, 2)
    first, second = _held(bench)
    assert (first.path, first.airing.aired_at.hour, first.airing.programme) == (str(own), 18, "Vesti")
    assert (second.airing.aired_at.hour, second.airing.time_from) == (20, TimeSource.FILE_NAME)
    with bench.store() as store:
        assert [each.cues for each in transcripts.of_airing(store, first.airing.id)] == [1]
    document, _ = _sync(bench, folder)
    assert (document["gathered"], len(_held(bench))) == ([], 2)


def test_a_file_that_was_finished_since_is_taken_in_by_the_next_sync(
    bench: Bench, folder: Path, clip: Path
) -> None:
    file = _put(clip, folder / "RUSSIA1_20240619_180000.mp4", age=-1.0)
    document, state = _sync(bench, folder)
    assert (state, document["gathered"]) == (RunState.PARTIAL, [])
    assert "not finished" in document["how"]
    _put(clip, file)
    document, state = _sync(bench, folder)
    assert (state, len(document["gathered"])) == (RunState.DONE, 1)


def test_half_a_file_and_one_without_a_time_are_missing_with_their_reasons(
    bench: Bench, folder: Path, clip: Path
) -> None:
    half = _put(clip, folder / "RUSSIA1_20240619_180000.mp4")
    half.write_bytes(half.read_bytes()[:900])
    os.utime(half, (0, 0))
    _put(clip, folder / "evening.mp4")
    document, state = _sync(bench, folder)
    assert state is RunState.PARTIAL
    reasons = {each["show"]: each["reason"] for each in document["missing"]}
    assert reasons.keys() == {"RUSSIA1_20240619_180000.mp4", "evening.mp4"}
    assert "nothing says when evening.mp4 begins" in reasons["evening.mp4"]


def test_a_file_beside_a_recording_can_tell_its_time(bench: Bench, folder: Path, clip: Path) -> None:
    _put(clip, folder / "evening.mp4")
    (folder / "evening.json").write_text('{"aired_at": "2024-06-19T18:00:00Z", "programme": "Vesti"}')
    _, state = _sync(bench, folder)
    assert state is RunState.DONE
    assert [(each.airing.aired_at.hour, each.airing.time_from) for each in _held(bench)] == [
        (18, TimeSource.SIDECAR)
    ]
    (folder / "evening.json").write_text('{"aired_at": "2024-06-25T18:00:00Z"}')
    _put(clip, folder / "again.mp4")
    (folder / "again.json").write_text('{"aired_at": "2024-06-25T18:00:00Z"}')
    document, _ = _sync(bench, folder)
    assert "outside the time asked for" in document["missing"][0]["reason"]


def test_frames_that_are_named_as_archives_name_them_are_4_s_apart(bench: Bench, folder: Path) -> None:
    show = "RUSSIA1_20240619_180000_Vesti"
    (folder / f"{show}.zip").write_bytes(frames_zip(show, 3))
    other = folder / "RUSSIA1_20240619_200000_Vesti"
    other.mkdir()
    for n in (1, 2):
        (other / f"{other.name}-{n:06}.jpg").write_bytes(frame(n))
    for path in (folder / f"{show}.zip", other):
        os.utime(path, (0, 0))
    _, state = _sync(bench, folder)
    assert state is RunState.DONE
    assert [(each.frames_every, each.duration) for each in _held(bench)] == [(4.0, 12.0), (4.0, 8.0)]


def test_a_folder_that_is_not_there_is_refused_before_a_run_is_asked_for(bench: Bench, folder: Path) -> None:
    with pytest.raises(InputError, match="no folder"):
        _sync(bench, folder / "nowhere")


def test_the_command(airtrace: Airtrace, folder: Path, clip: Path) -> None:
    _put(clip, folder / "RUSSIA1_20240619_180000_Vesti.mp4")
    asked = ("recordings", "sync", "folder", "--station", "Россия 1", "--address", str(folder), "--no-index")
    answer = airtrace(*asked, "--from", "2024-06-19", "--json")
    assert answer.code == 0, answer.err
    assert [each["show"] for each in answer.json["gathered"]] == ["RUSSIA1_20240619_180000_Vesti.mp4"]
    assert (answer.json["requests"], answer.json["station"]) == (0, "RUSSIA1")
    again = airtrace(*asked, "--from", "2024-06-18", "--to", "2024-06-20")
    assert (again.code, "1 shows listed, 1 held, 0 of them new" in again.err) == (0, True), again.err
    for wrong in (("--from", "yesterday"), ("--from", "2024-06-20", "--to", "2024-06-19"), ()):
        assert airtrace(*asked, *wrong).code == 2
