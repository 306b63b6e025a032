"""Posts are cleaned of what their platform adds, and the fact-check that fits best comes first."""

from __future__ import annotations

from matching.claim_ranking import Candidate, cleaned, ranked, words


def test_tags_and_handles_are_split_and_links_left_out() -> None:
    text = cleaned("Look #HarbourFires2024 @NewsDesk https://t.co/abc pic.twitter.com/xyz")
    assert text.split() == ["Look", "Harbour", "Fires", "2024", "News", "Desk"]


def test_the_signature_of_an_embed_leaves_the_name() -> None:
    assert cleaned("It burns. — Ann Lee (@ann) January 14, 2020").split() == [
        "It",
        "burns.",
        "—",
        "Ann",
        "Lee",
    ]


def test_forms_of_a_word_are_one() -> None:
    assert words("surviving") == words("survives") == words("survive")


def test_the_fitting_claim_comes_first() -> None:
    candidates = [
        Candidate("Did a storm close the park?", "", "A storm closed the park.", 2.0),
        Candidate("Did fire close the harbour?", "", "A fire closed the harbour for a week.", 2.0),
    ]
    order = ranked("The harbour is closed for a week after the #HarbourFire", candidates, lambda _: 1.0)
    assert [n for n, _ in order] == [1, 0]
    assert all(0 <= score <= 1 for _, score in order)
