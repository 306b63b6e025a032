"""Descriptors as words and signatures: an inverted multi-index with Hamming codes.

A descriptor is projected to 64 dimensions; its two halves are each given the nearest of 256 centres,
and the pair is its word, one of 65,536 (Babenko and Lempitsky, "The inverted multi-index", CVPR
2012). The signs of 64 turned projections are its signature (Jegou, Douze and Schmid, "Hamming
embedding and weak geometric consistency", ECCV 2008). The centres in ``words.npz`` are made by
``python -m bench.train_words``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

WORDS = 1 << 16
HALF = 32
TABLE = Path(__file__).with_name("words.npz")


@dataclass(frozen=True)
class Vocabulary:
    """``mean`` (128,), ``projection`` (128, 64), ``centres`` (2, 256, 32), ``turn`` (64, 64), ``middle`` (64,)."""

    mean: NDArray[np.float32]
    projection: NDArray[np.float32]
    centres: NDArray[np.float32]
    turn: NDArray[np.float32]
    middle: NDArray[np.float32]
    digest: str
    """First 12 hex digits of the table's SHA-256: segments made with another table cannot be read."""


@cache
def vocabulary() -> Vocabulary:
    with np.load(TABLE) as table:
        parts = {name: table[name].astype(np.float32) for name in table.files}
    return Vocabulary(**parts, digest=hashlib.sha256(TABLE.read_bytes()).hexdigest()[:12])


def _distances(points: NDArray[np.float32], centres: NDArray[np.float32]) -> NDArray[np.float32]:
    """Squared distances (n, 256), up to a constant for each point."""
    cross = points @ centres.T
    result: NDArray[np.float32] = (centres**2).sum(axis=1)[None, :] - 2 * cross
    return result


def encode(descriptors: NDArray[np.float32], words: int = 1) -> tuple[NDArray[np.uint16], NDArray[np.uint64]]:
    """The ``words`` nearest words (n, words), nearest first, and the signatures (n,)."""
    table = vocabulary()
    low = ((descriptors - table.mean) @ table.projection).astype(np.float32, copy=False)
    halves = [_distances(low[:, part * HALF : (part + 1) * HALF], table.centres[part]) for part in (0, 1)]
    depth = 1 if words == 1 else 4
    near = [np.argpartition(half, depth - 1, axis=1)[:, :depth] for half in halves]
    costs = [np.take_along_axis(half, index, axis=1) for half, index in zip(halves, near, strict=True)]
    joint = (costs[0][:, :, None] + costs[1][:, None, :]).reshape(len(low), depth * depth)
    names = (near[0][:, :, None] * 256 + near[1][:, None, :]).reshape(len(low), depth * depth)
    order = np.argsort(joint, axis=1, kind="stable")[:, :words]
    chosen = np.take_along_axis(names, order, axis=1).astype(np.uint16)
    bits = (low @ table.turn) > table.middle
    packed = np.packbits(bits, axis=1, bitorder="little")
    return chosen, np.ascontiguousarray(packed).view(np.uint64).reshape(-1)
