"""Posts of social platforms, one platform a file: addresses, requests, and parsers of what they answer."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path
from urllib.parse import urlsplit

from scrapers.posts import bluesky, facebook, instagram, mastodon, reddit, telegram, tiktok, x, youtube
from scrapers.posts.collect import CollectedPost, collect
from scrapers.posts.shape import PlatformFile, PostAddress
from scrapers.posts.ytdlp_sites import SITES
from scrapers.web_answer import Answer, Client
from storage.records import FetchState, Platform, Post, PostTime, Purpose

__all__ = [
    "UNTESTED",
    "CollectedPost",
    "PostAddress",
    "address_of",
    "collect_post",
    "is_short_link",
    "known_by_address",
    "platform_of",
    "resolve_short_link",
    "time_of_number",
]

_PLATFORMS: tuple[PlatformFile, ...] = (
    x,
    youtube,
    tiktok,
    instagram,
    facebook,
    telegram,
    bluesky,
    reddit,
    *SITES,
    mastodon,
)
_BY_NAME: dict[Platform, PlatformFile] = {platform.PLATFORM: platform for platform in _PLATFORMS}

UNTESTED: frozenset[Platform] = frozenset(
    {telegram.PLATFORM, reddit.PLATFORM} | {site.PLATFORM for site in SITES}
)
"""Platforms of whose answers there is no recording to test on."""

_REFRESH = re.compile(rb"""http-equiv=["']?refresh["']?[^>]*?url=["']?([^"'>\s]+)""", re.I)


def address_of(url: str) -> PostAddress | None:
    """The post that a URL leads to, of any platform; None where it leads to none."""
    for platform in _PLATFORMS:
        if (address := platform.address_of(url)) is not None:
            return address
    return None


def time_of_number(platform: Platform, number: str) -> PostTime | None:
    """When a platform gave out a post's number; None where numbers do not say."""
    source = _BY_NAME.get(platform)
    return source.time_of_number(number) if source else None


def known_by_address(address: PostAddress) -> Post:
    """What the address alone says of a post: number, handle and the number's time; no text."""
    time = time_of_number(address.platform, address.number)
    return Post(
        platform=address.platform,
        number=address.number,
        url=address.url,
        handle=address.handle,
        name=None,
        text="",
        times=(time,) if time else (),
    )


def collect_post(address: PostAddress, client: Client, into: Path) -> CollectedPost:
    """Ask a post's platform for it and for its media; files are made in ``into``."""
    return collect(_BY_NAME[address.platform], address, client, into)


def is_short_link(url: str) -> bool:
    """True for a link of a platform's own shortener, which may lead to a post."""
    try:
        parts = urlsplit(_with_scheme(url))
        place = f"{parts.hostname or ''}{parts.path}/"
    except ValueError:
        return False
    return any(fnmatchcase(place, f"{short}/*") for each in _PLATFORMS for short in each.SHORT_HOSTS)


def platform_of(url: str) -> Platform | None:
    """The platform whose page a URL leads to, post or not."""
    try:
        host = urlsplit(_with_scheme(url)).hostname or ""
    except ValueError:
        return None
    return next((platform.PLATFORM for platform in _PLATFORMS if host in platform.HOSTS), None)


def _with_scheme(url: str) -> str:
    return url if "://" in url else f"https://{url}"


def resolve_short_link(url: str, client: Client, into: Path) -> tuple[PostAddress | None, Answer]:
    """Follow a short link to a post. Without one, the answer is ``unreachable`` and says why."""
    answer = client.get(
        _with_scheme(url.strip()),
        Purpose.SHORT_LINK,
        into=into,
        stop_at=lambda target: address_of(target) is not None,
    )
    if answer.fetch.state is not FetchState.VISIBLE:
        return None, answer
    targets = [*answer.hops, answer.fetch.landed or "", _page_target(answer)]
    address = next((found for target in targets if (found := address_of(target))), None)
    if address is not None:
        reason = f"The short link leads to {address.url}."
        return address, answer.seen_as(FetchState.VISIBLE, reason)
    host = urlsplit(answer.fetch.landed or url).hostname
    reason = f"The short link leads to {host}, and not to a post that is known here."
    return None, answer.seen_as(FetchState.UNREACHABLE, reason)


def _page_target(answer: Answer) -> str:
    """Where a page sends browsers on by itself: t.co does that in place of a redirect."""
    if answer.path is None:
        return ""
    match = _REFRESH.search(answer.path.read_bytes()[:65536])
    return match[1].decode("utf-8", "replace") if match else ""
