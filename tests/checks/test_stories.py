"""Whole stories: a post, an article, airings, and what is right to suggest. Each is a file of ``stories/``."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from checks.claims import propose_claims
from checks.policy import suggest
from checks.registry import run_checks
from reference.accounts import load_accounts
from reference.stations import Stations, load_stations
from reference.times import parse_instant
from scrapers.articles import parse_text
from scrapers.leads import find_leads
from storage.records import (
    FULL_BOX,
    NEVER_SUGGESTED,
    CaseFile,
    CheckResult,
    Lead,
    Link,
    LinkState,
    MediaCategory,
    Outcome,
    Platform,
    Relation,
    Suggestion,
)
from storage.records.links import Bars, Edit, EditKind
from storage.records.surroundings import Surroundings
from tests.checks.stories import airing, case, clip, link, named, post, posted, searched, segment, sound

FOLDER = Path(__file__).with_name("stories")
TOLD = {path.stem: path for path in sorted(FOLDER.glob("*.yaml"))}
HELD_OUT = {path.stem: path for path in sorted((FOLDER / "held_out").glob("*.yaml"))}
MOST_OPEN = 5 / 21
"""The share of stories that may stay open."""


@cache
def stations() -> Stations:
    return load_stations(())


@cache
def told(name: str) -> tuple[CaseFile, tuple[CheckResult, ...], Suggestion | None, dict[str, Any]]:
    table = yaml.safe_load((TOLD | HELD_OUT)[name].read_text(encoding="utf-8"))
    story = _case(table)
    results = run_checks(story)
    return story, results, suggest(story, results), table["expect"]


def _case(table: dict[str, Any]) -> CaseFile:
    given = table["post"]
    story_post = post(
        platform=Platform(given.get("platform", "x")),
        handle=given["handle"],
        name=given.get("name"),
        author_id=given.get("account"),
        text=given["text"],
        language=given.get("language"),
        times=(posted(given["posted"]),) if given.get("posted") else (),
        media=(clip(),),
    )
    article = None
    leads: tuple[Lead, ...] = ()
    if "article" in table:
        article = parse_text(table["article"])
        leads = find_leads(article, stations())
        article = replace(article, leads=leads)
    links = [_link(n, each) for n, each in enumerate(table["airings"], 1)]
    return case(
        *links,
        post=story_post,
        article=article,
        leads=leads,
        claims=propose_claims(story_post),
        searched=searched(),
        surroundings=Surroundings(stations=tuple(stations()), accounts=load_accounts()),
    )


def _link(n: int, table: dict[str, Any]) -> Link:
    segments = tuple(
        segment(
            *each[:3],
            **({"rate": each[3]} if len(each) > 3 else {}),
            mirrored=table.get("mirrored", False),
            source_box=tuple(table.get("source_box", FULL_BOX)),
            clip_box=tuple(table.get("clip_box", FULL_BOX)),
            time_uncertain=table.get("uncertain", False),
        )
        for each in table.get("segments", [[0.0, 20.0, 812.4]])
    )
    heard = table.get("sound", "same")
    if heard == "same":
        sounds = tuple(
            sound(each.clip[0], each.clip[1], each.recording[0]) for each in segments if each.rate == 1
        )
    else:
        sounds = () if heard == "none" else (sound(0.0, 20.0, heard),)
    return link(
        *segments,
        id=f"L{n}",
        state=LinkState(table.get("state", "suggested")),
        relation=Relation(table.get("relation", "same_footage")),
        airing=airing(
            id=f"A{n}",
            station=table["station"],
            programme=table.get("programme"),
            aired_at=parse_instant(table["aired"])[0].start,
            zone=table.get("zone", "Europe/Moscow"),
        ),
        sound=sounds,
        edits=tuple(_edit(kind) for kind in ["kept", *table.get("edits", [])]),
    )


def _edit(kind: str) -> Edit:
    of = EditKind(kind)
    return Edit(
        of,
        (0.0, 20.0),
        f"The tracer saw {kind.replace('_', ' ')}.",
        evidence={"frames": 9.0},
        box=(0.1, 0.8, 0.9, 0.95) if of is EditKind.OVERLAY else None,
        bars=Bars.PLAIN if of is EditKind.LETTERBOX else None,
    )


def suggested(name: str) -> list[str]:
    suggestion = told(name)[2]
    return [category.value for category in suggestion.categories] if suggestion else []


@pytest.mark.parametrize("name", [*TOLD, *HELD_OUT])
def test_what_is_suggested_is_right(name: str) -> None:
    assert suggested(name) == told(name)[3]["categories"]


@pytest.mark.parametrize("name", [*TOLD, *HELD_OUT])
def test_checks_answer_as_the_story_goes(name: str) -> None:
    _, results, suggestion, expected = told(name)
    found = {check: named(results, check).outcome.value for check in expected.get("outcomes", {})}
    assert found == expected.get("outcomes", {})
    assert [result.reason for result in results if result.outcome is Outcome.FAILED] == []
    for check, words in expected.get("says", {}).items():
        assert words in named(results, check).reason
    rated = {claim.n: claim.rating for claim in suggestion.claims} if suggestion else {}
    assert rated == expected.get("ratings", rated)
    if "because" in expected:
        assert suggestion is not None
        assert expected["because"] in "\n".join(suggestion.because)


def test_few_stories_stay_open_and_every_category_is_decided() -> None:
    assert len(TOLD) >= 21
    open_ = [name for name in TOLD if not suggested(name)]
    assert len(open_) <= MOST_OPEN * len(TOLD)
    decided = {category for name in TOLD for category in suggested(name)}
    assert decided == {category.value for category in MediaCategory if category not in NEVER_SUGGESTED}


def test_no_claim_is_called_true_while_a_pillar_is_unanswered() -> None:
    for name in TOLD:
        suggestion = told(name)[2]
        assert suggestion is None or not {claim.rating for claim in suggestion.claims} & {
            "True",
            "Mostly true",
        }
