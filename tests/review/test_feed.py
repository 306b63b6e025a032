"""The Atom feed: decided cases only, corrections spelt out, and XML that any reader takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import feedparser

from review.feed import atom
from review.reviews import Publisher
from storage.records import CaseFile, Claim, Decision, MediaCategory, WorkflowState
from tests.review.review_cases import MADE_AT, full_case, not_found_case

RECORD = "0123456789abcdef0123456789abcdef"
HERALD = Publisher("The Example Herald", "https://herald.example", "https://herald.example/cases")


def entries(*cases: CaseFile) -> list[feedparser.FeedParserDict]:
    read = feedparser.parse(atom(cases, HERALD, record=RECORD, made_at=MADE_AT))
    assert not read.bozo
    assert read.feed.id
    assert read.feed.updated
    return list(read.entries)


def test_only_decided_cases_and_the_newest_first() -> None:
    first = full_case(id="C1", state=WorkflowState.CLOSED)
    assert first.decision is not None
    later = replace(first, id="C2", decision=replace(first.decision, at=MADE_AT + timedelta(days=1)))
    found = entries(first, not_found_case(id="C3"), later, full_case(id="C4"))
    assert [entry.title.partition(":")[0] for entry in found] == ["C2", "C1"]
    assert found[0].link == "https://herald.example/cases/C2"
    assert found[0].id != found[1].id
    assert entries(first)[0].id == found[1].id


def test_a_correction_shows_before_and_after() -> None:
    old = Decision((MediaCategory.ORIGINAL,), (), "Mira", "as aired", MADE_AT, seq=5)
    new = Decision(
        (MediaCategory.STAGED,), (), "Ada", "it was played", MADE_AT + timedelta(days=2), seq=9, corrects=5
    )
    (entry,) = entries(full_case(state=WorkflowState.CLOSED, decision=new, decisions=(old, new)))
    assert (
        "OriginalMediaContent became StagedContent. it was played" in entry.summary + entry.content[0].value
    )
    assert entry.published != entry.updated


def test_hostile_words_break_nothing() -> None:
    words = "</content><script>alert(1)</script>\x00\x0b\u202eevil ]]>"
    case = full_case(state=WorkflowState.CLOSED, claims=(Claim(2, words, None, "machine"),))
    written = atom([case], HERALD, record=RECORD, made_at=MADE_AT).decode()
    assert "<script>" not in written
    assert "\u202e" not in written
    assert len(entries(case)) == 1


def test_a_feed_without_decisions_is_a_feed() -> None:
    assert entries() == []
