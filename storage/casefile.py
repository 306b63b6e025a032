"""Reading a case back: everything stored of it, as checks and pages want it."""

from __future__ import annotations

import json
from typing import Any

from reference.errors import UnknownName
from reference.times import from_iso
from storage import archives, casework, ledger, links, sightings, transcripts, versions
from storage.cases import Verdict
from storage.chain import Event
from storage.encoding import from_plain, read_document
from storage.records import (
    Article,
    CaseFile,
    CaseKind,
    Claim,
    ClaimDecision,
    Decision,
    MediaCategory,
    Post,
    WorkflowState,
)
from storage.store import Store


def load(store: Store, case: str) -> CaseFile:
    """The case with all that was found out about it by its latest run.

    Raises:
        UnknownName: There is no such case.
        RecordDamaged: A document that it rests on is missing or changed.
    """
    rows = list(store.db.query("SELECT * FROM cases WHERE id = ?", [case]))
    if not rows:
        raise UnknownName(f"there is no case {case!r}; airtrace cases lists those there are")
    row = rows[0]
    article = article_of(store, row["article_id"]) if row["article_id"] else None
    verdict = verdict_of(store, case, row["checked_run"]) if row["checked_run"] else None
    found = links.of_case(store, case)
    decided = decisions_of(store, case)
    return CaseFile(
        id=case,
        kind=CaseKind(row["kind"]),
        state=WorkflowState(row["state"]),
        standing=bool(row["standing"]),
        opened_at=from_iso(row["opened_at"]),
        target=row["target"],
        article=article,
        post=post_of(store, case),
        fetches=ledger.of_case(store, case),
        leads=article.leads if article else (),
        claims=claims_of(store, case),
        links=found,
        searched=verdict.searched if verdict else None,
        checks=verdict.checks if verdict else (),
        suggestion=verdict.suggestion if verdict else None,
        next_steps=verdict.next_steps if verdict else (),
        decision=decided[-1] if decided else None,
        run=row["checked_run"],
        archived=archives.of_case(store, case),
        sightings=sightings.of_case(store, case),
        same_media=sightings.same_media(store, case),
        versions=versions.of_case(store, case),
        gone=versions.gone_of(store, case),
        joined_into=row["joined_into"],
        said=transcripts.around_links(store, found),
        version=row["version"],
        assigned_to=row["assigned_to"],
        graphic=None if row["graphic"] is None else bool(row["graphic"]),
        decisions=decided,
        notes=casework.notes(store, case),
        sign_offs=casework.sign_offs(store, case),
    )


def queue(
    store: Store, state: WorkflowState | None = None, *, standing: bool | None = None
) -> list[dict[str, Any]]:
    """The cases, the newest first, as rows for a list."""
    query = """
        SELECT c.id, c.kind, c.state, c.standing, c.opened_at, c.target, p.platform, p.handle, p.text,
               p.posted_from, p.posted_to, s.categories AS suggested,
               (SELECT count(*) FROM links l WHERE l.case_id = c.id AND l.state != 'rejected') AS links
        FROM cases c
        LEFT JOIN posts p ON p.case_id = c.id
        LEFT JOIN suggestions s ON s.case_id = c.id AND s.run_id = c.checked_run
        WHERE (:state IS NULL OR c.state = :state) AND (:standing IS NULL OR c.standing = :standing)
        ORDER BY c.rowid DESC
    """
    values = {"state": state, "standing": None if standing is None else int(standing)}
    return list(store.db.query(query, values))


def post_of(store: Store, case: str) -> Post | None:
    """The latest version of the case's post."""
    query = "SELECT document FROM post_versions WHERE case_id = ? ORDER BY version DESC LIMIT 1"
    for row in store.db.query(query, [case]):
        return from_plain(read_document(store.vault, row["document"]), Post)
    return None


def article_of(store: Store, article: str) -> Article:
    """Raises: UnknownName: There is no such article."""
    return from_plain(
        read_document(store.vault, store.one("articles", article, "article")["document"]), Article
    )


def verdict_of(store: Store, case: str, run: str) -> Verdict | None:
    """What that run found out about the case."""
    query = "SELECT document FROM suggestions WHERE case_id = ? AND run_id = ?"
    for row in store.db.query(query, [case, run]):
        return from_plain(read_document(store.vault, row["document"]), Verdict)
    return None


def claims_of(store: Store, case: str) -> tuple[Claim, ...]:
    """The claims made of the case's footage, by number."""
    rows = store.db.query("SELECT * FROM claims WHERE case_id = ? ORDER BY n", [case])
    return tuple(
        Claim(
            row["n"],
            row["text"] or "",
            None if row["span_start"] is None else (row["span_start"], row["span_end"]),
            row["stated_by"],
        )
        for row in rows
    )


def decisions_of(store: Store, case: str) -> tuple[Decision, ...]:
    """Every decision on the case, the earliest first; the last one stands."""
    rows = store.db.query("SELECT * FROM decisions WHERE case_id = ? ORDER BY seq", [case])
    return tuple(
        Decision(
            categories=tuple(MediaCategory(value) for value in json.loads(row["categories"])),
            claims=tuple(from_plain(claim, ClaimDecision) for claim in json.loads(row["claims"])),
            by=row["decided_by"],
            because=row["because"],
            at=from_iso(row["at"]),
            seq=row["seq"],
            seen=row["seen"],
            corrects=row["corrects"],
        )
        for row in rows
    )


def history_of(store: Store, case: str) -> list[Event]:
    """All events of the case and of the runs that worked on it, in order.

    Raises:
        UnknownName: There is no such case.
    """
    store.one("cases", case, "case")
    query = """
        SELECT seq, at, actor, kind, subject, body, prev, hash FROM events
        WHERE subject = :case OR subject IN (SELECT run_id FROM case_runs WHERE case_id = :case) ORDER BY seq
    """
    return [Event(*row) for row in store.db.execute(query, {"case": case})]
