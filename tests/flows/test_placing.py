"""Whose airing a recording is and when it begins, by what lies around it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.bench import Bench
from flows.home import Home
from flows.placing import Known, look_at, overlapping, place, request
from reference.errors import BadTime, InputError, UnknownName
from reference.stations import load_stations
from reference.times import iso
from scrapers.broadcasts.epg import parse_guide
from storage.records import Airing, TimeSource
from tests.flows.conftest import Airtrace

STATIONS = load_stations()
NOW = datetime(2026, 11, 24, tzinfo=UTC)
KNOWN = Known(STATIONS, NOW)
RUSSIA1 = replace(KNOWN, station=STATIONS.get("RUSSIA1"))
GUIDE_TEXT = """<tv><channel id="r1"><display-name>Россия 1</display-name></channel>
    <programme start="20240619210000 +0300" stop="20240619210005 +0300" channel="r1"><title>Вести</title></programme>
    <programme start="20240619210005 +0300" stop="20240619220000 +0300" channel="r1"><title>60 минут</title></programme>
    </tv>"""
GUIDE = parse_guide(GUIDE_TEXT.encode())


Named = Callable[..., Path]


@pytest.fixture
def named(clip: Path, tmp_path: Path) -> Named:
    """Gives the clip under another name."""

    def copy(name: str, sidecar: dict[str, object] | None = None) -> Path:
        file = tmp_path / name
        shutil.copyfile(clip, file)
        if sidecar is not None:
            file.with_name(name + ".json").write_text(json.dumps(sidecar))
        return file

    return copy


def airing(file: Path, known: Known = RUSSIA1) -> Airing:
    return place(file, known).recording.airing


def test_the_name_says_station_time_and_programme(named: Named) -> None:
    found = airing(named("RUSSIA1_20240619_180000_Vesti.mp4"), KNOWN)
    assert (found.station, iso(found.aired_at), found.programme) == (
        "RUSSIA1",
        "2024-06-19T18:00:00Z",
        "Vesti",
    )
    assert (found.time_from, found.zone) == (TimeSource.FILE_NAME, "Europe/Moscow")


def test_a_name_without_a_station_is_read_in_the_zone_of_the_one_that_is_given(named: Named) -> None:
    file = named("20160619 2000.mp4")
    pyongyang = airing(file, replace(KNOWN, station=STATIONS.get("KCTV")))
    assert (iso(pyongyang.aired_at), pyongyang.uncertainty) == ("2016-06-19T11:30:00Z", 60.0)


def test_a_station_in_the_name_gives_its_zone(named: Named) -> None:
    found = airing(named("20240619 2100 - Россия 24 - Вести.mp4"), KNOWN)
    assert (found.station, iso(found.aired_at)) == ("RUSSIA24", "2024-06-19T18:00:00Z")


def test_the_file_beside_it_goes_before_the_name_and_a_person_before_both(named: Named) -> None:
    beside = {"station": "Первый канал", "aired_at": "2024-06-19T21:30:00", "programme": "Время"}
    file = named("RUSSIA1_20240619_180000_Vesti.mp4", beside)
    found = airing(file, KNOWN)
    assert (found.station, iso(found.aired_at), found.programme) == ("1TV", "2024-06-19T18:30:00Z", "Время")
    assert found.time_from is TimeSource.SIDECAR
    given = airing(file, replace(RUSSIA1, aired_at="2024-06-20T01:00:00Z", programme="Other"))
    assert (iso(given.aired_at), given.programme, given.time_from) == (
        "2024-06-20T01:00:00Z",
        "Other",
        TimeSource.GIVEN,
    )
    assert place(file, RUSSIA1).notes


def test_the_guide_names_what_was_on_and_a_time_that_only_it_knows(named: Named) -> None:
    known = replace(RUSSIA1, guides=(GUIDE,))
    on = airing(named("20240619T180030Z.mp4"), known)
    assert (on.programme, on.time_from) == ("60 минут", TimeSource.FILE_NAME)
    guided = airing(named("Вести.mp4"), known)
    assert (iso(guided.aired_at), guided.time_from, guided.programme) == (
        "2024-06-19T18:00:00Z",
        TimeSource.EPG,
        "Вести",
    )
    assert guided.uncertainty >= 600.0


def test_a_guide_that_lies_beside_the_recordings_is_read(named: Named, tmp_path: Path) -> None:
    (tmp_path / "Guide.XML").write_text(GUIDE_TEXT)
    (tmp_path / "broken.xmltv").write_text("<tv><programme")
    placed = place(named("20240619T180030Z.mp4"), RUSSIA1)
    assert placed.recording.airing.programme == "60 минут"
    assert [note for note in placed.notes if "broken.xmltv" in note]


def test_without_a_word_on_its_time_it_is_refused(named: Named) -> None:
    with pytest.raises(BadTime, match="--aired-at"):
        place(named("vesti.mp4"), RUSSIA1)
    with pytest.raises(UnknownName, match="--station"):
        place(named("20240619T180000Z.mp4"), KNOWN)
    with pytest.raises(BadTime, match="only the day"):
        place(named("vesti2.mp4"), replace(RUSSIA1, aired_at="2024-06-19"))


def test_a_clock_that_was_wrong_is_refused(named: Named) -> None:
    with pytest.raises(BadTime, match="clock was wrong"):
        place(named("RUSSIA1_20840619_180000_Vesti.mp4"), KNOWN)
    berlin = replace(KNOWN, station=STATIONS.get("ZDF"))
    with pytest.raises(BadTime, match="skipped"):
        place(named("heute 2024-03-31 02-30-00.mp4"), berlin)
    assert airing(named("heute 2024-10-27 02-30-00.mp4"), berlin).uncertainty == 3600.0


def test_a_rerun_and_a_shifted_feed_are_airings_of_their_own(named: Named, tmp_path: Path) -> None:
    names = (
        "RUSSIA1_20240619_180000_Vesti.mp4",
        "RUSSIA1_20240619_200000_Vesti.mp4",
        "1TV_20240619_180000_Vesti.mp4",
    )
    found = [place(named(name), KNOWN).recording for name in (*names, names[0])]
    _, added = request(Bench(Home(tmp_path / "home")), found, asked_by="Ada", jobs=None)
    assert [each.id for each in added] == ["REC1", "REC2", "REC3", "REC1"]
    assert len({each.airing.id for each in added}) == 3
    assert len({each.sha256 for each in added}) == 1


def test_recordings_of_one_moment_are_named(named: Named) -> None:
    one = place(named("RUSSIA1_20240619_180000_Vesti.mp4"), KNOWN).recording
    long = replace(one, id="REC1", duration=3600.0, sha256="ab" * 32)
    other = replace(one, id="REC2", duration=600.0)
    assert list(overlapping([long], [other])) == ["REC2 is of a time that REC1 is of too, 10.0 minutes of it"]
    assert not list(overlapping([replace(long, airing=replace(long.airing, station="1TV"))], [other]))
    assert not list(overlapping([replace(long, duration=1.0)], [other]))


@pytest.fixture
def recorder(tmp_path: Path) -> Path:
    """The folder of an HLS recorder: three pieces of two seconds, and a playlist with a clock."""
    import av
    import numpy as np

    folder = tmp_path / "hls"
    folder.mkdir()
    noise = np.random.default_rng(3).integers(0, 255, (96, 400, 3), dtype=np.uint8)
    lines = ["#EXTM3U", "#EXT-X-TARGETDURATION:2"]
    for piece in range(3):
        name = f"piece{piece}.ts"
        options = {"mpegts_copyts": "1"}
        with av.open(str(folder / name), "w", format="mpegts", options=options) as container:
            stream = container.add_stream("libx264", rate=10)
            stream.width, stream.height, stream.pix_fmt = 128, 96, "yuv420p"
            for n in range(20 * piece, 20 * piece + 20):
                frame = av.VideoFrame.from_ndarray(
                    np.ascontiguousarray(noise[:, n : n + 128]), format="rgb24"
                )
                frame.pts = n
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        lines += [f"#EXT-X-PROGRAM-DATE-TIME:2024-06-19T20:00:0{2 * piece}+0900", "#EXTINF:2.0,", name]
    (folder / "live.m3u8").write_text("\n".join(lines) + "\n")
    return folder / "live.m3u8"


def test_a_recorders_folder_becomes_one_recording_a_run(recorder: Path, tmp_path: Path) -> None:
    bench = Bench(Home(tmp_path / "home"))
    known = replace(KNOWN, station=STATIONS.get("KCTV"), programme="Evening")
    with pytest.raises(InputError, match="not finished"):
        look_at(bench, [recorder], replace(known, now=datetime.now(UTC)))
    os.utime(recorder, (1_700_000_000, 1_700_000_000))
    (whole,) = look_at(bench, [recorder], known)
    facts = whole.recording
    assert (iso(facts.airing.aired_at), facts.airing.time_from) == (
        "2024-06-19T11:00:00Z",
        TimeSource.PLAYLIST,
    )
    assert facts.duration == pytest.approx(6.0, abs=0.3)
    (recorder.parent / "piece1.ts").unlink()
    parts = look_at(bench, [recorder], known)
    assert [iso(part.recording.airing.aired_at)[-9:] for part in parts] == ["11:00:00Z", "11:00:04Z"]
    assert any("missing" in line for line in parts[-1].notes)


def test_the_command_adds_by_name_alone(airtrace: Airtrace, named: Named) -> None:
    answer = airtrace(
        "recordings", "add", named("KCTV_20160619_113000_Evening.mp4"), "--station", "KCTV", "--json"
    )
    assert answer.code == 0, answer.err
    (row,) = answer.json["recordings"]
    assert (row["airing"]["aired_at"], row["airing"]["programme"]) == ("2016-06-19T11:30:00Z", "Evening")
    refused = airtrace("recordings", "add", named("evening.mp4"), "--station", "KCTV")
    assert (refused.code, "--aired-at" in refused.err) == (2, True)


def test_half_a_file_is_what_it_holds_and_says_so(clip: Path, tmp_path: Path) -> None:
    import av

    whole = tmp_path / "whole.mp4"
    options = {"movflags": "faststart"}
    with av.open(str(clip)) as source, av.open(str(whole), "w", options=options) as container:
        stream = container.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                container.mux(packet)
    half = tmp_path / "RUSSIA1_20240619_180000_Vesti.mp4"
    half.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * 0.4)])
    placed = place(half, KNOWN)
    assert 0 < placed.recording.duration < 1.95
    gone = tmp_path / "RUSSIA1_20240619_190000_Vesti.mp4"
    gone.write_bytes(whole.read_bytes()[:200])
    with pytest.raises(InputError, match="holds no"):
        place(gone, KNOWN)
