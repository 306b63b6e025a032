"""The shape of every source of broadcasts: what to ask it, pure parsers of its answers, what to fetch of a show.

What a source lists is a stranger's word: names are checked before anything is called after them, and an entry
that cannot be used is counted and left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from storage.records import Show, SourceName


@dataclass(frozen=True)
class Sought:
    """What is gathered: a station's shows that begin from ``first`` until just before ``last`` (UTC)."""

    station: str
    name: str
    """What the source calls the station; the address of its feed or channel; a folder."""
    zone: str
    first: datetime
    last: datetime
    language: str | None = None
    """The station's first language (BCP 47)."""
    clips: bool = False
    """Moving picture in pieces of a minute in place of single frames, where the source has both."""
    also: tuple[str, ...] = ()
    """Other names under which archives have the station: of two archives, or of before and now."""

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.also)


@dataclass(frozen=True)
class Listing:
    """What one answer of a source lists."""

    said: str
    """What the answer says, in one sentence."""
    shows: tuple[Show, ...] = ()
    following: tuple[str, ...] = ()
    """Addresses to ask next: the days of a channel, the next page of a list."""


def in_order(shows: Iterable[Show]) -> tuple[Show, ...]:
    """Each show once, by the time at which it was on air."""
    once = {show.key: show for show in shows}
    return tuple(sorted(once.values(), key=lambda show: (show.aired_at, show.key)))


class Form(StrEnum):
    FRAMES = "frames"
    """A ZIP of single frames."""
    FRAME = "frame"
    """One frame of many."""
    VIDEO = "video"
    PAGE = "page"
    """A page whose video yt-dlp fetches."""
    CAPTIONS = "captions"


@dataclass(frozen=True)
class Part:
    """Something to fetch for a show. Without its captions a show is gathered all the same."""

    form: Form
    url: str
    begins: float = 0.0
    """Seconds into the show at which it begins; of a frame, its second."""
    language: str | None = None


@dataclass(frozen=True)
class Parts:
    """All that is to be fetched for a show."""

    parts: tuple[Part, ...]
    frames_every: float | None = None
    """Seconds from one frame to the next, where single frames are all there is."""
    seconds: float | None = None
    """The show's length, where the source says it."""


class BroadcastFile(Protocol):
    """What a source's module offers."""

    @property
    def SOURCE(self) -> SourceName: ...  # noqa: N802 - constants of a module

    def questions(self, sought: Sought) -> tuple[str, ...]:
        """The addresses to ask first.

        Raises:
            InputError: The station's name or address is none that this source can have.
        """

    def instead(self, url: str, sought: Sought) -> tuple[str, ...]:
        """What to ask where ``url`` brought nothing that can be read."""

    def parse(self, body: bytes, url: str, sought: Sought) -> Listing:
        """Read a complete answer that came for ``url``.

        Raises:
            Unparsed: It is no listing of this source.
        """

    def details(self, show: Show) -> str | None:
        """What must be asked of a show before its parts are known."""

    def parts(self, show: Show, details: bytes | None, sought: Sought) -> Parts:
        """What to fetch of a show.

        Raises:
            Unparsed: The details say nothing that can be fetched.
        """
