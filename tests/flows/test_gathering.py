"""A case's plan is carried out step by step, under its limit, until the footage is found; the tracer is played here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bench.archives import FIRST, HOSTS, Archives, station_file
from demo.server import StageServer
from flows import gathering, indexing, pipeline, syncing, verifying
from flows.bench import Bench
from flows.commands.gather import gathered_json
from flows.gathering import Limits
from flows.home import Home
from flows.targets import given_post, identify
from matching.tracer import FORMAT
from reference.errors import NotAllowed
from scrapers.web_pace import Pace
from storage import audit, casefile, links, recordings, runs
from storage.chain import EventKind
from storage.records import (
    FULL_BOX,
    Direction,
    PictureSegment,
    Relation,
    RunKind,
    RunState,
    Searched,
)
from storage.store import Store
from tests.flows.conftest import Airtrace

ARCHIVES = Archives(stations=2, days=3, shows_a_day=2)


@pytest.fixture(autouse=True)
def no_network() -> None:
    """The server is asked by its number on loopback, so that names stay as they are here."""


@pytest.fixture
def server() -> Iterator[StageServer]:
    with StageServer(ARCHIVES.answer) as served:
        yield served


class Played:
    """A tracer that finds every clip in one airing, once that is indexed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.shown: tuple[str, datetime] | None = None
        monkeypatch.setattr(verifying, "trace_post", self._trace)
        monkeypatch.setattr(indexing, "index", self._index)
        monkeypatch.setattr(indexing, "searchable", lambda _, item: item.segment is not None)

    def _trace(self, _: Bench, store: Store, post: Any, *__: Any) -> tuple[tuple[links.Found, ...], Searched]:
        clip = post.media[0].sha256
        held = [each for each in recordings.held(store) if each.segment]
        searched = Searched(len(held), 1.0, clips=1)
        for each in held:
            if (each.airing.station, each.airing.aired_at) == self.shown:
                segment = PictureSegment(
                    (0.0, 2.0), (4.0, 6.0), 1.0, False, False, FULL_BOX, FULL_BOX, True, 0.98
                )
                how = (Relation.SAME_FOOTAGE, Direction.POST_AFTER_AIRING, 0.98)
                return (links.Found(each.id, clip, *how, (segment,), (), ()),), searched
        return (), searched

    def _index(self, _: Bench, store: Store, name: str, **__: Any) -> None:
        with store.writing("airtrace") as to:
            segment = store.index.put(name.encode())
            to.append(EventKind.RECORDING_INDEXED, name, {"segment": segment, "format": FORMAT})


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> Played:
    return Played(monkeypatch)


@pytest.fixture
def bench(tmp_path: Path, server: StageServer, played: Played, clip: Path) -> Bench:
    """A home with case C1: a post of the third day that names both stations."""
    del played
    home = tmp_path / "home"
    (home / "stations").mkdir(parents=True)
    (home / "stations" / "stage.yaml").write_text(station_file(ARCHIVES))
    bench = Bench(Home(home), routes=dict.fromkeys(HOSTS, server.address), pace=Pace(0.0))
    posted_at = f"{FIRST + timedelta(days=2)}T12:00:00Z"
    target = identify(str(clip), given_post("Seen on Stage STAGE01", posted_at, None))
    run = pipeline.request_verify(bench, target, offline=True, asked_by="Ada", because="test")
    pipeline.perform(bench, run)
    return bench


def _gather(bench: Bench, limits: Limits | None = None) -> tuple[str, RunState]:
    run = gathering.request(bench, "C1", limits or Limits(), asked_by="Ada", because="who had it first?")
    return run, pipeline.perform(bench, run)


def _document(bench: Bench, run: str) -> dict[str, Any]:
    with bench.store() as store:
        return gathered_json(store, "C1", run, runs.get(store, run).state)


def test_the_suggestions_next_lines_come_from_the_plan(bench: Bench) -> None:
    with bench.store() as store:
        lines = casefile.load(store, "C1").next_steps
        steps = gathering.plan(bench, store, "C1")
    assert [step.station for step in steps] == ["STAGE01"] * 3
    day = FIRST + timedelta(days=2)
    begin = f"Gather Stage STAGE01, {day - timedelta(days=1):%-d %B %Y}, 23:00-12:00 on {day:%-d %B} UTC"
    assert any(line.startswith(f"{begin}: not indexed") for line in lines), lines
    assert any("airtrace gather C1" in line for line in lines)


def test_gathering_stops_when_the_footage_is_found(bench: Bench, played: Played, server: StageServer) -> None:
    day = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC) + timedelta(days=1)
    played.shown = ("STAGE01", day + timedelta(hours=12))
    run, state = _gather(bench)
    document = _document(bench, run)
    assert (state, document["found"], document["links"]) == (RunState.DONE, True, ["L1"])
    assert (len(document["steps"]), len(document["left"])) == (2, 1)
    assert "found after 2 of 3 steps" in document["how"]
    assert document["requests"] == server.requests.total()
    with bench.store() as store:
        assert not casefile.load(store, "C1").standing
        assert audit.audit(store).findings == ()
        assert len(casefile.load(store, "C1").fetches) < 5
    with pytest.raises(NotAllowed, match="found already"):
        _gather(bench)


def test_a_limit_ends_it_and_the_next_one_goes_on(bench: Bench) -> None:
    run, state = _gather(bench, Limits(hours=0.006))
    document = _document(bench, run)
    assert (state, document["found"]) == (RunState.PARTIAL, False)
    assert "limit of 0.006 hours is reached" in document["how"]
    with bench.store() as store:
        first, last = (each.airing.aired_at for each in recordings.held(store))
    assert (first.day, first.hour, last.day) == (FIRST.day + 1, 12, FIRST.day + 2)
    again, state = _gather(bench)
    assert state is RunState.DONE
    assert "not found after" in _document(bench, again)["how"]
    with bench.store() as store:
        held = [each.airing.aired_at for each in recordings.held(store)]
    assert len(held) == len(set(held)) == 5


def test_an_interrupted_gathering_goes_on_where_it_ended(
    bench: Bench, server: StageServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    gather, left = syncing.gather, [1]

    def interrupted(bench: Bench, run: str) -> None:
        if not left:
            raise KeyboardInterrupt
        left.pop()
        gather(bench, run)

    run = gathering.request(bench, "C1", Limits(), asked_by="Ada", because="test")
    monkeypatch.setattr(syncing, "gather", interrupted)
    with pytest.raises(KeyboardInterrupt):
        pipeline.perform(bench, run)
    monkeypatch.setattr(syncing, "gather", gather)
    assert gathering.request(bench, "C1", Limits(), asked_by="Ada", because="test") == run
    assert pipeline.perform(bench, run) is RunState.DONE
    with bench.store() as store:
        assert [each.kind for each in gathering.syncs_of(store, run)] == [RunKind.SYNC] * 3
    asked = [path for _, path in server.requests.elements() if path.endswith(".zip")]
    assert len(asked) == len(set(asked)) == 5


def test_the_commands(bench: Bench, airtrace: Airtrace) -> None:
    home = bench.home.path
    plan = airtrace("plan", "c1", "--json", home=home)
    assert plan.code == 0, plan.err
    assert [step["source"] for step in plan.json["steps"]] == ["gdelt"] * 3
    assert plan.json["total"]["hours"] == pytest.approx(61.0)
    shown = airtrace("plan", "C1", home=home)
    assert (shown.code, "STAGE01" in shown.err, shown.out) == (0, True, "")
    assert airtrace("plan", "C9", home=home).code == 2
    assert airtrace("gather", "C9", "--because", "why", home=home).code == 2
