"""The edit script of a traced clip, from the places that were found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from matching.clip import Clip
from matching.edit_chain import chain_of
from matching.edit_comparison import Comparison, compare
from matching.edit_frames import TracedPart
from matching.edit_script import edit_script
from matching.edit_sound import HeardPart, SoundSpan
from matching.judging import Found
from matching.segment import Held
from matching.sound_compare import SoundComparison, SoundState
from matching.sound_search import SoundFound
from storage.records.links import Edit

MOST_COMPARED = 8
"""Places whose frames are decoded once more, in colour; the rest is told by geometry and time."""


def traced_edits(
    view: Clip,
    found: Sequence[Found],
    names: Sequence[str],
    held: Sequence[Held],
    footage: Sequence[Path | None],
    heard: Mapping[int, SoundComparison],
    sounds: Sequence[SoundFound],
) -> tuple[Edit, ...]:
    """What was done to the clip, in the order of its time.

    Args:
        names: The id of each of the archive's recordings; ``held`` and ``footage`` go along.
        heard: The sound beside the recording's, by the place's position in ``found``.
        sounds: Where the sound was found by itself.
    """
    parts = [_part(view, one, names, held, footage) for one in found]
    comparisons: dict[int, Comparison] = {
        n: compare(view.path, parts[n], held[found[n].hypothesis.recording].overlay)
        for n in chain_of(parts)[:MOST_COMPARED]
        if parts[n].footage is not None
    }
    # Where several places claim the same seconds, the surest speaks for the sound.
    spans: list[SoundSpan] = []
    for n in sorted(heard, key=lambda n: -parts[n].score):
        for clip, state in heard[n].spans:
            if not any(min(s.clip[1], clip[1]) - max(s.clip[0], clip[0]) > 0.3 for s in spans):
                spans.append(SoundSpan(clip, state, 0.9 if state is not SoundState.UNSURE else 0.5))
    alone = [
        HeardPart(names[s.recording], s.clip, s.rate, s.offset, s.score) for s in sounds if s.recording >= 0
    ]
    spans.sort(key=lambda span: span.clip)
    return edit_script(parts, view.duration, comparisons, spans, alone)


def _part(
    view: Clip,
    one: Found,
    names: Sequence[str],
    held: Sequence[Held],
    footage: Sequence[Path | None],
) -> TracedPart:
    number = one.hypothesis.recording
    return TracedPart(
        recording=names[number],
        clip=one.clip,
        rate=one.hypothesis.rate,
        offset=one.hypothesis.offset,
        similarity=one.fit.similarity,
        clip_aspect=view.aspect,
        recording_aspect=held[number].aspect,
        source_box=one.source_box,
        clip_box=one.clip_box,
        score=one.score,
        uncertain=one.uncertain,
        footage=footage[number],
        ours=one.ours,
        theirs=one.seen,
    )
