"""RSS and Atom in the forms in which platforms write them, and what only looks like a feed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from reference.errors import Unparsed
from scrapers.feeds import bluesky, mastodon, reddit, syndication, youtube

URL = "https://news.example/feed"
RSS = b"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Made up</title>
<item><title>Second</title><link>https://news.example/2</link><guid isPermaLink="false">n2</guid>
<pubDate>Fri, 21 Jun 2024 10:00:00 GMT</pubDate></item>
<item><title>First</title><link>https://news.example/1</link><guid isPermaLink="false">n1</guid>
<pubDate>Thu, 20 Jun 2024 10:00:00 +0300</pubDate></item></channel></rss>"""
ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Made up</title>
<entry><id>tag:news.example,2024:2</id><link rel="alternate" href="https://news.example/2"/></entry>
<entry><id>tag:news.example,2024:1</id><link rel="alternate" href="https://news.example/1"/></entry></feed>"""
BLUESKY = b"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>
<title>@made-up.example - Made Up</title><item><link>https://bsky.app/profile/made-up.example/post/3abc</link>
<description>A car in a park</description><pubDate>20 Jun 2024 16:20 +0000</pubDate>
<guid isPermaLink="false">at://did:plc:made/app.bsky.feed.post/3abc</guid></item></channel></rss>"""
MASTODON = b"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
xmlns:webfeeds="http://webfeeds.org/rss/1.0" xmlns:media="http://search.yahoo.com/mrss/"><channel>
<title>#car</title><generator>Mastodon v4.3.0</generator><item>
<guid isPermaLink="true">https://social.example/@made_up/112650000000000001</guid>
<link>https://social.example/@made_up/112650000000000001</link><pubDate>Thu, 20 Jun 2024 16:20:11 +0000</pubDate>
<media:content url="https://files.example/1.mp4" type="video/mp4" medium="video"/></item></channel></rss>"""
YOUTUBE = b"""<?xml version="1.0" encoding="UTF-8"?><feed xmlns:yt="http://www.youtube.com/xml/schemas/2015"
xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom"><title>Made up</title><entry>
<id>yt:video:abcdefghijk</id><yt:videoId>abcdefghijk</yt:videoId><title>A car</title>
<link rel="alternate" href="https://www.youtube.com/watch?v=abcdefghijk"/>
<published>2024-06-20T16:20:11+00:00</published></entry></feed>"""
REDDIT = b"""<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><entry>
<id>t3_abc123</id><link href="https://www.reddit.com/r/made_up/comments/abc123/a_car/" />
<updated>2024-06-20T16:20:11+00:00</updated></entry></feed>"""


def test_items_come_with_the_oldest_first() -> None:
    items = syndication.parse(RSS, URL).items
    assert [(item.key, item.target) for item in items] == [
        ("n1", "https://news.example/1"),
        ("n2", "https://news.example/2"),
    ]
    assert items[0].published == datetime(2024, 6, 20, 7, tzinfo=UTC)


def test_without_times_the_feed_s_order_is_turned() -> None:
    assert [item.target for item in syndication.parse(ATOM, URL).items] == [
        "https://news.example/1",
        "https://news.example/2",
    ]


@pytest.mark.parametrize(
    ("parse", "body", "url", "key", "target"),
    [
        (bluesky.parse, BLUESKY, "https://bsky.app/profile/made-up.example/rss",
         "at://did:plc:made/app.bsky.feed.post/3abc", "https://bsky.app/profile/made-up.example/post/3abc"),
        (mastodon.parse, MASTODON, "https://social.example/tags/car.rss",
         "https://social.example/@made_up/112650000000000001", "https://social.example/@made_up/112650000000000001"),
        (youtube.parse, YOUTUBE, "https://www.youtube.com/feeds/videos.xml?channel_id=UC",
         "yt:video:abcdefghijk", "https://www.youtube.com/watch?v=abcdefghijk"),
        (reddit.parse, REDDIT, "https://www.reddit.com/r/made_up/new/.rss",
         "t3_abc123", "https://www.reddit.com/r/made_up/comments/abc123/a_car/"),
    ],
)  # fmt: skip
def test_platforms_forms(parse: object, body: bytes, url: str, key: str, target: str) -> None:
    assert callable(parse)
    (item,) = parse(body, url).items
    assert (item.key, item.target) == (key, target)
    assert item.published is not None
    assert item.published.date().isoformat() == "2024-06-20"


def test_a_page_leads_to_the_feed_that_it_names() -> None:
    page = b"""<html><head><link rel='stylesheet' href='a.css'>
    <link title="News" type="application/rss+xml" rel="alternate" href="/rss?a=1&amp;b=2"></head></html>"""
    reading = syndication.parse(page, "https://news.example/politics/")
    assert reading.leads_on == "https://news.example/rss?a=1&b=2"
    assert reading.items == ()


def test_an_empty_feed_is_a_feed() -> None:
    assert syndication.parse(b"<rss version='2.0'><channel><title>x</title></channel></rss>", URL).items == ()


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>Log in</body></html>",
        b"{}",
        b"nothing",
        b"\x00\xff" * 100,
        b'<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">',
        b'<link rel="alternate" type="application/rss+xml" href="https://news.example/feed">',
    ],
)
def test_what_is_no_feed_is_said(body: bytes) -> None:
    with pytest.raises(Unparsed):
        syndication.parse(body, URL)


def test_items_that_lead_nowhere_are_told() -> None:
    body = RSS.replace(b"https://news.example/1", b"javascript:alert(1)").replace(
        b"https://news.example/2", b""
    )
    items = syndication.parse(body, URL).items
    assert [(item.key, item.target, bool(item.reason)) for item in items] == [
        ("n1", None, True),
        ("n2", None, True),
    ]


def test_entities_are_not_followed_nor_multiplied() -> None:
    bomb = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "%s"><!ENTITY b "%s"><!ENTITY f SYSTEM "file:///etc/passwd">]>
    <rss version="2.0"><channel><item><guid>n1</guid><link>https://news.example/&b;&f;</link></item></channel></rss>"""
    body = bomb % (b"ha" * 1000, b"&a;" * 1000)
    items = syndication.parse(body, URL).items
    assert all("root:" not in (item.target or "") for item in items)
    assert all(len(item.target or "") < 2001 for item in items)


def test_youtube_s_page_in_the_place_of_a_feed_is_no_feed() -> None:
    page = b'<html><link rel="alternate" type="application/rss+xml" href="https://evil.example/rss"></html>'
    with pytest.raises(Unparsed):
        youtube.parse(page, "https://www.youtube.com/feeds/videos.xml?channel_id=UC")


def test_a_long_name_becomes_its_hash() -> None:
    body = RSS.replace(b">n1<", b">" + b"n" * 5000 + b"<")
    assert syndication.parse(body, URL).items[0].key.startswith("sha256:")
