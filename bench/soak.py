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
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.soak_posts import (
    EXPECTED,
    HOSTS,
    PASSING,
    SOURCES,
    Fake,
    Fault,
    Planned,
    Turn,
    plan,
    words_of,
)
from bench.tables import Table
from flows import pipeline
from flows.bench import Bench
from flows.home import Home
from flows.targets import identify
from scrapers.posts import address_of, collect_post
from scrapers.web import Bounds, Client, Limits, OfflineClient, WebClient
from scrapers.web_pace import Pace
from storage import audit, cases, runs
from storage.records import FetchState, Purpose, RunKind, RunState
from storage.store import Store
from tests.scrapers.hostile_server import Server

MOST_REQUESTS = 1.3
"""Requests for each that a web without faults would have been asked."""
FLAT = 50.0
"""Megabytes by which the memory of a long run may differ between its second tenth and its end."""
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


@dataclass(frozen=True)
class Outcome:
    """What is in the record after all rounds, and what it took."""

    posts: int
    links: int
    kills: int
    requests: int
    archive: int
    """Requests to a web archive besides, one for each post that could not be seen: which copies it holds."""
    ideal: int
    cases: int
    versions: int
    """With a post's own words in them."""
    wrong: tuple[str, ...]
    """What is not as it must be, one sentence each."""
    faults: dict[Fault, Counter[str]]
    """States in which the posts of each fault were seen in the first round."""
    memory: tuple[tuple[int, float], ...]
    """Links done and megabytes held, of the process that lived longest."""
    seconds: float
    findings: int
    events: int

    @property
    def ratio(self) -> float:
        return self.requests / self.ideal

    @property
    def swing(self) -> float:
        """Megabytes between the least and the most that were held once a fifth was done; 0 where nobody told."""
        if not self.memory:
            return 0.0
        settled = [held for done, held in self.memory if done * 5 >= self.memory[-1][0]]
        return max(settled) - min(settled)

    @property
    def holds(self) -> bool:
        return not self.wrong and not self.findings and self.ratio <= MOST_REQUESTS and self.swing <= FLAT


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
    return _outcome(posts, links, kills, fake, ideal, memory, time.monotonic() - begin, home)


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
        unseen = {n for n, seen in _seen(store, posts, turn - 1).items() if FetchState.UNREACHABLE in seen}
    return [post.url for post in posts if post.url in changed or post.n in unseen]


def _seen(store: Store, posts: list[Planned], turn: int) -> dict[int, set[FetchState]]:
    """The states in which each post was seen in a round, by its number."""
    numbers = {_key(post): post.n for post in posts}
    query = """
        SELECT cases.key, fetches.state FROM fetches JOIN runs ON runs.id = fetches.run_id
        JOIN cases ON cases.id = fetches.case_id WHERE runs.because = ? AND fetches.purpose = ?
    """
    found: dict[int, set[FetchState]] = defaultdict(set)
    for row in store.db.query(query, [f"round {turn}", Purpose.POST]):
        if row["key"] in numbers:
            found[numbers[row["key"]]].add(FetchState(row["state"]))
    return found


def _key(post: Planned) -> str:
    address = address_of(post.url)
    assert address is not None
    return f"{address.platform}:{address.number}"


def _outcome(
    posts: list[Planned],
    links: list[str],
    kills: int,
    fake: Fake,
    ideal: int,
    memory: list[tuple[int, float]],
    seconds: float,
    home: Path,
) -> Outcome:
    wrong = [f"the client asked for what is no post: {each}" for each in fake.unknown[:3]]
    faults: dict[Fault, Counter[str]] = defaultdict(Counter)
    with _bench(home, 9, 4).store() as store:
        told = [_seen(store, posts, turn) for turn in (1, 2, 3)]
        own = 0
        for post in posts:
            states = [each.get(post.n, set()) for each in told]
            faults[post.fault][" and ".join(sorted(states[0])) or "nothing"] += 1
            own += _judge(store, post, states, wrong)
        held = store.db.execute("SELECT count(*) FROM cases WHERE joined_into IS NULL").fetchone()[0]
        if held != len(posts):
            wrong.append(f"{len(posts)} posts are {held} cases")
        checked = audit.audit(store)
    return Outcome(
        posts=len(posts),
        links=len(links),
        kills=kills,
        requests=fake.sources,
        archive=fake.archive,
        ideal=ideal,
        cases=held,
        versions=own,
        wrong=tuple(wrong),
        faults=dict(faults),
        memory=tuple(memory),
        seconds=seconds,
        findings=len(checked.findings),
        events=checked.events,
    )


def _judge(store: Store, post: Planned, states: list[set[FetchState]], wrong: list[str]) -> int:
    """Say what is not as it must be with a post; returns how many versions of its own words are recorded.

    A fault of a host that had asked for a pause shows in the next round: in the first it was not asked.
    """
    case = cases.find(store, _key(post))
    if case is None:
        wrong.append(f"{post.url} is no case")
        return 0
    query = "SELECT text FROM post_versions WHERE case_id = ? ORDER BY version"
    texts = [str(row["text"] or "") for row in store.db.query(query, [case])]
    full = [text for text in texts if text]
    lasting = post.fault in EXPECTED and post.fault not in PASSING
    if post.fault in EXPECTED and not set().union(*states) & EXPECTED[post.fault]:
        wrong.append(f"{post.url}: “{post.fault}” was seen as {[sorted(each) for each in states]}")
    if post.fault in PASSING and not _was_asked_twice(store, case):
        wrong.append(f"{post.url}: “{post.fault}” passed without a word in the ledger")
    if lasting and FetchState.VISIBLE in states[0] and post.fault is not Fault.LONG_BUSY:
        wrong.append(f"{post.url}: “{post.fault}” was seen as the post")
    wanted = 2 if post.turn is Turn.EDITED else 1
    never = post.fault in EXPECTED and EXPECTED[post.fault] != {FetchState.UNREACHABLE}
    if len(full) != (0 if never else wanted):
        wrong.append(f"{post.url} ({post.fault}, {post.turn}) has {len(full)} versions of its words")
    for version, text in enumerate(full, start=1):
        if words_of(post.n, version) not in text:
            wrong.append(f"{post.url}: version {version} has the words of another")
    if len(texts) - len(full) > 1:
        wrong.append(f"{post.url}: {len(texts) - len(full)} versions without words")
    gone = store.db.execute("SELECT gone FROM posts WHERE case_id = ?", [case]).fetchone()[0]
    if (gone is not None) != (post.turn is Turn.DELETED and SOURCES[post.platform].says_so):
        wrong.append(f"{post.url} ({post.turn}) is gone: {gone}")
    return len(full)


def _was_asked_twice(store: Store, case: str) -> bool:
    query = "SELECT count(*) FROM fetches WHERE case_id = ? AND reason LIKE '%times; the first time:%'"
    return bool(store.db.execute(query, [case]).fetchone()[0])


def _report(found: Outcome) -> str:
    head = [
        "posts",
        "links",
        "killed",
        "cases",
        "versions",
        "events",
        "requests",
        "ideal",
        "ratio",
        "findings",
    ]
    row = [found.posts, found.links, found.kills, found.cases, found.versions, found.events]
    cells = [*(str(each) for each in (*row, found.requests, found.ideal)), f"{found.ratio:.3f}"]
    figures = Table([head, [*cells, str(found.findings)]])
    faults = Table([["fault", "posts", "seen in the first round as"]])
    for fault in Fault:
        states = found.faults.get(fault, Counter())
        seen = ", ".join(f"{count} {state}" for state, count in states.most_common())
        faults.rows.append([fault.value, str(states.total()), seen])
    memory = found.memory or ((0, 0.0),)
    tenths = [memory[len(memory) * n // 10] for n in range(10)] + [memory[-1]]
    curve = Table(
        [["links", *(str(done) for done, _ in tenths)], ["MB", *(f"{held:.0f}" for _, held in tenths)]]
    )
    lines = [
        figures.text(),
        f"{found.archive} requests besides asked the web archive for copies of what could not be seen; "
        f"with them the ratio is {(found.requests + found.archive) / found.ideal:.3f}",
        f"{found.seconds:.0f} s",
        "",
        faults.text(),
        "",
        curve.text(),
        f"memory differs by {found.swing:.0f} MB once a fifth is done",
        "",
        *(found.wrong[:20] or ("one record of every version, every fault a state of the ledger",)),
    ]
    if len(found.wrong) > 20:
        lines.append(f"and {len(found.wrong) - 20} more")
    return "\n".join(lines)


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
    print(_report(found))
    sys.exit(not found.holds)


if __name__ == "__main__":
    main()
