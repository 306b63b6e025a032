"""The made-up footage: it moves, cuts, is marked as made up, and comes out the same every time."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from demo.canvas import HEIGHT, RATE, WIDTH, Picture
from demo.footage import KEYFRAME_EVERY, frames, record, sound
from demo.palette import AMBER
from demo.programmes import Programme, evening_journal, harbour_morning

LENGTH = 0.04


@pytest.fixture(scope="module", params=[evening_journal, harbour_morning], ids=["evening", "morning"])
def programme(request: pytest.FixtureRequest) -> Programme:
    made: Programme = request.param(LENGTH)
    return made


@pytest.fixture(scope="module")
def pictures(programme: Programme) -> list[Picture]:
    return [frame.copy() for frame in frames(programme)]


def _difference(one: Picture, other: Picture) -> float:
    return float(np.abs(one.astype(np.int16) - other).mean())


def test_it_has_as_many_frames_as_its_shots_ask_for(programme: Programme, pictures: list[Picture]) -> None:
    assert len(pictures) == round(programme.seconds * RATE)
    assert all(picture.shape == (HEIGHT, WIDTH, 3) for picture in pictures)


def test_no_two_neighbouring_frames_are_alike(pictures: list[Picture]) -> None:
    above_ticker = slice(0, HEIGHT - 30)
    assert all(_difference(one[above_ticker], other[above_ticker]) > 0.1 for one, other in pairwise(pictures))


def test_shots_meet_in_hard_cuts(programme: Programme, pictures: list[Picture]) -> None:
    steps = [_difference(one, other) for one, other in pairwise(pictures)]
    number, cuts = 0, set()
    for shot in programme.shots[:-1]:
        number += round(shot.seconds * RATE)
        cuts.add(number - 1)
    within = [step for position, step in enumerate(steps) if position not in cuts]
    assert min(steps[cut] for cut in cuts) > max(within)


def test_every_frame_says_that_it_is_made_up(pictures: list[Picture]) -> None:
    for picture in pictures:
        plate = picture[26:42, 44:200].astype(np.int16)
        amber = (np.abs(plate - np.array(AMBER[::-1])).max(axis=2) < 40).mean()
        assert 0.4 < amber < 0.95, "the plate of the marking, with letters on it"


def test_the_same_programme_is_drawn_the_same_again(programme: Programme, pictures: list[Picture]) -> None:
    again = [frame.copy() for frame in frames(programme)]
    assert all(np.array_equal(one, other) for one, other in zip(pictures, again, strict=True))


def test_the_two_programmes_show_different_things() -> None:
    one, other = evening_journal(LENGTH), harbour_morning(LENGTH)
    first = [frame.copy() for frame in frames(one)][:: RATE // 5]
    second = [frame.copy() for frame in frames(other)][:: RATE // 5]
    middle = (slice(60, HEIGHT - 90), slice(None))
    weather = one.start_of("weather") * 5
    assert all(
        min(_difference(a[middle], b[middle]) for b in second) > 5
        for number, a in enumerate(first)
        if number < weather
    ), "only the map of the country may come again"


def test_another_seed_draws_another_scene() -> None:
    build = evening_journal(LENGTH).shots[5].build
    views = []
    for seed in (1, 2):
        frame = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
        build(1.0, np.random.default_rng(seed)).paint(frame, 0.5)
        views.append(frame)
    assert _difference(*views) > 5


def test_an_unknown_shot_is_refused() -> None:
    with pytest.raises(ValueError, match="no shot named opera"):
        evening_journal(LENGTH).start_of("opera")


def test_the_recording_holds_picture_and_sound(tmp_path: Path) -> None:
    programme = evening_journal(LENGTH)
    path = tmp_path / "recording.mp4"
    record(programme, path)
    with av.open(str(path)) as container:
        shown = list(container.decode(video=0))
    with av.open(str(path)) as container:
        heard = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
        seconds = heard.size / container.streams.audio[0].rate
    assert len(shown) == round(programme.seconds * RATE)
    assert [frame.time for frame in shown] == pytest.approx([n / RATE for n in range(len(shown))], abs=1e-3)
    assert [n for n, frame in enumerate(shown) if frame.key_frame] == list(
        range(0, len(shown), KEYFRAME_EVERY)
    )
    assert seconds == pytest.approx(programme.seconds, abs=0.2)
    assert float(np.sqrt(np.mean(heard**2))) > 0.01


def test_no_second_of_sound_comes_twice() -> None:
    heard = sound(evening_journal(0.2))
    blocks = heard[: heard.size // 24_000 * 24_000].reshape(-1, 24_000)
    likeness = np.abs(np.corrcoef(blocks) - np.eye(len(blocks)))
    assert likeness.max() < 0.9
