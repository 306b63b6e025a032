"""Whatever an answer holds, a parser reads it or says that it cannot; nothing else comes out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reference.errors import Unparsed
from scrapers.feeds import sheet, syndication, telegram, youtube
from scrapers.feeds.shape import LONGEST_KEY, LONGEST_TARGET, FeedReading, web_parts
from scrapers.web_archives import parse_cdx
from storage.encoding import canonical, clean
from tests.scrapers.feeds.test_syndication import ATOM, MASTODON, RSS, YOUTUBE
from tests.scrapers.feeds.test_telegram import message, page

FEED = "https://www.youtube.com/feeds/videos.xml?channel_id=UC"
TABLE = b'url,note\nhttps://x.com/a/status/1,"a, b"\nx.com/b/status/2,\n'
CDX = b'[["timestamp","original","statuscode"],["20240620170000","https://x.com/a","200"]]'
SEEDS = [
    (syndication.parse, RSS, "https://news.example/feed"),
    (syndication.parse, ATOM, "https://news.example/feed"),
    (syndication.parse, MASTODON, "https://news.example/feed"),
    (youtube.parse, YOUTUBE, FEED),
    (youtube.parse, b'<meta itemprop="channelId" content="UC0123456789abcdefghijkl">', "https://www.youtube.com/@x"),
    (telegram.parse, page(message(7), message(9)), "https://t.me/s/made_up"),
    (sheet.parse, TABLE, "https://desk.example/queue.csv"),
]  # fmt: skip
PIECES = [b"<", b">", b'"', b"&", b"\x00", b"\xff", b"<![CDATA[", b"<!DOCTYPE x [", b"&#x110000;", b"\r\n", b"]]>",
          b"9999999999999999999999", b"2024-13-45", b"-0001-01-01T00:00:00Z", "\ud7ff\U0010ffff".encode(),
          b"\xed\xa0\x80", b"javascript:", b"//[", b"data-post",
          b"<time datetime='0001-01-01T00:00:00+14:00'>", b'","']  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, seed: bytes) -> bytes:
    body = bytearray(seed)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(body)))
        length = draw(st.integers(0, 30))
        body[at : at + length] = draw(st.sampled_from(PIECES) | st.binary(max_size=8))
    return bytes(body)


@pytest.mark.parametrize(("parse", "seed", "url"), SEEDS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_feeds(
    parse: Callable[[bytes, str], FeedReading], seed: bytes, url: str, data: st.DataObject
) -> None:
    try:
        reading = parse(data.draw(mutated(seed)), url)
    except Unparsed:
        return
    for item in reading.items:
        assert item.key
        assert len(item.key) <= LONGEST_KEY
        assert (item.target is None) == bool(item.reason)
        if item.target is not None:
            assert len(item.target) <= LONGEST_TARGET + len("https://")
            assert web_parts(item.target) is not None
        assert item.published is None or item.published.tzinfo is not None
        canonical(clean([item.key, item.target, item.reason])).encode()


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_lists_of_captures(data: st.DataObject) -> None:
    try:
        listing = parse_cdx(data.draw(mutated(CDX)))
    except Unparsed:
        return
    for capture in listing.captures:
        assert capture.link.startswith("https://web.archive.org/web/")
        canonical(clean(capture.url)).encode()
