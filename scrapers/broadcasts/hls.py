"""Folders of an HLS recorder: a media playlist (RFC 8216) and the pieces beside it.

``EXT-X-PROGRAM-DATE-TIME`` says when each piece was on air. Where that clock and the lengths of the pieces
part, something is missing, and what follows is a recording of its own: nothing is put on a time that is not its.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from reference.errors import InputError
from reference.times import Interval, parse_instant

LARGEST = 20_000_000
MOST = 100_000
"""Pieces of a playlist: a week of two seconds each is three times as many as recorders write into one."""
LONGEST_PIECE = 3600.0
TOLERATED = 2.0
"""Seconds by which the playlist's clock and the lengths of the pieces may part between two of them."""

_DATE_TIME = "#EXT-X-PROGRAM-DATE-TIME:"
_LENGTH = re.compile(r"#EXTINF:\s*(\d{1,6}(?:\.\d{1,12})?)\s*(?:,.*)?", re.ASCII)


@dataclass(frozen=True)
class Piece:
    """A file beside the playlist, and its length in seconds as the playlist has it."""

    name: str
    seconds: float


@dataclass(frozen=True)
class Run:
    """Pieces that follow one another without a gap; ``begins`` is None where the playlist has no clock."""

    pieces: tuple[Piece, ...]
    begins: Interval | None

    @property
    def seconds(self) -> float:
        return sum(piece.seconds for piece in self.pieces)

    def without(self, names: Collection[str]) -> tuple[Run, ...]:
        """What is left of it in order when these pieces are not there: each part begins when its first piece does."""
        found: list[Run] = []
        at, goes_on = 0.0, False
        for piece in self.pieces:
            if piece.name in names:
                goes_on = False
            elif goes_on:
                found[-1] = Run((*found[-1].pieces, piece), found[-1].begins)
            else:
                found.append(Run((piece,), self._later(at)))
                goes_on = True
            at += piece.seconds
        return tuple(found)

    def _later(self, seconds: float) -> Interval | None:
        step = timedelta(seconds=seconds)
        return None if self.begins is None else Interval(self.begins.start + step, self.begins.end + step)


@dataclass(frozen=True)
class Playlist:
    """What a media playlist lists, run by run."""

    runs: tuple[Run, ...]
    finished: bool
    """Whether it says that nothing more will come."""


@dataclass
class _Reading:
    """A run that is still being read; ``next`` is when its next piece is due."""

    pieces: list[Piece] = field(default_factory=list)
    begins: Interval | None = None
    next: datetime | None = None

    def takes(self, clock: Interval | None) -> bool:
        """Whether a piece with that clock time goes on where this run ends."""
        if clock is None:
            return True
        return self.next is not None and abs((clock.start - self.next).total_seconds()) <= TOLERATED

    def add(self, piece: str, length: float, clock: Interval | None) -> None:
        begins = clock.start if clock is not None else self.next
        self.next = None if begins is None else begins + timedelta(seconds=length)
        self.pieces.append(Piece(piece, length))


def parse_playlist(body: bytes, zone: ZoneInfo) -> Playlist:
    """Read a media playlist.

    Args:
        zone: Of clock times that say none (the RFC asks for one, and not all recorders write it).

    Raises:
        InputError: It is no media playlist, its pieces do not lie beside it, or they are encrypted or parts of files.
        BadTime: A clock time in it is none, or no clock in the zone showed it.
    """
    runs: list[_Reading] = []
    length: float | None = None
    clock: Interval | None = None
    broken = finished = False
    count = 0
    for line in _lines(body):
        if line.startswith(_DATE_TIME):
            clock = parse_instant(line[len(_DATE_TIME) :], zone)[0]
        elif match := _LENGTH.fullmatch(line):
            length = min(float(match[1]), LONGEST_PIECE)
        elif line == "#EXT-X-DISCONTINUITY":
            broken = True
        elif line == "#EXT-X-ENDLIST":
            finished = True
        elif line.startswith("#"):
            _refuse(line)
        else:
            if length is None:
                raise InputError(
                    f"the playlist lists {line[:60]!r} without its length; give a media playlist"
                )
            if not runs or broken or not runs[-1].takes(clock):
                runs.append(_Reading(begins=clock))
            runs[-1].add(_beside(line), length, clock)
            length, clock, broken = None, None, False
            count += 1
            if count > MOST:
                raise InputError(f"the playlist lists more than {MOST:,} pieces; cut it into parts")
    return Playlist(tuple(Run(tuple(run.pieces), run.begins) for run in runs), finished)


def _lines(body: bytes) -> Iterator[str]:
    if len(body) > LARGEST:
        raise InputError("the playlist is larger than a recorder's is")
    try:
        lines = body.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise InputError("the playlist is no text in UTF-8") from error
    if not lines or lines[0].strip() != "#EXTM3U":
        raise InputError("the file is no HLS playlist: it does not begin with #EXTM3U")
    return (line.strip() for line in lines[1:] if line.strip())


def _refuse(line: str) -> None:
    """Raises: InputError: The line says something by which the pieces are no plain files beside the playlist."""
    if line.startswith("#EXT-X-KEY:") and "METHOD=NONE" not in line:
        raise InputError("the playlist's pieces are encrypted; have the recorder write them in the clear")
    if line.startswith("#EXT-X-BYTERANGE"):
        raise InputError("the playlist's pieces are parts of one file; add that file itself")
    if line.startswith("#EXT-X-MAP"):
        raise InputError(
            "the playlist's pieces are fragments of MP4; have the recorder write MPEG-TS, or join them"
        )
    if line.startswith("#EXT-X-STREAM-INF"):
        raise InputError("the playlist lists other playlists; give the one whose pieces were recorded")


def _beside(line: str) -> str:
    """The name of a piece, which lies in the playlist's own folder or below it."""
    name = unquote(line)
    parts = PurePosixPath(name).parts
    outside = name.startswith("/") or ".." in parts or not parts
    if outside or "\\" in name or "\0" in name or ":" in parts[0] or "?" in name:
        raise InputError(f"the playlist lists {name[:80]!r}, which does not lie beside it")
    return name
