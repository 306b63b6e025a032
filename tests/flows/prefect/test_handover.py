"""The hand-over's decisions: which runs get a flow run, which are left alone, which are given up."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from flows import pipeline
from flows.bench import Bench
from flows.handover import TRIES, HandOver
from flows.home import Home
from flows.prefect_settings import environment, isolated
from storage import runs
from storage.records import RunKind, RunState
from storage.store import MACHINE


class FakePrefect:
    """Keeps flow runs in a list; those it is asked for get the state ``gets``."""

    def __init__(self) -> None:
        self.flow_runs: list[Any] = []
        self.keys: list[str] = []

    async def read_flow_runs(self, *, flow_run_filter: Any) -> list[Any]:
        return [each for each in self.flow_runs if each.name in flow_run_filter.name.any_]

    async def create_flow_run_from_deployment(
        self, deployment: Any, *, parameters: dict[str, Any], name: str, idempotency_key: str
    ) -> None:
        self.keys.append(idempotency_key)
        self.add(name, "Scheduled", parameters)

    def add(self, name: str, state: str, parameters: dict[str, Any], created: datetime | None = None) -> None:
        from prefect import states
        from prefect.client.schemas.objects import FlowRun

        self.flow_runs.append(
            FlowRun(
                name=name,
                flow_id=uuid4(),
                parameters=parameters,
                created=created or datetime.now(UTC),  # type: ignore[arg-type]
                state=getattr(states, state)(),
            )
        )


@pytest.fixture(autouse=True)
def prefect_alone(tmp_path: Path) -> Iterator[None]:
    with isolated(environment(tmp_path / "prefect", port=1, sign_in="airtrace:unused")):
        yield


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(Home(tmp_path / "home"))


@pytest.fixture
def prefect() -> FakePrefect:
    return FakePrefect()


@pytest.fixture
def look(bench: Bench, prefect: FakePrefect) -> Any:
    hand_over = HandOver(bench, prefect, {kind: uuid4() for kind in RunKind})  # type: ignore[arg-type]
    return lambda: asyncio.run(hand_over.once())


def _asked(bench: Bench, subject: str = "https://x.com/made_up/status/1803823920274288857") -> str:
    with bench.store() as store, store.writing("Ada") as to:
        return runs.request(to, RunKind.VERIFY, subject, options={}, because="to see")


def _state(bench: Bench, run: str) -> tuple[RunState, str | None]:
    with bench.store() as store:
        row = runs.get(store, run)
    return row.state, row.ended_how


def test_a_run_is_handed_over_once(bench: Bench, prefect: FakePrefect, look: Any) -> None:
    run = _asked(bench)
    look()
    look()
    [flow_run] = prefect.flow_runs
    assert flow_run.name == f"{run} verify"
    assert flow_run.parameters["run"] == run
    assert (flow_run.parameters["by"], flow_run.parameters["because"]) == ("Ada", "to see")


def test_a_run_that_somebody_carries_is_left_to_them(bench: Bench, prefect: FakePrefect, look: Any) -> None:
    run = _asked(bench)
    with pipeline.heartbeat(bench, run) as mine:
        assert mine
        look()
    assert prefect.flow_runs == []


def test_flow_runs_from_before_say_nothing(bench: Bench, prefect: FakePrefect, look: Any) -> None:
    """The last serve was killed: for Prefect its flow run still runs."""
    run = _asked(bench)
    before = datetime.now(UTC) - timedelta(minutes=5)
    prefect.add(f"{run} verify", "Running", {}, before)
    prefect.add(f"{run} verify", "Cancelled", {}, before)
    look()
    assert len(prefect.flow_runs) == 3
    assert _state(bench, run)[0] is RunState.REQUESTED


def test_a_run_whose_process_died_is_tried_again_but_not_for_ever(
    bench: Bench, prefect: FakePrefect, look: Any
) -> None:
    from prefect.states import Crashed

    run = _asked(bench)
    for _ in range(TRIES):
        assert _state(bench, run)[0] is RunState.REQUESTED
        look()
        prefect.flow_runs[-1].state = Crashed()
    look()
    assert len(prefect.flow_runs) == len(set(prefect.keys)) == TRIES
    state, how = _state(bench, run)
    assert state is RunState.FAILED
    assert how is not None
    assert f"ended {TRIES} times" in how


def test_a_run_that_is_cancelled_on_the_page_is_not_taken_up_again(
    bench: Bench, prefect: FakePrefect, look: Any
) -> None:
    from prefect.states import Cancelled

    run = _asked(bench)
    look()
    prefect.flow_runs[-1].state = Cancelled()
    look()
    look()
    assert len(prefect.flow_runs) == 1
    assert _state(bench, run) == (RunState.FAILED, "cancelled on Prefect's page")


def test_a_run_that_ended_meanwhile_is_left_alone(
    bench: Bench, prefect: FakePrefect, look: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = _asked(bench)
    with bench.store() as store:
        seen = runs.abandoned(store)
        with store.writing(MACHINE) as to:
            runs.end(to, seen[0], RunState.FAILED, "no longer wanted")
    monkeypatch.setattr(runs, "abandoned", lambda _: seen)
    look()
    assert prefect.flow_runs == []
    assert _state(bench, run) == (RunState.FAILED, "no longer wanted")
