"""What the player is told of a link: which second of the airing answers to which of the clip, and in which box."""

from __future__ import annotations

import json
from dataclasses import dataclass

from review import clock
from storage.records import FULL_BOX, CaseFile, Link, PictureSegment, SoundSegment

KEYFRAMES = 8


@dataclass(frozen=True)
class Player:
    """``data`` is JSON for the script; ``start`` are the seconds at which both sides stand first."""

    link: Link
    clip_source: str
    airing_source: str
    still_source: str
    """Address of a single frame, up to ``clip/`` or ``airing/`` and the second."""
    wave_source: str
    start: tuple[float, float]
    data: str
    begins: str
    on_air: str


def player_of(case: CaseFile, link: Link) -> Player:
    """The player of one link."""
    base = f"/case/{case.id}/link/{link.id}"
    segments: list[PictureSegment | SoundSegment] = [*(link.picture or link.sound)]
    segments.sort(key=lambda each: each.clip)
    first = segments[0]
    return Player(
        link=link,
        clip_source=f"/case/{case.id}/clip/{link.clip_sha256}",
        airing_source=f"{base}/airing",
        still_source=f"{base}/still/",
        wave_source=f"{base}/waves.svg",
        start=(first.clip[0], first.recording[0]),
        data=json.dumps({"segments": [_segment(each) for each in segments]}),
        begins=clock.offset_in(first.recording[0]),
        on_air=clock.utc_text(clock.aired(link.airing, first.recording[0])),
    )


def keyframes(duration: float | None) -> tuple[float, ...]:
    """Seconds of a clip that are worth a reverse search: evenly spread, not at its very ends."""
    if duration is None or duration <= 0:
        return (0.0,)
    return tuple(round((n + 0.5) * duration / KEYFRAMES, 1) for n in range(KEYFRAMES))


def _segment(segment: PictureSegment | SoundSegment) -> dict[str, object]:
    told: dict[str, object] = {"clip": segment.clip, "airing": segment.recording, "rate": segment.rate}
    if isinstance(segment, PictureSegment):
        boxes = {"clipBox": segment.clip_box, "airingBox": segment.source_box}
        return told | {"mirrored": segment.mirrored} | boxes
    return told | {"mirrored": False, "clipBox": FULL_BOX, "airingBox": FULL_BOX}
