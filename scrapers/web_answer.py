"""What the web client is asked with and answers with: limits, answers, and the client that asks nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from scrapers.guard import PORTS
from scrapers.web_url import shown
from storage.records import Fetch, FetchState, Purpose

if TYPE_CHECKING:
    from scrapers.proxy import GuardProxy

_MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Bounds:
    """What one request of a kind may take: seconds in all, bytes off the wire, bytes unpacked."""

    seconds: float
    wire: int
    decoded: int


def _usual_bounds() -> dict[Purpose, Bounds]:
    return {
        Purpose.PAGE: Bounds(45.0, 5 * _MEGABYTE, 5 * _MEGABYTE),
        Purpose.POST: Bounds(30.0, 10 * _MEGABYTE, 10 * _MEGABYTE),
        Purpose.MEDIA: Bounds(600.0, 1024 * _MEGABYTE, 1024 * _MEGABYTE),
        Purpose.SHORT_LINK: Bounds(20.0, _MEGABYTE, _MEGABYTE),
        Purpose.ARCHIVE: Bounds(45.0, 2 * _MEGABYTE, 2 * _MEGABYTE),
        Purpose.FEED: Bounds(45.0, 5 * _MEGABYTE, 5 * _MEGABYTE),
        Purpose.BROADCAST: Bounds(90.0, 20 * _MEGABYTE, 20 * _MEGABYTE),
    }


@dataclass(frozen=True)
class Limits:
    """How long and how much the client bears. Times in seconds."""

    connect: float = 10.0
    silence: float = 20.0
    """Longest time between two pieces of an answer."""
    bounds: Mapping[Purpose, Bounds] = field(default_factory=_usual_bounds)
    redirects: int = 5
    tries: int = 3
    patience: float = 20.0
    """No try begins later than this after the first, however long a site asks to be left alone."""
    backoff: float = 0.7
    apart: float = 0.3
    """Shortest time between two requests to one host."""
    slower: Mapping[str, float] = field(
        default_factory=lambda: {"web.archive.org": 2.5, "archive.org": 1.0, "api.gdeltproject.org": 5.0}
    )
    """Hosts that want more time between two requests."""
    ports: frozenset[int] = PORTS

    def of(self, purpose: Purpose) -> Bounds:
        return self.bounds.get(purpose) or self.bounds[Purpose.PAGE]


@dataclass(frozen=True)
class Answer:
    """A ledger row and what came with it."""

    fetch: Fetch
    path: Path | None = None
    """The body as it was read, decoded; the caller's to keep or delete. Of error pages only a post's."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Of the last answer; names in lower case."""
    hops: tuple[str, ...] = ()
    """The addresses that redirects led to, in order."""
    trouble: str = ""
    """What came of the tries before the one that brought this, in a sentence; empty where it was the first."""

    def seen_as(self, state: FetchState, reason: str) -> Answer:
        """The same answer, with the word of the parser that read it."""
        if self.trouble and self.trouble not in reason:
            reason = f"{reason} {self.trouble}"
        return replace(self, fetch=replace(self.fetch, state=state, reason=reason))


class Client(Protocol):
    """What scrapers need of a web client; :meth:`scrapers.web.WebClient.get` says the rest."""

    def get(
        self,
        url: str,
        purpose: Purpose,
        *,
        into: Path,
        headers: Mapping[str, str] | None = None,
        stop_at: Callable[[str], bool] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> Answer: ...

    def proxy(self) -> AbstractContextManager[GuardProxy | None]:
        """A proxy to fetch media through with a tool of its own network; None where nobody is asked."""
        ...

    def brought(self, url: str, into: Path) -> tuple[Answer, ...]:
        """What such a tool brought of an address when it was last asked, where that is held; else nothing."""
        ...


def utc_now() -> datetime:
    return datetime.now(UTC)


class OfflineClient:
    """The client of ``--offline``: asks nobody, and the ledger says so."""

    def __init__(self, clock: Callable[[], datetime] = utc_now) -> None:
        self._clock = clock

    def get(
        self,
        url: str,
        purpose: Purpose,
        *,
        into: Path,  # noqa: ARG002 - the signature of every client
        headers: Mapping[str, str] | None = None,  # noqa: ARG002
        stop_at: Callable[[str], bool] | None = None,  # noqa: ARG002
        form: Mapping[str, str] | None = None,  # noqa: ARG002
    ) -> Answer:
        reason = "It was asked not to fetch (--offline)."
        return Answer(Fetch(shown(url), purpose, self._clock(), FetchState.NOT_FETCHED, reason))

    def proxy(self) -> AbstractContextManager[GuardProxy | None]:
        return nullcontext()

    def brought(self, url: str, into: Path) -> tuple[Answer, ...]:  # noqa: ARG002 - the signature of every client
        return ()
