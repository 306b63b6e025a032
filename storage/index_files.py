"""The files of the index: one for each recording as it was indexed, and joined ones that hold many.

A recording's own segment is named by the SHA-256 of its bytes, and the record speaks of that name alone. A
joined file holds the same segments together, so that a search opens few files; beside it lies a list of
their names, which is written last. Joined files are made of the others and can always be taken apart, so
nothing in the record speaks of them.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from storage.vault import Vault

_LINE = re.compile(r"([0-9a-f]{64}) ([0-9]{1,18})")


@dataclass(frozen=True)
class Place:
    """Where a recording's segment lies: in a file of its own, where ``name`` is empty, or in a joined one."""

    path: Path
    name: str
    size: int
    """Bytes of the segment itself."""


@dataclass(frozen=True)
class Joined:
    """A file with several segments; ``sizes`` are the bytes of each as a file of its own, in its order."""

    sha256: str
    path: Path
    sizes: dict[str, int]


class IndexFiles(Vault):
    """The index's folder. The files of single recordings lie there as in a vault."""

    def holds(self, sha256: str) -> bool:
        """Whether the segment is there, by itself or in a joined file."""
        return self.place(sha256) is not None

    def place(self, sha256: str) -> Place | None:
        """Where a segment can be searched; None where it is gone."""
        own = self.path(sha256)
        if own.is_file():
            return Place(own, "", own.stat().st_size)
        for joined in self.joined():
            if sha256 in joined.sizes:
                return Place(joined.path, sha256, joined.sizes[sha256])
        return None

    def places(self) -> dict[str, Place]:
        """Where every segment can be searched, by its name: one look for all of an archive."""
        found = {
            name: Place(joined.path, name, size)
            for joined in self.joined()
            for name, size in joined.sizes.items()
        }
        together = {joined.sha256 for joined in self.joined()}
        for path in self.files():
            if path.name not in together:
                with suppress(FileNotFoundError):
                    found[path.name] = Place(path, "", path.stat().st_size)
        return found

    def files(self) -> Iterator[Path]:
        """Every named file, joined ones too."""
        return (path for path in self.folder.glob("[0-9a-f][0-9a-f]/*") if path.is_file())

    def joined(self) -> list[Joined]:
        """All joined files whose list is whole."""
        found = []
        for listing in sorted((self.folder / "joined").glob("*.names")):
            path = self.path(listing.stem) if re.fullmatch(r"[0-9a-f]{64}", listing.stem) else None
            sizes = _read(listing)
            if path is not None and sizes and path.is_file():
                found.append(Joined(listing.stem, path, sizes))
        return found

    def join(self, source: Path, sha256: str, sizes: dict[str, int], instead_of: Sequence[str]) -> None:
        """Take a joined file in, and let what it was made of go.

        It counts from the moment its list is there, which is written last; a kill in between leaves garbage,
        and nothing is missing at any time. The caller holds the writer's lock.

        Args:
            source: A finished and synced file of the same disk.
            sizes: Names and bytes of the segments in it, in its order.
            instead_of: Names of the files it was made of: segments, and joined files.

        Raises:
            RecordOutOfReach: The disk does not take it.
        """
        self.adopt(source, sha256)
        self._write(sha256, sizes)
        for name in instead_of:
            if name != sha256:
                self._listing(name).unlink(missing_ok=True)
                self.path(name).unlink(missing_ok=True)

    def forget(self) -> None:
        """Remove the lists of joined files that are gone."""
        for listing in (self.folder / "joined").glob("*.names"):
            if re.fullmatch(r"[0-9a-f]{64}", listing.stem) and not self.path(listing.stem).is_file():
                listing.unlink(missing_ok=True)

    def _listing(self, sha256: str) -> Path:
        return self.folder / "joined" / f"{sha256}.names"

    def _write(self, sha256: str, sizes: dict[str, int]) -> None:
        folder = self.folder / "joined"
        try:
            folder.mkdir(exist_ok=True)
            descriptor, name = tempfile.mkstemp(prefix=".incoming-", dir=folder)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.writelines(f"{segment} {size}\n" for segment, size in sizes.items())
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self._listing(sha256))
            opened = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(opened)
            finally:
                os.close(opened)
        except OSError as error:
            raise self._out_of_room(error) from error


def _read(listing: Path) -> dict[str, int]:
    """Names and bytes; empty where the list is damaged or has just been replaced."""
    try:
        lines = listing.read_text(encoding="ascii").splitlines()
    except (OSError, ValueError):
        return {}
    found: dict[str, int] = {}
    for line in lines:
        parts = _LINE.fullmatch(line)
        if parts is None:
            return {}
        found[parts[1]] = int(parts[2])
    return found
