"""What GDELT, archive.org, YouTube and feeds list, read out of answers of their shape; strangers' names are refused."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from reference.errors import InputError, Unparsed
from scrapers.broadcasts import archive_org, enclosures, gdelt, youtube
from scrapers.broadcasts.shape import BroadcastFile, Form, Sought
from storage.records import AiringKind, Show, SourceName, TimeSource

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "captions" / "archive-items"
FIRST = datetime(2022, 3, 27, tzinfo=UTC)
SOUGHT = Sought("1TV", "1TV", "Europe/Moscow", FIRST, FIRST + timedelta(days=2), "ru")
SHOW = Show(
    SourceName.GDELT, "1TV_20220327_183000", "1TV", None, FIRST, 4.0, AiringKind.BROADCAST, TimeSource.ARCHIVE
)  # fmt: skip


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


# --- GDELT ---------------------------------------------------------------------------------------


def test_gdelt_leads_from_the_channel_to_its_days() -> None:
    channel = {"id": "1TV", "startDate": 20220328, "endDate": 99999999}
    listing = gdelt.parse(_json({"channels": [{"id": "NTV"}, channel]}), gdelt.CHANNELS, SOUGHT)
    assert [url.rpartition("/")[2] for url in listing.following] == ["1TV.20220328.inventory.json"]
    none = gdelt.parse(_json({"channels": [{"id": "NTV"}]}), gdelt.CHANNELS, SOUGHT)
    assert (none.following, "none of them" in none.said) == ((), True)
    assert len(gdelt.instead(gdelt.CHANNELS, SOUGHT)) == 2


def test_a_station_is_known_by_any_of_its_names_in_archives() -> None:
    known = replace(SOUGHT, name="CNNW", also=("CNN",))
    listing = gdelt.parse(_json({"channels": [{"id": "CNN"}]}), gdelt.CHANNELS, known)
    assert "/CNN.20220327." in listing.following[0]
    shows = gdelt.parse(_json({"shows": [{"id": "CNNW_20220327_183000"}]}), listing.following[0], known).shows
    assert [show.key for show in shows] == ["CNNW_20220327_183000"]
    assert "TV-CNNW+OR+TV-CNN" in archive_org.questions(known)[0]


def test_gdelt_takes_the_time_from_the_shows_name() -> None:
    entries = [{"id": "1TV_20220327_183000"}, {"id": "1TV_20220327_180000_Vremya", "show": "Время"}]
    shows = gdelt.parse(_json({"shows": entries}), "https://a.example/day", SOUGHT).shows
    assert [(show.aired_at.hour, show.aired_at.minute, show.title) for show in shows] == [
        (18, 0, "Время"),
        (18, 30, None),
    ]
    assert {show.uncertainty for show in shows} == {4.0}


@pytest.mark.parametrize(
    "name",
    ["../1TV_20220327_183000", "1TV_20220327_183000/x", "1TV_20221327_183000", "NTV_20220327_183000",
     "1TV_20220327_183000_..", "1TV_20220327_183000\n", "", None, 7, {"id": 1}, "1TV_20220327_183000_" + "x" * 500],
)  # fmt: skip
def test_a_hostile_name_is_no_show(name: object) -> None:
    listing = gdelt.parse(_json({"shows": [{"id": name}]}), "https://a.example/day", SOUGHT)
    assert listing.shows == ()
    assert "1 entries are no shows" in listing.said


def test_gdelt_fetches_frames_and_both_transcripts() -> None:
    wanted = gdelt.parts(SHOW, None, SOUGHT)
    assert wanted.frames_every == 4.0
    assert [(part.form, part.url.rpartition("/")[2], part.language) for part in wanted.parts] == [
        (Form.FRAMES, "1TV_20220327_183000.zip", None),
        (Form.CAPTIONS, "1TV_20220327_183000.transcript.srt", "ru"),
        (Form.CAPTIONS, "1TV_20220327_183000.transcript.en.srt", "en"),
    ]


# --- archive.org ---------------------------------------------------------------------------------

FOX = Sought(
    "FOXNEWS", "FOXNEWS", "America/New_York", datetime(2013, 2, 4, tzinfo=UTC), datetime(2013, 2, 5, tzinfo=UTC)
)  # fmt: skip
FIVE = "FOXNEWS_20130204_220000_The_Five"


def test_archive_org_asks_for_the_next_page_while_there_is_one() -> None:
    (url,) = archive_org.questions(FOX)
    assert parse_qs(urlsplit(url).query)["q"] == [
        "collection:(TV-FOXNEWS) AND date:[2013-02-03 TO 2013-02-06]"
    ]
    docs = [{"identifier": FIVE}, {"identifier": "FOXNEWS_20130206_220000_Late"}]
    listing = archive_org.parse(_json({"response": {"numFound": 501, "docs": docs}}), url, FOX)
    assert [(show.key, show.title) for show in listing.shows] == [(FIVE, "The Five")]
    assert "page=2" in listing.following[0]
    last = archive_org.parse(_json({"response": {"numFound": 501, "docs": docs}}), listing.following[0], FOX)
    assert last.following == ()


def _show_of(key: str) -> Show:
    return replace(SHOW, source=SourceName.ARCHIVE_ORG, key=key, station="FOXNEWS")


def _metadata(*names: str, private: str = "", **facts: str) -> bytes:
    files = [{"name": name} | ({"private": "true"} if name == private else {}) for name in names]
    return _json({"metadata": {"identifier": FIVE} | facts, "files": files})


def test_a_private_video_is_not_asked_for_and_its_thumbnails_are() -> None:
    names = (f"{FIVE}.mp4", f"{FIVE}.thumbs/{FIVE}_000045.jpg", f"{FIVE}.thumbs/{FIVE}_000001.jpg",
             f"../{FIVE}.thumbs/{FIVE}_000075.jpg")  # fmt: skip
    body = _metadata(*names, private=f"{FIVE}.mp4", runtime="01:00:00")
    wanted = archive_org.parts(_show_of(FIVE), body, FOX)
    frames = [part.begins for part in wanted.parts if part.form is Form.FRAME]
    assert (frames, wanted.frames_every, wanted.seconds) == ([1.0, 45.0], 30.0, 3600.0)
    assert wanted.parts[-1].url == f"https://archive.org/details/{FIVE}"
    public = archive_org.parts(_show_of(FIVE), _metadata(*names), FOX)
    assert public.parts[0].form is Form.VIDEO


def test_pieces_of_a_minute_cover_the_show_without_gap() -> None:
    body = _metadata(start_time="2013-02-04 22:00:00", stop_time="2013-02-04 22:02:30")
    wanted = archive_org.parts(_show_of(FIVE), body, replace(FOX, clips=True))
    pieces = [part for part in wanted.parts if part.form is Form.VIDEO]
    assert [part.begins for part in pieces] == [0.0, 60.0, 120.0]
    assert pieces[-1].url.endswith("?start=120&end=150")


def test_an_item_without_anything_public_says_so() -> None:
    with pytest.raises(Unparsed, match="public"):
        archive_org.parts(_show_of(FIVE), _metadata(), FOX)
    with pytest.raises(Unparsed, match="no such item"):
        archive_org.parts(_show_of(FIVE), b"{}", FOX)


def test_thumbnails_of_a_real_item_by_its_metadata() -> None:
    file = SHARED / f"{FIVE}_meta.xml"
    if not file.is_file():
        pytest.skip(f"the recorded item is not here: {file}")
    told = file.read_text(encoding="utf-8").partition("<thumbs>")[2].partition("</thumbs>")[0]
    wanted = archive_org.parts(_show_of(FIVE), _metadata(thumbs=told), FOX)
    seconds = [part.begins for part in wanted.parts if part.form is Form.FRAME]
    assert (len(seconds), seconds[0], seconds[-1]) == (119, 45.0, 3585.0)


# --- feeds and YouTube ---------------------------------------------------------------------------

RSS = b"""<rss version="2.0"><channel><title>News</title>
<item><guid>a</guid><title>Evening</title><pubDate>Sun, 27 Mar 2022 18:00:00 +0300</pubDate>
<enclosure url="/evening.mp4" type="video/mp4" length="1"/></item>
<item><guid>b</guid><pubDate>Sun, 27 Mar 2022 19:00:00 +0300</pubDate>
<enclosure url="https://news.example/radio.mp3" type="audio/mpeg"/></item>
<item><guid>c</guid><enclosure url="https://news.example/c.mp4" type="video/mp4"/></item>
<item><guid>d</guid><pubDate>Sun, 20 Mar 2022 19:00:00 +0300</pubDate>
<enclosure url="https://news.example/d.mp4" type="video/mp4"/></item>
<item><guid>e</guid><pubDate>Sun, 27 Mar 2022 19:00:00 +0300</pubDate>
<enclosure url="file:///etc/passwd" type="video/mp4"/></item></channel></rss>"""


def test_a_feed_gives_its_videos_of_the_time_asked_for() -> None:
    listing = enclosures.parse(RSS, "https://news.example/feed", SOUGHT)
    (show,) = listing.shows
    assert (show.key, show.title, show.kind, show.aired_at.hour) == ("a", "Evening", AiringKind.ONLINE, 15)
    assert enclosures.parts(show, None, SOUGHT).parts[0].url == "https://news.example/evening.mp4"
    assert "2 enclose no video; 1 say no time" in listing.said


FEED = b"""<feed xmlns="http://www.w3.org/2005/Atom" xmlns:yt="http://www.youtube.com/xml/schemas/2015"><title>C</title>
<entry><id>yt:video:abcdefghijk</id><yt:videoId>abcdefghijk</yt:videoId><title>Live</title>
<published>2022-03-27T10:00:00+00:00</published></entry>
<entry><id>yt:video:ABCDEFGHIJK</id><yt:videoId>../../ABCDEFG</yt:videoId>
<published>2022-03-27T11:00:00+00:00</published></entry>
<entry><id>yt:video:zzzzzzzzzzz</id><published>2022-03-26T11:00:00+00:00</published></entry></feed>"""


def test_a_channels_feed_gives_its_videos_and_says_how_far_it_goes_back() -> None:
    channel = replace(SOUGHT, name="https://www.youtube.com/channel/UC" + "x" * 22)
    (url,) = youtube.questions(channel)
    listing = youtube.parse(FEED, url, channel)
    assert [show.key for show in listing.shows] == ["abcdefghijk", "ABCDEFGHIJK"]
    assert youtube.parts(listing.shows[0], None, channel).parts[0].form is Form.PAGE
    later = replace(channel, first=FIRST - timedelta(days=9))
    assert "goes back no further than 2022-03-26" in youtube.parse(FEED, url, later).said


def test_a_single_page_is_a_show_whose_time_is_not_known_yet() -> None:
    page = youtube.page_of(replace(SOUGHT, name="https://smotrim.ru/video/2400000"))
    assert page is not None
    assert (page.key, page.uncertainty) == ("2400000", 86400.0)
    assert youtube.page_of(replace(SOUGHT, name="https://www.youtube.com/@channel")) is None


@pytest.mark.parametrize("source", [gdelt, archive_org, enclosures, youtube])
@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"<html>", b"\xff\xfe", b'{"shows": 7}', b"null"])
def test_an_answer_of_another_shape_is_no_listing(source: BroadcastFile, body: bytes) -> None:
    urls = {gdelt: "https://a.example/day", archive_org: archive_org.SEARCH}
    with pytest.raises(Unparsed):
        source.parse(body, urls.get(source, "https://a.example/feeds/videos.xml"), SOUGHT)  # type: ignore[call-overload]


@pytest.mark.parametrize("source", [gdelt, archive_org, enclosures, youtube])
def test_a_name_that_a_source_cannot_have_is_refused(source: BroadcastFile) -> None:
    with pytest.raises(InputError):
        source.questions(replace(SOUGHT, name="../../not a name"))
