"""Single figures of a run: what the tables of :mod:`bench.report` and :mod:`bench.targets` are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bench import tracing
from bench.claims import Claim, IndexCost, Outcome, Run, Sense
from bench.measure import TOLERANCE, agree, best_right, error, judge, overlap, ranking
from bench.truth import RECURRING, Group, Negative, Part, SoundState
from storage.records.links import EditKind

PRECISION = 0.99
LONG_CLIP = 10.0
FULL_AIRING = 2.0
RIGHT_BOX = 0.95
RATE_WITHIN = 0.02
CLOSE_KEYS = 2.05
AIRED_AGAIN = "aired several times"
SCENES = (Negative.OTHER_SCENE, Negative.SAME_CAMERA)

SOUND_EDITS = frozenset(
    {
        EditKind.SOUND_KEPT,
        EditKind.SOUND_MUTED,
        EditKind.SOUND_REPLACED,
        EditKind.SOUND_ELSEWHERE,
        EditKind.SOUND_UNSURE,
    }
)

Test = Callable[[Part, Claim], bool | None]
"""Whether a claim says something right about a part; None where that is not asked."""


def of(run: Run, system: str, use: Sense) -> list[Outcome]:
    return [o for o in run.outcomes if o.system == system and o.use is use]


def own(run: Run, use: Sense) -> list[Outcome]:
    """The tracer's."""
    return of(run, tracing.SYSTEM, use)


def against_scenes(outcomes: Sequence[Outcome], *, same_camera: bool = True) -> list[Outcome]:
    """Posts of the common edits, with the negatives of other scenes, and of the same cameras unless left out."""
    negatives = SCENES if same_camera else (Negative.OTHER_SCENE,)
    return [o for o in outcomes if o.post.group is Group.COMMON or o.post.negative in negatives]


def recall_by_edit(run: Run) -> dict[str, dict[Sense, tuple[float, int]]]:
    """Recall at precision 0.99 and parts of every edit, for picture and sound, picture, and sound alone.

    The threshold is one for all edits: that at which the precision holds over the posts of all edits
    and the negatives of other scenes and of the same cameras.
    """
    rows: dict[str, dict[Sense, tuple[float, int]]] = {}
    for use in Sense:
        outcomes = own(run, use)
        level = ranking([o for o in outcomes if o.post.negative not in RECURRING]).threshold(PRECISION)
        for edit in dict.fromkeys(o.post.edit for o in outcomes if o.post.picture):
            ranked = ranking([o for o in outcomes if o.post.edit == edit])
            if ranked.parts:
                rows.setdefault(edit, {})[use] = (ranked.found(level) / ranked.parts, ranked.parts)
    return rows


def groups(run: Run) -> dict[str, Group]:
    """The group of each edit."""
    return {o.post.edit: o.post.group for o in run.outcomes}


def offset_errors(outcomes: Sequence[Outcome], threshold: float) -> list[float]:
    """Of the best right claim of each part, in seconds; infinite where the time was called uncertain."""
    return [
        float("inf") if find.claim.time_uncertain else find.error
        for outcome in outcomes
        if not outcome.post.still
        for find in best_right(outcome, threshold).values()
    ]


def applied(outcomes: Sequence[Outcome], threshold: float, test: Test) -> list[bool]:
    """A test on each found part's best picture claim, where it applies."""
    results = []
    for outcome in (o for o in outcomes if o.use is not Sense.SOUND):
        for n, find in best_right(outcome, threshold, any_direction=test is direction_right).items():
            if find.claim.sense is not Sense.SOUND:
                result = test(outcome.post.picture[n], find.claim)
                if result is not None:
                    results.append(result)
    return results


def mirror_right(part: Part, claim: Claim) -> bool:
    return claim.mirrored == part.mirrored


def direction_right(part: Part, claim: Claim) -> bool | None:
    return None if part.rate == 0 else (claim.rate < 0) == part.reversed


def rate_right(part: Part, claim: Claim) -> bool | None:
    if part.rate == 0 or part.seconds < LONG_CLIP:
        return None
    return abs(abs(claim.rate) / abs(part.rate) - 1) <= RATE_WITHIN


def boxes_right(part: Part, claim: Claim) -> bool | None:
    """Both the box seen and the box it is seen in."""
    if part.source_box is None or part.clip_box is None:
        return None
    return (
        min(overlap(part.source_box, claim.source_box), overlap(part.clip_box, claim.clip_box)) >= RIGHT_BOX
    )


def sound_told(both: Sequence[Outcome], threshold: float) -> list[bool]:
    """Of posts with a track of sound whose picture was found: is it told rightly whether that was kept?

    The edit script says so; where there is none, sound of the place that is seen does.
    """
    results = []
    for outcome in both:
        best = best_right(outcome, threshold).values()
        seen = [find.claim for find in best if find.claim.sense is not Sense.SOUND]
        if not seen or outcome.post.sound_state is SoundState.MUTED:
            continue
        told = {kind for kind in outcome.edits if kind in SOUND_EDITS}
        heard = [c for c in outcome.claims if c.sense is Sense.SOUND and c.score >= threshold]
        same = any(agree(one, sound) for one in seen for sound in heard)
        strange = told & {EditKind.SOUND_REPLACED, EditKind.SOUND_ELSEWHERE}
        kept = EditKind.SOUND_KEPT in told and not strange if told else same
        results.append(kept == (outcome.post.sound_state is SoundState.KEPT))
    return results


def airings(outcomes: Sequence[Outcome], threshold: float) -> tuple[list[bool], int]:
    """Of footage that aired several times: whether each airing of 2 s and more was found; false claims."""
    found = []
    invented = 0
    for outcome in (o for o in outcomes if o.post.edit == AIRED_AGAIN):
        claims = [c for c in outcome.claims if c.score >= threshold]
        for part in outcome.post.picture:
            for airing in (a for a in part.airings if a.seconds >= FULL_AIRING):
                errors = [e for c in claims if (e := error(c, part, airing)) is not None]
                found.append(min(errors, default=float("inf")) <= TOLERANCE)
        invented += sum(not j.right and j.claim.score >= threshold for j in judge(outcome))
    return found, invented


def fooled(outcomes: Sequence[Outcome], threshold: float) -> list[bool]:
    """Of posts that show or play only what recurs: whether anything matched."""
    recurring = [o for o in outcomes if o.post.negative in RECURRING]
    return [any(c.score >= threshold for c in o.claims) for o in recurring]


def indexed(costs: Sequence[IndexCost], *, close_keys: bool) -> list[IndexCost]:
    """Recordings whose key frames are at most 2 s apart, or the others."""
    return [c for c in costs if (c.key_gap <= CLOSE_KEYS) is close_keys]


def index_megabytes_an_hour(costs: Sequence[IndexCost]) -> float:
    return sum(c.size for c in costs) / 1e6 / max(1e-9, sum(c.seconds for c in costs) / 3600)


def index_against_bare(costs: Sequence[IndexCost]) -> float:
    """Processor time of indexing, the start of child processes aside, for each second of bare decoding."""
    bare = sum(c.bare_cpu_seconds for c in costs)
    return sum(c.cpu_seconds - c.starting_cpu_seconds for c in costs) / bare if bare else float("nan")
