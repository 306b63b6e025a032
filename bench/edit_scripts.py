"""What was done to a post, beside what the tracer says was done."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from bench.claims import Outcome
from bench.measure import best_right
from bench.tables import Table, share
from bench.truth import Post, SoundState
from storage.records.links import EditKind

CROPPED = 0.95
"""Share of the width or height below which a picture counts as cropped: a capture trims its edges."""

_OF_LOOKS = {
    "colour": EditKind.COLOUR,
    "grey": EditKind.COLOUR,
    "rotated 3 degrees": EditKind.ROTATED,
    "letterbox": EditKind.LETTERBOX,
    "9:16 blurred bars": EditKind.LETTERBOX,
    "inset 60 %": EditKind.INSET,
    "inset 35 %": EditKind.INSET,
}
_OF_SOUND = {
    SoundState.KEPT: EditKind.SOUND_KEPT,
    SoundState.MUTED: EditKind.SOUND_MUTED,
    SoundState.REPLACED: EditKind.SOUND_REPLACED,
    SoundState.ELSEWHERE: EditKind.SOUND_ELSEWHERE,
}
ASKED = (
    EditKind.REVERSED,
    EditKind.FROZEN,
    EditKind.REPEATED,
    EditKind.RATE,
    EditKind.MIRRORED,
    EditKind.CROP,
    EditKind.INSET,
    EditKind.LETTERBOX,
    EditKind.ROTATED,
    EditKind.OVERLAY,
    EditKind.COLOUR,
    *_OF_SOUND.values(),
)


def done(post: Post) -> set[EditKind]:
    """Of the kinds that are asked for, those that the truth holds."""
    kinds = {_OF_LOOKS[post.edit]} if post.edit in _OF_LOOKS else set()
    kinds.add(_OF_SOUND[post.sound_state])
    parts = post.picture
    tests = {
        EditKind.REVERSED: any(p.reversed for p in parts),
        EditKind.FROZEN: any(p.frozen for p in parts),
        EditKind.RATE: any(not p.frozen and abs(abs(p.rate) - 1) > 0.01 for p in parts),
        EditKind.MIRRORED: any(p.mirrored for p in parts),
        EditKind.OVERLAY: bool(post.overlays),
        EditKind.CROP: any(
            min(p.source_box[2] - p.source_box[0], p.source_box[3] - p.source_box[1]) < CROPPED
            for p in parts
            if p.source_box is not None
        ),
        # What is played backwards after it was shown is shown twice as well.
        EditKind.REPEATED: any(
            one.recording == other.recording and one.begin == other.begin and one.rate == other.rate
            for one, other in itertools.combinations(parts, 2)
        ),
    }
    return kinds | {kind for kind, holds in tests.items() if holds}


def table(outcomes: Sequence[Outcome], threshold: float) -> str:
    """Of moving posts that were found: how often each edit is told where it was done, and where it was not."""
    found = [o for o in outcomes if o.post.picture and not o.post.still and best_right(o, threshold)]
    rows = Table([["edit script", "posts", "told where done", "told where not done"]])
    if not any(o.edits for o in found):
        return ""
    for kind in ASKED:
        where = [kind in o.edits for o in found if kind in done(o.post)]
        elsewhere = [kind in o.edits for o in found if kind not in done(o.post)]
        rows.rows.append(
            [
                kind.value.replace("_", " "),
                str(len(where)),
                share(sum(where), len(where)),
                share(sum(elsewhere), len(elsewhere)),
            ]
        )
    return rows.text()
