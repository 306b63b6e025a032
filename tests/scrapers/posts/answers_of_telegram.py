"""Made-up pages in the shape of Telegram's. No message, person or broadcast in them is real."""

from __future__ import annotations

from scrapers.posts.shape import PostAddress
from scrapers.posts.telegram import address_of

CHANNEL = "MadeUpWire"
TEXT = "Two dogs handed over\nand a car"
CDN = "https://cdn4.telegram-cdn.org/file"


def address(number: int = 120) -> PostAddress:
    found = address_of(f"https://t.me/{CHANNEL}/{number}")
    assert found is not None
    return found


def photo(number: int, *, grouped: bool = False) -> str:
    group = " grouped_media_wrap" if grouped else ""
    return (
        f'<a class="tgme_widget_message_photo_wrap{group} 5 6" href="https://t.me/{CHANNEL}/{number}'
        f'{"?single" if grouped else ""}" style="width:800px;background-image:url(\'{CDN}/{number}.jpg\')"></a>'
    )


def video(number: int, *, src: bool = True, grouped: bool = False) -> str:
    group = " grouped_media_wrap" if grouped else ""
    file = (
        f'<video src="{CDN}/{number}.mp4?token=t" class="tgme_widget_message_video"></video>' if src else ""
    )
    return (
        f'<a class="tgme_widget_message_video_player{group}" href="https://t.me/{CHANNEL}/{number}'
        f'{"?single" if grouped else ""}"><i class="tgme_widget_message_video_thumb" '
        f"style=\"background-image:url('{CDN}/t.jpg')\"></i>{file}"
        '<time class="message_video_duration">1:02:05</time></a>'
    )


def message(
    number: int = 120,
    *,
    text: str = "Two dogs <b>handed</b> over<br/>and a car",
    media: str = "",
    meta: str = "",
    before: str = "",
    name: str = "Made-up Wire",
    time: str = "2024-06-20T12:30:05+00:00",
    channel: str = CHANNEL,
) -> str:
    words = f'<div class="tgme_widget_message_text js-message_text" dir="auto">{text}</div>' if text else ""
    owner = f'<a class="tgme_widget_message_owner_name"><span dir="auto">{name}</span></a>' if name else ""
    return (
        f'<div class="tgme_widget_message js-widget_message" data-post="{channel}/{number}">'
        f'<div class="tgme_widget_message_author">{owner}</div>{before}{media}{words}'
        '<div class="tgme_widget_message_footer"><span class="tgme_widget_message_views">1.2K</span>'
        f'<span class="tgme_widget_message_meta">{meta}<a class="tgme_widget_message_date" '
        f'href="https://t.me/{channel}/{number}"><time datetime="{time}" class="time">12:30</time></a></span>'
        "</div></div>"
    )


def page(*parts: str) -> bytes:
    return f"<!DOCTYPE html><html><head></head><body>{''.join(parts)}</body></html>".encode()


def error(words: str) -> bytes:
    return page(f'<div class="tgme_widget_message_error">{words}</div>')


def forwarded() -> str:
    return (
        '<div class="tgme_widget_message_forwarded_from">Forwarded from <a '
        'class="tgme_widget_message_forwarded_from_name" href="https://t.me/other_wire/55">Other Wire</a></div>'
    )


def reply() -> str:
    return (
        '<a class="tgme_widget_message_reply" href="https://t.me/x"><div class="tgme_widget_message_text '
        'js-message_reply_text">What it replies to</div></a>'
    )
