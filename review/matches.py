"""A link as the evidence page shows it: matched frames, drawings of the segments, and a row for each."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from checks.wording import is_whole
from reference.errors import AirtraceError
from review import clock, segment_map, wording
from review.edits import edit_lines
from review.headline import direction_of
from review.text import shortened, spoken
from storage.records import (
    FULL_BOX,
    Box,
    CaseFile,
    FramePair,
    Link,
    PictureSegment,
    Said,
    SoundSegment,
)

Frames = Callable[[str], bytes]
"""Gives the JPEG bytes of an evidence frame by its SHA-256; raises RecordDamaged where it is missing."""

_JPEG = b"\xff\xd8\xff"


@dataclass(frozen=True)
class Picture:
    """One evidence frame: ``source`` is a ``data:`` address, None where the frame cannot be shown."""

    source: str | None
    sha256: str
    box: Box | None
    """The part that the other picture shows; None where it is all of it."""


@dataclass(frozen=True)
class Pair:
    """A frame of the clip and its frame of the airing."""

    clip: Picture
    airing: Picture
    clip_second: str
    airing_second: str
    on_air: str


@dataclass(frozen=True)
class Boxes:
    """Where in the broadcast picture the seen part lies, and where in the clip: drawn, and in words."""

    source: Markup
    clip: Markup
    source_words: str
    clip_words: str


@dataclass(frozen=True)
class Row:
    """One matched segment, in words, numbered as on the drawing."""

    number: int
    kind: str
    clip: str
    recording: str
    rate: str
    seen_as: str
    uncertain: str
    score: str
    boxes: Boxes | None = None


@dataclass(frozen=True)
class Words:
    """What was said at a moment: ``place`` is before, during or after."""

    place: str
    begins: str
    text: str


@dataclass(frozen=True)
class Match:
    """A link as the page shows it."""

    link: Link
    title: str
    station: str
    state: str
    direction: str
    pairs: tuple[Pair, ...]
    maps: tuple[Markup, ...]
    rows: tuple[Row, ...]
    edits: tuple[str, ...] = ()
    """What was done to the clip against this airing, a sentence each."""
    said: tuple[Words, ...] = ()
    """What was said just before, during and just after, by the first transcript of the airing."""
    said_by: str = ""


def match_shown(link: Link, case: CaseFile, frames: Frames, stations: Callable[[str], str]) -> Match:
    """The link with its frames, drawings and rows; ``stations`` gives a station's name by its id."""
    picture = sorted(link.picture, key=lambda segment: segment.clip)
    sound = sorted(link.sound, key=lambda segment: segment.clip)
    length = _clip_length(case, link)
    numbered: list[PictureSegment | SoundSegment] = [*picture, *sound]
    groups: list[tuple[Sequence[PictureSegment | SoundSegment], int]] = [
        (picture, 1),
        (sound, len(picture) + 1),
    ]
    return Match(
        link=link,
        title=wording.link_title(link),
        station=stations(link.airing.station),
        state=wording.link_state(link),
        direction=wording.DIRECTIONS[direction_of(case, link)],
        pairs=tuple(_pair(pair, link, frames) for pair in link.pairs),
        maps=tuple(
            segment_map.draw(group, length, width, first=first)
            for group, first in groups
            if group
            for width in (segment_map.WIDE, segment_map.NARROW)
        ),
        rows=tuple(_row(number, segment) for number, segment in enumerate(numbered, start=1)),
        edits=tuple(edit_lines(link.edits)),
        said=_said(link, case),
        said_by=_said_by(link, case),
    )


def _said(link: Link, case: CaseFile) -> tuple[Words, ...]:
    first = _first_said(link, case)
    if first is None:
        return ()
    parts = (("Just before", first.before), ("During", first.during), ("Just after", first.after))
    return tuple(
        Words(place, clock.offset_in(cues[0].start), shortened(spoken(cues), last=place == "Just before"))
        for place, cues in parts
        if cues
    )


def _said_by(link: Link, case: CaseFile) -> str:
    first = _first_said(link, case)
    if first is None:
        return ""
    by = f"{wording.ORIGINS[first.origin]}, transcript {first.transcript}"
    return f"{by}, by {first.engine}" if first.engine else by


def _first_said(link: Link, case: CaseFile) -> Said | None:
    said = next((around.said for around in case.said if around.link == link.id), ())
    return said[0] if said else None


def _clip_length(case: CaseFile, link: Link) -> float:
    for item in case.post.media if case.post else ():
        if item.sha256 == link.clip_sha256 and item.duration is not None:
            return item.duration
    segments: list[PictureSegment | SoundSegment] = [*link.picture, *link.sound]
    return max((segment.clip[1] for segment in segments), default=0.0)


def _pair(pair: FramePair, link: Link, frames: Frames) -> Pair:
    source, clip = FULL_BOX, FULL_BOX
    for segment in link.picture:
        if segment.clip[0] <= pair.clip_second <= segment.clip[1]:
            source, clip = segment.source_box, segment.clip_box
    return Pair(
        clip=_picture(pair.clip_sha256, clip, frames),
        airing=_picture(pair.recording_sha256, source, frames),
        clip_second=clock.clip_second(pair.clip_second),
        airing_second=clock.offset_in(pair.recording_second),
        on_air=clock.utc_text(clock.aired(link.airing, pair.recording_second)),
    )


def _picture(sha256: str, box: Box, frames: Frames) -> Picture:
    part = None if is_whole(box) else box
    try:
        content = frames(sha256)
    except AirtraceError:
        return Picture(None, sha256, part)
    if not content.startswith(_JPEG):
        return Picture(None, sha256, part)
    return Picture(f"data:image/jpeg;base64,{base64.b64encode(content).decode()}", sha256, part)


def _row(number: int, segment: PictureSegment | SoundSegment) -> Row:
    row = Row(
        number=number,
        kind="Picture" if isinstance(segment, PictureSegment) else "Sound",
        clip=f"{clock.clip_second(segment.clip[0])} – {clock.clip_second(segment.clip[1])}",
        recording=f"{clock.offset_in(segment.recording[0])} – {clock.offset_in(segment.recording[1])}",
        rate=f"{segment.rate:.3f}",
        seen_as=wording.seen_as(segment),
        uncertain=_uncertain(segment),
        score=f"{segment.score:.2f}",
    )
    if isinstance(segment, SoundSegment) or (is_whole(segment.source_box) and is_whole(segment.clip_box)):
        return row
    boxes = Boxes(
        segment_map.draw_box(segment.source_box),
        segment_map.draw_box(segment.clip_box),
        _percent(segment.source_box),
        _percent(segment.clip_box),
    )
    return replace(row, boxes=boxes)


def _uncertain(segment: PictureSegment | SoundSegment) -> str:
    if isinstance(segment, SoundSegment) or not segment.time_uncertain:
        return ""
    if segment.time_interval is None:
        return "the exact second is uncertain"
    first, last = segment.time_interval
    return f"begins between {clock.offset_in(first)} and {clock.offset_in(last)}"


def _percent(box: Box) -> str:
    if is_whole(box):
        return "all of it"
    left, top, right, bottom = (round(edge * 100) for edge in box)
    return f"left {left} %, top {top} %, right {right} %, bottom {bottom} %"
