"""The full-text index of the imported fact-checks: SQLite FTS5 in a file of its own, made from the record.

It can be deleted: the next search makes it again, as it does after an import.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import ExitStack

import sqlite_utils

from storage.database import connect, exclusive, transaction, trouble
from storage.store import Store

FILE = "factchecks.db"
LOCK = "factchecks.lock"
_FORMAT = 1
_TITLE, _SUBTITLE, _CLAIM = 1.0, 0.7, 1.5
"""What a word counts in each field; as published, a claim says most about the post that it is of."""

_CREATE = (
    "CREATE TABLE about (format INTEGER NOT NULL, made_of TEXT NOT NULL) STRICT",
    "CREATE TABLE names (number INTEGER PRIMARY KEY, id TEXT NOT NULL) STRICT",
    "CREATE VIRTUAL TABLE fields USING fts5 (title, subtitle, claim, content = '', tokenize = 'unicode61')",
    "CREATE VIRTUAL TABLE vocabulary USING fts5vocab (fields, row)",
)


class FactCheckIndex:
    """The index beside a store, made anew when it is opened and the store holds something else.

    Args:
        terms: Splits a text into the terms by which it is found.

    Raises:
        RecordLocked: Another process writes to it for too long.
        RecordOutOfReach: The disk is full, read-only or failing.
    """

    def __init__(
        self,
        store: Store,
        terms: Callable[[str], Sequence[str]],
        progress: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._store = store
        self._terms = terms
        self._path = store.folder / FILE
        self._lock = store.folder / LOCK
        try:
            with ExitStack() as on_failure:
                self.db = self._opened(progress)
                on_failure.callback(self.db.close)
                (held,) = self.db.conn.execute("SELECT count(*) FROM names").fetchone()
                self.held = int(held)
                on_failure.pop_all()
        except sqlite3.Error as error:
            raise trouble(error, store.folder) from error

    def __enter__(self) -> FactCheckIndex:
        return self

    def __exit__(self, *_: object) -> None:
        self.db.close()

    def best(self, terms: Sequence[str], limit: int) -> list[tuple[str, float]]:
        """The ids of the fact-checks that hold any of the terms, with their BM25 score, best first."""
        if not terms:
            return []
        expression = " OR ".join(f'"{term}"' for term in dict.fromkeys(terms))
        query = """
            SELECT n.id, -found.score FROM (
              SELECT rowid, bm25(fields, ?, ?, ?) AS score FROM fields WHERE fields MATCH ?
              ORDER BY score, rowid LIMIT ?
            ) found JOIN names n ON n.number = found.rowid ORDER BY found.score, n.number
        """
        values = [_TITLE, _SUBTITLE, _CLAIM, expression, limit]
        return [(name, float(score)) for name, score in self.db.conn.execute(query, values)]

    def rarity(self, term: str) -> float:
        """The inverse document frequency of a term, as BM25 has it; never below 0."""
        row = self.db.conn.execute("SELECT doc FROM vocabulary WHERE term = ?", [term]).fetchone()
        holding = int(row[0]) if row else 0
        return math.log(1 + (self.held - holding + 0.5) / (holding + 0.5))

    def _opened(self, progress: Callable[[str], None]) -> sqlite_utils.Database:
        state = self._state()
        if self._path.exists() and (found := self._usable(state)) is not None:
            return found
        with exclusive(self._lock):
            if self._path.exists() and (found := self._usable(state)) is not None:
                return found
            for suffix in ("", "-journal", "-wal", "-shm"):
                self._path.with_name(FILE + suffix).unlink(missing_ok=True)
        database = connect(self._path)
        with transaction(database, self._lock):
            self._fill(database.conn, state, progress)
        return database

    def _usable(self, state: str) -> sqlite_utils.Database | None:
        database = connect(self._path)
        try:
            if database.conn.execute("SELECT format, made_of FROM about").fetchall() == [(_FORMAT, state)]:
                return database
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                database.close()
                raise
        database.close()
        return None

    def _fill(self, connection: sqlite3.Connection, state: str, progress: Callable[[str], None]) -> None:
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'about'").fetchone():
            return
        for statement in _CREATE:
            connection.execute(statement)
        rows = self._store.db.execute(
            "SELECT id, title, subtitle, claim FROM factchecks ORDER BY id"
        ).fetchall()
        for number, (name, *texts) in enumerate(rows, 1):
            connection.execute("INSERT INTO names VALUES (?, ?)", [number, name])
            joined = [" ".join(self._terms(text or "")) for text in texts]
            query = "INSERT INTO fields (rowid, title, subtitle, claim) VALUES (?, ?, ?, ?)"
            connection.execute(query, [number, *joined])
            if number % 1_000 == 0:
                progress(f"indexing fact-checks: {100 * number // len(rows)} %")
        connection.execute("INSERT INTO about VALUES (?, ?)", [_FORMAT, state])

    def _state(self) -> str:
        """The imports that the store holds, as the hashes of their events."""
        query = "SELECT hash FROM events WHERE kind = 'factchecks_imported' ORDER BY seq"
        return json.dumps([bytes(each).hex() for (each,) in self._store.db.execute(query)])
