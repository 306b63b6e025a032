"""A Telegram channel's page: messages, albums, and pages that show none."""

from __future__ import annotations

import pytest

from reference.errors import Unparsed
from scrapers.feeds import telegram

URL = "https://t.me/s/made_up"


def message(number: int, inside: str = "") -> str:
    return f"""<div class="tgme_widget_message_wrap js-widget_message_wrap">
    <div class="tgme_widget_message text_not_supported_wrap js-widget_message" data-post="Made_Up/{number}">
    <div class="tgme_widget_message_bubble">{inside}<div class="tgme_widget_message_footer">
    <a class="tgme_widget_message_date" href="https://t.me/Made_Up/{number}">
    <time datetime="2024-06-20T16:20:11+03:00" class="time">16:20</time></a></div></div></div></div>"""


def page(*messages: str) -> bytes:
    return f'<html><body><section class="tgme_channel_history">{"".join(messages)}</section></body></html>'.encode()


def test_messages_in_the_order_of_their_numbers() -> None:
    reading = telegram.parse(page(message(120), message(99)), URL)
    assert [item.target for item in reading.items] == ["https://t.me/Made_Up/99", "https://t.me/Made_Up/120"]
    assert reading.earlier == "https://t.me/s/made_up?before=99"
    published = reading.items[0].published
    assert published is not None
    assert published.isoformat() == "2024-06-20T13:20:11+00:00"


def test_a_duration_is_no_time() -> None:
    reading = telegram.parse(page(message(5, '<time class="message_video_duration">0:31</time>')), URL)
    published = reading.items[0].published
    assert published is not None
    assert published.hour == 13


@pytest.mark.parametrize(
    "time", ["0001-01-01T00:00:00+14:00", "2024-13-01T00:00:00Z", "yesterday", "2024-06-20T16:20:11"]
)
def test_a_time_that_is_none_leaves_the_message(time: str) -> None:
    body = page(message(5)).replace(b"2024-06-20T16:20:11+03:00", time.encode())
    (item,) = telegram.parse(body, URL).items
    assert (item.target, item.published) == ("https://t.me/Made_Up/5", None)


def test_the_first_message_has_none_before_it() -> None:
    assert telegram.parse(page(message(1)), URL).earlier is None


def test_an_empty_channel_is_a_channel() -> None:
    assert telegram.parse(page(), URL).items == ()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b'<html><div class="tgme_page"><a class="tgme_action_button_new">View in Telegram</a></div></html>',
        b'<div class="tgme_widget_message" data-post="../../etc/passwd"></div>',
        b'<div class="tgme_widget_message" data-post="made_up/0"></div>',
    ],
)
def test_a_page_without_messages_is_said(body: bytes) -> None:
    with pytest.raises(Unparsed):
        telegram.parse(body, URL)
