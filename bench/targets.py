"""What the tracer is to reach, beside what a run measured."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from bench import tracing
from bench.claims import Run, Sense
from bench.figures import (
    PRECISION,
    Test,
    against_scenes,
    airings,
    applied,
    boxes_right,
    direction_right,
    fooled,
    groups,
    index_against_bare,
    index_megabytes_an_hour,
    indexed,
    mirror_right,
    offset_errors,
    own,
    rate_right,
    recall_by_edit,
    sound_told,
)
from bench.measure import calibration_error, quantile, ranking
from bench.tables import Table
from bench.truth import Group

HARDEST = ("still image", "filmed screen")
SMALL = ("9:16 crop", "inset 35 %")
BASIC = (
    "re-encoded 360p",
    "re-encoded 240p",
    "mirror",
    "caption and logo",
    "1.25x",
    "0.8x",
    "colour",
    "rotated 3 degrees",
    "grey",
    "30 fps",
)


@dataclass(frozen=True)
class Target:
    """``least`` and ``most`` are for the default and the thorough mode; None where there is no such target."""

    measure: str
    value: float
    of: int
    """How many parts, posts or scores the value rests on."""
    least: tuple[float | None, float | None] = (None, None)
    most: tuple[float | None, float | None] = (None, None)

    def asked(self, mode: str) -> str:
        which = int(mode == tracing.THOROUGH)
        if self.least[which] is not None:
            return f">= {self.least[which]:g}"
        return f"<= {self.most[which]:g}" if self.most[which] is not None else ""

    def met(self, mode: str) -> bool | None:
        """None where nothing was asked or measured."""
        which = int(mode == tracing.THOROUGH)
        low, high = self.least[which], self.most[which]
        if math.isnan(self.value) or (low is None and high is None):
            return None
        return (low is None or self.value >= low) and (high is None or self.value <= high)


def targets(run: Run) -> list[Target]:
    """Of picture and sound together, unless the measure says otherwise; at the tracer's own threshold
    where it names no precision."""
    return [t for t in (*_found(run), *_told(run), *_costs(run)) if t.of]


def table(run: Run) -> str:
    rows = Table([["measure", "value", "of", "target", "met"]])
    for target in targets(run):
        met = {True: "yes", False: "NO", None: ""}[target.met(run.mode)]
        value = "none" if math.isinf(target.value) else f"{target.value:.3f}"
        rows.rows.append([target.measure, value, str(target.of), target.asked(run.mode), met])
    return rows.text() if len(rows.rows) > 1 else ""


def _found(run: Run) -> Iterator[Target]:
    both, picture = (against_scenes(own(run, use)) for use in (Sense.BOTH, Sense.PICTURE))
    ranked, seen = ranking(both), ranking(picture)
    yield Target(
        "recall at P >= 0.99, the twenty edits", ranked.recall(PRECISION), ranked.parts, (0.98, 0.985)
    )
    yield _lowest(run, "the same, worst edit", Group.COMMON, least=(0.9, None))
    yield Target("the same, picture alone", seen.recall(PRECISION), seen.parts, (0.92, 0.95))
    for name, edits, least in (("basic edits", BASIC, 0.97), ("9:16 crop and inset 35 %", SMALL, 0.85)):
        recalls = [
            by[Sense.PICTURE]
            for edit, by in recall_by_edit(run).items()
            if edit in edits and Sense.PICTURE in by
        ]
        parts = sum(count for _, count in recalls)
        found = sum(recall * count for recall, count in recalls)
        yield Target(f"the same, picture alone, {name}", found / max(1, parts), parts, (None, least))
    easy = ranking(against_scenes(own(run, Sense.BOTH), same_camera=False))
    yield Target("recall at P = 1 against other scenes", easy.recall(1.0), easy.parts, (0.95, 0.95))
    yield Target("micro-AP", ranked.micro_ap(), ranked.parts, (0.99, 0.99))
    yield Target("micro-AP, picture alone", seen.micro_ap(), seen.parts, (0.95, 0.97))
    yield _lowest(
        run, "recall at P >= 0.99, worst of the further edits", Group.FURTHER, (0.8, 0.85), left=HARDEST
    )
    yield _lowest(
        run, "the same, worst of still image and filmed screen", Group.FURTHER, (0.65, 0.75), only=HARDEST
    )


def _lowest(
    run: Run,
    measure: str,
    group: Group,
    least: tuple[float | None, float | None],
    only: tuple[str, ...] = (),
    left: tuple[str, ...] = (),
) -> Target:
    """The edit of a group with the lowest recall, named."""
    of_group = {edit for edit, its in groups(run).items() if its is group}
    recalls = {
        edit: by[Sense.BOTH]
        for edit, by in recall_by_edit(run).items()
        if edit in of_group and Sense.BOTH in by and edit not in left and (not only or edit in only)
    }
    if not recalls:
        return Target(measure, float("nan"), 0)
    worst = min(recalls, key=lambda edit: recalls[edit][0])
    return Target(f"{measure} ({worst})", *recalls[worst], least)


def _told(run: Run) -> Iterator[Target]:
    both, level = own(run, Sense.BOTH), run.threshold
    found, invented = airings(both, level)
    yield Target("airings of footage that aired several times", _mean(found), len(found), (0.95, 0.95))
    yield Target("airings invented in these posts", invented, len(found), most=(0, 0))
    errors = offset_errors(both, level)
    yield Target("offset error, median (s)", quantile(errors, 0.5), len(errors), most=(0.08, 0.08))
    yield Target("offset error, 95 % (s)", quantile(errors, 0.95), len(errors), most=(0.3, 0.3))
    tests: tuple[tuple[str, Test, float], ...] = (
        ("mirrored or not", mirror_right, 0.99),
        ("direction", direction_right, 0.98),
        ("rate within 2 %, parts of 10 s and more", rate_right, 0.95),
        ("boxes with IoU >= 0.95, rotation and filmed screen aside", boxes_right, 0.95),
    )
    for measure, test, least in tests:
        results = applied(both, level, test)
        yield Target(measure, _mean(results), len(results), (least, least))
    told = sound_told(both, level)
    yield Target("sound kept or not", _mean(told), len(told), (0.98, 0.98))
    matched = fooled(both, level)
    yield Target("posts of what recurs that matched", sum(matched), len(matched), most=(0, 0))
    off, scores = calibration_error(both)
    yield Target("expected calibration error, 10 bins of equal mass", off, scores, most=(0.03, 0.03))


def _costs(run: Run) -> Iterator[Target]:
    close = indexed(run.index, close_keys=True)
    ratio = index_against_bare(close)
    yield Target("indexing against bare key frames at most 2 s apart", ratio, len(close), most=(1.8, 5))
    yield Target("index size, MB an hour", index_megabytes_an_hour(close), len(close), most=(5, 6))


def _mean(results: list[bool]) -> float:
    return sum(results) / len(results) if results else float("nan")
