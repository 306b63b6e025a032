"""The story's times agree with each other, with the post's number and with the weekdays that the article names."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from demo import pages, story


def test_the_number_carries_the_time_of_the_post() -> None:
    milliseconds = (int(story.POST_NUMBER) >> 22) + 1288834974657
    assert datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds) == story.POSTED_AT


def test_a_known_number_is_made_from_its_time() -> None:
    # The epoch itself, one millisecond later and its successor in the last 22 bits.
    epoch = datetime(2010, 11, 4, 1, 42, 54, 657000, tzinfo=UTC)
    assert story.number_at(epoch) == "0"
    assert story.number_at(epoch + timedelta(milliseconds=1)) == str(1 << 22)


def test_the_post_follows_the_airing_by_hours_and_the_article_by_days() -> None:
    assert timedelta(hours=1) < story.POSTED_AT - story.EVENING_AIRED_AT < timedelta(hours=12)
    assert story.ARTICLE_DATE > story.MORNING_AIRED_AT.date() >= story.POSTED_AT.date()


def test_the_article_names_the_right_weekdays() -> None:
    zone = ZoneInfo(story.ZONE)
    evening, morning = (
        moment.astimezone(zone) for moment in (story.EVENING_AIRED_AT, story.MORNING_AIRED_AT)
    )
    assert (evening.strftime("%A"), morning.strftime("%A")) == ("Wednesday", "Thursday")
    text = pages.article()
    assert f"first broadcast by {story.STATION_NAME} on Wednesday evening" in text
    assert f"segment broadcast on {story.STATION_NAME} on Thursday" in text
    assert "Friday, 16 October 2026" in text
