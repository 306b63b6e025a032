"""Instagram: a post's addresses, its embed and page, the shortcode's time; and what is shown in their place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reference.times import Precision
from scrapers.posts import is_short_link
from scrapers.posts.instagram import (
    address_of,
    is_login_wall,
    parse_embed,
    parse_item,
    parse_page,
    parse_refusal,
    requests,
    time_of_number,
)
from storage.records import FetchState, MediaKind, Platform
from tests.scrapers.posts import answers_of_instagram as made

RECORDED = Path(__file__).resolve().parents[4] / "shared" / "responses" / "oembed-and-pages"
RECORDED_CODE = "Chm_-tPJqpd"


def recorded(name: str) -> bytes:
    file = RECORDED / name
    if not file.is_file():
        pytest.skip(f"the recorded answers are not here: ../shared/responses/oembed-and-pages/{name}")
    return file.read_bytes()


@pytest.mark.parametrize(
    ("url", "handle"),
    [
        ("https://www.instagram.com/p/Chm_-tPJqpd/", None),
        ("https://www.instagram.com/reel/Chm_-tPJqpd/?igsh=tracking", None),
        ("instagram.com/reels/Chm_-tPJqpd", None),
        ("https://www.instagram.com/tv/Chm_-tPJqpd/", None),
        ("https://www.instagram.com/madeup.wire/p/Chm_-tPJqpd/", "madeup.wire"),
        ("https://www.instagram.com/madeup.wire/reel/Chm_-tPJqpd/", "madeup.wire"),
        ("https://m.instagram.com/p/Chm_-tPJqpd/embed/captioned/?cr=1", None),
        ("http://instagr.am/p/Chm_-tPJqpd", None),
        ("https://www.instagram.com/accounts/login/?next=%2Freel%2FChm_-tPJqpd%2F", None),
        (
            "https://www.instagram.com/accounts/login/?next=https%3A%2F%2Fwww.instagram.com%2Fp%2FChm_-tPJqpd%2F",
            None,
        ),
    ],
)
def test_a_post_is_known_by_its_address(url: str, handle: str | None) -> None:
    address = address_of(url)
    assert address is not None
    assert (address.platform, address.number, address.handle) == (Platform.INSTAGRAM, RECORDED_CODE, handle)
    assert address.url == "https://www.instagram.com/p/Chm_-tPJqpd/"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.instagram.com/madeup.wire/",
        "https://www.instagram.com/stories/madeup.wire/2911295595251935837/",
        "https://www.instagram.com/explore/tags/madeup/",
        "https://www.instagram.com/reels/audio/123456789/",
        "https://www.instagram.com/p/",
        "https://www.instagram.com/share/p/BAbcdefgh",
        "https://www.instagram.com/accounts/login/?next=https%3A%2F%2Fevil.test%2Fp%2FChm_-tPJqpd%2F",
        "https://www.instagram.com/accounts/login/?next=%2Faccounts%2Flogin%2F%3Fnext%3Dx",
        "https://www.instagram.com.evil.test/p/Chm_-tPJqpd/",
        "https://user@www.instagram.com/p/Chm_-tPJqpd/",
    ],
)
def test_other_addresses_are_no_post(url: str) -> None:
    assert address_of(url) is None


def test_share_links_are_short_links() -> None:
    assert is_short_link("https://www.instagram.com/share/reel/BAbcdefgh")
    assert not is_short_link("https://www.instagram.com/sharing.wire/")


def test_the_embed_and_the_page_are_asked() -> None:
    assert [request.url for request in requests(made.address())] == [
        f"https://www.instagram.com/p/{made.NUMBER}/embed/captioned/",
        f"https://www.instagram.com/p/{made.NUMBER}/",
    ]


@pytest.mark.parametrize("answer", [made.page_with(made.item()), made.page_with(made.item(), levels=40)])
def test_the_pages_data_are_read(answer: bytes) -> None:
    reading = parse_page(answer, made.address())
    post = reading.post
    assert reading.state is FetchState.VISIBLE
    assert post is not None
    assert (post.handle, post.name, post.author_id) == ("madeup.wire", "Made-up Wire", "4242")
    assert post.text == made.TEXT
    assert post.times[0].interval.start == made.POSTED.replace(microsecond=0)
    (found,) = reading.media
    assert (found.item.kind, found.item.duration, found.urls[0]) == (MediaKind.VIDEO, 31.2, made.VIDEO)


def test_the_embeds_data_are_read() -> None:
    reading = parse_embed(made.embed(made.shortcode_media()), made.address())
    post = reading.post
    assert post is not None
    assert (post.handle, post.author_id, post.text) == ("madeup.wire", "4242", made.TEXT)
    assert post.times[0].interval.start == made.POSTED.replace(microsecond=0)
    assert [(found.item.kind, found.urls) for found in reading.media] == [(MediaKind.VIDEO, (made.VIDEO,))]


def test_several_media_are_read() -> None:
    child = {"node": {"is_video": False, "display_url": made.STILL}}
    media = made.shortcode_media(
        edge_sidecar_to_children={"edges": [child, {"node": made.shortcode_media()}]}
    )
    reading = parse_embed(made.embed(media), made.address())
    assert [found.item.kind for found in reading.media] == [MediaKind.IMAGE, MediaKind.VIDEO]


def test_the_drawn_embed_is_read() -> None:
    reading = parse_embed(made.drawn(), made.address())
    assert reading.post is not None
    assert (reading.post.handle, reading.post.text) == ("madeup.wire", made.TEXT)
    assert [(found.item.kind, found.urls) for found in reading.media] == [(MediaKind.IMAGE, (made.STILL,))]


def test_the_head_of_the_page_is_read() -> None:
    reading = parse_page(made.head(), made.address())
    post = reading.post
    assert post is not None
    assert (post.handle, post.name, post.text) == ("madeup.wire", "Made-up Wire", made.TEXT)
    assert [(time.text, time.precision) for time in post.times] == [("2024-06-20", Precision.DAY)]
    assert [item.kind for item in post.media] == [MediaKind.IMAGE]
    reel = parse_page(made.head(kind="reel"), made.address())
    assert [found.item.kind for found in reel.media] == [MediaKind.VIDEO]


def test_an_edited_caption_is_said() -> None:
    reading = parse_page(made.page_with(made.item(caption_is_edited=True)), made.address())
    assert reading.state is FetchState.EDITED


def test_the_recorded_page_is_read() -> None:
    address = address_of(f"https://www.instagram.com/p/{RECORDED_CODE}/")
    assert address is not None
    reading = parse_page(recorded("instagram-item-page.html"), address)
    assert reading.post is not None
    assert (reading.post.handle, reading.post.name) == ("retrobayarea", "Retro Bay Area")
    assert reading.post.text.startswith("Sunnyvale, mid-1950\u2019s.")
    assert [item.kind for item in reading.post.media] == [MediaKind.IMAGE]


def test_the_recorded_answer_of_the_api_is_read_and_its_clocks_agree() -> None:
    address = address_of(f"https://www.instagram.com/p/{RECORDED_CODE}/")
    assert address is not None
    (item,) = json.loads(recorded("instagram-item-graphql.json"))["items"]
    post = parse_item(item, address).post
    number = time_of_number(address.number)
    assert post is not None
    assert number is not None
    assert (post.handle, len(post.media)) == ("retrobayarea", 2)
    assert abs((post.times[0].interval.start - number.interval.start).total_seconds()) <= 1


def test_a_recorded_profile_is_no_post() -> None:
    reading = parse_page(recorded("instagram-profile-page.html"), made.address())
    assert (reading.state, reading.post) == (FetchState.UNPARSED, None)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (b'<html lang="en"><title>Instagram</title></html>', FetchState.LOGIN_WALL),
        ('<html lang="en"><title>Login \u2022 Instagram</title></html>'.encode(), FetchState.LOGIN_WALL),
        ('<html><title>Page not found \u2022 Instagram</title></html>'.encode(), FetchState.UNREACHABLE),
        (b"<html><title>x</title>You must be 18 years old or over</html>", FetchState.AGE_GATED),
        (made.page_with(made.item(code="oTherPost01", pk="7")), FetchState.LOGIN_WALL),
        (made.page_with(made.item(user={})), FetchState.UNPARSED),
        (made.page_with(made.item(caption=None, video_versions=[], media_type=9)), FetchState.VISIBLE),
        (made.head("oTherPost01"), FetchState.UNPARSED),
        (b"", FetchState.UNPARSED),
        (b"\xff\xfe\x00", FetchState.UNPARSED),
    ],
)  # fmt: skip
def test_whatever_else_the_page_is_is_named(answer: bytes, state: FetchState) -> None:
    reading = parse_page(answer, made.address())
    assert reading.state is state
    assert (reading.post is None) is (state is not FetchState.VISIBLE)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (b'<html><body class="EmbedIsBroken">The link may be broken</body></html>', FetchState.UNREACHABLE),
        (made.embed(None), FetchState.LOGIN_WALL),
        (made.embed(made.shortcode_media(shortcode="oTherPost01")), FetchState.UNPARSED),
        (made.embed(made.shortcode_media(owner={})), FetchState.UNPARSED),
        (made.drawn("oTherPost01"), FetchState.UNPARSED),
        (b"", FetchState.UNPARSED),
        (b'"contextJSON":"{' + b"[" * 5000, FetchState.UNPARSED),
    ],
)
def test_whatever_else_the_embed_is_is_named_and_is_no_post(answer: bytes, state: FetchState) -> None:
    reading = parse_embed(answer, made.address())
    assert (reading.state, reading.post) == (state, None)


def test_refusals_and_login_pages_are_named() -> None:
    states = {
        status: reading.state for status in (403, 404, 429, 500) if (reading := parse_refusal(b"", status))
    }
    assert states == {
        403: FetchState.LOGIN_WALL,
        404: FetchState.UNREACHABLE,
        429: FetchState.LOGIN_WALL,
    }
    assert is_login_wall("https://www.instagram.com/accounts/login/?next=/p/x/")
    assert is_login_wall("https://www.instagram.com/")
    assert not is_login_wall(made.address().url)


def test_the_shortcode_says_when() -> None:
    time = time_of_number(made.NUMBER)
    assert time is not None
    assert time.interval.start == made.POSTED.replace(microsecond=0)
    private = time_of_number(made.NUMBER + "x" * 28)
    assert private == time


@pytest.mark.parametrize("code", ["", "!", "A", "AAAAAA", "_" * 11, "z" * 20])
def test_other_codes_carry_no_time(code: str) -> None:
    found: Any = time_of_number(code)
    assert found is None
