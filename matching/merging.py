"""Many segments in one, so that a search opens one file; and one of them taken out again.

A recording that is taken out of a merged segment has the very bytes it was written with, so that its
SHA-256 proves it. Merging reads and writes its parts word by word, never whole.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.segment import Segment, sound_sections, words_section, write_head, write_section, write_sections
from matching.words import WORDS

_AT_ONCE = 2_000_000
"""Codes that are held in memory at a time."""


def merge(parts: Sequence[tuple[Segment, Sequence[str]]], into: Path) -> None:
    """Write the recordings of all ``parts`` into one segment, in this order.

    Args:
        parts: Each segment with the SHA-256 of every recording's own segment, in its order; an empty
            name leaves that recording out.
    """
    taken = [_Taken(segment, names) for segment, names in parts]
    first = 0
    for part in taken:
        first = part.place_at(first)
    held = np.concatenate([part.held() for part in taken])
    counts = sum((part.counts() for part in taken), start=np.zeros(WORDS, np.int64))
    starts = np.zeros(WORDS + 1, np.uint32)
    starts[1:] = np.cumsum(counts)
    with into.open("wb") as file:
        write_head(file, len(held), first, int(counts.sum()))
        write_section(file, [held])
        write_section(file, (overlay for part in taken for overlay in part.overlays()))
        write_section(file, (part.seconds() for part in taken))
        write_section(file, [words_section(starts)])
        for name in ("signature", "frame", "place"):
            write_section(file, _interleaved(taken, counts, name))
        for section in sound_sections(np.concatenate([part.sound() for part in taken])):
            write_section(file, [section])
        file.flush()
        os.fsync(file.fileno())


def extract(segment: Segment, number: int, into: Path) -> None:
    """Write one recording of a segment as a segment of its own."""
    held = segment.held[number : number + 1].copy()
    first, frames = int(held["first"][0]), int(held["frames"][0])
    own = (segment.frame >= first) & (segment.frame < first + frames)
    ends = segment.starts.astype(np.int64)
    word = np.repeat(np.arange(WORDS), ends[1:] - ends[:-1])[own]
    starts = np.zeros(WORDS + 1, np.uint32)
    starts[1:] = np.cumsum(np.bincount(word, minlength=WORDS))
    held["name"], held["first"] = 0, 0
    sections = (
        segment.packed_overlay(number),
        segment.seconds[first : first + frames],
        starts,
        segment.signature[own],
        segment.frame[own] - np.uint32(first),
        segment.place[own],
        *sound_sections(segment.sound_items(number)),
    )
    write_sections(into, held, sections)


class _Taken:
    """The recordings that are taken from one segment, and where their frames come to lie."""

    def __init__(self, segment: Segment, names: Sequence[str]) -> None:
        self.segment = segment
        self.names = names
        self.chosen = np.flatnonzero([bool(name) for name in names])
        frames = segment.held["frames"].astype(np.int64)
        number = np.repeat(np.arange(len(frames)), frames.astype(np.intp))
        self._kept_frame = np.isin(number, self.chosen)
        self._moved = np.cumsum(self._kept_frame) - 1

    def place_at(self, first: int) -> int:
        """Let the frames begin at ``first``; where the next segment's begin."""
        self._first = first
        return first + int(self._kept_frame.sum())

    def held(self) -> NDArray[Any]:
        rows = self.segment.held[self.chosen].copy()
        for row, number in zip(rows, self.chosen, strict=True):
            row["name"] = np.frombuffer(bytes.fromhex(self.names[int(number)]), np.uint8)
            row["first"] = self._first + self._moved[self.segment.held["first"][number]]
        return rows

    def overlays(self) -> list[NDArray[np.uint8]]:
        return [self.segment.packed_overlay(int(number)) for number in self.chosen]

    def sound(self) -> NDArray[np.uint32]:
        parts = [self.segment.sound_items(int(number)) for number in self.chosen]
        return np.concatenate([np.zeros(0, np.uint32), *parts])

    def seconds(self) -> NDArray[np.float64]:
        return self.segment.seconds[self._kept_frame]

    def counts(self) -> NDArray[np.int64]:
        """How many codes of each word are taken."""
        return np.concatenate([np.diff(ends) for ends in self._ends()])

    def _ends(self) -> Iterator[NDArray[np.int64]]:
        starts = self.segment.starts.astype(np.int64)
        for begin, end in _stretches(starts[1:] - starts[:-1]):
            inside = starts[begin : end + 1]
            kept = self._kept_frame[self.segment.frame[inside[0] : inside[-1]]]
            yield np.concatenate([[0], np.cumsum(kept)])[inside - inside[0]]

    def codes(self, begin: int, end: int, name: str) -> tuple[NDArray[np.int64], NDArray[Any]]:
        """Word and content of the codes that are taken of words ``begin`` to ``end``."""
        starts = self.segment.starts[begin : end + 1].astype(np.int64)
        frame = self.segment.frame[starts[0] : starts[-1]]
        kept = self._kept_frame[frame]
        word = np.repeat(np.arange(begin, end), np.diff(starts))[kept]
        if name == "frame":
            return word, (self._moved[frame[kept]] + self._first).astype(np.uint32)
        return word, getattr(self.segment, name)[starts[0] : starts[-1]][kept]


def _stretches(counts: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Runs of words that hold about ``_AT_ONCE`` codes."""
    ends = np.cumsum(counts)
    begin = 0
    while begin < WORDS:
        done = int(ends[begin - 1]) if begin else 0
        end = max(begin + 1, int(np.searchsorted(ends, done + _AT_ONCE, side="right")))
        yield begin, min(WORDS, end)
        begin = min(WORDS, end)


def _interleaved(taken: Sequence[_Taken], counts: NDArray[np.int64], name: str) -> Iterator[NDArray[Any]]:
    for begin, end in _stretches(counts):
        parts = [part.codes(begin, end, name) for part in taken]
        order = np.argsort(np.concatenate([word for word, _ in parts]), kind="stable")
        yield np.concatenate([content for _, content in parts])[order]
