"""Which events alter what a case says; the last of them is the case's version."""

from __future__ import annotations

import json
import sqlite3

from storage.chain import Event, EventKind

ALTERING = frozenset(
    {
        EventKind.CASE_OPENED,
        EventKind.CASE_JOINED,
        EventKind.POST_SEEN,
        EventKind.POST_GONE,
        EventKind.POST_BACK,
        EventKind.CLAIMS_PROPOSED,
        EventKind.CLAIM_STATED,
        EventKind.LINK_SUGGESTED,
        EventKind.LINK_REVISED,
        EventKind.LINK_DECIDED,
        EventKind.CHECKED,
        EventKind.STATE_CHANGED,
        EventKind.CASE_ASSIGNED,
        EventKind.FOOTAGE_MARKED,
        EventKind.NOTE_ADDED,
        EventKind.SIGN_OFF_ASKED,
        EventKind.SIGNED_OFF,
        EventKind.DECIDED,
    }
)
"""Kinds of events after which a case says something else; a fetch alone is none of them."""


def alters(connection: sqlite3.Connection, event: Event) -> bool:
    """Whether the case says something else after this event; checks that answer as before change nothing."""
    if event.kind not in ALTERING:
        return False
    if event.kind != EventKind.CHECKED:
        return True
    query = "SELECT body FROM events WHERE subject = ? AND kind = ? AND seq < ? ORDER BY seq DESC LIMIT 1"
    before = connection.execute(query, (event.subject, event.kind, event.seq)).fetchone()
    return before is None or _said(before[0]) != _said(event.body)


def _said(body: str) -> tuple[object, object]:
    facts = json.loads(body)
    return facts["outcomes"], facts["suggested"]
