from __future__ import annotations

from scrapers.captions import CaptionFormat, read_captions
from storage.records import Cue

FILE = """WEBVTT - made up
Language: ko

STYLE
::cue { color: red }

NOTE a remark --> not a cue

intro
00:01.000 --> 00:04.000 line:0 position:20%
<v Sprecherin>조선중앙텔레비죤 <c.yellow>보도</c>

01:00:05.500 --> 01:00:07.000
<00:00:05.600><c>words</c><00:01:06.000> by word &lt;3

00:09.000 --> 99
broken end
"""


def test_clocks_settings_voices_and_remarks() -> None:
    found = read_captions(FILE.encode())
    assert (found.format, found.text.language) == (CaptionFormat.WEBVTT, "ko")
    assert found.text.cues == (
        Cue(1.0, 4.0, "조선중앙텔레비죤 보도"),
        Cue(9.0, 3605.5, "broken end", end_known=False),
        Cue(3605.5, 3607.0, "words by word <3"),
    )
    assert found.text.notes == ("cue 3 begins at 9.000 s, before the one in front of it",)


def test_pieces_of_a_stream_one_after_the_other() -> None:
    piece = (
        "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000\n\n00:0{}.000 --> 00:0{}.500\nword {}\n\n"
    )
    found = read_captions((piece.format(1, 1, 1) + piece.format(2, 2, 2)).encode("utf-16"))
    assert [cue.text for cue in found.text.cues] == ["word 1", "word 2"]
    assert "X-TIMESTAMP-MAP" in found.text.notes[0]


def test_a_line_of_one_space_does_not_end_a_cue() -> None:
    file = (
        "WEBVTT\nKind: captions\nLanguage: en\n\n00:00:00.240 --> 00:00:02.629 align:start position:0%\n \n"
        "good<00:00:00.480><c> evening</c>\n\n00:00:02.629 --> 00:00:02.639\ngood evening\n \n"
    )
    found = read_captions(file.encode())
    assert [cue.text for cue in found.text.cues] == ["good evening", "good evening"]
    assert [cue.new for cue in found.text.cues] == ["good evening", ""]


def test_cues_that_lines_of_spaces_part() -> None:
    file = "WEBVTT\n\n1\n00:01.000 --> 00:02.000\none\n  \n2\n00:02.000 --> 00:03.000\ntwo\n"
    assert [cue.text for cue in read_captions(file.encode()).text.cues] == ["one", "two"]
