"""The ledger gives back what was logged, and reads rows from before a column was there."""

from __future__ import annotations

from reference.times import iso
from storage import ledger, runs
from storage.chain import EventKind
from storage.records import Fetch, FetchState, Hop, Purpose, RunKind
from storage.store import Store


def _run(store: Store) -> str:
    with store.writing("Ada") as to:
        return runs.request(to, RunKind.VERIFY, "https://x.com/a/status/1", options={}, because="test")


def test_how_it_was_asked_and_answered_comes_back(store: Store) -> None:
    run = _run(store)
    fetch = Fetch(
        "https://stage.test/a",
        Purpose.PAGE,
        store.clock().replace(microsecond=0),
        FetchState.VISIBLE,
        "",
        200,
        asked_with=(("Host", "stage.test"),),
        headers=(("X-Twice", "1"), ("X-Twice", "2")),
        hops=(Hop("https://stage.test/a", 301, "https://stage.test/b"),),
        read_again=3,
    )
    with store.writing("Ada") as to:
        ledger.log(to, fetch, run=run, case=None)
    (row,) = ledger.rows(store)
    assert (row.run, row.case, row.fetch) == (run, None, fetch)


def test_a_row_from_before_headers_were_kept_can_be_read(store: Store) -> None:
    run = _run(store)
    body = {
        "run": run, "case": None, "url": "https://stage.test/a", "purpose": "page", "at": iso(store.clock()),
        "state": "visible", "reason": "", "status": 200, "landed": None, "content_type": None, "size": None,
        "sha256": None, "length_verified": True, "files": [],
    }  # fmt: skip
    with store.writing("Ada") as to:
        to.append(EventKind.FETCHED, run, body)
    (row,) = ledger.rows(store)
    assert (row.fetch.headers, row.fetch.asked_with, row.fetch.hops) == (None, None, ())
