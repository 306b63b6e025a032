"""Copies of a case's post in web archives: told of, each once, and kept as sightings of the case."""

from __future__ import annotations

from collections.abc import Sequence

from reference.times import from_iso, iso
from storage.chain import EventKind
from storage.encoding import to_plain
from storage.records import ArchivedCopy
from storage.store import Store, Writing

WAYBACK = "web.archive.org"


def found(store: Store, to: Writing, case: str, copies: Sequence[ArchivedCopy], *, run: str) -> None:
    """Record the copies that are new to the case; none is no event."""
    known = {(copy.at, copy.url) for copy in of_case(store, case)}
    new = [copy for copy in copies if (copy.at, copy.url) not in known]
    if new:
        body = {
            "run": run,
            "archive": WAYBACK,
            "copies": [to_plain(copy) | {"at": iso(copy.at)} for copy in new],
        }
        to.append(EventKind.COPIES_FOUND, case, body)


def of_case(store: Store, case: str) -> tuple[ArchivedCopy, ...]:
    """All copies that archives told of, the earliest first."""
    query = "SELECT * FROM archived_copies WHERE case_id = ? ORDER BY at, url"
    return tuple(
        ArchivedCopy(
            url=row["url"],
            at=from_iso(row["at"]),
            link=row["link"],
            status=row["status"],
            media_type=row["media_type"],
            digest=row["digest"],
        )
        for row in store.db.query(query, [case])
    )
