"""What counts as right, and what recall, precision and calibration are made of."""

from __future__ import annotations

import pytest

from bench.claims import Claim, Outcome, Sense
from bench.measure import (
    Ranking,
    best_right,
    calibration_error,
    judge,
    merged,
    overlap,
    ranking,
    units,
)
from bench.truth import Airing, Group, Part, Post, SoundState


def _part(begin: float = 100.0, clip: float = 0.0, seconds: float = 10.0, rate: float = 1.0) -> Part:
    airings = (Airing("one", begin, clip, seconds), Airing("two", begin + 500, clip, seconds))
    return Part("one", begin, clip, seconds, rate, airings)


def _post(*parts: Part, sound: SoundState = SoundState.KEPT, seconds: float = 10.0) -> Post:
    heard = parts if sound is SoundState.KEPT else ()
    return Post("p", "p.mp4", "edit", Group.COMMON, seconds, picture=parts, sound=heard, sound_state=sound)


def _claim(
    begin: float = 100.0,
    recording: str = "one",
    score: float = 0.9,
    sense: Sense = Sense.PICTURE,
    clip: tuple[float, float] = (0.0, 10.0),
    rate: float = 1.0,
) -> Claim:
    return Claim(recording, score, sense, clip, begin, rate)


def _outcome(post: Post, *claims: Claim, use: Sense = Sense.BOTH) -> Outcome:
    return Outcome("airtrace", use, post, claims, 1.0)


def test_any_airing_is_right_and_one_second_beside_it_is_not() -> None:
    post = _post(_part())
    claims = [_claim(100.9), _claim(101.1), _claim(600.0, "two"), _claim(600.0, "one")]
    assert [judge(_outcome(post, c))[0].right for c in claims] == [True, False, True, False]


def test_the_error_is_taken_in_the_middle_of_what_is_shared() -> None:
    faster = _claim(100.0, clip=(0.0, 10.0), rate=1.1)
    assert judge(_outcome(_post(_part()), faster))[0].found == {0: pytest.approx(0.5)}


def test_a_claim_beside_the_part_is_false() -> None:
    post = _post(_part(seconds=4.0))
    assert not judge(_outcome(post, _claim(106.0, clip=(6.0, 9.0))))[0].right


def test_a_reversed_part_is_followed_backwards() -> None:
    post = _post(_part(110.0, rate=-1.0))
    assert judge(_outcome(post, _claim(110.0, rate=-1.0)))[0].found == {0: pytest.approx(0.0)}
    late = _claim(106.0, clip=(4.0, 8.0), rate=-1.0)
    assert judge(_outcome(post, late))[0].found == {0: pytest.approx(0.0)}


def test_the_wrong_direction_is_not_false_and_finds_nothing() -> None:
    post = _post(_part(110.0, rate=-1.0))
    forward = judge(_outcome(post, _claim(100.0)))[0]
    assert forward.right
    assert not forward.found
    assert forward.turned == {0: pytest.approx(0.0)}
    assert best_right(_outcome(post, _claim(100.0)), 0.5) == {}
    assert best_right(_outcome(post, _claim(100.0)), 0.5, any_direction=True).keys() == {0}


def test_one_claim_may_find_several_parts() -> None:
    """It runs on over a part that was turned round: what lies before and behind it is found."""
    post = _post(_part(100.0, 0.0, 4.0), _part(107.0, 4.0, 3.0, -1.0), _part(107.0, 7.0, 3.0))
    outcome = _outcome(post, _claim(100.0))
    assert judge(outcome)[0].found.keys() == {0, 2}
    assert (ranking([outcome]).found(0.0), ranking([outcome]).parts) == (2, 3)


def test_a_still_image_is_judged_by_its_instant() -> None:
    post = _post(_part(seconds=0.0, rate=0.0), seconds=0.0)
    assert units(post, Sense.BOTH) == [0]
    assert judge(_outcome(post, _claim(100.5, clip=(0.0, 0.0))))[0].right


def test_frozen_and_very_short_parts_need_not_be_found_but_may() -> None:
    post = _post(_part(), _part(110.0, 10.0, 3.0, 0.0), _part(110.0, 13.0, 0.6))
    assert units(post, Sense.BOTH) == [0]
    frozen = judge(_outcome(post, _claim(110.0, clip=(10.2, 12.8), rate=0.0)))[0]
    assert (frozen.right, frozen.found) == (True, {})


def test_sound_joins_the_picture_of_the_same_place_only() -> None:
    same, other = _claim(100.3, sense=Sense.SOUND, score=0.95), _claim(300.0, sense=Sense.SOUND)
    joined = merged([_claim(), same, other])
    assert [(c.sense, c.score) for c in joined] == [(Sense.BOTH, 0.95), (Sense.SOUND, 0.9)]


def test_sound_in_the_other_direction_is_a_claim_of_its_own() -> None:
    backwards = _claim(110.0, sense=Sense.SOUND, rate=-1.0)
    assert merged([_claim(), backwards]) == [_claim(), backwards]


def test_kept_sound_finds_the_part_and_strange_sound_is_false() -> None:
    heard = _claim(100.2, sense=Sense.SOUND)
    assert best_right(_outcome(_post(_part()), heard), 0.5).keys() == {0}
    assert not judge(_outcome(_post(_part(), sound=SoundState.REPLACED), heard))[0].right


def test_a_second_right_claim_counts_as_nothing() -> None:
    ranked = ranking([_outcome(_post(_part()), _claim(), _claim(600.0, "two", 0.8))])
    assert (ranked.found(0.0), ranked.false(0.0), ranked.parts) == (1, 0, 1)


def test_precision_and_recall_of_a_known_ranking() -> None:
    ranked = Ranking(((0.9, True), (0.8, True), (0.7, False), (0.6, True), (0.5, False)), parts=4)
    assert ranked.recall(1.0) == pytest.approx(0.5)
    assert ranked.recall(0.75) == pytest.approx(0.75)
    assert ranked.micro_ap() == pytest.approx((1 + 1 + 0.75) / 4)


def test_a_false_claim_of_the_same_score_is_not_left_out() -> None:
    ranked = Ranking(((0.9, False), (0.9, True)), parts=1)
    assert ranked.recall(1.0) == 0.0
    assert ranked.recall(0.5) == 1.0


def test_calibration_of_scores_that_say_too_much() -> None:
    post = _post(_part())
    outcomes = [_outcome(post, _claim(score=0.9)), _outcome(post, _claim(300.0, score=0.9))]
    off, scores = calibration_error(outcomes, bins=1)
    assert off == pytest.approx(0.4)
    assert scores == 2


def test_overlap_of_boxes() -> None:
    assert overlap((0, 0, 1, 1), (0, 0, 0.5, 1)) == pytest.approx(0.5)
    assert overlap((0, 0, 0.4, 1), (0.5, 0, 1, 1)) == 0.0


def test_systems_are_compared_on_the_same_parts() -> None:
    replaced = _outcome(_post(_part(), sound=SoundState.REPLACED), use=Sense.SOUND)
    assert ranking([replaced]).parts == 0
    assert ranking([replaced], of_pictures=True).parts == 1
