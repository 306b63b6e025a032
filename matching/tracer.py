"""Trace a clip: in which recordings its footage appears, and at which second.

Votes of local features propose places (:mod:`matching.voting`), pooled geometry says how the
pictures lie on each other (:mod:`matching.geometry`), and looking at the footage again decides and
gives the exact time (:mod:`matching.judging`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matching import indexing, segment
from matching.clip import Clip, look_at
from matching.evidence import FramePairBytes, frame_pairs
from matching.judging import Found, by_fingerprints, judge
from matching.lookup import Opened, look_up, query
from matching.places import Place, places
from matching.segment import Held, open_segment
from matching.station_signs import shared_cuts, shows_graphics
from matching.voting import NEAR
from reference.errors import MediaUnreadable, RecordDamaged
from storage.records import PictureSegment, SoundSegment

FORMAT = segment.FORMAT
THRESHOLD = 0.5
"""Places that score less are not reported."""
MOST_IN_VAIN = 10
"""Places of a clip that may turn out wrong before the rest, which have less support, is left."""
SHOT = 30.0
SURE = 0.65
FAINT = 0.35
"""Share of a sure place's key points for each second below which a rival is not looked at."""
RIVAL_IN_SHOT, RIVAL_ELSEWHERE = 0.05, 0.25
"""Agreement of movements by which a place may fall behind another that claims the same seconds.

Nearby it is the same scene a little later; elsewhere it may be the footage shown again, worse.
"""
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
    edit_points: int
    """Hard cuts of the recording inside the match that the clip shows at the same instants."""
    station_graphics: bool
    """The recording's standing overlay, such as a station's bug, is seen in the clip where it must be."""


@dataclass(frozen=True)
class Trace:
    duration: float
    matches: tuple[Match, ...]
    """Best first."""


def trace(clip: Path, archive: Sequence[IndexedRecording], progress: Progress | None = None) -> Trace:
    """Find a clip's footage in the indexed recordings.

    Args:
        progress: Called with the share that is done, 0 to 1.

    Raises:
        MediaUnreadable: The clip cannot be decoded, has no moving picture, or is too long.
        RecordDamaged: An index segment cannot be read.
    """
    tell = progress or _silent
    view = look_at(clip)
    tell(0.3)
    opened, held = open_archive(archive)
    matches = look_up(query(view.seconds, view.features), opened)
    tell(0.4)
    candidates = places(matches, view.duration, [h.duration for h in held])
    kept = _without_rivals(_found(view, candidates, archive, held, lambda share: tell(0.4 + 0.5 * share)))
    result = [
        _match(view, recording, held[number], [f for f in kept if f.hypothesis.recording == number])
        for number, recording in enumerate(archive)
        if any(f.hypothesis.recording == number for f in kept)
    ]
    tell(1.0)
    return Trace(view.duration, tuple(sorted(result, key=lambda m: -m.score)))


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


def _found(
    view: Clip,
    candidates: list[Place],
    archive: Sequence[IndexedRecording],
    held: list[Held],
    tell: Progress,
) -> list[Found]:
    """Look at candidates, best first, until too many in all have led nowhere."""
    found: list[Found] = []
    in_vain = 0
    for candidate in candidates:
        if in_vain == MOST_IN_VAIN:
            break
        if any(_explained(candidate, known) for known in found):
            continue
        number = candidate.hypothesis.recording
        new = _look(view, candidate, candidates, archive[number], held[number])
        if new is not None and new.score >= THRESHOLD:
            found.append(new)
        else:
            in_vain += 1
            tell(in_vain / MOST_IN_VAIN)
    return found


def _silent(_share: float) -> None:
    """Nobody is watching."""


def _look(
    view: Clip, candidate: Place, others: list[Place], recording: IndexedRecording, held: Held
) -> Found | None:
    if recording.footage is not None and recording.footage.is_file():
        try:
            return judge(view, candidate, recording.footage, held.aspect, held.duration)
        except MediaUnreadable:
            pass  # it was damaged after it was indexed: as good as gone
    return by_fingerprints(view, candidate, held.aspect, _shifts(candidate, others))


def _shifts(candidate: Place, others: list[Place]) -> tuple[float, float]:
    """How far before and after the candidate key points support the same clip seconds about as well."""
    begin, end = candidate.hypothesis.clip
    middle = (begin + end) / 2
    away = [0.0]
    for other in others:
        shift = other.hypothesis.at(middle) - candidate.hypothesis.at(middle)
        shares = other.hypothesis.clip[0] <= middle <= other.hypothesis.clip[1]
        near = other.hypothesis.recording == candidate.hypothesis.recording and abs(shift) < SHOT
        if near and shares and other.fit.support > 0.4 * candidate.fit.support:
            away.append(shift)
    return min(away), max(away)


def _explained(candidate: Place, known: Found) -> bool:
    """Whether a look at the candidate would find ``known`` again, or something that only resembles it."""
    begin, end = candidate.hypothesis.clip
    shared = min(end, known.clip[1]) - max(begin, known.clip[0])
    if shared <= 0.7 * (end - begin):
        return False
    if known.motion > SURE and candidate.density < FAINT * known.density:
        return True
    if candidate.hypothesis.recording != known.hypothesis.recording:
        return False
    if candidate.hypothesis.agrees(known.hypothesis):
        return True
    # The rest of the same shot, seen at other rates: its still scenery, which says nothing new.
    middle = (begin + end) / 2
    beside = abs(candidate.hypothesis.at(middle) - known.at(middle)) < SHOT
    return beside and abs(candidate.hypothesis.rate) != 1.0 and known.motion > SURE


def _without_rivals(found: list[Found]) -> list[Found]:
    """Of places that claim the same seconds of the clip, those that are as good as the best.

    Footage that was shown twice agrees equally well in both places; the same camera at another time
    agrees worse than the true place.
    """
    kept: list[Found] = []
    for new in sorted(found, key=lambda f: -f.score):
        rivals = [
            old
            for old in kept
            if min(old.clip[1], new.clip[1]) - max(old.clip[0], new.clip[0])
            > 0.3 * min(old.clip[1] - old.clip[0], new.clip[1] - new.clip[0])
        ]
        if not any(_loses(new, old) for old in rivals):
            kept.append(new)
    return kept


def _loses(new: Found, old: Found) -> bool:
    """Whether ``new`` is ``old`` again, or only resembles it."""
    if new.hypothesis.recording != old.hypothesis.recording:
        return new.motion < old.motion - RIVAL_ELSEWHERE
    middle = (max(new.clip[0], old.clip[0]) + min(new.clip[1], old.clip[1])) / 2
    apart = abs(new.at(middle) - old.at(middle))
    if apart < NEAR:
        return True
    return new.motion < old.motion - (RIVAL_IN_SHOT if apart < SHOT else RIVAL_ELSEWHERE)


def _match(view: Clip, recording: IndexedRecording, held: Held, found: list[Found]) -> Match:
    best = max(found, key=lambda f: (f.score, f.clip[1] - f.clip[0]))
    pairs: tuple[FramePairBytes, ...] = ()
    if recording.footage is not None and recording.footage.is_file():
        pairs = frame_pairs(
            view.path, recording.footage, best.clip, best.hypothesis.rate, best.hypothesis.offset
        )
    return Match(
        recording=recording.id,
        score=best.score,
        picture=tuple(_segment(f, held.duration) for f in sorted(found, key=lambda f: f.clip)),
        sound=(),
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
