"""What ``airtrace doctor`` says of the sources: are their answers understood, and do the posts hold enough."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from flows.bench import Bench
from reference.times import iso
from review.text import one_line
from review.wording import PLATFORMS
from scrapers.posts import UNTESTED
from scrapers.posts.ytdlp import version
from storage import feeds, health
from storage.records import FeedState, FetchState, Platform

REQUIRED: dict[str, float] = {"author": 0.95, "time": 0.95}
"""The share of a platform's posts in which a field must be read."""
_NOT_COLLECTED = frozenset({Platform.FILE})
LONG = timedelta(days=7)
"""A feed that has failed for so long is worth a person's look."""

AGED = timedelta(days=30)
"""Sites change: yt-dlp is brought out about once a month."""

Word = tuple[str, bool, str, str | None]
"""Name, whether it is well, what was found, what to do."""


def words(bench: Bench) -> Iterator[Word]:
    """A line for each source that was asked, for each platform of which posts are held, and for the feeds."""
    with bench.store() as store:
        asked, held = health.sources(store), health.shares(store)
        waiting = health.not_understood(store)
        watched = feeds.held(store)
    for source in asked:
        yield _source(source)
    for each in held:
        if each.platform not in _NOT_COLLECTED:
            yield _platform(each)
    if waiting:
        names = ", ".join(waiting[:5]) + (f" and {len(waiting) - 5} more" if len(waiting) > 5 else "")
        yield ("not understood", True, f"{len(waiting)} cases: {names}", "airtrace reparse, after an update")
    if watched:
        failing = [feed for feed in watched if feed.state is FeedState.FAILING]
        long = [feed for feed in failing if feed.failing_since and bench.clock() - feed.failing_since > LONG]
        found = f"{len(watched)} watched, {len(failing)} failing"
        for feed in failing[:3]:
            since = iso(feed.failing_since.replace(microsecond=0)) if feed.failing_since else ""
            found += f"; {feed.id} since {since}: {one_line(feed.reason)}"
        yield ("feeds", not long, found, "see whether the feed has moved" if long else None)
    yield _ytdlp(bench.clock())
    names = ", ".join(sorted(PLATFORMS[each] for each in UNTESTED))
    yield (
        "untested",
        True,
        f"read without a recording of theirs to test on: {names}; all media by yt-dlp",
        None,
    )


def _ytdlp(now: datetime) -> Word:
    """Which yt-dlp fetches media, and whether it is old; its version is the day it was brought out."""
    found = version()
    if found is None:
        return ("yt-dlp", False, "not installed: media of most platforms are not fetched", "make install")
    try:
        age = now - datetime.strptime(".".join(found.split(".")[:3]), "%Y.%m.%d").replace(tzinfo=UTC)
    except ValueError:
        return ("yt-dlp", True, found, None)
    do = "pip install -U yt-dlp, where a site is not read any more" if age > AGED else None
    return ("yt-dlp", True, f"{found}, {max(0, age.days)} days old, behind the guard's proxy", do)


def _source(source: health.Source) -> Word:
    counts = source.counts
    told = ", ".join(
        f"{counts[state]} {state.value.replace('_', ' ')}" for state in FetchState if counts.get(state)
    )
    found = f"last {len(source.states)} answers: {told}"
    do = (
        "its answers have changed: update Airtrace, then airtrace reparse; their bytes are kept"
        if source.drifted
        else None
    )
    return (f"{source.purpose.value} {source.host}", not source.drifted, found, do)


def _platform(shares: health.Shares) -> Word:
    told = ", ".join(f"{field} {share:.0%}" for field, share in shares.now.items())
    lacking = shares.lacking(REQUIRED)
    found = f"last {shares.posts} posts: {told}"
    if shares.before:
        found += "; before: " + ", ".join(f"{field} {share:.0%}" for field, share in shares.before.items())
    do = (
        f"{' and '.join(lacking)} is read too seldom: update Airtrace, then airtrace reparse --all"
        if lacking
        else None
    )
    return (f"posts of {shares.platform.value}", not lacking, found, do)
