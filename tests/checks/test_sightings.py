from __future__ import annotations

from checks.sightings import counted, doubtful, earliest_known, gaps, in_order_of_airing, share_found
from storage.records import LinkState, MediaKind
from tests.checks.stories import airing, case, clip, instant, link, segment


def test_a_rejected_link_never_counts() -> None:
    assert counted(case(link(state=LinkState.REJECTED, score=1.0))) == ()


def test_a_confirmed_link_counts_more_than_a_better_suggested_one() -> None:
    seen = link(id="L1", state=LinkState.CONFIRMED, score=0.6)
    better = link(id="L2", score=0.99)
    assert [each.id for each in counted(case(better, seen))] == ["L1", "L2"]


def test_an_unlikely_match_counts_only_once_a_person_confirmed_it() -> None:
    weak = link(score=0.49)
    assert counted(case(weak)) == ()
    assert doubtful(case(weak)) == (weak,)
    assert counted(case(link(score=0.5)))
    assert counted(case(link(score=0.1, state=LinkState.CONFIRMED)))


def test_of_equal_scores_the_longer_match_is_the_best() -> None:
    short, long = link(segment(0, 8), id="L1"), link(segment(0, 20), id="L2")
    assert counted(case(short, long))[0].id == "L2"


def test_the_earliest_known_airing_is_the_one_whose_footage_was_seen_first() -> None:
    early = link(segment(at=3000.0), id="L1", airing=airing(id="A1"))
    late = link(segment(at=10.0), id="L2", airing=airing(id="A2", aired_at=instant("2031-03-07T18:40:00Z")))
    # A2 began after A1, yet showed the footage at 18:40:10, before A1's 18:50:00.
    assert [each.id for each in in_order_of_airing([early, late])] == ["L2", "L1"]
    assert [each.id for each in earliest_known([early, late])] == ["L2"]


def test_airings_whose_times_overlap_may_both_be_the_earliest() -> None:
    sure = link(id="L1", airing=airing(id="A1"))
    vague = link(id="L2", airing=airing(id="A2", aired_at=instant("2031-03-07T23:00:00Z"), uncertainty=43200))
    rerun = link(id="L3", airing=airing(id="A3", aired_at=instant("2031-03-09T23:00:00Z")))
    assert {each.id for each in earliest_known([rerun, vague, sure])} == {"L1", "L2"}


def test_the_share_of_the_clip_counts_overlaps_once() -> None:
    found = link(segment(0, 10), segment(5, 15, at=900))
    assert share_found(found, clip(duration=30.0)) == 0.5
    assert share_found(found, clip(duration=None)) is None
    assert share_found(found, clip(kind=MediaKind.IMAGE)) is None


def test_gaps_shorter_than_the_tracer_can_see_do_not_count() -> None:
    assert gaps([(1.9, 10.0), (11.9, 18.1)], 20.0) == ()
    assert gaps([(2.1, 10.0), (12.1, 17.5)], 20.0) == ((0.0, 2.1), (10.0, 12.1), (17.5, 20.0))
    assert gaps([], 20.0) == ((0.0, 20.0),)
