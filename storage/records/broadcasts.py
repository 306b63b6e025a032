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
    """What we hold of an airing: one file that begins when the airing does."""

    id: str
    airing: Airing
    sha256: str
    duration: float
    width: int
    height: int
    path: str
    """Where the footage lies; it may be gone, the fingerprints stay."""
    segment: str | None
    """Hash of its index segment; None until it is indexed."""
    format: str | None = None
    """Format of that segment, as the matcher names it."""
    removed: bool = False
