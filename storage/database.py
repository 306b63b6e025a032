"""One SQLite file, one writer at a time.

A writer takes an ``flock`` beside the database and then ``BEGIN IMMEDIATE``. The lock keeps two
connections from ever writing or checkpointing at the same instant, which SQLite before 3.51.3 does not
survive in WAL mode (the WAL-reset bug); the last close of a file checkpoints too, so closing takes it
as well. Nobody holds it while fetching or decoding.
"""

from __future__ import annotations

import fcntl
import os
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlite_utils

from reference.errors import RecordDamaged, RecordError, RecordLocked, RecordOutOfReach

PATIENCE = 30.0
"""Seconds that a writer waits for its turn before it gives up."""


_OUT_OF_REACH = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_NOMEM,
    }
)
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_NOT_OUR_FAULT = _OUT_OF_REACH | _BUSY | {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def sqlite_version() -> tuple[int, ...]:
    """The version of the SQLite that Python was built with."""
    return sqlite3.sqlite_version_info


def connect(path: Path) -> sqlite_utils.Database:
    """A connection; :func:`set_up` must follow before it is used."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=PATIENCE, check_same_thread=False)
    return sqlite_utils.Database(connection)


def set_up(db: sqlite_utils.Database, lock: Path) -> None:
    """The settings that the record depends on; but for the journal's they are per connection in SQLite.

    The journal's is set under the lock: SQLite waits for nobody when it changes it.
    """
    db.conn.execute("PRAGMA busy_timeout = 30000")
    if db.conn.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        with exclusive(lock):
            db.conn.execute("PRAGMA journal_mode = WAL")
    for pragma in (
        "synchronous = FULL",
        "fullfsync = 1",
        "foreign_keys = ON",
        "trusted_schema = OFF",
        "secure_delete = ON",
    ):
        db.conn.execute(f"PRAGMA {pragma}")


@contextmanager
def exclusive(lock: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the lock file alone.

    Raises:
        RecordLocked: Another process kept it for longer than ``patience`` seconds.
        RecordOutOfReach: The lock file cannot be made or opened.
    """
    try:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise out_of_reach(lock.parent, error.strerror or str(error)) from error
    try:
        deadline = time.monotonic() + patience
        while not _taken(descriptor):
            if time.monotonic() > deadline:
                raise RecordLocked(
                    f"another process has kept {lock} for {patience:.0f} s; end it and try again"
                )
            time.sleep(random.uniform(0.001, 0.004))  # noqa: S311
        yield
    finally:
        os.close(descriptor)


def is_held(lock: Path) -> bool:
    """Whether some process holds the lock file now."""
    try:
        descriptor = os.open(lock, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        return not _taken(descriptor)
    finally:
        os.close(descriptor)


def trouble(error: sqlite3.Error, folder: Path) -> RecordError:
    """What SQLite says of the record in a folder, told apart: busy, out of reach, or damaged."""
    if _code(error) in _BUSY:
        return RecordLocked(f"another tool writes to the record in {folder} ({error}); try again")
    if _code(error) in _OUT_OF_REACH:
        return out_of_reach(folder, str(error))
    return RecordDamaged(f"the record in {folder} cannot be used: {error}; run airtrace history verify")


def _code(error: sqlite3.Error) -> int:
    """The primary result code (https://sqlite.org/rescode.html); 0 where SQLite itself said nothing."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF


def out_of_reach(folder: Path, why: str) -> RecordOutOfReach:
    return RecordOutOfReach(
        f"the record in {folder} cannot be used: {why}; see that the disk has room and can be written to"
    )


@contextmanager
def transaction(db: sqlite_utils.Database, lock: Path) -> Iterator[None]:
    """One write transaction: all of it is kept, or none.

    Raises:
        RecordLocked: Another process or tool writes for too long.
        RecordOutOfReach: The disk is full, read-only or failing.
        RecordDamaged: The file is damaged.
    """
    with exclusive(lock):
        try:
            db.conn.execute("BEGIN IMMEDIATE")
            yield
            db.conn.execute("COMMIT")
        except BaseException as error:
            if db.conn.in_transaction:
                db.conn.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error) and _code(error) in _NOT_OUR_FAULT:
                raise trouble(error, lock.parent) from error
            raise


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
