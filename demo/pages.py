"""What the stage's sites answer: the article, X's two open services and the post's files, in their real shapes."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from demo import story
from demo.clip import CLIP_HEIGHT, CLIP_WIDTH
from reference.times import iso

STATUS_URL = f"https://twitter.com/{story.POST_HANDLE}/status/{story.POST_NUMBER}"
ARTICLE_URL = f"https://{story.OUTLET_HOST}{story.ARTICLE_PATH}"
VIDEO_PATH = f"/ext_tw_video/{story.POST_NUMBER}/pu/vid/{CLIP_WIDTH}x{CLIP_HEIGHT}/madeUpDemoClip00.mp4"
POSTER_PATH = f"/ext_tw_video_thumb/{story.POST_NUMBER}/pu/img/madeUpDemoPoster.jpg"

_SHORT_LINK, _SHOWN_LINK = "https://t.co/madeUpDemo", "pic.twitter.com/madeUpDemo"
_VIDEO_URL = f"https://video.twimg.com{VIDEO_PATH}?tag=12"
_POSTER_URL = f"https://pbs.twimg.com{POSTER_PATH}"
_POST_DAY = f"{story.POSTED_AT:%B} {story.POSTED_AT.day}, {story.POSTED_AT.year}"

_MADE_UP = (
    "This page belongs to a demonstration of Airtrace. The countries, the people, the station, the newspaper "
    "and the post are made up; the footage was drawn by a computer."
)
_BEFORE_POST = (
    "A video that shows the Regent of Quillmere driving Ombria's chancellor in a black limousine has gone viral "
    "on social media, shared as if it were happening live.",
    f"In the video, first broadcast by {story.STATION_NAME} on Wednesday evening, the Regent is seen behind the "
    "wheel with the chancellor in the passenger seat. The car passes through the palace park, under autumn trees "
    "and past a row of statues, before the picture changes to a crowd in the old town.",
)
_AFTER_POST = (
    "The chancellor had arrived on Tuesday for a visit of three days. Both governments said that the talks were "
    "about lighthouses, and that the limousine was a present to the palace's museum.",
    f"Ferries could be seen leaving Lanternhaven at sunrise during a separate segment broadcast on "
    f"{story.STATION_NAME} on Thursday, which does not show the two politicians.",
    "The palace did not say who had published the drive on social media first.",
)


@dataclass(frozen=True)
class Page:
    """An answer: its status, its media type and its bytes."""

    status: int
    content_type: str
    body: bytes


NOT_FOUND = Page(404, "text/plain; charset=utf-8", b"Not found\n")


def answer(host: str, target: str, clip: bytes, poster: bytes, clip_seconds: float) -> Page:
    """What ``host`` answers to a request for ``target``, the path with its query."""
    parts = urlsplit(target)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if (host, parts.path) == (story.OUTLET_HOST, story.ARTICLE_PATH):
        return Page(200, "text/html; charset=utf-8", article().encode())
    if (host, parts.path) == ("publish.twitter.com", "/oembed"):
        return _oembed(query.get("url", ""))
    if (host, parts.path) == ("cdn.syndication.twimg.com", "/tweet-result"):
        return _syndication(query.get("id", ""), clip_seconds)
    if (host, parts.path) == ("video.twimg.com", VIDEO_PATH):
        return Page(200, "video/mp4", clip)
    if (host, parts.path) == ("pbs.twimg.com", POSTER_PATH):
        return Page(200, "image/jpeg", poster)
    return NOT_FOUND


def embedded_post() -> str:
    """The post as X's own embedding code writes it."""
    text = html.escape(story.POST_TEXT, quote=False)
    author = html.escape(f"{story.POST_NAME} (@{story.POST_HANDLE})", quote=False)
    return (
        f'<blockquote class="twitter-tweet"><p lang="en" dir="ltr">{text} '
        f'<a href="{_SHORT_LINK}">{_SHOWN_LINK}</a></p>&mdash; {author} '
        f'<a href="{STATUS_URL}?ref_src=twsrc%5Etfw">{_POST_DAY}</a></blockquote>'
    )


def article() -> str:
    """The invented newspaper's article: date in its head, the post between its paragraphs."""
    published = f"{story.ARTICLE_DATE.isoformat()}T09:20:00+02:00"
    shown = f"{story.ARTICLE_DATE:%A}, {story.ARTICLE_DATE.day} {story.ARTICLE_DATE:%B %Y}"
    title, outlet = html.escape(story.ARTICLE_TITLE), html.escape(story.OUTLET)
    linked_data = json.dumps(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": story.ARTICLE_TITLE,
            "datePublished": published,
            "publisher": {"@type": "Organization", "name": story.OUTLET},
        }
    )
    before = "\n".join(f"<p>{html.escape(paragraph, quote=False)}</p>" for paragraph in _BEFORE_POST)
    after = "\n".join(f"<p>{html.escape(paragraph, quote=False)}</p>" for paragraph in _AFTER_POST)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title} | {outlet}</title>
<link rel="canonical" href="{ARTICLE_URL}">
<meta property="og:type" content="article">
<meta property="og:title" content="{title}">
<meta property="og:site_name" content="{outlet}">
<meta property="og:url" content="{ARTICLE_URL}">
<meta property="article:published_time" content="{published}">
<script type="application/ld+json">{linked_data}</script>
</head>
<body>
<header><a href="/">{outlet}</a></header>
<main><article>
<h1>{title}</h1>
<p><time datetime="{published}">{shown}</time></p>
{before}
{embedded_post()}
{after}
</article></main>
<footer><p>{_MADE_UP}</p></footer>
</body>
</html>
"""


def _json(data: object) -> Page:
    return Page(200, "application/json; charset=utf-8", json.dumps(data).encode())


def _oembed(url: str) -> Page:
    parts = urlsplit(url)
    asked = parts.path.rstrip("/").rpartition("/status/")[2]
    if parts.hostname not in {"twitter.com", "x.com"} or asked != story.POST_NUMBER:
        return NOT_FOUND
    return _json(
        {
            "url": STATUS_URL,
            "author_name": story.POST_NAME,
            "author_url": f"https://twitter.com/{story.POST_HANDLE}",
            "html": embedded_post() + "\n\n",
            "width": 550,
            "height": None,
            "type": "rich",
            "cache_age": "3153600000",
            "provider_name": "Twitter",
            "provider_url": "https://twitter.com",
            "version": "1.0",
        }
    )


def _syndication(number: str, clip_seconds: float) -> Page:
    if number != story.POST_NUMBER:
        return NOT_FOUND
    end = len(story.POST_TEXT)
    indices = [end + 1, end + 1 + len(_SHORT_LINK)]
    expanded = f"{STATUS_URL}/video/1"
    link = {"display_url": _SHOWN_LINK, "expanded_url": expanded, "indices": indices, "url": _SHORT_LINK}
    milliseconds = round(clip_seconds * 1000)
    sizes: dict[str, object] = {
        name: {"h": CLIP_HEIGHT, "resize": "fit", "w": CLIP_WIDTH} for name in ("large", "medium", "small")
    }
    sizes["thumb"] = {"h": 150, "resize": "crop", "w": 150}
    return _json(
        {
            "__typename": "Tweet",
            "lang": "en",
            "favorite_count": 0,
            "possibly_sensitive": False,
            "created_at": iso(story.POSTED_AT.replace(microsecond=0)).replace("Z", ".000Z"),
            "display_text_range": [0, end],
            "entities": {"hashtags": [], "urls": [], "user_mentions": [], "symbols": [], "media": [link]},
            "id_str": story.POST_NUMBER,
            "text": f"{story.POST_TEXT} {_SHORT_LINK}",
            "user": {
                "id_str": story.POST_AUTHOR_ID,
                "name": story.POST_NAME,
                "screen_name": story.POST_HANDLE,
                "verified": False,
                "is_blue_verified": False,
                "profile_image_shape": "Circle",
            },
            "edit_control": {
                "edit_tweet_ids": [story.POST_NUMBER],
                "editable_until_msecs": str(round(story.POSTED_AT.timestamp() * 1000) + 3_600_000),
                "is_edit_eligible": True,
                "edits_remaining": "5",
            },
            "mediaDetails": [
                {
                    **link,
                    "ext_media_availability": {"status": "Available"},
                    "media_url_https": _POSTER_URL,
                    "original_info": {"height": CLIP_HEIGHT, "width": CLIP_WIDTH},
                    "sizes": sizes,
                    "type": "video",
                    "video_info": {
                        "aspect_ratio": [16, 9],
                        "duration_millis": milliseconds,
                        "variants": [{"bitrate": 256000, "content_type": "video/mp4", "url": _VIDEO_URL}],
                    },
                }
            ],
            "photos": [],
            "video": {
                "aspectRatio": [16, 9],
                "contentType": "media_entity",
                "durationMs": milliseconds,
                "mediaAvailability": {"status": "available"},
                "poster": _POSTER_URL,
                "variants": [{"type": "video/mp4", "src": _VIDEO_URL}],
                "videoId": {"type": "tweet", "id": story.POST_NUMBER},
                "viewCount": 0,
            },
            "conversation_count": 0,
            "news_action_type": "conversation",
            "isEdited": False,
            "isStaleEdit": False,
        }
    )
