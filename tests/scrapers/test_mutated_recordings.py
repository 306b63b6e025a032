"""Two hundred damaged copies of recorded and of made-up answers: none becomes a record with nothing in it.

A copy is cut off, loses a field, has a value of another type or an empty one, or has bytes flipped. What is
read of it is a whole post, with an author and a text or media, or it is named as something else.
"""

from __future__ import annotations

import random
import re

import pytest

from scrapers.posts import PostAddress
from scrapers.posts.shape import Reading
from scrapers.posts.x_answers import parse_oembed, parse_syndication
from storage.records import FetchState
from tests.scrapers.posts import answers_of_x
from tests.scrapers.posts.recordings import POSTS, Parse
from tests.scrapers.posts.test_mutated_answers import MADE
from tests.scrapers.posts.test_networks_mutated import ANSWERS

_MOST = 200
_EACH = _MOST // len(POSTS) + 1
_FIELD = re.compile(
    rb'(?P<name>\\?"[\w$:@-]{1,40}\\?"\s*:\s*|\s(?:content|href|class|datetime|src|data-post)=)'
    rb'(?P<value>\\?"(?:[^"\\]|\\[^"])*\\?"|-?\d+|true|false|null)'
)
"""A field of JSON, quoted once or twice, or an attribute; its value where it is a plain one."""
_TELLING = re.compile(
    rb"text|desc|title|name|author|account|user|handle|id|caption|content|created|time|taken|message|href|class",
    re.IGNORECASE,
)
_SYNTHETIC: dict[str, tuple[Parse, bytes, PostAddress]] = {
    **MADE,
    **{name: each for name, each in ANSWERS.items() if name != "mastodon's versions"},
    "x syndication": (parse_syndication, answers_of_x.syndication(), answers_of_x.address()),
    "x oembed": (parse_oembed, answers_of_x.oembed(), answers_of_x.address()),
}


def _copies(body: bytes, count: int, dice: random.Random) -> list[bytes]:
    fields = list(_FIELD.finditer(body))
    telling = [field for field in fields if _TELLING.search(field["name"])] or fields
    return [_damaged(body, turn, dice.choice(telling), dice) for turn in range(count)]


def _damaged(body: bytes, turn: int, field: re.Match[bytes], dice: random.Random) -> bytes:
    start, end = field.span("value")
    quote = b'\\"' if field["value"].startswith(b"\\") else b'"'
    match turn % 5:
        case 0:
            return body[: dice.randrange(len(body))]
        case 1:
            return body[: field.start("name")] + b" " + body[end:].lstrip(b",")
        case 2:
            return body[:start] + dice.choice([b"7", b"null", b"[]", b"{}", b"true", b"-1e9"]) + body[end:]
        case 3:
            return body[:start] + quote + quote + body[end:]
        case _:
            flipped = bytearray(body)
            for _ in range(8):
                flipped[dice.randrange(start, end) if dice.random() < 0.5 else dice.randrange(len(body))] ^= (
                    1 << dice.randrange(8)
                )
            return bytes(flipped)


def _silently_empty(reading: Reading, whole: Reading) -> str | None:
    """What makes a record of this reading one with nothing in it; None where it is whole or named."""
    post = reading.post
    if not reading.reason:
        return "nothing is said of it"
    if post is None:
        shown = {FetchState.VISIBLE, FetchState.EDITED}
        return "it is called the post and holds none" if reading.state in shown else None
    if not (post.handle or post.name):
        return "nobody wrote it"
    if not (post.text.strip() or post.media):
        return "it says and shows nothing"
    if whole.post is None or post.number != whole.post.number:
        return "it is another post"
    return "it is a post that was not understood" if reading.state is FetchState.UNPARSED else None


def test_no_damaged_recording_becomes_an_empty_record() -> None:
    tried, empty = 0, []
    for recorded in POSTS:
        body, address = recorded.body(), recorded.address
        whole = recorded.parse(body, address)
        for number, copy in enumerate(_copies(body, _EACH, random.Random(recorded.file))):
            tried += 1
            if wrong := _silently_empty(recorded.parse(copy, address), whole):
                empty.append(f"{recorded.file}, copy {number}: {wrong}")
    assert tried >= _MOST
    assert empty == []


@pytest.mark.parametrize("name", _SYNTHETIC)
def test_no_damaged_answer_becomes_an_empty_record(name: str) -> None:
    parse, body, address = _SYNTHETIC[name]
    whole = parse(body, address)
    assert whole.post is not None
    for copy in _copies(body, _EACH * 2, random.Random(name)):
        assert _silently_empty(parse(copy, address), whole) is None, copy
