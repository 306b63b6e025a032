"""Shows in the record: listed once however often they are shown, asked for once a run, held once and for all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from reference.times import Interval
from storage import audit, runs, shows
from storage.records import AiringKind, RunKind, Show, ShowState, SourceName, TimeSource
from storage.store import Store

NOON = datetime(2024, 6, 19, 12, tzinfo=UTC)
DAY = Interval(NOON - timedelta(hours=12), NOON + timedelta(hours=12))
SHOW = Show(
    SourceName.GDELT, "RUSSIA1_20240619_120000", "RUSSIA1", "Vesti", NOON, 4.0, AiringKind.BROADCAST,
    TimeSource.ARCHIVE,
)  # fmt: skip


def _run(store: Store) -> str:
    with store.writing("Ada") as to:
        return runs.request(to, RunKind.SYNC, "RUSSIA1", options={}, because="test")


def _list(store: Store, run: str, *found: Show) -> None:
    with store.writing("Ada") as to:
        shows.listed(to, "RUSSIA1", found, run=run, url="https://archive.example/day")


def _waiting(store: Store, run: str, within: Interval = DAY) -> list[str]:
    return [show.key for show in shows.waiting(store, run, SourceName.GDELT, "RUSSIA1", within)]


def test_a_rerun_is_another_show_and_a_second_listing_is_not(store: Store) -> None:
    again = replace(SHOW, key="RUSSIA1_20240619_180000", aired_at=NOON + timedelta(hours=6))
    run = _run(store)
    _list(store, run, SHOW, again)
    _list(store, run, SHOW)
    assert _waiting(store, run) == [SHOW.key, again.key]
    assert _waiting(store, run, Interval(NOON, NOON + timedelta(hours=1))) == [SHOW.key]


def test_what_is_held_is_asked_for_no_more_and_what_is_missing_once_a_run(store: Store) -> None:
    first, other = _run(store), replace(SHOW, key="RUSSIA1_20240619_130000")
    _list(store, first, SHOW, other)
    with store.writing("Ada") as to:
        shows.gathered(to, SHOW, run=first, recordings=["REC1"], size=10, notes=["no captions"])
        shows.missed(to, other, run=first, reason="The site answered 404.")
    assert _waiting(store, first) == []
    second = _run(store)
    _list(store, second, replace(SHOW, title="Another title"), other)
    assert _waiting(store, second) == [other.key]
    held, missing = shows.of_run(store, first)
    assert (held.state, held.title, held.reason, held.recordings) == (
        ShowState.HELD,
        "Vesti",
        "no captions",
        ("REC1",),
    )
    assert (missing.state, missing.reason) == (ShowState.MISSING, "The site answered 404.")


def test_the_same_airing_at_another_source_is_known(store: Store) -> None:
    run = _run(store)
    twin = replace(SHOW, source=SourceName.ARCHIVE_ORG)
    _list(store, run, SHOW, twin)
    assert shows.held_from(store, twin) is None
    with store.writing("Ada") as to:
        shows.gathered(to, SHOW, run=run, recordings=["REC1"], size=10)
    assert shows.held_from(store, twin) is SourceName.GDELT


def test_the_table_is_made_again_from_the_events(store: Store) -> None:
    run = _run(store)
    _list(
        store, run, replace(SHOW, seconds=1799.5, zone="Europe/Moscow", address="https://archive.example/1")
    )
    with store.writing("Ada") as to:
        shows.missed(to, SHOW, run=run, reason="no")
    assert audit.audit(store).findings == ()
    store.db.conn.execute("UPDATE shows SET reason = 'yes'")
    assert [finding.where for finding in audit.audit(store).findings] == ["shows"]
