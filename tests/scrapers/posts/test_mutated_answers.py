"""Answers of platforms, damaged at random: each is a whole post or none, and no parser falls over."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scrapers.posts import facebook, instagram, tiktok, youtube
from scrapers.posts.shape import PostAddress, Reading
from storage.records import FetchState
from tests.scrapers.posts import answers_of_facebook as made_facebook
from tests.scrapers.posts import answers_of_instagram as made_instagram
from tests.scrapers.posts import answers_of_tiktok as made_tiktok
from tests.scrapers.posts import answers_of_youtube as made_youtube

RECORDED = Path(__file__).resolve().parents[4] / "shared" / "responses" / "oembed-and-pages"
Parse = Callable[[bytes, PostAddress], Reading]

_STORY = made_facebook.address(f"https://www.facebook.com/madeup.wire/posts/{made_facebook.DIGITS}")
MADE: dict[str, tuple[Parse, bytes, PostAddress]] = {
    "youtube page": (youtube.parse_watch, made_youtube.watch(), made_youtube.address()),
    "youtube oembed": (youtube.parse_oembed, made_youtube.oembed(), made_youtube.address()),
    "tiktok page": (tiktok.parse_page, made_tiktok.detail(), made_tiktok.address()),
    "tiktok oembed": (tiktok.parse_oembed, made_tiktok.oembed(), made_tiktok.address()),
    "instagram data": (
        instagram.parse_page,
        made_instagram.page_with(made_instagram.item()),
        made_instagram.address(),
    ),
    "instagram head": (instagram.parse_page, made_instagram.head(), made_instagram.address()),
    "instagram embed": (
        instagram.parse_embed,
        made_instagram.embed(made_instagram.shortcode_media()),
        made_instagram.address(),
    ),
    "instagram drawn": (instagram.parse_embed, made_instagram.drawn(), made_instagram.address()),
    "facebook posting": (facebook.parse_page, made_facebook.posting(), made_facebook.address()),
    "facebook story": (facebook.parse_page, made_facebook.story(), _STORY),
    "facebook drawn": (facebook.parse_page, made_facebook.drawn(), made_facebook.address()),
    "facebook head": (facebook.parse_page, made_facebook.head(), made_facebook.address()),
}
REAL: dict[str, tuple[Parse, str, str]] = {
    "youtube": (youtube.parse_watch, "youtube-item-page.html", "https://youtu.be/S49CN57Y58o"),
    "tiktok": (
        tiktok.parse_page,
        "tiktok-item-page.html",
        "https://www.tiktok.com/@rebelunicorncrafts/video/7134059641968872746",
    ),
    "instagram": (
        instagram.parse_page,
        "instagram-item-page.html",
        "https://www.instagram.com/p/Chm_-tPJqpd/",
    ),
    "facebook": (
        facebook.parse_page,
        "facebook-item-page_ironmaiden.html",
        "https://www.facebook.com/ironmaiden/posts/10157024746512051",
    ),
}


def damaged(content: bytes, times: int, chance: random.Random) -> Iterator[bytes]:
    """Cut off, with pieces missing, doubled, swapped for others, or with bytes changed."""
    pieces = (
        b"null",
        b"[]",
        b"{}",
        b'""',
        b"-1",
        b"\x00",
        b"\xff\xfe",
        b"<",
        b"9" * 400,
        b"\\ud800",
        b"true",
    )
    for turn in range(times):
        at = chance.randrange(len(content))
        end = min(len(content), at + chance.randrange(1, 200))
        match turn % 5:
            case 0:
                yield content[:at]
            case 1:
                yield content[:at] + content[end:]
            case 2:
                yield content[:end] + content[at:]
            case 3:
                yield content[:at] + chance.choice(pieces) + content[end:]
            case _:
                changed = bytearray(content)
                for _ in range(20):
                    changed[chance.randrange(len(changed))] = chance.randrange(256)
                yield bytes(changed)


def assert_whole_or_none(reading: Reading, address: PostAddress) -> None:
    assert reading.reason
    if reading.state in {FetchState.VISIBLE, FetchState.EDITED}:
        assert reading.post is not None
    if reading.post is None:
        return
    assert reading.state is not FetchState.UNPARSED
    assert reading.post.number == address.number
    assert reading.post.handle or reading.post.name
    assert reading.post.text or reading.post.media
    reading.post.text.encode("utf-8")


@pytest.mark.parametrize("name", MADE)
def test_a_damaged_answer_is_a_whole_post_or_none(name: str) -> None:
    parse, content, address = MADE[name]
    assert parse(content, address).post is not None
    for answer in damaged(content, 250, random.Random(name)):
        assert_whole_or_none(parse(answer, address), address)


@pytest.mark.parametrize("name", REAL)
def test_a_damaged_recording_is_a_whole_post_or_none(name: str) -> None:
    parse, file, url = REAL[name]
    if not (RECORDED / file).is_file():
        pytest.skip(f"the recorded answers are not here: ../shared/responses/oembed-and-pages/{file}")
    content = (RECORDED / file).read_bytes()
    module = {"youtube": youtube, "tiktok": tiktok, "instagram": instagram, "facebook": facebook}[name]
    address = module.address_of(url)
    assert address is not None
    for answer in damaged(content, 15, random.Random(name)):
        assert_whole_or_none(parse(answer, address), address)


@pytest.mark.parametrize("depth", [100, 5_000, 100_000])
@pytest.mark.parametrize("name", MADE)
def test_endless_nesting_is_unparsed(name: str, depth: int) -> None:
    parse, _, address = MADE[name]
    number = address.number.encode()
    for opening in (b"[", b'{"a":'):
        nested = opening * depth
        for wrapped in (
            nested,
            b"var ytInitialPlayerResponse = " + nested,
            b'<script id="__UNIVERSAL_DATA_FOR_REHYDRATION__" type="application/json">'
            + nested
            + b"</script>",
            b'<script type="application/json" data-sjs>' + nested + b"</script>" + number,
            b'<script type="application/ld+json">' + nested + b"</script>" + number,
        ):
            assert parse(wrapped, address).post is None


@pytest.mark.parametrize("filling", [b"<p>", b"<meta property=a content=b>", b"<script></script>"])
@pytest.mark.parametrize("name", ["facebook posting", "instagram data", "youtube page"])
def test_a_page_of_more_markup_than_any_has_is_not_read(name: str, filling: bytes) -> None:
    parse, content, address = MADE[name]
    reading = parse(content + filling * 110_000, address)
    assert (reading.state, reading.post) == (FetchState.UNPARSED, None)
