"""Which links count, which of them is the best, and which shows the earliest known airing."""

from __future__ import annotations

from collections.abc import Iterable

from checks.direction import link_interval
from checks.reading import EDGE_S
from storage.records import (
    CaseFile,
    Link,
    LinkState,
    MediaItem,
    MediaKind,
    PictureSegment,
    SoundSegment,
    Span,
)

LIKELY = 0.5
"""The tracer's threshold: below this a match that no person has confirmed is taken for more likely wrong than
right, and nothing rests on it."""


def counted(case: CaseFile) -> tuple[Link, ...]:
    """The links that something may rest on: confirmed ones, then likely suggested ones, the best first.

    A rejected link never counts.
    """
    links = [link for link in case.links if (link.picture or link.sound) and _counts(link)]
    return tuple(sorted(links, key=_rank))


def doubtful(case: CaseFile) -> tuple[Link, ...]:
    """Suggested links that are more likely wrong than right."""
    return tuple(link for link in case.links if link.state is LinkState.SUGGESTED and link.score < LIKELY)


def held_clips(case: CaseFile) -> tuple[MediaItem, ...]:
    """The post's media whose bytes are held and show a picture or may do so."""
    media = case.post.media if case.post else ()
    return tuple(item for item in media if item.sha256 is not None)


def of_clip(links: Iterable[Link], clip: str) -> tuple[Link, ...]:
    """The links of one clip, in the given order."""
    return tuple(link for link in links if link.clip_sha256 == clip)


def in_order_of_airing(links: Iterable[Link]) -> tuple[Link, ...]:
    """The links by the time at which their footage was seen, the earliest known first."""
    return tuple(sorted(links, key=lambda link: (_bounds(link), link.id)))


def earliest_known(links: Iterable[Link]) -> tuple[Link, ...]:
    """The links that may show the earliest known airing: those that no other airing certainly precedes.

    More than one where the airings' times are not known well enough to order them.
    """
    given = tuple(links)
    times = {link.id: link_interval(link) for link in given}
    return in_order_of_airing(
        link
        for link in given
        if not any(
            times[other.id].before(times[link.id]) for other in given if other.airing.id != link.airing.id
        )
    )


def covered(segments: Iterable[PictureSegment | SoundSegment]) -> tuple[Span, ...]:
    """The clip seconds that the segments take in, joined where they touch, in order."""
    joined: list[Span] = []
    for start, end in sorted((min(segment.clip), max(segment.clip)) for segment in segments):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)


def gaps(spans: Iterable[Span], duration: float) -> tuple[Span, ...]:
    """The clip seconds from 0 to ``duration`` that no span takes in, where longer than ``EDGE_S``."""
    found, reached = [], 0.0
    for start, end in (*spans, (duration, duration)):
        if start - reached > EDGE_S:
            found.append((reached, start))
        reached = max(reached, end)
    return tuple(found)


def seconds_of(spans: Iterable[Span]) -> float:
    """The length of all spans together."""
    return sum(end - start for start, end in spans)


def share_found(link: Link, item: MediaItem | None) -> float | None:
    """The share of the clip's seconds that a link covers; None for a still or where the length is unknown."""
    if item is None or not item.duration or item.kind is MediaKind.IMAGE:
        return None
    return min(1.0, seconds_of(covered(link.picture or link.sound)) / item.duration)


def clip_of(case: CaseFile, link: Link) -> MediaItem | None:
    """The post's media that a link speaks of; None where a later version of the post no longer has it."""
    return next((item for item in held_clips(case) if item.sha256 == link.clip_sha256), None)


def _counts(link: Link) -> bool:
    return link.state is LinkState.CONFIRMED or (link.state is LinkState.SUGGESTED and link.score >= LIKELY)


def _rank(link: Link) -> tuple[bool, float, float, tuple[float, float], str]:
    found = seconds_of(covered(link.picture or link.sound))
    return link.state is not LinkState.CONFIRMED, -link.score, -found, _bounds(link), link.id


def _bounds(link: Link) -> tuple[float, float]:
    time = link_interval(link)
    return time.start.timestamp(), time.end.timestamp()
