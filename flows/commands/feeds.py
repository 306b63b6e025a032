"""``airtrace feeds``: what is watched for new posts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows import carrying, feeding, pipeline
from flows.bench import Bench
from flows.commands.common import EXIT, bench_for, by_option, common, done, emit, named, note
from flows.home import Home
from reference.times import iso
from review.text import one_line
from storage import feeds as held
from storage.records import Feed, FeedItem, FeedState, ItemState, RunState
from storage.store import Store, Writing


@click.group()
def feeds() -> None:
    """Watch feeds, channels, accounts, tables and folders: add, list, show, pause, resume, remove, run."""


@feeds.command()
@click.argument("source", metavar="URL|FILE|FOLDER")
@click.option(
    "--every",
    type=click.IntRange(15, 7 * 24 * 60),
    default=feeding.EVERY,
    show_default=True,
    metavar="MINUTES",
    help="Between two looks by the schedule.",
)
@by_option
@common
def add(source: str, every: int, by: str, home: Home, as_json: bool) -> int:
    """Watch something that shows new posts: it is looked at by airtrace serve, and by airtrace feeds run.

    RSS and Atom, pages that name their feed, Telegram channels, Bluesky and Mastodon accounts, Mastodon tags,
    YouTube channels and playlists, Reddit, a CSV file or public spreadsheet of addresses, a folder.

    \b
    airtrace feeds add https://t.me/s/channel
    airtrace feeds add https://mastodon.social/tags/verification
    airtrace feeds add https://www.youtube.com/channel/UC0000000000000000000000
    airtrace feeds add https://docs.google.com/spreadsheets/d/.../edit
    airtrace feeds add inbox/
    """
    bench = bench_for(home)
    feed = feeding.add(bench, source, every, asked_by=named(by))
    if as_json:
        emit({"feed": _feed_json(bench, feed)})
    else:
        note(f"{feed.id} watches {feed.asks} ({feed.kind.value}); airtrace feeds run looks at it now")
    return 0


@feeds.command("list")
@common
def listed(home: Home, as_json: bool) -> int:
    """All feeds, and how the last look at each went."""
    bench = bench_for(home)
    with bench.store() as store:
        known = held.held(store)
    if as_json:
        emit({"feeds": [_feed_json(bench, feed) for feed in known]})
    elif known:
        _print(bench, known)
    else:
        note("no feeds; airtrace feeds add URL watches one")
    return 0


@feeds.command()
@click.argument("feed")
@common
def show(feed: str, home: Home, as_json: bool) -> int:
    """Every item that a feed has shown, and what became of it.

    \b
    airtrace feeds show F1
    """
    bench = bench_for(home)
    with bench.store() as store:
        known = held.get(store, feed.strip().upper())
        items = held.items(store, known.id)
    if as_json:
        emit({"feed": _feed_json(bench, known), "items": [_item_json(bench, item) for item in items]})
        return 0
    table = Table("item", "state", "run", "why", box=None)
    for item in items:
        table.add_row(
            Text(one_line(item.target or item.key, 100)),
            _WORDS[item.state],
            item.run or "",
            Text(one_line(item.reason)),
        )
    Console(markup=False).print(table)
    return 0


@feeds.command()
@click.argument("feed")
@by_option
@click.option("--because", metavar="WHY", required=True, help="Why, for the history.")
@common
def remove(feed: str, by: str, because: str, home: Home, as_json: bool) -> int:
    """Watch a feed no longer. Its cases and its history stay.

    \b
    airtrace feeds remove F1 --because "the channel moved"
    """
    name = feed.strip().upper()
    with bench_for(home).store() as store, store.writing(named(by)) as to:
        held.remove(store, to, name, because)
    if as_json:
        emit({"removed": name})
    else:
        note(f"{name} is watched no longer")
    return 0


@feeds.command()
@click.argument("feed")
@by_option
@click.option("--because", metavar="WHY", required=True, help="Why, for the history.")
@common
def pause(feed: str, because: str, by: str, home: Home, as_json: bool) -> int:
    """Leave a feed alone for a while; airtrace feeds run FEED still looks at it when it is named.

    \b
    airtrace feeds pause F1 --because "the channel is flooded"
    """
    return _changed(held.pause, feed, because, by, home, as_json=as_json, said="is paused")


@feeds.command()
@click.argument("feed")
@by_option
@click.option("--because", metavar="WHY", required=True, help="Why, for the history.")
@common
def resume(feed: str, because: str, by: str, home: Home, as_json: bool) -> int:
    """Watch a paused feed again, from where it was left.

    \b
    airtrace feeds resume F1 --because "calm again"
    """
    return _changed(held.resume, feed, because, by, home, as_json=as_json, said="is watched again")


def _changed(
    change: Callable[[Store, Writing, str, str], None],
    feed: str,
    because: str,
    by: str,
    home: Home,
    *,
    as_json: bool,
    said: str,
) -> int:
    bench, name = bench_for(home), feed.strip().upper()
    with bench.store() as store:
        with store.writing(named(by)) as to:
            change(store, to, name, because)
        known = held.get(store, name)
    if as_json:
        emit({"feed": _feed_json(bench, known)})
    else:
        note(f"{name} {said}")
    return 0


@feeds.command()
@click.argument("names", nargs=-1, metavar="[FEED...]")
@click.option("--due", is_flag=True, help="Only those that the schedule would look at now.")
@click.option("--again", is_flag=True, help="Also items that were passed over before, after an update.")
@click.option(
    "--most",
    type=click.IntRange(0, 1000),
    default=feeding.MOST_TAKEN,
    show_default=True,
    help="Items of each feed that are verified now; the others wait.",
)
@by_option
@click.option("--because", metavar="WHY", default="asked by hand", help="Why, for the history.")
@common
def run(
    names: tuple[str, ...],
    due: bool,
    again: bool,
    most: int,
    by: str,
    because: str,
    home: Home,
    as_json: bool,
) -> int:
    """Look at feeds now, and verify what is new in them. A feed that is away is looked at again later.

    \b
    airtrace feeds run
    airtrace feeds run F1 --most 50
    """
    bench = bench_for(home)
    chosen = [name.strip().upper() for name in names]
    asked = feeding.request_watch(
        bench, chosen, asked_by=named(by), because=because, most=most, due=due, again=again
    )
    if asked is None:
        if as_json:
            emit({"run": None, "feeds": [], "items": []})
        else:
            note("no feed is due" if due else "no feeds are watched; airtrace feeds add URL watches one")
        return 0
    state = carrying.carry_out(bench, asked)
    done(bench)
    with bench.store() as store:
        looked = [held.get(store, name) for name in feeding.feeds_of(bench, asked)]
        items = held.items(store, watch=asked)
    if as_json:
        emit(
            {
                "run": asked,
                "state": state,
                "feeds": [_feed_json(bench, feed) for feed in looked],
                "items": [_item_json(bench, item) for item in items],
            }
        )
    else:
        _print(bench, looked)
        taken = [item for item in items if item.state is ItemState.TAKEN]
        note(
            f"{len(taken)} items were verified, {len(items) - len(taken)} passed over; airtrace cases lists the cases"
        )
    return EXIT.get(state, EXIT[RunState.PARTIAL])


_WORDS = {ItemState.WAITING: "waiting", ItemState.TAKEN: "verified", ItemState.PASSED_OVER: "passed over"}


def _feed_json(bench: Bench, feed: Feed) -> dict[str, Any]:
    with bench.store() as store:
        counts = held.counts(store, feed.id)
    return {
        "id": feed.id,
        "kind": feed.kind,
        "given": feed.given,
        "asks": feed.asks,
        "every": feed.every,
        "state": feed.state,
        "reason": feed.reason,
        "failing_since": iso(feed.failing_since) if feed.failing_since else None,
        "failures": feed.failures,
        "looked_at": iso(feed.looked_at) if feed.looked_at else None,
        "next_at": iso(feed.next_at) if feed.next_at else None,
        "removed": feed.removed,
        "paused": feed.paused,
        "items": {"waiting": counts.waiting, "taken": counts.taken, "passed_over": counts.passed_over},
    }


def _item_json(bench: Bench, item: FeedItem) -> dict[str, Any]:
    return {
        "feed": item.feed,
        "key": item.key,
        "target": item.target,
        "published": iso(item.published) if item.published else None,
        "state": item.state,
        "reason": item.reason,
        "run": item.run,
        "cases": pipeline.cases_of(bench, item.run) if item.run else [],
    }


def _print(bench: Bench, known: Sequence[Feed]) -> None:
    table = Table(box=None, pad_edge=False)
    for name in ("feed", "kind", "state", "waiting", "verified", "passed over", "what"):
        table.add_column(name, no_wrap=name != "what", overflow="fold")
    for feed in known:
        with bench.store() as store:
            counts = held.counts(store, feed.id)
        what = Text(one_line(feed.given, 100))
        if feed.state is FeedState.FAILING and feed.failing_since and feed.next_at:
            what.append(f"\nsince {_minute(iso(feed.failing_since))}: {one_line(feed.reason)}", "dim")
            what.append(f"\nnext try {_minute(iso(feed.next_at))}", "dim")
        state = "paused" if feed.paused else feed.state.value
        table.add_row(
            feed.id,
            feed.kind.value,
            state,
            str(counts.waiting),
            str(counts.taken),
            str(counts.passed_over),
            what,
        )
    Console(markup=False).print(table)


def _minute(stored: str) -> str:
    return f"{stored[:16].replace('T', ' ')} UTC"
