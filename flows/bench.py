"""What a step of the pipeline works with: where the record is, how to reach the web, whom to tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from flows.home import Home
from reference.stations import Stations, load_stations
from scrapers.pace_file import SharedPace
from scrapers.web import Client, Limits, OfflineClient, WebClient
from scrapers.web_pace import Pace
from storage.store import Store


def _silent(_: str) -> None:
    return None


def _now() -> datetime:
    return datetime.now(UTC)


class Telling:
    """Tells on how far the work is, and remembers it for the row of the run that is carried."""

    def __init__(self, on: Callable[[str], None]) -> None:
        self._on = on
        self._last: str | None = None

    def __call__(self, words: str) -> None:
        self._last = words
        self._on(words)

    def words(self) -> str | None:
        """What was told last; None where nothing was."""
        return self._last


def usual_pace() -> Pace:
    """The pace at which hosts are asked, with nobody asked yet."""
    limits = Limits()
    return Pace(limits.apart, slower=limits.slower)


def shared_pace(home: Home) -> Pace:
    """The same, kept by all processes that work on this record."""
    limits = Limits()
    return SharedPace(home.pace, limits.apart, slower=limits.slower)


@dataclass(frozen=True)
class Bench:
    """Handed to every step; each step opens its own store and client and closes them.

    ``routes`` (host name to loopback address) is for the tests and the demo's stage alone: no setting
    and no variable reaches it.
    """

    home: Home
    routes: Mapping[str, tuple[str, int]] | None = None
    progress: Callable[[str], None] = field(default=_silent)
    clock: Callable[[], datetime] = field(default=_now)
    pace: Pace = field(default_factory=usual_pace)
    """Of all clients of this bench, so that no host is hurried between two steps."""

    def store(self) -> Store:
        return Store(self.home.path, self.clock)

    def stations(self) -> Stations:
        return load_stations(self.home.station_files())

    @contextmanager
    def client(self, *, offline: bool = False) -> Iterator[Client]:
        if offline:
            yield OfflineClient(self.clock)
        else:
            with WebClient(routes=self.routes, clock=self.clock, pace=self.pace) as client:
                yield client
