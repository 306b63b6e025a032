"""Perceptual hashes of single frames, two a second, with a vote over rate and offset around them.

``pdqhash``: PDQ (Facebook, 2019), 256 bits, at most 80 apart, with the clip's mirror image.
``ImageHash``: its ``phash``, 64 bits, at most 12 apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.claims import Claim, Sense
from bench.peers.voting import Frames, vote
from bench.truth import Post, Recording
from bench.video import Picture

STEP = 0.5
WIDE = 320
Hash = Callable[[Picture], NDArray[np.uint8]]


@dataclass
class FrameHashes:
    name: str
    package: str
    distance: int
    load: Callable[[], Hash]
    mirrors: bool
    sense: Sense = Sense.PICTURE
    _recordings: dict[str, Frames] = field(default_factory=dict)

    def missing(self) -> str:
        return "" if find_spec(self.package) else f"the package {self.package} is not installed"

    def index(self, recordings: Sequence[Recording]) -> None:
        hashed = self.load()
        self._recordings = {r.id: _frames(Path(r.file), hashed) for r in recordings}

    def search(self, post: Post) -> list[Claim]:
        hashed = self.load()
        clips = [(_frames(Path(post.file), hashed), False)]
        if self.mirrors:
            clips.append((_frames(Path(post.file), lambda picture: hashed(picture[:, ::-1])), True))
        return vote(clips, self._recordings, self.distance)


def pdq() -> FrameHashes:
    return FrameHashes("PDQ 2 fps + mirror + Hough", "pdqhash", 80, _pdq, mirrors=True)


def image_hash() -> FrameHashes:
    return FrameHashes("imagehash pHash + rate Hough", "imagehash", 12, _phash, mirrors=False)


def _pdq() -> Hash:
    from importlib import import_module

    compute: Any = import_module("pdqhash").compute

    def hashed(picture: Picture) -> NDArray[np.uint8]:
        bits, _quality = compute(np.ascontiguousarray(picture[:, :, ::-1]))
        return np.packbits(bits.astype(np.uint8))

    return hashed


def _phash() -> Hash:
    from importlib import import_module

    from PIL import Image

    phash: Any = import_module("imagehash").phash

    def hashed(picture: Picture) -> NDArray[np.uint8]:
        whole = Image.fromarray(np.ascontiguousarray(picture[:, :, ::-1]))
        return np.packbits(phash(whole).hash.reshape(-1).astype(np.uint8))

    return hashed


def _frames(path: Path, hashed: Hash) -> Frames:
    held = [(second, hashed(picture)) for second, picture in _pictures(path)]
    return Frames(np.array([s for s, _ in held]), np.stack([bits for _, bits in held]))


def _pictures(path: Path) -> Iterator[tuple[float, Picture]]:
    import av

    from bench.video import scaled

    due = 0.0
    with av.open(str(path)) as container:
        zero = (container.start_time or 0) / 1e6
        for frame in container.decode(container.streams.video[0]):
            at = (frame.time or 0.0) - zero
            if at >= due - 1e-4:
                yield at, scaled(frame, WIDE, max(16, round(WIDE * frame.height / frame.width)))
                due += STEP
