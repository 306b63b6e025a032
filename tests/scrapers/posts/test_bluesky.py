"""Bluesky: a post's addresses, the thread interface, its three clocks, and whatever is said in a post's place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scrapers.posts.bluesky import address_of, parse_refusal, parse_thread, requests, time_of_number
from scrapers.posts.ytdlp_info import parse_info
from storage.records import FetchState, KnownFrom, MediaKind, Platform
from tests.scrapers.posts import answers_of_bluesky as made

RECORDED = Path(__file__).resolve().parents[4] / "shared" / "responses" / "bluesky"


def recorded(name: str) -> bytes:
    file = RECORDED / name
    if not file.is_file():
        pytest.skip(f"the recorded answers are not here: ../shared/responses/bluesky/{name}")
    return file.read_bytes()


@pytest.mark.parametrize(
    ("url", "actor", "handle"),
    [
        (f"https://bsky.app/profile/{made.HANDLE}/post/{made.KEY}", made.HANDLE, made.HANDLE),
        (f"bsky.app/profile/{made.HANDLE.upper()}/post/{made.KEY}?ref_src=embed", made.HANDLE, made.HANDLE),
        (f"https://bsky.app/profile/{made.DID}/post/{made.KEY}/", made.DID, None),
        (f"https://bsky.app/profile/{made.DID}/post/{made.KEY}/liked-by", made.DID, None),
        (f"https://bsky.app/profile/did%3Aplc%3A{made.DID[8:]}/post/{made.KEY}", made.DID, None),
        (f"https://embed.bsky.app/embed/{made.DID}/app.bsky.feed.post/{made.KEY}?id=1", made.DID, None),
        (f"at://{made.DID}/app.bsky.feed.post/{made.KEY}", made.DID, None),
        (f"at://{made.HANDLE}/app.bsky.feed.post/{made.KEY}", made.HANDLE, made.HANDLE),
        (f"https://fxbsky.app/profile/{made.HANDLE}/post/{made.KEY}", made.HANDLE, made.HANDLE),
        (f"https://bsky.app/profile/did:web:madeup.test/post/{made.KEY}", "did:web:madeup.test", None),
    ],
)
def test_a_post_is_known_by_its_address(url: str, actor: str, handle: str | None) -> None:
    address = address_of(url)
    assert address is not None
    assert (address.platform, address.number, address.handle) == (
        Platform.BLUESKY,
        f"{actor}/{made.KEY}",
        handle,
    )
    assert address.url == f"https://bsky.app/profile/{actor}/post/{made.KEY}"


@pytest.mark.parametrize(
    "url",
    [
        f"https://bsky.app/profile/{made.HANDLE}",
        f"https://bsky.app/profile/{made.HANDLE}/feed/whats-hot",
        f"https://bsky.app/profile/{made.HANDLE}/post/",
        "https://bsky.app/search?q=dogs",
        f"at://{made.DID}/app.bsky.feed.like/{made.KEY}",
        f"https://bsky.app.evil.test/profile/{made.HANDLE}/post/{made.KEY}",
        f"https://user@bsky.app/profile/{made.HANDLE}/post/{made.KEY}",
        f"https://bsky.app/profile/{made.HANDLE}/post/..",
        f"https://bsky.app/profile/nodots/post/{made.KEY}",
    ],
)
def test_other_addresses_are_no_post(url: str) -> None:
    assert address_of(url) is None


def test_the_public_interface_is_asked_for_the_post_alone() -> None:
    (request,) = requests(made.address())
    assert request.url == (
        "https://public.api.bsky.app/xrpc/app.bsky.feed.getPostThread?uri=at%3A%2F%2Fdid%3Aplc%3A"
        f"{made.DID[8:]}%2Fapp.bsky.feed.post%2F{made.KEY}&depth=0&parentHeight=0"
    )


def test_the_answer_is_read() -> None:
    reading = parse_thread(made.thread(), made.address())
    post = reading.post
    assert reading.state is FetchState.VISIBLE
    assert post is not None
    assert (post.handle, post.name, post.text, post.author_id, post.language) == (
        made.HANDLE,
        "Made-up Wire",
        made.TEXT,
        made.DID,
        "en",
    )
    assert [(time.known_from, time.interval.start.second) for time in post.times] == [
        (KnownFrom.DISPLAYED, 5),
        (KnownFrom.INDEXED, 6),
    ]


def test_a_post_asked_for_by_handle_is_named_by_what_does_not_change() -> None:
    post = parse_thread(made.thread(), made.address(made.HANDLE)).post
    assert post is not None
    assert post.number == f"{made.DID}/{made.KEY}"


def test_a_video_and_its_size_are_read() -> None:
    quoting = {"$type": "app.bsky.embed.recordWithMedia#view", "media": made.video(), "record": {}}
    for embed in (made.video(), quoting):
        (found,) = parse_thread(made.thread(embed=embed, record={"text": ""}), made.address()).media
        assert (found.item.kind, found.item.width, found.item.height) == (MediaKind.VIDEO, 720, 1280)
        assert str(found.item.url).endswith("/playlist.m3u8")


def test_the_recorded_answer_is_read() -> None:
    address = address_of("https://bsky.app/profile/test.marshal.dev/post/3kaheyt6vpc22")
    assert address is not None
    reading = parse_thread(recorded("thread_view_post_with_embed_media.json"), address)
    assert reading.state is FetchState.VISIBLE
    assert reading.post is not None
    assert (reading.post.handle, reading.post.name) == ("test.marshal.dev", "Python SDK")
    assert [found.item.kind for found in reading.media] == [MediaKind.IMAGE]
    assert all(url.startswith("https://cdn.bsky.app/img/feed_") for url in reading.media[0].urls)
    number = time_of_number(address.number)
    assert number is not None
    assert all(
        abs((time.interval.start - number.interval.start).total_seconds()) <= 2 for time in reading.post.times
    )


def test_the_clock_of_a_recorded_post_written_over_later_stands_far_from_what_it_displays() -> None:
    record = json.loads(recorded("post_record.json"))
    number = time_of_number(record["uri"].removeprefix("at://").replace("/app.bsky.feed.post", ""))
    assert number is not None
    assert number.text == "2023-07-20T23:35:30Z"
    assert record["value"]["createdAt"].startswith("2024-02-22")


@pytest.mark.parametrize(
    "key", ["", "self", "3kaheyt6vpc2", "kkaheyt6vpc22", "2222222222222", "jzzzzzzzzzzzz"]
)
def test_keys_of_another_kind_carry_no_time(key: str) -> None:
    assert time_of_number(f"{made.DID}/{key}") is None


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (made.instead("notFoundPost"), FetchState.DELETED),
        (made.instead("blockedPost"), FetchState.RESTRICTED),
        (made.thread(uri=f"at://{made.DID}/app.bsky.feed.post/3kaheyt6vpc22"), FetchState.UNPARSED),
        (made.thread(author={"did": "did:plc:" + "a" * 24}), FetchState.UNPARSED),
        (made.thread(author={"did": None}), FetchState.UNPARSED),
        (made.thread(indexedAt=None), FetchState.UNPARSED),
        (made.thread(record={"text": None}), FetchState.UNPARSED),
        (made.thread(record={"text": " "}), FetchState.UNPARSED),
        (b'{"thread": {"$type": "app.bsky.feed.defs#threadViewPost"}}', FetchState.UNPARSED),
        (b"{}", FetchState.UNPARSED),
        (b"<!DOCTYPE html><title>Bluesky</title>", FetchState.UNPARSED),
        (made.thread()[:200], FetchState.UNPARSED),
        (b"", FetchState.UNPARSED),
    ],
)
def test_whatever_else_is_answered_is_named_and_is_no_post(answer: bytes, state: FetchState) -> None:
    reading = parse_thread(answer, made.address())
    assert (reading.state, reading.post) == (state, None)


def test_a_post_of_another_owner_of_the_handle_is_not_taken() -> None:
    answer = made.thread(author={"handle": "other.madeup.test"})
    assert parse_thread(answer, made.address(made.HANDLE)).state is FetchState.UNPARSED
    assert parse_thread(answer, made.address()).state is FetchState.VISIBLE


def test_moderation_is_named_and_the_post_is_kept() -> None:
    hidden = parse_thread(made.thread(labels=[{"val": "!hide"}]), made.address())
    assert (hidden.state, hidden.post is not None) == (FetchState.RESTRICTED, True)
    lifted = parse_thread(made.thread(labels=[{"val": "!hide", "neg": True}]), made.address())
    assert lifted.state is FetchState.VISIBLE
    asking = parse_thread(made.thread(author={"labels": [{"val": "!no-unauthenticated"}]}), made.address())
    assert asking.state is FetchState.VISIBLE
    assert "people with an account only" in asking.reason


def test_a_displayed_time_without_a_zone_is_no_clock() -> None:
    post = parse_thread(made.thread(record={"createdAt": "2023-07-21T01:33:51.481951"}), made.address()).post
    assert post is not None
    assert [time.known_from for time in post.times] == [KnownFrom.INDEXED]


@pytest.mark.parametrize(
    ("body", "status", "state"),
    [
        (made.error("NotFound", "Post not found: at://x"), 400, FetchState.DELETED),
        (made.error("AccountTakedown"), 400, FetchState.SUSPENDED),
        (made.error("AccountDeactivated"), 400, FetchState.RESTRICTED),
        (made.error("InvalidRequest", "Error: unable to resolve handle"), 400, FetchState.UNREACHABLE),
        (made.error("AuthMissing"), 401, FetchState.LOGIN_WALL),
        (made.error("Forbidden"), 403, FetchState.LOGIN_WALL),
    ],
)
def test_refusals_are_named(body: bytes, status: int, state: FetchState) -> None:
    reading = parse_refusal(body, status)
    assert reading is not None
    assert (reading.state, reading.post) == (state, None)


def test_an_outage_says_nothing_of_the_post() -> None:
    assert parse_refusal(b"<html>502</html>", 502) is None
    assert parse_refusal(made.error("InternalServerError"), 500) is None


def test_what_yt_dlp_says_of_a_video_is_known_by_the_posts_key() -> None:
    info = {
        "id": made.KEY,
        "ext": "mp4",
        "uploader": "Made-up Wire",
        "description": made.TEXT,
        "duration": 12,
    }
    reading = parse_info(json.dumps(info).encode(), made.address())
    assert [found.item.duration for found in reading.media] == [12.0]
    other = parse_info(json.dumps({**info, "id": "3kaheyt6vpc22"}).encode(), made.address())
    assert (other.state, other.media) == (FetchState.UNPARSED, ())
