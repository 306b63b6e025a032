"""A feed through its ups and downs, asked by the real web client on loopback."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows import feeding, pipeline
from flows.bench import Bench
from flows.home import Home
from storage import audit, feeds, ledger
from storage.records import Feed, FeedState, FetchState, Purpose
from tests.flows.test_feeding import PAGE, rss
from tests.scrapers.hostile_server import Server, http

FEED = "https://news.example/feed"
TAG = 'ETag: "v1"'


@pytest.fixture(autouse=True)
def no_network() -> None:
    """The server is asked by its number on loopback, so that names stay as they are here."""


def test_ups_and_downs(tmp_path: Path) -> None:
    now = [datetime(2024, 6, 20, 12, tzinfo=UTC)]
    with Server() as server:
        bench = Bench(Home(tmp_path), routes={"news.example": server.address}, clock=lambda: now[0])
        feed = feeding.add(bench, FEED, 15, asked_by="Ada").id
        page = PAGE.replace("https://twitter.com", "https://news.example/nothing-of")
        server.on("/article", http(page.encode(), "Content-Type: text/html"))

        def look(answer: bytes) -> Feed:
            server.on("/feed", answer)
            run = feeding.request_watch(bench, asked_by="schedule", because="due", due=True)
            assert run is not None
            pipeline.perform(bench, run)
            now[0] += timedelta(minutes=15)
            with bench.store() as store:
                return feeds.get(store, feed)

        known = look(http(rss("https://news.example/article"), TAG))
        assert (known.state, known.etag) == (FeedState.OK, '"v1"')
        assert server.count("/article") == 1

        known = look(http(b"", status="304 Not Modified"))
        assert (known.state, known.etag) == (FeedState.OK, '"v1"')

        known = look(http(b"\x1f\x8b\x08\x00cut", "Content-Encoding: gzip"))
        assert known.state is FeedState.FAILING
        assert known.failures == 1
        assert feeding.request_watch(bench, asked_by="schedule", because="due", due=True) is None
        now[0] += timedelta(minutes=15)

        known = look(http(b"<html>Just a moment...</html>"))
        assert (known.state, known.failures) == (FeedState.FAILING, 2)
        since = known.failing_since
        now[0] += timedelta(hours=1)

        known = look(http(b"gone", status="404 Not Found"))
        assert (known.failures, known.failing_since) == (3, since)
        now[0] += timedelta(hours=2)

        known = look(http(rss("https://news.example/article"), TAG))
        assert (known.state, known.failures, known.failing_since) == (FeedState.OK, 0, None)
        assert server.count("/article") == 1

        with bench.store() as store:
            rows = [row.fetch for row in ledger.rows(store) if row.fetch.purpose is Purpose.FEED]
            assert audit.audit(store).findings == ()
        assert [row.state for row in rows] == [
            FetchState.VISIBLE,
            FetchState.VISIBLE,
            FetchState.UNREACHABLE,
            FetchState.UNPARSED,
            FetchState.UNREACHABLE,
            FetchState.VISIBLE,
        ]
        assert [row.status for row in rows] == [200, 304, 200, 200, 404, 200]
        assert server.count("/feed") == 6
