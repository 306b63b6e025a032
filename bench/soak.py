"""Whether collecting bears 10,000 posts of a web that misbehaves: ``python -m bench.soak``, or ``make soak``.

Posts of nine platforms are collected from made-up services on loopback that refuse, stall, lie, cut answers off and
change their shape (:mod:`bench.soak_posts`). The process that collects is killed twice and started again; later
rounds ask once more for what could not be reached, and look at posts that were edited or deleted since. In the end
every version of a post must be recorded once, every fault must show in the ledger, and the record must verify.

Waits for a host's turn are not slept but counted, and an answer may take a second where the product gives it thirty;
yt-dlp is not started. So seconds say nothing about the real web.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.soak_posts import Fake, Fault, Planned, Turn, plan
from bench.soak_report import Outcome, outcome, report, seen_in
from bench.soak_sources import HOSTS, SOURCES
from flows import pipeline
from flows.bench import Bench
from flows.home import Home
from flows.targets import identify
from scrapers.posts import address_of, collect_post
from scrapers.web import Bounds, Client, Limits, OfflineClient, WebClient
from scrapers.web_pace import Pace
from storage import runs
from storage.records import FetchState, Purpose, RunKind, RunState
from tests.scrapers.hostile_server import Server

_HASTY = Limits(
    connect=2.0,
    silence=0.5,
    bounds=dict.fromkeys(Purpose, Bounds(1.0, wire=1 << 20, decoded=2 << 20)),
    patience=20.0,
    backoff=0.1,
)
_BETWEEN = timedelta(hours=2)
"""Time between two rounds, as the record sees it."""


class _Skipping:
    """A clock whose waits are skipped: it goes on by them at once."""

    def __init__(self, ahead: timedelta) -> None:
        self._ahead = ahead.total_seconds()

    def sleep(self, seconds: float) -> None:
        self._ahead += seconds

    def monotonic(self) -> float:
        return time.monotonic() + self._ahead

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._ahead)


class _WithoutTool(WebClient):
    """The web client, with no proxy for tools of their own network."""

    def proxy(self) -> AbstractContextManager[Any]:
        return nullcontext()


@dataclass(frozen=True)
class _SoakBench(Bench):
    skipping: _Skipping = field(default_factory=lambda: _Skipping(timedelta()))

    @contextmanager
    def client(self, *, offline: bool = False) -> Iterator[Client]:
        if offline:
            yield OfflineClient(self.clock)
            return
        with _WithoutTool(self.routes, _HASTY, self.clock, self.skipping.sleep, self.pace) as client:
            yield client


def _bench(home: Path, port: int, turn: int) -> _SoakBench:
    skipping = _Skipping(_BETWEEN * (turn - 1))
    pace = Pace(_HASTY.apart, skipping.monotonic, _HASTY.slower)
    routes = dict.fromkeys(HOSTS, ("127.0.0.1", port))
    return _SoakBench(Home(home), routes, clock=skipping.now, pace=pace, skipping=skipping)


# --- the process that collects -------------------------------------------------------------------


def work(home: Path, port: int, turn: int, targets: Path) -> None:
    """Collect the addresses of a file, one a line; those that this round has done already are left out."""
    bench = _bench(home, port, turn)
    because = f"round {turn}"
    with bench.store() as store:
        ended = {RunState.DONE, RunState.PARTIAL}
        done = {run.subject for run in runs.asked_because(store, because) if run.state in ended}
    for run in pipeline.abandoned_runs(bench):
        pipeline.perform(bench, run)
    for line in targets.read_text(encoding="utf-8").split():
        target = identify(line)
        if target.text in done:
            continue
        run = pipeline.request_verify(
            bench, target, offline=False, asked_by="bench", because=because, kind=RunKind.COLLECT
        )
        pipeline.perform(bench, run)
        print(".", end="", flush=True)


# --- the process that watches --------------------------------------------------------------------


def measure(count: int, kills: int, seed: int, home: Path) -> Outcome:
    """Collect ``count`` posts in a process that is killed ``kills`` times in the first third of them."""
    posts = plan(count, seed)
    draw = random.Random(seed)  # noqa: S311 - an order, not a secret
    links = [post.url for post in posts]
    links += [post.other for post in draw.sample(posts, max(1, count // 50))]
    draw.shuffle(links)
    moments = sorted(draw.randrange(1, max(2, count // 3)) for _ in range(kills))
    fake = Fake(posts, lambda: datetime.now(UTC))
    home.mkdir(parents=True)
    begin = time.monotonic()
    memory: list[tuple[int, float]] = []
    with Server(fake.behaviour) as server:
        ideal = sum(_ideal(posts).values())
        server.hits.clear()
        for turn in (1, 2, 3):
            fake.round = turn
            wanted = links if turn == 1 else _again(posts, home, turn)
            file = home / f"round-{turn}.txt"
            file.write_text("\n".join(wanted), encoding="utf-8")
            curve = _carried(home, server.port, turn, file, moments if turn == 1 else [])
            memory = curve if turn == 1 else memory
    with _bench(home, 9, 4).store() as store:
        seconds = time.monotonic() - begin
        return outcome(posts, links, kills, fake, ideal, memory, seconds, store)


def _carried(home: Path, port: int, turn: int, file: Path, moments: list[int]) -> list[tuple[int, float]]:
    """Have a round carried out; returns the memory of the process that did the last part of it."""
    killed, before = 0, 0
    while True:
        job = json.dumps({"home": str(home), "port": port, "turn": turn, "targets": str(file)})
        command = [sys.executable, "-m", "bench.soak", "--work", job]
        worker = subprocess.Popen(command, stdout=subprocess.PIPE)
        dots = _Dots(worker)
        curve: list[tuple[int, float]] = []
        while worker.poll() is None:
            if killed < len(moments) and before + dots.count >= moments[killed]:
                worker.kill()
                killed += 1
                break
            if (held := _megabytes(worker.pid)) is not None:
                curve.append((dots.count, held))
            time.sleep(0.05 if killed < len(moments) else 0.5)
        code = worker.wait()
        dots.join()
        before += dots.count
        if code == 0:
            return curve
        if code > 0:
            raise RuntimeError(f"the process that collects ended with {code}")


class _Dots(threading.Thread):
    """Counts what a process says that it has done."""

    def __init__(self, worker: subprocess.Popen[bytes]) -> None:
        super().__init__(daemon=True)
        self._worker = worker
        self.count = 0
        self.start()

    def run(self) -> None:
        assert self._worker.stdout is not None
        with self._worker.stdout as said:
            while said.read(1):
                self.count += 1


def _megabytes(process: int) -> float | None:
    """What a process holds in memory; None where the system does not tell (it is not Linux) or it has ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    held = next((line.split()[1] for line in lines if line.startswith("VmRSS:")), None)
    return None if held is None else int(held) / 1024


def _ideal(posts: list[Planned]) -> Counter[tuple[str, Turn, int]]:
    """Requests that these posts would take on a web without faults, where nobody sends a post twice."""
    seen = Counter((post.platform, post.turn) for post in posts)
    needed: Counter[tuple[str, Turn, int]] = Counter()
    for platform, turn in seen:
        url, other, mark = SOURCES[platform].addresses(0)
        fake = Fake([Planned(0, platform, url, other, mark, Fault.NONE, turn)], lambda: datetime.now(UTC))
        for round_ in (1, 2) if turn is not Turn.STAYS else (1,):
            fake.round = round_
            before = fake.sources
            with Server(fake.behaviour) as server, tempfile.TemporaryDirectory() as folder:
                routes = dict.fromkeys(HOSTS, server.address)
                address = address_of(url)
                assert address is not None
                with _WithoutTool(routes, sleep=lambda _: None) as client:
                    collect_post(address, client, Path(folder))
            needed[platform, turn, round_] = (fake.sources - before) * seen[platform, turn]
    return needed


def _again(posts: list[Planned], home: Path, turn: int) -> list[str]:
    """What a later round asks for: posts that could not be reached, and those with which something happened."""
    changed = {post.url for post in posts if post.turn is not Turn.STAYS} if turn == 2 else set()
    with _bench(home, 9, turn).store() as store:
        unseen = {n for n, seen in seen_in(store, posts, turn - 1).items() if FetchState.UNREACHABLE in seen}
    return [post.url for post in posts if post.url in changed or post.n in unseen]


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.soak", description=__doc__)
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--home", type=Path, help="a folder that is not there yet, to keep the record")
    parser.add_argument("--work", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.work:
        job = json.loads(arguments.work)
        work(Path(job["home"]), job["port"], job["turn"], Path(job["targets"]))
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        found = measure(
            arguments.posts, arguments.kills, arguments.seed, arguments.home or Path(folder) / "home"
        )
    print(report(found))
    sys.exit(not found.holds)


if __name__ == "__main__":
    main()
