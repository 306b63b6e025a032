"""The queue as a person sees it: filtered, sorted, searched, with what is new to them and what changed since."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from reference.times import from_iso
from storage.records import MediaCategory, Platform, WorkflowState
from storage.store import Store

PAGE = 50
"""Cases on one page."""
LONGEST_SEARCH = 200


class Sort(StrEnum):
    NEWEST = "newest"
    OLDEST = "oldest"
    CHANGED = "changed"
    """What was altered last stands first."""
    POSTED = "posted"


class Fresh(StrEnum):
    """What a person has not seen."""

    NEW = "new"
    """They never looked at the case."""
    CHANGED = "changed"
    """It was altered since they looked."""


@dataclass(frozen=True)
class Wanted:
    """Which cases are asked for; ``whose`` is a name, ``""`` for nobody's, None for everybody's."""

    state: WorkflowState | None = None
    whose: str | None = None
    standing: bool | None = None
    fresh: Fresh | None = None
    search: str = ""
    """Words that all stand in the post's text, account or number, in the target or in the case's id."""
    sort: Sort = Sort.NEWEST
    page: int = 1


@dataclass(frozen=True)
class Row:
    id: str
    state: WorkflowState
    standing: bool
    opened_at: datetime
    target: str
    assigned_to: str | None
    version: int
    altered_at: datetime
    platform: Platform | None
    handle: str | None
    text: str | None
    posted_from: datetime | None
    posted_to: datetime | None
    suggested: tuple[MediaCategory, ...]
    decided: tuple[MediaCategory, ...]
    links: int
    """Links that were not rejected."""
    fresh: Fresh | None
    sign_off: str | None
    """Who is asked to sign off; ``""`` for anybody."""


@dataclass(frozen=True)
class Page:
    rows: tuple[Row, ...]
    total: int
    """Cases that fit, on all pages."""


_ORDER = {
    Sort.NEWEST: "c.rowid DESC",
    Sort.OLDEST: "c.rowid",
    Sort.CHANGED: "c.version DESC",
    Sort.POSTED: "p.posted_from IS NULL, p.posted_from DESC, c.rowid DESC",
}
_FROM = """
FROM cases c
LEFT JOIN posts p ON p.case_id = c.id
LEFT JOIN looks k ON k.case_id = c.id AND k.person = :person
"""
_SELECT = """
SELECT c.*, p.platform, p.handle, p.text, p.posted_from, p.posted_to, k.version AS looked,
  (SELECT at FROM events e WHERE e.seq = c.version) AS altered_at,
  (SELECT categories FROM suggestions s WHERE s.case_id = c.id AND s.run_id = c.checked_run) AS suggested,
  (SELECT categories FROM decisions d WHERE d.case_id = c.id ORDER BY d.seq DESC LIMIT 1) AS decided,
  (SELECT count(*) FROM links l WHERE l.case_id = c.id AND l.state != 'rejected') AS links,
  (SELECT coalesce(o.asked_of, '') FROM sign_offs o WHERE o.case_id = c.id AND o.agrees IS NULL
   ORDER BY o.seq DESC LIMIT 1) AS sign_off
"""


def page(store: Store, wanted: Wanted, person: str) -> Page:
    """The cases that ``person`` asks for."""
    conditions, values = _conditions(wanted)
    values |= {"person": person, "limit": PAGE, "offset": PAGE * (max(wanted.page, 1) - 1)}
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    total: int = store.db.execute(f"SELECT count(*) {_FROM} {where}", values).fetchone()[0]
    query = f"{_SELECT} {_FROM} {where} ORDER BY {_ORDER[wanted.sort]} LIMIT :limit OFFSET :offset"
    return Page(tuple(_row(row) for row in store.db.query(query, values)), total)


def people(store: Store) -> tuple[str, ...]:
    """Everybody to whom a case is assigned, or who decided one, by name."""
    query = """
        SELECT assigned_to FROM cases WHERE assigned_to IS NOT NULL
        UNION SELECT decided_by FROM decisions UNION SELECT person FROM looks ORDER BY 1
    """
    return tuple(name for (name,) in store.db.execute(query))


def _conditions(wanted: Wanted) -> tuple[list[str], dict[str, Any]]:
    conditions, values = ["c.joined_into IS NULL"], dict[str, Any]()
    if wanted.state is not None:
        conditions.append("c.state = :state")
        values["state"] = wanted.state
    if wanted.whose is not None:
        conditions.append("coalesce(c.assigned_to, '') = :whose")
        values["whose"] = wanted.whose
    if wanted.standing is not None:
        conditions.append("c.standing = :standing")
        values["standing"] = int(wanted.standing)
    if wanted.fresh is Fresh.NEW:
        conditions.append("k.version IS NULL")
    if wanted.fresh is Fresh.CHANGED:
        conditions.append("k.version < c.version")
    for n, word in enumerate(wanted.search[:LONGEST_SEARCH].split()):
        fields = "c.id || ' ' || c.target || ' ' || coalesce(p.handle, '') || ' ' || coalesce(p.name, '')"
        fields += " || ' ' || coalesce(p.number, '') || ' ' || coalesce(p.text, '')"
        conditions.append(f"({fields}) LIKE :word{n} ESCAPE '\\'")
        values[f"word{n}"] = "%" + "".join("\\" + c if c in "%_\\" else c for c in word) + "%"
    return conditions, values


def _row(row: dict[str, Any]) -> Row:
    looked = row["looked"]
    fresh = Fresh.NEW if looked is None else Fresh.CHANGED if looked < row["version"] else None
    return Row(
        id=row["id"],
        state=WorkflowState(row["state"]),
        standing=bool(row["standing"]),
        opened_at=from_iso(row["opened_at"]),
        target=row["target"],
        assigned_to=row["assigned_to"],
        version=row["version"],
        altered_at=from_iso(row["altered_at"]),
        platform=Platform(row["platform"]) if row["platform"] else None,
        handle=row["handle"],
        text=row["text"],
        posted_from=from_iso(row["posted_from"]) if row["posted_from"] else None,
        posted_to=from_iso(row["posted_to"]) if row["posted_to"] else None,
        suggested=_categories(row["suggested"]),
        decided=_categories(row["decided"]),
        links=row["links"],
        fresh=fresh,
        sign_off=row["sign_off"],
    )


def _categories(stored: str | None) -> tuple[MediaCategory, ...]:
    return tuple(MediaCategory(value) for value in json.loads(stored)) if stored else ()
