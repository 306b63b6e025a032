"""A small scenario that goes through every kind of write: index, verify an article with two posts, decide.

The web and the tracer are played here, so that a run takes a fraction of a second; everything that is
recorded goes the real way.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows import footage, indexing, pipeline, verifying
from flows.bench import Bench
from flows.home import Home
from flows.targets import identify
from matching.tracer import FORMAT
from scrapers.web import Answer, Client
from storage import casefile, cases, links
from storage.chain import EventKind
from storage.records import (
    FULL_BOX,
    Airing,
    AiringKind,
    Direction,
    Fetch,
    FetchState,
    FramePair,
    Lead,
    LinkState,
    MediaCategory,
    PictureSegment,
    Post,
    Purpose,
    Recording,
    Relation,
    RunKind,
    RunState,
    Searched,
    TimeSource,
)
from storage.store import Store
from tests.flows.segments import small_segment

NUMBER = "1803823920274288857"
PAGE = f"""<html><head><meta property="article:published_time" content="2024-06-21"></head><body><article>
<p>A video of a car in a park was shared many times. It was first shown by Channel One on Wednesday.</p>
<blockquote class="twitter-tweet"><p lang="en">A car in a park</p>&mdash; Made Up (@made_up)
<a href="https://twitter.com/made_up/status/{NUMBER}">June 20, 2024</a></blockquote>
<p>Another post showed the same, a reader wrote to us.</p>
<blockquote class="twitter-tweet"><p>The same car <a href="https://t.co/a">pic.twitter.com/abcdefghij</a></p>
&mdash; Somebody (@somebody_else) June 20, 2024</blockquote></article></body></html>"""
TWEET = {
    "__typename": "Tweet",
    "id_str": NUMBER,
    "text": "A car in a park https://t.co/m",
    "created_at": "2024-06-20T16:20:11.000Z",
    "user": {"id_str": "7", "name": "Made Up", "screen_name": "made_up"},
    "entities": {"media": [{"url": "https://t.co/m"}]},
    "mediaDetails": [
        {
            "type": "video",
            "url": "https://t.co/m",
            "video_info": {
                "duration_millis": 9000,
                "variants": [
                    {"content_type": "video/mp4", "bitrate": 1, "url": "https://video.twimg.com/1.mp4"}
                ],
            },
        }
    ],
}
_ANSWERS = {
    "cdn.syndication.twimg.com": ("application/json", json.dumps(TWEET).encode()),
    "video.twimg.com": ("video/mp4", b"not really a video, but bytes that can be kept"),
}


class PlayedWeb:
    """Answers for the hosts of the scenario; every other host is away."""

    def get(
        self,
        url: str,
        purpose: Purpose,
        *,
        into: Path,
        headers: Mapping[str, str] | None = None,
        stop_at: Callable[[str], bool] | None = None,
    ) -> Answer:
        now = datetime.now(UTC)
        kind, body = _ANSWERS.get(url.split("/")[2], ("", b""))
        if not body:
            return Answer(Fetch(url, purpose, now, FetchState.UNREACHABLE, "nobody is there"))
        sha256 = hashlib.sha256(body).hexdigest()
        path = into / sha256
        path.write_bytes(body)
        fetch = Fetch(url, purpose, now, FetchState.VISIBLE, "", 200, url, kind, len(body), sha256)
        return Answer(fetch, path)


class PlayedBench(Bench):
    @contextmanager
    def client(self, *, offline: bool = False) -> Iterator[Client]:
        yield PlayedWeb()


def _played_trace(
    bench: Bench, store: Store, post: Post | None, leads: tuple[Lead, ...], before: Searched | None = None
) -> tuple[tuple[links.Found, ...], Searched]:
    clips = [item.sha256 for item in post.media if item.sha256] if post else []
    searched = Searched(1, 0.1, clips=len(clips))
    if not clips or clips[0] is None:
        return (), searched
    segment = PictureSegment((0.0, 9.0), (100.0, 109.0), 1.0, False, False, FULL_BOX, FULL_BOX, False, 0.98)
    frames = [store.vault.put(f"frame {n}".encode()) for n in range(2)]
    found = links.Found(
        "REC1", clips[0], Relation.CUT_FROM, Direction.POST_AFTER_AIRING, 0.98, (segment,), (),
        (FramePair(1.0, 101.0, frames[0], frames[1]),),
    )  # fmt: skip
    return (found,), searched


def _played_look(*_: Any) -> tuple[Recording, ...]:
    aired = datetime(2024, 6, 19, 18, tzinfo=UTC)
    airing = Airing("", AiringKind.BROADCAST, "1TV", "Vremya", aired, 1.0, "Europe/Moscow", TimeSource.GIVEN)
    return (Recording("", airing, "ab" * 32, 600.0, 640, 360, "/footage/vremya.mp4", None),)


def _played_index(bench: Bench, store: Store, recording: str, **_: Any) -> None:
    segment = small_segment(store)
    with store.writing("airtrace") as to:
        to.append(EventKind.RECORDING_INDEXED, recording, {"segment": segment, "format": FORMAT})


def play() -> None:
    """Put the played tracer and footage in the place of the real ones, in this process."""
    verifying.trace_post = _played_trace  # type: ignore[assignment]
    footage.look_at = _played_look  # type: ignore[assignment]
    indexing.index = _played_index
    pipeline.ATTEMPTS = 1000  # the tests kill one run more often than any machine does


@dataclass(frozen=True)
class Done:
    """What the scenario has told its caller was done; none of it may be lost."""

    what: str
    name: str


def act(folder: Path, told: Callable[[Done], None]) -> None:
    """Go on with the scenario in ``folder`` from wherever the record stands, until all of it is done."""
    home = Home(folder)
    bench = PlayedBench(home)
    page = folder / "article.html"
    if not page.exists():
        page.write_text(PAGE, encoding="utf-8")
    for run in pipeline.abandoned_runs(bench):
        pipeline.perform(bench, run)
        told(Done("run", run))
    with bench.store() as store:
        query = "SELECT kind, id FROM runs WHERE state IN (?, ?) ORDER BY rowid DESC"
        done = dict(store.db.execute(query, [RunState.DONE, RunState.PARTIAL]).fetchall())
    if RunKind.INDEX not in done:
        run, _ = pipeline.request_index(bench, [], bench.stations().get("1TV"), "", None, asked_by="Ada")
        told(Done("asked", run))
        pipeline.perform(bench, run)
        told(Done("run", run))
    if RunKind.VERIFY not in done:
        run = pipeline.request_verify(
            bench, identify(str(page)), offline=False, asked_by="Ada", because="test"
        )
        told(Done("asked", run))
        pipeline.perform(bench, run)
        told(Done("run", run))
    with bench.store() as store:
        if links.get(store, "L1").state is LinkState.SUGGESTED:
            with store.writing("Ada") as to:
                links.decide(store, to, "L1", LinkState.CONFIRMED, "looked at it")
            told(Done("confirmed", "L1"))
        if casefile.load(store, "C1").decision is None:
            with store.writing("Ada") as to:
                cases.decide(
                    store,
                    to,
                    "C1",
                    categories=(MediaCategory.DECONTEXTUALIZED,),
                    claims=(),
                    because="an old airing",
                )
            told(Done("decided", "C1"))


def final_state(folder: Path) -> dict[str, list[str]]:
    """What the record says in the end, without times, salts, and how often it was begun."""
    varying = {"opened_at", "read_at", "seen_at", "at", "requested_at", "ended_at", "suggested_at", "decided_at",
               "added_at", "document", "seq", "attempts", "heartbeat", "progress", "run_id", "checked_run", "id",
               "options"}  # fmt: skip
    tables = ("articles", "leads", "cases", "posts", "post_versions", "fetches", "claims", "airings", "recordings",
              "links", "link_segments", "frame_pairs", "check_results", "suggestions", "decisions", "runs")  # fmt: skip
    numbers = {"cases": {"version"}, "decisions": {"seen"}}  # of events, which a killed run has more of
    with Store(folder) as store:
        state = {}
        for table in tables:
            rows = store.db.query(f"SELECT * FROM {table}")
            apart = varying | numbers.get(table, set())
            told = (repr({name: value for name, value in row.items() if name not in apart}) for row in rows)
            state[table] = sorted(line.replace(str(folder), "(home)") for line in told)
        return state
