"""Airtrace's tracer as the benchmark calls it: the one place that knows its signature."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.claims import Claim, Sense
from bench.truth import Recording
from matching import tracer
from matching.decoding import Wanted, decode
from storage.records import PictureSegment, SoundSegment

SYSTEM = "airtrace"
THRESHOLD = tracer.THRESHOLD
CHILDREN = 2
"""Processes that indexing one recording starts: one looks at its packets, one decodes."""
DEFAULT, THOROUGH = "default", "thorough"


@dataclass(frozen=True)
class Indexed:
    recording: Recording
    segment: Path


def index(recording: Recording, folder: Path) -> Path:
    """Index one recording; the segment's file."""
    segment = folder / f"{recording.id}.segment"
    segment.unlink(missing_ok=True)
    tracer.index_recording(Path(recording.file), segment)
    return segment


def start_child(path: Path) -> None:
    """Start one child process as indexing does, and let it hand out one small frame."""
    next(decode(path, Wanted(width=16, max_frames=1), seconds=60))


def can_use_one_sense() -> bool:
    """Whether sound or picture can be switched off; where not, claims of the other one are dropped."""
    return "use" in inspect.signature(tracer.trace).parameters


def modes() -> tuple[str, ...]:
    return (DEFAULT, THOROUGH) if "thorough" in inspect.signature(tracer.trace).parameters else (DEFAULT,)


def search(
    clip: Path, archive: list[Indexed], use: Sense, mode: str = DEFAULT, floor: float = THRESHOLD
) -> list[Claim]:
    """Every segment that the tracer reports, best first.

    Args:
        floor: The score down to which it reports.

    Raises:
        MediaUnreadable: The clip is refused.
    """
    options: dict[str, Any] = {}
    if can_use_one_sense() and use is not Sense.BOTH:
        options["use"] = use.value
    if floor != THRESHOLD:
        options["threshold"] = floor
    if mode == THOROUGH:
        options["thorough"] = True
    held = [
        tracer.IndexedRecording(i.recording.id, i.segment, Path(i.recording.file), i.recording.seconds)
        for i in archive
    ]
    trace = tracer.trace(clip, held, **options)
    claims = [
        claim
        for match in trace.matches
        for claim in (
            *(_picture(match.recording, segment) for segment in match.picture),
            *(_sound(match.recording, segment) for segment in match.sound),
        )
        if use in {Sense.BOTH, claim.sense}
    ]
    return sorted(claims, key=lambda claim: -claim.score)


def _picture(recording: str, segment: PictureSegment) -> Claim:
    return Claim(
        recording=recording,
        score=segment.score,
        sense=Sense.PICTURE,
        clip=segment.clip,
        begin=segment.recording[0],
        rate=segment.rate,
        mirrored=segment.mirrored,
        source_box=segment.source_box,
        clip_box=segment.clip_box,
        time_uncertain=segment.time_uncertain,
    )


def _sound(recording: str, segment: SoundSegment) -> Claim:
    return Claim(
        recording=recording,
        score=segment.score,
        sense=Sense.SOUND,
        clip=segment.clip,
        begin=segment.recording[0],
        rate=segment.rate,
    )
