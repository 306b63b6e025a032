"""Indexing several recordings: what cannot be indexed stops nothing, and what is done stays when it is killed."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows import index_worker, indexing, pipeline
from flows.bench import Bench
from flows.home import Home
from reference.errors import MediaUnreadable
from storage import recordings
from storage.records import RunState
from tests.flows.conftest import Airtrace


@pytest.fixture
def files(clip: Path, tmp_path: Path) -> list[Path]:
    """Three recordings that differ in their bytes alone."""
    folder = tmp_path / "footage"
    folder.mkdir()
    made = [folder / f"part{n}.mp4" for n in range(3)]
    for n, file in enumerate(made):
        file.write_bytes(clip.read_bytes() + b"\x00\x00\x00\x08free" * n)
    return made


@pytest.fixture
def home(airtrace: Airtrace, files: list[Path], tmp_path: Path) -> Path:
    """A record with the three recordings, indexed."""
    added = airtrace("recordings", "add", *files, "--station", "NHK", "--aired-at", "2024-06-20T20:00:00Z")
    assert added.code == 0, added.err
    return tmp_path / "home"


def _segments(home: Path) -> list[Path]:
    return sorted((home / "index").glob("*/*"))


def test_several_are_indexed_and_what_is_done_is_told(airtrace: Airtrace, files: list[Path]) -> None:
    answer = airtrace(
        "recordings", "add", *files, "--station", "NHK", "--aired-at", "2024-06-20T20:00:00Z", "--jobs", "3", "--json"
    )  # fmt: skip
    assert answer.code == 0
    assert [row["indexed"] for row in answer.json["recordings"]] == [True] * 3
    assert "3 of 3 done" in answer.err


def test_one_that_cannot_be_indexed_stops_no_other(airtrace: Airtrace, home: Path, files: list[Path]) -> None:
    shutil.rmtree(home / "index")
    files[1].unlink()
    answer = airtrace("recordings", "reindex", "--json")
    assert answer.code == 1
    assert answer.json["indexed"] == ["REC1", "REC3"]
    (failed,) = answer.json["not_indexed"]
    assert failed["id"] == "REC2"
    assert "not at" in failed["reason"]
    listed = airtrace("recordings", "list", "--json").json["recordings"]
    assert [row["not_indexed"] is None for row in listed] == [True, False, True]
    assert airtrace("history", "verify").code == 0
    files[1].write_bytes(files[0].read_bytes() + b"\x00\x00\x00\x08free")
    assert airtrace("recordings", "reindex", "--json").json["indexed"] == ["REC2"]
    assert airtrace("recordings", "list", "--json").json["recordings"][1]["not_indexed"] is None


def test_only_what_is_named_and_cannot_be_searched_is_indexed_again(airtrace: Airtrace, home: Path) -> None:
    nothing = airtrace("recordings", "reindex", "--json")
    assert (nothing.code, nothing.json["run"]) == (0, None)
    connection = sqlite3.connect(home / "airtrace.db")
    connection.execute("UPDATE recordings SET format = 'picture-0' WHERE id != 'REC1'")
    connection.commit()
    connection.close()
    assert airtrace("recordings", "reindex", "rec1", "rec2", "--json").json["indexed"] == ["REC2"]
    assert airtrace("recordings", "reindex", "--json").json["indexed"] == ["REC3"]
    assert airtrace("recordings", "reindex", "REC7").code == 2


class _Killed(BaseException):
    """Stands for the end of the process."""


def test_what_is_indexed_stays_and_the_rest_is_taken_up_again(
    airtrace: Airtrace, files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = index_worker.fingerprint
    begun: list[str] = []

    def dies_at_the_second(footage: Path, into: Path, **how: Any) -> index_worker.Made:
        begun.append(footage.name)
        if len(begun) == 2:
            raise _Killed
        return really(footage, into, **how)

    bench = Bench(Home(tmp_path / "home"))
    monkeypatch.setattr(indexing, "fingerprint", dies_at_the_second)
    station = bench.stations().get("NHK")
    run, _ = pipeline.request_index(
        bench, files, station, "2024-06-20T20:00:00Z", None, asked_by="Ada", jobs=1
    )
    with pytest.raises(_Killed):
        pipeline.perform(bench, run)
    with bench.store() as store:
        assert recordings.indexed_since(store, 0) == ["REC1"]
    assert list((tmp_path / "home" / "incoming").iterdir()) == []
    assert pipeline.perform(bench, run) is RunState.DONE
    assert begun == ["part0.mp4", "part1.mp4", "part1.mp4", "part2.mp4"]
    with bench.store() as store:
        assert sorted(recordings.indexed_since(store, 0)) == ["REC1", "REC2", "REC3"]


@pytest.mark.parametrize("words", ["kill -9 $$", "exit 3", "echo 0.5"])
def test_a_file_that_brings_its_process_down_costs_that_recording_alone(
    airtrace: Airtrace, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    shutil.rmtree(home / "index")
    script = tmp_path / "python"
    script.write_text(f"#!/bin/sh\n{words}\n")
    script.chmod(0o755)
    with monkeypatch.context() as patched:
        patched.setattr(index_worker.sys, "executable", str(script))
        answer = airtrace("recordings", "reindex", "REC1", "--json")
    assert (answer.code, answer.json["not_indexed"][0]["id"]) == (1, "REC1")
    assert "brought its indexing process down" in answer.json["not_indexed"][0]["reason"]
    assert airtrace("recordings", "reindex", "--json").json["indexed"] == ["REC1", "REC2", "REC3"]


def test_a_worker_that_nobody_listens_to_ends(files: list[Path], tmp_path: Path) -> None:
    into = tmp_path / "segment"
    job = f'{{"footage": "{files[0]}", "into": "{into}", "duration": 2.0, "every": null}}'
    command = [sys.executable, "-c", _SLOW_WORKER, job]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as worker:
        assert worker.stdout is not None
        assert float(worker.stdout.readline()) >= 0
        worker.stdout.close()
        assert worker.wait(60) == 1
    assert not into.exists()


_SLOW_WORKER = """
import sys, time
from flows import index_worker
from matching import tracer
def slowly(footage, into, progress):
    for n in range(100):
        progress(n / 100)
        time.sleep(index_worker.PAUSE)
tracer.index_recording = slowly
index_worker.main(sys.argv[1])
"""


def test_work_that_is_called_off_ends_its_process(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "python"
    script.write_text("#!/bin/sh\nwhile true; do echo 0.5; sleep 0.1; done\n")
    script.chmod(0o755)
    monkeypatch.setattr(index_worker.sys, "executable", str(script))
    stop = threading.Event()
    shares: list[float] = []
    threading.Timer(0.5, stop.set).start()
    begun = time.monotonic()
    with pytest.raises(index_worker.Stopped):
        index_worker.fingerprint(
            files[0], tmp_path / "segment", duration=2.0, alone=True, tell=shares.append, stopped=stop.is_set
        )
    assert time.monotonic() - begun < 20
    assert set(shares) == {0.5}


def test_a_file_without_a_picture_says_so(tmp_path: Path) -> None:
    file = tmp_path / "no.mp4"
    file.write_bytes(b"no video at all")
    with pytest.raises(MediaUnreadable, match=r"no\.mp4"):
        index_worker.fingerprint(
            file, tmp_path / "segment", duration=2.0, alone=True, tell=lambda _: None, stopped=lambda: False
        )


def test_the_time_left_is_told_by_what_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(indexing.time, "monotonic", lambda: now[0])
    lines: list[str] = []
    tally = indexing.Tally(lines.append, {"REC1": 3000.0, "REC2": 1000.0})
    tally.tell("REC1", 0.2)
    now[0] += 60.0
    tally.done("REC2", index_worker.Made(covered=1000.0, passed_over=3))
    tally.failed("REC1", "it is damaged")
    assert lines == [
        "indexing 2 recordings (0 of 2 done): 15%",
        "REC2 is indexed without 3 damaged frames (1 of 2 done), about 2 min left",
        "REC1 could not be indexed (1 of 2 done, 1 failed): it is damaged",
    ]


Aged = Callable[[Path], Path]


@pytest.fixture
def aged() -> Aged:
    import os

    def make(path: Path) -> Path:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"left behind")
        os.utime(path, (time.time() - 90_000,) * 2)
        return path

    return make


def test_clean_removes_what_belongs_to_nothing(airtrace: Airtrace, home: Path, aged: Aged) -> None:
    listed = _segments(home)
    orphan = home / "index" / "ab" / ("ab" * 32)
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(bytes(1000))
    left = [aged(home / "incoming" / "segment-1"), aged(home / "vault" / ".incoming-1")]
    fresh = home / "incoming" / "segment-2"
    fresh.write_bytes(b"somebody writes this")
    answer = airtrace("recordings", "clean", "--json")
    assert answer.json == {"freed": 1022, "index_files": 1, "leavings": 2}
    assert [path.exists() for path in (orphan, *left, fresh)] == [False, False, False, True]
    assert [path for path in listed if not path.is_file()] == []
    assert airtrace("recordings", "clean", "--json").json["freed"] == 0
    assert airtrace("history", "verify").code == 0


def test_clean_takes_nothing_of_a_run_that_somebody_carries(
    airtrace: Airtrace, home: Path, aged: Aged
) -> None:
    bench = Bench(Home(home))
    left = aged(home / "incoming" / "segment-1")
    old_lock = aged(home / "runs" / "R1.lock")
    with pipeline.heartbeat(bench, "R9"):
        airtrace("recordings", "clean")
        assert (left.exists(), old_lock.exists()) == (True, True)
    airtrace("recordings", "clean")
    assert (left.exists(), old_lock.exists()) == (False, False)


def test_a_removed_recording_gives_its_index_back(airtrace: Airtrace, home: Path) -> None:
    airtrace("recordings", "remove", "REC2", "--because", "wrong station")
    assert airtrace("recordings", "clean", "--json").json["index_files"] <= 1
    assert airtrace("recordings", "coverage", "--json").json["not_searchable"] == []
