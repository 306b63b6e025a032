"""Whatever X's services may send: a reading comes out, and nothing that is called a post is empty."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scrapers.posts.shape import PostAddress, Reading
from scrapers.posts.x_answers import parse_error_codes, parse_oembed, parse_syndication
from storage.records import FetchState
from tests.scrapers.posts import answers_of_x as made

Parser = Callable[[bytes, PostAddress], Reading]
PARSERS = [(parse_syndication, made.syndication()), (parse_oembed, made.oembed())]
SHOWN = {FetchState.VISIBLE, FetchState.EDITED}

ODD: list[Any] = [
    None, True, 0, -1, 10**30, 1e308, "", "\x00", "\ud800", "a" * 5000, [], {}, [[]], {"a": {}}, "<b>&amp;</b>",
    "https://[", "9" * 400, "2024-06-20", "٢٠٢٤",
]  # fmt: skip


def check(reading: Reading) -> None:
    assert reading.reason.endswith((".", "”"))
    reading.reason.encode()
    assert (reading.post is not None) == (reading.state in SHOWN)
    if reading.post is None:
        assert reading.media == ()
        return
    post = reading.post
    assert post.text or post.media
    assert post.handle
    assert post.times
    assert post.number == made.NUMBER
    assert len(post.media) == len(reading.media) <= 20
    for text in (post.text, post.name, post.handle, post.url, post.author_id, post.language):
        assert text is None or "\x00" not in text
        (text or "").encode()


def paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [here]
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            found += paths(inner, (*here, key))
    return found


def changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copied = value.copy()
    copied[path[0]] = changed(value[path[0]], path[1:], new)
    return copied


@pytest.mark.parametrize(("parser", "body"), PARSERS)
def test_every_field_replaced_by_every_odd_value(parser: Parser, body: bytes) -> None:
    value = json.loads(body)
    for path in paths(value):
        for odd in ODD:
            check(parser(json.dumps(changed(value, path, odd)).encode(), made.address()))


@pytest.mark.parametrize(("parser", "body"), PARSERS)
def test_every_field_taken_away(parser: Parser, body: bytes) -> None:
    value = json.loads(body)
    for key in value:
        check(parser(json.dumps({k: v for k, v in value.items() if k != key}).encode(), made.address()))


@pytest.mark.parametrize(("parser", "body"), PARSERS)
def test_an_answer_cut_anywhere_is_no_post(parser: Parser, body: bytes) -> None:
    for end in range(0, len(body), 7):
        reading = parser(body[:end], made.address())
        check(reading)
        assert reading.post is None


@pytest.mark.parametrize(("parser", "body"), PARSERS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_flipped_bytes(parser: Parser, body: bytes, data: st.DataObject) -> None:
    noise = bytearray(body)
    places = st.tuples(st.integers(0, len(body) - 1), st.integers(0, 255))
    for place, byte in data.draw(st.lists(places, min_size=1, max_size=8)):
        noise[place] = byte
    reading = parser(bytes(noise), made.address())
    if reading.post is not None and reading.post.number != made.NUMBER:  # a flip in the list of versions
        assert reading.state is FetchState.EDITED
    else:
        check(reading)


@pytest.mark.parametrize("parser", [parse_syndication, parse_oembed])
@settings(max_examples=150, deadline=None)
@given(body=st.binary(max_size=300))
def test_any_bytes(parser: Parser, body: bytes) -> None:
    check(parser(body, made.address()))
    parse_error_codes(body, 403)


@pytest.mark.parametrize("parser", [parse_syndication, parse_oembed])
def test_markup_that_nests_without_end_ends(parser: Parser) -> None:
    markup = "<blockquote>" + "<div>" * 50_000 + "text"
    check(parser(made.oembed(html=markup), made.address()))
    check(parser(made.syndication(text=markup), made.address()))
