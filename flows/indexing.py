"""Index: what is added, and how it becomes searchable, several recordings at a time.

The fingerprints are made in worker processes (:mod:`flows.index_worker`); this process alone writes the
record. What is indexed is recorded at once, so that a killed run takes up where it ended.
"""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zipfile import is_zipfile

from flows.bench import Bench
from flows.index_worker import Made, fingerprint
from reference.errors import BadTime, InputError, MediaUnreadable
from reference.stations import Station
from reference.times import Precision, parse_instant, zone_named
from storage import recordings
from storage.records import Airing, AiringKind, Indexable, Negative, Recording, TimeSource
from storage.store import MACHINE, Store
from storage.vault import hash_of

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
        facts = _facts(file, frames_every)
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
        facts = _facts(file, None)
        found.append(
            Negative(
                "", because, facts.sha256, facts.duration, facts.width, facts.height, facts.path, segment=None
            )
        )
    return tuple(found)


@dataclass(frozen=True)
class _Facts:
    path: str
    sha256: str
    duration: float
    width: int
    height: int


def _facts(file: Path, frames_every: float | None) -> _Facts:
    """What is kept of a file, or of a folder or ZIP of frames.

    Raises:
        MediaUnreadable: It cannot be used as a recording.
        InputError: It cannot be read, or cannot be named.
    """
    path = _named(file)
    try:
        if frames_every is not None:
            duration, width, height = _of_frames(file, frames_every)
        else:
            duration, width, height = _of_video(file)
        if duration > LONGEST:
            raise MediaUnreadable(
                f"{file} says that it is {duration / 3600:,.0f} hours long; add recordings of at most "
                f"{LONGEST / 3600:.0f} hours, each with the time at which it begins"
            )
        return _Facts(path, _hash(file, frames_every), duration, width, height)
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from error


def _of_video(file: Path) -> tuple[float, int, int]:
    from matching.media import probe

    if file.is_dir() or (file.is_file() and is_zipfile(file)):
        raise MediaUnreadable(
            f"{file} is no video; of a folder or ZIP of frames, --frames-every says how many seconds they are apart"
        )
    facts = probe(file)
    if not facts.has_picture or facts.duration <= 0:
        raise MediaUnreadable(f"{file} has no moving picture; a recording needs one to be searchable")
    return facts.duration, facts.width, facts.height


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


def processors() -> int:
    """How many worker processes run at once where nobody says otherwise: one a core that we may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def searchable(store: Store, item: Indexable) -> bool:
    """Whether its index segment is there and of the matcher's present format."""
    from matching.tracer import FORMAT

    listed = item.format == FORMAT and item.segment is not None and store.index.holds(item.segment)
    return listed and item.not_indexed is None


def outdated(store: Store) -> list[str]:
    """Everything held that cannot be searched: not indexed, indexed by another version, or its index is gone."""
    everything: list[Indexable] = [*recordings.held(store), *recordings.negatives(store)]
    return [item.id for item in everything if not searchable(store, item)]


def index_all(bench: Bench, names: Sequence[str], jobs: int | None = None) -> None:
    """Make all of these searchable, ``jobs`` at a time; one that cannot be is recorded so and stops no other.

    Raises:
        RecordError: The record cannot be written; those that are at work are called off.
    """
    with bench.store() as store:
        todo = [
            each for each in (recordings.item(store, name) for name in names) if not searchable(store, each)
        ]
    count = min(jobs or processors(), len(todo))
    tally = Tally(bench.progress, {each.id: each.duration for each in todo})
    if count <= 1:
        for each in todo:
            with bench.store() as store:
                index(bench, store, each.id, tally=tally)
        return
    stop = threading.Event()

    def one(name: str) -> None:
        if not stop.is_set():
            with bench.store() as own:
                index(bench, own, name, tally=tally, alone=False, stop=stop)

    with ThreadPoolExecutor(count, "index") as threads:
        try:
            # The longest first, so that no core is left alone with it at the end.
            ordered = sorted(todo, key=lambda each: -each.duration)
            for waiting in [threads.submit(one, each.id) for each in ordered]:
                waiting.result()
        except BaseException:
            stop.set()
            raise


def index(
    bench: Bench,
    store: Store,
    name: str,
    *,
    tally: Tally | None = None,
    alone: bool = True,
    stop: threading.Event | None = None,
) -> None:
    """Build the index segment of a recording or negative; one that is there already is left alone.

    What cannot be indexed is recorded with the reason: its footage is gone, was changed, or cannot be decoded.

    Raises:
        RecordError: The record cannot be written.
        Stopped: ``stop`` was set meanwhile.
    """
    held = recordings.item(store, name)
    if held.removed or searchable(store, held):
        return
    tally = tally or Tally(bench.progress, {name: held.duration})
    called_off = stop.is_set if stop is not None else lambda: False
    try:
        footage = _footage(held)
        with _temporary(bench) as segment:
            made = fingerprint(
                footage,
                segment,
                duration=held.duration,
                frames_every=held.frames_every,
                alone=alone,
                tell=lambda share: tally.tell(name, share),
                stopped=called_off,
            )
            _keep(store, held, segment, made)
    except MediaUnreadable as error:
        tally.failed(name, str(error))
        with store.writing(MACHINE) as to:
            recordings.not_indexed(store, to, name, str(error))
    else:
        tally.done(name, made)


def _footage(held: Indexable) -> Path:
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


def _keep(store: Store, held: Indexable, segment: Path, made: Made) -> None:
    """Take a finished segment in.

    It gets its name under the writer's lock, so that whoever holds the lock sees no segment that is
    not listed, unless it is garbage.
    """
    from matching.tracer import FORMAT

    sha256 = hash_of(segment)
    with store.writing(MACHINE) as to:
        store.index.adopt(segment, sha256)
        recordings.indexed(to, held.id, sha256, FORMAT, made.covered)


@contextmanager
def _temporary(bench: Bench) -> Iterator[Path]:
    bench.home.incoming.mkdir(exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix="segment-", dir=bench.home.incoming)
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


class Tally:
    """How far the indexing of several recordings is, told in one line.

    Args:
        seconds: The length of each, by which it counts.
    """

    def __init__(self, progress: Callable[[str], None], seconds: dict[str, float]) -> None:
        self._progress = progress
        self._seconds = seconds
        self._shares = dict.fromkeys(seconds, 0.0)
        self._done = self._failed = 0
        self._began = time.monotonic()
        self._lock = threading.Lock()

    def tell(self, name: str, share: float) -> None:
        with self._lock:
            self._shares[name] = min(1.0, share)
            running = f"indexing {self._of()}: {self._share():.0%}{self._left()}"
        self._progress(running)

    def done(self, name: str, made: Made) -> None:
        with self._lock:
            self._shares[name] = 1.0
            self._done += 1
            without = f" without {made.passed_over} damaged frames" if made.passed_over else ""
            line = f"{name} is indexed{without} ({self._counts()}){self._left()}"
        self._progress(line)

    def failed(self, name: str, reason: str) -> None:
        with self._lock:
            self._shares[name] = 1.0
            self._failed += 1
            line = f"{name} could not be indexed ({self._counts()}): {reason}"
        self._progress(line)

    def _of(self) -> str:
        count = len(self._seconds)
        return next(iter(self._seconds)) if count == 1 else f"{count} recordings ({self._counts()})"

    def _counts(self) -> str:
        failed = f", {self._failed} failed" if self._failed else ""
        return f"{self._done} of {len(self._seconds)} done{failed}"

    def _share(self) -> float:
        total = sum(self._seconds.values())
        done = sum(self._seconds[name] * share for name, share in self._shares.items())
        return done / total if total > 0 else 1.0

    def _left(self) -> str:
        """The time left, once there is enough to go by."""
        share, spent = self._share(), time.monotonic() - self._began
        if not 0.02 < share < 1.0 or spent < 3.0:
            return ""
        left = spent * (1.0 - share) / share
        return f", about {left / 60:.0f} min left" if left >= 90 else f", about {max(1.0, left):.0f} s left"
