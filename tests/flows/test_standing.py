"""Standing cases: each newly indexed recording is searched for them, in it alone, and nothing twice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import matching.tracer
from demo.stage import Stage
from flows import pipeline
from flows.bench import Bench
from flows.home import Home
from tests.flows.conftest import Airtrace

WHEN = "2026-10-14T17:30:00Z"
Searches = list[list[str]]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """A stage that was built and left again: its footage stays."""
    with Stage(tmp_path_factory.mktemp("stage"), length=0.3) as built:
        return built


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> Searches:
    """The recordings of each search, in the order of the searches."""
    made: Searches = []
    really = matching.tracer.trace

    def noted(clip: Path, archive: Sequence[Any], *args: Any, **kwargs: Any) -> Any:
        made.append([recording.id for recording in archive])
        return really(clip, archive, *args, **kwargs)

    monkeypatch.setattr(matching.tracer, "trace", noted)
    return made


@pytest.fixture
def home(airtrace: Airtrace, stage: Stage, clip: Path, searches: Searches, tmp_path: Path) -> Path:
    """One recording without the clip, and a case that is standing."""
    airtrace("stations", "add", stage.station_file)
    airtrace("recordings", "add", clip, "--station", "NHK", "--aired-at", "2024-06-20T20:00:00Z")
    case = airtrace("verify", stage.clip_file, "--json").json["cases"][0]
    assert (case["standing"], case["searched"]["recordings"], searches) == (True, 1, [["REC1"]])
    searches.clear()
    return tmp_path / "home"


def _add(airtrace: Airtrace, file: Path, station: str = "DEMO1") -> Any:
    return airtrace("recordings", "add", file, "--station", station, "--aired-at", WHEN, "--json")


def test_a_new_recording_is_searched_alone(
    airtrace: Airtrace, home: Path, stage: Stage, searches: Searches
) -> None:
    added = _add(airtrace, stage.recordings[stage.truth.recording].path)
    assert searches == [["REC2"]]
    assert (added.json["links"], added.json["searched_for"]) == (["L1"], ["C1"])
    case = airtrace("show", "C1", "--json").json
    assert case["searched"]["recordings"] == 2, "what was searched before still counts"
    assert {row["station"] for row in case["searched"]["coverage"]} == {"NHK", "DEMO1"}
    assert case["standing"] is False


def test_what_was_searched_is_not_searched_again(
    airtrace: Airtrace, home: Path, clip: Path, tmp_path: Path, searches: Searches
) -> None:
    bench = Bench(Home(home))
    look = {"again": False, "new_only": True, "asked_by": "schedule", "because": "the hour"}
    pipeline.perform(bench, pipeline.request_recheck(bench, "C1", **look))
    assert searches == []
    assert airtrace("show", "C1", "--json").json["searched"]["recordings"] == 1
    second = tmp_path / "second.mp4"
    second.write_bytes(clip.read_bytes() + b"\x00\x00\x00\x08free")
    _add(airtrace, second, "NHK")
    pipeline.perform(bench, pipeline.request_recheck(bench, "C1", **look))
    assert searches == [["REC2"]]
    airtrace("rerun", "C1", "--by", "Ada", "--because", "a person asks", "--offline")
    assert searches[1:] == [["REC1"]], "what a person asks for is done in full; REC2 has the very same index"


def test_a_recording_that_was_indexed_again_is_searched_again(
    airtrace: Airtrace, home: Path, searches: Searches
) -> None:
    for file in (home / "index").glob("*/*"):
        file.unlink()
    answer = airtrace("recordings", "reindex", "--json")
    assert (answer.json["indexed"], answer.json["searched_for"]) == (["REC1"], ["C1"])
    assert searches == [["REC1"]]


def test_a_negative_alone_starts_no_search(
    airtrace: Airtrace, home: Path, clip: Path, searches: Searches
) -> None:
    assert airtrace("recordings", "add", clip, "--negative", "--because", "bars").code == 0
    assert searches == []


def test_one_case_that_cannot_be_searched_stops_no_other(
    airtrace: Airtrace, home: Path, stage: Stage, clip: Path, searches: Searches
) -> None:
    bench = Bench(Home(home))
    other = home.parent / "other.mp4"
    other.write_bytes(stage.clip_file.read_bytes() + b"\x00\x00\x00\x08free")
    airtrace("verify", other)
    searches.clear()
    with bench.store() as store:
        (document,) = store.db.execute("SELECT document FROM suggestions WHERE case_id = 'C2'").fetchone()
        store.vault.path(document).unlink()
    added = _add(airtrace, stage.recordings[stage.truth.recording].path)
    assert added.code == 1
    assert searches == [["REC2"]]
    assert added.json["links"] == ["L1"]
    with bench.store() as store:
        ended = {row["id"]: row["ended_how"] for row in store.db.query("SELECT id, ended_how FROM runs")}
    assert "C2 could not be searched" in ended[added.json["run"]]


def test_a_run_that_is_taken_up_again_asks_for_each_case_once(
    airtrace: Airtrace, home: Path, clip: Path, tmp_path: Path
) -> None:
    bench = Bench(Home(home))
    second = tmp_path / "second.mp4"
    second.write_bytes(clip.read_bytes() + b"\x00\x00\x00\x08free")
    station = bench.stations().get("NHK")
    run, _ = pipeline.request_index(bench, [second], station, WHEN, None, asked_by="Ada")
    pipeline.index_recording(bench, "REC2")
    first = pipeline.request_standing(bench, run)
    assert pipeline.request_standing(bench, run) == first
    assert len(first) == 1
