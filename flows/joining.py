"""Join: few index files instead of one for each recording, so that a search opens few.

Files of about the same size are joined when there are enough of them, so that each recording is written
again only a few times while an archive grows. What is joined is found, shared and removed as before.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flows.bench import Bench
from reference.errors import RecordDamaged
from storage import recordings
from storage.records import Indexable
from storage.store import MACHINE, Store
from storage.vault import hash_of

if TYPE_CHECKING:
    from matching.segment import Segment

TOGETHER = 8
"""Files of about one size that are joined."""
SMALLEST = 1 << 20
LARGEST = 4 << 30
"""Bytes of a joined file, at most: about a thousand hours."""
MOSTLY_GONE = 0.5
"""Share of a joined file that may belong to removed recordings before it is written anew."""


@dataclass(frozen=True)
class IndexFile:
    """A file of the index: its name, and the segments in it that something is searched through."""

    sha256: str
    live: dict[str, int]
    """Names and bytes."""
    size: int
    """Bytes, with what is not searched any more."""

    @property
    def tier(self) -> int:
        return max(0, math.floor(math.log(max(self._live, 1) / SMALLEST, TOGETHER)))

    @property
    def _live(self) -> int:
        return sum(self.live.values())

    @property
    def mostly_gone(self) -> bool:
        return self._live < (1 - MOSTLY_GONE) * self.size


def due(files: Sequence[IndexFile]) -> list[IndexFile] | None:
    """The files that should be joined next, the smallest first; None where nothing is to be done."""
    tiers: dict[int, list[IndexFile]] = {}
    for file in sorted(files, key=lambda f: (f.size, f.sha256)):
        if file.mostly_gone:
            return [file]
        tiers.setdefault(file.tier, []).append(file)
    for tier in sorted(tiers):
        chosen: list[IndexFile] = []
        for file in tiers[tier]:
            if sum(f.size for f in chosen) + file.size <= LARGEST:
                chosen.append(file)
        if len(chosen) >= TOGETHER:
            return chosen
    return None


def join(bench: Bench) -> int:
    """Join what is due; returns how many files were written. What is damaged is left as it is.

    Raises:
        RecordError: The disk does not take it.
    """
    written = 0
    damaged: set[str] = set()
    with bench.store() as store:
        while (chosen := due([f for f in index_files(store) if f.sha256 not in damaged])) is not None:
            bench.progress(f"joining the index of {sum(len(f.live) for f in chosen)} recordings")
            sound = [file for file in chosen if (opened := _opened(store, file)) is not None and len(opened)]
            damaged |= {file.sha256 for file in chosen if file not in sound}
            if len(sound) == len(chosen):
                written += _joined(bench, store, chosen)
    return written


def index_files(store: Store) -> list[IndexFile]:
    """All files that something is searched through, joined or not, of the matcher's present format."""
    from matching.tracer import FORMAT

    everything: list[Indexable] = [*recordings.held(store), *recordings.negatives(store)]
    wanted = {item.segment for item in everything if item.segment is not None and item.format == FORMAT}
    joined = {each.path: each for each in store.index.joined()}
    live: dict[Path, dict[str, int]] = {}
    for name, place in store.index.places().items():
        if name in wanted:
            live.setdefault(place.path, {})[name] = place.size
    return [
        IndexFile(path.name, names, sum((joined[path].sizes if path in joined else names).values()))
        for path, names in live.items()
    ]


def _opened(store: Store, file: IndexFile) -> Segment | None:
    """The file, if it is what it is named for; None where it is damaged or has just been joined."""
    from matching.segment import open_segment

    path = store.index.path(file.sha256)
    try:
        return open_segment(path) if hash_of(path) == file.sha256 else None
    except (RecordDamaged, OSError):
        return None


def _joined(bench: Bench, store: Store, chosen: Sequence[IndexFile]) -> int:
    """Write one file of the chosen ones; 0 where another process was quicker."""
    from matching.merging import merge
    from matching.segment import open_segment

    parts, sizes = [], dict[str, int]()
    for file in chosen:
        opened = open_segment(store.index.path(file.sha256))
        names = opened.names() if len(opened) > 1 else [next(iter(file.live))]
        kept = [name if name in file.live and name not in sizes else "" for name in names]
        sizes |= {name: file.live[name] for name in kept if name}
        parts.append((opened, kept))
    bench.home.incoming.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="joined-", dir=bench.home.incoming) as folder:
        into = Path(folder) / "segment"
        merge(parts, into)
        sha256 = hash_of(into)
        with store.writing(MACHINE):
            if not all(store.index.path(file.sha256).is_file() for file in chosen):
                return 0
            store.index.join(into, sha256, sizes, [file.sha256 for file in chosen])
    return 1


@contextmanager
def own_segments(bench: Bench, store: Store, names: Sequence[str]) -> Iterator[dict[str, Path]]:
    """Each of these segments as a file of its own, for as long as the block lasts.

    Raises:
        RecordDamaged: One of them is gone, or no longer holds what it should.
    """
    from matching.merging import extract
    from matching.segment import open_segment

    bench.home.incoming.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="own-", dir=bench.home.incoming) as folder:
        found: dict[str, Path] = {}
        for name in dict.fromkeys(names):
            place = store.index.place(name)
            if place is None:
                raise RecordDamaged(
                    f"the index segment {name} is gone; airtrace recordings reindex makes it again"
                )
            found[name] = place.path
            if place.name:
                found[name] = Path(folder) / name
                opened = open_segment(place.path)
                extract(opened, opened.names().index(name), found[name])
                if hash_of(found[name]) != name:
                    raise RecordDamaged(
                        f"the joined index file {place.path.name} is damaged; airtrace recordings reindex --all "
                        "makes it again"
                    )
        yield found
