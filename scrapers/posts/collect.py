"""A post collected: its platform's requests made, their answers put together, its media fetched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from scrapers.posts.shape import FoundMedia, PlatformFile, PostAddress, PostRequest, Reading
from scrapers.posts.time_budget import MOST_SECONDS, TimedClient
from scrapers.posts.ytdlp import THROUGH_YTDLP, bring
from scrapers.web_answer import Answer, Client
from storage.records import FetchState, MediaItem, MediaKind, Platform, Post, PostTime, Purpose

_MOST_TELLING = (
    FetchState.EDITED,
    FetchState.VISIBLE,
    FetchState.DELETED,
    FetchState.SUSPENDED,
    FetchState.RESTRICTED,
    FetchState.AGE_GATED,
    FetchState.LOGIN_WALL,
    FetchState.UNPARSED,
    FetchState.UNREACHABLE,
    FetchState.NOT_FETCHED,
)
_GONE = frozenset({FetchState.DELETED, FetchState.SUSPENDED, FetchState.NOT_FETCHED})
"""Where nobody else has to be asked for the post."""
_SAYS_ALL = frozenset({Platform.BLUESKY})
"""Platforms whose own answer says all that there is to know of a post; yt-dlp brings no more than its video."""
_MOST_ASKED = 6
"""Answers of one post, its media aside."""
_MEDIA_TYPES = {
    MediaKind.VIDEO: ("video/", "application/octet-stream", "binary/octet-stream"),
    MediaKind.IMAGE: ("image/", "application/octet-stream", "binary/octet-stream"),
}


@dataclass(frozen=True)
class CollectedPost:
    """What could be seen of a post, and every answer that it was seen in."""

    post: Post | None
    """None where no answer held the post."""
    state: FetchState
    reason: str
    answers: tuple[Answer, ...]
    """Ledger rows with their files, in the order in which they were asked; media last."""
    numbers: tuple[str, ...] = ()
    """Every number by which the platform calls this post, its own first."""
    written: PostTime | None = None
    """When an edited post was last edited, where the platform says so."""
    earlier: tuple[tuple[Post, PostTime], ...] = ()
    """What it said before it was edited, with when that was written; the first version first."""


def collect(
    source: PlatformFile, address: PostAddress, client: Client, into: Path, seconds: float = MOST_SECONDS
) -> CollectedPost:
    """Ask for a post and its media. Never raises for trouble on the other side.

    Args:
        source: The post's platform.
        address: The post.
        client: Asks.
        into: Folder in which the answers' files are made.
        seconds: After which nothing more is asked; the ledger says what was not.
    """
    client = TimedClient(client, seconds)
    answers: list[Answer] = []
    readings: list[Reading] = []
    waiting = list(source.requests(address))
    while waiting and len(answers) < _MOST_ASKED:
        request = waiting.pop(0)
        answer = client.get(request.url, Purpose.POST, into=into, headers=request.headers)
        reading = read(source, request, answer, address)
        answers.append(answer.seen_as(reading.state, reading.reason))
        readings.append(reading)
        waiting.extend(reading.ask_next)
    post = merge(source, address, readings)
    items: list[MediaItem] = []
    asked: list[Answer] = []
    for found in next((reading.media for reading in readings if reading.media), ()):
        item, tried = _fetch_media(found, client, into)
        items.append(item)
        asked.extend(tried)
    knows_more = address.platform in THROUGH_YTDLP and (post is not None or address.platform not in _SAYS_ALL)
    if knows_more and not client.is_over and _may_have_more(post, items, answers):
        purpose = Purpose.MEDIA if post is not None else Purpose.POST
        brought = bring(address, client, into, purpose=purpose)
        asked.extend(brought.answers)
        if address.platform not in _SAYS_ALL:
            post = merge(source, address, [*readings, *brought.readings])
        items = [*(item for item in items if item.sha256 or not brought.media), *brought.media]
    answers.extend(asked)
    state, reason = _together([answer for answer in answers if answer.fetch.purpose is Purpose.POST])
    if post is None:
        return CollectedPost(None, state, reason, tuple(answers))
    post = replace(post, media=tuple(items))
    earlier, tried = _earlier(post, readings, client, into)
    return CollectedPost(
        post,
        state,
        reason,
        (*answers, *tried),
        numbers=_numbers(address, post, readings),
        written=next((reading.written for reading in readings if reading.written is not None), None),
        earlier=earlier,
    )


def _numbers(address: PostAddress, post: Post, readings: Sequence[Reading]) -> tuple[str, ...]:
    said = (number for reading in readings if reading.post is not None for number in reading.numbers)
    return tuple(dict.fromkeys((post.number or address.number, address.number, *said)))


def _earlier(
    post: Post, readings: Sequence[Reading], client: Client, into: Path
) -> tuple[tuple[tuple[Post, PostTime], ...], list[Answer]]:
    """The listed versions as posts; media that the latest no longer has are fetched too."""
    held = {item.url: item for item in post.media}
    asked: list[Answer] = []
    found: list[tuple[Post, PostTime]] = []
    for version in next((reading.earlier for reading in readings if reading.earlier), ()):
        items: list[MediaItem] = []
        for medium in version.media:
            known = held.get(medium.item.url)
            if known is None and len(asked) < _MOST_ASKED:
                known, tried = _fetch_media(medium, client, into)
                asked.extend(tried)
                held[medium.item.url] = known
            items.append(known or medium.item)
        found.append((replace(post, text=version.text, media=tuple(items)), version.written))
    return tuple(found), asked


def _may_have_more(post: Post | None, items: Sequence[MediaItem], answers: Sequence[Answer]) -> bool:
    """Whether yt-dlp can bring what the platform's own answers did not: a video, or the post itself."""
    if post is not None:
        return any(item.sha256 is None and item.kind is not MediaKind.IMAGE for item in items)
    return not any(answer.fetch.state in _GONE for answer in answers)


def read(source: PlatformFile, request: PostRequest, answer: Answer, address: PostAddress) -> Reading:
    """What an answer says of the post, by its platform's parser."""
    fetch = answer.fetch
    if fetch.landed is not None and source.is_login_wall(fetch.landed):
        return Reading(FetchState.LOGIN_WALL, "The platform asks for a login before it shows the post.")
    if fetch.state is FetchState.VISIBLE and answer.path is not None:
        return request.parse(answer.path.read_bytes(), address)
    refused = None
    if fetch.state is FetchState.UNREACHABLE and fetch.status is not None:
        body = answer.path.read_bytes() if answer.path is not None else b""
        refused = request.parse_refusal(body, fetch.status)
    return refused or Reading(fetch.state, fetch.reason)


def merge(source: PlatformFile, address: PostAddress, readings: Sequence[Reading]) -> Post | None:
    """One post from what several answers say of it.

    The first answer that says a thing is believed; times are all kept, the most exact first, because
    clocks that disagree are a finding.
    """
    posts = [reading.post for reading in readings if reading.post is not None]
    if not posts:
        return None
    post = posts[0]
    times: list[PostTime | None] = [source.time_of_number(post.number or address.number)]
    if post.number != address.number:  # an edited post: its first version has a number of its own
        times.append(source.time_of_number(address.number))
    for other in posts:
        times.extend(other.times)
        post = replace(
            post,
            name=post.name or other.name,
            text=post.text or other.text,
            author_id=post.author_id or other.author_id,
            language=post.language or other.language,
            media=post.media or other.media,
        )
    return replace(post, times=tuple(dict.fromkeys(time for time in times if time is not None)))


def _together(answers: Sequence[Answer]) -> tuple[FetchState, str]:
    """The most telling state; the reason names each answer that says something else."""
    if not answers:
        return FetchState.NOT_FETCHED, "There is no address to ask for this post."
    ranked = sorted((answer.fetch for answer in answers), key=lambda row: _MOST_TELLING.index(row.state))
    reasons = [ranked[0].reason]
    for row in ranked[1:]:
        if row.state is not ranked[0].state:
            reasons.append(f"{urlsplit(row.url).hostname}: {row.reason}")
        elif row.state is not FetchState.VISIBLE and row.reason not in reasons:
            reasons.append(row.reason)
    return ranked[0].state, " ".join(reasons)


def _fetch_media(found: FoundMedia, client: Client, into: Path) -> tuple[MediaItem, list[Answer]]:
    """The best variant that can be had within the limits, and all answers on the way to it."""
    answers: list[Answer] = []
    for url in found.urls:
        answer = _checked_type(client.get(url, Purpose.MEDIA, into=into), found.item.kind)
        answers.append(answer)
        if answer.fetch.state is FetchState.VISIBLE:
            return replace(found.item, url=url, sha256=answer.fetch.sha256), answers
        if answer.fetch.status is None:  # nobody answered: no other variant will come from there either
            break
    return found.item, answers


def _checked_type(answer: Answer, kind: MediaKind) -> Answer:
    sent = (answer.fetch.content_type or "").strip().lower()
    expected = _MEDIA_TYPES.get(kind)
    if answer.fetch.state is not FetchState.VISIBLE or not sent or expected is None:
        return answer
    if sent.startswith(expected):
        return answer
    return answer.seen_as(FetchState.UNPARSED, f"The site sent {sent[:60]} in place of the {kind.value}.")
