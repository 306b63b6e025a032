"""What a recording's surroundings say of its airing: its name, a file beside it, a playlist, a guide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reference.times import Interval, Precision
from storage.records import TimeSource

RECORDER_CLOCK = 2.0
"""Seconds either way that a recorder's clock is taken to be good for, where it shows seconds."""
_SECOND, _MINUTE = 1.0, 60.0


@dataclass(frozen=True)
class AiringFacts:
    """What one source says of an airing; None where it says nothing."""

    time_from: TimeSource
    begins: Interval | None = None
    """All instants at which the recording can begin, by what the source says."""
    precision: Precision | None = None
    ends: datetime | None = None
    """When the recording is said to end, in UTC."""
    station: str | None = None
    """As it is written there; it has to be looked up."""
    programme: str | None = None
    unsure: float = 0.0
    """Seconds either way for which what it says of the begin is not to be relied on."""

    @property
    def timed(self) -> bool:
        """Whether it says when the recording begins, and not the day alone."""
        return self.begins is not None and self.precision in {Precision.SECOND, Precision.MINUTE}

    @property
    def uncertainty(self) -> float:
        """Seconds either way that :attr:`begins` ``.start`` is good for."""
        width = 0.0 if self.begins is None else (self.begins.end - self.begins.start).total_seconds()
        if self.precision is Precision.MINUTE:
            return max(width, self.unsure, _MINUTE)
        return max(width, self.unsure, _SECOND if self.time_from is TimeSource.GIVEN else RECORDER_CLOCK)
