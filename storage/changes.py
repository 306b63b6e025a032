"""What changed in a case since a person looked, and how far each person has looked.

The version of a case is the number of the last event that altered what it says. Whoever decides says which
version they saw; if the case has moved on since, nothing is recorded and they are told by what.
"""

from __future__ import annotations

from reference.errors import Overtaken
from storage.altering import alters
from storage.chain import Event
from storage.store import Store


def version_of(store: Store, case: str) -> int:
    """The number of the last event that altered what the case says.

    Raises:
        UnknownName: There is no such case.
    """
    return int(store.one("cases", case, "case")["version"])


def since(store: Store, case: str, seen: int) -> tuple[Event, ...]:
    """The events after version ``seen`` that altered what the case says, in order."""
    query = """
        SELECT seq, at, actor, kind, subject, body, prev, hash FROM events
        WHERE subject = ? AND seq > ? ORDER BY seq
    """
    later = [Event(*row) for row in store.db.execute(query, [case, seen])]
    return tuple(event for event in later if alters(store.db.conn, event))


def unchanged(store: Store, case: str, seen: int | None) -> None:
    """Make sure, in the transaction that is about to change the case, that it is as the person saw it.

    Args:
        seen: The version that the person saw; None where they say of no version.

    Raises:
        UnknownName: There is no such case.
        Overtaken: It was changed since; the events are given.
    """
    now = version_of(store, case)
    if seen is None or seen >= now:
        return
    later = since(store, case, seen)
    who = ", ".join(dict.fromkeys(event.actor for event in later))
    raise Overtaken(
        f"case {case} was changed since you looked at it, by {who}; nothing was recorded: look again, then decide",
        tuple(event.seq for event in later),
    )


def looked_at(store: Store, person: str) -> dict[str, int]:
    """The version of each case that the person has looked at."""
    query = "SELECT case_id, version FROM looks WHERE person = ?"
    return dict(store.db.execute(query, [person]).fetchall())
