"""The store: one folder with the database, the vault, the index segments and the writer's lock.

Every change is an event. ``writing()`` opens one transaction in which events are appended and their
projections brought up to date together; nothing else changes a table.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlite_utils

from reference.errors import UnknownName
from reference.times import iso
from storage import chain
from storage.chain import Event, EventKind
from storage.database import connect, exclusive, out_of_reach, set_up, transaction, trouble
from storage.encoding import canonical, clean
from storage.index_files import IndexFiles
from storage.migrations import migrations
from storage.projections import Projector
from storage.vault import Vault

DATABASE = "airtrace.db"
LOCK = "airtrace.lock"
MACHINE = "airtrace"
"""The actor of events that no person asked for."""


class Writing:
    """An open transaction: appends events, and with each the rows that follow from it."""

    def __init__(self, store: Store, actor: str) -> None:
        self._store = store
        self.actor = actor
        self.db = store.db

    def append(
        self, kind: EventKind, subject: str, body: dict[str, Any], *, actor: str | None = None
    ) -> Event:
        """Add an event in this transaction. The body holds no floats: scores and seconds go as text."""
        connection = self.db.conn
        _, _, last = chain.head(connection)
        at = _stamp(self._store.clock())
        if last and at < last:
            self._add(EventKind.CLOCK_WENT_BACK, "clock", {"last": last, "now": at}, at, MACHINE)
        return self._add(kind, subject, body, at, clean(actor or self.actor))

    def _add(self, kind: EventKind, subject: str, body: dict[str, Any], at: str, actor: str) -> Event:
        text = canonical(clean(body))
        event = chain.append(self.db.conn, at=at, actor=actor, kind=kind, subject=subject, body=text)
        Projector(self.db.conn, self._store.vault).apply(event)
        return event

    def next_id(self, letter: str, table: str) -> str:
        """The next free id of a table whose rows are never deleted: ``C1``, ``C2``, …"""
        count: int = self.db.table(table).count
        return f"{letter}{count + 1}"


class Store:
    """The record on this machine.

    Args:
        folder: Created when it does not exist.
        clock: Gives the present moment, aware; tests pass their own.

    Raises:
        RecordDamaged: The file is no database, or no longer one that can be read.
        RecordLocked: Another process or tool writes to it for too long.
        RecordOutOfReach: The disk is full, read-only or failing.
    """

    def __init__(self, folder: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise out_of_reach(folder, error.strerror or str(error)) from error
        self.folder = folder
        self.clock = clock
        self.vault = Vault(folder / "vault")
        self.index = IndexFiles(folder / "index")
        """Index segments: like the vault, but missing ones can be rebuilt from footage."""
        self._lock = folder / LOCK
        try:
            with ExitStack() as on_failure:
                self.db: sqlite_utils.Database = connect(folder / DATABASE)
                on_failure.callback(self.db.close)
                self._prepare()
                on_failure.pop_all()
        except sqlite3.Error as error:
            raise trouble(error, folder) from error

    def _prepare(self) -> None:
        """Make the tables of a new record, and those that a newer version added; begin the chain."""
        set_up(self.db, self._lock)
        if migrations.pending(self.db):
            with exclusive(self._lock):
                migrations.apply(self.db)
        if chain.head(self.db.conn)[0] == 0:
            with self.writing(MACHINE) as to:
                if chain.head(self.db.conn)[0] == 0:
                    body = {"db_id": secrets.token_hex(16), "chain": "airtrace-event-v1"}
                    to.append(EventKind.STORE_CREATED, "store", body)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; under the lock, because the last close of a database checkpoints it."""
        with exclusive(self._lock):
            self.db.close()

    @contextmanager
    def writing(self, actor: str) -> Iterator[Writing]:
        """One transaction, one writer at a time: all that is appended in it is kept, or nothing.

        Raises:
            RecordLocked: Another process kept the lock for too long.
        """
        with transaction(self.db, self._lock):
            yield Writing(self, actor)

    def touch_run(self, run: str, progress: str | None) -> None:
        """Note that a run is alive and how far it is; like :meth:`note_look`, a write that is no event."""
        with transaction(self.db, self._lock):
            self.db.conn.execute(
                "UPDATE runs SET heartbeat = ?, progress = coalesce(?, progress) WHERE id = ? AND state = 'running'",
                (iso(self.clock()), progress, run),
            )

    def note_look(self, person: str, case: str, version: int) -> None:
        """Note which version of a case a person has looked at; never an earlier one than before."""
        with transaction(self.db, self._lock):
            self.db.conn.execute(
                "INSERT INTO looks (person, case_id, version) VALUES (?, ?, ?) ON CONFLICT (person, case_id) "
                "DO UPDATE SET version = max(version, excluded.version)",
                (clean(person), case, version),
            )

    def one(self, table: str, key: str, what: str) -> dict[str, Any]:
        """The row of that id.

        Raises:
            UnknownName: There is none.
        """
        rows = list(self.db.query(f"SELECT * FROM {table} WHERE id = ?", [key]))  # noqa: S608 - our names
        if not rows:
            raise UnknownName(f"there is no {what} {key!r} in this record")
        return rows[0]


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
