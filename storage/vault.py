"""The vault: original bytes and evidence frames, each named by the SHA-256 of what it holds.

A file is written under a temporary name, synced and renamed, and its folder synced, before any row
may speak of it: an orphan is harmless, a hash that points nowhere is not.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from reference.errors import RecordDamaged, RecordOutOfReach

_NAME = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1 << 20


class Vault:
    """Content-addressed files below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where the object lies, whether it is there or not.

        Raises:
            RecordDamaged: The text is no SHA-256.
        """
        if not _NAME.fullmatch(sha256):
            raise RecordDamaged(f"{sha256[:80]!r} is no SHA-256 of a stored file")
        return self.folder / sha256[:2] / sha256

    def holds(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def put(self, content: bytes) -> str:
        """Keep bytes; returns their SHA-256. Keeping the same bytes twice is one object.

        Raises:
            RecordOutOfReach: The disk does not take them.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        if not self.holds(sha256):
            with self._temporary() as (file, temporary):
                file.write(content)
                _sync(file)
                self._name(temporary, sha256)
        return sha256

    def put_file(self, source: Path) -> str:
        """Keep a copy of a file, in constant memory; returns its SHA-256.

        Raises:
            OSError: The file cannot be opened.
            RecordOutOfReach: The disk does not take the copy.
        """
        digest = hashlib.sha256()
        with source.open("rb") as original, self._temporary() as (file, temporary):
            while chunk := original.read(_CHUNK):
                digest.update(chunk)
                file.write(chunk)
            _sync(file)
            sha256 = digest.hexdigest()
            if not self.holds(sha256):
                self._name(temporary, sha256)
        return sha256

    def adopt(self, source: Path, sha256: str) -> None:
        """Give a finished and synced file of the same disk its name here; ``sha256`` is that of its bytes.

        A file of that name that is there already, maybe damaged, gives way.

        Raises:
            RecordOutOfReach: The disk does not let it be moved.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._name(source, sha256)
        except OSError as error:
            raise self._out_of_room(error) from error

    def read(self, sha256: str) -> bytes:
        """The object's bytes, checked against its name.

        Raises:
            RecordDamaged: It is missing, or holds other bytes than its name says.
        """
        if not self.holds(sha256):  # a pipe or a device in its place would be read without end
            raise RecordDamaged(f"the stored file {sha256} is missing from the vault")
        try:
            content = self.path(sha256).read_bytes()
        except OSError as error:
            raise RecordDamaged(f"the stored file {sha256} cannot be read: {error.strerror}") from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise RecordDamaged(f"the stored file {sha256} no longer holds the bytes it was named for")
        return content

    def intact(self, sha256: str) -> bool:
        """Whether the object is there and still holds the bytes it was named for."""
        return self.holds(sha256) and hash_of(self.path(sha256)) == sha256

    @contextmanager
    def _temporary(self) -> Iterator[tuple[IO[bytes], Path]]:
        """A file that is gone afterwards, unless it was given its name."""
        temporary: Path | None = None
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(prefix=".incoming-", dir=self.folder)
            temporary = Path(name)
            with os.fdopen(descriptor, "wb") as file:
                yield file, temporary
        except OSError as error:
            raise self._out_of_room(error) from error
        finally:
            if temporary is not None:
                temporary.unlink(missing_ok=True)

    def _out_of_room(self, error: OSError) -> RecordOutOfReach:
        why = error.strerror or str(error)
        return RecordOutOfReach(f"nothing can be kept in {self.folder}: {why}; see that the disk has room")

    def _name(self, temporary: Path, sha256: str) -> None:
        final = self.path(sha256)
        if not final.parent.is_dir():
            final.parent.mkdir(exist_ok=True)
            _sync_folder(self.folder)
        temporary.chmod(0o444)
        temporary.rename(final)
        _sync_folder(final.parent)


def hash_of(path: Path) -> str:
    """SHA-256 of a file, read in constant memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
