"""The oEmbed answer: text, author and day, and the errors that X numbers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reference.times import Precision
from scrapers.posts.x import address_of
from scrapers.posts.x_answers import parse_error_codes, parse_oembed
from storage.records import FetchState, KnownFrom, MediaKind
from tests.scrapers.posts import answers_of_x as made
from tests.scrapers.posts.answers_of_x import address, errors, oembed

RECORDED = Path(__file__).parents[4] / "shared" / "responses" / "oembed-and-pages"


def test_a_post_is_read_from_its_blockquote() -> None:
    reading = parse_oembed(oembed(), address())
    assert reading.state is FetchState.VISIBLE
    post = reading.post
    assert post is not None
    assert (post.number, post.handle, post.name) == (made.NUMBER, "madeup_wire", "Made-up Wire")
    assert post.text == made.TEXT
    assert post.language == "en"
    (time,) = post.times
    assert (time.text, time.precision) == ("June 20, 2024", Precision.DAY)
    assert time.known_from is KnownFrom.DISPLAYED
    assert time.interval.start <= made.POSTED <= time.interval.end
    (item,) = post.media
    assert (item.kind, item.url) == (MediaKind.UNKNOWN, "https://pic.twitter.com/bbbbbbbbbb")


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers of X are not beside this checkout")
def test_the_recorded_answers() -> None:
    asked = address_of("https://twitter.com/vpotti/status/1968558229253931230")
    assert asked is not None
    good = parse_oembed((RECORDED / "twitter-item-response-success.json").read_bytes(), asked)
    assert good.state is FetchState.VISIBLE
    assert good.post is not None
    assert (good.post.handle, good.post.name) == ("vpotti", "Venuugopal")
    assert good.post.text.startswith("Youths!")
    assert good.post.times[0].text == "September 18, 2025"
    for name in ("profile-response-success.json", "profile-page.html"):
        bad = parse_oembed((RECORDED / f"twitter-{name}").read_bytes(), asked)
        assert bad.state is FetchState.UNPARSED, name
        assert bad.post is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"<html></html>",
        b'{"html": ""}',
        oembed(html=7),
        oembed(html="<p>no quote</p>"),
        oembed(html="<blockquote>empty</blockquote>"),
        oembed(number="1"),
        oembed(day="once"),
        oembed(day="June 31, 2024"),
        oembed(author_url="https://madeup.example/madeup_wire"),
        oembed(author_url=None),
        json.dumps(
            {"html": f'<blockquote><a href="https://x.com/a/status/{made.NUMBER}">June 20, 2024</a>'}
        ).encode(),
    ],
)
def test_less_than_a_post_is_never_visible(body: bytes) -> None:
    reading = parse_oembed(body, address())
    assert reading.state is FetchState.UNPARSED
    assert reading.post is None


def test_a_quote_of_nothing_is_no_post() -> None:
    quote = (
        f'<blockquote><p></p><a href="https://x.com/a/status/{made.NUMBER}">June 20, 2024</a></blockquote>'
    )
    assert parse_oembed(oembed(html=quote), address()).state is FetchState.UNPARSED


def test_a_link_to_a_post_inside_the_text_is_not_its_own() -> None:
    body = oembed(text="see https://x.com/other/status/55")
    reading = parse_oembed(body, address())
    assert reading.post is not None
    assert reading.post.number == made.NUMBER


@pytest.mark.parametrize(
    ("codes", "status", "state"),
    [
        ((179,), 403, FetchState.RESTRICTED),
        ((63,), 403, FetchState.SUSPENDED),
        ((64,), 403, FetchState.SUSPENDED),
        ((144,), 404, FetchState.UNREACHABLE),
        ((34,), 404, FetchState.UNREACHABLE),
        ((88, 179), 403, FetchState.RESTRICTED),
        ((), 404, FetchState.UNREACHABLE),
    ],
)
def test_numbered_errors_are_named(codes: tuple[int, ...], status: int, state: FetchState) -> None:
    reading = parse_error_codes(errors(*codes), status)
    assert reading is not None
    assert reading.state is state
    assert reading.post is None


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[1]", b'{"errors": 5}', b'{"errors": [5, {"code": "179"}]}']
)
def test_other_refusals_are_left_to_their_status(body: bytes) -> None:
    assert parse_error_codes(body, 403) is None


def test_endless_media_links_are_cut_off() -> None:
    links = "".join(f'<a href="https://t.co/{n}">pic.twitter.com/a{n}</a>' for n in range(300))
    markup = json.loads(oembed())["html"].replace("<p ", f"<p>{links}</p><p ", 1)
    assert links in markup
    reading = parse_oembed(oembed(html=markup), address())
    assert reading.state is FetchState.VISIBLE
    assert 0 < len(reading.media) <= 20
