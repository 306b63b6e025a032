from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reference.errors import BadTime, InputError
from reference.stations import load_stations
from reference.times import Interval, iso
from scrapers.broadcasts.airing_facts import AiringFacts
from scrapers.broadcasts.epg import Guide, parse_guide, programme_of, time_by_guide
from scrapers.broadcasts.file_names import read_name
from storage.records import TimeSource

HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tv SYSTEM "xmltv.dtd">\n'
TV = """<tv>
<channel id="rossiya1.ru"><display-name lang="ru">Россия 1</display-name>
<display-name>Россия HD</display-name></channel>
<programme start="20240619180000 +0300" stop="20240619190000 +0300" channel="rossiya1.ru">
  <title lang="ru">Вести</title><desc>Новости</desc></programme>
<programme start="20240619190000 +0300" stop="20240619210000 +0300" channel="rossiya1.ru">
  <title>60 минут</title><previously-shown/></programme>
<programme start="20240619210000 +0300" stop="20240619213000 +0300" channel="rossiya1.ru">
  <title>Вести</title></programme>
<programme start="202406191700" stop="202406191800" channel="other"><title>Other</title></programme>
</tv>"""


def guide(text: str = TV, zone: ZoneInfo | None = None) -> Guide:
    return parse_guide(HEAD + text.encode(), zone)


def span(start: str, minutes: float) -> Interval:
    begins = datetime.fromisoformat(start)
    return Interval(begins, begins + timedelta(minutes=minutes))


def channels(of: Guide) -> frozenset[str]:
    return of.channels_of("RUSSIA1", load_stations().called)


def test_programmes_stand_in_utc_and_are_found_by_the_stations_name() -> None:
    read = guide()
    assert channels(read) == {"rossiya1.ru"}
    shown = read.on(channels(read), span("2024-06-19T15:30:00+00:00", 60))
    assert [(iso(each.begins), each.title, each.rerun) for each in shown] == [
        ("2024-06-19T15:00:00Z", "Вести", False),
        ("2024-06-19T16:00:00Z", "60 минут", True),
    ]


@pytest.mark.parametrize(
    ("channel", "name", "found"),
    [
        ("Rossiya1.ru@SD", "", True),
        ("c7", "Россия 1 HD", True),
        ("rossiya-1.ru", "", True),
        ("c8", "Россия 1 +2", False),
        ("c9", "Россия 24", False),
    ],
)
def test_a_channel_is_the_stations_by_its_usual_spellings(channel: str, name: str, found: bool) -> None:
    shown = f"<display-name>{name}</display-name>" if name else ""
    programme = f'<programme start="20240619180000" channel="{channel}"><title>News</title></programme>'
    read = guide(f'<tv><channel id="{channel}">{shown}</channel>{programme}</tv>')
    assert bool(channels(read)) is found


def test_times_without_a_zone_are_utc_unless_told_otherwise() -> None:
    other = frozenset({"other"})
    day = span("2024-06-19T00:00:00+00:00", 1440)
    assert iso(guide().on(other, day)[0].begins) == "2024-06-19T17:00:00Z"
    assert iso(guide(zone=ZoneInfo("Europe/Moscow")).on(other, day)[0].begins) == "2024-06-19T14:00:00Z"


@pytest.mark.parametrize(
    ("start", "minutes", "programme"),
    [
        ("2024-06-19T15:00:00+00:00", 60, "Вести"),
        ("2024-06-19T14:55:00+00:00", 70, "Вести"),
        ("2024-06-19T15:00:00+00:00", 210, "Вести; 60 минут"),
        ("2024-06-20T15:00:00+00:00", 60, None),
    ],
)
def test_a_recording_is_named_by_what_fills_it(start: str, minutes: float, programme: str | None) -> None:
    read, when = guide(), span(start, minutes)
    assert programme_of(read.on(channels(read), when), when) == programme


def test_an_end_that_is_missing_or_overlaps_is_set_to_the_next_begin() -> None:
    read = guide(
        """<tv><programme start="20240619180000 +0000" channel="a"><title>One</title></programme>
        <programme start="20240619183000 +0000" stop="20240619200000 +0000" channel="a"><title>Two</title></programme>
        <programme start="20240619190000 +0000" stop="20240619180000 +0000" channel="a"><title>Three</title></programme>
        <programme channel="a"><title>Timeless</title></programme></tv>"""
    )
    assert [(each.title, iso(each.ends)) for each in read.programmes] == [
        ("One", "2024-06-19T18:30:00Z"),
        ("Two", "2024-06-19T19:00:00Z"),
        ("Three", "2024-06-19T20:00:00Z"),
    ]
    assert len(read.notes) == 2


def test_a_time_comes_from_the_guide_where_one_showing_can_be_meant() -> None:
    read = guide()
    facts = time_by_guide(read, channels(read), read_name("60 минут 2024-06-19.ts", ZoneInfo("UTC")), 7200)
    assert facts is not None
    assert facts.begins is not None
    assert (iso(facts.begins.start), facts.time_from) == ("2024-06-19T16:00:00Z", TimeSource.EPG)
    assert facts.uncertainty >= 600.0


def test_two_showings_that_can_be_meant_are_listed() -> None:
    read = guide()
    with pytest.raises(BadTime, match="2 showings"):
        time_by_guide(read, channels(read), AiringFacts(TimeSource.FILE_NAME, programme="Вести"), 2400)


def test_a_showing_of_quite_another_length_is_not_meant() -> None:
    read = guide()
    facts = AiringFacts(TimeSource.FILE_NAME, programme="60 минут")
    assert time_by_guide(read, channels(read), facts, 60) is None
    near = datetime(2024, 6, 25, tzinfo=UTC)
    assert time_by_guide(read, channels(read), facts, 7200, near=near) is None


def test_a_packed_guide_is_read() -> None:
    assert parse_guide(gzip.compress(HEAD + TV.encode())).programmes == guide().programmes


BOMB = '<!DOCTYPE tv [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><tv><programme><title>&b;</title></programme></tv>'
FILE = '<!DOCTYPE tv [<!ENTITY a SYSTEM "file:///etc/passwd">]><tv><channel id="&a;"/></tv>'


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "no whole XML"),
        (b"<tv><programme", "no whole XML"),
        (HEAD + TV.encode()[:400], "no whole XML"),
        (b"<html></html>", "root is not <tv>"),
        (BOMB.encode(), "entities"),
        (FILE.encode(), "entities"),
        (b"<tv>" + b"<a>" * 5_000, "nested deeper"),
        (gzip.compress(HEAD + TV.encode())[:200], "cut off"),
        (b"\x1f\x8b" + b"x" * 100, "damaged"),
    ],
)
def test_hostile_guides_are_refused_in_one_sentence(body: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says) as raised:
        parse_guide(body)
    assert "\n" not in str(raised.value)


def test_a_packed_guide_of_any_size_is_not_unpacked_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scrapers.broadcasts.epg.LARGEST", 100_000)
    with pytest.raises(InputError, match="larger than"):
        parse_guide(gzip.compress(b"<tv>" + b" " * 10_000_000 + b"</tv>"))
