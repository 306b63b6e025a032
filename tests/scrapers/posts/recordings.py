"""Every recorded answer of a platform that lies beside this checkout: what it is of, and what it shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from reference.errors import Unparsed
from scrapers.posts import (
    PostAddress,
    address_of,
    bluesky,
    facebook,
    instagram,
    mastodon,
    telegram,
    tiktok,
    youtube,
)
from scrapers.posts import x_answers as x
from scrapers.posts.shape import Reading
from scrapers.web_json import dig_list, read_json
from storage.records import FetchState, MediaKind

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "responses"
_PAGES = "oembed-and-pages"
_X = "https://twitter.com/vpotti/status/1968558229253931230"
_TIKTOK = "https://www.tiktok.com/@rebelunicorncrafts/video/7134059641968872746"
_INSTAGRAM = "https://www.instagram.com/p/Chm_-tPJqpd/"
_YOUTUBE = "https://youtu.be/S49CN57Y58o"
_LITTLE_MIX = "pfbid02Hvu5Jys35PPckFHUQFNbxoT7pK8quieyMMG7D5KkkwtxbwJuSkpPjXK1ZEXceQNXl"
_TELEGRAM = "https://telegram.me/rechtsanwaeltin_beate_bahner/13285"
_BLUESKY = "https://bsky.app/profile/test.marshal.dev/post/3kaheyt6vpc22"
_MASTODON = "https://mastodon.social/@halcy@icosahedron.website/110446223051565765"
_FACEBOOK = "https://www.facebook.com/ironmaiden/posts/10157024746512051"
_IMAGE, _VIDEO = MediaKind.IMAGE, MediaKind.VIDEO

Parse = Callable[[bytes, PostAddress], Reading]


@dataclass(frozen=True)
class Shows:
    """What is known of the recorded post from the recording itself, read by eye."""

    handle: str | None
    name: str | None
    text: str
    """How it begins."""
    time: str | None
    """The displayed one, in UTC as far as it is told; None where the answer holds none."""
    media: tuple[MediaKind, ...]
    state: FetchState = FetchState.VISIBLE


@dataclass(frozen=True)
class Recorded:
    file: str
    url: str
    """The post that it is an answer for, or that it is taken for."""
    parse: Parse

    @property
    def address(self) -> PostAddress:
        found = address_of(self.url)
        assert found is not None
        return found

    def body(self) -> bytes:
        path = FOLDER / self.file
        if not path.is_file():
            pytest.skip(f"the recorded answers are not here: ../shared/responses/{self.file}")
        if path.suffix != ".yaml":
            return path.read_bytes()
        import yaml  # type: ignore[import-untyped]

        (asked, *_) = yaml.safe_load(path.read_text(encoding="utf-8"))["interactions"]
        return str(asked["response"]["body"]["string"]).encode()


@dataclass(frozen=True)
class RecordedPost(Recorded):
    shows: Shows
    two_clocks: bool = False
    """Whether the time is told twice: displayed, and by the post's number."""


@dataclass(frozen=True)
class RecordedOther(Recorded):
    """An answer that holds no post: a profile, a login page, a refusal."""

    state: FetchState


def _first_item(body: bytes, address: PostAddress) -> Reading:
    """The one post of a list that Instagram's interface sends."""
    try:
        (item,) = dig_list(read_json(body), "items")
    except (Unparsed, ValueError):
        return Reading(FetchState.UNPARSED, "It is no list of one post.")
    return instagram.parse_item(item, address)


POSTS: tuple[RecordedPost, ...] = (
    RecordedPost(
        "x-syndication/tweet-result-1684218600456876032.json",
        "https://x.com/Rainmaker1973/status/1684218600456876032",
        x.parse_syndication,
        Shows(
            "Rainmaker1973", "Massimo", "For the first time in the world", "2023-07-26T15:06:20", (_VIDEO,)
        ),
        two_clocks=True,
    ),
    RecordedPost(
        f"{_PAGES}/twitter-item-response-success.json",
        _X,
        x.parse_oembed,
        Shows("vpotti", "Venuugopal", "Youths!", "2025-09-18", ()),
        two_clocks=True,
    ),
    RecordedPost(
        f"{_PAGES}/tiktok-item-page.html",
        _TIKTOK,
        tiktok.parse_page,
        Shows(
            "rebelunicorncrafts",
            "Lacey - Curious Watercolor&Art",
            "I've had this corn",
            "2022-08-20T20:35:01",
            (_VIDEO,),
        ),
        two_clocks=True,
    ),
    RecordedPost(
        f"{_PAGES}/tiktok-item-oembed.json",
        _TIKTOK,
        tiktok.parse_oembed,
        Shows("rebelunicorncrafts", "Lacey - Curious Watercolor&Art", "I've had this corn", None, (_VIDEO,)),
    ),
    RecordedPost(
        f"{_PAGES}/instagram-item-page.html",
        _INSTAGRAM,
        instagram.parse_page,
        Shows("retrobayarea", "Retro Bay Area", "Sunnyvale, mid-1950\u2019s.", None, (_IMAGE,)),
    ),
    RecordedPost(
        f"{_PAGES}/instagram-item-graphql.json",
        _INSTAGRAM,
        _first_item,
        Shows(
            "retrobayarea",
            "Retro Bay Area",
            "Sunnyvale, mid-1950\u2019s.",
            "2022-08-23T16:51:41",
            (_IMAGE, _IMAGE),
        ),
        two_clocks=True,
    ),
    RecordedPost(
        f"{_PAGES}/youtube-item-page.html",
        _YOUTUBE,
        youtube.parse_watch,
        Shows(None, "CoasterFan2105", "Full Length Freight Trains!", "2019-02-15", (_VIDEO,)),
    ),
    RecordedPost(
        f"{_PAGES}/oembed-item_youtube.json",
        _YOUTUBE,
        youtube.parse_oembed,
        Shows(None, "CoasterFan2105", "Full Length Freight Trains!", None, (_VIDEO,)),
    ),
    RecordedPost(
        f"{_PAGES}/facebook-item-page_pfbid.html",
        f"https://www.facebook.com/LittleMix/posts/{_LITTLE_MIX}",
        facebook.parse_page,
        Shows("LittleMix", "Little Mix", "\U0001f90d Nothing comes", "2022-05-26T19:26:44", (_IMAGE,)),
    ),
    RecordedPost(
        f"{_PAGES}/facebook-item-page_ironmaiden.html",
        _FACEBOOK,
        facebook.parse_page,
        Shows("ironmaiden", "Iron Maiden", "Legacy of the Beast", "2020-05-07T14:01:18", (_IMAGE,)),
    ),
    RecordedPost(
        "bluesky/thread_view_post_with_embed_media.json",
        _BLUESKY,
        bluesky.parse_thread,
        Shows("test.marshal.dev", "Python SDK", "", "2023-09-28T12:49:36", (_IMAGE,)),
        two_clocks=True,
    ),
    *(
        RecordedPost(
            f"mastodon/test_entity_{name}.yaml",
            _MASTODON,
            mastodon.parse_status,
            Shows(
                "halcy@icosahedron.website",
                "halcy\u200b :icosahedron:",
                "test post for mastodon.py stuff",
                "2023-05-28T12:06:50",
                (_VIDEO,),
                FetchState.EDITED,
            ),
        )
        for name in ("status", "statusmention")
    ),
)

OTHERS: tuple[RecordedOther, ...] = (
    *(
        RecordedOther(f"{_PAGES}/{name}", url, parse, state)
        for name, url, parse, state in (
            ("twitter-item-response-error.json", _X, x.parse_oembed, FetchState.UNREACHABLE),
            ("twitter-profile-response-error.json", _X, x.parse_oembed, FetchState.UNREACHABLE),
            ("twitter-profile-response-success.json", _X, x.parse_oembed, FetchState.UNPARSED),
            ("twitter-profile-page.html", _X, x.parse_oembed, FetchState.UNPARSED),
            ("tiktok-profile-page.html", _TIKTOK, tiktok.parse_page, FetchState.UNPARSED),
            ("instagram-profile-page.html", _INSTAGRAM, instagram.parse_page, FetchState.UNPARSED),
            ("instagram-profile-graphql.json", _INSTAGRAM, instagram.parse_page, FetchState.UNPARSED),
            ("youtube-profile-page.html", _YOUTUBE, youtube.parse_watch, FetchState.UNPARSED),
            ("facebook-profile-page_login.html", _FACEBOOK, facebook.parse_page, FetchState.LOGIN_WALL),
            ("facebook-profile-page_meedan.html", _FACEBOOK, facebook.parse_page, FetchState.UNPARSED),
            ("facebook-profile-page_meedan-old.html", _FACEBOOK, facebook.parse_page, FetchState.UNPARSED),
            ("facebook-item-page_iosid.html", _FACEBOOK, facebook.parse_page, FetchState.UNPARSED),
            ("facebook-item-page_photo-album.html", _FACEBOOK, facebook.parse_page, FetchState.LOGIN_WALL),
            ("facebook-profile-page_arabic.html", _FACEBOOK, facebook.parse_page, FetchState.UNPARSED),
            ("facebook-item-apify-response.json", _FACEBOOK, facebook.parse_page, FetchState.UNPARSED),
            ("facebook-video-apify-response.json", _FACEBOOK, facebook.parse_page, FetchState.UNPARSED),
            ("kwai-page.html", _FACEBOOK, facebook.parse_page, FetchState.UNPARSED),
            ("telegram-item.html", _TELEGRAM, telegram.parse_widget, FetchState.UNPARSED),
        )
    ),
    *(
        RecordedOther(f"bluesky/{name}.json", _BLUESKY, bluesky.parse_thread, FetchState.UNPARSED)
        for name in (
            *("post_record", "extended_post_record", "like_record", "extended_like_record", "custom_record"),
            *("feed_record", "get_follows", "resolve_handle", "did_doc"),
        )
    ),
    *(
        RecordedOther(
            f"mastodon/test_entity_{name}.yaml", _MASTODON, mastodon.parse_status, FetchState.UNPARSED
        )
        for name in (
            *("context", "instancemediaconfiguration", "statusedit", "statussource", "mediaattachment"),
            *(f"mediaattachment{part}" for part in ("audiometadata", "colors", "focuspoint")),
            *(f"mediaattachment{part}" for part in ("imagemetadata", "metadatacontainer", "videometadata")),
        )
    ),
)
"""Each beside a post that it is not; what is said of it may not be that it is one."""
NO_PLATFORMS = frozenset(
    {f"{_PAGES}/{name}" for name in ("COMMIT", "REPO_LICENSE", "dropbox-page.html")}
    | {f"{_PAGES}/page-with-{name}.html" for name in ("json-ld", "schema", "url-on-tag")}
    | {"bluesky/COMMIT", "mastodon/COMMIT", "x-syndication/COMMIT", "x-syndication/README.md"}
)
"""What lies beside the recorded answers and is none of a platform read here."""
FOLDERS = (_PAGES, "bluesky", "mastodon", "x-syndication")
