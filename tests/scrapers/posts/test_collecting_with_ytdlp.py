"""A post collected over real HTTP where its platform's own answers bring no footage: when yt-dlp is asked."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from scrapers.posts import collect_post
from scrapers.posts.collect import CollectedPost
from scrapers.posts.shape import PostAddress, Reading
from scrapers.posts.youtube import parse_watch
from scrapers.posts.ytdlp import Brought
from scrapers.web import Bounds, Limits, WebClient
from scrapers.web_answer import Answer, utc_now
from storage.records import Fetch, FetchState, MediaItem, MediaKind, Purpose
from tests.scrapers.hostile_server import Server, http
from tests.scrapers.posts import answers_of_facebook, answers_of_instagram, answers_of_youtube

HOSTS = (
    "www.youtube.com",
    "www.instagram.com",
    "www.facebook.com",
    "scontent.cdninstagram.com",
    "scontent.xx.fbcdn.net",
)
FOOTAGE = b"\x00\x00\x00\x20ftypisom" + bytes(5000)
YOUTUBE = answers_of_youtube.address()
INSTAGRAM = answers_of_instagram.address()


@pytest.fixture
def web(server: Server) -> Iterator[WebClient]:
    bounds = dict.fromkeys(Purpose, Bounds(5.0, wire=2_000_000, decoded=2_000_000))
    limits = Limits(bounds=bounds, tries=1, apart=0.0)
    with WebClient(dict.fromkeys(HOSTS, server.address), limits) as client:
        yield client


@dataclass
class Played:
    """Stands for yt-dlp: brings what it was given, and remembers that it was asked."""

    reading: Reading | None = None
    media: tuple[MediaItem, ...] = ()
    asked: list[tuple[PostAddress, Purpose]] = field(default_factory=list)

    def __call__(self, address: PostAddress, client: Any, into: Path, *, purpose: Purpose) -> Brought:
        self.asked.append((address, purpose))
        state = FetchState.VISIBLE if self.reading else FetchState.LOGIN_WALL
        row = Fetch(address.url, purpose, utc_now(), state, "yt-dlp said so.")
        return Brought((Answer(row),), (self.reading,) if self.reading else (), self.media)


@pytest.fixture
def ytdlp(monkeypatch: pytest.MonkeyPatch) -> Played:
    played = Played()
    # By its module's name: the package has a function of that name.
    monkeypatch.setattr(importlib.import_module("scrapers.posts.collect"), "bring", played)
    return played


def states(collected: CollectedPost) -> list[tuple[Purpose, FetchState]]:
    return [(answer.fetch.purpose, answer.fetch.state) for answer in collected.answers]


def test_footage_that_no_answer_brings_comes_by_yt_dlp(
    server: Server, web: WebClient, ytdlp: Played, tmp_path: Path
) -> None:
    server.on("/watch", http(answers_of_youtube.watch()))
    server.on("/oembed", http(answers_of_youtube.oembed()))
    ytdlp.media = (MediaItem(MediaKind.VIDEO, YOUTUBE.url, "a" * 64),)
    collected = collect_post(YOUTUBE, web, tmp_path)
    assert ytdlp.asked == [(YOUTUBE, Purpose.MEDIA)]
    assert collected.state is FetchState.VISIBLE
    assert collected.post is not None
    assert [item.sha256 for item in collected.post.media] == ["a" * 64]
    assert collected.post.text == f"{answers_of_youtube.TITLE}\n\n{answers_of_youtube.DESCRIPTION}"


def test_a_post_behind_a_login_wall_may_still_come_by_yt_dlp(
    server: Server, web: WebClient, ytdlp: Played, tmp_path: Path
) -> None:
    server.on(
        "/watch", http(answers_of_youtube.refused("LOGIN_REQUIRED", "Sign in to confirm you're not a bot"))
    )
    server.on("/oembed", http(b"", status="401 No"))
    ytdlp.reading = parse_watch(answers_of_youtube.watch(), YOUTUBE)
    collected = collect_post(YOUTUBE, web, tmp_path)
    assert ytdlp.asked == [(YOUTUBE, Purpose.POST)]
    assert collected.state is FetchState.VISIBLE
    assert collected.post is not None
    assert collected.post.name == "Made-up Wire"
    assert "not a bot" in collected.reason


def test_a_login_wall_everywhere_is_a_login_wall(
    server: Server, web: WebClient, ytdlp: Played, tmp_path: Path
) -> None:
    server.on(f"/p/{INSTAGRAM.number}/", http(b"<html><title>Instagram</title></html>"))
    server.on(f"/p/{INSTAGRAM.number}/embed/captioned/", http(b"", status="429 No"))
    collected = collect_post(INSTAGRAM, web, tmp_path)
    assert (collected.state, collected.post) == (FetchState.LOGIN_WALL, None)
    assert ytdlp.asked == [(INSTAGRAM, Purpose.POST)]


def test_a_deleted_video_is_not_asked_for_again(
    server: Server, web: WebClient, ytdlp: Played, tmp_path: Path
) -> None:
    server.on(
        "/watch", http(answers_of_youtube.refused("ERROR", "This video has been removed by the uploader"))
    )
    collected = collect_post(YOUTUBE, web, tmp_path)
    assert collected.state is FetchState.DELETED
    assert ytdlp.asked == []


def test_footage_with_an_address_of_its_own_is_fetched_plainly(
    server: Server, web: WebClient, ytdlp: Played, tmp_path: Path
) -> None:
    server.on(
        f"/p/{INSTAGRAM.number}/embed/captioned/",
        http(answers_of_instagram.embed(answers_of_instagram.shortcode_media())),
    )
    server.on("/v/best.mp4", http(FOOTAGE, "Content-Type: video/mp4"))
    collected = collect_post(INSTAGRAM, web, tmp_path)
    assert ytdlp.asked == []
    assert collected.post is not None
    assert [item.sha256 is not None for item in collected.post.media] == [True]
    assert [time.known_from.value for time in collected.post.times] == ["number", "displayed"]


def test_a_post_of_pictures_needs_no_yt_dlp(
    server: Server, web: WebClient, ytdlp: Played, tmp_path: Path
) -> None:
    address = answers_of_facebook.address()
    server.on(address.url.removeprefix("https://"), http(answers_of_facebook.posting()))
    server.on("/v/still.jpg", http(b"\xff\xd8\xffpicture", "Content-Type: image/jpeg"))
    collected = collect_post(address, web, tmp_path)
    assert ytdlp.asked == []
    assert collected.post is not None
    assert [item.kind for item in collected.post.media] == [MediaKind.IMAGE]
    assert states(collected)[-1] == (Purpose.MEDIA, FetchState.VISIBLE)


def test_the_real_yt_dlp_is_led_to_the_same_place_and_nowhere_else(
    server: Server, web: WebClient, tmp_path: Path
) -> None:
    """The stage speaks no TLS, so that yt-dlp gets no farther than its door; the post is had all the same."""
    server.on("/watch", http(answers_of_youtube.watch()))
    collected = collect_post(YOUTUBE, web, tmp_path)
    assert collected.state is FetchState.VISIBLE
    assert collected.post is not None
    assert collected.post.text.startswith(answers_of_youtube.TITLE)
    row = collected.answers[-1].fetch
    assert (row.purpose, row.state) == (Purpose.MEDIA, FetchState.UNREACHABLE)
    assert "yt-dlp 20" in row.reason
    assert {host for host, _ in server.hits} == {"www.youtube.com"}
