"""Made-up answers in the shape of Instagram's. No post, person or broadcast in them is real."""

from __future__ import annotations

import html
import json
from datetime import UTC, datetime
from typing import Any

from scrapers.posts.instagram import address_of
from scrapers.posts.shape import PostAddress

POSTED = datetime(2024, 6, 20, 12, 30, 5, 300_000, tzinfo=UTC)
MEDIA_NUMBER = (int(POSTED.timestamp() * 1000) - 1314220021721) << 23 | 4096
TEXT = "Two dogs handed over & a car\n\n#madeup"
HANDLE = "madeup.wire"
VIDEO = "https://scontent.cdninstagram.com/v/best.mp4"
STILL = "https://scontent.cdninstagram.com/v/still.jpg"


def shortcode(number: int) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    code = ""
    while number:
        number, digit = divmod(number, 64)
        code = letters[digit] + code
    return code


NUMBER = shortcode(MEDIA_NUMBER)


def address(number: str = NUMBER) -> PostAddress:
    found = address_of(f"https://www.instagram.com/reel/{number}/")
    assert found is not None
    return found


def item(**changes: Any) -> dict[str, Any]:
    """A post as the site's own API has it."""
    return {
        "pk": str(MEDIA_NUMBER),
        "code": NUMBER,
        "taken_at": int(POSTED.timestamp()),
        "media_type": 2,
        "user": {"pk": 4242, "username": HANDLE, "full_name": "Made-up Wire"},
        "caption": {"text": TEXT},
        "caption_is_edited": False,
        "original_width": 1080,
        "original_height": 1920,
        "video_duration": 31.2,
        "video_versions": [
            {"url": "https://scontent.cdninstagram.com/v/small.mp4", "width": 320, "height": 568},
            {"url": VIDEO, "width": 720, "height": 1280},
        ],
        "image_versions2": {"candidates": [{"url": STILL, "width": 720, "height": 1280}]},
        **changes,
    }


def page_with(value: dict[str, Any], levels: int = 20) -> bytes:
    """The page, its data as deep inside other data as Instagram puts them."""
    data: Any = {"xig_polaris_media": {"if_not_gated_logged_out": value}}
    for _ in range(levels):
        data = {"require": [["x", None, data]]}
    script = json.dumps(data).replace("</", "<\\/")
    return (
        '<html><head><title>Instagram</title></head><body><script type="application/json" data-sjs>'
        f"{script}</script></body></html>"
    ).encode()


def head(number: str = NUMBER, kind: str = "p", **changes: str) -> bytes:
    """The page of which only the head speaks of the post."""
    meta = {
        "og:title": f'Made-up Wire on Instagram: "{TEXT}"',
        "og:url": f"https://www.instagram.com/{HANDLE}/{kind}/{number}/",
        "og:description": f'12 likes, 3 comments - {HANDLE} on June 20, 2024: "{TEXT}"',
        "og:image": STILL,
        **changes,
    }
    tags = "".join(
        f'<meta property="{name}" content="{html.escape(value)}"/>' for name, value in meta.items()
    )
    return f"<html><head><title>Instagram</title>{tags}</head><body></body></html>".encode()


def shortcode_media(**changes: Any) -> dict[str, Any]:
    return {
        "__typename": "GraphVideo",
        "shortcode": NUMBER,
        "is_video": True,
        "video_url": VIDEO,
        "display_url": STILL,
        "video_duration": 31.2,
        "dimensions": {"width": 720, "height": 1280},
        "taken_at_timestamp": int(POSTED.timestamp()),
        "owner": {"id": "4242", "username": HANDLE},
        "edge_media_to_caption": {"edges": [{"node": {"text": TEXT}}]},
        **changes,
    }


def embed(media: dict[str, Any] | None) -> bytes:
    context = json.dumps({"gql_data": {"shortcode_media": media} if media else None})
    call = json.dumps({"contextJSON": context})
    return f"<html><head><title>Instagram</title></head><script>s.handle({call})</script></html>".encode()


def drawn(number: str = NUMBER) -> bytes:
    words = html.escape(TEXT).replace("\n", "<br/>")
    return (
        f'<html><body><div class="Embed" data-media-id="x"><a href="https://www.instagram.com/p/{number}/">'
        f'<img class="EmbeddedMediaImage" src="{STILL}"/></a><div class="Caption">'
        f'<a class="CaptionUsername" href="/{HANDLE}/">{HANDLE}</a><br/><br/>{words}'
        '<div class="CaptionComments"><a href="#">View all 3 comments</a></div></div></div></body></html>'
    ).encode()
