"""Airings, and the recordings that we hold of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AiringKind(StrEnum):
    BROADCAST = "broadcast"
    ONLINE = "online"


class TimeSource(StrEnum):
    """Where an airing's time is known from."""

    GIVEN = "given"
    FILE_NAME = "file_name"
    CONTAINER = "container"
    EPG = "epg"
    ARCHIVE = "archive"
    SIDECAR = "sidecar"
    PLAYLIST = "playlist"


@dataclass(frozen=True)
class Airing:
    """One transmission of a programme: ``aired_at`` is right to ``uncertainty`` seconds either way."""

    id: str
    kind: AiringKind
    station: str
    programme: str | None
    aired_at: datetime
    uncertainty: float
    zone: str
    time_from: TimeSource


@dataclass(frozen=True)
class Recording:
    """What we hold of an airing: one file, or one folder of frames, that begins when the airing does."""

    id: str
    airing: Airing
    sha256: str
    """Of the file; of a folder of frames, of its list (:func:`matching.frame_folder.hash_of_frames`)."""
    duration: float
    width: int
    height: int
    path: str | None
    """Where the footage lies; it may be gone, the fingerprints stay. None where it was never here."""
    segment: str | None
    """Hash of its index segment; None until it is indexed."""
    format: str | None = None
    """Format of that segment, as the matcher names it."""
    removed: bool = False
    frames_every: float | None = None
    """Seconds from one frame to the next, where there are single frames only; None for a video."""
    given_by: str | None = None
    """Who gave the fingerprints, where they were imported without footage."""
    covered: float | None = None
    """Seconds of ``duration`` of which something is indexed; None where nobody counted."""
    not_indexed: str | None = None
    """Why it could not be indexed when that was last tried."""
    sound: bool = False
    """Whether its index knows its sound as well."""


@dataclass(frozen=True)
class Negative:
    """Footage that proves nothing where it is found, such as an ident, bars, a slate or a jingle.

    It is indexed and searched, and never reported; it is of no airing.
    """

    id: str
    because: str
    """What it is, in the words of the person who added it."""
    sha256: str
    duration: float
    width: int
    height: int
    path: str
    segment: str | None
    format: str | None = None
    removed: bool = False
    not_indexed: str | None = None
    sound: bool = False
    frames_every: None = None
    given_by: None = None


Indexable = Recording | Negative
"""What is held and can be indexed."""
