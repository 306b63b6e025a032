"""Posts are the same whatever is asked for beside them, and lie where the truth says."""

from __future__ import annotations

from bench.broadcast import blocks, plan_archive
from bench.edits import Timing, edits
from bench.families import Role, role_of
from bench.posts import plan_negatives, plan_posts, within
from bench.truth import RECURRING, Group, Negative, SoundState
from tests.bench.plans import scenes

ARCHIVE = plan_archive(scenes().shown, 4, seed=1)


def test_more_posts_keep_the_first_ones() -> None:
    few = plan_posts(scenes(), ARCHIVE, 1, each=1)
    more = plan_posts(scenes(), ARCHIVE, 1, each=3)
    assert {p.post.id: p for p in more}.items() >= {p.post.id: p for p in few}.items()


def test_another_seed_gives_other_posts() -> None:
    one = plan_posts(scenes(), ARCHIVE, 1, each=1, only="grey")[0]
    assert one != plan_posts(scenes(), ARCHIVE, 2, each=1, only="grey")[0]


def test_twenty_edits_are_common() -> None:
    assert sum(edit.group is Group.COMMON for edit in edits()) == 20


def test_a_third_is_cut_from_the_second_capture() -> None:
    posts = [p.post for p in plan_posts(scenes(), ARCHIVE, 1, each=6) if p.post.edit == "mirror"]
    assert sum(post.other_capture for post in posts) == 2


def test_every_stretch_lies_within_a_block_of_scenes() -> None:
    for plan in plan_posts(scenes(), ARCHIVE, 1, each=4):
        for stretch in (*plan.stretches, *plan.sound):
            ends = sorted((stretch.first, stretch.first + round(stretch.rate * stretch.seconds * 25)))
            assert any(first <= ends[0] and ends[1] <= first + n for first, n in blocks(stretch.recording))


def test_every_part_is_its_own_first_airing_or_a_later_one() -> None:
    for plan in plan_posts(scenes(), ARCHIVE, 1, each=4):
        for part in plan.post.picture:
            assert part.recording in {airing.recording for airing in part.airings}


def test_timings_have_the_parts_they_are_named_for() -> None:
    plans = {edit.timing: plan_posts(scenes(), ARCHIVE, 1, 1, edit.name)[0].post for edit in edits()}
    assert [p.reversed for p in plans[Timing.PARTLY_REVERSED].picture] == [False, True, False]
    assert [p.frozen for p in plans[Timing.FROZEN].picture] == [False, True, False]
    looped = plans[Timing.LOOPED].picture
    assert looped[1].begin == looped[2].begin
    assert looped[1].clip < looped[2].clip
    assert plans[Timing.STILL].still
    assert len(plans[Timing.AIRED_AGAIN].picture[0].airings) >= 2


def test_sound_from_elsewhere_is_of_other_scenes() -> None:
    for plan in plan_posts(scenes(), ARCHIVE, 1, 4, "sound from elsewhere"):
        seen = {family for part in plan.post.picture for family in part.families}
        heard = {family for part in plan.post.sound for family in part.families}
        assert plan.post.sound_state is SoundState.ELSEWHERE
        assert heard
        assert not seen & heard


def test_negatives_are_of_every_kind_and_have_no_parts() -> None:
    posts = [p.post for p in plan_negatives(scenes(), ARCHIVE, 1, 2, len(RECURRING))]
    assert {post.negative for post in posts} == set(Negative)
    assert not any(post.picture or post.sound for post in posts)


def test_a_box_within_a_box() -> None:
    assert within((0.5, 0.0, 1.0, 1.0), (0.0, 0.5, 0.5, 1.0)) == (0.5, 0.5, 0.75, 1.0)


def test_a_family_has_one_role() -> None:
    names = [f"family {n}" for n in range(40)]
    assert {role_of(name) for name in names} == set(Role)
    assert [role_of(name) for name in names] == [role_of(name) for name in names]
