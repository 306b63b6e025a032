"""The benchmark's tables, from what a run has written down."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bench import edit_scripts, targets, tracing
from bench.claims import IndexCost, Outcome, Run, Sense
from bench.figures import (
    PRECISION,
    against_scenes,
    applied,
    boxes_right,
    index_against_bare,
    index_megabytes_an_hour,
    indexed,
    of,
    offset_errors,
    own,
    recall_by_edit,
)
from bench.measure import quantile, ranking
from bench.tables import Table, number, share
from bench.truth import Negative

USED = {Sense.BOTH: "picture and sound", Sense.PICTURE: "picture alone", Sense.SOUND: "sound alone"}


def report(run: Run) -> str:
    """All tables as text."""
    posts = {outcome.post.id for outcome in run.outcomes}
    head = (
        f"{run.role} families, seed {run.seed}, {run.mode} mode: {run.recordings} recordings, "
        f"{run.seconds:.0f} s, {len(posts)} posts. Right: the right recording within 1 s."
    )
    sections = [
        head,
        _systems(run),
        targets.table(run),
        _edits(run),
        edit_scripts.table(own(run, Sense.BOTH), run.threshold),
        _negatives(run),
        _index(run.index),
        *(f"Not run: {name} - {reason}" for name, reason in run.peers.items()),
        _refusals(run),
    ]
    return "\n\n".join(section for section in sections if section)


def _systems(run: Run) -> str:
    """Every system over the twenty common edits, with the negatives of other scenes and the same cameras."""
    head = ["the twenty common edits", "parts", "found", "recall P>=0.99", "P=1, other scenes", "micro-AP"]
    table = Table([[*head, "cpu s a post"]])
    for system, use in dict.fromkeys((o.system, o.use) for o in run.outcomes):
        outcomes = of(run, system, use)
        ranked = ranking(against_scenes(outcomes), of_pictures=True)
        easy = ranking(against_scenes(outcomes, same_camera=False), of_pictures=True)
        table.rows.append(
            [
                f"{system}, {USED[use]}" if system == tracing.SYSTEM else system,
                str(ranked.parts),
                share(ranked.found(-1.0), ranked.parts),
                number(ranked.recall(PRECISION), 3),
                number(easy.recall(1.0), 3),
                number(ranked.micro_ap(), 3),
                number(_mean_cost(outcomes)),
            ]
        )
    return table.text()


def _mean_cost(outcomes: Sequence[Outcome]) -> float:
    return float(np.mean([o.cpu_seconds for o in outcomes]))


def _edits(run: Run) -> str:
    """Recall by edit; false claims, errors and boxes are of picture and sound together."""
    head = ["recall at P >= 0.99, by edit", "parts", "together", "picture", "sound", "false", "error median"]
    table = Table([[*head, "95 %", "boxes", "cpu s"]])
    main = own(run, Sense.BOTH) or own(run, Sense.PICTURE)
    for edit, recalls in recall_by_edit(run).items():
        outcomes = [o for o in main if o.post.edit == edit]
        if not outcomes:
            continue
        errors = offset_errors(outcomes, run.threshold)
        boxes = applied(outcomes, run.threshold, boxes_right)
        ranked = ranking(outcomes)
        table.rows.append(
            [
                edit,
                str(ranked.parts),
                *(number(recalls[use][0]) if use in recalls else "-" for use in USED),
                str(ranked.false(run.threshold)),
                number(quantile(errors, 0.5), 3),
                number(quantile(errors, 0.95), 3),
                share(sum(boxes), len(boxes)),
                number(_mean_cost(outcomes), 1),
            ]
        )
    return table.text() if len(table.rows) > 1 else ""


def _negatives(run: Run) -> str:
    """Posts that no recording holds, by kind: how many matched, and the highest score."""
    used = [use for use in USED if own(run, use)]
    table = Table(
        [["posts that are in no recording", "posts", *(f"matched, {USED[u]} (highest)" for u in used)]]
    )
    for kind in Negative:
        cells = []
        count = 0
        for use in used:
            outcomes = [o for o in own(run, use) if o.post.negative is kind]
            count = len(outcomes)
            scores = [max((c.score for c in o.claims), default=0.0) for o in outcomes]
            wrong = sum(score >= run.threshold for score in scores)
            cells.append(f"{wrong} ({max(scores, default=0.0):.2f})")
        if count:
            table.rows.append([kind.value, str(count), *cells])
    return table.text() if len(table.rows) > 1 else ""


def _index(costs: Sequence[IndexCost]) -> str:
    """Size and processor time of indexing, beside decoding the key frames alone."""
    head = ["index", "hours", "MB an hour", "x real time a core", "cpu against bare key frames"]
    table = Table([[*head, "children's start, s"]])
    for name, close in (("key frames at most 2 s apart", True), ("farther apart", False)):
        held = indexed(costs, close_keys=close)
        if held:
            seconds, spent = sum(c.seconds for c in held), sum(c.cpu_seconds for c in held)
            table.rows.append(
                [
                    name,
                    number(seconds / 3600, 3),
                    number(index_megabytes_an_hour(held), 1),
                    number(seconds / max(1e-9, spent), 0),
                    number(index_against_bare(held), 1),
                    number(sum(c.starting_cpu_seconds for c in held), 1),
                ]
            )
    return table.text() if len(table.rows) > 1 else ""


def _refusals(run: Run) -> str:
    failed = [o for o in run.outcomes if o.failed]
    reasons = dict.fromkeys(o.failed.split(" ", 1)[-1] for o in failed)
    return (
        "\n".join([f"{len(failed)} searches were refused:", *(f"  {r}" for r in reasons)]) if failed else ""
    )
