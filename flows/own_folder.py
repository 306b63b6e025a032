"""Own recordings of a folder, taken in where they lie: placed in time by all that lies around them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from flows.bench import Bench
from flows.captions import read_file, within_recording
from flows.placing import Known, look_at, overlapping
from flows.show_records import Gathered, Words, missed, record
from reference.errors import InputError
from scrapers.broadcasts.folder import holds_frames, look
from scrapers.broadcasts.gdelt import EVERY
from scrapers.broadcasts.shape import Listing, Sought
from storage import recordings
from storage.records import Recording, Show, TextOrigin
from storage.store import Store

_CAPTIONS = (".srt", ".vtt", ".ttml", ".dfxp")


def listing(bench: Bench, sought: Sought) -> Listing:
    """The finished recordings of the folder.

    Raises:
        InputError: It is not there or cannot be read.
    """
    folder = Path(sought.name).expanduser().absolute()
    return look(folder, sought, bench.stations().called, bench.clock())


def gather(bench: Bench, store: Store, run: str, sought: Sought, show: Show) -> Gathered:
    """Look at a file, place it in time, and record it with the captions beside it. It stays where it lies.

    Raises:
        RecordError: The record or the disk takes no more.
    """
    path = Path(show.address or "")
    stations = bench.stations()
    known = Known(stations, bench.clock(), station=stations.get(sought.station))
    every = EVERY if holds_frames(path) else None
    try:
        if not path.exists():
            raise InputError(f"{path} is not there any more")
        placed = look_at(bench, [path], known, every)
    except InputError as error:
        return missed(store, run, show, str(error))
    inside = [each for each in placed if _is_within(each.recording, sought)]
    if not inside:
        begins = placed[0].recording.airing.aired_at
        return missed(
            store, run, show, f"it begins at {begins:%Y-%m-%d %H:%M:%S} UTC, outside the time asked for"
        )
    made = [each.recording for each in inside]
    notes = [note for each in inside for note in each.notes]
    held = [each for each in recordings.held(store) if each.airing.station == sought.station]
    notes += overlapping(held, made)
    words, refused = _words(store, path, made[0])
    record(store, run, show, made, words, [*notes, *refused], _size(path))
    return Gathered()


def _size(path: Path) -> int:
    """Bytes of a file, or of the frames of a folder."""
    return sum(each.stat().st_size for each in (path.iterdir() if path.is_dir() else [path]))


def _is_within(recording: Recording, sought: Sought) -> bool:
    begins = recording.airing.aired_at
    return begins < sought.last and begins + timedelta(seconds=recording.duration) > sought.first


def _words(store: Store, path: Path, first: Recording) -> tuple[list[Words], list[str]]:
    """The captions that lie beside a recording under its name."""
    words, refused = [], []
    for file in (path.with_suffix(ending) for ending in _CAPTIONS):
        if not file.is_file():
            continue
        try:
            body, found = read_file(file, None, None)
            within_recording(found.text, first.duration, file.name)
            words.append(Words(found.text, found.format, store.vault.put(body), TextOrigin.CAPTIONS))
        except InputError as error:
            refused.append(f"captions that cannot be used: {error}")
    return words, refused
