"""The chain of events: append-only rows, each bound to the one before by SHA-256.

``hash = SHA256(0x00 ‖ "airtrace-event-v1" ‖ 0x00 ‖ prev ‖ for each of seq, at, actor, kind, subject,
body: its length in 8 bytes, big-endian ‖ its UTF-8 bytes)``. The first event's ``prev`` is 32 zero
bytes. ``body`` is kept as the text that was hashed, so verifying never writes JSON again.

Three triggers refuse updates, deletions, and inserts that do not extend the chain; they guard against
mistakes. The chain shows edits. A cut tail or a chain hashed anew shows only against a head that was
kept elsewhere: see ``airtrace history verify --head``.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

START = bytes(32)
_DOMAIN = b"\x00airtrace-event-v1\x00"

CREATE_EVENTS = """
CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  prev BLOB NOT NULL UNIQUE CHECK (length(prev) = 32),
  hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32)
) STRICT
"""

TRIGGERS: dict[str, str] = {
    "events_no_update": (
        "CREATE TRIGGER events_no_update BEFORE UPDATE ON events "
        "BEGIN SELECT RAISE(ABORT, 'events are never changed'); END"
    ),
    "events_no_delete": (
        "CREATE TRIGGER events_no_delete BEFORE DELETE ON events "
        "BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END"
    ),
    "events_extend_chain": (
        "CREATE TRIGGER events_extend_chain BEFORE INSERT ON events "
        "WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM events) "
        "OR NEW.prev IS NOT coalesce((SELECT hash FROM events ORDER BY seq DESC LIMIT 1), zeroblob(32)) "
        "BEGIN SELECT RAISE(ABORT, 'an event must extend the chain'); END"
    ),
}


class EventKind(StrEnum):
    STORE_CREATED = "store_created"
    CLOCK_WENT_BACK = "clock_went_back"
    RUN_REQUESTED = "run_requested"
    RUN_STARTED = "run_started"
    RUN_ENDED = "run_ended"
    FETCHED = "fetched"
    ARTICLE_READ = "article_read"
    CASE_OPENED = "case_opened"
    CASE_SIGHTED = "case_sighted"
    CASE_JOINED = "case_joined"
    POST_SEEN = "post_seen"
    POST_GONE = "post_gone"
    POST_BACK = "post_back"
    POST_EMBEDDED = "post_embedded"
    COPIES_FOUND = "copies_found"
    FEED_ADDED = "feed_added"
    FEED_LOOKED = "feed_looked"
    FEED_ITEM_TAKEN = "feed_item_taken"
    FEED_ITEMS_WAIT_AGAIN = "feed_items_wait_again"
    FEED_REMOVED = "feed_removed"
    FEED_PAUSED = "feed_paused"
    FEED_RESUMED = "feed_resumed"
    CLAIMS_PROPOSED = "claims_proposed"
    CLAIM_STATED = "claim_stated"
    RECORDING_ADDED = "recording_added"
    RECORDING_INDEXED = "recording_indexed"
    RECORDING_NOT_INDEXED = "recording_not_indexed"
    RECORDING_MOVED = "recording_moved"
    RECORDING_REMOVED = "recording_removed"
    FOOTAGE_REMOVED = "footage_removed"
    RETENTION_SET = "retention_set"
    SHOWS_LISTED = "shows_listed"
    SHOW_GATHERED = "show_gathered"
    SHOW_MISSED = "show_missed"
    TRANSCRIPT_ADDED = "transcript_added"
    TRANSCRIPT_REMOVED = "transcript_removed"
    LINK_SUGGESTED = "link_suggested"
    LINK_REVISED = "link_revised"
    LINK_DECIDED = "link_decided"
    CHECKED = "checked"
    STATE_CHANGED = "state_changed"
    DECIDED = "decided"
    CASE_ASSIGNED = "case_assigned"
    FOOTAGE_MARKED = "footage_marked"
    NOTE_ADDED = "note_added"
    SIGN_OFF_ASKED = "sign_off_asked"
    SIGNED_OFF = "signed_off"
    FACTCHECKS_IMPORTED = "factchecks_imported"


@dataclass(frozen=True)
class Event:
    seq: int
    at: str
    actor: str
    kind: str
    subject: str
    body: str
    prev: bytes
    hash: bytes


def event_hash(prev: bytes, seq: int, at: str, actor: str, kind: str, subject: str, body: str) -> bytes:
    """The hash that binds an event to the one before it (32 bytes)."""
    digest = hashlib.sha256(_DOMAIN + prev)
    for value in (str(seq), at, actor, kind, subject, body):
        encoded = value.encode()
        digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.digest()


def head(connection: sqlite3.Connection) -> tuple[int, bytes, str]:
    """Number, hash and time of the last event; ``(0, 32 zero bytes, "")`` for an empty chain."""
    row = connection.execute("SELECT seq, hash, at FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    return (row[0], bytes(row[1]), row[2]) if row else (0, START, "")


def append(
    connection: sqlite3.Connection, *, at: str, actor: str, kind: EventKind, subject: str, body: str
) -> Event:
    """Add one event; the caller holds the writer's lock and an open transaction."""
    last, prev, _ = head(connection)
    seq = last + 1
    digest = event_hash(prev, seq, at, actor, kind, subject, body)
    event = Event(seq, at, actor, kind.value, subject, body, prev, digest)
    connection.execute(
        "INSERT INTO events (seq, at, actor, kind, subject, body, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (seq, at, actor, kind.value, subject, body, prev, digest),
    )
    return event


def events(connection: sqlite3.Connection, after: int = 0) -> Iterator[Event]:
    """All events after that number, in order."""
    query = "SELECT seq, at, actor, kind, subject, body, prev, hash FROM events WHERE seq > ? ORDER BY seq"
    for row in connection.execute(query, (after,)):
        yield Event(*row)


def broken_link(connection: sqlite3.Connection) -> tuple[int, str] | None:
    """The first event that does not fit the chain, with the reason; None when all do."""
    prev, expected = START, 1
    for event in events(connection):
        if event.seq != expected:
            return expected, f"event {expected} is missing: the next one is {event.seq}"
        if bytes(event.prev) != prev:
            return event.seq, f"event {event.seq} does not follow on the one before it"
        seen = event_hash(prev, event.seq, event.at, event.actor, event.kind, event.subject, event.body)
        if bytes(event.hash) != seen:
            return event.seq, f"event {event.seq} was changed: its content does not give its hash"
        prev, expected = seen, expected + 1
    return None
