"""The stage answers in the shapes of the real services, and the real scrapers can read it."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from demo import pages, story
from demo.server import Fault, StageServer
from demo.stage import Stage
from reference.stations import load_stations, read_stations
from scrapers.posts import x
from scrapers.posts.collect import collect
from scrapers.web import WebClient
from scrapers.web_answer import Limits
from storage.records import FetchState, MediaKind

REAL = Path(__file__).resolve().parents[3] / "shared" / "responses"


def _ask(stage: Stage, url: str) -> httpx.Response:
    parts = urlsplit(url)
    address, port = stage.routes[parts.hostname or ""]
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    return httpx.get(f"http://{address}:{port}{target}", headers={"Host": parts.hostname or ""}, timeout=5)


def _syndication(stage: Stage, number: str = story.POST_NUMBER) -> httpx.Response:
    return _ask(stage, f"https://cdn.syndication.twimg.com/tweet-result?id={number}&token=1&lang=en")


def _oembed(stage: Stage, url: str = pages.STATUS_URL) -> httpx.Response:
    return _ask(stage, f"https://publish.twitter.com/oembed?url={url}&omit_script=1")


def _key_paths(value: Any, path: str = "") -> set[str]:
    if isinstance(value, dict):
        return {path}.union(*(_key_paths(inner, f"{path}.{key}") for key, inner in value.items()))
    if isinstance(value, list):
        return {path}.union(*(_key_paths(inner, f"{path}[]") for inner in value))
    return {path}


def test_syndication_speaks_of_the_post(stage: Stage) -> None:
    said = _syndication(stage).json()
    assert said["__typename"] == "Tweet"
    assert said["id_str"] == story.POST_NUMBER
    assert said["created_at"] == "2026-10-14T20:52:37.000Z"
    assert said["user"]["screen_name"] == story.POST_HANDLE
    media = said["mediaDetails"][0]
    assert media["video_info"]["duration_millis"] == round(stage.truth.clip_length * 1000)
    start, end = media["indices"]
    assert said["text"][start:end] == media["url"]


@pytest.mark.parametrize(
    ("example", "ask"),
    [
        ("x-syndication/tweet-result-1684218600456876032.json", _syndication),
        ("oembed-and-pages/twitter-item-response-success.json", _oembed),
    ],
)
def test_answers_have_only_keys_that_the_real_services_send(example: str, ask: Any, stage: Stage) -> None:
    if not (REAL / example).is_file():
        pytest.skip(f"the collected answer {example} is not beside this checkout")
    real = _key_paths(json.loads((REAL / example).read_text(encoding="utf-8")))
    assert _key_paths(ask(stage).json()) <= real


@pytest.mark.parametrize(
    "url",
    [
        "https://cdn.syndication.twimg.com/tweet-result?id=20&token=1",
        "https://cdn.syndication.twimg.com/tweet-result",
        "https://publish.twitter.com/oembed?url=https://twitter.com/QuillmereDEMO/status/20",
        f"https://publish.twitter.com/oembed?url=https://twitter.example/a/status/{story.POST_NUMBER}",
        "https://video.twimg.com/another.mp4",
        f"https://{story.OUTLET_HOST}/",
        f"https://x.com/{story.POST_HANDLE}/status/{story.POST_NUMBER}",
    ],
)
def test_nothing_else_is_known(url: str, stage: Stage) -> None:
    assert _ask(stage, url).status_code == 404


def test_the_video_is_the_clip(stage: Stage) -> None:
    variants = _syndication(stage).json()["mediaDetails"][0]["video_info"]["variants"]
    answer = _ask(stage, variants[0]["url"])
    assert answer.headers["content-type"] == "video/mp4"
    assert answer.headers["content-length"] == str(stage.clip_file.stat().st_size)
    assert answer.content == stage.clip_file.read_bytes()


def test_the_article_shows_the_post(stage: Stage) -> None:
    page = _ask(stage, stage.article_url).text
    assert '<blockquote class="twitter-tweet">' in page
    assert f"{pages.STATUS_URL}?" in page
    assert "2026-10-16T09:20:00+02:00" in page
    assert "made up" in page


def test_recordings_are_in_the_folder_and_dated_in_utc(stage: Stage) -> None:
    assert [recording.station for recording in stage.recordings] == [story.STATION, story.STATION]
    for recording in stage.recordings:
        assert recording.path.is_file()
        assert f"{recording.aired_at:%Y%m%dT%H%M%SZ}" in recording.path.name
    assert len({recording.programme for recording in stage.recordings}) == 2


def test_the_station_is_known_by_its_file_and_says_that_it_is_made_up(stage: Stage) -> None:
    (station,) = read_stations(stage.station_file)
    assert (station.id, station.name, station.time_zone) == (story.STATION, story.STATION_NAME, story.ZONE)
    assert station.country == "ZZ"
    assert "made up" in station.ownership_source
    assert story.STATION not in {shipped.id for shipped in load_stations()}
    assert load_stations().called(story.STATION_NAME) == (), "no real station goes by that name"


def test_the_real_scraper_collects_the_post(stage: Stage, tmp_path: Path) -> None:
    address = x.address_of(pages.STATUS_URL)
    assert address is not None
    with WebClient(routes=stage.routes, limits=Limits(apart=0.0)) as client:
        collected = collect(x, address, client, tmp_path)
    assert collected.state is FetchState.VISIBLE
    post = collected.post
    assert post is not None
    assert (post.handle, post.number, post.text) == (story.POST_HANDLE, story.POST_NUMBER, story.POST_TEXT)
    assert post.times[0].interval.start == story.POSTED_AT.replace(microsecond=0)
    assert [item.kind for item in post.media] == [MediaKind.VIDEO]
    assert collected.answers[-1].path is not None
    assert collected.answers[-1].path.read_bytes() == stage.clip_file.read_bytes()


@pytest.mark.parametrize("fault", list(Fault))
def test_a_fault_of_the_video_host_reaches_the_ledger(fault: Fault, stage: Stage, tmp_path: Path) -> None:
    address = x.address_of(pages.STATUS_URL)
    assert address is not None
    host = "video.twimg.com"
    answer = partial(pages.answer, clip=b"clip" * 999, poster=b"poster", clip_seconds=1.0)
    with (
        StageServer(answer, {host: fault}) as server,
        WebClient(
            routes=dict.fromkeys(stage.routes, server.address),
            limits=Limits(apart=0.0, silence=0.3, tries=2),
            sleep=lambda seconds: None,
        ) as client,
    ):
        collected = collect(x, address, client, tmp_path)
    video = [row.fetch for row in collected.answers if urlsplit(row.fetch.url).hostname == host]
    assert collected.post is not None
    assert video[-1].state is not FetchState.VISIBLE
    assert video[-1].status == {Fault.NOT_FOUND: 404, Fault.SERVER_ERROR: 500}.get(fault, video[-1].status)


def test_a_stage_can_be_built_with_faults(tmp_path: Path) -> None:
    with Stage(tmp_path, length=0.02, faults={"video.twimg.com": Fault.NOT_FOUND}) as faulty:
        assert _ask(faulty, f"https://video.twimg.com{pages.VIDEO_PATH}").status_code == 404
        assert _syndication(faulty).status_code == 200
        assert faulty.requests["video.twimg.com", pages.VIDEO_PATH] == 1


def test_a_stage_must_be_entered_first(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="not been entered"):
        _ = Stage(tmp_path, length=0.1).routes
