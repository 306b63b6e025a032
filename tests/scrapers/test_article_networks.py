"""The shapes in which pages embed posts of Telegram, Bluesky, Mastodon and Reddit. All posts are made up."""

from __future__ import annotations

import pytest

from scrapers.articles import parse_html
from storage.records import Platform, Post

BEFORE = (
    "A video of a burning refinery has gone round the world since Thursday, and many ask where it is from."
)
AFTER = "Nobody was hurt in the fire, the operator of the refinery said in a statement on Friday morning."
WIDGET = '<script async src="https://telegram.org/js/telegram-widget.js?22" data-telegram-post="MadeUp/120"></script>'
DID = "did:plc:madeupmadeupmadeupmadeup"
KEY = "3kvcmadeup222"
BLUESKY_QUOTE = (
    f'<blockquote class="bluesky-embed" data-bluesky-uri="at://{DID}/app.bsky.feed.post/{KEY}" '
    'data-bluesky-cid="bafyreimadeup"><p lang="en">Flames tonight<br><br><a href="https://bsky.app/profile/'
    f'{DID}/post/{KEY}?ref_src=embed">[image or embed]</a></p>&mdash; Made Up (<a href="https://bsky.app/profile/'
    f'{DID}?ref_src=embed">@made-up.test</a>) <a href="https://bsky.app/profile/{DID}/post/{KEY}?ref_src=embed">'
    "June 20, 2024 at 12:30 PM</a></blockquote>"
    '<script async src="https://embed.bsky.app/static/embed.js"></script>'
)
HOST = "social.madeup.test"
NUMBER = "112648373370880000"
MASTODON_QUOTE = (
    f'<blockquote class="mastodon-embed" data-embed-url="https://{HOST}/@wire/{NUMBER}/embed" style="x">'
    f'<a href="https://{HOST}/@wire/{NUMBER}" target="_blank"><svg></svg><div>Post by @wire@{HOST}</div>'
    f'<div>View on Mastodon</div></a></blockquote><script src="https://{HOST}/embed.js" async></script>'
)
REDDIT = "https://www.reddit.com/r/madeup/comments/1dkmade/flames/"
REDDIT_QUOTE = (
    f'<blockquote class="reddit-embed-bq" style="height:316px"><a href="{REDDIT}">Flames over the refinery</a><br> '
    'by <a href="https://www.reddit.com/user/made_up/">u/made_up</a> in '
    '<a href="https://www.reddit.com/r/madeup/">madeup</a></blockquote>'
)


def _posts(body: str) -> list[Post]:
    page = (
        "<!doctype html><html lang=en><head><title>Fire</title></head><body><article>"
        f"<h1>Fire at a refinery</h1><p>{BEFORE}</p>{body}<p>{AFTER}</p></article></body></html>"
    )
    return [each.post for each in parse_html(page.encode(), "https://news.example/fire").posts]


def _escaped(markup: str) -> str:
    return markup.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


MESSAGE = (Platform.TELEGRAM, "madeup/120")
RECORD = (Platform.BLUESKY, f"{DID}/{KEY}")
STATUS = (Platform.MASTODON, f"{HOST}/{NUMBER}")
THREAD = (Platform.REDDIT, "1dkmade")
EMBEDS = {
    "Telegram's script": (WIDGET, MESSAGE),
    "a frame of Telegram": ("<iframe src='https://t.me/MadeUp/120?embed=1&amp;mode=tme'></iframe>", MESSAGE),
    "a lazy frame of Telegram": ("<iframe data-src='https://t.me/MadeUp/120?embed=1'></iframe>", MESSAGE),
    "script and frame": (WIDGET + "<iframe src='https://t.me/MadeUp/120?embed=1'></iframe>", MESSAGE),
    "a script that waits for consent": (f"<textarea>{_escaped(WIDGET)}</textarea>", MESSAGE),
    "a quote of Bluesky": (BLUESKY_QUOTE, RECORD),
    "a frame of Bluesky": (
        f"<iframe src='https://embed.bsky.app/embed/{DID}/app.bsky.feed.post/{KEY}?id=1'></iframe>",
        RECORD,
    ),
    "a quote of Bluesky in an attribute": (f'<div data-html="{_escaped(BLUESKY_QUOTE)}"></div>', RECORD),
    "a quote of Mastodon": (MASTODON_QUOTE, STATUS),
    "a frame of Mastodon": (f"<iframe src='https://{HOST}/@wire/{NUMBER}/embed'></iframe>", STATUS),
    "a quote of Reddit": (REDDIT_QUOTE, THREAD),
    "an older quote of Reddit": (REDDIT_QUOTE.replace("reddit-embed-bq", "reddit-card"), THREAD),
    "a frame of Reddit": (f"<iframe src='{REDDIT.replace('www', 'embed')}?embed=true'></iframe>", THREAD),
    "AMP of Reddit": (f"<amp-reddit data-embedtype=post data-src='{REDDIT}'></amp-reddit>", THREAD),
    "a block of WordPress": (f"<div class='wp-block-embed__wrapper'>{REDDIT}</div>", THREAD),
}  # fmt: skip

NONE = {
    "a link to a message": "<p>As <a href='https://t.me/MadeUp/120'>a channel</a> wrote.</p>",
    "comments by Telegram": '<script src="x" data-telegram-discussion="MadeUp/120"></script>',
    "a login by Telegram": '<script src="https://telegram.org/js/telegram-widget.js" data-telegram-login="b"></script>',
    "a share link": "<a href='https://t.me/share/url?url=https://news.example/'>Share</a>",
    "a link to a post": f"<p>It is <a href='https://{HOST}/@wire/{NUMBER}'>here</a>.</p>",
    "a quote": f"<blockquote>It burns <a href='{REDDIT}'>here</a></blockquote>",
    "a channel": '<script src="x" data-telegram-post="MadeUp"></script>',
}


@pytest.mark.parametrize("shape", EMBEDS)
def test_an_embedded_post_is_found_once(shape: str) -> None:
    body, expected = EMBEDS[shape]
    assert [(post.platform, post.number) for post in _posts(body)] == [expected]


@pytest.mark.parametrize("shape", NONE)
def test_what_embeds_none_gives_none(shape: str) -> None:
    assert _posts(NONE[shape]) == []


def test_what_a_quote_says_is_kept() -> None:
    (bluesky,) = _posts(BLUESKY_QUOTE)
    assert (bluesky.handle, bluesky.text) == ("made-up.test", "Flames tonight")
    (mastodon,) = _posts(MASTODON_QUOTE)
    assert (mastodon.handle, mastodon.text) == (f"wire@{HOST}", "")
    (reddit,) = _posts(REDDIT_QUOTE)
    assert reddit.text == "Flames over the refinery"
