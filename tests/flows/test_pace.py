"""A host that asked to be left alone is left alone by every client of a bench, whichever step opens it."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.bench import Bench
from flows.commands.common import bench_for
from flows.home import Home
from storage.records import FetchState, Purpose
from tests.scrapers.hostile_server import Server, http


@pytest.fixture(autouse=True)
def no_network() -> None:
    """The server is asked by its number on loopback, so that names stay as they are here."""


def test_a_pause_holds_across_clients(tmp_path: Path) -> None:
    with Server() as server:
        asked = http(b"slow down", "Retry-After: 600", status="429 Too Many Requests")
        server.on("/a", asked)
        server.on("/b", http(b"here"))
        bench = Bench(Home(tmp_path), routes={"stage.test": server.address})
        with bench.client() as client:
            client.get("https://stage.test/a", Purpose.FEED, into=tmp_path)
        hits = len(server.hits)
        with bench.client() as client:
            answer = client.get("https://stage.test/b", Purpose.FEED, into=tmp_path)
        assert answer.fetch.state is FetchState.UNREACHABLE
        assert "asked for a pause" in answer.fetch.reason
        assert len(server.hits) == hits
        other = Bench(Home(tmp_path), routes={"stage.test": server.address})
        with other.client() as client:
            assert client.get("https://stage.test/b", Purpose.FEED, into=tmp_path).fetch.status == 200


def test_a_pause_holds_for_every_command_on_the_record(tmp_path: Path) -> None:
    bench_for(Home(tmp_path)).pace.pause("stage.test", 600.0)
    assert bench_for(Home(tmp_path)).pace.wait("stage.test") > 500.0
    (tmp_path / "other").mkdir()
    assert bench_for(Home(tmp_path / "other")).pace.wait("stage.test") == 0.0
