"""Cases and runs: what is worked on, and who asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from storage.records.archives import ArchivedCopy
from storage.records.fetches import Fetch
from storage.records.links import Link, Searched
from storage.records.posts import Article, Lead, Post
from storage.records.results import CheckResult, Claim, Decision, Suggestion


class CaseKind(StrEnum):
    POST = "post"
    MEDIA = "media"
    PAGE = "page"
    """A page that could not be read yet, so that its posts are not known."""


class WorkflowState(StrEnum):
    OPEN = "open"
    IN_REVIEW = "in_review"
    CLOSED = "closed"


WORKFLOW_TRANSITIONS: dict[WorkflowState, frozenset[WorkflowState]] = {
    WorkflowState.OPEN: frozenset({WorkflowState.IN_REVIEW, WorkflowState.CLOSED}),
    WorkflowState.IN_REVIEW: frozenset({WorkflowState.OPEN, WorkflowState.CLOSED}),
    WorkflowState.CLOSED: frozenset({WorkflowState.OPEN}),
}


class RunKind(StrEnum):
    VERIFY = "verify"
    RECHECK = "recheck"
    INDEX = "index"
    COLLECT = "collect"
    WATCH = "watch"
    SYNC = "sync"
    GATHER = "gather"


class RunState(StrEnum):
    REQUESTED = "requested"
    RUNNING = "running"
    DONE = "done"
    PARTIAL = "partial"
    """Done as far as it could be; something was unreachable or is missing, and it is recorded."""
    FAILED = "failed"


RUN_TRANSITIONS: dict[RunState, frozenset[RunState]] = {
    RunState.REQUESTED: frozenset({RunState.RUNNING, RunState.FAILED}),
    RunState.RUNNING: frozenset({RunState.RUNNING, RunState.DONE, RunState.PARTIAL, RunState.FAILED}),
    RunState.DONE: frozenset(),
    RunState.PARTIAL: frozenset(),
    RunState.FAILED: frozenset(),
}


@dataclass(frozen=True)
class Run:
    """A piece of work that somebody asked for, and how it went."""

    id: str
    kind: RunKind
    subject: str
    """What it works on: a case, a recording, or the target as it was given."""
    options: dict[str, Any]
    asked_by: str
    because: str
    requested_at: datetime
    state: RunState
    attempts: int
    progress: str | None
    heartbeat: datetime | None
    ended_at: datetime | None
    ended_how: str | None


@dataclass(frozen=True)
class CaseFile:
    """Everything stored of a case: what checks, policy and pages read."""

    id: str
    kind: CaseKind
    state: WorkflowState
    standing: bool
    opened_at: datetime
    target: str
    """What was given to verify, as it was given."""
    article: Article | None
    post: Post | None
    fetches: tuple[Fetch, ...] = ()
    leads: tuple[Lead, ...] = ()
    claims: tuple[Claim, ...] = ()
    links: tuple[Link, ...] = ()
    searched: Searched | None = None
    checks: tuple[CheckResult, ...] = ()
    suggestion: Suggestion | None = None
    next_steps: tuple[str, ...] = ()
    decision: Decision | None = None
    run: str | None = None
    """The run that the checks and the suggestion are from."""
    archived: tuple[ArchivedCopy, ...] = ()
    """Captures of the post that web archives list, the earliest first."""
