"""Recordings: what of which airing we hold, and what of it is searchable."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from reference.errors import UnknownName
from reference.times import from_iso, iso
from storage.chain import EventKind
from storage.records import Airing, AiringKind, Coverage, Recording, TimeSource
from storage.store import Store, Writing

_SELECT = """
SELECT r.*, a.kind, a.station, a.programme, a.aired_at, a.uncertainty, a.zone, a.time_from
FROM recordings r JOIN airings a ON a.id = r.airing_id
"""


def add(store: Store, to: Writing, recording: Recording) -> Recording:
    """Record a recording and its airing; ``recording.id`` and ``recording.airing.id`` are given here.

    The same bytes of the same airing added again are the recording that we have.
    """
    for known in held(store):
        same = (
            known.airing.station == recording.airing.station
            and known.airing.aired_at == recording.airing.aired_at
        )
        if same and known.sha256 == recording.sha256:
            return known
    name = to.next_id("REC", "recordings")
    airing = to.next_id("A", "airings")
    body = {
        "sha256": recording.sha256,
        "duration": _decimal(recording.duration),
        "width": recording.width,
        "height": recording.height,
        "path": recording.path,
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
    to.append(EventKind.RECORDING_ADDED, name, body)
    return get(store, name)


def indexed(to: Writing, recording: str, segment: str, index_format: str) -> None:
    """Record that the recording can be searched through this index segment."""
    to.append(EventKind.RECORDING_INDEXED, recording, {"segment": segment, "format": index_format})


def remove(store: Store, to: Writing, recording: str, because: str) -> None:
    """Take a recording out of the search; its row, its links and its history stay.

    Raises:
        UnknownName: There is no such recording, or it was removed before.
    """
    if get(store, recording).removed:
        raise UnknownName(f"recording {recording} was removed before")
    to.append(EventKind.RECORDING_REMOVED, recording, {"because": because})


def get(store: Store, recording: str) -> Recording:
    """Raises: UnknownName: There is no such recording."""
    for row in store.db.query(_SELECT + " WHERE r.id = ?", [recording]):
        return _recording(row)
    raise UnknownName(f"there is no recording {recording!r}; airtrace recordings list shows what there is")


def held(store: Store) -> list[Recording]:
    """All recordings that were not removed, in the order of their airing."""
    query = _SELECT + " WHERE r.removed_at IS NULL ORDER BY a.aired_at, r.rowid"
    return [_recording(row) for row in store.db.query(query)]


def coverage(recordings: Iterable[Recording]) -> tuple[Coverage, ...]:
    """What these recordings cover, a row a station."""
    by_station: dict[str, list[Recording]] = {}
    for recording in recordings:
        by_station.setdefault(recording.airing.station, []).append(recording)
    return tuple(
        Coverage(
            station=station,
            first=min(item.airing.aired_at for item in items),
            last=max(item.airing.aired_at + timedelta(seconds=item.duration) for item in items),
            hours=sum(item.duration for item in items) / 3600,
            recordings=len(items),
        )
        for station, items in sorted(by_station.items())
    )


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
    )


def _decimal(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")
