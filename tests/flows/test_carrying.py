"""Who carries a run out, where several commands are at work on one record."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from flows import carrying, handover, pipeline
from flows.bench import Bench, Telling
from flows.home import Home
from flows.targets import identify
from reference.errors import AirtraceError
from storage import runs
from storage.database import exclusive
from storage.records import RunState


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    (tmp_path / "home").mkdir()
    return Bench(Home(tmp_path / "home"))


@pytest.fixture
def run(bench: Bench) -> str:
    target = identify("https://x.com/made_up/status/1803823920274288857")
    return pipeline.request_verify(bench, target, offline=True, asked_by="Ada", because="test")


def test_a_run_that_another_command_took_up_is_waited_for(bench: Bench, run: str) -> None:
    ended: list[RunState] = []
    waiting = threading.Thread(target=lambda: ended.append(carrying.carry_out(bench, run)))
    with pipeline.heartbeat(bench, run) as mine:
        assert mine
        assert pipeline.begin(bench, run, "another command")
        waiting.start()
        waiting.join(1.0)
        assert waiting.is_alive()
        pipeline.finish(bench, run)
    waiting.join(30.0)
    assert ended == [RunState.DONE]


def test_a_run_that_another_command_left_unfinished_is_carried_out_here(bench: Bench, run: str) -> None:
    ended: list[RunState] = []
    waiting = threading.Thread(target=lambda: ended.append(carrying.carry_out(bench, run)))
    with pipeline.heartbeat(bench, run):
        waiting.start()
        waiting.join(1.0)
    waiting.join(30.0)
    assert ended == [RunState.PARTIAL]
    assert pipeline.cases_of(bench, run) == ["C1"]


def test_a_run_that_failed_says_why(bench: Bench, run: str) -> None:
    pipeline.fail(bench, run, "the footage is gone")
    with pytest.raises(AirtraceError, match=f"run {run} failed: the footage is gone"):
        carrying.carry_out(bench, run)


def test_a_serve_that_takes_nothing_up_is_not_waited_for(
    bench: Bench, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something merely holds its lock."""
    monkeypatch.setattr(handover, "PATIENCE", 1.0)
    said: list[str] = []
    with exclusive(bench.home.serve_lock):
        assert carrying.carry_out(replace(bench, progress=said.append), run) is RunState.PARTIAL
    assert any("airtrace serve takes no run up" in line for line in said)
    assert pipeline.cases_of(bench, run) == ["C1"]


def test_a_serve_that_is_busy_is_waited_for(bench: Bench, run: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover, "PATIENCE", 0.2)
    target = identify("https://x.com/made_up/status/1803823920274288858")
    other = pipeline.request_verify(bench, target, offline=True, asked_by="Ada", because="test")
    ended: list[RunState] = []
    waiting = threading.Thread(target=lambda: ended.append(carrying.carry_out(bench, run)))
    with exclusive(bench.home.serve_lock):
        with pipeline.heartbeat(bench, other):
            waiting.start()
            waiting.join(3.0)
            assert (waiting.is_alive(), pipeline.cases_of(bench, run)) == (True, [])
        waiting.join(60.0)
    assert ended == [RunState.PARTIAL]


def test_how_far_a_run_is_stands_in_its_row_while_it_is_carried(
    bench: Bench, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "BEAT", 0.02)
    telling = Telling(lambda _: None)
    with pipeline.heartbeat(replace(bench, progress=telling), run), bench.store() as store:
        pipeline.begin(bench, run, "test")
        telling("comparing frames: 40 %")
        for _ in range(500):
            if runs.get(store, run).progress is not None:
                break
            time.sleep(0.01)
        assert runs.get(store, run).progress == "comparing frames: 40 %"
        pipeline.finish(bench, run)
        assert runs.get(store, run).progress is None
