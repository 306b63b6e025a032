"""Facebook: a post's addresses, its page in every kind, and whatever is shown in its place."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from scrapers.posts import is_short_link
from scrapers.posts.facebook import address_of, is_login_wall, parse_page, parse_refusal, requests
from storage.records import FetchState, MediaKind, Platform
from tests.scrapers.posts import answers_of_facebook as made

RECORDED = Path(__file__).resolve().parents[4] / "shared" / "responses" / "oembed-and-pages"
PFBID = made.NUMBER
POSTED = datetime.fromtimestamp(made.POSTED, UTC)


def recorded(name: str) -> bytes:
    file = RECORDED / name
    if not file.is_file():
        pytest.skip(f"the recorded answers are not here: ../shared/responses/oembed-and-pages/{name}")
    return file.read_bytes()


@pytest.mark.parametrize(
    ("url", "number", "usual"),
    [
        (f"https://www.facebook.com/madeup.wire/posts/{PFBID}?rdid=x", PFBID, f"madeup.wire/posts/{PFBID}"),
        ("https://m.facebook.com/madeup/posts/1234567890", "1234567890", "madeup/posts/1234567890"),
        ("facebook.com/madeup/posts/a-slug-of-it/1234567890/", "1234567890", "madeup/posts/1234567890"),
        ("https://www.facebook.com/madeup/videos/1234567890/", "1234567890", "madeup/videos/1234567890"),
        ("https://de-de.facebook.com/madeup/videos/a-slug/1234567890", "1234567890", "madeup/videos/1234567890"),
        ("https://www.facebook.com/watch/?v=1234567890&ref=sharing", "1234567890", "watch/?v=1234567890"),
        ("https://www.facebook.com/watch/live/?v=1234567890", "1234567890", "watch/?v=1234567890"),
        ("https://fb.com/video.php?v=1234567890", "1234567890", "watch/?v=1234567890"),
        ("https://www.facebook.com/reel/1234567890?s=fb_shorts", "1234567890", "reel/1234567890/"),
        ("https://www.facebook.com/photo/?fbid=1234567890&set=a.1", "1234567890", "photo/?fbid=1234567890"),
        ("https://www.facebook.com/madeup/photos/a.1/1234567890/", "1234567890", "photo/?fbid=1234567890"),
        (
            f"https://m.facebook.com/story.php?story_fbid={PFBID}&id=42",
            PFBID,
            f"permalink.php?story_fbid={PFBID}&id=42",
        ),
        ("https://m.facebook.com/login.php?next=https%3A%2F%2Ffb.com%2Freel%2F12345", "12345", "reel/12345/"),
        ("https://www.facebook.com/groups/m/permalink/1234567890/", "1234567890", "groups/m/posts/1234567890/"),
        (
            "https://www.facebook.com/plugins/video.php?height=314&href=https%3A%2F%2Fwww.facebook.com%2Fmadeup%2Fvideos%2F1234567890%2F&show_text=0",
            "1234567890",
            "madeup/videos/1234567890",
        ),
    ],
)  # fmt: skip
def test_a_post_is_known_by_its_address(url: str, number: str, usual: str) -> None:
    address = address_of(url)
    assert address is not None
    assert (address.platform, address.number) == (Platform.FACEBOOK, number)
    assert address.url == f"https://www.facebook.com/{usual}"
    assert address_of(address.url) is not None


@pytest.mark.parametrize(
    "url",
    [
        "https://www.facebook.com/madeup.wire",
        "https://www.facebook.com/profile.php?id=42",
        "https://www.facebook.com/groups/madeup",
        "https://www.facebook.com/watch/",
        "https://www.facebook.com/media/set/?set=a.1.2",
        "https://www.facebook.com/login/?next=https%3A%2F%2Fevil.test%2Fa%2Fposts%2F1234567890",
        "https://www.facebook.com/login/?next=https%3A%2F%2Fwww.facebook.com%2Flogin%2F%3Fnext%3Dx",
        "https://www.facebook.com/madeup/photos",
        "https://www.facebook.com/madeup/posts/",
        "https://www.facebook.com/plugins/like.php?href=https://www.facebook.com/madeup/posts/1234567890",
        "https://www.facebook.com/sharer/sharer.php?u=https://www.facebook.com/madeup/posts/1234567890",
        "https://www.facebook.com.evil.test/madeup/posts/1234567890",
        "https://evil-facebook.com/madeup/posts/1234567890",
        "https://user@www.facebook.com/madeup/posts/1234567890",
    ],
)
def test_other_addresses_are_no_post(url: str) -> None:
    assert address_of(url) is None


@pytest.mark.parametrize(
    "url", ["https://fb.watch/abc123/", "https://www.facebook.com/share/v/abc123/", "fb.me/abc"]
)
def test_short_links_are_known(url: str) -> None:
    assert is_short_link(url)
    assert address_of(url) is None


def test_the_page_and_the_plugin_are_asked() -> None:
    page, plugin = requests(made.address())
    assert page.url == made.URL
    assert plugin.url.startswith(
        "https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com"
    )
    video = requests(made.address("https://www.facebook.com/reel/1234567890"))
    assert "/plugins/video.php?" in video[1].url


@pytest.mark.parametrize("url", [made.URL, f"https://www.facebook.com/madeup.wire/posts/{made.DIGITS}"])
def test_json_ld_is_read(url: str) -> None:
    reading = parse_page(made.posting(), made.address(url))
    post = reading.post
    assert reading.state is FetchState.VISIBLE
    assert post is not None
    assert (post.handle, post.name, post.author_id) == ("madeup.wire", "Made-up Wire", "100000000000001")
    assert post.text == made.TEXT
    assert post.times[0].interval.start == POSTED
    assert [(found.item.kind, found.urls) for found in reading.media] == [(MediaKind.IMAGE, (made.PICTURE,))]


def test_the_interfaces_data_are_read() -> None:
    address = made.address(f"https://www.facebook.com/madeup.wire/posts/{made.DIGITS}")
    reading = parse_page(made.story(), address)
    post = reading.post
    assert post is not None
    assert (post.handle, post.name, post.text) == ("madeup.wire", "Made-up Wire", made.TEXT)
    assert post.times[0].interval.start == POSTED
    assert [item.kind for item in post.media] == [MediaKind.VIDEO]


def test_a_drawn_page_is_read() -> None:
    post = parse_page(made.drawn(), made.address()).post
    assert post is not None
    assert (post.handle, post.name, post.text) == (
        "madeup.wire",
        "Made-up Wire",
        "Two dogs handed over & a car\nmore below",
    )
    assert post.times[0].interval.start == POSTED


def test_a_head_is_read_and_says_what_it_lacks() -> None:
    reading = parse_page(made.head(description="Two dogs handed over..."), made.address())
    assert reading.post is not None
    assert (reading.post.name, reading.post.text, reading.post.times) == (
        "Made-up Wire",
        "Two dogs handed over...",
        (),
    )
    assert "only the beginning" in reading.reason


@pytest.mark.parametrize(
    ("name", "url", "author", "text", "posted"),
    [
        (
            "facebook-item-page_pfbid.html",
            "https://www.facebook.com/LittleMix/posts/pfbid02Hvu5Jys35PPckFHUQFNbxoT7pK8quieyMMG7D5KkkwtxbwJuSkpPjXK1ZEXceQNXl",
            ("LittleMix", "Little Mix"),
            "\U0001f90d Nothing comes between us \U0001f90d",
            "2022-05-26T19:26:44+00:00",
        ),
        (
            "facebook-item-page_ironmaiden.html",
            "https://www.facebook.com/ironmaiden/posts/10157024746512051",
            ("ironmaiden", "Iron Maiden"),
            "Legacy of the Beast Touring Update 2020/21",
            "2020-05-07T14:01:18+00:00",
        ),
    ],
)
def test_recorded_posts_are_read(
    name: str, url: str, author: tuple[str, str], text: str, posted: str
) -> None:
    reading = parse_page(recorded(name), made.address(url))
    post = reading.post
    assert reading.state is FetchState.VISIBLE
    assert post is not None
    assert (post.handle, post.name) == author
    assert post.text.startswith(text)
    assert post.times[0].interval.start.isoformat() == posted
    assert [item.kind for item in post.media] == [MediaKind.IMAGE]


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("facebook-profile-page_login.html", FetchState.LOGIN_WALL),
        ("facebook-profile-page_meedan.html", FetchState.UNPARSED),
        ("facebook-item-page_iosid.html", FetchState.UNPARSED),
    ],
)
def test_recorded_pages_without_the_post_are_named(name: str, state: FetchState) -> None:
    reading = parse_page(recorded(name), made.address())
    assert (reading.state, reading.post) == (state, None)


def test_a_recorded_album_is_no_post() -> None:
    reading = parse_page(recorded("facebook-item-page_photo-album.html"), made.address())
    assert reading.post is None
    assert reading.state is not FetchState.VISIBLE


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (made.page(title="Log into Facebook"), FetchState.LOGIN_WALL),
        (made.page(title="Facebook \u2013 log in or sign up"), FetchState.LOGIN_WALL),
        (made.page(body='<form id="login_form"></form>', title="Facebook"), FetchState.LOGIN_WALL),
        (made.page(body="This content isn't available right now", title="Facebook"), FetchState.UNREACHABLE),
        (made.page(body="This content isn\u2019t available at the moment", title="Facebook"), FetchState.UNREACHABLE),
        (made.head("https://www.facebook.com/madeup.wire/posts/9999999999"), FetchState.UNPARSED),
        (made.posting(url="https://www.facebook.com/x/posts/9999999999", identifier="9"), FetchState.UNPARSED),
        (made.posting(author={}), FetchState.UNPARSED),
        (made.story("999999999999999"), FetchState.UNPARSED),
        (made.page(), FetchState.UNPARSED),
        (b"", FetchState.UNPARSED),
    ],
)  # fmt: skip
def test_whatever_else_is_shown_is_named_and_is_no_post(answer: bytes, state: FetchState) -> None:
    reading = parse_page(answer, made.address())
    assert (reading.state, reading.post) == (state, None)


def test_a_story_without_author_or_time_is_not_taken() -> None:
    address = made.address(f"https://www.facebook.com/permalink.php?story_fbid={made.DIGITS}&id=42")
    reading = parse_page(made.story(comet_sections={}), address)
    assert (reading.state, reading.post) == (FetchState.UNPARSED, None)


def test_refusals_and_login_pages_are_named() -> None:
    states = {
        status: reading.state for status in (400, 403, 404, 500) if (reading := parse_refusal(b"", status))
    }
    assert states == {
        400: FetchState.UNREACHABLE,
        403: FetchState.LOGIN_WALL,
        404: FetchState.UNREACHABLE,
    }
    assert is_login_wall("https://www.facebook.com/login/?next=x")
    assert is_login_wall("https://m.facebook.com/login.php?next=x")
    assert not is_login_wall(made.URL)
