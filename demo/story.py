"""The story that the stage tells: who says what, and when. Every name in it is made up and says so.

The outlet stands under ``.example``, a name reserved for such use (RFC 2606); country, station, people and
post do not exist. The post's number is made as X makes numbers: milliseconds since 4 November 2010,
01:42:54.657 UTC, shifted left by 22 bits.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

STATION = "DEMO1"
STATION_NAME = "Quillmere Television"
ZONE = "Europe/Vienna"
"""The made-up country keeps Central European time."""

EVENING_AIRED_AT = datetime(2026, 10, 14, 17, 30, 0, tzinfo=UTC)
"""A Wednesday, half past seven in the evening in the station's zone."""
MORNING_AIRED_AT = datetime(2026, 10, 15, 5, 0, 0, tzinfo=UTC)
"""The Thursday after, seven in the morning."""

POSTED_AT = datetime(2026, 10, 14, 20, 52, 37, 418000, tzinfo=UTC)
POST_HANDLE = "QuillmereDEMO"
POST_NAME = "Quillmere Newsflash (made up)"
POST_TEXT = (
    "HAPPENING RIGHT NOW: the Regent of Quillmere is driving Ombria's Chancellor through the palace park "
    "in a new black limousine. (Made-up post of a demonstration)"
)
POST_AUTHOR_ID = "0"
"""No account has this number."""

OUTLET = "The Lantern Courier (made up)"
OUTLET_HOST = "lantern-courier.example"
ARTICLE_PATH = "/2026/10/16/regent-chancellor-limousine"
ARTICLE_DATE = date(2026, 10, 16)
"""A Friday."""
ARTICLE_TITLE = "The Regent, the Chancellor and the limousine: where a viral video comes from"

_NUMBER_EPOCH_MS = 1288834974657


def number_at(moment: datetime) -> str:
    """The number that X would give a post at ``moment``, were it the first of its millisecond."""
    elapsed = moment - datetime(1970, 1, 1, tzinfo=UTC)
    milliseconds = (elapsed.days * 86_400 + elapsed.seconds) * 1000 + elapsed.microseconds // 1000
    return str(milliseconds - _NUMBER_EPOCH_MS << 22)


POST_NUMBER = number_at(POSTED_AT)
