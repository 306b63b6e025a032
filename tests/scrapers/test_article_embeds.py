"""The shapes in which pages embed posts of X, and those that look alike and embed none. All posts are made up."""

from __future__ import annotations

import base64
import json

import pytest

from scrapers.articles import parse_html
from storage.records import Article, Post

NUMBER = "1803500000000000001"
STATUS = f"https://twitter.com/made_up/status/{NUMBER}"
WORDS = "Flames over the refinery tonight!"
QUOTED = (
    f'<p lang="en" dir="ltr">{WORDS} <a href="https://t.co/AbCdEf1234">pic.twitter.com/AbCdEf1234</a></p>'
    f'&mdash; Made Up (@made_up) <a href="{STATUS}?ref_src=twsrc%5Etfw">June 20, 2024</a>'
)
QUOTE = f'<blockquote class="twitter-tweet">{QUOTED}</blockquote>'
FRAME = f"https://platform.twitter.com/embed/Tweet.html?dnt=true&id={NUMBER}&lang=en"
BEFORE = (
    "A video of a burning refinery has gone round the world since Thursday, and many ask where it is from."
)
AFTER = "Nobody was hurt in the fire, the operator of the refinery said in a statement on Friday morning."


def _page(body: str, head: str = "") -> bytes:
    return (
        f"<!doctype html><html lang=en><head><title>Fire</title>{head}</head><body><article>"
        f"<h1>Fire at a refinery</h1><p>{BEFORE}</p>{body}<p>{AFTER}</p></article></body></html>"
    ).encode()


def _article(body: str, head: str = "") -> Article:
    return parse_html(_page(body, head), "https://news.example/fire")


def _posts(body: str) -> list[Post]:
    return [each.post for each in _article(body).posts]


def _escaped(markup: str) -> str:
    return markup.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


WHOLE = {
    "a blockquote": QUOTE,
    "a blockquote of a video": QUOTE.replace("twitter-tweet", "twitter-video"),
    "inside a figure": f"<figure class='wp-block-embed'><div>{QUOTE}</div><figcaption>A post</figcaption></figure>",
    "inside noscript": f"<div class=lazy><noscript>{QUOTE}</noscript></div>",
    "a blockquote without its class": f"<blockquote>{QUOTED}</blockquote>",
    "a blockquote inside another": f"<blockquote class=pull>{QUOTE}</blockquote>",
    "a text area that waits for consent": f"<textarea class=consent>{QUOTE}</textarea>",
    "an escaped text area": f"<textarea>{_escaped(QUOTE)}</textarea>",
    "a template": f"<template>{QUOTE}</template>",
    "a script that is a template": f"<script type='text/template'>{QUOTE}</script>",
    "Base64 in a template": f"<script type='text/template'>{base64.b64encode(QUOTE.encode()).decode()}</script>",
    "an attribute": f'<div data-oembed-html="{_escaped(QUOTE)}"></div>',
    "JSON": f"<script type='application/json'>{json.dumps({'body': [{'html': QUOTE}]})}</script>",
    "JSON with escaped brackets": (
        "<script>window.__STATE__ = "
        + json.dumps({"html": QUOTE}).replace("<", "\\u003c").replace(">", "\\u003e").replace("/", "\\/")
        + ";</script>"
    ),
    "the signature in a paragraph of its own": (
        f"<blockquote class=twitter-tweet><p lang=en>{WORDS} pic.twitter.com/AbCdEf1234</p>"
        f"<p>— Made Up (@made_up) <a href='{STATUS}'>June 20, 2024</a></p></blockquote>"
    ),
    "a lazy wrapper with the number": f"<div data-tweet-id='{NUMBER}'>{QUOTE}</div>",
    "a frame and the quote it stands for": f"<iframe src='{FRAME}'></iframe><noscript>{QUOTE}</noscript>",
    "single quotes and capitals": QUOTE.replace('"', "'").replace("blockquote", "BLOCKQUOTE"),
}


@pytest.mark.parametrize("body", WHOLE.values(), ids=WHOLE)
def test_a_whole_embed_gives_the_post(body: str) -> None:
    article = _article(body)
    (embedded,) = article.posts
    post = embedded.post
    assert (post.number, post.handle, post.name, post.text) == (NUMBER, "made_up", "Made Up", WORDS)
    assert [time.text for time in post.times] == ["2024-06-20"]
    assert [item.url for item in post.media] == ["https://pic.twitter.com/AbCdEf1234"]
    assert article.text[embedded.start : embedded.end] == WORDS


BARE = {
    "a frame": f"<iframe src='{FRAME}'></iframe>",
    "a lazy frame": f"<iframe data-src='{FRAME}'></iframe>",
    "a frame whose source waits for consent": f"<iframe src='about:blank' data-cookie-src='{FRAME}'></iframe>",
    "a frame of x.com": f"<iframe src='{FRAME.replace('twitter.com', 'x.com')}'></iframe>",
    "a frame that carries the number": f"<iframe src='./saved/Tweet.html' data-tweet-id='{NUMBER}'></iframe>",
    "a framing service": f"<iframe src='https://twitframe.com/show?url={STATUS}'></iframe>",
    "AMP": f"<amp-twitter width=375 height=472 layout=responsive data-tweetid='{NUMBER}'></amp-twitter>",
    "a drawn widget": f"<twitter-widget data-tweet-id='{NUMBER}'></twitter-widget>",
    "an element with the number": f"<div class=tweet data-tweet-id='{NUMBER}'></div>",
    "an element with the address": f"<div data-oembed-url='{STATUS}'></div>",
    "oembed": f"<figure class=media><oembed url='{STATUS}'></oembed></figure>",
    "WordPress, not yet drawn": f"<figure class='wp-block-embed is-provider-twitter'><div>\n{STATUS}\n</div></figure>",
    "an empty quote": f"<blockquote class=twitter-tweet><a href='{STATUS}'></a></blockquote>",
    "a quote that is gone": f"<blockquote class=twitter-tweet><a href='{STATUS}'>Tweet may be deleted</a></blockquote>",
    "i/web/status": f"<blockquote class=twitter-tweet><a href='https://x.com/i/web/status/{NUMBER}'></a></blockquote>",
    "x.com": f"<blockquote class=twitter-tweet><a href='https://x.com/made_up/status/{NUMBER}?s=20'></a></blockquote>",
    "mobile": f"<blockquote class=twitter-tweet><a href='https://mobile.twitter.com/a/status/{NUMBER}'></a></blockquote>",
    "a quote's cite": f"<blockquote class=twitter-tweet cite='{STATUS}'>Loading</blockquote>",
}


@pytest.mark.parametrize("body", BARE.values(), ids=BARE)
def test_a_bare_embed_gives_the_number_and_no_words(body: str) -> None:
    (post,) = _posts(body)
    assert (post.number, post.text, post.name, post.times) == (NUMBER, "", None, ())


NONE = {
    "a cited status": f"<p>The minister <a href='{STATUS}'>wrote on X</a> that nobody was hurt.</p>",
    "a cited status in a quote": f"<blockquote><p>He <a href='{STATUS}'>wrote</a> that all is well.</p></blockquote>",
    "a plain quote": "<blockquote><p>All is well.</p><p>— The minister, June 20, 2024</p></blockquote>",
    "a share button": "<a class=twitter-share-button href='https://twitter.com/intent/tweet?url=x'>Post</a>",
    "a share button's frame": "<iframe src='https://platform.twitter.com/widgets/tweet_button.html?id=1234567'></iframe>",
    "a timeline": "<a class=twitter-timeline href='https://twitter.com/made_up'>Posts by Made Up</a>",
    "a follow button": "<a class=twitter-follow-button href='https://twitter.com/made_up'>Follow @made_up</a>",
    "a link with an attribute": f"<p>As <a href='{STATUS}' data-orig-url='{STATUS}'>he wrote</a>, all is well.</p>",
    "an image's credit": f"<figure><img src=a.jpg><figcaption><a href='{STATUS}'>Made Up</a></figcaption></figure>",
    "a comment": f"<!-- {QUOTE} -->",
    "style and script that name the class": "<style>.twitter-tweet{top:0}</style><script>x('twitter-tweet')</script>",
    "a tutorial on embeds": f"<pre>{_escaped(QUOTE)}</pre>",
    "a byline": "<p>Jane Doe (@jane) June 20, 2024</p>",
    "another site's frame": f"<iframe src='https://evil.example/embed/Tweet.html?id={NUMBER}'></iframe>",
    "a number that is none": "<div data-tweet-id='12x'></div><amp-twitter data-tweetid=''></amp-twitter>",
}


@pytest.mark.parametrize("body", NONE.values(), ids=NONE)
def test_what_embeds_nothing_gives_nothing(body: str) -> None:
    assert _posts(body) == []


def test_json_beside_an_embed_is_not_read() -> None:
    other = QUOTE.replace(NUMBER, "1803500000000000002")
    (post,) = _posts(f"{QUOTE}<script type='application/json'>{json.dumps({'next': other})}</script>")
    assert post.number == NUMBER


def test_without_a_status_link_no_number_is_made_up() -> None:
    body = QUOTE.replace(f'<a href="{STATUS}?ref_src=twsrc%5Etfw">June 20, 2024</a>', "June 20, 2024")
    (post,) = _posts(body)
    assert (post.number, post.url, post.handle, post.text) == (None, None, "made_up", WORDS)
    assert [time.text for time in post.times] == ["2024-06-20"]


@pytest.mark.parametrize(
    ("shown", "day"),
    [
        ("June 20, 2024", "2024-06-20"),
        ("20 June 2024", "2024-06-20"),
        ("20. Juni 2024", "2024-06-20"),
        ("20 июня 2024 г.", "2024-06-20"),
        ("20 червня 2024 р.", "2024-06-20"),
        ("20 juin 2024", "2024-06-20"),
        ("20 de junio de 2024", "2024-06-20"),
        ("20 de junho de 2024", "2024-06-20"),
        ("20 giugno 2024", "2024-06-20"),
        ("20 juni 2024", "2024-06-20"),
        ("20 czerwca 2024", "2024-06-20"),
        ("20 Haziran 2024", "2024-06-20"),
        ("2024年6月20日", "2024-06-20"),
        ("2024년 6월 20일", "2024-06-20"),
        ("20 يونيو، 2024", "2024-06-20"),
        ("Jun 20, 2024", "2024-06-20"),
        ("3:41 PM · Jun 20, 2024", "2024-06-20"),
        ("yesterday", None),
        ("20 juli 2024", "2024-07-20"),
    ],
)
def test_the_day_in_a_signature_in_many_languages(shown: str, day: str | None) -> None:
    (post,) = _posts(QUOTE.replace("June 20, 2024", shown))
    assert [time.text for time in post.times] == ([day] if day else [])


@pytest.mark.parametrize(
    "name",
    [
        "Made Up",
        "透析テツ(脱被曝)",
        "Jane — of the Desk",
        "News 🇷🇺 – Live",
        "A-B - C",
        "O’Neill (news) | X",
        "Made\nUp",
    ],
)
def test_names_with_marks_of_their_own(name: str) -> None:
    (post,) = _posts(QUOTE.replace("Made Up", name))
    assert (post.name, post.text) == (" ".join(name.split()), WORDS)


def test_a_link_to_another_status_in_the_words_is_not_the_posts_own() -> None:
    quoting = QUOTE.replace(WORDS, f'{WORDS} <a href="https://twitter.com/else/status/99999999999">seen</a>')
    (post,) = _posts(quoting)
    assert post.number == NUMBER


def test_a_reply_under_its_post_are_two() -> None:
    reply = QUOTE.replace(NUMBER, "1803500000000000002").replace(WORDS, "It is out now.")
    assert [post.text for post in _posts(QUOTE + reply)] == [WORDS, "It is out now."]


def test_the_same_post_twice_is_one_and_its_words_stand_once() -> None:
    article = _article(
        QUOTE + "<p>Between them stands a sentence of the article itself, of some length.</p>" + QUOTE
    )
    assert len(article.posts) == 1
    assert article.text.count(WORDS) == 1


def test_line_breaks_in_the_words_are_kept() -> None:
    (post,) = _posts(QUOTE.replace(WORDS, "One.<br><br>Two &amp; three."))
    assert post.text == "One.\nTwo & three."


def test_a_post_stands_where_the_page_shows_it() -> None:
    article = _article(QUOTE)
    before, after = article.text.index(BEFORE), article.text.index(AFTER)
    assert before < article.posts[0].start < after


def test_a_post_whose_markup_was_stripped_is_found_in_the_words() -> None:
    article = _article(f"<p>{WORDS} pic.twitter.com/AbCdEf1234 — Made Up (@made_up) June 20, 2024</p>")
    (embedded,) = article.posts
    assert (embedded.post.handle, embedded.post.text) == ("made_up", WORDS)
    assert article.text[embedded.start : embedded.end].startswith(WORDS)


def test_a_post_that_the_texts_extraction_leaves_out_keeps_its_place() -> None:
    paragraphs = "".join(f"<p>{BEFORE} This is paragraph {n} of the article's text.</p>" for n in range(6))
    aside = f"<aside class='related advert'><div class=hidden>{QUOTE}</div></aside>"
    article = _article(paragraphs + aside + f"<p>{AFTER}</p>" + paragraphs)
    assert article.text.index("paragraph 5") < article.posts[0].start < article.text.rindex(AFTER)


def test_a_post_that_speaks_of_another_does_not_take_its_number() -> None:
    spoken_of = '<a href="https://twitter.com/somebody_else/status/1803500000000000099">what they wrote</a>'
    signed = "&mdash; Made Up (@made_up) June 20, 2024"
    (post,) = _posts(f'<blockquote class="twitter-tweet"><p>See {spoken_of}</p>{signed}</blockquote>')
    assert (post.handle, post.number, post.url) == ("made_up", None, None)
