"""Answers that are held already, given to today's parsers as if they came now. Asks nobody."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from scrapers.web_answer import Answer, OfflineClient, utc_now
from scrapers.web_url import shown
from storage.records import Fetch, FetchState, Purpose

_USABLE = frozenset({200, 203})


@dataclass(frozen=True)
class StoredAnswer:
    """A row of the ledger by its number, and where its bytes lie; None where none are held."""

    row: int
    fetch: Fetch
    path: Path | None


class StoredClient(OfflineClient):
    """A client that answers with the latest that each address said when it was asked.

    What a parser made of an answer then is left out: the state is what the web client saw, and the row
    names the one whose bytes it is (``read_again``). An address of which nothing is held is not fetched.
    """

    def __init__(self, answers: Iterable[StoredAnswer], clock: Callable[[], datetime] = utc_now) -> None:
        super().__init__(clock)
        self._latest: dict[tuple[str, Purpose], StoredAnswer] = {}
        self._brought: dict[str, list[StoredAnswer]] = {}
        for answer in answers:
            fetch, key = answer.fetch, (answer.fetch.url, answer.fetch.purpose)
            if fetch.read_again is None and fetch.status is None and fetch.sha256 is not None:
                self._brought.setdefault(fetch.url.partition("#")[0], []).append(answer)
            elif fetch.read_again is None and (fetch.status is not None or key not in self._latest):
                self._latest[key] = answer

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
        held = self._latest.get((shown(url), purpose)) if form is None else None
        if held is None:
            answer = super().get(url, purpose, into=into, headers=headers, stop_at=stop_at, form=form)
            return answer.seen_as(
                answer.fetch.state, "Nothing is held of this address, and it was not asked again."
            )
        fetch = replace(held.fetch, read_again=held.row)
        if fetch.status is None:
            return Answer(replace(fetch, state=FetchState.UNREACHABLE))
        path = _own_name(held.path, into) if held.path is not None else None
        state, reason = _as_received(fetch, has_bytes=path is not None)
        named = {name.lower(): value for name, value in fetch.headers or ()}
        hops = tuple(hop.leads_to for hop in fetch.hops)
        return Answer(replace(fetch, state=state, reason=reason), path, named, hops)

    def brought(self, url: str, into: Path) -> tuple[Answer, ...]:
        """What a tool brought of the address: bytes that came with no status of the web. All of its last time."""
        held = self._brought.get(shown(url), [])
        last = max((answer.fetch.at for answer in held), default=None)
        return tuple(
            Answer(replace(answer.fetch, read_again=answer.row), _own_name(answer.path, into))
            for answer in held
            if answer.fetch.at == last and answer.path is not None
        )


def _as_received(fetch: Fetch, *, has_bytes: bool) -> tuple[FetchState, str]:
    led_on = bool(fetch.hops) and fetch.status is not None and 300 <= fetch.status < 400
    if led_on or (fetch.status in _USABLE and has_bytes):
        return FetchState.VISIBLE, f"The site had answered {fetch.status} with {fetch.size or 0} bytes."
    if fetch.status in _USABLE:
        return FetchState.UNPARSED, f"The site had answered {fetch.status}, and its bytes are not held."
    return FetchState.UNREACHABLE, f"The site had answered {fetch.status}."


def _own_name(path: Path, into: Path) -> Path:
    """The same bytes under a name in ``into``, which the caller may delete."""
    descriptor, name = tempfile.mkstemp(prefix="answer-", dir=into)
    os.close(descriptor)
    own = Path(name)
    own.unlink()
    try:
        own.hardlink_to(path)
    except OSError:  # another file system, or one without links
        shutil.copyfile(path, own)
    return own
