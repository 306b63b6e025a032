"""Cases: one post or one media file each, with every version seen of it, and what people did with it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from reference.errors import NotAllowed, UnknownName
from storage import changes, sightings
from storage.chain import EventKind
from storage.encoding import holds_same, put_document, to_plain
from storage.records import (
    WORKFLOW_TRANSITIONS,
    Article,
    CaseKind,
    CheckResult,
    Claim,
    ClaimDecision,
    MediaCategory,
    Post,
    Searched,
    Suggestion,
    WorkflowState,
)
from storage.store import Store, Writing


@dataclass(frozen=True)
class Verdict:
    """What a run found out about a case, recorded as a whole or not at all."""

    searched: Searched
    checks: tuple[CheckResult, ...]
    suggestion: Suggestion | None
    next_steps: tuple[str, ...]
    standing: bool


def post_key(post: Post) -> str:
    """What makes two sightings the same post: its number, or else who said what when on which platform."""
    if post.number is not None:
        return f"{post.platform}:{post.number}"
    day = post.times[0].text if post.times else ""
    links = "\n".join(sorted(item.url or "" for item in post.media))
    said = "\n".join((post.platform, (post.handle or "").lower(), day, " ".join(post.text.split()), links))
    return f"{post.platform}:unnumbered:{hashlib.sha256(said.encode()).hexdigest()}"


def media_key(sha256: str) -> str:
    """A media file is its bytes."""
    return f"media:{sha256}"


def page_key(url: str) -> str:
    """A page that could not be read is its address."""
    return f"page:{url}"


def find(store: Store, key: str) -> str | None:
    """The case that this name leads to, if there is one."""
    return next(iter(sightings.find(store, [key])), None)


def open_case(store: Store, to: Writing, kind: CaseKind, key: str, target: str, run: str) -> str:
    """The case with that key, opened now if it is new; returns its id."""
    known = find(store, key)
    if known is not None:
        return known
    case = to.next_id("C", "cases")
    to.append(EventKind.CASE_OPENED, case, {"kind": kind, "key": key, "target": target, "run": run})
    return case


def see_post(
    store: Store, to: Writing, case: str, post: Post, *, run: str, document: str, written: str | None = None
) -> None:
    """Record a version of the post; the caller asks :mod:`storage.versions` whether it is new.

    ``written`` is when it was written, where the platform says so of its versions.
    """
    version = store.db.execute("SELECT version FROM posts WHERE case_id = ?", [case]).fetchone()
    files = [item.sha256 for item in post.media if item.sha256]
    body = {
        "run": run,
        "platform": post.platform,
        "number": post.number,
        "url": post.url,
        "author_id": post.author_id,
        "version": (version[0] if version else 0) + 1,
        "document": document,
        "files": [document, *files],
    }
    if written is not None:
        body["written"] = written
    to.append(EventKind.POST_SEEN, case, body)


def read_article(store: Store, to: Writing, article: Article, *, source: str, run: str, document: str) -> str:
    """Record an article as it was read from the bytes ``source``; returns its id.

    Reading the same article from the same bytes again is the reading that we have.
    """
    for row in store.db.query("SELECT id, document FROM articles WHERE source_sha256 = ?", [source]):
        if holds_same(store.vault, row["document"], article):
            return str(row["id"])
    name = to.next_id("P", "articles")
    body = {
        "article": name,
        "run": run,
        "url": article.url,
        "source": source,
        "document": document,
        "files": [source, document],
    }
    to.append(EventKind.ARTICLE_READ, name, body)
    return name


def embed(store: Store, to: Writing, case: str, article: str, *, run: str) -> None:
    """Record that the case's post stands in the article, unless that is known."""
    if store.one("cases", case, "case")["article_id"] != article:
        to.append(EventKind.POST_EMBEDDED, case, {"article": article, "run": run})


def propose_claims(store: Store, to: Writing, case: str, claims: tuple[Claim, ...], document: str) -> None:
    """Record the machine's claims, once: what a person has edited since is theirs."""
    if claims and not store.db.execute("SELECT 1 FROM claims WHERE case_id = ? LIMIT 1", [case]).fetchone():
        body = {"document": document, "files": [document], "count": len(claims)}
        to.append(EventKind.CLAIMS_PROPOSED, case, body)


def state_claim(store: Store, to: Writing, case: str, text: str, n: int | None) -> int:
    """Record a claim that a person worded, new or in the place of claim ``n``; returns its number.

    Raises:
        UnknownName: The case has no claim ``n``.
    """
    numbers = [row["n"] for row in store.db.query("SELECT n FROM claims WHERE case_id = ?", [case])]
    if n is not None and n not in numbers:
        raise UnknownName(f"case {case} has no claim {n}")
    number = n if n is not None else max(numbers, default=0) + 1
    document = put_document(store.vault, "claim", Claim(number, text, None, to.actor))
    to.append(EventKind.CLAIM_STATED, case, {"n": number, "document": document, "files": [document]})
    return number


def keep_verdict(store: Store, verdict: Verdict) -> str:
    """Put a verdict into the vault, ready to be recorded; returns its SHA-256."""
    return put_document(store.vault, "verdict", verdict)


def record_verdict(
    store: Store, to: Writing, case: str, verdict: Verdict, *, run: str, document: str
) -> None:
    """Record a run's results on a case; recording them again for the same run changes nothing."""
    if is_checked(store, case, run):
        return
    frames = {item.sha256 for check in verdict.checks for item in check.evidence if item.sha256}
    body = {
        "run": run,
        "standing": verdict.standing,
        "outcomes": {check.name: f"{check.version} {check.outcome}" for check in verdict.checks},
        "suggested": sorted(verdict.suggestion.categories) if verdict.suggestion else None,
        "document": document,
        "files": [document, *sorted(frames)],
    }
    to.append(EventKind.CHECKED, case, body)


def is_checked(store: Store, case: str, run: str) -> bool:
    """Whether this run has recorded its results on the case."""
    query = "SELECT 1 FROM suggestions WHERE case_id = ? AND run_id = ?"
    return store.db.execute(query, [case, run]).fetchone() is not None


def change_state(store: Store, to: Writing, case: str, state: WorkflowState, because: str) -> None:
    """Move the case along its workflow.

    Raises:
        NotAllowed: That is no allowed transition, or it needs a reason.
    """
    now = WorkflowState(store.one("cases", case, "case")["state"])
    if state not in WORKFLOW_TRANSITIONS[now]:
        raise NotAllowed(f"case {case} is {now.value} and cannot become {state.value}")
    if not because.strip():
        raise NotAllowed(f"say why case {case} becomes {state.value}")
    to.append(EventKind.STATE_CHANGED, case, {"state": state, "because": because})


def decide(
    store: Store,
    to: Writing,
    case: str,
    *,
    categories: tuple[MediaCategory, ...],
    claims: tuple[ClaimDecision, ...],
    because: str,
    seen: int | None = None,
    corrects: int | None = None,
) -> int:
    """Record a person's decision and close the case. Earlier decisions stay. Returns the decision's number.

    Args:
        seen: The version of the case that the person saw.
        corrects: The decision that this one corrects in public; it must be the one that stands.

    Raises:
        UnknownName: There is no such case, or it has no such claim.
        NotAllowed: The categories contradict each other, no reason is given, or another decision stands than the
            one to be corrected.
        Overtaken: The case was changed since the person looked.
    """
    changes.unchanged(store, case, seen)
    numbers = {row["n"] for row in store.db.query("SELECT n FROM claims WHERE case_id = ?", [case])}
    for claim in claims:
        if claim.n not in numbers:
            raise UnknownName(f"case {case} has no claim {claim.n}; state it first with airtrace claim")
    altered = {MediaCategory.EDITED_OR_CROPPED, MediaCategory.TRANSFORMED, MediaCategory.STAGED}
    if MediaCategory.ORIGINAL in categories and altered & set(categories):
        raise NotAllowed(
            "OriginalMediaContent contradicts a category that says the media was altered or staged"
        )
    if not because.strip():
        raise NotAllowed(f"say why you decide case {case} so")
    if corrects is not None:
        query = "SELECT max(seq) FROM decisions WHERE case_id = ?"
        if store.db.execute(query, [case]).fetchone()[0] != corrects:
            raise NotAllowed(f"decision {corrects} is not the one that stands in case {case}")
    body = {
        "categories": list(categories),
        "claims": to_plain(claims),
        "because": because,
        "state": WorkflowState.CLOSED,
        **({"seen": seen} if seen is not None else {}),
        **({"corrects": corrects} if corrects is not None else {}),
    }
    return to.append(EventKind.DECIDED, case, body).seq


def worked_on(store: Store, run: str) -> list[str]:
    """The cases that a run has worked on so far, in the order in which it came to them."""
    rows = store.db.query("SELECT case_id FROM case_runs WHERE run_id = ? ORDER BY rowid", [run])
    return [row["case_id"] for row in rows]
