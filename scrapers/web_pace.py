"""When a host may be asked again: a pace of our own, and the pause that a site asks for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_PAUSE = 15 * 60.0
"""Seconds; no site can put us to sleep for longer."""


def asked_pause(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that an answer asks to wait, within [0, 15 min]; None where it does not say.

    Reads ``Retry-After`` (RFC 9110, seconds or a date) and X's ``x-rate-limit-reset`` (Unix seconds).
    """
    text = headers.get("retry-after", "").strip()
    pause = _seconds(text)
    if pause is None and text:
        pause = _until(text, now)
    if pause is None:
        reset = _seconds(headers.get("x-rate-limit-reset", "").strip())
        pause = None if reset is None else reset - now.timestamp()
    return None if pause is None else min(max(pause, 0.0), LONGEST_PAUSE)


def _seconds(text: str) -> float | None:
    digits = text.removeprefix("-")
    if not digits.isascii() or not digits.isdigit():
        return None
    return 0.0 if text.startswith("-") else float(digits[:15])


def _until(text: str, now: datetime) -> float | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - now).total_seconds()


class Pace:
    """Keeps requests to one host apart. Safe to share between threads."""

    def __init__(
        self,
        apart: float,
        now: Callable[[], float] = time.monotonic,
        slower: Mapping[str, float] | None = None,
    ) -> None:
        self._apart = apart
        self._slower = dict(slower or {})
        self._now = now
        self._free: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, host: str) -> float:
        """Seconds until the host may be asked."""
        with self._known() as free:
            return max(0.0, free.get(host, 0.0) - self._now())

    def take(self, host: str) -> float:
        """As :meth:`wait`, and the turn is taken: the next one comes after it."""
        with self._known() as free:
            start = max(self._now(), free.get(host, 0.0))
            free[host] = start + max(self._apart, self._slower.get(host, 0.0))
            return start - self._now()

    def pause(self, host: str, seconds: float) -> None:
        """Leave the host alone for so long."""
        with self._known() as free:
            free[host] = max(free.get(host, 0.0), self._now() + seconds)

    @contextmanager
    def _known(self) -> Iterator[dict[str, float]]:
        """When each host may be asked again, by :attr:`_now`; changed inside, it stays so."""
        with self._lock:
            yield self._free
