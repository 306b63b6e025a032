"""The words in which states, outcomes and ratings are shown to a person."""

from __future__ import annotations

from checks.sightings import LIKELY, counted
from checks.wording import is_whole
from storage.records import (
    AiringKind,
    CaseFile,
    Confidence,
    Direction,
    FetchState,
    KnownFrom,
    Lead,
    LeadAbout,
    Link,
    LinkState,
    MediaCategory,
    MediaItem,
    Outcome,
    PictureSegment,
    Pillar,
    Platform,
    Purpose,
    Relation,
    SoundSegment,
    TextOrigin,
    TimeSource,
    WorkflowState,
)

PILLARS: dict[Pillar, tuple[str, str]] = {
    Pillar.PROVENANCE: ("Provenance", "Is this the original footage, or taken from elsewhere?"),
    Pillar.SOURCE: ("Source", "Who made it, and who posted it?"),
    Pillar.DATE: ("Date", "When was it made, aired and posted?"),
    Pillar.LOCATION: ("Location", "Where was it made?"),
    Pillar.MOTIVATION: ("Motivation", "Why was it posted?"),
}
"""The five pillars of verification (First Draft), in their order, each with its question."""

OUTCOMES: dict[Outcome, str] = {
    Outcome.SUPPORTS: "Supports",
    Outcome.REFUTES: "Refutes",
    Outcome.INCONCLUSIVE: "Inconclusive",
    Outcome.NOT_APPLICABLE: "Does not apply",
    Outcome.FAILED: "Check failed",
}

CATEGORIES: dict[MediaCategory, str] = {
    MediaCategory.ORIGINAL: "Original",
    MediaCategory.DECONTEXTUALIZED: "Missing context",
    MediaCategory.EDITED_OR_CROPPED: "Edited or cropped",
    MediaCategory.TRANSFORMED: "Transformed",
    MediaCategory.STAGED: "Staged",
    MediaCategory.SATIRE_OR_PARODY: "Satire or parody",
}

STATES: dict[WorkflowState, str] = {
    WorkflowState.OPEN: "Open",
    WorkflowState.IN_REVIEW: "In review",
    WorkflowState.CLOSED: "Closed",
}

CONFIDENCES: dict[Confidence, str] = {
    Confidence.LOW: "low confidence",
    Confidence.MODERATE: "moderate confidence",
    Confidence.HIGH: "high confidence",
}

LINK_STATES: dict[LinkState, str] = {
    LinkState.SUGGESTED: "suggested by the machine, not yet confirmed by a person",
    LinkState.CONFIRMED: "confirmed by a person",
    LinkState.REJECTED: "rejected by a person",
}

DIRECTIONS: dict[Direction, str] = {
    Direction.POST_AFTER_AIRING: "The airing came first; the post came after it.",
    Direction.POST_BEFORE_AIRING: "The post came first: it cannot be a copy of this airing.",
    Direction.INCONCLUSIVE: "Which of the two came first is not decided: their times overlap or are not known.",
}

FETCH_STATES: dict[FetchState, str] = {
    FetchState.VISIBLE: "visible",
    FetchState.EDITED: "edited",
    FetchState.DELETED: "deleted",
    FetchState.SUSPENDED: "account suspended",
    FetchState.RESTRICTED: "restricted",
    FetchState.AGE_GATED: "age gate",
    FetchState.LOGIN_WALL: "login wall",
    FetchState.UNPARSED: "not understood",
    FetchState.UNREACHABLE: "unreachable",
    FetchState.NOT_FETCHED: "not fetched",
}

LEADS: dict[LeadAbout, str] = {
    LeadAbout.EMBEDDED_POST: "Source lead: about this footage",
    LeadAbout.OTHER_FOOTAGE: "Other lead: about other footage",
}

CLOCKS: dict[KnownFrom, str] = {
    KnownFrom.NUMBER: "from the post's own number",
    KnownFrom.DISPLAYED: "as displayed",
    KnownFrom.INDEXED: "as the platform took it in",
    KnownFrom.GIVEN: "as given by hand",
}

ORIGINS: dict[TextOrigin, str] = {
    TextOrigin.CAPTIONS: "the broadcast's captions",
    TextOrigin.ARCHIVE: "an archive's captions",
    TextOrigin.SPEECH: "speech recognition",
    TextOrigin.SCREEN: "text on the screen",
    TextOrigin.GIVEN: "a transcript that was given",
}

AIRING_CLOCKS: dict[TimeSource, str] = {
    TimeSource.GIVEN: "the person who added the recording",
    TimeSource.FILE_NAME: "the recording's file name",
    TimeSource.CONTAINER: "the recording's own metadata",
    TimeSource.EPG: "the programme guide",
    TimeSource.ARCHIVE: "the archive's catalogue",
    TimeSource.SIDECAR: "the file that lies beside the recording",
    TimeSource.PLAYLIST: "the recorder's playlist",
}

PLATFORMS: dict[Platform, str] = {
    Platform.X: "X",
    Platform.YOUTUBE: "YouTube",
    Platform.TIKTOK: "TikTok",
    Platform.INSTAGRAM: "Instagram",
    Platform.FACEBOOK: "Facebook",
    Platform.TELEGRAM: "Telegram",
    Platform.BLUESKY: "Bluesky",
    Platform.MASTODON: "Mastodon",
    Platform.REDDIT: "Reddit",
    Platform.VK: "VK",
    Platform.RUTUBE: "Rutube",
    Platform.ODNOKLASSNIKI: "Odnoklassniki",
    Platform.THREADS: "Threads",
    Platform.TRUTH_SOCIAL: "Truth Social",
    Platform.DAILYMOTION: "Dailymotion",
    Platform.RUMBLE: "Rumble",
    Platform.FILE: "media file",
}

MADE_BY_THE_MACHINE = "machine"


def link_state(link: Link) -> str:
    """Whose word the link has, and whether it is strong enough for anything to rest on it."""
    if link.state is LinkState.SUGGESTED and link.score < LIKELY:
        return "suggested by the machine, but more likely wrong than right: nothing rests on it"
    return LINK_STATES[link.state]


def link_title(link: Link) -> str:
    """How the clip hangs together with the airing, as far as it is known."""
    if link.relation is Relation.CUT_FROM:
        return "Cut from"
    return "Same footage as"


def airing_word(kind: AiringKind) -> str:
    return "published online" if kind is AiringKind.ONLINE else "broadcast"


def category_names(categories: tuple[MediaCategory, ...]) -> str:
    return ", ".join(CATEGORIES[category] for category in categories) or "no media category"


def no_suggestion(case: CaseFile) -> str:
    """Why the machine suggests nothing, in one sentence."""
    if not case.checks:
        return "No check has been made yet."
    if not counted(case):
        return "The footage's source is not known, and nothing is suggested on that ground."
    return "The checks do not carry a rating; what they say stands below."


def standing_words(case: CaseFile) -> str:
    """What stays of the case as a query for footage still to come."""
    if case.standing:
        return "Standing: every newly indexed recording is searched for this clip."
    return "Not standing: new recordings are not searched for it."


def seen_as(segment: PictureSegment | SoundSegment) -> str:
    """What was done to the segment, in words: ``mirrored, part of the picture``."""
    if isinstance(segment, SoundSegment):
        return ""
    words = [
        "mirrored" if segment.mirrored else "",
        "reversed" if segment.reversed else "",
        "" if is_whole(segment.source_box) else "part of the picture",
        "" if is_whole(segment.clip_box) else "inset",
        "exact second uncertain" if segment.time_uncertain else "",
    ]
    return ", ".join(word for word in words if word) or "as aired"


def weekday_words(lead: Lead) -> str:
    """Whether the weekday that the article names fits the day."""
    if lead.weekday_named is None or lead.weekday_agrees is None:
        return ""
    if lead.weekday_agrees:
        return f"; the article says {lead.weekday_named}, and it was"
    return f"; the article says {lead.weekday_named}, but it was not"


def why_not_held(case: CaseFile, item: MediaItem) -> str:
    """Why the bytes of a post's media are not held: the ledger's last word on its address."""
    for fetch in reversed(case.fetches):
        if item.url is not None and item.url in {fetch.url, fetch.landed} and fetch.sha256 is None:
            return f"not held ({FETCH_STATES[fetch.state]}: {fetch.reason.rstrip('.')})"
    for fetch in reversed(case.fetches):
        if fetch.purpose is Purpose.MEDIA and fetch.sha256 is None:
            return f"not held ({FETCH_STATES[fetch.state]}: {fetch.reason.rstrip('.')})"
    return "not held"
