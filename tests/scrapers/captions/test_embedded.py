from __future__ import annotations

import pytest

from reference.errors import InputError
from scrapers.captions.embedded import track_named, tracks
from tests.scrapers.captions.test_cea608 import code, frames, letters


def test_text_tracks_stand_before_line_21_and_each_can_be_named() -> None:
    line = [*code(0x25), *code(0x2D), *letters("GOOD EVENING")]
    cue = {
        "end": 4.0,
        "text": "{\\an8}<i>Guten Abend</i>",
        "track": 2,
        "language": "deu",
    }
    empty = {"end": 9.0, "text": " ", "track": 3, "language": None}
    found = tracks(list(frames((1.0, line)))[::-1], [(2.0, cue), (8.0, empty)])
    assert [track.name for track in found] == ["track 2", "CC1"]
    assert track_named(found, None).text.cues[0].text == "Guten Abend"
    assert track_named(found, None).text.language == "deu"
    assert track_named(found, "cc1").text.cues[0].text == "GOOD EVENING"
    with pytest.raises(InputError, match="it has track 2, CC1"):
        track_named(found, "CC4")


def test_nothing_carried_is_one_sentence() -> None:
    with pytest.raises(InputError, match="carries no captions"):
        track_named(tracks([], []), None)
