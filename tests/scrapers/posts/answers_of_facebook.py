"""Made-up answers in the shape of Facebook's. No post, person or broadcast in them is real."""

from __future__ import annotations

import html
import json
from typing import Any

from scrapers.posts.facebook import address_of
from scrapers.posts.shape import PostAddress

NUMBER = "pfbid0" + "MadeUp" * 8
DIGITS = "123456789012345"
URL = f"https://www.facebook.com/madeup.wire/posts/{NUMBER}"
TEXT = "Two dogs handed over & a car\n\nmore below"
POSTED = 1718886605
PICTURE = "https://scontent.xx.fbcdn.net/v/still.jpg"


def address(url: str = URL) -> PostAddress:
    found = address_of(url)
    assert found is not None
    return found


def page(head: str = "", body: str = "", title: str = "Made-up Wire - Two dogs | Facebook") -> bytes:
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode()


def posting(**changes: Any) -> bytes:
    """The page with JSON-LD."""
    data = {
        "@context": "https://schema.org",
        "@type": "SocialMediaPosting",
        "dateCreated": "2024-06-20T05:30:05-0700",
        "dateModified": "2024-06-21T05:30:05-0700",
        "identifier": f"100000000000001;{DIGITS};;9",
        "articleBody": TEXT,
        "url": URL,
        "comment": [{"@type": "Comment", "text": "not the post", "author": {"name": "Somebody"}}],
        "author": {
            "@type": "Person",
            "name": "Made-up Wire",
            "identifier": 100000000000001,
            "url": "https://www.facebook.com/madeup.wire",
        },
        "image": {"@type": "ImageObject", "contentUrl": PICTURE},
        **changes,
    }
    return page(f'<script type="application/ld+json" nonce="">{json.dumps(data)}</script>')


def story(number: str = DIGITS, levels: int = 30, **changes: Any) -> bytes:
    """The page with the interface's data, as deep as Facebook puts them."""
    data: Any = {
        "__typename": "Story",
        "post_id": number,
        "comet_sections": {
            "content": {
                "story": {
                    "actors": [
                        {"name": "Made-up Wire", "id": "7", "url": "https://www.facebook.com/madeup.wire"}
                    ],
                    "message": {"text": TEXT},
                    "attachments": [{"styles": {"attachment": {"media": {"__typename": "Video"}}}}],
                }
            },
            "context_layout": {"story": {"metadata": [{"story": {"creation_time": POSTED}}]}},
        },
        "attached_story": {"message": {"text": "another post"}, "creation_time": 1},
        **changes,
    }
    for _ in range(levels):
        data = {"require": [["x", None, data]]}
    return page(
        body=f'<script type="application/json" data-sjs>{json.dumps(data)}</script>', title="Facebook"
    )


def drawn(url: str = URL) -> bytes:
    """The plugin's page."""
    words = "".join(f"<p>{html.escape(line)}</p>" for line in TEXT.split("\n") if line)
    return page(
        body=(
            f'<span class="fwb"><a href="https://www.facebook.com/madeup.wire?ref=embed">Made-up Wire</a></span>'
            f'<a href="{url}"><abbr data-utime="{POSTED}">June 20</abbr></a>'
            f'<div class="_5pbx userContent">{words}</div>'
        )
    )


def head(url: str = URL, description: str = TEXT, **more: str) -> bytes:
    meta = {
        "og:title": "Made-up Wire",
        "og:description": description,
        "og:url": url,
        "og:image": PICTURE,
        **more,
    }
    tags = "".join(f'<meta property="{name}" content="{html.escape(value)}">' for name, value in meta.items())
    return page(tags)
