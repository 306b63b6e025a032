"""Short links of platforms, followed: to the post, to a login page that stands before it, or to none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scrapers.posts import is_short_link, resolve_short_link
from scrapers.web import Limits, WebClient
from storage.records import FetchState, Platform
from tests.scrapers.hostile_server import Server, http, redirect

HOSTS = ("vm.tiktok.com", "www.tiktok.com", "fb.watch", "www.facebook.com", "www.instagram.com", "dai.ly")
TIKTOK = "https://www.tiktok.com/@made.up/video/7382500000000000000?_r=1&_t=tracking"
LOGIN = "https://www.facebook.com/login/?next=https%3A%2F%2Fwww.facebook.com%2Fwatch%2F%3Fv%3D1234567890"


@pytest.fixture
def web(server: Server) -> Iterator[WebClient]:
    with WebClient(dict.fromkeys(HOSTS, server.address), Limits(apart=0.0)) as client:
        yield client


@pytest.mark.parametrize(
    ("link", "target", "platform", "number"),
    [
        ("https://vm.tiktok.com/ZMabc/", TIKTOK, Platform.TIKTOK, "7382500000000000000"),
        ("https://www.tiktok.com/t/ZTabc/", TIKTOK, Platform.TIKTOK, "7382500000000000000"),
        (
            "https://fb.watch/abc/",
            "https://www.facebook.com/reel/1234567890",
            Platform.FACEBOOK,
            "1234567890",
        ),
        ("https://www.facebook.com/share/v/abc/", LOGIN, Platform.FACEBOOK, "1234567890"),
        (
            "https://www.instagram.com/share/reel/abc",
            "https://www.instagram.com/reel/C8madeUp_12/",
            Platform.INSTAGRAM,
            "C8madeUp_12",
        ),
    ],
)
def test_a_short_link_leads_to_its_post(
    server: Server, web: WebClient, tmp_path: Path, link: str, target: str, platform: Platform, number: str
) -> None:
    assert is_short_link(link)
    server.on(link.removeprefix("https://"), redirect(target))
    address, answer = resolve_short_link(link, web, tmp_path)
    assert address is not None
    assert (address.platform, address.number) == (platform, number)
    assert answer.fetch.state is FetchState.VISIBLE
    assert len(server.hits) == 1  # the post itself is for its own requests


def test_a_short_link_to_a_profile_is_unreachable(server: Server, web: WebClient, tmp_path: Path) -> None:
    server.on("vm.tiktok.com/ZMabc/", redirect("https://www.tiktok.com/@made.up"))
    server.on("www.tiktok.com/@made.up", http(b"<html>a profile</html>"))
    address, answer = resolve_short_link("https://vm.tiktok.com/ZMabc/", web, tmp_path)
    assert address is None
    assert answer.fetch.state is FetchState.UNREACHABLE
    assert "not to a post" in answer.fetch.reason
