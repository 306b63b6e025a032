"""Matchers that people install today, run on the same recordings and posts.

Their packages are pinned in ``peers.txt`` beside this file and are no part of Airtrace; a peer whose
package or program is absent is skipped with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bench.claims import Claim, Sense
from bench.truth import Post, Recording


class Peer(Protocol):
    name: str
    sense: Sense

    def missing(self) -> str:
        """Why it cannot be run; "" where it can."""

    def index(self, recordings: Sequence[Recording]) -> None: ...

    def search(self, post: Post) -> list[Claim]: ...


def peers() -> list[Peer]:
    from bench.peers.chromaprint import Chromaprint
    from bench.peers.frame_hashes import image_hash, pdq
    from bench.peers.vpdq import Vpdq

    return [pdq(), image_hash(), Vpdq(), Chromaprint()]
