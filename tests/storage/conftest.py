"""A store in a folder of its own, and a little record to look at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reference.times import parse_instant
from storage import cases, ledger, links, recordings, runs
from storage.encoding import put_document
from storage.records import (
    FULL_BOX,
    Airing,
    AiringKind,
    CaseKind,
    CheckResult,
    Claim,
    Direction,
    Evidence,
    Fetch,
    FetchState,
    FramePair,
    KnownFrom,
    MediaItem,
    MediaKind,
    Outcome,
    PictureSegment,
    Pillar,
    Platform,
    Post,
    PostTime,
    Purpose,
    Recording,
    Relation,
    RunKind,
    RunState,
    Searched,
    TimeSource,
)
from storage.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "home") as opened:
        yield opened


def a_post(
    text: str = "A car in a park", number: str | None = "1803823920274288857", sha256: str | None = None
) -> Post:
    interval, precision = parse_instant("2024-06-20T16:20:11Z")
    return Post(
        platform=Platform.X,
        number=number,
        url=f"https://x.com/made_up/status/{number}" if number else None,
        handle="made_up",
        name="Made Up",
        text=text,
        times=(PostTime("2024-06-20T16:20:11Z", interval, precision, KnownFrom.NUMBER),),
        media=(MediaItem(MediaKind.VIDEO, "https://video.example/1.mp4", sha256),),
    )


def a_recording(station: str = "DEMO1") -> Recording:
    aired = datetime(2024, 6, 19, 18, tzinfo=UTC)
    airing = Airing(
        "", AiringKind.BROADCAST, station, "Evening", aired, 2.0, "Europe/Berlin", TimeSource.GIVEN
    )
    return Recording("", airing, "ab" * 32, 600.0, 640, 360, "/footage/evening.mp4", None)


def fill(store: Store) -> str:
    """One whole case: run, fetch, post, claim, recording, link, results, decision; returns its id."""
    with store.writing("Ada") as to:
        run = runs.request(to, RunKind.VERIFY, "https://x.com/made_up/status/1", options={}, because="test")
    with store.writing("airtrace") as to:
        runs.start(to, runs.get(store, run), "plain")
    clip = store.vault.put(b"clip bytes")
    post = a_post(sha256=clip)
    document = put_document(store.vault, "post", post)
    claims = (Claim(1, "A car in a park", (0, 15), "machine"),)
    claimed = put_document(store.vault, "claims", claims)
    answer = store.vault.put(b'{"text": "A car in a park"}')
    fetch = Fetch(
        "https://cdn.example/1", Purpose.POST, store.clock(), FetchState.VISIBLE, "", 200, sha256=answer
    )
    with store.writing("Ada") as to:
        case = cases.open_case(
            store, to, CaseKind.POST, cases.post_key(post), "https://x.com/made_up/status/1", run
        )
        ledger.log(to, fetch, run=run, case=case)
        cases.see_post(store, to, case, post, run=run, document=document)
        cases.propose_claims(store, to, case, claims, claimed)
        recording = recordings.add(store, to, a_recording())
        recordings.indexed(to, recording.id, "cd" * 32, "test-1")
    frame = store.vault.put(b"frame")
    segment = PictureSegment((0.0, 15.0), (120.0, 135.0), 1.0, False, False, FULL_BOX, FULL_BOX, False, 0.97)
    found = links.Found(
        recording.id, clip, Relation.CUT_FROM, Direction.POST_AFTER_AIRING, 0.97, (segment,), (),
        (FramePair(1.0, 121.0, frame, frame),),
    )  # fmt: skip
    result = CheckResult(
        "footage_in_airing", "1", Pillar.PROVENANCE, "Was it on air?", "It was.", Outcome.SUPPORTS, "Found.",
        (Evidence("see", link="L1"),),
    )  # fmt: skip
    verdict = cases.Verdict(Searched(1, 0.17), (result,), None, ("Confirm link L1",), standing=False)
    kept = cases.keep_verdict(store, verdict)
    with store.writing("Ada") as to:
        links.suggest(store, to, case, found, run=run)
        cases.record_verdict(store, to, case, verdict, run=run, document=kept)
        runs.end(to, runs.get(store, run), RunState.DONE, "done")
    return case
