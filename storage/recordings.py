"""Recordings: what of which airing we hold, and what of it is searchable."""

from __future__ import annotations

from typing import Any

from reference.errors import NotAllowed, UnknownName
from reference.times import from_iso, iso
from storage.chain import EventKind
from storage.records import Airing, AiringKind, Indexable, Negative, Recording, TimeSource
from storage.store import Store, Writing

_SELECT = """
SELECT r.*, a.kind, a.station, a.programme, a.aired_at, a.uncertainty, a.zone, a.time_from
FROM recordings r LEFT JOIN airings a ON a.id = r.airing_id
"""


def add(store: Store, to: Writing, recording: Recording) -> Recording:
    """Record a recording and its airing; ``recording.id`` and ``recording.airing.id`` are given here.

    The same bytes of the same airing added again are the recording that we have.
    """
    known = same(store, recording)
    if known is not None:
        return known
    name = to.next_id("REC", "recordings")
    airing = to.next_id("A", "airings")
    body = _facts(recording) | {
        "airing": {
            "id": airing,
            "kind": recording.airing.kind,
            "station": recording.airing.station,
            "programme": recording.airing.programme,
            "aired_at": iso(recording.airing.aired_at),
            "uncertainty": _decimal(recording.airing.uncertainty),
            "zone": recording.airing.zone,
            "time_from": recording.airing.time_from,
        },
    }
    if recording.frames_every is not None:
        body["frames_every"] = _decimal(recording.frames_every)
    if recording.given_by is not None:
        body["given_by"] = recording.given_by
    to.append(EventKind.RECORDING_ADDED, name, body)
    return get(store, name)


def add_negative(store: Store, to: Writing, negative: Negative) -> Negative:
    """Record footage that proves nothing where it is found; ``negative.id`` is given here.

    The same bytes added again are the negative that we have.
    """
    for known in negatives(store):
        if known.sha256 == negative.sha256:
            return known
    name = to.next_id("REC", "recordings")
    body = _facts(negative) | {"airing": None, "negative": negative.because}
    to.append(EventKind.RECORDING_ADDED, name, body)
    return next(known for known in negatives(store) if known.id == name)


def same(store: Store, recording: Recording) -> Recording | None:
    """The recording that we hold of the same bytes and the same airing."""
    query = _SELECT + " WHERE r.sha256 = ? AND r.removed_at IS NULL AND a.station = ? AND a.aired_at = ?"
    on_air = (recording.airing.station, iso(recording.airing.aired_at))
    for row in store.db.query(query, [recording.sha256, *on_air]):
        return _recording(row)
    return None


def _facts(item: Indexable) -> dict[str, Any]:
    return {
        "sha256": item.sha256,
        "duration": _decimal(item.duration),
        "width": item.width,
        "height": item.height,
        "path": item.path,
    }


def indexed(
    to: Writing,
    recording: str,
    segment: str,
    index_format: str,
    covered: float | None = None,
    *,
    sound: bool = False,
) -> None:
    """Record that the recording can be searched through this index segment.

    Args:
        covered: Seconds of it of which something is indexed, where they were counted.
        sound: By its sound as well.
    """
    body: dict[str, Any] = {"segment": segment, "format": index_format, "sound": sound}
    if covered is not None:
        body["covered"] = _decimal(covered)
    to.append(EventKind.RECORDING_INDEXED, recording, body)


def not_indexed(store: Store, to: Writing, recording: str, reason: str) -> None:
    """Record why the recording could not be indexed, unless that stands there already."""
    if item(store, recording).not_indexed != reason:
        to.append(EventKind.RECORDING_NOT_INDEXED, recording, {"reason": reason})


def move(to: Writing, recording: str, path: str) -> None:
    """Record where the footage lies now; the caller has seen that it is the same."""
    to.append(EventKind.RECORDING_MOVED, recording, {"path": path})


def remove(store: Store, to: Writing, recording: str, because: str) -> None:
    """Take a recording out of the search; its row, its links and its history stay.

    Raises:
        UnknownName: There is no such recording, or it was removed before.
        NotAllowed: No reason is given.
    """
    if item(store, recording).removed:
        raise UnknownName(f"recording {recording} was removed before")
    if not because.strip():
        raise NotAllowed(f"say why recording {recording} is removed")
    to.append(EventKind.RECORDING_REMOVED, recording, {"because": because})


def get(store: Store, recording: str) -> Recording:
    """Raises: UnknownName: There is no such recording of an airing."""
    found = item(store, recording)
    if isinstance(found, Negative):
        raise UnknownName(f"{recording} is a negative and of no airing")
    return found


def item(store: Store, name: str) -> Indexable:
    """The recording or negative of that id.

    Raises:
        UnknownName: There is none.
    """
    for row in store.db.query(_SELECT + " WHERE r.id = ?", [name]):
        return _negative(row) if row["negative"] is not None else _recording(row)
    raise UnknownName(f"there is no recording {name!r}; airtrace recordings list shows what there is")


def held(store: Store) -> list[Recording]:
    """All recordings that were not removed, in the order of their airing."""
    query = _SELECT + " WHERE r.removed_at IS NULL AND r.negative IS NULL ORDER BY a.aired_at, r.rowid"
    return [_recording(row) for row in store.db.query(query)]


def negatives(store: Store) -> list[Negative]:
    """All negatives that were not removed, the oldest first."""
    query = _SELECT + " WHERE r.removed_at IS NULL AND r.negative IS NOT NULL ORDER BY r.rowid"
    return [_negative(row) for row in store.db.query(query)]


def indexed_since(store: Store, seq: int) -> list[str]:
    """Recordings that became searchable, or searchable anew, after that event."""
    query = "SELECT DISTINCT subject FROM events WHERE seq > ? AND kind = ?"
    rows = store.db.execute(query, [seq, EventKind.RECORDING_INDEXED])
    return [name for (name,) in rows]


def index_files(store: Store) -> set[str]:
    """The index segments that what is held is searched through, each by its own name."""
    query = "SELECT segment FROM recordings WHERE removed_at IS NULL AND segment IS NOT NULL"
    return {segment for (segment,) in store.db.execute(query)}


def airing_of(row: dict[str, Any]) -> Airing:
    """The airing in a joined row."""
    return Airing(
        id=row["airing_id"],
        kind=AiringKind(row["kind"]),
        station=row["station"],
        programme=row["programme"],
        aired_at=from_iso(row["aired_at"]),
        uncertainty=row["uncertainty"],
        zone=row["zone"],
        time_from=TimeSource(row["time_from"]),
    )


def _recording(row: dict[str, Any]) -> Recording:
    return Recording(
        id=row["id"],
        airing=airing_of(row),
        sha256=row["sha256"],
        duration=row["duration"],
        width=row["width"],
        height=row["height"],
        path=row["path"],
        segment=row["segment"],
        format=row["format"],
        removed=row["removed_at"] is not None,
        frames_every=row["frames_every"],
        given_by=row["given_by"],
        covered=row["covered"],
        not_indexed=row["not_indexed"],
        sound=bool(row["sound"]),
    )


def _negative(row: dict[str, Any]) -> Negative:
    return Negative(
        id=row["id"],
        because=row["negative"],
        sha256=row["sha256"],
        duration=row["duration"],
        width=row["width"],
        height=row["height"],
        path=row["path"],
        segment=row["segment"],
        format=row["format"],
        removed=row["removed_at"] is not None,
        not_indexed=row["not_indexed"],
        sound=bool(row["sound"]),
    )


def _decimal(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")
