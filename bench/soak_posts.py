"""The posts of the soak, the faults that are mixed in, and the one loopback fake of all sources."""

from __future__ import annotations

import gzip
import random
import re
import socket
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum
from itertools import pairwise
from urllib.parse import unquote

from bench.soak_sources import ARCHIVE, NOT_FOUND, SOURCES, Source, words_of
from storage.records import FetchState, Platform
from tests.scrapers.hostile_server import Behaviour, gzip_bomb, http, redirect

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
            return _says(http(b"nothing here", status=NOT_FOUND))
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
