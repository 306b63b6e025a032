"""A case's clip found in a recording, and what was searched for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.records.broadcasts import Airing

Box = tuple[float, float, float, float]
Span = tuple[float, float]
FULL_BOX: Box = (0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True)
class PictureSegment:
    """Clip seconds that show recording seconds. ``recording[0]`` answers to ``clip[0]``."""

    clip: Span
    recording: Span
    rate: float
    """Recording seconds per clip second, negative when reversed."""
    mirrored: bool
    reversed: bool
    source_box: Box
    """The part of the broadcast picture that is seen."""
    clip_box: Box
    """Where in the clip's picture it is seen."""
    time_uncertain: bool
    score: float
    time_interval: Span | None = None
    """Where the time is uncertain: the recording seconds between which ``recording[0]`` can lie."""


@dataclass(frozen=True)
class SoundSegment:
    clip: Span
    recording: Span
    rate: float
    score: float


@dataclass(frozen=True)
class FramePair:
    """A frame of the clip beside its frame of the recording, both as JPEG held in the vault."""

    clip_second: float
    recording_second: float
    clip_sha256: str
    recording_sha256: str


class LinkState(StrEnum):
    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


LINK_TRANSITIONS: dict[LinkState, frozenset[LinkState]] = {
    LinkState.SUGGESTED: frozenset({LinkState.CONFIRMED, LinkState.REJECTED}),
    LinkState.CONFIRMED: frozenset({LinkState.REJECTED}),
    LinkState.REJECTED: frozenset({LinkState.CONFIRMED}),
}


class Relation(StrEnum):
    SAME_FOOTAGE = "same_footage"
    CUT_FROM = "cut_from"


class Direction(StrEnum):
    """Which came first, decided only where the two intervals do not overlap."""

    POST_AFTER_AIRING = "post_after_airing"
    POST_BEFORE_AIRING = "post_before_airing"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True)
class Link:
    """A case's clip found in a recording."""

    id: str
    state: LinkState
    relation: Relation
    direction: Direction
    recording: str
    airing: Airing
    clip_sha256: str
    score: float
    picture: tuple[PictureSegment, ...]
    sound: tuple[SoundSegment, ...]
    pairs: tuple[FramePair, ...] = ()


@dataclass(frozen=True)
class Coverage:
    """What of one station was searched."""

    station: str
    first: datetime
    last: datetime
    hours: float
    recordings: int


@dataclass(frozen=True)
class Searched:
    """What was searched for a clip's source; a "not found" is worth as much as this."""

    recordings: int
    hours: float
    coverage: tuple[Coverage, ...] = ()
    clips: int = 0
    """Clips of the case that were searched for; 0 means that there was nothing to search with."""
    not_searched: tuple[str, ...] = ()
    """What was not searched and why, a sentence each."""
