"""The vault: original bytes and evidence frames, each named by the SHA-256 of what it holds.

A file is written under a temporary name, synced and renamed, and its folder synced, before any row
may speak of it: an orphan is harmless, a hash that points nowhere is not.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

from reference.errors import RecordDamaged

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
        """Keep bytes; returns their SHA-256. Keeping the same bytes twice is one object."""
        sha256 = hashlib.sha256(content).hexdigest()
        if not self.holds(sha256):
            descriptor, temporary = self._temporary()
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            self._name(Path(temporary), sha256)
        return sha256

    def put_file(self, source: Path) -> str:
        """Keep a copy of a file, in constant memory; returns its SHA-256."""
        digest = hashlib.sha256()
        descriptor, temporary = self._temporary()
        try:
            with os.fdopen(descriptor, "wb") as file, source.open("rb") as original:
                while chunk := original.read(_CHUNK):
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        sha256 = digest.hexdigest()
        if self.holds(sha256):
            Path(temporary).unlink()
        else:
            self._name(Path(temporary), sha256)
        return sha256

    def read(self, sha256: str) -> bytes:
        """The object's bytes, checked against its name.

        Raises:
            RecordDamaged: It is missing, or holds other bytes than its name says.
        """
        try:
            content = self.path(sha256).read_bytes()
        except OSError as error:
            raise RecordDamaged(f"the stored file {sha256} is missing from the vault") from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise RecordDamaged(f"the stored file {sha256} no longer holds the bytes it was named for")
        return content

    def intact(self, sha256: str) -> bool:
        """Whether the object is there and still holds the bytes it was named for."""
        return self.holds(sha256) and hash_of(self.path(sha256)) == sha256

    def _temporary(self) -> tuple[int, str]:
        self.folder.mkdir(parents=True, exist_ok=True)
        return tempfile.mkstemp(prefix=".incoming-", dir=self.folder)

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


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
