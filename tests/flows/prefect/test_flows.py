"""The flows leave the record that the plain functions leave, and say how it ended."""

from __future__ import annotations

import gc
import re
import shutil
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

from flows import pipeline
from flows.bench import Bench
from flows.home import Home
from flows.prefect_once import run_flow_once
from flows.prefect_server import PrefectServer
from flows.prefect_settings import isolated
from flows.targets import given_post, identify
from reference.errors import AirtraceError
from storage import recordings, runs
from storage.records import Run, RunKind, RunState
from tests.flows.prefect.record import told
from tests.matching.footage import Scene, programme, write_video

pytestmark = pytest.mark.slow

ANOTHER_PROCESS = """
import sys
from pathlib import Path
from flows import pipeline
from flows.bench import Bench
from flows.home import Home

bench = Bench(Home(Path(sys.argv[1])))
with pipeline.heartbeat(bench, sys.argv[2]) as mine:
    assert mine and pipeline.begin(bench, sys.argv[2], "another")
    print("begun", flush=True)
    sys.stdin.read()
"""
ARTICLE = """Leaders take a drive
21 June 2024

A video of the drive was posted.

Made-up News on X

> The two leaders took a drive.
> — Made-up News (@made_up_news) June 20, 2024
"""


class Carried:
    """Carries runs out as flows on the tests' server."""

    def __init__(self, server: PrefectServer) -> None:
        self._server = server
        self.said: list[str] = []

    def __call__(self, bench: Bench, run: str) -> RunState:
        with warnings.catch_warnings():
            # Prefect leaves a connection open when it asks where results are to be kept.
            warnings.filterwarnings("ignore", "unclosed <socket", ResourceWarning)
            try:
                return run_flow_once(
                    bench.home, run, server=self._server, routes=bench.routes, progress=self.said.append
                )
            finally:
                gc.collect()

    def flow_runs(self, name: str) -> list[Any]:
        with isolated(self._server.settings):
            from prefect.client.orchestration import get_client
            from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterName

            with get_client(sync_client=True) as client:
                return client.read_flow_runs(
                    flow_run_filter=FlowRunFilter(name=FlowRunFilterName(any_=[name]))
                )


@pytest.fixture
def carried(server: PrefectServer) -> Carried:
    return Carried(server)


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A broadcast of 16 s, and a clip of 6 s cut from it."""
    folder = tmp_path_factory.mktemp("footage")
    pictures = programme([(Scene(3), 0.0, 8.0), (Scene(4), 0.0, 8.0)])
    return (
        write_video(folder / "broadcast.mp4", pictures),
        write_video(folder / "clip.mp4", pictures[100:250], crf=28),
    )


def test_the_rows_are_those_of_the_plain_functions(
    tmp_path: Path, footage: tuple[Path, Path], carried: Carried
) -> None:
    article = tmp_path / "article.txt"
    article.write_text(ARTICLE, encoding="utf-8")
    homes = []
    for name, carry in (("plain", pipeline.perform), ("prefect", carried)):
        bench = Bench(Home(tmp_path / name))
        homes.append(bench.home)
        _whole_way(bench, footage, article, carry)
    plain, prefect = (told(home) for home in homes)
    for what, rows in plain.items():
        assert prefect[what] == rows, what
    assert len(plain["runs"]) >= 4
    assert len(plain["links"]) == 1, "the clip was found, so that there was something to compare"


def _whole_way(bench: Bench, footage: tuple[Path, Path], article: Path, carry: Any) -> None:
    """A clip that is not found, an article, a recording in which the clip is found, and a rerun."""
    broadcast, clip = footage
    given = given_post("The two leaders took a drive", "2024-06-20T12:00:00Z", "made_up_news")
    asked: Any = {"offline": True, "asked_by": "Ada", "because": "to see"}
    first = pipeline.request_verify(bench, identify(str(clip), given), **asked)
    carry(bench, first)
    carry(bench, pipeline.request_verify(bench, identify(str(article)), **asked))
    station = next(iter(bench.stations()))
    index, _ = pipeline.request_index(
        bench, [broadcast], station, "2024-06-19T18:00:00Z", "Evening", asked_by="Ada"
    )
    carry(bench, index)
    case = pipeline.cases_of(bench, first)[0]
    carry(bench, pipeline.request_recheck(bench, case, offline=True, asked_by="Bob", because="once more"))


def test_a_recording_that_cannot_be_indexed_leaves_the_run_partial(
    home: Home, footage: tuple[Path, Path], carried: Carried
) -> None:
    """One of two is gone: the other is indexed, and the sentence is in the row and in Prefect's state."""
    bench = Bench(home)
    home.path.mkdir()
    gone, there = home.path / "gone.mp4", home.path / "there.mp4"
    for file in (gone, there):
        file.write_bytes(footage[0].read_bytes())
    station = next(iter(bench.stations()))
    run, _ = pipeline.request_index(
        bench, [gone, there], station, "2024-06-19T18:00:00Z", "Evening", asked_by="Ada"
    )
    gone.unlink()
    assert carried(bench, run) is RunState.PARTIAL
    assert re.search(r"REC1 .*not at .*gone\.mp4 any more", str(_row(bench, run).ended_how))
    assert "any more" in carried.flow_runs("R1 index")[-1].state.message
    with bench.store() as store:
        assert recordings.get(store, "REC2").segment is not None


def test_a_failed_run_is_a_failed_flow_run(home: Home, footage: tuple[Path, Path], carried: Carried) -> None:
    """The vault is gone: the sentence is in the row and in Prefect's state."""
    bench = Bench(home)
    run = pipeline.request_verify(
        bench, identify(str(footage[1])), offline=True, asked_by="Ada", because="to see"
    )
    shutil.rmtree(home.path / "vault")
    with pytest.raises(AirtraceError, match="missing from the vault"):
        carried(bench, run)
    row = _row(bench, run)
    assert row.state is RunState.FAILED
    assert row.ended_how is not None
    failed = [each.state.message for each in carried.flow_runs("R1 verify") if each.state.is_failed()]
    assert any("missing from the vault" in message for message in failed)


def test_a_run_that_has_ended_is_not_done_again(
    home: Home, footage: tuple[Path, Path], carried: Carried
) -> None:
    bench = Bench(home)
    run = pipeline.request_verify(
        bench, identify(str(footage[1])), offline=True, asked_by="Ada", because="to see"
    )
    state = pipeline.perform(bench, run)
    before = told(home)
    assert carried(bench, run) is state
    assert told(home) == before


def test_a_run_that_another_process_carries_is_left_to_it(
    home: Home, footage: tuple[Path, Path], carried: Carried
) -> None:
    bench = Bench(home)
    run = pipeline.request_verify(
        bench, identify(str(footage[1])), offline=True, asked_by="Ada", because="to see"
    )
    command = [sys.executable, "-c", ANOTHER_PROCESS, str(home.path), run]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"begun\n"
        assert carried(bench, run) is RunState.RUNNING
        other.kill()
    row = _row(bench, run)
    assert (row.state, row.attempts) == (RunState.RUNNING, 1)
    assert pipeline.abandoned_runs(bench) == [run]
    assert carried(bench, run) is RunState.DONE
    assert _row(bench, run).attempts == 2


def test_the_stage_stays_out_of_what_prefect_stores(
    home: Home, footage: tuple[Path, Path], carried: Carried, server: PrefectServer
) -> None:
    routes = {"asked.example": ("127.0.0.1", 9), "only-on-the-stage.example": ("127.0.0.1", 9)}
    bench = Bench(home, routes=routes)
    target = identify("https://asked.example/story")
    asked: Any = {"offline": False, "asked_by": "Ada", "because": "to see"}
    run = pipeline.request_verify(bench, target, **asked)
    carried(bench, run)
    flow_run = carried.flow_runs(f"{run} verify")[-1]
    assert set(flow_run.parameters) == {"target", "by", "because", "offline", "run"}
    stored = b"".join(file.read_bytes() for file in Path(server.settings["PREFECT_HOME"]).glob("prefect.db*"))
    assert target.text.encode() in stored
    assert b"only-on-the-stage" not in stored


def test_the_page_asks_for_who_and_why(server: PrefectServer) -> None:
    with isolated(server.settings):
        from prefect.exceptions import ParameterTypeError

        from flows.prefect_flows import FLOWS, recheck

        for lacking in ({"by": "", "because": "new"}, {"by": "Ada", "because": " "}, {"by": "Ada"}):
            with pytest.raises(ParameterTypeError):
                recheck.validate_parameters({"because": None, **lacking})
        assert recheck.parameters.required == ["by", "because"]
        for flow in FLOWS.values():
            for name, asked in flow.parameters.properties.items():
                assert asked["description"], name
                assert "anyOf" not in asked, f"the page would ask for the type of {name} first"


def test_the_flow_of_every_kind_of_run_is_known() -> None:
    from flows.prefect_flows import FLOWS

    assert set(FLOWS) == set(RunKind)


def _row(bench: Bench, run: str) -> Run:
    with bench.store() as store:
        return runs.get(store, run)
