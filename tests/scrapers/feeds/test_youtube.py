"""A channel given by its handle: the id that its page names."""

from __future__ import annotations

from pathlib import Path

import pytest

from reference.errors import Unparsed
from scrapers.feeds import youtube

RECORDED = (
    Path(__file__).resolve().parents[3].parent / "shared/responses/oembed-and-pages/youtube-profile-page.html"
)
FEED = "https://www.youtube.com/feeds/videos.xml?channel_id="


def test_a_recorded_channel_page_names_its_feed() -> None:
    if not RECORDED.is_file():
        pytest.skip("the recorded page is not here: ../shared/responses/oembed-and-pages")
    reading = youtube.parse(RECORDED.read_bytes(), "https://www.youtube.com/c/CoasterFan2105")
    assert reading.leads_on == f"{FEED}UCXOPfBqPphU15a6mpW7hwVw"


@pytest.mark.parametrize(
    "body",
    [
        b'{"externalId":"UC0123456789abcdefghijkl"}',
        b'<meta itemprop="identifier" content="UC0123456789abcdefghijkl">',
        b'<link rel="canonical" href="https://www.youtube.com/channel/UC0123456789abcdefghijkl">',
    ],
)
def test_the_places_where_a_page_names_it(body: bytes) -> None:
    assert youtube.parse(body, "https://www.youtube.com/@x").leads_on == f"{FEED}UC0123456789abcdefghijkl"


def test_a_page_that_does_not_name_it_is_said() -> None:
    with pytest.raises(Unparsed):
        youtube.parse(b"<html>Before you continue to YouTube</html>", "https://www.youtube.com/@x")
