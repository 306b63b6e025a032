"""Made-up answers in the shape of a Mastodon instance's. No post, person or broadcast in them is real."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from scrapers.posts.mastodon import address_of
from scrapers.posts.shape import PostAddress

HOST = "social.madeup.test"
POSTED = datetime(2024, 6, 20, 12, 30, 5, tzinfo=UTC)
NUMBER = str((int(POSTED.timestamp()) * 1000 + 143) << 16 | 4096)


def address(path: str = f"@wire/{NUMBER}") -> PostAddress:
    found = address_of(f"https://{HOST}/{path}")
    assert found is not None
    return found


def account(acct: str = "wire") -> dict[str, Any]:
    return {
        "id": "17",
        "username": acct.split("@", maxsplit=1)[0],
        "acct": acct,
        "display_name": "Made-up Wire",
    }


def status(**changes: Any) -> bytes:
    value: dict[str, Any] = {
        "id": NUMBER,
        "created_at": "2024-06-20T12:30:05.000Z",
        "edited_at": None,
        "visibility": "public",
        "language": "en",
        "spoiler_text": "",
        "url": f"https://{HOST}/@wire/{NUMBER}",
        "content": "<p>Two dogs &amp; a car<br />handed over</p><p>Seen by "
        '<a href="https://x.test"><span class="invisible">https://</span><span>x.test</span></a></p>',
        "account": account(),
        "media_attachments": [],
    }
    return json.dumps({**value, **changes}).encode()


def attachment(kind: str = "video") -> dict[str, Any]:
    return {
        "id": "1",
        "type": kind,
        "url": f"https://files.madeup.test/{kind}.bin",
        "remote_url": None,
        "meta": {"original": {"width": 640, "height": 360, "duration": 5.76}},
    }


def history(*texts: str) -> bytes:
    return json.dumps(
        [
            {"content": f"<p>{text}</p>", "created_at": f"2024-06-20T12:3{n}:05.000Z"}
            for n, text in enumerate(texts)
        ]
    ).encode()
