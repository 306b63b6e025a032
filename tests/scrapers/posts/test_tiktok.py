"""TikTok: a post's addresses, its page and oEmbed, the number's time; and whatever is shown in their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from scrapers.posts import is_short_link
from scrapers.posts.tiktok import (
    address_of,
    is_login_wall,
    parse_oembed,
    parse_page,
    parse_refusal,
    requests,
    time_of_number,
)
from storage.records import FetchState, MediaKind, Platform
from tests.scrapers.posts import answers_of_tiktok as made

RECORDED = Path(__file__).resolve().parents[4] / "shared" / "responses" / "oembed-and-pages"
RECORDED_URL = "https://www.tiktok.com/@rebelunicorncrafts/video/7134059641968872746"


def recorded(name: str) -> bytes:
    file = RECORDED / name
    if not file.is_file():
        pytest.skip(f"the recorded answers are not here: ../shared/responses/oembed-and-pages/{name}")
    return file.read_bytes()


@pytest.mark.parametrize(
    ("url", "handle"),
    [
        (f"https://www.tiktok.com/@madeup.wire/video/{made.NUMBER}", "madeup.wire"),
        (f"https://www.tiktok.com/@madeup.wire/video/{made.NUMBER}?is_from_webapp=1&lang=en", "madeup.wire"),
        (f"m.tiktok.com/@madeup.wire/photo/{made.NUMBER}/", "madeup.wire"),
        (f"https://m.tiktok.com/v/{made.NUMBER}.html", None),
        (f"https://www.tiktok.com/@/video/{made.NUMBER}", None),
        (f"https://www.tiktok.com/embed/v2/{made.NUMBER}", None),
        (f"https://www.tiktok.com/player/v1/{made.NUMBER}?music_info=1", None),
        (f"https://www.tiktokv.com/share/video/{made.NUMBER}/", None),
    ],
)
def test_a_post_is_known_by_its_address(url: str, handle: str | None) -> None:
    address = address_of(url)
    assert address is not None
    assert (address.platform, address.number, address.handle) == (Platform.TIKTOK, made.NUMBER, handle)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.tiktok.com/@madeup.wire",
        "https://www.tiktok.com/@madeup.wire/live",
        "https://www.tiktok.com/music/made-up-7133362813254388523",
        "https://www.tiktok.com/tag/madeup",
        "https://www.tiktok.com/@madeup.wire/video/12",
        "https://www.tiktok.com/@madeup.wire/video/9999999999999999999",
        f"https://www.tiktok.com.evil.test/@a/video/{made.NUMBER}",
        f"https://user@www.tiktok.com/@a/video/{made.NUMBER}",
    ],
)
def test_other_addresses_are_no_post(url: str) -> None:
    assert address_of(url) is None


@pytest.mark.parametrize(
    ("url", "short"),
    [
        ("https://vm.tiktok.com/ZMabcdef/", True),
        ("https://vt.tiktok.com/ZSabcdef", True),
        ("https://www.tiktok.com/t/ZTabcdef/", True),
        ("https://www.tiktok.com/tag/madeup", False),
        ("https://www.tiktok.com/@madeup.wire", False),
    ],
)
def test_short_links_are_known(url: str, short: bool) -> None:
    assert is_short_link(url) is short


def test_the_page_and_oembed_are_asked() -> None:
    page, oembed = requests(made.address())
    assert page.url == f"https://www.tiktok.com/@madeup.wire/video/{made.NUMBER}"
    assert oembed.url.startswith(
        "https://www.tiktok.com/oembed?url=https%3A%2F%2Fwww.tiktok.com%2F%40madeup.wire"
    )


def test_the_page_is_read() -> None:
    reading = parse_page(made.detail(), made.address())
    post = reading.post
    assert reading.state is FetchState.VISIBLE
    assert post is not None
    assert (post.handle, post.name, post.text) == ("madeup.wire", "Made-up Wire", made.TEXT)
    assert post.times[0].interval.start == made.POSTED
    assert [(item.kind, item.duration, item.width) for item in post.media] == [(MediaKind.VIDEO, 21.0, 576)]


def test_a_post_of_pictures_is_read() -> None:
    images = [
        {"imageURL": {"urlList": [f"https://p16.tiktokcdn.com/{n}.jpeg"]}, "imageWidth": 5} for n in (1, 2)
    ]
    reading = parse_page(made.detail(imagePost={"images": images}), made.address())
    assert [(found.item.kind, found.urls) for found in reading.media] == [
        (MediaKind.IMAGE, ("https://p16.tiktokcdn.com/1.jpeg",)),
        (MediaKind.IMAGE, ("https://p16.tiktokcdn.com/2.jpeg",)),
    ]


def test_the_recorded_page_and_oembed_are_read() -> None:
    address = address_of(RECORDED_URL)
    assert address is not None
    for reading in (
        parse_page(recorded("tiktok-item-page.html"), address),
        parse_oembed(recorded("tiktok-item-oembed.json"), address),
    ):
        assert reading.state is FetchState.VISIBLE
        assert reading.post is not None
        assert (reading.post.handle, reading.post.name) == (
            "rebelunicorncrafts",
            "Lacey - Curious Watercolor&Art",
        )
        assert reading.post.text.startswith("I've had this corn interview stuck in my head for days")
        assert reading.media[0].item.kind is MediaKind.VIDEO


def test_the_recorded_posts_clocks_agree() -> None:
    address = address_of(RECORDED_URL)
    assert address is not None
    post = parse_page(recorded("tiktok-item-page.html"), address).post
    number = time_of_number(address.number)
    assert post is not None
    assert number is not None
    apart = post.times[0].interval.start - number.interval.start
    assert 0 <= apart.total_seconds() <= 5


def test_a_recorded_profile_is_no_post() -> None:
    reading = parse_page(recorded("tiktok-profile-page.html"), made.address())
    assert (reading.state, reading.post) == (FetchState.UNPARSED, None)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (made.detail(10204, "item doesn't exist"), FetchState.UNREACHABLE),
        (made.detail(10204, "status_deleted"), FetchState.DELETED),
        (made.detail(10216, "status_self_see"), FetchState.RESTRICTED),
        (made.detail(10222, "author_secret"), FetchState.RESTRICTED),
        (made.detail(10999, "cross_border_violation"), FetchState.RESTRICTED),
        (made.detail(video=None, isContentClassified=True), FetchState.AGE_GATED),
        (made.detail(id="7000000000000000001"), FetchState.UNPARSED),
        (made.detail(author={}), FetchState.UNPARSED),
        (made.detail(createTime="soon"), FetchState.UNPARSED),
        (made.detail(desc=None), FetchState.UNPARSED),
        (made.detail(desc="", video=None), FetchState.UNPARSED),
        (made.page({}), FetchState.UNPARSED),
        (made.detail()[:400], FetchState.UNPARSED),
        (b"<html><title>TikTok - Make Your Day</title></html>", FetchState.UNPARSED),
        (b"", FetchState.UNPARSED),
    ],
)
def test_whatever_else_is_shown_is_named_and_is_no_post(answer: bytes, state: FetchState) -> None:
    reading = parse_page(answer, made.address())
    assert (reading.state, reading.post) == (state, None)


@pytest.mark.parametrize(
    "answer",
    [b"", b"[]", made.oembed("7000000000000000001"), made.oembed(author_url=""), made.oembed(html=None)],
)
def test_other_oembed_answers_are_unparsed(answer: bytes) -> None:
    assert parse_oembed(answer, made.address()).state is FetchState.UNPARSED


def test_refusals_and_login_pages_are_named() -> None:
    gone = parse_refusal(b"", 404)
    assert gone is not None
    assert gone.state is FetchState.UNREACHABLE
    assert parse_refusal(b"", 500) is None
    assert is_login_wall("https://www.tiktok.com/login?redirect_url=x")
    assert not is_login_wall(made.address().url)


@pytest.mark.parametrize("number", ["", "abc", "12345", "1000000000000", "99999999999999999999"])
def test_other_numbers_carry_no_time(number: str) -> None:
    assert time_of_number(number) is None
