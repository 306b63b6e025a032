"""Telegram: a message's addresses, its widget and its channel's page, and whatever is shown in its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from scrapers.posts.telegram import address_of, parse_channel, parse_widget, requests, time_of_number
from storage.records import FetchState, MediaKind, Platform
from tests.scrapers.posts import answers_of_telegram as made

RECORDED = Path(__file__).resolve().parents[4] / "shared" / "responses" / "oembed-and-pages"


@pytest.mark.parametrize(
    "url",
    [
        "https://t.me/MadeUpWire/120",
        "t.me/MadeUpWire/120?single",
        "https://t.me/s/MadeUpWire/120",
        "https://t.me/MadeUpWire/120?embed=1&mode=tme",
        "https://telegram.me/MadeUpWire/120/",
        "https://MadeUpWire.t.me/120",
        "https://t.me/MadeUpWire/7/120",
    ],
)
def test_a_message_is_known_by_its_address(url: str) -> None:
    address = address_of(url)
    assert address is not None
    assert (address.platform, address.number) == (Platform.TELEGRAM, "madeupwire/120")


@pytest.mark.parametrize(
    "url",
    [
        "https://t.me/MadeUpWire",
        "https://t.me/s/MadeUpWire?before=120",
        "https://t.me/c/1234567890/120",
        "https://t.me/+AbCdEfGh",
        "https://t.me/joinchat/12345",
        "https://t.me/share/url?url=x",
        "https://t.me/MadeUpWire/120?comment=5",
        "https://t.me/MadeUpWire/0",
        "https://t.me.evil.test/MadeUpWire/120",
        "https://a@t.me/MadeUpWire/120",
    ],
)
def test_other_addresses_are_no_message(url: str) -> None:
    assert address_of(url) is None


def test_the_widget_is_asked() -> None:
    assert [request.url for request in requests(made.address())] == [
        "https://t.me/MadeUpWire/120?embed=1&mode=tme"
    ]
    assert time_of_number(made.address().number) is None


@pytest.mark.parametrize("parse", [parse_widget, parse_channel])
def test_the_message_is_read(parse: object) -> None:
    assert callable(parse)
    body = made.page(made.message(119, text="Another"), made.message(before=made.reply()), made.message(121))
    reading = parse(body, made.address())
    assert (reading.state, reading.reason) == (FetchState.VISIBLE, "Telegram shows the message.")
    post = reading.post
    assert (post.number, post.handle, post.name, post.text) == (
        "madeupwire/120",
        "MadeUpWire",
        "Made-up Wire",
        made.TEXT,
    )
    assert [time.text for time in post.times] == ["2024-06-20T12:30:05+00:00"]


def test_an_edit_and_a_forwarding_are_said() -> None:
    body = made.page(made.message(meta="edited &nbsp;", before=made.forwarded()))
    reading = parse_widget(body, made.address())
    assert reading.state is FetchState.EDITED
    assert "forwarded from Other Wire (https://t.me/other_wire/55)" in reading.reason


def test_the_word_edited_in_the_text_is_no_edit() -> None:
    reading = parse_widget(made.page(made.message(text="This clip was edited")), made.address())
    assert reading.state is FetchState.VISIBLE


def test_media_are_read_in_their_order() -> None:
    media = made.photo(120) + made.video(120) + made.video(120, src=False)
    reading = parse_widget(made.page(made.message(text="", media=media)), made.address())
    assert [(found.item.kind, found.item.duration, found.urls) for found in reading.media] == [
        (MediaKind.IMAGE, None, (f"{made.CDN}/120.jpg",)),
        (MediaKind.VIDEO, 3725.0, (f"{made.CDN}/120.mp4?token=t",)),
        (MediaKind.VIDEO, 3725.0, ()),
    ]


def test_a_video_too_large_for_the_page_is_said_to_be() -> None:
    label = (
        '<div class="message_video_not_supported_wrap"><div class="message_media_not_supported_label">Media is too '
        'big</div><span class="message_media_view_in_telegram">VIEW IN TELEGRAM</span></div>'
    )
    large = made.video(120, src=False).replace("</a>", f"{label}</a>")
    reading = parse_widget(made.page(made.message(media=large)), made.address())
    assert (reading.state, "“Media is too big”" in reading.reason) == (FetchState.VISIBLE, True)
    assert [(found.item.kind, found.urls) for found in reading.media] == [(MediaKind.VIDEO, ())]


def test_media_of_a_kind_that_the_page_does_not_show_are_media() -> None:
    other = (
        '<div class="message_media_not_supported_wrap"><div class="message_media_not_supported_label">This media is '
        "not supported in your browser</div></div>"
    )
    reading = parse_widget(made.page(made.message(text="", media=other)), made.address())
    assert (reading.state, "no file" in reading.reason) == (FetchState.VISIBLE, True)
    assert [found.item.kind for found in reading.media] == [MediaKind.UNKNOWN]


def test_a_part_of_an_album_is_the_album() -> None:
    media = "".join(made.photo(number, grouped=True) for number in (120, 121)) + made.video(122, grouped=True)
    reading = parse_widget(made.page(made.message(media=media)), made.address(122))
    assert reading.post is not None
    assert reading.post.number == "madeupwire/120"
    assert len(reading.media) == 3
    assert "album of 3" in reading.reason


def test_a_poll_is_its_question_and_choices() -> None:
    poll = '<div class="tgme_widget_message_poll_question">Which?</div>' + "".join(
        f'<div class="tgme_widget_message_poll_option_text">{each}</div>' for each in "AB"
    )
    reading = parse_widget(made.page(made.message(text="", media=poll)), made.address())
    assert reading.post is not None
    assert reading.post.text == "Which?\nA\nB"


@pytest.mark.parametrize(
    ("body", "state", "asks_on"),
    [
        (made.error("Post not found"), FetchState.DELETED, False),
        (made.error("Channel with username <b>@madeupwire</b> not found"), FetchState.UNREACHABLE, False),
        (made.error("This channel is private"), FetchState.RESTRICTED, False),
        (made.error("This message violated local laws"), FetchState.RESTRICTED, True),
        (made.page(made.message(119)), FetchState.UNPARSED, True),
        (made.page(made.message(channel="another_wire")), FetchState.UNPARSED, True),
        (made.page(made.message(time="soon")), FetchState.UNPARSED, False),
        (made.page(made.message(name="")), FetchState.UNPARSED, False),
        (made.page(made.message(text="")), FetchState.UNPARSED, False),
        (made.page(), FetchState.UNPARSED, True),
        (b"", FetchState.UNPARSED, True),
    ],
)
def test_whatever_else_is_shown_is_named_and_is_no_message(
    body: bytes, state: FetchState, asks_on: bool
) -> None:
    reading = parse_widget(body, made.address())
    assert (reading.state, reading.post) == (state, None)
    expected = ["https://t.me/s/madeupwire/120"] if asks_on else []
    assert [request.url for request in reading.ask_next] == expected


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (made.page(made.message(119), made.message(121)), FetchState.DELETED),
        (made.page(made.message(118), made.message(119)), FetchState.UNPARSED),
        (made.page('<div class="tgme_page_title">Made-up Wire</div>'), FetchState.RESTRICTED),
        (made.page(), FetchState.UNPARSED),
    ],
)
def test_a_channels_page_without_the_message_says_what_it_shows(body: bytes, state: FetchState) -> None:
    reading = parse_channel(body, made.address())
    assert (reading.state, reading.post) == (state, None)


def test_a_recorded_frame_around_a_message_is_no_message() -> None:
    file = RECORDED / "telegram-item.html"
    if not file.is_file():
        pytest.skip(
            "the recorded pages are not here: ../shared/responses/oembed-and-pages/telegram-item.html"
        )
    address = address_of("https://telegram.me/rechtsanwaeltin_beate_bahner/13285")
    assert address is not None
    reading = parse_widget(file.read_bytes(), address)
    assert (reading.state, reading.post) == (FetchState.UNPARSED, None)
    assert "frame around the message" in reading.reason
