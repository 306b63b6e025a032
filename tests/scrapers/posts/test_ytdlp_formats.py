"""Which files yt-dlp fetches of those that a site has: one with picture and sound, else both apart."""

from __future__ import annotations

from typing import Any

import pytest

from scrapers.posts import ytdlp

BOTH = {"vcodec": "avc1", "acodec": "mp4a"}
PICTURE = {"vcodec": "avc1", "acodec": "none"}
SOUND = {"vcodec": "none", "acodec": "mp4a"}


def chosen(*formats: dict[str, Any]) -> list[str]:
    """The ids of the formats that are fetched; sites list them from the worst to the best."""
    from yt_dlp import YoutubeDL

    listed = [{"ext": "mp4", "protocol": "https", "url": "https://a.test/", **each} for each in formats]
    with YoutubeDL({"quiet": True}) as downloader:
        select = downloader.build_format_selector(ytdlp._FORMATS)
        found = select({"formats": listed, "has_merged_format": False, "incomplete_formats": False})
        return [each["format_id"] for each in found]


@pytest.mark.parametrize(
    ("formats", "expected"),
    [
        ([("s", SOUND, None), ("p", PICTURE, 1080), ("small", BOTH, 360), ("good", BOTH, 720)], ["good"]),
        ([("good", BOTH, 1080), ("huge", BOTH, 2160)], ["good"]),
        ([("huge", BOTH, 2160)], ["huge"]),
        ([("s", SOUND, None), ("p", PICTURE, 720), ("huge", PICTURE, 2160)], ["p", "s"]),
        ([("p", PICTURE, 2160)], ["p"]),
        ([("s", SOUND, None)], ["s"]),
    ],
)
def test_the_best_that_needs_no_joining_is_fetched(
    formats: list[tuple[str, dict[str, str], int | None]], expected: list[str]
) -> None:
    listed = [{"format_id": name, **codecs, "height": height} for name, codecs, height in formats]
    assert chosen(*listed) == expected
