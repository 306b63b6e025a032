"""Recordings shared without footage: what goes out, what comes in, and what is refused."""

from __future__ import annotations

import copy
import hashlib
import json
import shutil
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from demo.stage import Stage
from flows import pipeline, sharing
from flows.bench import Bench
from flows.home import Home
from tests.flows.conftest import Airtrace

WHEN = "2026-10-14T17:30:00Z"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """A stage that was built and left again: its footage stays."""
    with Stage(tmp_path_factory.mktemp("stage"), length=0.3) as built:
        return built


@pytest.fixture(scope="module")
def loud(clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The clip with sound."""
    import av
    import numpy as np

    path = tmp_path_factory.mktemp("loud") / "loud.mp4"
    noise = np.random.default_rng(3).normal(0, 0.2, (1, 96_000)).astype(np.float32)
    with av.open(str(clip)) as source, av.open(str(path), "w") as into:
        picture = into.add_stream_from_template(source.streams.video[0])
        voice = into.add_stream("aac", rate=48_000, layout="mono")
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = picture
                into.mux(packet)
        for start in range(0, noise.shape[1], 1024):
            frame = av.AudioFrame.from_ndarray(noise[:, start : start + 1024], format="fltp", layout="mono")
            frame.sample_rate, frame.pts = 48_000, start
            into.mux(voice.encode(frame))
        into.mux(voice.encode(None))
    return path


@pytest.fixture(scope="module")
def kept(loud: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a record that holds a small recording, and the file in which it was shared."""
    folder = tmp_path_factory.mktemp("kept")
    bench = Bench(Home(folder / "home"))
    station = bench.stations().get("NHK")
    run, _ = pipeline.request_index(bench, [loud], station, "2024-06-20T20:00:00Z", None, asked_by="Ada")
    pipeline.perform(bench, run)
    sharing.share(bench, ["REC1"], folder / "shared.zip")
    return folder


@pytest.fixture
def shared(kept: Path, tmp_path: Path) -> Path:
    """The file, beside a copy of the record."""
    shutil.copytree(kept / "home", tmp_path / "home")
    return Path(shutil.copy(kept / "shared.zip", tmp_path / "shared.zip"))


@pytest.fixture
def other(tmp_path: Path) -> Path:
    return tmp_path / "other"


def test_shared_recordings_are_found_without_footage(
    airtrace: Airtrace, stage: Stage, tmp_path: Path, other: Path
) -> None:
    file = stage.recordings[stage.truth.recording].path
    airtrace("stations", "add", stage.station_file)
    airtrace("recordings", "add", file, "--station", "DEMO1", "--aired-at", WHEN, "--programme", "Evening")
    assert airtrace("recordings", "share", "REC1", "-o", tmp_path / "s.zip", "--json").json["recordings"] == [
        "REC1"
    ]
    airtrace("stations", "add", stage.station_file, home=other)
    case = airtrace("verify", stage.clip_file, "--json", home=other).json["cases"][0]
    assert case["standing"]
    taken = airtrace("recordings", "import", tmp_path / "s.zip", "--from", "Elsewhere", "--json", home=other)
    assert (taken.code, taken.json["new"], taken.json["links"]) == (0, ["REC1"], ["L1"])
    (row,) = airtrace("recordings", "list", "--json", home=other).json["recordings"]
    assert (row["path"], row["footage"], row["given_by"]) == (None, None, "Elsewhere")
    assert (row["airing"]["programme"], row["airing"]["aired_at"]) == ("Evening", WHEN)
    (match,) = airtrace("trace", stage.clip_file, "--json", home=other).json["matches"]
    assert match["footage_compared"] is False
    link = airtrace("show", case["case"], "--json", home=other).json["links"][0]
    assert (link["footage_compared"], link["airing"]["station"]) == (False, "DEMO1")
    report = tmp_path / "case.html"
    airtrace("report", case["case"], "-o", report, home=other)
    assert "the footage was not looked at" in report.read_text(encoding="utf-8")
    assert airtrace("history", "verify", home=other).code == 0
    moved = airtrace("recordings", "move", "REC1", file, home=other)
    assert moved.code == 0, moved.err
    (match,) = airtrace("trace", stage.clip_file, "--json", home=other).json["matches"]
    assert match["footage_compared"], "its footage is here now"


def test_nothing_of_this_machine_goes_out(
    airtrace: Airtrace, shared: Path, loud: Path, tmp_path: Path
) -> None:
    content = shared.read_bytes()
    for private in (str(tmp_path), loud.name, "REC1", "root"):
        assert private.encode() not in content
    with zipfile.ZipFile(shared) as archive:
        (listed,) = json.loads(archive.read("manifest.json"))["recordings"]
        assert sorted(archive.namelist()) == sorted(["manifest.json", f"index/{listed['index']['sha256']}"])
        assert (
            hashlib.sha256(archive.read(f"index/{listed['index']['sha256']}")).hexdigest()
            == listed["index"]["sha256"]
        )
    assert listed["sha256"] == hashlib.sha256(loud.read_bytes()).hexdigest()
    again = tmp_path / "again.zip"
    airtrace("recordings", "share", "REC1", "-o", again)
    assert again.read_bytes() == content


def test_the_same_recording_twice_is_held_already(airtrace: Airtrace, shared: Path, other: Path) -> None:
    arguments = ["recordings", "import", shared, "--from", "Elsewhere", "--json"]
    assert airtrace(*arguments, home=other).json["new"] == ["REC1"]
    (row,) = airtrace("recordings", "list", "--json", home=other).json["recordings"]
    assert row["searchable"] == {"picture": True, "sound": True}
    again = airtrace(*arguments, home=other)
    assert (again.code, again.json) == (0, {"new": [], "held_already": ["REC1"], "links": [], "run": None})
    here = airtrace(*arguments)
    assert here.json["held_already"] == ["REC1"], "with its footage"


def test_an_index_that_is_missing_comes_back_with_the_import(
    airtrace: Airtrace, shared: Path, other: Path
) -> None:
    arguments = ["recordings", "import", shared, "--from", "Elsewhere", "--json"]
    airtrace(*arguments, home=other)
    shutil.rmtree(other / "index")
    assert airtrace("recordings", "reindex", home=other).code == 1, "there is no footage to do it from"
    assert airtrace(*arguments, home=other).json["held_already"] == ["REC1"]
    assert airtrace("recordings", "coverage", "--json", home=other).json["not_searchable"] == []


Change = Callable[[dict[str, Any]], None]


def _set(*path: Any, to: Any) -> Change:
    def change(manifest: dict[str, Any]) -> None:
        place: Any = manifest
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = to

    return change


def _first(*path: Any, to: Any) -> Change:
    return _set("recordings", 0, *path, to=to)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_set("format", to="airtrace-recordings-9"), "of the format"),
        (_set("recordings", to=[]), "must list"),
        (_set("recordings", to=[{}] * 10_001), "must list"),
        (_set("recordings", to={"a": 1}), "must list"),
        (_set("recordings", to=["REC1"]), "airing is missing"),
        (_first("airing", "station", to="NOSUCH"), "not known here"),
        (_first("airing", "station", to=7), "its station"),
        (_first("airing", "aired_at", to="1823-01-01T00:00:00Z"), "cannot have been on air"),
        (_first("airing", "aired_at", to="2999-01-01T00:00:00Z"), "cannot have been on air"),
        (_first("airing", "aired_at", to="2024-06-20T20:00:00"), "cannot have been on air"),
        (_first("airing", "aired_at", to="yesterday"), "cannot be taken in"),
        (_first("airing", "uncertainty", to=-1), "uncertainty"),
        (_first("airing", "uncertainty", to=10**400), "uncertainty"),
        (_first("airing", "zone", to="Europe/../../etc/passwd"), "no time zone"),
        (_first("airing", "kind", to="rumour"), "kind is none of"),
        (_first("airing", "time_from", to=None), "time from is none of"),
        (_first("airing", "programme", to="x" * 501), "programme"),
        (_first("airing", "programme", to="a\x1b[31mb"), "programme"),
        (_first("duration", to=0), "duration"),
        (_first("duration", to=1e9), "duration"),
        (_first("duration", to=True), "duration"),
        (_first("duration", to=1234.5), "cannot be used"),
        (_first("width", to=10**9), "width"),
        (_first("frames_every", to=0), "frames every"),
        (_first("sha256", to="../../etc/passwd"), "sha256 is no SHA-256"),
        (_first("index", "sha256", to="ab" * 32), "exactly the index files"),
        (_first("index", "format", to="picture-0"), "index format picture-0"),
        (_first("index", "size", to=10**12), "size"),
        (_first("index", "size", to=12), "exactly the index files"),
    ],
)  # fmt: skip
def test_a_list_that_says_what_cannot_be_is_refused(
    airtrace: Airtrace, shared: Path, other: Path, tmp_path: Path, change: Change, says: str
) -> None:
    with zipfile.ZipFile(shared) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    manifest = copy.deepcopy(json.loads(contents["manifest.json"]))
    change(manifest)
    _refused(
        airtrace, _made(tmp_path, contents | {"manifest.json": json.dumps(manifest).encode()}), other, says
    )


def _made(tmp_path: Path, contents: dict[str, bytes], how: int = zipfile.ZIP_STORED) -> Path:
    path = tmp_path / "hostile.zip"
    with zipfile.ZipFile(path, "w", how) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return path


def _refused(airtrace: Airtrace, file: Path, home: Path, says: str) -> None:
    """One clear sentence, and nothing of it in the record."""
    answer = airtrace("recordings", "import", file, "--from", "Elsewhere", "--json", home=home)
    assert answer.code == 2, answer.err
    assert says in answer.json["error"]
    assert "fault in Airtrace" not in answer.json["error"]
    assert airtrace("recordings", "list", "--json", home=home).json["recordings"] == []
    assert list((home / "index").glob("*/*")) == []
    assert list((home / "incoming").glob("*")) == []


@pytest.mark.parametrize("content", [b"[" * 100_000, b'{"format": NaN}', b"\xff\xfe", b"null"])
def test_a_list_that_is_none_is_refused(
    airtrace: Airtrace, shared: Path, other: Path, tmp_path: Path, content: bytes
) -> None:
    _refused(airtrace, _made(tmp_path, {"manifest.json": content}), other, "hostile.zip")


def test_what_is_not_listed_is_refused(airtrace: Airtrace, shared: Path, other: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(shared) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    _refused(airtrace, _made(tmp_path, contents | {"../../evil": b"x"}), other, "exactly the index files")
    _refused(airtrace, _made(tmp_path, contents, zipfile.ZIP_DEFLATED), other, "is compressed")
    _refused(airtrace, _made(tmp_path, {"read.me": b"x"}), other, "no file of shared recordings")


def test_an_index_file_that_was_changed_is_refused(
    airtrace: Airtrace, shared: Path, other: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(shared) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    (name,) = [each for each in contents if each.startswith("index/")]
    changed = bytearray(contents[name])
    changed[-1] ^= 1
    _refused(airtrace, _made(tmp_path, contents | {name: bytes(changed)}), other, "holds other bytes")


@pytest.mark.parametrize("section", ["seconds", "frame", "sound_order", "sound_sorted"])
def test_an_index_file_that_leads_out_of_itself_is_refused(
    airtrace: Airtrace, shared: Path, other: Path, tmp_path: Path, section: str
) -> None:
    """Its hash and its list are right: a stranger made both."""
    from matching.segment import open_segment

    with zipfile.ZipFile(shared) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(contents.pop("manifest.json"))
    (content,) = contents.values()
    path = tmp_path / "segment"
    path.write_bytes(content)
    opened = open_segment(path)
    bad = struct.pack("<d", float("nan")) if section == "seconds" else struct.pack("<I", 2**31)
    hostile = bytearray(content)
    assert len(getattr(opened, section))
    at = 64 + _address(getattr(opened, section)) - _address(opened.held)
    hostile[at : at + len(bad)] = bad
    sha256 = hashlib.sha256(hostile).hexdigest()
    manifest["recordings"][0]["index"]["sha256"] = sha256
    file = _made(
        tmp_path, {"manifest.json": json.dumps(manifest).encode(), f"index/{sha256}": bytes(hostile)}
    )
    _refused(airtrace, file, other, "cannot be used")


def _address(array: Any) -> int:
    return int(array.__array_interface__["data"][0])


def test_half_a_file_is_refused(airtrace: Airtrace, shared: Path, other: Path, tmp_path: Path) -> None:
    half = tmp_path / "half.zip"
    half.write_bytes(shared.read_bytes()[: shared.stat().st_size // 2])
    _refused(airtrace, half, other, "no ZIP file that can be read")


def test_one_bad_recording_keeps_the_good_ones_out(
    airtrace: Airtrace, shared: Path, other: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(shared) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(contents["manifest.json"])
    second = copy.deepcopy(manifest["recordings"][0])
    second["airing"]["station"] = "NOSUCH"
    manifest["recordings"].append(second)
    _refused(
        airtrace,
        _made(tmp_path, contents | {"manifest.json": json.dumps(manifest).encode()}),
        other,
        "not known here",
    )


def test_what_cannot_be_searched_is_not_shared(airtrace: Airtrace, shared: Path, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "home" / "index")
    answer = airtrace("recordings", "share", "REC1", "-o", tmp_path / "no.zip")
    assert (answer.code, "reindex REC1" in answer.err) == (2, True)
    assert airtrace("recordings", "share", "REC9", "-o", tmp_path / "no.zip").code == 2
    assert not (tmp_path / "no.zip").exists()
    inside = airtrace("recordings", "share", "REC1", "-o", tmp_path / "home" / "airtrace.db")
    assert (inside.code, "part of the record" in inside.err) == (2, True)


def test_footage_that_moved_is_pointed_to_again(
    airtrace: Airtrace, shared: Path, loud: Path, tmp_path: Path
) -> None:
    new = tmp_path / "elsewhere.mp4"
    new.write_bytes(loud.read_bytes())
    assert airtrace("recordings", "move", "rec1", new, "--by", "Ada", "--json").json["path"] == str(new)
    assert airtrace("recordings", "list", "--json").json["recordings"][0]["path"] == str(new)
    new.unlink()
    assert airtrace("recordings", "list", "--json").json["recordings"][0]["footage"] == "gone"
    changed = tmp_path / "changed.mp4"
    changed.write_bytes(loud.read_bytes() + b"\x00")
    answer = airtrace("recordings", "move", "REC1", changed)
    assert (answer.code, "is not the footage of recording REC1" in answer.err) == (2, True)
    assert airtrace("recordings", "move", "REC1", tmp_path / "nowhere.mp4").code == 2
    assert airtrace("history", "verify").code == 0
