"""Reddit: a post's addresses, its feed, and whatever is shown in its place."""

from __future__ import annotations

import pytest

from scrapers.posts import is_short_link
from scrapers.posts.reddit import (
    address_of,
    is_login_wall,
    parse_feed,
    parse_refusal,
    requests,
    time_of_number,
)
from storage.records import FetchState, MediaKind, Platform
from tests.scrapers.posts import answers_of_reddit as made


@pytest.mark.parametrize(
    ("url", "number"),
    [
        (made.PAGE, made.NUMBER),
        (f"old.reddit.com/r/madeup/comments/{made.NUMBER}", made.NUMBER),
        (f"https://www.reddit.com/comments/{made.NUMBER}/.json", made.NUMBER),
        (
            f"https://www.reddit.com/user/madeup_wire/comments/{made.NUMBER}/two_dogs/?utm_source=x",
            made.NUMBER,
        ),
        (f"https://redd.it/{made.NUMBER}", made.NUMBER),
        (f"https://www.reddit.com/gallery/{made.NUMBER}", made.NUMBER),
        (
            f"https://www.redditmedia.com/r/madeup/comments/{made.NUMBER}/two_dogs/?ref_source=embed",
            made.NUMBER,
        ),
        (f"https://embed.reddit.com/r/madeup/comments/{made.NUMBER}/two_dogs/", made.NUMBER),
        (f"{made.PAGE}l9made/", f"{made.NUMBER}/l9made"),
        (f"https://www.reddit.com/r/madeup/comments/{made.NUMBER}/comment/l9made/", f"{made.NUMBER}/l9made"),
    ],
)
def test_a_post_is_known_by_its_address(url: str, number: str) -> None:
    address = address_of(url)
    assert address is not None
    assert (address.platform, address.number) == (Platform.REDDIT, number)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.reddit.com/r/madeup/",
        "https://www.reddit.com/user/madeup_wire",
        "https://www.reddit.com/search?q=dogs",
        "https://www.reddit.com/r/madeup/s/AbCdEf",
        f"https://www.reddit.com.evil.test/r/madeup/comments/{made.NUMBER}/",
        f"https://a@www.reddit.com/comments/{made.NUMBER}/",
    ],
)
def test_other_addresses_are_no_post(url: str) -> None:
    assert address_of(url) is None


@pytest.mark.parametrize(
    ("url", "short"),
    [
        ("https://www.reddit.com/r/madeup/s/AbCdEf", True),
        ("https://reddit.com/u/madeup_wire/s/AbCdEf/", True),
        ("https://v.redd.it/abcdef123", True),
        ("https://www.reddit.com/r/madeup/", False),
        ("https://www.reddit.com/r/s/", False),
    ],
)
def test_short_links_are_known(url: str, short: bool) -> None:
    assert is_short_link(url) is short


def test_the_feed_of_the_post_or_the_comment_is_asked() -> None:
    assert [request.url for request in requests(made.address())] == [
        f"https://www.reddit.com/comments/{made.NUMBER}/.rss"
    ]
    assert [request.url for request in requests(made.address(f"{made.PAGE}l9made/"))] == [
        f"https://www.reddit.com/comments/{made.NUMBER}/comment/l9made/.rss"
    ]
    assert time_of_number(made.NUMBER) is None


def test_the_post_is_read() -> None:
    reading = parse_feed(made.feed(made.entry(), made.comment()), made.address())
    post = reading.post
    assert reading.state is FetchState.VISIBLE
    assert post is not None
    assert (post.handle, post.text, post.url) == (
        "madeup_wire",
        "Two dogs & a car\n\nSeen on TV.\n\nOne",
        made.PAGE,
    )
    assert [time.text for time in post.times] == ["2024-06-20T12:30:05+00:00"]
    assert post.media == ()


def test_a_comment_is_its_own_post() -> None:
    reading = parse_feed(made.feed(made.entry(), made.comment()), made.address(f"{made.PAGE}l9made/"))
    assert reading.post is not None
    assert (reading.post.handle, reading.post.text) == ("another", "A comment")


@pytest.mark.parametrize(
    ("linked", "kind", "urls"),
    [
        ("https://v.redd.it/abcdef123", MediaKind.VIDEO, 4),
        ("https://i.redd.it/abcdef.jpeg", MediaKind.IMAGE, 1),
        (f"https://www.reddit.com/gallery/{made.NUMBER}", MediaKind.UNKNOWN, 0),
    ],
)
def test_linked_media_are_the_posts(linked: str, kind: MediaKind, urls: int) -> None:
    (found,) = parse_feed(made.feed(made.entry(words="", linked=linked)), made.address()).media
    assert (found.item.kind, found.item.url, len(found.urls)) == (kind, linked, urls)


def test_a_link_to_elsewhere_stands_in_the_text() -> None:
    reading = parse_feed(made.feed(made.entry(words="", linked="https://news.test/story")), made.address())
    assert reading.post is not None
    assert reading.post.text == "Two dogs & a car\n\nhttps://news.test/story"


def test_a_link_in_the_words_is_not_taken_for_what_reddit_says_the_post_links_to() -> None:
    words = '<p><a href="https://v.redd.it/another12">[link]</a></p>'
    reading = parse_feed(made.feed(made.entry(words=words)), made.address())
    assert reading.media == ()


def test_words_nested_without_end_are_read_in_no_time() -> None:
    reading = parse_feed(made.feed(made.entry(words="<ul><li>x" * 20_000)), made.address())
    assert reading.state is FetchState.VISIBLE


def test_an_edit_is_said() -> None:
    body = made.feed(made.entry(updated="2024-06-20T13:00:00+00:00"))
    assert parse_feed(body, made.address()).state is FetchState.EDITED


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (made.feed(made.entry(words="<p>[deleted]</p>", author="/u/[deleted]")), FetchState.DELETED),
        (made.feed(made.entry(words="", author="")), FetchState.DELETED),
        (made.feed(made.entry(words="<p>[removed]</p>")), FetchState.RESTRICTED),
        (made.feed(made.entry(words="<p>[ Removed by Reddit ]</p>")), FetchState.RESTRICTED),
        (made.feed(made.entry("t3_other")), FetchState.UNPARSED),
        (made.feed(made.comment()), FetchState.UNPARSED),
        (made.feed(made.entry(author="")), FetchState.UNPARSED),
        (made.feed(made.entry(published="", updated="")), FetchState.UNPARSED),
        (made.feed(made.entry(title="")), FetchState.UNPARSED),
        (made.feed(), FetchState.UNPARSED),
        (made.feed(made.entry())[:200], FetchState.UNPARSED),
        (b'<html><form><button name="over18" value="yes">', FetchState.AGE_GATED),
        (b"<html><h3>Are you sure you want to view this quarantined community?", FetchState.RESTRICTED),
        (b"<html><h1>whoa there, pardner!</h1>", FetchState.LOGIN_WALL),
        (b"<html><title>Reddit - The heart of the internet</title>", FetchState.UNPARSED),
        (b"", FetchState.UNPARSED),
    ],
)
def test_whatever_else_is_shown_is_named_and_is_no_post(body: bytes, state: FetchState) -> None:
    reading = parse_feed(body, made.address())
    assert (reading.state, reading.post) == (state, None)


@pytest.mark.parametrize(
    ("body", "status", "state"),
    [
        (b"", 404, FetchState.UNREACHABLE),
        (b"<h3>r/madeup has been banned from Reddit</h3>", 404, FetchState.SUSPENDED),
        (b"<h3>r/madeup is a private community</h3>", 403, FetchState.RESTRICTED),
        (b"<h1>whoa there, pardner!</h1>", 403, FetchState.LOGIN_WALL),
        (b"You've been blocked by network security.", 403, FetchState.LOGIN_WALL),
        (b"", 451, FetchState.RESTRICTED),
    ],
)
def test_refusals_are_named(body: bytes, status: int, state: FetchState) -> None:
    reading = parse_refusal(body, status)
    assert reading is not None
    assert (reading.state, reading.post) == (state, None)


def test_an_outage_says_nothing_of_the_post() -> None:
    assert parse_refusal(b"", 503) is None
    assert parse_refusal(b"", 403) is None


def test_login_pages_are_known() -> None:
    assert is_login_wall("https://www.reddit.com/login/?dest=x")
    assert not is_login_wall(made.PAGE)
