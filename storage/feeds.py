"""Feeds that are watched: each look at one is an event, and each item is remembered once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from reference.errors import UnknownName
from reference.times import from_iso, iso
from storage.chain import EventKind
from storage.records import Feed, FeedItem, FeedKind, FeedState, ItemState
from storage.store import Store, Writing

LONGEST_WAIT = timedelta(hours=6)
"""The schedule looks at a failing feed at least this often."""


@dataclass(frozen=True)
class Seen:
    """An item as one look showed it; without a ``target``, ``reason`` says why it is passed over."""

    key: str
    target: str | None
    reason: str
    published: datetime | None


@dataclass(frozen=True)
class Counts:
    waiting: int = 0
    taken: int = 0
    passed_over: int = 0


def add(store: Store, to: Writing, kind: FeedKind, given: str, asks: str, every: int) -> Feed:
    """Watch a feed; one that is watched already is that one."""
    for known in held(store):
        if (known.kind, known.asks) == (kind, asks):
            return known
    name = to.next_id("F", "feeds")
    to.append(EventKind.FEED_ADDED, name, {"kind": kind, "given": given, "asks": asks, "every": every})
    return get(store, name)


def remove(store: Store, to: Writing, feed: str, because: str) -> None:
    """Watch a feed no longer; what it has shown stays.

    Raises:
        UnknownName: There is no such feed, or it is removed already.
    """
    if get(store, feed).removed:
        raise UnknownName(f"feed {feed} is removed already")
    to.append(EventKind.FEED_REMOVED, feed, {"because": because})


def pause(store: Store, to: Writing, feed: str, because: str) -> None:
    """Leave a feed alone until it is resumed; its waiting items wait.

    Raises:
        UnknownName: There is no such feed, or it is removed or paused already.
    """
    known = get(store, feed)
    if known.removed or known.paused:
        raise UnknownName(f"feed {feed} is {'removed' if known.removed else 'paused'} already")
    to.append(EventKind.FEED_PAUSED, feed, {"because": because})


def resume(store: Store, to: Writing, feed: str, because: str) -> None:
    """Look at a paused feed again, from where it was left.

    Raises:
        UnknownName: There is no such feed, or it is not paused.
    """
    known = get(store, feed)
    if known.removed or not known.paused:
        raise UnknownName(f"feed {feed} is not paused; airtrace feeds list says how it is")
    to.append(EventKind.FEED_RESUMED, feed, {"because": because})


def get(store: Store, feed: str) -> Feed:
    """Raises: UnknownName: There is no such feed."""
    return _feed(store.one("feeds", feed, "feed"))


def held(store: Store) -> list[Feed]:
    """All feeds that are watched, the first added first."""
    return [
        _feed(row) for row in store.db.query("SELECT * FROM feeds WHERE removed_at IS NULL ORDER BY rowid")
    ]


def due(store: Store, now: datetime) -> list[Feed]:
    """The feeds that the schedule looks at now."""
    watched = (feed for feed in held(store) if not feed.paused)
    return [feed for feed in watched if feed.next_at is None or feed.next_at <= now]


# --- looking -------------------------------------------------------------------------------------


def looked(
    to: Writing,
    feed: Feed,
    *,
    run: str,
    now: datetime,
    failed: str | None,
    reason: str,
    items: Sequence[Seen] = (),
    asks: str | None = None,
    etag: str | None = None,
    modified: str | None = None,
) -> None:
    """Record how a look went, and the items that are new. A failed look puts the next one off, and no more.

    Args:
        to: The transaction.
        feed: As it was before.
        run: Which run looked.
        now: When.
        failed: Why nothing could be read; None where it could.
        reason: What the look brought, for people.
        items: New ones alone, the oldest first.
        asks: Where the feed is to be asked from now on, where that changed.
        etag: Sent with the next look.
        modified: Sent with the next look.
    """
    failures = feed.failures + 1 if failed is not None else 0
    wait = min(timedelta(minutes=feed.every) * 2 ** min(failures, 10), LONGEST_WAIT)
    body = {
        "run": run,
        "state": FeedState.FAILING if failed is not None else FeedState.OK,
        "reason": failed or reason,
        "failures": failures,
        "next": iso(now + (wait if failures else timedelta(minutes=feed.every))),
        "asks": asks or feed.asks,
        "etag": feed.etag if failed is not None else etag,
        "modified": feed.modified if failed is not None else modified,
        "items": [
            {
                "key": item.key,
                "target": item.target,
                "reason": item.reason,
                "published": iso(item.published) if item.published else None,
            }
            for item in items
        ],
    }
    to.append(EventKind.FEED_LOOKED, feed.id, body)


def unseen(store: Store, feed: str, keys: Iterable[str]) -> set[str]:
    """Those keys that the feed has not shown before."""
    wanted = set(keys)
    known = store.db.execute("SELECT key FROM feed_items WHERE feed_id = ?", [feed])
    return wanted - {row[0] for row in known}


# --- items ---------------------------------------------------------------------------------------


def next_waiting(store: Store, feed: str) -> FeedItem | None:
    """The item that has waited longest."""
    query = "SELECT * FROM feed_items WHERE feed_id = ? AND state = ? ORDER BY n LIMIT 1"
    return next((_item(row) for row in store.db.query(query, [feed, ItemState.WAITING])), None)


def take(to: Writing, item: FeedItem, *, watch: str, run: str) -> None:
    """Record that run ``run`` verifies the item; ``watch`` is the run that handed it over."""
    to.append(
        EventKind.FEED_ITEM_TAKEN, item.feed, {"key": item.key, "watch": watch, "run": run, "reason": ""}
    )


def pass_over(to: Writing, item: FeedItem, *, watch: str, reason: str) -> None:
    """Record that the item is nothing to be verified."""
    body = {"key": item.key, "watch": watch, "run": None, "reason": reason}
    to.append(EventKind.FEED_ITEM_TAKEN, item.feed, body)


def wait_again(store: Store, to: Writing, feed: str) -> int:
    """Let the feed's items that were passed over although they have an address wait once more; returns how many."""
    query = "SELECT key FROM feed_items WHERE feed_id = ? AND state = ? AND target IS NOT NULL ORDER BY n"
    keys = [row["key"] for row in store.db.query(query, [feed, ItemState.PASSED_OVER])]
    if keys:
        to.append(EventKind.FEED_ITEMS_WAIT_AGAIN, feed, {"keys": keys})
    return len(keys)


def handled(store: Store, feed: str, watch: str) -> int:
    """How many of the feed's items a watching run has taken or passed over."""
    query = "SELECT count(*) FROM feed_items WHERE feed_id = ? AND watch_run = ?"
    count: int = store.db.execute(query, [feed, watch]).fetchone()[0]
    return count


def counts(store: Store, feed: str) -> Counts:
    """How many of the feed's items are in which state."""
    query = "SELECT state, count(*) FROM feed_items WHERE feed_id = ? GROUP BY state"
    return Counts(**{str(state): count for state, count in store.db.execute(query, [feed])})


def items(store: Store, feed: str | None = None, *, watch: str | None = None) -> list[FeedItem]:
    """The items of a feed, or those that a watching run handled; in the order in which they were seen."""
    query = """
        SELECT * FROM feed_items WHERE (:feed IS NULL OR feed_id = :feed) AND (:watch IS NULL OR watch_run = :watch)
        ORDER BY feed_id, n
    """
    return [_item(row) for row in store.db.query(query, {"feed": feed, "watch": watch})]


def _feed(row: dict[str, Any]) -> Feed:
    return Feed(
        id=row["id"],
        kind=FeedKind(row["kind"]),
        given=row["given"],
        asks=row["asks"],
        every=row["every"],
        state=FeedState(row["state"]),
        reason=row["reason"],
        failing_since=_time(row["failing_since"]),
        failures=row["failures"],
        next_at=_time(row["next_at"]),
        looked_at=_time(row["looked_at"]),
        looked_run=row["looked_run"],
        etag=row["etag"],
        modified=row["modified"],
        removed=row["removed_at"] is not None,
        paused=row["paused_at"] is not None,
    )


def _item(row: dict[str, Any]) -> FeedItem:
    return FeedItem(
        feed=row["feed_id"],
        key=row["key"],
        target=row["target"],
        published=_time(row["published"]),
        state=ItemState(row["state"]),
        reason=row["reason"],
        run=row["run_id"],
        watch=row["watch_run"],
    )


def _time(text: str | None) -> datetime | None:
    return from_iso(text) if text else None
