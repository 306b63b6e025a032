"""Killed anywhere, the record is whole, loses nothing that was acknowledged, and ends as if it had not been."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from storage import audit, casefile, chain, links, runs, vault
from storage.records import LinkState, RunState
from storage.store import Store
from tests.flows import scenario
from tests.flows.scenario import Done

KILLS = 60


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in (
        (scenario.verifying, "trace_post"),
        (scenario.footage, "look_at"),
        (scenario.indexing, "index"),
    ):
        monkeypatch.setattr(module, name, getattr(module, name))  # restored when the test ends
    scenario.play()


@pytest.fixture
def undisturbed(tmp_path: Path, played: None) -> dict[str, list[str]]:
    folder = tmp_path / "undisturbed"
    folder.mkdir()
    scenario.act(folder, lambda _: None)
    assert _clean(folder)
    return scenario.final_state(folder)


def _clean(folder: Path) -> bool:
    result = audit.audit_folder(folder)
    assert result.findings == ()
    return result.verdict is audit.Soundness.CLEAN


def _holds(folder: Path, done: Done) -> bool:
    """Whether what was acknowledged is in the record."""
    with Store(folder) as store:
        match done.what:
            case "asked":
                return runs.get(store, done.name).asked_by == "Ada"
            case "run":
                return runs.get(store, done.name).state in {RunState.DONE, RunState.PARTIAL}
            case "confirmed":
                return links.get(store, done.name).state is LinkState.CONFIRMED
            case _:
                return casefile.load(store, done.name).decision is not None


class _Killed(BaseException):
    """Stands for the end of the process: nothing in the product catches it."""


def _count_down(monkeypatch: pytest.MonkeyPatch, steps: int) -> list[int]:
    """End the process before and after every write: an event, a file given its name, a commit."""
    left = [steps]

    def tick() -> None:
        left[0] -= 1
        if left[0] == 0:
            raise _Killed

    def around(function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            tick()
            result = function(*args, **kwargs)
            tick()
            return result

        return wrapped

    monkeypatch.setattr(chain, "append", around(chain.append))
    monkeypatch.setattr(vault.Vault, "_name", around(vault.Vault._name))
    return left


def test_killed_at_every_write_step_it_ends_the_same(
    tmp_path: Path, undisturbed: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        left = _count_down(patched, 10_000)
        (tmp_path / "counted").mkdir()
        scenario.act(tmp_path / "counted", lambda _: None)
        steps = 10_000 - left[0]
    assert steps > 60
    for step in range(1, steps + 1, 2 if steps > 120 else 1):
        folder = tmp_path / f"step{step}"
        folder.mkdir()
        told: list[Done] = []
        with monkeypatch.context() as patched:
            _count_down(patched, step)
            with pytest.raises(_Killed):
                scenario.act(folder, told.append)
        assert _clean(folder), step
        assert [done for done in told if not _holds(folder, done)] == [], step
        scenario.act(folder, told.append)
        assert _clean(folder), step
        assert scenario.final_state(folder) == undisturbed, step


def test_a_run_that_keeps_ending_its_process_is_given_up(
    tmp_path: Path, played: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scenario.pipeline, "ATTEMPTS", 3)
    folder = tmp_path / "home"
    folder.mkdir()

    def die(*_: object, **__: object) -> None:
        raise _Killed

    with monkeypatch.context() as patched:
        patched.setattr(scenario.indexing, "index", die)
        for _ in range(3):
            with pytest.raises(_Killed):
                scenario.act(folder, lambda _: None)
    bench = scenario.PlayedBench(scenario.Home(folder))
    (run,) = scenario.pipeline.abandoned_runs(bench)
    assert scenario.pipeline.perform(bench, run) is RunState.FAILED
    with Store(folder) as store:
        assert runs.get(store, run).ended_how == "interrupted 3 times; ask for it again"
    assert _clean(folder)


def _act_and_tell(folder: Path, pipe: Connection) -> None:
    scenario.play()
    pipe.send("ready")
    scenario.act(folder, pipe.send)
    pipe.send("finished")


@pytest.mark.slow
def test_killed_at_random_moments_it_loses_and_halves_nothing(
    tmp_path: Path, undisturbed: dict[str, list[str]]
) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.flows.scenario"])
    dice = random.Random(20240620)
    kills = rounds = 0
    while kills < KILLS:
        rounds += 1
        folder = tmp_path / f"round{rounds}"
        folder.mkdir()
        told: list[Done] = []
        while True:
            ours, theirs = context.Pipe()
            process = context.Process(target=_act_and_tell, args=(folder, theirs))
            process.start()
            theirs.close()
            assert ours.recv() == "ready"
            time.sleep(dice.uniform(0.0, 0.25))
            process.kill()
            process.join()
            kills += 1
            messages = _received(ours)
            told += [message for message in messages if isinstance(message, Done)]
            assert _clean(folder)
            assert [done for done in told if not _holds(folder, done)] == []
            if "finished" in messages:
                kills -= 1  # it was through before the kill
                break
            if kills >= KILLS:
                scenario.act(folder, told.append)
                break
        assert scenario.final_state(folder) == undisturbed
    assert kills == KILLS


def _received(pipe: Connection) -> list[Any]:
    messages = []
    try:
        while pipe.poll():
            messages.append(pipe.recv())
    except EOFError:
        pass
    return messages
