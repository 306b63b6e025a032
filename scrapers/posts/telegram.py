"""Telegram's public channels: addresses, the widget that shows a message, and the channel's page beside it.

Both are HTML of the same parts (``tgme_widget_message``). A message's number counts on within its channel
and says nothing of the time. An album is one message, under the number of its first part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scrapers.posts.address import split
from scrapers.posts.page import shown_as
from scrapers.posts.shape import FoundMedia, PostAddress, PostRequest, Reading
from scrapers.web_json import storable
from storage.records import FetchState, MediaItem, MediaKind, Platform, Post, PostTime

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

PLATFORM: Platform = Platform.TELEGRAM
HOSTS: frozenset[str] = frozenset(
    {"t.me", "www.t.me", "telegram.me", "www.telegram.me", "telegram.dog", "www.telegram.dog"}
)
SHORT_HOSTS: frozenset[str] = frozenset()

_NAME = r"(?P<name>[A-Za-z][A-Za-z0-9_]{3,31})"
_NUMBER = r"(?P<number>[1-9][0-9]{0,9})"
_PATH = re.compile(rf"/(?:s/)?{_NAME}/(?:[0-9]{{1,10}}/)?{_NUMBER}/?", re.ASCII)
_OWN_HOST = re.compile(rf"{_NAME}\.t\.me", re.ASCII)
_OWN_PATH = re.compile(rf"/(?:[0-9]{{1,10}}/)?{_NUMBER}/?", re.ASCII)
_MESSAGE = re.compile(rf"{_NAME}/{_NUMBER}", re.ASCII)
_NO_CHANNELS = frozenset({"joinchat", "share", "addstickers", "addemoji", "addtheme", "addlist", "proxy", "socks",
                          "login", "confirmphone", "setlanguage", "invoice", "boost", "giftcode"})  # fmt: skip
_BACKGROUND = re.compile(r"background-image:\s*url\(['\"]?(https://[^'\")\s]{1,2000})")
_LENGTH = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})", re.ASCII)
_EDITED = re.compile(r"\bedited\b", re.I)
_MOST_MEDIA = 20
_MOST_MESSAGES = 200
_MEDIA_CLASSES = frozenset(
    {
        "tgme_widget_message_photo_wrap",
        "tgme_widget_message_video_player",
        "tgme_widget_message_roundvideo_player",
        "tgme_widget_message_voice_player",
        "tgme_widget_message_document_wrap",
        "message_media_not_supported_wrap",
    }
)
_ERRORS = (
    # What the English widget says in place of a message, most telling first.
    (
        re.compile(r"(?:channel|user|group|bot)\b.*\bnot found", re.I),
        FetchState.UNREACHABLE,
        "Telegram knows no channel of this name: it was renamed, deleted or never there.",
    ),
    (
        re.compile(r"(?:post|message) not found", re.I),
        FetchState.DELETED,
        "Telegram has no message of this number in the channel: it was deleted, or was never there.",
    ),
    (
        re.compile(r"\bage\b|18\+|adult", re.I),
        FetchState.AGE_GATED,
        "Telegram shows the message to adults only.",
    ),
    (re.compile(r"private", re.I), FetchState.RESTRICTED, "Telegram says that the channel is private."),
)


def address_of(url: str) -> PostAddress | None:
    """The message that a URL leads to; None for channels, private ones, comments, and what is not Telegram's."""
    parts = split(url)
    if parts is None or re.search(r"(?:^|&)(?:comment|thread)=", parts.query):
        return None
    path = re.sub(r"/{2,}", "/", parts.path)
    if parts.hostname in HOSTS:
        match = _PATH.fullmatch(path)
        return _address(match["name"], match["number"]) if match else None
    own, match = _OWN_HOST.fullmatch(parts.hostname or ""), _OWN_PATH.fullmatch(path)
    return _address(own["name"], match["number"]) if own and match else None


def _address(name: str, number: str) -> PostAddress | None:
    if name.lower() in _NO_CHANNELS:
        return None
    return PostAddress(PLATFORM, f"{name.lower()}/{number}", name, f"https://t.me/{name}/{number}")


def is_login_wall(url: str) -> bool:  # noqa: ARG001 - every platform's; Telegram has none on the web
    return False


def time_of_number(number: str) -> PostTime | None:  # noqa: ARG001 - numbers are counted, channel by channel
    return None


def requests(address: PostAddress) -> tuple[PostRequest, ...]:
    """The widget; where it does not show the message, its answer asks for the channel's page around it."""
    return (PostRequest(f"{address.url}?embed=1&mode=tme", parse_widget, parse_refusal),)


def parse_refusal(body: bytes, status: int) -> Reading | None:  # noqa: ARG001 - the status says it all
    """A refused page: Telegram answers 200 even for what is not there."""
    return None


def parse_widget(body: bytes, address: PostAddress) -> Reading:
    """The widget (``?embed=1``) of one message."""
    soup = _soup(body)
    message = _message(soup, address)
    if message is not None:
        return _reading(message, address)
    name, _, number = address.number.partition("/")
    around = (PostRequest(f"https://t.me/s/{name}/{number}", parse_channel, parse_refusal),)
    said = soup.find(class_="tgme_widget_message_error")
    if said is None:
        return Reading(FetchState.UNPARSED, _no_message(soup), ask_next=around)
    words = _words(said)[:200]
    for pattern, state, reason in _ERRORS:
        if pattern.search(words):
            return Reading(state, f"{reason} It says: “{words}”")
    reason = f"Telegram says in place of the message: “{words}”"
    return Reading(FetchState.RESTRICTED, reason, ask_next=around)


def parse_channel(body: bytes, address: PostAddress) -> Reading:
    """The channel's page (``t.me/s/NAME/NUMBER``): some twenty messages around the asked one."""
    soup = _soup(body)
    message = _message(soup, address)
    if message is not None:
        return _reading(message, address)
    name, _, asked = address.number.partition("/")
    shown = [int(number) for channel, number in _shown(soup) if channel == name]
    if shown and min(shown) < int(asked) < max(shown):
        reason = "The channel's page shows the messages before and after this one, and not this one."
        return Reading(FetchState.DELETED, reason)
    if soup.find(class_="tgme_page_title") is not None and not shown:
        reason = "Telegram shows the channel's card in place of its messages: they are not open to the web."
        return Reading(FetchState.RESTRICTED, reason)
    return Reading(FetchState.UNPARSED, _no_message(soup))


def _no_message(soup: BeautifulSoup) -> str:
    if soup.find(class_="tgme_page_post") is not None:
        return "Telegram's answer is the frame around the message, and not the message itself."
    return "Telegram's answer does not hold the message."


def _soup(body: bytes) -> BeautifulSoup:
    from bs4 import BeautifulSoup

    return BeautifulSoup(storable(body.decode("utf-8", "replace")), "lxml")


def _messages(soup: BeautifulSoup) -> list[Tag]:
    return list(soup.select(".tgme_widget_message[data-post]", limit=_MOST_MESSAGES))


def _shown(soup: BeautifulSoup) -> Iterator[tuple[str, str]]:
    """Channel and number of every message of a page, parts of albums among them."""
    for message in _messages(soup):
        yield from _numbers(message)


def _numbers(message: Tag) -> Iterator[tuple[str, str]]:
    """The message's own number first, then those of an album's parts."""
    if match := _MESSAGE.fullmatch(str(message["data-post"])):
        yield match["name"].lower(), match["number"]
    for part in message.find_all("a", class_="grouped_media_wrap", href=True, limit=_MOST_MEDIA):
        found = address_of(str(part["href"]))
        if found is not None:
            name, _, number = found.number.partition("/")
            yield name, number


def _message(soup: BeautifulSoup, address: PostAddress) -> Tag | None:
    for message in _messages(soup):
        if any(f"{name}/{number}" == address.number for name, number in _numbers(message)):
            return message
    return None


def _reading(message: Tag, address: PostAddress) -> Reading:
    own = _MESSAGE.fullmatch(str(message["data-post"]))
    author = message.find(class_="tgme_widget_message_owner_name")
    times = message.select(
        ".tgme_widget_message_date time[datetime], .tgme_widget_message_meta time[datetime]"
    )
    time = shown_as(str(times[-1]["datetime"])) if times else None
    if own is None or own["name"].lower() != address.number.partition("/")[0]:
        return Reading(FetchState.UNPARSED, "Telegram's answer shows a message of another channel.")
    if author is None or time is None:
        return Reading(FetchState.UNPARSED, "Telegram's answer lacks the author or the time.")
    media, text = tuple(_media(message)), _text(message)
    if not text and not media:
        reason = "Telegram's answer holds neither text nor media of the message."
        return Reading(FetchState.UNPARSED, reason)
    post = Post(
        platform=PLATFORM,
        number=f"{own['name'].lower()}/{own['number']}",
        url=f"https://t.me/{own['name']}/{own['number']}",
        handle=own["name"],
        name=_words(author) or None,
        text=text,
        times=(time,),
        media=tuple(found.item for found in media),
    )
    state, reason = FetchState.VISIBLE, "Telegram shows the message."
    if any(_EDITED.search(_words(meta)) for meta in message.select(".tgme_widget_message_meta")):
        state, reason = FetchState.EDITED, "Telegram shows the message, and says that it was edited."
    parts = tuple(f"{name}/{number}" for name, number in _numbers(message) if name == own["name"].lower())
    more = f"{_forwarded(message)}{_album(message)}{_withheld(message)}"
    return Reading(state, f"{reason}{more}", post, media, numbers=parts)


def _forwarded(message: Tag) -> str:
    """Where a forwarded message came from: its time is that of the forwarding."""
    source = message.find(class_="tgme_widget_message_forwarded_from_name")
    if source is None:
        return ""
    first = address_of(str(source.get("href") or ""))
    where = f" ({first.url})" if first else ""
    return f" It was forwarded from {_words(source)[:100]}{where}."


def _album(message: Tag) -> str:
    parts = len(message.find_all(class_="grouped_media_wrap", limit=_MOST_MEDIA))
    return f" It is an album of {parts}." if parts > 1 else ""


def _withheld(message: Tag) -> str:
    """What the page says in place of media that only Telegram's own programs play, such as large videos."""
    label = message.find(class_="message_media_not_supported_label")
    if label is None:
        return ""
    return (
        f" Of its media the page holds no file (“{_words(label)[:100]}”): save it with Telegram's own program, and "
        "give the file to airtrace verify with --caption."
    )


def _text(message: Tag) -> str:
    """The message's own words, without those that it replies to; a poll's question and choices where it is one."""
    for part in message.select(".tgme_widget_message_text, .tgme_widget_message_poll_question"):
        if part.find_parent(class_="tgme_widget_message_reply") is not None:
            continue
        if "js-message_reply_text" in part.get_attribute_list("class"):
            continue
        if "tgme_widget_message_poll_question" in part.get_attribute_list("class"):
            choices = message.select(".tgme_widget_message_poll_option_text")[:20]
            return "\n".join(_words(each) for each in (part, *choices))
        for line_break in part.find_all("br"):
            line_break.replace_with("\n")
        return part.get_text().strip()
    return ""


def _words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def _media(message: Tag) -> Iterator[FoundMedia]:
    found = message.find_all(
        lambda tag: not _MEDIA_CLASSES.isdisjoint(tag.get_attribute_list("class")), limit=_MOST_MEDIA
    )
    for part in found:
        names = set(part.get_attribute_list("class"))
        if "tgme_widget_message_photo_wrap" in names:
            yield _photo(part)
        elif "tgme_widget_message_voice_player" in names:
            yield _played(part, MediaKind.AUDIO)
        elif "message_media_not_supported_wrap" in names:
            yield FoundMedia(MediaItem(MediaKind.UNKNOWN, None))
        elif "tgme_widget_message_document_wrap" in names:
            yield FoundMedia(MediaItem(MediaKind.UNKNOWN, str(part.get("href") or "") or None))
        else:
            yield _played(part, MediaKind.VIDEO)


def _photo(part: Tag) -> FoundMedia:
    match = _BACKGROUND.search(str(part.get("style") or ""))
    urls = (match[1],) if match else ()
    return FoundMedia(MediaItem(MediaKind.IMAGE, urls[0] if urls else None), urls)


def _played(part: Tag, kind: MediaKind) -> FoundMedia:
    """A video or voice message; of a large video Telegram's web shows the length and not the file."""
    file = part.find(["video", "audio"], src=True)
    urls = (str(file["src"]),) if file is not None and str(file["src"]).startswith("https://") else ()
    shown = part.find("time", attrs={"datetime": False})
    length = _LENGTH.fullmatch(shown.get_text().strip()) if shown is not None else None
    duration = None
    if length is not None:
        hours, minutes, seconds = (int(each or 0) for each in length.groups())
        duration = float(hours * 3600 + minutes * 60 + seconds) or None
    return FoundMedia(MediaItem(kind, urls[0] if urls else None, duration=duration), urls)
