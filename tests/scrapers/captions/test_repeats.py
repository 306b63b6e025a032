from __future__ import annotations

from scrapers.captions import read_captions
from scrapers.captions.cues import said_once
from storage.records import Cue


def _cues(*texts: str) -> list[Cue]:
    return [Cue(2.0 * n, 2.0 * n + 2, text) for n, text in enumerate(texts)]


def test_lines_that_roll_up_are_said_once() -> None:
    rolled = said_once(_cues("NOW. THANK", "THANK YOU ALL.", "YOU ALL. WE BEGIN", "WE BEGIN WITH LIES."))
    assert [cue.new for cue in rolled] == ["NOW. THANK", "YOU ALL.", "WE BEGIN", "WITH LIES."]
    assert rolled[1].text == "THANK YOU ALL."


def test_words_painted_one_by_one_are_said_once() -> None:
    painted = said_once(_cues("Der", "Der Zug", "Der Zug kommt", "Der Zug kommt an"))
    assert " ".join(cue.new for cue in painted) == "Der Zug kommt an"


def test_what_people_repeat_is_said_as_often_as_they_say_it() -> None:
    texts = ("well no", "no I never said that", "not to him", "to nobody at all", "nobody asked me")
    assert [cue.new for cue in said_once(_cues(*texts))] == list(texts)


def test_a_platforms_two_line_captions_are_said_once() -> None:
    file = (
        "WEBVTT\n\n00:01.000 --> 00:03.000\ngood evening\n\n00:03.000 --> 00:03.010\ngood evening\n\n"
        "00:03.010 --> 00:05.000\ngood evening\nthe bridge is open\n\n00:05.000 --> 00:05.010\nthe bridge is open\n\n"
        "00:05.010 --> 00:07.000\nthe bridge is open\nfor traffic\n"
    )
    cues = read_captions(file.encode()).text.cues
    assert " ".join(filter(None, (cue.new for cue in cues))) == "good evening the bridge is open for traffic"
    assert len(cues) == 5
