"""How the search grows with the archive: ``python -m bench.scale``.

The hours are synthetic: key points drawn from real footage, with their words, so that the lists are as
uneven as real ones, and up to 12 bits of each signature turned, so that none is a true match.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

import numpy as np

from bench.families import SHARED, Role, footage
from bench.tables import Table
from matching.clip import look_at
from matching.decoding import Wanted, decode
from matching.features import RECORDING, describe
from matching.lookup import look_up
from matching.places import places
from matching.segment import OVERLAY, Coded, coded, open_segment, write

HOUR = 3600
A_FRAME = 80


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.scale", description=__doc__)
    parser.add_argument("--folder", type=Path, default=SHARED)
    parser.add_argument("--hours", type=int, nargs="+", default=[1, 10, 50])
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    items = footage(arguments.folder, Role.REPORT)
    clips = [look_at(item.path) for item in items if 10 <= item.duration <= 40][:6]
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
                "MB resident",
            ]
        ]
    )
    with tempfile.TemporaryDirectory() as scratch:
        held = []
        for number in range(max(arguments.hours)):
            path = Path(scratch) / f"{number}.segment"
            _write_hour(path, pool, draw)
            held.append(open_segment(path))
        size = path.stat().st_size / 1e6
        for hours in arguments.hours:
            spent = np.zeros(3)
            for clip in clips:
                begin = time.process_time()
                matches = look_up(clip.seconds, clip.features, held[:hours])
                middle = time.process_time()
                found = places(matches, clip.duration, [s.duration for s in held[:hours]])
                spent += [middle - begin, time.process_time() - middle, len(found)]
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            cells = [f"{value / len(clips):.2f}" for value in spent]
            table.rows.append([str(hours), f"{size:.1f}", *cells, f"{peak:.0f}"])
    lengths = sum(clip.duration for clip in clips) / len(clips)
    print(f"{len(clips)} clips of {lengths:.0f} s on average")
    print(table.text())


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


def _write_hour(path: Path, pool: Coded, draw: np.random.Generator) -> None:
    frames = []
    for _ in range(HOUR):
        rows = draw.integers(0, len(pool.word), A_FRAME)
        turned = np.zeros(A_FRAME, np.uint64)
        for _ in range(12):
            turned |= np.uint64(1) << draw.integers(0, 64, A_FRAME).astype(np.uint64)
        frames.append(Coded(pool.word[rows], pool.signature[rows] ^ turned, pool.place[rows]))
    seconds = [float(second) for second in range(HOUR)]
    write(path, seconds, frames, np.zeros((2, *OVERLAY), np.int8), 16 / 9, float(HOUR))


if __name__ == "__main__":
    main()
