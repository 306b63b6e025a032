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

from reference.errors import RecordLocked

PATIENCE = 30.0
"""Seconds that a writer waits for its turn before it gives up."""


def sqlite_version() -> tuple[int, ...]:
    """The version of the SQLite that Python was built with."""
    return sqlite3.sqlite_version_info


def connect(path: Path) -> sqlite_utils.Database:
    """A connection; :func:`set_up` must follow before it is used."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=PATIENCE, check_same_thread=False)
    return sqlite_utils.Database(connection)


def set_up(db: sqlite_utils.Database) -> None:
    """The settings that the record depends on; but for the journal's they are per connection in SQLite."""
    for pragma in (
        "busy_timeout = 30000",
        "journal_mode = WAL",
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
    """
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
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


@contextmanager
def transaction(db: sqlite_utils.Database, lock: Path) -> Iterator[None]:
    """One write transaction: all of it is kept, or none."""
    with exclusive(lock):
        try:
            db.conn.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:  # another tool has the file open and writes to it
            raise RecordLocked(f"the database cannot be written to now ({error}); try again") from error
        try:
            yield
            db.conn.execute("COMMIT")
        except BaseException:
            if db.conn.in_transaction:
                db.conn.execute("ROLLBACK")
            raise


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
