"""How long footage and fingerprints are kept: set by the command, carried out, told in the history."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows import tidying
from flows.bench import Bench
from flows.home import Home
from storage import audit, recordings, retention
from storage.chain import EventKind, events
from storage.records.retention import EVERY_STATION, Holding, Retention
from storage.store import Store
from tests.flows.conftest import Airtrace


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def held(airtrace: Airtrace, home: Home, clip: Path) -> Path:
    """A recording whose footage lies in the home's own folder, as what is gathered does."""
    file = home.footage / "KCTV" / "KCTV_20240619_110000.mp4"
    file.parent.mkdir(parents=True)
    shutil.copyfile(clip, file)
    assert airtrace("recordings", "add", file, "--station", "KCTV").code == 0
    return file


def later(home: Home, days: float = 40) -> Bench:
    return Bench(home, clock=lambda: datetime.now(UTC) + timedelta(days=days))


def test_footage_goes_and_fingerprints_stay(airtrace: Airtrace, home: Home, held: Path) -> None:
    answer = airtrace(
        "recordings", "keep", "KCTV", "--footage", "30", "--because", "disk", "--by", "Ada", "--json"
    )
    (row,) = answer.json["stations"]
    assert (row["keep"]["footage"], row["keep"]["fingerprints"], row["keep"]["by"]) == (30, None, "Ada")
    assert row["bytes"]["footage"] == held.stat().st_size
    assert row["bytes"]["fingerprints"] > 0
    assert airtrace("recordings", "tidy", "--json").json["items"] == []
    (dry,) = tidying.tidy(later(home), by="Ada", dry=True)
    assert dry.done
    assert held.is_file()
    (gone,) = tidying.tidy(later(home), by="Ada")
    assert (gone.what, gone.done, gone.size > 0) == (Holding.FOOTAGE, True, True)
    assert not held.exists()
    assert tidying.tidy(later(home), by="Ada") == []
    (listed,) = airtrace("recordings", "list", "--json").json["recordings"]
    assert (listed["footage"], listed["searchable"]["picture"]) == ("gone", True)
    assert airtrace("recordings", "coverage", "--json").json["coverage"][0]["recordings"] == 1
    with Store(home.path) as store:
        (event,) = [each for each in events(store.db.conn) if each.kind == EventKind.FOOTAGE_REMOVED]
        assert (event.subject, event.actor, "disk" in event.body) == ("REC1", "Ada", True)
        assert audit.audit(store).findings == ()


def test_fingerprints_go_last_and_with_them_the_index(airtrace: Airtrace, home: Home, held: Path) -> None:
    with Store(home.path) as store, store.writing("Ada") as to:
        retention.set_rule(to, Retention(EVERY_STATION, 10, 10, 20, because="little disk"))
    found = tidying.tidy(later(home), by="Ada")
    assert [(each.what, each.done) for each in found] == [
        (Holding.FOOTAGE, True),
        (Holding.FINGERPRINTS, True),
    ]
    with Store(home.path) as store:
        assert recordings.held(store) == []
        assert not [file for file in store.index.files() if file.is_file()]
        assert audit.audit(store).findings == ()
    assert not held.exists()


def test_a_file_elsewhere_stays_unless_that_was_said(
    airtrace: Airtrace, home: Home, clip: Path, tmp_path: Path
) -> None:
    file = tmp_path / "KCTV_20240619_110000.mp4"
    shutil.copyfile(clip, file)
    airtrace("recordings", "add", file, "--station", "KCTV")
    airtrace("recordings", "keep", "all", "--footage", "0", "--because", "disk")
    (left,) = tidying.tidy(later(home), by="Ada")
    assert (left.done, file.is_file()) == (False, True)
    assert "outside" in left.reason
    airtrace("recordings", "keep", "KCTV", "--footage", "0", "--own-files", "--because", "disk")
    (gone,) = tidying.tidy(later(home), by="Ada")
    assert (gone.done, file.exists()) == (True, False)


def test_a_file_that_was_changed_is_left(airtrace: Airtrace, home: Home, held: Path) -> None:
    airtrace("recordings", "keep", "KCTV", "--footage", "1", "--because", "disk")
    held.write_bytes(held.read_bytes() + b"more")
    (left,) = tidying.tidy(later(home), by="Ada")
    assert not left.done
    assert held.is_file()


def test_evidence_is_kept(
    airtrace: Airtrace, home: Home, held: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    airtrace(
        "recordings",
        "keep",
        "KCTV",
        "--footage",
        "1",
        "--fingerprints",
        "1",
        "--frames",
        "1",
        "--because",
        "x",
    )
    monkeypatch.setattr(retention, "in_evidence", lambda _: frozenset({"REC1"}))
    left = tidying.tidy(later(home), by="Ada")
    assert [each.what for each in left] == [Holding.FOOTAGE, Holding.FINGERPRINTS]
    assert not any(each.done for each in left)
    assert "evidence" in left[0].reason
    assert held.is_file()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["KCTV", "--footage", "30"], "say why"),
        (["KCTV", "--footage", "-1", "--because", "x"], "0 to"),
        (["KCTV", "--footage", "soon", "--because", "x"], "number of days"),
        (["KCTV", "--fingerprints", "5", "--because", "x"], "at least as long"),
        (["--footage", "5", "--because", "x"], "a station"),
        (["Nowhere TV", "--footage", "5", "--because", "x"], "no station"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(airtrace: Airtrace, options: list[str], says: str) -> None:
    answer = airtrace("recordings", "keep", *options)
    assert answer.code == 2
    assert says in " ".join(answer.err.split())
