"""Bluesky: addresses, the public thread interface and its answer, and time from the post's key.

A post stands in its author's repository under a key that is mostly a clock's reading (a TID). Key and
``createdAt`` are both the author's word, as programs can set either; ``indexedAt`` is Bluesky's own
(docs.bsky.app, "Timestamps"). Images come from Bluesky's image service, videos by yt-dlp.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote, urlencode

from reference.errors import Unparsed
from reference.times import Interval, Precision, iso
from scrapers.posts.address import split
from scrapers.posts.page import shown_as
from scrapers.posts.shape import FoundMedia, PostAddress, PostRequest, Reading
from scrapers.web_json import dig, dig_count, dig_list, dig_text, read_json
from storage.records import FetchState, KnownFrom, MediaItem, MediaKind, Platform, Post, PostTime

PLATFORM: Platform = Platform.BLUESKY
HOSTS: frozenset[str] = frozenset({"bsky.app", "www.bsky.app", "staging.bsky.app", "main.bsky.dev"})
SHORT_HOSTS: frozenset[str] = frozenset({"go.bsky.app"})

_MIRRORS = frozenset({"fxbsky.app", "vxbsky.app", "bskyx.app", "bsyy.app", "deer.social"})
"""Services that show Bluesky's posts under Bluesky's own paths; people paste their links."""
_DID_FORM = r"did:(?:plc:[a-z2-7]{24}|web:[A-Za-z0-9.:%-]{3,200})"
_HANDLE_FORM = r"(?:[A-Za-z0-9-]{1,63}\.){1,10}[A-Za-z][A-Za-z0-9-]{1,62}"
_ACTOR = rf"(?P<actor>{_DID_FORM}|{_HANDLE_FORM})"
_KEY = r"(?P<key>[A-Za-z0-9._:~-]{1,100})"
_PATH = re.compile(rf"/profile/@?{_ACTOR}/post/{_KEY}/?(?:[a-z-]{{1,20}}/?)?", re.ASCII)
_EMBED_PATH = re.compile(rf"/embed/{_ACTOR}/app\.bsky\.feed\.post/{_KEY}/?", re.ASCII)
_URI = re.compile(rf"at://{_ACTOR}/app\.bsky\.feed\.post/{_KEY}/?", re.ASCII)
_DID = re.compile(_DID_FORM, re.ASCII)
_HANDLE = re.compile(_HANDLE_FORM, re.ASCII)
_DIGITS = "234567abcdefghijklmnopqrstuvwxyz"
_TID = re.compile(r"[234567a-j][2-7a-z]{12}", re.ASCII)
_FIRST_TIMED = datetime(2022, 1, 1, tzinfo=UTC)
"""Bluesky began in that year: an earlier reading is somebody's invention, or an import."""
_LAST_TIMED = datetime(2100, 1, 1, tzinfo=UTC)
_MOST_PICTURES = 10
_PUBLIC = "https://public.api.bsky.app/xrpc/app.bsky.feed.getPostThread"
_GONE = "Bluesky has no such post: it was deleted, or was never there."
_REFUSALS = {
    # The names of errors in the interface's answers, as atproto's source has them.
    "NotFound": (FetchState.DELETED, _GONE),
    "AccountTakedown": (FetchState.SUSPENDED, "Bluesky says that the account was taken down."),
    "AccountSuspended": (FetchState.SUSPENDED, "Bluesky says that the account is suspended."),
    "AccountDeactivated": (FetchState.RESTRICTED, "Bluesky says that its owner deactivated the account."),
    "BlockedActor": (FetchState.RESTRICTED, "Bluesky says that the account blocks this view."),
}
_NO_ACCOUNT = re.compile(r"unable to resolve handle|could not find (?:user|repo)|profile not found", re.I)
_LABELS = {
    "!hide": "Bluesky's moderation hides the post.",
    "!takedown": "Bluesky's moderation took the post down.",
}


def address_of(url: str) -> PostAddress | None:
    """The post that a web address or an ``at://`` address leads to; None for profiles, feeds and lists."""
    text = url.strip()
    if text.startswith("at://"):
        return _address(_URI.fullmatch(text))
    parts = split(text)
    if parts is None:
        return None
    path = re.sub(r"/{2,}", "/", unquote(parts.path))
    if parts.hostname == "embed.bsky.app":
        return _address(_EMBED_PATH.fullmatch(path))
    return _address(_PATH.fullmatch(path)) if parts.hostname in HOSTS | _MIRRORS else None


def _address(match: re.Match[str] | None) -> PostAddress | None:
    if match is None or match["key"] in {".", ".."}:
        return None
    is_did = match["actor"].startswith("did:")
    actor = match["actor"] if is_did else match["actor"].lower()
    return PostAddress(
        PLATFORM, f"{actor}/{match['key']}", None if is_did else actor, _page(actor, match["key"])
    )


def _page(actor: str, key: str) -> str:
    return f"https://bsky.app/profile/{actor}/post/{key}"


def is_login_wall(url: str) -> bool:
    """True where the application sends visitors to log in."""
    parts = split(url)
    return parts is not None and parts.hostname in HOSTS and parts.path.startswith("/login")


def time_of_number(number: str) -> PostTime | None:
    """The clock in a post's key: microseconds above ten bits, in base 32 (atproto.com/specs/tid)."""
    key = number.rpartition("/")[2]
    if not _TID.fullmatch(key):
        return None
    value = 0
    for digit in key:
        value = value << 5 | _DIGITS.index(digit)
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=(value >> 10) // 1_000_000)
    except OverflowError:
        return None
    if not _FIRST_TIMED <= moment < _LAST_TIMED:
        return None
    return PostTime(iso(moment), Interval(moment, moment), Precision.SECOND, KnownFrom.NUMBER)


def requests(address: PostAddress) -> tuple[PostRequest, ...]:
    """The thread interface, asked for the post alone. It takes handles as well as DIDs."""
    actor, _, key = address.number.rpartition("/")
    query = {"uri": f"at://{actor}/app.bsky.feed.post/{key}", "depth": "0", "parentHeight": "0"}
    return (PostRequest(f"{_PUBLIC}?{urlencode(query)}", parse_thread, parse_refusal),)


def _unparsed(what: str) -> Reading:
    return Reading(FetchState.UNPARSED, f"Bluesky's answer {what}.")


def parse_thread(body: bytes, address: PostAddress) -> Reading:
    """The answer of ``app.bsky.feed.getPostThread``."""
    try:
        data = read_json(body)
    except Unparsed:
        return _unparsed("is not the JSON that this service is known to send")
    thread = dig(data, "thread")
    kind = (dig_text(thread, "$type") or "").rpartition("#")[2]
    if kind == "notFoundPost" or dig(thread, "notFound") is True:
        return Reading(FetchState.DELETED, _GONE)
    if kind == "blockedPost" or dig(thread, "blocked") is True:
        return Reading(FetchState.RESTRICTED, "Bluesky does not show the post: its author blocks this view.")
    return _post(dig(thread, "post"), address)


def _post(view: Any, address: PostAddress) -> Reading:
    match = _URI.fullmatch(dig_text(view, "uri") or "")
    did, handle = dig_text(view, "author", "did"), dig_text(view, "author", "handle")
    if match is None or did is None or not _DID.fullmatch(did) or match["actor"] != did:
        return _unparsed("holds no post, or does not say whose")
    asked, _, key = address.number.rpartition("/")
    if match["key"] != key or (asked.startswith("did:") and asked != did):
        return _unparsed("is about another post than the one asked for")
    handle = handle.lower() if handle and _HANDLE.fullmatch(handle) and handle != "handle.invalid" else None
    if not asked.startswith("did:") and handle is not None and handle != asked:
        # Handles change hands: the interface resolved the asked one, and names its owner by another.
        return _unparsed("is about a post of another account than the one asked for")
    record = dig(view, "record")
    text, indexed = dig(record, "text"), shown_as(dig_text(view, "indexedAt"))
    if not isinstance(text, str) or indexed is None:
        return _unparsed("lacks the text or the time")
    created = shown_as(dig_text(record, "createdAt"))
    media = _media(dig(view, "embed"))
    if not text.strip() and not media and dig(view, "embed") is None:
        return _unparsed("holds neither text nor media")
    languages = [each for each in dig_list(record, "langs")[:5] if isinstance(each, str)]
    times = (created, replace(indexed, known_from=KnownFrom.INDEXED))
    post = Post(
        platform=PLATFORM,
        number=f"{did}/{key}",
        url=_page(did, key),
        handle=handle or did,
        name=dig_text(view, "author", "displayName"),
        text=text.strip(),
        author_id=did,
        times=tuple(time for time in times if time is not None),
        media=tuple(found.item for found in media),
        language=languages[0] if languages else None,
    )
    by_handle = (f"{handle}/{key}",) if handle else ()
    reading = Reading(FetchState.VISIBLE, "Bluesky shows the post.", post, media, numbers=by_handle)
    return _as_labelled(view, reading)


def _as_labelled(view: Any, reading: Reading) -> Reading:
    """The reading, with what labels say of who may see the post."""
    own = [dig_text(label, "val") for label in dig_list(view, "labels")[:50] if dig(label, "neg") is not True]
    for label in own:
        if label in _LABELS:
            return replace(reading, state=FetchState.RESTRICTED, reason=_LABELS[label])
    if any(
        dig_text(label, "val") == "!no-unauthenticated" for label in dig_list(view, "author", "labels")[:50]
    ):
        reason = f"{reading.reason} Its author asks that it be shown to people with an account only."
        return replace(reading, reason=reason)
    return reading


def _media(embed: Any) -> tuple[FoundMedia, ...]:
    kind = (dig_text(embed, "$type") or "").split("#")[0]
    if kind == "app.bsky.embed.recordWithMedia":
        return _media(dig(embed, "media"))
    if kind == "app.bsky.embed.images":
        return tuple(_image(entry) for entry in dig_list(embed, "images")[:_MOST_PICTURES])
    if kind == "app.bsky.embed.video" and (playlist := dig_text(embed, "playlist")) is not None:
        return (FoundMedia(_item(MediaKind.VIDEO, playlist, embed)),)
    return ()


def _image(entry: Any) -> FoundMedia:
    urls = tuple(url for key in ("fullsize", "thumb") if (url := dig_text(entry, key)) is not None)
    return FoundMedia(_item(MediaKind.IMAGE, urls[0] if urls else None, entry), urls)


def _item(kind: MediaKind, url: str | None, entry: Any) -> MediaItem:
    width, height = (dig_count(entry, "aspectRatio", side) or None for side in ("width", "height"))
    return MediaItem(kind, url, width=width, height=height)


def parse_refusal(body: bytes, status: int) -> Reading | None:
    """What the interface's named errors say of the post; None where the status says as much."""
    try:
        data = read_json(body)
    except Unparsed:
        return None
    name, message = dig_text(data, "error") or "", (dig_text(data, "message") or "")[:200]
    if name in _REFUSALS:
        return Reading(*_REFUSALS[name])
    if status == 400 and _NO_ACCOUNT.search(message):
        reason = f"Bluesky knows no such account: it was deleted, renamed or never there (“{message}”)."
        return Reading(FetchState.UNREACHABLE, reason)
    if status in {401, 403}:
        return Reading(
            FetchState.LOGIN_WALL, f"Bluesky asks for a login before it shows the post ({status})."
        )
    return None
