"""What was done to a post is read from its truth, and compared with what is told of posts that were found."""

from __future__ import annotations

from bench import tracing
from bench.broadcast import plan_archive
from bench.claims import Claim, Outcome, Sense
from bench.edit_scripts import done, table
from bench.posts import plan_posts
from storage.records.links import EditKind
from tests.bench.plans import scenes

ARCHIVE = plan_archive(scenes().shown, 4, seed=1)
POSTS = {p.post.edit: p.post for p in plan_posts(scenes(), ARCHIVE, 1, each=1)}


def _done(edit: str) -> set[EditKind]:
    return done(POSTS[edit])


def test_what_was_done_follows_from_the_truth() -> None:
    kept = {EditKind.SOUND_KEPT}
    assert _done("30 fps") == kept
    assert _done("another capture") == kept
    assert _done("crop 10 %") == kept | {EditKind.CROP}
    assert _done("combined") == kept | {EditKind.CROP, EditKind.MIRRORED, EditKind.RATE, EditKind.OVERLAY}
    assert _done("backwards") == kept | {EditKind.REVERSED}
    assert _done("frozen part") == kept | {EditKind.FROZEN}
    assert _done("looped part") == kept | {EditKind.REPEATED}
    assert _done("sound muted") == {EditKind.SOUND_MUTED}
    assert _done("letterbox") == kept | {EditKind.LETTERBOX}


def test_the_table_counts_posts_that_were_found_alone() -> None:
    post = POSTS["mirror"]
    part = post.picture[0]
    right = Claim(part.recording, 0.9, Sense.PICTURE, (0.0, part.seconds), part.begin, 1.0, True)
    told = (EditKind.MIRRORED, EditKind.CROP)
    outcomes = [
        Outcome(tracing.SYSTEM, Sense.BOTH, post, (right,), 1.0, edits=told),
        Outcome(tracing.SYSTEM, Sense.BOTH, post, (), 1.0, edits=()),
    ]
    lines = {line.split("  ")[0]: line.split()[-3:] for line in table(outcomes, 0.5).splitlines()}
    assert lines["mirrored"] == ["1", "1.000", "-"]
    assert lines["crop"] == ["0", "-", "1.000"]
