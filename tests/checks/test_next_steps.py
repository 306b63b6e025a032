from __future__ import annotations

import shlex
from datetime import date

import pytest

from checks.next_steps import next_steps
from checks.registry import run_checks
from reference.accounts import Account
from reference.times import Precision, day_interval
from storage.records import CaseFile, Coverage, FetchState, KnownFrom, LinkState, Platform, PostTime
from storage.records.surroundings import Surroundings
from tests.checks.stories import (
    airing,
    article,
    case,
    clip,
    instant,
    lead,
    link,
    post,
    posted,
    searched,
    seed_like,
    segment,
    unreachable,
)


def steps(story: CaseFile) -> str:
    return "\n".join(next_steps(story, run_checks(story)))


def test_a_post_known_only_from_an_article() -> None:
    found = next_steps(seed_like(), run_checks(seed_like()))
    starts = [
        "Find the post's number: open the article's embed or @example's post of March 7, 2031",
        "Try https://pic.example/abc again (unreachable: no answer in 20 s): airtrace rerun C1",
        "Or add the clip by hand: airtrace verify FILE --caption ",
        "Index recordings of NORTH1, NORTH2 up to 2031-03-08 (“northern state television”): none is indexed.",
        "Do not take SOUTH1 on 2031-03-07 (“Southern Television”) for the source",
        "Establish where it was filmed",
        "Ask: Why was it posted",
    ]
    assert len(found) == len(starts)
    assert all(step.startswith(start) for step, start in zip(found, starts, strict=True))


def test_the_command_for_a_clip_by_hand_can_be_typed() -> None:
    quoted = seed_like(post=post(number=None, text='It\'s $HOME; `rm`\n"now"', times=_day(), media=()))
    (line,) = [step for step in next_steps(quoted, run_checks(quoted)) if "by hand" in step]
    words = shlex.split(line.split(": ", 1)[1].removesuffix("."))
    assert words[words.index("--caption") + 1] == 'It\'s $HOME; `rm` "now"'
    assert words[words.index("--posted-at") + 1] == "2031-03-07"
    assert words[words.index("--account") + 1] == "@example"


def _day() -> tuple[PostTime, ...]:
    return (PostTime("March 7, 2031", day_interval(date(2031, 3, 7)), Precision.DAY, KnownFrom.DISPLAYED),)


@pytest.mark.parametrize(
    ("story", "said"),
    [
        (case(link()), "Confirm or reject link L1 (NORTH1, Harbour News, 0:13:32.4 into"),
        (case(link(score=0.3)), "Confirm or reject link L1"),
        (
            case(),
            "Index more recordings of the days before 2031-03-07 of the stations that can have shown this.",
        ),
        (case(searched=searched(recordings=0, coverage=())), "none is indexed."),
        (case(post=post(platform=Platform.FILE, times=())), "Find out when this was posted"),
        (case(post=None, fetches=(unreachable(),)), "Have https://pic.example/abc read (unreachable"),
        (
            seed_like(fetches=(unreachable(state=FetchState.DELETED),)),
            "Look for a copy of the post in a web archive: https://pic.example/abc was deleted",
        ),
        (
            case(link(), post=post(times=(posted("2031-03-07T12:00:00Z"),))),
            "Look for a source before 2031-03-07 12:00:00 UTC",
        ),
        (case(link(), post=post(times=_day())), "which came first cannot be told"),
        (
            case(
                post=post(times=(posted("2031-03-07T20:00:00Z"), posted("2031-03-12", KnownFrom.DISPLAYED)))
            ),
            "its number and its displayed time do not agree",
        ),
        (case(link(segment(source_box=(0.1, 0.1, 0.9, 0.9)))), "Look at what the crop left out"),
        (case(link(segment(clip_box=(0.1, 0.1, 0.9, 0.9)))), "what was put around"),
        (case(link(segment(0, 10))), "Find where the rest of the clip is from"),
        (
            case(searched=searched(clips=0, not_searched=("the clip could not be searched: it is damaged",))),
            "Get the clip in another form: the clip could not be searched: it is damaged.",
        ),
        (case(link(airing=airing(zone="Mars/Olympus"))), "Report the fault in the check footage_in_airing"),
    ],
)
def test_what_would_settle_it(story: CaseFile, said: str) -> None:
    assert said in steps(story)


@pytest.mark.parametrize("handle", ["example", "@example"])
def test_an_account_is_named_as_it_is_written(handle: str) -> None:
    assert "open @example's post on its" in steps(case(post=post(handle=handle, number=None, times=())))


def test_a_confirmed_link_is_not_asked_about_again() -> None:
    assert "Confirm or reject" not in steps(case(link(state=LinkState.CONFIRMED)))
    assert "Confirm or reject" not in steps(case(link(state=LinkState.REJECTED)))


def test_a_held_clip_is_not_asked_for() -> None:
    assert "by hand" not in steps(case())
    assert "by hand" in steps(case(post=post(media=(clip(sha256=None),))))


def test_a_lead_whose_station_was_found_asks_for_no_recordings() -> None:
    led = case(link(), leads=(lead(),), article=article(lead()))
    assert "Index" not in steps(led)
    elsewhere = case(link(airing=airing(station="SOUTH1")), leads=(lead(),), article=article(lead()))
    assert "Index recordings of NORTH2 up to 2031-03-08" in steps(elsewhere)


def test_what_is_indexed_of_a_lead_is_said_with_its_hours() -> None:
    some = Coverage("NORTH2", instant("2031-03-07T08:00:00Z"), instant("2031-03-07T10:00:00Z"), 2.0, 1)
    found = steps(case(leads=(lead(),), searched=searched(coverage=(some,))))
    assert "Index recordings of NORTH1 up to 2031-03-08" in found
    assert "Index more of NORTH2 up to 2031-03-08: 2.0 h are indexed" in found


@pytest.mark.parametrize("story", [case(), case(link()), seed_like(), case(post=None)])
def test_motivation_is_always_the_last_question(story: CaseFile) -> None:
    assert next_steps(story, run_checks(story))[-1].endswith("Motivation is for a person to judge.")
    assert "Establish where it was filmed" in steps(story)


def test_no_step_is_said_twice() -> None:
    found = next_steps(case(leads=(lead(), lead())), run_checks(case(leads=(lead(), lead()))))
    assert len(found) == len(set(found))


def test_what_the_checks_of_source_and_date_found_is_to_be_looked_at() -> None:
    story = case(
        link(airing=airing(aired_at=instant("2029-03-07T18:00:00Z"))),
        post=post(handle="@BBCWorId", name="BBC", text="March 3, 2026: a bridge."),
        surroundings=Surroundings(accounts=(Account("x", "BBCWorld", "BBC News (World)"),)),
    )
    said = steps(story)
    assert "side by side: The handle of BBC (@BBCWorId)" in said
    assert "Settle whether it is out of its context: the caption or the article gives an earlier day" in said
    assert "Ask of when the post says that its footage is" in said
