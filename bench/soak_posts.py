"""The posts of the soak, what each source answers of them, and the faults that are mixed in."""

from __future__ import annotations

import gzip
import random
import re
import socket
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum
from itertools import pairwise
from urllib.parse import unquote

from storage.records import FetchState, Platform
from tests.scrapers.hostile_server import Behaviour, gzip_bomb, http, redirect
from tests.scrapers.posts import answers_of_bluesky as bluesky
from tests.scrapers.posts import answers_of_facebook as facebook
from tests.scrapers.posts import answers_of_instagram as instagram
from tests.scrapers.posts import answers_of_mastodon as mastodon
from tests.scrapers.posts import answers_of_reddit as reddit
from tests.scrapers.posts import answers_of_telegram as telegram
from tests.scrapers.posts import answers_of_tiktok as tiktok
from tests.scrapers.posts import answers_of_x as x
from tests.scrapers.posts import answers_of_youtube as youtube

LONG_PAUSE = 90
"""Seconds that a site asks for which will not be waited for."""
_SHORT_PAUSE = 2


class Fault(StrEnum):
    NONE = "none"
    BUSY = "429, seconds"
    BUSY_UNTIL = "429, a date"
    HICCUP = "500 once"
    LONG_BUSY = "429, 90 s"
    DOWN = "503"
    SILENT = "no answer"
    CUT = "body cut short"
    CUT_GZIP = "gzip cut short"
    DRIP = "dripping body"
    SLOW_HEAD = "dripping head"
    BOMB = "gzip bomb"
    PRIVATE = "redirect to a private address"
    LOGIN = "login wall"
    SHELL = "200 shell"
    GARBAGE = "garbage"
    CHANGED = "changed shape"
    EMPTY = "empty body"


PASSING = frozenset({Fault.BUSY, Fault.BUSY_UNTIL, Fault.HICCUP})
"""Over when they are asked again within the same look."""
LASTING = frozenset({Fault.LOGIN, Fault.SHELL, Fault.GARBAGE, Fault.CHANGED, Fault.EMPTY})
"""Still there in the next round, and no reason to ask again."""
SHARES: dict[Fault, float] = {
    Fault.BUSY: 0.023,
    Fault.BUSY_UNTIL: 0.023,
    Fault.LONG_BUSY: 0.004,
    Fault.HICCUP: 0.015,
    Fault.DOWN: 0.015,
    Fault.SILENT: 0.02,
    Fault.CUT: 0.005,
    Fault.CUT_GZIP: 0.005,
    Fault.DRIP: 0.005,
    Fault.SLOW_HEAD: 0.005,
    Fault.BOMB: 0.005,
    Fault.PRIVATE: 0.005,
    Fault.LOGIN: 0.005,
    Fault.SHELL: 0.005,
    Fault.GARBAGE: 0.005,
    Fault.CHANGED: 0.005,
    Fault.EMPTY: 0.005,
}
EXPECTED: dict[Fault, frozenset[FetchState]] = {
    **{fault: frozenset({FetchState.UNREACHABLE}) for fault in set(Fault) - PASSING - LASTING - {Fault.NONE}},
    Fault.LOGIN: frozenset({FetchState.LOGIN_WALL, FetchState.UNPARSED}),
    **{fault: frozenset({FetchState.UNPARSED}) for fault in LASTING - {Fault.LOGIN}},
}
"""How the ledger may call a fault that does not pass. A login page is told by its address on platforms
that have one, and is no post on the others."""


class Turn(StrEnum):
    """What becomes of a post after it was seen."""

    STAYS = "stays"
    EDITED = "edited"
    DELETED = "deleted"


@dataclass(frozen=True)
class Planned:
    n: int
    platform: Platform
    url: str
    other: str
    """Another address of the same post."""
    mark: str
    """What every address that is asked for it contains: a word, or two with a slash between."""
    fault: Fault
    turn: Turn


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


def plan(count: int, seed: int) -> list[Planned]:
    """``count`` posts in their order; the same for the same seed."""
    draw = random.Random(seed)  # noqa: S311 - a plan, not a secret
    platforms, weights = list(SOURCES), [source.share for source in SOURCES.values()]
    faults = [Fault.NONE, *SHARES]
    chances = [1 - sum(SHARES.values()), *SHARES.values()]
    posts = []
    for n in range(count):
        platform = draw.choices(platforms, weights)[0]
        fault = draw.choices(faults, chances)[0]
        turn = draw.choices(list(Turn), [0.98, 0.01, 0.01])[0] if fault is Fault.NONE else Turn.STAYS
        if turn is Turn.EDITED and platform is Platform.X:  # an edit on X is a post of another number
            turn = Turn.STAYS
        url, other, mark = SOURCES[platform].addresses(n)
        posts.append(Planned(n, platform, url, other, mark, fault, turn))
    return posts


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


_NOT_FOUND = "404 Not Found"
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
        http(b'{"error":"Record not found"}', status=_NOT_FOUND),
        False,
        f"https://{mastodon.HOST}/auth/sign_in",
    ),
    Platform.REDDIT: Source(
        0.1,
        ("www.reddit.com",),
        _reddit_addresses,
        _reddit_answer,
        http(b"not found", status=_NOT_FOUND),
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
        True,
        "https://www.tiktok.com/login",
    ),
    Platform.INSTAGRAM: Source(
        0.05,
        ("www.instagram.com",),
        _instagram_addresses,
        _instagram_answer,
        http(b"", status=_NOT_FOUND),
        False,
        "https://www.instagram.com/accounts/login/",
    ),
    Platform.FACEBOOK: Source(
        0.05,
        ("www.facebook.com",),
        _facebook_addresses,
        _facebook_answer,
        http(b"", status=_NOT_FOUND),
        False,
        "https://www.facebook.com/login/",
    ),
}
ARCHIVE = "web.archive.org"
HOSTS = frozenset({ARCHIVE, *(host for source in SOURCES.values() for host in source.hosts)})
_SHELL = b"<!DOCTYPE html><html><head><title>Welcome</title></head><body><div id=root></div></body></html>"
_LOGIN = b"<!DOCTYPE html><html><head><title>Log in</title></head><body><form>Password</form></body></html>"
_NAMES = re.compile(
    rb"tgme_widget_message|entry|videoDetails|author|account|screen_name|itemStruct|owner|user|post_id|code|fwb|title"
)
"""What is called otherwise in an answer whose shape has changed."""
_BOMB = http(gzip_bomb(64), "Content-Encoding: gzip")


class Fake:
    """All sources behind one port: what is asked in which round decides what is answered."""

    def __init__(self, posts: list[Planned], clock: Callable[[], datetime]) -> None:
        self.round = 1
        self.sources = 0
        """Requests to the sources so far."""
        self.archive = 0
        self.unknown: list[str] = []
        """Requests that are for no planned post."""
        self._clock = clock
        self._by_mark = {post.mark: post for post in posts}
        self._asked: Counter[tuple[str, str, int]] = Counter()

    def behaviour(self, host: str, target: str) -> Behaviour:
        if host == ARCHIVE:
            self.archive += 1
            return _says(http(b"[]", "Content-Type: application/json"))
        self.sources += 1
        if f"https://{host}{target}" in {source.login for source in SOURCES.values()}:
            return _says(http(_LOGIN, "Content-Type: text/html"))
        post = self._post(target)
        if post is None:
            self.unknown.append(f"{host}{target}")
            return _says(http(b"nothing here", status=_NOT_FOUND))
        self._asked[host, target, self.round] += 1
        first = self._asked[host, target, self.round] == 1
        return self._answered(post, target, first=first)

    def _post(self, target: str) -> Planned | None:
        words = re.findall(r"[\w-]+", unquote(unquote(target)))
        pairs = [f"{one}/{two}".lower() for one, two in pairwise(words)]
        return next((self._by_mark[word] for word in (*words, *pairs) if word in self._by_mark), None)

    def _answered(self, post: Planned, target: str, *, first: bool) -> Behaviour:
        source = SOURCES[post.platform]
        version = 2 if post.turn is Turn.EDITED and self.round > 1 else 1
        whole = source.answer(post.n, words_of(post.n, version), target)
        if post.turn is Turn.DELETED and self.round > 1:
            return _says(source.deleted)
        fault = post.fault
        over = (fault in PASSING and not first) or (fault not in LASTING and self.round > 1)
        if fault is Fault.NONE or over:
            return _says(http(whole))
        return self._faulty(fault, source, whole)

    def _faulty(self, fault: Fault, source: Source, whole: bytes) -> Behaviour:
        until = format_datetime(self._clock().astimezone(UTC) + timedelta(seconds=_SHORT_PAUSE), usegmt=True)
        packed = gzip.compress(whole)
        changed = _NAMES.sub(rb"\g<0>_v2", whole)
        match fault:
            case Fault.SILENT:
                return _silent
            case Fault.DRIP:
                return _drip(http(b"", length=100_000), b" ")
            case Fault.SLOW_HEAD:
                return _drip(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n")
            case Fault.LOGIN:
                return _says(redirect(source.login))
            case _:
                return _says(
                    {
                        Fault.BUSY: http(b"", f"Retry-After: {_SHORT_PAUSE}", status="429 Too Many Requests"),
                        Fault.BUSY_UNTIL: http(b"", f"Retry-After: {until}", status="429 Too Many Requests"),
                        Fault.LONG_BUSY: http(
                            b"", f"Retry-After: {LONG_PAUSE}", status="429 Too Many Requests"
                        ),
                        Fault.HICCUP: http(b"fault", status="500 Internal Server Error"),
                        Fault.DOWN: http(b"down", status="503 Service Unavailable"),
                        Fault.CUT: http(whole[: len(whole) // 2], length=len(whole)),
                        Fault.CUT_GZIP: http(packed[:-12], "Content-Encoding: gzip"),
                        Fault.BOMB: _BOMB,
                        Fault.PRIVATE: redirect("http://169.254.169.254/latest/meta-data/"),
                        Fault.SHELL: http(_SHELL, "Content-Type: text/html"),
                        Fault.GARBAGE: http(bytes(random.Random(len(whole)).randbytes(900))),  # noqa: S311
                        Fault.CHANGED: http(changed),
                        Fault.EMPTY: http(b""),
                    }[fault]
                )


def _says(answer: bytes) -> Behaviour:
    return lambda connection: connection.sendall(answer)


def _silent(connection: socket.socket) -> None:
    connection.settimeout(10.0)
    connection.recv(1)  # until the client hangs up


def _drip(head: bytes, piece: bytes) -> Behaviour:
    def behave(connection: socket.socket) -> None:
        connection.sendall(head)
        for _ in range(100):
            connection.sendall(piece)
            time.sleep(0.1)

    return behave
