"""Two looks at a post: what shows that its media were changed, and what does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from storage.records import MediaItem, MediaKind, Platform, Post, PostVersion
from storage.versions import changed, is_listed, together

PLAIN = Post(Platform.MASTODON, "social.test/17", "https://social.test/@wire/17", "wire", None, "A car")
CLIP = Post(Platform.TIKTOK, "7123", "https://www.tiktok.com/@wire/video/7123", "wire", None, "A car")
BY_HANDLE, BY_NUMBER = "https://www.tiktok.com/@wire/video/7123", "https://www.tiktok.com/@/video/7123"
ONE, TWO = "1" * 64, "2" * 64


def picture(sha256: str | None, url: str = "https://files.test/one.jpg?sign=1") -> MediaItem:
    return MediaItem(MediaKind.IMAGE, url, sha256)


def video(sha256: str | None, url: str = BY_HANDLE) -> MediaItem:
    return MediaItem(MediaKind.VIDEO, url, sha256)


def with_media(post: Post, *media: MediaItem) -> Post:
    return replace(post, media=media)


@pytest.mark.parametrize(
    ("post", "first", "second"),
    [
        (PLAIN, (picture(None),), (picture(ONE),)),
        (PLAIN, (picture(ONE),), (picture(None),)),
        (PLAIN, (picture(ONE),), (picture(ONE, "https://mirror.test/two.jpg"),)),
        (PLAIN, (picture(None),), (picture(None, "https://files.test/one.jpg?sign=2"),)),
        (CLIP, (video(None, BY_NUMBER),), (video(None),)),
        (CLIP, (video(ONE, BY_NUMBER),), (video(None),)),
        (CLIP, (video(None, BY_NUMBER),), (video(ONE),)),
        (CLIP, (video(None),), (video(ONE), MediaItem(MediaKind.AUDIO, f"{BY_HANDLE}#2", TWO))),
        (CLIP, (video(ONE), MediaItem(MediaKind.AUDIO, f"{BY_HANDLE}#2", TWO)), (video(None, BY_NUMBER),)),
    ],
)
def test_what_could_not_be_had_is_no_edit(
    post: Post, first: tuple[MediaItem, ...], second: tuple[MediaItem, ...]
) -> None:
    known, seen = with_media(post, *first), with_media(post, *second)
    held = {item.sha256 for item in (*first, *second)} - {None}
    now = together(known, seen)
    assert not changed(known, now)
    assert {item.sha256 for item in now.media} - {None} == held


@pytest.mark.parametrize(
    ("post", "first", "second"),
    [
        (PLAIN, (picture(ONE),), (picture(TWO),)),
        (PLAIN, (picture(None),), (picture(None, "https://files.test/two.jpg"),)),
        (PLAIN, (picture(ONE),), (picture(ONE), picture(TWO, "https://files.test/two.jpg"))),
        (PLAIN, (picture(ONE), picture(TWO, "https://files.test/two.jpg")), (picture(ONE),)),
        (CLIP, (video(ONE),), (video(TWO),)),
    ],
)
def test_other_media_are_an_edit(
    post: Post, first: tuple[MediaItem, ...], second: tuple[MediaItem, ...]
) -> None:
    known, seen = with_media(post, *first), with_media(post, *second)
    assert changed(known, together(known, seen))
    assert together(known, seen).media == second


def test_the_same_look_again_is_the_same_version() -> None:
    known = with_media(PLAIN, picture(ONE))
    assert together(known, with_media(PLAIN, picture(None))) == known


def test_a_version_that_was_known_by_its_address_alone_is_none_of_those_that_a_platform_lists() -> None:
    at = datetime(2024, 6, 20, 12, tzinfo=UTC)
    alone, said = (PostVersion(1, at, None, post) for post in (replace(PLAIN, text=""), PLAIN))
    assert not is_listed([alone], PLAIN, "2024-06-20T12:30:05Z")
    assert is_listed([alone, said], PLAIN, "2024-06-20T12:30:05Z")
