"""What went wrong when yt-dlp could not fetch something: the site's trouble told apart from our own.

yt-dlp says it in English sentences only, its own and the sites'. The table is read from the top: the first
words that are found name the trouble, so the narrower ones stand first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from storage.records import FetchState


class Trouble(StrEnum):
    LIVE = "live"
    UPCOMING = "upcoming"
    AGE_GATED = "age_gated"
    PRIVATE = "private"
    PAID = "paid"
    GEO_BLOCKED = "geo_blocked"
    PROTECTED = "protected"
    SUSPENDED = "suspended"
    REMOVED = "removed"
    NOT_A_PERSON = "not_a_person"
    LOGIN_WALL = "login_wall"
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"
    NO_VIDEO = "no_video"
    TOO_LARGE = "too_large"
    GUARDED = "guarded"
    REFUSED = "refused"
    SITE_FAULT = "site_fault"
    NETWORK = "network"
    UNKNOWN_SITE = "unknown_site"
    EXTRACTOR_BROKEN = "extractor_broken"
    MISUSED = "misused"
    NOT_INSTALLED = "not_installed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Meaning:
    """What a trouble means for the ledger."""

    state: FetchState
    sentence: str


MEANINGS: dict[Trouble, Meaning] = {
    Trouble.LIVE: Meaning(
        FetchState.NOT_FETCHED, "The broadcast is live and has not ended; ask again later."
    ),
    Trouble.UPCOMING: Meaning(FetchState.NOT_FETCHED, "The broadcast is announced and has not begun."),
    Trouble.AGE_GATED: Meaning(FetchState.AGE_GATED, "The site shows it to visitors of proven age only."),
    Trouble.PRIVATE: Meaning(FetchState.RESTRICTED, "Its author shows it to chosen people only."),
    Trouble.PAID: Meaning(FetchState.RESTRICTED, "It is shown to paying members only."),
    Trouble.GEO_BLOCKED: Meaning(FetchState.RESTRICTED, "It is not shown in the country we ask from."),
    Trouble.PROTECTED: Meaning(FetchState.RESTRICTED, "Its media are encrypted (DRM) and are not fetched."),
    Trouble.SUSPENDED: Meaning(FetchState.SUSPENDED, "The account was closed by the site."),
    Trouble.REMOVED: Meaning(FetchState.DELETED, "The site says that it was removed."),
    Trouble.NOT_A_PERSON: Meaning(
        FetchState.LOGIN_WALL, "The site takes us for a machine and asks for a login."
    ),
    Trouble.LOGIN_WALL: Meaning(FetchState.LOGIN_WALL, "The site asks for a login before it shows it."),
    Trouble.RATE_LIMITED: Meaning(FetchState.UNREACHABLE, "The site was asked too often; ask again later."),
    Trouble.UNAVAILABLE: Meaning(FetchState.UNREACHABLE, "It was removed, hidden, or never there."),
    Trouble.NO_VIDEO: Meaning(FetchState.NOT_FETCHED, "There is no video in it."),
    Trouble.TOO_LARGE: Meaning(FetchState.UNREACHABLE, "It is larger than the media that are taken."),
    Trouble.GUARDED: Meaning(
        FetchState.UNREACHABLE, "It leads to an address that is not public, which is not asked."
    ),
    Trouble.REFUSED: Meaning(FetchState.UNREACHABLE, "The site answered that it does not let us see it."),
    Trouble.SITE_FAULT: Meaning(FetchState.UNREACHABLE, "The site has a fault of its own."),
    Trouble.NETWORK: Meaning(FetchState.UNREACHABLE, "The connection failed or broke off."),
    Trouble.UNKNOWN_SITE: Meaning(
        FetchState.NOT_FETCHED, "yt-dlp knows no way to the media of this address."
    ),
    Trouble.EXTRACTOR_BROKEN: Meaning(
        FetchState.UNPARSED,
        "yt-dlp could not read the site, which has changed; a newer yt-dlp may (pip install -U yt-dlp).",
    ),
    Trouble.MISUSED: Meaning(
        FetchState.NOT_FETCHED,
        "The installed yt-dlp does not take what it is asked with; install the versions of requirements.lock.",
    ),
    Trouble.NOT_INSTALLED: Meaning(
        FetchState.NOT_FETCHED, "yt-dlp is not installed; install the versions of requirements.lock."
    ),
    Trouble.UNKNOWN: Meaning(FetchState.UNREACHABLE, "yt-dlp could not fetch it."),
}

_WORDS: tuple[tuple[Trouble, tuple[str, ...]], ...] = (
    (Trouble.NOT_INSTALLED, (r"No module named '?yt_dlp",)),
    (Trouble.MISUSED, (r"yt-dlp: error:", r"error: no such option", r"^Usage: yt-dlp")),
    (Trouble.LIVE, (r"does not pass filter \([^)]*!is_live",)),
    (Trouble.UPCOMING, (r"live (?:event|stream) will begin", r"premieres in", r"has not (?:yet )?started")),
    (
        Trouble.AGE_GATED,
        (
            r"confirm your age",
            r"age[- ]restricted",
            r"age verification",
            r"inappropriate for some users",
            r"not be comfortable for some audiences",
            r"Restricted Video",
            r"adult content",
        ),
    ),
    (Trouble.NOT_A_PERSON, (r"not a bot\b", r"unusual traffic", r"captcha")),
    (
        Trouble.PAID,
        (
            r"members[- ]only",
            r"join this channel",
            r"requires? payment",
            r"premium (?:members|users|subscri)",
        ),
    ),
    (
        Trouble.PRIVATE,
        (
            r"video is private",
            r"private (?:video|post|account)",
            r"do not have permission to view",
            r"users who follow this account",
            r"only available to (?:its )?(?:friends|followers)",
            r"restricted by (?:the |its )?owner",
        ),
    ),
    (
        Trouble.GEO_BLOCKED,
        (
            r"geo[- ]?(?:restrict|block)",
            r"(?:in|from) your (?:country|region|location)",
            r"blocked it in your",
            r"your ip address is blocked",
        ),
    ),
    (Trouble.PROTECTED, (r"DRM protected", r"known to use DRM")),
    (
        Trouble.SUSPENDED,
        (
            r"account (?:associated with this video )?(?:has been|is|was) (?:terminated|suspended|banned|closed)",
            r"(?:channel|user) (?:has been|is|was) (?:blocked|banned|suspended)",
        ),
    ),
    (
        Trouble.REMOVED,
        (r"(?:has|was|been) (?:been )?(?:removed|deleted)", r"removed (?:by|for)\b", r"HTTP Error 410"),
    ),
    (Trouble.LOGIN_WALL, (r"redirected to the login page", r"empty media response")),
    (
        Trouble.RATE_LIMITED,
        (
            r"rate[- ]?limit",
            r"too many requests",
            r"HTTP Error 429",
            r"connection failed: 503",
            r"try again later",
        ),
    ),
    (
        Trouble.LOGIN_WALL,
        (
            r"\blog ?in\b",
            r"\bsign in\b",
            r"logged[- ]in",
            r"login required",
            r"registered users",
            r"HTTP Error 401",
            r"--cookies",
        ),
    ),
    (Trouble.NO_VIDEO, (r"no video in this post", r"no media found")),
    (Trouble.TOO_LARGE, (r"larger than max-filesize", r"File too large")),
    (Trouble.UNKNOWN_SITE, (r"Unsupported URL", r"No suitable extractor", r"is not a valid URL")),
    (
        Trouble.UNAVAILABLE,
        (
            r"HTTP Error 404",
            r"status code 10204",
            r"video (?:is )?(?:unavailable|not available|not found)",
            r"no longer available",
            r"does not exist",
            r"isn't available",
        ),
    ),
    (Trouble.GUARDED, (r"Tunnel connection failed: 403",)),
    (Trouble.REFUSED, (r"HTTP Error 4\d\d", r"impersonat")),
    (Trouble.SITE_FAULT, (r"HTTP Error 5\d\d",)),
    (
        Trouble.NETWORK,
        (
            r"timed? ?out",
            r"connection (?:reset|refused|aborted|broken)",
            r"connect(?:ion)? to proxy",
            r"Tunnel connection failed",
            r"Remote end closed",
            r"bytes read",
            r"certificate|\bSSL\b",
        ),
    ),
    (
        Trouble.EXTRACTOR_BROKEN,
        (
            r"report this issue",
            r"unable to extract",
            r"cannot parse",
            r"failed to (?:parse|extract)",
            r"no video formats found",
            r"Traceback",
        ),
    ),
)
_TABLE = tuple(
    (re.compile("|".join(words), re.IGNORECASE | re.MULTILINE), trouble) for trouble, words in _WORDS
)

_ERROR_LINE = re.compile(
    r"^(?:ERROR: |yt-dlp: error: )(?:\[[\w:.+-]+\] )?(?:[\w.-]+: )?(?P<words>.+)$", re.MULTILINE
)
_ADVICE = re.compile(
    r";? ?please report this issue|\.? Use --cookies|\. See  ?https| \(caused by", re.IGNORECASE
)
"""Where yt-dlp's sentence ends and its advice to its users begins."""


def trouble_in(said: str) -> Trouble:
    """The trouble that yt-dlp's error lines name; where it wrote none, any of its lines."""
    said = said.replace("\u2019", "'")
    lines = "\n".join(match[0] for match in _ERROR_LINE.finditer(said)) or said
    return next((trouble for words, trouble in _TABLE if words.search(lines)), Trouble.UNKNOWN)


def words_of(said: str) -> str:
    """The words of the first error line, short enough for the ledger; empty where there is none."""
    match = _ERROR_LINE.search(said)
    return _ADVICE.split(match["words"])[0].strip()[:300] if match else ""
