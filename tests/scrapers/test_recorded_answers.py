"""Every recorded answer of a platform is read as the post that it shows, or named for what it is."""

from __future__ import annotations

import pytest

from checks.number_and_displayed_time import TOLERANCE_S
from scrapers.posts import time_of_number
from storage.records import FetchState
from tests.scrapers.posts.recordings import (
    FOLDER,
    FOLDERS,
    NO_PLATFORMS,
    OTHERS,
    POSTS,
    RecordedOther,
    RecordedPost,
)


@pytest.mark.parametrize("recorded", POSTS, ids=lambda recorded: recorded.file)
def test_a_recorded_post_is_read(recorded: RecordedPost) -> None:
    reading, shows = recorded.parse(recorded.body(), recorded.address), recorded.shows
    assert reading.state is shows.state, reading.reason
    post = reading.post
    assert post is not None
    assert (post.handle, post.name) == (shows.handle, shows.name)
    assert post.text.startswith(shows.text)
    assert post.text or post.media
    displayed = [time.interval.start.isoformat() for time in post.times]
    if shows.time is None:
        assert displayed == []
    elif "T" in shows.time:
        assert displayed[0].startswith(shows.time)
    else:
        day = post.times[0].interval
        assert day.start.date().isoformat() <= shows.time <= day.end.date().isoformat()
    assert tuple(found.item.kind for found in reading.media) == shows.media


@pytest.mark.parametrize(
    "recorded", [each for each in POSTS if each.two_clocks], ids=lambda recorded: recorded.file
)
def test_the_number_of_a_recorded_post_agrees_with_the_time_that_is_displayed(recorded: RecordedPost) -> None:
    post = recorded.parse(recorded.body(), recorded.address).post
    number = time_of_number(recorded.address.platform, recorded.address.number)
    assert post is not None
    assert number is not None
    shown, told, within = post.times[0].interval, number.interval, TOLERANCE_S[post.platform]
    assert (shown.start - told.end).total_seconds() <= within
    assert (told.start - shown.end).total_seconds() <= within


def test_no_recorded_answer_is_left_out() -> None:
    if not FOLDER.is_dir():
        pytest.skip("the recorded answers are not here: ../shared/responses")
    here = {f"{folder}/{file.name}" for folder in FOLDERS for file in (FOLDER / folder).iterdir()}
    assert here == {each.file for each in (*POSTS, *OTHERS)} | NO_PLATFORMS


@pytest.mark.parametrize("recorded", OTHERS, ids=lambda recorded: recorded.file)
def test_a_recorded_answer_without_a_post_is_named(recorded: RecordedOther) -> None:
    reading = recorded.parse(recorded.body(), recorded.address)
    assert (reading.state, reading.post, reading.media) == (recorded.state, None, ()), reading.reason
    assert reading.state is not FetchState.VISIBLE
    assert reading.reason
