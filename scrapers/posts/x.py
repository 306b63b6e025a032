"""X (Twitter): addresses, the two services that show a post without a login, and time from the number.

Neither service is promised by X: ``cdn.syndication.twimg.com/tweet-result`` is what embedded posts are
drawn from, ``publish.twitter.com/oembed`` what editors paste. They are read in :mod:`.x_answers`.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlencode

from reference.times import Interval, Precision, iso
from scrapers.posts.address import split
from scrapers.posts.shape import PostAddress, PostRequest
from scrapers.posts.x_answers import parse_error_codes, parse_oembed, parse_syndication
from storage.records import KnownFrom, Platform, PostTime

PLATFORM: Platform = Platform.X
SHORT_HOSTS: frozenset[str] = frozenset({"t.co", "pic.twitter.com", "pic.x.com"})

HOSTS: frozenset[str] = frozenset(
    prefix + host for host in ("x.com", "twitter.com") for prefix in ("", "www.", "mobile.", "m.")
)
_MIRRORS = frozenset({"fxtwitter.com", "vxtwitter.com", "fixupx.com", "fixvx.com", "nitter.net"})
"""Services that show X's posts under X's own paths; people paste their links."""

_STATUS_PATH = re.compile(
    r"/(?:i/(?:web/)?|(?P<handle>[A-Za-z0-9_]{1,20})/)status(?:es)?/(?P<number>[1-9][0-9]{0,18})(?:/.*)?",
    re.ASCII,
)
_NUMBER = re.compile(r"[1-9][0-9]{0,18}", re.ASCII)

_EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657000, tzinfo=UTC)
"""Milliseconds are counted from here in bits 22 and up of a number (Twitter's Snowflake, November 2010)."""
_FIRST_TIMED = 1 << 40
"""Numbers given out before were counted one by one and say nothing of the time."""


def address_of(url: str) -> PostAddress | None:
    """The post that a URL leads to; None for a profile, a search, and anything that is not X's."""
    parts = split(url)
    if parts is None:
        return None
    if parts.hostname == "platform.twitter.com" and parts.path.startswith("/embed/"):
        numbers = parse_qs(parts.query).get("id", [""])
        return _address(numbers[0], None) if _NUMBER.fullmatch(numbers[0]) else None
    if parts.hostname not in HOSTS | _MIRRORS:
        return None
    path = "/" + parts.fragment.removeprefix("!").lstrip("/") if parts.fragment[:1] == "!" else parts.path
    match = _STATUS_PATH.fullmatch(re.sub(r"/{2,}", "/", path))
    return _address(match["number"], match["handle"]) if match else None


def _address(number: str, handle: str | None) -> PostAddress | None:
    if int(number) >= 1 << 63:
        return None
    return PostAddress(PLATFORM, number, handle, f"https://x.com/{handle or 'i'}/status/{number}")


def is_login_wall(url: str) -> bool:
    """True where X sends visitors to log in."""
    parts = split(url)
    return (
        parts is not None
        and parts.hostname in HOSTS
        and parts.path.startswith(("/login", "/i/flow/login", "/account/access"))
    )


def requests(address: PostAddress) -> tuple[PostRequest, ...]:
    """The addresses to ask for a post: first the one that says the most."""
    syndication = {"id": address.number, "lang": "en", "token": syndication_token(address.number)}
    status = f"https://twitter.com/{address.handle or 'i'}/status/{address.number}"
    oembed = {"url": status, "omit_script": "1", "hide_thread": "1", "dnt": "1", "lang": "en"}
    return (
        PostRequest(
            f"https://cdn.syndication.twimg.com/tweet-result?{urlencode(syndication)}",
            parse_syndication,
            parse_error_codes,
        ),
        PostRequest(
            f"https://publish.twitter.com/oembed?{urlencode(oembed)}",
            parse_oembed,
            parse_error_codes,
        ),
    )


def time_of_number(number: str) -> PostTime | None:
    """When X gave out this number, to the second; None for numbers from before November 2010."""
    if not _NUMBER.fullmatch(number) or not _FIRST_TIMED <= int(number) < 1 << 63:
        return None
    moment = (_EPOCH + timedelta(milliseconds=int(number) >> 22)).replace(microsecond=0)
    return PostTime(iso(moment), Interval(moment, moment), Precision.SECOND, KnownFrom.NUMBER)


def syndication_token(number: str) -> str:
    """The token that embedding pages send along: the number / 10^15 * pi in base 36, no zeros, no point."""
    return re.sub(r"0+|\.", "", _base36(int(number) / 1e15 * math.pi))


def _base36(value: float) -> str:
    """A positive number as JavaScript's ``Number.prototype.toString(36)`` writes it.

    ECMAScript leaves the digits to the engine; these are V8's: as many as tell the number from its
    neighbours.
    """
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    whole, fraction = int(value), value - int(value)
    margin = max(0.5 * (math.nextafter(value, math.inf) - value), math.nextafter(0.0, math.inf))
    places: list[int] = []
    while fraction >= margin:
        fraction, margin = fraction * 36, margin * 36
        places.append(int(fraction))
        fraction -= places[-1]
        if (fraction > 0.5 or (fraction == 0.5 and places[-1] & 1)) and fraction + margin > 1:
            whole += _round_up(places)
            break
    head = ""
    while whole:
        whole, digit = divmod(whole, 36)
        head = digits[digit] + head
    return (head or "0") + ("." if places else "") + "".join(digits[place] for place in places)


def _round_up(places: list[int]) -> int:
    """Add one to the last place; places that overflow go. Returns what is carried over the point."""
    while places:
        places[-1] += 1
        if places[-1] < 36:
            return 0
        places.pop()
    return 1
