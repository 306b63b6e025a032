"""Posts that only a page's own data name, and data that name posts of other stories. All posts are made up."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest

from scrapers.articles import parse_html

NUMBER = "1803500000000000001"
STATUS = f"https://x.com/made_up/status/{NUMBER}"
VIDEO = "mAdeUp_-v01"
WATCH = f"https://www.youtube.com/watch?v={VIDEO}"
CODE = "C8madeUp_12"
INSTAGRAM = f"https://www.instagram.com/p/{CODE}/"
TIKTOK = "https://www.tiktok.com/@made.up/video/7382500000000000000"
QUOTE = f'<blockquote class="twitter-tweet"><p>Flames</p><a href="{STATUS}">June 20, 2024</a></blockquote>'
FRAME = f'<iframe src="https://www.youtube.com/embed/{VIDEO}?feature=oembed"></iframe>'


def _numbers(body: str) -> list[str]:
    words = (
        "<p>A video of a burning refinery has gone round the world since Thursday, and many ask of it.</p>"
    )
    page = f"<!doctype html><html><head><title>Fire</title></head><body>{words}{body}{words}</body></html>"
    return sorted(
        each.post.number or "" for each in parse_html(page.encode(), "https://news.example/fire").posts
    )


def _ld(value: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def _state(value: Any) -> str:
    return f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(value)}</script>'


def _story(*parts: Any) -> str:
    return _state({"props": {"pageProps": {"article": {"body": [{"type": "text", "content": "x"}, *parts]}}}})


NAMED = {
    "a video's embedUrl": (
        _ld({"@type": "NewsArticle", "video": {"@type": "VideoObject", "embedUrl": WATCH}}),
        VIDEO,
    ),
    "a video's contentUrl": (_ld({"@graph": [{"@type": ["VideoObject"], "contentUrl": WATCH}]}), VIDEO),
    "a shared posting": (_ld({"sharedContent": {"@type": "SocialMediaPosting", "url": STATUS}}), NUMBER),
    "a posting by its id": (_ld([{"@type": "SocialMediaPosting", "@id": INSTAGRAM}]), CODE),
    "what a fact-check judges": (
        _ld({"@type": "ClaimReview", "itemReviewed": {"@type": "Claim", "appearance": {"url": STATUS}}}),
        NUMBER,
    ),
    "what a media review judges": (
        _ld(
            {
                "itemReviewed": {
                    "mediaItemAppearance": [{"@type": "VideoObjectSnapshot", "contentUrl": STATUS}]
                }
            }
        ),
        NUMBER,
    ),
    "microdata": (f"<div itemprop=video itemscope><meta itemprop=embedURL content='{WATCH}'></div>", VIDEO),
    "markup in a story": (_story({"type": "html", "content": FRAME}), VIDEO),
    "a typed part": (_story({"type": "tweet", "id": NUMBER, "url": STATUS}), NUMBER),
    "a part of a blog's story": (
        _story({"name": "core/embed", "attributes": {"url": STATUS, "providerNameSlug": "twitter"}}),
        NUMBER,
    ),
    "an answer that a story keeps": (
        _story({"type": "oembed_response", "raw_oembed": {"url": INSTAGRAM, "html": ""}}),
        CODE,
    ),
    "a script that assigns": (
        f"<script>window.s = {json.dumps({'E:1': {'__typename': 'InstagramEmbed', 'url': INSTAGRAM}})};</script>",
        CODE,
    ),
    "JSON in a text": (
        f"<script>s = JSON.parse({json.dumps(json.dumps({'body': [{'type': 'tweet', 'url': STATUS}]}))});</script>",
        NUMBER,
    ),
    "an attribute with percent signs": (f'<div class=consent data-content="{quote(QUOTE)}"></div>', NUMBER),
    "an embed block's attribute": (f'<div class="embed embed-instagram" data-url="{INSTAGRAM}"></div>', CODE),
    "an embed block's address": (f'<div class="social-embed" data-embed-url="{TIKTOK}"></div>', TIKTOK[-19:]),
    "a player's number": (f'<div class="youtube-player" data-id="{VIDEO}"></div>', VIDEO),
    "a named player's number": (f'<div data-player="youtube" data-video-id="{VIDEO}"></div>', VIDEO),
    "a player's settings": (
        f"""<video data-setup='{{"sources":[{{"type":"video/youtube","src":"{WATCH}"}}]}}'></video>""",
        VIDEO,
    ),
    "a card": (f'<blockquote class="embedly-card"><a href="{WATCH}">T</a></blockquote>', VIDEO),
    "a frame around another": (
        f'<iframe src="https://cdn.embedly.com/widgets/media.html?url={quote(WATCH, safe="")}"></iframe>',
        VIDEO,
    ),
    "an outside card": (f'<div><a href="{INSTAGRAM}" data-iframely-url="//cdn.iframe.ly/x"></a></div>', CODE),
    "a quote by its attribute": (f'<blockquote data-instgrm-permalink="{INSTAGRAM}"></blockquote>', CODE),
    "AMP with a bare number": (f'<amp-tiktok data-src="{TIKTOK[-19:]}"></amp-tiktok>', TIKTOK[-19:]),
    "a script that draws a post of X": (
        f'<script>twttr.widgets.createTweet("{NUMBER}", box)</script>',
        NUMBER,
    ),
    "a script that draws a post of VK": (
        '<script>VK.Widgets.Post("vk_post_-12345_678", -12345, 678, "hash");</script>',
        "-12345_678",
    ),
    "a script that draws a video": (f"<script>new YT.Player('p',{{videoId:'{VIDEO}'}})</script>", VIDEO),
    "Dailymotion's other player": (
        '<iframe src="https://geo.dailymotion.com/player/xabc.html?video=x8abcde"></iframe>',
        "x8abcde",
    ),
}


@pytest.mark.parametrize("shape", NAMED)
def test_a_post_that_data_name_is_found(shape: str) -> None:
    body, number = NAMED[shape]
    assert _numbers(body) == [number]


OTHERS = {
    "related stories": _ld({"@type": "NewsArticle", "relatedLink": [{"@type": "VideoObject", "embedUrl": WATCH}]}),
    "the outlet's accounts": _ld({"@type": "Organization", "sameAs": ["https://x.com/made_up", WATCH]}),
    "the publisher's film": _ld({"publisher": {"@type": "VideoObject", "url": WATCH}}),
    "a side bar": _state({"props": {"sidebar": {"latest": [{"type": "youtube", "url": WATCH}]}}}),
    "an author": _state({"props": {"author": {"type": "twitter", "url": STATUS}}}),
    "a button": _state({"props": {"type": "twitter", "url": f"https://twitter.com/intent/tweet?url={quote(STATUS)}"}}),
    "an account": _state({"props": {"type": "twitter", "url": "https://x.com/made_up"}}),
    "a part that is no embed": _story({"type": "link", "url": STATUS}),
    "an address in a text": _story({"type": "text", "content": f"See {STATUS} and {WATCH}"}),
    "damaged JSON": f'<script type="application/ld+json">{{"@type":"VideoObject","embedUrl":"{WATCH}"</script>',
    "a share button": f'<div class="embed-share" data-url="{STATUS}"></div>',
    "a channel": '<div class="youtube-subscribe" data-channel="UC0000000000000000000000"></div>',
    "a comment in the markup": f"<!-- {QUOTE} -->",
}  # fmt: skip


@pytest.mark.parametrize("shape", OTHERS)
def test_what_belongs_to_others_is_left(shape: str) -> None:
    assert _numbers(OTHERS[shape]) == []


def test_a_post_that_markup_and_data_name_is_one() -> None:
    assert _numbers(FRAME + _ld({"@type": "VideoObject", "embedUrl": WATCH})) == [VIDEO]


def test_a_storys_data_beside_its_markup_are_not_read() -> None:
    other = QUOTE.replace(NUMBER, "1803500000000000009")
    assert _numbers(QUOTE + _story({"type": "html", "content": other})) == [NUMBER]
    assert _numbers(FRAME + _story({"type": "youtube", "url": WATCH.replace("v01", "v02")})) == [VIDEO]


def test_deep_and_endless_data_cost_nothing() -> None:
    deep = "[" * 50_000 + "]" * 50_000
    wide = json.dumps([{"type": "tweet", "url": STATUS}] * 30_000)
    for script in (deep, wide):
        body = f'<script type="application/json">{script}</script><script type="application/ld+json">{script}</script>'
        assert _numbers(body) in ([], [NUMBER])
