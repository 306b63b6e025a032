"""A folder of own recordings: which of its files are finished recordings of a station, and of which time by name.

Nothing is opened but playlists, whose pieces are no recordings of their own. What a recording is to the second is
seen when it is looked at (its name, a file beside it, its container).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from reference.errors import BadTime, InputError
from reference.times import Interval, zone_named
from scrapers.broadcasts import hls, show_ids
from scrapers.broadcasts.file_names import read_name, stations_named
from scrapers.broadcasts.shape import Listing, Sought, in_order
from scrapers.broadcasts.unfinished import Look, being_written
from storage.records import AiringKind, Show, SourceName, TimeSource

SOURCE = SourceName.FOLDER
MOST = 50_000
"""Files of a folder that are looked at, those of its folders included."""
_VIDEO = frozenset(
    {".mp4", ".m4v", ".mov", ".mkv", ".webm", ".ts", ".m2ts", ".mts", ".mpg", ".mpeg", ".avi", ".flv", ".wmv"}
)
_PLAYLISTS = frozenset({".m3u8", ".m3u"})


def look(folder: Path, sought: Sought, called: Callable[[str], tuple[str, ...]], now: datetime) -> Listing:
    """The finished recordings that can be of the station and of the time asked for.

    Args:
        called: The ids of the stations that go by a name.
        now: The present moment.

    Raises:
        InputError: The folder is not there or cannot be read.
    """
    shows, others, unfinished = [], 0, []
    files = _files(folder)
    beside: dict[Path, list[str]] = {}
    for path in files:
        beside.setdefault(path.parent, []).append(path.name)
    pieces = {piece for path in files for piece in _pieces(path, zone_named(sought.zone))}
    for path in files:
        if path in pieces or not _is_recording(path):
            continue
        named = stations_named(path.name, called)
        time = _time(path.name, sought)
        another = named and sought.station not in named
        if another or (time is not None and not time.overlaps(_of(sought))):
            others += 1
            continue
        try:
            why = being_written(path.name, Look.at(path), now.timestamp(), beside=beside[path.parent])
        except OSError as error:
            why = f"it cannot be read: {error.strerror}"
        if why is not None and path.suffix.lower() not in _PLAYLISTS:
            unfinished.append(f"{path.name} is left: {why}")
            continue
        shows.append(_show(path, folder, sought, time))
    said = f"The folder holds {len(shows)} recordings that can be of the time asked for"
    said += f"; {others} are of another station or time" if others else ""
    said += f"; {len(unfinished)} are not finished ({unfinished[0]})" if unfinished else ""
    return Listing(f"{said}.", in_order(shows))


def _files(folder: Path) -> list[Path]:
    """All plain files, and folders of one show's frames; links left out, in the order of their names."""
    if not folder.is_dir():
        raise InputError(f"there is no folder {str(folder)!r}; give it with --address")
    found: list[Path] = []

    def refuse(error: OSError) -> None:
        raise InputError(f"{error.filename} cannot be read: {error.strerror}") from error

    for place, folders, names in os.walk(folder, onerror=refuse):
        inside = sorted(name for name in folders if not name.startswith("."))
        frames = [name for name in inside if show_ids.read(name) is not None]
        folders[:] = [name for name in inside if name not in frames]
        found += [path for path in (Path(place) / name for name in frames) if not path.is_symlink()]
        paths = (Path(place) / name for name in sorted(names) if not name.startswith("."))
        found += [path for path in paths if _can_be_named(path) and not path.is_symlink() and path.is_file()]
        if len(found) > MOST:
            raise InputError(f"{folder} holds more than {MOST:,} files; give a smaller folder")
    return found


def _can_be_named(path: Path) -> bool:
    """Whether the path can be written into the record: it is UTF-8 and of one line."""
    return str(path).isprintable()


def _is_recording(path: Path) -> bool:
    """Videos, playlists, and frames."""
    return path.suffix.lower() in _VIDEO | _PLAYLISTS or holds_frames(path)


def holds_frames(path: Path) -> bool:
    """Whether it is a ZIP or folder of frames that is named as GDELT names them."""
    if path.is_dir():
        return show_ids.read(path.name) is not None
    return path.suffix.lower() == ".zip" and show_ids.read(path.stem) is not None


def _pieces(path: Path, zone: ZoneInfo) -> Iterator[Path]:
    if path.suffix.lower() not in _PLAYLISTS:
        return
    try:
        if path.stat().st_size <= hls.LARGEST:
            for run in hls.parse_playlist(path.read_bytes(), zone).runs:
                yield from (path.parent / piece.name for piece in run.pieces)
    except (InputError, OSError):
        return  # it is listed all the same, and says what is wrong with it when it is looked at


def _time(name: str, sought: Sought) -> Interval | None:
    """All instants at which the recording can begin by its name; None where the name does not say."""
    try:
        return read_name(name, zone_named(sought.zone)).begins
    except BadTime:
        return None


def _of(sought: Sought) -> Interval:
    return Interval(sought.first.astimezone(UTC), sought.last.astimezone(UTC))


def _show(path: Path, folder: Path, sought: Sought, time: Interval | None) -> Show:
    """A file as a show; where its name says no time, it is asked for whatever the time."""
    begins = sought.first if time is None else max(time.start, sought.first)
    unsure = (sought.last - sought.first).total_seconds() if time is None else 0.0
    return Show(
        source=SOURCE,
        key=path.relative_to(folder).as_posix(),
        station=sought.station,
        title=None,
        aired_at=begins,
        uncertainty=unsure,
        kind=AiringKind.BROADCAST,
        time_from=TimeSource.FILE_NAME if time is not None else TimeSource.CONTAINER,
        address=str(path),
        zone=sought.zone,
    )
