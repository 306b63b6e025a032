"""Mastodon: a post's addresses on any host, an instance's answers, its versions, and what it may not claim."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from scrapers.posts.mastodon import (
    address_of,
    is_login_wall,
    parse_history,
    parse_refusal,
    parse_status,
    requests,
    time_of_number,
)
from storage.records import FetchState, MediaKind, Platform
from tests.scrapers.posts import answers_of_mastodon as made

RECORDED = Path(__file__).resolve().parents[4] / "shared" / "responses" / "mastodon"


def recorded(name: str) -> Any:
    file = RECORDED / name
    if not file.is_file():
        pytest.skip(f"the recorded answers are not here: ../shared/responses/mastodon/{name}")
    interactions = yaml.safe_load(file.read_text())["interactions"]
    return interactions[0]["request"]["uri"], interactions[0]["response"]["body"]["string"].encode()


@pytest.mark.parametrize(
    ("path", "number", "handle"),
    [
        (f"@wire/{made.NUMBER}", f"{made.HOST}/{made.NUMBER}", f"wire@{made.HOST}"),
        (f"@wire/{made.NUMBER}/embed", f"{made.HOST}/{made.NUMBER}", f"wire@{made.HOST}"),
        (f"web/@wire/{made.NUMBER}?x=1", f"{made.HOST}/{made.NUMBER}", f"wire@{made.HOST}"),
        (f"@wire@{made.HOST}/{made.NUMBER}", f"{made.HOST}/{made.NUMBER}", f"wire@{made.HOST}"),
        (f"users/wire/statuses/{made.NUMBER}", f"{made.HOST}/{made.NUMBER}", f"wire@{made.HOST}"),
        ("users/wire/statuses/4711", f"{made.HOST}/4711", f"wire@{made.HOST}"),
        (f"@Wire@far.test/{made.NUMBER}", f"{made.HOST}/@wire@far.test/{made.NUMBER}", "Wire@far.test"),
        (f"web/statuses/{made.NUMBER}", f"{made.HOST}/statuses/{made.NUMBER}", None),
    ],
)
def test_a_post_is_known_by_its_address(path: str, number: str, handle: str | None) -> None:
    address = address_of(f"https://{made.HOST}/{path}")
    assert address is not None
    assert (address.platform, address.number, address.handle) == (Platform.MASTODON, number, handle)
    assert requests(address)[0].url == f"https://{made.HOST}/api/v1/statuses/{number.rpartition('/')[2]}"


@pytest.mark.parametrize(
    "url",
    [
        f"https://{made.HOST}/@wire",
        f"https://{made.HOST}/@wire/4711",
        f"https://{made.HOST}/@wire/made-up-story-{made.NUMBER}",
        f"https://{made.HOST}/tags/{made.NUMBER}",
        f"https://medium.com/@wire/{made.NUMBER}",
        f"https://m.weibo.cn/statuses/{made.NUMBER}",
        f"https://www.threads.net/@wire/{made.NUMBER}",
        f"https://127.0.0.1/@wire/{made.NUMBER}",
        f"https://localhost/@wire/{made.NUMBER}",
        f"https://{made.HOST}:8443/@wire/{made.NUMBER}",
        f"https://{made.HOST}/@wire/9999999999999999999",
    ],
)
def test_other_addresses_are_no_post(url: str) -> None:
    assert address_of(url) is None


def test_the_answer_is_read() -> None:
    body = made.status(media_attachments=[made.attachment("gifv"), made.attachment("image")])
    reading = parse_status(body, made.address())
    post = reading.post
    assert reading.state is FetchState.VISIBLE
    assert post is not None
    assert (post.handle, post.name, post.text) == (
        f"wire@{made.HOST}",
        "Made-up Wire",
        "Two dogs & a car\nhanded over\n\nSeen by https://x.test",
    )
    assert post.times[0].interval.start == made.POSTED
    assert [(item.kind, item.duration, item.width) for item in post.media] == [
        (MediaKind.VIDEO, 5.76, 640),
        (MediaKind.IMAGE, 5.76, 640),
    ]


def test_the_number_tells_the_time() -> None:
    time = time_of_number(made.address().number)
    assert time is not None
    assert time.interval.start == made.POSTED


@pytest.mark.parametrize(
    "number",
    [
        "",
        f"{made.HOST}/4711",
        f"{made.HOST}/100000000000000",
        f"{made.HOST}/@wire@far.test/{made.NUMBER}",
        f"{made.HOST}/statuses/{made.NUMBER}",
    ],
)
def test_copies_and_counted_numbers_carry_no_time(number: str) -> None:
    assert time_of_number(number) is None


def test_a_copy_is_called_one_and_names_its_home() -> None:
    body = made.status(account=made.account("wire@far.test"))
    reading = parse_status(body, made.address(f"@wire@far.test/{made.NUMBER}"))
    assert reading.post is not None
    assert (reading.post.handle, reading.post.url) == (
        "wire@far.test",
        f"https://{made.HOST}/@wire@far.test/{made.NUMBER}",
    )
    assert "its copy of the post" in reading.reason


def test_an_instance_cannot_pass_its_post_off_as_anothers() -> None:
    body = made.status(url="https://far.test/@president/1", uri="https://far.test/users/president/statuses/1")
    post = parse_status(body, made.address()).post
    assert post is not None
    assert (post.handle, post.url) == (f"wire@{made.HOST}", f"https://{made.HOST}/@wire/{made.NUMBER}")


def test_an_edit_asks_for_the_versions() -> None:
    reading = parse_status(made.status(edited_at="2024-06-20T12:31:05.000Z"), made.address())
    assert reading.state is FetchState.EDITED
    (versions,) = reading.ask_next
    assert versions.url == f"https://{made.HOST}/api/v1/statuses/{made.NUMBER}/history"
    said = versions.parse(made.history("One dog", "Two dogs"), made.address())
    assert said.state is FetchState.EDITED
    assert "2 versions, of 2024-06-20T12:30:05.000Z, 2024-06-20T12:31:05.000Z" in said.reason
    assert "“One dog”" in said.reason


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"[1]", b'[{"content": "<p>x</p>"}]'])
def test_what_is_no_list_of_versions_is_unparsed(body: bytes) -> None:
    assert parse_history(body, made.address()).state is FetchState.UNPARSED


def test_a_warning_stands_before_the_words() -> None:
    post = parse_status(made.status(spoiler_text="Violence"), made.address()).post
    assert post is not None
    assert post.text.startswith("Violence\n\nTwo dogs")


@pytest.mark.parametrize(
    "answer",
    [
        made.status(id="110446223051565765"),
        made.status(id=None),
        made.status(account={}),
        made.status(account=made.account("another")),
        made.status(account=made.account("wire@far.test")),
        made.status(created_at=None),
        made.status(content=None),
        made.status(content="<p> </p>"),
        b"[]",
        b"<!DOCTYPE html><title>A blog</title>",
        made.status()[:100],
        b"",
    ],
)
def test_whatever_else_is_answered_is_unparsed(answer: bytes) -> None:
    reading = parse_status(answer, made.address())
    assert (reading.state, reading.post) == (FetchState.UNPARSED, None)


def test_a_post_for_followers_is_restricted() -> None:
    assert parse_status(made.status(visibility="private"), made.address()).state is FetchState.RESTRICTED


@pytest.mark.parametrize(
    ("body", "status", "state"),
    [
        (b'{"error": "Record not found"}', 404, FetchState.UNREACHABLE),
        (b'{"error": "gone"}', 410, FetchState.SUSPENDED),
        (b'{"error": "This method requires an authenticated user"}', 422, FetchState.LOGIN_WALL),
        (b'{"error": "The access token is invalid"}', 401, FetchState.LOGIN_WALL),
    ],
)
def test_refusals_are_named(body: bytes, status: int, state: FetchState) -> None:
    reading = parse_refusal(body, status)
    assert reading is not None
    assert (reading.state, reading.post) == (state, None)


@pytest.mark.parametrize(("body", "status"), [(b"<html>", 404), (b"{}", 404), (b'{"error": "x"}', 500)])
def test_other_errors_say_nothing_of_the_post(body: bytes, status: int) -> None:
    assert parse_refusal(body, status) is None


def test_login_pages_are_known() -> None:
    assert is_login_wall(f"https://{made.HOST}/auth/sign_in")
    assert not is_login_wall(made.address().url)


def test_the_recorded_copy_and_its_versions_are_read() -> None:
    url, body = recorded("test_entity_status.yaml")
    address = address_of(f"https://mastodon.social/@halcy@icosahedron.website/{url.rpartition('/')[2]}")
    assert address is not None
    reading = parse_status(body, address)
    assert reading.state is FetchState.EDITED
    assert reading.post is not None
    assert reading.post.handle == "halcy@icosahedron.website"
    assert "editing this to have the maximum amount of fields filled" in reading.post.text
    assert [(item.kind, item.duration) for item in reading.post.media] == [(MediaKind.VIDEO, 5.76)]
    asked, versions = recorded("test_entity_statusedit.yaml")
    assert reading.ask_next[0].url == asked
    assert "lists 2 versions" in parse_history(versions, address).reason


def test_the_recorded_posts_number_at_home_agrees_with_what_it_displays() -> None:
    _, body = recorded("test_entity_status.yaml")
    address = address_of("https://icosahedron.website/@halcy/110446222386355655")
    copy = address_of("https://mastodon.social/@halcy@icosahedron.website/110446223051565765")
    assert address is not None
    assert copy is not None
    post = parse_status(body, copy).post
    number = time_of_number(address.number)
    assert post is not None
    assert number is not None
    assert abs((post.times[0].interval.start - number.interval.start).total_seconds()) <= 1
