"""How the search grows with the archive: ``python -m bench.scale``.

The hours are synthetic: key points drawn from real footage, with their words, so that the lists are as
uneven as real ones, and about 25 bits of each signature turned, so that few match by chance. They are
joined into one segment, as an archive of many hours would be.
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import tempfile
import time
from pathlib import Path

import numpy as np

from bench.families import SHARED, Role, footage
from bench.tables import Table
from matching.clip import look_at, look_into
from matching.decoding import Wanted, decode
from matching.features import RECORDING, describe
from matching.lookup import Opened, look_up, query
from matching.merging import merge
from matching.places import places
from matching.segment import OVERLAY, Coded, coded, open_segment, write

HOUR = 3600
TURNED = 32
"""Bits that are turned at random, some of them more than once: 25 of 64 come out otherwise on average, as
between key points that share no more than a word."""
A_FRAME = 58
"""Key points of a frame, as many as real frames have on average."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.scale", description=__doc__)
    parser.add_argument("--folder", type=Path, default=SHARED)
    parser.add_argument("--hours", type=int, nargs="+", default=[1, 10, 100])
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    items = footage(arguments.folder, Role.REPORT)
    chosen = [item.path for item in items if 10 <= item.duration <= 40][:4]
    clips = [look_at(path, look_into(path)) for path in chosen]
    pool = _pool([item.path for item in items])
    draw = np.random.default_rng(arguments.seed)
    table = Table(
        [
            [
                "hours",
                "MB an hour",
                "look-up cpu s",
                "voting and geometry cpu s",
                "places to look at",
                "MB private",
            ]
        ]
    )
    with tempfile.TemporaryDirectory() as scratch:
        for hours in arguments.hours:
            path = _archive(Path(scratch), hours, pool, draw)
            opened = Opened(open_segment(path), np.arange(hours))
            spent = np.zeros(3)
            for clip in clips:
                begin = time.process_time()
                matches = look_up(query(clip.seconds, clip.features), [opened])
                middle = time.process_time()
                found = places(matches, clip.duration, [float(HOUR)] * hours)
                spent += [middle - begin, time.process_time() - middle, len(found)]
            cells = [f"{value / len(clips):.2f}" for value in spent]
            size = path.stat().st_size / hours / 1e6
            table.rows.append([str(hours), f"{size:.1f}", *cells, f"{_private():.0f}"])
    lengths = sum(clip.duration for clip in clips) / len(clips)
    print(f"{len(clips)} clips of {lengths:.0f} s on average; picture only, all hours synthetic")
    print(table.text())


def _private() -> float:
    """Megabytes of this process that no file backs."""
    for line in Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Private_Dirty:"):
            return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _pool(paths: list[Path]) -> Coded:
    parts = [
        coded(describe(frame.pixels, RECORDING), 16 / 9)
        for path in paths
        for frame in decode(path, Wanted(width=320, every=2.0), seconds=60)
    ]
    return Coded(
        np.concatenate([p.word for p in parts]),
        np.concatenate([p.signature for p in parts]),
        np.concatenate([p.place for p in parts]),
    )


def _archive(folder: Path, hours: int, pool: Coded, draw: np.random.Generator) -> Path:
    parts = []
    for number in range(hours):
        path = folder / f"{hours}-{number}"
        _write_hour(path, pool, draw)
        parts.append(path)
    merged = folder / f"{hours}"
    named = [(open_segment(path), [hashlib.sha256(path.name.encode()).hexdigest()]) for path in parts]
    merge(named, merged)
    for path in parts:
        path.unlink()
    return merged


def _write_hour(path: Path, pool: Coded, draw: np.random.Generator) -> None:
    rows = draw.integers(0, len(pool.word), (HOUR, A_FRAME))
    turned = np.zeros((HOUR, A_FRAME), np.uint64)
    for _ in range(TURNED):
        turned |= np.uint64(1) << draw.integers(0, 64, (HOUR, A_FRAME)).astype(np.uint64)
    signatures = pool.signature[rows] ^ turned
    frames = [Coded(pool.word[rows[n]], signatures[n], pool.place[rows[n]]) for n in range(HOUR)]
    seconds = [float(second) for second in range(HOUR)]
    write(path, seconds, frames, np.zeros((2, *OVERLAY), np.int8), 16 / 9, float(HOUR))


if __name__ == "__main__":
    main()
