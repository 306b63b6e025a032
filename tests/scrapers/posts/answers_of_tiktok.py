"""Made-up answers in the shape of TikTok's. No post, person or broadcast in them is real."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from scrapers.posts.shape import PostAddress
from scrapers.posts.tiktok import address_of

POSTED = datetime(2024, 6, 20, 12, 30, 5, tzinfo=UTC)
NUMBER = str((int(POSTED.timestamp()) - 3) << 32 | 4096)
HANDLE = "madeup.wire"
TEXT = "Two dogs handed over & a car #madeup"


def address(number: str = NUMBER) -> PostAddress:
    found = address_of(f"https://www.tiktok.com/@{HANDLE}/video/{number}")
    assert found is not None
    return found


def item(**changes: Any) -> dict[str, Any]:
    return {
        "id": NUMBER,
        "desc": TEXT,
        "createTime": str(int(POSTED.timestamp())),
        "video": {"height": 1024, "width": 576, "duration": 21, "playAddr": "https://v16.tiktok.com/x"},
        "author": {"id": "6800000000000000000", "uniqueId": HANDLE, "nickname": "Made-up Wire"},
        "textLanguage": "en",
        "privateItem": False,
        **changes,
    }


def detail(status: int = 0, message: str = "", **changes: Any) -> bytes:
    value = {"statusCode": status, "statusMsg": message}
    return page({**value, "itemInfo": {"itemStruct": item(**changes)}} if not status else value)


def page(detail: dict[str, Any]) -> bytes:
    data = json.dumps({"__DEFAULT_SCOPE__": {"webapp.app-context": {}, "webapp.video-detail": detail}})
    return (
        "<!DOCTYPE html><html><head><title>TikTok</title></head><body>"
        f'<script id="__UNIVERSAL_DATA_FOR_REHYDRATION__" type="application/json">{data}</script></body></html>'
    ).encode()


def oembed(number: str = NUMBER, **changes: Any) -> bytes:
    url = f"https://www.tiktok.com/@{HANDLE}/video/{number}"
    answer = {
        "version": "1.0",
        "type": "video",
        "title": TEXT,
        "author_url": f"https://www.tiktok.com/@{HANDLE}",
        "author_name": "Made-up Wire",
        "html": f'<blockquote class="tiktok-embed" cite="{url}" data-video-id="{number}"></blockquote>',
        "provider_name": "TikTok",
    }
    return json.dumps({**answer, **changes}).encode()
