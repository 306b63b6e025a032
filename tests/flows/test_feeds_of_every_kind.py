"""``airtrace feeds`` on every kind of feed, by command, asked on loopback: only what is new, through an outage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from flows.bench import Bench
from flows.commands import feeds as command
from flows.home import Home
from scrapers.web_pace import Pace
from tests.flows.conftest import Airtrace
from tests.scrapers.feeds.test_telegram import message, page
from tests.scrapers.hostile_server import Server, http

STATUS = "https://x.com/made_up/status/180382392027428880"
CHANNEL = "UC0123456789abcdefghijkl"
SHEET = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"


def _rss(link: Callable[[int], str]) -> Callable[[int], bytes]:
    def body(count: int) -> bytes:
        items = "".join(
            f"<item><link>{link(n)}</link><guid>{link(n)}</guid></item>" for n in range(count, 0, -1)
        )
        return f'<rss version="2.0"><channel>{items}</channel></rss>'.encode()

    return body


def _atom(count: int) -> bytes:
    entries = "".join(
        f"<entry><id>{n}</id><link rel='alternate' href='{STATUS}{n}'/></entry>" for n in range(count, 0, -1)
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'.encode()


def _youtube(count: int) -> bytes:
    watch = "https://www.youtube.com/watch?v=mAdeUp_-v0"
    entries = "".join(
        f'<entry><id>yt:video:mAdeUp_-v0{n}</id><link rel="alternate" href="{watch}{n}"/></entry>'
        for n in range(count, 0, -1)
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'.encode()


@dataclass(frozen=True)
class Kind:
    given: str
    path: str
    body: Callable[[int], bytes]
    target: str
    """Of the nth item, its number left out."""


KINDS = {
    "RSS": Kind("https://news.example/feed", "news.example/feed", _rss(lambda n: f"{STATUS}{n}"), STATUS),
    "Atom": Kind("https://news.example/atom", "news.example/atom", _atom, STATUS),
    "Telegram": Kind(
        "https://t.me/s/made_up",
        "t.me/s/made_up",
        lambda count: page(*(message(n) for n in range(1, count + 1))),
        "https://t.me/Made_Up/",
    ),
    "Bluesky": Kind(
        "https://bsky.app/profile/wire.madeup.test",
        "bsky.app/profile/wire.madeup.test/rss",
        _rss(lambda n: f"https://bsky.app/profile/wire.madeup.test/post/3kvmadeupkey{n}"),
        "https://bsky.app/profile/wire.madeup.test/post/3kvmadeupkey",
    ),
    "Mastodon account": Kind(
        "https://social.example/@wire",
        "social.example/@wire.rss",
        _rss(lambda n: f"https://social.example/@wire/11264800000000000{n}"),
        "https://social.example/@wire/11264800000000000",
    ),
    "Mastodon tag": Kind(
        "https://social.example/tags/fire",
        "social.example/tags/fire.rss",
        _rss(lambda n: f"https://social.example/@wire/11264800000000000{n}"),
        "https://social.example/@wire/11264800000000000",
    ),
    "YouTube": Kind(
        f"https://www.youtube.com/channel/{CHANNEL}",
        "www.youtube.com/feeds/videos.xml",
        _youtube,
        "https://www.youtube.com/watch?v=mAdeUp_-v0",
    ),
    "spreadsheet": Kind(
        f"https://docs.google.com/spreadsheets/d/{SHEET}/edit#gid=0",
        f"docs.google.com/spreadsheets/d/{SHEET}/export",
        lambda count: ("url\n" + "".join(f"{STATUS}{n}\n" for n in range(1, count + 1))).encode(),
        STATUS,
    ),
}


@pytest.fixture
def no_network() -> None:
    """The server is asked by its number on loopback; no other name has a route."""


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_is_new_is_remembered_through_an_outage(
    airtrace: Airtrace, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    feed = KINDS[kind]
    with Server() as server:
        hosts = ("news.example", "t.me", "bsky.app", "social.example", "www.youtube.com", "docs.google.com")
        routes = dict.fromkeys(hosts, server.address)

        def bench_for(home: Home) -> Bench:
            return Bench(home, routes=routes, pace=Pace(0.0))

        monkeypatch.setattr(command, "bench_for", bench_for)
        added = airtrace("feeds", "add", feed.given, "--by", "Ada", "--json")
        assert added.code == 0, added.err

        def run(answer: bytes) -> Any:
            server.on(feed.path, answer)
            ran = airtrace("feeds", "run", "--by", "Ada", "--most", "0", "--json")
            (known,) = ran.json["feeds"]
            return ran.code, known["state"], known["items"]["waiting"], known["removed"]

        assert run(http(feed.body(1))) == (0, "ok", 1, False)
        assert run(http(feed.body(3))) == (0, "ok", 3, False)
        assert run(http(b"away", status="404 Not Found")) == (1, "failing", 3, False)
        assert run(http(feed.body(3))) == (0, "ok", 3, False)
    shown = airtrace("feeds", "show", "F1", "--json").json["items"]
    assert [item["target"] for item in shown] == [f"{feed.target}{n}" for n in (1, 2, 3)]
    assert airtrace("history", "verify").code == 0


def test_a_folder_and_a_table_of_this_machine(airtrace: Airtrace, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    assert airtrace("feeds", "add", inbox, "--by", "Ada").code == 0
    assert airtrace("feeds", "run", "--json").json["items"] == []
    assert airtrace("feeds", "remove", "F1", "--because", "moved", "--by", "Ada").code == 0
    assert airtrace("feeds", "run", "--json").json["feeds"] == []
