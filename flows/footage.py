"""Footage: what a file, or a folder or ZIP of frames, is as a recording, and whether it still is that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import is_zipfile

from reference.errors import BadTime, InputError, MediaUnreadable
from reference.stations import Station
from reference.times import Precision, parse_instant, zone_named
from storage.records import Airing, AiringKind, Indexable, Negative, Recording, TimeSource
from storage.vault import hash_of

if TYPE_CHECKING:
    from matching.media import MediaFacts

UNCERTAINTY = {Precision.SECOND: 1.0, Precision.MINUTE: 60.0}
"""Seconds either way that a given air time is good for, by how exactly it was written."""


LONGEST = 48 * 3600.0
"""Seconds of one recording. A search costs memory by its length, and a damaged clock claims years."""


def look_at(
    files: Sequence[Path],
    station: Station,
    aired_at: str,
    programme: str | None,
    frames_every: float | None = None,
) -> tuple[Recording, ...]:
    """Probe and hash the files; several are the consecutive parts of one airing, in the order given.

    Args:
        frames_every: Each is a folder or a ZIP of single frames, this many seconds apart.

    Raises:
        MediaUnreadable: One of them is no video, or holds no frames.
        BadTime: ``aired_at`` is no time, or says no more than the day.
    """
    zone = zone_named(station.time_zone)
    interval, precision = parse_instant(aired_at, zone)
    if precision not in UNCERTAINTY:
        raise BadTime(
            f"{aired_at!r} says only the day; say when the recording begins, as in 2024-06-19T18:00:00Z"
        )
    # The clock's word stands as it was written; all that it can mean lies within the uncertainty.
    start = interval.start
    uncertainty = max(UNCERTAINTY[precision], (interval.end - interval.start).total_seconds())
    found = []
    for file in files:
        facts = facts_of(file, frames_every)
        airing = Airing(
            "", AiringKind.BROADCAST, station.id, programme, start, uncertainty, zone.key, TimeSource.GIVEN
        )
        found.append(
            Recording(
                "",
                airing,
                facts.sha256,
                facts.duration,
                facts.width,
                facts.height,
                facts.path,
                None,
                frames_every=frames_every,
            )
        )
        start += timedelta(seconds=facts.duration)
    return tuple(found)


def look_at_negatives(files: Sequence[Path], because: str) -> tuple[Negative, ...]:
    """Probe and hash files that prove nothing where they are found; ``because`` says what they show.

    Raises:
        MediaUnreadable: One of them is no video.
    """
    found = []
    for file in files:
        facts = facts_of(file, None)
        found.append(
            Negative(
                "", because, facts.sha256, facts.duration, facts.width, facts.height, facts.path, segment=None
            )
        )
    return tuple(found)


@dataclass(frozen=True)
class Facts:
    """What is kept of a file, or of a folder or ZIP of frames."""

    path: str
    sha256: str
    duration: float
    width: int
    height: int
    created: datetime | None = None
    """When it was made, by the container's word."""
    missing: float = 0.0
    """Seconds that it says it has and does not hold: it was cut off."""


def facts_of(file: Path, frames_every: float | None = None) -> Facts:
    """What is kept of a file, or of a folder or ZIP of frames.

    Raises:
        MediaUnreadable: It cannot be used as a recording.
        InputError: It cannot be read, or cannot be named.
    """
    path = _named(file)
    try:
        created, missing = None, 0.0
        if frames_every is not None:
            duration, width, height = _of_frames(file, frames_every)
        else:
            video = _of_video(file)
            duration, width, height = video.duration, video.width, video.height
            created, missing = video.created, video.missing
        if duration > LONGEST:
            raise MediaUnreadable(
                f"{file} says that it is {duration / 3600:,.0f} hours long; add recordings of at most "
                f"{LONGEST / 3600:.0f} hours, each with the time at which it begins"
            )
        return Facts(path, _hash(file, frames_every), duration, width, height, created, missing)
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from error


def _of_video(file: Path) -> MediaFacts:
    from matching.media import probe

    if file.is_dir() or (file.is_file() and is_zipfile(file)):
        raise MediaUnreadable(
            f"{file} is no video; of a folder or ZIP of frames, --frames-every says how many seconds they are apart"
        )
    facts = probe(file)
    if not facts.has_picture or facts.duration <= 0:
        raise MediaUnreadable(f"{file} has no moving picture; a recording needs one to be searchable")
    return facts


def _of_frames(file: Path, every: float) -> tuple[float, int, int]:
    from matching.frame_folder import look_into, shape_of

    folder = look_into(file, every)
    shape = shape_of(folder)
    return folder.duration, shape.width, shape.height


def _hash(file: Path, frames_every: float | None) -> str:
    if frames_every is None:
        return hash_of(file)
    from matching.frame_folder import hash_of_frames

    return hash_of_frames(file, frames_every)


def known_by(file: Path, frames_every: float | None) -> tuple[str, str]:
    """Where a file, or a folder or ZIP of frames, lies, and the SHA-256 that it is known by.

    Raises:
        InputError: It is not there, cannot be read, or cannot be named.
    """
    if not (file.is_file() or (frames_every is not None and file.is_dir())):
        raise InputError(f"there is no file {str(file)!r}")
    try:
        return _named(file), _hash(file, frames_every)
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from error


def _named(file: Path) -> str:
    """The path as the record keeps it.

    Raises:
        InputError: It cannot be written as text.
    """
    path = str(file.absolute())
    try:
        path.encode()
    except UnicodeEncodeError as error:
        raise InputError(
            f"{path!a} has a name that is not UTF-8; rename it, so that it can be recorded"
        ) from error
    return path


def there(held: Indexable) -> Path:
    """Where the footage of a recording or negative lies, seen to be what was added.

    Raises:
        MediaUnreadable: It never was here, is gone, or was changed.
    """
    if held.path is None:
        raise MediaUnreadable(
            f"recording {held.id} was imported without footage; have it shared again in the present format"
        )
    footage = Path(held.path)
    if not (footage.is_file() or (held.frames_every is not None and footage.is_dir())):
        raise MediaUnreadable(
            f"the footage of recording {held.id} is not at {footage} any more; "
            f"airtrace recordings move {held.id} FILE says where it is"
        )
    try:
        same = _hash(footage, held.frames_every) == held.sha256
    except OSError as error:
        raise MediaUnreadable(f"{footage} cannot be read: {error.strerror}") from error
    except InputError as error:
        raise MediaUnreadable(str(error)) from error
    if not same:
        raise MediaUnreadable(f"{footage} is no longer the file that was added as recording {held.id}")
    return footage
