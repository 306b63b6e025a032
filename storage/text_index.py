"""The full-text index of all transcripts: SQLite FTS5 in a file of its own, made from the record.

It can be deleted: the next search makes it again. A row is a minute of a transcript with the first words of
what follows, so that a phrase across its end is found; ``rowid`` is the transcript's number and the minute.
FTS5 keeps no text, only terms and where they stand; the text is read from the transcripts.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice

import sqlite_utils

from reference.terms import Unit, index_terms, units
from storage import transcripts
from storage.database import connect, exclusive, transaction, trouble
from storage.records import Cue
from storage.store import Store

FILE = "text.db"
LOCK = "text.lock"
MINUTE = 60.0
BEYOND = 32
"""Units of the following minutes that a row holds as well: no phrase that is asked for is longer."""

_FORMAT = 2
_BITS = 20
"""Of a row's number that are the minute; the rest is the transcript's."""
_LAST_MINUTE = (1 << _BITS) - 1
_SAMPLED = 16
"""Of so many minutes the terms of one are counted: to count a frequent term exactly takes as long as it is frequent."""
_FREQUENT = 8
"""Sampled minutes from which that count is good enough."""
_TOGETHER = 25
"""Transcripts that are taken in by one transaction: some seconds."""
_MANY = 200
"""Newly indexed transcripts after which the index is put in order, which makes searching faster."""

_CREATE = (
    "CREATE TABLE about (format INTEGER NOT NULL, store TEXT NOT NULL) STRICT",
    """
    CREATE TABLE indexed (
      number INTEGER PRIMARY KEY AUTOINCREMENT, transcript TEXT NOT NULL UNIQUE, document TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE VIRTUAL TABLE minutes USING fts5 (
      terms, content = '', tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'"
    )
    """,
    "CREATE TABLE sampled (term TEXT PRIMARY KEY, minutes INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE VIRTUAL TABLE vocabulary USING fts5vocab (minutes, row)",
)


@dataclass(frozen=True, order=True)
class Row:
    """A minute of a transcript that holds what was searched for."""

    transcript: str
    minute: int


class TextIndex:
    """The index beside a store, brought up to what the store holds when it is opened.

    Raises:
        RecordLocked: Another process writes to it for too long.
        RecordOutOfReach: The disk is full, read-only or failing.
    """

    def __init__(self, store: Store, progress: Callable[[str], None] = lambda _: None) -> None:
        self._store = store
        self._lock = store.folder / LOCK
        self._path = store.folder / FILE
        try:
            with ExitStack() as on_failure:
                self.db = self._opened()
                on_failure.callback(self.db.close)
                self._catch_up(progress)
                on_failure.pop_all()
        except sqlite3.Error as error:
            raise trouble(error, store.folder) from error

    def __enter__(self) -> TextIndex:
        return self

    def __exit__(self, *_: object) -> None:
        self.db.close()

    def rows(self, expression: str, within: Iterable[str] | None = None, limit: int = 100_000) -> list[Row]:
        """The minutes that an FTS5 expression matches, in no particular order.

        Args:
            within: Only these transcripts; None for all.
        """
        query = "SELECT rowid FROM minutes WHERE minutes MATCH ?"
        values: list[object] = [expression]
        if within is not None:
            query += f" AND rowid >> {_BITS} IN (SELECT value FROM json_each(?))"  # noqa: S608 - our number
            values.append(json.dumps(self._numbers(within)))
        found = [number for (number,) in self.db.conn.execute(f"{query} LIMIT ?", [*values, limit])]
        names = self._names({number >> _BITS for number in found})
        return [
            Row(names[number >> _BITS], number & _LAST_MINUTE) for number in found if number >> _BITS in names
        ]

    def frequency(self, term: str) -> int:
        """How many minutes hold the term: exactly where they are few, else from a sample."""
        query = "SELECT minutes FROM sampled WHERE term = ?"
        sampled = next((int(count) for (count,) in self.db.conn.execute(query, [term])), 0)
        if sampled >= _FREQUENT:
            return sampled * _SAMPLED
        query = "SELECT doc FROM vocabulary WHERE term = ?"
        return next((int(count) for (count,) in self.db.conn.execute(query, [term])), 0)

    def _numbers(self, names: Iterable[str]) -> list[int]:
        known = dict(self.db.conn.execute("SELECT transcript, number FROM indexed").fetchall())
        return [known[name] for name in names if name in known]

    def _names(self, numbers: set[int]) -> dict[int, str]:
        query = "SELECT number, transcript FROM indexed WHERE number IN (SELECT value FROM json_each(?))"
        return dict(self.db.conn.execute(query, [json.dumps(sorted(numbers))]).fetchall())

    def _opened(self) -> sqlite_utils.Database:
        database = connect(self._path)
        if self._usable(database.conn):
            return database
        database.close()
        with exclusive(self._lock):
            database = connect(self._path)
            if not self._usable(database.conn):
                database.close()
                for suffix in ("", "-journal"):
                    self._path.with_name(FILE + suffix).unlink(missing_ok=True)
                database = connect(self._path)
                database.conn.execute("BEGIN IMMEDIATE")
                for statement in _CREATE:
                    database.conn.execute(statement)
                database.conn.execute("INSERT INTO about VALUES (?, ?)", [_FORMAT, self._identity()])
                database.conn.execute("COMMIT")
        return database

    def _usable(self, connection: sqlite3.Connection) -> bool:
        """Whether it is an index of this version and of this very record."""
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA synchronous = NORMAL")
            found = connection.execute("SELECT format, store FROM about").fetchall()
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                raise
            return False
        return found == [(_FORMAT, self._identity())]

    def _identity(self) -> str:
        (first,) = self._store.db.conn.execute("SELECT hash FROM events WHERE seq = 1").fetchone()
        return bytes(first).hex()

    def _catch_up(self, progress: Callable[[str], None]) -> None:
        """Take in what the store holds beyond the index, and out what it no longer holds, a few at a time.

        Others can search in between, and what is done stays when the process is killed.
        """
        held = transcripts.documents(self._store)
        done = 0
        while not self._is_of(held):
            with transaction(self.db, self._lock):
                self._forget_all_but(held)
                known = {name for (name,) in self.db.conn.execute("SELECT transcript FROM indexed")}
                new = [name for name in held if name not in known]
                for name in new[:_TOGETHER]:
                    self._take_in(name, held[name])
            done += len(new[:_TOGETHER])
            left = len(new) - len(new[:_TOGETHER])
            progress(f"indexing the words of transcripts: {100 * done // max(1, done + left)} %")
        if done >= _MANY:
            with transaction(self.db, self._lock):
                self.db.conn.execute("INSERT INTO minutes (minutes) VALUES ('optimize')")

    def _forget_all_but(self, held: dict[str, str]) -> None:
        known = dict(self.db.conn.execute("SELECT transcript, document FROM indexed").fetchall())
        for gone in sorted(known.keys() - held.keys()):
            if not self._forget(gone, known[gone]):
                self._empty()
                return

    def _is_of(self, held: dict[str, str]) -> bool:
        known = self.db.conn.execute("SELECT transcript FROM indexed").fetchall()
        return {name for (name,) in known} == held.keys()

    def _take_in(self, name: str, document: str) -> None:
        query = "INSERT INTO indexed (transcript, document) VALUES (?, ?)"
        number = self.db.conn.execute(query, [name, document]).lastrowid or 0
        cues = transcripts.cues_of(self._store, document)
        for minute, terms in minutes_of(cues):
            query = "INSERT INTO minutes (rowid, terms) VALUES (?, ?)"
            self.db.conn.execute(query, [number << _BITS | minute, " ".join(terms)])
            self._sample(number, minute, terms, 1)

    def _forget(self, name: str, document: str) -> bool:
        """Take a transcript's words out; False where they were erased, for FTS5 asks for the very words."""
        query = "SELECT number FROM indexed WHERE transcript = ?"
        (number,) = self.db.conn.execute(query, [name]).fetchone()
        cues = transcripts.cues_of(self._store, document)
        for minute, terms in minutes_of(cues):
            query = "INSERT INTO minutes (minutes, rowid, terms) VALUES ('delete', ?, ?)"
            self.db.conn.execute(query, [number << _BITS | minute, " ".join(terms)])
            self._sample(number, minute, terms, -1)
        self.db.conn.execute("DELETE FROM indexed WHERE number = ?", [number])
        return bool(cues)

    def _sample(self, number: int, minute: int, terms: list[str], count: int) -> None:
        if (number + minute) % _SAMPLED == 0:
            self.db.conn.executemany(
                "INSERT INTO sampled VALUES (?1, ?2) ON CONFLICT DO UPDATE SET minutes = minutes + ?2",
                ((term, count) for term in set(terms)),
            )

    def _empty(self) -> None:
        self.db.conn.execute("INSERT INTO minutes (minutes) VALUES ('delete-all')")
        self.db.conn.execute("DELETE FROM indexed")
        self.db.conn.execute("DELETE FROM sampled")


def minute_of(cue: Cue) -> int:
    """The minute under which a cue's words are indexed."""
    return min(_LAST_MINUTE, max(0, math.floor(cue.start / MINUTE)))


def minutes_of(cues: Sequence[Cue]) -> Iterator[tuple[int, list[str]]]:
    """The terms of each minute that has words, with the first of what follows."""
    by_minute: dict[int, list[Unit]] = {}
    for cue in cues:
        by_minute.setdefault(minute_of(cue), []).extend(units(cue.new))
    filled = [(minute, words) for minute, words in sorted(by_minute.items()) if words]
    for n, (minute, words) in enumerate(filled):
        following = (unit for _, later in filled[n + 1 : n + 1 + BEYOND] for unit in later)
        yield minute, index_terms([*words, *islice(following, BEYOND)])
