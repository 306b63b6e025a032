from __future__ import annotations

from dataclasses import replace

import pytest

from reference.errors import NotAllowed, UnknownName
from storage import casefile, cases, coverage, links, recordings
from storage.links import Found
from storage.records import FULL_BOX, CaseKind, Direction, LinkState, PictureSegment, Relation
from storage.store import Store
from tests.storage.conftest import a_recording, fill


def _found(store: Store, case: str, start: float = 120.0) -> Found:
    link = casefile.load(store, case).links[0]
    segment = replace(link.picture[0], recording=(start, start + 15))
    return Found(
        link.recording,
        link.clip_sha256,
        link.relation,
        link.direction,
        link.score,
        (segment,),
        (),
        link.pairs,
    )


def _decide(store: Store, state: LinkState) -> None:
    with store.writing("Ada") as to:
        links.decide(store, to, "L1", state, "compared frame by frame")


def test_found_again_it_is_the_same_link(store: Store) -> None:
    case = fill(store)
    with store.writing("airtrace") as to:
        assert links.suggest(store, to, case, _found(store, case), run="R1") == "L1"
        assert links.suggest(store, to, case, _found(store, case, 121.5), run="R1") == "L1"
    assert [link.picture[0].recording for link in links.of_case(store, case)] == [(121.5, 136.5)]
    kinds = [event.kind for event in casefile.history_of(store, case)]
    assert kinds.count("link_suggested") == kinds.count("link_revised") == 1


def test_a_rejected_place_is_not_suggested_again_and_another_is(store: Store) -> None:
    case = fill(store)
    _decide(store, LinkState.REJECTED)
    with store.writing("airtrace") as to:
        assert links.suggest(store, to, case, _found(store, case, 121.5), run="R1") is None
    assert links.in_recordings(store, ["REC1"]) == []
    with store.writing("airtrace") as to:
        assert links.suggest(store, to, case, _found(store, case, 300.0), run="R1") == "L2"
    assert [(link.state, link.picture[0].recording, link.score) for link in links.of_case(store, case)] == [
        (LinkState.REJECTED, (120.0, 135.0), 0.97),
        (LinkState.SUGGESTED, (300.0, 315.0), 0.97),
    ]


def test_of_several_places_only_the_rejected_one_is_left_out(store: Store) -> None:
    case = fill(store)
    _decide(store, LinkState.REJECTED)
    found = _found(store, case)
    later = replace(found.picture[0], clip=(15.0, 30.0), recording=(300.0, 315.0))
    both = replace(found, picture=(*found.picture, later))
    with store.writing("airtrace") as to:
        assert links.suggest(store, to, case, both, run="R1") == "L2"
        assert links.suggest(store, to, case, both, run="R1") == "L2"
    link = links.get(store, "L2")
    assert (link.picture, link.pairs) == ((later,), ())


def test_a_rejection_holds_for_the_same_clip_in_another_case(store: Store) -> None:
    case = fill(store)
    found = _found(store, case)
    _decide(store, LinkState.REJECTED)
    with store.writing("Ada") as to:
        other = cases.open_case(store, to, CaseKind.MEDIA, "media:other", "other.mp4", "R1")
        assert links.suggest(store, to, other, found, run="R1") is None
        again = replace(found, clip_sha256="99" * 32)
        assert links.rejected_for_others(store, again) == {found.clip_sha256}
        assert links.suggest(store, to, other, again, run="R1", alike={found.clip_sha256}) is None
        assert links.suggest(store, to, other, again, run="R1") == "L2", "it was not said to be alike"
    assert (
        links.rejected_for_others(store, replace(_found(store, case, 300.0), clip_sha256="99" * 32)) == set()
    )


def test_a_rejection_that_was_taken_back_counts_no_more(store: Store) -> None:
    case = fill(store)
    _decide(store, LinkState.REJECTED)
    _decide(store, LinkState.CONFIRMED)
    with store.writing("airtrace") as to:
        assert links.suggest(store, to, case, _found(store, case), run="R1") == "L1"


def test_a_confirmed_link_stays_as_the_person_saw_it(store: Store) -> None:
    case = fill(store)
    _decide(store, LinkState.CONFIRMED)
    with store.writing("airtrace") as to:
        links.suggest(store, to, case, _found(store, case, 300.0), run="R1")
    assert links.get(store, "L1").picture[0].recording == (120.0, 135.0)


def test_a_link_is_decided_with_a_reason_and_only_forward(store: Store) -> None:
    fill(store)
    with pytest.raises(NotAllowed), store.writing("Ada") as to:
        links.decide(store, to, "L1", LinkState.CONFIRMED, " ")
    _decide(store, LinkState.CONFIRMED)
    with pytest.raises(NotAllowed), store.writing("Ada") as to:
        links.decide(store, to, "L1", LinkState.CONFIRMED, "again")
    with pytest.raises(UnknownName), store.writing("Ada") as to:
        links.decide(store, to, "L7", LinkState.CONFIRMED, "why")


def test_footage_at_two_airings_is_two_links(store: Store) -> None:
    case = fill(store)
    with store.writing("Ada") as to:
        rerun = replace(a_recording(), sha256="ef" * 32)
        other = recordings.add(store, to, rerun)
        segment = PictureSegment((0.0, 15.0), (20.0, 35.0), 1.0, False, False, FULL_BOX, FULL_BOX, False, 0.9)
        clip = links.get(store, "L1").clip_sha256
        found = Found(other.id, clip, Relation.SAME_FOOTAGE, Direction.INCONCLUSIVE, 0.9, (segment,), (), ())
        assert links.suggest(store, to, case, found, run="R1") == "L2"
    assert [link.id for link in links.of_case(store, case)] == ["L1", "L2"]


def test_a_recording_added_twice_is_one_and_a_removed_one_leaves_the_search(store: Store) -> None:
    fill(store)
    with store.writing("Ada") as to:
        assert recordings.add(store, to, a_recording()).id == "REC1"
        recordings.remove(store, to, "REC1", "wrong station")
    assert recordings.held(store) == []
    assert recordings.get(store, "REC1").removed
    with pytest.raises(UnknownName), store.writing("Ada") as to:
        recordings.remove(store, to, "REC1", "again")


def test_coverage_is_told_by_station_and_counts_a_moment_once() -> None:
    one = a_recording()
    other = replace(one, airing=replace(one.airing, station="KCTV"), duration=1800.0)
    rows = coverage.coverage([one, other, replace(one, sha256="ef" * 32)])
    assert [(row.station, row.recordings, round(row.hours, 3)) for row in rows] == [
        ("DEMO1", 2, 0.167),
        ("KCTV", 1, 0.5),
    ]
