"""Generate recordings and posts, keeping each under a name that is a digest of its plan.

A second run over the same footage and seed finds everything there; an interrupted one goes on.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from bench.broadcast import CapturePlan, RecordingPlan, plan_archive
from bench.families import Role
from bench.posts import PostPlan, plan_negatives, plan_posts
from bench.render import render_capture, render_post, render_recording
from bench.scenes import scenes
from bench.truth import Recording, Truth, save
from bench.video import FPS

GENERATOR = 1
"""Counts up whenever the same plan gives other pictures or sound."""


@dataclass(frozen=True)
class Size:
    """How much of everything a run has."""

    recordings: int = 4
    each: int = 3
    """Posts an edit."""
    negatives: int = 12
    """Posts of held-out scenes, and as many of the same cameras at another time."""
    recurring: int = 24
    """Posts of what recurs: blank, bars, idents, jingles and the like."""
    only: str = ""
    """Edits whose name contains this."""


@dataclass(frozen=True)
class _Task:
    path: Path
    run: Callable[[Path], None]


@dataclass(frozen=True)
class _Recording:
    plan: RecordingPlan

    def __call__(self, path: Path) -> None:
        render_recording(self.plan, path)


@dataclass(frozen=True)
class _Capture:
    plan: CapturePlan

    def __call__(self, path: Path) -> None:
        render_capture(self.plan, path)


@dataclass(frozen=True)
class _Post:
    plan: PostPlan
    material: dict[str, Path]

    def __call__(self, path: Path) -> None:
        render_post(self.plan, self.material, path)


def make(folder: Path, role: Role, seed: int, size: Size, cache: Path, processes: int = 1) -> Truth:
    """Everything a run needs, as files under ``cache``, and its truth, also saved beside them.

    Raises:
        ValueError: The folder holds too few videos of 4 s and more.
    """
    found = scenes(folder, role)
    if not found.absent or len(found.shown) < size.recordings:
        raise ValueError(f"{folder} holds too few videos of 4 s and more to build an archive and negatives.")
    archive = plan_archive(found.shown, size.recordings, seed)
    posts = plan_posts(found, archive, seed, size.each, size.only)
    posts += plan_negatives(found, archive, seed, size.negatives, size.recurring)
    material = {plan.id: cache / "recordings" / f"{_digest(plan)}.mp4" for plan in archive.recordings}
    tasks = [_Task(material[plan.id], _Recording(plan)) for plan in archive.recordings]
    needed = {capture.recording.id for post in posts for capture in post.capture}
    for capture in archive.captures:
        if capture.recording.id in needed:
            ending = "mkv" if capture.codec == "mpeg2video" else "mp4"
            path = cache / "captures" / f"{_digest(capture)}.{ending}"
            material[f"capture of {capture.recording.id}"] = path
            tasks.append(_Task(path, _Capture(capture)))
    _run(tasks, processes, "recordings")
    named = [_named(plan, material, cache) for plan in posts]
    _run([_Task(Path(plan.post.file), _Post(plan, material)) for plan in named], processes, "posts")
    truth = Truth(
        role=role.value,
        seed=seed,
        recordings=tuple(
            Recording(plan.id, str(material[plan.id]), plan.frames / FPS, plan.key_every / FPS)
            for plan in archive.recordings
        ),
        posts=tuple(plan.post for plan in named),
    )
    save(truth, cache / f"truth-{role.value}-{seed}-{_digest(size)[:8]}.json")
    return truth


def _named(plan: PostPlan, material: dict[str, Path], cache: Path) -> PostPlan:
    """With the file that it is written to, whose name depends on the plan and on what it is cut from."""
    names = [material[stretch.recording.id].name for stretch in (*plan.stretches, *plan.sound)]
    digest = _digest(plan, *names)
    ending = ("jpg" if int(digest[0], 16) % 2 else "png") if plan.post.still else "mp4"
    path = cache / "posts" / f"{digest}.{ending}"
    return replace(plan, post=replace(plan.post, file=str(path)))


def _digest(plan: RecordingPlan | CapturePlan | PostPlan | Size, *names: str) -> str:
    text = json.dumps([GENERATOR, type(plan).__name__, asdict(plan), names], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _run(tasks: Sequence[_Task], processes: int, what: str) -> None:
    """Run the tasks whose file is not there yet; each appears under its name when it is whole."""
    missing = [task for task in tasks if not task.path.exists()]
    for task in missing:
        task.path.parent.mkdir(parents=True, exist_ok=True)
    if processes <= 1:
        for number, task in enumerate(missing):
            _finish(task)
            _say(what, number + 1, len(missing))
        return
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        for number, done in enumerate(as_completed(pool.submit(_finish, task) for task in missing)):
            done.result()
            _say(what, number + 1, len(missing))


def _finish(task: _Task) -> None:
    import cv2

    cv2.setNumThreads(1)
    part = task.path.with_name(f"part-{os.getpid()}-{task.path.name}")
    try:
        task.run(part)
        part.replace(task.path)
    finally:
        part.unlink(missing_ok=True)


def _say(what: str, done: int, of: int) -> None:
    end = "\n" if done == of or not sys.stderr.isatty() else ""
    if end == "" or done == of or done % 50 == 0:
        print(f"\r{what}: {done} of {of}", end=end or "", file=sys.stderr, flush=True)
