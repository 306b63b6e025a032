"""A case's clip found in a recording, and what was searched for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from reference.times import Interval
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


class EditKind(StrEnum):
    """What was done to the clip against its source, as the tracer saw it."""

    KEPT = "kept"
    """The clip shows the recording's seconds."""
    CUT_OUT = "cut_out"
    """Seconds of the recording are left out."""
    REORDERED = "reordered"
    """What follows was shown before in the recording."""
    REPEATED = "repeated"
    """The same seconds of the recording come again."""
    JOINED = "joined"
    """What follows is from another recording."""
    FROZEN = "frozen"
    REVERSED = "reversed"
    RATE = "rate"
    MIRRORED = "mirrored"
    CROP = "crop"
    INSET = "inset"
    LETTERBOX = "letterbox"
    ROTATED = "rotated"
    OVERLAY = "overlay"
    """Something was laid over the picture."""
    GRAPHICS_COVERED = "graphics_covered"
    """The recording's standing graphics are not where they must be in the clip: covered, or wiped out."""
    COLOUR = "colour"
    SOUND_KEPT = "sound_kept"
    SOUND_MUTED = "sound_muted"
    SOUND_REPLACED = "sound_replaced"
    SOUND_ELSEWHERE = "sound_elsewhere"
    """The sound is the recording's, from another moment than the picture, or another recording's."""
    SOUND_UNSURE = "sound_unsure"
    NOT_FOUND = "not_found"
    """Seconds of the clip that were found nowhere."""


class Sureness(StrEnum):
    SEEN = "seen"
    LIKELY = "likely"


class Bars(StrEnum):
    """What fills the clip's picture around the broadcast's."""

    PLAIN = "plain"
    BLURRED = "blurred"
    """The same picture once more, enlarged and blurred."""
    OTHER = "other"


@dataclass(frozen=True)
class ColourChange:
    """Grey levels (0 to 255) of the clip against those of the recording under it."""

    grey: bool
    """All colour was taken out."""
    contrast: float
    """How many levels the clip's picture changes for one of the recording's; 1 is unchanged."""
    brightness: float
    """Levels that were added to a middle grey of 128."""
    saturation: float
    """Strength of colour, 1 is unchanged; 1 as well where the recording has none to compare."""
    tint: tuple[float, float]
    """Levels that were added to the blue and to the red difference (Cb, Cr, ITU-R BT.601)."""


@dataclass(frozen=True)
class Edit:
    """One thing that was done, with the numbers that it rests on."""

    kind: EditKind
    clip: Span
    """Clip seconds for which it holds; both the same where it happened between two frames."""
    sentence: str
    sureness: Sureness = Sureness.SEEN
    recording: Span | None = None
    """The recording's seconds that it is about, in the order in which the clip shows them."""
    recording_id: str | None = None
    seconds: float | None = None
    """How much was cut out, repeated, frozen or not found."""
    rate: float | None = None
    box: Box | None = None
    """Of a crop, the part of the broadcast picture; of all others, an area of the clip's picture."""
    degrees: float | None = None
    """Clockwise."""
    bars: Bars | None = None
    colour: ColourChange | None = None
    evidence: dict[str, float] = field(default_factory=dict)
    """Measured numbers by name, such as ``frames``: how many pairs of frames were compared."""


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
    edits: tuple[Edit, ...] = ()
    """In order of clip time; empty where the link was found before edits were looked for."""


@dataclass(frozen=True)
class Coverage:
    """What of one station was searched."""

    station: str
    first: datetime
    last: datetime
    hours: float
    """Of moving picture, each moment once; what is missing inside a recording does not count."""
    recordings: int
    sparse_hours: float = 0.0
    """Of which single frames are held, one every few seconds; not in ``hours``."""
    sound_hours: float = 0.0
    text_hours: float = 0.0
    picture: tuple[Interval, ...] = ()
    """The stretches of moving picture, in order; holes inside a recording are not known by their place."""
    single_frames: tuple[Interval, ...] = ()
    sound: tuple[Interval, ...] = ()
    text: tuple[Interval, ...] = ()


@dataclass(frozen=True)
class Searched:
    """What was searched for a clip's source; a "not found" is worth as much as this."""

    recordings: int
    hours: float
    """Of moving picture, as the coverage has them."""
    coverage: tuple[Coverage, ...] = ()
    clips: int = 0
    """Clips of the case that were searched for; 0 means that there was nothing to search with."""
    not_searched: tuple[str, ...] = ()
    """What was not searched and why, a sentence each."""
    clip_hashes: tuple[str, ...] = ()
    """SHA-256 of the clips that were searched for."""
    up_to: int | None = None
    """Number of the record's last event at that time; what was indexed later has not been searched."""
