"""YouTube: a video's addresses, its watch page and oEmbed; and whatever is shown in their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from reference.times import Precision
from scrapers.posts.youtube import (
    address_of,
    is_login_wall,
    parse_no_embed,
    parse_no_page,
    parse_oembed,
    parse_watch,
    requests,
)
from storage.records import FetchState, MediaKind, Platform
from tests.scrapers.posts import answers_of_youtube as made

RECORDED = Path(__file__).resolve().parents[4] / "shared" / "responses" / "oembed-and-pages"


def recorded(name: str) -> bytes:
    file = RECORDED / name
    if not file.is_file():
        pytest.skip(f"the recorded answers are not here: ../shared/responses/oembed-and-pages/{name}")
    return file.read_bytes()


@pytest.mark.parametrize(
    "url",
    [
        "https://www.youtube.com/watch?v=mAdeUp_-v01",
        "http://youtube.com/watch?feature=share&v=mAdeUp_-v01&t=42s",
        "m.youtube.com/watch?v=mAdeUp_-v01&list=PL1&index=2",
        "https://youtu.be/mAdeUp_-v01?si=tracking",
        "https://www.youtube.com/shorts/mAdeUp_-v01?feature=share",
        "https://www.youtube.com/live/mAdeUp_-v01",
        "https://www.youtube.com/embed/mAdeUp_-v01?autoplay=1",
        "https://www.youtube-nocookie.com/embed/mAdeUp_-v01",
        "//www.youtube.com/embed/mAdeUp_-v01",
        "https://www.youtube.com/v/mAdeUp_-v01",
        "https://music.youtube.com/watch?v=mAdeUp_-v01",
        "https://www.youtube.com/attribution_link?a=x&u=%2Fwatch%3Fv%3DmAdeUp_-v01%26feature%3Dshare",
        "https://www.youtube.com/oembed?url=https%3A%2F%2Fyoutu.be%2FmAdeUp_-v01",
    ],
)
def test_a_video_is_known_by_its_address(url: str) -> None:
    address = address_of(url)
    assert address is not None
    assert (address.platform, address.number) == (Platform.YOUTUBE, made.NUMBER)
    assert address.url == "https://www.youtube.com/watch?v=mAdeUp_-v01"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.youtube.com/",
        "https://www.youtube.com/@madeup.wire",
        "https://www.youtube.com/channel/UCmadeup",
        "https://www.youtube.com/c/madeup",
        "https://www.youtube.com/playlist?list=PL1",
        "https://www.youtube.com/embed/videoseries?list=PL1",
        "https://www.youtube.com/embed/live_stream?channel=UCmadeup",
        "https://www.youtube.com/results?search_query=mAdeUp_-v01",
        "https://www.youtube.com/watch?v=short",
        "https://www.youtube.com/watch",
        "https://youtu.be/",
        "https://youtube.com.evil.test/watch?v=mAdeUp_-v01",
        "https://evil.test/youtu.be/mAdeUp_-v01",
        "https://user@www.youtube.com/watch?v=mAdeUp_-v01",
        "https://www.youtube.com:22/watch?v=mAdeUp_-v01",
        "https://www.youtube.com/oembed?url=https://www.youtube.com/oembed?url=https://youtu.be/mAdeUp_-v01",
    ],
)
def test_other_addresses_are_no_video(url: str) -> None:
    assert address_of(url) is None


def test_the_watch_page_and_oembed_are_asked() -> None:
    watch, oembed = requests(made.address())
    assert watch.url.startswith("https://www.youtube.com/watch?v=mAdeUp_-v01&hl=en")
    assert oembed.url == (
        "https://www.youtube.com/oembed?format=json&url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3DmAdeUp_-v01"
    )


def test_the_watch_page_is_read() -> None:
    reading = parse_watch(made.watch(), made.address())
    post = reading.post
    assert reading.state is FetchState.VISIBLE
    assert post is not None
    assert (post.name, post.handle, post.author_id) == ("Made-up Wire", "madeup.wire", "UCmadeup")
    assert post.text == f"{made.TITLE}\n\n{made.DESCRIPTION}"
    (time,) = post.times
    assert (time.interval.start.isoformat(), time.precision) == (
        "2024-06-20T12:30:05+00:00",
        Precision.SECOND,
    )
    (item,) = post.media
    assert (item.kind, item.duration) == (MediaKind.VIDEO, 31.0)


def test_the_recorded_watch_page_is_read() -> None:
    address = address_of("https://www.youtube.com/watch?v=S49CN57Y58o")
    assert address is not None
    reading = parse_watch(recorded("youtube-item-page.html"), address)
    assert reading.post is not None
    assert reading.post.name == "CoasterFan2105"
    assert reading.post.text.startswith("Full Length Freight Trains! 1 Hour of Trains!\n\nAll aboard!")
    assert [(time.text, time.precision) for time in reading.post.times] == [("2019-02-15", Precision.DAY)]
    assert [(item.kind, item.duration) for item in reading.post.media] == [(MediaKind.VIDEO, 71 * 60.0 + 51)]


def test_the_recorded_oembed_is_read() -> None:
    address = address_of("https://youtu.be/S49CN57Y58o")
    assert address is not None
    reading = parse_oembed(recorded("oembed-item_youtube.json"), address)
    assert reading.post is not None
    assert (reading.post.name, reading.post.text) == (
        "CoasterFan2105",
        "Full Length Freight Trains! 1 Hour of Trains!",
    )


def test_a_recorded_channel_is_no_video() -> None:
    reading = parse_watch(recorded("youtube-profile-page.html"), made.address())
    assert (reading.state, reading.post) == (FetchState.UNPARSED, None)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (made.refused("ERROR", "This video has been removed by the uploader"), FetchState.DELETED),
        (made.refused("ERROR", "Video unavailable"), FetchState.UNREACHABLE),
        (
            made.refused(
                "ERROR",
                "Video unavailable",
                errorScreen={
                    "playerErrorMessageRenderer": {
                        "subreason": {
                            "runs": [
                                {"text": "This video is no longer available because the YouTube account "},
                                {"text": "associated with this video has been terminated."},
                            ]
                        }
                    }
                },
            ),
            FetchState.SUSPENDED,
        ),
        (made.refused("LOGIN_REQUIRED", "Private video", messages=["This is a private video."]), FetchState.RESTRICTED),
        (made.refused("LOGIN_REQUIRED", "Sign in to confirm your age"), FetchState.AGE_GATED),
        (made.refused("LOGIN_REQUIRED", "Sign in to confirm you\u2019re not a bot"), FetchState.LOGIN_WALL),
        (
            made.refused("UNPLAYABLE", "The uploader has not made this video available in your country"),
            FetchState.RESTRICTED,
        ),
        (made.refused("UNPLAYABLE", "Something else"), FetchState.RESTRICTED),
        (b"<html><script>location='https://consent.youtube.com/m?x'</script></html>", FetchState.LOGIN_WALL),
        (b"<html><title>YouTube</title></html>", FetchState.UNPARSED),
        (b"", FetchState.UNPARSED),
        (b"var ytInitialPlayerResponse = {", FetchState.UNPARSED),
        (b"var ytInitialPlayerResponse = " + b"[" * 50_000, FetchState.UNPARSED),
        (b"var ytInitialPlayerResponse = " + b'{"a":' * 50_000, FetchState.UNPARSED),
        (made.watch({"videoDetails": made.player()["videoDetails"]}), FetchState.UNPARSED),
        (made.watch(made.player(videoDetails=None)), FetchState.UNPARSED),
        (made.watch()[:500], FetchState.UNPARSED),
    ],
)  # fmt: skip
def test_whatever_else_is_shown_is_named_and_is_no_post(answer: bytes, state: FetchState) -> None:
    reading = parse_watch(answer, made.address())
    assert (reading.state, reading.post) == (state, None)


def test_another_video_is_not_taken_for_the_one_asked_for() -> None:
    other = made.address("oTherVide0s")
    assert parse_watch(made.watch(), other).post is None
    assert parse_oembed(made.oembed(), other).state is FetchState.UNPARSED


def test_an_age_gated_video_is_named_all_the_same() -> None:
    gated = made.player(
        playabilityStatus={"status": "LOGIN_REQUIRED", "reason": "Sign in to confirm your age"}
    )
    reading = parse_watch(made.watch(gated), made.address())
    assert reading.state is FetchState.AGE_GATED
    assert reading.post is not None
    assert reading.post.text.startswith(made.TITLE)


def test_what_is_live_is_said_to_be() -> None:
    details = {**made.player()["videoDetails"], "isLive": True, "lengthSeconds": "0"}
    reading = parse_watch(made.watch(made.player(videoDetails=details)), made.address())
    assert reading.state is FetchState.VISIBLE
    assert "has not ended" in reading.reason


@pytest.mark.parametrize("changes", [{"title": ""}, {"author_name": None}, {"html": "", "thumbnail_url": ""}])
def test_an_oembed_without_what_it_must_have_is_unparsed(changes: dict[str, object]) -> None:
    assert parse_oembed(made.oembed(**changes), made.address()).state is FetchState.UNPARSED


def test_refusals_are_named() -> None:
    states = {
        status: reading.state
        for status in (400, 401, 403, 404, 500)
        if (reading := parse_no_embed(b"", status))
    }
    assert states == {
        400: FetchState.UNREACHABLE,
        401: FetchState.RESTRICTED,
        403: FetchState.RESTRICTED,
        404: FetchState.UNREACHABLE,
    }
    too_often = parse_no_page(b"", 429)
    assert too_often is not None
    assert too_often.state is FetchState.LOGIN_WALL


def test_login_pages_are_known_by_their_address() -> None:
    assert is_login_wall("https://accounts.google.com/ServiceLogin?continue=x")
    assert is_login_wall("https://consent.youtube.com/m?continue=x")
    assert not is_login_wall("https://www.youtube.com/watch?v=mAdeUp_-v01")
