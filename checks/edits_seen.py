"""What the tracer saw when it held the clip's frames and sound against the airing's, read as edits.

Words and signs on the picture, its colours, a turn of some degrees and a sound that was taken out leave what
the footage shows as it was; they are noted. Other sound under the same picture does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from checks import wording
from checks.edits import Edit, EditKind
from storage.records import Link
from storage.records.links import Edit as SeenEdit
from storage.records.links import EditKind as SeenKind
from storage.records.links import Sureness

ENOUGH_FRAMES = 3
"""Pairs of aligned frames from which what lasts can be told from what moves."""
HEAVY = 0.25
"""An overlay that covers more of the clip's picture than this can hide what mattered."""
_NOTED = {
    SeenKind.ROTATED: EditKind.ROTATED,
    SeenKind.COLOUR: EditKind.RECOLOURED,
    SeenKind.GRAPHICS_COVERED: EditKind.GRAPHICS_GONE,
    SeenKind.SOUND_MUTED: EditKind.MUTED,
}
_SOUND = frozenset(
    {SeenKind.SOUND_KEPT, SeenKind.SOUND_MUTED, SeenKind.SOUND_REPLACED, SeenKind.SOUND_ELSEWHERE}
)


def edits_seen(link: Link) -> tuple[Edit, ...]:
    """The edits of one link that its segments do not tell; empty for a link from before they were looked for."""
    found = [edit for seen in link.edits for edit in _read(seen)]
    return (*found, *_overlays([edit for edit in link.edits if edit.kind is SeenKind.OVERLAY]))


def picture_compared(link: Link) -> bool:
    """Whether frames of the clip were held against the airing's, so that overlays would have been seen."""
    return any(
        edit.evidence.get("frames", 0) >= ENOUGH_FRAMES for edit in link.edits if edit.kind is SeenKind.KEPT
    )


def sound_compared(link: Link) -> bool:
    return bool(link.sound) or any(edit.kind in _SOUND for edit in link.edits)


def _read(seen: SeenEdit) -> Iterator[Edit]:
    kind = _NOTED.get(seen.kind)
    if seen.kind is SeenKind.SOUND_REPLACED:
        kind = EditKind.SOUND_ELSEWHERE if seen.sureness is Sureness.SEEN else EditKind.SOUND_DOUBTFUL
    if kind is not None:
        yield Edit(kind, _clause(seen), {"clip": list(seen.clip), "sureness": seen.sureness.value})


def _overlays(seen: Sequence[SeenEdit]) -> Iterable[Edit]:
    """All areas as one edit: how much of the picture they take is what counts."""
    boxes = list(dict.fromkeys(edit.box for edit in seen if edit.box is not None))
    if not boxes:
        return ()
    share = max(wording.area(box) for box in boxes)
    areas = "one area" if len(boxes) == 1 else f"{len(boxes)} areas"
    text = f"something is laid over {areas} of the picture, the largest {wording.percent(share)} of it"
    if len(boxes) == 1:
        text = f"something is laid over {wording.percent(share)} of the picture"
    facts = {"boxes": [list(box) for box in boxes], "spans": [list(edit.clip) for edit in seen]}
    return (Edit(EditKind.HEAVY_OVERLAY if share > HEAVY else EditKind.OVERLAID, text, facts),)


def _clause(seen: SeenEdit) -> str:
    """The sentence as part of another one."""
    sentence = seen.sentence.removesuffix(".")
    clause = sentence[:1].lower() + sentence[1:]
    return clause if seen.sureness is Sureness.SEEN else f"it is likely that {clause}"
