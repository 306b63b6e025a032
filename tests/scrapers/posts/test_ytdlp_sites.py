"""Addresses of the platforms that only yt-dlp knows: every way in which people write them."""

from __future__ import annotations

import pytest

from scrapers.posts.ytdlp import THROUGH_YTDLP
from scrapers.posts.ytdlp_sites import SITES
from storage.records import Platform

RUTUBE = "3eac3b4561676c17df9132a9a1e62e3e"

POSTS = [
    (Platform.VK, "-77_456", "https://vk.com/video-77_456"),
    (Platform.VK, "-77_456", "https://m.vk.com/video-77_456?list=abc"),
    (Platform.VK, "-77_456", "vkvideo.ru/video-77_456"),
    (Platform.VK, "-77_456", "https://vk.ru/clip-77_456"),
    (Platform.VK, "-77_456", "https://vk.com/madeup?z=video-77_456%2Fpl_wall"),
    (Platform.VK, "-77_456", "https://vk.com/videos-77?z=video-77_456"),
    (Platform.VK, "-77_456", "https://vk.com/video_ext.php?oid=-77&id=456&hash=0123"),
    (Platform.VK, "-77_456", "https://vk.com/wall-77_456"),
    (Platform.VK, "77_456", "http://vk.com/wall77_456?reply=5"),
    (Platform.VK, "-77_456", "https://vk.com/madeup?w=wall-77_456"),
    (Platform.RUTUBE, RUTUBE, f"https://rutube.ru/video/{RUTUBE}/"),
    (Platform.RUTUBE, RUTUBE, f"https://rutube.ru/shorts/{RUTUBE}/"),
    (Platform.RUTUBE, RUTUBE, f"https://rutube.ru/play/embed/{RUTUBE}"),
    (Platform.ODNOKLASSNIKI, "20079905452", "https://ok.ru/video/20079905452"),
    (Platform.ODNOKLASSNIKI, "20079905452", "https://m.ok.ru/videoembed/20079905452"),
    (Platform.THREADS, "C8abc-_12", "https://www.threads.net/@made.up/post/C8abc-_12?hl=en"),
    (Platform.TRUTH_SOCIAL, "108779000807761862", "https://truthsocial.com/@madeup/posts/108779000807761862"),
    (Platform.TRUTH_SOCIAL, "108779000807761862", "https://truthsocial.com/@madeup/108779000807761862"),
    (Platform.DAILYMOTION, "x5kesuj", "https://www.dailymotion.com/video/x5kesuj_made-up_news"),
    (Platform.DAILYMOTION, "x5kesuj", "https://dai.ly/x5kesuj"),
    (Platform.DAILYMOTION, "x5kesuj", "https://www.dailymotion.com/embed/video/x5kesuj"),
    (Platform.RUMBLE, "vdmum1", "https://rumble.com/vdmum1-moose-the-dog.html?mref=1"),
    (Platform.RUMBLE, "vdmum1", "https://rumble.com/embed/vdmum1/?pub=4"),
]

NO_POSTS = [
    "https://vk.com/madeup",
    "https://vk.com/wall-77",
    "https://vk.com/feed?w=likes",
    "https://vk.com.evil.test/video-77_456",
    "https://evil.test/vk.com/video-77_456",
    "https://user@vk.com/video-77_456",
    "https://rutube.ru/channel/123/",
    "https://ok.ru/madeup",
    "https://www.threads.net/@made.up",
    "https://truthsocial.com/@madeup",
    "https://www.dailymotion.com/madeup",
    "https://rumble.com/c/madeup",
    "https://rumble.com/v\u0661dmum-x.html",
]


@pytest.mark.parametrize(("platform", "number", "url"), POSTS)
def test_a_post_is_known_by_its_address(platform: Platform, number: str, url: str) -> None:
    found = [address for site in SITES if (address := site.address_of(url)) is not None]
    assert [(address.platform, address.number) for address in found] == [(platform, number)]
    again = [address for site in SITES if (address := site.address_of(found[0].url)) is not None]
    assert again == found


@pytest.mark.parametrize("url", NO_POSTS)
def test_other_addresses_are_none(url: str) -> None:
    assert [site.PLATFORM for site in SITES if site.address_of(url) is not None] == []


@pytest.mark.parametrize(("platform", "number", "url"), POSTS)
def test_yt_dlp_knows_the_usual_address(platform: Platform, number: str, url: str) -> None:
    from yt_dlp.extractor import gen_extractor_classes

    address = next(found for site in SITES if (found := site.address_of(url)) is not None)
    names = [each.IE_NAME for each in gen_extractor_classes() if each.suitable(address.url)]
    assert platform in THROUGH_YTDLP
    assert (names != ["generic"]) is (platform is not Platform.THREADS), names
