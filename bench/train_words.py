"""Make ``matching/words.npz`` from the footage that may be tuned on: ``python -m bench.train_words``."""

from __future__ import annotations

import sys

import numpy as np
from numpy.typing import NDArray

from bench.families import Role, footage
from matching.decoding import Wanted, decode
from matching.features import CLIP, describe
from matching.words import HALF, TABLE

SEED = 20261123


def _descriptors() -> NDArray[np.float32]:
    """From every file the same number at most, so that a long one does not rule."""
    draw = np.random.default_rng(SEED)
    parts = []
    for item in footage(role=Role.TUNE):
        step = max(0.5, item.duration / 20)
        rows = [
            describe(frame.pixels, CLIP).descriptor
            for frame in decode(item.path, Wanted(width=320, every=step), seconds=60)
        ]
        every = np.concatenate(rows)
        parts.append(every[draw.permutation(len(every))[:3000]])
        print(f"{item.path.name}: {len(parts[-1])}", file=sys.stderr)
    return np.concatenate(parts)


def _balanced(values: NDArray[np.float64]) -> NDArray[np.intp]:
    """Order of the axes so that both halves hold the same share of the variance (after OPQ's allocation)."""
    halves: tuple[list[int], list[int]] = ([], [])
    loads = [0.0, 0.0]
    for axis in np.argsort(-values):
        open_halves = [half for half in (0, 1) if len(halves[half]) < HALF]
        half = min(open_halves, key=lambda h: loads[h])
        halves[half].append(int(axis))
        loads[half] += float(np.log(max(values[axis], 1e-12)))
    return np.array(halves[0] + halves[1])


def _centres(points: NDArray[np.float32], criteria: tuple[int, int, float]) -> NDArray[np.float32]:
    import cv2

    labels = np.zeros((len(points), 1), np.int32)
    found = cv2.kmeans(np.ascontiguousarray(points), 256, labels, criteria, 1, cv2.KMEANS_PP_CENTERS)
    return np.asarray(found[2], np.float32)


def main() -> None:
    import cv2

    data = _descriptors()
    mean = data.mean(axis=0)
    values, vectors = np.linalg.eigh(np.cov((data - mean).T))
    top = np.argsort(-values)[: 2 * HALF]
    projection = vectors[:, top][:, _balanced(values[top])].astype(np.float32)
    low = (data - mean) @ projection
    cv2.setRNGSeed(SEED)
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 40, 1e-4)
    centres = np.stack([_centres(low[:, :HALF], criteria), _centres(low[:, HALF:], criteria)])
    turn = np.linalg.qr(np.random.default_rng(SEED).normal(size=(2 * HALF, 2 * HALF)))[0].astype(np.float32)
    np.savez(
        TABLE,
        mean=mean.astype(np.float16),
        projection=projection.astype(np.float16),
        centres=centres.astype(np.float16),
        turn=turn.astype(np.float16),
        middle=np.median(low @ turn, axis=0).astype(np.float16),
    )
    print(f"{len(data)} descriptors -> {TABLE.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
