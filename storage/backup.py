"""A copy of the record in another folder, which is itself a record: taken while work goes on, then verified.

The database is copied through SQLite's backup interface (https://sqlite.org/backup.html), files after it: whatever
an event names was in the vault before the event. Files are named by their content and copied once, so that a second
backup into the same folder copies what is new, and one that was cut short is taken up where it ended.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from reference.errors import NotAllowed, RecordDamaged
from storage import chain
from storage.audit import Audit, audit_folder
from storage.database import exclusive, out_of_reach
from storage.store import DATABASE, LOCK, Store
from storage.vault import Vault, hash_of

_VAULT, _INDEX = "vault", "index"


@dataclass(frozen=True)
class Backup:
    copied: int
    """Files copied now."""
    kept: int
    """Files that an earlier backup had copied."""
    audit: Audit
    """What verifying the copy found."""


def back_up(store: Store, folder: Path) -> Backup:
    """Copy the record into ``folder`` and verify the copy.

    Raises:
        NotAllowed: The folder lies within the record, or holds events that this record does not have.
        RecordDamaged: A file of the record does not hold the bytes that it is named for.
        RecordOutOfReach: The folder cannot be written.
    """
    if folder.resolve().is_relative_to(store.folder.resolve()):
        raise NotAllowed(f"{folder} lies within the record itself; a backup belongs elsewhere")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with exclusive(folder / LOCK):
            _refuse_another(store, folder)
            _copy_database(store, folder)
            copied, kept = _copy_files(store, folder)
    except OSError as error:
        raise out_of_reach(folder, error.strerror or str(error)) from error
    return Backup(copied, kept, audit_folder(folder))


def _refuse_another(store: Store, folder: Path) -> None:
    """A backup never takes the place of what the present record does not hold."""
    earlier = folder / DATABASE
    if not earlier.is_file():
        return
    try:
        with closing(sqlite3.connect(f"{earlier.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            seq, digest, _ = chain.head(connection)
    except sqlite3.Error as error:
        raise NotAllowed(f"{earlier} is there and cannot be read: {error}; choose another folder") from error
    row = store.db.execute("SELECT hash FROM events WHERE seq = ?", [seq]).fetchone()
    if seq and (row is None or bytes(row[0]) != digest):
        raise NotAllowed(f"{earlier} holds events that this record does not have; choose another folder")


def _copy_database(store: Store, folder: Path) -> None:
    with tempfile.TemporaryDirectory(prefix=".airtrace-", dir=folder) as place:
        copy = Path(place) / DATABASE
        with closing(sqlite3.connect(copy)) as target:
            store.db.conn.backup(target)
        copy.chmod(0o600)
        for side in (
            "-wal",
            "-shm",
        ):  # of an earlier copy that was opened: they must not be read with this one
            (folder / f"{DATABASE}{side}").unlink(missing_ok=True)
        copy.replace(folder / DATABASE)


def _copy_files(store: Store, folder: Path) -> tuple[int, int]:
    """How many files were copied, and how many were there."""
    copied = kept = 0
    for room in (_VAULT, _INDEX):
        target = Vault(folder / room)
        for file in _finished(store.folder / room):
            place = folder / room / file.relative_to(store.folder / room)
            if place.is_file() and hash_of(place) == hash_of(file):
                kept += 1
                continue
            place.unlink(missing_ok=True)
            copied += 1
            if room == _VAULT:
                if target.put_file(file) != file.name:
                    raise RecordDamaged(
                        f"{file} no longer holds the bytes it was named for; nothing was copied of it"
                    )
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            temporary = place.parent / f".incoming-{file.name}"
            shutil.copyfile(file, temporary)
            temporary.replace(place)
    return copied, kept


def _finished(folder: Path) -> Iterator[Path]:
    """The files that have their names; those on their way begin with a dot."""
    return (file for file in sorted(folder.rglob("*")) if file.is_file() and not file.name.startswith("."))
