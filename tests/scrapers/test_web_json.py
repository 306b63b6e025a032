"""JSON from outside comes out harmless, or not at all."""

from __future__ import annotations

import json
import math
import sqlite3
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.errors import Unparsed
from scrapers.web_json import dig, dig_count, dig_list, dig_text, read_json

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats()
    | st.text(st.characters(codec=None, categories=None)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"<html>",
        b"\xff\xfe{}",
        b'"\xed\xa0\x80"',
        b"[" * 40 + b"]" * 40,
    ],
)
def test_what_is_no_json_or_too_deep_is_unparsed(body: bytes) -> None:
    with pytest.raises(Unparsed):
        read_json(body)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"NaN", None),
        (b"[Infinity, -Infinity, 1e999]", [None, None, None]),
        (b"9223372036854775807", 2**63 - 1),
        (b"9223372036854775808", "9223372036854775808"),
        (b"1" * 5000, "1" * 5000),
        (b'"a\\u0000b\\ud800"', "a\ufffdb\ufffd"),
        (b'{"\\ud800": 1}', {"\ufffd": 1}),
        (b"\xef\xbb\xbf[1]", [1]),
        ('"🐎"'.encode(), "🐎"),
        (b'"\\ud83d\\udc0e"', "🐎"),
    ],
)
def test_values_that_cannot_be_stored_are_replaced(body: bytes, value: Any) -> None:
    assert read_json(body) == value


@settings(max_examples=200, deadline=None)
@given(VALUES)
def test_everything_that_comes_out_can_be_stored(value: Any) -> None:
    database = sqlite3.connect(":memory:")
    try:
        for leaf in _leaves(read_json(json.dumps(value).encode())):
            stored = database.execute("select ?", (leaf,)).fetchone()[0]
            assert stored == leaf
            assert not isinstance(leaf, float) or math.isfinite(leaf)
    finally:
        database.close()


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for pair in value.items() for item in pair for leaf in _leaves(item)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in _leaves(item)]
    return [value]


def test_digging_finds_only_what_it_is_meant_to() -> None:
    value = {"a": {"b": "text", "c": [1], "d": 3, "e": "", "f": True, "g": -1}}
    assert dig(value, "a", "d") == 3
    assert dig(value, "a", "b", "c") is None
    assert dig_text(value, "a", "b") == "text"
    assert dig_text(value, "a", "e") is None
    assert dig_text(value, "a", "d") is None
    assert dig_list(value, "a", "c") == [1]
    assert dig_list(value, "a", "b") == []
    assert dig_count(value, "a", "d") == 3
    assert dig_count(value, "a", "f") is None
    assert dig_count(value, "a", "g") is None
    assert dig([], "a") is None
