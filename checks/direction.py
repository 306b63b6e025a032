"""Which came first, the post or the airing? Decided only where their intervals do not overlap."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from checks.reading import reading
from reference.times import Interval
from storage.records import Airing, AiringKind, Direction, Link, PictureSegment, SoundSegment


def direction(post: Interval | None, airing: Interval) -> Direction:
    """Which of the two came first; inconclusive where they share an instant or the post has no time."""
    if post is None or post.overlaps(airing):
        return Direction.INCONCLUSIVE
    return Direction.POST_AFTER_AIRING if airing.before(post) else Direction.POST_BEFORE_AIRING


def matched_interval(airing: Airing, *segments: PictureSegment | SoundSegment) -> Interval:
    """The instants at which the matched footage can have been seen, in UTC.

    From the earliest matched second to the latest of one showing, widened by the airing's uncertainty. A post within
    that span neither follows nor precedes the whole of the footage. What is published online can be seen
    whole at once, so there the span begins with the publication.

    Raises:
        ValueError: No segment is given.
    """
    seconds = [second for segment in one_showing(segments) for second in recording_span(segment)]
    first = 0.0 if airing.kind is AiringKind.ONLINE else min(seconds)
    start = airing.aired_at + timedelta(seconds=first)
    end = airing.aired_at + timedelta(seconds=max(seconds))
    return Interval(start, end).widened(airing.uncertainty)


def link_interval(link: Link) -> Interval:
    """The instants at which the footage of a link can have been seen; its picture speaks before its sound."""
    return matched_interval(link.airing, *(link.picture or link.sound))


def one_showing(
    segments: Iterable[PictureSegment | SoundSegment],
) -> tuple[PictureSegment | SoundSegment, ...]:
    """The segments without those of other showings of the same pictures in the recording."""
    given = tuple(segments)
    pictures = reading(segment for segment in given if isinstance(segment, PictureSegment))
    return (*pictures, *(segment for segment in given if isinstance(segment, SoundSegment)))


def first_second(link: Link) -> float:
    """The recording second at which the footage of a link begins, in the showing that is gone by."""
    return min(recording_span(segment)[0] for segment in one_showing(link.picture or link.sound))


def recording_span(segment: PictureSegment | SoundSegment) -> tuple[float, float]:
    """The earliest and the latest recording second that a segment can show.

    A reversed segment runs down in the recording; one whose time is uncertain can lie anywhere in its
    ``time_interval``, which says where ``recording[0]`` can be.
    """
    start, end = segment.recording
    low, high = min(start, end), max(start, end)
    if isinstance(segment, PictureSegment) and segment.time_interval is not None:
        earliest, latest = min(segment.time_interval), max(segment.time_interval)
        low = min(low, earliest + min(0.0, end - start))
        high = max(high, latest + max(0.0, end - start))
    return low, high
