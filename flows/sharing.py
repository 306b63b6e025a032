"""Share: recordings go to other newsrooms as fingerprints, come in from them, and are found where they were moved."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from flows import footage, indexing, joining
from flows.bench import Bench
from reference.errors import InputError, MediaUnreadable, NotAllowed, RecordDamaged, UnknownName
from reference.times import iso
from storage import recordings, runs, shared_file
from storage.records import Negative, Recording, RunKind
from storage.store import Store

if TYPE_CHECKING:
    from matching.covered import Contents


def share(bench: Bench, names: Sequence[str], into: Path) -> int:
    """Write a file with the fingerprints and airing data of these recordings; returns its bytes.

    Raises:
        UnknownName: One of them is not held.
        NotAllowed: One of them cannot be searched, or is a negative; nothing is written.
        InputError: The file cannot be written.
    """
    with bench.store() as store:
        chosen = [_shareable(store, name) for name in dict.fromkeys(names)]
        names = [each.segment for each in chosen if each.segment is not None]
        with joining.own_segments(bench, store, names) as segments:
            return shared_file.write(chosen, segments.__getitem__, into)


def _shareable(store: Store, name: str) -> Recording:
    item = recordings.item(store, name)
    if item.removed:
        raise UnknownName(f"recording {name} was removed")
    if isinstance(item, Negative):
        raise NotAllowed(f"{name} is a negative; recordings of airings alone are shared")
    if not indexing.searchable(store, item):
        raise NotAllowed(
            f"recording {name} cannot be searched; airtrace recordings reindex {name} comes first"
        )
    return item


@dataclass(frozen=True)
class TakenIn:
    """What an import did; ``run`` searches the new recordings for the standing cases."""

    run: str | None
    new: tuple[str, ...]
    held: tuple[str, ...]
    """Those that we had already; where their index was missing, it is there now."""


def take_in(bench: Bench, file: Path, given_by: str, *, asked_by: str) -> TakenIn:
    """Take in a file of shared recordings: all of it, or nothing.

    Raises:
        InputError: The file cannot be used; the sentence says why.
    """
    from matching.tracer import FORMAT

    with bench.store() as store:
        shared = shared_file.read(file, store.clock())
        known = {station.id for station in bench.stations()}
        for each in shared:
            station, made = each.recording.airing.station, each.recording.format
            if station not in known:
                raise InputError(
                    f"{file.name} has a recording of the station {station}, which is not known here; "
                    "airtrace stations add FILE makes it known"
                )
            if made != FORMAT:
                raise InputError(
                    f"{file.name} was made with the index format {made}, and this Airtrace reads {FORMAT}; "
                    "have it shared again by the same version"
                )
        bench.home.incoming.mkdir(exist_ok=True)
        known_of: dict[str, Contents] = {}
        with tempfile.TemporaryDirectory(prefix="shared-", dir=bench.home.incoming) as folder:
            for n, each in enumerate(shared, 1):
                bench.progress(f"looking at recording {n} of {len(shared)}")
                temporary = Path(folder) / each.segment
                if not temporary.exists():
                    shared_file.extract(file, each.segment, temporary)
                known_of[each.segment] = _fits(temporary, each, file.name)
            return _record(store, shared, known_of, Path(folder), given_by, asked_by)


def _fits(segment: Path, shared: shared_file.Shared, name: str) -> Contents:
    from matching.covered import contents
    from matching.foreign_segment import check

    try:
        check(segment, shared.recording.duration)
        return contents(segment, shared.recording.duration, shared.recording.frames_every)
    except RecordDamaged as error:
        at = f"{shared.recording.airing.station} {iso(shared.recording.airing.aired_at)}"
        raise InputError(f"the index file of {at} in {name} cannot be used: {error}") from error


def _record(
    store: Store,
    shared: Sequence[shared_file.Shared],
    known_of: Mapping[str, Contents],
    folder: Path,
    given_by: str,
    asked_by: str,
) -> TakenIn:
    new: list[str] = []
    held: list[str] = []
    fresh: list[str] = []
    with store.writing(asked_by) as to:
        for each in shared:
            known = recordings.same(store, each.recording)
            item = known or recordings.add(store, to, replace(each.recording, format=None, given_by=given_by))
            (new if known is None else held).append(item.id)
            if known is None or not indexing.searchable(store, known):
                temporary = folder / each.segment
                if temporary.exists():
                    store.index.adopt(temporary, each.segment)
                found, made = known_of[each.segment], str(each.recording.format)
                recordings.indexed(to, item.id, each.segment, made, found.covered, sound=found.sound)
                fresh.append(item.id)
        run = None
        if fresh:
            because = f"recordings were imported from {given_by}"
            options = {"recordings": fresh, "jobs": None, "imported": fresh}
            run = runs.request(to, RunKind.INDEX, ", ".join(fresh), options=options, because=because)
    return TakenIn(run, tuple(new), tuple(dict.fromkeys(held)))


def move(bench: Bench, name: str, path: Path, *, asked_by: str) -> None:
    """Record where a recording's footage lies now; it must be the same bytes.

    Raises:
        UnknownName: There is no such recording, or it was removed.
        MediaUnreadable: The file is not that recording's.
        InputError: It cannot be read.
    """
    with bench.store() as store:
        item = recordings.item(store, name)
        if item.removed:
            raise UnknownName(f"recording {name} was removed")
        where, sha256 = footage.known_by(path, item.frames_every)
        if sha256 != item.sha256:
            raise MediaUnreadable(
                f"{path} is not the footage of recording {name}: its SHA-256 is {sha256[:12]}…, "
                f"the recording's {item.sha256[:12]}…"
            )
        if where != item.path:
            with store.writing(asked_by) as to:
                recordings.move(to, name, where)
