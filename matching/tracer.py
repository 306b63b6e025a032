"""Trace a clip: in which recordings its footage appears and its sound is heard, and at which second.

Votes of local features propose places (:mod:`matching.voting`), pooled geometry says how the
pictures lie on each other (:mod:`matching.geometry`), and looking at the footage again decides and
gives the exact time (:mod:`matching.judging`, :mod:`matching.stills`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from matching import indexing, segment
from matching.clip import DEFAULT, THOROUGH, Clip, look_at, look_into, sound_of
from matching.edit_traced import traced_edits
from matching.evidence import FramePairBytes, frame_pairs
from matching.footage import Footage
from matching.furniture import beds, furniture, sound_furniture
from matching.joined import sounds_kept, told_by_sound, with_sound
from matching.judging import Found
from matching.lookup import Opened, look_up, query
from matching.scoring import Signs
from matching.search import Searched, search
from matching.segment import Held, Segment, open_segment
from matching.showings import shared_pictures, shared_sounds
from matching.sound_compare import SoundComparison
from matching.sound_prints import Samples, audible
from matching.sound_search import SoundFound, find_sound
from matching.station_signs import shared_cuts, shows_graphics
from matching.voting import Hypothesis
from reference.errors import MediaUnreadable, RecordDamaged
from storage.records import PictureSegment, SoundSegment
from storage.records.links import Edit

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
    edit_points: int
    """Hard cuts of the recording inside the match that the clip shows at the same instants."""
    station_graphics: bool
    """The recording's standing overlay, such as a station's bug, is seen in the clip where it must be."""
    signs: tuple[Signs, ...] = ()
    """What the score of each picture segment was made of."""


@dataclass(frozen=True)
class Trace:
    duration: float
    matches: tuple[Match, ...]
    """Best first."""
    edits: tuple[Edit, ...] = ()
    """What was done to the clip against its source, in the order of its time."""
    recurring: tuple[Match, ...] = ()
    """Places that are no match, because what is there recurs: idents, jingles, slates, studio walls."""


class Use(StrEnum):
    """What of a clip is searched."""

    BOTH = "both"
    PICTURE = "picture"
    SOUND = "sound"


def trace(
    clip: Path,
    archive: Sequence[IndexedRecording],
    progress: Progress | None = None,
    *,
    use: Use | str = Use.BOTH,
    thorough: bool = False,
    threshold: float = THRESHOLD,
    with_edits: bool = True,
) -> Trace:
    """Find a clip's footage in the indexed recordings, by picture and by sound.

    Args:
        progress: Called with the share that is done, 0 to 1.
        use: Whether picture or sound is left out.
        thorough: Look closer and at more places, for several times the cost.
        threshold: Places that score less are not reported.
        with_edits: Say what was done to the clip, too.

    Raises:
        MediaUnreadable: The clip cannot be decoded, has nothing to search with, or is too long.
        RecordDamaged: An index segment cannot be read.
    """
    tell = progress or _silent
    use = Use(use)
    effort = THOROUGH if thorough else DEFAULT
    facts = look_into(clip)
    opened, held = open_archive(archive)
    samples = sound_of(clip, facts) if use is not Use.PICTURE else None
    if not facts.has_picture and (samples is None or not audible(samples)):
        raise MediaUnreadable(f"{clip.name} has no picture, and nothing in its sound that could be searched")
    tell(0.1)
    sounds = _sounds(samples, opened, threshold)
    played = beds(sounds, shared_sounds(sounds, opened))
    pictures: list[Found] = []
    recurring_pictures: list[Found] = []
    view: Clip | None = None
    compared: dict[int, SoundComparison] = {}
    if facts.has_picture and use is not Use.SOUND:
        view = look_at(clip, facts, effort)
        tell(0.3)
        matches = look_up(query(view.seconds, view.features), opened)
        tell(0.4)

        def weigh(found: Found) -> Found:
            return found if samples is None else with_sound(found, samples, *_lying(opened, found))[0]

        searched = [Searched(_present(one), known) for one, known in zip(archive, held, strict=True)]
        footage = Footage()
        pictures = search(
            view,
            matches,
            searched,
            effort,
            threshold,
            lambda share: tell(0.4 + 0.5 * share),
            footage=footage,
            proposed=[_proposed(sound) for sound in sounds],
            weigh=weigh,
        )
        pictures = [told_by_sound(found, sounds) for found in pictures]
        recurs = furniture(pictures, shared_pictures(pictures, searched, footage), sounds, played)
        recurring_pictures = [one for one, again in zip(pictures, recurs, strict=True) if again]
        pictures = [one for one, again in zip(pictures, recurs, strict=True) if not again]
        if samples is not None:
            compared = {
                n: with_sound(found, samples, *_lying(opened, found))[1] for n, found in enumerate(pictures)
            }
    recurs = sound_furniture(sounds, pictures, played)
    recurring_sounds = [one for one, again in zip(sounds, recurs, strict=True) if again]
    sounds = sounds_kept([one for one, again in zip(sounds, recurs, strict=True) if not again], pictures)
    edits: tuple[Edit, ...] = ()
    if view is not None and pictures and with_edits:
        names, files = [one.id for one in archive], [_present(one) for one in archive]
        edits = traced_edits(view, pictures, names, held, files, compared, sounds)
    matches_of = _matches(view, archive, held, pictures, sounds, with_pairs=True)
    recurring = _matches(view, archive, held, recurring_pictures, recurring_sounds, with_pairs=False)
    tell(1.0)
    duration = view.duration if view is not None else facts.duration
    return Trace(duration, matches_of, edits, recurring)


def _sounds(samples: Samples | None, opened: Sequence[Opened], threshold: float) -> list[SoundFound]:
    if samples is None:
        return []
    return find_sound(samples, opened, threshold)


def _lying(opened: Sequence[Opened], found: Found) -> tuple[Segment, int]:
    """The segment in which a place's recording lies, and its number there."""
    number = found.hypothesis.recording
    for one in opened:
        lies = np.flatnonzero(one.numbers == number)
        if len(lies):
            return one.segment, int(lies[0])
    raise LookupError(number)


def _proposed(sound: SoundFound) -> Hypothesis:
    return Hypothesis(sound.recording, False, sound.rate, sound.offset, sound.clip, 0.0)


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


def _matches(
    view: Clip | None,
    archive: Sequence[IndexedRecording],
    held: Sequence[Held],
    pictures: Sequence[Found],
    sounds: Sequence[SoundFound],
    *,
    with_pairs: bool,
) -> tuple[Match, ...]:
    """A match for each recording in which something was found, best first."""
    result = []
    for number, recording in enumerate(archive):
        seen = [f for f in pictures if f.hypothesis.recording == number]
        heard = [s for s in sounds if s.recording == number]
        if seen or heard:
            result.append(_match(view, recording, held[number], seen, heard, with_pairs=with_pairs))
    return tuple(sorted(result, key=lambda m: -m.score))


def _match(
    view: Clip | None,
    recording: IndexedRecording,
    held: Held,
    found: list[Found],
    heard: list[SoundFound],
    *,
    with_pairs: bool,
) -> Match:
    found = sorted(found, key=lambda f: f.clip)
    best = max(found, key=lambda f: (f.score, f.clip[1] - f.clip[0]), default=None)
    pairs: tuple[FramePairBytes, ...] = ()
    footage = _present(recording)
    if with_pairs and footage is not None and best is not None and view is not None:
        pairs = frame_pairs(view.path, footage, best.clip, best.hypothesis.rate, best.hypothesis.offset)
    return Match(
        recording=recording.id,
        score=max([f.score for f in found] + [s.score for s in heard]),
        picture=tuple(_segment(f, held.duration) for f in found),
        sound=tuple(_sound_segment(s, held.duration) for s in sorted(heard, key=lambda s: s.clip)),
        pairs=pairs,
        edit_points=sum(shared_cuts(f) for f in found),
        station_graphics=view is not None and any(shows_graphics(view, f, held) for f in found),
        signs=tuple(f.signs for f in found),
    )


def _sound_segment(sound: SoundFound, duration: float) -> SoundSegment:
    begin, end = sound.clip
    return SoundSegment(
        clip=sound.clip,
        recording=(max(0.0, min(duration, sound.at(begin))), max(0.0, min(duration, sound.at(end)))),
        rate=sound.rate,
        score=sound.score,
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
