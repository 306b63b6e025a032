from __future__ import annotations

import pytest

from reference.errors import InputError
from scrapers.captions import CaptionFormat, read_captions
from storage.records import Cue

HEAD = '<?xml version="1.0"?><tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter"'


def _cues(attributes: str, body: str) -> tuple[Cue, ...]:
    found = read_captions(f"{HEAD} {attributes}><head/><body>{body}</body></tt>".encode())
    assert found.format is CaptionFormat.TTML
    return found.text.cues


def test_clock_times_line_breaks_and_language() -> None:
    words = '<p begin="00:00:01.5" end="00:00:03">Доброго<br/>вечора  усім</p>'
    body = f'{HEAD} xml:lang="uk"><body><div>{words}</div></body></tt>'
    found = read_captions(body.encode("utf-16"))
    assert found.text.language == "uk"
    assert found.text.cues == (Cue(1.5, 3.0, "Доброго\nвечора усім"),)


@pytest.mark.parametrize(
    ("attributes", "begin", "second"),
    [
        ("", "90s", 90.0),
        ("", "1.5m", 90.0),
        ("", "1500ms", 1.5),
        ('ttp:frameRate="25"', "00:00:10:05", 10.2),
        ('ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001"', "300f", 10.01),
        ('ttp:tickRate="10000000"', "25000000t", 2.5),
    ],
)
def test_every_clock(attributes: str, begin: str, second: float) -> None:
    (cue,) = _cues(attributes, f'<div><p begin="{begin}" dur="2s">word</p></div>')
    assert (cue.start, cue.end) == (second, second + 2)


def test_times_count_from_the_parents_and_one_after_the_other() -> None:
    parts = '<p begin="3s"><span begin="1s" dur="1s">b</span> c</p>'
    nested = f'<div begin="100s" end="106s"><p begin="2s" end="9s">a</p>{parts}</div>'
    assert _cues("", nested) == (Cue(102.0, 106.0, "a"), Cue(103.0, 106.0, "c"), Cue(104.0, 105.0, "b"))
    in_turn = '<div timeContainer="seq"><p dur="2s">a</p><p begin="1s" dur="2s">b</p></div>'
    assert [(cue.start, cue.end) for cue in _cues("", in_turn)] == [(0.0, 2.0), (3.0, 5.0)]


def test_a_bad_time_costs_one_cue() -> None:
    body = f'{HEAD}><body><div><p begin="soon">lost</p><p begin="1s" end="2s">kept</p></div></body></tt>'
    found = read_captions(body.encode())
    assert [cue.text for cue in found.text.cues] == ["kept"]
    assert "cannot be read" in found.text.notes[0]


@pytest.mark.parametrize(
    "body",
    [
        '<!DOCTYPE tt [<!ENTITY a SYSTEM "file:///etc/passwd">]><tt><body><p begin="1s">&a;</p></body></tt>',
        '<!DOCTYPE tt [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><tt><body><p begin="1s">&c;</p></body></tt>',
        "<tt><body>" + "<div>" * 200 + '<p begin="1s">deep</p>' + "</div>" * 200 + "</body></tt>",
        "<tt><body><p begin='1s'>cut off",
        '<?xml version="1.0"?><html><p begin="1s">other</p></html>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_hostile_and_broken_xml_is_one_sentence(body: str, encoding: str) -> None:
    with pytest.raises(InputError, match=r"caption"):
        read_captions(body.encode(encoding))
