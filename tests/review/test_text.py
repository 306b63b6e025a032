"""Strangers' text: what acts unseen is spelt out, and only plain web addresses can be followed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.text import hostile, one_line, pieces, safe_url, visible

UNSEEN = [
    *range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), 0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010),
    *range(0x2028, 0x202F), *range(0x2060, 0x2070), 0x3164, 0xFEFF, 0xFFF9, 0xE0041, 0xD800, 0xFFFE, 0xE0100,
]  # fmt: skip


@pytest.mark.parametrize("code", UNSEEN)
def test_what_acts_unseen_is_spelt_out(code: int) -> None:
    assert visible(f"a{chr(code)}b") == f"a⟦U+{code:04X}⟧b"


def test_our_own_signs_cannot_be_imitated() -> None:
    assert visible("⟦U+202E⟧") == "⟦U+27E6⟧U+202E⟦U+27E7⟧"


@pytest.mark.parametrize(
    "text", ["Путин и Ким", "김정은 국무위원장", "صورة", "🇷🇺 🇰🇵 luxury car", "a\nb", "naïve café"]
)
def test_honest_text_stays_as_it_is(text: str) -> None:
    assert visible(text) == text


def test_marks_piled_up_to_cover_other_lines_are_cut() -> None:
    shown = visible("e" + "\u0301" * 500)
    assert len(shown) < 12
    assert shown.endswith("⟦…⟧")


@given(st.text(st.characters(blacklist_categories=())))
def test_nothing_unseen_is_left(text: str) -> None:
    for character in visible(text):
        assert character == "\n" or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co"}


@given(st.text(), st.integers(1, 40))
def test_one_line_is_one_line_and_no_longer_than_asked(text: str, longest: int) -> None:
    line = one_line(text, longest)
    assert "\n" not in line
    assert len(line) <= longest


def test_markup_is_escaped_and_its_direction_kept_apart() -> None:
    assert hostile('<b onclick="x">\u202e') == "<bdi>&lt;b onclick=&#34;x&#34;&gt;⟦U+202E⟧</bdi>"


@pytest.mark.parametrize(
    "url", ["https://x.com/a/status/1", "http://example.org:8080/a?b=c#d", "HTTPS://example.org/%20"]
)
def test_web_addresses_can_be_followed(url: str) -> None:
    assert safe_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        None, "", "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)",
        "data:text/html,<script>", "vbscript:x", "file:///etc/passwd", "//example.org", "/local", "https://",
        "https:///path", "https://user@example.org", "https://example.org@evil.example", "http://a b",
        "https://example.org/\u202egpj.exe", "https://exa\u200bmple.org", "https:\\\\example.org", "https://[::1",
        "https://example.org:99999/", "https://example.org/\n", "https://example.org/" + "a" * 3000, "http://\x00",
    ],
)  # fmt: skip
def test_no_other_address_can_be_followed(url: str | None) -> None:
    assert safe_url(url) is None


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(-5, 50), st.integers(-5, 50)), max_size=4))
def test_pieces_are_the_whole_text_once(text: str, spans: list[tuple[int, int]]) -> None:
    assert "".join(piece for piece, _ in pieces(text, spans)) == text


def test_pieces_mark_what_the_spans_cover() -> None:
    assert pieces("one two three", [(4, 7), (8, 99)]) == [
        ("one ", False),
        ("two", True),
        (" ", False),
        ("three", True),
    ]
