"""What a media file is: length, picture, sound, and whether it can be decoded at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from matching.decoder_child import Trouble
from matching.decoding import probe_in_child, unreadable


@dataclass(frozen=True)
class MediaFacts:
    """Facts that were measured on the packets of a file, not read from its header.

    ``duration`` is in seconds and 0 for a still picture; ``width`` and ``height`` are in square
    pixels, as shown (turned where the file says so). ``created`` is the container's word, in UTC.
    """

    duration: float
    width: int
    height: int
    fps: float
    has_picture: bool
    has_sound: bool
    container: str
    created: datetime | None
    missing: float = 0.0
    """Seconds that the header claims and the file does not hold: it was cut off, or the header lies."""
    key_gap: float = 0.0
    """Seconds between key frames; all but one in fifty are this far apart or nearer."""

    @property
    def still(self) -> bool:
        return self.has_picture and self.duration == 0.0


def probe(path: Path) -> MediaFacts:
    """Open a file in a limited child process, decode its first frame and count its packets.

    Raises:
        MediaUnreadable: It is no video, sound or picture, is damaged, hostile, or not there.
    """
    try:
        if path.stat().st_size == 0:
            raise unreadable(path, Trouble.NOT_MEDIA)
    except OSError as error:
        raise unreadable(path, Trouble.MISSING) from error
    facts = probe_in_child(path)
    duration, claimed = float(facts["duration"]), float(facts["claimed"])
    short = claimed - duration if duration > 0 else 0.0
    return MediaFacts(
        duration=duration,
        width=int(facts["width"]),
        height=int(facts["height"]),
        fps=float(facts["fps"]),
        has_picture=bool(facts["has_picture"]),
        has_sound=bool(facts["has_sound"]),
        container=str(facts["container"]),
        created=_created(str(facts["created"])),
        # Sound that runs on a little after the picture is no loss.
        missing=short if short > max(2.0, 0.1 * claimed) else 0.0,
        key_gap=float(facts["key_gap"]),
    )


def _created(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    # Containers count from 1904; a zero there is "not set".
    return moment.astimezone(UTC) if moment.year >= 1950 else None
