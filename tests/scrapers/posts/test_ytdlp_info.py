"""What yt-dlp says of a post: made-up JSON in the shape of its ``--write-info-json``."""

from __future__ import annotations

import json
from typing import Any

import pytest

from reference.times import Precision
from scrapers.posts.shape import PostAddress
from scrapers.posts.ytdlp_info import parse_info
from storage.records import FetchState, MediaKind, Platform

VK = PostAddress(Platform.VK, "-77_456", None, "https://vk.com/video-77_456")
TIKTOK = PostAddress(Platform.TIKTOK, "7000000000000000001", "asked", "https://www.tiktok.com/@asked/video/7")
INFO = {
    "id": "-77_456",
    "title": "Two dogs handed over",
    "description": "Filmed at the airport.",
    "uploader": "Made-up Wire",
    "uploader_id": "-77",
    "timestamp": 1718886605,
    "upload_date": "20240620",
    "duration": 31.2,
    "width": 1280,
    "height": 720,
    "ext": "mp4",
    "vcodec": "avc1",
    "webpage_url": "https://vk.com/video-77_456",
}


def info(**changes: Any) -> bytes:
    return json.dumps(
        {key: value for key, value in {**INFO, **changes}.items() if value is not None}
    ).encode()


def test_the_post_is_read() -> None:
    reading = parse_info(info(), VK)
    post = reading.post
    assert reading.state is FetchState.VISIBLE
    assert post is not None
    assert (post.name, post.author_id, post.handle) == ("Made-up Wire", "-77", None)
    assert post.text == "Two dogs handed over\n\nFilmed at the airport."
    (time,) = post.times
    assert (time.text, time.precision) == ("2024-06-20T12:30:05Z", Precision.SECOND)
    (item,) = post.media
    assert (item.kind, item.duration, item.width, item.height) == (MediaKind.VIDEO, 31.2, 1280, 720)


def test_without_a_time_the_day_is_in_no_certain_zone() -> None:
    post = parse_info(info(timestamp=None), VK).post
    assert post is not None
    (time,) = post.times
    assert (time.text, time.precision) == ("2024-06-20", Precision.DAY)
    assert (time.interval.end - time.interval.start).total_seconds() > 40 * 3600


def test_a_title_that_yt_dlp_makes_up_is_not_the_authors() -> None:
    said = info(id=TIKTOK.number, title="TikTok video #7", description="look", uploader="madeup_wire")
    post = parse_info(said, TIKTOK).post
    assert post is not None
    assert (post.text, post.handle) == ("look", "madeup_wire")


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b'"text"',
        info(id="-77_457", webpage_url="https://vk.com/video-77_457"),
        info(uploader=None),
        info(title=None, description=None, ext=None),
        info()[:200],
    ],
)
def test_anything_else_is_unparsed(said: bytes) -> None:
    reading = parse_info(said, VK)
    assert (reading.state, reading.post) == (FetchState.UNPARSED, None)


def test_what_was_asked_for_does_not_make_it_the_post() -> None:
    other = info(id="-77_457", webpage_url="https://vk.com/video-77_457", original_url=VK.url)
    reading = parse_info(other, VK)
    assert (reading.state, reading.post, reading.media) == (FetchState.UNPARSED, None, ())


def test_media_of_a_post_without_author_are_its_media_all_the_same() -> None:
    reading = parse_info(info(uploader=None), VK)
    assert (reading.state, reading.post) == (FetchState.UNPARSED, None)
    assert [found.item.kind for found in reading.media] == [MediaKind.VIDEO]


@pytest.mark.parametrize(
    "changes",
    [
        {"timestamp": "soon", "upload_date": "20241399"},
        {"timestamp": -5, "upload_date": None},
        {"timestamp": 10**30, "upload_date": 7},
        {"timestamp": True, "upload_date": "18500101"},
    ],
)
def test_a_time_that_is_none_is_left_out(changes: dict[str, Any]) -> None:
    post = parse_info(info(**changes), VK).post
    assert post is not None
    assert post.times == ()


def test_fields_of_the_wrong_kind_are_left_out() -> None:
    post = parse_info(info(duration="long", width=-3, height="high", description=["x"], language=5), VK).post
    assert post is not None
    (item,) = post.media
    assert (item.duration, item.width, item.height) == (None, None, None)
    assert post.text == "Two dogs handed over"
    assert post.language is None
