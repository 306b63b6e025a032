"""How long one post may take: a stuck one must not hold the posts after it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapers.web_answer import Answer, Client, utc_now
from scrapers.web_url import shown
from storage.records import Fetch, FetchState, Purpose

if TYPE_CHECKING:
    from scrapers.proxy import GuardProxy

MOST_SECONDS = 20 * 60.0
"""Seconds after which nothing more is asked for a post. What is under way then ends by its own bounds."""


class TimedClient:
    """A client for one post, which asks nobody once the post's time is up; the ledger says so.

    Args:
        client: Asks until then.
        seconds: From now on.
        now: A clock that never goes back, in seconds.
    """

    def __init__(
        self, client: Client, seconds: float = MOST_SECONDS, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._client = client
        self._seconds = seconds
        self._now = now
        self._end = now() + seconds

    @property
    def is_over(self) -> bool:
        return self._now() >= self._end

    def get(
        self,
        url: str,
        purpose: Purpose,
        *,
        into: Path,
        headers: Mapping[str, str] | None = None,
        stop_at: Callable[[str], bool] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> Answer:
        """As the client's; ``NOT_FETCHED`` once the time is up."""
        if self.is_over:
            reason = f"The post had taken {self._seconds / 60:.2g} min by then; the rest was not asked for."
            return Answer(Fetch(shown(url), purpose, utc_now(), FetchState.NOT_FETCHED, reason))
        more: dict[str, Any] = {} if form is None else {"form": form}
        return self._client.get(url, purpose, into=into, headers=headers, stop_at=stop_at, **more)

    def proxy(self) -> AbstractContextManager[GuardProxy | None]:
        return nullcontext() if self.is_over else self._client.proxy()

    def brought(self, url: str, into: Path) -> tuple[Answer, ...]:
        return self._client.brought(url, into)
