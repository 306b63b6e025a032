"""How long what is held of a station's broadcasts is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Holding(StrEnum):
    """What of a recording takes room."""

    FOOTAGE = "footage"
    """The video."""
    FRAMES = "frames"
    """The folder or ZIP of single frames."""
    FINGERPRINTS = "fingerprints"
    """The index: without it the recording is searched no more."""


EVERY_STATION = "*"
"""Stands for all stations that have no rule of their own."""


@dataclass(frozen=True)
class Retention:
    """Days from the airing, or from when the recording was added if that was later; None for ever."""

    station: str
    """Its id, or :data:`EVERY_STATION`."""
    footage: int | None = None
    frames: int | None = None
    fingerprints: int | None = None
    own_files: bool = False
    """Whether footage outside the home folder, that Airtrace did not fetch, is removed as well."""
    set_at: datetime | None = None
    set_by: str = ""
    because: str = ""

    def days(self, holding: Holding) -> int | None:
        return {
            Holding.FOOTAGE: self.footage,
            Holding.FRAMES: self.frames,
            Holding.FINGERPRINTS: self.fingerprints,
        }[holding]
