"""Retention: the rules for how long footage, frames and fingerprints are kept, and what they make due.

Fingerprints outlive footage. What stands in a link that nobody rejected is evidence: its recording is kept
whole, and the frames in the vault are never touched by any rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from reference.errors import InputError, NotAllowed
from reference.times import from_iso
from storage import recordings
from storage.chain import EventKind
from storage.records import Recording
from storage.records.retention import EVERY_STATION, Holding, Retention
from storage.store import Store, Writing

LONGEST = 36_500
"""Days of a rule."""


@dataclass(frozen=True)
class Due:
    """Something that a rule no longer keeps."""

    recording: Recording
    holding: Holding
    rule: Retention
    since: datetime
    """When its days were over."""
    evidence: bool = False
    """Whether a link points to the recording that nobody rejected: then it is kept all the same."""

    @property
    def reason(self) -> str:
        days = self.rule.days(self.holding)
        return f"{self.holding.value} of {self.recording.airing.station} are kept for {days} days: {self.rule.because}"


def set_rule(to: Writing, rule: Retention) -> None:
    """Record how long a station's recordings are kept from now on, in place of what was said before.

    Raises:
        NotAllowed: No reason is given.
        InputError: A number of days is none, or fingerprints would go before the footage.
    """
    if not rule.because.strip():
        raise NotAllowed("say why, for the history: what is removed does not come back")
    for holding in Holding:
        days = rule.days(holding)
        if days is not None and not 0 <= days <= LONGEST:
            raise InputError(f"{holding.value} can be kept for 0 to {LONGEST:,} days, or for ever")
    shortest = rule.fingerprints
    if shortest is not None and any(days is None or days > shortest for days in (rule.footage, rule.frames)):
        raise InputError(
            "fingerprints are kept at least as long as footage and frames, for without them nothing is found; "
            "give --footage and --frames no more days than --fingerprints"
        )
    body = {
        "footage": rule.footage,
        "frames": rule.frames,
        "fingerprints": rule.fingerprints,
        "own_files": rule.own_files,
        "because": rule.because,
    }
    to.append(EventKind.RETENTION_SET, rule.station, body)


def rules(store: Store) -> dict[str, Retention]:
    """The rules that hold, by station."""
    return {row["station"]: _rule(row) for row in store.db.query("SELECT * FROM retention ORDER BY station")}


def rule_of(found: dict[str, Retention], station: str) -> Retention:
    """The rule for a station: its own, else the one for every station, else to keep all for ever."""
    return found.get(station) or found.get(EVERY_STATION) or Retention(station)


def due(store: Store, now: datetime) -> tuple[Due, ...]:
    """What no rule keeps any more, in the order of its airing; evidence is marked as such."""
    found = rules(store)
    evidence = in_evidence(store)
    added = {
        row["id"]: from_iso(row["added_at"]) for row in store.db.query("SELECT id, added_at FROM recordings")
    }
    gone = footage_gone(store)
    listed = []
    for recording in recordings.held(store):
        rule = rule_of(found, recording.airing.station)
        begins = max(recording.airing.aired_at, added[recording.id])
        for holding in _held_of(recording, gone):
            days = rule.days(holding)
            if days is not None and (since := begins + timedelta(days=days)) <= now:
                listed.append(Due(recording, holding, rule, since, recording.id in evidence))
    return tuple(listed)


def _held_of(recording: Recording, gone: frozenset[str]) -> Sequence[Holding]:
    video = Holding.FOOTAGE if recording.frames_every is None else Holding.FRAMES
    with_footage = recording.path is not None and recording.id not in gone
    return (video, Holding.FINGERPRINTS) if with_footage else (Holding.FINGERPRINTS,)


def in_evidence(store: Store) -> frozenset[str]:
    """Recordings that a link points to which nobody rejected."""
    rows = store.db.execute("SELECT DISTINCT recording_id FROM links WHERE state != 'rejected'")
    return frozenset(name for (name,) in rows)


def footage_gone(store: Store) -> frozenset[str]:
    """Recordings whose footage was removed by a rule."""
    rows = store.db.execute("SELECT id FROM recordings WHERE footage_removed_at IS NOT NULL")
    return frozenset(name for (name,) in rows)


def footage_removed(to: Writing, recording: str, holding: Holding, size: int, because: str) -> None:
    """Record that the footage is removed; its fingerprints and its row stay."""
    body = {"what": holding.value, "size": size, "because": because}
    to.append(EventKind.FOOTAGE_REMOVED, recording, body)


def _rule(row: dict[str, Any]) -> Retention:
    return Retention(
        station=row["station"],
        footage=row["footage_days"],
        frames=row["frames_days"],
        fingerprints=row["fingerprints_days"],
        own_files=bool(row["own_files"]),
        set_at=from_iso(row["set_at"]),
        set_by=row["set_by"],
        because=row["because"],
    )
