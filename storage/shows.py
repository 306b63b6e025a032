"""Shows: what sources of broadcasts list, what of it was gathered, and what is missing and why.

A listing, and the end of each show, is an event. A show is known by its source, its station and its key, so that
listing it again is not another airing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from reference.times import Interval, from_iso, iso
from storage.chain import EventKind
from storage.records import AiringKind, Show, ShowState, SourceName, TimeSource
from storage.store import Store, Writing


def listed(to: Writing, station: str, shows: Sequence[Show], *, run: str, url: str) -> None:
    """Record what a listing shows; of a show that is held already nothing changes."""
    if not shows:
        return
    body = {"run": run, "url": url, "shows": [_plain(show) for show in shows]}
    to.append(EventKind.SHOWS_LISTED, station, body)


def gathered(
    to: Writing, show: Show, *, run: str, recordings: Sequence[str], size: int, notes: Sequence[str] = ()
) -> None:
    """Record that these recordings were made of the show; ``notes`` say what of it is missing all the same."""
    body = _key(show) | {
        "run": run,
        "recordings": list(recordings),
        "size": size,
        "notes": list(notes),
    }
    to.append(EventKind.SHOW_GATHERED, show.station, body)


def missed(to: Writing, show: Show, *, run: str, reason: str) -> None:
    """Record why the show could not be had."""
    to.append(EventKind.SHOW_MISSED, show.station, _key(show) | {"run": run, "reason": reason[:500]})


def waiting(store: Store, run: str, source: SourceName, station: str, within: Interval) -> list[Show]:
    """The station's shows within that time that are not held, and that this run has not asked for yet."""
    query = """
        SELECT * FROM shows WHERE source = ? AND station = ? AND state != ? AND coalesce(run_id, '') != ?
        AND aired_at >= ? AND aired_at < ? ORDER BY aired_at, key
    """
    values = [source, station, ShowState.HELD, run, iso(within.start), iso(within.end)]
    return [_show(row) for row in store.db.query(query, values)]


def get(store: Store, show: Show) -> Show:
    """The show as it stands in the record now; as it is given where it was never listed."""
    query = "SELECT * FROM shows WHERE source = ? AND station = ? AND key = ?"
    for row in store.db.query(query, [show.source, show.station, show.key]):
        return _show(row)
    return show


def of_run(store: Store, run: str) -> list[Show]:
    """The shows that the run asked for, in the order of their airing."""
    query = "SELECT * FROM shows WHERE run_id = ? ORDER BY station, aired_at, key"
    return [_show(row) for row in store.db.query(query, [run])]


def held_from(store: Store, show: Show) -> SourceName | None:
    """Another source from which the same airing is held: archives name it alike where they share it."""
    query = "SELECT source FROM shows WHERE station = ? AND key = ? AND source != ? AND state = ?"
    row = store.db.execute(query, [show.station, show.key, show.source, ShowState.HELD]).fetchone()
    return SourceName(row[0]) if row is not None else None


def listed_within(store: Store, station: str, within: Interval) -> list[Show]:
    """Everything that any source has listed of the station for that time."""
    query = "SELECT * FROM shows WHERE station = ? AND aired_at >= ? AND aired_at < ? ORDER BY aired_at, key"
    return [_show(row) for row in store.db.query(query, [station, iso(within.start), iso(within.end)])]


def _key(show: Show) -> dict[str, Any]:
    return {"source": show.source, "station": show.station, "key": show.key}


def _plain(show: Show) -> dict[str, Any]:
    return _key(show) | {
        "title": show.title,
        "aired_at": iso(show.aired_at),
        "uncertainty": f"{show.uncertainty:.3f}",
        "kind": show.kind,
        "time_from": show.time_from,
        "seconds": None if show.seconds is None else f"{show.seconds:.3f}",
        "address": show.address,
        "zone": show.zone,
    }


def _show(row: dict[str, Any]) -> Show:
    return Show(
        source=SourceName(row["source"]),
        key=row["key"],
        station=row["station"],
        title=row["title"],
        aired_at=from_iso(row["aired_at"]),
        uncertainty=row["uncertainty"],
        kind=AiringKind(row["kind"]),
        time_from=TimeSource(row["time_from"]),
        seconds=row["seconds"],
        address=row["address"],
        zone=row["zone"],
        state=ShowState(row["state"]),
        reason=row["reason"],
        run=row["run_id"],
        size=row["size"],
        recordings=tuple(json.loads(row["recordings"])),
    )
