from __future__ import annotations

import pytest

from checks.footage_in_airing import CHECK
from storage.records import AiringKind, CaseFile, FetchState, LinkState, MediaKind, Outcome, Relation
from tests.checks.stories import (
    OTHER_CLIP,
    airing,
    case,
    clip,
    instant,
    link,
    post,
    searched,
    seed_like,
    segment,
    sound,
    unreachable,
)


def test_the_best_airing_is_named_with_its_times() -> None:
    result = CHECK.run(case(link()))
    assert result.outcome is Outcome.SUPPORTS
    for said in (
        "NORTH1, Harbour News",
        "18:13:32 UTC",
        "21:13:32 Europe/Moscow",
        "± 2 s",
        "0:13:32.4",
        "0.97",
    ):
        assert said in result.reason


def test_the_local_time_is_that_of_the_zone_on_that_day() -> None:
    """Pyongyang was on UTC+8:30 in 2016 and is on UTC+9 in 2020."""
    zone = {"zone": "Asia/Pyongyang", "uncertainty": 0.0}
    old = CHECK.run(
        case(link(segment(at=0.0), airing=airing(aired_at=instant("2016-05-06T15:00:00Z"), **zone)))
    )
    new = CHECK.run(
        case(link(segment(at=0.0), airing=airing(aired_at=instant("2020-05-06T15:00:00Z"), **zone)))
    )
    assert "2016-05-06 23:30:00 Asia/Pyongyang" in old.reason
    assert "2020-05-07 00:00:00 Asia/Pyongyang" in new.reason


def test_all_airings_are_listed_the_earliest_known_first() -> None:
    rerun = link(id="L2", score=0.99, airing=airing(id="A2", aired_at=instant("2031-03-08T06:00:00Z")))
    result = CHECK.run(case(rerun, link()))
    airings = [item for item in result.evidence if "earliest_known" in item.facts]
    assert [(item.link, item.facts["earliest_known"]) for item in airings] == [("L1", True), ("L2", False)]
    assert airings[0].text.startswith("Earliest known airing: NORTH1")
    assert "2031-03-08" in result.reason
    assert not any("first airing" in item.text.lower() for item in result.evidence)


def test_airings_that_cannot_be_ordered_are_said_to_be_so() -> None:
    vague = link(id="L2", airing=airing(id="A2", uncertainty=86400.0))
    texts = [item.text for item in CHECK.run(case(vague, link())).evidence if "earliest_known" in item.facts]
    assert all(text.startswith("Possibly the earliest known airing") for text in texts)


def test_how_the_clip_shows_it_is_said_in_words() -> None:
    shown = segment(
        0,
        10,
        at=832.4,
        rate=-1.25,
        mirrored=True,
        source_box=(0.1, 0.05, 0.9, 0.95),
        clip_box=(0, 0.25, 1, 0.75),
    )
    text = CHECK.run(case(link(shown, sound=(sound(),)))).evidence[0].text
    for said in (
        "1.25 x speed",
        "backwards",
        "mirrored",
        "cropped to 80 % of the width and 90 % of the height",
        "filling 50 % of the clip's picture",
        "sound 0:00:00.0 to 0:00:20.0 is that of 0:13:32.4",
        "50 % of the clip",
    ):
        assert said in text


def test_a_second_showing_in_the_recording_is_named() -> None:
    result = CHECK.run(case(link(segment(at=2000.0), segment(at=100.0))))
    assert "0:01:40.0 into" in result.reason
    assert "0:33:20.0 to 0:33:40.0 of the recording, which was shown again there" in result.evidence[0].text


def test_the_share_of_the_clip_is_part_of_the_answer() -> None:
    assert CHECK.run(case(link(segment(0, 10)))).reason.startswith("50 % of the clip's seconds were found")
    whole = CHECK.run(case(link())).reason
    assert whole.startswith("The clip's footage was found")


def test_a_confirmed_link_speaks_before_a_better_suggested_one() -> None:
    seen = link(id="L1", state=LinkState.CONFIRMED, score=0.6, airing=airing(station="SOUTH1"))
    result = CHECK.run(case(link(id="L2", score=0.99), seen))
    assert "SOUTH1" in result.reason
    assert "confirmed by a person" in result.reason


def test_shared_footage_is_not_called_cut_from_the_airing() -> None:
    same = CHECK.run(case(link(relation=Relation.SAME_FOOTAGE))).evidence[0].text
    assert "cut from this very airing is not shown" in same
    assert "no other station is known to show, are visible" in CHECK.run(case(link())).evidence[0].text


def test_an_online_publication_is_called_one() -> None:
    assert "published online" in CHECK.run(case(link(airing=airing(kind=AiringKind.ONLINE)))).reason


def test_frames_can_be_opened() -> None:
    assert {item.sha256 for item in CHECK.run(case(link())).evidence if item.sha256} == {"1" * 64, "2" * 64}


def test_of_several_clips_it_says_how_many_were_found() -> None:
    two = post(media=(clip(), clip(sha256=OTHER_CLIP)))
    assert "1 found among the post's 2 media" in CHECK.run(case(link(), post=two)).reason


def test_not_found_says_what_was_searched_and_refutes_nothing() -> None:
    missing = searched(not_searched=("recording R9 (NORTH2) is not indexed yet",))
    result = CHECK.run(case(searched=missing))
    assert result.outcome is Outcome.INCONCLUSIVE
    assert "2 indexed recordings (3.5 h of NORTH1)" in result.reason
    texts = [item.text for item in result.evidence]
    assert any("2031-03-07 17:00:00 UTC and 2031-03-07 21:00:00 UTC" in text for text in texts)
    assert "Not searched: recording R9 (NORTH2) is not indexed yet." in texts


@pytest.mark.parametrize(
    ("story", "said"),
    [
        (case(searched=searched(recordings=0, hours=0.0, coverage=())), "No recording is indexed"),
        (case(searched=None), "Nothing has been searched"),
        (
            case(searched=searched(clips=0, not_searched=("the clip could not be searched: damaged",))),
            "could not be searched: damaged",
        ),
        (seed_like(), "the post's media could not be fetched: no answer in 20 s"),
        (case(post=post(media=())), "no media of the post is known"),
        (case(post=None, fetches=(unreachable(),)), "the post itself could not be read"),
        (case(link(state=LinkState.REJECTED)), "apart from 1 match that a person rejected;"),
        (
            case(searched=searched(recordings=1, hours=0.02)),
            "the one indexed recording (1 min 12 s of NORTH1)",
        ),
        (case(link(score=0.3)), "1 match more likely wrong than right"),
    ],
)
def test_every_way_of_not_knowing_has_its_reason(story: CaseFile, said: str) -> None:
    result = CHECK.run(story)
    assert result.outcome is Outcome.INCONCLUSIVE
    assert said in result.reason


def test_a_rejected_link_is_shown_as_passed_over() -> None:
    texts = [item.text for item in CHECK.run(case(link(state=LinkState.REJECTED))).evidence]
    assert any("L1" in text and "a person rejected it" in text for text in texts)


def test_the_ledgers_latest_word_counts() -> None:
    """An address that was unreachable and then seen is not what is missing."""
    again = seed_like(fetches=(unreachable(), unreachable(state=FetchState.VISIBLE)))
    assert "no answer" not in CHECK.run(again).reason


def test_a_still_has_no_share_of_seconds() -> None:
    still = post(media=(clip(kind=MediaKind.IMAGE, duration=0.0),))
    assert CHECK.run(case(link(segment(0, 0)), post=still)).reason.startswith("The still was found")
