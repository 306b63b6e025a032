"""The nine sources of the soak: addresses of their made-up posts, and what each answers when nothing goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from storage.records import Platform
from tests.scrapers.hostile_server import http
from tests.scrapers.posts import answers_of_bluesky as bluesky
from tests.scrapers.posts import answers_of_facebook as facebook
from tests.scrapers.posts import answers_of_instagram as instagram
from tests.scrapers.posts import answers_of_mastodon as mastodon
from tests.scrapers.posts import answers_of_reddit as reddit
from tests.scrapers.posts import answers_of_telegram as telegram
from tests.scrapers.posts import answers_of_tiktok as tiktok
from tests.scrapers.posts import answers_of_x as x
from tests.scrapers.posts import answers_of_youtube as youtube


@dataclass(frozen=True)
class Source:
    """A platform as the fake has it."""

    share: float
    hosts: tuple[str, ...]
    addresses: Callable[[int], tuple[str, str, str]]
    """Of a post's number: its address, another one, and the mark."""
    answer: Callable[[int, str, str], bytes]
    """Of a post's number, its words and the target that is asked: the body."""
    deleted: bytes
    says_so: bool
    """Whether the platform says that a post was deleted; others say that there is none."""
    login: str


def words_of(n: int, version: int) -> str:
    """The words by which a version of a post is told from all others."""
    return f"wo dogs of post {n} in version {version}, and"


def _x_number(n: int) -> str:
    return str(int(x.NUMBER) + n)


def _x_answer(n: int, words: str, target: str) -> bytes:
    body = x.oembed(_x_number(n)) if "/oembed" in target else x.syndication(mediaDetails=[])
    return body.replace(x.NUMBER.encode(), _x_number(n).encode()).replace(b"wo dogs", words.encode())


def _x_addresses(n: int) -> tuple[str, str, str]:
    number = _x_number(n)
    return (
        f"https://x.com/{x.HANDLE}/status/{number}",
        f"https://mobile.twitter.com/{x.HANDLE}/status/{number}?s=20&t=abc",
        number,
    )


def _telegram_addresses(n: int) -> tuple[str, str, str]:
    place = f"{telegram.CHANNEL}/{n + 1}"
    return f"https://t.me/{place}", f"https://telegram.me/s/{place}", place.lower()


def _telegram_answer(n: int, words: str, target: str) -> bytes:  # noqa: ARG001 - one page for both addresses
    edited = "edited " if "version 2" in words else ""
    return telegram.page(telegram.message(n + 1, text=f"T{words} a car", meta=edited))


def _bluesky_key(n: int) -> str:
    return bluesky.key_at(bluesky.POSTED + timedelta(milliseconds=n))


def _bluesky_addresses(n: int) -> tuple[str, str, str]:
    place = f"profile/{bluesky.DID}/post/{_bluesky_key(n)}"
    return (
        f"https://bsky.app/{place}",
        f"at://{bluesky.DID}/app.bsky.feed.post/{_bluesky_key(n)}",
        _bluesky_key(n),
    )


def _bluesky_answer(n: int, words: str, target: str) -> bytes:  # noqa: ARG001
    body = bluesky.thread(record={"text": f"T{words} a car"})
    return body.replace(bluesky.KEY.encode(), _bluesky_key(n).encode())


def _mastodon_number(n: int) -> str:
    return str(int(mastodon.NUMBER) + n)


def _mastodon_addresses(n: int) -> tuple[str, str, str]:
    number = _mastodon_number(n)
    return (
        f"https://{mastodon.HOST}/@wire/{number}",
        f"https://{mastodon.HOST}/users/wire/statuses/{number}",
        number,
    )


def _mastodon_answer(n: int, words: str, target: str) -> bytes:
    if target.partition("?")[0].endswith("/history"):
        return mastodon.history(f"T{words_of(n, 1)} a car", f"T{words} a car")
    edited = {"edited_at": "2024-06-20T12:31:05.000Z"} if "version 2" in words else {}
    body = mastodon.status(content=f"<p>T{words} a car</p>", **edited)
    return body.replace(mastodon.NUMBER.encode(), _mastodon_number(n).encode())


def _reddit_number(n: int) -> str:
    return f"1d{n:05d}"


def _reddit_addresses(n: int) -> tuple[str, str, str]:
    number = _reddit_number(n)
    return (
        f"https://www.reddit.com/r/madeup/comments/{number}/two_dogs/",
        f"https://old.reddit.com/comments/{number}/?share_id=x",
        number,
    )


def _reddit_answer(n: int, words: str, target: str) -> bytes:  # noqa: ARG001
    body = reddit.feed(reddit.entry(title=f"T{words} a car"), reddit.comment())
    return body.replace(reddit.NUMBER.encode(), _reddit_number(n).encode())


def _youtube_number(n: int) -> str:
    return f"mAde{n:06d}A"


def _youtube_addresses(n: int) -> tuple[str, str, str]:
    number = _youtube_number(n)
    return f"https://youtu.be/{number}", f"https://m.youtube.com/watch?v={number}&feature=share", number


def _youtube_answer(n: int, words: str, target: str) -> bytes:
    body = youtube.oembed() if "/oembed" in target else youtube.watch()
    body = body.replace(youtube.NUMBER.encode(), _youtube_number(n).encode())
    return body.replace(b"wo dogs", words.encode())


def _tiktok_number(n: int) -> str:
    return str(int(tiktok.NUMBER) + n)


def _tiktok_addresses(n: int) -> tuple[str, str, str]:
    number = _tiktok_number(n)
    return (
        f"https://www.tiktok.com/@{tiktok.HANDLE}/video/{number}",
        f"https://m.tiktok.com/v/{number}.html",
        number,
    )


def _tiktok_answer(n: int, words: str, target: str) -> bytes:
    body = tiktok.oembed() if "/oembed" in target else tiktok.detail()
    body = body.replace(tiktok.NUMBER.encode(), _tiktok_number(n).encode())
    return body.replace(b"wo dogs", words.encode())


def _instagram_addresses(n: int) -> tuple[str, str, str]:
    code = instagram.shortcode(instagram.MEDIA_NUMBER + n)
    return (
        f"https://www.instagram.com/p/{code}/",
        f"https://instagram.com/{instagram.HANDLE}/reel/{code}/?igsh=x",
        code,
    )


def _instagram_answer(n: int, words: str, target: str) -> bytes:
    if "/embed/" in target:
        still = {"is_video": False, "video_url": None, "__typename": "GraphImage", "display_url": None}
        body = instagram.embed(instagram.shortcode_media(**still))
    else:
        body = instagram.page_with(instagram.item(media_type=1, video_versions=[], image_versions2={}))
    number = instagram.MEDIA_NUMBER
    code = instagram.shortcode(number + n)
    body = body.replace(instagram.NUMBER.encode(), code.encode())
    body = body.replace(str(number).encode(), str(number + n).encode())
    return body.replace(b"wo dogs", words.encode())


def _facebook_digits(n: int) -> str:
    return str(int(facebook.DIGITS) + n)


def _facebook_addresses(n: int) -> tuple[str, str, str]:
    digits = _facebook_digits(n)
    return (
        f"https://www.facebook.com/madeup.wire/posts/{digits}",
        f"https://m.facebook.com/madeup.wire/posts/{digits}?mibextid=x",
        digits,
    )


def _facebook_answer(n: int, words: str, target: str) -> bytes:
    digits = _facebook_digits(n)
    if "/plugins/" in target:
        body = facebook.drawn(f"https://www.facebook.com/madeup.wire/posts/{digits}")
    else:
        body = facebook.story(digits)
    return body.replace(b"wo dogs", words.encode())


NOT_FOUND = "404 Not Found"
SOURCES: Mapping[Platform, Source] = {
    Platform.X: Source(
        0.22,
        ("cdn.syndication.twimg.com", "publish.twitter.com", "x.com"),
        _x_addresses,
        _x_answer,
        http(x.tombstone("This Post was deleted by the Post author. Learn more")),
        True,
        "https://x.com/i/flow/login",
    ),
    Platform.TELEGRAM: Source(
        0.18,
        ("t.me",),
        _telegram_addresses,
        _telegram_answer,
        http(telegram.error("Post not found")),
        True,
        "https://t.me/login",
    ),
    Platform.BLUESKY: Source(
        0.14,
        ("public.api.bsky.app", "bsky.app"),
        _bluesky_addresses,
        _bluesky_answer,
        http(bluesky.error("NotFound", "Post not found"), status="400 Bad Request"),
        True,
        "https://bsky.app/login",
    ),
    Platform.MASTODON: Source(
        0.12,
        (mastodon.HOST,),
        _mastodon_addresses,
        _mastodon_answer,
        http(b'{"error":"Record not found"}', status=NOT_FOUND),
        False,
        f"https://{mastodon.HOST}/auth/sign_in",
    ),
    Platform.REDDIT: Source(
        0.1,
        ("www.reddit.com",),
        _reddit_addresses,
        _reddit_answer,
        http(b"not found", status=NOT_FOUND),
        False,
        "https://www.reddit.com/login/",
    ),
    Platform.YOUTUBE: Source(
        0.08,
        ("www.youtube.com", "accounts.google.com"),
        _youtube_addresses,
        _youtube_answer,
        http(youtube.refused("ERROR", "Video unavailable")),
        False,
        "https://accounts.google.com/ServiceLogin",
    ),
    Platform.TIKTOK: Source(
        0.06,
        ("www.tiktok.com",),
        _tiktok_addresses,
        _tiktok_answer,
        http(tiktok.detail(10204, "item doesn't exist")),
        False,
        "https://www.tiktok.com/login",
    ),
    Platform.INSTAGRAM: Source(
        0.05,
        ("www.instagram.com",),
        _instagram_addresses,
        _instagram_answer,
        http(b"", status=NOT_FOUND),
        False,
        "https://www.instagram.com/accounts/login/",
    ),
    Platform.FACEBOOK: Source(
        0.05,
        ("www.facebook.com",),
        _facebook_addresses,
        _facebook_answer,
        http(b"", status=NOT_FOUND),
        False,
        "https://www.facebook.com/login/",
    ),
}
ARCHIVE = "web.archive.org"
HOSTS = frozenset({ARCHIVE, *(host for source in SOURCES.values() for host in source.hosts)})
