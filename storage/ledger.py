"""The ledger of fetches: a row for everything that was asked of the web, whatever came back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reference.times import from_iso, iso
from storage.chain import EventKind
from storage.encoding import to_plain
from storage.records import Fetch, FetchState, Hop, Purpose
from storage.store import Store, Writing

_SEEN = (FetchState.VISIBLE.value, FetchState.EDITED.value)


@dataclass(frozen=True)
class Row:
    """A fetch as it stands in the ledger: the number of its event, its run, and its case if it has one."""

    seq: int
    run: str
    case: str | None
    fetch: Fetch


def log(to: Writing, fetch: Fetch, *, run: str, case: str | None, in_vault: bool = True) -> None:
    """Add a row; the answer's bytes, if any came, are in the vault already.

    Args:
        in_vault: False for footage, which lies in a file of its own and may go while its row stays.
    """
    body: dict[str, Any] = to_plain(fetch) | {"at": iso(fetch.at), "run": run, "case": case}
    body["files"] = [fetch.sha256] if fetch.sha256 and in_vault else []
    to.append(EventKind.FETCHED, case or run, body)


def of_case(store: Store, case: str) -> tuple[Fetch, ...]:
    """The case's own fetches, and those of the pages that led to it, in order."""
    return tuple(row.fetch for row in rows(store, case))


def rows(store: Store, case: str | None = None) -> Iterator[Row]:
    """The ledger in order: all of it, or a case's own fetches and those of the pages that led to it."""
    query = """
        SELECT * FROM fetches WHERE :case IS NULL OR case_id = :case
        OR (case_id IS NULL AND run_id IN (SELECT run_id FROM case_runs WHERE case_id = :case))
        ORDER BY seq
    """
    for row in store.db.query(query, {"case": case}):
        yield Row(row["seq"], row["run_id"], row["case_id"], _fetch(row))


def collected(store: Store, run: str, case: str) -> bool:
    """Whether the run has recorded its fetches for the case."""
    query = "SELECT 1 FROM fetches WHERE run_id = ? AND case_id = ? LIMIT 1"
    return store.db.execute(query, [run, case]).fetchone() is not None


def logged(store: Store, run: str, case: str | None, url: str) -> bool:
    """Whether the run has a row for this address."""
    query = "SELECT 1 FROM fetches WHERE run_id = ? AND case_id IS ? AND url = ? LIMIT 1"
    return store.db.execute(query, [run, case, url]).fetchone() is not None


def answered(store: Store, run: str | None, url: str) -> Fetch | None:
    """The last row of no case for this address, of that run or of any; None where it was not asked."""
    query = """
        SELECT * FROM fetches WHERE case_id IS NULL AND url = :url AND (:run IS NULL OR run_id = :run)
        ORDER BY seq DESC LIMIT 1
    """
    return next((_fetch(row) for row in store.db.query(query, {"run": run, "url": url})), None)


def count(store: Store, run: str) -> int:
    """How many rows the run has added."""
    (rows_of,) = store.db.execute("SELECT count(*) FROM fetches WHERE run_id = ?", [run]).fetchone()
    return int(rows_of)


def last_asked(store: Store, case: str, purpose: Purpose) -> datetime | None:
    """When somebody was last asked for the case with that purpose."""
    query = "SELECT max(at) AS at FROM fetches WHERE case_id = ? AND purpose = ? AND state != ? AND read_again IS NULL"
    (at,) = store.db.execute(query, [case, purpose, FetchState.NOT_FETCHED]).fetchone()
    return from_iso(at) if at else None


def unseen(store: Store, run: str) -> list[Fetch]:
    """What the run asked for and could not have, in order."""
    query = "SELECT * FROM fetches WHERE run_id = ? AND state NOT IN (?, ?) ORDER BY seq"
    return [_fetch(row) for row in store.db.query(query, [run, *_SEEN])]


def _fetch(row: dict[str, Any]) -> Fetch:
    return Fetch(
        url=row["url"],
        purpose=Purpose(row["purpose"]),
        at=from_iso(row["at"]),
        state=FetchState(row["state"]),
        reason=row["reason"],
        status=row["status"],
        landed=row["landed"],
        content_type=row["content_type"],
        size=row["size"],
        sha256=row["sha256"],
        length_verified=bool(row["length_verified"]),
        asked_with=_pairs(row["asked_with"]),
        headers=_pairs(row["headers"]),
        hops=tuple(Hop(**hop) for hop in json.loads(row["hops"] or "[]")),
        read_again=row["read_again"],
    )


def _pairs(text: str | None) -> tuple[tuple[str, str], ...] | None:
    return None if text is None else tuple((name, value) for name, value in json.loads(text))
