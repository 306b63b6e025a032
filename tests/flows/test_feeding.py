"""Feeds in the pipeline: only what is new, each item answered by itself, and nothing lost when it is interrupted."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows import feeding, pipeline
from flows.bench import Bench
from flows.home import Home
from reference.errors import NotAllowed
from scrapers.web import Answer, Client
from storage import audit, feeds, ledger, runs
from storage.records import (
    Feed,
    FeedState,
    Fetch,
    FetchState,
    ItemState,
    Platform,
    Purpose,
    RunKind,
    RunState,
)
from tests.flows.scenario import NUMBER, PAGE, PlayedWeb

FEED = "https://news.example/feed"
POST = f"https://x.com/made_up/status/{NUMBER}"
ARTICLE = "https://news.example/with-post"
NO_POST = "https://news.example/without-post"


def rss(*links: str) -> bytes:
    items = "".join(f"<item><link>{link}</link><guid>{link}</guid></item>" for link in reversed(links))
    return f'<rss version="2.0"><channel>{items}</channel></rss>'.encode()


class FeedWeb(PlayedWeb):
    """The played web, with a feed and pages; ``asked`` is every address in order."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {
            ARTICLE: PAGE.encode(),
            NO_POST: b"<html><body><article><p>Nothing but words.</p></article></body></html>",
        }
        self.asked: list[str] = []
        self.interrupt_at: str | None = None

    def get(
        self,
        url: str,
        purpose: Purpose,
        *,
        into: Path,
        headers: Mapping[str, str] | None = None,
        stop_at: Callable[[str], bool] | None = None,
    ) -> Answer:
        self.asked.append(url)
        if self.interrupt_at == url:
            raise KeyboardInterrupt
        body = self.pages.get(url)
        if body is None:
            return super().get(url, purpose, into=into, headers=headers, stop_at=stop_at)
        now, tag = datetime.now(UTC), hashlib.sha256(body).hexdigest()
        if (headers or {}).get("If-None-Match") == tag:
            return Answer(Fetch(url, purpose, now, FetchState.UNREACHABLE, "The site answered 304.", 304))
        path = into / tag
        path.write_bytes(body)
        fetch = Fetch(url, purpose, now, FetchState.VISIBLE, "", 200, url, "text/html", len(body), tag)
        return Answer(fetch, path, {"etag": tag})


@dataclass(frozen=True)
class FeedBench(Bench):
    web: FeedWeb = field(default_factory=FeedWeb)

    @contextmanager
    def client(self, *, offline: bool = False) -> Iterator[Client]:
        yield self.web


@pytest.fixture
def bench(tmp_path: Path) -> FeedBench:
    (tmp_path / "home").mkdir()
    return FeedBench(Home(tmp_path / "home"))


def _watched(bench: FeedBench, given: str = FEED) -> Feed:
    return feeding.add(bench, given, 15, asked_by="Ada")


def _run(bench: FeedBench, *, most: int = 20, names: Sequence[str] = ()) -> RunState:
    run = feeding.request_watch(bench, names, asked_by="Ada", because="test", most=most)
    assert run is not None
    return pipeline.perform(bench, run)


def _items(bench: FeedBench) -> dict[str, tuple[ItemState, str | None]]:
    with bench.store() as store:
        return {item.key: (item.state, item.run) for item in feeds.items(store)}


def test_each_item_becomes_what_verify_would_make_of_it(bench: FeedBench) -> None:
    bench.web.pages[FEED] = rss(POST, ARTICLE, NO_POST)
    _watched(bench)
    _run(bench)
    found = _items(bench)
    assert [state for state, _ in found.values()] == [ItemState.TAKEN, ItemState.TAKEN, ItemState.PASSED_OVER]
    with bench.store() as store:
        posts = {row["number"]: row["handle"] for row in store.db.query("SELECT * FROM posts")}
        assert posts[NUMBER] == "made_up"
        passed = next(item for item in feeds.items(store) if item.key == NO_POST)
        assert "no embedded post" in passed.reason
        kinds = [runs.get(store, row["id"]).kind for row in store.db.query("SELECT id FROM runs")]
        assert kinds == [RunKind.WATCH, RunKind.VERIFY, RunKind.VERIFY]
        assert audit.audit(store).findings == ()


def test_every_fetch_is_in_the_ledger(bench: FeedBench) -> None:
    bench.web.pages[FEED] = rss(POST, ARTICLE, NO_POST)
    _watched(bench)
    _run(bench)
    with bench.store() as store:
        assert sorted(row.fetch.url for row in ledger.rows(store)) == sorted(bench.web.asked)


def test_a_second_look_takes_only_what_is_new(bench: FeedBench) -> None:
    bench.web.pages[FEED] = rss(ARTICLE)
    _watched(bench)
    _run(bench)
    bench.web.asked.clear()
    _run(bench)
    assert bench.web.asked == [FEED]
    bench.web.pages[FEED] = rss(ARTICLE, POST)
    _run(bench)
    assert ARTICLE not in bench.web.asked
    assert _items(bench)[POST][0] in {ItemState.TAKEN, ItemState.PASSED_OVER}


def test_a_post_that_is_a_case_already_is_not_asked_for_again(bench: FeedBench) -> None:
    bench.web.pages[FEED] = rss(POST, f"https://twitter.com/i/status/{NUMBER}?s=20")
    _watched(bench)
    _run(bench)
    states = [state for state, _ in _items(bench).values()]
    assert states == [ItemState.TAKEN, ItemState.PASSED_OVER]
    with bench.store() as store:
        assert "case C1" in feeds.items(store)[1].reason


def test_no_more_than_was_asked_for_is_taken_and_the_rest_waits(bench: FeedBench) -> None:
    links = [f"https://x.com/a/status/18038239202742888{n:02}" for n in range(10)]
    bench.web.pages[FEED] = rss(*links)
    feed = _watched(bench)
    _run(bench, most=4)
    with bench.store() as store:
        assert feeds.counts(store, feed.id) == feeds.Counts(6, 4, 0)
    _run(bench, most=4)
    _run(bench, most=4)
    found = _items(bench)
    assert list(found) == links
    assert len({run for _, run in found.values()}) == 10


def test_a_look_that_remembers_not_all_is_shown_the_rest_again(
    bench: FeedBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeding, "MOST_NEW", 3)
    bench.web.pages[FEED] = rss(*(f"https://x.com/a/status/18038239202742888{n:02}" for n in range(5)))
    _watched(bench)
    _run(bench, most=0)
    assert len(_items(bench)) == 3
    _run(bench, most=0)
    assert len(_items(bench)) == 5


def test_an_outage_is_a_state_and_the_other_feeds_go_on(bench: FeedBench) -> None:
    bench.web.pages[FEED] = rss(ARTICLE)
    away = _watched(bench, "https://away.example/feed")
    _watched(bench)
    assert _run(bench) is RunState.PARTIAL
    with bench.store() as store:
        known = feeds.get(store, away.id)
        assert (known.state, known.reason) == (FeedState.FAILING, "nobody is there")
        (ended,) = [run["ended_how"] for run in store.db.query("SELECT * FROM runs WHERE kind = 'watch'")]
        assert away.id in ended
    assert ARTICLE in bench.web.asked


def test_the_schedule_leaves_a_failing_feed_alone_until_its_next_try(bench: FeedBench) -> None:
    _watched(bench, "https://away.example/feed")
    _run(bench)
    assert feeding.request_watch(bench, asked_by="schedule", because="due", due=True) is None
    assert _run(bench) is RunState.PARTIAL  # a person may look at any time


@pytest.mark.parametrize("at", [FEED, ARTICLE, "cdn"])
def test_an_interrupted_look_is_taken_up_and_does_nothing_twice(bench: FeedBench, at: str) -> None:
    bench.web.pages[FEED] = rss(POST, ARTICLE, NO_POST)
    _watched(bench)
    run = feeding.request_watch(bench, asked_by="Ada", because="test")
    assert run is not None
    target = at if at != "cdn" else next(url for url in _addresses_of_post(bench) if "cdn" in url)
    bench.web.interrupt_at = target
    with pytest.raises(KeyboardInterrupt):
        pipeline.perform(bench, run)
    bench.web.interrupt_at = None
    for abandoned in pipeline.abandoned_runs(bench):
        pipeline.perform(bench, abandoned)
    found = _items(bench)
    assert [state for state, _ in found.values()] == [ItemState.TAKEN, ItemState.TAKEN, ItemState.PASSED_OVER]
    with bench.store() as store:
        verified = list(store.db.query("SELECT * FROM runs WHERE kind = 'verify'"))
        assert len(verified) == 2
        assert all(row["state"] in {RunState.DONE, RunState.PARTIAL} for row in verified)
        assert audit.audit(store).findings == ()


def _addresses_of_post(bench: FeedBench) -> list[str]:
    from scrapers.posts import address_of, x

    address = address_of(POST)
    assert address is not None
    return [request.url for request in x.requests(address)]


def test_only_one_look_at_a_time(bench: FeedBench) -> None:
    bench.web.pages[FEED] = rss()
    _watched(bench)
    with feeding.alone(bench):
        assert feeding.watching(bench)
        with pytest.raises(NotAllowed):
            _run(bench)
    assert not feeding.watching(bench)
    assert _run(bench) is RunState.DONE


def test_a_fault_in_one_item_s_run_keeps_no_other_from_its_turn(
    bench: FeedBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = pipeline.verify_case

    def faulty(bench: Bench, run: str, case: str) -> None:
        if case == "C1":
            raise ZeroDivisionError("made up")
        real(bench, run, case)

    monkeypatch.setattr(pipeline, "verify_case", faulty)
    bench.web.pages[FEED] = rss("https://x.com/a/status/1803823920274288800", ARTICLE)
    _watched(bench)
    _run(bench)
    with bench.store() as store:
        first, second = feeds.items(store)
        assert first.run is not None
        assert second.run is not None
        assert runs.get(store, first.run).state is RunState.FAILED
        assert runs.get(store, second.run).state is not RunState.FAILED


def test_a_folder_hands_its_files_on(bench: FeedBench, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name, content in (("article.html", PAGE), ("empty.txt", ""), ("words.txt", "only words")):
        (inbox / name).write_text(content)
        os.utime(inbox / name, (1718880000, 1718880000))
    _watched(bench, str(inbox))
    _run(bench)
    with bench.store() as store:
        states = {Path(item.target or "").name: item.state for item in feeds.items(store)}
        platforms = {row["platform"] for row in store.db.query("SELECT platform FROM posts")}
    assert states == {
        "article.html": ItemState.TAKEN,
        "empty.txt": ItemState.PASSED_OVER,
        "words.txt": ItemState.PASSED_OVER,
    }
    assert platforms == {Platform.X}


def test_what_was_passed_over_can_be_tried_again_after_an_update(bench: FeedBench) -> None:
    bench.web.pages[FEED] = rss(NO_POST, "not an address", POST)
    feed = _watched(bench)
    _run(bench)
    bench.web.pages[NO_POST] = PAGE.replace(NUMBER, "1803823920274288800").encode()
    _run(bench)
    assert _items(bench)[NO_POST][0] is ItemState.PASSED_OVER
    run = feeding.request_watch(bench, asked_by="Ada", because="an update", again=True)
    assert run is not None
    pipeline.perform(bench, run)
    with bench.store() as store:
        states = {item.key: item.state for item in feeds.items(store, feed.id)}
        assert audit.audit(store).findings == ()
    assert states == {
        NO_POST: ItemState.TAKEN,
        "not an address": ItemState.PASSED_OVER,
        POST: ItemState.TAKEN,
    }


def test_a_removed_feed_hands_nothing_on(bench: FeedBench) -> None:
    bench.web.pages[FEED] = rss(POST)
    feed = _watched(bench)
    _run(bench, most=0)
    run = feeding.request_watch(bench, asked_by="Ada", because="test")
    assert run is not None
    with bench.store() as store, store.writing("Ada") as to:
        feeds.remove(store, to, feed.id, "moved")
    bench.web.asked.clear()
    pipeline.perform(bench, run)
    assert bench.web.asked == []
