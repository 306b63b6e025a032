"""The index segment of one recording: an immutable file that is searched where it lies.

All numbers are little-endian, every section starts on a multiple of 8 bytes::

    head       64 bytes: magic, format, vocabulary, frames, codes, aspect, duration
    seconds    f8 x frames          when each indexed frame is shown
    starts     u4 x (65,536 + 1)    where each word's codes begin
    signature  u8 x codes
    frame      u4 x codes           number of the indexed frame
    place      u4 x codes           x, y (9 bits each), log2 diameter (6), angle (8)
    overlay    i1 x 2 x 90 x 160    what stays in the picture all along: gradients, 0 elsewhere

The same recording always gives the same bytes.
"""

from __future__ import annotations

import mmap
import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.features import Features, Floats
from matching.words import WORDS, encode, vocabulary
from reference.errors import RecordDamaged

FORMAT = "picture-1"
OVERLAY = (90, 160)
"""Rows and columns of the overlay's grid, laid over the whole picture."""

_MAGIC = b"AIRTRACE"
_HEAD = struct.Struct("<8s16s12sIQfd")
_HEAD_SIZE = 64
_DIAMETER_STEPS = 8
_SMALLEST = 2.0 / 512
"""The smallest diameter that can be written, in picture widths."""


@dataclass(frozen=True)
class Segment:
    """An opened segment; the arrays are read from the file as they are touched."""

    seconds: NDArray[np.float64]
    starts: NDArray[np.uint32]
    signature: NDArray[np.uint64]
    frame: NDArray[np.uint32]
    place: NDArray[np.uint32]
    overlay: NDArray[np.int8]
    aspect: float
    """Width over height of the recording's picture."""
    duration: float


def pack(place: Floats, aspect: float) -> NDArray[np.uint32]:
    """Places (n, 4) as :class:`matching.features.Features` keeps them, in 32 bits each."""
    x = np.clip(place[:, 0] * 512, 0, 511).astype(np.uint32)
    y = np.clip(place[:, 1] * aspect * 512, 0, 511).astype(np.uint32)
    steps = np.log2(np.maximum(place[:, 2], _SMALLEST) / _SMALLEST) * _DIAMETER_STEPS
    diameter = np.clip(steps + 0.5, 0, 63).astype(np.uint32)
    angle = (place[:, 3] * (256 / 360) + 0.5).astype(np.uint32) & 255
    packed: NDArray[np.uint32] = (
        x | (y << np.uint32(9)) | (diameter << np.uint32(18)) | (angle << np.uint32(24))
    )
    return packed


def unpack(packed: NDArray[np.uint32], aspect: float) -> Floats:
    """The inverse of :func:`pack`, right to half a step."""
    x = ((packed & 511) + np.float32(0.5)) / np.float32(512)
    y = (((packed >> np.uint32(9)) & 511) + np.float32(0.5)) / np.float32(512 * aspect)
    diameter = np.float32(_SMALLEST) * np.exp2(((packed >> np.uint32(18)) & 63) / np.float32(_DIAMETER_STEPS))
    angle = (packed >> np.uint32(24)) * np.float32(360 / 256)
    return np.stack([x, y, diameter, angle], axis=1).astype(np.float32)


@dataclass(frozen=True)
class Coded:
    """What is kept of one frame: a word, a signature and a place for each key point."""

    word: NDArray[np.uint16]
    signature: NDArray[np.uint64]
    place: NDArray[np.uint32]


def coded(features: Features, aspect: float) -> Coded:
    """Args: ``aspect`` is width over height of the recording's picture."""
    word, signature = encode(features.descriptor)
    return Coded(word[:, 0], signature, pack(features.place, aspect))


def write(
    into: Path,
    seconds: list[float],
    frames: list[Coded],
    overlay: NDArray[np.int8],
    aspect: float,
    duration: float,
) -> None:
    """Write one segment and flush it to the disk; ``frames`` are those shown at ``seconds``."""
    number = np.repeat(np.arange(len(frames), dtype=np.uint32), [len(f.word) for f in frames])
    word = np.concatenate([f.word for f in frames])
    order = np.argsort(word, kind="stable")
    starts = np.zeros(WORDS + 1, np.uint32)
    starts[1:] = np.cumsum(np.bincount(word, minlength=WORDS))
    head = _HEAD.pack(
        _MAGIC,
        FORMAT.encode(),
        vocabulary().digest.encode(),
        len(seconds),
        len(order),
        aspect,
        duration,
    )
    sections = (
        np.array(seconds, "<f8"),
        starts.astype("<u4"),
        np.concatenate([f.signature for f in frames])[order].astype("<u8"),
        number[order].astype("<u4"),
        np.concatenate([f.place for f in frames])[order].astype("<u4"),
        overlay,
    )
    with into.open("wb") as file:
        file.write(head.ljust(_HEAD_SIZE, b"\0"))
        for section in sections:
            body = section.tobytes()
            file.write(body.ljust(_padded(len(body)), b"\0"))
        file.flush()
        os.fsync(file.fileno())


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
        magic, written, digest, frames, codes, aspect, duration = _HEAD.unpack_from(data)
    except (OSError, ValueError, struct.error) as error:
        raise RecordDamaged(f"the index segment {path.name} is missing or empty; index it again") from error
    known = (_MAGIC, FORMAT.encode(), vocabulary().digest.encode())
    if (magic, written.rstrip(b"\0"), digest) != known:
        raise RecordDamaged(f"the index segment {path.name} has another format; index its recording again")
    layout = (
        ("<f8", (frames,)),
        ("<u4", (WORDS + 1,)),
        ("<u8", (codes,)),
        ("<u4", (codes,)),
        ("<u4", (codes,)),
        ("<i1", (2, *OVERLAY)),
    )
    sizes = [_padded(int(np.prod(shape)) * np.dtype(kind).itemsize) for kind, shape in layout]
    if _HEAD_SIZE + sum(sizes) != len(data) or not 0.05 < aspect < 20:
        raise RecordDamaged(f"the index segment {path.name} is damaged; index its recording again")
    offsets = np.cumsum([_HEAD_SIZE, *sizes])
    arrays: list[Any] = [
        np.ndarray(shape, kind, buffer=data, offset=int(offset))
        for (kind, shape), offset in zip(layout, offsets, strict=False)
    ]
    seconds, starts, signature, frame, place, overlay = arrays
    return Segment(
        seconds, starts, signature, frame, place, overlay, aspect=float(aspect), duration=float(duration)
    )
