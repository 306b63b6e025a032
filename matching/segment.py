"""An index segment: the fingerprints of one or several recordings in one immutable file.

A recording is first written as a segment of its own; :mod:`matching.merging` joins many into one, so
that a search does not open a file for each. It is searched where it lies. All numbers are little-endian,
every section starts on a multiple of 8 bytes::

    head       64 bytes: magic, format, vocabulary, recordings, frames, codes
    held       64 bytes x recordings: name, first frame, frames, aspect, step, duration ... (``HELD``)
    overlay    what stays in each recording's picture all along: i1 x 2 x 90 x 160, zlib, one after another
    seconds    f8 x frames          when each indexed frame is shown
    words      where each word's codes begin, u4 x (65,536 + 1); in a small segment u2 x codes: their words
    signature  u8 x codes
    frame      u4 x codes           number of the indexed frame
    place      u4 x codes           x, y (13 bits each), log2 diameter (6)
    items      u4 x items           the sound, :mod:`matching.sound_prints`, recording after recording
    sorted     u4 x items           the same, rising
    order      u4 x items           where each of the sorted ones stands in ``items``

The same recording always gives the same bytes; its name is their SHA-256, and zero within them.
"""

from __future__ import annotations

import mmap
import os
import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from matching.features import Features, Floats
from matching.words import WORDS, encode, vocabulary
from reference.errors import RecordDamaged

FORMAT = "index-3"
OVERLAY = (90, 160)
"""Rows and columns of the overlay's grid, laid over the whole picture."""
HELD = np.dtype(
    [
        ("name", "<u1", 32),
        ("first", "<u4"),
        ("frames", "<u4"),
        ("aspect", "<f4"),
        ("step", "<f4"),
        ("duration", "<f8"),
        ("overlay", "<u4"),
        ("sound", "<u4"),
    ]
)
"""What is known of each recording; ``step`` are the typical seconds between its indexed frames, ``overlay``
is the length of its overlay's bytes, ``sound`` the number of its sound's items."""
SMALL = 2 * (WORDS + 1)
"""Codes up to which a list of their words takes less room than 65,537 places."""

_MAGIC = b"AIRTRACE"
_HEAD = struct.Struct("<8s16s12sIQQ")
_HEAD_SIZE = 64
_FINE = 1 << 13
_DIAMETER_STEPS = 8
_SMALLEST = 2.0 / 512
"""The smallest diameter that can be written, in picture widths."""
_NAMELESS = bytes(32)


@dataclass(frozen=True)
class Held:
    """What a segment knows of one of its recordings."""

    aspect: float
    """Width over height of the recording's picture."""
    duration: float
    step: float
    """Typical seconds between indexed frames."""
    overlay: NDArray[np.int8]


@dataclass(frozen=True)
class Segment:
    """An opened segment; the arrays are read from the file as they are touched."""

    path: Path
    held: NDArray[Any]
    """(recordings,) of :data:`HELD`."""
    overlays: NDArray[np.uint8]
    seconds: NDArray[np.float64]
    starts: NDArray[np.uint32]
    signature: NDArray[np.uint64]
    frame: NDArray[np.uint32]
    place: NDArray[np.uint32]
    sound: NDArray[np.uint32]
    sound_sorted: NDArray[np.uint32]
    sound_order: NDArray[np.uint32]
    sound_first: NDArray[np.int64]
    """(recordings,): where each recording's sound begins."""

    def sound_items(self, number: int) -> NDArray[np.uint32]:
        """The sound of one recording; empty where it has none."""
        first = int(self.sound_first[number])
        return self.sound[first : first + int(self.held["sound"][number])]

    def __len__(self) -> int:
        return len(self.held)

    def recording(self, number: int) -> Held:
        """Raises: RecordDamaged: Its overlay cannot be read."""
        row = self.held[number]
        return Held(float(row["aspect"]), float(row["duration"]), float(row["step"]), self._overlay(number))

    def packed_overlay(self, number: int) -> NDArray[np.uint8]:
        end = int(self.held["overlay"][: number + 1].sum(dtype=np.int64))
        return self.overlays[end - int(self.held["overlay"][number]) : end]

    def _overlay(self, number: int) -> NDArray[np.int8]:
        size = 2 * OVERLAY[0] * OVERLAY[1]
        try:
            plain = zlib.decompressobj().decompress(self.packed_overlay(number).tobytes(), size)
            return np.frombuffer(plain, np.int8).reshape(2, *OVERLAY)
        except (zlib.error, ValueError) as error:
            raise RecordDamaged(
                f"the index segment {self.path.name} is damaged; index its recording again"
            ) from error

    def names(self) -> list[str]:
        """SHA-256 of each recording's own segment as hex digits; empty for a segment of one."""
        return [bytes(row).hex() if any(row) else "" for row in self.held["name"]]


def pack(place: Floats, aspect: float) -> NDArray[np.uint32]:
    """Places (n, 3) as :class:`matching.features.Features` keeps them, in 32 bits each."""
    x = np.clip(place[:, 0] * _FINE, 0, _FINE - 1).astype(np.uint32)
    y = np.clip(place[:, 1] * aspect * _FINE, 0, _FINE - 1).astype(np.uint32)
    steps = np.log2(np.maximum(place[:, 2], _SMALLEST) / _SMALLEST) * _DIAMETER_STEPS
    diameter = np.clip(steps + 0.5, 0, 63).astype(np.uint32)
    packed: NDArray[np.uint32] = x | (y << np.uint32(13)) | (diameter << np.uint32(26))
    return packed


def unpack(packed: NDArray[np.uint32], aspect: NDArray[np.float32]) -> Floats:
    """The inverse of :func:`pack`, right to half a step."""
    x = ((packed & np.uint32(_FINE - 1)) + np.float32(0.5)) / np.float32(_FINE)
    y = (((packed >> np.uint32(13)) & np.uint32(_FINE - 1)) + np.float32(0.5)) / (np.float32(_FINE) * aspect)
    diameter = np.float32(_SMALLEST) * np.exp2((packed >> np.uint32(26)) / np.float32(_DIAMETER_STEPS))
    return np.stack([x, y, diameter], axis=1).astype(np.float32)


@dataclass(frozen=True)
class Coded:
    """What is kept of one frame: a word, a signature and a place for each key point."""

    word: NDArray[np.uint16]
    signature: NDArray[np.uint64]
    place: NDArray[np.uint32]


def coded(features: Features, aspect: float) -> Coded:
    """Args: ``aspect`` is width over height of the recording's picture."""
    return coded_together([features], aspect)[0]


def coded_together(frames: Sequence[Features], aspect: float) -> list[Coded]:
    """The same for many frames at once, which costs a fraction for each."""
    word, signature = encode(np.concatenate([f.descriptor for f in frames]))
    place = pack(np.concatenate([f.place for f in frames]), aspect)
    ends = np.cumsum([len(f) for f in frames])[:-1]
    parts = zip(np.split(word[:, 0], ends), np.split(signature, ends), np.split(place, ends), strict=True)
    return [Coded(*part) for part in parts]


def write(
    into: Path,
    seconds: list[float],
    frames: list[Coded],
    overlay: NDArray[np.int8],
    aspect: float,
    duration: float,
    sound: NDArray[np.uint32] | None = None,
) -> None:
    """Write the segment of one recording; ``frames`` are those shown at ``seconds``, ``sound`` its items."""
    number = np.repeat(np.arange(len(frames), dtype=np.uint32), [len(f.word) for f in frames])
    word = np.concatenate([f.word for f in frames])
    order = np.argsort(word, kind="stable")
    starts = np.zeros(WORDS + 1, np.uint32)
    starts[1:] = np.cumsum(np.bincount(word, minlength=WORDS))
    step = float(np.median(np.diff(seconds))) if len(seconds) > 1 else 0.0
    packed = np.frombuffer(zlib.compress(overlay.tobytes(), 9), np.uint8)
    held = np.zeros(1, HELD)
    items = np.zeros(0, np.uint32) if sound is None else sound
    held[0] = (np.zeros(32, np.uint8), 0, len(seconds), aspect, step, duration, len(packed), len(items))
    write_sections(
        into,
        held,
        (
            packed,
            np.array(seconds, "<f8"),
            starts,
            np.concatenate([f.signature for f in frames])[order],
            number[order],
            np.concatenate([f.place for f in frames])[order],
            *sound_sections(items),
        ),
    )


def write_sections(into: Path, held: NDArray[Any], sections: tuple[NDArray[Any], ...]) -> None:
    """Write a segment whose sections, from the overlay on, are these arrays, and flush it to the disk."""
    overlay, seconds, starts, signature, frame, place, *sound = sections
    with into.open("wb") as file:
        write_head(file, len(held), len(seconds), len(signature))
        write_section(file, [held])
        for section in (overlay, seconds, words_section(starts), signature, frame, place, *sound):
            write_section(file, [section])
        file.flush()
        os.fsync(file.fileno())


def sound_sections(items: NDArray[np.uint32]) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """The sections of all sound: as it is heard, sorted, and the order that sorts it."""
    order = np.argsort(items, kind="stable").astype("<u4")
    return items.astype("<u4", copy=False), items[order].astype("<u4", copy=False), order


def words_section(starts: NDArray[np.uint32]) -> NDArray[Any]:
    """What says which words the codes have, in the shorter of the two ways."""
    if starts[-1] > SMALL:
        return starts.astype("<u4", copy=False)
    ends = starts.astype(np.int64)
    return np.repeat(np.arange(WORDS, dtype="<u2"), ends[1:] - ends[:-1])


def write_head(file: BinaryIO, recordings: int, frames: int, codes: int) -> None:
    head = _HEAD.pack(_MAGIC, FORMAT.encode(), vocabulary().digest.encode(), recordings, frames, codes)
    file.write(head.ljust(_HEAD_SIZE, b"\0"))


def write_section(file: BinaryIO, parts: Iterable[NDArray[Any]]) -> None:
    """Write arrays one after the other as one section."""
    size = 0
    for part in parts:
        body = np.ascontiguousarray(part).data
        file.write(body)
        size += body.nbytes
    file.write(b"\0" * (_padded(size) - size))


def _padded(size: int) -> int:
    return (size + 7) // 8 * 8


def open_segment(path: Path) -> Segment:
    """Map a segment into memory without reading it.

    Raises:
        RecordDamaged: It is not there, is cut off, or was written in another format.
    """
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        magic, written, digest, recordings, frames, codes = _HEAD.unpack_from(data)
    except (OSError, ValueError, struct.error) as error:
        raise RecordDamaged(f"the index segment {path.name} is missing or empty; index it again") from error
    known = (_MAGIC, FORMAT.encode(), vocabulary().digest.encode())
    if (magic, written.rstrip(b"\0"), digest) != known:
        raise RecordDamaged(f"the index segment {path.name} has another format; index its recording again")
    damaged = RecordDamaged(f"the index segment {path.name} is damaged; index its recording again")
    held_end = _HEAD_SIZE + recordings * HELD.itemsize
    if held_end > len(data):
        raise damaged
    held = np.ndarray((recordings,), HELD, buffer=data, offset=_HEAD_SIZE)
    small = codes <= SMALL
    layout: tuple[tuple[Any, int], ...] = (
        (np.dtype("<u1"), int(held["overlay"].sum(dtype=np.int64))),
        (np.dtype("<f8"), frames),
        (np.dtype("<u2"), codes) if small else (np.dtype("<u4"), WORDS + 1),
        (np.dtype("<u8"), codes),
        (np.dtype("<u4"), codes),
        (np.dtype("<u4"), codes),
        *((np.dtype("<u4"), int(held["sound"].sum(dtype=np.int64))) for _ in range(3)),
    )
    # Python's own integers: a hostile count must not wrap round.
    sizes = [_padded(count * int(kind.itemsize)) for kind, count in layout]
    if held_end + sum(sizes) != len(data):
        raise damaged
    offset = held_end
    arrays: list[Any] = []
    for (kind, count), size in zip(layout, sizes, strict=True):
        arrays.append(np.ndarray((count,), kind, buffer=data, offset=offset))
        offset += size
    if small:
        if (arrays[2][1:] < arrays[2][:-1]).any():
            raise damaged
        arrays[2] = np.searchsorted(arrays[2], np.arange(WORDS + 1)).astype(np.uint32)
    sound_first = np.cumsum(held["sound"], dtype=np.int64) - held["sound"]
    overlays, seconds, starts, signature, frame, place, sound, rising, order = arrays
    opened = Segment(
        path, held, overlays, seconds, starts, signature, frame, place, sound, rising, order, sound_first
    )
    if not _sound(opened, frames, codes):
        raise damaged
    return opened


def _sound(opened: Segment, frames: int, codes: int) -> bool:
    """Whether no number in the small sections leads out of the large ones."""
    held, starts = opened.held, opened.starts
    if not len(held) or not frames:
        return False
    ends = np.cumsum(held["frames"], dtype=np.int64)
    lined_up = bool((held["first"] == np.concatenate([[0], ends[:-1]])).all()) and int(ends[-1]) == frames
    plausible = bool(((held["aspect"] > 0.05) & (held["aspect"] < 20)).all()) and bool(
        (np.isfinite(held["duration"]) & (held["duration"] > 0)).all()
    )
    return (
        lined_up and plausible and bool((np.diff(starts.astype(np.int64)) >= 0).all()) and starts[-1] == codes
    )
