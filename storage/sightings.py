"""Sightings: by which links and in which articles a case's post or media was met, and under which names.

A post has one number and many addresses: by handle and by account id, a part of an album, an older form of
the number. Every name that its platform gave it leads to its case, so that two links are two sightings of
one post. Two cases that turn out to be one post are joined: the older one goes on, the younger says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from reference.times import from_iso
from storage.chain import EventKind
from storage.records import CaseKind, SameMedia, Sighting
from storage.store import Store, Writing


@dataclass(frozen=True)
class Way:
    """How a run came to a case."""

    target: str
    """What was given to the run."""
    key: str
    """The name under which the post or file was met; decides which case it is, where nothing else is known."""
    link: str | None
    """The address or file that led to it; None where an article shows it without one."""
    article: str | None = None


def find(store: Store, keys: Iterable[str]) -> list[str]:
    """The cases that these names lead to, each once, the oldest first."""
    found: dict[str, int] = {}
    query = "SELECT c.id, c.rowid FROM case_names n JOIN cases c ON c.id = n.case_id WHERE n.key = ?"
    for key in keys:
        found.update(store.db.execute(query, [key]).fetchall())
    return sorted(found, key=lambda case: found[case])


def settle(
    store: Store, to: Writing, kind: CaseKind, way: Way, names: Sequence[str], *, run: str, case: str | None
) -> str:
    """The one case of all these names, opened if there is none, and joined if there are several.

    Args:
        store: Where the names stand.
        to: The open transaction.
        kind: Of a case that is opened.
        way: How the run came to it; recorded once for each link and article.
        names: What the platform calls the post, the best name first.
        run: Records it.
        case: The one that is worked on, where that is known already.
    """
    keys = list(dict.fromkeys((*names, way.key)))
    known = find(store, keys)
    if case is not None and case not in known and not _is_joined(store, case):
        known = sorted([case, *known], key=lambda each: int(each[1:]))
    if not known:
        known = [to.next_id("C", "cases")]
        body = {"kind": kind, "key": keys[0], "target": way.target, "run": run}
        to.append(EventKind.CASE_OPENED, known[0], body)
    case, *others = known
    for other in others:
        because = f"it is the same post as that of {case}"
        to.append(EventKind.CASE_JOINED, other, {"into": case, "run": run, "because": because})
    missing = [key for key in keys if not find(store, [key])]
    link = way.link if way.link is not None and not _met(store, case, way) else None
    if link is not None or missing:
        seen: dict[str, Any] = {"run": run, "link": link, "article": way.article, "names": missing}
        to.append(EventKind.CASE_SIGHTED, case, seen)
    return case


def _is_joined(store: Store, case: str) -> bool:
    return store.one("cases", case, "case")["joined_into"] is not None


def _met(store: Store, case: str, way: Way) -> bool:
    query = "SELECT 1 FROM sightings WHERE case_id = ? AND link = ? AND article_id IS ?"
    return store.db.execute(query, [case, way.link, way.article]).fetchone() is not None


def of_case(store: Store, case: str) -> tuple[Sighting, ...]:
    """Where the case's post was met, in order."""
    query = "SELECT link, article_id, at, run_id FROM sightings WHERE case_id = ? ORDER BY n"
    return tuple(
        Sighting(row["link"], row["article_id"], from_iso(row["at"]), row["run_id"])
        for row in store.db.query(query, [case])
    )


def same_media(store: Store, case: str) -> tuple[SameMedia, ...]:
    """Other cases that hold a file of this one, byte for byte."""
    query = """
        SELECT other.case_id, own.sha256 FROM post_media own
        JOIN post_media other ON other.sha256 = own.sha256 AND other.case_id != own.case_id
        JOIN cases c ON c.id = other.case_id
        WHERE own.case_id = ? ORDER BY c.rowid, own.sha256
    """
    return tuple(SameMedia(row["case_id"], row["sha256"]) for row in store.db.query(query, [case]))
