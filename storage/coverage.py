"""Coverage: what of which station can be searched by picture, by sound and by text, and what lies between.

Moments that several recordings show count once.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from reference.times import Interval
from storage.records import Coverage, Recording
from storage.records.transcripts import Transcript

TOGETHER = timedelta(seconds=5)
"""Recordings that follow one another so closely are one stretch: recorders take a moment between two files."""


def coverage(recordings: Iterable[Recording], transcripts: Iterable[Transcript] = ()) -> tuple[Coverage, ...]:
    """What these recordings and transcripts cover, a row a station."""
    recorded: dict[str, list[Recording]] = {}
    for recording in recordings:
        recorded.setdefault(recording.airing.station, []).append(recording)
    words: dict[str, list[Interval]] = {}
    for transcript in transcripts:
        words.setdefault(transcript.airing.station, []).extend(
            _span(transcript.airing.aired_at, start, end) for start, end in transcript.spans
        )
    return tuple(
        _of_station(station, recorded.get(station, []), words.get(station, []))
        for station in sorted(recorded.keys() | words.keys())
        if recorded.get(station) or words.get(station)
    )


def _of_station(station: str, items: Sequence[Recording], words: Sequence[Interval]) -> Coverage:
    moving = [item for item in items if item.frames_every is None]
    single = [item for item in items if item.frames_every is not None]
    spans = [on_air(item) for item in items]
    everything = [*spans, *words]
    sound, text = joined(on_air(item) for item in items if item.sound), joined(words)
    return Coverage(
        station=station,
        first=min(span.start for span in everything),
        last=max(span.end for span in everything),
        hours=_hours(moving),
        recordings=len(items),
        sparse_hours=_hours(single),
        sound_hours=hours_of(sound),
        text_hours=hours_of(text),
        picture=joined(on_air(item) for item in moving),
        single_frames=joined(on_air(item) for item in single),
        sound=sound,
        text=text,
    )


def within(row: Coverage, window: Interval) -> Coverage | None:
    """The part of a row that lies in the window; None where none does.

    Hours of picture are those of the recorded stretches in it; where parts inside recordings are missing,
    the same share of them is taken to be missing everywhere.
    """
    kinds = [_cut(each, window) for each in (row.picture, row.single_frames, row.sound, row.text)]
    everything = [span for kind in kinds for span in kind]
    if not everything:
        return None
    picture, single, sound, text = kinds
    return Coverage(
        station=row.station,
        first=min(span.start for span in everything),
        last=max(span.end for span in everything),
        hours=row.hours * _share(picture, row.picture),
        recordings=row.recordings,
        sparse_hours=row.sparse_hours * _share(single, row.single_frames),
        sound_hours=hours_of(sound),
        text_hours=hours_of(text),
        picture=picture,
        single_frames=single,
        sound=sound,
        text=text,
    )


def _share(part: Sequence[Interval], whole: Sequence[Interval]) -> float:
    hours = hours_of(whole)
    return hours_of(part) / hours if hours else 0.0


def _cut(spans: Iterable[Interval], window: Interval) -> tuple[Interval, ...]:
    return tuple(
        Interval(max(span.start, window.start), min(span.end, window.end))
        for span in spans
        if span.start < window.end and span.end > window.start
    )


def on_air(recording: Recording) -> Interval:
    """The instants that a recording shows, by its airing's time."""
    return _span(recording.airing.aired_at, 0.0, recording.duration)


def joined(spans: Iterable[Interval]) -> tuple[Interval, ...]:
    """The same instants in order, with nothing twice and no gap shorter than :data:`TOGETHER`."""
    found: list[Interval] = []
    for span in sorted(spans, key=lambda each: each.start):
        if found and span.start - found[-1].end <= TOGETHER:
            found[-1] = Interval(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


def gaps(spans: Sequence[Interval], window: Interval) -> tuple[Interval, ...]:
    """What of the window no span covers; spans in order, none over another."""
    found = []
    at = window.start
    for span in spans:
        if span.start > at:
            found.append(Interval(at, min(span.start, window.end)))
        at = max(at, span.end)
        if at >= window.end:
            break
    if at < window.end:
        found.append(Interval(at, window.end))
    return tuple(gap for gap in found if gap.end - gap.start > TOGETHER)


def hours_of(spans: Iterable[Interval]) -> float:
    return sum((span.end - span.start).total_seconds() for span in spans) / 3600


def _hours(items: Iterable[Recording]) -> float:
    """Hours of which something is indexed, each moment once; all of a recording where nobody counted.

    Where a recording has holes, their place is not known: it counts everywhere by the share that it has,
    and where several show a moment, the one with the largest share counts.
    """
    edges = sorted(
        (start, start + timedelta(seconds=item.duration), _share_held(item))
        for item in items
        for start in (item.airing.aired_at,)
    )
    seconds = 0.0
    at: datetime | None = None
    running: list[tuple[float, datetime]] = []
    for start, end, share in edges:
        if at is not None:
            seconds += _swept(running, at, start)
        heapq.heappush(running, (-share, end))
        at = start
    if at is not None:
        seconds += _swept(running, at, max((end for _, end in running), default=at))
    return seconds / 3600


def _swept(running: list[tuple[float, datetime]], start: datetime, until: datetime) -> float:
    """Seconds that are held between two moments, by the recordings that run; those that ended are taken out."""
    seconds = 0.0
    while running and start < until:
        share, end = running[0]
        if end > start:
            seconds += -share * (min(end, until) - start).total_seconds()
            start = min(end, until)
        if end <= until and start >= end:
            heapq.heappop(running)
    return seconds


def _share_held(item: Recording) -> float:
    if item.covered is None or item.duration <= 0:
        return 1.0
    return min(1.0, item.covered / item.duration)


def _span(begins: datetime, start: float, end: float) -> Interval:
    return Interval(begins + timedelta(seconds=start), begins + timedelta(seconds=max(start, end)))
