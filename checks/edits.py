"""What was done to the footage: one link's segments, read as a list of edits against the airing.

Segments say which clip second shows which recording second. From one to the next, the recording either
runs on as the clip does, or something was left out, put in, repeated or moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Any

from checks import sightings, wording
from checks.reading import EDGE_S, JUMP_S, reading, skipped
from storage.records import Link, MediaItem, MediaKind, PictureSegment, SoundSegment
from storage.records.links import EditKind as SeenKind
from storage.records.links import Sureness

SOUND_APART_S = 1.5
"""Seconds by which picture and sound may be found apart before they count as from different moments."""
RATE_TOLERANCE = 0.045
"""Conversion between 24 and 25 pictures a second changes the speed by 4.2 %; more is somebody's choice."""
DRIFT_S = 0.3
"""A speed also has to add up to this many seconds over its segment, or it cannot be measured."""
HALF = 0.5
"""A crop that keeps less of the picture than this can hide what mattered."""


class EditKind(StrEnum):
    """What was done. The first eight leave what is shown as it was."""

    CROPPED = "cropped"
    INSET = "inset"
    LETTERBOXED = "letterboxed"
    ROTATED = "rotated"
    RECOLOURED = "recoloured"
    OVERLAID = "overlaid"
    GRAPHICS_GONE = "graphics_gone"
    MUTED = "muted"
    HEAVY_CROP = "heavy_crop"
    HEAVY_OVERLAY = "heavy_overlay"
    SOUND_DOUBTFUL = "sound_doubtful"
    MIRRORED = "mirrored"
    REVERSED = "reversed"
    SPEED = "speed"
    SOUND_ELSEWHERE = "sound_elsewhere"
    LEFT_OUT = "left_out"
    PUT_IN = "put_in"
    REPEATED = "repeated"
    REORDERED = "reordered"
    SEVERAL_AIRINGS = "several_airings"
    PART_NOT_FOUND = "part_not_found"
    LENGTH_UNKNOWN = "length_unknown"
    TIME_UNCERTAIN = "time_uncertain"


FRAMING = frozenset(
    {
        EditKind.CROPPED,
        EditKind.INSET,
        EditKind.LETTERBOXED,
        EditKind.ROTATED,
        EditKind.RECOLOURED,
        EditKind.OVERLAID,
        EditKind.GRAPHICS_GONE,
        EditKind.MUTED,
    }
)
"""Noted, but no alteration of what the footage shows: how it is framed, coloured, written on, or silent."""
OPEN = frozenset(
    {
        EditKind.HEAVY_CROP,
        EditKind.HEAVY_OVERLAY,
        EditKind.SOUND_DOUBTFUL,
        EditKind.PART_NOT_FOUND,
        EditKind.LENGTH_UNKNOWN,
        EditKind.TIME_UNCERTAIN,
    }
)
"""What keeps the question open: it can hide an alteration and is none in itself."""
ALTERING = frozenset(EditKind) - FRAMING - OPEN


@dataclass(frozen=True)
class Edit:
    """One edit, in a sentence and in numbers. ``facts`` hold plain JSON values."""

    kind: EditKind
    text: str
    facts: dict[str, Any] = field(default_factory=dict)


def edits_of(
    link: Link, item: MediaItem | None, others: Sequence[Link] = (), later: Sequence[Link] = ()
) -> tuple[Edit, ...]:
    """All edits of a clip against one airing.

    Args:
        link: Where the clip was found; its picture is what is compared.
        item: The clip, for its length; None where it is not known.
        others: Further links of the same clip that count.
        later: Links that count and cannot be the clip's source, because the post precedes their airings.
    """
    segments = reading(link.picture)
    moving = [segment for segment in segments if not segment.time_uncertain]
    still = item is not None and item.kind is MediaKind.IMAGE
    found: list[Edit] = []
    alone = len(segments) == 1 and not sightings.gaps(sightings.covered(segments), _duration(link, item, ()))
    for segment in segments:
        where = "the clip" if alone else _where(segment)
        found.extend(_framing(segment, where, barred=_barred(link, segment)))
        if segment.mirrored:
            found.append(Edit(EditKind.MIRRORED, f"{where} is mirrored", _facts(segment)))
        if not still and not segment.time_uncertain and segment.rate != 0:
            found.extend(_speed(segment, where))
    if not still:
        for before, after in pairwise(moving):
            found.extend(_join(before, after))
        found.extend(_frozen(link, segments))
        found.extend(_sound(link, moving, others))
        found.extend(_elsewhere(link, item, others))
        found.extend(_unsettled(link, segments, moving, item, others, later))
    return tuple(found)


def _framing(segment: PictureSegment, where: str, *, barred: bool) -> Iterable[Edit]:
    if not wording.is_whole(segment.source_box):
        kept = wording.area(segment.source_box)
        heavy = kept < HALF
        yield Edit(
            EditKind.HEAVY_CROP if heavy else EditKind.CROPPED,
            f"{where} shows {wording.box_size(segment.source_box)} of the broadcast picture",
            {**_facts(segment), "source_box": list(segment.source_box), "kept": kept},
        )
    if not wording.is_whole(segment.clip_box):
        filled = wording.area(segment.clip_box)
        yield Edit(
            EditKind.LETTERBOXED if barred else EditKind.INSET,
            f"{where} shows the broadcast in {wording.percent(filled)} of the clip's picture, "
            f"with {'bars' if barred else 'something else'} around it",
            {**_facts(segment), "clip_box": list(segment.clip_box), "filled": filled},
        )


def _barred(link: Link, segment: PictureSegment) -> bool:
    """Whether only bars were seen around the broadcast, plain ones or its own picture blurred."""
    bars = [edit for edit in link.edits if edit.kind is SeenKind.LETTERBOX and edit.sureness is Sureness.SEEN]
    return any(_overlap(edit.clip, segment.clip) > EDGE_S or edit.clip == segment.clip for edit in bars)


def _frozen(link: Link, segments: Sequence[PictureSegment]) -> Iterable[Edit]:
    """Seconds in which one picture of the recording stands still."""
    spans = [edit.clip for edit in link.edits if edit.kind is SeenKind.FROZEN]
    alone = [segment.clip for segment in segments if segment.rate == 0 and not link.edits]
    for span in dict.fromkeys([*spans, *(a for a in alone if not any(_overlap(a, b) > 0 for b in spans))]):
        yield Edit(
            EditKind.REPEATED,
            f"one picture stands still for {wording.length(span[1] - span[0])} from "
            f"{wording.offset(span[0])} of the clip",
            {"clip": list(span)},
        )


def _speed(segment: PictureSegment, where: str) -> Iterable[Edit]:
    if segment.reversed:
        yield Edit(EditKind.REVERSED, f"{where} runs backwards", _facts(segment))
    change = abs(abs(segment.rate) - 1)
    if change > RATE_TOLERANCE and change * _length(segment) >= DRIFT_S:
        yield Edit(
            EditKind.SPEED,
            f"{where} runs at {abs(segment.rate):.2f} x the airing's speed",
            {**_facts(segment), "rate": segment.rate},
        )


def _join(before: PictureSegment, after: PictureSegment) -> Iterable[Edit]:
    """What happens to the recording's time between two segments that follow each other in the clip."""
    jump = skipped(before, after)
    if abs(jump) <= JUMP_S or _turned_in_place(before, after):
        return
    way = -1.0 if before.reversed else 1.0
    place = f"{wording.offset(after.clip[0])} of the clip"
    facts = {"at": after.clip[0], "seconds": abs(jump)}
    if jump > 0:
        yield Edit(EditKind.LEFT_OUT, f"{wording.length(jump)} of the airing are left out at {place}", facts)
    elif (after.recording[0] - before.recording[1]) * way >= -JUMP_S:
        yield Edit(EditKind.PUT_IN, f"{wording.length(-jump)} are put in before {place}", facts)
    elif (after.recording[1] - before.recording[0]) * way <= JUMP_S:
        yield Edit(EditKind.REORDERED, f"what is shown at {place} aired before what precedes it", facts)
    else:
        yield Edit(EditKind.REPEATED, f"footage shown before comes again at {place}", facts)


def _turned_in_place(before: PictureSegment, after: PictureSegment) -> bool:
    """Whether one of the two runs backwards and they meet in the recording: nothing is left out or shown twice.

    A scene hardly shows where its direction turns, so they may miss each other by their own length.
    """
    if before.reversed == after.reversed:
        return False
    first, second = sorted((sorted(before.recording), sorted(after.recording)))
    return abs(second[0] - first[1]) <= max(JUMP_S, _length(before), _length(after))


def _sound(link: Link, moving: Sequence[PictureSegment], others: Sequence[Link]) -> Iterable[Edit]:
    """Sound that was found at another moment than the picture of the same clip seconds."""
    for segment in moving:
        apart = [
            _apart(shown, sound)
            for sound in link.sound
            for shown in link.picture
            if _shared(segment, sound) > EDGE_S and _overlap(shown.clip, segment.clip) > EDGE_S
        ]
        if apart and min(apart) > SOUND_APART_S:
            yield Edit(
                EditKind.SOUND_ELSEWHERE,
                f"{_where(segment)} carries sound from {wording.length(min(apart))} away in the same recording",
                {**_facts(segment), "seconds": min(apart)},
            )
    if link.sound:
        return
    for other in others:
        if other.picture or other.airing.id == link.airing.id:
            continue
        if any(_shared(segment, sound) > EDGE_S for segment in moving for sound in other.sound):
            yield Edit(
                EditKind.SOUND_ELSEWHERE,
                f"the picture is from {wording.airing_name(link.airing)}, the sound was found in "
                f"{wording.airing_name(other.airing)} (link {other.id})",
                {"link": other.id},
            )


def _elsewhere(link: Link, item: MediaItem | None, others: Sequence[Link]) -> Iterable[Edit]:
    """Clip seconds that this airing does not show and another one does."""
    missing = sightings.gaps(sightings.covered(link.picture), _duration(link, item, others))
    for other in others:
        added = [
            segment
            for segment in other.picture
            if any(_overlap(segment.clip, gap) > EDGE_S for gap in missing)
            and not _runs_on(link, other, segment)
        ]
        if added:
            seconds = sightings.seconds_of(sightings.covered(added))
            yield Edit(
                EditKind.SEVERAL_AIRINGS,
                f"{wording.length(seconds)} of the clip are from another airing, "
                f"{wording.airing_name(other.airing)} (link {other.id})",
                {"link": other.id, "seconds": seconds},
            )


def _unsettled(
    link: Link,
    segments: Sequence[PictureSegment],
    moving: Sequence[PictureSegment],
    item: MediaItem | None,
    others: Sequence[Link],
    later: Sequence[Link],
) -> Iterable[Edit]:
    if item is not None and item.duration:
        everywhere = [*segments, *(segment for other in others for segment in other.picture)]
        frozen = [edit.clip for edit in link.edits if edit.kind is SeenKind.FROZEN]
        missing = sightings.gaps(sorted([*sightings.covered(everywhere), *frozen]), item.duration)
        if missing:
            seconds = sightings.seconds_of(missing)
            known = any(
                _overlap(shown.clip, gap) > EDGE_S
                for each in later
                for shown in each.picture
                for gap in missing
            )
            where = " in an airing that can be their source" if known else ""
            yield Edit(
                EditKind.PART_NOT_FOUND,
                f"{wording.length(seconds)} of the clip's {wording.length(item.duration)} were not found{where} "
                f"(from {', '.join(f'{wording.offset(a)} to {wording.offset(b)}' for a, b in missing)})",
                {"seconds": seconds, "gaps": [list(gap) for gap in missing]},
            )
    else:
        yield Edit(
            EditKind.LENGTH_UNKNOWN, "how long the clip is, and so how much of it was found, is not known"
        )
    fixed = sightings.seconds_of(sightings.covered(moving))
    if fixed < sightings.seconds_of(sightings.covered(segments)) * HALF or not moving:
        yield Edit(
            EditKind.TIME_UNCERTAIN,
            "the picture hardly moves, so order and speed cannot be compared",
            {"seconds": fixed},
        )


def _runs_on(link: Link, other: Link, segment: PictureSegment) -> bool:
    """Whether the other link's segment is the same transmission going on in another recording."""
    if other.airing.station != link.airing.station:
        return False
    allowed = link.airing.uncertainty + other.airing.uncertainty + JUMP_S
    start = _clip_start(other, segment)
    return any(abs(_clip_start(link, own) - start) <= allowed for own in link.picture)


def _clip_start(link: Link, segment: PictureSegment) -> float:
    """When the clip's second 0 would have aired, in seconds since 1970, if the segment ran back to it."""
    return link.airing.aired_at.timestamp() + segment.recording[0] - segment.rate * segment.clip[0]


def _duration(link: Link, item: MediaItem | None, others: Sequence[Link]) -> float:
    if item is not None and item.duration:
        return item.duration
    return max(end for each in (link, *others) for _, end in sightings.covered(each.picture or each.sound))


def _shared(picture: PictureSegment, sound: SoundSegment) -> float:
    return _overlap(picture.clip, sound.clip)


def _overlap(one: Sequence[float], other: Sequence[float]) -> float:
    return min(one[1], other[1]) - max(one[0], other[0])


def _apart(picture: PictureSegment, sound: SoundSegment) -> float:
    """How far apart in the recording picture and sound are, in the middle of the clip seconds they share."""
    seconds = (max(picture.clip[0], sound.clip[0]), min(picture.clip[1], sound.clip[1]))
    middle = sum(seconds) / 2
    return abs(
        picture.recording[0]
        + picture.rate * (middle - picture.clip[0])
        - sound.recording[0]
        - sound.rate * (middle - sound.clip[0])
    )


def _length(segment: PictureSegment) -> float:
    return segment.clip[1] - segment.clip[0]


def _where(segment: PictureSegment) -> str:
    return f"the clip from {wording.offset(segment.clip[0])} to {wording.offset(segment.clip[1])}"


def _facts(segment: PictureSegment) -> dict[str, Any]:
    return {"clip": list(segment.clip), "recording": list(segment.recording)}
