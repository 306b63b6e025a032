"""Feeds in the record: an outage is a state with a next try, never an end; items are remembered once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from reference.errors import UnknownName
from storage import audit, feeds, runs
from storage.records import Feed, FeedKind, FeedState, ItemState, RunKind
from storage.store import Store

NOW = datetime(2024, 6, 20, 12, tzinfo=UTC)


def _feed(store: Store, asks: str = "https://news.example/feed", every: int = 15) -> Feed:
    with store.writing("Ada") as to:
        return feeds.add(store, to, FeedKind.SYNDICATION, asks, asks, every)


def _run(store: Store, kind: RunKind = RunKind.WATCH) -> str:
    with store.writing("Ada") as to:
        return runs.request(to, kind, "F1", options={}, because="test")


def _seen(*keys: str) -> list[feeds.Seen]:
    return [feeds.Seen(key, f"https://news.example/{key}", "", NOW) for key in keys]


def _looked(
    store: Store, feed: str, *, failed: str | None = None, at: datetime = NOW, new: tuple[str, ...] = ()
) -> Feed:
    run = _run(store)
    with store.writing("Ada") as to:
        known = feeds.get(store, feed)
        feeds.looked(
            to, known, run=run, now=at, failed=failed, reason="It shows items.", items=_seen(*new), etag="v1"
        )
    return feeds.get(store, feed)


def test_the_same_feed_added_again_is_that_feed(store: Store) -> None:
    assert _feed(store).id == _feed(store).id == "F1"
    assert _feed(store, "https://news.example/other").id == "F2"


def test_a_feed_that_is_away_is_tried_ever_less_often_and_never_given_up(store: Store) -> None:
    feed = _feed(store)
    waits = []
    for n in range(40):
        at = NOW + timedelta(days=n)
        known = _looked(store, feed.id, failed="The site answered 500.", at=at)
        assert (known.state, known.failures, known.reason) == (
            FeedState.FAILING,
            n + 1,
            "The site answered 500.",
        )
        assert known.next_at is not None
        waits.append(known.next_at - at)
    assert waits[:3] == [timedelta(minutes=30), timedelta(minutes=60), timedelta(minutes=120)]
    assert waits == sorted(waits)
    assert waits[-1] == feeds.LONGEST_WAIT
    assert [known.id for known in feeds.due(store, NOW + timedelta(days=60))] == [feed.id]


def test_an_outage_keeps_its_beginning_and_ends_with_one_good_look(store: Store) -> None:
    feed = _feed(store)
    first = _looked(store, feed.id, failed="away").failing_since
    assert _looked(store, feed.id, failed="away").failing_since == first is not None
    well = _looked(store, feed.id)
    assert (well.state, well.failing_since, well.failures) == (FeedState.OK, None, 0)
    assert well.next_at == NOW + timedelta(minutes=15)


def test_an_outage_keeps_what_is_sent_with_the_next_look(store: Store) -> None:
    feed = _feed(store)
    _looked(store, feed.id)
    assert _looked(store, feed.id, failed="away").etag == "v1"


def test_a_feed_is_due_when_its_time_has_come(store: Store) -> None:
    feed = _feed(store)
    assert [known.id for known in feeds.due(store, NOW)] == [feed.id]
    _looked(store, feed.id)
    assert feeds.due(store, NOW + timedelta(minutes=14)) == []
    assert [known.id for known in feeds.due(store, NOW + timedelta(minutes=15))] == [feed.id]


def test_items_wait_in_the_order_in_which_they_were_seen(store: Store) -> None:
    feed = _feed(store)
    _looked(store, feed.id, new=("b", "a"))
    _looked(store, feed.id, new=("c",))
    assert feeds.unseen(store, feed.id, ["a", "b", "c", "d"]) == {"d"}
    watch, order = _run(store), []
    while (item := feeds.next_waiting(store, feed.id)) is not None:
        order.append(item.key)
        with store.writing("Ada") as to:
            if item.key == "a":
                feeds.pass_over(to, item, watch=watch, reason="no post")
            else:
                feeds.take(to, item, watch=watch, run=_asked(store, to))
    assert order == ["b", "a", "c"]
    assert feeds.counts(store, feed.id) == feeds.Counts(0, 2, 1)
    assert feeds.handled(store, feed.id, watch) == 3
    passed = next(item for item in feeds.items(store, feed.id) if item.key == "a")
    assert (passed.state, passed.reason, passed.run) == (ItemState.PASSED_OVER, "no post", None)


def _asked(store: Store, to: object) -> str:
    return runs.request(to, RunKind.VERIFY, "x", options={}, because="test")  # type: ignore[arg-type]


def test_an_item_without_an_address_never_waits(store: Store) -> None:
    feed, run = _feed(store), _run(store)
    with store.writing("Ada") as to:
        item = feeds.Seen("row:1", None, "Row 2 holds no web address.", None)
        feeds.looked(to, feed, run=run, now=NOW, failed=None, reason="", items=[item])
    assert feeds.next_waiting(store, feed.id) is None
    assert feeds.items(store, feed.id)[0].reason == "Row 2 holds no web address."


def test_a_removed_feed_stays_in_the_record_and_is_no_longer_looked_at(store: Store) -> None:
    feed = _feed(store)
    _looked(store, feed.id, new=("a",))
    with store.writing("Ada") as to:
        feeds.remove(store, to, feed.id, "moved")
    assert feeds.held(store) == feeds.due(store, NOW + timedelta(days=9)) == []
    assert feeds.counts(store, feed.id).waiting == 1
    with pytest.raises(UnknownName), store.writing("Ada") as to:
        feeds.remove(store, to, feed.id, "again")
    assert _feed(store).id == "F2"


def test_all_of_it_follows_from_the_events(store: Store) -> None:
    feed = _feed(store)
    _looked(store, feed.id, new=("a", "b"))
    _looked(store, feed.id, failed="away")
    with store.writing("Ada") as to:
        item = feeds.next_waiting(store, feed.id)
        assert item is not None
        feeds.pass_over(to, item, watch="R1", reason="no post")
    assert audit.audit(store).findings == ()
    store.db.conn.execute("UPDATE feed_items SET reason = 'another'")
    assert [finding.where for finding in audit.audit(store).findings] == ["feed_items"]
