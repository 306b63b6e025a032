"""Trace a clip: in which recordings its footage appears, and at which second.

Votes of local features propose places (:mod:`matching.voting`), pooled geometry says how the
pictures lie on each other (:mod:`matching.geometry`), and looking at the footage again decides and
gives the exact time (:mod:`matching.judging`, :mod:`matching.stills`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matching import indexing, segment
from matching.clip import DEFAULT, THOROUGH, Clip, look_at
from matching.evidence import FramePairBytes, frame_pairs
from matching.judging import Found
from matching.lookup import Opened, look_up, query
from matching.scoring import Signs
from matching.search import Searched, search
from matching.segment import Held, open_segment
from matching.station_signs import shared_cuts, shows_graphics
from reference.errors import RecordDamaged
from storage.records import PictureSegment, SoundSegment

FORMAT = segment.FORMAT
THRESHOLD = 0.5
"""Places that score less are not reported."""
index_recording = indexing.index_recording

Progress = Callable[[float], None]


@dataclass(frozen=True)
class IndexedRecording:
    """``footage`` is None where the file is gone and only its fingerprints are held."""

    id: str
    segment: Path
    footage: Path | None
    duration: float
    name: str = ""
    """SHA-256 of the recording's own segment, where ``segment`` holds several recordings."""


@dataclass(frozen=True)
class Match:
    """One recording in which the clip's footage appears."""

    recording: str
    score: float
    picture: tuple[PictureSegment, ...]
    sound: tuple[SoundSegment, ...]
    pairs: tuple[FramePairBytes, ...]
    signs: tuple[Signs, ...]
    """What the score of each picture segment was made of."""
    edit_points: int
    """Hard cuts of the recording inside the match that the clip shows at the same instants."""
    station_graphics: bool
    """The recording's standing overlay, such as a station's bug, is seen in the clip where it must be."""


@dataclass(frozen=True)
class Trace:
    duration: float
    matches: tuple[Match, ...]
    """Best first."""


def trace(
    clip: Path,
    archive: Sequence[IndexedRecording],
    progress: Progress | None = None,
    *,
    thorough: bool = False,
    threshold: float = THRESHOLD,
) -> Trace:
    """Find a clip's footage in the indexed recordings.

    Args:
        progress: Called with the share that is done, 0 to 1.
        thorough: Look closer and at more places, for several times the cost.
        threshold: Places that score less are not reported.

    Raises:
        MediaUnreadable: The clip cannot be decoded, has no picture, or is too long.
        RecordDamaged: An index segment cannot be read.
    """
    tell = progress or _silent
    effort = THOROUGH if thorough else DEFAULT
    view = look_at(clip, effort)
    tell(0.3)
    opened, held = open_archive(archive)
    matches = look_up(query(view.seconds, view.features), opened)
    tell(0.4)
    searched = [Searched(_present(recording), one) for recording, one in zip(archive, held, strict=True)]
    found = search(view, matches, searched, effort, threshold, lambda share: tell(0.4 + 0.5 * share))
    result = [
        _match(view, recording, held[number], [f for f in found if f.hypothesis.recording == number])
        for number, recording in enumerate(archive)
        if any(f.hypothesis.recording == number for f in found)
    ]
    tell(1.0)
    return Trace(view.duration, tuple(sorted(result, key=lambda m: -m.score)))


def _present(recording: IndexedRecording) -> Path | None:
    return recording.footage if recording.footage is not None and recording.footage.is_file() else None


def _silent(_share: float) -> None:
    """Nobody is watching."""


def open_archive(archive: Sequence[IndexedRecording]) -> tuple[list[Opened], list[Held]]:
    """Every segment once, and what it knows of each recording, in the archive's order.

    Raises:
        RecordDamaged: A segment cannot be read, or does not hold what it should.
    """
    by_path: dict[Path, list[int]] = {}
    for number, recording in enumerate(archive):
        by_path.setdefault(recording.segment, []).append(number)
    opened: list[Opened] = []
    held: dict[int, Held] = {}
    for path, numbers in by_path.items():
        segment = open_segment(path)
        places_in = {name: place for place, name in enumerate(segment.names())}
        positions = np.full(len(segment), -1)
        for number in numbers:
            name = archive[number].name
            place = 0 if len(segment) == 1 else places_in.get(name)
            if place is None:
                raise RecordDamaged(
                    f"the index segment {path.name} does not hold what it should; index again"
                )
            positions[place] = number
            held[number] = segment.recording(place)
        opened.append(Opened(segment, positions))
    return opened, [held[number] for number in range(len(archive))]


def _match(view: Clip, recording: IndexedRecording, held: Held, found: list[Found]) -> Match:
    best = max(found, key=lambda f: (f.score, f.clip[1] - f.clip[0]))
    pairs: tuple[FramePairBytes, ...] = ()
    footage = _present(recording)
    if footage is not None:
        pairs = frame_pairs(view.path, footage, best.clip, best.hypothesis.rate, best.hypothesis.offset)
    return Match(
        recording=recording.id,
        score=best.score,
        picture=tuple(_segment(f, held.duration) for f in sorted(found, key=lambda f: f.clip)),
        sound=(),
        signs=tuple(f.signs for f in sorted(found, key=lambda f: f.clip)),
        pairs=pairs,
        edit_points=sum(shared_cuts(f) for f in found),
        station_graphics=any(shows_graphics(view, f, held) for f in found),
    )


def _segment(found: Found, duration: float) -> PictureSegment:
    begin, end = found.clip
    uncertain = None
    if found.uncertain is not None:
        low, high = (found.at(begin) + shift for shift in found.uncertain)
        uncertain = (max(0.0, low), min(duration, high))
    return PictureSegment(
        clip=found.clip,
        recording=(max(0.0, min(duration, found.at(begin))), max(0.0, min(duration, found.at(end)))),
        rate=found.hypothesis.rate,
        mirrored=found.hypothesis.mirror,
        reversed=found.hypothesis.rate < 0,
        source_box=found.source_box,
        clip_box=found.clip_box,
        time_uncertain=uncertain is not None,
        score=found.score,
        time_interval=uncertain,
    )
