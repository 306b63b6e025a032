"""The clip's sound beside that of the seconds its picture is from: the same, another, none."""

from __future__ import annotations

import numpy as np
import pytest

from matching.sound_compare import SoundState, compare_sound
from matching.sound_prints import RATE, Samples, listen_through
from tests.matching.voices import at_tempo, voice

BEGIN, SECONDS = 20.0, 10.0
SILENCE = np.zeros(round(SECONDS * RATE), np.float32)


def items(samples: Samples) -> np.ndarray:
    return np.concatenate(list(listen_through([samples])))


def own() -> Samples:
    return voice(5, 60.0)[round(BEGIN * RATE) : round((BEGIN + SECONDS) * RATE)]


def states(samples: Samples, recording: Samples, rate: float = 1.0) -> list[SoundState]:
    span = (0.0, len(samples) / RATE)
    return [state for _, state in compare_sound(samples, items(recording), span, rate, BEGIN).spans]


@pytest.mark.parametrize(
    ("samples", "recording", "state"),
    [
        (own(), voice(5, 60.0), SoundState.SAME),
        (voice(6, SECONDS), voice(5, 60.0), SoundState.REPLACED),
        (SILENCE, voice(5, 60.0), SoundState.CLIP_SILENT),
        (own(), np.zeros(60 * RATE, np.float32), SoundState.RECORDING_SILENT),
        (SILENCE, np.zeros(60 * RATE, np.float32), SoundState.UNSURE),
    ],
)
def test_state_of_the_whole(samples: Samples, recording: Samples, state: SoundState) -> None:
    assert states(samples, recording) == [state]


def test_picture_that_is_a_little_out_of_step_is_no_other_sound() -> None:
    comparison = compare_sound(own(), items(voice(5, 60.0)), (0.0, SECONDS), 1.0, BEGIN + 0.25)
    assert [state for _, state in comparison.spans] == [SoundState.SAME]


def test_speed_is_taken_into_account() -> None:
    assert states(at_tempo(own(), 1.25), voice(5, 60.0), rate=1.25) == [SoundState.SAME]


def test_backwards_is_the_same_sound() -> None:
    comparison = compare_sound(
        own()[::-1].copy(), items(voice(5, 60.0)), (0.0, SECONDS), -1.0, BEGIN + SECONDS
    )
    assert [state for _, state in comparison.spans] == [SoundState.SAME]


def test_a_part_that_was_dubbed_is_told() -> None:
    half = round(SECONDS * RATE / 2)
    dubbed = np.concatenate([own()[:half], voice(6, SECONDS)[:half]])
    comparison = compare_sound(dubbed, items(voice(5, 60.0)), (0.0, SECONDS), 1.0, BEGIN)
    first, last = comparison.spans[0], comparison.spans[-1]
    assert first[1] is SoundState.SAME
    assert last[1] is SoundState.REPLACED
    assert first[0][1] == pytest.approx(SECONDS / 2, abs=2.0)
