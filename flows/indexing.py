"""Index: make recordings searchable, several at a time.

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
from pathlib import Path

from flows import footage
from flows.bench import Bench
from flows.index_worker import Made, fingerprint
from flows.tracing import readable
from reference.errors import MediaUnreadable
from storage import recordings
from storage.records import Indexable
from storage.store import MACHINE, Store
from storage.vault import hash_of


def processors() -> int:
    """How many worker processes run at once where nobody says otherwise: one a core that we may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def searchable(store: Store, item: Indexable) -> bool:
    """Whether its index segment is there, of the matcher's present format, and can be opened."""
    from matching.tracer import FORMAT

    if item.format != FORMAT or item.segment is None or item.not_indexed is not None:
        return False
    place = store.index.place(item.segment)
    return place is not None and bool(readable([place.path]))


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
        file = footage.there(held)
        with _temporary(bench) as segment:
            made = fingerprint(
                file,
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


def _keep(store: Store, held: Indexable, segment: Path, made: Made) -> None:
    """Take a finished segment in.

    It gets its name under the writer's lock, so that whoever holds the lock sees no segment that is
    not listed, unless it is garbage.
    """
    from matching.tracer import FORMAT

    sha256 = hash_of(segment)
    with store.writing(MACHINE) as to:
        store.index.adopt(segment, sha256)
        recordings.indexed(to, held.id, sha256, FORMAT, made.covered, sound=made.sound)


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
