"""Made-up answers in the shape of X's two services. No post, person or broadcast in them is real."""

from __future__ import annotations

import html
import json
from datetime import UTC, datetime
from typing import Any

from scrapers.posts.shape import PostAddress
from scrapers.posts.x import address_of

POSTED = datetime(2024, 6, 20, 12, 30, 5, 250_000, tzinfo=UTC)
NUMBER = str((int(POSTED.timestamp() * 1000) - 1288834974657) << 22 | 4096)
HANDLE = "madeup_wire"
NAME = "Made-up Wire"
TEXT = "A gift of two dogs & a car was handed over today\n\nmore: https://t.co/aaaaaaaaaa"
MEDIA_LINK = "https://t.co/bbbbbbbbbb"
BEST = "https://video.twimg.com/ext_tw_video/1/pu/vid/avc1/1280x720/best.mp4?tag=12"
SMALL = "https://video.twimg.com/ext_tw_video/1/pu/vid/avc1/480x270/small.mp4?tag=12"
PHOTO = "https://pbs.twimg.com/media/picture.jpg"


def address(number: str = NUMBER) -> PostAddress:
    found = address_of(f"https://x.com/{HANDLE}/status/{number}")
    assert found is not None
    return found


def video() -> dict[str, Any]:
    return {
        "type": "video",
        "url": MEDIA_LINK,
        "display_url": "pic.twitter.com/bbbbbbbbbb",
        "media_url_https": "https://pbs.twimg.com/ext_tw_video_thumb/1/pu/img/still.jpg",
        "original_info": {"height": 720, "width": 1280},
        "video_info": {
            "duration_millis": 31200,
            "variants": [
                {"content_type": "application/x-mpegURL", "url": "https://video.twimg.com/1/pl.m3u8"},
                {"content_type": "video/mp4", "bitrate": 256000, "url": SMALL},
                {"content_type": "video/mp4", "bitrate": 2176000, "url": BEST},
            ],
        },
    }


def photo() -> dict[str, Any]:
    return {
        "type": "photo",
        "url": MEDIA_LINK,
        "media_url_https": PHOTO,
        "original_info": {"height": 900, "width": 1600},
    }


def tweet(**changes: Any) -> dict[str, Any]:
    """A ``Tweet`` as the syndication service sends it."""
    return {
        "__typename": "Tweet",
        "lang": "en",
        "created_at": "2024-06-20T12:30:05.000Z",
        "display_text_range": [0, 70],
        "entities": {
            "urls": [{"url": "https://t.co/aaaaaaaaaa", "expanded_url": "https://madeup.example/story"}],
            "media": [{"url": MEDIA_LINK, "display_url": "pic.twitter.com/bbbbbbbbbb"}],
        },
        "id_str": NUMBER,
        "text": html.escape(TEXT, quote=False) + " " + MEDIA_LINK,
        "user": {"id_str": "4242", "name": NAME, "screen_name": HANDLE},
        "edit_control": {"edit_tweet_ids": [NUMBER]},
        "mediaDetails": [video()],
        "isEdited": False,
        **changes,
    }


def tombstone(words: str | None) -> bytes:
    text = {} if words is None else {"tombstone": {"text": {"text": words, "entities": [], "rtl": False}}}
    return json.dumps({"__typename": "TweetTombstone", **text}).encode()


def syndication(**changes: Any) -> bytes:
    return json.dumps(tweet(**changes)).encode()


def oembed(number: str = NUMBER, day: str = "June 20, 2024", text: str = TEXT, **changes: Any) -> bytes:
    """The oEmbed answer; the text's lines are broken as X breaks them."""
    lines = html.escape(text, quote=False).replace("\n", "<br>")
    link = '<a href="https://t.co/bbbbbbbbbb">pic.twitter.com/bbbbbbbbbb</a>'
    status = f"https://twitter.com/{HANDLE}/status/{number}"
    markup = (
        f'<blockquote class="twitter-tweet"><p lang="en" dir="ltr">{lines} {link}</p>&mdash; {NAME} '
        f'(@{HANDLE}) <a href="{status}?ref_src=twsrc%5Etfw">{day}</a></blockquote>\n'
    )
    answer = {
        "url": status,
        "author_name": NAME,
        "author_url": f"https://twitter.com/{HANDLE}",
        "html": markup,
        "type": "rich",
        "provider_name": "Twitter",
        "version": "1.0",
    }
    return json.dumps({**answer, **changes}).encode()


def errors(*codes: int) -> bytes:
    return json.dumps({"errors": [{"code": code, "message": "Sorry."} for code in codes]}).encode()
