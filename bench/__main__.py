"""``python -m bench``: how well clips are traced, edit by edit, on posts cut from real footage."""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from bench.archive import Post, Recording, build_archive, build_negative, build_post, split
from bench.edits import edits
from bench.families import SHARED, Role, footage
from bench.measure import Outcome, Table, judge, overlap, quantile, recall_at_full_precision
from matching import tracer


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(arguments.keep or scratch)
        folder.mkdir(parents=True, exist_ok=True)
        archive, posts = _material(arguments, folder)
        outcomes = _traced(archive, posts, folder)
    print(_report(outcomes))
    if arguments.claims:
        arguments.claims.write_text(json.dumps([_as_row(o) for o in outcomes], indent=1), encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument(
        "--folder", type=Path, default=SHARED, help="videos, with INDEX.tsv where families are known"
    )
    parser.add_argument("--role", type=Role, default=Role.REPORT, choices=list(Role), help="which families")
    parser.add_argument("--each", type=int, default=3, help="posts an edit")
    parser.add_argument(
        "--negatives", type=int, default=24, help="posts that are in no recording, of each kind"
    )
    parser.add_argument("--recordings", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="edits whose name contains this")
    parser.add_argument(
        "--keep", type=Path, help="folder that keeps recordings and posts for runs with the same options"
    )
    parser.add_argument("--claims", type=Path, help="write every claim as JSON")
    return parser.parse_args()


def _material(arguments: argparse.Namespace, folder: Path) -> tuple[list[Recording], list[Post]]:
    draw = np.random.default_rng(arguments.seed)
    shown, absent, later = split(footage(arguments.folder, arguments.role))
    if not shown or not absent:
        sys.exit(
            f"{arguments.folder} holds too few videos of 4 s and more to build an archive and negatives."
        )
    archive = build_archive(shown, folder, arguments.recordings, draw)
    chosen = [e for e in edits() if arguments.only in e.name]
    posts = [
        build_post(edit, archive, folder / f"post-{number}-{copy}.mp4", draw)
        for number, edit in enumerate(chosen)
        for copy in range(arguments.each)
    ]
    for kind, scenes in (("absent", absent), ("later", later)):
        for number in range(arguments.negatives if scenes else 0):
            scene, edit = scenes[number % len(scenes)], chosen[number % len(chosen)]
            path = folder / f"{kind}-{number}.mp4"
            posts.append(build_negative(scene, edit, path, number % len(archive), hard=kind == "later"))
    hours = sum(r.seconds for r in archive)
    print(f"archive: {len(archive)} recordings, {hours:.0f} s; {len(posts)} posts", file=sys.stderr)
    return archive, posts


def _traced(archive: list[Recording], posts: list[Post], folder: Path) -> list[Outcome]:
    held = []
    before = _cpu()
    for recording in archive:
        segment = folder / f"{recording.id}.segment"
        tracer.index_recording(recording.path, segment)
        held.append(tracer.IndexedRecording(recording.id, segment, recording.path, recording.seconds))
    total = sum(r.seconds for r in archive)
    size = sum(r.segment.stat().st_size for r in held)
    print(
        f"indexed at {total / (_cpu() - before):.0f}x real time a core, {size / total * 3.6e-3:.1f} MB an hour",
        file=sys.stderr,
    )
    outcomes = []
    for post in posts:
        before = _cpu()
        outcome = judge(post, tracer.trace(post.path, held), _cpu() - before)
        outcomes.append(outcome)
        marks = " ".join(f"{c.score:.2f}{'' if c.part is not None else '!'}" for c in outcome.claims)
        print(f"{time.strftime('%X')} {post.path.name} {post.edit.name}: {marks}", file=sys.stderr)
    return outcomes


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def _report(outcomes: list[Outcome]) -> str:
    level = tracer.THRESHOLD
    table = Table(
        [
            [
                "edit",
                "parts",
                "found",
                "false",
                "error median",
                "error 90 %",
                "mirror",
                "rate 2 %",
                "box IoU",
                "cpu s",
            ]
        ]
    )
    posts = [o for o in outcomes if o.post.parts]
    for name in dict.fromkeys(o.post.edit.name for o in posts):
        table.rows.append(_row(name, [o for o in posts if o.post.edit.name == name], level))
    table.rows.append(_row("all posts", posts, level))
    lines = [table.text(), ""]
    for title, hard in (("held-out scenes", False), ("same camera, another time", True)):
        negatives = [o for o in outcomes if not o.post.parts and o.post.hard is hard]
        wrong = sum(bool(o.wrong(level)) for o in negatives)
        highest = max((c.score for o in negatives for c in o.wrong()), default=0.0)
        lines.append(f"{title}: {wrong} of {len(negatives)} negatives matched, highest score {highest:.2f}")
    easy = [o for o in outcomes if not o.post.hard]
    lines.append(
        f"recall at precision 1: {recall_at_full_precision(outcomes):.3f}, "
        f"against held-out scenes alone {recall_at_full_precision(easy):.3f}"
    )
    return "\n".join(lines)


def _row(name: str, outcomes: list[Outcome], level: float) -> list[str]:
    parts = sum(len(o.post.parts) for o in outcomes)
    right = [(o, c) for o in outcomes for c in o.found(level)]
    errors = [c.error for _, c in right]
    kept = [(o.post.edit, c.segment) for o, c in right if c.segment is not None]
    mirrors = [s.mirrored == e.mirrored and s.reversed == e.reversed for e, s in kept]
    rates = [abs(abs(s.rate) / e.rate - 1) <= 0.02 for e, s in kept]
    areas = [overlap(s.source_box, e.source_box) for e, s in kept if e.source_box is not None]
    return [
        name,
        str(parts),
        _share(len(right), parts),
        str(sum(len(o.wrong(level)) for o in outcomes)),
        f"{quantile(errors, 0.5):.2f}",
        f"{quantile(errors, 0.9):.2f}",
        _share(sum(mirrors), len(mirrors)),
        _share(sum(rates), len(rates)),
        f"{quantile(areas, 0.5):.2f}",
        f"{np.mean([o.seconds for o in outcomes]):.1f}",
    ]


def _share(count: int, of: int) -> str:
    return f"{count / of:.2f}" if of else "-"


def _as_row(outcome: Outcome) -> dict[str, object]:
    return {
        "post": outcome.post.path.name,
        "edit": outcome.post.edit.name,
        "parts": len(outcome.post.parts),
        "hard": outcome.post.hard,
        "cpu_seconds": round(outcome.seconds, 2),
        "claims": [{"score": c.score, "part": c.part, "error": c.error} for c in outcome.claims],
    }


if __name__ == "__main__":
    main()
