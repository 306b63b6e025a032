"""Mastodon, on any instance: addresses, the public interface and its answers, and time from the number.

Nothing in an address says that its host is an instance, and an instance can say what it likes. So an address
counts by its form alone, what the host answers must be the asked post, and of posts from elsewhere an
instance holds copies: those are named as its word, and their numbers tell when the copy came.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

from reference.errors import Unparsed
from reference.times import Interval, Precision, iso
from scrapers.posts.address import split
from scrapers.posts.page import lines_of, shown_as
from scrapers.posts.shape import EarlierVersion, FoundMedia, PostAddress, PostRequest, Reading
from scrapers.web_json import dig, dig_count, dig_list, dig_text, read_json
from storage.records import FetchState, KnownFrom, MediaItem, MediaKind, Platform, Post, PostTime

PLATFORM: Platform = Platform.MASTODON
HOSTS: frozenset[str] = frozenset({"mastodon.social", "mastodon.online"})
"""The two instances of Mastodon's own makers; whatever other hosts show need not be Mastodon's."""
SHORT_HOSTS: frozenset[str] = frozenset()

_OTHERS = ("youtube.com", "tiktok.com", "threads.net", "threads.com", "medium.com", "substack.com", "rumble.com",
           "odysee.com", "x.com", "twitter.com", "truthsocial.com", "reddit.com", "flickr.com", "bsky.app", "t.me",
           "instagram.com", "facebook.com", "telegram.me", "weibo.com", "weibo.cn",
           "steemit.com", "vimeo.com")  # fmt: skip
"""Hosts that are known for something else, whatever their paths look like."""
_ACCOUNT = r"@(?P<name>[A-Za-z0-9_]+(?:[.-]+[A-Za-z0-9_]+)*)(?:@(?P<home>[A-Za-z0-9.-]{3,253}))?"
_PATHS = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        rf"/(?:web/|deck/)?{_ACCOUNT}/(?:statuses/)?(?P<number>[1-9][0-9]{{14,18}})(?:/embed)?/?",
        r"/users/(?P<name>[A-Za-z0-9_.-]{1,60})/statuses/(?P<number>[1-9][0-9]{0,18})(?:/activity)?/?",
        r"/(?:web/)?statuses/(?P<number>[1-9][0-9]{14,18})/?",
    )
)
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}", re.ASCII)
_ACCT = re.compile(r"(?P<name>[A-Za-z0-9_.-]{1,60})(?:@(?P<home>[A-Za-z0-9.-]{3,253}))?", re.ASCII)
_OWN_NUMBER = re.compile(r"[a-z0-9.-]+/(?P<number>[1-9][0-9]{14,18})", re.ASCII)
_FIRST_TIMED = datetime(2016, 1, 1, tzinfo=UTC)
_LAST_TIMED = datetime(2100, 1, 1, tzinfo=UTC)
_KINDS = {
    "image": MediaKind.IMAGE,
    "video": MediaKind.VIDEO,
    "gifv": MediaKind.VIDEO,
    "audio": MediaKind.AUDIO,
}
_MOST_MEDIA = 16
_MOST_VERSIONS = 500
_MOST_EARLIER = 50
"""Earlier versions that are kept as versions; the list itself is kept whole."""
_SHOWN_TO_ALL = frozenset({"public", "unlisted"})


def address_of(url: str) -> PostAddress | None:
    """The post that a URL leads to by its form; None for accounts, tags, and hosts known for something else."""
    parts = split(url)
    host = (parts.hostname or "") if parts is not None else ""
    if parts is None or not _HOST.fullmatch(host) or parts.port not in {None, 443, 80}:
        return None
    if any(host == other or host.endswith(f".{other}") for other in _OTHERS):
        return None
    path = re.sub(r"/{2,}", "/", unquote(parts.path))
    for pattern in _PATHS:
        if match := pattern.fullmatch(path):
            groups = match.groupdict()
            return _address(host, groups.get("name"), groups.get("home"), match["number"])
    return None


def _address(host: str, name: str | None, home: str | None, number: str) -> PostAddress | None:
    """Numbers count on one instance alone, so the post's is ``HOST/NUMBER``; a copy's names its author."""
    if int(number) >= 1 << 63:
        return None
    if name is None:  # whose it is, and whether it is a copy, shows when it is asked for
        return PostAddress(PLATFORM, f"{host}/statuses/{number}", None, f"https://{host}/statuses/{number}")
    home = (home or host).lower()
    at_home = home == host
    key = f"{host}/{number}" if at_home else f"{host}/@{name.lower()}@{home}/{number}"
    account = name if at_home else f"{name}@{home}"
    return PostAddress(PLATFORM, key, f"{name}@{home}", f"https://{host}/@{account}/{number}")


def is_login_wall(url: str) -> bool:
    """True where an instance sends visitors to log in."""
    parts = split(url)
    return parts is not None and parts.path.rstrip("/") in {"/auth/sign_in", "/login"}


def time_of_number(number: str) -> PostTime | None:
    """When the instance gave out this number, by its own clock: milliseconds above 16 bits.

    None for copies of other instances' posts, and for numbers from before 2017, which were counted.
    """
    match = _OWN_NUMBER.fullmatch(number)
    if match is None:
        return None
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=(int(match["number"]) >> 16) // 1000)
    if not _FIRST_TIMED <= moment < _LAST_TIMED:
        return None
    return PostTime(iso(moment), Interval(moment, moment), Precision.SECOND, KnownFrom.NUMBER)


def requests(address: PostAddress) -> tuple[PostRequest, ...]:
    """The instance's interface; where the post was edited, its answer asks for the versions."""
    return (PostRequest(_interface(address), parse_status, parse_refusal),)


def _interface(address: PostAddress) -> str:
    host, number = address.number.partition("/")[0], address.number.rpartition("/")[2]
    return f"https://{host}/api/v1/statuses/{number}"


def _unparsed(what: str) -> Reading:
    return Reading(FetchState.UNPARSED, f"The instance's answer {what}.")


# --- the post ------------------------------------------------------------------------------------


def parse_status(body: bytes, address: PostAddress) -> Reading:
    """The answer of ``/api/v1/statuses/NUMBER`` (docs.joinmastodon.org/entities/Status)."""
    try:
        data = read_json(body)
    except Unparsed:
        return Reading(
            FetchState.UNPARSED, "The answer is not the JSON of a Mastodon instance; the host may be none."
        )
    host, _, rest = address.number.partition("/")
    number = rest.rpartition("/")[2]
    if dig_text(data, "id") != number:
        return _unparsed("holds no post, or another one than the one asked for")
    acct = _ACCT.fullmatch(dig_text(data, "account", "acct") or "")
    text, time = dig(data, "content"), shown_as(dig_text(data, "created_at"))
    if acct is None or not isinstance(text, str) or time is None:
        return _unparsed("lacks the author, the time or the text")
    home = (acct["home"] or host).lower()
    handle = f"{acct['name']}@{home}"
    if address.handle is not None and address.handle.lower() != handle.lower():
        return _unparsed("is about a post of another account than the one asked for")
    media = tuple(_media(entry) for entry in dig_list(data, "media_attachments")[:_MOST_MEDIA])
    words = _words(text)
    if not _with_warning(data, words) and not media:
        return _unparsed("holds neither text nor media")
    found = _address(host, acct["name"], home, number)
    if found is None:
        return _unparsed("has a number that no instance gives out")
    post = Post(
        platform=PLATFORM,
        number=found.number,
        url=found.url,
        handle=handle,
        name=dig_text(data, "account", "display_name"),
        text=_with_warning(data, words),
        author_id=f"{host}/{dig_text(data, 'account', 'id') or acct['name']}",
        times=(time,),
        media=tuple(each.item for each in media),
        language=dig_text(data, "language"),
    )
    copied = home != host
    reason = f"{host} shows {'its copy of ' if copied else ''}the post."
    if copied:
        reason += f" It is {home}'s, and only {home} can say what it holds now."
    if dig_text(data, "visibility") not in _SHOWN_TO_ALL:
        reason += " It was not posted for everybody."
        return Reading(FetchState.RESTRICTED, reason, post, media)
    edited = shown_as(dig_text(data, "edited_at"))
    if edited is None:
        return Reading(FetchState.VISIBLE, reason, post, media)
    versions = PostRequest(f"{_interface(address)}/history", parse_history, parse_no_history)
    reason += f" It was edited at {edited.text}."
    return Reading(FetchState.EDITED, reason, post, media, ask_next=(versions,), written=edited)


def _words(content: str) -> str:
    """The text of a post's HTML, paragraphs and lines apart, shortened links written out."""
    from bs4 import BeautifulSoup

    return lines_of(BeautifulSoup(content[:200_000], "lxml"))


def _media(entry: Any) -> FoundMedia:
    """An attachment: the instance's file first, which for a copy is made from the one of the post's home."""
    urls = tuple(url for key in ("url", "remote_url") if (url := dig_text(entry, key)) is not None)
    original = dig(entry, "meta", "original")
    duration = dig(original, "duration")
    known = isinstance(duration, int | float) and not isinstance(duration, bool) and duration > 0
    item = MediaItem(
        _KINDS.get(dig_text(entry, "type") or "", MediaKind.UNKNOWN),
        urls[0] if urls else None,
        duration=float(duration) if known else None,
        width=dig_count(original, "width") or None,
        height=dig_count(original, "height") or None,
    )
    return FoundMedia(item, urls)


# --- its versions --------------------------------------------------------------------------------


def parse_history(body: bytes, address: PostAddress) -> Reading:  # noqa: ARG001 - it does not name the post
    """The answer of ``/api/v1/statuses/NUMBER/history``: every version, the first one first."""
    try:
        data = read_json(body)
    except Unparsed:
        data = None
    entries = data[:_MOST_VERSIONS] if isinstance(data, list) else []
    versions = [version for entry in entries if (version := _version(entry)) is not None]
    if not versions or len(versions) != len(entries):
        return _unparsed("is no list of the post's versions")
    written = ", ".join(each.written.text for each in versions[:10])
    reason = f"The instance lists {len(versions)} versions, of {written}."
    reason += f" The first said: “{versions[0].text[:500]}”"
    return Reading(FetchState.EDITED, reason, earlier=tuple(versions[:-1][:_MOST_EARLIER]))


def _version(entry: Any) -> EarlierVersion | None:
    """One version (docs.joinmastodon.org/entities/StatusEdit)."""
    written, text = shown_as(dig_text(entry, "created_at")), dig(entry, "content")
    if written is None or not isinstance(text, str):
        return None
    media = tuple(_media(each) for each in dig_list(entry, "media_attachments")[:_MOST_MEDIA])
    return EarlierVersion(_with_warning(entry, _words(text)), written, media)


def _with_warning(entry: Any, words: str) -> str:
    """A post's words after the warning that its author put before them."""
    warning = (dig_text(entry, "spoiler_text") or "").strip()
    return f"{warning}\n\n{words}".strip() if warning else words


def parse_no_history(body: bytes, status: int) -> Reading | None:  # noqa: ARG001 - the status says it all
    """A refused list of versions says nothing of the post."""
    return None


# --- refusals ------------------------------------------------------------------------------------


def parse_refusal(body: bytes, status: int) -> Reading | None:
    """What an instance says in place of a post. Only an instance's JSON counts: other hosts have 404s too."""
    try:
        said = dig_text(read_json(body), "error")
    except Unparsed:
        return None
    if said is None:
        return None
    words = f"“{said[:200]}”"
    if status == 404:
        reason = f"The instance has no such post for visitors: it was deleted, hidden or never there. It says {words}"
        return Reading(FetchState.UNREACHABLE, reason)
    if status == 410:
        return Reading(FetchState.SUSPENDED, f"The instance says that the account is gone: {words}")
    if status in {401, 403, 422}:
        return Reading(FetchState.LOGIN_WALL, f"The instance shows posts to its members only: {words}")
    return None
