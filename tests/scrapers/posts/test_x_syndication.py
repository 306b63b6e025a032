"""The syndication answer: the post with everything it carries, or what stands in its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from reference.times import Precision
from scrapers.posts.x import address_of
from scrapers.posts.x_answers import parse_syndication
from storage.records import FetchState, KnownFrom, MediaKind, Platform
from tests.scrapers.posts import answers_of_x as made
from tests.scrapers.posts.answers_of_x import address, syndication, tombstone

RECORDED = Path(__file__).parents[4] / "shared/responses/x-syndication/tweet-result-1684218600456876032.json"


def test_a_post_is_read_whole() -> None:
    reading = parse_syndication(syndication(), address())
    assert reading.state is FetchState.VISIBLE
    post = reading.post
    assert post is not None
    assert (post.platform, post.number) == (Platform.X, made.NUMBER)
    assert post.url == f"https://x.com/madeup_wire/status/{made.NUMBER}"
    assert (post.handle, post.name, post.author_id) == ("madeup_wire", "Made-up Wire", "4242")
    assert post.text == made.TEXT
    assert post.language == "en"
    (time,) = post.times
    assert time.interval.start == time.interval.end == made.POSTED.replace(microsecond=0)
    assert (time.precision, time.known_from) == (Precision.SECOND, KnownFrom.DISPLAYED)
    (item,) = post.media
    assert (item.kind, item.url, item.sha256) == (MediaKind.VIDEO, made.BEST, None)
    assert (item.duration, item.width, item.height) == (31.2, 1280, 720)
    assert reading.media[0].urls == (made.BEST, made.SMALL)


@pytest.mark.skipif(not RECORDED.is_file(), reason="the recorded answer of X is not beside this checkout")
def test_the_recorded_answer_is_read_whole() -> None:
    asked = address_of("https://twitter.com/Rainmaker1973/status/1684218600456876032")
    assert asked is not None
    reading = parse_syndication(RECORDED.read_bytes(), asked)
    assert reading.state is FetchState.VISIBLE
    post = reading.post
    assert post is not None
    assert (post.handle, post.name, post.author_id) == ("Rainmaker1973", "Massimo", "177101260")
    assert post.text.startswith("For the first time in the world")
    assert post.text.endswith("https://t.co/1kNB4GT8ut]")
    assert post.times[0].text == "2023-07-26T15:06:20.000Z"
    (item,) = post.media
    assert item.url is not None
    assert "886x546" in item.url
    assert (item.kind, item.duration) == (MediaKind.VIDEO, 14.51)
    assert len(reading.media[0].urls) == 3


def test_pictures_and_moving_pictures() -> None:
    gif = {**made.video(), "type": "animated_gif"}
    reading = parse_syndication(
        syndication(mediaDetails=[made.photo(), gif, {"type": "hologram"}]), address()
    )
    assert reading.post is not None
    assert [item.kind for item in reading.post.media] == [MediaKind.IMAGE, MediaKind.VIDEO, MediaKind.UNKNOWN]
    assert reading.media[0].urls == (f"{made.PHOTO}?name=orig", made.PHOTO)
    assert reading.post.media[0].width == 1600
    assert reading.media[2].urls == ()


def test_answers_that_carry_only_what_the_embed_draws() -> None:
    variants = [{"type": "video/mp4", "src": made.SMALL}, {"type": "video/mp4", "src": made.BEST}]
    reading = parse_syndication(
        syndication(
            mediaDetails=[],
            photos=[{"url": made.PHOTO, "width": 1600, "height": 900}],
            video={"durationMs": 31200, "variants": variants},
        ),
        address(),
    )
    assert [found.item.kind for found in reading.media] == [MediaKind.IMAGE, MediaKind.VIDEO]
    assert reading.media[1].urls == (made.BEST, made.SMALL)
    assert reading.media[1].item.duration == 31.2


def test_a_post_without_media() -> None:
    reading = parse_syndication(syndication(mediaDetails=None, entities={}, text="Words only"), address())
    assert reading.state is FetchState.VISIBLE
    assert reading.post is not None
    assert (reading.post.text, reading.post.media) == ("Words only", ())


def test_only_links_to_media_leave_the_text() -> None:
    media = [{**made.photo(), "url": "A gift"}, {**made.photo(), "url": "https://t.co/"}]
    reading = parse_syndication(syndication(mediaDetails=media), address())
    assert reading.post is not None
    assert reading.post.text == made.TEXT


def test_an_edited_post_is_said_to_be_edited() -> None:
    later = str(int(made.NUMBER) + (60_000 << 22))
    versions = {"edit_tweet_ids": [made.NUMBER, later]}
    same = parse_syndication(syndication(isEdited=True, edit_control=versions), address())
    newer = parse_syndication(syndication(id_str=later, edit_control=versions), address())
    assert same.state is newer.state is FetchState.EDITED
    assert newer.post is not None
    assert newer.post.number == later


def test_a_long_text_that_is_cut_is_said_to_be() -> None:
    assert "beginning" in parse_syndication(syndication(note_tweet={"id": "abc"}), address()).reason


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("This Post is from a suspended account. Learn more", FetchState.SUSPENDED),
        ("This Tweet is from a suspended account. Learn more", FetchState.SUSPENDED),
        ("This Post was deleted by the Post author. Learn more", FetchState.DELETED),
        ("This Tweet was deleted by the Tweet author. Learn more", FetchState.DELETED),
        ("This Post is from an account that no longer exists. Learn more", FetchState.DELETED),
        ("Age-restricted adult content. This content might not be appropriate…", FetchState.AGE_GATED),
        (
            "You’re unable to view this Post because this account owner limits who can view their Posts.",
            FetchState.RESTRICTED,
        ),
        ("This Post is unavailable.", FetchState.RESTRICTED),
        ("Something that X has never said before", FetchState.RESTRICTED),
        (None, FetchState.RESTRICTED),
    ],
)
def test_a_tombstone_is_named_for_what_it_is(words: str | None, state: FetchState) -> None:
    reading = parse_syndication(tombstone(words), address())
    assert reading.state is state
    assert reading.post is None
    if words is not None:
        assert words.split(".")[0] in reading.reason
        assert "Learn more" not in reading.reason


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b'"Tweet"',
        b"<html>something</html>",
        b'{"__typename": "Tweet"}',
        b"{" * 50_000,
        syndication()[:-20],
        syndication(id_str="1"),
        syndication(id_str=int(made.NUMBER)),
        syndication(id_str=None),
        syndication(id_str="x", edit_control={"edit_tweet_ids": ["x", made.NUMBER]}),
        syndication(user=None),
        syndication(user={"screen_name": "a/../b"}),
        syndication(user={"screen_name": 7}),
        syndication(created_at=None),
        syndication(created_at="yesterday"),
        syndication(created_at="2024-99-99T12:30:05.000Z"),
        syndication(created_at=1718886605),
        syndication(text=None),
        syndication(text=["a"]),
        syndication(text=made.MEDIA_LINK, mediaDetails=[]),
        syndication(__typename="Advert"),
    ],
)
def test_less_than_a_post_is_never_visible(body: bytes) -> None:
    reading = parse_syndication(body, address())
    assert reading.state is FetchState.UNPARSED
    assert reading.post is None


@pytest.mark.parametrize(
    "page",
    [
        b'<html><a href="https://x.com/i/flow/login">Log in</a></html>',
        b"<html><title>Log in to X / X</title></html>",
        b"<title>Log in to Twitter</title>",
    ],
)
def test_a_login_page_is_a_login_wall(page: bytes) -> None:
    assert parse_syndication(page, address()).state is FetchState.LOGIN_WALL
