from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from reference.errors import InputError
from scrapers.captions import CaptionFormat, read_captions
from storage.records import Cue

PLAIN = """1
00:00:01,000 --> 00:00:03,500
<i>Guten Abend</i> &amp; willkommen

2
00:00:04.2 --> 0:00:06,000 X1:10 X2:20
{\\an8}<font color="#ffffff">Die Brücke</font>
ist <b>offen</b>
"""


def _read(text: str) -> tuple[tuple[Cue, ...], tuple[str, ...]]:
    found = read_captions(text.encode())
    assert found.format is CaptionFormat.SRT
    return found.text.cues, found.text.notes


def test_times_and_words_without_markup() -> None:
    assert _read(PLAIN) == (
        (Cue(1.0, 3.5, "Guten Abend & willkommen"), Cue(4.2, 6.0, "Die Brücke\nist offen")),
        (),
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_and_no_empty_lines_between(end: str) -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\none\n2\n00:00:02,000 --> 00:00:03,000\ntwo".replace("\n", end)
    assert [cue.text for cue in _read(text)[0]] == ["one", "two"]


def test_a_last_cue_that_ends_at_zero_is_kept_and_said() -> None:
    cues, notes = _read("1\n00:00:01,000 --> 00:00:02,000\none\n\n2\n00:00:05,640 --> 00:00:00,000\nVIDEOS\n")
    assert cues[-1] == Cue(5.64, 5.64, "VIDEOS", end_known=False)
    assert notes == ("cue 2 ends at 0.000 s, but begins at 5.640 s: its end is not known",)


def test_a_bad_cue_is_answered_singly_and_the_rest_goes_on() -> None:
    cues, notes = _read(
        "1\n00:00:01,000 --> 00:00:02,000\none\n\n"
        "2\nsoon --> later\nlost\n\n"
        "3\n00:00:03,000 > 00:00:04,000\nthree\n\n"
        "4\n00:99:03,000 --> 00:00:04,000\nlost as well\n\n"
        "5\n00:00:05,000 --> 00:00:06,000\n\n\n"
        "6\n00:00:07,000 --> 00:00:08,000\nsix\n"
    )
    assert [cue.text for cue in cues] == ["one", "six"]
    assert [note.split(" is")[0] for note in notes] == ["cue 2", "cue 3", "cue 4"]


def test_cues_come_in_order_of_time_and_a_clock_that_goes_back_is_said() -> None:
    cues, notes = _read("1\n00:00:09,000 --> 00:00:10,000\nlate\n\n2\n00:00:01,000 --> 00:00:02,000\nearly\n")
    assert [cue.text for cue in cues] == ["early", "late"]
    assert notes == ("cue 2 begins at 1.000 s, before the one in front of it",)


@pytest.mark.parametrize("body", [b"", b"\xef\xbb\xbf\n", b"just words\nand more", b"1\nx --> y\nwords\n"])
def test_what_holds_no_captions_is_one_sentence(body: bytes) -> None:
    with pytest.raises(InputError, match="caption"):
        read_captions(body)


@given(some.binary(max_size=300))
def test_no_bytes_break_the_parsers(body: bytes) -> None:
    for head in (b"", b"WEBVTT\n\n", b"1\n00:00:01,000 --> ", b"<tt><body>"):
        try:
            found = read_captions(head + body)
        except InputError:
            continue
        assert all(0 <= cue.start <= cue.end for cue in found.text.cues)
