"""What lies in the record's folder and belongs to nothing: superseded index segments, leavings of killed processes.

A new index segment gets its name and its row under the writer's lock, so under that lock a named file is
either listed or garbage. All else must be a day old, and nobody at work.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from storage import recordings, runs
from storage.database import is_held
from storage.store import Store, Writing

OLD = 24 * 3600.0
"""Seconds after which a temporary file is nobody's any more."""


@dataclass(frozen=True)
class Garbage:
    """Files that can go: index segments that nothing is searched through, and what killed processes left."""

    segments: tuple[Path, ...]
    leavings: tuple[Path, ...]

    @property
    def size(self) -> int:
        """Bytes that they take."""
        return sum(_size(path) for path in (*self.segments, *self.leavings))


def garbage(store: Store) -> Garbage:
    """What could be removed now; exact only while the writer's lock is held."""
    listed = recordings.index_files(store)
    places = store.index.places()
    needed = {places[name].path for name in listed & places.keys()}
    segments = [path for path in store.index.files() if path not in needed]
    return Garbage(tuple(sorted(segments)), tuple(sorted(_leavings(store))))


def remove(store: Store, to: Writing) -> tuple[Garbage, int]:
    """Remove it, in a writing that appends nothing; returns what went, and the bytes that it took."""
    del to  # the lock is what is needed of it
    found = garbage(store)
    size = found.size
    for path in (*found.segments, *found.leavings):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    store.index.forget()
    return found, size


def _leavings(store: Store) -> Iterator[Path]:
    locks = sorted((store.folder / "runs").glob("*.lock"))
    if any(is_held(lock) for lock in locks):
        return  # someone is at work, and may use any of these
    unfinished = {f"{run.id}.lock" for run in runs.unfinished(store)}
    # Who takes up an unfinished run may have opened its lock already.
    yield from (lock for lock in locks if lock.name not in unfinished and _old(store, lock))
    for folder, pattern in (
        (store.folder / "incoming", "*"),
        (store.vault.folder, ".incoming-*"),
        (store.index.folder, ".incoming-*"),
        (store.index.folder / "joined", ".incoming-*"),
    ):
        yield from (path for path in folder.glob(pattern) if _old(store, path))


def _old(store: Store, path: Path) -> bool:
    try:
        return store.clock().timestamp() - path.stat().st_mtime > OLD
    except FileNotFoundError:
        return False


def _size(path: Path) -> int:
    if path.is_dir():
        return sum(_size(child) for child in path.iterdir())
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
