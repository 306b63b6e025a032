"""A decided case in schema.org's words: ``ClaimReview`` and ``MediaReview`` as JSON-LD.

Only a person's decision is ever a review; what the machine suggests is not. The airing stands in
``originalMediaLink``: a ``VideoObject`` that encodes a ``TVClip`` with its first and last second in the
``TVEpisode``, published by a ``BroadcastEvent`` (https://schema.org/MediaReview, https://schema.org/ClaimReview).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from checks.post_clocks import best_clock
from reference.times import iso
from review.clock import posted_at
from review.text import safe_url
from storage.encoding import clean
from storage.records import (
    AiringKind,
    CaseFile,
    Decision,
    Link,
    LinkState,
    MediaItem,
    MediaKind,
    Span,
    WorkflowState,
)

CONTEXT = "https://schema.org"
_OBJECTS = {
    MediaKind.VIDEO: "VideoObject",
    MediaKind.IMAGE: "ImageObject",
    MediaKind.AUDIO: "AudioObject",
    MediaKind.UNKNOWN: "MediaObject",
}


@dataclass(frozen=True)
class Publisher:
    """Who publishes the reviews; without a name the person who decided is their author."""

    name: str | None = None
    url: str | None = None
    pages: str | None = None
    """Where the cases are published; a case's own page is this address with its id at the end."""


def is_decided(case: CaseFile) -> bool:
    """Whether a person's decision stands: the case is closed, and no other case goes on in its place."""
    return case.decision is not None and case.state is WorkflowState.CLOSED and case.joined_into is None


def claim_reviews(case: CaseFile, publisher: Publisher) -> list[dict[str, Any]]:
    """A ``ClaimReview`` for each claim that the standing decision rates."""
    if case.decision is None or not is_decided(case):
        return []
    texts = {claim.n: claim.text for claim in case.claims}
    reviews = []
    for rated in case.decision.claims:
        claim = {
            "@type": "Claim",
            "text": texts.get(rated.n, ""),
            "author": _poster(case),
            "datePublished": _posted(case),
            "appearance": _posting(case),
        }
        reviews.append(
            _review("ClaimReview", case, publisher)
            | {
                "claimReviewed": texts.get(rated.n, ""),
                "itemReviewed": claim,
                "reviewRating": {"@type": "Rating", "alternateName": rated.rating},
            }
        )
    return [_plain(review) for review in reviews]


def media_reviews(
    case: CaseFile, publisher: Publisher, stations: Callable[[str], str]
) -> list[dict[str, Any]]:
    """One ``MediaReview`` with every category of the standing decision."""
    if case.decision is None or not is_decided(case):
        return []
    sources = [link for link in case.links if link.state is LinkState.CONFIRMED]
    review = _review("MediaReview", case, publisher) | {
        "mediaAuthenticityCategory": [f"{CONTEXT}/{category}" for category in case.decision.categories],
        "originalMediaContextDescription": _context(sources, stations),
        "originalMediaLink": [clip for link in sources for clip in _originals(link, stations)],
        "itemReviewed": {
            "@type": "MediaReviewItem",
            "creator": _poster(case),
            "mediaItemAppearance": [_object(case, item) for item in case.post.media] if case.post else [],
        },
    }
    return [_plain(review)]


def _review(kind: str, case: CaseFile, publisher: Publisher) -> dict[str, Any]:
    first, last = case.decisions[0] if case.decisions else case.decision, case.decision
    assert first is not None
    assert last is not None
    return {
        "@context": CONTEXT,
        "@type": kind,
        "identifier": case.id,
        "url": page_of(case.id, publisher),
        "author": _author(last, publisher),
        "datePublished": iso(first.at),
        "dateModified": iso(last.at) if last.at != first.at else None,
        "reviewBody": last.because,
        "correction": [
            {"@type": "CorrectionComment", "text": decision.because, "datePublished": iso(decision.at)}
            for decision in case.decisions
            if decision.corrects is not None
        ],
    }


def page_of(case: str, publisher: Publisher) -> str | None:
    """The address at which the case is published, where one is known."""
    return f"{publisher.pages.rstrip('/')}/{case}" if publisher.pages else None


def _author(decision: Decision, publisher: Publisher) -> dict[str, Any]:
    if publisher.name is None:
        return {"@type": "Person", "name": decision.by}
    return {"@type": "Organization", "name": publisher.name, "url": publisher.url}


def _poster(case: CaseFile) -> dict[str, Any] | None:
    if case.post is None or not (case.post.name or case.post.handle):
        return None
    return {
        "@type": "Person",
        "name": case.post.name or case.post.handle,
        "alternateName": case.post.handle,
        "identifier": case.post.author_id,
    }


def _posted(case: CaseFile) -> str | None:
    time = best_clock(case.post)
    return posted_at(time) if time is not None else None


def _archived(case: CaseFile) -> list[str]:
    return [copy.link for copy in case.archived if safe_url(copy.link)]


def _posting(case: CaseFile) -> dict[str, Any] | None:
    if case.post is None:
        return None
    return {
        "@type": "SocialMediaPosting",
        "url": safe_url(case.post.url),
        "text": case.post.text,
        "datePublished": _posted(case),
        "author": _poster(case),
        "archivedAt": _archived(case),
    }


def _object(case: CaseFile, item: MediaItem) -> dict[str, Any]:
    """The post's media as it appeared; its page is the post."""
    return {
        "@type": _OBJECTS[item.kind],
        "contentUrl": safe_url(item.url),
        "url": safe_url(case.post.url) if case.post else None,
        "sha256": item.sha256,
        "duration": f"PT{item.duration:.3f}S" if item.duration is not None else None,
        "uploadDate": _posted(case),
        "archivedAt": _archived(case),
    }


def stretches(link: Link) -> list[Span]:
    """The recording's seconds that the clip shows, in the clip's order; those it sounds, where it shows none."""
    seen = sorted((segment.clip, segment.recording) for segment in link.picture)
    heard = sorted((segment.clip, segment.recording) for segment in link.sound)
    return [(min(place), max(place)) for _, place in seen or heard]


def _originals(link: Link, stations: Callable[[str], str]) -> Iterator[dict[str, Any]]:
    """A clip for each stretch of the airing that is seen; for each that is heard, where none is seen."""
    airing = link.airing
    published = {
        "@type": "BroadcastEvent" if airing.kind is AiringKind.BROADCAST else "PublicationEvent",
        "identifier": airing.id,
        "startDate": iso(airing.aired_at),
        "publishedOn": {
            "@type": "BroadcastService",
            "identifier": airing.station,
            "name": stations(airing.station),
        },
    }
    episode = {"@type": "TVEpisode", "name": airing.programme, "publication": published}
    for begin, end in stretches(link):
        clip = {
            "@type": "TVClip",
            "identifier": link.id,
            "startOffset": round(begin, 3),
            "endOffset": round(end, 3),
            "partOfEpisode": episode,
        }
        yield {
            "@type": "VideoObject" if link.picture else "AudioObject",
            "encodesCreativeWork": clip,
        }


def _context(sources: list[Link], stations: Callable[[str], str]) -> str | None:
    """What the footage is of, in a sentence for each airing that a person confirmed."""
    sentences = (
        f"The footage was in “{link.airing.programme or 'a programme without a known name'}” of "
        f"{stations(link.airing.station)}, which began at {iso(link.airing.aired_at)} "
        f"(to within {link.airing.uncertainty:g} s)."
        for link in sources
    )
    return " ".join(sentences) or None


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    """The document without what is not known."""
    kept: dict[str, Any] = clean(_without_gaps(value))
    return kept


def _without_gaps(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: _without_gaps(each) for key, each in value.items()}
        return {key: each for key, each in kept.items() if each not in (None, "", [], {})}
    if isinstance(value, list):
        return [_without_gaps(each) for each in value]
    return value
