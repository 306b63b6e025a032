"""What was done to a clip against its source: one list of edits, in the clip's order, each with its evidence.

The parts of the clip that were found are read as one chain through the clip. From one part to the next the
recording runs on, jumps, comes again or gives way to another; within a part, geometry, rate and the
comparison of aligned frames say the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from matching.edit_chain import chain_of, missing, overlap
from matching.edit_comparison import Comparison
from matching.edit_frames import TracedPart
from matching.edit_looks import look_edits
from matching.edit_sound import HeardPart, SoundSpan, sound_edits
from matching.edit_still import frozen_spans, settled, stands_still
from matching.edit_words import moment, stretch, subject
from storage.records import Span
from storage.records.links import Edit, EditKind, Sureness

JUMP = 0.3
"""Seconds by which the recording may jump between parts before something is cut: each offset is good to 0.1 s."""
GAP = 0.8
"""Clip seconds between parts, or at an end, that may be left unfound."""
_CLEAR_GAP = 2.0
_AGAIN = 0.5
"""Seconds of the recording that must come again to be called repeated."""
_RATE = 0.02
_DRIFT = 0.2
"""Seconds that a change of rate must add up to over its part."""
_CONVERSION = 0.045
"""Conversion between 24 and 25 pictures a second changes the rate by 4.2 %."""


def edit_script(
    parts: Sequence[TracedPart],
    clip_duration: float,
    comparisons: Mapping[int, Comparison] | None = None,
    sound: Sequence[SoundSpan] = (),
    heard: Sequence[HeardPart] = (),
) -> tuple[Edit, ...]:
    """All edits of a clip against its source, in the order of clip time.

    Args:
        parts: Where the clip's picture was found. Those that claim the same clip seconds are
            alternatives; the ones that together explain most of the clip with the fewest jumps are read.
        clip_duration: Seconds of the clip; 0 for a still picture.
        comparisons: What :func:`matching.edit_comparison.compare` saw, by the part's place in ``parts``.
        sound: The clip's sound beside that of the seconds its picture is from.
        heard: Where the clip's sound was found by itself.
    """
    order = chain_of(parts)
    chain = settled([parts[number] for number in order])
    seen = [(comparisons or {}).get(number) for number in order]
    edits = list(_kept(chain, seen))
    if clip_duration > 0:
        frozen = list(_frozen(chain))
        edits += frozen
        moving = [part for part in chain if part.rate != 0]
        for number, (before, after) in enumerate(pairwise(moving), start=1):
            edits += _join(before, after, moving[:number])
        edits += _speeds(chain, clip_duration)
        edits += _not_found(chain, clip_duration, [edit.clip for edit in frozen])
    looks = [number for number, part in enumerate(chain) if part.rate != 0] or list(range(len(chain)))
    edits += look_edits(
        [chain[number] for number in looks], [seen[number] for number in looks], clip_duration
    )
    edits += sound_edits(chain, sound, heard)
    order_of_kinds = list(EditKind)
    return tuple(
        sorted(edits, key=lambda edit: (edit.clip[0], order_of_kinds.index(edit.kind), edit.clip[1]))
    )


def _kept(chain: Sequence[TracedPart], seen: Sequence[Comparison | None]) -> Iterator[Edit]:
    """Each stretch in which the recording runs on without a jump."""
    runs: list[list[int]] = []
    for number, part in enumerate(chain):
        if runs and _runs_on(chain[runs[-1][-1]], part):
            runs[-1].append(number)
        else:
            runs.append([number])
    for run in runs:
        first, last = chain[run[0]], chain[run[-1]]
        clip = (first.clip[0], last.clip[1])
        recording = (first.seen[0], last.seen[1])
        frames = sum(c.frames for c in (seen[number] for number in run) if c is not None)
        unsure = any(chain[number].uncertain for number in run)
        if clip[1] <= clip[0]:
            sentence = f"The picture is shown at about {moment(recording[0])} of the recording."
        elif first.rate == 0:
            sentence = (
                f"From {stretch(clip)} the clip shows one picture, {moment(recording[0])} of the recording."
            )
        else:
            about = "about " if unsure else ""
            sentence = f"From {stretch(clip)} the clip shows {about}{stretch(recording)} of the recording."
        if frames == 0:
            sentence += " Its frames were not compared with the recording's."
        yield Edit(
            EditKind.KEPT,
            clip,
            sentence,
            Sureness.LIKELY if unsure else Sureness.SEEN,
            recording=recording,
            recording_id=first.recording,
            evidence={"frames": frames, "score": min(chain[number].score for number in run)},
        )


def _runs_on(before: TracedPart, after: TracedPart) -> bool:
    same = before.recording == after.recording and before.mirrored == after.mirrored
    steady = abs(before.rate - after.rate) <= _RATE * max(1.0, abs(before.rate))
    close = after.clip[0] - before.clip[1] <= GAP
    return same and steady and close and abs(_jump(before, after)) <= _allowed(before, after)


def _jump(before: TracedPart, after: TracedPart) -> float:
    """Recording seconds by which ``after`` is ahead of where ``before`` would be, in the middle between them."""
    middle = (before.clip[1] + after.clip[0]) / 2
    return after.at(middle) - before.at(middle)


def _allowed(before: TracedPart, after: TracedPart) -> float:
    unsure = [shift for part in (before, after) if part.uncertain for shift in part.uncertain]
    return JUMP + max(map(abs, unsure), default=0.0)


def _join(before: TracedPart, after: TracedPart, earlier: Sequence[TracedPart]) -> Iterator[Edit]:
    """What happens to the recording's time where one part gives way to the next."""
    at = (before.clip[1], max(before.clip[1], after.clip[0]))
    place = f"at {moment(at[1])} of the clip"
    sure = Sureness.LIKELY if before.uncertain or after.uncertain else Sureness.SEEN
    again = _shown_before(after, earlier)
    if again is not None:
        yield Edit(
            EditKind.REPEATED,
            after.clip,
            f"{again[1] - again[0]:.1f} s that were shown before come again {place}.",
            sure,
            recording=again,
            recording_id=after.recording,
            seconds=again[1] - again[0],
        )
        return
    if before.recording != after.recording:
        sentence = f"Footage of another recording follows {place}."
        yield Edit(EditKind.JOINED, at, sentence, sure, recording=after.seen, recording_id=after.recording)
        return
    way = -1.0 if before.rate < 0 else 1.0
    skipped = _jump(before, after) * way
    resumed = (after.seen[0] - before.seen[1]) * way
    allowed = _allowed(before, after)
    if abs(skipped) <= allowed:
        return
    if at[1] - at[0] > GAP and -allowed <= resumed < skipped + (at[1] - at[0]) + allowed:
        # Something else stands in between: what counts is where the recording goes on afterwards.
        skipped = resumed
        if skipped <= allowed:
            return
    left_out = (before.seen[1], after.seen[0])
    evidence = {"jump": skipped}
    if skipped > 0:
        sentence = f"{skipped:.1f} s of the recording are cut out {place}."
        yield Edit(
            EditKind.CUT_OUT,
            at,
            sentence,
            sure,
            recording=left_out,
            recording_id=after.recording,
            seconds=skipped,
            evidence=evidence,
        )
    else:
        sentence = (
            f"What follows {place} comes {-skipped:.1f} s earlier in the recording than what precedes it."
        )
        yield Edit(
            EditKind.REORDERED,
            at,
            sentence,
            sure,
            recording=after.seen,
            recording_id=after.recording,
            seconds=-skipped,
            evidence=evidence,
        )


def _shown_before(part: TracedPart, earlier: Sequence[TracedPart]) -> Span | None:
    """The recording's seconds of ``part`` that an earlier part shows as well."""
    low, high = min(part.seen), max(part.seen)
    best: Span | None = None
    for each in earlier:
        if each.recording != part.recording or _runs_on(each, part):
            continue
        both = (max(low, min(each.seen)), min(high, max(each.seen)))
        long = both[1] - both[0]
        if long > max(_AGAIN, _allowed(each, part)) and (best is None or long > best[1] - best[0]):
            best = both
    return best


def _frozen(chain: Sequence[TracedPart]) -> Iterator[Edit]:
    """Stretches in which one picture stands still, each once, as whole parts before those seen within a part."""
    known: list[Span] = []
    for part in sorted(chain, key=lambda each: each.rate != 0):
        stopped = stands_still(part, chain) if part.rate == 0 else True
        for span in [part.clip] if part.rate == 0 else frozen_spans(part):
            if stopped is False or any(overlap(span, other) > 0 for other in known):
                continue
            known.append(span)
            at = part.at(span[0])
            yield Edit(
                EditKind.FROZEN,
                span,
                f"From {stretch(span)} one picture stands still, that of {moment(at)} of the recording.",
                Sureness.SEEN if stopped else Sureness.LIKELY,
                recording=(at, at),
                recording_id=part.recording,
                seconds=span[1] - span[0],
            )


def _speeds(chain: Sequence[TracedPart], duration: float) -> Iterator[Edit]:
    for part in chain:
        whole = subject(part.clip, duration)
        if part.rate < 0:
            sure = Sureness.LIKELY if part.uncertain else Sureness.SEEN
            yield Edit(
                EditKind.REVERSED,
                part.clip,
                f"{whole} runs backwards.",
                sure,
                recording=part.seen,
                recording_id=part.recording,
            )
        change = abs(abs(part.rate) - 1)
        if (
            part.rate == 0
            or part.uncertain
            or change < _RATE
            or change * (part.clip[1] - part.clip[0]) < _DRIFT
        ):
            continue
        converted = change < _CONVERSION
        reason = ", as a conversion between 24 and 25 pictures a second does" if converted else ""
        yield Edit(
            EditKind.RATE,
            part.clip,
            f"{whole} runs at {abs(part.rate):.2f} times the recording's speed{reason}.",
            Sureness.LIKELY if converted else Sureness.SEEN,
            recording=part.seen,
            recording_id=part.recording,
            rate=part.rate,
        )


def _not_found(chain: Sequence[TracedPart], duration: float, frozen: Sequence[Span]) -> Iterator[Edit]:
    for gap in missing([*(part.clip for part in chain), *frozen], duration, GAP):
        inside = [(a, b) for a, b in pairwise(chain) if overlap((a.clip[1], b.clip[0]), gap) > 0]
        long = gap[1] - gap[0]
        tail = ""
        if inside and inside[0][0].recording == inside[0][1].recording:
            before, after = inside[0]
            if abs(_jump(before, after)) <= _allowed(before, after):
                tail = ": the recording runs on under it"
            elif abs(after.seen[0] - before.seen[1]) <= _allowed(before, after):
                tail = ": it was put in, and the recording goes on afterwards where it stopped"
        yield Edit(
            EditKind.NOT_FOUND,
            gap,
            f"{long:.1f} s of the clip, from {stretch(gap)}, were not found{tail}.",
            Sureness.SEEN if long >= _CLEAR_GAP else Sureness.LIKELY,
            seconds=long,
        )
