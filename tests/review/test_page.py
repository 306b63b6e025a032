"""The evidence page says what was found, what was not, and on what it rests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from storage.records import (
    Claim,
    Direction,
    FetchState,
    FramePair,
    Gone,
    LinkState,
    MediaCategory,
    Outcome,
    PostVersion,
    Searched,
    Sighting,
    WorkflowState,
)
from tests.review.pages import assert_harmless, page, soup, words
from tests.review.review_cases import HEAD, POST, full_case, link, not_found_case, segment

MANY = tuple(segment(clip=(n, n + 1.0), recording=(n * 60.0, n * 60 + 1.0)) for n in range(60))


def test_what_was_found_comes_first() -> None:
    document = soup(page(full_case()))
    title = document.find("h1")
    answer = document.find(id="answer")
    assert title is not None
    assert answer is not None
    assert title.get_text() == "Cut from “Harbour Evening”, North Harbour One"
    said = " ".join(answer.get_text(" ").split())
    assert "4 March 2031, 18:13:32 UTC" in said
    assert "5 March 2031, 03:13:32 in Asia/Pyongyang (UTC+9)" in said
    assert "0:13:32.4" in said
    order = [section.get("id") for section in document.select("main > section") if section.get("id")]
    assert order == [
        "answer", "frames", "timeline", "segments", "pillars", "claims",
        "article", "searched", "next", "fetches", "method", "history",
    ]  # fmt: skip


def test_suggestion_and_decision_are_two_things() -> None:
    document = soup(page(full_case()))
    machine, person = document.select_one(".verdict.machine"), document.select_one(".verdict.person")
    assert machine is not None
    assert person is not None
    assert "Edited or cropped" in machine.get_text()
    assert "Edited or cropped" not in person.get_text()
    assert "Mira" in person.get_text()
    assert "Mira" not in machine.get_text()


def test_a_case_without_a_source_says_what_was_searched() -> None:
    html = page(not_found_case())
    said = words(html)
    title = soup(html).find("h1")
    assert title is not None
    assert title.get_text() == "Source not found"
    for sentence in (
        "No clip of the post could be had, so there was nothing to search with.",
        "NORTH1 on or before 2031-03-05: no recording is indexed",
        "No suggestion",
        "Not decided yet",
        "Open, standing",
        "Source lead: about this footage",
        "Other lead: about other footage",
        "the article says Tuesday, and it was",
        "unreachable: the name pic.example could not be resolved",
        "Find the post on X and add its video by hand.",
    ):
        assert sentence in said
    assert not soup(html).find(id="frames")
    assert not soup(html).find("img")


def test_a_clip_that_was_searched_for_in_vain_is_told_from_one_that_was_not_had() -> None:
    case = not_found_case(searched=Searched(3, 4.5, (), 1))
    assert (
        "The clip was not seen in what was searched: 3 recordings, 4.5 hours, with 1 clip of the post."
        in words(page(case))
    )


def test_a_rejected_link_is_no_source() -> None:
    case = full_case(links=(link(state=LinkState.REJECTED),))
    html = page(case)
    title = soup(html).find("h1")
    assert title is not None
    assert title.get_text() == "Source not found"
    assert "1 suggested airing was looked at and rejected by a person" in words(html)
    assert "(rejected by a person)" in words(html)


def test_a_weak_match_is_no_source_and_is_shown() -> None:
    html = page(full_case(links=(link(score=0.2),)))
    title = soup(html).find("h1")
    assert title is not None
    assert title.get_text() == "Source not found"
    assert "Nothing found is strong enough to rest on: 1 weak match can be seen below." in words(html)
    assert "more likely wrong than right: nothing rests on it" in words(html)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_is_shown_in_words_and_with_a_sign(outcome: Outcome) -> None:
    case = full_case(checks=(replace(full_case().checks[0], outcome=outcome),))
    badges = soup(page(case)).select(".outcome")
    assert len(badges) == 1
    assert outcome.value in badges[0]["class"]
    assert len(badges[0].get_text().strip()) > 2


@pytest.mark.parametrize("state", list(WorkflowState))
@pytest.mark.parametrize("direction", list(Direction))
def test_every_state_and_direction_renders(state: WorkflowState, direction: Direction) -> None:
    assert "North Harbour One" in words(page(full_case(state=state, links=(link(direction=direction),))))


@pytest.mark.parametrize("category", list(MediaCategory))
def test_every_category_can_be_decided(category: MediaCategory) -> None:
    decision = full_case().decision
    assert decision is not None
    document = soup(page(full_case(decision=replace(decision, categories=(category,)))))
    rating = document.select_one(".person .rating")
    assert rating is not None
    assert rating.get_text().strip()


@pytest.mark.parametrize(
    "changes",
    [
        {"post": None, "claims": ()},
        {"article": None, "leads": ()},
        {"searched": None, "links": (), "checks": (), "suggestion": None, "fetches": (), "next_steps": (), "run": None},
        {"post": replace(POST, times=(), text="", media=(), name=None, handle=None, url=None, number=None)},
        {"links": (link(picture=(), pairs=()),)},
        {"links": (link(picture=(), sound=(), pairs=()),)},
        {"links": (link(airing=replace(link().airing, zone="No/Where", programme=None)),)},
        {"links": tuple(link(id=f"L{n}", recording=f"R{n}") for n in range(40))},
        {"links": (link(picture=MANY),)},
        {"claims": (Claim(1, "x", (-5, 4000), "machine"), Claim(2, "y", (5, 2), "machine"))},
    ],
)  # fmt: skip
def test_a_case_with_parts_missing_or_many_renders(changes: dict[str, object]) -> None:
    html = page(full_case(**changes))
    assert_harmless(html)
    assert len(soup(html).find_all("h1")) == 1


def test_matched_frames_stand_side_by_side_with_their_seconds() -> None:
    pairs = soup(page(full_case())).select("figure.pair")
    assert len(pairs) == 3
    assert [image["alt"] for image in pairs[0].find_all("img")] == [
        "Frame of the clip at 0:02.0",
        "Frame of the airing on North Harbour One at 0:13:34.4, the same moment",
    ]
    assert "4 March 2031, 18:13:34 UTC" in pairs[0].get_text(" ")


def test_a_frame_that_is_missing_or_no_jpeg_is_said_to_be() -> None:
    gone = FramePair(1.0, 813.4, "0" * 64, "2" * 64)
    html = page(full_case(links=(link(pairs=(gone,)),)))
    assert len(soup(html).find_all("img")) == 1
    assert "This frame is not in the vault." in words(html)
    html = page(full_case(), frames=lambda _: b"<svg onload=alert(1)>")
    assert not soup(html).find("img")
    assert_harmless(html)


def test_links_versions_and_that_a_post_is_gone_are_told() -> None:
    seen = datetime(2031, 3, 6, 12, tzinfo=UTC)
    case = replace(
        full_case(),
        gone=Gone(FetchState.DELETED, seen, "The channel shows its neighbours, and not this one."),
        versions=(PostVersion(1, seen, None, POST), PostVersion(2, seen, seen, POST)),
        sightings=(
            Sighting("https://social.example/one", None, seen, "R1"),
            Sighting("javascript:alert(1)", "ART1", seen, "R2"),
        ),
    )
    html = page(case)
    assert_harmless(html)
    said = words(html)
    assert "Gone deleted: The channel shows its neighbours, and not this one." in said
    assert "Versions 2: seen" in said
    assert "https://social.example/one javascript:alert(1) in an article" in said
    plain = words(page(full_case()))
    assert not any(f" {word} " in plain for word in ("Gone", "Versions 1:", "Met by"))


def test_every_picture_has_words_and_every_part_a_name() -> None:
    document = soup(page(full_case()))
    assert all(image.get("alt") for image in document.find_all("img"))
    for section in document.select("main section"):
        assert section.get("aria-label") or document.find(id=str(section["aria-labelledby"]))
    names = [str(tag["id"]) for tag in document.find_all(id=True)]
    assert len(names) == len(set(names))
    for anchor in document.select('a[href^="#"]'):
        assert str(anchor["href"])[1:] in names


def test_the_ledger_and_the_head_of_the_history_are_printed() -> None:
    said = words(page(full_case()))
    assert HEAD in said
    assert "a" * 64 in said
    assert "deleted 404" in said
    assert "case opened for https://news.example/bridge" in said
    assert "found_in_airing 1" in said
