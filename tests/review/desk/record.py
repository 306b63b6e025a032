"""A case with footage that a browser can play: six seconds of a programme, and two that were cut from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from storage import cases, links, recordings, runs
from storage.encoding import put_document
from storage.records import (
    FULL_BOX,
    Airing,
    AiringKind,
    CaseKind,
    CheckResult,
    Claim,
    Confidence,
    Direction,
    FramePair,
    MediaCategory,
    MediaItem,
    MediaKind,
    Outcome,
    PictureSegment,
    Pillar,
    Recording,
    Relation,
    RunKind,
    RunState,
    Searched,
    Suggestion,
    TimeSource,
)
from storage.store import Store
from storage.vault import hash_of
from tests.storage.conftest import a_post

CUT = 3.0
"""Second of the programme that the clip begins with."""
BOX = (0.25, 0.25, 1.0, 1.0)
"""The part of the programme's picture that the clip shows."""


def footage_of(file: Path, seconds: float, begin: float = 0.0, *, codec: str = "libx264") -> Path:
    """A picture that moves from left to right; ``begin`` is the second of the programme at which it starts."""
    import av

    ground = np.random.default_rng(7).integers(0, 255, (90, 640, 3), dtype=np.uint8)
    with av.open(str(file), "w") as container:
        stream = container.add_stream(codec, rate=25)
        stream.width, stream.height, stream.pix_fmt = 160, 90, "yuv420p"  # type: ignore[union-attr]
        for n in range(round(seconds * 25)):
            at = 2 * (round(begin * 25) + n)
            picture = np.ascontiguousarray(ground[:, at : at + 160])
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))  # type: ignore[union-attr]
        container.mux(stream.encode(None))  # type: ignore[union-attr]
    return file


def with_footage(store: Store, folder: Path, text: str = "A car in a park", suffix: str = ".mp4") -> str:
    """Records the case; returns its id."""
    codec = "libx264" if suffix == ".mp4" else "mpeg2video"
    programme = footage_of(folder / f"programme{suffix}", 6.0, codec=codec)
    clip = store.vault.put_file(footage_of(folder / "clip.mp4", 2.0, CUT))
    with store.writing("Ada") as to:
        run = runs.request(to, RunKind.VERIFY, "https://x.com/made_up/status/1", options={}, because="test")
        runs.start(to, runs.get(store, run), "plain")
    media = (MediaItem(MediaKind.VIDEO, None, clip, 2.0),)
    post = replace(a_post(text, sha256=clip), media=media)
    airing = Airing(
        "", AiringKind.BROADCAST, "DEMO1", "Evening", datetime(2024, 6, 19, 18, tzinfo=UTC), 2.0,
        "Europe/Berlin", TimeSource.GIVEN,
    )  # fmt: skip
    held = Recording("", airing, hash_of(programme), 6.0, 160, 90, str(programme), None)
    with store.writing("Ada") as to:
        case = cases.open_case(
            store, to, CaseKind.POST, cases.post_key(post), "https://x.com/made_up/status/1", run
        )
        cases.see_post(store, to, case, post, run=run, document=put_document(store.vault, "post", post))
        claims = (Claim(1, text, (0, len(text)), "machine"),)
        cases.propose_claims(store, to, case, claims, put_document(store.vault, "claims", claims))
        recording = recordings.add(store, to, held)
        recordings.indexed(to, recording.id, "cd" * 32, "test-1")
    frame = store.vault.put(b"\xff\xd8\xff\xe0 no whole picture")
    segment = PictureSegment((0.0, 2.0), (CUT, CUT + 2.0), 1.0, False, False, BOX, FULL_BOX, False, 0.97)
    found = links.Found(
        recording.id, clip, Relation.CUT_FROM, Direction.POST_AFTER_AIRING, 0.97, (segment,), (),
        (FramePair(1.0, CUT + 1.0, frame, frame),),
    )  # fmt: skip
    checks = tuple(
        CheckResult(f"made_up_{pillar}", "1", pillar, "Is it so?", "It is so.", Outcome.SUPPORTS, "It is.")
        for pillar in Pillar
    )
    suggestion = Suggestion((MediaCategory.EDITED_OR_CROPPED,), (), Confidence.MODERATE, ("It is cropped.",))
    verdict = cases.Verdict(Searched(1, 0.1), checks, suggestion, ("Confirm link L1",), standing=False)
    kept = cases.keep_verdict(store, verdict)
    with store.writing("Ada") as to:
        links.suggest(store, to, case, found, run=run)
        cases.record_verdict(store, to, case, verdict, run=run, document=kept)
        runs.end(to, runs.get(store, run), RunState.DONE, "done")
    return case
