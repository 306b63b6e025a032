"""``airtrace serve``: runs that are asked for in any way are carried out once, whatever is killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from flows import handover, pipeline
from flows.bench import Bench
from flows.home import Home
from flows.prefect_settings import environment, isolated, sign_in
from flows.targets import identify
from storage import runs
from storage.database import exclusive
from storage.records import Run, RunKind, RunState
from storage.store import LOCK
from tests.flows.prefect.record import told
from tests.matching.footage import Scene, programme, write_video

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for children in /proc"),
]

PATIENCE = 90.0


class Serve:
    """``airtrace serve`` as a process of its own, and Prefect's API as its page uses it."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.bench = Bench(home)
        self._process: subprocess.Popen[str] | None = None
        self.port = 0
        self.words = home.path.parent / "words"

    def start(self) -> None:
        command = [sys.executable, "-m", "flows.cli", "serve", "--port", "0", "--json", "--home"]
        # Flow processes live on when it is killed, and would keep a pipe for its words open.
        with self.words.open("w") as words:
            self._process = subprocess.Popen(
                [*command, str(self.home.path)], stdout=subprocess.PIPE, stderr=words, text=True
            )
        assert self._process.stdout is not None
        document = ""
        for line in self._process.stdout:
            document += line
            if line.startswith("}"):
                break
        up = json.loads(document)
        assert Path(up["sign_in_file"]).read_text().strip() == sign_in(self.home.prefect)
        self.port = int(up["url"].rpartition(":")[2])

    def children(self) -> list[int]:
        assert self._process is not None
        threads = Path(f"/proc/{self._process.pid}/task").glob("*/children")
        return [int(child) for children in threads for child in children.read_text().split()]

    def flow_processes(self) -> list[int]:
        return [
            child for child in self.children() if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
        ]

    def end(self, number: signal.Signals) -> int:
        process, self._process = self._process, None
        assert process is not None
        assert process.stdout is not None
        process.send_signal(number)
        process.stdout.close()
        return process.wait(PATIENCE)

    @contextmanager
    def api(self) -> Iterator[Any]:
        settings = environment(self.home.prefect, port=self.port, sign_in=sign_in(self.home.prefect))
        with isolated(settings):
            from prefect.client.orchestration import get_client

            with get_client(sync_client=True) as client:
                yield client

    def start_from_the_page(self, deployment: str, parameters: dict[str, Any]) -> Any:
        with self.api() as client:
            found = client.read_deployment_by_name(deployment)
            return client.create_flow_run_from_deployment(found.id, parameters=parameters)

    def flow_run(self, of: Any) -> Any:
        with self.api() as client:
            return client.read_flow_run(of.id)

    def has_ended(self, flow_run: Any) -> bool:
        return bool(self.flow_run(flow_run).state.is_final())

    def run(self, name: str) -> Run:
        with self.bench.store() as store:
            return runs.get(store, name)

    def recent(self) -> Run:
        with self.bench.store() as store:
            (latest,) = store.db.execute("SELECT id FROM runs ORDER BY rowid DESC LIMIT 1").fetchone()
            return runs.get(store, latest)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pictures = programme([(Scene(7), 0.0, 3.0)])
    return write_video(tmp_path_factory.mktemp("footage") / "clip.mp4", pictures)


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory, clip: Path) -> Iterator[Serve]:
    """Up on a home with one case."""
    serve = Serve(Home(tmp_path_factory.mktemp("served") / "home"))
    run = pipeline.request_verify(
        serve.bench, identify(str(clip)), offline=True, asked_by="Ada", because="to see"
    )
    pipeline.perform(serve.bench, run)
    serve.start()
    yield serve
    if handover.served(serve.home):
        serve.end(signal.SIGTERM)


def test_a_rerun_leaves_the_same_rows_plainly_by_command_and_from_the_page(
    serve: Serve, tmp_path: Path
) -> None:
    plain = Bench(Home(tmp_path / "plain"))
    shutil.copytree(serve.home.path, plain.home.path, ignore=shutil.ignore_patterns("prefect", "*.lock"))
    for because in ("by command", "from the page"):
        pipeline.perform(
            plain, pipeline.request_recheck(plain, "C1", offline=True, asked_by="Bob", because=because)
        )

    run = pipeline.request_recheck(serve.bench, "C1", offline=True, asked_by="Bob", because="by command")
    words: list[str] = []
    assert handover.wait(serve.bench, run, words.append) is RunState.DONE
    assert not any("carried out here" in each for each in words)
    started = serve.start_from_the_page(
        "recheck/airtrace", {"case": "c1", "by": " Bob ", "because": "from the page", "offline": True}
    )
    _until(lambda: serve.has_ended(started))
    done = serve.flow_run(started)
    assert done.state.is_completed()
    assert done.name == f"{serve.recent().id} recheck"

    served, expected = told(serve.home), told(plain.home)
    for what, rows in expected.items():
        assert served[what] == rows, what


def test_what_is_wrong_on_the_page_fails_and_leaves_no_row(serve: Serve) -> None:
    before = told(serve.home)
    wrong = serve.start_from_the_page("recheck/airtrace", {"case": "C99", "by": "Bob", "because": "a slip"})
    _until(lambda: serve.has_ended(wrong))
    state = serve.flow_run(wrong).state
    assert state.is_failed()
    assert "no case 'C99'" in state.message
    assert told(serve.home) == before


def test_each_kind_of_run_has_a_deployment_and_two_have_a_schedule(serve: Serve) -> None:
    with serve.api() as client:
        made = {
            each.name: client.read_deployment_by_name(f"{each.name}/airtrace") for each in client.read_flows()
        }
    assert set(made) == set(RunKind)
    schedules = [
        (name, each.schedule.cron) for name, found in made.items() for each in found.schedules if each.active
    ]
    assert sorted(schedules) == [("recheck", "*/30 * * * *"), ("watch", "*/15 * * * *")]
    scheduled = made["recheck"].schedules[0]
    assert scheduled.parameters["by"] == "schedule"
    with serve.api() as client:
        _until(lambda: [each for each in client.read_flow_runs() if each.auto_scheduled])


def test_a_second_serve_is_refused(serve: Serve) -> None:
    command = [sys.executable, "-m", "flows.cli", "serve", "--port", "0", "--home", str(serve.home.path)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 2
    assert "is up already" in answer.stderr


def test_serve_and_its_flow_killed_in_the_middle_and_started_again(serve: Serve) -> None:
    with _held_up(serve) as run:
        children, flows = serve.children(), serve.flow_processes()
        serve.end(signal.SIGKILL)
        for process in flows:
            os.kill(process, signal.SIGKILL)
        _until(lambda: not [child for child in children if _lives(child)])
    assert not handover.served(serve.home)
    assert serve.run(run).state in {RunState.REQUESTED, RunState.RUNNING}
    shutil.rmtree(serve.home.prefect)  # nothing of the record is in Prefect's own folder
    serve.start()
    _until(lambda: serve.run(run).state is RunState.DONE)
    with serve.bench.store() as store:
        verdicts = store.db.execute("SELECT count(*) FROM suggestions WHERE run_id = ?", [run]).fetchone()
    assert verdicts == (1,)


def test_a_signal_ends_it_and_all_that_it_started(serve: Serve) -> None:
    if not handover.served(serve.home):
        serve.start()
    children = serve.children()
    assert children
    assert serve.end(signal.SIGTERM) == 0, serve.words.read_text()
    assert not handover.served(serve.home)
    _until(lambda: not [child for child in children if _lives(child)])


def test_a_command_that_waits_carries_the_run_out_when_serve_is_gone(tmp_path: Path, clip: Path) -> None:
    bench = Bench(Home(tmp_path / "home"))
    run = pipeline.request_verify(bench, identify(str(clip)), offline=True, asked_by="Ada", because="to see")
    assert not handover.served(bench.home)
    words: list[str] = []
    assert handover.wait(bench, run, words.append) is RunState.DONE
    assert any("carried out here" in each for each in words)


@contextmanager
def _held_up(serve: Serve) -> Iterator[str]:
    """A rerun that has its flow run and cannot write: this process has the writer's lock."""
    run = pipeline.request_recheck(serve.bench, "C1", offline=True, asked_by="Bob", because="to be killed")

    def begun() -> bool:
        with serve.api() as client:
            return any(each.name == f"{run} recheck" for each in client.read_flow_runs())

    _until(begun)
    with exclusive(serve.home.path / LOCK):
        _until(serve.flow_processes)
        yield run


def _until(done: Callable[[], Any]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.2)


def _lives(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
