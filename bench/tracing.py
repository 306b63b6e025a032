"""Airtrace's tracer as the benchmark calls it: the one place that knows its signature."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from bench.claims import Claim, Sense
from bench.truth import Recording
from matching import tracer
from matching.decoding import Wanted, decode
from matching.scoring import Signs
from storage.records import PictureSegment, SoundSegment
from storage.records.links import Edit, EditKind

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


@dataclass(frozen=True)
class Search:
    """How the tracer is asked."""

    mode: str = DEFAULT
    floor: float = THRESHOLD
    """The score down to which it reports."""
    with_edits: bool = True
    """Say what was done to the clip, where picture and sound are used."""


@dataclass(frozen=True)
class Answer:
    claims: tuple[Claim, ...]
    """Every segment that the tracer reports, best first."""
    edits: tuple[EditKind, ...]
    script: tuple[Edit, ...] = ()


def search(clip: Path, archive: list[Indexed], use: Sense, how: Search) -> Answer:
    """What the tracer says of a clip.

    Raises:
        MediaUnreadable: The clip is refused.
    """
    held = [
        tracer.IndexedRecording(i.recording.id, i.segment, Path(i.recording.file), i.recording.seconds)
        for i in archive
    ]
    trace = tracer.trace(
        clip,
        held,
        use=use.value,
        thorough=how.mode == THOROUGH,
        threshold=how.floor,
        with_edits=how.with_edits and use is Sense.BOTH,
    )
    claims: list[Claim] = []
    for match in trace.matches:
        seen = zip(match.picture, match.signs, strict=True)
        claims += [_picture(match.recording, segment, signs) for segment, signs in seen]
        claims += [_sound(match.recording, segment) for segment in match.sound]
    claims.sort(key=lambda claim: -claim.score)
    return Answer(tuple(claims), tuple(dict.fromkeys(edit.kind for edit in trace.edits)), trace.edits)


def _picture(recording: str, segment: PictureSegment, signs: Signs) -> Claim:
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
        signs=asdict(signs),
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
