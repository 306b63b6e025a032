from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.direction import first_second, matched_interval
from checks.edits import edits_of
from checks.reading import reading
from storage.records import PictureSegment
from tests.checks.stories import AIRED, airing, clip, link, segment


def starts(*segments: PictureSegment) -> list[float]:
    return [each.recording[0] for each in reading(segments)]


@pytest.mark.parametrize(
    ("segments", "expected"),
    [
        ([], []),
        ([segment(at=100)], [100]),
        ([segment(10, 20, 400), segment(0, 10, 100)], [100, 400]),
        # The same footage twice: the earlier showing, also where the later one is matched a little longer.
        ([segment(at=2000), segment(at=100)], [100]),
        ([segment(0, 20, 2000), segment(0, 19, 100)], [100]),
        # A headline shows five of the seconds, the report all of them.
        ([segment(5, 10, 100), segment(0, 20, 2000)], [2000]),
        # Both showings in pieces: the pieces of one stay together.
        (
            [segment(0, 10, 100), segment(10, 20, 110), segment(0, 10.1, 2000), segment(10.1, 20, 2010.1)],
            [100, 110],
        ),
        # Edges that overlap a little are still a sequence.
        ([segment(0, 10.4, 100), segment(10, 20, 400)], [100, 400]),
        # Many short pieces, all cut.
        ([segment(2.0 * n, 2.0 * n + 2, 900 - 50 * n) for n in range(6)], [900 - 50 * n for n in range(6)]),
    ],
)
def test_one_showing_is_read(segments: list[PictureSegment], expected: list[float]) -> None:
    assert starts(*segments) == expected


def test_a_second_showing_is_no_edit() -> None:
    assert edits_of(link(segment(at=100), segment(at=2000)), clip()) == ()


def test_a_second_showing_does_not_stretch_the_interval() -> None:
    shown = matched_interval(airing(uncertainty=0.0), segment(at=100), segment(at=2000))
    assert (shown.start - AIRED).total_seconds() == 100
    assert (shown.end - AIRED).total_seconds() == 120
    assert first_second(link(segment(at=2000), segment(at=100))) == 100


@given(
    st.lists(st.tuples(st.floats(0, 60), st.floats(0.1, 20), st.floats(0, 3000)), min_size=1, max_size=8),
)
def test_what_is_read_follows_in_the_clip(parts: list[tuple[float, float, float]]) -> None:
    segments = [segment(start, start + length, at) for start, length, at in parts]
    read = reading(segments)
    assert read
    assert set(read) <= set(segments)
    assert all(a.clip[1] - b.clip[0] <= 1.0 for a, b in pairwise(read))
    assert reading(reversed(segments)) == read
