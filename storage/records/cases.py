"""Cases and runs: what is worked on, and who asked for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from storage.records.archives import ArchivedCopy
from storage.records.fetches import Fetch, FetchState
from storage.records.links import Link, Searched
from storage.records.posts import Article, Lead, Post
from storage.records.results import CheckResult, Claim, Decision, Note, SignOff, Suggestion
from storage.records.surroundings import SaidAround, Surroundings


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
class Sighting:
    """A link, a file or an article through which a case's post or media was met."""

    link: str
    """As it was given, or as the article has it."""
    article: str | None
    """Id of the article that shows it; None where it was given itself."""
    at: datetime
    run: str


@dataclass(frozen=True)
class SameMedia:
    """A file of the case that another case holds too, byte for byte."""

    case: str
    sha256: str


@dataclass(frozen=True)
class PostVersion:
    """How a post looked at one time."""

    n: int
    seen_at: datetime
    written_at: datetime | None
    """When it was written, where the platform says so of its versions."""
    post: Post | None
    """None where its document was erased."""


@dataclass(frozen=True)
class Gone:
    """A post that its platform says is no longer there."""

    state: FetchState
    at: datetime
    because: str


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
    sightings: tuple[Sighting, ...] = ()
    """Every link and article through which it was met, the first one first."""
    same_media: tuple[SameMedia, ...] = ()
    versions: tuple[PostVersion, ...] = ()
    """Every version of the post that was seen or that its platform lists, in the order of recording."""
    gone: Gone | None = None
    joined_into: str | None = None
    """The older case that turned out to be the same post, and goes on in the place of this one."""
    surroundings: Surroundings = field(default_factory=Surroundings)
    """What checks know beside the case; gathered when it is checked, else empty."""
    said: tuple[SaidAround, ...] = ()
    """What transcripts hold now around the footage of each link that was not rejected."""
    version: int = 0
    """Number of the last event that altered what the case says."""
    assigned_to: str | None = None
    graphic: bool | None = None
    """A person's word on whether the footage is graphic; None where nobody has said."""
    decisions: tuple[Decision, ...] = ()
    """Every decision, the earliest first; the last one stands."""
    notes: tuple[Note, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()
