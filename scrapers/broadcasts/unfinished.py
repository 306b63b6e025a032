"""Files that are still being written: a recorder or a download is at work on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

QUIET = 60.0
"""Seconds for which a file must not have changed. Tuners and HLS recorders write every few seconds."""
_ENDINGS = (
    ".part",
    ".partial",
    ".tmp",
    ".temp",
    ".crdownload",
    ".download",
    ".ytdl",
    ".filepart",
    ".!qb",
    ".aria2",
)
_BESIDE = (".lock", ".part", ".ytdl", ".aria2")


@dataclass(frozen=True)
class Look:
    """A file at a moment: its size in bytes, and when it was changed last, in seconds since 1970."""

    size: int
    changed: float

    @classmethod
    def at(cls, file: Path) -> Look:
        """Raises: OSError: It cannot be looked at."""
        stat = file.stat()
        return cls(stat.st_size, stat.st_mtime)


def being_written(
    name: str, look: Look, now: float, *, before: Look | None = None, beside: Iterable[str] = ()
) -> str | None:
    """Why the file is left until it is finished; None where nothing speaks for that.

    A file whose clock is in the future is taken by its size alone: what changed it had another clock.

    Args:
        now: Seconds since 1970.
        before: An earlier look, where there was one.
        beside: Names of the files in its folder.
    """
    if name.casefold().endswith(_ENDINGS):
        return "its name says that it is not finished"
    names = set(beside)
    if marks := [name + ending for ending in _BESIDE if name + ending in names]:
        return f"{marks[0]} lies beside it, so something is at work on it"
    if look.size == 0:
        return "it is still empty"
    if before is not None and before != look:
        return "it has changed since the last look"
    if 0 <= now - look.changed < QUIET and before is None:
        return f"it was changed {now - look.changed:.0f} s ago, and may still be written to"
    return None
