"""What people do around a decision: whose a case is, notes and found evidence, graphic footage, sign-off."""

from __future__ import annotations

from typing import Any

from reference.errors import InputError, NotAllowed
from reference.times import from_iso
from storage.chain import EventKind
from storage.encoding import put_document
from storage.records import Note, Pillar, SignOff
from storage.store import Store, Writing


def assign(store: Store, to: Writing, case: str, person: str | None, because: str = "") -> None:
    """Record whose the case is from now on; None for nobody's.

    Raises:
        UnknownName: There is no such case.
        NotAllowed: It is theirs already.
    """
    now = store.one("cases", case, "case")["assigned_to"]
    if now == person:
        raise NotAllowed(
            f"case {case} is {f'assigned to {person}' if person else 'assigned to nobody'} already"
        )
    to.append(EventKind.CASE_ASSIGNED, case, {"to": person, "because": because})


def mark_footage(store: Store, to: Writing, case: str, *, graphic: bool) -> None:
    """Record a person's word on whether the case's footage is graphic, and so covered until asked for.

    Raises:
        UnknownName: There is no such case.
        NotAllowed: That is what is said of it already.
    """
    if store.one("cases", case, "case")["graphic"] == int(graphic):
        raise NotAllowed(f"the footage of case {case} is marked so already")
    to.append(EventKind.FOOTAGE_MARKED, case, {"graphic": graphic})


def add_note(
    store: Store,
    to: Writing,
    case: str,
    text: str,
    *,
    pillar: Pillar | None = None,
    url: str | None = None,
    file: str | None = None,
    file_name: str | None = None,
) -> int:
    """Record a note, or evidence that a person found; returns its number.

    Args:
        pillar: Which of the five it speaks to, if it is evidence.
        url: Where it was found.
        file: SHA-256 of a file in the vault that belongs to it.
        file_name: What that file was called.

    Raises:
        UnknownName: There is no such case.
        InputError: It says nothing.
    """
    store.one("cases", case, "case")
    if not text.strip():
        raise InputError("a note needs words: say what it shows")
    words = {"text": text.strip(), "url": url, "file_name": file_name}
    document = put_document(store.vault, "note", words)
    files = [document, file] if file else [document]
    body = {"pillar": pillar, "document": document, "file": file, "files": files}
    return to.append(EventKind.NOTE_ADDED, case, body).seq


def ask_sign_off(store: Store, to: Writing, case: str, of: str | None, because: str) -> int:
    """Ask a second person to sign the standing decision off; returns the number of the asking.

    Args:
        of: Who is asked; None for anybody else than the one who decided.

    Raises:
        UnknownName: There is no such case.
        NotAllowed: Nothing is decided yet, or the one who decided is asked.
    """
    decision = _standing(store, case)
    if decision is None:
        raise NotAllowed(f"case {case} is not decided yet, so there is nothing to sign off")
    if of is not None and _same(of, decision["decided_by"]):
        raise NotAllowed(f"{of} decided case {case}; ask a second person to sign it off")
    body = {"of": of, "because": because, "decision": decision["seq"]}
    return to.append(EventKind.SIGN_OFF_ASKED, case, body).seq


def sign_off(store: Store, to: Writing, case: str, *, agrees: bool, because: str) -> None:
    """Record a second person's word on the standing decision, which was asked for.

    Raises:
        UnknownName: There is no such case.
        NotAllowed: Nobody asked, somebody else was asked, or it is the person who decided; or no reason is given.
    """
    decision = _standing(store, case)
    open_ones = [
        each for each in sign_offs(store, case)
        if each.agrees is None and decision is not None and each.decision == decision["seq"]
    ]  # fmt: skip
    if decision is None or not open_ones:
        raise NotAllowed(f"nobody has asked for the decision on case {case} to be signed off")
    if _same(to.actor, decision["decided_by"]):
        raise NotAllowed(f"{to.actor} decided case {case}; a second person signs it off")
    mine = [each for each in open_ones if each.asked_of is None or _same(each.asked_of, to.actor)]
    if not mine:
        raise NotAllowed(f"{open_ones[0].asked_of} was asked to sign case {case} off, not {to.actor}")
    if not because.strip():
        raise NotAllowed(
            f"say why you {'agree' if agrees else 'do not agree'} with the decision on case {case}"
        )
    body = {"asked": mine[0].seq, "agrees": agrees, "because": because}
    to.append(EventKind.SIGNED_OFF, case, body)


def notes(store: Store, case: str) -> tuple[Note, ...]:
    """The notes on a case, the earliest first."""
    rows = store.db.query("SELECT * FROM notes WHERE case_id = ? ORDER BY seq", [case])
    return tuple(
        Note(
            seq=row["seq"],
            pillar=Pillar(row["pillar"]) if row["pillar"] else None,
            text=row["text"] or "",
            url=row["url"],
            file_name=row["file_name"],
            sha256=row["sha256"],
            by=row["noted_by"],
            at=from_iso(row["at"]),
        )
        for row in rows
    )


def sign_offs(store: Store, case: str) -> tuple[SignOff, ...]:
    """What was asked and said of the case's decisions, the earliest first."""
    rows = store.db.query("SELECT * FROM sign_offs WHERE case_id = ? ORDER BY seq", [case])
    return tuple(
        SignOff(
            seq=row["seq"],
            decision=row["decision_seq"],
            asked_of=row["asked_of"],
            asked_by=row["asked_by"],
            asked_at=from_iso(row["asked_at"]),
            because=row["asked_because"],
            agrees=None if row["agrees"] is None else bool(row["agrees"]),
            by=row["signed_by"],
            at=from_iso(row["signed_at"]) if row["signed_at"] else None,
            words=row["signed_because"],
        )
        for row in rows
    )


def _standing(store: Store, case: str) -> dict[str, Any] | None:
    store.one("cases", case, "case")
    query = "SELECT * FROM decisions WHERE case_id = ? ORDER BY seq DESC LIMIT 1"
    return next(iter(store.db.query(query, [case])), None)


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
