"""What a recording itself carries of captions: line 21, and text tracks of MP4, Matroska and MPEG-TS."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from reference.errors import InputError
from scrapers.captions import cea608
from scrapers.captions.cues import RawCue, assembled
from scrapers.captions.markup import plain
from storage.records import CueText


@dataclass(frozen=True)
class Track:
    """One track's captions: ``CC1`` to ``CC4``, or ``track 3``."""

    name: str
    text: CueText


def tracks(
    cc_data: Iterable[tuple[float, bytes]], cues: Sequence[tuple[float, dict[str, Any]]]
) -> list[Track]:
    """The tracks that hold words, text tracks before line 21.

    Args:
        cc_data: The second of each frame and its user data.
        cues: The second of each cue of a text track, with ``end``, ``text``, ``track`` and ``language``.

    Raises:
        InputError: A track holds more cues than any airing has.
    """
    raw: dict[str, list[RawCue]] = {}
    languages: dict[str, str | None] = {}
    for second, cue in cues:
        name = f"track {cue['track']}"
        words = plain(str(cue["text"]))
        raw.setdefault(name, []).append(
            RawCue(f"the cue at {second:.3f} s", second, float(cue["end"]), words)
        )
        languages[name] = cue.get("language")
    ordered = sorted(cc_data, key=lambda each: each[0])
    raw |= cea608.parse(ordered)
    found = [Track(name, assembled(each, (), languages.get(name))) for name, each in raw.items()]
    return [track for track in found if track.text.cues]


def track_named(found: Sequence[Track], wanted: str | None) -> Track:
    """The track of that name, or the first.

    Raises:
        InputError: There is none.
    """
    if not found:
        raise InputError(
            "the recording carries no captions that Airtrace reads (CEA-608, or a text track; pictures of words and "
            "teletext are not read)"
        )
    for track in found:
        if wanted is None or track.name.casefold() == wanted.strip().casefold():
            return track
    raise InputError(f"the recording has no {wanted!r}; it has {', '.join(track.name for track in found)}")
