"""The records that all rooms speak in: plain data, no behaviour beyond what keeps them consistent.

Times are aware UTC. Seconds are floats counted from the start of a clip or recording. Boxes are
``(left, top, right, bottom)`` as fractions of the picture. Hashes are lower-case SHA-256 in hex.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from reference.times import Interval, Precision

Box = tuple[float, float, float, float]
Span = tuple[float, float]
FULL_BOX: Box = (0.0, 0.0, 1.0, 1.0)


# --- fetching ------------------------------------------------------------------------------------


class Purpose(StrEnum):
    """Why an address was asked."""

    PAGE = "page"
    POST = "post"
    MEDIA = "media"
    SHORT_LINK = "short_link"


class FetchState(StrEnum):
    """What could be seen at an address."""

    VISIBLE = "visible"
    EDITED = "edited"
    DELETED = "deleted"
    SUSPENDED = "suspended"
    RESTRICTED = "restricted"
    AGE_GATED = "age_gated"
    LOGIN_WALL = "login_wall"
    UNPARSED = "unparsed"
    UNREACHABLE = "unreachable"
    NOT_FETCHED = "not_fetched"


@dataclass(frozen=True)
class Fetch:
    """One row of the ledger: what was asked, where it landed and what came back."""

    url: str
    purpose: Purpose
    at: datetime
    state: FetchState
    reason: str
    status: int | None = None
    landed: str | None = None
    content_type: str | None = None
    size: int | None = None
    sha256: str | None = None
    length_verified: bool = True


# --- posts, articles, leads ----------------------------------------------------------------------


class Platform(StrEnum):
    X = "x"
    FILE = "file"
    """A media file that a person gave by hand, with whatever was known of its post."""


class KnownFrom(StrEnum):
    """Where a post's time is known from."""

    NUMBER = "number"
    DISPLAYED = "displayed"
    GIVEN = "given"


@dataclass(frozen=True)
class PostTime:
    """One clock's word on when something was posted. ``text`` is the time as it is shown."""

    text: str
    interval: Interval
    precision: Precision
    known_from: KnownFrom


class MediaKind(StrEnum):
    VIDEO = "video"
    IMAGE = "image"
    AUDIO = "audio"
    UNKNOWN = "unknown"
    """A link that leads to media, without a word on which (``pic.twitter.com/…``)."""


@dataclass(frozen=True)
class MediaItem:
    """Media of a post: where it is said to be, and the bytes once they are held."""

    kind: MediaKind
    url: str | None
    sha256: str | None = None
    duration: float | None = None
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class Post:
    platform: Platform
    number: str | None
    """The post's own number on its platform; None where it is not known."""
    url: str | None
    handle: str | None
    name: str | None
    text: str
    author_id: str | None = None
    times: tuple[PostTime, ...] = ()
    """Every clock that speaks of it, the most exact first."""
    media: tuple[MediaItem, ...] = ()
    language: str | None = None


@dataclass(frozen=True)
class EmbeddedPost:
    """A post as an article shows it, and where in the article's text it stands."""

    post: Post
    start: int
    end: int


class LeadAbout(StrEnum):
    EMBEDDED_POST = "embedded_post"
    OTHER_FOOTAGE = "other_footage"


@dataclass(frozen=True)
class Lead:
    """An article's word that a broadcaster showed footage. Only ``EMBEDDED_POST`` is a source lead."""

    text: str
    """The sentence it stands in."""
    about: LeadAbout
    because: str
    """Why it is taken to be about this footage, in one sentence."""
    attribution: str
    """The words that name the broadcaster."""
    stations: tuple[str, ...]
    """Ids of all stations that the words can mean."""
    first_day: date | None
    last_day: date | None
    """The days on which it can have been shown; None is open. In the article's calendar."""
    precision: Precision
    weekday_named: str | None = None
    weekday_agrees: bool | None = None


@dataclass(frozen=True)
class Article:
    """An article; ``url`` is None for pasted text and local files without a canonical link."""

    url: str | None
    outlet: str | None
    title: str | None
    published: date | None
    published_from: str | None
    """Where the date stands (``meta article:published_time``, ``text``, ...)."""
    text: str
    posts: tuple[EmbeddedPost, ...] = ()
    leads: tuple[Lead, ...] = ()
    language: str | None = None


# --- broadcasts ----------------------------------------------------------------------------------


class AiringKind(StrEnum):
    BROADCAST = "broadcast"
    ONLINE = "online"


class TimeSource(StrEnum):
    """Where an airing's time is known from."""

    GIVEN = "given"
    FILE_NAME = "file_name"
    CONTAINER = "container"
    EPG = "epg"
    ARCHIVE = "archive"


@dataclass(frozen=True)
class Airing:
    """One transmission of a programme: ``aired_at`` is right to ``uncertainty`` seconds either way."""

    id: str
    kind: AiringKind
    station: str
    programme: str | None
    aired_at: datetime
    uncertainty: float
    zone: str
    time_from: TimeSource


@dataclass(frozen=True)
class Recording:
    """What we hold of an airing. ``starts_at`` is where in the airing the recording begins, in seconds."""

    id: str
    airing: Airing
    sha256: str
    duration: float
    width: int
    height: int
    path: str
    """Where the footage lies; it may be gone, the fingerprints stay."""
    segment: str | None
    """Hash of its index segment; None until it is indexed."""
    format: str | None = None
    """Format of that segment, as the matcher names it."""
    removed: bool = False


# --- links ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PictureSegment:
    """Clip seconds that show recording seconds. ``recording[0]`` answers to ``clip[0]``."""

    clip: Span
    recording: Span
    rate: float
    """Recording seconds per clip second, negative when reversed."""
    mirrored: bool
    reversed: bool
    source_box: Box
    """The part of the broadcast picture that is seen."""
    clip_box: Box
    """Where in the clip's picture it is seen."""
    time_uncertain: bool
    score: float
    time_interval: Span | None = None
    """Where the time is uncertain: the recording seconds between which ``recording[0]`` can lie."""


@dataclass(frozen=True)
class SoundSegment:
    clip: Span
    recording: Span
    rate: float
    score: float


@dataclass(frozen=True)
class FramePair:
    """A frame of the clip beside its frame of the recording, both as JPEG held in the vault."""

    clip_second: float
    recording_second: float
    clip_sha256: str
    recording_sha256: str


class LinkState(StrEnum):
    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


LINK_TRANSITIONS: dict[LinkState, frozenset[LinkState]] = {
    LinkState.SUGGESTED: frozenset({LinkState.CONFIRMED, LinkState.REJECTED}),
    LinkState.CONFIRMED: frozenset({LinkState.REJECTED}),
    LinkState.REJECTED: frozenset({LinkState.CONFIRMED}),
}


class Relation(StrEnum):
    SAME_FOOTAGE = "same_footage"
    CUT_FROM = "cut_from"


class Direction(StrEnum):
    """Which came first, decided only where the two intervals do not overlap."""

    POST_AFTER_AIRING = "post_after_airing"
    POST_BEFORE_AIRING = "post_before_airing"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True)
class Link:
    """A case's clip found in a recording."""

    id: str
    state: LinkState
    relation: Relation
    direction: Direction
    recording: str
    airing: Airing
    clip_sha256: str
    score: float
    picture: tuple[PictureSegment, ...]
    sound: tuple[SoundSegment, ...]
    pairs: tuple[FramePair, ...] = ()


@dataclass(frozen=True)
class Coverage:
    """What of one station was searched."""

    station: str
    first: datetime
    last: datetime
    hours: float
    recordings: int


@dataclass(frozen=True)
class Searched:
    """What was searched for a clip's source; a "not found" is worth as much as this."""

    recordings: int
    hours: float
    coverage: tuple[Coverage, ...] = ()
    clips: int = 0
    """Clips of the case that were searched for; 0 means that there was nothing to search with."""
    not_searched: tuple[str, ...] = ()
    """What was not searched and why, a sentence each."""


# --- checks, suggestion, decision ----------------------------------------------------------------


class Pillar(StrEnum):
    PROVENANCE = "provenance"
    SOURCE = "source"
    DATE = "date"
    LOCATION = "location"
    MOTIVATION = "motivation"


class Outcome(StrEnum):
    """Always said of the check's proposition."""

    SUPPORTS = "supports"
    REFUTES = "refutes"
    INCONCLUSIVE = "inconclusive"
    NOT_APPLICABLE = "not_applicable"
    FAILED = "failed"


@dataclass(frozen=True)
class Evidence:
    """Something a person can open: a sentence, and what it rests on."""

    text: str
    link: str | None = None
    """Id of a link of the case."""
    url: str | None = None
    sha256: str | None = None
    """A stored frame or file."""
    facts: dict[str, Any] = field(default_factory=dict)
    """Numbers and times that the sentence is made of, for machines."""


@dataclass(frozen=True)
class CheckResult:
    name: str
    version: str
    pillar: Pillar
    question: str
    proposition: str
    outcome: Outcome
    reason: str
    evidence: tuple[Evidence, ...] = ()


class MediaCategory(StrEnum):
    """schema.org ``mediaAuthenticityCategory``; the values are its names."""

    ORIGINAL = "OriginalMediaContent"
    DECONTEXTUALIZED = "DecontextualizedContent"
    EDITED_OR_CROPPED = "EditedOrCroppedContent"
    TRANSFORMED = "TransformedContent"
    STAGED = "StagedContent"
    SATIRE_OR_PARODY = "SatireOrParodyContent"


NEVER_SUGGESTED = frozenset({MediaCategory.STAGED, MediaCategory.SATIRE_OR_PARODY})


class Confidence(StrEnum):
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


@dataclass(frozen=True)
class Claim:
    """A claim made of the footage. ``span`` is where it stands in the post's text, in characters."""

    n: int
    text: str
    span: tuple[int, int] | None
    by: str
    """``machine`` or the name of the person who wrote it."""


@dataclass(frozen=True)
class ClaimSuggestion:
    n: int
    rating: str


@dataclass(frozen=True)
class Suggestion:
    """What the machine suggests. The person's decision is another record."""

    categories: tuple[MediaCategory, ...]
    claims: tuple[ClaimSuggestion, ...]
    confidence: Confidence
    because: tuple[str, ...]


@dataclass(frozen=True)
class ClaimDecision:
    n: int
    rating: str


@dataclass(frozen=True)
class Decision:
    """What a person decided, and why."""

    categories: tuple[MediaCategory, ...]
    claims: tuple[ClaimDecision, ...]
    by: str
    because: str
    at: datetime


# --- cases and runs ------------------------------------------------------------------------------


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
