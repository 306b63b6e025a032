"""When a web archive is asked: for copies of a post that cannot be seen, and to keep one that can."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flows.bench import Bench
from reference.errors import InputError
from scrapers import web_archives
from scrapers.posts import CollectedPost, PostAddress, time_of_number
from scrapers.web_answer import Client
from scrapers.web_archives import Found, SaveKey
from storage import ledger
from storage.records import FetchState, Platform, PostTime, Purpose, Run
from storage.store import Store

VARIABLE = "AIRTRACE_SPN_KEY"
"""Access key and secret of an account at archive.org, with a colon between them; without it nothing is saved."""

ONCE_IN = timedelta(days=1)
_CANNOT_BE_SEEN = frozenset(
    {
        FetchState.DELETED,
        FetchState.SUSPENDED,
        FetchState.RESTRICTED,
        FetchState.AGE_GATED,
        FetchState.LOGIN_WALL,
        FetchState.UNREACHABLE,
    }
)
_CAN_BE_SEEN = frozenset({FetchState.VISIBLE, FetchState.EDITED})
_X_RENAMED = datetime(2024, 5, 17, tzinfo=UTC)
"""From this day on X's own links say x.com; an archive files the two names apart."""


def save_key() -> SaveKey | None:
    """The key from the environment; None where there is none.

    Raises:
        InputError: It does not have the form of one.
    """
    given = os.environ.get(VARIABLE, "").strip()
    if not given:
        return None
    access, colon, secret = given.partition(":")
    if not (access and colon and secret) or not given.isascii() or any(c.isspace() for c in given):
        raise InputError(f"{VARIABLE} is no key; write the access key, a colon, and the secret")
    return SaveKey(access, secret)


def archived(
    bench: Bench,
    client: Client,
    folder: Path,
    address: PostAddress,
    seen: CollectedPost,
    *,
    asked: datetime | None = None,
) -> Found:
    """Ask the Wayback Machine what the state of a post calls for; nothing where it calls for nothing.

    Args:
        bench: Whose clock and progress.
        client: Asks.
        folder: For the answers' files.
        address: The post's.
        seen: How the post looked just now.
        asked: When it was last asked for this post; it is not asked more than once a day.
    """
    if asked is not None and bench.clock() - asked < ONCE_IN:
        return Found()
    if seen.state in _CANNOT_BE_SEEN:
        bench.progress(f"looking for archived copies of {address.url}")
        time = time_of_number(address.platform, address.number)
        moment = time.interval.start if time is not None else None
        return web_archives.look_up(_filed_under(address, time), client, folder, moment)
    if seen.state not in _CAN_BE_SEEN:
        return Found()
    try:
        key = save_key()
    except InputError as error:  # airtrace doctor says so too; the case goes on without a copy
        bench.progress(str(error))
        return Found()
    if key is None:
        return Found()
    bench.progress(f"asking the Wayback Machine to keep {address.url}")
    return web_archives.save(address.url, key, client, folder)


def _filed_under(address: PostAddress, time: PostTime | None) -> str:
    if address.platform is Platform.X and time is not None and time.interval.start < _X_RENAMED:
        return address.url.replace("https://x.com/", "https://twitter.com/", 1)
    return address.url


def last_asked(store: Store, run: Run, case: str) -> datetime | None:
    """When the archive was last asked for a case's post; None for a run that reads again what is held."""
    return None if run.options.get("stored") else ledger.last_asked(store, case, Purpose.ARCHIVE)
