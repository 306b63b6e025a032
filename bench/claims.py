"""What a system says about a post, in the terms in which every system is judged, and its file.

A run writes one JSON object a line: first the run itself, then one for each post and system, with the
post's whole truth, so that a file can be measured again without the footage.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from bench.truth import Post
from storage.records import FULL_BOX, Box, Span
from storage.records.links import Edit, EditKind


class Sense(StrEnum):
    PICTURE = "picture"
    SOUND = "sound"
    BOTH = "both"


@dataclass(frozen=True)
class Claim:
    """Clip seconds ``clip`` show or play recording seconds from ``begin`` on, at ``rate``."""

    recording: str
    score: float
    sense: Sense
    clip: Span
    begin: float
    rate: float
    mirrored: bool = False
    source_box: Box = FULL_BOX
    clip_box: Box = FULL_BOX
    time_uncertain: bool = False
    signs: dict[str, float | None] = field(default_factory=dict)
    """What the score was made of, where the system says it."""

    def at(self, second: float) -> float:
        return self.begin + self.rate * (second - self.clip[0])


@dataclass(frozen=True)
class Outcome:
    system: str
    use: Sense
    """What the system was let use."""
    post: Post
    claims: tuple[Claim, ...]
    cpu_seconds: float
    """Processor time of the search, children included."""
    failed: str = ""
    """Why there is no answer."""
    edits: tuple[EditKind, ...] = ()
    """What the system says was done to the clip."""
    script: tuple[Edit, ...] = ()
    """The same with all that the system says of it; empty in files from before it was kept."""


@dataclass(frozen=True)
class IndexCost:
    recording: str
    seconds: float
    key_gap: float
    size: int
    """Bytes."""
    cpu_seconds: float
    bare_cpu_seconds: float = 0.0
    """Of decoding the key frames and doing nothing with them, in the same run."""
    starting_cpu_seconds: float = 0.0
    """Of starting the decoder's child processes, which is part of ``cpu_seconds``."""


@dataclass
class Run:
    role: str
    seed: int
    mode: str
    threshold: float
    """The score from which the tracer reports."""
    recordings: int
    seconds: float
    index: list[IndexCost] = field(default_factory=list)
    peers: dict[str, str] = field(default_factory=dict)
    """Peers that were not run, and why."""
    outcomes: list[Outcome] = field(default_factory=list)


def write_head(run: Run, path: Path) -> None:
    """Begin a file anew: everything of the run but its outcomes."""
    from cattrs.preconf.json import make_converter

    head = Run(run.role, run.seed, run.mode, run.threshold, run.recordings, run.seconds, run.index, run.peers)
    path.write_text(make_converter().dumps(head) + "\n", encoding="utf-8")


def append(outcomes: Iterable[Outcome], path: Path) -> None:
    from cattrs.preconf.json import make_converter

    converter = make_converter()
    with path.open("a", encoding="utf-8") as file:
        file.writelines(converter.dumps(outcome) + "\n" for outcome in outcomes)


def read(path: Path) -> Run:
    from cattrs.preconf.json import make_converter

    converter = make_converter()
    with path.open(encoding="utf-8") as file:
        run = converter.loads(next(file), Run)
        run.outcomes = [converter.loads(line, Outcome) for line in file]
    return run
