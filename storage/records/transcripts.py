"""What was said and shown in words: cues, and the transcripts that they make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.records.broadcasts import Airing
from storage.records.links import Span


class TextOrigin(StrEnum):
    """Where the words are known from."""

    CAPTIONS = "captions"
    """The broadcast's own: a caption file of it, or what the recording carries."""
    ARCHIVE = "archive"
    """An archive's page or file about the airing."""
    SPEECH = "speech_recognition"
    SCREEN = "on_screen_text"
    GIVEN = "given"
    """A person's or another tool's word, of unknown making."""


@dataclass(frozen=True)
class Cue:
    """Words, and the seconds into the airing at which they stood; ``text`` is as it was given."""

    start: float
    end: float
    text: str
    said: str | None = None
    """What of ``text`` the cues before did not hold (roll-up captions repeat lines); None where all is new."""
    end_known: bool = True
    """False where no usable end was given; ``end`` is then where the next cue begins, or ``start``."""

    @property
    def new(self) -> str:
        """The words that this cue adds."""
        return self.text if self.said is None else self.said


@dataclass(frozen=True)
class CueText:
    """The cues of one source in order of time, and what was wrong with it, a sentence each."""

    cues: tuple[Cue, ...]
    notes: tuple[str, ...] = ()
    language: str | None = None
    """As the source itself names it (BCP 47 or ISO 639)."""


@dataclass(frozen=True)
class Transcript:
    """The words of an airing from one source. Its cues are read with :func:`storage.transcripts.read`."""

    id: str
    airing: Airing
    recording: str | None
    """The recording that it was read from or given with; None where there is none."""
    origin: TextOrigin
    language: str | None
    engine: str | None
    """The model or program that made it, with its version; None where nobody but the source did."""
    format: str
    """Of the original bytes: ``srt``, ``webvtt``, ``ttml``, ``archive.org``, ``embedded`` …"""
    source: str | None
    """SHA-256 of the original bytes in the vault; None where it was made from the footage."""
    document: str
    """SHA-256 of the cues' document."""
    cues: int
    spans: tuple[Span, ...]
    """Seconds of the airing for which there are words, pauses of up to half a minute included."""
    added_at: datetime
    frames: tuple[tuple[float, str], ...] = ()
    """Seconds of the airing, and the SHA-256 of the frame that shows them: of on-screen text near a link."""

    @property
    def seconds(self) -> float:
        """How much of the airing has words."""
        return sum(end - start for start, end in self.spans)


@dataclass(frozen=True)
class Said:
    """Words at a moment: what a transcript holds before, during and after some seconds of the airing."""

    transcript: str
    origin: TextOrigin
    language: str | None
    engine: str | None
    seconds: Span
    """Of the airing: the moment that was asked for."""
    before: tuple[Cue, ...]
    during: tuple[Cue, ...]
    after: tuple[Cue, ...]
    frames: tuple[tuple[float, str], ...] = ()
    """Of on-screen text: the seconds within these and the SHA-256 of their frames."""
