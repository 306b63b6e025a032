"""Platforms without a page that shows a post to everybody: their addresses; the rest is yt-dlp's.

VK, Rutube, Odnoklassniki, Threads, Truth Social, Dailymotion and Rumble. There is no recording of what
they answer, and numbers of theirs say nothing of the time. For Threads yt-dlp knows no way either: its
posts are known by address alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs

from scrapers.posts.address import split
from scrapers.posts.shape import PostAddress, PostRequest
from storage.records import Platform, PostTime


@dataclass(frozen=True)
class Site:
    """A platform of whose posts only the addresses are known here. Has the shape of a platform's file."""

    PLATFORM: Platform
    HOSTS: frozenset[str]
    SHORT_HOSTS: frozenset[str]
    paths: tuple[tuple[str, str], ...]
    """Patterns of ``path?query`` with the group ``number`` and at times ``handle``, and the usual address."""

    def address_of(self, url: str) -> PostAddress | None:
        parts = split(url)
        if parts is None or parts.hostname not in self.HOSTS | self.SHORT_HOSTS:
            return None
        query = parse_qs(parts.query)
        named = "".join(f"?{key}={query[key][0]}" for key in ("z", "w") if key in query)
        if parts.path == "/video_ext.php" and {"oid", "id"} <= query.keys():  # VK's player in other pages
            named = f"?z=video{query['oid'][0]}_{query['id'][0]}"
        if parts.hostname == "geo.dailymotion.com" and "video" in query:
            named = f"?video={query['video'][0]}"
        for pattern, usual in self.paths:
            match = re.fullmatch(pattern, parts.hostname + parts.path.rstrip("/") + named, re.ASCII)
            if match is not None:
                groups = match.groupdict()
                handle = groups.get("handle")
                return PostAddress(self.PLATFORM, match["number"], handle, usual.format(**groups))
        return None

    def requests(self, address: PostAddress) -> tuple[PostRequest, ...]:  # noqa: ARG002 - every platform's
        return ()

    def time_of_number(self, number: str) -> PostTime | None:  # noqa: ARG002
        return None

    def is_login_wall(self, url: str) -> bool:  # noqa: ARG002
        return False


_VK_HOST = r"(?:(?:m|www|new)\.)?(?:vk\.(?:com|ru)|vkvideo\.ru|vkontakte\.ru)"
_RUTUBE_HOST = r"(?:(?:m|www)\.)?rutube\.ru"
_OK_HOST = r"(?:(?:m|www|mobile)\.)?(?:ok|odnoklassniki)\.ru"


def _hosts(*names: str) -> frozenset[str]:
    return frozenset(prefix + name for name in names for prefix in ("", "www.", "m."))


SITES: tuple[Site, ...] = (
    Site(
        Platform.VK,
        _hosts("vk.com", "vk.ru", "vkvideo.ru", "vkontakte.ru") | {"new.vk.com"},
        frozenset(),
        (
            (_VK_HOST + r"/[^?]*\?w=wall(?P<number>-?\d+_\d+)(?:_r\d+)?", "https://vk.com/wall{number}"),
            (_VK_HOST + r"/wall(?P<number>-?\d+_\d+)(?:\?.*)?", "https://vk.com/wall{number}"),
            (_VK_HOST + r"/[^?]*\?z=(?:video|clip)(?P<number>-?\d+_\d+).*", "https://vk.com/video{number}"),
            (
                _VK_HOST + r"/(?:[^?]*/)?(?:video|clip)(?P<number>-?\d+_\d+)(?:\?.*)?",
                "https://vk.com/video{number}",
            ),
        ),
    ),
    Site(
        Platform.RUTUBE,
        _hosts("rutube.ru"),
        frozenset(),
        (
            (
                _RUTUBE_HOST + r"/(?:video(?:/private)?|shorts|play/embed|embed)/(?P<number>[0-9a-f]{32})",
                "https://rutube.ru/video/{number}/",
            ),
        ),
    ),
    Site(
        Platform.ODNOKLASSNIKI,
        _hosts("ok.ru", "odnoklassniki.ru") | {"mobile.ok.ru"},
        frozenset(),
        ((_OK_HOST + r"/(?:video|videoembed|live)/(?P<number>\d+)", "https://ok.ru/video/{number}"),),
    ),
    Site(
        Platform.THREADS,
        _hosts("threads.net", "threads.com"),
        frozenset(),
        (
            (
                r"(?:www\.|m\.)?threads\.(?:net|com)/@(?P<handle>[\w.]{1,60})/post/(?P<number>[\w-]{5,40})(?:/embed)?",
                "https://www.threads.com/@{handle}/post/{number}",
            ),
        ),
    ),
    Site(
        Platform.TRUTH_SOCIAL,
        _hosts("truthsocial.com"),
        frozenset(),
        (
            (
                r"(?:www\.|m\.)?truthsocial\.com/(?:users/|@)(?P<handle>\w{1,60})/(?:posts/|statuses/)?(?P<number>\d{8,20})(?:/embed)?",
                "https://truthsocial.com/@{handle}/posts/{number}",
            ),
        ),
    ),
    Site(
        Platform.DAILYMOTION,
        _hosts("dailymotion.com") | {"geo.dailymotion.com"},
        frozenset({"dai.ly"}),
        (
            (
                r"(?:(?:www|m|geo)\.)?dailymotion\.com/(?:embed/)?video/(?P<number>[a-zA-Z0-9]{4,12})(?:_[^?/]*)?",
                "https://www.dailymotion.com/video/{number}",
            ),
            (
                r"geo\.dailymotion\.com/player(?:/\w+)?\.html\?video=(?P<number>[a-zA-Z0-9]{4,12})",
                "https://www.dailymotion.com/video/{number}",
            ),
            (r"dai\.ly/(?P<number>[a-zA-Z0-9]{4,12})", "https://www.dailymotion.com/video/{number}"),
        ),
    ),
    Site(
        Platform.RUMBLE,
        _hosts("rumble.com"),
        frozenset(),
        (
            (r"(?:www\.|m\.)?rumble\.com/embed/(?:\w+\.)?(?P<number>v\w{4,12})", "https://rumble.com/embed/{number}"),
            (
                r"(?:www\.|m\.)?rumble\.com/(?P<number>v[a-z0-9]{4,12})(?P<rest>-[^?/]*\.html)",
                "https://rumble.com/{number}{rest}",
            ),
        ),
    ),
)  # fmt: skip
