"""Placing: whose airing a recording is, when it begins and what was on, by all that lies around it.

A person's word comes first, then a file beside the recording, its name, the container, and last a programme
guide that has one single showing which can be meant. The guide also names what was on at a time that is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from flows import footage
from flows.bench import Bench
from flows.hls_joining import join_playlist
from reference.errors import BadTime, InputError, UnknownName
from reference.stations import Station, Stations
from reference.times import Interval, Precision, parse_instant, zone_named
from scrapers.broadcasts.airing_facts import AiringFacts
from scrapers.broadcasts.epg import Guide, parse_guide, programme_of, time_by_guide
from scrapers.broadcasts.file_names import read_name, refuse_future, station_named
from scrapers.broadcasts.sidecar import parse_sidecar, sidecars_of
from scrapers.broadcasts.unfinished import Look
from storage import recordings, runs
from storage.records import Airing, AiringKind, Recording, RunKind, TimeSource

_GUIDE = re.compile(r"(?:(?:epg|guide|xmltv|tvguide)\.xml|.+\.xmltv)(?:\.gz)?", re.IGNORECASE)
"""Names of programme guides that lie beside recordings."""


@dataclass(frozen=True)
class Known:
    """What is known of recordings beside themselves; None where a person gave nothing."""

    stations: Stations
    now: datetime
    station: Station | None = None
    aired_at: str | None = None
    programme: str | None = None
    guides: tuple[Guide, ...] = ()
    """Where there are none, those that lie beside a recording are read."""
    clock: ZoneInfo | None = None
    """The zone of the recorder's clock, where it is not the station's."""


@dataclass(frozen=True)
class Placed:
    """A recording that was looked at, with its airing; ``notes`` are for the person who adds it."""

    recording: Recording
    notes: tuple[str, ...] = ()


def read_guide(file: Path, zone: ZoneInfo | None = None) -> Guide:
    """Read a programme guide.

    Raises:
        InputError: It cannot be read, or is no XMLTV.
    """
    try:
        return parse_guide(file.read_bytes(), zone)
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from error


def guides_beside(folder: Path) -> tuple[tuple[Guide, ...], tuple[str, ...]]:
    """The programme guides that lie in a folder of recordings, and what is wrong with those that are none."""
    found, notes = [], []
    for file in _named_as_guides(folder, folder.stat().st_mtime_ns):
        try:
            stat = file.stat()
            found.append(_guide(file, stat.st_mtime_ns, stat.st_size))
        except (InputError, OSError) as error:
            notes.append(f"{file.name} is not used: {error}")
    return tuple(found), tuple(notes)


@lru_cache(maxsize=64)
def _named_as_guides(folder: Path, changed: int) -> tuple[Path, ...]:
    """A folder is gone through once, and again when it changes, not for each of its recordings."""
    del changed
    return tuple(sorted(file for file in folder.iterdir() if _GUIDE.fullmatch(file.name) and file.is_file()))


@lru_cache(maxsize=8)
def _guide(file: Path, changed: int, size: int) -> Guide:
    """A guide as it was when it was changed last: a folder's recordings are placed one by one."""
    del changed, size
    return read_guide(file)


def look_at(
    bench: Bench, files: Sequence[Path], known: Known, frames_every: float | None = None
) -> list[Placed]:
    """Probe, hash and place files, each an airing by itself; an HLS playlist becomes a file for each of its runs.

    Raises:
        MediaUnreadable: One of them cannot be used as a recording.
        BadTime: Nothing says when one begins, or what says so cannot be.
    """
    found = []
    for file in files:
        if file.suffix.lower() not in {".m3u8", ".m3u"}:
            found.append(place(file, known, frames_every))
            continue
        station = known.station or _station(file, known, _written(file, known, None))
        zone = zone_named(station.time_zone)
        joined = join_playlist(file, bench.home.footage / station.id, known.clock or zone, known.now)
        for each in joined.files:
            clock = (
                None
                if each.begins is None
                else AiringFacts(TimeSource.PLAYLIST, each.begins, Precision.SECOND)
            )
            found.append(place(each.path, replace(known, station=station), said=clock, named=file))
        found[-1] = replace(found[-1], notes=(*found[-1].notes, *joined.notes))
    return found


def place(
    file: Path,
    known: Known,
    frames_every: float | None = None,
    *,
    said: AiringFacts | None = None,
    named: Path | None = None,
) -> Placed:
    """Probe and hash a file, and say what airing it is.

    Args:
        said: What a playlist says of its time, which goes before its name.
        named: The file whose name and neighbours say what it is, where it is not the file itself.

    Raises:
        MediaUnreadable: It cannot be used as a recording.
        BadTime: Nothing says when it begins, or what says so cannot be.
        UnknownName: Nothing says whose airing it is.
    """
    before = _look(file)
    facts = footage.facts_of(file, frames_every)
    if before != _look(file):
        raise InputError(f"{file.name} is still being written to; add it when it is finished")
    written = _written(named or file, known, said)
    station = known.station or _station(named or file, known, written)
    zone = zone_named(station.time_zone)
    notes = []
    if not known.guides:
        guides, notes_of_guides = guides_beside((named or file).absolute().parent)
        known, notes = replace(known, guides=guides), list(notes_of_guides)
    other = _names_another(named or file, known, written, station)
    if other is not None:
        notes.append(f"{file.name} names {other}, and was added as {station.id}")
    if facts.missing:
        notes.append(f"{file.name} is cut off: {facts.missing:.0f} s that it says it has are not in it")
    given = _given(known, zone)
    timed = given or next((each for each in written if each.timed), None)
    created = facts.created
    guided = None
    if timed is None:
        guided = _by_guide(known, station, written, facts.duration, created)
        timed = guided or _by_container(created, facts.duration)
    if timed is None or timed.begins is None:
        raise BadTime(
            f"nothing says when {file.name} begins: neither its name, a file beside it nor the file itself; "
            "give --aired-at TIME"
        )
    refuse_future(timed, known.now, file.name)
    span = Interval(timed.begins.start, timed.begins.start + timedelta(seconds=facts.duration))
    programme = (
        known.programme
        or next((each.programme for each in written if each.time_from is TimeSource.SIDECAR), None)
        or (guided.programme if guided else _on(known, station, span))
        or next((each.programme for each in written if each.programme and each.timed), None)
    )
    airing = Airing(
        "", AiringKind.BROADCAST, station.id, programme, timed.begins.start, timed.uncertainty, zone.key,
        timed.time_from,
    )  # fmt: skip
    recording = Recording(
        "", airing, facts.sha256, facts.duration, facts.width, facts.height, facts.path, None,
        frames_every=frames_every,
    )  # fmt: skip
    return Placed(recording, tuple(notes))


def request(
    bench: Bench, found: Sequence[Recording], *, asked_by: str, jobs: int | None
) -> tuple[str, tuple[Recording, ...]]:
    """Add recordings that were placed and ask for them to be indexed; returns the run's id and the recordings."""
    with bench.store() as store, store.writing(asked_by) as to:
        added = tuple(recordings.add(store, to, each) for each in found)
        names = [each.id for each in added]
        options = {"recordings": names, "jobs": jobs}
        run = runs.request(
            to, RunKind.INDEX, ", ".join(names), options=options, because="recordings were added"
        )
        return run, added


def overlapping(held: Sequence[Recording], added: Sequence[Recording]) -> Iterator[str]:
    """A sentence for each new recording of a time that the same station has another programme at.

    Two of one moment can both be right (a second recorder); of different programmes one has a wrong time.
    """
    for new in added:
        start = new.airing.aired_at
        end = start + timedelta(seconds=new.duration)
        for other in held:
            begins = other.airing.aired_at
            shared = min(end, begins + timedelta(seconds=other.duration)) - max(start, begins)
            doubt = timedelta(seconds=new.airing.uncertainty + other.airing.uncertainty)
            if (
                other.id != new.id
                and other.airing.station == new.airing.station
                and other.sha256 != new.sha256
                and shared > max(doubt, timedelta(seconds=5))
            ):
                minutes = shared.total_seconds() / 60
                yield f"{new.id} is of a time that {other.id} is of too, {minutes:.1f} minutes of it"


def _look(file: Path) -> Look | None:
    try:
        return Look.at(file)
    except OSError:
        return None


# --- who says what -------------------------------------------------------------------------------


def _written(file: Path, known: Known, said: AiringFacts | None) -> list[AiringFacts]:
    """What the playlist, the file beside it and its name say, in the order in which they are believed."""
    zone = zone_named(known.station.time_zone) if known.station else known.clock or zone_named("UTC")
    found = [] if said is None else [said]
    for path in sidecars_of(file):
        if path.is_file():
            try:
                found.append(parse_sidecar(path.read_bytes(), known.clock or zone))
            except OSError as error:
                raise InputError(f"{path} cannot be read: {error.strerror}") from error
            except InputError as error:
                raise type(error)(f"{path.name}: {error}") from error
            break
    if known.station is None and known.clock is None:
        named = next((each.station for each in found if each.station), None)
        ids = known.stations.called(named) if named else ()
        own = ids[0] if len(ids) == 1 else station_named(file.name, known.stations.called)
        if own is not None:
            return _written(file, replace(known, station=known.stations.get(own)), said)
    try:
        found.append(read_name(file.name, zone, wall=known.clock))
    except BadTime:
        if known.aired_at is None and not any(each.timed for each in found):
            raise
    return found


def _station(file: Path, known: Known, written: Sequence[AiringFacts]) -> Station:
    """Whose airing it is, where no person said.

    Raises:
        UnknownName: Nothing says so, or what does names no station.
        AmbiguousName: The name stands for several.
    """
    for each in written:
        if each.station is not None:
            return known.stations.resolve(each.station)
    named = station_named(file.name, known.stations.called)
    if named is None:
        raise UnknownName(f"nothing says whose airing {file.name} is; give --station ID")
    return known.stations.get(named)


def _names_another(file: Path, known: Known, written: Sequence[AiringFacts], station: Station) -> str | None:
    """The station that the file names, where it is another than the one that was given."""
    named = next((each.station for each in written if each.station), None)
    ids = known.stations.called(named) if named else ()
    if not ids:
        own = station_named(file.name, known.stations.called)
        ids = () if own is None else (own,)
    return ids[0] if ids and station.id not in ids else None


def _given(known: Known, zone: ZoneInfo) -> AiringFacts | None:
    if known.aired_at is None:
        return None
    begins, precision = parse_instant(known.aired_at, zone)
    if precision not in footage.UNCERTAINTY:
        raise BadTime(
            f"{known.aired_at!r} says only the day; say when the recording begins, as in 2024-06-19T18:00:00Z"
        )
    return AiringFacts(TimeSource.GIVEN, begins, precision)


def _by_container(created: datetime | None, duration: float) -> AiringFacts | None:
    """Some write the time at which they began into the file, others that at which they ended."""
    if created is None:
        return None
    return AiringFacts(TimeSource.CONTAINER, Interval(created, created), Precision.SECOND, unsure=duration)


def _by_guide(
    known: Known, station: Station, written: Sequence[AiringFacts], duration: float, created: datetime | None
) -> AiringFacts | None:
    for guide in known.guides:
        channels = guide.channels_of(station.id, known.stations.called)
        for each in written:
            programme = known.programme or each.programme
            facts = replace(each, programme=programme)
            if channels and (found := time_by_guide(guide, channels, facts, duration, near=created)):
                return found
    return None


def _on(known: Known, station: Station, span: Interval) -> str | None:
    """What was on by the guides."""
    for guide in known.guides:
        channels = guide.channels_of(station.id, known.stations.called)
        if channels and (programme := programme_of(guide.on(channels, span), span)):
            return programme
    return None
