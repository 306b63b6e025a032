"""A look at feeds leaves the same record as a flow and as plain functions, and says what it was not needed for."""

from __future__ import annotations

import asyncio
import gc
import os
import warnings
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from flows import feeding, pipeline
from flows.bench import Bench
from flows.home import Home
from flows.prefect_server import PrefectServer
from flows.prefect_settings import isolated
from storage.records import RunState
from tests.flows.prefect.record import told
from tests.flows.prefect.test_flows import ARTICLE, Carried

pytestmark = pytest.mark.slow


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    for name, content in (("article.txt", ARTICLE), ("words.txt", "nothing but words")):
        (folder / name).write_text(content, encoding="utf-8")
        os.utime(folder / name, (1718880000, 1718880000))
    return folder


def test_the_rows_are_those_of_the_plain_functions(
    tmp_path: Path, inbox: Path, server: PrefectServer
) -> None:
    homes = []
    for name, carry in (("plain", pipeline.perform), ("prefect", Carried(server))):
        bench = Bench(Home(tmp_path / name))
        homes.append(bench.home)
        feeding.add(bench, str(inbox), 15, asked_by="Ada")
        run = feeding.request_watch(bench, asked_by="Ada", because="to see")
        assert run is not None
        assert carry(bench, run) is RunState.DONE
    plain, prefect = (told(home) for home in homes)
    for what, rows in plain.items():
        assert prefect[what] == rows, what
    assert len(plain["feed_items"]) == 2
    assert len(plain["cases"]) == 1


@pytest.mark.parametrize(("busy", "says"), [(True, "already"), (False, "no feed is due")])
def test_a_look_that_is_not_needed_leaves_no_row(
    tmp_path: Path, server: PrefectServer, busy: bool, says: str
) -> None:
    bench = Bench(Home(tmp_path / "home"))
    with bench.store():
        before = told(bench.home)
    with isolated(server.settings):
        from flows.prefect_flows import at, watch

        async def asked() -> Any:
            return await watch(by="schedule", because="due", return_state=True)

        with at(bench.home), feeding.alone(bench) if busy else nullcontext(), warnings.catch_warnings():
            # Prefect leaves a connection open when it asks where results are to be kept.
            warnings.filterwarnings("ignore", "unclosed <socket", ResourceWarning)
            state = asyncio.run(asked())
            gc.collect()
    assert state.name == "Skipped"
    assert says in state.message
    assert told(bench.home) == before
