"""The pieces of an HLS recorder as whole files: one for each run of its playlist.

Pieces of a few seconds cannot be searched one by one. MPEG-TS is made to be joined end to end, so each run
becomes one file in the home's ``footage`` folder; the recorder's own folder is left as it is.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from reference.errors import InputError, RecordOutOfReach
from reference.times import Interval
from scrapers.broadcasts.hls import Run, parse_playlist
from scrapers.broadcasts.unfinished import Look, being_written

_TS = 0x47
"""First byte of every packet of MPEG-TS."""


@dataclass(frozen=True)
class JoinedFile:
    """A file that was made of a run, and when it begins; None where the playlist has no clock."""

    path: Path
    begins: Interval | None


@dataclass(frozen=True)
class Joined:
    files: tuple[JoinedFile, ...]
    notes: tuple[str, ...]


def join_playlist(playlist: Path, into: Path, zone: ZoneInfo, now: datetime) -> Joined:
    """Join the runs of a media playlist, each into a file of its own.

    Args:
        into: A folder; it is made where it is not there.
        zone: Of clock times in the playlist that say none.

    Raises:
        InputError: It is no playlist of plain pieces beside it, is still being written, or none of them is there.
        RecordOutOfReach: The disk does not take the files.
    """
    try:
        look, body = Look.at(playlist), playlist.read_bytes()
    except OSError as error:
        raise InputError(f"{playlist} cannot be read: {error.strerror}") from error
    found = parse_playlist(body, zone)
    if not found.finished and (why := being_written(playlist.name, look, now.timestamp())):
        raise InputError(f"{playlist.name} is not finished ({why}); add it when the recorder has ended")
    folder = playlist.resolve().parent
    pieces = [piece.name for run in found.runs for piece in run.pieces]
    absent = {name for name in pieces if not _is_beside(folder, name)}
    runs = [part for run in found.runs for part in run.without(absent)]
    if not runs:
        raise InputError(f"none of the pieces that {playlist.name} lists lies beside it")
    notes = [f"{len(absent)} of {len(pieces)} pieces of {playlist.name} are missing"] if absent else []
    if len(runs) > 1:
        notes.append(f"{playlist.name} has gaps, and became {len(runs)} recordings, each with its own time")
    try:
        into.mkdir(parents=True, exist_ok=True)
        files = [_join(playlist, run, n, folder, into) for n, run in enumerate(runs, 1)]
    except OSError as error:
        raise RecordOutOfReach(
            f"nothing can be kept in {into}: {error.strerror}; see that the disk has room"
        ) from error
    return Joined(tuple(files), tuple(notes))


def _is_beside(folder: Path, name: str) -> bool:
    """Whether the piece is a file in the playlist's folder, and no link out of it."""
    try:
        piece = (folder / name).resolve()
        return piece.is_relative_to(folder) and piece.is_file() and piece.stat().st_size > 0
    except OSError:
        return False


def _join(playlist: Path, run: Run, n: int, folder: Path, into: Path) -> JoinedFile:
    """Raises: InputError: A piece is no MPEG-TS."""
    when = f"{run.begins.start:%Y%m%dT%H%M%SZ}" if run.begins else f"part{n:03d}"
    stem = "".join(
        char if char.isalnum() or char in "-_" else "-" for char in f"{folder.name}-{playlist.stem}"
    )[:80]
    path = into / f"{stem}-{when}.ts"
    temporary = into / f".{path.name}.part"
    _copy([folder / piece.name for piece in run.pieces], temporary)
    temporary.replace(path)
    return JoinedFile(path, run.begins)


def _copy(pieces: Sequence[Path], into: Path) -> None:
    try:
        with into.open("wb") as file:
            for piece in pieces:
                with piece.open("rb") as part:
                    if part.read(1) != bytes([_TS]):
                        raise InputError(
                            f"{piece.name} is no piece of MPEG-TS, so it cannot be joined to others"
                        )
                    part.seek(0)
                    shutil.copyfileobj(part, file, 1 << 20)
            file.flush()
            os.fsync(file.fileno())
    except InputError:
        into.unlink(missing_ok=True)
        raise
