"""What checks say, what the machine suggests, and what a person decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


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
    seq: int = 0
    """Number of its event."""
    seen: int | None = None
    """The version of the case that the person saw."""
    corrects: int | None = None
    """Number of the decision that it corrects, where it is a published correction."""


@dataclass(frozen=True)
class Note:
    """What a person noted of a case; with a pillar it is evidence that they found."""

    seq: int
    pillar: Pillar | None
    text: str
    url: str | None
    file_name: str | None
    sha256: str | None
    """Of the file that belongs to it, in the vault."""
    by: str
    at: datetime


@dataclass(frozen=True)
class SignOff:
    """A second person's word on a decision: asked for, and given once ``agrees`` is not None."""

    seq: int
    decision: int
    """Number of the decision's event."""
    asked_of: str | None
    """None for anybody but the one who decided."""
    asked_by: str
    asked_at: datetime
    because: str
    agrees: bool | None
    by: str | None
    at: datetime | None
    words: str | None
