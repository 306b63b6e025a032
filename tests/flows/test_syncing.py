"""Sync against archives on loopback: all that is listed is held once, and what is missing has its reason."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bench.archives import FIRST, HOSTS, Archives, frame, frames_zip, station_file
from demo.pages import Page
from demo.server import StageServer
from flows import arriving, pipeline, syncing
from flows.bench import Bench
from flows.commands.recordings_sync import run_json, within
from flows.home import Home
from flows.syncing import Limits, Wanted
from reference.errors import InputError, NotAllowed
from reference.times import Interval, Precision
from scrapers.posts import ytdlp
from scrapers.posts.shape import PostAddress, Reading
from scrapers.web_answer import Answer
from scrapers.web_pace import Pace
from storage import audit, recordings, runs, transcripts
from storage.records import (
    Fetch,
    FetchState,
    KnownFrom,
    Post,
    PostTime,
    Purpose,
    Recording,
    RunState,
    SourceName,
    Transcript,
)
from storage.vault import hash_of
from tests.scrapers.hostile_server import Server, http

BEGIN = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC)
EXPLORER = "/data.gdeltproject.org/gdeltv3/iatv/visualexplorer/"
SHOW = "STAGE01_20260302_000000_Programme_0"


@pytest.fixture(autouse=True)
def no_network() -> None:
    """The servers are asked by their number on loopback, so that names stay as they are here."""


@pytest.fixture
def archives() -> Archives:
    return Archives(stations=1, days=2, shows_a_day=2)


@pytest.fixture
def server(archives: Archives) -> Iterator[StageServer]:
    with StageServer(archives.answer) as served:
        yield served


def _bench(home: Path, address: tuple[str, int]) -> Bench:
    (home / "stations").mkdir(parents=True, exist_ok=True)
    (home / "stations" / "stage.yaml").write_text(station_file(Archives(1, 1, 1)))
    return Bench(Home(home), routes=dict.fromkeys(HOSTS, address), pace=Pace(0.0))


def _wanted(source: SourceName = SourceName.GDELT, *, days: int = 2, **more: object) -> Wanted:
    settings: dict[str, object] = {"index": False} | more
    return Wanted(source, "STAGE01", BEGIN, BEGIN + timedelta(days=days), **settings)  # type: ignore[arg-type]


def _sync(bench: Bench, wanted: Wanted) -> tuple[str, RunState]:
    run = syncing.request(bench, wanted, asked_by="Ada", because="test")
    return run, pipeline.perform(bench, run)


def _held(bench: Bench) -> list[Recording]:
    with bench.store() as store:
        return recordings.held(store)


def test_everything_listed_is_held_once_with_its_time_and_words(
    tmp_path: Path, server: StageServer, archives: Archives
) -> None:
    bench = _bench(tmp_path, server.address)
    run, state = _sync(bench, _wanted())
    assert state is RunState.DONE
    assert server.requests.total() == archives.ideal
    held = _held(bench)
    assert [each.airing.aired_at for each in held] == [BEGIN + timedelta(hours=12 * n) for n in range(4)]
    first = held[0]
    assert (first.frames_every, first.duration, first.airing.uncertainty) == (4.0, 12.0, 4.0)
    assert (first.airing.programme, first.airing.zone) == ("Programme 0", "Europe/Berlin")
    assert (first.airing.time_from, first.airing.kind) == ("archive", "broadcast")
    with bench.store() as store:
        words = {each.recording: transcripts.of_airing(store, each.airing.id) for each in _transcripts(bench)}
        assert {item.language for found in words.values() for item in found} == {"en"}
        assert audit.audit(store).findings == ()
        assert run_json(store, run)["requests"] == archives.ideal


def _transcripts(bench: Bench) -> list[Transcript]:
    with bench.store() as store:
        return [
            each for item in recordings.held(store) for each in transcripts.of_airing(store, item.airing.id)
        ]


def test_a_second_sync_asks_for_the_lists_alone(
    tmp_path: Path, server: StageServer, archives: Archives
) -> None:
    bench = _bench(tmp_path, server.address)
    _sync(bench, _wanted())
    before = server.requests.total()
    _, state = _sync(bench, _wanted())
    assert state is RunState.DONE
    assert server.requests.total() - before == 1 + archives.days
    assert len(_held(bench)) == 4


def test_an_interrupted_run_goes_on_where_it_ended(
    tmp_path: Path, server: StageServer, archives: Archives, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = _bench(tmp_path, server.address)
    gather = arriving.gather
    left = [1]

    def interrupted(*arguments: object) -> object:
        if not left:
            raise KeyboardInterrupt
        left.pop()
        return gather(*arguments)  # type: ignore[arg-type]

    run = syncing.request(bench, _wanted(), asked_by="Ada", because="test")
    monkeypatch.setattr(arriving, "gather", interrupted)
    with pytest.raises(KeyboardInterrupt):
        pipeline.perform(bench, run)
    monkeypatch.setattr(arriving, "gather", gather)
    assert len(_held(bench)) == 1
    assert syncing.request(bench, _wanted(), asked_by="Ada", because="test") == run
    assert pipeline.perform(bench, run) is RunState.DONE
    assert len(_held(bench)) == 4
    assert server.requests.total() == archives.ideal


def test_listed_shows_that_are_not_there_are_missing_with_a_reason(tmp_path: Path) -> None:
    archives = Archives(1, 1, 3, absent=frozenset({SHOW}))
    with StageServer(archives.answer) as server:
        bench = _bench(tmp_path, server.address)
        run, state = _sync(bench, _wanted(days=1))
        assert state is RunState.PARTIAL
        with bench.store() as store:
            document = run_json(store, run)
        assert [each["show"] for each in document["missing"]] == [SHOW]
        assert "404" in document["missing"][0]["reason"]
        assert SHOW in document["how"]
        assert len(document["gathered"]) == 2


def test_limits_end_a_sync_and_say_what_is_left(tmp_path: Path, server: StageServer) -> None:
    bench = _bench(tmp_path, server.address)
    run, state = _sync(bench, _wanted(limits=Limits(hours=13 / 3600)))
    assert state is RunState.PARTIAL
    with bench.store() as store:
        document = run_json(store, run)
    assert (len(document["gathered"]), len(document["left"])) == (2, 2)
    assert "limit of" in document["how"]


def test_list_only_fetches_nothing(tmp_path: Path, server: StageServer) -> None:
    bench = _bench(tmp_path, server.address)
    run, state = _sync(bench, _wanted(list_only=True))
    with bench.store() as store:
        document = run_json(store, run)
    assert (state, document["listed"], len(document["left"]), _held(bench)) == (RunState.DONE, 4, 4, [])


def test_thumbnails_of_archive_org_become_frames_at_their_seconds(
    tmp_path: Path, server: StageServer
) -> None:
    bench = _bench(tmp_path, server.address)
    _, state = _sync(bench, _wanted(SourceName.ARCHIVE_ORG, days=1))
    assert state is RunState.DONE
    first = _held(bench)[0]
    assert (first.frames_every, first.duration, first.airing.uncertainty) == (30.0, 105.0, 1.0)
    assert first.path is not None
    with zipfile.ZipFile(first.path) as held:
        assert [name[-10:-4] for name in held.namelist()] == ["000001", "000045", "000075"]


def test_an_airing_of_one_archive_is_not_gathered_from_another(tmp_path: Path, server: StageServer) -> None:
    bench = _bench(tmp_path, server.address)
    _sync(bench, _wanted(days=1))
    run, state = _sync(bench, _wanted(SourceName.ARCHIVE_ORG, days=1))
    assert (state, len(_held(bench))) == (RunState.DONE, 2)
    with bench.store() as store:
        document = run_json(store, run)
    assert (document["missing"], len(document["held_from_another"])) == ([], 2)
    assert "held from gdelt" in document["held_from_another"][0]["reason"]


def test_what_arrived_of_a_show_is_not_fetched_again_by_a_later_sync(tmp_path: Path) -> None:
    archives, down = Archives(1, 1, 1), [True]

    def answer(host: str, target: str) -> Page:
        page = archives.answer(host, target)
        return Page(404, "text/plain", b"") if down[0] and target.endswith("_000075.jpg") else page

    with StageServer(answer) as server:
        bench = _bench(tmp_path, server.address)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(arriving, "_FINAL", frozenset())  # so that the fault counts as the source's
            _, state = _sync(bench, _wanted(SourceName.ARCHIVE_ORG, days=1))
        assert (state, _held(bench)) == (RunState.PARTIAL, [])
        down[0] = False
        _, state = _sync(bench, _wanted(SourceName.ARCHIVE_ORG, days=1))
        asked = {path[-10:-4]: count for (_, path), count in server.requests.items() if path.endswith(".jpg")}
    assert (state, asked) == (RunState.DONE, {"000001": 1, "000045": 1, "000075": 2})


def _zip(*entries: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


GOOD = frames_zip(SHOW, 3)
LINK = zipfile.ZipInfo(f"{SHOW}-000003.jpg")
LINK.external_attr = 0o120777 << 16


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"no ZIP at all", "no ZIP file"),
        (GOOD[: len(GOOD) // 2], "no ZIP file"),
        (GOOD[:400] + b"\0" * 400 + GOOD[800:1200], "no ZIP file"),
        (
            _zip((f"../{SHOW}-000001.jpg", frame(1)), (f"/tmp/{SHOW}-000002.jpg", frame(2))),
            "frames of this show",
        ),
        (_zip(("OTHER_20260302_000000-000001.jpg", frame(1))), "frames of this show"),
        (_zip((f"{SHOW}-000001.jpg", bytes(30 << 20))), "can be read"),
        (_zip((f"{SHOW}-000001.jpg", b"not a picture")), "cannot be decoded"),
    ],
)
def test_a_zip_that_is_not_the_show_is_not_held(tmp_path: Path, content: bytes, reason: str) -> None:
    document = _sync_with(tmp_path, http(content))
    assert [each["show"] for each in document["gathered"]] == []
    assert reason in document["missing"][0]["reason"]
    assert not list((tmp_path / "footage").glob("*/*.zip"))


def test_holes_and_damage_in_a_zip_are_said(tmp_path: Path) -> None:
    buffer = io.BytesIO(frames_zip(SHOW, 0, numbers=[2, 3, 7, 8]))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("../../etc/passwd", b"x")
    content = buffer.getvalue()
    at = content.index(b"-000003.jpg") + 40
    document = _sync_with(tmp_path, http(content[:at] + b"\xff\x00\xff" + content[at + 3 :]))
    (show,) = document["gathered"]
    assert "1 of 4 frames are damaged" in show["reason"]
    assert "4 frames are missing (numbers 1, 4 to 6)" in show["reason"]
    assert "1 other files" in show["reason"]
    assert not (tmp_path.parent / "etc").exists()


def test_a_download_that_is_cut_short_is_the_sources_trouble(tmp_path: Path) -> None:
    document = _sync_with(tmp_path, http(GOOD[:900], length=len(GOOD)))
    assert document["gathered"] == []
    assert document["missing"][0]["show"] == SHOW
    again = _sync_with(tmp_path, http(GOOD))
    assert [each["show"] for each in again["gathered"]] == [SHOW]


def _sync_with(home: Path, answer: bytes) -> dict[str, list[dict[str, str]]]:
    """Sync one show of which the ZIP is what the server says."""
    inventory = (
        f'{{"shows": [{{"id": "{SHOW}"}}, {{"id": "../../{SHOW}"}}, {{"id": "OTHER_20260302_000000"}}, 7]}}'
    )
    with Server() as server:
        server.on("/api/v2/tvv/tvv", http(b'{"channels": [{"id": "STAGE01"}]}'))
        server.on(f"{EXPLORER}STAGE01.20260302.inventory.json", http(inventory.encode()))
        server.on(f"{EXPLORER}{SHOW}.zip", answer)
        srt = b"1\n00:00:01,000 --> 00:00:00,000\nWords.\n"
        server.on(f"{EXPLORER}{SHOW}.transcript.srt", http(srt))
        bench = _bench(home, server.address)
        run, _ = _sync(bench, _wanted(days=1))
    with bench.store() as store:
        return run_json(store, run)


def test_a_source_in_trouble_leaves_the_rest_to_the_next_sync(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syncing, "GIVE_UP", 1)  # the web client's patience is long enough with one
    archives = Archives(1, 1, 6)
    down = [True]

    def answer(host: str, target: str) -> Page:
        page = archives.answer(host, target)
        return Page(500, "text/plain", b"down") if down[0] and target.endswith(".zip") else page

    with StageServer(answer) as server:
        bench = _bench(tmp_path, server.address)
        run, state = _sync(bench, _wanted(days=1))
        assert state is RunState.PARTIAL
        with bench.store() as store:
            document = run_json(store, run)
        assert (len(document["missing"]), len(document["left"])) == (1, 5)
        assert "sync again later" in document["how"]
        down[0] = False
        _, state = _sync(bench, _wanted(days=1))
        assert (state, len(_held(bench))) == (RunState.DONE, 6)


def test_a_station_is_synced_by_one_process_at_a_time(tmp_path: Path, server: StageServer) -> None:
    bench = _bench(tmp_path, server.address)
    run = syncing.request(bench, _wanted(), asked_by="Ada", because="test")
    with bench.store() as store:
        held = syncing._alone(bench, runs.get(store, run))
    with held, pytest.raises(NotAllowed):
        pipeline.perform(bench, run)


def test_days_are_utc_and_whole() -> None:
    assert within("2026-03-02", "2026-03-03") == (BEGIN, BEGIN + timedelta(days=2))
    assert within("2026-03-02", None) == (BEGIN, BEGIN + timedelta(days=1))
    assert within("2026-03-02T10:00Z", "2026-03-02T12:00Z")[1] == BEGIN + timedelta(hours=12)
    with pytest.raises(InputError):
        within("2026-03-02T10:00Z", None)


def test_what_no_source_can_have_is_refused_before_a_run_is_asked_for(tmp_path: Path) -> None:
    bench = _bench(tmp_path, ("127.0.0.1", 9))
    with pytest.raises(InputError):
        syncing.request(bench, _wanted(SourceName.RSS, address="not an address"), asked_by="A", because="")
    with pytest.raises(InputError):
        syncing.request(bench, _wanted(address="../../x"), asked_by="A", because="")
    with pytest.raises(InputError):
        syncing.request(bench, _wanted(days=-1), asked_by="A", because="")


RSS = b"""<rss version="2.0"><channel><title>News</title><item><guid>one</guid><title>Evening</title>
<pubDate>Mon, 02 Mar 2026 18:00:00 +0000</pubDate><enclosure url="https://archive.org/one.mp4" type="video/mp4"/></item>
<item><guid>two</guid><pubDate>Mon, 02 Mar 2026 19:00:00 +0000</pubDate>
<enclosure url="http://169.254.169.254/two.mp4" type="video/mp4"/></item></channel></rss>"""


def test_a_feeds_enclosures_are_airings_of_the_kind_online(tmp_path: Path, clip: Path) -> None:
    with Server() as server:
        server.on("/feed", http(RSS))
        server.on("/one.mp4", http(clip.read_bytes()))
        bench = _bench(tmp_path, server.address)
        run, state = _sync(bench, _wanted(SourceName.RSS, days=1, address="https://archive.org/feed"))
    assert state is RunState.PARTIAL
    (held,) = _held(bench)
    assert (held.airing.kind, held.airing.programme, held.airing.aired_at.hour) == ("online", "Evening", 18)
    assert (held.duration, held.frames_every) == (2.0, None)
    with bench.store() as store:
        (missing,) = run_json(store, run)["missing"]
    assert (missing["show"], "169.254" in missing["reason"]) == ("two", True), missing


def test_a_broadcasters_page_is_fetched_by_yt_dlp_and_tells_its_time(
    tmp_path: Path, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = "https://video.example/watch/77"

    def bring(address: PostAddress, client: object, into: Path, *, purpose: Purpose) -> ytdlp.Brought:
        del client
        copied = into / "video"
        copied.write_bytes(clip.read_bytes())
        moment = BEGIN + timedelta(hours=7)
        time = PostTime("", Interval(moment, moment), Precision.SECOND, KnownFrom.DISPLAYED)
        post = Post(address.platform, address.number, address.url, None, "News", "Evening", times=(time,))
        said = Fetch(address.url, purpose, BEGIN, FetchState.VISIBLE, "yt-dlp found the post.")
        size, sha256 = copied.stat().st_size, hash_of(copied)
        video = Fetch(
            address.url, Purpose.MEDIA, BEGIN, FetchState.VISIBLE, "", size=size, sha256=sha256,
            length_verified=False,
        )  # fmt: skip
        reading = Reading(FetchState.VISIBLE, "", post)
        return ytdlp.Brought((Answer(said), Answer(video, copied)), (reading,))

    monkeypatch.setattr(ytdlp, "bring", bring)
    bench = _bench(tmp_path, ("127.0.0.1", 9))
    run, state = _sync(bench, _wanted(SourceName.YOUTUBE, days=2, address=page))
    assert state is RunState.DONE
    (held,) = _held(bench)
    assert (held.airing.aired_at, held.airing.uncertainty) == (BEGIN + timedelta(hours=7), 60.0)
    with bench.store() as store:
        assert "complete cannot be told" in run_json(store, run)["gathered"][0]["reason"]
    _, state = _sync(bench, _wanted(SourceName.YOUTUBE, days=2, address=page))
    assert (state, len(_held(bench))) == (RunState.DONE, 1)


def test_pieces_of_a_minute_are_recordings_at_their_own_time(tmp_path: Path, clip: Path) -> None:
    metadata = {
        "metadata": {"identifier": SHOW, "runtime": "00:02:30"},
        "files": [{"name": f"{SHOW}.mp4", "private": "true"}],
    }
    found = {"response": {"numFound": 1, "docs": [{"identifier": SHOW}]}}
    with Server() as server:
        server.on("/advancedsearch.php", http(json.dumps(found).encode()))
        server.on(f"/metadata/{SHOW}", http(json.dumps(metadata).encode()))
        good = http(clip.read_bytes())
        server.on(f"/download/{SHOW}/{SHOW}.mp4", [good, http(b"no video"), good])
        bench = _bench(tmp_path, server.address)
        run, state = _sync(bench, _wanted(SourceName.ARCHIVE_ORG, days=1, clips=True))
    assert state is RunState.DONE
    assert [each.airing.aired_at for each in _held(bench)] == [BEGIN, BEGIN + timedelta(seconds=120)]
    with bench.store() as store:
        (show,) = run_json(store, run)["gathered"]
    assert len(show["recordings"]) == 2
    assert "1 of 3 pieces cannot be used" in show["reason"]
    assert "it holds 0.1 of the show's 2.5 minutes" in show["reason"]
