"""Which feed an address means, and which addresses are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from reference.errors import InputError
from scrapers.feeds import address_of
from storage.records import FeedKind

CHANNEL = "UCXOPfBqPphU15a6mpW7hwVw"
SHEET = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"
PUBLISHED = "2PACX-1vAbCdEfGhIjKlMnOpQrStUvWxYz0123456789"


@pytest.mark.parametrize(
    ("given", "kind", "asks"),
    [
        ("https://t.me/s/channel", FeedKind.TELEGRAM, "https://t.me/s/channel"),
        ("t.me/channel", FeedKind.TELEGRAM, "https://t.me/s/channel"),
        ("https://telegram.me/channel/", FeedKind.TELEGRAM, "https://t.me/s/channel"),
        (
            "https://bsky.app/profile/made-up.example",
            FeedKind.BLUESKY,
            "https://bsky.app/profile/made-up.example/rss",
        ),
        (
            "bsky.app/profile/did:plc:abc123/rss",
            FeedKind.BLUESKY,
            "https://bsky.app/profile/did:plc:abc123/rss",
        ),
        ("https://mastodon.social/@made_up", FeedKind.MASTODON, "https://mastodon.social/@made_up.rss"),
        ("https://social.example/users/made_up", FeedKind.MASTODON, "https://social.example/@made_up.rss"),
        ("https://social.example/@made_up.rss", FeedKind.MASTODON, "https://social.example/@made_up.rss"),
        ("https://social.example/tags/мир", FeedKind.MASTODON, "https://social.example/tags/мир.rss"),
        (
            f"https://www.youtube.com/channel/{CHANNEL}/videos",
            FeedKind.YOUTUBE,
            f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}",
        ),
        (
            "https://youtube.com/playlist?list=PLabcdefghijk",
            FeedKind.YOUTUBE,
            "https://www.youtube.com/feeds/videos.xml?playlist_id=PLabcdefghijk",
        ),
        ("https://m.youtube.com/@made-up/videos", FeedKind.YOUTUBE, "https://www.youtube.com/@made-up"),
        ("https://www.youtube.com/user/madeup", FeedKind.YOUTUBE, "https://www.youtube.com/user/madeup"),
        ("https://old.reddit.com/r/made_up/", FeedKind.REDDIT, "https://www.reddit.com/r/made_up/new/.rss"),
        ("reddit.com/u/made-up", FeedKind.REDDIT, "https://www.reddit.com/user/made-up/submitted/.rss"),
        (
            f"https://docs.google.com/spreadsheets/d/{SHEET}/edit?usp=sharing#gid=17",
            FeedKind.SHEET,
            f"https://docs.google.com/spreadsheets/d/{SHEET}/export?format=csv&gid=17",
        ),
        (
            f"https://docs.google.com/spreadsheets/d/e/{PUBLISHED}/pubhtml",
            FeedKind.SHEET,
            f"https://docs.google.com/spreadsheets/d/e/{PUBLISHED}/pub?output=csv&gid=0",
        ),
        ("https://desk.example/queue.csv", FeedKind.SHEET, "https://desk.example/queue.csv"),
        ("https://news.example/rss?a=b", FeedKind.SYNDICATION, "https://news.example/rss?a=b"),
        ("news.example", FeedKind.SYNDICATION, "https://news.example"),
    ],
)
def test_what_can_be_watched(given: str, kind: FeedKind, asks: str) -> None:
    found = address_of(given)
    assert (found.kind, found.asks) == (kind, asks)


@pytest.mark.parametrize(
    "given",
    [
        "",
        "x.com/someone",
        "https://twitter.com/someone",
        "https://x.com/someone/status/1803823920274288857",
        "https://t.me/+abcdef",
        "https://t.me/joinchat/abc",
        "https://t.me/c/1234/5",
        "https://bsky.app/search?q=car",
        "https://www.reddit.com/search?q=car",
        "https://www.youtube.com/watch?v=abcdefghijk",
        "https://docs.google.com/document/d/abc/edit",
        "ftp://news.example/rss",
        "https://user:pass@news.example/rss",
        "https://news.example:8443/rss",
        "file:///etc/passwd",
        "no such folder",
        "https://",
        "https://[broken/",
    ],
)
def test_what_cannot_be_is_said(given: str) -> None:
    with pytest.raises(InputError) as refused:
        address_of(given)
    assert len(str(refused.value)) > 20


def test_a_folder_and_a_table_on_this_machine(tmp_path: Path) -> None:
    assert address_of(str(tmp_path)).kind is FeedKind.FOLDER
    table = address_of(str(tmp_path / "queue.csv"))
    assert (table.kind, table.asks) == (FeedKind.SHEET, str(tmp_path / "queue.csv"))


@pytest.mark.parametrize("host", ["www.tiktok.com", "medium.com", "www.threads.net"])
def test_an_account_elsewhere_is_not_taken_for_mastodon(host: str) -> None:
    try:
        found = address_of(f"https://{host}/@made_up")
    except InputError:
        return
    assert found.kind is not FeedKind.MASTODON
