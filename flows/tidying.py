"""Tidy: carry out how long footage, frames and fingerprints are kept, and say what takes how much room."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flows import footage
from flows.bench import Bench
from flows.indexing import searchable
from flows.tracing import index_size
from reference.errors import MediaUnreadable
from storage import garbage, recordings, retention
from storage.records import Recording
from storage.records.retention import Holding, Retention
from storage.retention import Due
from storage.store import Store

_EVIDENCE = "a link points to it that nobody rejected, so it is evidence"


@dataclass(frozen=True)
class Tidied:
    """What a rule made due, and what became of it."""

    recording: str
    station: str
    what: Holding
    size: int
    """Bytes that it took."""
    done: bool
    reason: str
    """By which rule it was removed, or why it was left."""


@dataclass
class Use:
    """Bytes that a station's recordings take, by where they lie."""

    recordings: int = 0
    footage: int = 0
    frames: int = 0
    elsewhere: int = 0
    """Footage and frames outside the home folder."""
    fingerprints: int = 0


def tidy(bench: Bench, *, by: str, dry: bool = False) -> list[Tidied]:
    """Remove what no rule keeps; returns what was due.

    A file is looked at before it goes: it must be the one that was added, and nothing else may need it.

    Args:
        dry: Only say what would be removed.
    """
    found = []
    with bench.store() as store:
        for due in retention.due(store, bench.clock()):
            if due.holding is not Holding.FINGERPRINTS:
                found.append(_footage(bench, store, due, by, dry))
        for due in retention.due(store, bench.clock()):
            if due.holding is Holding.FINGERPRINTS:
                found.append(_fingerprints(store, due, by, dry))
        if not dry and any(each.done and each.what is Holding.FINGERPRINTS for each in found):
            with store.writing(by) as to:
                garbage.remove(store, to)
    return found


def _footage(bench: Bench, store: Store, due: Due, by: str, dry: bool) -> Tidied:
    recording = due.recording
    path = Path(recording.path or "")
    size = _size(path)

    def left(why: str) -> Tidied:
        return Tidied(recording.id, recording.airing.station, due.holding, size, False, why)

    if due.evidence:
        return left(_EVIDENCE)
    if not path.exists():
        return left("its footage is not there any more")
    if not searchable(store, recording):
        return left("it is not indexed, so its footage is needed")
    own = not path.resolve().is_relative_to(bench.home.footage.resolve())
    if own and not due.rule.own_files:
        return left(
            "it lies outside the home folder; airtrace recordings keep --own-files removes such files too"
        )
    sharers = [
        other.id
        for other in recordings.held(store)
        if other.path == recording.path and other.id != recording.id
    ]
    going = {each.recording.id for each in retention.due(store, bench.clock()) if not each.evidence}
    kept = set(sharers) - going
    if kept:
        return left(f"the same file is {', '.join(sorted(kept))}, which is kept")
    if any(negative.path == recording.path for negative in recordings.negatives(store)):
        return left("the same file is a negative")
    try:
        footage.there(recording)
    except MediaUnreadable as error:
        return left(str(error))
    if not dry:
        # The record speaks first: a file that stays by an interruption is removed by hand, one that went is named.
        with store.writing(by) as to:
            for name in (recording.id, *sharers):
                retention.footage_removed(to, name, due.holding, size, due.reason)
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    return Tidied(recording.id, recording.airing.station, due.holding, size, True, due.reason)


def _fingerprints(store: Store, due: Due, by: str, dry: bool) -> Tidied:
    recording = due.recording
    size = index_size(store, recording) or 0
    if due.evidence:
        return Tidied(recording.id, recording.airing.station, due.holding, size, False, _EVIDENCE)
    if not dry:
        with store.writing(by) as to:
            recordings.remove(store, to, recording.id, due.reason)
    return Tidied(recording.id, recording.airing.station, due.holding, size, True, due.reason)


def disk_use(bench: Bench) -> dict[str, Use]:
    """What the recordings that are held take, by station; a file that two share counts once."""
    found: dict[str, Use] = {}
    seen: set[str] = set()
    ours = bench.home.footage.resolve()
    with bench.store() as store:
        for recording in recordings.held(store):
            use = found.setdefault(recording.airing.station, Use())
            use.recordings += 1
            use.fingerprints += index_size(store, recording) or 0
            if recording.path is not None and recording.path not in seen:
                seen.add(recording.path)
                _count(use, recording, ours)
    return dict(sorted(found.items()))


def _count(use: Use, recording: Recording, ours: Path) -> None:
    path = Path(recording.path or "")
    size = _size(path)
    if not path.resolve().is_relative_to(ours):
        use.elsewhere += size
    elif recording.frames_every is None:
        use.footage += size
    else:
        use.frames += size


def _size(path: Path) -> int:
    try:
        if path.is_dir():
            return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
        return path.stat().st_size
    except OSError:
        return 0


@dataclass(frozen=True)
class Holdings:
    """Rules and room, for the person."""

    rules: Mapping[str, Retention] = field(default_factory=dict)
    use: Mapping[str, Use] = field(default_factory=dict)


def holdings(bench: Bench) -> Holdings:
    """What is kept for how long, and what it takes now."""
    with bench.store() as store:
        rules = retention.rules(store)
    return Holdings(rules, disk_use(bench))
