"""Single figures of a run: airings, boxes, directions, sound, and the targets that they are held against."""

from __future__ import annotations

import math
from dataclasses import replace

from bench import tracing
from bench.claims import Claim, IndexCost, Outcome, Run, Sense
from bench.figures import (
    AIRED_AGAIN,
    airings,
    applied,
    boxes_right,
    direction_right,
    fooled,
    index_against_bare,
    index_megabytes_an_hour,
    offset_errors,
    rate_right,
    recall_by_edit,
    sound_told,
)
from bench.targets import Target, targets
from bench.truth import Airing, Group, Negative, Part, Post, SoundState
from storage.records import Box
from storage.records.links import EditKind

BOX: Box = (0.0, 0.1, 0.9, 1.0)


def _part(rate: float = 1.0, source_box: Box | None = BOX) -> Part:
    both = (Airing("one", 100.0, 0.0, 10.0), Airing("two", 30.0, 0.0, 10.0), Airing("three", 5.0, 0.0, 1.0))
    return Part("one", 100.0, 0.0, 10.0, rate, both, source_box=source_box)


def _post(edit: str, part: Part | None = None, state: SoundState = SoundState.KEPT) -> Post:
    part = part or _part()
    heard = (part,) if state is SoundState.KEPT else ()
    return Post(edit, "p.mp4", edit, Group.COMMON, 10.0, picture=(part,), sound=heard, sound_state=state)


def _claim(
    recording: str = "one",
    begin: float = 100.0,
    sense: Sense = Sense.PICTURE,
    rate: float = 1.0,
    source_box: Box = BOX,
    uncertain: bool = False,
) -> Claim:
    return Claim(recording, 0.9, sense, (0.0, 10.0), begin, rate, False, source_box, time_uncertain=uncertain)


def _outcome(post: Post, *claims: Claim, use: Sense = Sense.BOTH) -> Outcome:
    return Outcome(tracing.SYSTEM, use, post, claims, 1.0)


def _run(*outcomes: Outcome) -> Run:
    return Run("report", 1, tracing.DEFAULT, 0.5, 1, 100.0, outcomes=list(outcomes))


def test_every_airing_of_two_seconds_is_asked_for_and_inventions_are_counted() -> None:
    found = _outcome(_post(AIRED_AGAIN), _claim(), _claim("four", 7.0))
    assert airings([found], 0.5) == ([True, False], 1)


def test_boxes_must_both_be_right() -> None:
    posts = [_outcome(_post("crop"), _claim()), _outcome(_post("crop"), _claim(source_box=(0, 0, 1, 1)))]
    assert applied(posts, 0.5, boxes_right) == [True, False]
    turned = _outcome(_post("rotated", _part(source_box=None)), _claim())
    assert applied([turned], 0.5, boxes_right) == []


def test_direction_and_rate() -> None:
    reversed_post = _post(
        "backwards", Part("one", 110.0, 0.0, 10.0, -1.0, (Airing("one", 110.0, 0.0, 10.0),))
    )
    forward = _claim(begin=100.0)
    backward = _claim(begin=110.0, rate=-1.03)
    assert applied([_outcome(reversed_post, forward)], 0.5, direction_right) == [False]
    assert applied([_outcome(reversed_post, backward)], 0.5, direction_right) == [True]
    assert applied([_outcome(reversed_post, backward)], 0.5, rate_right) == [False]


def test_a_time_called_uncertain_is_a_miss() -> None:
    assert offset_errors([_outcome(_post("grey"), _claim(uncertain=True))], 0.5) == [math.inf]


def test_sound_is_told_by_whether_it_is_of_the_place_that_is_seen() -> None:
    heard = _claim(sense=Sense.SOUND)
    replaced = _post("sound replaced", state=SoundState.REPLACED)
    outcomes = [
        _outcome(_post("grey"), _claim(), heard),
        _outcome(_post("grey"), _claim()),
        _outcome(replaced, _claim()),
        _outcome(replaced, _claim(), heard),
        _outcome(_post("sound muted", state=SoundState.MUTED), _claim()),
        _outcome(_post("grey"), heard),
    ]
    assert sound_told(outcomes, 0.5) == [True, False, True, False]


def test_the_edit_script_says_whether_sound_was_kept() -> None:
    kept, unsure = (EditKind.SOUND_KEPT, EditKind.SOUND_MUTED), (EditKind.SOUND_UNSURE,)
    both = (EditKind.SOUND_KEPT, EditKind.SOUND_REPLACED)
    told = [replace(_outcome(_post("grey"), _claim()), edits=edits) for edits in (kept, both, unsure)]
    assert sound_told(told, 0.5) == [True, False, False]


def test_what_recurs_fools_where_anything_matches() -> None:
    post = Post("n", "n.mp4", "bars", Group.NEGATIVE, 5.0, negative=Negative.BARS)
    absent = Post("m", "m.mp4", "other scene", Group.NEGATIVE, 5.0, negative=Negative.OTHER_SCENE)
    assert fooled([_outcome(post, _claim()), _outcome(post), _outcome(absent, _claim())], 0.5) == [
        True,
        False,
    ]


def test_index_costs() -> None:
    costs = [IndexCost("one", 1800.0, 1.0, 2_000_000, 12.0, 5.0, 2.0)]
    assert index_megabytes_an_hour(costs) == 4.0
    assert index_against_bare(costs) == 2.0


def test_one_threshold_holds_for_all_edits() -> None:
    """A false claim in one edit costs the others every claim that scores no more."""
    wrong = Claim("nine", 0.95, Sense.PICTURE, (0.0, 10.0), 1.0, 1.0)
    run = _run(_outcome(_post("grey"), _claim()), _outcome(_post("mirror"), wrong))
    assert recall_by_edit(run) == {"grey": {Sense.BOTH: (0.0, 1)}, "mirror": {Sense.BOTH: (0.0, 1)}}
    run = _run(_outcome(_post("grey"), _claim()), _outcome(_post("mirror")))
    assert recall_by_edit(run) == {"grey": {Sense.BOTH: (1.0, 1)}, "mirror": {Sense.BOTH: (0.0, 1)}}


def test_targets_name_the_worst_edit_and_leave_out_what_was_not_measured() -> None:
    run = _run(_outcome(_post("grey"), _claim()), _outcome(_post("mirror")))
    by_name = {target.measure: target for target in targets(run)}
    assert by_name["the same, worst edit (mirror)"].value == 0.0
    assert "the same, picture alone" not in by_name
    assert not any("aired" in name for name in by_name)


def test_a_target_is_met_or_not_by_mode() -> None:
    target = Target("cost", 3.0, 10, most=(1.8, 5))
    assert (target.met(tracing.DEFAULT), target.met(tracing.THOROUGH)) == (False, True)
    assert target.asked(tracing.THOROUGH) == "<= 5"
    assert Target("recall", float("nan"), 10, (0.9, 0.9)).met(tracing.DEFAULT) is None
