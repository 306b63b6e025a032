"""Can the record be believed: ``airtrace history verify``.

Checks SQLite's own integrity, the three triggers to the letter, the chain, every projection against one
rebuilt from the events, the bytes of every file that an event names, and heads that were kept elsewhere.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import sqlite_utils

from reference.errors import RecordDamaged, RecordError, RecordLocked, RecordOutOfReach
from storage import chain
from storage.database import trouble
from storage.migrations import PROJECTIONS, VOLATILE, migrations
from storage.projections import Projector, columns_of
from storage.store import Store


class Soundness(Enum):
    """The outcome; the value is the command's exit code."""

    CLEAN = 0
    TAMPERED = 1
    COULD_NOT_CHECK = 2


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was recorded. ``seq`` is the first event concerned, where there is one."""

    where: str
    what: str
    seq: int | None = None


@dataclass(frozen=True)
class Audit:
    verdict: Soundness
    events: int
    head: str
    files: int
    findings: tuple[Finding, ...]
    unchecked: tuple[str, ...] = ()
    """What could not be checked, and why."""


@dataclass(frozen=True)
class Anchor:
    """A head that was written down outside the database: ``seq hash``."""

    seq: int
    hash: str


def head_line(store: Store) -> str:
    """The line to keep elsewhere: number, hash and time of the last event."""
    seq, digest, at = chain.head(store.db.conn)
    return f"{seq} {digest.hex()} {at}"


def audit_folder(folder: Path, anchors: Sequence[Anchor] = ()) -> Audit:
    """Open the record in a folder and check it; one that no longer opens is a finding."""
    try:
        with Store(folder) as store:
            return audit(store, anchors)
    except RecordDamaged as error:
        return Audit(Soundness.TAMPERED, 0, "", 0, (Finding("database", str(error)),))
    except (RecordLocked, RecordOutOfReach) as error:
        return Audit(Soundness.COULD_NOT_CHECK, 0, "", 0, (), (str(error),))


def audit(store: Store, anchors: Sequence[Anchor] = ()) -> Audit:
    """Check the whole record; never raises for what it finds."""
    findings: list[Finding] = []
    unchecked: list[str] = []
    files = 0
    connection = store.db.conn
    connection.execute("BEGIN")  # one reading of the whole, however long it takes
    try:
        steps: tuple[Callable[[], Iterable[Finding]], ...] = (
            lambda: _sqlite(connection),
            lambda: _triggers(connection),
            lambda: _chain(connection),
            lambda: _anchors(connection, anchors),
            lambda: _projections(store),
        )
        for step in steps:
            try:
                findings.extend(step())
            except Exception as error:  # a damaged file can raise anything, even from PRAGMA integrity_check
                if _says_nothing(error, store.folder):
                    unchecked.append(f"the database: {error}")
                else:
                    findings.append(Finding("database", f"it cannot be read: {error}"))
        try:
            wanted = _files(connection)
            files = len(wanted)
            findings.extend(_missing(store, wanted))
            seq, digest, at = chain.head(connection)
        except Exception as error:
            unchecked.append(f"the files of the vault: {error}")
            seq, digest, at = 0, b"", ""
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    verdict = Soundness.TAMPERED if findings else Soundness.COULD_NOT_CHECK if unchecked else Soundness.CLEAN
    return Audit(verdict, seq, f"{seq} {digest.hex()} {at}", files, tuple(findings), tuple(unchecked))


def _says_nothing(error: Exception, folder: Path) -> bool:
    """Whether the disk or another process kept the record from being read; that is no tampering."""
    found = trouble(error, folder) if isinstance(error, sqlite3.Error) else error
    return isinstance(found, RecordError | OSError | MemoryError) and not isinstance(found, RecordDamaged)


def _sqlite(connection: sqlite3.Connection) -> Iterable[Finding]:
    for (line,) in connection.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield Finding("database", f"SQLite finds: {line}")
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield Finding(table, f"row {row} points to nothing in {parent}")


def _triggers(connection: sqlite3.Connection) -> Iterable[Finding]:
    rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    found = dict(rows.fetchall())
    for name, sql in chain.TRIGGERS.items():
        if name not in found:
            yield Finding("triggers", f"the trigger {name} is missing")
        elif found[name] != sql:
            yield Finding("triggers", f"the trigger {name} was changed")
    for name in sorted(found.keys() - chain.TRIGGERS.keys()):
        yield Finding("triggers", f"there is a trigger that is not ours: {name}")


def _chain(connection: sqlite3.Connection) -> Iterable[Finding]:
    if chain.head(connection)[0] == 0:
        yield Finding("events", "there are none", 1)
    broken = chain.broken_link(connection)
    if broken is not None:
        yield Finding("events", broken[1], broken[0])


def _anchors(connection: sqlite3.Connection, anchors: Sequence[Anchor]) -> Iterable[Finding]:
    for anchor in anchors:
        row = connection.execute("SELECT hash FROM events WHERE seq = ?", [anchor.seq]).fetchone()
        if row is None:
            yield Finding(
                "anchor", f"event {anchor.seq} was kept elsewhere and is gone from here", anchor.seq
            )
        elif bytes(row[0]).hex() != anchor.hash:
            yield Finding("anchor", f"event {anchor.seq} is not the one that was kept elsewhere", anchor.seq)


def _projections(store: Store) -> Iterable[Finding]:
    rebuilt = sqlite_utils.Database(memory=True)
    try:
        migrations.apply(rebuilt)
        projector = Projector(rebuilt.conn, store.vault)
        for event in chain.events(store.db.conn):
            chain.append(
                rebuilt.conn,
                at=event.at,
                actor=event.actor,
                kind=chain.EventKind(event.kind),
                subject=event.subject,
                body=event.body,
            )
            projector.apply(event)
        for table in PROJECTIONS:
            if _rows(store.db.conn, table) != _rows(rebuilt.conn, table):
                yield Finding(table, "its rows are not those that the events give")
    finally:
        rebuilt.close()


def _rows(connection: sqlite3.Connection, table: str) -> list[tuple[Any, ...]]:
    names = [name for name in columns_of(connection, table) if name not in VOLATILE.get(table, frozenset())]
    query = f"SELECT {', '.join(names)} FROM {table}"  # noqa: S608 - the names are the schema's own
    return sorted(connection.execute(query).fetchall(), key=repr)


def _files(connection: sqlite3.Connection) -> dict[str, int]:
    """Every file that an event names, with the first event that does."""
    wanted: dict[str, int] = {}
    for seq, body in connection.execute("SELECT seq, body FROM events ORDER BY seq"):
        for sha256 in json.loads(body).get("files", ()):
            wanted.setdefault(sha256, seq)
    return wanted


def _missing(store: Store, wanted: dict[str, int]) -> Iterable[Finding]:
    for sha256, seq in wanted.items():
        if not store.vault.holds(sha256):
            yield Finding("vault", f"the file {sha256} is missing", seq)
        elif not store.vault.intact(sha256):
            yield Finding("vault", f"the file {sha256} no longer holds the bytes it was named for", seq)
