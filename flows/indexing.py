"""Index: make a recording searchable, and search it at once for the cases that are still standing."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from flows.bench import Bench
from reference.errors import BadTime, InputError, MediaUnreadable
from reference.stations import Station
from reference.times import Precision, parse_instant, zone_named
from storage import recordings
from storage.records import Airing, AiringKind, Recording, TimeSource
from storage.store import Store
from storage.vault import hash_of

UNCERTAINTY = {Precision.SECOND: 1.0, Precision.MINUTE: 60.0}
"""Seconds either way that a given air time is good for, by how exactly it was written."""


LONGEST = 48 * 3600.0
"""Seconds of one recording. A search costs memory by its length, and a damaged clock claims years."""


def look_at(
    files: Sequence[Path], station: Station, aired_at: str, programme: str | None
) -> tuple[Recording, ...]:
    """Probe and hash the files; several are the consecutive parts of one airing, in the order given.

    Raises:
        MediaUnreadable: One of them is no video.
        BadTime: ``aired_at`` is no time, or says no more than the day.
    """
    from matching.media import probe

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
        path = str(file.absolute())
        if not _is_text(path):
            raise InputError(f"{path!a} has a name that is not UTF-8; rename it, so that it can be recorded")
        try:
            facts = probe(file)
        except OSError as error:
            raise InputError(f"{file} cannot be read: {error.strerror}") from error
        if not facts.has_picture or facts.duration <= 0:
            raise MediaUnreadable(f"{file} has no moving picture; a recording needs one to be searchable")
        if facts.duration > LONGEST:
            raise MediaUnreadable(
                f"{file} says that it is {facts.duration / 3600:,.0f} hours long; add recordings of at most "
                f"{LONGEST / 3600:.0f} hours, each with the time at which it begins"
            )
        airing = Airing(
            "", AiringKind.BROADCAST, station.id, programme, start, uncertainty, zone.key, TimeSource.GIVEN
        )
        found.append(
            Recording("", airing, hash_of(file), facts.duration, facts.width, facts.height, path, None)
        )
        start += timedelta(seconds=facts.duration)
    return tuple(found)


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def index(bench: Bench, store: Store, recording: str) -> None:
    """Build the recording's index segment; one that is there already is left alone.

    Raises:
        MediaUnreadable: The footage is gone, was changed, or cannot be decoded.
    """
    from matching.tracer import FORMAT, index_recording

    held = recordings.get(store, recording)
    if held.format == FORMAT and held.segment is not None and store.index.holds(held.segment):
        return
    footage = Path(held.path)
    if not footage.is_file():
        raise MediaUnreadable(f"the footage of recording {recording} is not at {footage} any more")
    if hash_of(footage) != held.sha256:
        raise MediaUnreadable(f"{footage} is no longer the file that was added as recording {recording}")
    bench.home.incoming.mkdir(exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix="segment-", dir=bench.home.incoming)
    os.close(descriptor)
    temporary = Path(name)

    def tell(share: float) -> None:
        bench.progress(f"indexing {recording} {held.airing.station}: {share:.0%}")

    try:
        index_recording(footage, temporary, progress=tell)
        segment = store.index.put_file(temporary)
    finally:
        temporary.unlink(missing_ok=True)
    with store.writing("airtrace") as to:
        recordings.indexed(to, recording, segment, FORMAT)
