"""The benchmark's tables, from what a run has written down."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from bench import tracing
from bench.claims import Claim, IndexCost, Outcome, Run, Sense
from bench.measure import (
    agree,
    best_right,
    calibration_error,
    error,
    judge,
    overlap,
    quantile,
    ranking,
)
from bench.tables import Table, number, share
from bench.truth import RECURRING, Group, Negative, Part, SoundState

PRECISION = 0.99
LONG_CLIP = 10.0
FULL_AIRING = 2.0
RIGHT_BOX = 0.95
RATE_WITHIN = 0.02
CLOSE_KEYS = 2.05
SCENES = (Negative.OTHER_SCENE, Negative.SAME_CAMERA)


def report(run: Run) -> str:
    """All tables as text."""
    posts = {outcome.post.id for outcome in run.outcomes}
    head = (
        f"{run.role} families, seed {run.seed}, {run.mode} mode: {run.recordings} recordings, "
        f"{run.seconds:.0f} s, {len(posts)} posts. Right: the right recording within 1 s."
    )
    own = {use: _of(run, tracing.SYSTEM, use) for use in Sense}
    sections = [
        head,
        _systems(run),
        *(_measures(run, own[Sense.BOTH]) if own[Sense.BOTH] else []),
        _edits(run, own),
        _negatives(run, own),
        _index(run.index),
        *(f"Not run: {name} - {reason}" for name, reason in run.peers.items()),
        *_failures(run),
    ]
    return "\n\n".join(section for section in sections if section)


def _of(run: Run, system: str, use: Sense) -> list[Outcome]:
    return [o for o in run.outcomes if o.system == system and o.use is use]


def against_scenes(outcomes: Sequence[Outcome], group: Group = Group.COMMON) -> list[Outcome]:
    """Posts of a group with the negatives of other scenes and of the same cameras."""
    return [o for o in outcomes if o.post.group is group or o.post.negative in SCENES]


def _systems(run: Run) -> str:
    """Every system over the twenty common edits."""
    table = Table(
        [
            [
                "the twenty common edits",
                "parts",
                "found",
                "recall P>=0.99",
                "recall P=1, other scenes",
                "micro-AP",
                "cpu s a post",
            ]
        ]
    )
    for system, use in dict.fromkeys((o.system, o.use) for o in run.outcomes):
        outcomes = _of(run, system, use)
        ranked = ranking(against_scenes(outcomes), of_pictures=True)
        easy = [o for o in against_scenes(outcomes) if o.post.negative is not Negative.SAME_CAMERA]
        spent = float(np.mean([o.cpu_seconds for o in outcomes]))
        table.rows.append(
            [
                system if system != tracing.SYSTEM else f"{system}, {_USED[use]}",
                str(ranked.parts),
                share(ranked.found(-1.0), ranked.parts),
                number(ranked.recall(PRECISION), 3),
                number(ranking(easy, of_pictures=True).recall(1.0), 3),
                number(ranked.micro_ap(), 3),
                number(spent),
            ]
        )
    return table.text()


_USED = {Sense.BOTH: "picture and sound", Sense.PICTURE: "picture alone", Sense.SOUND: "sound alone"}


def _measures(run: Run, both: list[Outcome]) -> list[str]:
    """What else issue and documentation state as one figure each, at the tracer's own threshold."""
    judged = [j for o in both if not o.post.still for j in best_right(o, run.threshold).values()]
    errors = [float("inf") if j.claim.time_uncertain else j.error for j in judged]
    found, total, invented = _airings(both, run.threshold)
    off, scores = calibration_error(both)
    recurring = [o for o in both if o.post.negative in RECURRING]
    fooled = sum(any(c.score >= run.threshold for c in o.claims) for o in recurring)
    rows = [
        ["measure, at the reporting threshold", "value", "of"],
        [
            "offset error, median (s); a time called uncertain is a miss",
            number(quantile(errors, 0.5), 3),
            str(len(errors)),
        ],
        ["offset error, 95 % (s)", number(quantile(errors, 0.95), 3), str(len(errors))],
        [
            "times called uncertain",
            share(sum(j.claim.time_uncertain for j in judged), len(judged)),
            str(len(judged)),
        ],
        *(_row(name, both, run.threshold, test) for name, test in _TESTS.items()),
        ["sound told as kept or not", *_sound_told(both, run.threshold)],
        ["airings of footage that aired several times", share(found, total), str(total)],
        ["airings invented in these posts", str(invented), ""],
        ["posts of what recurs that matched", str(fooled), str(len(recurring))],
        ["expected calibration error, 10 bins of equal mass", number(off, 3), str(scores)],
    ]
    return [Table(rows).text()]


def _row(
    name: str, outcomes: Sequence[Outcome], threshold: float, test: Callable[[Part, Claim], bool | None]
) -> list[str]:
    results = applied(outcomes, threshold, test)
    return [name, share(sum(results), len(results)), str(len(results))]


def applied(
    outcomes: Sequence[Outcome], threshold: float, test: Callable[[Part, Claim], bool | None]
) -> list[bool]:
    """The test on each found part's best picture claim, where it applies."""
    results = []
    for outcome in outcomes:
        if outcome.use is Sense.SOUND:
            continue
        for n, judged in best_right(outcome, threshold).items():
            if judged.claim.sense is not Sense.SOUND:
                result = test(outcome.post.picture[n], judged.claim)
                if result is not None:
                    results.append(result)
    return results


def _mirror(part: Part, claim: Claim) -> bool:
    return claim.mirrored == part.mirrored


def _direction(part: Part, claim: Claim) -> bool | None:
    return None if part.rate == 0 else (claim.rate < 0) == part.reversed


def _rate(part: Part, claim: Claim) -> bool | None:
    if part.rate == 0 or part.seconds < LONG_CLIP:
        return None
    return abs(abs(claim.rate) / abs(part.rate) - 1) <= RATE_WITHIN


def _boxes(part: Part, claim: Claim) -> bool | None:
    if part.source_box is None or part.clip_box is None:
        return None
    return (
        min(overlap(part.source_box, claim.source_box), overlap(part.clip_box, claim.clip_box)) >= RIGHT_BOX
    )


_TESTS: dict[str, Callable[[Part, Claim], bool | None]] = {
    "mirrored or not": _mirror,
    "direction": _direction,
    "rate within 2 %, stretches of 10 s and more": _rate,
    "box seen and box it is seen in, IoU >= 0.95, rotation and filmed screen aside": _boxes,
}


def _sound_told(both: list[Outcome], threshold: float) -> tuple[str, str]:
    """Posts whose picture was found: is there sound of the same place exactly where the sound was kept?"""
    right = total = 0
    for outcome in both:
        best = best_right(outcome, threshold)
        seen = [j.claim for j in best.values() if j.claim.sense is not Sense.SOUND]
        if not seen or outcome.post.sound_state is SoundState.MUTED:
            continue
        heard = [c for c in outcome.claims if c.sense is Sense.SOUND and c.score >= threshold]
        same = any(agree(one, sound) for one in seen for sound in heard)
        right += same == (outcome.post.sound_state is SoundState.KEPT)
        total += 1
    return share(right, total), str(total)


def _airings(outcomes: Sequence[Outcome], threshold: float) -> tuple[int, int, int]:
    """Airings of 2 s and more found, all of them, and claims on such posts that are no airing."""
    found = total = invented = 0
    for outcome in (o for o in outcomes if o.post.edit == "aired several times"):
        claims = [c for c in outcome.claims if c.score >= threshold]
        for part in outcome.post.picture:
            for airing in (a for a in part.airings if a.seconds >= FULL_AIRING):
                errors = [e for c in claims if (e := error(c, part, airing)) is not None]
                found += bool(errors) and min(errors) <= 1.0
                total += 1
        invented += sum(not j.right and j.claim.score >= threshold for j in judge(outcome))
    return found, total, invented


def recall_by_edit(run: Run) -> dict[str, dict[Sense, tuple[float, int]]]:
    """Recall at precision 0.99 and parts of every edit, for picture and sound, picture, and sound alone.

    The threshold is one for all edits: that at which the precision holds over the posts of all edits
    and the negatives of other scenes and of the same cameras.
    """
    rows: dict[str, dict[Sense, tuple[float, int]]] = {}
    for use in Sense:
        outcomes = _of(run, tracing.SYSTEM, use)
        if not outcomes:
            continue
        level = ranking([o for o in outcomes if o.post.negative not in RECURRING]).threshold(PRECISION)
        for edit in dict.fromkeys(o.post.edit for o in outcomes if o.post.picture):
            ranked = ranking([o for o in outcomes if o.post.edit == edit])
            if ranked.parts:
                rows.setdefault(edit, {})[use] = (ranked.found(level) / ranked.parts, ranked.parts)
    return rows


def _edits(run: Run, own: dict[Sense, list[Outcome]]) -> str:
    """Recall by edit, then errors of the picture segments."""
    table = Table(
        [
            [
                "recall at P >= 0.99, by edit",
                "parts",
                "together",
                "picture",
                "sound",
                "false",
                "error med.",
                "95 %",
                "boxes",
                "cpu s",
            ]
        ]
    )
    rows = recall_by_edit(run)
    main = own[Sense.BOTH] or own[Sense.PICTURE]
    for edit, recalls in rows.items():
        outcomes = [o for o in main if o.post.edit == edit]
        errors = [
            float("inf") if j.claim.time_uncertain else j.error
            for o in outcomes
            for j in best_right(o, run.threshold).values()
        ]
        boxes = applied(outcomes, run.threshold, _boxes)
        ranked = ranking(outcomes)
        table.rows.append(
            [
                edit,
                str(ranked.parts),
                *(
                    number(recalls[use][0]) if use in recalls else "-"
                    for use in (Sense.BOTH, Sense.PICTURE, Sense.SOUND)
                ),
                str(ranked.false(run.threshold)),
                number(quantile(errors, 0.5), 3),
                number(quantile(errors, 0.95), 3),
                share(sum(boxes), len(boxes)),
                number(float(np.mean([o.cpu_seconds for o in outcomes])), 1),
            ]
        )
    return table.text() if len(table.rows) > 1 else ""


def _negatives(run: Run, own: dict[Sense, list[Outcome]]) -> str:
    """Posts that no recording holds, by kind: how many matched, and the highest score."""
    used = [use for use in (Sense.BOTH, Sense.PICTURE, Sense.SOUND) if own[use]]
    table = Table(
        [["posts that are in no recording", "posts", *(f"matched, {_USED[u]} (highest)" for u in used)]]
    )
    for kind in Negative:
        cells = []
        count = 0
        for use in used:
            outcomes = [o for o in own[use] if o.post.negative is kind]
            count = len(outcomes)
            scores = [max((c.score for c in o.claims), default=0.0) for o in outcomes]
            wrong = sum(score >= run.threshold for score in scores)
            cells.append(f"{wrong} ({max(scores, default=0.0):.2f})")
        if count:
            table.rows.append([kind.value, str(count), *cells])
    return table.text() if len(table.rows) > 1 else ""


def _index(costs: Sequence[IndexCost]) -> str:
    """Size and processor time of indexing, beside decoding the key frames alone."""
    table = Table(
        [
            [
                "index",
                "hours",
                "MB an hour",
                "x real time a core",
                "cpu against bare key frames",
                "children's start aside",
            ]
        ]
    )
    for name, near in (("key frames at most 2 s apart", True), ("farther apart", False)):
        held = [c for c in costs if (c.key_gap <= CLOSE_KEYS) is near]
        if not held:
            continue
        seconds, spent = sum(c.seconds for c in held), sum(c.cpu_seconds for c in held)
        bare = sum(c.bare_cpu_seconds for c in held)
        table.rows.append(
            [
                name,
                number(seconds / 3600, 3),
                number(sum(c.size for c in held) / 1e6 / (seconds / 3600), 1),
                number(seconds / max(1e-9, spent), 0),
                number(spent / bare, 1) if bare else "-",
                number((spent - sum(c.starting_cpu_seconds for c in held)) / bare, 1) if bare else "-",
            ]
        )
    return table.text() if len(table.rows) > 1 else ""


def _failures(run: Run) -> list[str]:
    failed = [o for o in run.outcomes if o.failed]
    reasons = dict.fromkeys(o.failed.split(" ", 1)[-1] for o in failed)
    lines = [f"{len(failed)} searches were refused:"] if failed else []
    return ["\n".join([*lines, *(f"  {reason}" for reason in list(reasons)[:5])])] if failed else []
