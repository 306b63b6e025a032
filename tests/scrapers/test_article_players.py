"""The shapes in which pages embed posts of other platforms than X, and those that look alike and embed none."""

from __future__ import annotations

import base64

import pytest

from scrapers.articles import parse_html
from storage.records import Platform, Post

VIDEO = "mAdeUp_-v01"
TIKTOK = "7382500000000000000"
CODE = "C8madeUp_12"
BEFORE = (
    "A video of a burning refinery has gone round the world since Thursday, and many ask where it is from."
)
AFTER = "Nobody was hurt in the fire, the operator of the refinery said in a statement on Friday morning."
FRAME = f'<iframe width="560" src="https://www.youtube.com/embed/{VIDEO}?feature=oembed"></iframe>'
TIKTOK_QUOTE = (
    f'<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@made.up/video/{TIKTOK}" '
    f'data-video-id="{TIKTOK}"><section><a title="@made.up" href="https://www.tiktok.com/@made.up">@made.up</a>'
    '<p>Flames tonight <a href="https://www.tiktok.com/tag/fire">#fire</a></p></section></blockquote>'
)
INSTAGRAM_QUOTE = (
    '<blockquote class="instagram-media" data-instgrm-captioned data-instgrm-permalink='
    f'"https://www.instagram.com/p/{CODE}/?utm_source=ig_embed"><div><p>'
    f'<a href="https://www.instagram.com/p/{CODE}/">Flames over the refinery</a></p>'
    '<p>A post shared by Made Up (@made.up) on <time datetime="2024-06-20T12:30:05+00:00">Jun 20</time></p>'
    "</div></blockquote>"
)
FACEBOOK = "https://www.facebook.com/madeup/videos/1234567890"
PLUGIN = (
    "https://www.facebook.com/plugins/video.php?height=314&href=https%3A%2F%2Fwww.facebook.com%2Fmadeup"
    "%2Fvideos%2F1234567890%2F&show_text=false"
)


def _posts(body: str) -> list[Post]:
    page = (
        "<!doctype html><html lang=en><head><title>Fire</title></head><body><article>"
        f"<h1>Fire at a refinery</h1><p>{BEFORE}</p>{body}<p>{AFTER}</p></article></body></html>"
    )
    return [each.post for each in parse_html(page.encode(), "https://news.example/fire").posts]


def _escaped(markup: str) -> str:
    return markup.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


EMBEDS = {
    "a frame": (FRAME, Platform.YOUTUBE, VIDEO),
    "a frame without cookies": (FRAME.replace("youtube", "youtube-nocookie"), Platform.YOUTUBE, VIDEO),
    "a frame without scheme": (FRAME.replace("https:", ""), Platform.YOUTUBE, VIDEO),
    "a lazy frame": (FRAME.replace(" src=", " src='about:blank' data-src="), Platform.YOUTUBE, VIDEO),
    "another lazy frame": (FRAME.replace(" src=", " data-artsrc="), Platform.YOUTUBE, VIDEO),
    "a frame in noscript": (f"<noscript>{FRAME}</noscript>", Platform.YOUTUBE, VIDEO),
    "a frame that waits for consent": (f"<textarea>{_escaped(FRAME)}</textarea>", Platform.YOUTUBE, VIDEO),
    "a frame in Base64": (
        f"<script type='text/template'>{base64.b64encode(FRAME.encode()).decode()}</script>",
        Platform.YOUTUBE,
        VIDEO,
    ),
    "AMP": (f"<amp-youtube data-videoid={VIDEO} width=480></amp-youtube>", Platform.YOUTUBE, VIDEO),
    "a light player": (f"<lite-youtube videoid={VIDEO}></lite-youtube>", Platform.YOUTUBE, VIDEO),
    "a lazy player": (f"<div class=player data-youtube-id={VIDEO}></div>", Platform.YOUTUBE, VIDEO),
    "a block of WordPress": (
        "<figure class='wp-block-embed is-type-video'><div class='wp-block-embed__wrapper'>\n"
        f"https://youtu.be/{VIDEO}\n</div></figure>",
        Platform.YOUTUBE,
        VIDEO,
    ),
    "oEmbed": (f"<oembed url='https://www.youtube.com/watch?v={VIDEO}'></oembed>", Platform.YOUTUBE, VIDEO),
    "a quote of TikTok": (TIKTOK_QUOTE, Platform.TIKTOK, TIKTOK),
    "a frame of TikTok": (
        f"<iframe src='https://www.tiktok.com/embed/v2/{TIKTOK}?lang=en'></iframe>",
        Platform.TIKTOK,
        TIKTOK,
    ),
    "AMP of TikTok": (
        f"<amp-tiktok data-src='https://www.tiktok.com/@made.up/video/{TIKTOK}'></amp-tiktok>",
        Platform.TIKTOK,
        TIKTOK,
    ),
    "a quote of Instagram": (INSTAGRAM_QUOTE, Platform.INSTAGRAM, CODE),
    "a frame of Instagram": (
        f"<iframe class='instagram-media' src='https://www.instagram.com/reel/{CODE}/embed/'></iframe>",
        Platform.INSTAGRAM,
        CODE,
    ),
    "AMP of Instagram": (f"<amp-instagram data-shortcode={CODE}></amp-instagram>", Platform.INSTAGRAM, CODE),
    "a plugin of Facebook": (f"<iframe src='{_escaped(PLUGIN)}'></iframe>", Platform.FACEBOOK, "1234567890"),
    "an element of Facebook": (f"<div class=fb-video data-href='{FACEBOOK}/'></div>", Platform.FACEBOOK, "1234567890"),
    "AMP of Facebook": (f"<amp-facebook data-href='{FACEBOOK}'></amp-facebook>", Platform.FACEBOOK, "1234567890"),
    "a frame of VK": (
        "<iframe src='https://vk.com/video_ext.php?oid=-77&amp;id=456&amp;hd=2'></iframe>",
        Platform.VK,
        "-77_456",
    ),
    "a frame of Odnoklassniki": (
        "<iframe src='//ok.ru/videoembed/20079905452'></iframe>",
        Platform.ODNOKLASSNIKI,
        "20079905452",
    ),
}  # fmt: skip

NONE = {
    "a link": f"<p>See <a href='https://www.youtube.com/watch?v={VIDEO}'>the video</a> and its comments.</p>",
    "a link to a player": f"<a class='btn video-link' href='https://www.youtube.com/embed/{VIDEO}'>Play</a>",
    "an address in prose": f"<p>It is at https://youtu.be/{VIDEO} since Thursday.</p>",
    "a list": "<iframe src='https://www.youtube.com/embed/videoseries?list=PL1'></iframe>",
    "a channel": "<div class=embed>https://www.youtube.com/@made.up</div>",
    "a like button": f"<iframe src='https://www.facebook.com/plugins/like.php?href={FACEBOOK}'></iframe>",
    "another like button": f"<div class=fb-like data-href='{FACEBOOK}'></div>",
    "comments": f"<div class=fb-comments data-href='{FACEBOOK}'></div>",
    "a share link": f"<a href='https://www.facebook.com/sharer/sharer.php?u={FACEBOOK}'>Share</a>",
    "a quote": f"<blockquote>It burns <a href='https://www.instagram.com/p/{CODE}/'>here</a></blockquote>",
    "a quote of another site": f"<blockquote class=instagram-media><a href='https://youtu.be/{VIDEO}'>x</a></blockquote>",
    "another site's frame": f"<iframe src='https://evil.example/?u=https://www.youtube.com/embed/{VIDEO}'></iframe>",
    "an empty frame": "<iframe src='https://www.youtube.com/embed/'></iframe>",
}


@pytest.mark.parametrize("shape", EMBEDS)
def test_an_embedded_post_is_found(shape: str) -> None:
    body, platform, number = EMBEDS[shape]
    assert [(post.platform, post.number) for post in _posts(body)] == [(platform, number)]


@pytest.mark.parametrize("shape", NONE)
def test_what_embeds_none_gives_none(shape: str) -> None:
    assert _posts(NONE[shape]) == []


def test_what_a_quote_says_is_kept() -> None:
    (tiktok,) = _posts(TIKTOK_QUOTE)
    assert (tiktok.handle, tiktok.text) == ("made.up", "Flames tonight #fire")
    (instagram,) = _posts(INSTAGRAM_QUOTE)
    assert (instagram.handle, instagram.text) == ("made.up", "Flames over the refinery")
    assert [time.interval.start.isoformat() for time in instagram.times] == ["2024-06-20T12:30:05+00:00"]


def test_a_post_that_stands_twice_is_one() -> None:
    assert len(_posts(FRAME + FRAME.replace("youtube", "youtube-nocookie"))) == 1


def test_posts_of_several_platforms_stand_in_their_order() -> None:
    platforms = [post.platform for post in _posts(f"{TIKTOK_QUOTE}<p>{AFTER}</p>{FRAME}{INSTAGRAM_QUOTE}")]
    assert platforms == [Platform.TIKTOK, Platform.YOUTUBE, Platform.INSTAGRAM]
