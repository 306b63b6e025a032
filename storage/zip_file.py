"""ZIP files that a stranger made: opened without trusting what they say of themselves.

Nothing is ever unpacked by its name. The list of entries is bounded before it is read, and an entry is
read no further than it is allowed to be long.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from reference.errors import InputError

LARGEST_LIST = 16 << 20
"""Bytes of the list of entries: some 100,000 of them. Python keeps about ten times as much in memory."""
_TAIL = 65_535 + 22 + 20
_END = b"PK\x05\x06"
_END_64 = b"PK\x06\x06"
_LOCATOR_64 = b"PK\x06\x07"


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """A ZIP file for reading.

    Raises:
        InputError: It is none, is damaged, cannot be read, or lists too much.
    """
    try:
        with path.open("rb") as file:
            if _list_size(file) > LARGEST_LIST:
                raise InputError(f"{path.name} lists more files than Airtrace reads from a ZIP")
            with zipfile.ZipFile(file) as archive:
                yield archive
    except (zipfile.BadZipFile, struct.error, NotImplementedError, ValueError, EOFError) as error:
        raise InputError(f"{path.name} is no ZIP file that can be read; get another copy") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error


def read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes | None:
    """The bytes of an entry; None where there are more than ``most``, or it is locked or damaged."""
    if entry.file_size > most or entry.flag_bits & 1:
        return None
    try:
        with archive.open(entry) as file:
            content = file.read(most + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, zlib.error):
        return None
    return content if len(content) <= most else None


def _list_size(file: IO[bytes]) -> int:
    """Bytes of the list of entries, by the record at the end of the file (APPNOTE 4.3.14 to 4.3.16)."""
    end = file.seek(0, 2)
    start = max(0, end - _TAIL)
    file.seek(start)
    tail = file.read(_TAIL)
    at = tail.rfind(_END)
    if at < 0:
        raise zipfile.BadZipFile
    (size,) = struct.unpack_from("<I", tail, at + 12)
    if tail[at - 20 : at - 16] == _LOCATOR_64:
        (place,) = struct.unpack_from("<Q", tail, at - 12)
        file.seek(place)
        record = file.read(56)
        if record[:4] == _END_64:
            (size,) = struct.unpack_from("<Q", record, 40)
    file.seek(0)
    return int(size)
