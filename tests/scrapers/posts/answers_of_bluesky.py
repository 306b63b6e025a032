"""Made-up answers in the shape of Bluesky's. No post, person or broadcast in them is real."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from scrapers.posts.bluesky import address_of
from scrapers.posts.shape import PostAddress

POSTED = datetime(2024, 6, 20, 12, 30, 5, tzinfo=UTC)
_DIGITS = "234567abcdefghijklmnopqrstuvwxyz"
DID = "did:plc:madeupmadeupmadeupmadeup"
HANDLE = "wire.madeup.test"
TEXT = "Two dogs handed over & a car"


def key_at(moment: datetime) -> str:
    value = int(moment.timestamp() * 1_000_000) << 10 | 7
    return "".join(_DIGITS[value >> shift & 31] for shift in range(60, -1, -5))


KEY = key_at(POSTED)


def address(actor: str = DID, key: str = KEY) -> PostAddress:
    found = address_of(f"https://bsky.app/profile/{actor}/post/{key}")
    assert found is not None
    return found


def thread(
    *, record: dict[str, Any] | None = None, author: dict[str, Any] | None = None, **changes: Any
) -> bytes:
    post = {
        "uri": f"at://{DID}/app.bsky.feed.post/{KEY}",
        "cid": "bafyreimadeup",
        "author": {
            "did": DID,
            "handle": HANDLE,
            "displayName": "Made-up Wire",
            "labels": [],
            **(author or {}),
        },
        "record": {
            "$type": "app.bsky.feed.post",
            "createdAt": "2024-06-20T12:30:05.123Z",
            "langs": ["en"],
            "text": TEXT,
            **(record or {}),
        },
        "indexedAt": "2024-06-20T12:30:06.456Z",
        "labels": [],
        **changes,
    }
    return json.dumps(
        {"thread": {"$type": "app.bsky.feed.defs#threadViewPost", "post": post, "replies": []}}
    ).encode()


def instead(kind: str) -> bytes:
    uri = f"at://{DID}/app.bsky.feed.post/{KEY}"
    return json.dumps({"thread": {"$type": f"app.bsky.feed.defs#{kind}", "uri": uri}}).encode()


def error(name: str, message: str = "") -> bytes:
    return json.dumps({"error": name, "message": message}).encode()


def video() -> dict[str, Any]:
    return {
        "$type": "app.bsky.embed.video#view",
        "cid": "bafkreimadeup",
        "playlist": f"https://video.bsky.app/watch/{DID}/bafkreimadeup/playlist.m3u8",
        "thumbnail": f"https://video.bsky.app/watch/{DID}/bafkreimadeup/thumbnail.jpg",
        "aspectRatio": {"width": 720, "height": 1280},
    }
