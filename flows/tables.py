"""Tables of addresses that are given to verify: each row is a target of its own, and answered by itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reference.errors import InputError, NothingIdentified, Unparsed
from scrapers.feeds.sheet import LARGEST, SUFFIXES, numbered
from storage.encoding import clean

MOST_ROWS = 300
"""Addresses of one table that are verified at once: each becomes a case and is asked for on the network."""


@dataclass(frozen=True)
class Row:
    """A row of a table; without a ``target``, ``reason`` says why."""

    name: str
    target: str | None
    reason: str = ""


def is_table(text: str) -> bool:
    """Whether what was given is a table's file."""
    path = Path(text)
    try:
        return path.suffix.lower() in SUFFIXES and path.is_file() and path.stat().st_size > 0
    except (OSError, ValueError):
        return False


def rows_of(text: str) -> tuple[Row, ...]:
    """The rows of a table in their order, broken ones too.

    Raises:
        InputError: It cannot be read, is no table, or holds no address or more than are verified at once.
    """
    shown = clean(text.strip())[:2000]
    try:
        with Path(text).open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise InputError(f"{shown} cannot be read: {error.strerror}") from error
    if len(content) > LARGEST:
        raise NothingIdentified(
            f"{shown} is larger than a table can be ({LARGEST:,} bytes); cut it into parts"
        )
    try:
        items = list(numbered(content))
    except Unparsed as error:
        raise NothingIdentified(f"{shown} is no table that can be read. {error}") from error
    rows = tuple(Row(f"{shown}, row {n}", item.target, item.reason) for n, item in items)
    found = len({row.target for row in rows} - {None})
    if not found:
        raise NothingIdentified(f"{shown} holds no web address in any row; put one post's address into each")
    if found > MOST_ROWS:
        raise InputError(
            f"{shown} holds {found:,} addresses, and {MOST_ROWS} are verified at once; airtrace feeds add watches "
            "the table and takes them in turn"
        )
    return rows
