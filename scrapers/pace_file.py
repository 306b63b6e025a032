"""The pace at which hosts are asked, kept by several processes together in one small file.

A person's command, ``airtrace serve`` and a second command ask the same hosts. Each on its own would keep its
own pace, and a host that had asked one of them for a pause would be asked by the next.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from reference.errors import RecordError
from scrapers.web_pace import LONGEST_PAUSE, Pace
from storage.database import exclusive

_LARGEST = 1 << 20
"""Bytes of a file that are read; each host takes some fifty, and only while it is left alone."""
_PATIENCE = 2.0
"""Seconds to wait for another process, which holds the file for less than a millisecond."""
_FURTHEST = LONGEST_PAUSE * 2
"""Seconds. What lies further ahead was written before the clock was set back."""


class SharedPace(Pace):
    """A pace that all processes with the same ``file`` keep together.

    Whoever cannot read or write the file keeps a pace of its own: nothing waits for the file's sake.

    Args:
        file: Beside it lies the lock, ``file`` with the suffix ``.lock``. Both can be deleted at any time.
        apart: Shortest time in seconds between two requests to one host.
        now: The time of day in Unix seconds: it is the one clock that processes have in common.
        slower: Hosts that want more time between two requests.
    """

    def __init__(
        self,
        file: Path,
        apart: float,
        now: Callable[[], float] = time.time,
        slower: Mapping[str, float] | None = None,
    ) -> None:
        super().__init__(apart, now, slower)
        self._file = file

    @contextmanager
    def _known(self) -> Iterator[dict[str, float]]:
        with super()._known() as own:
            try:
                with exclusive(self._file.with_suffix(".lock"), _PATIENCE):
                    before = self._read()
                    own.update({host: max(free, own.get(host, 0.0)) for host, free in before.items()})
                    self._forget_past(own)
                    yield own
                    if own != before:
                        self._write(own)
                    return
            except RecordError:
                pass  # a folder that cannot be written, or a process that was stopped with the file in its hands
            yield own

    def _forget_past(self, known: dict[str, float]) -> None:
        now = self._now()
        for host in [host for host, free in known.items() if not now < free < now + _FURTHEST]:
            del known[host]

    def _read(self) -> dict[str, float]:
        try:
            with self._file.open("rb") as file:
                said = json.loads(file.read(_LARGEST))
        except (OSError, ValueError, RecursionError):
            return {}
        if not isinstance(said, dict):
            return {}
        return {host: float(free) for host, free in said.items() if isinstance(free, int | float)}

    def _write(self, known: Mapping[str, float]) -> None:
        new = self._file.with_suffix(".new")
        try:
            new.write_text(json.dumps(known, allow_nan=False), encoding="utf-8")
            new.replace(self._file)
        except (OSError, ValueError):
            return
