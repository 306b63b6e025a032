"""One post that takes for ever does not hold the others: after a while nothing more is asked for it."""

from __future__ import annotations

import time
from pathlib import Path

from scrapers.posts import mastodon
from scrapers.posts.collect import collect
from scrapers.posts.time_budget import TimedClient
from scrapers.web import Bounds, Limits, WebClient
from scrapers.web_answer import OfflineClient
from storage.records import FetchState, Purpose
from tests.scrapers.hostile_server import Server, http
from tests.scrapers.posts import answers_of_mastodon as made


def test_media_without_end_are_not_waited_for_one_by_one(tmp_path: Path) -> None:
    album = [made.attachment("image") | {"url": f"https://files.madeup.test/{n}.jpg"} for n in range(8)]
    bounds = dict.fromkeys(Purpose, Bounds(0.4, wire=1 << 20, decoded=1 << 20))
    with Server() as server:
        server.on(f"{made.HOST}/api/v1/statuses/{made.NUMBER}", http(made.status(media_attachments=album)))
        for n in range(8):
            server.on(f"/{n}.jpg", server.drip(http(b"", "Content-Type: image/jpeg", length=100_000), b"x"))
        hosts = dict.fromkeys((made.HOST, "files.madeup.test"), server.address)
        begin = time.monotonic()
        with WebClient(hosts, Limits(bounds=bounds, tries=1, apart=0.0)) as client:
            collected = collect(mastodon, made.address(), client, tmp_path, seconds=0.6)
        assert time.monotonic() - begin < 3.2  # eight times 0.4 s
        asked = sum(target.endswith(".jpg") for _, target in server.hits)
    assert collected.state is FetchState.VISIBLE
    assert collected.post is not None
    assert collected.post.name == "Made-up Wire"
    states = [answer.fetch.state for answer in collected.answers if answer.fetch.purpose is Purpose.MEDIA]
    assert 0 < asked < 8
    assert states.count(FetchState.UNREACHABLE) == asked
    assert states.count(FetchState.NOT_FETCHED) == 8 - asked
    assert "was not asked for" in collected.answers[-1].fetch.reason


def test_no_tool_is_let_out_once_the_time_is_up(tmp_path: Path) -> None:
    moments = iter([0.0, 59.0, 60.0, 61.0])
    with WebClient() as web:
        timed = TimedClient(web, 60.0, lambda: next(moments))
        assert not timed.is_over
        with timed.proxy() as proxy:
            assert proxy is None
        late = timed.get("https://stage.test/a", Purpose.MEDIA, into=tmp_path)
    assert late.fetch.state is FetchState.NOT_FETCHED
    assert "taken 1 min" in late.fetch.reason


def test_what_is_held_is_read_whenever(tmp_path: Path) -> None:
    assert TimedClient(OfflineClient(), 0.0).brought("https://stage.test/a", tmp_path) == ()
