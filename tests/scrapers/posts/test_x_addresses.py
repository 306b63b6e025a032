"""Which addresses lead to a post on X."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.posts import address_of, is_short_link, known_by_address
from storage.records import KnownFrom, Platform

POSTS = """
https://x.com/madeup_wire/status/1803766260000000000
https://twitter.com/madeup_wire/status/1803766260000000000
http://twitter.com/madeup_wire/status/1803766260000000000
https://www.twitter.com/madeup_wire/status/1803766260000000000
https://mobile.twitter.com/madeup_wire/status/1803766260000000000
https://mobile.x.com/madeup_wire/status/1803766260000000000
https://m.twitter.com/madeup_wire/statuses/1803766260000000000
https://X.COM/madeup_wire/status/1803766260000000000
https://x.com:443/madeup_wire/status/1803766260000000000
https://x.com/madeup_wire/status/1803766260000000000/
https://x.com/madeup_wire/status/1803766260000000000?s=20&t=abc
https://x.com/madeup_wire/status/1803766260000000000/photo/1
https://x.com/madeup_wire/status/1803766260000000000/video/1?s=46
https://x.com/madeup_wire/status/1803766260000000000/analytics
https://x.com/madeup_wire/status/1803766260000000000#m
https://x.com//madeup_wire//status/1803766260000000000
https://twitter.com/#!/madeup_wire/status/1803766260000000000
https://fxtwitter.com/madeup_wire/status/1803766260000000000
https://nitter.net/madeup_wire/status/1803766260000000000#m
x.com/madeup_wire/status/1803766260000000000
"""

NAMELESS = """
https://x.com/i/status/1803766260000000000
https://twitter.com/i/web/status/1803766260000000000
https://platform.twitter.com/embed/Tweet.html?dnt=false&id=1803766260000000000&lang=en
"""

OTHERS = """
https://x.com/madeup_wire
https://x.com/madeup_wire/
https://x.com/madeup_wire/media
https://x.com/madeup_wire/status/
https://x.com/madeup_wire/status/abc
https://x.com/madeup_wire/status/0
https://x.com/madeup_wire/status/0123
https://x.com/madeup_wire/status/99999999999999999999
https://x.com/madeup_wire/status/9999999999999999999
https://x.com/madeup_wire/status/١٢٣
https://x.com/a_name_that_is_far_too_long/status/1803766260000000000
https://x.com/search?q=https://x.com/madeup_wire/status/1803766260000000000
https://x.com/i/lists/1803766260000000000
https://x.com/i/spaces/1803766260000000000
https://x.com/hashtag/status/
https://evil.example/madeup_wire/status/1803766260000000000
https://x.com.evil.example/madeup_wire/status/1803766260000000000
https://evil.example/https://x.com/madeup_wire/status/1803766260000000000
https://notx.com/madeup_wire/status/1803766260000000000
https://x.com@evil.example/madeup_wire/status/1803766260000000000
https://me@x.com/madeup_wire/status/1803766260000000000
https://x.com:8080/madeup_wire/status/1803766260000000000
ftp://x.com/madeup_wire/status/1803766260000000000
https://platform.twitter.com/embed/Tweet.html?id=abc
https://platform.twitter.com/widgets.js
https://[x.com/madeup_wire/status/1803766260000000000
https://x.com:many/madeup_wire/status/1803766260000000000
madeup_wire/status/1803766260000000000
status
"""


@pytest.mark.parametrize("url", POSTS.split())
def test_every_form_of_a_post_s_address_is_the_same_post(url: str) -> None:
    address = address_of(url)
    assert address is not None
    assert (address.platform, address.number) == (Platform.X, "1803766260000000000")
    assert address.handle == "madeup_wire"
    assert address.url == "https://x.com/madeup_wire/status/1803766260000000000"


@pytest.mark.parametrize("url", NAMELESS.split())
def test_an_address_without_a_name_is_a_post_too(url: str) -> None:
    address = address_of(url)
    assert address is not None
    assert (address.number, address.handle) == ("1803766260000000000", None)
    assert address.url == "https://x.com/i/status/1803766260000000000"


@pytest.mark.parametrize("url", OTHERS.split())
def test_profiles_searches_and_other_sites_are_no_posts(url: str) -> None:
    assert address_of(url) is None


@settings(max_examples=300, deadline=None)
@given(st.text() | st.text().map(lambda text: f"https://x.com/{text}") | st.text().map(lambda t: f"//{t}"))
def test_any_text_can_be_asked_about(text: str) -> None:
    address = address_of(text)
    assert address is None or address.number.isdigit()
    is_short_link(text)


@pytest.mark.parametrize(
    ("url", "short"),
    [
        ("https://pic.twitter.com/abc", True),
        ("pic.x.com/abc", True),
        ("http://t.co/abc", True),
        ("https://x.com/a/status/20", False),
        ("https://t.co.evil.example/abc", False),
        ("https://[t.co/abc", False),
    ],
)
def test_short_links_are_known(url: str, short: bool) -> None:
    assert is_short_link(url) is short


def test_an_address_alone_says_number_handle_and_time() -> None:
    address = address_of("https://x.com/madeup_wire/status/1803766260000000000")
    assert address is not None
    post = known_by_address(address)
    assert (post.number, post.handle, post.text) == (address.number, "madeup_wire", "")
    assert [time.known_from for time in post.times] == [KnownFrom.NUMBER]
