from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.claims import MOST, propose_claims
from tests.checks.stories import post


def claimed(text: str) -> list[str]:
    return [claim.text for claim in propose_claims(post(text=text))]


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("", []),
        ("   \n\n", []),
        ("The minister opens the new bridge.", ["The minister opens the new bridge."]),
        ("The minister opens the new bridge", ["The minister opens the new bridge"]),
        (
            "🇷🇺 🇰🇵 The minister opens the new bridge. pic.twitter.com/AbC123dEf4",
            ["The minister opens the new bridge."],
        ),
        (
            "The bridge was opened today. Thousands came to see it!",
            ["The bridge was opened today.", "Thousands came to see it!"],
        ),
        (
            "The bridge is 2.5 km long and cost 1.3 bn.",
            ["The bridge is 2.5 km long and cost 1.3 bn."],
        ),
        (
            "The U.S. sent Dr. J. Smith to the bridge. He spoke for hours.",
            ["The U.S. sent Dr. J. Smith to the bridge.", "He spoke for hours."],
        ),
        ("BREAKING: The minister opens the new bridge.", ["The minister opens the new bridge."]),
        ("RT @someone: The minister opens the new bridge.", ["The minister opens the new bridge."]),
        ("The minister opens the bridge #harbour #news @paper", ["The minister opens the bridge"]),
        ("#Minister opens the new #bridge in town.", ["#Minister opens the new #bridge in town."]),
        ("#harbour #news #bridge #minister", []),
        ("The minister opens the bridge #harbour #NEWS 🎉 #x", ["The minister opens the bridge"]),
        ("Le ministre a ouvert le pont !", ["Le ministre a ouvert le pont !"]),
        ("@one @two @three @four", []),
        ("Is this really the new bridge?", []),
        ("Unbelievable footage!!!", []),
        ("🔥🔥🔥", []),
        ("https://news.example/bridge", []),
        (
            "The bridge is open https://news.example/bridge Thousands came to see it",
            ["The bridge is open", "Thousands came to see it"],
        ),
        ("The bridge\nThe minister opened it today", ["The minister opened it today"]),
        ("Путин и Ким едут в автомобиле. Это было в Пхеньяне в 2024 г.", None),
        (
            "푸틴 대통령이 김정은 위원장을 태우고 운전했다.",
            ["푸틴 대통령이 김정은 위원장을 태우고 운전했다."],
        ),
        ("部长今天开通了新大桥。数千人前来观看。", ["部长今天开通了新大桥。", "数千人前来观看。"]),
        ("افتتح الوزير الجسر الجديد اليوم؟", []),
        ("“We opened the bridge today.” 🎉", ["“We opened the bridge today.”"]),
    ],
)
def test_sentences_that_state_something_are_claims(text: str, claims: list[str] | None) -> None:
    expected = claims or []
    if claims is None:
        expected = ["Путин и Ким едут в автомобиле.", "Это было в Пхеньяне в 2024 г."]
    assert claimed(text) == expected


def test_a_span_is_where_the_claim_stands() -> None:
    text = "🇷🇺 Look: The minister opens the bridge.  It is new and long. https://t.co/x"
    for claim in propose_claims(post(text=text)):
        assert claim.span is not None
        assert text[claim.span[0] : claim.span[1]] == claim.text


def test_claims_are_numbered_and_said_to_be_the_machines() -> None:
    claims = propose_claims(post(text="The bridge is open. The road is closed."))
    assert [(claim.n, claim.by) for claim in claims] == [(1, "machine"), (2, "machine")]


def test_a_long_text_does_not_flood_the_case() -> None:
    assert len(claimed("The bridge is open today. " * 500)) == MOST


@pytest.mark.parametrize("text", ["#a " * 50_000, "#a" * 50_000 + "x", "!" * 100_000, " " * 100_000])
def test_a_hostile_text_is_read_to_its_end(text: str) -> None:
    """Each of these takes minutes in a pattern that goes back over what it has read."""
    assert claimed(text) == []


@given(st.text(max_size=300))
def test_any_text_is_taken_and_spans_hold(text: str) -> None:
    reached = 0
    for claim in propose_claims(post(text=text)):
        assert claim.span is not None
        start, end = claim.span
        assert reached <= start < end <= len(text)
        assert text[start:end] == claim.text == claim.text.strip()
        reached = end


@given(
    st.lists(
        st.sampled_from(
            ["The bridge is open.", "\n#tag #other\n", "https://a.example/b", "🇰🇵", "Is it so?", "\n"]
        )
    )
)
def test_only_the_statements_are_taken(parts: list[str]) -> None:
    found = claimed(" ".join(parts))
    assert len(found) == min(parts.count("The bridge is open."), MOST)
    assert set(found) <= {"The bridge is open."}
