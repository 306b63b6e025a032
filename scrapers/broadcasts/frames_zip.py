"""A ZIP of single frames that an archive sent: whether it holds this show's frames, and which are missing.

Nothing is unpacked. Every frame is read to its end, so that its checksum is compared, within bounds on each
and on all of them.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from reference.errors import InputError
from storage import zip_file

LARGEST_FRAME = 20 << 20
LARGEST_UNPACKED = 8 << 30
"""Bytes of all frames; a day of frames at 4 s has 21,600 of them."""
MOST = 100_000
_FRAME = re.compile(r"(?P<show>.+)[-_](?P<number>[0-9]{1,9})\.(?:jpe?g|png)", re.IGNORECASE)


@dataclass(frozen=True)
class FramesZip:
    """What a ZIP of frames holds."""

    frames: int
    notes: tuple[str, ...]
    """What is wrong with it, though it can be used."""


def look_into(path: Path, show: str) -> FramesZip:
    """Read all of the show's frames once.

    Raises:
        InputError: It is no ZIP, is damaged as a whole, claims to unpack to too much, or holds no frame of this
            show that can be read.
    """
    with zip_file.opened(path) as archive:
        own, strangers = [], 0
        for entry in archive.infolist():
            found = _FRAME.fullmatch(entry.filename.rpartition("/")[2])
            if found is not None and found["show"] == show and not _escapes(entry.filename):
                own.append((int(found["number"]), entry))
            else:
                strangers += not entry.is_dir()
        if len(own) > MOST or sum(entry.file_size for _, entry in own) > LARGEST_UNPACKED:
            raise InputError(f"the ZIP of {show} claims to hold more than a show can")
        if len(own) < strangers or not own:
            raise InputError(f"the ZIP of {show} does not hold frames of this show")
        damaged = [n for n, entry in own if not _whole(archive, entry)]
    if len(damaged) == len(own):
        raise InputError(f"not one of the {len(own)} frames of {show} can be read")
    return FramesZip(len(own) - len(damaged), tuple(_notes([n for n, _ in own], damaged, strangers)))


def _escapes(name: str) -> bool:
    """Whether a name points out of the ZIP; nothing is unpacked by it, but no archive writes one in earnest."""
    return name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name


def _whole(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    return zip_file.read(archive, entry, LARGEST_FRAME) is not None


def _notes(numbers: list[int], damaged: list[int], strangers: int) -> Iterable[str]:
    if damaged:
        yield f"{len(damaged)} of {len(numbers)} frames are damaged"
    ordered = sorted(set(numbers))
    holes = [(before + 1, after - 1) for before, after in pairwise(ordered) if after > before + 1]
    if ordered[0] > 1:
        holes.insert(0, (1, ordered[0] - 1))
    if holes:
        shown = ", ".join(f"{first}" if first == last else f"{first} to {last}" for first, last in holes[:3])
        missing = sum(last - first + 1 for first, last in holes)
        yield f"{missing} frames are missing (numbers {shown}{' and more' if len(holes) > 3 else ''})"
    if len(ordered) < len(numbers):
        yield f"{len(numbers) - len(ordered)} frames stand in it twice"
    if strangers:
        yield f"{strangers} other files in it were left alone"
