"""Facebook: addresses, the post's page and the plugin that embeds it, and their parsers.

Facebook shows posts to visitors without a login only now and then, in several kinds of page: with JSON-LD,
with the data of its own interface, or with nothing but a head. A post's number says nothing of the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlencode

from scrapers.posts.address import split
from scrapers.posts.page import Page, objects, read_page, shown_as, shown_at
from scrapers.posts.shape import FoundMedia, PostAddress, PostRequest, Reading
from scrapers.web_json import dig, dig_text, storable
from storage.records import FetchState, MediaItem, MediaKind, Platform, Post, PostTime

PLATFORM: Platform = Platform.FACEBOOK
_SITES = ("facebook.com", "fb.com")
HOSTS: frozenset[str] = frozenset(
    prefix + site
    for site in _SITES
    for prefix in ("", "www.", "m.", "mbasic.", "web.", "touch.", "mobile.", "business.", "l.")
)
SHORT_HOSTS: frozenset[str] = frozenset({"fb.watch", "www.fb.watch", "fb.me", "fb.gg"}) | frozenset(
    f"{prefix}facebook.com/share" for prefix in ("", "www.", "m.", "web.")
)

_REGION = re.compile(r"[a-z]{2}(?:-[a-z]{2})?\.facebook\.com", re.ASCII)
_NUMBER = r"(?:[0-9]{5,20}|pfbid[0-9A-Za-z]{20,120})"
_PATHS = (
    re.compile(rf"/(?P<handle>[\w.-]{{1,100}})/posts/(?:[^/]+/)?(?P<number>{_NUMBER})/?", re.ASCII),
    re.compile(
        rf"/(?P<handle>[\w.-]{{1,100}})/(?P<kind>videos|reels)/(?:[^/]+/)*(?P<number>{_NUMBER})/?", re.ASCII
    ),
    re.compile(
        rf"/(?P<handle>[\w.-]{{1,100}})/(?P<kind>photos)/(?:[^/]+/)*(?P<number>{_NUMBER})/?", re.ASCII
    ),
    re.compile(
        rf"/groups/(?P<group>[\w.-]{{1,100}})/(?:posts|permalink)/(?:[^/]+/)?(?P<number>{_NUMBER})/?",
        re.ASCII,
    ),
    re.compile(rf"/(?P<kind>reel)/(?P<number>{_NUMBER})/?", re.ASCII),
)
_PLUGINS = frozenset({"/plugins/post.php", "/plugins/video.php"})
_NO_HANDLES = frozenset(
    {"watch", "reel", "groups", "events", "hashtag", "profile.php", "people", "pages", "share"}
)
_LOGIN_TITLES = re.compile(
    r"log (?:in(?:to)?|on) (?:to )?facebook|facebook\s*[-–—]\s*log in|^log in", re.IGNORECASE
)
_NOT_SHOWN = re.compile(
    r"content isn(?:'|’|&#0?39;|\\u2019)t available|link (?:you followed )?may be broken|post is unavailable",
    re.IGNORECASE,
)
_POSTINGS = frozenset({"SocialMediaPosting", "VideoObject", "ImageObject"})
_ELLIPSIS = ("...", "…")
_SECOND_FIRST = re.compile(r"(?P<name>.{1,200}?) \| Facebook")


def address_of(url: str) -> PostAddress | None:
    """The post that a URL leads to; None for profiles, pages, groups, albums and what is not Facebook's."""
    parts = split(url)
    if parts is None or not _is_facebook(parts.hostname or ""):
        return None
    query = parse_qs(parts.query)
    if parts.path in _PLUGINS or parts.path.startswith("/login"):  # a login page names what it stands before
        inner = next(iter((*query.get("href", []), *query.get("next", []))), "")
        return address_of(inner) if not re.search(r"/plugins/|/login", inner) else None
    return _by_path(parts) or _by_query(parts, query)


def _is_facebook(host: str) -> bool:
    return host in HOSTS or _REGION.fullmatch(host) is not None


def _by_path(parts: SplitResult) -> PostAddress | None:
    path = re.sub(r"/{2,}", "/", unquote(parts.path))
    for pattern in _PATHS:
        match = pattern.fullmatch(path)
        if match is None:
            continue
        found = match.groupdict()
        handle, number = found.get("handle"), match["number"]
        if handle in _NO_HANDLES:
            continue
        if found.get("group"):
            place = f"groups/{found['group']}/posts/{number}/"
        elif found.get("kind") in {"reel", "reels"}:
            place = f"reel/{number}/"
        elif found.get("kind") == "photos":
            place = f"photo/?fbid={number}"
        else:
            place = f"{handle}/{found.get('kind') or 'posts'}/{number}"
        return _address(number, handle, place)
    return None


def _by_query(parts: SplitResult, query: dict[str, list[str]]) -> PostAddress | None:
    path = parts.path.rstrip("/")
    if path in {"/watch", "/watch/live", "/video.php", "/video/embed"}:
        number = next(iter((*query.get("v", []), *query.get("video_id", []))), "")
        return _address(number, None, f"watch/?v={number}")
    if path in {"/photo", "/photo.php"}:
        number = query.get("fbid", [""])[0]
        return _address(number, None, f"photo/?fbid={number}")
    if path in {"/permalink.php", "/story.php"}:
        number, owner = query.get("story_fbid", [""])[0], query.get("id", [""])[0]
        if re.fullmatch(r"[0-9]{1,20}", owner, re.ASCII):
            return _address(number, None, f"permalink.php?story_fbid={number}&id={owner}")
    return None


def _address(number: str, handle: str | None, place: str) -> PostAddress | None:
    if not re.fullmatch(_NUMBER, number, re.ASCII):
        return None
    named = handle if handle and not handle.isdigit() else None
    return PostAddress(PLATFORM, number, named, f"https://www.facebook.com/{place}")


def is_login_wall(url: str) -> bool:
    """True where Facebook sends visitors to log in."""
    parts = split(url)
    return (
        parts is not None
        and _is_facebook(parts.hostname or "")
        and parts.path.startswith(("/login", "/checkpoint", "/cookie/consent"))
    )


def time_of_number(number: str) -> PostTime | None:  # noqa: ARG001 - every platform's; numbers do not say
    return None


def requests(address: PostAddress) -> tuple[PostRequest, ...]:
    """The post's page, and the plugin by which other sites show it."""
    kind = "video" if _is_video(address) else "post"
    plugin = urlencode({"href": address.url, "show_text": "true", "width": "500"})
    return (
        PostRequest(address.url, parse_page, parse_refusal),
        PostRequest(f"https://www.facebook.com/plugins/{kind}.php?{plugin}", parse_page, parse_refusal),
    )


def _is_video(address: PostAddress) -> bool:
    return any(place in address.url for place in ("/videos/", "/watch/", "/reel/"))


def parse_refusal(body: bytes, status: int) -> Reading | None:  # noqa: ARG001 - the pages say no more
    """A refused page."""
    if status in {400, 404}:
        return Reading(
            FetchState.UNREACHABLE,
            f"Facebook has no such post for us ({status}): it was removed, hidden or never there.",
        )
    if status in {401, 403, 429}:
        return Reading(
            FetchState.LOGIN_WALL, f"Facebook does not answer visitors without a login ({status})."
        )
    return None


def parse_page(body: bytes, address: PostAddress) -> Reading:
    """The post's page or its plugin, of whichever kind; the fullest way of saying it that is found counts."""
    page = read_page(body)
    for read in (_posting, _story, _drawn, _head):
        reading = read(page, address)
        if reading is not None:
            return replace(reading, numbers=(*reading.numbers, *_other_numbers(page, address)))
    place = page.meta.get("og:url", "") + " " + (page.link("canonical") or "")
    if _LOGIN_TITLES.search(page.title) or "facebook.com/login" in place:
        return Reading(FetchState.LOGIN_WALL, "Facebook asks for a login before it shows the post.")
    if _NOT_SHOWN.search(page.text):
        return Reading(
            FetchState.UNREACHABLE, "Facebook says that the post is not available: it was removed or hidden."
        )
    if 'id="login_form"' in page.text and not place.strip():
        return Reading(FetchState.LOGIN_WALL, "Facebook shows its login form and no post.")
    return Reading(
        FetchState.UNPARSED, "Facebook's answer holds no post, or another one than the one asked for."
    )


def _other_numbers(page: Page, address: PostAddress) -> tuple[str, ...]:
    """The post's other forms of number: one page names the old digits and the newer ``pfbid`` side by side."""
    said = [page.link("canonical"), page.meta.get("og:url")]
    said += [dig_text(entry, "url") for entry in page.json_ld if dig_text(entry, "@type") in _POSTINGS]
    numbers = [found.number for each in said if each and (found := address_of(each))]
    return tuple(dict.fromkeys(numbers)) if address.number in numbers else ()


# --- JSON-LD -------------------------------------------------------------------------------------


def _posting(page: Page, address: PostAddress) -> Reading | None:
    for entry in page.json_ld:
        if dig_text(entry, "@type") in _POSTINGS and _is_asked(entry, page, address):
            text = dig_text(entry, "articleBody") or dig_text(entry, "description") or dig_text(entry, "name")
            author = dig(entry, "author") or dig(entry, "creator")
            video = dig_text(entry, "@type") == "VideoObject" or isinstance(dig(entry, "video"), dict)
            return _read(
                address,
                name=dig_text(author, "name"),
                place=dig_text(author, "url"),
                author_id=_identifier(dig(author, "identifier")),
                text=text or "",
                time=shown_as(dig_text(entry, "dateCreated") or dig_text(entry, "uploadDate")),
                picture=dig_text(entry, "image", "contentUrl"),
                is_video=video,
            )
    return None


def _is_asked(entry: Any, page: Page, address: PostAddress) -> bool:
    said = [dig_text(entry, "url"), dig_text(entry, "@id"), page.link("canonical"), page.meta.get("og:url")]
    links = (found.number for each in said if each and (found := address_of(each)))
    numbers = re.split(r"[:;]", _identifier(dig(entry, "identifier")) or "")
    return address.number in {*links, *numbers}


def _identifier(value: Any) -> str | None:
    return str(value) if isinstance(value, int | str) and not isinstance(value, bool) and value else None


# --- the data of the interface -------------------------------------------------------------------


def _story(page: Page, address: PostAddress) -> Reading | None:
    """The story with the asked number; its author, words and time may stand deeper in it."""
    if address.number not in page.text:
        return None
    for story in objects(page, lambda value: _names(value, address.number)):
        author = next(_authors(story), None)
        seconds = next(_below(story, "creation_time"), None) or next(_below(story, "publish_time"), None)
        text = next((words for each in _below(story, "message") if (words := dig_text(each, "text"))), "")
        time = shown_at(seconds)
        if author is None or time is None:
            continue
        media = list(_below(story, "media"))
        return _read(
            address,
            name=dig_text(author, "name"),
            place=dig_text(author, "url") or dig_text(author, "profile_url"),
            author_id=_identifier(dig(author, "id")),
            text=text,
            time=time,
            picture=next((url for each in media if (url := dig_text(each, "photo_image", "uri"))), None),
            is_video=any(dig_text(each, "__typename") == "Video" for each in (story, *media)),
            numbers=(story["post_id"],) if re.fullmatch(_NUMBER, str(story.get("post_id")), re.ASCII) else (),
        )
    return None


def _names(value: dict[str, Any], number: str) -> bool:
    if value.get("post_id") == number:
        return True
    if value.get("post_id") is not None:
        links = (value.get(key) for key in ("wwwURL", "url", "permalink_url"))
        found = (address_of(link) for link in links if isinstance(link, str))
        return any(address is not None and address.number == number for address in found)
    return value.get("id") == number and value.get("__typename") in {"Video", "Photo", "Story"}


def _authors(story: dict[str, Any]) -> Iterator[Any]:
    for actors in _below(story, "actors"):
        yield from (each for each in actors if dig_text(each, "name")) if isinstance(actors, list) else ()
    for key in ("owner", "video_owner"):
        yield from (each for each in _below(story, key) if dig_text(each, "name"))


def _below(value: Any, key: str) -> Iterator[Any]:
    """What stands under this key, nearest first, but not in a post that the story shares."""
    level = [value]
    for _ in range(24):
        following: list[Any] = []
        for each in level[:2000]:
            if isinstance(each, dict):
                if each.get(key) is not None:
                    yield each[key]
                following += [inner for name, inner in each.items() if name != "attached_story"]
            elif isinstance(each, list):
                following += each[:200]
        level = [each for each in following if isinstance(each, dict | list)]


# --- drawn pages ---------------------------------------------------------------------------------


def _drawn(page: Page, address: PostAddress) -> Reading | None:
    """A page or plugin without data: the time in ``data-utime``, the words in ``userContent``."""
    if address.number not in page.text or "data-utime" not in page.text:
        return None
    stamp = page.soup.find("abbr", attrs={"data-utime": True})
    words = page.soup.find(class_="userContent")
    author = page.soup.select_one(".profileLink, .fwb a, h5 a")
    if stamp is None or author is None:
        return None
    text = ""
    if words is not None:
        text = "\n".join(" ".join(part.get_text().split()) for part in words.find_all("p") or [words])
    return _read(
        address,
        name=" ".join(author.get_text().split()) or None,
        place=str(author.get("href") or ""),
        text=text,
        time=shown_at(str(stamp["data-utime"])),
        is_video=page.soup.find("video") is not None,
    )


def _head(page: Page, address: PostAddress) -> Reading | None:
    """A page of which only the head speaks of the post: no time, and of a long text the beginning."""
    places = (page.meta.get("og:url"), page.link("canonical"))
    numbers = {found.number for place in places if place and (found := address_of(place))}
    if address.number not in numbers:
        return None
    text = page.meta.get("og:description") or page.meta.get("description") or ""
    owner = _SECOND_FIRST.search(page.title)
    reading = _read(
        address,
        name=page.meta.get("og:title") or (owner["name"] if owner else None),
        place=page.meta.get("og:url"),
        text=text,
        picture=page.meta.get("og:image"),
        is_video="og:video" in page.meta or page.meta.get("og:type", "").startswith("video"),
    )
    if reading.post is not None and text.rstrip().endswith(_ELLIPSIS):
        reason = f"{reading.reason} Of its long text only the beginning is shown here."
        return replace(reading, reason=reason)
    return reading


def _read(
    address: PostAddress,
    *,
    name: str | None,
    place: str | None,
    text: str,
    author_id: str | None = None,
    time: PostTime | None = None,
    picture: str | None = None,
    is_video: bool = False,
    numbers: tuple[str, ...] = (),
) -> Reading:
    handle = _handle(place)
    if name is None and handle is None:
        return Reading(FetchState.UNPARSED, "Facebook's answer lacks the author.")
    media: tuple[FoundMedia, ...] = ()
    if is_video or _is_video(address):
        media = (FoundMedia(MediaItem(MediaKind.VIDEO, address.url)),)
    elif picture:
        media = (FoundMedia(MediaItem(MediaKind.IMAGE, picture), (picture,)),)
    if not text and not media:
        return Reading(FetchState.UNPARSED, "Facebook's answer holds neither text nor media.")
    post = Post(
        platform=PLATFORM,
        number=address.number,
        url=address.url,
        handle=handle or address.handle,
        name=storable(name) if name else None,
        text=storable(text).strip(),
        author_id=author_id,
        times=(time,) if time else (),
        media=tuple(found.item for found in media),
    )
    return Reading(FetchState.VISIBLE, "Facebook shows the post.", post, media, numbers=numbers)


def _handle(place: str | None) -> str | None:
    """The account's name in an address of its page or post; None where there is only a number."""
    parts = (
        split(place or "") if place and not place.startswith("/") else split(f"www.facebook.com{place or ''}")
    )
    if parts is None or not _is_facebook(parts.hostname or ""):
        return None
    first = parts.path.strip("/").split("/")[0]
    usual = re.fullmatch(r"[A-Za-z0-9.-]{2,80}", first, re.ASCII) and not first.isdigit()
    return first if usual and not first.endswith(".php") and first not in _NO_HANDLES else None
