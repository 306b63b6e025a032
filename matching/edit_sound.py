"""What was done to the clip's sound against that of the seconds its picture is from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from matching.edit_frames import TracedPart
from matching.edit_words import moment, stretch
from matching.sound_compare import SoundState
from storage.records import Span
from storage.records.links import Edit, EditKind, Sureness

APART = 1.0
"""Seconds by which picture and sound may be found apart: they may be a little out of step on the air already."""
_SHORT = 0.5
_SURE = 0.8


@dataclass(frozen=True)
class SoundSpan:
    clip: Span
    state: SoundState
    score: float = 1.0
    """How surely, 0 to 1."""


@dataclass(frozen=True)
class HeardPart:
    """Where the clip's sound was found by itself: clip second t plays recording second ``rate * t + offset``."""

    recording: str
    clip: Span
    rate: float
    offset: float
    score: float = 1.0

    def at(self, second: float) -> float:
        return self.rate * second + self.offset


def sound_edits(
    chain: Sequence[TracedPart], spans: Sequence[SoundSpan], heard: Sequence[HeardPart]
) -> list[Edit]:
    """Sound kept, muted, replaced, from elsewhere or unsure, in the clip's order."""
    elsewhere = list(_elsewhere(chain, heard))
    edits = [edit for span in _joined(spans) for edit in _of_span(span, elsewhere)]
    compared = [span.clip for span in spans]
    edits += [
        edit for edit in _kept(chain, heard) if not any(_shared(edit.clip, c) > _SHORT for c in compared)
    ]
    named = [replace(edit, recording_id=_picture_of(edit.clip, chain)) for edit in edits]
    return sorted([*elsewhere, *named], key=lambda edit: edit.clip)


def _picture_of(clip: Span, chain: Sequence[TracedPart]) -> str | None:
    """The recording that the picture of these clip seconds is from; None where it is from several."""
    shown = {part.recording for part in chain if _shared(part.clip, clip) > _SHORT}
    return shown.pop() if len(shown) == 1 else None


def _joined(spans: Sequence[SoundSpan]) -> list[SoundSpan]:
    joined: list[SoundSpan] = []
    for span in sorted(spans, key=lambda each: each.clip):
        last = joined[-1] if joined else None
        if last is not None and last.state is span.state and span.clip[0] - last.clip[1] < _SHORT:
            joined[-1] = SoundSpan(
                (last.clip[0], max(last.clip[1], span.clip[1])), span.state, min(last.score, span.score)
            )
        else:
            joined.append(span)
    return joined


def _of_span(span: SoundSpan, elsewhere: Sequence[Edit]) -> Iterator[Edit]:
    said = stretch(span.clip)
    sure = Sureness.SEEN if span.score >= _SURE else Sureness.LIKELY
    evidence = {"score": span.score}
    if any(_shared(span.clip, edit.clip) > 0.5 * (span.clip[1] - span.clip[0]) for edit in elsewhere):
        return  # where it is from says more than that it is not the picture's
    match span.state:
        case SoundState.SAME:
            sentence = f"The sound from {said} is that of the same seconds of the recording."
            yield Edit(EditKind.SOUND_KEPT, span.clip, sentence, sure, evidence=evidence)
        case SoundState.CLIP_SILENT:
            sentence = f"The sound from {said} was taken out: the recording is not silent there."
            yield Edit(EditKind.SOUND_MUTED, span.clip, sentence, sure, evidence=evidence)
        case SoundState.REPLACED:
            sentence = f"The sound from {said} is not that of the recording: it was replaced."
            yield Edit(EditKind.SOUND_REPLACED, span.clip, sentence, sure, evidence=evidence)
        case SoundState.RECORDING_SILENT:
            sentence = f"Sound was added from {said}: the recording is silent there."
            yield Edit(EditKind.SOUND_REPLACED, span.clip, sentence, Sureness.LIKELY, evidence=evidence)
        case SoundState.UNSURE:
            sentence = f"Whether the sound from {said} is the recording's cannot be told."
            yield Edit(EditKind.SOUND_UNSURE, span.clip, sentence, Sureness.LIKELY, evidence=evidence)


def _elsewhere(chain: Sequence[TracedPart], heard: Sequence[HeardPart]) -> Iterator[Edit]:
    """Sound that was found, and nowhere where the picture is from."""
    for part in chain:
        beside = [each for each in heard if _shared(each.clip, part.clip) > _SHORT]
        if not beside or any(_agrees(part, each) for each in beside):
            continue
        best = max(beside, key=lambda each: (each.score, _shared(each.clip, part.clip)))
        clip = (max(best.clip[0], part.clip[0]), min(best.clip[1], part.clip[1]))
        recording = (best.at(clip[0]), best.at(clip[1]))
        if best.recording == part.recording:
            away = abs(part.at(sum(clip) / 2) - best.at(sum(clip) / 2))
            where = f"from {moment(recording[0])} of the same recording, {away:.1f} s away from the picture"
        else:
            where = f"from another recording than the picture, at {moment(recording[0])}"
        yield Edit(
            EditKind.SOUND_ELSEWHERE,
            clip,
            f"The sound from {stretch(clip)} is {where}.",
            Sureness.SEEN if best.score >= _SURE else Sureness.LIKELY,
            recording=recording,
            recording_id=best.recording,
            evidence={"score": best.score},
        )


def _kept(chain: Sequence[TracedPart], heard: Sequence[HeardPart]) -> Iterator[Edit]:
    for part in chain:
        for each in heard:
            clip = (max(each.clip[0], part.clip[0]), min(each.clip[1], part.clip[1]))
            if clip[1] - clip[0] > _SHORT and _agrees(part, each):
                yield from _of_span(SoundSpan(clip, SoundState.SAME, each.score), ())
                break


def _agrees(part: TracedPart, heard: HeardPart) -> bool:
    if part.recording != heard.recording:
        return False
    clip = (max(heard.clip[0], part.clip[0]), min(heard.clip[1], part.clip[1]))
    apart = heard.at(sum(clip) / 2) - part.at(sum(clip) / 2)
    early, late = part.uncertain or (0.0, 0.0)
    return early - APART <= apart <= late + APART


def _shared(one: Span, other: Span) -> float:
    return min(one[1], other[1]) - max(one[0], other[0])
