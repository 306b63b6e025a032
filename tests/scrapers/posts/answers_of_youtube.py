"""Made-up answers in the shape of YouTube's. No video, person or broadcast in them is real."""

from __future__ import annotations

import json
from typing import Any

from scrapers.posts.shape import PostAddress
from scrapers.posts.youtube import address_of

NUMBER = "mAdeUp_-v01"
TITLE = "Two dogs handed over & a car"
DESCRIPTION = "Filmed at the airport.\n\nMore at https://madeup.example"


def address(number: str = NUMBER) -> PostAddress:
    found = address_of(f"https://youtu.be/{number}")
    assert found is not None
    return found


def player(**changes: Any) -> dict[str, Any]:
    return {
        "playabilityStatus": {"status": "OK", "playableInEmbed": True},
        "videoDetails": {
            "videoId": NUMBER,
            "title": TITLE,
            "lengthSeconds": "31",
            "channelId": "UCmadeup",
            "shortDescription": DESCRIPTION,
            "author": "Made-up Wire",
            "isLiveContent": False,
        },
        "microformat": {
            "playerMicroformatRenderer": {
                "ownerProfileUrl": "http://www.youtube.com/@madeup.wire",
                "ownerChannelName": "Made-up Wire",
                "publishDate": "2024-06-20T05:30:05-07:00",
                "uploadDate": "2024-06-20T05:30:05-07:00",
            }
        },
        **changes,
    }


def watch(value: dict[str, Any] | None = None) -> bytes:
    data = json.dumps(player() if value is None else value)
    return (
        "<!DOCTYPE html><html><head><title>YouTube</title></head><body><script nonce='x'>"
        f'var ytInitialPlayerResponse = {data};var meta = {{"a": 1}};</script></body></html>'
    ).encode()


def refused(status: str, reason: str, **more: Any) -> bytes:
    return watch({"playabilityStatus": {"status": status, "reason": reason, **more}})


def oembed(**changes: Any) -> bytes:
    answer = {
        "title": TITLE,
        "author_name": "Made-up Wire",
        "author_url": "https://www.youtube.com/@madeup.wire",
        "type": "video",
        "version": "1.0",
        "provider_name": "YouTube",
        "thumbnail_url": f"https://i.ytimg.com/vi/{NUMBER}/hqdefault.jpg",
        "html": f'<iframe src="https://www.youtube.com/embed/{NUMBER}?feature=oembed"></iframe>',
    }
    return json.dumps({**answer, **changes}).encode()
