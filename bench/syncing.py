"""Whether a sync survives being killed: ``python -m bench.syncing``.

A stage of stations and days is gathered by a process that is killed at random moments and started again. In the end
every airing must be held once, and few requests more than a perfect client's may have been made. The stage is on
loopback, its stations are made up and its frames small, so seconds say nothing about a real archive.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.archives import FIRST, HOSTS, Archives, station_file
from bench.tables import Table
from demo.server import StageServer
from flows import pipeline, syncing
from flows.bench import Bench
from flows.home import Home
from scrapers.web_pace import Pace
from storage import audit, recordings, runs
from storage.records import RunState, SourceName


@dataclass(frozen=True)
class Outcome:
    """What is held after all interruptions, and what it took."""

    listed: int
    held: int
    twice: int
    """Airings that are held more than once."""
    requests: int
    ideal: int
    kills: int
    seconds: float
    findings: int
    """What an audit of the record finds wrong."""

    @property
    def ratio(self) -> float:
        return self.requests / self.ideal


def measure(archives: Archives, kills: int, seed: int, home: Path) -> Outcome:
    """Gather all of the stage in a process that is killed ``kills`` times, after random numbers of requests."""
    draw = random.Random(seed)  # noqa: S311 - moments, not secrets
    moments = sorted(draw.randrange(1, archives.ideal) for _ in range(kills))
    (home / "stations").mkdir(parents=True)
    (home / "stations" / "stage.yaml").write_text(station_file(archives), encoding="utf-8")
    begin, killed = time.monotonic(), 0
    with StageServer(archives.answer) as server:
        while True:
            job = {"home": str(home), "port": server.address[1], "days": archives.days}
            worker = subprocess.Popen([sys.executable, "-m", "bench.syncing", "--work", json.dumps(job)])
            while worker.poll() is None:
                if killed < len(moments) and server.requests.total() >= moments[killed]:
                    worker.kill()
                    killed += 1
                    break
                time.sleep(0.005)
            if worker.wait() == 0:
                break
            if worker.returncode > 0:
                raise RuntimeError(f"the sync itself ended with {worker.returncode}")
        requests = server.requests.total()
    bench = _bench(home, 9)
    with bench.store() as store:
        airings = Counter((each.airing.station, each.airing.aired_at) for each in recordings.held(store))
        findings = len(audit.audit(store).findings)
    return Outcome(
        listed=len(archives.all_shows),
        held=len(airings),
        twice=sum(count > 1 for count in airings.values()),
        requests=requests,
        ideal=archives.ideal,
        kills=killed,
        seconds=time.monotonic() - begin,
        findings=findings,
    )


def work(home: Path, port: int, days: int) -> None:
    """Gather every station; what was interrupted before is taken up first, as every command does."""
    bench = _bench(home, port)
    for run in pipeline.abandoned_runs(bench):
        pipeline.perform(bench, run)
    first = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC)
    for station in bench.stations():
        if station.country != "ZZ":
            continue
        wanted = syncing.Wanted(
            SourceName.GDELT, station.id, first, first + timedelta(days=days), index=False
        )
        because = f"the stage's week of {station.id}"
        with bench.store() as store:
            if any(run.state is RunState.DONE for run in runs.asked_because(store, because)):
                continue
        pipeline.perform(bench, syncing.request(bench, wanted, asked_by="bench", because=because))


def _bench(home: Path, port: int) -> Bench:
    return Bench(Home(home), routes=dict.fromkeys(HOSTS, ("127.0.0.1", port)), pace=Pace(0.0))


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.syncing", description=__doc__)
    parser.add_argument("--stations", type=int, default=30)
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument("--shows", type=int, default=24, help="of a station and day")
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.work:
        job = json.loads(arguments.work)
        work(Path(job["home"]), job["port"], job["days"])
        return
    archives = Archives(arguments.stations, arguments.days, arguments.shows)
    with tempfile.TemporaryDirectory(prefix="bench-") as home:
        found = measure(archives, arguments.kills, arguments.seed, Path(home) / "home")
    table = Table([["airings", "held", "twice", "killed", "requests", "ideal", "ratio", "findings", "s"]])
    table.rows.append(
        [
            *(str(each) for each in (found.listed, found.held, found.twice, found.kills)),
            *(str(found.requests), str(found.ideal), f"{found.ratio:.4f}", str(found.findings)),
            f"{found.seconds:.0f}",
        ]
    )
    print(table.text())


if __name__ == "__main__":
    main()
