from __future__ import annotations

import multiprocessing
import os
import signal
from pathlib import Path

import pytest

from reference.errors import NotAllowed, UnknownName
from storage import runs
from storage.records import RunKind, RunState
from storage.store import Store


@pytest.fixture
def run(store: Store) -> str:
    with store.writing("Ada") as to:
        return runs.request(
            to, RunKind.VERIFY, "article.txt", options={"offline": True}, because="seen on air"
        )


def _begin(store: Store, run: str) -> None:
    with store.writing("airtrace") as to:
        runs.start(to, runs.get(store, run), "plain")


def test_a_run_says_who_asked_and_why(store: Store, run: str) -> None:
    asked = runs.get(store, run)
    assert (asked.asked_by, asked.because, asked.state) == ("Ada", "seen on air", RunState.REQUESTED)
    assert asked.options == {"offline": True}


def test_a_run_goes_only_along_its_transitions(store: Store, run: str) -> None:
    with pytest.raises(NotAllowed), store.writing("airtrace") as to:
        runs.end(to, runs.get(store, run), RunState.DONE, "without having begun")
    _begin(store, run)
    with store.writing("airtrace") as to:
        runs.end(to, runs.get(store, run), RunState.PARTIAL, "the post is gone")
    assert runs.get(store, run).ended_how == "the post is gone"
    with pytest.raises(NotAllowed), store.writing("airtrace") as to:
        runs.start(to, runs.get(store, run), "plain")


def test_only_one_process_carries_a_run(store: Store, run: str) -> None:
    with runs.carried(store, run) as first:
        assert first
        assert runs.abandoned(store) == []
        with runs.carried(store, run) as second:
            assert not second
    assert [each.id for each in runs.abandoned(store)] == [run]


def test_the_heart_beats_while_a_run_is_carried(
    store: Store, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "BEAT", 0.02)
    _begin(store, run)
    with runs.carried(store, run):
        for _ in range(500):
            if runs.get(store, run).heartbeat is not None:
                break
            signal.sigtimedwait([], 0.01)
    assert runs.get(store, run).heartbeat is not None


def _carry_for_ever(folder: Path, run: str, ready: multiprocessing.Event) -> None:  # type: ignore[valid-type]
    with Store(folder) as store, runs.carried(store, run):
        _begin(store, run)
        ready.set()  # type: ignore[attr-defined]
        signal.pause()


def test_a_killed_process_leaves_its_run_to_be_taken_up(store: Store, run: str) -> None:
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    carrier = context.Process(target=_carry_for_ever, args=(store.folder, run, ready))
    carrier.start()
    assert ready.wait(60)
    assert runs.abandoned(store) == []
    assert carrier.pid is not None
    os.kill(carrier.pid, signal.SIGKILL)
    carrier.join(30)
    assert [(each.id, each.state) for each in runs.abandoned(store)] == [(run, RunState.RUNNING)]


def test_an_unknown_run_is_named(store: Store) -> None:
    with pytest.raises(UnknownName, match="R99"):
        runs.get(store, "R99")
