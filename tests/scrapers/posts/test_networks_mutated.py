"""Answers that changed or broke on the way: whatever is still called a post has an author, a time and a content."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from scrapers.posts import PostAddress
from scrapers.posts.bluesky import parse_thread
from scrapers.posts.mastodon import parse_history, parse_status
from scrapers.posts.reddit import parse_feed
from scrapers.posts.shape import Reading
from scrapers.posts.telegram import parse_channel, parse_widget
from storage.records import FetchState
from tests.scrapers.posts import (
    answers_of_bluesky,
    answers_of_mastodon,
    answers_of_reddit,
    answers_of_telegram,
)

Parser = Callable[[bytes, PostAddress], Reading]
TELEGRAM = answers_of_telegram.page(
    answers_of_telegram.message(
        before=answers_of_telegram.forwarded(),
        media=answers_of_telegram.photo(120) + answers_of_telegram.video(120),
    )
)
ANSWERS: dict[str, tuple[Parser, bytes, PostAddress]] = {
    "bluesky": (
        parse_thread,
        answers_of_bluesky.thread(embed=answers_of_bluesky.video()),
        answers_of_bluesky.address(),
    ),
    "mastodon": (
        parse_status,
        answers_of_mastodon.status(media_attachments=[answers_of_mastodon.attachment()]),
        answers_of_mastodon.address(),
    ),
    "mastodon's versions": (
        parse_history,
        answers_of_mastodon.history("One", "Two"),
        answers_of_mastodon.address(),
    ),
    "reddit": (
        parse_feed,
        answers_of_reddit.feed(answers_of_reddit.entry(linked="https://v.redd.it/abcdef123")),
        answers_of_reddit.address(),
    ),
    "telegram's widget": (parse_widget, TELEGRAM, answers_of_telegram.address()),
    "telegram's channel": (parse_channel, TELEGRAM, answers_of_telegram.address()),
}


def _mutated(body: bytes, dice: random.Random) -> bytes:
    """Cut off, bytes changed, a part lost, a part twice, or a name in it changed."""
    start, end = sorted(dice.sample(range(len(body)), 2))
    kind = dice.randrange(5)
    if kind == 0:
        return body[:end]
    if kind == 1:
        changed = bytearray(body)
        for _ in range(dice.randint(1, 20)):
            changed[dice.randrange(len(body))] = dice.randrange(256)
        return bytes(changed)
    if kind == 2:
        return body[:start] + body[end:]
    if kind == 3:
        return body[:end] + body[start:]
    names = [
        b"text",
        b"author",
        b"account",
        b"time",
        b"created_at",
        b"createdAt",
        b"name",
        b"data-post",
        b"content",
    ]
    return body.replace(dice.choice(names), b"renamed")


@pytest.mark.parametrize("name", ANSWERS)
def test_no_broken_answer_is_an_empty_post(name: str) -> None:
    parse, body, address = ANSWERS[name]
    dice = random.Random(name)
    for _ in range(120):
        mutated = _mutated(body, dice)
        reading = parse(mutated, address)
        assert reading.reason
        if reading.post is None:
            assert reading.media == ()
            assert reading.state is not FetchState.VISIBLE
            continue
        post = reading.post
        assert post.handle, mutated
        assert post.times, mutated
        assert post.text or post.media, mutated
