"""How the broadcast's picture was changed: mirrored, cropped, inset, rotated, recoloured, laid over."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from matching.edit_colour import BRIGHTNESS, CONTRAST, SATURATION, TINT
from matching.edit_comparison import Comparison
from matching.edit_frames import TracedPart
from matching.edit_overlays import Overlay
from matching.edit_words import percent, place, stretch, subject
from storage.records import Box, Span
from storage.records.links import Bars, ColourChange, Edit, EditKind, Sureness

Value = TypeVar("Value")

_EDGE, _CLEAR_EDGE = 0.015, 0.03
"""Share of the width or height by which a box falls short of the whole: likely, and clearly, smaller."""
_TURN = 1.0
"""Degrees."""
_SAME_BOX = 0.9
_SAME_AREA = 0.5
_SAME_COLOUR = 0.15
_WITHIN = 0.7
_ENOUGH = 3
"""Pairs of frames from which a comparison is sure."""


def look_edits(chain: Sequence[TracedPart], seen: Sequence[Comparison | None], duration: float) -> list[Edit]:
    """Edits of the picture; what holds for parts that follow each other is said once."""
    edits: list[Edit] = []
    for value, numbers in _spread(chain, [part.mirrored for part in chain], lambda a, b: a == b):
        if value:
            edits.append(_about(chain, numbers, EditKind.MIRRORED, "is mirrored", duration))
    degrees = [_degrees(part) for part in chain]
    for turn, numbers in _spread(chain, degrees, lambda a, b: abs(a - b) < _TURN):
        if abs(turn) > _TURN:
            words = f"is turned by {abs(turn):.1f} degrees {'clockwise' if turn > 0 else 'counterclockwise'}"
            edits.append(_about(chain, numbers, EditKind.ROTATED, words, duration, degrees=turn))
    for box, numbers in _spread(chain, [part.source_box for part in chain], _same_box):
        edits += _crop(chain, numbers, box, duration)
    for box, numbers in _spread(chain, [part.clip_box for part in chain], _same_box):
        edits += _inset(chain, numbers, box, seen, duration)
    looked = [
        (part, c) for part, c in zip(chain, seen, strict=True) if c is not None and c.colours is not None
    ]
    parts, compared = [part for part, _ in looked], [c for _, c in looked]
    changes = [c.colours.change if c.colours and c.colours.changed else None for c in compared]
    for change, numbers in _spread(parts, changes, _same_colour):
        if change is not None:
            edits.append(_colour(parts, numbers, change, compared, duration))
    edits += _laid_over(chain, seen, duration)
    edits += _covered(chain, seen, duration)
    return edits


def _spread(
    chain: Sequence[TracedPart], values: Sequence[Value], same: Callable[[Value, Value], bool]
) -> Iterator[tuple[Value, list[int]]]:
    """Runs of parts that share a value, with that of the longest part."""
    run: list[int] = []
    for number, value in enumerate(values):
        if run and not same(values[run[-1]], value):
            yield values[_longest(chain, run)], run
            run = []
        run.append(number)
    if run:
        yield values[_longest(chain, run)], run


def _longest(chain: Sequence[TracedPart], numbers: Sequence[int]) -> int:
    return max(numbers, key=lambda n: chain[n].clip[1] - chain[n].clip[0])


def _about(
    chain: Sequence[TracedPart],
    numbers: Sequence[int],
    kind: EditKind,
    words: str,
    duration: float,
    *,
    sure: Sureness = Sureness.SEEN,
    box: Box | None = None,
    degrees: float | None = None,
    bars: Bars | None = None,
    colour: ColourChange | None = None,
    frames: int | None = None,
) -> Edit:
    """An edit of the parts ``numbers``; their recording is named where they are all from one."""
    first, last = chain[numbers[0]], chain[numbers[-1]]
    clip = (first.clip[0], last.clip[1])
    one = len({chain[number].recording for number in numbers}) == 1
    evidence = {"score": min(chain[number].score for number in numbers)}
    if frames is not None:
        evidence["frames"] = float(frames)
    return Edit(
        kind,
        clip,
        f"{subject(clip, duration)} {words}.",
        sure,
        recording=first.seen if len(numbers) == 1 else None,
        recording_id=first.recording if one else None,
        box=box,
        degrees=degrees,
        bars=bars,
        colour=colour,
        evidence=evidence,
    )


def _degrees(part: TracedPart) -> float:
    """By how much the clip's picture is turned clockwise against the recording's."""
    turn = math.degrees(cmath.phase(part.similarity.turn))
    return turn if part.mirrored else -turn


def _short_of_whole(box: Box) -> float:
    return max(box[0], box[1], 1 - box[2], 1 - box[3])


def _area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _alike(one: Box, other: Box) -> float:
    """Intersection over union."""
    both = _area((max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])))
    return both / max(1e-9, _area(one) + _area(other) - both)


def _inside(one: Box, other: Box) -> float:
    """Share of ``one`` that lies in ``other``."""
    both = (max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]))
    return _area(both) / max(1e-9, _area(one))


def _same_box(one: Box, other: Box) -> bool:
    return _alike(one, other) > _SAME_BOX


def _crop(chain: Sequence[TracedPart], numbers: Sequence[int], box: Box, duration: float) -> Iterator[Edit]:
    short = _short_of_whole(box)
    if short <= _EDGE:
        return
    words = (
        f"shows {percent(box[2] - box[0])} of the width and {percent(box[3] - box[1])} of the height "
        "of the broadcast picture"
    )
    sure = Sureness.SEEN if short > _CLEAR_EDGE else Sureness.LIKELY
    yield _about(chain, numbers, EditKind.CROP, words, duration, sure=sure, box=box)


def _inset(
    chain: Sequence[TracedPart],
    numbers: Sequence[int],
    box: Box,
    seen: Sequence[Comparison | None],
    duration: float,
) -> Iterator[Edit]:
    short = _short_of_whole(box)
    if short <= _EDGE:
        return
    looked = [c for c in (seen[number] for number in numbers) if c is not None and c.frames]
    around = looked[0].surround if looked else None
    spans = max(box[2] - box[0], box[3] - box[1]) > 1 - 2 * _CLEAR_EDGE
    framed = around in {Bars.PLAIN, Bars.BLURRED} or (around is None and spans)
    sure = Sureness.SEEN if short > _CLEAR_EDGE and around is not None else Sureness.LIKELY
    with_what = {
        Bars.PLAIN: "with bars of one colour around it",
        Bars.BLURRED: "with the same picture, enlarged and blurred, around it",
        Bars.OTHER: "with something else around it",
        None: "and what is around it was not looked at",
    }[around]
    words = f"shows the broadcast in {percent(_area(box))} of its picture, {with_what}"
    kind = EditKind.LETTERBOX if framed else EditKind.INSET
    frames = sum(c.frames for c in looked)
    yield _about(chain, numbers, kind, words, duration, sure=sure, box=box, bars=around, frames=frames)


def _same_colour(one: ColourChange | None, other: ColourChange | None) -> bool:
    if one is None or other is None:
        return one is other
    apart = max(abs(one.contrast - other.contrast), abs(one.saturation - other.saturation))
    return one.grey == other.grey and apart < 2 * _SAME_COLOUR and abs(one.brightness - other.brightness) < 20


def _colour(
    chain: Sequence[TracedPart],
    numbers: Sequence[int],
    change: ColourChange,
    seen: Sequence[Comparison | None],
    duration: float,
) -> Edit:
    said = []
    if change.grey:
        said.append("in black and white")
    elif abs(change.saturation - 1) > SATURATION:
        said.append(f"with {percent(change.saturation)} of its colour")
    if abs(change.contrast - 1) > CONTRAST:
        said.append(f"with {percent(change.contrast)} of its contrast")
    if abs(change.brightness) > BRIGHTNESS:
        said.append(
            f"{abs(change.brightness):.0f} levels {'brighter' if change.brightness > 0 else 'darker'}"
        )
    if max(map(abs, change.tint)) > TINT:
        said.append("with a tint")
    frames = sum(c.frames for c in (seen[number] for number in numbers) if c is not None)
    sure = Sureness.SEEN if frames >= _ENOUGH else Sureness.LIKELY
    words = f"shows the broadcast {', '.join(said)}"
    return _about(chain, numbers, EditKind.COLOUR, words, duration, sure=sure, colour=change, frames=frames)


def _laid_over(
    chain: Sequence[TracedPart], seen: Sequence[Comparison | None], duration: float
) -> Iterator[Edit]:
    """One edit an area; an area that is there in the next part as well is the same."""
    areas: list[tuple[Overlay, Span, int, str | None]] = []
    for part, comparison in zip(chain, seen, strict=True):
        covered = comparison.covered if comparison is not None else ()
        for overlay in comparison.overlays if comparison is not None else ():
            if any(_inside(overlay.box, box) > _WITHIN for box in covered):
                continue  # where graphics are missing, the picture under them differs
            span = _widened(overlay.clip, part, comparison.frames if comparison is not None else 0)
            for number, (known, before, frames, under) in enumerate(areas):
                if _alike(known.box, overlay.box) > _SAME_AREA and before[1] <= span[0] + 1.0:
                    one = under if under == part.recording else None
                    areas[number] = (known, (before[0], span[1]), frames + overlay.frames, one)
                    break
            else:
                areas.append((overlay, span, overlay.frames, part.recording))
    for overlay, span, frames, under in areas:
        when = "" if subject(span, duration) == "The clip" else f" from {stretch(span)}"
        yield Edit(
            EditKind.OVERLAY,
            span,
            f"Something is laid over {percent(_area(overlay.box))} of the clip's picture "
            f"{place(overlay.box)}{when}.",
            Sureness.SEEN if frames >= _ENOUGH else Sureness.LIKELY,
            recording_id=under,
            box=overlay.box,
            evidence={"frames": frames, "levels": overlay.contrast, "filled": overlay.filled},
        )


def _widened(span: Span, part: TracedPart, frames: int) -> Span:
    """To the part's ends where the nearest compared frame shows it: between frames nothing is known."""
    step = (part.clip[1] - part.clip[0]) / max(1, frames)
    begin = part.clip[0] if span[0] - part.clip[0] <= 1.5 * step else span[0]
    return (begin, part.clip[1] if part.clip[1] - span[1] <= 1.5 * step else span[1])


def _covered(
    chain: Sequence[TracedPart], seen: Sequence[Comparison | None], duration: float
) -> Iterator[Edit]:
    for part, comparison in zip(chain, seen, strict=True):
        for box in comparison.covered if comparison is not None else ():
            assert comparison is not None
            yield Edit(
                EditKind.GRAPHICS_COVERED,
                part.clip,
                f"{subject(part.clip, duration)} does not show the recording's own graphics, which must stand "
                f"{place(box)} of its picture: covered, wiped out, or from another showing without them.",
                Sureness.LIKELY,
                recording=part.seen,
                recording_id=part.recording,
                box=box,
                evidence={"frames": comparison.frames},
            )
