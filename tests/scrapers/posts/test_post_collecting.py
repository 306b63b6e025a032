"""A post collected over real HTTP from a stage that answers for X: one post, every clock, every answer."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from reference.times import Precision
from scrapers.posts import collect_post
from scrapers.posts.collect import CollectedPost
from scrapers.web import OfflineClient, WebClient
from storage.records import FetchState, KnownFrom, MediaKind, Purpose
from tests.scrapers.hostile_server import Server, http, redirect
from tests.scrapers.posts import answers_of_x as made

SYNDICATION = "cdn.syndication.twimg.com/tweet-result"
OEMBED = "publish.twitter.com/oembed"
BEST = made.BEST.removeprefix("https://").split("?")[0]
SMALL = made.SMALL.removeprefix("https://").split("?")[0]
FOOTAGE = b"\x00\x00\x00\x20ftypisom" + bytes(5000)


def json_answer(body: bytes, status: str = "200 OK") -> bytes:
    return http(body, "Content-Type: application/json", status=status)


def video_answer(body: bytes = FOOTAGE) -> bytes:
    return http(body, "Content-Type: video/mp4")


@pytest.fixture
def stage(server: Server) -> Server:
    server.on(SYNDICATION, json_answer(made.syndication()))
    server.on(OEMBED, json_answer(made.oembed()))
    server.on(BEST, video_answer())
    server.on(SMALL, video_answer(b"small"))
    return server


def collect(web: WebClient, tmp_path: Path) -> CollectedPost:
    return collect_post(made.address(), web, tmp_path)


def states(collected: CollectedPost) -> list[FetchState]:
    return [answer.fetch.state for answer in collected.answers]


def test_two_answers_become_one_post(stage: Server, web: WebClient, tmp_path: Path) -> None:
    collected = collect(web, tmp_path)
    post = collected.post
    assert collected.state is FetchState.VISIBLE
    assert post is not None
    assert (post.text, post.author_id, post.handle) == (made.TEXT, "4242", "madeup_wire")
    assert [(time.known_from, time.precision) for time in post.times] == [
        (KnownFrom.NUMBER, Precision.SECOND),
        (KnownFrom.DISPLAYED, Precision.SECOND),
        (KnownFrom.DISPLAYED, Precision.DAY),
    ]
    (item,) = post.media
    assert (item.kind, item.url) == (MediaKind.VIDEO, made.BEST)
    assert item.sha256 == hashlib.sha256(FOOTAGE).hexdigest()
    assert [answer.fetch.purpose for answer in collected.answers] == [
        Purpose.POST,
        Purpose.POST,
        Purpose.MEDIA,
    ]
    assert all(answer.path is not None and answer.path.is_file() for answer in collected.answers)
    assert collected.answers[0].fetch.url.startswith(f"https://{SYNDICATION}?id={made.NUMBER}&")
    assert "token=" in stage.hits[0][1]
    assert [host for host, _ in stage.hits] == [
        "cdn.syndication.twimg.com",
        "publish.twitter.com",
        "video.twimg.com",
    ]


def test_clocks_that_disagree_are_all_kept(stage: Server, web: WebClient, tmp_path: Path) -> None:
    stage.on(SYNDICATION, json_answer(made.syndication(created_at="2024-06-19T08:00:00.000Z")))
    stage.on(OEMBED, json_answer(made.oembed(day="May 1, 2023")))
    post = collect(web, tmp_path).post
    assert post is not None
    assert [time.text for time in post.times] == [
        "2024-06-20T12:30:05Z",
        "2024-06-19T08:00:00.000Z",
        "May 1, 2023",
    ]


def test_one_answer_is_enough(stage: Server, web: WebClient, tmp_path: Path) -> None:
    stage.on(SYNDICATION, http(b"", status="503 No"))
    collected = collect(web, tmp_path)
    assert collected.state is FetchState.VISIBLE
    assert collected.post is not None
    assert (collected.post.text, collected.post.author_id) == (made.TEXT, None)
    assert [item.kind for item in collected.post.media] == [MediaKind.UNKNOWN]
    assert states(collected) == [FetchState.UNREACHABLE, FetchState.VISIBLE]
    assert "cdn.syndication.twimg.com" in collected.reason
    assert "503" in collected.reason


def test_a_tombstone_beside_a_post_leaves_it_visible_and_is_said(
    stage: Server, web: WebClient, tmp_path: Path
) -> None:
    stage.on(SYNDICATION, json_answer(made.tombstone("Age-restricted adult content.")))
    collected = collect(web, tmp_path)
    assert collected.state is FetchState.VISIBLE
    assert states(collected) == [FetchState.AGE_GATED, FetchState.VISIBLE]
    assert "Age-restricted" in collected.reason


@pytest.mark.parametrize(
    ("syndication", "oembed", "state"),
    [
        (
            json_answer(made.tombstone("This Post was deleted by the Post author. Learn more")),
            http(b"", status="404 No"),
            FetchState.DELETED,
        ),
        (
            json_answer(made.tombstone("This Post is from a suspended account. Learn more")),
            json_answer(made.errors(63), "403 Forbidden"),
            FetchState.SUSPENDED,
        ),
        (http(b"", status="404 No"), json_answer(made.errors(179), "403 Forbidden"), FetchState.RESTRICTED),
        (http(b"", status="404 No"), http(b"", status="404 No"), FetchState.UNREACHABLE),
        (http(b"", status="500 No"), http(b"", status="410 Gone"), FetchState.UNREACHABLE),
        (http(b""), http(b""), FetchState.UNPARSED),
        (http(b"{}"), http(b"<html>Log in to X</html>"), FetchState.LOGIN_WALL),
        (http(made.syndication(id_str="1")), http(made.oembed(number="1")), FetchState.UNPARSED),
    ],
)
def test_no_post_is_named_for_what_it_is(
    server: Server, web: WebClient, tmp_path: Path, syndication: bytes, oembed: bytes, state: FetchState
) -> None:
    server.on(SYNDICATION, syndication)
    server.on(OEMBED, oembed)
    collected = collect(web, tmp_path)
    assert collected.state is state
    assert collected.post is None
    assert collected.reason
    assert len(collected.answers) == 2


def test_a_redirect_to_the_login_is_a_login_wall(server: Server, tmp_path: Path) -> None:
    hosts = ("cdn.syndication.twimg.com", "publish.twitter.com", "x.com")
    server.on(SYNDICATION, redirect("https://x.com/i/flow/login"))
    server.on(OEMBED, redirect("https://x.com/login?next=x"))
    server.on("x.com/i/flow/login", http(made.syndication()))
    server.on("x.com/login", http(made.oembed()))
    with WebClient(dict.fromkeys(hosts, server.address)) as client:
        collected = collect(client, tmp_path)
    assert collected.state is FetchState.LOGIN_WALL
    assert collected.post is None


def test_a_variant_that_is_too_large_gives_way_to_the_next(
    stage: Server, web: WebClient, tmp_path: Path
) -> None:
    stage.on(BEST, http(b"", "Content-Type: video/mp4", length=1 << 40))
    collected = collect(web, tmp_path)
    assert collected.post is not None
    assert collected.post.media[0].url == made.SMALL
    assert collected.post.media[0].sha256 == hashlib.sha256(b"small").hexdigest()
    assert states(collected)[2:] == [FetchState.UNREACHABLE, FetchState.VISIBLE]


def test_media_that_are_gone_leave_the_post(stage: Server, web: WebClient, tmp_path: Path) -> None:
    for path in (BEST, SMALL):
        stage.on(path, http(b"gone", status="403 Forbidden"))
    collected = collect(web, tmp_path)
    assert collected.state is FetchState.VISIBLE
    assert collected.post is not None
    assert (collected.post.media[0].url, collected.post.media[0].sha256) == (made.BEST, None)


def test_a_page_in_place_of_a_video_is_no_video(stage: Server, web: WebClient, tmp_path: Path) -> None:
    for path in (BEST, SMALL):
        stage.on(path, http(b"<html>please wait</html>", "Content-Type: text/html"))
    collected = collect(web, tmp_path)
    assert collected.post is not None
    assert collected.post.media[0].sha256 is None
    assert states(collected)[2:] == [FetchState.UNPARSED, FetchState.UNPARSED]


def test_pictures_are_fetched_as_they_were_uploaded(stage: Server, web: WebClient, tmp_path: Path) -> None:
    stage.on(SYNDICATION, json_answer(made.syndication(mediaDetails=[made.photo(), made.video()])))
    stage.on("pbs.twimg.com/media/picture.jpg", http(b"\xff\xd8picture", "Content-Type: image/jpeg"))
    collected = collect(web, tmp_path)
    assert collected.post is not None
    assert [item.kind for item in collected.post.media] == [MediaKind.IMAGE, MediaKind.VIDEO]
    assert all(item.sha256 for item in collected.post.media)
    assert ("pbs.twimg.com", "/media/picture.jpg?name=orig") in stage.hits


def test_media_addresses_that_lead_inside_are_not_asked(
    stage: Server, web: WebClient, tmp_path: Path
) -> None:
    inside = f"http://127.0.0.1:{stage.port}/secret"
    video = made.video()
    video["video_info"]["variants"] = [{"content_type": "video/mp4", "url": inside}]
    stage.on(SYNDICATION, json_answer(made.syndication(mediaDetails=[video])))
    collected = collect(web, tmp_path)
    assert collected.post is not None
    assert collected.post.media[0].sha256 is None
    assert states(collected)[2:] == [FetchState.UNREACHABLE]
    assert stage.count("/secret") == 0


def test_an_edited_post_keeps_the_time_of_both_numbers(stage: Server, web: WebClient, tmp_path: Path) -> None:
    later = str(int(made.NUMBER) + (60_000 << 22))
    stage.on(
        SYNDICATION,
        json_answer(made.syndication(id_str=later, edit_control={"edit_tweet_ids": [made.NUMBER, later]})),
    )
    collected = collect(web, tmp_path)
    assert collected.state is FetchState.EDITED
    assert collected.post is not None
    assert [time.text for time in collected.post.times[:2]] == [
        "2024-06-20T12:31:05Z",
        "2024-06-20T12:30:05Z",
    ]


def test_offline_nothing_is_asked_and_it_is_said(stage: Server, tmp_path: Path) -> None:
    collected = collect_post(made.address(), OfflineClient(), tmp_path)
    assert collected.post is None
    assert collected.state is FetchState.NOT_FETCHED
    assert states(collected) == [FetchState.NOT_FETCHED] * 2
    assert stage.hits == []
