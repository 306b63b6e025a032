"""The terminal table: readable at 80 columns, complete, and deaf to control characters."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from review.table import case_table
from storage.records import CaseFile, Direction, Evidence, LinkState, Outcome
from tests.review.review_cases import (
    CHECKS,
    POST,
    SOURCE_LEAD,
    full_case,
    link,
    not_found_case,
    segment,
    stations,
)


def printed(case: CaseFile, *, width: int = 80, colour: bool = False) -> str:
    out = io.StringIO()
    Console(file=out, width=width, force_terminal=colour, color_system="standard" if colour else None).print(
        case_table(case, stations)
    )
    return out.getvalue()


def said(case: CaseFile) -> str:
    return " ".join(printed(case, width=400).split())


@pytest.mark.parametrize("case", [full_case(), not_found_case()])
def test_no_line_is_wider_than_the_terminal(case: CaseFile) -> None:
    assert max(len(line) for line in printed(case).splitlines()) <= 80


def test_what_was_found_comes_first() -> None:
    lines = [line for line in printed(full_case()).splitlines() if line.strip()]
    assert lines[0] == "Cut from “Harbour Evening”, North Harbour One"
    text = said(full_case())
    for sentence in (
        "4 March 2031, 18:13:32 UTC",
        "5 March 2031, 03:13:32 in Asia/Pyongyang (UTC+9)",
        "0:13:32.4",
        "Missing context, Edited or cropped (high confidence, by the machine)",
        "Missing context by Mira, 7 March 2031, 09:30:00 UTC",
        "The airing came first; the post came after it.",
        "mirrored, reversed, part of the picture, inset, exact second uncertain",
        "Refutes “The account made the footage.”",
        "deleted 404",
    ):
        assert sentence in text


def test_a_box_short_by_what_cannot_be_measured_is_the_whole_picture() -> None:
    whole = link(picture=(segment(source_box=(0.0001, 0.0, 1.0, 1.0), clip_box=(0.0, 0.0, 0.9996, 1.0)),))
    assert "as aired" in said(replace(full_case(), links=(whole,)))


def test_a_case_without_a_source_says_all_that_a_fact_checker_needs() -> None:
    text = said(not_found_case())
    order = [
        "Source not found",
        "No clip of the post could be had, so there was nothing to search with.",
        "Open. Standing: every newly indexed recording is searched for this clip.",
        "Nothing.",
        "No person has decided yet.",
        "4 March 2031 (day only, zone not known), as displayed",
        "not held (unreachable: the name pic.example could not be resolved)",
        "A bridge goes viral (The Example Herald, published 5 March 2031)",
        "Source lead: about this footage",
        "North Harbour One (NORTH1)",
        "on or before 5 March 2031",
        "Other lead: about other footage",
        "on Tuesday, 4 March 2031; the article says Tuesday, and it was",
        "0 recordings, 0.0 hours, with 0 clips of the post",
        "NORTH1 on or before 2031-03-05: no recording is indexed",
        "1. Find the post on X and add its video by hand.",
    ]
    places = [text.index(sentence) for sentence in order]
    assert places == sorted(places)


def test_a_weekday_that_does_not_fit_is_said() -> None:
    lead = replace(full_case().leads[1], weekday_named="Thursday", weekday_agrees=False)
    assert "the article says Thursday, but it was not" in said(full_case(leads=(lead,)))


def hostile_case(text: str) -> CaseFile:
    case = full_case()
    return replace(
        case,
        target=text,
        post=replace(POST, text=text, name=text, handle=text, number=text, url=text),
        leads=(replace(SOURCE_LEAD, attribution=text, because=text),),
        claims=tuple(replace(claim, text=text, by=text) for claim in case.claims),
        fetches=tuple(replace(fetch, reason=text, url=text) for fetch in case.fetches),
        links=(link(airing=replace(link().airing, programme=text)),),
        checks=tuple(replace(check, reason=text, evidence=(Evidence(text),)) for check in CHECKS),
        next_steps=(text,),
    )


@pytest.mark.parametrize(
    "text",
    [
        "\x1b[2J\x1b[31mred",
        "\x1b]0;title\x07",
        "\x9b31m",
        "a\rb",
        "back\x08\x08",
        "\u202egpj",
        "[red]not markup[/red]",
        "[/]",
    ],
)  # fmt: skip
def test_nothing_that_a_stranger_wrote_drives_the_terminal(text: str) -> None:
    shown = printed(hostile_case(text))
    assert not set(shown) & set("\x1b\x07\x08\x9b\r\u202e")
    if text.startswith("["):
        assert text in shown


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(blacklist_categories=()), max_size=30))
def test_no_text_brings_control_characters(text: str) -> None:
    shown = printed(hostile_case(text))
    assert all(character == "\n" or character.isprintable() or ord(character) > 0x9F for character in shown)


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("direction", list(Direction))
def test_every_outcome_and_direction_is_printed(outcome: Outcome, direction: Direction) -> None:
    case = full_case(checks=(replace(CHECKS[0], outcome=outcome),), links=(link(direction=direction),))
    assert "“The clip's footage was aired in a programme that we hold.”" in said(case)


def test_a_bare_case_is_printed() -> None:
    bare = full_case(
        post=None, article=None, leads=(), claims=(), links=(), searched=None, checks=(), suggestion=None,
        decision=None, next_steps=(), fetches=(), run=None,
    )  # fmt: skip
    assert "No post could be read from https://news.example/bridge." in said(bare)
    assert "Nothing has been searched yet." in said(bare)


def test_a_rejected_link_is_told_as_rejected() -> None:
    text = said(full_case(links=(link(state=LinkState.REJECTED),)))
    assert text.startswith("Source not found")
    assert "rejected by a person" in text
