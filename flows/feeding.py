"""Watch: look at feeds, remember what is new, and hand each item to a run of its own, as ``verify`` does.

A look that is interrupted is taken up where the record ends: what it has seen is recorded in one
transaction, and an item is taken in the transaction that asks for its run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

from flows import collecting
from flows.bench import Bench
from flows.incoming import incoming, kept
from flows.targets import Target, TargetKind, identify
from reference.errors import InputError, NotAllowed, RecordLocked, SiteError, UnknownName
from scrapers.feeds import FoundItem, address_of
from scrapers.feeds import look as look_at
from storage import cases, feeds, ledger, runs
from storage.database import exclusive, is_held
from storage.records import Feed, FeedItem, FeedKind, FeedState, Fetch, Run, RunKind
from storage.store import Store

EVERY = 15
"""Minutes between two looks at a feed, where nothing else was asked for."""
GRACE = timedelta(minutes=1)
"""A feed that is due so soon is not left to the schedule's next turn."""
MOST_TAKEN = 20
"""Items of one feed that one look hands on; the others wait for the next one."""
MOST_NEW = 1000
"""New items of one feed that one look remembers."""


# --- asking --------------------------------------------------------------------------------------


def add(bench: Bench, given: str, every: int, *, asked_by: str) -> Feed:
    """Watch what an address, a file or a folder leads to. It is not looked at yet.

    Raises:
        InputError: It is nothing that can be watched.
    """
    found = address_of(given)
    with bench.store() as store, store.writing(asked_by) as to:
        return feeds.add(store, to, found.kind, given.strip(), found.asks, every)


def request_watch(
    bench: Bench,
    names: Sequence[str] = (),
    *,
    asked_by: str,
    because: str,
    most: int = MOST_TAKEN,
    due: bool = False,
    again: bool = False,
) -> str | None:
    """Ask for a look at these feeds, or at all; returns the run's id, None where there is nothing to look at.

    Args:
        bench: Whose feeds.
        names: Ids; none for all that are not paused.
        asked_by: Who asks.
        because: Why, for the history.
        most: Items of each feed that are handed on.
        due: Only those that the schedule would look at now.
        again: Items that were passed over before are tried once more, as an update may read them.

    Raises:
        UnknownName: There is no such feed, or it was removed.
    """
    with bench.store() as store:
        for name in names:
            if feeds.get(store, name).removed:
                raise UnknownName(f"feed {name} was removed; airtrace feeds add watches it again")
        found = feeds.due(store, bench.clock() + GRACE) if due else feeds.held(store)
        chosen = [feed.id for feed in found if feed.id in names or not (names or feed.paused)]
        if not chosen:
            return None
        with store.writing(asked_by) as to:
            for name in chosen if again else ():
                feeds.wait_again(store, to, name)
            options = {"feeds": chosen, "most": most}
            return runs.request(to, RunKind.WATCH, ", ".join(chosen), options=options, because=because)


def watching(bench: Bench) -> bool:
    """Whether feeds are being looked at now."""
    return is_held(_lock(bench))


# --- the steps of a run --------------------------------------------------------------------------


@contextmanager
def alone(bench: Bench) -> Iterator[None]:
    """Look at feeds while nobody else does.

    Raises:
        NotAllowed: Somebody does.
    """
    with ExitStack() as held:
        try:
            held.enter_context(exclusive(_lock(bench), patience=0.0))
        except RecordLocked as error:
            raise NotAllowed("the feeds are being looked at already; this look is not needed") from error
        yield


def feeds_of(bench: Bench, run: str) -> list[str]:
    """The feeds that a watching run is about."""
    with bench.store() as store:
        return list(runs.get(store, run).options["feeds"])


def look(bench: Bench, run: str, name: str) -> None:
    """Look at a feed and remember what is new; a feed that this run has looked at stays as it is."""
    with bench.store() as store:
        asked, feed = runs.get(store, run), feeds.get(store, name)
        if feed.removed or feed.looked_run == run:
            return
        bench.progress(f"looking at feed {feed.id}: {feed.asks}")

        def is_new(items: Sequence[FoundItem]) -> bool:
            keys = [item.key for item in items]
            return len(feeds.unseen(store, feed.id, keys)) == len(set(keys))

        with bench.client() as client, incoming(bench) as folder:
            seen = look_at(feed, client, folder, bench.clock(), is_new)
            fetches = kept(store, seen.answers)
        found = seen.items or ()
        new = feeds.unseen(store, feed.id, (item.key for item in found))
        fresh = [item for item in found if item.key in new]
        whole = len(fresh) <= MOST_NEW
        with store.writing(asked.asked_by) as to:
            for fetch in fetches:
                ledger.log(to, fetch, run=run, case=None)
            feeds.looked(
                to,
                feed,
                run=run,
                now=bench.clock(),
                failed=seen.reason if seen.items is None else None,
                reason=seen.reason,
                items=[
                    feeds.Seen(item.key, item.target, item.reason, item.published)
                    for item in fresh[:MOST_NEW]
                ],
                asks=seen.asks,
                # What was not remembered must be shown again by the next look.
                etag=seen.etag if whole else None,
                modified=seen.modified if whole else None,
            )


def take(bench: Bench, run: str, name: str) -> str | None:
    """Hand the item that waits longest to a run of its own; returns that run's id, None where none is left."""
    with bench.store() as store:
        asked, feed = runs.get(store, run), feeds.get(store, name)
        while not feed.removed and feeds.handled(store, name, run) < asked.options["most"]:
            item = feeds.next_waiting(store, name)
            if item is None:
                return None
            following = _taken(bench, store, asked, feed, item)
            if following is not None:
                return following
    return None


def lacking(store: Store, run: Run) -> str:
    """The feeds that could not be read, in one sentence; empty when all could."""
    looked = [feeds.get(store, name) for name in run.options["feeds"]]
    failing = [feed for feed in looked if feed.state is FeedState.FAILING and feed.looked_run == run.id]
    if not failing:
        return ""
    first = f"feed {failing[0].id} could not be read: {failing[0].reason}"
    return first + (f" And {len(failing) - 1} more." if len(failing) > 1 else "")


def _taken(bench: Bench, store: Store, asked: Run, feed: Feed, item: FeedItem) -> str | None:
    """Ask for a run that verifies the item; None where the item is passed over, with the reason."""
    fetch: Fetch | None = None
    try:
        target = identify(item.target or "")
        known = _case_of(store, target)
        if known is not None:
            _pass_over(store, asked, item, f"This post is case {known} already.")
            return None
        if target.kind is TargetKind.PAGE_URL and feed.kind is not FeedKind.FOLDER:
            fetch = collecting.fetch_page(bench, store, target.text, offline=False)
            prepared = collecting.prepared_page(store, fetch, offline=False)
        else:
            prepared = collecting.prepare(bench, store, target, offline=False)
    except (InputError, SiteError) as error:
        _pass_over(store, asked, item, str(error), fetch)
        return None
    because = f"feed {feed.id} showed it ({feed.given})"
    with store.writing(asked.asked_by) as to:
        following = runs.request(
            to, RunKind.VERIFY, target.text, options=prepared.options, files=prepared.files, because=because
        )
        feeds.take(to, item, watch=asked.id, run=following)
    return following


def _pass_over(store: Store, asked: Run, item: FeedItem, reason: str, fetch: Fetch | None = None) -> None:
    with store.writing(asked.asked_by) as to:
        if fetch is not None:
            ledger.log(to, fetch, run=asked.id, case=None)
        feeds.pass_over(to, item, watch=asked.id, reason=reason[:500])


def _case_of(store: Store, target: Target) -> str | None:
    """The case that a post is already."""
    address = target.address
    return cases.find(store, f"{address.platform}:{address.number}") if address is not None else None


def _lock(bench: Bench) -> Path:
    return bench.home.path / "feeds.lock"
