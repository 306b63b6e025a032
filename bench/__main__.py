"""``python -m bench``: how well clips are traced, edit by edit, on posts made from real footage."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from bench.families import SHARED, Role
from bench.make import Size, make
from bench.truth import Truth


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as scratch:
        truth = _made(arguments, arguments.cache or Path(scratch))
    print(f"{len(truth.recordings)} recordings, {len(truth.posts)} posts")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("step", choices=["make"], help="make: recordings and posts only")
    parser.add_argument(
        "--folder", type=Path, default=SHARED, help="videos, with INDEX.tsv where families are known"
    )
    parser.add_argument("--role", type=Role, default=Role.REPORT, choices=list(Role), help="which families")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--recordings", type=int, default=4)
    parser.add_argument("--each", type=int, default=3, help="posts an edit")
    parser.add_argument("--only", default="", help="edits whose name contains this")
    parser.add_argument("--negatives", type=int, help="of other scenes, and as many of the same cameras")
    parser.add_argument("--recurring", type=int, help="posts of bars, idents, jingles and the like")
    parser.add_argument("--cache", type=Path, help="folder that keeps everything for later runs")
    parser.add_argument("--processes", type=int, default=1)
    return parser.parse_args()


def _made(arguments: argparse.Namespace, cache: Path) -> Truth:
    each = arguments.each
    size = Size(
        recordings=arguments.recordings,
        each=each,
        negatives=4 * each if arguments.negatives is None else arguments.negatives,
        recurring=min(200, 8 * each) if arguments.recurring is None else arguments.recurring,
        only=arguments.only,
    )
    try:
        return make(arguments.folder, arguments.role, arguments.seed, size, cache, arguments.processes)
    except ValueError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
