"""Posts of Telegram, Bluesky, Mastodon and Reddit collected over real HTTP from a stage, faults included."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from reference.times import Precision
from scrapers.posts import PostAddress, collect_post
from scrapers.posts.collect import CollectedPost
from scrapers.posts.shape import Reading
from scrapers.posts.ytdlp import Brought
from scrapers.stored import StoredAnswer, StoredClient
from scrapers.web import Bounds, Limits, OfflineClient, WebClient
from storage.records import FetchState, KnownFrom, MediaItem, MediaKind, Post, Purpose
from tests.scrapers.hostile_server import Behaviour, Server, http, redirect
from tests.scrapers.posts import (
    answers_of_bluesky,
    answers_of_mastodon,
    answers_of_reddit,
    answers_of_telegram,
)

BLUESKY = "public.api.bsky.app/xrpc/app.bsky.feed.getPostThread"
MASTODON = f"{answers_of_mastodon.HOST}/api/v1/statuses/{answers_of_mastodon.NUMBER}"
REDDIT = f"www.reddit.com/comments/{answers_of_reddit.NUMBER}/.rss"
TELEGRAM = "t.me/MadeUpWire/120"
CHANNEL = "t.me/s/madeupwire/120"
POSTS: dict[str, tuple[PostAddress, str, bytes]] = {
    "bluesky": (answers_of_bluesky.address(), BLUESKY, answers_of_bluesky.thread()),
    "mastodon": (answers_of_mastodon.address(), MASTODON, answers_of_mastodon.status()),
    "reddit": (answers_of_reddit.address(), REDDIT, answers_of_reddit.feed(answers_of_reddit.entry())),
    "telegram": (
        answers_of_telegram.address(),
        TELEGRAM,
        answers_of_telegram.page(answers_of_telegram.message()),
    ),
}


@pytest.fixture
def web(server: Server) -> Iterator[WebClient]:
    hosts = (
        "public.api.bsky.app",
        "www.reddit.com",
        "t.me",
        "cdn4.telegram-cdn.org",
        answers_of_mastodon.HOST,
    )
    bounds = dict.fromkeys(Purpose, Bounds(10.0, wire=200_000, decoded=300_000))
    limits = Limits(connect=5.0, silence=2.0, bounds=bounds, patience=30.0, backoff=0.1, apart=0.0)
    with WebClient(dict.fromkeys(hosts, server.address), limits, sleep=lambda _: None) as client:
        yield client


def states(collected: CollectedPost) -> list[FetchState]:
    return [answer.fetch.state for answer in collected.answers]


@pytest.mark.parametrize("name", POSTS)
def test_a_post_is_had_with_one_request(name: str, server: Server, web: WebClient, tmp_path: Path) -> None:
    address, where, body = POSTS[name]
    server.on(where, http(body))
    collected = collect_post(address, web, tmp_path)
    assert states(collected) == [FetchState.VISIBLE]
    assert collected.post is not None
    assert collected.post.text
    assert collected.post.times
    assert len(server.hits) == 1


@pytest.mark.parametrize("name", POSTS)
@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (http(b"down", status="503 Service Unavailable"), FetchState.UNREACHABLE),
        (http(b"slow down", status="429 Too Many Requests"), FetchState.UNREACHABLE),
        (http(b"half", length=4000), FetchState.UNREACHABLE),
        (http(b"<!DOCTYPE html><title>Welcome</title><div id=root></div>"), FetchState.UNPARSED),
        (http(b""), FetchState.UNPARSED),
    ],
)
def test_a_fault_is_named_and_is_neither_a_post_nor_its_deletion(
    name: str, fault: bytes, state: FetchState, server: Server, web: WebClient, tmp_path: Path
) -> None:
    address, where, _ = POSTS[name]
    server.on(where, fault)
    server.on(CHANNEL, fault)
    collected = collect_post(address, web, tmp_path)
    assert (collected.state, collected.post) == (state, None)
    assert FetchState.DELETED not in states(collected)


@pytest.mark.parametrize("name", POSTS)
def test_a_fault_that_passes_leaves_the_post(
    name: str, server: Server, web: WebClient, tmp_path: Path
) -> None:
    address, where, body = POSTS[name]
    server.on(where, [http(b"down", status="503 Service Unavailable"), http(body)])
    assert collect_post(address, web, tmp_path).state is FetchState.VISIBLE


@pytest.mark.parametrize("name", POSTS)
def test_nothing_is_asked_offline(name: str, tmp_path: Path) -> None:
    collected = collect_post(POSTS[name][0], OfflineClient(), tmp_path)
    assert states(collected) == [FetchState.NOT_FETCHED]


@pytest.mark.parametrize("name", POSTS)
def test_stored_bytes_give_the_same_post_without_the_network(
    name: str, server: Server, web: WebClient, tmp_path: Path
) -> None:
    address, where, body = POSTS[name]
    server.on(where, http(body))
    first = collect_post(address, web, tmp_path)
    held = StoredClient(
        StoredAnswer(n, answer.fetch, answer.path) for n, answer in enumerate(first.answers, start=1)
    )
    again = collect_post(address, held, tmp_path)
    assert (again.post, again.state) == (first.post, first.state)
    assert len(server.hits) == 1


def test_a_message_hidden_from_the_widget_is_had_from_the_channels_page(
    server: Server, web: WebClient, tmp_path: Path
) -> None:
    message = answers_of_telegram.message(media=answers_of_telegram.photo(120))
    server.on(TELEGRAM, http(answers_of_telegram.page()))
    server.on(CHANNEL, http(answers_of_telegram.page(answers_of_telegram.message(119), message)))
    picture = b"\xff\xd8\xff\xe0 made up"
    server.on("cdn4.telegram-cdn.org/file/120.jpg", http(picture, "Content-Type: image/jpeg"))
    collected = collect_post(answers_of_telegram.address(), web, tmp_path)
    assert states(collected) == [FetchState.UNPARSED, FetchState.VISIBLE, FetchState.VISIBLE]
    assert collected.post is not None
    assert [item.sha256 for item in collected.post.media] == [hashlib.sha256(picture).hexdigest()]


def test_a_message_gone_from_its_channel_is_deleted(server: Server, web: WebClient, tmp_path: Path) -> None:
    server.on(TELEGRAM, http(answers_of_telegram.page()))
    around = [answers_of_telegram.message(number) for number in (119, 121)]
    server.on(CHANNEL, http(answers_of_telegram.page(*around)))
    collected = collect_post(answers_of_telegram.address(), web, tmp_path)
    assert (collected.state, collected.post) == (FetchState.DELETED, None)


def test_the_versions_of_an_edited_post_are_kept(server: Server, web: WebClient, tmp_path: Path) -> None:
    server.on(MASTODON, http(answers_of_mastodon.status(edited_at="2024-06-20T12:31:05.000Z")))
    server.on(f"{MASTODON}/history", http(answers_of_mastodon.history("One dog", "Two dogs")))
    collected = collect_post(answers_of_mastodon.address(), web, tmp_path)
    assert states(collected) == [FetchState.EDITED, FetchState.EDITED]
    assert "The first said: “One dog”" in collected.reason


def test_versions_that_cannot_be_had_leave_the_post(server: Server, web: WebClient, tmp_path: Path) -> None:
    server.on(MASTODON, http(answers_of_mastodon.status(edited_at="2024-06-20T12:31:05.000Z")))
    server.on(f"{MASTODON}/history", http(b"{}"))
    collected = collect_post(answers_of_mastodon.address(), web, tmp_path)
    assert collected.state is FetchState.EDITED
    assert collected.post is not None
    assert states(collected) == [FetchState.EDITED, FetchState.UNPARSED]


def test_every_clock_of_a_bluesky_post_is_kept(server: Server, web: WebClient, tmp_path: Path) -> None:
    server.on(BLUESKY, http(answers_of_bluesky.thread()))
    post = collect_post(answers_of_bluesky.address(), web, tmp_path).post
    assert post is not None
    assert [(time.known_from, time.precision) for time in post.times] == [
        (KnownFrom.NUMBER, Precision.SECOND),
        (KnownFrom.DISPLAYED, Precision.SECOND),
        (KnownFrom.INDEXED, Precision.SECOND),
    ]


@pytest.mark.parametrize(
    ("name", "answer", "state"),
    [
        ("bluesky", http(answers_of_bluesky.error("NotFound"), status="400 Bad Request"), FetchState.DELETED),
        (
            "bluesky",
            http(answers_of_bluesky.error("AccountTakedown"), status="400 Bad"),
            FetchState.SUSPENDED,
        ),
        ("mastodon", http(b'{"error": "Record not found"}', status="404 Not Found"), FetchState.UNREACHABLE),
        ("mastodon", http(b"<h1>404</h1>", status="404 Not Found"), FetchState.UNREACHABLE),
        ("mastodon", redirect(f"https://{answers_of_mastodon.HOST}/auth/sign_in"), FetchState.LOGIN_WALL),
        ("reddit", http(b"<p>blocked by network security", status="403 Forbidden"), FetchState.LOGIN_WALL),
        ("reddit", redirect("https://www.reddit.com/login/?dest=x"), FetchState.LOGIN_WALL),
    ],
)
def test_a_platforms_own_word_is_the_state(
    name: str, answer: bytes | Behaviour, state: FetchState, server: Server, web: WebClient, tmp_path: Path
) -> None:
    address, where, _ = POSTS[name]
    server.on(where, answer)
    for page in (f"{answers_of_mastodon.HOST}/auth/sign_in", "www.reddit.com/login/"):
        server.on(page, http(b"<form>Log in</form>"))
    collected = collect_post(address, web, tmp_path)
    assert (collected.state, collected.post) == (state, None)


def test_a_video_of_bluesky_is_brought_by_yt_dlp_and_the_post_stays_bluesky_s(
    server: Server, web: WebClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.on(BLUESKY, http(answers_of_bluesky.thread(embed=answers_of_bluesky.video())))
    asked: list[PostAddress] = []

    def bring(address: PostAddress, client: object, into: Path, *, purpose: Purpose) -> Brought:
        asked.append(address)
        assert purpose is Purpose.MEDIA
        said = Post(address.platform, address.number, address.url, "someone.else", "Someone", "Else")
        item = MediaItem(MediaKind.VIDEO, address.url, sha256="0" * 64)
        return Brought((), (Reading(FetchState.VISIBLE, "yt-dlp found the post.", said),), (item,))

    monkeypatch.setattr(sys.modules["scrapers.posts.collect"], "bring", bring)
    post = collect_post(answers_of_bluesky.address(), web, tmp_path).post
    assert asked == [answers_of_bluesky.address()]
    assert post is not None
    assert (post.handle, len(post.times)) == (answers_of_bluesky.HANDLE, 3)
    assert [item.sha256 for item in post.media] == ["0" * 64]
