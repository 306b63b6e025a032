"""Where a clip's sound is in the archive: seeds that are the same number, votes, and a look at every bit.

A clip is heard at several speeds, with its pitch kept and with its pitch moved along. Each of its items, and
those that differ in its least sure bits, is looked up in the archive's sorted items; offsets that
several agree on are compared item by item.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.lookup import Opened
from matching.sound_prints import FRAME, HOP, UNSURE, UNTOLD, Heard, Samples, heard
from storage.records import Span

PLAIN = ((1.0, False),)
SPEEDS = (
    *((r, False) for r in (1.25, 0.8, 1.1, 0.9, 1.5, 2.0, 0.5)),
    *((r, True) for r in (1.25, 0.8, 1.1, 0.9, 1.05, 0.95, 1.5)),
)
"""Speeds, and whether the pitch moved along, that are tried where the plain one explains too little."""
BACKWARDS = ((-1.0, False),)
FINE = 4
MOST_A_SEED = 64
"""Places of one number that are voted for; a number that is everywhere says nothing."""
BIN = 0.25
MOST_PLACES = 24
MOST_ROWS = 600
"""Items of a clip that are looked up."""
MIN_SEEDS = 2
SAME = 0.36
"""Share of bits that may differ between two recordings of one sound; of two sounds half of them do."""
SMOOTH = 12
"""Items that are weighed together: a second and a half."""
GAP = 2.0
"""Seconds of silence or noise that a match may go on through."""
SHORTEST = 2.5
_FAR = 0.36
"""Seconds around a vote in which the exact offset is sought."""


@dataclass(frozen=True)
class SoundSigns:
    """What was measured where a sound was found."""

    differing: float
    """Share of the bits that differ."""
    items: int
    """Items that were compared, eight a second."""
    seconds: float
    rate: float
    pitched: bool


@dataclass(frozen=True)
class SoundFound:
    """Clip second t plays recording second ``rate * t + offset``."""

    recording: int
    clip: Span
    rate: float
    offset: float
    score: float
    signs: SoundSigns

    def at(self, second: float) -> float:
        return self.rate * second + self.offset


def score(signs: SoundSigns) -> float:
    """How sure it is that the sound is the same, 0 to 1."""
    evidence = 26.0 * (0.335 - signs.differing) + 1.6 * math.log(max(1, signs.items) / 60)
    evidence -= 1.0 * (signs.rate != 1.0)
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, evidence))))


def find_sound(samples: Samples, archive: Sequence[Opened], threshold: float) -> list[SoundFound]:
    """Every place of the archive that plays part of the clip's sound with at least the score ``threshold``."""
    found: list[SoundFound] = []
    audible = 0.0
    for speeds in (PLAIN, SPEEDS, BACKWARDS):
        for rate, pitched in speeds:
            turned = samples[::-1] if rate < 0 else samples
            ours = heard(np.ascontiguousarray(turned), abs(rate), pitched=pitched, fine=FINE)
            if rate == 1.0:
                audible = float((ours.items != UNTOLD).sum()) * ours.step
                if audible < SHORTEST / 2:
                    return []
            new = _at_speed(ours, rate, pitched, archive, len(samples) / 8000)
            found += [f for f in new if f.score >= threshold]
        found = _without_repeats(found)
        if _explained(found) > 0.7 * audible:
            break
    return found


def _explained(found: Sequence[SoundFound]) -> float:
    covered = 0.0
    end = -math.inf
    for begin, stop in sorted(f.clip for f in found):
        covered += max(0.0, stop - max(begin, end))
        end = max(end, stop)
    return covered


def _at_speed(
    ours: Heard, rate: float, pitched: bool, archive: Sequence[Opened], duration: float
) -> list[SoundFound]:
    found = []
    speed = abs(rate)
    for opened in archive:
        for number, offset in _voted(ours, speed, opened):
            exact = _compared(ours, speed, pitched, opened, number, offset)
            if exact is None:
                continue
            recording = int(opened.numbers[number])
            if rate > 0:
                found.append(replace(exact, recording=recording))
            else:
                begin, end = exact.clip
                turned = (duration - end, duration - begin)
                found.append(
                    SoundFound(
                        recording, turned, rate, exact.offset + speed * duration, exact.score, exact.signs
                    )
                )
    return found


def _voted(ours: Heard, rate: float, opened: Opened) -> list[tuple[int, float]]:
    """Recordings (as the segment numbers them) and offsets that most seeds agree on, best first."""
    rows = np.flatnonzero(ours.items != UNTOLD)
    rows = rows[:: max(1, len(rows) // MOST_ROWS)]
    if not len(rows) or not len(opened.segment.sound_sorted):
        return []
    values = ours.items[rows]
    flips = np.zeros((len(rows), 1 << UNSURE), np.uint32)
    for bit in range(UNSURE):
        mask = np.uint32(1) << ours.unsure[rows, bit].astype(np.uint32)
        chosen = (np.arange(1 << UNSURE) >> bit & 1).astype(bool)
        flips[:, chosen] ^= mask[:, None]
    asked = (values[:, None] ^ flips).reshape(-1)
    row = np.repeat(rows, 1 << UNSURE)
    order = np.argsort(asked, kind="stable")  # lookups in order touch each page once
    asked, row = asked[order], row[order]
    first = np.searchsorted(opened.segment.sound_sorted, asked, side="left")
    count = np.searchsorted(opened.segment.sound_sorted, asked, side="right") - first
    rare = (count > 0) & (count <= MOST_A_SEED)
    first, count, row = first[rare], count[rare], row[rare]
    if not len(row):
        return []
    seed = np.repeat(row, count)
    inside = np.arange(len(seed)) - np.repeat(np.cumsum(count) - count, count)
    item = opened.segment.sound_order[np.repeat(first, count) + inside].astype(np.int64)
    number = np.searchsorted(opened.segment.sound_first, item, side="right") - 1
    second = FRAME / 2 + HOP * (item - opened.segment.sound_first[number])
    offset = second - rate * (ours.first + ours.step * seed)
    bins = np.floor(offset / BIN).astype(np.int64)
    # One vote for each item of the clip and bin, however many of its near numbers are there.
    votes = np.unique(np.stack([number, bins, seed], axis=1), axis=0)
    places, total = np.unique(votes[:, :2], axis=0, return_counts=True)
    tally = {(int(n), int(b)): int(t) for (n, b), t in zip(places, total, strict=True)}
    joined = {(n, b): t + tally.get((n, b + 1), 0) for (n, b), t in tally.items()}
    best = sorted(joined.items(), key=lambda kv: -kv[1])[: 3 * MOST_PLACES]
    kept: list[tuple[int, float]] = []
    for (n, b), votes_here in best:
        if votes_here < MIN_SEEDS or opened.numbers[n] < 0:
            continue
        place = (b + 1) * BIN
        if all(other != n or abs(place - at) > 2 * BIN for other, at in kept):
            kept.append((n, place))
    return kept[:MOST_PLACES]


def _compared(
    ours: Heard, rate: float, pitched: bool, opened: Opened, number: int, offset: float
) -> SoundFound | None:
    """Item by item at the offset, and a little beside it; None where the sounds differ throughout."""
    theirs = opened.segment.sound_items(number)
    exact = _exact(ours, theirs, rate, offset)
    if exact is None:
        return None
    place, differing, told = exact
    seconds = ours.seconds()
    span = _span(differing, told, ours.step)
    if span is None:
        return None
    begin, end = span
    inside = np.zeros(len(told), bool)
    inside[begin:end] = told[begin:end]
    length = (end - begin) * ours.step
    signs = SoundSigns(
        differing=float(differing[inside].mean()),
        items=int(inside.sum()),
        seconds=length,
        rate=rate,
        pitched=pitched,
    )
    if length < SHORTEST or signs.items < 12:
        return None
    # Where the speed is a little off, offsets drift: a line through the best offsets of its parts.
    slope, level = _line(ours, theirs, rate, place, begin, end)
    clip = (max(0.0, float(seconds[begin]) - FRAME / 4), float(seconds[end - 1]) + FRAME / 4)
    return SoundFound(number, clip, slope, level, score(signs), signs)


def differences(
    ours: Heard, theirs: NDArray[np.uint32], rate: float, offset: float
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Share of bits (n,) in which items differ at an alignment, and where both tell anything."""
    wanted = (rate * ours.seconds() + offset - FRAME / 2) / HOP
    index = np.round(wanted).astype(np.int64)
    inside = (index >= 0) & (index < len(theirs)) & (np.abs(wanted - index) < 0.5 / FINE + 1e-3)
    there = (
        theirs[np.clip(index, 0, max(0, len(theirs) - 1))] if len(theirs) else np.zeros(len(index), np.uint32)
    )
    told = inside & (ours.items != UNTOLD) & (there != UNTOLD)
    return np.bitwise_count(ours.items ^ there) / 32.0, told


def _exact(
    ours: Heard, theirs: NDArray[np.uint32], rate: float, offset: float
) -> tuple[float, NDArray[np.float64], NDArray[np.bool_]] | None:
    best: tuple[float, float] | None = None
    for shift in np.arange(-_FAR, _FAR + 1e-9, HOP / FINE):
        differing, told = differences(ours, theirs, rate, offset + shift)
        if told.sum() < 6:
            continue
        smooth = _smoothed(differing, told)
        good = told & (smooth < SAME)
        merit = float((0.5 - differing[good]).sum())
        if best is None or merit > best[0]:
            best = (merit, offset + float(shift))
    if best is None or best[0] <= 0:
        return None
    return best[1], *differences(ours, theirs, rate, best[1])


def _smoothed(differing: NDArray[np.float64], told: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Mean of what is told within about a second and a half around each item; 0.5 where nothing is."""
    width = SMOOTH * FINE
    kernel = np.ones(width)
    size = len(told)
    total = np.convolve(np.where(told, differing, 0.0), kernel, mode="full")[width // 2 :][:size]
    count = np.convolve(told.astype(float), kernel, mode="full")[width // 2 :][:size]
    result: NDArray[np.float64] = np.where(count >= 3, total / np.maximum(count, 1.0), 0.5)
    return result


def _span(differing: NDArray[np.float64], told: NDArray[np.bool_], step: float) -> tuple[int, int] | None:
    """The longest run of items that agree, with short interruptions."""
    good = np.flatnonzero(told & (_smoothed(differing, told) < SAME))
    if not len(good):
        return None
    breaks = np.flatnonzero(np.diff(good) * step > GAP)
    starts, ends = np.concatenate([[0], breaks + 1]), np.concatenate([breaks, [len(good) - 1]])
    best = int(np.argmax(good[ends] - good[starts]))
    return int(good[starts[best]]), int(good[ends[best]]) + 1


def _line(
    ours: Heard, theirs: NDArray[np.uint32], rate: float, offset: float, begin: int, end: int
) -> tuple[float, float]:
    """Rate and offset of a line through the best offsets of a few parts of the span."""
    seconds = ours.seconds()
    length = (end - begin) * ours.step
    pieces = int(np.clip(length / 3.0, 1, 8))
    shifts = np.arange(-_FAR, _FAR + 1e-9, HOP / FINE)
    curves = [differences(ours, theirs, rate, offset + float(shift)) for shift in shifts]
    centres, lags = [], []
    for part in np.array_split(np.arange(begin, end), pieces):
        merits = np.array(
            [
                (0.5 - differing[part][told[part]]).sum() / max(1, told[part].sum())
                if told[part].sum() > 3
                else 0.0
                for differing, told in curves
            ]
        )
        if merits.max() < 0.1:
            continue
        near = np.flatnonzero(merits > merits.max() - 0.06)
        centres.append(float(seconds[part].mean()))
        lags.append(float(np.average(shifts[near], weights=merits[near])))
    if not centres:
        return rate, offset
    if len(centres) < 3 or length < 8.0:
        return rate, offset + float(np.median(lags))
    slope = float(np.polyfit(centres, lags, 1)[0])
    if abs(slope) < 0.006:
        return rate, offset + float(np.median(lags))
    middle = float(np.mean(centres))
    return rate + slope, offset + float(np.mean(lags)) - slope * middle


def _without_repeats(found: list[SoundFound]) -> list[SoundFound]:
    """Each place once, at the speed at which it agrees best."""
    kept: list[SoundFound] = []
    for new in sorted(found, key=lambda f: (-f.score, f.signs.differing)):
        middle = (new.clip[0] + new.clip[1]) / 2
        if not any(
            old.recording == new.recording
            and abs(old.at(middle) - new.at(middle)) < 1.5
            and old.clip[0] - 1.0 <= middle <= old.clip[1] + 1.0
            for old in kept
        ):
            kept.append(new)
    return kept
