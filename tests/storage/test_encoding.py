from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.errors import RecordDamaged
from storage.encoding import canonical, clean, from_plain, put_document, read_document, to_plain
from storage.records import Post
from storage.vault import Vault
from tests.storage.conftest import a_post

_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def test_records_come_back_as_they_were() -> None:
    post = a_post(text="Путин и 김정은 🚗")
    assert from_plain(json.loads(canonical(to_plain(post))), Post) == post


def test_a_shape_that_is_not_the_records_is_damage() -> None:
    with pytest.raises(RecordDamaged, match="Post"):
        from_plain({"platform": "myspace"}, Post)


@given(_ANY)
@settings(max_examples=300)
def test_whatever_comes_from_outside_can_be_stored(value: Any) -> None:
    text = canonical(clean(value))
    text.encode("utf-8")
    assert "\x00" not in text
    assert json.loads(text) == clean(value)


def test_hostile_values_are_made_plain() -> None:
    assert clean("a\ud800b\x00c") == "a\ufffdb\ufffdc"
    assert clean(10**30) == str(10**30)
    assert clean(float("nan")) is None
    deep: Any = "x"
    for _ in range(5_000):
        deep = [deep]
    assert canonical(clean(deep)).count("[") < 50


def test_the_same_words_twice_are_two_documents(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    first, second = put_document(vault, "post", a_post()), put_document(vault, "post", a_post())
    assert first != second, "without a salt, a short text could be guessed from its hash"
    assert read_document(vault, first) == read_document(vault, second)
